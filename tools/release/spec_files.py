"""What both PyInstaller specs share: the files and modules of the project that go into a bundle, and what goes out.

PyInstaller's own search passes over a project's top-level packages with no more than a warning, so each spec lists by
hand what is opened by name. It is read where PyInstaller runs, also in wine: nothing but the standard library here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEYS = ROOT / "resources" / "rilis" / "kunci.json"
KEYS_ELSEWHERE = "SIPA_RELEASE_KEYS"
"""A kunci.json in another place: for trials, whose keys are not kept in the project."""


def files_below(folder: str) -> list[tuple[str, str]]:
    """Return each file below a folder of the project with the folder it goes to."""
    files = [file for file in sorted((ROOT / folder).rglob("*")) if file.is_file() and "__pycache__" not in file.parts]
    return [(str(file), file.parent.relative_to(ROOT).as_posix()) for file in files]


def data_below(spec: str, folders: Iterable[str]) -> list[tuple[str, str]]:
    """Return the files below these folders, the release keys from where a build wants them. SystemExit when one of the
    folders is empty.
    """
    found = {folder: files_below(folder) for folder in folders}
    empty = [folder for folder, files in found.items() if not files]
    if empty:
        raise SystemExit(f"{spec}: nothing in {empty}")
    keys = os.environ.get(KEYS_ELSEWHERE, "") or str(KEYS)
    return [(keys if source == str(KEYS) else source, to) for files in found.values() for source, to in files]


def modules_below(*packages: str) -> list[str]:
    """Return the dotted name of every module of packages of the project, without migrations."""
    files = [file for package in packages for file in sorted((ROOT / package).rglob("*.py"))]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return [name for name in names if "migrations" not in name]


def without_links(entries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return a bundle's data without PyInstaller's links to libraries in other folders, which it counts among them.

    Each library of a wheel finds its neighbours by the path in itself; a link would be a second copy in an update, on a
    stick with FAT, and in everything else that knows files only.
    """
    return [entry for entry in entries if entry[2] != "SYMLINK"]


def hold_all(spec: str, wanted: list[tuple[str, str]], datas: list[tuple[str, str, str]]) -> None:
    """SystemExit when something that was listed was left out of a bundle."""
    bundled = {entry[0].replace("\\", "/") for entry in datas}
    lost = [source for source, folder in wanted if f"{folder}/{Path(source).name}" not in bundled]
    if lost:
        raise SystemExit(f"{spec}: left out although listed: {lost}")
