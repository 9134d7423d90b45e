from __future__ import annotations

import gc
import weakref

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication

from ui.design import theme, tokens
from ui.design import type as letters
from ui.design.measures import Size
from ui.design.theme import SCALES, colour, font, look, px
from ui.design.type import FAMILY, Role
from ui.widgets.boxes import Row
from ui.widgets.label import IconLabel, Label


def test_the_fonts_come_from_the_program_itself() -> None:
    letters.register()
    assert FAMILY in QFontDatabase.families()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_own_weight_and_at_least_twelve_pixels(role: Role) -> None:
    made = QFontInfo(font(role))
    assert made.family() == FAMILY
    assert made.weight() == role.weight
    assert role.pixels >= 12


@pytest.mark.parametrize("role", list(Role))
def test_all_digits_are_equally_wide_so_that_money_stands_in_columns(role: Role) -> None:
    metrics = QFontMetrics(font(role))
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1


def test_digits_are_equally_wide_in_a_label_that_the_style_sheet_dresses() -> None:
    widths = set()
    for digit in "0123456789":
        label = Label(digit * 10, Role.TITLE)
        label.ensurePolished()
        widths.add(label.sizeHint().width())
    assert len(widths) == 1


def test_sizes_grow_with_the_scale_and_are_never_nothing() -> None:
    assert (px(Size.RAIL), px(Size.HAIR), px(Size.NONE)) == (208, 1, 0)
    look().set(scale=1.5)
    assert (px(Size.RAIL), px(Size.HAIR), px(Size.NONE)) == (312, 2, 0)


def test_the_scale_stays_within_its_bounds() -> None:
    assert look().step_scale(-1) == SCALES[0]
    for _step in range(20):
        look().step_scale(1)
    assert look().scale == SCALES[-1]


def test_an_unknown_theme_is_refused_and_changes_nothing() -> None:
    with pytest.raises(KeyError):
        look().set("sepia")
    assert look().theme == "light"


def test_the_palette_follows_the_theme(qapp: QApplication) -> None:
    look().set("dark")
    assert qapp.palette().window().color() == colour("canvas")
    assert qapp.palette().highlight().color() == colour("text_selection")


def test_widgets_and_layouts_follow_the_scale_while_they_live() -> None:
    icon = IconLabel("check", Size.ICON_NAV)
    row = Row(gap=Size.GAP_16)
    look().set(scale=2.0)
    assert (icon.pixmap().width(), row.spacing()) == (40, 32)


def test_a_widget_that_is_gone_is_no_longer_followed() -> None:
    icon = IconLabel("check", Size.ICON_NAV)
    gone = weakref.ref(icon)
    shiboken6.delete(icon)
    del icon
    gc.collect()
    look().set(scale=1.5)
    assert gone() is None


def test_following_the_look_does_not_keep_a_widget_alive() -> None:
    kept = [weakref.ref(Label("x")) for _n in range(20)] + [weakref.ref(IconLabel("check")) for _n in range(20)]
    gc.collect()
    assert [ref for ref in kept if ref() is not None] == []


def test_the_system_is_followed_live_by_whoever_chose_so(monkeypatch: pytest.MonkeyPatch) -> None:
    look().choose("system")
    assert look().theme == "light"
    monkeypatch.setattr(theme, "system_theme", lambda: "dark")
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look().theme == "dark"
    look().choose("light")
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert look().theme == "light"


def test_high_contrast_of_the_system_goes_before_what_was_chosen_and_ends_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hints = QApplication.styleHints()
    told = hints.accessibility().contrastPreferenceChanged
    for chosen in ("light", "dark", "system"):
        look().choose(chosen)
        before = look().theme
        monkeypatch.setattr(theme, "system_contrast", lambda: True)
        told.emit(Qt.ContrastPreference.HighContrast)
        assert look().theme == "contrast"
        look().choose(chosen)
        assert look().theme == "contrast"
        monkeypatch.undo()
        told.emit(Qt.ContrastPreference.NoPreference)
        assert look().theme == before


def test_high_contrast_is_worn_by_whoever_chose_it(qapp: QApplication) -> None:
    look().choose("contrast")
    assert (look().theme, qapp.palette().window().color()) == ("contrast", colour("canvas"))
    assert tokens.contrast(colour("ink").name(), colour("canvas").name()) == pytest.approx(21)
    look().choose("light")


def test_what_is_worn_already_is_not_put_on_again() -> None:
    told: list[str] = []
    look().changed.connect(lambda: told.append(look().theme))
    look().choose(look().theme, look().scale)
    assert told == []
    look().set("dark")
    assert told == ["dark"]
