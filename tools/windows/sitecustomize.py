"""Only for tests in wine 8, which lacks CopyFile2: Python 3.12's shutil.copy2 then copies in its own way."""

import _winapi

del _winapi.CopyFile2  # type: ignore[attr-defined]
