"""Whose every file and module of a bundle is: a locked package, Python, the system it was built on, or this project.

Read from the bundle as it lies there, never from what the build was asked for. A file that is nobody's stops a release.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PyInstaller.archive.readers import CArchiveReader

OWN: Final = "sipa-desktop"
PYTHON: Final = "python"
PYINSTALLER: Final = "pyinstaller"
PACKAGES: Final = frozenset(
    {"sipa_core", "sipa_desktop", "sipa_render", "sipa_server", "sipa_sqlite", "ui", "resources"}
)
_MICROSOFT: Final = ("vcruntime", "msvcp", "ucrtbase", "api-ms-win", "concrt")
_BOOT: Final = ("pyi_rth", "pyimod", "pyiboot", "struct", "_pyi")


@dataclass
class Part:
    """One component: what kind it is (package, python, system, own), its version, and what of it is shipped."""

    name: str
    kind: str
    version: str
    files: list[Path] = field(default_factory=list)
    modules: int = 0
    distribution: importlib.metadata.Distribution | None = None

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(one.stat().st_size for one in self.files)


class Contents:
    """The parts of a bundle. `unknown` are files and modules of nobody."""

    def __init__(self, bundle: Path, site: Path, home: Path, python_version: str, own_version: str) -> None:
        """`site` is the site-packages and `home` the folder of the Python that built it."""
        self._bundle, self._own_version, self._python_version = bundle, own_version, python_version
        self._dists = {one.name.lower(): one for one in importlib.metadata.distributions(path=[str(site)])}
        self._by_path: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for name, dist in self._dists.items():
            for file in dist.files or []:
                self._by_path[file.as_posix()] = name
                self._by_name.setdefault(file.name, name)
        self._tops = {path.split("/")[0].removesuffix(".py").split(".")[0]: one for path, one in self._by_path.items()}
        self._python_files = {one.name for one in home.rglob("*") if one.suffix in (".dll", ".pyd", ".so", ".exe")}
        self._python_files |= {one.name for one in home.rglob("*.so*")}
        libraries = (home / "Lib", *(home / "lib").glob("python3.*"))
        self._stdlib = {one.stem for library in libraries for one in library.glob("*") if one.suffix in ("", ".py")}
        self._stdlib |= sys.stdlib_module_names
        self.parts: dict[str, Part] = {}
        self.unknown: list[str] = []
        for path in sorted(one for one in bundle.rglob("*") if one.is_file() and not one.is_symlink()):
            self._take_file(path)
        for program in (one for one in (bundle / OWN, bundle / f"{OWN}.exe", bundle / "sipa-server") if one.is_file()):
            self._take_modules(program)

    def _take_file(self, path: Path) -> None:
        inside = path.relative_to(self._bundle).as_posix().removeprefix("_internal/")
        top = inside.split("/")[0]
        if path.parent == self._bundle or top in PACKAGES:
            self._part(OWN, "own").files.append(path)
            return
        owner = self._by_path.get(inside) or self._of_info(top)
        if owner is None and "/" in inside:
            owner = self._tops.get(top.split(".")[0])
        if owner is None and path.name not in self._python_files:
            owner = self._by_name.get(path.name)
        if owner is not None:
            self._part(owner, "package").files.append(path)
        elif (
            path.name in self._python_files
            or inside == "base_library.zip"
            or inside.startswith(("lib-dynload/", "python3", "libpython3"))
        ):
            self._part(PYTHON, "python").files.append(path)
        elif path.name.lower().startswith(_MICROSOFT):
            self._part("microsoft-visual-c-runtime", "system").files.append(path)
        else:
            self._of_system(path, inside)

    def _take_modules(self, program: Path) -> None:
        archive = CArchiveReader(str(program))
        names = [
            name for entry in archive.toc if entry == "PYZ.pyz" for name in archive.open_embedded_archive(entry).toc
        ]
        for name in names:
            top = name.split(".")[0]
            if top in PACKAGES:
                self._part(OWN, "own").modules += 1
            elif top in self._tops:
                self._part(self._tops[top], "package").modules += 1
            elif top in self._stdlib or top.startswith("_sysconfigdata"):
                self._part(PYTHON, "python").modules += 1
            elif top.startswith(_BOOT):
                self._part(PYINSTALLER, "package").modules += 1
            else:
                self.unknown.append(name)

    def _of_info(self, top: str) -> str | None:
        if not top.endswith((".dist-info", ".libs")):
            return None
        wanted = top.split("-")[0].removesuffix(".libs").replace("_", "-").lower()
        return next((name for name in self._dists if name.replace("_", "-").replace(".", "-") == wanted), None)

    def _of_system(self, path: Path, inside: str) -> None:
        """A library of the Debian that the bundle was built on."""
        if shutil.which("dpkg-query") is not None and path.suffix != ".dll":
            asked = subprocess.run(
                ["dpkg-query", "-S", f"*/{path.name}*"], capture_output=True, text=True, check=False
            ).stdout
            packages = sorted({line.split(":")[0] for line in asked.splitlines() if "-dev" not in line.split(":")[0]})
            if packages:
                shown = subprocess.run(
                    ["dpkg-query", "-W", "-f", "${Version}\n", packages[0]], capture_output=True, text=True, check=False
                ).stdout
                part = self._part(packages[0], "system")
                part.version = shown.splitlines()[0] if shown else ""
                part.files.append(path)
                return
        self.unknown.append(inside)

    def _part(self, name: str, kind: str) -> Part:
        if name not in self.parts:
            dist = self._dists.get(name) or self._dists.get(name.replace("-", "_"))
            version = {OWN: self._own_version, PYTHON: self._python_version}.get(name, "")
            self.parts[name] = Part(name, kind, dist.version if dist is not None else version, distribution=dist)
        return self.parts[name]
