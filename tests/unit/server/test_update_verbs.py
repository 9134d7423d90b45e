"""`sipa-server update add|list`, as the server's keeper types them: what is offered, and what is refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.release.manifest import Product
from sipa_core.release.signed import ReleaseKeys
from sipa_server.bootstrap import init_server
from sipa_server.cli import main
from sipa_server.settings import Settings
from tests.support.releases import HEAD, KEYS, packed
from tests.support.server import KECAMATAN

PROGRAM = {"sipa-desktop": b"program", "_internal/besar.bin": bytes(2_000)}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sipa_server.bootstrap.read_release_keys", lambda _raw: KEYS)
    init_server(Settings(tmp_path / "server"), KECAMATAN, "Syahrani")
    return tmp_path / "server"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code of a command and its answer."""
    capsys.readouterr()
    code = main([*words, "--json"])
    printed = capsys.readouterr()
    return code, json.loads((printed.out + printed.err).strip().splitlines()[-1])


def test_what_is_added_is_listed_and_only_a_newer_one_takes_its_place(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--data", str(data))
    assert said(capsys, "update", "list", *where)[1]["updates"] == []
    for seq, takes in ((14, True), (13, False), (14, False), (15, True)):
        file = tmp_path / f"{seq}.sipa-up"
        file.write_bytes(packed(PROGRAM, msgspec.structs.replace(HEAD, seq=seq)))
        code, answer = said(capsys, "update", "add", str(file), *where)
        assert (code == 0, answer["ok"], answer.get("code")) == (takes, takes, None if takes else "release_not_newer")
    code, answer = said(capsys, "update", "list", *where)
    assert (code, answer["updates"]) == (0, [{"platform": "linux-x64", "version": "1.4.0", "seq": 15}])
    assert main(["update", "list", *where]) == 0
    assert capsys.readouterr().out == "linux-x64: 1.4.0 (15)\n"


def test_a_file_that_is_no_update_of_the_desk_is_refused_in_words(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = packed(PROGRAM)
    wrong = {
        "not_signed": packed(PROGRAM, key=Ed25519PrivateKey.generate()),
        "changed": good[:-1] + bytes([good[-1] ^ 1]),
        "other_product": packed(PROGRAM, msgspec.structs.replace(HEAD, product=Product.SERVER)),
        "not_one": b"tidak ada apa-apa di sini",
    }
    for code, raw in wrong.items():
        file = tmp_path / "berkas.sipa-up"
        file.write_bytes(raw)
        ended, answer = said(capsys, "update", "add", str(file), "--data", str(data))
        assert (ended, answer["ok"], answer["code"]) == (1, False, f"release_{code}")
        assert "Tidak ada yang berubah" in answer["message"] or "Jangan dibagikan" in answer["message"]
    assert said(capsys, "update", "add", str(tmp_path / "tiada"), "--data", str(data))[1]["code"] == "update_unreadable"
    assert said(capsys, "update", "list", "--data", str(data))[1]["updates"] == []


def test_a_server_built_without_the_makers_keys_says_so(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sipa_server.bootstrap.read_release_keys", lambda _raw: ReleaseKeys(KEYS.channel, []))
    file = tmp_path / "berkas.sipa-up"
    file.write_bytes(packed(PROGRAM))
    _ended, answer = said(capsys, "update", "add", str(file), "--data", str(data))
    assert (answer["code"], "tanpa kunci" in answer["message"]) == ("release_no_keys", True)
