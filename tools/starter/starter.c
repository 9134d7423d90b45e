/* Starts the release that `aktif` names, on Windows; without one, the highest that is whole (decision 026).
   Waits for it only when it was called with arguments, so that verbs give their exit code.
   Built with: x86_64-w64-mingw32-gcc -O2 -s -municode -mwindows -o sipa-desktop.exe starter.c */

#ifndef UNICODE
#define UNICODE
#endif
#include <windows.h>
#include <wchar.h>

#define LONGEST 4096
#define NAME 32

static wchar_t here[LONGEST], program[LONGEST], line[32768];

static int digits(const wchar_t *name)
{
    size_t length = wcslen(name);
    return length >= 6 && length <= 16 && wcsspn(name, L"0123456789") == length;
}

static int is_file(const wchar_t *path)
{
    DWORD found = GetFileAttributesW(path);
    return found != INVALID_FILE_ATTRIBUTES && !(found & FILE_ATTRIBUTE_DIRECTORY);
}

static int program_of(const wchar_t *name, const wchar_t *file)
{
    return digits(name) && _snwprintf(program, LONGEST, L"%ls\\versi\\%ls\\%ls", here, name, file) > 0 && is_file(program);
}

static void read_pointer(wchar_t *name)
{
    wchar_t path[LONGEST];
    char raw[NAME] = {0};
    DWORD got = 0;
    HANDLE file;
    int at;

    name[0] = 0;
    _snwprintf(path, LONGEST, L"%ls\\aktif", here);
    file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return;
    if (ReadFile(file, raw, NAME - 1, &got, NULL))
        for (at = 0; at < (int)got && raw[at] >= '0' && raw[at] <= '9'; at++) {
            name[at] = (wchar_t)raw[at];
            name[at + 1] = 0;
        }
    CloseHandle(file);
}

static void find_highest(wchar_t *name)
{
    wchar_t pattern[LONGEST];
    WIN32_FIND_DATAW entry;
    HANDLE search;

    name[0] = 0;
    _snwprintf(pattern, LONGEST, L"%ls\\versi\\*", here);
    search = FindFirstFileW(pattern, &entry);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        if (!digits(entry.cFileName) || wcscmp(entry.cFileName, name) < 0)
            continue;
        if (program_of(entry.cFileName, L"rilis.json") && program_of(entry.cFileName, L"sipa-desktop.exe"))
            wcscpy(name, entry.cFileName);
    } while (FindNextFileW(search, &entry));
    FindClose(search);
}

/* What stands behind the program's own name on the command line, as it was given. */
static const wchar_t *arguments(const wchar_t *whole)
{
    int quoted = 0;
    for (; *whole && (quoted || (*whole != L' ' && *whole != L'\t')); whole++)
        if (*whole == L'"')
            quoted = !quoted;
    while (*whole == L' ' || *whole == L'\t')
        whole++;
    return whole;
}

int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, PWSTR given, int show)
{
    wchar_t name[MAX_PATH], *slash;
    STARTUPINFOW start;
    PROCESS_INFORMATION made;
    const wchar_t *rest = arguments(GetCommandLineW());
    DWORD code = 0;

    (void)self, (void)before, (void)given, (void)show;
    GetModuleFileNameW(NULL, here, LONGEST - 1);
    slash = wcsrchr(here, L'\\');
    if (slash)
        *slash = 0;
    read_pointer(name);
    if (!program_of(name, L"sipa-desktop.exe")) {
        find_highest(name);
        if (!program_of(name, L"sipa-desktop.exe")) {
            MessageBoxW(NULL, L"SIPA tidak lengkap di komputer ini. Data Anda aman. Pasang SIPA lagi dari USB.",
                        L"SIPA Desktop", MB_ICONWARNING);
            return 3;
        }
    }
    _snwprintf(line, 32767, L"\"%ls\"%ls%ls", program, *rest ? L" " : L"", rest);
    GetStartupInfoW(&start); /* hands on the handles of a pipe */
    if (!CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made)) {
        MessageBoxW(NULL, L"SIPA belum dapat dibuka. Data Anda aman. Nyalakan ulang komputer ini, lalu coba lagi.",
                    L"SIPA Desktop", MB_ICONWARNING);
        return 3;
    }
    AllowSetForegroundWindow(made.dwProcessId);
    if (*rest) {
        WaitForSingleObject(made.hProcess, INFINITE);
        GetExitCodeProcess(made.hProcess, &code);
    }
    return (int)code;
}
