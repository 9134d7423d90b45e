"""Contrast is computed from the tokens: every pair that may meet, in both themes, and on the citizens' pages too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

import resources
from tests.architecture import rules
from tests.support.colour_pairs import (
    DECORATION,
    EDGES,
    ICONS,
    LEAST_SIGN,
    LEAST_TEXT,
    STATES,
    TEXTS,
    Grounds,
    least_in,
)
from tests.support.seen_colours import colour_faults
from tests.support.style_cascade import PROPERTY, RULE, edge_faults
from ui.design import icons, tokens
from ui.design.theme import look
from ui.design.tokens import Tokens
from ui.widgets.boxes import Column
from ui.widgets.label import IconLabel, Label

KINDS = (TEXTS, ICONS, EDGES)
SHEET = re.sub(r"\{\{px:[^}]*\}\}", "1px", resources.read_text("themes/style.qss"))
NAMED = {name for pairs in KINDS for ground, inks in pairs.items() for name in (ground, *inks)} | {*DECORATION}


def faint(colours: Tokens) -> list[str]:
    """Every declared pair of a theme that has less contrast than it needs."""
    of_text, of_sign = least_in(colours.name)
    return [
        f"{colours.name}: {ink} on {ground} {ratio:.2f}"
        for pairs, least in zip(KINDS, (of_text, of_sign, of_sign), strict=True)
        for ground, inks in pairs.items()
        for ink in inks
        if (ratio := tokens.contrast(colours.value(ink), colours.value(ground))) < least
    ]


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_every_pair_that_may_meet_can_be_told_apart(theme: str) -> None:
    assert faint(tokens.load(theme)) == []


def test_in_high_contrast_the_edges_of_cards_are_seen_too() -> None:
    colours = tokens.load(tokens.CONTRAST)
    grounds = [colours.value(name) for name in ("canvas", "surface", "sunken", "rail")]
    assert [one for one in grounds if tokens.contrast(colours.value("line"), one) < LEAST_SIGN] == []


def test_high_contrast_asks_more_than_the_other_themes() -> None:
    dark = tokens.load("dark")
    assert faint(dark) == []
    assert faint(dark._replace(name=tokens.CONTRAST))


@pytest.mark.parametrize(("name", "value"), [("ink3", "#8FA09A"), ("focus", "#A9C4F5"), ("menunggu_fg", "#B98A3A")])
def test_a_colour_that_is_too_faint_is_found(name: str, value: str) -> None:
    light = tokens.load("light")
    assert faint(light._replace(colours={**light.colours, name: value}))


def test_every_state_has_its_pair() -> None:
    assert set(STATES) == set(tokens.load("light").states)


def test_every_colour_of_a_theme_is_part_of_a_pair() -> None:
    assert set(tokens.load("light").colours) - NAMED == set()


def sheet_faults(sheet: str) -> list[str]:
    """Colours of a style sheet that no pair declares: texts on the ground of their rule, edges on the ground that
    they are really drawn on in each state of a part.
    """
    found = []
    for selector, body in RULE.findall(sheet):
        named = {key: re.findall(r"\{\{([a-z0-9_]+)\}\}", value) for key, value in PROPERTY.findall(body)}
        grounds = [name for key in ("background", "selection-background-color") for name in named.get(key, [])]
        inks = [name for key in ("color", "selection-color", "placeholder-text-color") for name in named.get(key, [])]
        at = selector.strip()
        found += [f"{at}: {ink} on no ground" for ink in inks if not _on_some(TEXTS, ink)]
        found += [
            f"{at}: no text on {ground}" for ground in grounds if ground not in (*TEXTS, *ICONS, *EDGES, *DECORATION)
        ]
        if "color" in named and "background" in named:
            found += [
                f"{at}: {ink} on {named['background']}"
                for ink in named["color"]
                if not _pair(TEXTS, ink, named["background"])
            ]
    return [*found, *edge_faults(sheet)]


def _on_some(pairs: Grounds, ink: str) -> bool:
    return any(ink in inks for inks in pairs.values())


def _pair(pairs: Grounds, ink: str, grounds: list[str]) -> bool:
    return all(ink in pairs.get(ground, ()) for ground in grounds)


def test_the_style_sheet_uses_declared_pairs_only() -> None:
    assert sheet_faults(SHEET) == []


@pytest.mark.parametrize(
    "planted",
    [
        "QLabel { color: {{bar_track}}; }",
        "QLabel { color: {{ink3}}; background: {{kunyit}}; }",
        "QFrame { background: {{ink2}}; }",
        "QFrame { border: 1 solid {{soft}}; }",
        "QFrame { border: 1 solid {{focus}}; background: {{primary}}; }",
        "QFrame { border: 1 solid {{line_strong}}; background: {{note}}; }",
    ],
)
def test_a_pair_of_the_style_sheet_that_nobody_declared_is_found(planted: str) -> None:
    assert len(sheet_faults(planted)) == 1


PRIMARY = 'QPushButton { background: {{surface}}; } QPushButton[kind="primary"] { background: {{primary}}; } '
RINGED = "QPushButton:focus { border: 1px solid {{focus}}; }"


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (f"{PRIMARY}{RINGED}", ["QPushButton[kind=primary]:focus: edge focus on primary"]),
        (
            "QLineEdit:focus { border: 1px solid {{focus}}; } QLineEdit:read-only { border-color: {{line}}; }",
            ["QLineEdit:focus:read-only: the focus is not told"],
        ),
        (
            'QFrame#a[kind="b"] { border: 1px solid {{primary}}; } QFrame#a:focus { border-color: {{focus}}; }'
            'QFrame#a[kind="b"]:hover { border-color: {{primary}}; }',
            ["QFrame#a[kind=b]:focus:hover: the focus is not told"],
        ),
        (
            "QFrame#a { border: 1px solid {{focus}}; } QFrame#a:focus { border: 2px solid {{focus}}; }",
            ["QFrame#a:focus: the focus is not told"],
        ),
    ],
)
def test_a_focus_that_another_rule_hides_or_that_only_changes_the_hue_of_a_fill_is_found(
    planted: str, found: list[str]
) -> None:
    assert sheet_faults(planted) == found


def test_a_line_between_the_ring_and_the_fill_tells_the_focus() -> None:
    line = 'QPushButton[kind="primary"]:focus { outline: 1px solid {{on_primary}}; }'
    assert sheet_faults(f"{PRIMARY}{RINGED}{line}") == []
    assert sheet_faults(f"{PRIMARY}{RINGED}{line.replace('on_primary', 'focus')}") == [
        "QPushButton[kind=primary]:focus: line focus on primary",
        "QPushButton[kind=primary]:focus: edge focus on focus",
    ]


def undeclared(source: str) -> list[str]:
    """Colours named in the source of a widget or page that stand in no pair, or are drawn as what they are not."""
    known = set(tokens.load("light").colours)
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=call), args=[ast.Call(func=ast.Name("colour"), args=[named])]):
                for name in (part.value for part in ast.walk(named) if isinstance(part, ast.Constant)):
                    if name in known and not _drawn(call, str(name)):
                        found.append(f"{node.lineno}: {call} {name}")
            case ast.Constant(value=str(name)) if name in known and name not in NAMED:
                found.append(f"{node.lineno}: {name}")
    return found


def _drawn(call: str, name: str) -> bool:
    """A pen draws texts and edges, a brush grounds, icons and bars."""
    pens = _on_some(TEXTS, name) or _on_some(EDGES, name) or name in DECORATION
    return pens if call in ("setPen", "setColor") else name in NAMED


def test_the_windows_name_colours_that_stand_in_a_pair() -> None:
    found = [
        f"{file.relative_to(rules.ROOT)}: {fault}"
        for file in rules.source_files("ui")
        if "design" not in file.parts
        for fault in undeclared(file.read_text("utf-8"))
    ]
    assert found == []


def test_a_pen_of_a_colour_that_is_no_text_is_found() -> None:
    assert undeclared("painter.setPen(colour('danger' if late else 'ink'))") == []
    assert undeclared("painter.setPen(colour('bar_track' if late else 'ink'))") == ["1: setPen bar_track"]


@pytest.mark.parametrize("theme", tokens.THEMES)
def test_a_drawn_pair_that_nobody_declared_is_found(qtbot: QtBot, theme: str) -> None:
    look().set(theme)
    ground = QFrame()
    ground.setObjectName("practice")
    qtbot.addWidget(ground)
    column = Column(ground)
    column.addWidget(Label("Tulisan di atas kunyit", tone="primary"))
    column.addWidget(IconLabel("check-circle", tint="danger", weight=icons.FILL))
    ground.show()
    told = " ".join(colour_faults(ground))
    assert "text ['primary', 'terbit_bg'] on ['kunyit'] is not declared" in told
    assert "icon ['danger'] on ['kunyit'] is not declared" in told


PUBLIC = Path("sipa_server/public/static")
ON_DEEP = (".brand", "header .lead", ".bar-top .place", "header.top a", ".phone span")
"""What lies on the dark head of the citizens' pages without saying so in its own rule."""


def public_faults(sheet: str) -> list[str]:
    """Texts of a sheet of the citizens' pages that are too faint on the ground of their rule, or on card and page."""
    named = dict(re.findall(r"--([a-z0-9]+):(#[0-9a-f]{3,6})", (rules.ROOT / PUBLIC / "style.css").read_text("utf-8")))
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        styles = dict(re.findall(r"(?:^|;)([a-z-]+):([^;]+)", body))
        ink, ground = _hex(styles.get("color", ""), named), _hex(styles.get("background", ""), named)
        grounds = (
            [ground]
            if ground
            else [named["deep"]]
            if selector.strip() in ON_DEEP
            else [named["surface"], named["canvas"]]
        )
        found += [
            f"{selector.strip()}: {ink} on {below}"
            for below in grounds
            if ink and tokens.contrast(ink, _hex(below, named)) < LEAST_TEXT
        ]
    return found


def _hex(value: str, named: dict[str, str]) -> str:
    found = re.search(r"var\(--([a-z0-9]+)\)|#[0-9a-f]{3,6}\b", value)
    colour = (named[found[1]] if found[1] else found[0]) if found else ""
    return "#" + "".join(2 * sign for sign in colour[1:]) if len(colour) == 4 else colour


@pytest.mark.parametrize("name", ["style.css", "hp.css"])
def test_the_citizens_pages_can_be_read(name: str) -> None:
    sheet = (rules.ROOT / PUBLIC / name).read_text("utf-8")
    assert len(sheet) > 1000
    assert public_faults(sheet) == []


def test_a_faint_text_of_the_citizens_pages_is_found() -> None:
    assert public_faults(".muted{color:#8fa09a}") != []
    assert public_faults(".muted{color:#5e3a00;background:var(--note)}") == []


PICTURES = {
    "parts": (
        ("ink", "paper"),
        ("ink2", "paper"),
        ("mint", "forest"),
        ("mint", "deep"),
        ("on_kunyit", "kunyit"),
        ("kunyit", "forest"),
    ),
    "paper": (
        ("ink", "pale"),
        ("ink2", "pale"),
        ("ink", "shade"),
        ("ink2", "shade"),
        ("ink", "mint"),
        ("danger", "pale"),
    ),
}


@pytest.mark.parametrize("name", list(PICTURES))
def test_pictures_and_papers_can_be_read(name: str) -> None:
    named = dict(re.findall(r'#let ([a-z0-9_]+) = rgb\("(#[0-9A-F]{6})"\)', resources.read_text(f"typst/{name}.typ")))
    assert [pair for pair in PICTURES[name] if tokens.contrast(named[pair[0]], named[pair[1]]) < LEAST_TEXT] == []
