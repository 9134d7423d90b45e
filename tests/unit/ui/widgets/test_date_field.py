from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from sipa_core.domain.dates import YearMeant
from ui.design.theme import look
from ui.widgets.date_field import DateField
from ui.widgets.field import Field


def test_a_day_is_read_as_people_write_it(qtbot: QtBot) -> None:
    field = DateField("Tanggal")
    qtbot.addWidget(field)
    seen: list[str] = []
    reasons: list[str] = []
    field.changed.connect(seen.append)
    field.unreadable.connect(reasons.append)
    for typed in ("10/7/2025", "11 juli 2025", "besok", ""):
        field.setText(typed)
        field.editingFinished.emit()
        if typed == "10/7/2025":
            assert field.text() == "10 Juli 2025"
    assert seen == ["2025-07-10", "2025-07-11", ""]
    assert len(reasons) == 1


def test_a_day_counts_while_its_field_is_not_left_yet(qtbot: QtBot) -> None:
    field = DateField("Tanggal")
    qtbot.addWidget(field)
    seen: list[str] = []
    field.changed.connect(seen.append)
    qtbot.keyClicks(field, "3 Februari 2027")
    assert seen[-1] == "2027-02-03"
    assert field.text() == "3 Februari 2027"


def test_a_day_without_its_year_is_shown_whole_when_its_field_is_left(qtbot: QtBot) -> None:
    field = DateField("Tanggal")
    qtbot.addWidget(field)
    field.meant = YearMeant(date(2025, 7, 10))
    seen: list[str] = []
    field.changed.connect(seen.append)
    qtbot.keyClicks(field, "3/6")
    assert (seen, field.day) == ([], date(2025, 6, 3))
    field.editingFinished.emit()
    assert (seen, field.text()) == (["2025-06-03"], "3 Juni 2025")


def test_a_field_says_at_once_why_its_day_cannot_be_read(qtbot: QtBot) -> None:
    day = DateField()
    field = Field("Batas", day)
    qtbot.addWidget(field)
    day.set_iso("2025-07-10")
    for typed, fault in (("10 Juli 20x", True), ("10 Juli 2025", False)):
        day.setText(typed)
        day.editingFinished.emit()
        assert bool(field.fault) is fault


def test_a_day_that_cannot_be_read_stays_in_its_field(qtbot: QtBot) -> None:
    field = DateField()
    qtbot.addWidget(field)
    field.set_iso("2025-07-10")
    field.setText("31 Juni 2025")
    field.editingFinished.emit()
    assert (field.text(), field.iso) == ("31 Juni 2025", "2025-07-10")


def test_the_calendars_sign_grows_with_the_letters(qtbot: QtBot) -> None:
    field = DateField("Tanggal")
    qtbot.addWidget(field)
    field.resize(300, 36)
    [button] = field.findChildren(QToolButton)
    small = button.iconSize().width()
    look().set(scale=2.0)
    field.resize(600, 72)
    assert button.iconSize().width() == 2 * small
    assert field.rect().contains(button.geometry())
    assert button.accessibleName() == "Pilih dari kalender: Tanggal"
