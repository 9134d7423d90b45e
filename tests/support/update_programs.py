"""An installed program and its next release, made from this source as folders of compiled modules: real ones, started
as processes, updated by their own code. The next release brings a migration that adds to the data.
"""

from __future__ import annotations

import compileall
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from sipa_core.release.manifest import Channel, Product, Release
from sipa_desktop.platform.installation import POINTER, VERSIONS, platform_word
from sipa_desktop.store.migrate import HEAD
from tests.support.programs import ROOT
from tests.support.releases import KEYS, MAKER
from tools.release.signing import pack_update, sign_folder

OLD, NEW = "000001", "000002"
NEXT_SCHEMA = "d9001"
PARTS = ("sipa_core", "sipa_desktop", "sipa_render", "sipa_sqlite", "resources")
NOT_NEEDED = ("fonts", "icons", "demo", "latihan", "wilayah", "typst")
BREAKS = "rusak"
PLANTS = {
    "data are not put back": (
        "sipa_desktop/services/update_trial.py",
        "    if schema is None or (schema != note.schema and schema > HEAD):",
        "    if schema == '':",
    ),
    "switched before it is proven": (
        "sipa_desktop/cli/updates.py",
        "    trial.begin(words, word)\n",
        "    own.activate(name)\n    trial.begin(words, word)\n",
    ),
    "switched before it is whole": (
        "sipa_desktop/platform/unpacking.py",
        "    made = installation.folder(name + UNFINISHED)\n    made.mkdir(parents=True)\n",
        "    made = installation.folder(name)\n    made.mkdir(parents=True)\n    installation.activate(name)\n",
    ),
}
"""Faults in the old program, each with its file, what stands there and what is put there."""
_STARTS = """#!{python}
import os, sys
sys.dont_write_bytecode = True
here = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, here)
if os.path.basename(here) != "{old}" and os.path.exists(os.path.join(here, "..", "..", "{breaks}")):
    os.environ["SIPA_BREAKS"] = open(os.path.join(here, "..", "..", "{breaks}")).read()
    if os.environ["SIPA_BREAKS"] == "start":
        sys.exit(7)
from sipa_desktop.__main__ import main
sys.exit(main())
"""
_MIGRATION = '''"""What the next release adds."""
import os
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "{revision}", "{before}", None, None

def upgrade() -> None:
    op.create_table("baru", sa.Column("nomor", sa.Integer, primary_key=True), sa.Column("isi", sa.Text))
    op.execute("INSERT INTO baru (isi) SELECT key FROM meta")
    if os.environ.get("SIPA_BREAKS") == "migration":
        raise RuntimeError("planted")
'''


@dataclass(frozen=True)
class Programs:
    """`root` of the installed program, started by `starter`, and the package of its next release."""

    root: Path
    starter: Path
    package: Path


def make_programs(folder: Path, *, plant: str = "") -> Programs:
    """Install release 1 below a folder and pack release 2. `plant`: a fault in release 1, one of PLANTS.

    Release 2 breaks where the file BREAKS in the root says: "start", "migration", "prove" (once the data are its own).
    """
    root, source = folder / "SIPA Desktop", folder / "next"
    old = root / VERSIONS / OLD
    _program(old, "1.0.0", partial(_plant, plant))
    sign_folder(_head("1.0.0", 1, HEAD), old, MAKER)
    (root / POINTER).write_text(f"{OLD}\n", encoding="ascii")
    starter = root / "sipa-desktop"
    shutil.copyfile(ROOT / "tools" / "starter" / "starter.sh", starter)
    starter.chmod(0o755)
    _program(source, "1.1.0", _next)
    package = folder / "sipa-update-1.1.0.sipa-up"
    pack_update(_head("1.1.0", 2, NEXT_SCHEMA), source, MAKER, package)
    shutil.rmtree(source)
    return Programs(root, starter, package)


def copy_programs(made: Programs, folder: Path) -> Programs:
    """The same programs elsewhere, for one try; what never changes is shared."""
    root = folder / made.root.name
    shutil.copytree(made.root, root, copy_function=_link)
    (root / POINTER).unlink()
    shutil.copyfile(made.root / POINTER, root / POINTER)
    return Programs(root, root / made.starter.name, made.package)


def _link(source: str, target: str) -> str:
    os.link(source, target)
    return target


def _head(version: str, seq: int, schema: str) -> Release:
    return Release(
        Product.DESK, Channel.TRIAL, platform_word(), version, seq, 1_760_000_000_000, [], 0, schema, "d0001", ["Baru."]
    )


def _program(folder: Path, version: str, change: Callable[[Path], None]) -> None:
    """The packages of this source in a folder, compiled, with another version and the keys of the tests."""
    for part in PARTS:
        ignored = shutil.ignore_patterns("__pycache__", *(NOT_NEEDED if part == "resources" else ()))
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    settings = folder / "sipa_desktop" / "settings.py"
    settings.write_text(f'{settings.read_text("utf-8")}\nVERSION = "{version}"\n', encoding="utf-8")
    (folder / "resources" / "rilis" / "kunci.json").write_bytes(msgspec.json.encode(KEYS))
    change(folder)
    compileall.compile_dir(folder, quiet=2, legacy=True, workers=1)
    for file in folder.rglob("*.py"):
        if "versions" not in file.parts and file.name != "env.py":
            file.unlink()
    starts = folder / "sipa-desktop"
    starts.write_text(_STARTS.format(python=sys.executable, breaks=BREAKS, old=OLD), encoding="utf-8")
    starts.chmod(0o755)


def _next(folder: Path) -> None:
    """What the next release has that this source has not: a migration, and the places where it may break."""
    store = folder / "sipa_desktop" / "store"
    _change(store / "migrate.py", f'HEAD: Final = "{HEAD}"', f'HEAD: Final = "{NEXT_SCHEMA}"')
    made = _MIGRATION.format(revision=NEXT_SCHEMA, before=HEAD)
    (store / "migrations" / "versions" / f"{NEXT_SCHEMA}_next.py").write_text(made, encoding="utf-8")
    proof = "        shown(desk.profile)\n"
    ends = '        import os\n        if os.environ.get("SIPA_BREAKS") == "prove":\n            os._exit(9)\n'
    _change(folder / "sipa_desktop" / "cli" / "updates.py", proof, ends + proof)


def _plant(plant: str, folder: Path) -> None:
    """Put a fault into release 1, which a judge must find."""
    if plant:
        file, before, after = PLANTS[plant]
        _change(folder / file, before, after)


def _change(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{file.name} has no longer {before!r}"
    file.write_text(text.replace(before, after), encoding="utf-8")
