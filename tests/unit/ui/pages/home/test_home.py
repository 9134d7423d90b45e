from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.home_views import HomeView, Task, TaskKind
from sipa_desktop.services.queue_views import QueueRow
from tests.support.by_name import all_named, click, named, texts
from tests.support.demo_office import page_context
from tests.support.page_context import HeldRunner
from ui.navigation import BeginReport
from ui.pages.home.page import HomePage
from ui.pages.home.view_model import HomeModel, destination
from ui.runtime.tasks import Runner

RETURNED = "Laporan Realisasi APB Desa Semester I 2025"


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> HomePage:
    return shown(desk, qtbot)


def shown(desk: Desk, qtbot: QtBot) -> HomePage:
    page = HomePage(page_context(desk))
    qtbot.addWidget(page)
    page.resize(1158, 661)
    page.show()
    return page


def went(page: HomePage) -> list[tuple[str, object]]:
    """Collect where the page asks to go."""
    places: list[tuple[str, object]] = []
    page.model._context.navigator.go_to.connect(lambda key, argument: places.append((key, argument)))
    return places


def with_view(desk: Desk, monkeypatch: pytest.MonkeyPatch, **parts: object) -> HomeView:
    view = replace(desk.home.today(), **parts)  # type: ignore[arg-type]
    monkeypatch.setattr(desk.home, "today", lambda: view)
    return view


def test_the_page_greets_and_says_what_is_to_be_done_today(page: HomePage) -> None:
    said = texts(page)
    assert "Selamat pagi, Norhayati" in said
    assert any(text.startswith("Kamis, 10 Juli 2025. Ada ") for text in said)
    assert "2 catatan dari kecamatan. Batas 14 Juli, 4 hari lagi." in said
    assert "43,1%" in said
    assert "Tidak ada yang menunggu kirim." in said


def test_the_button_of_a_returned_report_opens_that_report(page: HomePage, desk: Desk) -> None:
    places = went(page)
    click(page, f"Perbaiki: {RETURNED}")
    assert places == [("reports", desk.reports.list()[0].draft_id)]


def test_the_button_of_a_report_not_begun_begins_it(page: HomePage) -> None:
    places = went(page)
    click(page, "Mulai: Laporan Kegiatan Bulanan Juni 2025")
    assert places == [("reports", BeginReport("kegiatan_bulanan", "2025-06"))]


@pytest.mark.parametrize(
    ("kind", "page_key"), [(TaskKind.FEEDBACK, "feedback"), (TaskKind.POSTING, "posting"), (TaskKind.LATE, "reports")]
)
def test_every_kind_of_task_leads_to_its_page(kind: TaskKind, page_key: str) -> None:
    task = Task(kind, "x", "y", "z", "target")
    assert destination(task) == (page_key, "target")


def test_the_tasks_go_by_keyboard(page: HomePage) -> None:
    places = went(page)
    first = named(page, f"Perbaiki: {RETURNED}")
    page.activateWindow()
    first.setFocus()
    QTest.keyClick(QApplication.focusWidget() or first, Qt.Key.Key_Space)
    assert [place for place, _argument in places] == ["reports"]


def test_send_now_wakes_the_sending(page: HomePage, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[bool] = []
    monkeypatch.setattr(desk.sync, "sync_now", lambda: woken.append(True))
    click(page, "Kirim sekarang")
    assert woken == [True]


def test_a_change_on_the_desk_shows_without_being_asked(page: HomePage, desk: Desk, qtbot: QtBot) -> None:
    draft = desk.reports.list()[0].draft_id
    desk.reports.submit(draft)
    title = "Realisasi APB Desa Semester I 2025"
    qtbot.waitUntil(lambda: any(title == text for text in texts(page)))
    assert named(page, "Menunggu kirim").isVisible()
    assert all_named(page, f"Perbaiki: {RETURNED}") == []


def test_what_needs_a_person_leads_to_the_queue(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    with_view(desk, monkeypatch, attention=2)
    page = shown(desk, qtbot)
    places = went(page)
    click(page, "2 kiriman perlu perhatian")
    assert places == [("settings", "sending")]


def test_a_long_queue_is_cut_and_says_how_much_more_there_is(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tuple(QueueRow(str(n), "k", f"Kiriman {n}", "10.31, 2 KB", "Menunggu kirim", 2, 0, "") for n in range(7))
    with_view(desk, monkeypatch, queue=rows)
    page = shown(desk, qtbot)
    assert "Kiriman 2" in texts(page)
    assert "Kiriman 3" not in texts(page)
    assert "dan 4 lainnya" in texts(page)


def test_a_day_without_work_says_so(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    with_view(desk, monkeypatch, tasks=(), upcoming=())
    page = shown(desk, qtbot)
    assert "Tidak ada yang harus dikerjakan sekarang." in texts(page)
    assert "Belum ada tanggal yang perlu diingat." in texts(page)


def test_a_page_that_cannot_be_read_says_what_is_safe_and_tries_again(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, broken = desk.home.today, [True]

    def sometimes() -> HomeView:
        if broken:
            raise OSError("disk")
        return today()

    monkeypatch.setattr(desk.home, "today", sometimes)
    page = shown(desk, qtbot)
    assert any("Yang sudah tersimpan tetap aman" in text for text in texts(page))
    broken.clear()
    click(page, "Coba lagi")
    assert "Selamat pagi, Norhayati" in texts(page)


def test_the_model_says_changed_only_when_something_is_another(desk: Desk, qtbot: QtBot) -> None:
    model = HomeModel(page_context(desk))
    with qtbot.waitSignal(model.changed):
        model.load()
    with qtbot.assertNotEmitted(model.changed):
        model.load()


def test_what_did_not_change_is_not_laid_out_anew(page: HomePage) -> None:
    rows, view = list(page._rows), page.model.view
    assert view is not None
    page.model._came(replace(view, queue_size="3 menit lagi"))
    assert "3 menit lagi" in texts(page)
    assert page._rows == rows
    page.model._came(replace(view, tasks=view.tasks[1:]))
    assert len(page._rows) == len(rows) - 1


def test_the_first_showing_reads_once_and_each_later_one_again(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, read = desk.home.today(), []
    monkeypatch.setattr(desk.home, "today", lambda: read.append(1) or view)
    runner = Runner()
    page = HomePage(page_context(desk, runner))
    qtbot.addWidget(page)
    page.page_shown()
    qtbot.waitUntil(lambda: page.model.view is not None and not runner.busy)
    assert len(read) == 1
    page.page_shown()
    qtbot.waitUntil(lambda: not runner.busy)
    assert len(read) == 2
    assert runner.close()


def test_the_first_view_comes_with_its_notices_so_that_nothing_jumps(desk: Desk, qtbot: QtBot) -> None:
    runner = HeldRunner()
    page = HomePage(page_context(desk, runner))
    qtbot.addWidget(page)
    page.show()
    copies, view = range(runner.held)[-2:]
    runner.run(view)
    assert page.model.view is not None
    assert not all_named(page, f"Perbaiki: {RETURNED}"), "what would come after it would push the list down"
    runner.run(copies)
    assert all_named(page, f"Perbaiki: {RETURNED}")
