"""Lists that grow for years: windows of them, whole counts, and nothing that this PC holds is left out."""

from __future__ import annotations

import pytest

from sipa_core.domain.workflow import FeedbackState
from sipa_core.wire.records import RecordType
from sipa_desktop.services.consultation import Consultation
from sipa_desktop.services.consultation_views import ThreadFilter
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.feedback_views import FeedbackFilter, FeedbackQuery
from sipa_desktop.services.guidance import MOST_OVER, Guidance
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, DAHAI, CountingEntropy, HandClock, Server, at


@pytest.fixture
def talks(district: Store, clock: HandClock, entropy: CountingEntropy) -> Consultation:
    return Consultation(district, clock, entropy)


def thread(server: Server, number: int, state: str = "solved", village: str = BABAYAU) -> str:
    name, began = f"t{number:03}", at("2025-06-01 08:00") + number // 2
    fields = {"subject": f"Perihal {number}", "state": state, "about": "general", "began_at": began}
    fields |= {"msg[m].who": "desa", "msg[m].text": f"Pesan {number}", "msg[m].at": began, "read.kecamatan": "m"}
    server.put(RecordType.CONSULTATION, name, village, fields)
    return name


def test_a_list_of_threads_grows_page_by_page_without_a_gap_or_a_repeat(
    talks: Consultation, district: Store, server: Server
) -> None:
    for number in range(12):
        thread(server, number, "open" if number == 3 else "solved")
    server.exchange(district)
    pages = [talks.list(ThreadFilter.SEMUA, limit) for limit in (1, 5, 11, 12, 13)]
    rows = [[row.id for row in page.rows] for page in pages]
    assert all(page == rows[-1][: len(page)] for page in rows)
    assert sorted(rows[-1]) == [f"t{number:03}" for number in range(12)]
    assert [page.more for page in pages] == [11, 7, 1, 0, 0]
    assert {page.counts[ThreadFilter.SEMUA] for page in pages} == {12}
    solved = talks.list(ThreadFilter.SELESAI, 4)
    assert (len(solved.rows), solved.more, solved.counts[ThreadFilter.SELESAI]) == (4, 7, 11)
    assert [row.id for row in talks.list(ThreadFilter.TERBUKA).rows] == ["t003"]


def test_threads_are_narrowed_by_words_over_all_pages(talks: Consultation, district: Store, server: Server) -> None:
    for number in range(12):
        thread(server, number, "open" if number == 3 else "solved", DAHAI if number == 1 else BABAYAU)
    server.exchange(district)
    assert [row.id for row in talks.list(ThreadFilter.SEMUA, 3, "PESAN 0").rows] == ["t000"]
    assert [row.id for row in talks.list(ThreadFilter.SEMUA, 3, "perihal 3").rows] == ["t003"]
    assert [row.id for row in talks.list(ThreadFilter.SEMUA, 3, "dahai").rows] == ["t001"]
    found = talks.list(ThreadFilter.SELESAI, 3, "perihal")
    assert (len(found.rows), found.more) == (3, 8)


def test_a_solved_thread_in_which_something_waits_here_is_listed_once(
    talks: Consultation, district: Store, server: Server
) -> None:
    for number in range(6):
        thread(server, number)
    server.exchange(district)
    talks.save_draft("t000", "Bagaimana kelanjutannya?")
    whole = talks.list(ThreadFilter.SEMUA, 3)
    assert "t000" in {row.id for row in talks.list(ThreadFilter.SEMUA, 200).rows}
    assert len(talks.list(ThreadFilter.SEMUA, 200).rows) == 6 == whole.counts[ThreadFilter.SEMUA]
    assert (len(whole.rows), whole.more) == (3, 3)


def test_the_matters_that_ended_come_after_those_at_work_page_by_page(
    district: Store, server: Server, clock: HandClock
) -> None:
    for number in range(9):
        matter = server.citizen(f"PRG-{number}", "Lampu padam.", f"2025-07-0{number % 3 + 1} 08:00")
        if number % 3:
            ref = next(ref for ref in server.records if ref.id == matter)
            known = server.records[ref]
            server.put(RecordType.FEEDBACK, matter, known.village, {**known.fields, "state": "selesai"})
    server.exchange(district)
    inbox = Feedback(district, clock)
    pages = [inbox.list(FeedbackQuery(FeedbackFilter.SEMUA, limit=limit)) for limit in (0, 2, 4, 9, 10)]
    rows = [[row.id for row in page.rows] for page in pages]
    assert all(page == rows[-1][: len(page)] for page in rows)
    assert len(set(rows[-1])) == 9
    assert [page.more for page in pages] == [9, 7, 5, 0, 0]
    assert {row.state for row in pages[2].rows[:3]} == {FeedbackState.BARU}
    ended = inbox.list(FeedbackQuery(FeedbackFilter.SEMUA, state=FeedbackState.SELESAI, limit=2))
    assert (len(ended.rows), ended.more, ended.counts[FeedbackFilter.BERJALAN]) == (2, 4, 3)


def test_all_that_runs_is_listed_and_of_what_is_over_the_newest(
    district: Store, server: Server, clock: HandClock, entropy: CountingEntropy
) -> None:
    for number in range(MOST_OVER + 7):
        fields = {"text": f"Foto {number}", "state": "confirmed", "made_at": number, "due": "2025-06-01"}
        server.put(RecordType.GUIDANCE, f"g{number:03}", BABAYAU, fields)
    server.put(RecordType.GUIDANCE, "old", DAHAI, {"text": "Lama", "state": "open", "made_at": 1, "due": "2025-08-01"})
    server.exchange(district)
    found = Guidance(district, clock, entropy).all()
    assert [row.id for row in found.running] == ["old"]
    assert [row.id for row in found.finished] == [f"g{number:03}" for number in range(MOST_OVER + 6, 6, -1)]
