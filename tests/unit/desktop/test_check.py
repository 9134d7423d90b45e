"""`check` tries the parts that a bundle must carry: what does not work is told, and the rest is still tried."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from sipa_desktop.bootstrap import Desk
from sipa_desktop.cli import parts
from sipa_desktop.cli.health import examine
from sipa_desktop.store import engine
from tests.support.world import World


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = World(tmp_path)
    yield world.village()
    world.close()


def test_every_part_is_tried_and_works_here(desk: Desk) -> None:
    found = {one.name: one for one in examine(desk)}
    assert [one for one in found.values() if not one.good] == []
    assert found["Penyimpanan terkunci"].words.startswith("SQLCipher ")
    assert found["Zona waktu"].words == "Asia/Jakarta, Asia/Makassar, Asia/Jayapura"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("pyrage", "Berkas bersandi"),
        ("cryptography.hazmat.primitives.kdf.argon2", "Kunci kata sandi"),
        ("cryptography.hazmat.primitives.asymmetric.ed25519", "Tanda tangan"),
        ("truststore", "Sertifikat sistem"),
        ("python_calamine", "Tabel"),
        ("keyring", "Tempat kunci sistem"),
    ],
)
def test_a_part_that_does_not_load_is_told_and_the_others_are_tried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    bad = [one for one in examine(desk) if not one.good]
    assert [one.name for one in bad] == [name]


def test_a_database_in_the_clear_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "use_key", lambda _raw, _key: None)
    with pytest.raises(ValueError, match="clear"):
        parts.encryption(tmp_path)


def test_a_zone_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ZoneInfo", lambda _name: UTC)
    with pytest.raises(ValueError, match="Asia/Jakarta"):
        parts.time_zones()


def test_trying_leaves_nothing_in_the_profile(tmp_path: Path) -> None:
    parts.encryption(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_check_loads_no_window(tmp_path: Path) -> None:
    program = "import sys; from sipa_desktop.__main__ import main; code = main(sys.argv[1:]); "
    program += "sys.exit(code or 'PySide6' in sys.modules)"
    command = [sys.executable, "-c", program, "check", "--profile", str(tmp_path / "p"), "--password-stdin"]
    done = subprocess.run(command, input="sawah hijau\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
