"""The village's first page: what it asks to be done, in which order, and what its measures are made of."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.workflow import ReportState, Verdict
from sipa_desktop.errors import KnownError
from sipa_desktop.services.feedback import Feedback
from sipa_desktop.services.home import Home
from sipa_desktop.services.home_views import HomeView, TaskKind
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.reports import Reports
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import BABAYAU, HandClock, Server
from tests.unit.desktop.services.stories import LRA, PUBLICATION, judge, publish, send

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
MONTHLY = {"umum.uraian": "Gotong royong dan posyandu.", "umum.nihil": True}


@pytest.fixture
def home(village: Store, clock: HandClock) -> Home:
    return Home(village, clock)


def five_months(village: Store, server: Server, clock: HandClock) -> None:
    """The monthly reports of January to May were sent in time, May's a day late."""
    for month, day in enumerate(("2025-02-10", "2025-03-10", "2025-04-10", "2025-05-10", "2025-06-22"), 1):
        clock.set(f"{day} 09:00")
        send(village, clock, server, template="kegiatan_bulanan", period=f"2025-{month:02d}", content=MONTHLY)
    clock.set("2025-07-10 10:34")


def measure(view: HomeView, label: str) -> tuple[str, str, int | None, str]:
    found = next(one for one in view.measures if one.label == label)
    return found.value, found.of, found.permille, found.note


def test_a_day_with_everything_is_told_in_the_order_of_the_page(
    home: Home, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    five_months(village, server, clock)
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-08 08:51")
    server.citizen("PRG-8C1XQ", "Kapan BLT?", "2025-07-09 09:00", subject="Kapan BLT?")
    server.exchange(village)
    view = home.today()
    assert view.greeting == "Selamat pagi, Norhayati"
    assert view.words == "Kamis, 10 Juli 2025. Ada 3 hal yang perlu dikerjakan."
    assert [task.kind for task in view.tasks] == [TaskKind.RETURNED, TaskKind.FEEDBACK, TaskKind.DUE]
    back, citizens, june = view.tasks
    assert back.title == "Laporan Realisasi APB Desa Semester I 2025"
    assert back.words == "2 catatan dari kecamatan. Batas 14 Juli, 4 hari lagi."
    assert (back.chip, back.chip_word, back.action, back.target) == (
        ReportState.DIKEMBALIKAN,
        "Dikembalikan",
        "Perbaiki",
        LRA,
    )
    assert citizens.title == "2 masukan warga belum dijawab"
    assert citizens.words == "Paling lama: Lampu jalan RT 02 padam, sudah 2 hari."
    assert (citizens.side, citizens.action) == ("Batas besok", "Jawab")
    assert june.title == "Laporan Kegiatan Bulanan Juni 2025"
    assert june.words == "Batas 21 Juli, 11 hari lagi. Belum dimulai."
    assert (june.side, june.action, june.begun, june.period) == ("Belum dimulai", "Mulai", False, "2025-06")


def test_late_work_is_counted_in_the_first_line(home: Home, village: Store, server: Server, clock: HandClock) -> None:
    Reports(village, clock).create("kegiatan_bulanan", "2025-05")
    server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-01 08:00")
    server.exchange(village)
    view = home.today()
    late = [task for task in view.tasks if task.kind is TaskKind.LATE]
    assert len(late) == 5
    assert late[-1].words == "Batas 21 Juni, lewat 19 hari. Terisi 0 dari 2 bagian."
    assert late[-1].chip is ReportState.TERLAMBAT
    assert view.words.endswith("perlu dikerjakan, 6 sudah lewat batas.")


def test_a_published_report_asks_to_be_posted_and_says_what_lacks(
    home: Home, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    publish(village, district, server, clock)
    posting = Posting(village, clock)
    for key, url in (
        ("website", "https://babayau.desa.id/berita/x"),
        ("facebook", "https://fb.watch/x"),
        ("instagram", "https://www.instagram.com/p/x"),
    ):
        posting.prove(PUBLICATION, key, url, with_picture=True)
    view = home.today()
    task = next(task for task in view.tasks if task.kind is TaskKind.POSTING)
    assert task.title == "Realisasi APB Desa Semester I 2025 belum lengkap diposting"
    assert task.words == "Kurang WhatsApp grup warga dan Papan informasi."
    assert (task.done, task.total, task.target) == (3, 5, PUBLICATION)
    assert measure(view, "Postingan lengkap") == ("3", "dari 5", 600, "2 lagi untuk penuh")
    assert view.queue[0].title.startswith("Bukti Website desa")
    assert view.queue_size.endswith("KB")


def test_the_dates_ahead_stand_in_order_and_what_must_be_mended_is_urgent(
    home: Home, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    five_months(village, server, clock)
    send(village, clock, server)
    judge(server, district, Verdict.RETURNED)
    server.exchange(village)
    dates = home.today().upcoming
    assert [(one.day.day, one.month_word, one.title, one.words, one.urgent) for one in dates] == [
        (14, "Jul", "Realisasi APB Desa Sem. I 2025", "Perbaikan, 4 hari lagi", True),
        (21, "Jul", "Laporan Kegiatan Bulanan Jun 2025", "11 hari lagi", False),
        (21, "Agu", "Laporan Kegiatan Bulanan Jul 2025", "42 hari lagi", False),
    ]


def test_the_measures_are_computed_from_what_was_received(
    home: Home, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    five_months(village, server, clock)
    publish(village, district, server, clock)
    matter = server.citizen("PRG-4H9T7", "Lampu mati.", "2025-07-09 10:34")
    server.citizen("PRG-8C1XQ", "Kapan BLT?", "2025-07-10 09:00")
    server.exchange(village)
    inbox = Feedback(village, clock)
    inbox.save_answer(matter, "Diganti Sabtu.")
    inbox.answer(matter)
    assert measure(home.today(), "Masukan dijawab") == ("0", "dari 2", 0, "Belum ada jawaban")
    server.exchange(village)
    view = home.today()
    assert measure(view, "Laporan tepat waktu") == ("5", "dari 6", 833, "Semester I 2025")
    assert measure(view, "Masukan dijawab") == ("1", "dari 2", 500, "Rata-rata 1,0 hari kerja")
    assert measure(view, "Belanja terlaksana") == ("43,1%", "", 431, "Sisa Rp851.720.500")


def test_nothing_is_measured_before_there_is_something_to_measure(home: Home, clock: HandClock) -> None:
    clock.set("2025-01-10 15:30")
    view = home.today()
    assert view.greeting == "Selamat sore, Norhayati"
    values = {one.label: (one.value, one.permille) for one in view.measures}
    assert values["Postingan lengkap"] == ("–", None)
    assert values["Masukan dijawab"] == ("–", None)
    assert values["Belanja terlaksana"] == ("–", None)


def test_a_report_that_waits_is_no_work_and_no_success_yet(home: Home, village: Store, clock: HandClock) -> None:
    reports = Reports(village, clock)
    reports.create("kegiatan_bulanan", "2025-06")
    reports.save(JUNE, MONTHLY)
    before = measure(home.today(), "Laporan tepat waktu")
    assert JUNE in {task.target for task in home.today().tasks}
    reports.submit(JUNE)
    view = home.today()
    assert JUNE not in {task.target for task in view.tasks}
    assert measure(view, "Laporan tepat waktu") == before
    assert [row.chip for row in view.queue] == ["Menunggu kirim"]


def test_the_kecamatan_has_no_such_page(district: Store, clock: HandClock) -> None:
    with pytest.raises(KnownError):
        Home(district, clock).today()
