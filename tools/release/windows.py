"""`dev.py release windows`: the Windows setup, made on Debian and tried in wine by the same command.

Wine is no Windows and its Python was uploaded by a private person: what an office gets is built on a real Windows PC
from the same files (docs/release.md). What this makes is signed with keys for trials.
"""

from __future__ import annotations

import argparse
import json
import lzma
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sipa_desktop.settings import VERSION
from tests.support.drill_evidence import evidence_file, stamp
from tools.drills.windows_bundle import Failed, build, files_of, size_of, step
from tools.release import layout
from tools.release.contents import Contents
from tools.release.sbom import LICENCES_NAME, SBOM_NAME, write_licences, write_sbom
from tools.release.signing import pack_update
from tools.release.windows_try import Tried, try_setup
from tools.windows.windows_python import TARGET, make_python
from tools.windows.wine import Wine, missing_programs, windows_path

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "build" / "windows"
BUNDLE: Final = FOLDER / "dist" / "sipa-desktop"
MADE_FROM: Final = BUNDLE.parent / "made-from.txt"
OUT: Final = ROOT / "build" / "release"
PLATFORM: Final = "windows-x64"
MOST_SETUP, MOST_INSTALLED = 70_000_000, 220_000_000
TOOLS: Final = {"makensis": "nsis", "7z": "p7zip-full"}
SCRIPT: Final = ROOT / "tools" / "windows" / "setup.nsi"
TEST_STUB: Final = "amd64-unicode"
"""The usual 32-bit stub ends with 0 in a wine that has 64 bits only, and does nothing."""


def main(argv: Sequence[str] | None = None) -> int:
    """Build, pack, look over and try; 0 when all of it held, 2 when something has to be installed first."""
    call = _parser().parse_args(argv)
    missing = missing_programs() + [one for program, one in TOOLS.items() if shutil.which(program) is None]
    if missing:
        print(f"More Debian packages are needed: apt-get install --no-install-recommends {' '.join(missing)}")
        return 2
    keys = layout.trial_keys(OUT / "keys")
    found: dict[str, Any] = {}
    try:
        with step("Windows' Python and the locked packages, each held to its hash"):
            python, _beside = make_python(FOLDER)
        with Wine(FOLDER) as wine:
            if not (call.reuse and BUNDLE.exists()):
                with step("PyInstaller in wine"):
                    build(wine, python, SIPA_RELEASE_KEYS=windows_path(keys.public_file))
                MADE_FROM.write_text(str(stamp()["commit"]), "utf-8")
            found["bundle_commit"] = MADE_FROM.read_text("utf-8").strip()
            with step("what is in it: CycloneDX and licences"):
                found |= describe(BUNDLE, python.parent, PLATFORM, str(TARGET["python_full_version"]))
            setup = make_setup(keys, call.seq, found)
            if not call.no_try:
                found["tried"] = _try(wine, keys, call.seq, found).told
    except Failed as fault:
        print(f"!! {fault}")
        return 1
    told = json.dumps(stamp() | found, indent=2, ensure_ascii=False) + "\n"
    evidence_file("windows_setup").write_text(told, "utf-8")
    print(f"-- {setup.relative_to(ROOT)}, {setup.stat().st_size / 1e6:.1f} MB")
    return 0


def describe(bundle: Path, home: Path, platform: str, python_version: str) -> dict[str, Any]:
    """Write SBOM and licences into the bundle, and return what its large parts cost on disk and packed."""
    for name in (SBOM_NAME, LICENCES_NAME):
        (bundle / name).unlink(missing_ok=True)
    site = home / "Lib" / "site-packages"
    contents = Contents(bundle, site, home, python_version, VERSION)
    write_licences(contents, bundle / LICENCES_NAME)
    write_sbom(contents, bundle / SBOM_NAME, platform)
    lists = OUT / "lists"
    lists.mkdir(parents=True, exist_ok=True)
    for name in (SBOM_NAME, LICENCES_NAME):
        shutil.copy(bundle / name, lists / f"sipa-desktop-{platform}-{name}")
    large = sorted(contents.parts.values(), key=lambda one: -one.size)[:8]
    return {
        "parts": len(contents.parts),
        "large_parts_mb": {
            one.name: {"disk": _mb(one.size), "packed": _mb(_packed(one.files))} for one in large if one.size > 1e6
        },
    }


def make_setup(keys: layout.SigningKeys, seq: int, found: dict[str, Any]) -> Path:
    """The setup that is shipped, its update, and what they weigh. Failed when they are too heavy or not whole."""
    with step("the program as it is installed, signed"):
        release = layout.lay_out(BUNDLE, OUT / "windows" / "program", keys, PLATFORM, seq)
        shutil.copy(release / LICENCES_NAME, release.parents[1] / LICENCES_NAME)
    with step("the setup (LZMA: a minute or two)"):
        setup = OUT / f"SIPA-Desktop-{VERSION}-{seq}-pasang.exe"
        nsis(release.parents[1], seq, setup)
    with step("every file of the setup, unpacked and held to its hash"):
        check_inside(setup, release)
    with step("the update"):
        update = OUT / f"sipa-update-{VERSION}-{seq}-{PLATFORM}.sipa-up"
        pack_update(layout.head_of(keys, PLATFORM, seq), release, keys.private, update)
    found |= {
        "setup_mb": _mb(setup.stat().st_size),
        "installed_mb": _mb(size_of(release.parents[1])),
        "installed_files": sum(1 for _one in files_of(release.parents[1])),
        "update_mb": _mb(update.stat().st_size),
        "channel": keys.channel.value,
        "seq": seq,
    }
    if setup.stat().st_size > MOST_SETUP or size_of(release.parents[1]) > MOST_INSTALLED:
        raise Failed(f"too heavy: {found['setup_mb']} MB, installed {found['installed_mb']} MB")
    return setup


def nsis(tree: Path, seq: int, out: Path, *, quick_stub: str = "") -> None:
    """Run makensis on the one script; with `quick_stub` for a try in wine, packed less tightly."""
    out.parent.mkdir(parents=True, exist_ok=True)
    icon = tree.parent / "starter" / "sipa.ico"
    named = {"TREE": tree, "SEQ": f"{seq:06d}", "SEQ_NUMBER": seq, "VERSION": VERSION, "OUT": out, "ICON": icon}
    command = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in named.items())]
    command += [f"-DSTUB={quick_stub}", "-DQUICK"] if quick_stub else []
    done = subprocess.run([*command, str(SCRIPT)], capture_output=True, text=True, check=False)
    if done.returncode != 0 or not out.is_file():
        raise Failed(done.stdout + done.stderr)


def check_inside(setup: Path, release: Path) -> None:
    """Unpack the shipped setup with another program: each file must be that of the signed release, none be missing."""
    opened = OUT / "windows" / "unpacked"
    shutil.rmtree(opened, ignore_errors=True)
    done = subprocess.run(["7z", "x", "-y", f"-o{opened}", str(setup)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(done.stdout + done.stderr)
    inside = next(opened.rglob("versi")) / release.name
    ours = {one.relative_to(release).as_posix(): one for one in files_of(release)}
    theirs = {one.relative_to(inside).as_posix(): one for one in files_of(inside)}
    other = [name for name in ours.keys() & theirs.keys() if ours[name].read_bytes() != theirs[name].read_bytes()]
    if ours.keys() != theirs.keys() or other:
        raise Failed(f"the setup does not hold what was signed: {sorted(ours.keys() ^ theirs.keys())[:5]} {other[:5]}")
    shutil.rmtree(opened)


def _try(wine: Wine, keys: layout.SigningKeys, seq: int, found: dict[str, Any]) -> Tried:
    """Make two setups that run in wine, the second newer, and live through an office's days with them."""
    setups = []
    for number in (seq, seq + 1):
        with step(f"the setup of release {number}, as it runs in wine"):
            tree = OUT / "windows" / f"try-{number}" / "program"
            release = layout.lay_out(BUNDLE, tree, keys, PLATFORM, number)
            shutil.copy(release / LICENCES_NAME, tree / LICENCES_NAME)
            setup = OUT / "windows" / f"try-{number}.exe"
            nsis(tree, number, setup, quick_stub=TEST_STUB)
            setups.append((setup, release))
    return try_setup(wine, setups)


def _packed(files: Sequence[Path]) -> int:
    """About what files cost in the setup: a quick LZMA of them alone, so a little more than among the others."""
    packer, total = lzma.LZMACompressor(preset=3), 0
    for file in files:
        total += len(packer.compress(file.read_bytes()))
    return total + len(packer.flush())


def _mb(size: int) -> float:
    return round(size / 1e6, 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py release windows", description=__doc__)
    parser.add_argument("--seq", type=int, default=int(time.time() // 3600), help="the rising number of the release")
    parser.add_argument("--reuse", action="store_true", help="take the bundle that was built before")
    parser.add_argument("--no-try", action="store_true", help="make it, and try nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
