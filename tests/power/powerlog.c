/* A VFS for SQLite that writes down, in their order, what would be lost or kept when the power goes.
 *
 * Loaded once into a process, it stands in front of the system's own VFS for every connection made after that. Writes,
 * syncs, truncations and deletions of databases, logs and journals go to the file named by SIPA_POWER_LOG as well as to
 * the disk. Each entry is one write() to a file opened for appending, so that marks of the same process keep their
 * place among them. What survives a cut is decided by whoever reads the file (tests/support/power_images.py).
 */
#include <fcntl.h>
#include <sqlite3ext.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
SQLITE_EXTENSION_INIT1

enum { WROTE = 1, SYNCED = 2, CUT = 3, DELETED = 4 };

typedef struct {
    uint32_t kind, name_size;
    uint64_t at; /* offset of a write, size after a cut, 1 for a deletion whose folder was synced */
    uint32_t data_size, unused;
} Entry;

typedef struct {
    sqlite3_file base;
    const char *name; /* NULL: passes through unseen */
} Watched;

static sqlite3_vfs *real;
static sqlite3_vfs watching;
static int log_file = -1;

#define REAL(file) ((sqlite3_file *)((char *)(file) + sizeof(Watched)))

static void note(uint32_t kind, const char *name, uint64_t at, const void *data, uint32_t size) {
    Entry entry = {kind, (uint32_t)strlen(name), at, size, 0};
    struct iovec parts[3] = {{&entry, sizeof entry}, {(void *)name, entry.name_size}, {(void *)data, size}};
    if (writev(log_file, parts, 3) != (ssize_t)(sizeof entry + entry.name_size + size)) abort();
}

static int x_close(sqlite3_file *file) { return REAL(file)->pMethods->xClose(REAL(file)); }
static int x_read(sqlite3_file *file, void *data, int size, sqlite3_int64 at) {
    return REAL(file)->pMethods->xRead(REAL(file), data, size, at);
}
static int x_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at) {
    int code = REAL(file)->pMethods->xWrite(REAL(file), data, size, at);
    const char *name = ((Watched *)file)->name;
    if (code == SQLITE_OK && name) note(WROTE, name, (uint64_t)at, data, (uint32_t)size);
    return code;
}
static int x_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = REAL(file)->pMethods->xTruncate(REAL(file), size);
    const char *name = ((Watched *)file)->name;
    if (code == SQLITE_OK && name) note(CUT, name, (uint64_t)size, "", 0);
    return code;
}
static int x_sync(sqlite3_file *file, int flags) {
    int code = REAL(file)->pMethods->xSync(REAL(file), flags);
    const char *name = ((Watched *)file)->name;
    if (code == SQLITE_OK && name) note(SYNCED, name, 0, "", 0);
    return code;
}
static int x_size(sqlite3_file *file, sqlite3_int64 *size) { return REAL(file)->pMethods->xFileSize(REAL(file), size); }
static int x_lock(sqlite3_file *file, int level) { return REAL(file)->pMethods->xLock(REAL(file), level); }
static int x_unlock(sqlite3_file *file, int level) { return REAL(file)->pMethods->xUnlock(REAL(file), level); }
static int x_reserved(sqlite3_file *file, int *out) { return REAL(file)->pMethods->xCheckReservedLock(REAL(file), out); }
static int x_control(sqlite3_file *file, int op, void *argument) {
    return REAL(file)->pMethods->xFileControl(REAL(file), op, argument);
}
static int x_sector(sqlite3_file *file) { return REAL(file)->pMethods->xSectorSize(REAL(file)); }
static int x_device(sqlite3_file *file) { return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file)); }
static int x_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out) {
    return REAL(file)->pMethods->xShmMap(REAL(file), page, size, extend, out);
}
static int x_shm_lock(sqlite3_file *file, int at, int count, int flags) {
    return REAL(file)->pMethods->xShmLock(REAL(file), at, count, flags);
}
static void x_shm_barrier(sqlite3_file *file) { REAL(file)->pMethods->xShmBarrier(REAL(file)); }
static int x_shm_unmap(sqlite3_file *file, int drop) { return REAL(file)->pMethods->xShmUnmap(REAL(file), drop); }

/* Version 2: without memory-mapped reads, which this program does not use. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_size,
    .xLock = x_lock,
    .xUnlock = x_unlock,
    .xCheckReservedLock = x_reserved,
    .xFileControl = x_control,
    .xSectorSize = x_sector,
    .xDeviceCharacteristics = x_device,
    .xShmMap = x_shm_map,
    .xShmLock = x_shm_lock,
    .xShmBarrier = x_shm_barrier,
    .xShmUnmap = x_shm_unmap,
};

static int x_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out) {
    const int kept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    (void)vfs;
    memset(file, 0, (size_t)watching.szOsFile);
    int code = real->xOpen(real, name, REAL(file), flags, out);
    if (code == SQLITE_OK && REAL(file)->pMethods) {
        file->pMethods = &methods;
        ((Watched *)file)->name = (flags & kept) ? name : NULL; /* SQLite keeps the name as long as the file is open */
    }
    return code;
}
static int x_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    (void)vfs;
    int code = real->xDelete(real, name, sync_folder);
    if (code == SQLITE_OK) note(DELETED, name, (uint64_t)(sync_folder != 0), "", 0);
    return code;
}

int sqlite3_powerlog_init(sqlite3 *db, char **fault, const sqlite3_api_routines *api) {
    const char *path = getenv("SIPA_POWER_LOG");
    (void)db;
    (void)fault;
    SQLITE_EXTENSION_INIT2(api);
    log_file = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    real = sqlite3_vfs_find(NULL);
    if (log_file < 0 || !real) return SQLITE_ERROR;
    watching = *real; /* the system's own for everything but files */
    watching.zName = "powerlog";
    watching.szOsFile = (int)sizeof(Watched) + real->szOsFile;
    watching.xOpen = x_open;
    watching.xDelete = x_delete;
    watching.pNext = NULL;
    int code = sqlite3_vfs_register(&watching, 1);
    return code == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : code;
}
