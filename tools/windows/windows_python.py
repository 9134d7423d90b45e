"""A Windows Python below a folder, with the packages of the lock for Windows, every file held to its hash."""

from __future__ import annotations

import importlib.metadata
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[2]
LOCK: Final = ROOT / "requirements" / "all.txt"
PIN: Final = Path(__file__).resolve().parent / "python.txt"
BUILDING: Final = ("pyinstaller", "pywin32-ctypes", "pefile")
TESTING: Final = ("pytest", "pytest-qt", "hypothesis", "colorama")
SERVER: Final = frozenset({"litestar", "uvicorn"})
STAMP: Final = "made-from.txt"
TARGET: Final = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.12",
    "python_full_version": "3.12.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}


def make_python(folder: Path) -> tuple[Path, Path]:
    """Return the python.exe below `folder` and the folder of what tests need besides; made unless they are there.

    python.exe has what the desk declares and PyInstaller, nothing else: what the desk forgot to declare must be missed.
    """
    home, beside = folder / "python", folder / "for-tests"
    declared = [Requirement(line) for line in _dependencies()]
    desk = _closed([one for one in declared if one.name not in SERVER] + [Requirement(name) for name in BUILDING])
    tests = _closed([*declared, *(Requirement(name) for name in TESTING)]) - desk
    if _outdated(home, desk):
        shutil.rmtree(home, ignore_errors=True)
        _unpack(_fetched(folder / "download"), home)
        _install(home / "Lib" / "site-packages", desk)
        _stamp(home, desk)
    if _outdated(beside, tests):
        shutil.rmtree(beside, ignore_errors=True)
        _install(beside, tests)
        shutil.copy(PIN.with_name("sitecustomize.py"), beside)
        _stamp(beside, tests)
    return home / "python.exe", beside


def requirements_of(names: set[str]) -> str:
    """Return the lock's lines for these packages, without their markers: pip weighs those by the system it runs on."""
    locked = _locked()
    missing = names - locked.keys()
    if missing:
        raise SystemExit(f"needed on Windows, but not locked in requirements/all.txt: {sorted(missing)}")
    return "\n".join(locked[name] for name in sorted(names)) + "\n"


def _closed(waiting: list[Requirement]) -> set[str]:
    """The names of these packages and of all that they ask for on Windows."""
    taken: set[str] = set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if name not in taken and (one.marker is None or one.marker.evaluate(dict(TARGET))):
            taken.add(name)
            waiting += _needs(name)
    return taken


def _outdated(folder: Path, names: set[str]) -> bool:
    stamp = folder / STAMP
    return not stamp.exists() or stamp.read_text() != requirements_of(names)


def _stamp(folder: Path, names: set[str]) -> None:
    (folder / STAMP).write_text(requirements_of(names))


def _install(folder: Path, names: set[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "requirements.txt"
    listed.write_text(requirements_of(names))
    target = ["--platform", "win_amd64", "--python-version", "3.12", "--implementation", "cp", "--only-binary", ":all:"]
    _pip(
        *("install", "--no-deps", "--no-compile", "--require-hashes", "-r", str(listed)),
        *("--target", str(folder), "--upgrade", *target),
    )


def _dependencies() -> list[str]:
    lines: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return lines


def _needs(name: str) -> list[Requirement]:
    """What a package asks for; of one for Windows alone, which is not installed here, nothing is known."""
    try:
        return [Requirement(line) for line in importlib.metadata.requires(name) or []]
    except importlib.metadata.PackageNotFoundError:
        return []


def _locked() -> dict[str, str]:
    """Each entry of the lock by its name: version and hashes, without the marker."""
    entries = re.split(r"\n(?=\S)", LOCK.read_text("utf-8").strip())
    found: dict[str, str] = {}
    for entry in entries:
        pinned, *hashes = (part.strip() for part in entry.split("\\\n"))
        requirement = pinned.split(";")[0].strip()
        found[canonicalize_name(requirement.split("==")[0])] = " \\\n    ".join((requirement, *hashes))
    return found


def _fetched(folder: Path) -> Path:
    """The archive of the Windows Python, as the pin names it; pip refuses another."""
    name = re.search(r"^([\w-]+)==([\d.]+)", PIN.read_text(), re.M)
    assert name is not None
    archive = folder / f"{name[1].replace('-', '_')}-{name[2]}.tar.gz"
    _pip("download", "--no-deps", "--no-build-isolation", "--require-hashes", "-r", str(PIN), "-d", str(folder))
    return archive


def _unpack(archive: Path, home: Path) -> None:
    """Take the interpreter out of its archive; nothing of the archive is run for it."""
    with tarfile.open(archive) as outer:
        inner = next(member for member in outer if member.name.endswith("/data.zip"))
        held = outer.extractfile(inner)
        assert held is not None
        data = zipfile.ZipFile(io.BytesIO(held.read()))
    top = min((name for name in data.namelist() if name.endswith("python.exe")), key=len).removesuffix("python.exe")
    for member in data.infolist():
        if member.is_dir() or not member.filename.startswith(top):
            continue
        place = home / member.filename.removeprefix(top)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.read(member))


def _pip(*arguments: str) -> None:
    options = ("--quiet", "--no-input", "--disable-pip-version-check")
    command = [sys.executable, "-m", "pip", *options, *arguments]
    if subprocess.run(command, check=False).returncode != 0:
        raise SystemExit("pip could not fetch what is needed; its message stands above.")
