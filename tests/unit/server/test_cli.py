"""The verbs of whoever keeps the server, as that person meets them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from sipa_core.wire.enrol import EnrolRequest
from sipa_server.bootstrap import open_server
from sipa_server.cli import main
from sipa_server.listen import bind, is_loopback
from sipa_server.platform.keys import FILE_NAME
from sipa_server.services.health import CLOCK_BACK_MS, CLOCK_LINES, clock_back
from sipa_server.settings import Settings
from sipa_server.store.audit_rows import Entry
from tests.support.server import BABAYAU, KECAMATAN, Prepared


@pytest.fixture
def folder(prepared: Prepared, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared.folder, tmp_path / "data"))


def run(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> dict[str, Any]:
    assert main([*map(str, words), "--json"]) == code
    [line] = capsys.readouterr().out.splitlines()
    answer: dict[str, Any] = json.loads(line)
    assert answer["ok"] is (code == 0)
    return answer


def enrol(folder: Path, code: str) -> str:
    server = open_server(Settings(folder))
    try:
        return server.peer().enrol(EnrolRequest(code, "PC kantor", os.urandom(32).hex(), "", "ab")).device
    finally:
        server.close()


def test_init_makes_a_server_with_the_villages_of_the_kecamatan(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "baru"
    answer = run(capsys, "init", "--data", data, "--kecamatan", KECAMATAN, "--name", "Syahrani")
    assert (answer["name"], answer["role"], answer["village"]) == ("Syahrani", "admin_kecamatan", None)
    health = run(capsys, "check", "--data", data)
    assert health["records"]["village"] == 16
    assert health["records"]["template"] >= 2
    assert health["records"]["duty"] >= 2
    assert health["records"]["channel"] == 6
    server = open_server(Settings(data))
    kinds = [village.kind for village in server.reads.villages()]
    server.close()
    assert (kinds.count("desa"), kinds.count("kelurahan")) == (14, 2)
    assert enrol(data, answer["code"])


def test_the_folder_and_its_key_are_for_this_user_only(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = tmp_path / "baru"
    before = os.umask(0o022)
    try:
        run(capsys, "init", "--data", data, "--kecamatan", KECAMATAN)
    finally:
        os.umask(before)
    assert data.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o077 for file in data.iterdir()} == {FILE_NAME: 0, "sipa.db": 0}


def test_init_again_keeps_keys_and_history_and_gives_no_code_once_somebody_is_in(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    keys = (folder / FILE_NAME).read_bytes()
    before = run(capsys, "check", "--data", folder)
    again = run(capsys, "init", "--data", folder, "--kecamatan", KECAMATAN, "--name", "Syahrani")
    enrol(folder, again["code"])
    with_pc = run(capsys, "check", "--data", folder)
    third = run(capsys, "init", "--data", folder, "--kecamatan", KECAMATAN)
    assert "code" not in third
    after = run(capsys, "check", "--data", folder)
    assert (folder / FILE_NAME).read_bytes() == keys
    assert (after["epoch"], after["feed_head"]) == (before["epoch"], with_pc["feed_head"])


@pytest.mark.parametrize(("kecamatan", "code"), [("63.11.07", "other_kecamatan"), ("99.99.99", "unknown_kecamatan")])
def test_init_for_another_kecamatan_changes_nothing(
    capsys: pytest.CaptureFixture[str], folder: Path, kecamatan: str, code: str
) -> None:
    assert run(capsys, "init", "--data", folder, "--kecamatan", kecamatan, code=1)["code"] == code


def test_enrol_prints_a_code_and_refuses_a_second_person(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    place = ("--data", folder, "--village", BABAYAU)
    first = run(capsys, "enrol", *place, "--name", "Norhayati", "--role", "admin_desa")
    assert enrol(folder, first["code"])
    taken = run(capsys, "enrol", *place, "--name", "Hasan", code=1)
    assert taken["code"] == "village_taken"
    handed = run(capsys, "enrol", *place, "--name", "Hasan", "--hand-over")
    people = run(capsys, "revoke", "--data", folder)["people"]
    shown = {one["name"]: (one["active"], [device["active"] for device in one["devices"]]) for one in people}
    assert shown["Norhayati"] == (False, [False])
    assert shown["Hasan"] == (True, [])
    assert enrol(folder, handed["code"])


def test_an_enrolment_file_that_cannot_be_written_is_said_and_made_again_elsewhere(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    words = ["enrol-files", "--data", folder, "--villages", f"{BABAYAU}=Norhayati", "--server", "https://sipa.example"]
    (tmp_path / "penuh").write_text("no folder")
    assert run(capsys, *words, "--to", tmp_path / "penuh" / "berkas", code=1)["code"] == "file_not_written"
    [made] = run(capsys, *words, "--to", tmp_path / "usb")["files"]
    assert [one.name for one in (tmp_path / "usb").iterdir()] == [Path(made["file"]).name]


def test_revoke_ends_a_pc_or_a_person_and_says_when_there_was_nothing(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    invited = run(capsys, "enrol", "--data", folder, "--village", BABAYAU, "--name", "Norhayati")
    device = enrol(folder, invited["code"])
    assert run(capsys, "revoke", "--data", folder, "--device", device)
    assert run(capsys, "revoke", "--data", folder, "--device", device, code=1)["code"] == "nothing_to_revoke"
    assert run(capsys, "revoke", "--data", folder, "--person", invited["person"])
    assert run(capsys, "revoke", "--data", folder, "--person", "x", code=1)["code"] == "nothing_to_revoke"


def test_words_for_people_go_where_people_look(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    assert main(["enrol", "--data", str(folder), "--kecamatan", "--name", "Ahmad"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Kode pendaftaran Ahmad: ")
    assert said.err == ""
    assert main(["check", "--data", str(tmp_path / "kosong")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "belum disiapkan" in said.err


def test_check_finds_a_changed_audit_and_a_damaged_file(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    server = open_server(Settings(folder))
    with server.store.engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET act = 'lain' WHERE n = 3")
    server.close()
    assert run(capsys, "check", "--data", folder, code=1)["broken_audit_line"] == 3


def test_check_names_a_clock_that_lags_behind_the_servers_own_records(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert main(["check", "--data", str(folder)]) == 0
    assert "Jam komputer server" not in capsys.readouterr().out
    server = open_server(Settings(folder))
    newest = Entry(server.clock.now() + 3 * CLOCK_BACK_MS, "hello")
    with server.store.write() as work:
        work.audit.add(newest)
    server.close()
    assert main(["check", "--data", str(folder)]) == 0, "the data is whole all the same"
    said = capsys.readouterr().out
    assert said.startswith("Data utuh")
    assert "Jam komputer server ini lebih awal daripada catatan terakhirnya." in said
    assert run(capsys, "check", "--data", folder)["clock_back_ms"] > CLOCK_BACK_MS
    server = open_server(Settings(folder))
    for lines in (1, CLOCK_LINES):
        with server.store.write() as work:
            for _line in range(lines):
                work.audit.add(Entry(server.clock.now(), "hello"))
        assert (clock_back(server.store, server.clock.now()) > 0) is (lines == 1), "no single line hides it"
    server.close()


@pytest.mark.parametrize("harm", [b"", b"{}", b'{"sign":"ab","seal":"cd"}', b'{"sign":"zz","seal":"zz"}'])
def test_a_damaged_key_file_is_said_and_never_written_over(
    capsys: pytest.CaptureFixture[str], folder: Path, harm: bytes
) -> None:
    (folder / FILE_NAME).write_bytes(harm)
    assert run(capsys, "check", "--data", folder, code=1)["code"] == "bad_keys"
    assert run(capsys, "init", "--data", folder, "--kecamatan", KECAMATAN, code=1)["code"] == "bad_keys"
    assert (folder / FILE_NAME).read_bytes() == harm


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_addresses_of_this_machine_may_be_plain(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "kecamatan.go.id", "10.0.0.1", "127.0.0.1.contoh.id"])
def test_plain_http_leaves_this_machine_only_behind_a_proxy(
    capsys: pytest.CaptureFixture[str], folder: Path, host: str
) -> None:
    assert run(capsys, "serve", "--data", folder, "--host", host, "--port", "0", code=1)["code"] == "plain_http"


def test_behind_a_proxy_any_address_may_be_bound() -> None:
    bound = bind("0.0.0.0", 0, guarded=True)
    assert bound.getsockname()[1] > 0
    bound.close()


def test_a_taken_port_is_said(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    bound = bind("127.0.0.1", 0, guarded=False)
    bound.listen()
    port = str(bound.getsockname()[1])
    assert run(capsys, "serve", "--data", folder, "--port", port, code=1)["code"] == "port_taken"
    bound.close()


def test_the_clock_of_a_demo_is_for_demos_only(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    serve = ("serve", "--data", folder, "--port", "0", "--now")
    assert run(capsys, *serve, "2025-07-10T10:34:00+08:00", code=1)["code"] == "not_a_demo"
    assert run(capsys, *serve, "10 Juli", code=1)["code"] == "bad_time"
    assert run(capsys, *serve, "2025-07-10T10:34:00", code=1)["code"] == "bad_time"


def test_serve_says_when_it_can_be_reached_and_stops_when_told(folder: Path) -> None:
    command = [sys.executable, "-m", "sipa_server", "serve", "--data", str(folder), "--port", "0", "--json"]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["url"]
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(f"{url}/v1/enrol", timeout=20).status_code == 405
            assert "Paringin" in session.get(f"{url}/", timeout=20).text
        begun = time.monotonic()
        server.terminate()
        out, err = server.communicate(timeout=20)
    assert json.loads(out) == {"ok": True, "stopped": True}
    assert time.monotonic() - begun < 10
    assert "Traceback" not in err


def test_an_answer_does_not_wait_until_its_head_was_acknowledged() -> None:
    async def how() -> int:
        told = asyncio.get_running_loop().create_future()

        def met(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with contextlib.closing(bind("127.0.0.1", 0, guarded=False)) as bound:
            async with await asyncio.start_server(met, sock=bound):
                _reader, writer = await asyncio.open_connection(*bound.getsockname())
                found: int = await told
                writer.close()
                return found

    assert asyncio.run(how())
