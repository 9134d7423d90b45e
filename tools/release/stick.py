"""`dev.py release stick FOLDER`: the stick that is carried to offices, whole, from what was built before.

On it: the setup, the program for Linux where one was built, the update, `BACA-SAYA.pdf`, an enrolment file for each
chosen village from the kecamatan's server, SBOM and licences, `SHA256SUMS`, and the signed list `rilis.json`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sipa_core.release.manifest import Product
from sipa_core.release.signed import SIGNED_NAME, read_keys
from tools.release import layout
from tools.release.read_first import NAME as READ_FIRST
from tools.release.read_first import make_read_first
from tools.release.sbom import LICENCES_NAME, SBOM_NAME
from tools.release.signing import checksum_lines, sign_folder, verify_folder

ROOT: Final = Path(__file__).resolve().parents[2]
OUT: Final = ROOT / "build" / "release"
ENROLMENT, UPDATES, LINUX, LICENCES = "pendaftaran", "pembaruan", "linux", "lisensi"
SUMS: Final = "SHA256SUMS"
_FAT_LARGEST: Final = 4 * 1024**3 - 1


class NotMade(Exception):  # noqa: N818
    """The stick is not whole; the text says what is missing."""


def main(argv: Sequence[str] | None = None) -> int:
    """Make the stick; 0, or 1 with a sentence."""
    call = _parser().parse_args(argv)
    try:
        told = make_stick(call.folder, call.data, call.villages, call.server, call.setup)
    except (NotMade, ValueError, OSError) as fault:
        print(f"!! {fault}")
        return 1
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


def make_stick(folder: Path, data: Path, villages: str, server: str = "", setup: Path | None = None) -> dict[str, Any]:
    """Fill an empty folder (the stick) and hold it to its own lists; what lies on it. NotMade, ValueError, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(one for one in folder.iterdir() if not one.name.startswith((".", "System Volume"))):
        raise NotMade(f"{folder} is not empty; nothing was written")
    setup = setup or _newest(OUT, "SIPA-Desktop-*-pasang.exe")
    if setup is None:
        raise NotMade("there is no setup yet: python3 dev.py release windows")
    keys = layout.trial_keys(OUT / "keys")
    shutil.copy(setup, folder / setup.name)
    for name, pattern in ((UPDATES, "*.sipa-up"), (LINUX, "SIPA-Desktop-*-linux-x64.tar.xz")):
        found = _newest_of_each(OUT, pattern)
        if found:
            (folder / name).mkdir()
        for one in found:
            shutil.copy(one, folder / name / one.name)
    _take_lists(folder / LICENCES)
    enrolled = _enrol(data, folder / ENROLMENT, villages, server)
    places = [str(one["place"]) for one in enrolled]
    make_read_first(folder / READ_FIRST, setup.name, places, Path(str(enrolled[0]["file"])))
    (folder / SUMS).write_text(checksum_lines(folder), "utf-8")
    seq = int(setup.name.split("-")[3])
    sign_folder(layout.head_of(keys, "semua", seq, Product.USB), folder, keys.private)
    release = verify_folder(folder, read_keys(keys.public_file.read_bytes()))
    large = [one.name for one in release.files if one.size > _FAT_LARGEST]
    if large:
        raise NotMade(f"too large for a FAT stick: {large}")
    return {
        "stick": str(folder),
        "signed": SIGNED_NAME,
        "channel": keys.channel.value,
        "mb": round(release.size / 1e6, 1),
        "files": {one.name: one.size for one in release.files},
        "places": places,
    }


def _enrol(data: Path, target: Path, villages: str, server: str) -> list[dict[str, Any]]:
    """Ask the kecamatan's server for the files; its own program, so that a server elsewhere can be asked likewise."""
    command = [sys.executable, "-m", "sipa_server", "enrol-files", "--data", str(data), "--to", str(target)]
    command += ["--villages", villages, "--json", *(["--server", server] if server else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}
    if not answer.get("ok"):
        raise NotMade(f"{answer.get('title', '')}. {answer.get('message', done.stderr)}")
    files: list[dict[str, Any]] = answer["files"]
    return files


def _take_lists(folder: Path) -> None:
    """The SBOM and the licences of each program on the stick, from where they were made."""
    folder.mkdir()
    for built in sorted((OUT / "lists").glob("*")):
        if built.name.endswith((SBOM_NAME, LICENCES_NAME)):
            shutil.copy(built, folder / built.name)


def _newest(folder: Path, pattern: str) -> Path | None:
    return max(folder.glob(pattern), key=lambda one: one.stat().st_mtime, default=None)


def _newest_of_each(folder: Path, pattern: str) -> list[Path]:
    """The newest of each platform."""
    found: dict[str, Path] = {}
    for one in sorted(folder.glob(pattern), key=lambda one: one.stat().st_mtime):
        found["windows" if "windows" in one.name else "linux"] = one
    return list(found.values())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py release stick", description=__doc__)
    parser.add_argument("folder", type=Path, help="the stick, or an empty folder to be copied to one")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of the kecamatan's server")
    parser.add_argument("--villages", required=True, help="63.11.06.2024,63.11.06.2005=Nama Admin")
    parser.add_argument("--server", default="", help="the server's address for the desks")
    parser.add_argument("--setup", type=Path, help="a setup that was built on a Windows PC")
    return parser


if __name__ == "__main__":
    sys.exit(main())
