"""`dev.py release stick FOLDER`: the stick that is carried to offices, whole, from what was built before.

On it: the setup, the program for Linux where one was built, the update, `BACA-SAYA.pdf`, an enrolment file for each
chosen village from the kecamatan's server, SBOM and licences, `SHA256SUMS`, and the signed list `rilis.json`. With
`--kecamatan NAME`, for the kecamatan alone: also the server and an enrolment file for its first PC.
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
from tools.release.read_first import KECAMATAN_NAME, make_kecamatan_page, make_read_first
from tools.release.read_first import NAME as READ_FIRST
from tools.release.sbom import LICENCES_NAME, SBOM_NAME
from tools.release.signing import checksum_lines, sign_folder, verify_folder

ROOT: Final = Path(__file__).resolve().parents[2]
OUT: Final = ROOT / "build" / "release"
ENROLMENT, UPDATES, LINUX, LICENCES = "pendaftaran", "pembaruan", "linux", "lisensi"
KECAMATAN: Final = "kecamatan"
SUMS: Final = "SHA256SUMS"
_FAT_LARGEST: Final = 4 * 1024**3 - 1


class NotMade(Exception):  # noqa: N818
    """The stick is not whole; the text says what is missing."""


def main(argv: Sequence[str] | None = None) -> int:
    """Make the stick; 0, or 1 with a sentence."""
    call = _parser().parse_args(argv)
    try:
        told = make_stick(call.folder, call.data, call.villages, call.server, call.setup, call.kecamatan)
    except (NotMade, ValueError, OSError) as fault:
        print(f"!! {fault}")
        return 1
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


def make_stick(
    folder: Path, data: Path, villages: str, server: str = "", setup: Path | None = None, kecamatan: str = ""
) -> dict[str, Any]:
    """Fill an empty folder (the stick) and hold it to its own lists; what lies on it. NotMade, ValueError, OSError.

    `kecamatan` is the name of its admin: then the stick is for the kecamatan too.
    """
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
    enrolled = _enrol(data, folder / ENROLMENT, ["--villages", villages], server)
    places = [str(one["place"]) for one in enrolled]
    linux = next((one.name for one in (folder / LINUX).glob("*")), "")
    first = Path(str(enrolled[0]["file"]))
    make_read_first(folder / READ_FIRST, setup.name, linux, places, first, kecamatan=bool(kecamatan))
    if kecamatan:
        _add_kecamatan(folder / KECAMATAN, data, kecamatan, server)
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


def _enrol(data: Path, target: Path, whom: list[str], server: str) -> list[dict[str, Any]]:
    """Ask the kecamatan's server for the files; its own program, so that a server elsewhere can be asked likewise."""
    files: list[dict[str, Any]] = _asked(data, ["enrol-files", "--to", str(target), *whom], server)["files"]
    return files


def _asked(data: Path, verb: list[str], server: str = "") -> dict[str, Any]:
    command = [sys.executable, "-m", "sipa_server", *verb, "--data", str(data), "--json"]
    command += ["--server", server] if server else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}
    if not answer.get("ok"):
        raise NotMade(f"{answer.get('title', '')}. {answer.get('message', done.stderr)}")
    return answer


def _add_kecamatan(folder: Path, data: Path, name: str, server: str) -> None:
    """What villages must not get: the server, how it is set up, and a file that makes its PC the kecamatan's."""
    packed = _newest(OUT, "SIPA-Server-*-linux-x64.tar.xz")
    if packed is None:
        raise NotMade("there is no packed server yet: python3 dev.py release linux")
    folder.mkdir()
    shutil.copy(packed, folder / packed.name)
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    shutil.copy(ROOT / "docs" / "panduan" / "menjalankan-server.md", folder)
    made = _enrol(data, folder, ["--kecamatan", name], server)[0]
    address = server or str(_asked(data, ["stand"])["address"])
    file = Path(str(made["file"])).name
    make_kecamatan_page(folder / KECAMATAN_NAME, packed.name, str(made["place"]), address, file)


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
    parser.add_argument("--kecamatan", default="", metavar="NAME", help="its admin; a stick that no village may get")
    parser.add_argument("--setup", type=Path, help="a setup that was built on a Windows PC")
    return parser


if __name__ == "__main__":
    sys.exit(main())
