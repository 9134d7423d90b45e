"""recovery-key, backup and restore as the keeper of the server types them."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from sipa_server.cli import main
from tests.support.server import BABAYAU, World


class Hands:
    """Reads what the program shows and types it back, with a slip when asked to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.code, self._patch, self._capsys = "", monkeypatch, capsys

    def run(self, *words: str | Path, code: int = 0, types: str | None = None) -> dict[str, Any]:
        self._patch.setattr(sys, "stdin", io.StringIO((types if types is not None else self.code) + "\n"))
        assert main([*map(str, words), "--json"]) == code
        answer: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return answer

    def makes_a_key(self, data: Path, *more: str) -> dict[str, Any]:
        """Copies the letters from the screen while the program asks."""
        shown = io.StringIO()

        class Reader(io.StringIO):
            def readline(self, _size: int | None = -1) -> str:
                found = re.search(r"(?:[A-Z0-9]{4}-){6}[A-Z0-9]{4}", shown.getvalue())
                assert found is not None
                return found[0].lower() + "\n"

        reader = Reader()
        self._patch.setattr(sys, "stdin", reader)
        self._patch.setattr(sys, "stderr", shown)
        assert main(["recovery-key", "--data", str(data), *more, "--json"]) == 0
        self.code = reader.readline().strip()
        self._patch.undo()
        answer: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return answer


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hands:
    return Hands(monkeypatch, capsys)


def test_from_the_paper_to_a_restored_server(world: World, hands: Hands, tmp_path: Path) -> None:
    data, disk = world.server.settings.data, tmp_path / "disk"
    desk = world.pc("Norhayati", BABAYAU)
    assert hands.run("backup", "--data", data, disk, code=1)["code"] == "no_recovery_key"
    assert hands.run("recovery-key", "--data", data, code=1, types="salah")["code"] == "not_the_same"
    assert hands.run("backup", "--data", data, disk, code=1)["code"] == "no_recovery_key"
    hands.makes_a_key(data)
    secret = hands.code.upper().replace("-", "").encode()
    assert not any(secret in path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert hands.run("recovery-key", "--data", data, code=1)["code"] == "has_recovery_key"

    made = hands.run("backup", "--data", data, disk)
    assert Path(made["file"]).is_file()
    assert hands.run("backup", "--check", disk)["file"] == made["file"]
    assert hands.run("restore", disk, "--into", data, code=1)["code"] == "folder_not_empty"
    done = hands.run("restore", disk, "--into", tmp_path / "baru")
    assert [one["device"] for one in done["devices"]] == [desk.place.device]
    assert hands.run("check", "--data", tmp_path / "baru")["integrity"] == "ok"
    assert hands.run("restore", tmp_path / "kosong", "--into", tmp_path / "lain", code=1)["code"] == "no_backup"


def test_the_report_after_a_restore_says_what_to_do(
    world: World, hands: Hands, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data, disk = world.server.settings.data, tmp_path / "disk"
    desk = world.pc("Norhayati", BABAYAU)
    hands.makes_a_key(data)
    hands.run("backup", "--data", data, disk)
    monkeypatch.setattr(sys, "stdin", io.StringIO(hands.code + "\n"))
    assert main(["restore", str(disk), "--into", str(tmp_path / "baru")]) == 0
    words = capsys.readouterr().out
    assert "cabut lagi" in words
    assert re.search(
        rf"{BABAYAU}  Norhayati, PC kantor  kontak terakhir 10-07-2025 10.34 WITA  {desk.place.device}", words
    )
    assert "Kode pendaftaran yang belum dipakai tidak berlaku lagi." in words


def test_a_keeper_hears_of_a_backup_that_is_dated_later_and_names_the_one_to_restore(
    world: World, hands: Hands, tmp_path: Path
) -> None:
    data, disk = world.server.settings.data, tmp_path / "disk"
    hands.makes_a_key(data)
    made = hands.run("backup", "--data", data, disk)
    ahead = disk / f"sipa-29990101T000000Z-{'0' * 32}.sipa-cadangan"
    ahead.write_bytes(b"of a clock that was ahead")
    later = hands.run("backup", "--data", data, disk, code=1)
    assert later["code"] == "look_at_server"
    assert later["dated_later"] == str(ahead)
    assert Path(later["file"]).is_file()
    assert hands.run("restore", disk, "--into", tmp_path / "baru", code=1)["code"] == "dated_ahead"
    assert hands.run("restore", later["file"], "--into", tmp_path / "baru")["ok"]
    assert made["dated_later"] is None
