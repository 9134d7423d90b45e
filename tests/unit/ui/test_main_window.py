from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ui.design.theme import look
from ui.main_window import MainWindow
from ui.navigation import Making, Navigator, PageSpec
from ui.widgets.boxes import Column
from ui.widgets.label import Label
from ui.widgets.nav_rail import Identity
from ui.widgets.state_stack import EmptyState
from ui.widgets.sync_strip import StripSegment, StripState

IDENTITY = Identity("Desa Babayau", "Norhayati", "Admin desa")


class Page(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.calls: list[object] = []
        column = Column(self)
        self.first, self.second = QPushButton(f"{name} satu"), QLineEdit()
        column.addWidget(self.first)
        column.addWidget(self.second)

    def page_shown(self) -> None:
        self.calls.append("shown")

    def open_argument(self, argument: object) -> None:
        self.calls.append(("argument", argument))

    def focus_search(self) -> None:
        self.second.setFocus()

    def primary_action(self) -> None:
        self.calls.append("primary")

    def make_ahead(self) -> None:
        self.calls.append("ahead")

    def panels(self) -> list[QWidget]:
        return [self.first, self.second]


class Bench:
    """A window with three pages and what was made for it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.made: dict[str, Page] = {}
        self.navigator = Navigator()
        keys = (("home", "house", "Beranda"), ("reports", "file-text", "Laporan"), ("hidden", "", "Tanpa menu"))
        specs = [PageSpec(key, icon, label, lambda key=key: self.make(key)) for key, icon, label in keys]
        specs.append(PageSpec("broken", "tray", "Rusak", self.fail))
        self.window = MainWindow(specs, IDENTITY, self.navigator)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()

    def make(self, key: str) -> Page:
        self.made[key] = Page(key)
        return self.made[key]

    def fail(self) -> QWidget:
        raise RuntimeError("no data")

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        QTest.keyClick(self.window.focusWidget() or self.window, key, held)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_a_page_is_made_at_its_first_visit_and_only_then(bench: Bench) -> None:
    assert list(bench.made) == ["home"]
    bench.window.show_page("reports")
    bench.window.show_page("home")
    bench.window.show_page("reports")
    assert list(bench.made) == ["home", "reports"]
    assert bench.made["reports"].calls == ["shown", "shown"]
    assert bench.made["reports"].isVisible()
    assert not bench.made["home"].isVisible()


def test_pages_are_made_ahead_step_by_step_behind_the_one_in_front(bench: Bench) -> None:
    window = bench.window
    focused = QApplication.focusWidget()
    steps = 0
    while window.make_ahead():
        steps += 1
        assert window.current == "home"
        assert not window.page("home").isHidden()  # type: ignore[union-attr]
    assert steps == 18, "a step makes a page, frames it, puts it behind, dresses it, lays it out, and one is its own"
    assert set(bench.made) == {"home", "reports", "hidden"}
    assert bench.made["reports"].calls == ["ahead"], "nobody has been told that the page was shown"
    assert QApplication.focusWidget() is focused

    ahead = bench.made["reports"]
    window.show_page("reports", "x")
    assert bench.made["reports"] is ahead
    assert ahead.isVisible()
    assert ahead.calls == ["ahead", "shown", ("argument", "x")]


def test_a_page_that_is_half_made_ahead_is_shown_and_not_made_twice(bench: Bench) -> None:
    bench.window.make_ahead()
    ahead = bench.made["reports"]
    bench.window.show_page("reports")
    assert bench.made["reports"] is ahead
    assert ahead.isVisible()


def test_a_page_is_told_what_to_open_after_it_is_shown(bench: Bench) -> None:
    bench.navigator.open("reports", ("report", "r1"))
    assert bench.made["reports"].calls == ["shown", ("argument", ("report", "r1"))]
    assert bench.window.rail.current == "reports"


def test_the_keys_alt_and_number_go_through_the_rail(qtbot: QtBot, bench: Bench) -> None:
    with qtbot.waitSignal(bench.window.page_changed) as changed:
        bench.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert changed.args == ["reports"]


def test_a_key_that_is_held_too_long_does_its_work_once(bench: Bench) -> None:
    keys = [one for one in bench.window.findChildren(QShortcut) if one.parent() is bench.window]
    assert keys
    assert not any(one.autoRepeat() for one in keys)


def test_a_page_without_a_place_in_the_rail_can_still_be_shown(bench: Bench) -> None:
    bench.window.show_page("hidden")
    assert bench.window.current == "hidden"
    assert bench.window.rail.keys == ("home", "reports", "broken")
    assert bench.window.rail.current == "", "the rail marks a page that is not in front"
    bench.window.show_page("home")
    assert bench.window.rail.current == "home"


def test_an_unknown_page_is_an_error(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.window.show_page("nowhere")


def test_a_large_page_is_made_in_steps_ahead_and_in_one_go_for_whoever_cannot_wait(bench: Bench) -> None:
    parts: list[str] = []

    def making() -> Making:
        for part in ("list", "editor"):
            parts.append(part)
            yield
        return bench.make("large")

    window = bench.window
    window._specs = {"large": PageSpec("large", "", "Besar", making)}
    window.make_ahead()
    window.make_ahead()
    assert parts == ["list"]
    window.show_page("large")
    assert parts == ["list", "editor"]
    assert bench.made["large"].isVisible()


def test_a_page_that_cannot_be_made_leaves_the_window_standing(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.window.show_page("broken")
    page = bench.window.page("broken")
    assert isinstance(page, EmptyState)
    assert "Isian Anda aman" in page.accessibleName()
    assert "broken" in caplog.text
    bench.window.show_page("home")
    assert bench.window.current == "home"


def test_sending_is_asked_by_key_and_by_the_strip(qtbot: QtBot, bench: Bench) -> None:
    bench.window.set_strip(StripState((StripSegment("check", "Semua terkirim"),), "Kirim sekarang"))
    with qtbot.waitSignal(bench.window.send_asked):
        bench.press(Qt.Key.Key_F5)
    with qtbot.waitSignal(bench.window.strip_acted):
        bench.window.strip.action_button.click()


def test_help_is_asked_for_the_page_in_front(qtbot: QtBot, bench: Bench) -> None:
    bench.window.show_page("reports")
    with qtbot.waitSignal(bench.window.help_asked) as asked:
        bench.press(Qt.Key.Key_F1)
    assert asked.args == ["reports"]


def test_search_and_the_primary_action_go_to_the_page_that_offers_them(bench: Bench) -> None:
    bench.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert bench.made["home"].second.hasFocus()
    bench.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    bench.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert bench.made["home"].calls == ["shown", "primary"]


def test_ctrl_f_searches_everything_where_the_page_has_no_field_of_its_own(qtbot: QtBot) -> None:
    specs = [PageSpec("plain", "house", "Polos", QWidget), PageSpec("search", "", "Cari", lambda: Page("search"))]
    window = MainWindow(specs, IDENTITY, Navigator())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "search"


def test_letters_grow_shrink_and_go_back(qtbot: QtBot, bench: Bench) -> None:
    factors: list[float] = []
    bench.window.scale_changed.connect(factors.append)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0):
        bench.press(key, Qt.KeyboardModifier.ControlModifier)
    assert factors == [1.1, 1.25, 1.1, 1.0]


def test_f6_goes_from_panel_to_panel_and_around(bench: Bench) -> None:
    bench.window.set_strip(StripState((), "Kirim sekarang"))
    page = bench.made["home"]
    order = []
    for _turn in range(5):
        bench.press(Qt.Key.Key_F6)
        order.append(bench.window.focusWidget())
    rail, strip = bench.window.rail.list, bench.window.strip.action_button
    assert order[:4] in ([rail, page.first, page.second, strip], [page.first, page.second, strip, rail])
    bench.press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert bench.window.focusWidget() is order[3]


def test_tab_goes_through_the_page_and_the_strip_but_not_the_rail(bench: Bench) -> None:
    bench.window.set_strip(StripState((), "Kirim sekarang"))
    page = bench.made["home"]
    seen = []
    for _turn in range(4):
        bench.press(Qt.Key.Key_Tab)
        seen.append(bench.window.focusWidget())
    assert seen == [page.first, page.second, bench.window.strip.action_button, page.first]


def test_the_window_says_whose_desk_it_is(bench: Bench) -> None:
    assert bench.window.windowTitle() == "SIPA Desktop, Desa Babayau"
    bench.window.set_identity(Identity("Kecamatan Paringin", "Syahrani", "Admin kecamatan"))
    words = [label.text() for label in bench.window.rail.findChildren(Label)]
    assert {"Kecamatan Paringin", "Syahrani", "Admin kecamatan"} <= set(words)


def test_a_narrow_window_gets_the_narrow_rail(bench: Bench) -> None:
    assert bench.window.rail.width() == 208
    bench.window.resize(1100, 650)
    assert bench.window.rail.width() == 100
    bench.window.resize(1366, 697)
    assert bench.window.rail.width() == 208
    look().set(scale=1.5)
    assert bench.window.rail.width() == 150, "the window is as wide, but its letters are larger"


def test_a_toast_comes_through_the_navigator(bench: Bench) -> None:
    bench.navigator.say("Catatan ditambahkan.")
    assert bench.window.toast.sentence == "Catatan ditambahkan."
    assert bench.window.toast.isVisible()


def test_closing_is_told_before_the_window_goes(qtbot: QtBot, bench: Bench) -> None:
    with qtbot.waitSignal(bench.window.closing):
        bench.window.close()


class _Flipping(QWidget):
    """A page that needs much height where it is wide, and little where it is narrow."""

    turns = 0

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 900 if self.width() > 1150 else 300)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.turns += 1
        assert self.turns < 100
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))


def test_a_page_that_is_lower_beside_the_bar_does_not_go_round_in_a_circle(qtbot: QtBot) -> None:
    page = _Flipping()
    spec = PageSpec("home", "house", "Beranda", lambda: page)
    window = MainWindow([spec], IDENTITY, Navigator())
    qtbot.addWidget(window)
    window.show()
    for _turn in range(10):
        QApplication.processEvents()
    assert page.turns < 20
    assert page.height() < 900


def test_a_page_that_is_left_stays_where_the_person_was_in_it(bench: Bench) -> None:
    home = bench.made["home"]
    home.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    home.first.setMinimumHeight(3000)
    bench.window.set_strip(StripState(action="Kirim sekarang"))  # where the focus goes on while a page is hidden
    area = bench.window.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    home.setFocus()
    QApplication.processEvents()
    for key in ("reports", "home"):
        bench.window.show_page(key)
        QApplication.processEvents()
    assert area.verticalScrollBar().maximum() > 0
    assert area.verticalScrollBar().value() == 0
