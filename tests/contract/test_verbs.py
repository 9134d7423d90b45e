"""The desk's verbs over real HTTP on bad days: exit codes, honest words, and nothing lost or doubled."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sipa_core import ids
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.__main__ import main
from sipa_desktop.cli import run as cli
from sipa_desktop.cli.answer import DONE, FAULT, REFUSED, USAGE
from sipa_desktop.entrance import open_vault
from sipa_desktop.store import migrate
from sipa_desktop.store.engine import open_engines
from tests.support.fault_proxy import Fault, FaultProxy
from tests.support.papers import words_of
from tests.support.public_figures import TOLD
from tests.support.server import serving
from tests.support.vaults import CHEAP, PASSWORD
from tests.support.world import BABAYAU, World

REPORT = ids.report_id(BABAYAU, "lra_semester1", "2025-S1")
NOW = "2025-07-10T10:34+08:00"
TOLD_PAIRS = [part for path, value in TOLD.items() for part in ("--set", f"{path}={'ya' if value is True else value}")]


@dataclass
class Office:
    """A server behind a line that can be broken, and the verbs of one desk."""

    world: World
    proxy: FaultProxy
    profile: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def verb(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Run a verb for a program: its exit code and answer."""
        code = self._main([*arguments, "--json", "--profile", str(self.profile), "--now", NOW])
        return code, json.loads(self.capture.readouterr().out)

    def said(self, *arguments: str) -> tuple[int, str]:
        """Run a verb for a person: its exit code and lines."""
        code = self._main([*arguments, "--profile", str(self.profile), "--now", NOW])
        return code, self.capture.readouterr().out

    def key(self) -> bytes:
        """The key of the desk's data."""
        vault = open_vault(self.profile)
        assert vault.unlock(PASSWORD)
        return vault.key()

    def _main(self, arguments: list[str]) -> int:
        self.patch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
        return main([*arguments, "--password-stdin"])

    def registered(self) -> None:
        code, answer = self.verb("setup", "--server", self.proxy.url, "--code", self.world.village_code())
        assert (code, answer["place"], answer["secrets"]) == (DONE, "Desa Babayau", "password")
        assert self.verb("sync")[0] == DONE

    def submitted(self) -> None:
        code, made = self.verb(
            "report", "new", "lra_semester1", "--period", "2025-S1", "--set", "kendala.isi=Hujan lebat.", *TOLD_PAIRS
        )
        assert code == DONE, made
        assert self.verb("report", "submit", made["id"])[0] == DONE

    def versions(self) -> int:
        with self.world.server.store.read() as work:
            record = work.records.get(Ref(RecordType.REPORT, REPORT))
        return record.number("newest") if record is not None else 0


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr("sipa_desktop.platform.vault.Cost", lambda: CHEAP)
    with ExitStack() as kept:
        world = World(tmp_path)
        kept.callback(world.close)
        proxy = kept.enter_context(FaultProxy(kept.enter_context(serving(world.server))))
        yield Office(world, proxy, tmp_path / "desk", capsys, monkeypatch)


@pytest.fixture
def portal() -> Iterator[str]:
    """A network that answers everything with its own page."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<html><title>Selamat datang di WiFi</title></html>")

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_wrong_or_used_code_changes_nothing_and_says_what_to_do(office: Office, tmp_path: Path) -> None:
    code, answer = office.verb("setup", "--server", office.proxy.url, "--code", "ABCDEFGH")
    assert (code, answer["ok"], answer["code"]) == (REFUSED, False, "code_wrong")
    assert office.verb("sync")[1]["code"] == "not_enrolled"
    used = office.world.village_code()
    assert office.verb("setup", "--server", office.proxy.url, "--code", used)[0] == DONE
    other = Office(office.world, office.proxy, tmp_path / "other", office.capture, office.patch)
    code, answer = other.verb("setup", "--server", office.proxy.url, "--code", used)
    assert (code, answer["code"]) == (REFUSED, "code_used")
    code, words = other.said("setup", "--server", office.proxy.url, "--code", "ABCD")
    assert code == REFUSED
    assert "8 huruf dan angka" in words


@pytest.mark.parametrize(
    ("address", "expected"),
    [("http://sipa.contoh.id", "plain_http"), ("https://a@b", "address"), ("http://127.0.0.1:9", "refused")],
)
def test_an_address_that_leads_nowhere_gets_a_sentence(office: Office, address: str, expected: str) -> None:
    code, answer = office.verb("setup", "--server", address, "--code", "ABCDEFGH")
    assert (code, answer["code"]) == (REFUSED, expected)
    assert answer["words"].endswith(".")


def test_a_portal_is_no_server_neither_at_the_registration_nor_later(office: Office, portal: str) -> None:
    code, answer = office.verb("setup", "--server", portal, "--code", office.world.village_code())
    assert (code, answer["code"]) == (REFUSED, "portal")
    office.registered()
    office.submitted()
    office.proxy.target(portal)
    code, answer = office.verb("sync")
    assert (code, answer["trouble"], answer["waiting"], answer["accepted"]) == (REFUSED, "portal", 1, 0)
    code, words = office.said("status")
    assert code == DONE
    assert "1 menunggu kirim" in words
    assert "Semua terkirim" not in words


def test_a_reply_lost_after_the_server_saved_is_one_report_with_its_receipt(office: Office) -> None:
    office.registered()
    office.submitted()
    office.proxy.fault = Fault(cut_reply_after=0)
    code, answer = office.verb("sync")
    assert (code, answer["trouble"], answer["waiting"]) == (REFUSED, "cut", 1)
    assert office.versions() == 1
    office.proxy.fault = Fault()
    code, answer = office.verb("sync")
    assert (code, answer["accepted"], answer["waiting"]) == (DONE, 1, 0)
    assert office.versions() == 1


def test_a_server_that_stops_in_the_middle_of_its_answer_loses_nothing(office: Office) -> None:
    office.registered()
    office.submitted()
    office.proxy.fault = Fault(cut_reply_after=400)
    code, words = office.said("sync")
    assert code == REFUSED
    assert "aman di komputer ini" in words
    assert "Semua terkirim" not in words
    office.proxy.fault = Fault()
    assert office.said("sync") == (DONE, "Semua terkirim.\n")
    assert office.versions() == 1


def test_a_reply_lost_at_the_registration_can_be_asked_again_with_the_same_code(office: Office) -> None:
    code_text = office.world.village_code()
    office.proxy.fault = Fault(cut_reply_after=50)
    code, answer = office.verb("setup", "--server", office.proxy.url, "--code", code_text)
    assert (code, answer["code"]) == (REFUSED, "cut")
    office.proxy.fault = Fault()
    code, answer = office.verb("setup", "--server", office.proxy.url, "--code", code_text)
    assert (code, answer["person"]) == (DONE, "Norhayati")


def test_a_desk_that_never_sent_anything_does_not_boast(office: Office) -> None:
    office.registered()
    assert office.said("sync") == (DONE, "Tidak ada yang menunggu kirim.\n")


def test_a_verb_that_cannot_be_read_is_told_apart(office: Office) -> None:
    with pytest.raises(SystemExit) as ended:
        office.verb("laporkan")
    assert ended.value.code == USAGE


def test_a_database_of_a_newer_program_is_a_fault_of_this_pc_and_stays(office: Office) -> None:
    office.registered()
    engines = open_engines(office.profile / "sipa.db", office.key())
    with engines.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'd9999'")
    engines.dispose()
    code, answer = office.verb("status")
    assert (code, answer["code"]) == (FAULT, "newer_database")
    engines = open_engines(office.profile / "sipa.db", office.key())
    assert migrate.version(engines.reader) == "d9999"
    engines.dispose()


def test_a_bug_is_no_refusal_and_leaves_the_profile_free(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.registered()

    def bug(*_arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(cli, "_status", bug)
        code, answer = office.verb("status")
    assert (code, answer["code"]) == (FAULT, "bug")
    assert office.verb("status")[0] == DONE


def test_a_report_without_what_the_public_must_be_told_is_held_back_by_the_verb_too(office: Office) -> None:
    office.registered()
    new = ("report", "new", "lra_semester1", "--period", "2025-S1", "--set", "kendala.isi=Hujan lebat.")
    code, made = office.verb(*new)
    code, answer = office.verb("report", "submit", made["id"])
    assert (code, answer["code"]) == (REFUSED, "statute")
    assert office.verb("sync")[0] == DONE
    assert office.versions() == 0


def test_check_looks_at_program_and_data(office: Office) -> None:
    office.registered()
    code, answer = office.verb("check")
    assert code == DONE, answer
    assert all(one["good"] for one in answer["checks"])


def test_a_report_is_written_as_pdf_with_its_number_once_the_server_has_it(office: Office, tmp_path: Path) -> None:
    office.registered()
    code, made = office.verb(
        "report", "new", "lra_semester1", "--period", "2025-S1", "--set", "kendala.isi=Hujan lebat.", *TOLD_PAIRS
    )
    paper = tmp_path / "laporan.pdf"
    assert office.verb("report", "pdf", made["id"], "--to", str(paper))[0] == DONE
    assert "Belum dikirim" in words_of(paper.read_bytes())
    assert office.verb("report", "submit", made["id"])[0] == DONE
    assert office.verb("sync")[0] == DONE
    assert office.verb("report", "pdf", made["id"], "--to", str(paper))[0] == DONE
    words = words_of(paper.read_bytes())
    with office.world.server.store.read() as work:
        version = work.records.get(Ref(RecordType.VERSION, ids.version_id(REPORT, 1)))
    assert version is not None
    assert f"TT-2025-07-{version.text('meta.content_hash')[:8].upper()}" in words
    code, answer = office.verb("report", "pdf", made["id"], "--to", str(tmp_path / "USB" / "laporan.pdf"))
    assert (code, answer["ok"], answer["code"]) == (FAULT, False, "not_written")


def test_the_kecamatan_lists_people_ends_a_pc_and_moves_a_day_by_verbs(office: Office) -> None:
    code, answer = office.verb("setup", "--server", office.proxy.url, "--code", office.world.kecamatan_code)
    assert (code, answer["place"]) == (DONE, "Kecamatan Paringin")
    office.world.village()
    assert office.verb("sync")[0] == DONE
    code, listed = office.verb("people", "list")
    assert (code, listed["silent"]) == (DONE, 0)
    [row] = [one for one in listed["people"] if one["village"] == BABAYAU]
    assert (row["person"], row["door"]) == ("Norhayati", "active")
    [own] = [pc for one in listed["people"] for pc in one["devices"] if pc["own"]]
    code, refused = office.verb("people", "revoke", own["id"])
    assert (code, refused["code"]) == (REFUSED, "own_device")
    code, _queued = office.verb("people", "revoke", row["devices"][0]["id"])
    assert code == DONE
    code, moved = office.verb("schedule", "move", "lra_semester1", "--period", "2025-S1", "--day", "2025-07-21")
    assert code == DONE, moved
    assert office.verb("schedule", "move", "lra_semester1", "--period", "2025-S1", "--day", "kemarin")[0] == REFUSED
    assert office.verb("sync")[0] == DONE
    code, year = office.verb("schedule", "list", "--year", "2025")
    [day] = [one for one in year["dates"] if one["period"] == "2025-S1"]
    assert (code, day["due"], day["moved"]) == (DONE, "2025-07-21", True)


def test_a_report_is_taken_back_by_a_verb_and_a_second_time_is_refused(office: Office) -> None:
    office.registered()
    office.submitted()
    draft = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
    assert office.verb("sync")[0] == DONE
    code, answer = office.verb("report", "recall", draft)
    assert (code, answer["waits"]) == (DONE, True)
    assert office.verb("sync")[0] == DONE
    assert office.verb("report", "show", draft)[1]["editable"] is True
    assert office.verb("report", "recall", draft)[0] == REFUSED


def test_a_note_and_a_closing_answer_are_given_by_verbs(office: Office) -> None:
    office.registered()
    office.world.citizen_writes("Lampu", "Padam.")
    assert office.verb("sync")[0] == DONE
    _code, listed = office.verb("feedback", "list", "--search", "padam")
    [word] = listed["feedback"]
    assert office.verb("feedback", "note", word["id"], "--text", "Sudah telepon RT.")[0] == DONE
    assert office.verb("feedback", "note", word["id"], "--text", "  ")[0] == REFUSED
    assert office.verb("feedback", "reply", word["id"], "--text", "Sudah.", "--close")[0] == DONE
    _code, listed = office.verb("feedback", "list")
    assert [one["state"] for one in listed["feedback"]] == ["selesai"]
    assert office.verb("feedback", "list", "--search", "tidak ada")[1]["feedback"] == []


def test_a_form_goes_out_and_comes_back_by_verbs(office: Office, tmp_path: Path) -> None:
    assert office.verb("setup", "--server", office.proxy.url, "--code", office.world.village_code())[0] == DONE
    assert office.verb("sync")[0] == DONE
    form = tmp_path / "lra.xlsx"
    code, answer = office.verb("report", "form", "lra_semester1", "--period", "2025-S1", str(form))
    assert code == DONE, answer
    code, answer = office.verb("report", "new", "--from", str(form))
    assert (code, answer["faults"]) == (DONE, [])
    assert answer["report"] == REPORT
    code, answer = office.verb("report", "new", "lpj_apbdes", "--from", str(form))
    assert code == REFUSED
    assert "Tidak ada yang berubah" in answer["words"]
    assert office.verb("report", "new")[0] == USAGE


def test_the_form_of_a_further_event_of_a_day_is_asked_for_by_its_number(office: Office, tmp_path: Path) -> None:
    assert office.verb("setup", "--server", office.proxy.url, "--code", office.world.village_code())[0] == DONE
    assert office.verb("sync")[0] == DONE
    form, event = tmp_path / "kedua.xlsx", ("realisasi_kegiatan", "--period", "2025-07-05")
    _code, first = office.verb("report", "new", *event)
    assert office.verb("report", "form", *event, "--ordinal", "1", str(form))[0] == DONE
    code, _answer = office.verb("report", "new", *event, "--ordinal", "0", "--from", str(form))
    assert code == REFUSED
    code, second = office.verb("report", "new", *event, "--from", str(form))
    assert code == DONE
    assert second["id"] != first["id"]
    assert office.verb("report", "new", *event, "--ordinal", "1")[1]["id"] == second["id"]
    _code, listed = office.verb("report", "list")
    numbers = {one["id"]: one["ordinal"] for one in listed["reports"]}
    assert (numbers[first["id"]], numbers[second["id"]]) == (0, 1)
