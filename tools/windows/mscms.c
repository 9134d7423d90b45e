/* Only for trials in wine 8, whose mscms.dll lacks WcsCreateIccProfile: Qt then knows no colour profile of a screen. */
#define EXPORTED __declspec(dllexport)

EXPORTED int GetColorProfileFromHandle(void *profile, unsigned char *buffer, unsigned *length) { return 0; }
EXPORTED int CloseColorProfile(void *profile) { return 1; }
EXPORTED void *WcsCreateIccProfile(void *profile, unsigned options) { return 0; }
EXPORTED void *OpenColorProfileW(void *profile, unsigned access, unsigned share, unsigned mode) { return 0; }
