from __future__ import annotations

import re

import pytest

import resources
from ui.design import icons, tokens
from ui.design.measures import Size
from ui.design.theme import look, style_sheet


def test_the_contrast_of_black_on_white_is_twenty_one() -> None:
    assert tokens.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert tokens.contrast("#777777", "#777777") == pytest.approx(1)


def test_all_themes_name_the_same_colours_and_states() -> None:
    first, *others = (tokens.load(theme) for theme in tokens.THEMES)
    assert len(others) == 2
    for other in others:
        assert other.colours.keys() == first.colours.keys()
        assert other.states.keys() == first.states.keys()
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for theme in (first, *others) for value in theme.colours.values())


def test_no_two_states_share_an_icon_so_that_a_grey_print_can_be_read() -> None:
    shapes = [state.icon for state in tokens.load("light").states.values()]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_the_style_sheet_is_filled_in_whole(theme: str) -> None:
    sheet = style_sheet(tokens.load(theme), 1.5)
    assert "{{" not in sheet
    assert "min-height: 51px" in sheet


def test_the_style_sheet_itself_holds_no_colour() -> None:
    assert not re.search("#[0-9A-Fa-f]{3,8}\\b", resources.read_text("themes/style.qss"))


def test_a_style_sheet_with_an_unknown_colour_is_refused() -> None:
    bare = tokens.Tokens("bare", {}, {})
    with pytest.raises(KeyError):
        style_sheet(bare, 1.0)


def test_every_icon_is_there_in_three_weights() -> None:
    names = {
        weight: {name.rpartition("/")[2] for name in resources.names(f"icons/{weight}", ".svg")} for weight in _WEIGHTS
    }
    assert names["regular"] == names["bold"] == names["fill"]
    assert {state.icon + ".svg" for state in tokens.load("light").states.values()} <= names["regular"]


def test_an_icon_is_drawn_in_the_colour_of_its_token() -> None:
    picture = icons.pixmap("check", Size.ICON_NAV, "danger", icons.BOLD).toImage()
    solid = {
        picture.pixelColor(x, y).name().upper()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert solid == {look().tokens.value("danger")}


def test_an_icon_follows_theme_and_scale() -> None:
    small = icons.pixmap("check", Size.ICON_NAV)
    look().set("dark", 2.0)
    large = icons.pixmap("check", Size.ICON_NAV)
    assert (small.width(), large.width()) == (20, 40)


def test_an_icon_that_is_not_shipped_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", Size.ICON_NAV)


def test_the_licences_lie_beside_font_and_icons() -> None:
    assert "SIL OPEN FONT LICENSE" in resources.read_text("fonts/OFL-plus-jakarta-sans.txt").upper()
    assert "Phosphor Icons" in resources.read_text("icons/LICENSE-phosphor.txt")


_WEIGHTS = (icons.REGULAR, icons.BOLD, icons.FILL)
