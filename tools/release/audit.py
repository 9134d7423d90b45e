"""`dev.py release audit`: the lock held against the known holes in packages, by pip-audit; its line to PyPI is needed.

pip-audit is no part of the lock: it lives in an environment of its own below `build/`, made when it is first asked for.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PLACE: Final = ROOT / "build" / "audit"
LOCK: Final = ROOT / "requirements" / "all.txt"
_NO_LINE: Final = (
    "ConnectionError",
    "Max retries",
    "NewConnectionError",
    "ServiceError",
    "Name or service",
    "timed out",
    "404",
    "403",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Audit; 0 when nothing is known, 1 with the list, 3 when nobody could be asked (0 then with --offline-ok)."""
    parser = argparse.ArgumentParser(prog="dev.py release audit", description=__doc__)
    parser.add_argument("--offline-ok", action="store_true", help="go on when no list can be had; it is said")
    call = parser.parse_args(argv)
    program = PLACE / "bin" / "pip-audit"
    if not program.exists():
        venv.create(PLACE, with_pip=True, clear=True)
        made = subprocess.run([PLACE / "bin" / "python", "-m", "pip", "install", "-q", "pip-audit"], check=False)
        if made.returncode != 0:
            return _unasked("pip-audit could not be installed", offline_ok=call.offline_ok)
    command = [str(program), "--require-hashes", "--disable-pip", "-r", str(LOCK), "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    if done.returncode != 0 and any(sign in said for sign in _NO_LINE) and "vulnerabilit" not in done.stdout:
        return _unasked(said.splitlines()[-1] if said else "no answer", offline_ok=call.offline_ok)
    unknown = said.count("could not be audited")
    print(said)
    if not done.returncode and unknown:
        return _unasked(f"{unknown} packages are not known where it was asked", offline_ok=call.offline_ok)
    return 1 if done.returncode else 0


def _unasked(why: str, *, offline_ok: bool) -> int:
    print(f"NOT AUDITED: no list of known holes could be had ({why}).")
    return 0 if offline_ok else 3


if __name__ == "__main__":
    sys.exit(main())
