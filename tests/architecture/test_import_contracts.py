"""Every contract of import-linter is seen to break: a small skeleton of the project with one wrong import each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
SKELETON = (
    "resources/__init__.py",
    "sipa_core/__init__.py",
    "sipa_desktop/__init__.py",
    "sipa_desktop/__main__.py",
    "sipa_desktop/cli.py",
    "sipa_desktop/bootstrap.py",
    "sipa_desktop/errors.py",
    "sipa_desktop/events.py",
    "sipa_desktop/platform/__init__.py",
    "sipa_desktop/services/__init__.py",
    "sipa_desktop/store/__init__.py",
    "sipa_desktop/sync/__init__.py",
    "sipa_desktop/transport/__init__.py",
    "sipa_render/__init__.py",
    "sipa_server/__init__.py",
    "sipa_server/bootstrap.py",
    "sipa_server/http/__init__.py",
    "sipa_server/public/__init__.py",
    "sipa_server/services/__init__.py",
    "sipa_server/store/__init__.py",
    "sipa_sqlite/__init__.py",
    "ui/__init__.py",
    "ui/application.py",
    "ui/design/__init__.py",
    "ui/navigation.py",
    "ui/pages/__init__.py",
    "ui/pages/home/__init__.py",
    "ui/pages/reports/__init__.py",
    "ui/widgets/__init__.py",
)
WRONG = [
    ("desk-layers", "sipa_desktop/store/__init__.py", "import sipa_desktop.services"),
    ("desk-layers", "sipa_desktop/services/__init__.py", "import sipa_desktop.sync"),
    ("desk-layers", "sipa_desktop/platform/__init__.py", "import sipa_desktop.bootstrap"),
    ("desk-layers", "sipa_desktop/unplaced.py", "import sipa_core"),
    ("programs-above-core", "sipa_desktop/bootstrap.py", "import ui"),
    ("programs-above-core", "sipa_core/__init__.py", "import sipa_desktop.errors"),
    ("programs-above-core", "sipa_server/bootstrap.py", "import sipa_desktop.bootstrap"),
    ("server-layers", "sipa_server/store/__init__.py", "import sipa_server.services"),
    ("server-layers", "sipa_server/public/__init__.py", "import sipa_server.http"),
    ("window-layers", "ui/widgets/__init__.py", "import ui.pages"),
    ("window-layers", "ui/navigation.py", "import ui.application"),
    ("pages-apart", "ui/pages/home/__init__.py", "import ui.pages.reports"),
    ("window-without-sql-and-network", "ui/pages/home/__init__.py", "import sipa_desktop.store"),
    ("window-without-sql-and-network", "ui/pages/home/__init__.py", "import sqlalchemy"),
    ("window-without-sql-and-network", "ui/application.py", "import requests"),
    ("qt-only-in-window", "sipa_desktop/services/__init__.py", "from PySide6.QtCore import QObject"),
    ("qt-only-in-window", "sipa_server/http/__init__.py", "import PySide6"),
    ("window-opened-by-main", "sipa_desktop/cli.py", "import ui.application"),
    ("no-second-sqlite", "sipa_desktop/store/__init__.py", "import sqlite3"),
    ("no-second-sqlite", "ui/application.py", "from sqlite3 import connect"),
    ("sql-only-in-stores", "sipa_desktop/services/__init__.py", "import sqlalchemy"),
    ("sql-only-in-stores", "sipa_server/http/__init__.py", "from sqlalchemy import select"),
    ("core-pure", "sipa_core/__init__.py", "import requests"),
    ("core-pure", "sipa_core/__init__.py", "import sipa_render"),
    ("render-on-core", "sipa_render/__init__.py", "import sipa_server.services"),
    ("server-without-desk", "sipa_server/services/__init__.py", "import sipa_desktop.errors"),
    ("sql-only-in-stores", "sipa_desktop/services/__init__.py", "import sipa_sqlite"),
    ("sqlite-leaf", "sipa_sqlite/__init__.py", "import sipa_core"),
    ("resources-leaf", "resources/__init__.py", "import sipa_core"),
]


def lay_skeleton(folder: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in SKELETON:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def lint(folder: Path, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    only = ["--contract", contract] if contract else []
    command = [str(LINTER), "--no-cache", "--no-logo", *only]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_skeleton_without_a_wrong_import_keeps_every_contract(tmp_path: Path) -> None:
    lay_skeleton(tmp_path)
    (tmp_path / "sipa_desktop/__main__.py").write_text("import ui.application\n")
    (tmp_path / "ui/application.py").write_text("import PySide6\nimport sipa_desktop.bootstrap\n")
    (tmp_path / "sipa_desktop/store/__init__.py").write_text("import sqlalchemy\nimport sipa_core\n")
    done = lint(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), WRONG, ids=[f"{c}: {f}: {line}" for c, f, line in WRONG])
def test_a_wrong_import_breaks_its_contract(tmp_path: Path, contract: str, file: str, line: str) -> None:
    lay_skeleton(tmp_path)
    (tmp_path / file).write_text(line + "\n")
    done = lint(tmp_path, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout
