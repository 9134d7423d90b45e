; The Windows setup of SIPA Desktop: for one user, without an administrator, in Indonesian, whatever language Windows speaks.
; makensis -DTREE=… -DSEQ=000014 -DSEQ_NUMBER=14 -DVERSION=1.4.0 -DOUT=… -DICON=… [-DSTUB=amd64-unicode] [-DQUICK] setup.nsi
;
; TREE is a program as decision 026 lays it out: the starter, aktif, versi/SEQ/. A release goes into a folder of its own
; beside the one that may be running, and `aktif` is written last: a setup that is cut off leaves the old program. It
; ends no program, and never touches the folder of the data.
Unicode true
!ifdef STUB
  Target ${STUB}
!endif
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
ManifestDPIAware true
RequestExecutionLevel user
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\SIPA Desktop"
Name "SIPA Desktop"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\SIPA Desktop"
BrandingText "SIPA Desktop ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "SIPA Desktop"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Pemasang SIPA Desktop"
VIAddVersionKey /LANG=0 "LegalCopyright" "GPL-3.0-or-later"

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh
!include FileFunc.nsh

; NSIS's own Indonesian ("Instal", "di instal", "booting ulang komputer anda") gives way to the words of the sheet.
InstallButtonText "&Pasang"
UninstallButtonText "&Lepas"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\sipa-desktop.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(RUN_NOW)"
!define MUI_WELCOMEPAGE_TITLE "$(HELLO)"
!define MUI_WELCOMEPAGE_TEXT "$(HELLO_TEXT)"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "$(INSTALLING)"
!define MUI_PAGE_HEADER_SUBTEXT "$(WAIT)"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(INSTALLED)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT " "
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "$(NOT_INSTALLED)"
!define MUI_INSTFILESPAGE_ABORTHEADER_SUBTEXT "$(DATA_SAFE)"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(INSTALLED)"
!define MUI_FINISHPAGE_TEXT "$(INSTALLED_TEXT)"
!insertmacro MUI_PAGE_FINISH
!define MUI_PAGE_HEADER_TEXT "$(TAKE_AWAY)"
!define MUI_PAGE_HEADER_SUBTEXT "$(DATA_SAFE)"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(TAKE_AWAY_TEXT)"
!define MUI_UNCONFIRMPAGE_TEXT_LOCATION "$(TAKE_AWAY_FROM)"
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_PAGE_HEADER_TEXT "$(TAKING_AWAY)"
!define MUI_PAGE_HEADER_SUBTEXT "$(WAIT)"
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(TAKEN_AWAY)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "$(DATA_SAFE)"
!undef MUI_INSTFILESPAGE_ABORTHEADER_TEXT
!define MUI_INSTFILESPAGE_ABORTHEADER_TEXT "$(NOT_TAKEN_AWAY)"
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Indonesian"

LangString HELLO ${LANG_INDONESIAN} "Pasang SIPA Desktop"
LangString HELLO_TEXT ${LANG_INDONESIAN} "SIPA dipasang untuk Anda di komputer ini, tanpa kata sandi administrator. Data kantor yang sudah ada tidak disentuh.$\r$\n$\r$\nTekan Pasang, lalu tunggu."
LangString WAIT ${LANG_INDONESIAN} "Tunggu sebentar."
LangString INSTALLING ${LANG_INDONESIAN} "SIPA sedang dipasang"
LangString INSTALLED ${LANG_INDONESIAN} "SIPA sudah dipasang"
LangString INSTALLED_TEXT ${LANG_INDONESIAN} "Tekan Selesai, dan SIPA terbuka sendiri. Lain kali: menu Mulai, SIPA Desktop."
LangString NOT_INSTALLED ${LANG_INDONESIAN} "SIPA belum dipasang"
LangString DATA_SAFE ${LANG_INDONESIAN} "Data kantor tetap tersimpan."
LangString TAKE_AWAY ${LANG_INDONESIAN} "Lepas SIPA Desktop"
LangString TAKE_AWAY_TEXT ${LANG_INDONESIAN} "Program SIPA dilepas dari komputer ini; data kantor tetap tersimpan. Tekan Lepas untuk memulai."
LangString TAKE_AWAY_FROM ${LANG_INDONESIAN} "Dilepas dari:"
LangString TAKING_AWAY ${LANG_INDONESIAN} "SIPA sedang dilepas"
LangString TAKEN_AWAY ${LANG_INDONESIAN} "SIPA sudah dilepas"
LangString NOT_TAKEN_AWAY ${LANG_INDONESIAN} "SIPA belum dilepas"
LangString RUN_NOW ${LANG_INDONESIAN} "Buka SIPA sekarang"
LangString NOT_64 ${LANG_INDONESIAN} "SIPA memerlukan Windows 64-bit, sedangkan komputer ini memakai Windows 32-bit. Tidak ada yang dipasang. Pakai komputer lain, atau kirim laporan lewat lembar isian yang diimpor kecamatan."
LangString TOO_OLD ${LANG_INDONESIAN} "SIPA memerlukan Windows 10 versi 1809 atau lebih baru. Tidak ada yang dipasang. Perbarui Windows, atau pakai komputer lain."
LangString NEWER ${LANG_INDONESIAN} "Di komputer ini sudah ada SIPA yang lebih baru. Tidak ada yang berubah. Buka SIPA dari menu Mulai."
LangString NOT_WRITTEN ${LANG_INDONESIAN} "Pemasangan belum selesai, mungkin karena hard disk penuh atau ditahan program lain. SIPA yang lama dan semua data tetap utuh. Sediakan ruang 500 MB, lalu jalankan pemasang ini lagi."
LangString IN_USE ${LANG_INDONESIAN} "SIPA sedang terbuka. Simpan pekerjaan Anda dan tutup SIPA, lalu tekan Coba lagi."
LangString DATA_KEPT ${LANG_INDONESIAN} "SIPA sudah dilepas. Data kantor tetap tersimpan di $LOCALAPPDATA\SIPA Desktop, dan dipakai lagi bila SIPA dipasang kembali."

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "$(NOT_64)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_ICONSTOP "$(TOO_OLD)" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  StrCpy $R0 "0"
  ${If} ${FileExists} "$INSTDIR\aktif"
    FileOpen $0 "$INSTDIR\aktif" r
    FileRead $0 $R0
    FileClose $0
  ${EndIf}
  ; Without the zeros before it, which would make an octal number of it; what follows the digits does not count.
zeros:
  StrCpy $1 $R0 1
  ${If} $1 == "0"
    StrCpy $R0 $R0 "" 1
    Goto zeros
  ${EndIf}
  IntOp $R0 $R0 + 0
  ; The same one again mends what is there.
  ${If} $R0 > ${SEQ_NUMBER}
    MessageBox MB_ICONINFORMATION "$(NEWER)" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

Section
  SetOverwrite on
  ; What an earlier try left half done is no release, for it has no rilis.json; a whole one may be running.
  ${IfNot} ${FileExists} "$INSTDIR\versi\${SEQ}\rilis.json"
    RMDir /r "$INSTDIR\versi\${SEQ}"
  ${EndIf}
  SetOverwrite ifdiff
  ClearErrors
  SetOutPath "$INSTDIR\versi\${SEQ}"
  File /r /x rilis.json "${TREE}/versi/${SEQ}/*.*"
  File "${TREE}/versi/${SEQ}/rilis.json"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "$(NOT_WRITTEN)" /SD IDOK
    SetErrorLevel 6
    Abort
  ${EndIf}
  SetOutPath "$INSTDIR"
  ; The starter ends once the program runs, so it is seldom held; one that is held is as good as the new one.
  SetOverwrite try
  File "${TREE}/sipa-desktop.exe"
  File "${TREE}/LISENSI.txt"
  WriteUninstaller "$INSTDIR\lepas-sipa.exe"
  SetOverwrite on
  ClearErrors
  FileOpen $0 "$INSTDIR\aktif.baru" w
  FileWrite $0 "${SEQ}$\n"
  FileClose $0
  ; 1 + 8: in the place of the old one, and on the disk when it returns.
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\aktif.baru", w "$INSTDIR\aktif", i 9) i .r1'
  ${If} $1 == 0
    Delete "$INSTDIR\aktif"
    Rename "$INSTDIR\aktif.baru" "$INSTDIR\aktif"
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\SIPA Desktop.lnk" "$INSTDIR\sipa-desktop.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "SIPA Desktop"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\sipa-desktop.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\lepas-sipa.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\lepas-sipa.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR\versi\${SEQ}" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
  Call DropOlder
SectionEnd

; $R1 is "" when the program in the folder $1 may be written to, so that it does not run.
!macro LOOK_WHETHER_IT_RUNS
  StrCpy $R1 ""
  ${If} ${FileExists} "$INSTDIR\versi\$1\sipa-desktop.exe"
    ClearErrors
    FileOpen $2 "$INSTDIR\versi\$1\sipa-desktop.exe" a
    ${If} ${Errors}
      StrCpy $R1 "runs"
    ${Else}
      FileClose $2
    ${EndIf}
  ${EndIf}
!macroend

; Older releases go, but for one that runs. A folder is renamed before it is emptied: half a release is none.
Function DropOlder
  FindFirst $0 $1 "$INSTDIR\versi\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} $1 != "${SEQ}"
      !insertmacro LOOK_WHETHER_IT_RUNS
      ${If} $R1 == ""
        ClearErrors
        Rename "$INSTDIR\versi\$1" "$INSTDIR\versi\$1.hapus"
        ${IfNot} ${Errors}
          RMDir /r "$INSTDIR\versi\$1.hapus"
        ${EndIf}
      ${EndIf}
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
FunctionEnd

Function un.onInit
again:
  StrCpy $R2 ""
  FindFirst $0 $1 "$INSTDIR\versi\*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      !insertmacro LOOK_WHETHER_IT_RUNS
      StrCpy $R2 "$R2$R1"
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
  ${If} $R2 != ""
    MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "$(IN_USE)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 7
    Quit
  ${EndIf}
FunctionEnd

Section Uninstall
  Rename "$INSTDIR\versi" "$INSTDIR\versi.hapus"
  RMDir /r "$INSTDIR\versi.hapus"
  Delete "$INSTDIR\sipa-desktop.exe"
  Delete "$INSTDIR\LISENSI.txt"
  Delete "$INSTDIR\aktif"
  Delete "$INSTDIR\aktif.baru"
  Delete "$INSTDIR\lepas-sipa.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\SIPA Desktop.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  MessageBox MB_ICONINFORMATION "$(DATA_KEPT)" /SD IDOK
SectionEnd
