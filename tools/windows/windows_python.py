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
TOOLS: Final = ("pyinstaller", "pytest", "pytest-qt", "hypothesis", "pywin32-ctypes", "pefile", "colorama")
NOT_THE_DESK: Final = frozenset({"litestar", "uvicorn", "jinja2"})
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


def make_python(folder: Path) -> Path:
    """Return the python.exe below `folder`, made with its packages unless it is there already."""
    home = folder / "python"
    program = home / "python.exe"
    wanted = windows_requirements()
    stamp = home / "made-from.txt"
    if program.exists() and stamp.exists() and stamp.read_text() == wanted:
        return program
    shutil.rmtree(home, ignore_errors=True)
    _unpack(_fetched(folder / "download"), home)
    listed = folder / "requirements.txt"
    listed.write_text(wanted)
    target = ["--platform", "win_amd64", "--python-version", "3.12", "--implementation", "cp", "--only-binary", ":all:"]
    _pip(
        *("install", "--no-deps", "--no-compile", "--require-hashes", "-r", str(listed)),
        *("--target", str(home / "Lib" / "site-packages"), "--upgrade", *target),
    )
    stamp.write_text(wanted)
    return program


def windows_requirements() -> str:
    """Return the lock's lines for what the desk, its tests and PyInstaller need on Windows, without their markers.

    pip weighs markers by the system it runs on, so that they have to be weighed here.
    """
    locked = _locked()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    named = [Requirement(line) for line in (*project, *TOOLS)]
    waiting = [one for one in named if one.name not in NOT_THE_DESK]
    taken: set[str] = set()
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in taken:
            continue
        if name not in locked:
            raise SystemExit(f"{name} is needed on Windows, but requirements/all.txt does not lock it")
        taken.add(name)
        waiting += _needs(name)
    return "\n".join(locked[name] for name in sorted(taken)) + "\n"


def _needs(name: str) -> list[Requirement]:
    """What a package asks for on Windows; of one that is not installed here, nothing is known and nothing asked."""
    try:
        asked = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    needs = [Requirement(line) for line in asked]
    return [one for one in needs if one.marker is None or one.marker.evaluate(dict(TARGET))]


def _locked() -> dict[str, str]:
    """Each entry of the lock by its name: version and hashes, without the marker."""
    entries = re.split(r"\n(?=\S)", LOCK.read_text("utf-8").strip())
    found = {}
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
