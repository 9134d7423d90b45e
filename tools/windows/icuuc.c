/* Only for trials in wine 8, which has no icuuc.dll (Windows has it since 1703). Qt calls it for old text encodings
   alone, which SIPA never asks for: every opening fails, the rest is never reached. */
#define EXPORTED __declspec(dllexport)
#define U_FILE_ACCESS_ERROR 4

static void *refused(int *code) {
    if (code) *code = U_FILE_ACCESS_ERROR;
    return 0;
}

EXPORTED void *ucnv_open(const char *name, int *code) { return refused(code); }
EXPORTED void ucnv_close(void *converter) {}
EXPORTED void ucnv_reset(void *converter) {}
EXPORTED signed char ucnv_getMaxCharSize(void *converter) { return 1; }
EXPORTED const char *ucnv_getName(void *converter, int *code) { return refused(code); }
EXPORTED const char *ucnv_getStandardName(const char *name, const char *standard, int *code) { return refused(code); }
EXPORTED const char *ucnv_getAvailableName(int index) { return 0; }
EXPORTED int ucnv_countAvailable(void) { return 0; }
EXPORTED int ucnv_toUCountPending(void *converter, int *code) { return 0; }
EXPORTED void ucnv_toUnicode(void) {}
EXPORTED void ucnv_fromUnicode(void) {}
EXPORTED void ucnv_cbToUWriteUChars(void) {}
EXPORTED void ucnv_cbFromUWriteUChars(void) {}
EXPORTED void ucnv_getToUCallBack(void) {}
EXPORTED void ucnv_getFromUCallBack(void) {}
EXPORTED void ucnv_setToUCallBack(void) {}
EXPORTED void ucnv_setFromUCallBack(void) {}
EXPORTED void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORTED void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
