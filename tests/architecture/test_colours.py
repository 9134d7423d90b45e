"""Colours and pixels have names: no value of either stands outside `ui/design`."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture import rules

HEX = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})\b")
DRESSING = {"QColor", "QPalette", "QFont", "setStyleSheet", "setPalette", "GlobalColor", "QGraphicsEffect", "fromRgb"}
LENGTHS = re.compile(
    r"set(?:Fixed|Minimum|Maximum)(?:Width|Height|Size)|set(?:Contents|Text)Margins|set(?:Horizontal|Vertical)?Spacing"
    r"|addSpacing|set(?:Pixel|Point|Icon)Size|set(?:Row|Column|Section)(?:Height|Width)|px"
)


def colour_faults(source: str) -> list[str]:
    """Return `line: fault` for each colour, dressing or number of pixels in the source of a widget or page."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=str(text)) if HEX.search(text):
                faults.append(f"{node.lineno}: colour {text!r}")
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in DRESSING:
                faults.append(f"{node.lineno}: {name}")
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if LENGTHS.fullmatch(name):
                faults += [f"{node.lineno}: {name} with pixels" for part in node.args if is_pixels(part)]
    return faults


def is_pixels(node: ast.expr) -> bool:
    """Say whether an argument is a number of pixels; nothing at all and the thinnest line are not."""
    if isinstance(node, ast.UnaryOp):
        return is_pixels(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and node.value > 1


@pytest.mark.parametrize(
    "planted",
    [
        "x = '#0B6B57'",
        "label.setText('<b style=\"color:#abc\">x</b>')",
        "from PySide6.QtGui import QColor",
        "painter.setPen(Qt.GlobalColor.red)",
        "label.setStyleSheet('color: red')",
        "label.setFont(QFont('Arial'))",
        "panel.setFixedWidth(284)",
        "layout.setContentsMargins(8, 8, 8, 8)",
        "row.setSpacing(12)",
        "x = px(12)",
    ],
)
def test_a_planted_colour_or_pixel_is_found(planted: str) -> None:
    assert len(colour_faults(planted)) == 1 or planted.count("8,") == 3


@pytest.mark.parametrize(
    "allowed",
    [
        "painter.setPen(colour('ink'))",
        "panel.setFixedWidth(px(Size.SIDE_PANEL))",
        "layout.setContentsMargins(0, 0, 0, 0)",
        "button = Button('Kirim #1', kind='primary')",
        "x = _('Nomor PRG-4H9T')",
    ],
)
def test_named_colours_and_sizes_are_no_fault(allowed: str) -> None:
    assert colour_faults(allowed) == []


def test_no_colour_and_no_pixel_stands_outside_the_design() -> None:
    files = [file for file in rules.source_files("ui") if "design" not in file.relative_to(rules.ROOT / "ui").parts]
    assert len(files) > 10
    found = []
    for file in files:
        found += [f"{file.relative_to(rules.ROOT)}: {fault}" for fault in colour_faults(file.read_text("utf-8"))]
    assert found == []
