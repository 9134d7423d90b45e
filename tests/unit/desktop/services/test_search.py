"""Search over a desk: what is found, where it leads, what is never found, and an index that is behind or broken."""

from __future__ import annotations

import string

import pytest

from sipa_core import ids
from sipa_core.domain.workflow import Verdict
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.services.consultation import Consultation
from sipa_desktop.services.consultation_views import Begun, Outline
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.search import Search
from sipa_desktop.services.search_views import Hit, SearchKind
from sipa_desktop.services.search_words import in_context, words_of
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import LRA, LRA_REPORT, judge, publish, send


@pytest.fixture
def desa(village: Store, clock: HandClock) -> Search:
    return Search(village, clock)


@pytest.fixture
def camat(district: Store, clock: HandClock) -> Search:
    return Search(district, clock)


def hits(search: Search, typed: str, kind: SearchKind | None = None) -> list[Hit]:
    return [hit for hit in search.find(typed).hits if kind is None or hit.target.kind is kind]


def test_a_draft_is_found_while_it_is_written_and_leads_to_its_field(
    desa: Search, village: Store, clock: HandClock
) -> None:
    reports = Reports(village, clock)
    reports.create("lra_semester1", "2025-S1")
    reports.save(LRA, {"kendala.isi": "Drainase Jalan Masjid belum dimulai karena hujan."})
    [hit] = hits(desa, "drainase")
    assert (hit.target.kind, hit.target.id, hit.target.path) == (SearchKind.REPORT, LRA, "kendala.isi")
    assert (hit.title, hit.chip) == ("Laporan Realisasi APB Desa Semester I 2025", "Draf")
    assert [hit.words[start : start + length] for start, length in hit.marks] == ["Drainase"]
    reports.save(LRA, {"kendala.isi": "Tidak ada."})
    assert hits(desa, "drainase") == []


@pytest.mark.parametrize("typed", ["drain", "DRAINASE", "dráinàse", "jalan drainase", "  drainase!! ", "masjid, hujan"])
def test_case_diacritics_order_and_beginnings_do_not_matter(
    desa: Search, village: Store, clock: HandClock, typed: str
) -> None:
    Reports(village, clock).create("lra_semester1", "2025-S1")
    Reports(village, clock).save(LRA, {"kendala.isi": "Drainase Jalan Masjid belum dimulai karena hujan."})
    assert len(hits(desa, typed)) == 1


def test_every_word_must_be_there(desa: Search, village: Store, clock: HandClock) -> None:
    Reports(village, clock).create("lra_semester1", "2025-S1")
    Reports(village, clock).save(LRA, {"kendala.isi": "Drainase Jalan Masjid."})
    assert hits(desa, "drainase langgar") == []


def test_only_the_newest_version_of_a_report_is_found(
    camat: Search, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server, {"kendala.isi": "Pasir belum datang."})
    server.exchange(district)
    [hit] = hits(camat, "pasir", SearchKind.REPORT)
    assert (hit.target.id, hit.village) == (ids.version_id(LRA_REPORT, 1), "Desa Babayau")
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    send(village, clock, server, {"kendala.isi": "Semen belum datang."})
    server.exchange(district)
    assert hits(camat, "pasir", SearchKind.REPORT) == []
    assert [hit.target.id for hit in hits(camat, "semen", SearchKind.REPORT)] == [ids.version_id(LRA_REPORT, 2)]


def test_what_was_sent_is_called_a_draft_only_once_it_came_back(
    desa: Search, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server, {"kendala.isi": "Pasir belum datang."})
    server.exchange(village)
    assert [hit.chip for hit in hits(desa, "pasir", SearchKind.REPORT)] == [""]
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    assert [hit.chip for hit in hits(desa, "pasir", SearchKind.REPORT)] == ["Draf"]


def test_a_note_leads_to_the_cell_that_it_is_about(
    desa: Search, village: Store, district: Store, clock: HandClock, server: Server
) -> None:
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    [hit] = hits(desa, "mohon dicek", SearchKind.NOTE)
    assert (hit.target.id, hit.target.path) == (LRA, "apbdes[02/-/-].realisasi")


def test_citizens_threads_and_publications_are_found_in_their_groups(
    desa: Search,
    village: Store,
    district: Store,
    clock: HandClock,
    entropy: CountingEntropy,
    server: Server,
) -> None:
    publish(village, district, server, clock)
    server.citizen("PRG-4H9T7", "Lampu di depan langgar mati.", "2025-07-08 08:51")
    server.exchange(village)
    talk = Consultation(village, clock, entropy)
    begun = talk.begin()
    assert isinstance(begun, Begun)
    talk.save_new(begun.thread, "Apakah lampu jalan boleh dianggarkan?", Outline("", "Lampu jalan"))
    talk.send(begun.thread)
    found = desa.find("lampu")
    assert [group.kind for group in found.groups] == [SearchKind.CONSULTATION, SearchKind.FEEDBACK]
    assert found.words == "2 temuan di komputer ini."
    assert [hit.target.id for hit in found.hits] == [begun.thread, ids.natural_id("feedback", "PRG-4H9T7")]
    assert [hit.title for hit in hits(desa, "prg4h9t7")] == []
    assert len(hits(desa, "PRG-4H9T7")) == 1
    assert len(hits(desa, "realisasi apb", SearchKind.PUBLICATION)) == 1


def test_an_answer_being_written_is_found_as_its_citizens_word(
    desa: Search, village: Store, clock: HandClock, server: Server
) -> None:
    feedback = server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-08 08:51")
    server.exchange(village)
    Feedback(village, clock).save_answer(feedback, "Kami ganti bohlamnya besok.")
    [hit] = hits(desa, "bohlam")
    assert (hit.target.id, hit.chip) == (feedback, "Draf")


def test_the_kecamatan_finds_villages_and_words_by_village(camat: Search, district: Store, server: Server) -> None:
    server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-08 08:51")
    server.exchange(district)
    assert [hit.target.id for hit in hits(camat, "babayau", SearchKind.VILLAGE)] == [BABAYAU]
    assert len(hits(camat, "babayau lampu", SearchKind.FEEDBACK)) == 1


def test_what_only_the_kecamatan_may_read_is_never_found_at_the_village(
    desa: Search, camat: Search, village: Store, district: Store, server: Server
) -> None:
    fields = {
        "number": "PRG-AAAAA",
        "subject": "Tentang kepala desa",
        "msg[a].who": "citizen",
        "msg[a].text": "Rahasia sekali.",
        "msg[a].at": 1,
    }
    server.put(RecordType.FEEDBACK_KECAMATAN, ids.natural_id("feedback", "PRG-AAAAA"), BABAYAU, dict(fields))
    server.exchange(village)
    server.exchange(district)
    assert desa.find("rahasia").hits == ()
    assert len(camat.find("rahasia").hits) == 1


HOSTILE = [
    '"',
    '""""',
    "a AND OR NOT (",
    "lampu* NEAR/5 (",
    "title:lampu",
    "^lampu",
    "lampu; DROP TABLE record",
    "-lampu",
    "lampu\x00mati",
    "😀😀😀",
    "'",
    "%_",
    "{}[]()",
    "ﬃ ﬁ ẞ İ",
    "a" * 10_000,
    " ".join(string.printable),
    "\u202elampu",
    "lam\ud800pu",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_that_is_typed_can_break_it(desa: Search, typed: str) -> None:
    result = desa.find(typed)
    assert result.damaged is False
    assert result.text == typed


@pytest.mark.parametrize("typed", ["", "  ", "a", "di ke", "😀"])
def test_too_little_finds_nothing(desa: Search, typed: str) -> None:
    assert desa.find(typed).groups == ()


def test_the_words_are_bounded() -> None:
    assert words_of("satu dua " * 20) == ("satu", "dua")
    assert len(words_of(" ".join(f"kata{n}" for n in range(100)))) == 8
    assert words_of("x" * 500) == ("x" * 40,)


def test_the_line_stands_around_the_first_word() -> None:
    text = "awal " * 60 + "Drainase Jalan Masjid " + "akhir " * 60
    line, marks = in_context(text, ("drainase",))
    assert line.startswith("…")
    assert line.endswith("…")
    assert [line[start : start + length] for start, length in marks] == ["Drainase"]
    assert len(line) < 170


def test_an_index_that_was_thrown_away_is_made_again_with_progress(
    village: Store, clock: HandClock, desa: Search, server: Server
) -> None:
    server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-08 08:51")
    server.exchange(village)
    with village.write(index=False) as tx:
        tx.search.begin_anew()
    found = desa.find("lampu")
    assert found.hits == ()
    assert found.behind > 0
    assert "belum masuk daftar kata" in found.words
    told: list[tuple[int, int]] = []
    assert desa.catch_up(lambda done, total: told.append((done, total))) > 0
    assert told[-1][0] == told[-1][1]
    assert len(desa.find("lampu").hits) == 1
    assert desa.behind() == 0


@pytest.mark.parametrize(
    "harm",
    ["DROP TABLE search_text", "DELETE FROM search_text_data", "UPDATE search_text_data SET block = x'00ff'"],
)
def test_a_damaged_index_never_stops_saving_and_is_made_anew(
    village: Store, clock: HandClock, desa: Search, server: Server, harm: str
) -> None:
    server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-08 08:51")
    server.exchange(village)
    with village._engines.writer.begin() as connection:
        connection.exec_driver_sql(harm)
    server.citizen("PRG-BBBBB", "Jembatan rusak.", "2025-07-08 09:51", subject="Jembatan")
    server.exchange(village)
    assert {record.text("number") for record in _feedback(village)} == {"PRG-4H9T7", "PRG-BBBBB"}
    desa.find("lampu")
    desa.catch_up()
    assert len(desa.find("lampu").hits) == 1
    assert len(desa.find("jembatan").hits) == 1


def test_what_is_undone_is_found_no_more(village: Store, desa: Search, server: Server) -> None:
    server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-08 08:51")

    def break_off() -> None:
        with village.write() as tx:
            tx.server_records.take(_records(server))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert desa.find("lampu").hits == ()
    assert desa.behind() == 0


def _feedback(store: Store) -> list[Record]:
    with store.read() as tx:
        return tx.records.all(RecordType.FEEDBACK)


def _records(server: Server) -> list[Record]:
    return [record for record in server.records.values() if record.type == RecordType.FEEDBACK]


def test_a_thing_changed_many_times_at_once_is_noted_once(village: Store, desa: Search) -> None:
    from sipa_desktop.store.documents import DocumentKind

    with village.write(index=False) as tx:
        before = tx.search.backlog()
        for n in range(3):
            tx.documents.start("reply:x", DocumentKind.REPLY, {"feedback": "x", "n": n}, n)
            tx.documents.save("reply:x", {"reply.text": f"Jawaban {n}", "reply.more": "a"}, n)
            tx.documents.save("reply:x", {"reply.text": f"Jawaban {n}b", "reply.more": None}, n)
        assert tx.search.backlog() == before + 1
    assert desa.catch_up() == before + 1
