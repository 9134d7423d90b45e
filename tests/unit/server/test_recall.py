"""Taking a report back, answering notes, and what citizens read meanwhile, as the server rules on them."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

from sipa_core import ids
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_server.services.publication import PublicationReads
from tests.support.server import (
    BABAYAU,
    BALIDA,
    PERIOD,
    TEMPLATE,
    Pc,
    World,
    naming,
    publication_ref,
    report_ref,
    review_ref,
    submission,
    version_ref,
)

WORD = {"pembaca": "kantor", "jenis": "pertanyaan", "judul": "Jalan", "isi": "Kapan jalan RT 04 dikerjakan?"}
NOTED = "apbdes[02/-/-].realisasi"
FIGURE, GENERAL, WORDS = (ids.natural_id("note", n) for n in range(3))


@pytest.fixture
def desa(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


@pytest.fixture
def camat(world: World) -> Pc:
    return world.enrol(world.first_code)


def send(desa: Pc, newest: int = 0, changes: dict[str, object] | None = None, **more: object) -> str | None:
    fields = {**submission(BABAYAU, newest, changes), **more}  # type: ignore[arg-type]
    return desa.do("report.submit", report_ref(BABAYAU), fields).code


def recall(desa: Pc, n: int = 1) -> str | None:
    return desa.do("report.recall", report_ref(BABAYAU), {"version": version_ref(BABAYAU, n).id}).code


def give_back(camat: Pc, n: int = 1) -> None:
    camat.pull()
    notes = {
        FIGURE: {"path": NOTED, "text": "Dicek lagi."},
        GENERAL: {"path": "", "text": "Rapikan."},
        WORDS: {"path": "kendala.isi", "text": "Sebutkan."},
    }
    assert camat.do("review.return", review_ref(BABAYAU, n), naming(camat, BABAYAU, n, notes=notes)).code is None


def accept(camat: Pc, n: int = 1) -> None:
    camat.pull()
    assert camat.do("review.accept", review_ref(BABAYAU, n), naming(camat, BABAYAU, n)).code is None


def known(pc: Pc, ref: Ref) -> Record:
    pc.pull()
    record = pc.record(ref)
    assert record is not None
    return record


def test_what_nobody_opened_comes_back_and_stays_in_the_history(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    world.clock.forward(hours=1)
    assert recall(desa) is None
    version = known(camat, version_ref(BABAYAU))
    assert version.number("meta.recalled_at") == world.clock.now()
    assert version.text("meta.recalled_by") == "Norhayati"
    assert version.fields[NOTED]
    assert recall(desa) == "recalled"
    assert send(desa, 0) == "superseded", "the number of a version that was taken back is never given again"
    assert send(desa, 1) is None
    assert known(camat, report_ref(BABAYAU)).number("newest") == 2


def test_nobody_judges_what_was_taken_back(desa: Pc, camat: Pc) -> None:
    send(desa)
    camat.pull()
    recall(desa)
    for kind in ("review.open", "review.accept"):
        assert camat.do(kind, review_ref(BABAYAU), naming(camat, BABAYAU)).code == "recalled"


@pytest.mark.parametrize("first", ["camat", "desa"])
def test_of_two_at_the_same_moment_the_first_at_the_server_wins(desa: Pc, camat: Pc, first: str) -> None:
    send(desa)
    camat.pull()
    opening = camat.op("review.open", review_ref(BABAYAU), naming(camat, BABAYAU))
    taking = desa.op("report.recall", report_ref(BABAYAU), {"version": version_ref(BABAYAU).id})
    if first == "camat":
        assert camat.send(opening).receipts[0].code is None
        assert desa.send(taking).receipts[0].code == "opened"
    else:
        assert desa.send(taking).receipts[0].code is None
        assert camat.send(opening).receipts[0].code == "recalled"


def test_a_village_takes_back_only_its_own(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    other = world.pc("Jumiati", BALIDA)
    fields = {"version": version_ref(BABAYAU).id}
    assert other.do("report.recall", report_ref(BABAYAU), fields).code == "forbidden"
    assert camat.do("report.recall", report_ref(BABAYAU), fields).code == "forbidden"
    desa.do("report.recall", report_ref(BABAYAU), fields)
    assert other.do("report.recall", report_ref(BABAYAU), fields).code == "forbidden"


def test_a_resend_that_is_taken_back_leaves_the_report_returned_with_its_notes(desa: Pc, camat: Pc) -> None:
    send(desa)
    give_back(camat)
    send(desa, 1, {NOTED: 1})
    assert recall(desa, 2) is None
    assert recall(desa, 1) == "already_decided"
    assert send(desa, 2, {NOTED: 2}) is None
    assert known(camat, review_ref(BABAYAU)).fields[f"notes[{FIGURE}].fixed"] is True


def test_the_text_decides_which_notes_were_answered_and_a_tick_is_told_beside_it(desa: Pc, camat: Pc) -> None:
    send(desa)
    give_back(camat)
    assert send(desa, 1, {NOTED: 1}, said=[GENERAL, WORDS, ids.natural_id("note", "of nobody")]) is None
    review = known(camat, review_ref(BABAYAU))
    assert {path: value for path, value in review.fields.items() if path.endswith((".fixed", ".said"))} == {
        f"notes[{FIGURE}].fixed": True,
        f"notes[{GENERAL}].said": True,
        f"notes[{WORDS}].said": True,
    }
    assert review.text("verdict") == "returned"


def test_a_later_sending_is_judged_anew_against_what_was_returned(desa: Pc, camat: Pc) -> None:
    send(desa)
    give_back(camat)
    send(desa, 1, {NOTED: 1}, said=[GENERAL])
    send(desa, 2, {"kendala.isi": "Hujan."})
    review = known(camat, review_ref(BABAYAU))
    assert [path for path in review.fields if path.endswith((".fixed", ".said"))] == [f"notes[{WORDS}].fixed"]


def test_the_public_page_keeps_the_old_version_until_the_new_one_is_out(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    accept(camat)
    reads = world.server.reads
    first = reads.report("babayau", TEMPLATE, PERIOD)
    assert first is not None
    assert not first.reopened
    reopening = naming(camat, BABAYAU, reason="Angka keliru.")
    assert camat.do("review.reopen", review_ref(BABAYAU), reopening).code is None
    again = reads.report("babayau", TEMPLATE, PERIOD)
    assert again is not None
    assert again.reopened
    send(desa, 1, {"ringkasan.isi": "Penerima 6311061203850001 sudah dibayar."})
    world.clock.forward(hours=1)
    accept(camat, 2)
    held = reads.report("babayau", TEMPLATE, PERIOD)
    assert held is not None, "a held version must not take the old page away"
    assert held.reopened
    assert (held.line.n, held.line.published_at) == (1, first.line.published_at)
    assert held.content == first.content
    assert [line.n for line in reads.latest()] == [1]
    publication = publication_ref(BABAYAU)
    assert camat.do("publication.release", publication, {"version": version_ref(BABAYAU, 2).id}).code is None
    out = reads.report("babayau", TEMPLATE, PERIOD)
    assert out is not None
    assert not out.reopened
    assert out.line.n == 2
    assert not any(path.startswith("shown.") for path in known(camat, publication).fields)


def test_who_reads_the_version_before_can_write_about_it(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    accept(camat)
    camat.do("review.reopen", review_ref(BABAYAU), naming(camat, BABAYAU, reason="Angka keliru."))
    send(desa, 1, {"ringkasan.isi": "Penerima 6311061203850001 sudah dibayar."})
    accept(camat, 2)
    with TestClient(world.server.app()) as citizen:
        assert citizen.get(f"/desa/babayau/laporan/{TEMPLATE}/{PERIOD}").status_code == 200
        sent = citizen.post("/desa/babayau/masukan", data={**WORD, "tentang": f"{TEMPLATE}/{PERIOD}"})
    assert "Sudah sampai" in sent.text
    with world.server.store.read() as work:
        [matter] = work.records.of_type(RecordType.FEEDBACK)
    assert matter.text("report") == report_ref(BABAYAU).id


def test_a_report_of_a_village_that_left_stays_readable_and_asks_for_no_word(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    accept(camat)
    world.server.accounts.end_person(desa.place.person)
    world.server.scopes.leave(BABAYAU)
    with TestClient(world.server.app()) as citizen:
        page = citizen.get(f"/desa/babayau/laporan/{TEMPLATE}/{PERIOD}")
    assert page.status_code == 200
    assert "belanja sudah terlaksana" in page.text
    assert "Desa ini tidak lagi di kecamatan ini." in page.text
    assert "Tulis masukan" not in page.text


def test_a_report_that_goes_while_its_form_is_sent_is_not_named_by_the_next_try(
    world: World, desa: Pc, camat: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(desa)
    accept(camat)
    found = world.server.reads.report("babayau", TEMPLATE, PERIOD)
    gone = {"version": version_ref(BABAYAU).id, "reason": "Salah desa."}
    assert camat.do("publication.withdraw", publication_ref(BABAYAU), gone).code is None
    form = {**WORD, "tentang": f"{TEMPLATE}/{PERIOD}"}
    with TestClient(world.server.app()) as citizen:
        with monkeypatch.context() as before_it_went:
            before_it_went.setattr(PublicationReads, "report", lambda *_asked: found)
            refused = citizen.post("/desa/babayau/masukan", data=form)
        assert "tidak lagi terbit" in refused.text
        assert "Kapan jalan RT 04 dikerjakan?" in refused.text
        about = re.search(r'name="tentang" value="([^"]*)"', refused.text)
        assert about is not None
        assert about[1] == ""
        again = citizen.post("/desa/babayau/masukan", data={**form, "tentang": about[1]})
    assert "Sudah sampai" in again.text


def test_a_first_version_that_is_held_shows_nothing(world: World, desa: Pc, camat: Pc) -> None:
    send(desa, 0, {"ringkasan.isi": "Penerima 6311061203850001 sudah dibayar."})
    accept(camat)
    assert world.server.reads.report("babayau", TEMPLATE, PERIOD) is None
    assert world.server.reads.latest() == []


def test_two_held_versions_in_a_row_keep_what_was_public_before_both(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    accept(camat)
    for n in (1, 2):
        reopening = naming(camat, BABAYAU, n, reason="Lagi.")
        assert camat.do("review.reopen", review_ref(BABAYAU, n), reopening).code is None
        send(desa, n, {"ringkasan.isi": f"Penerima 631106120385000{n} sudah dibayar."})
        accept(camat, n + 1)
    page = world.server.reads.report("babayau", TEMPLATE, PERIOD)
    assert page is not None
    assert page.line.n == 1


def test_what_is_withdrawn_while_its_next_version_is_held_is_gone_at_once(world: World, desa: Pc, camat: Pc) -> None:
    send(desa)
    accept(camat)
    assert camat.do("review.reopen", review_ref(BABAYAU), naming(camat, BABAYAU, reason="Lagi.")).code is None
    send(desa, 1, {"ringkasan.isi": "Penerima 6311061203850001 sudah dibayar."})
    accept(camat, 2)
    assert world.server.reads.report("babayau", TEMPLATE, PERIOD) is not None
    fields = {"version": version_ref(BABAYAU, 2).id, "reason": "Menyebut nama warga."}
    assert camat.do("publication.withdraw", publication_ref(BABAYAU), fields).code is None
    assert world.server.reads.report("babayau", TEMPLATE, PERIOD) is None
    assert world.server.reads.latest() == []
