"""The look in force: one theme and one scale for the whole program, as palette, style sheet and named colours.

`watch` is how a widget follows it. Nothing here may be read at import of a widget: the person changes it while they
work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessibilityHints, QColor, QFont, QFontMetrics, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

import resources
from ui.design import tokens
from ui.design import type as letters
from ui.design.measures import Size
from ui.design.tokens import StatusLook, Tokens
from ui.design.type import Role

SYSTEM = "system"
SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_PLACE = re.compile(r"\{\{(px:)?([a-z0-9_.]+)\}\}")


class Look(QObject):
    """The theme and the scale of the program; `changed` comes after palette and style sheet are in place."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._themes = {name: tokens.load(name) for name in tokens.THEMES}
        self._theme = "light"
        self._scale = 1.0
        self._chosen: str | None = None
        self._worn: tuple[str, float] | None = None

    @property
    def tokens(self) -> Tokens:
        """Return the colours in force."""
        return self._themes[self._theme]

    def themed(self, theme: str) -> Tokens:
        """Return the colours of a theme; KeyError when there is none."""
        return self._themes[theme]

    @property
    def theme(self) -> str:
        """Return `light`, `dark` or `contrast`."""
        return self._theme

    @property
    def scale(self) -> float:
        """Return the factor for every size, 1.0 to 2.0."""
        return self._scale

    def set(self, theme: str | None = None, scale: float | None = None) -> None:
        """Change the theme, the scale (kept within 1.0 and 2.0) or both, and dress the application anew."""
        if theme is not None and theme not in self._themes:
            raise KeyError(theme)
        self._theme = theme or self._theme
        if scale is not None:
            self._scale = min(max(scale, SCALES[0]), SCALES[-1])
        self.apply()

    def choose(self, theme: str, scale: float | None = None) -> None:
        """Take `light`, `dark`, `contrast` or `system`: the last follows the system's own choice, now and later.

        Who set the system to high contrast gets it in every program, so here too, whatever was chosen. What is in
        force already is not dressed again.
        """
        self._chosen = theme
        self.set(self._wanted(theme), scale)

    @property
    def worn(self) -> bool:
        """Tell whether the application was dressed before."""
        return self._worn is not None

    def follow(self) -> None:
        """Dress anew when the system changed and what was chosen now looks otherwise."""
        if self._chosen is not None and self._wanted(self._chosen) != self._theme:
            self.set(self._wanted(self._chosen))

    def _wanted(self, chosen: str) -> str:
        if system_contrast():
            return tokens.CONTRAST
        return system_theme() if chosen == SYSTEM else chosen

    def step_scale(self, steps: int) -> float:
        """Move to a neighbouring scale (negative is smaller) and return the scale then in force."""
        nearest = min(range(len(SCALES)), key=lambda at: abs(SCALES[at] - self._scale))
        self.set(scale=SCALES[min(max(nearest + steps, 0), len(SCALES) - 1)])
        return self._scale

    def apply(self) -> None:
        """Dress the running application: palette, font, style sheet; without an application only tell the watchers.

        What it wears already is not put on again: that takes every window its measures anew.
        """
        app = QApplication.instance()
        if isinstance(app, QApplication):
            if self._worn == (self._theme, self._scale):
                return
            self._worn = (self._theme, self._scale)
            if app.styleSheet():
                app.setStyleSheet("")  # Qt undresses and dresses in a quarter of the time in which it changes clothes
            app.setPalette(_palette(self.tokens))
            app.setFont(letters.make(Role.BODY, self._scale))
            app.setStyleSheet(style_sheet(self.tokens, self._scale))
        self.changed.emit()


def system_theme() -> str:
    """Return `dark` when the system is set to dark colours, `light` otherwise, also where nobody can tell."""
    return "dark" if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def system_contrast() -> bool:
    """Return whether the system is set to high contrast; False also where nobody can tell."""
    return _accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


_held: tuple[QStyleHints, QAccessibilityHints] | None = None
"""Once the hints that they belong to are let go, PySide takes the application's own hints for deleted."""


def _accessibility() -> QAccessibilityHints:
    global _held
    hints = QGuiApplication.styleHints()
    _held = hints, hints.accessibility()
    return _held[1]


_look: Look | None = None


def look() -> Look:
    """Return the one look of the program."""
    global _look
    if _look is None:
        _look = Look()
    return _look


def start(app: QApplication, theme: str = "light", scale: float = 1.0) -> Look:
    """Load the fonts, take the Fusion style and dress the application; call before the first window."""
    if not look().worn:
        app.setStyle("Fusion")
        letters.register()
        app.styleHints().colorSchemeChanged.connect(look().follow)
        _accessibility().contrastPreferenceChanged.connect(look().follow)
    look().choose(theme, scale)
    return look()


def watch(restyle: Callable[[], None]) -> None:
    """Call the bound method of a widget now and whenever theme or scale change; it stops with the life of the
    widget.
    """
    restyle()
    look().changed.connect(restyle)


def colour(name: str) -> QColor:
    """Return a named colour of the theme in force; KeyError for an unknown name."""
    return QColor(_coloured(look().theme, name))


@lru_cache(maxsize=512)
def _coloured(theme: str, name: str) -> QColor:
    """Read once: a table asks for the colours of each cell."""
    return QColor(look().themed(theme).value(name))


def state(key: str) -> StatusLook:
    """Return icon and colours of a report state; KeyError for an unknown state."""
    return look().tokens.states[key]


def is_dark() -> bool:
    """Tell whether light letters stand on dark grounds: in the dark theme and in high contrast."""
    return look().theme != "light"


def dress_again(widget: QWidget) -> None:
    """Let the style sheet look at a property of the widget that changed; Qt does so once only, when it first shows."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_read_only(editor: QLineEdit | QPlainTextEdit, read_only: bool) -> None:
    """Let the person only read, or write again, and let it look so."""
    if editor.isReadOnly() != read_only:
        editor.setReadOnly(read_only)
        dress_again(editor)


def set_state(widget: QWidget, state: str) -> None:
    """Give a widget the look of a state of the style sheet ("error"), or of none ("")."""
    if (widget.property("state") or "") != state:
        widget.setProperty("state", state)
        dress_again(widget)


def px(size: Size) -> int:
    """Return a named size in pixels of the screen, scaled and rounded; at least 1 unless the size is nothing."""
    length = size.pixels * look().scale
    return max(1, round(length)) if length else 0


def font(role: Role) -> QFont:
    """Return the font of a role at the scale in force; it is the caller's own."""
    return QFont(_letters(role, look().scale))


def metrics(role: Role) -> QFontMetrics:
    """Return the measures of a role's letters at the scale in force; made once, and nobody's to change."""
    return _metrics(role, look().scale)


@lru_cache(maxsize=64)
def _metrics(role: Role, scale: float) -> QFontMetrics:
    return QFontMetrics(_letters(role, scale))


@lru_cache(maxsize=64)
def _letters(role: Role, scale: float) -> QFont:
    """Made once: a table asks for the letters of each cell, and copying them costs next to nothing."""
    return letters.make(role, scale)


def style_sheet(colours: Tokens, scale: float) -> str:
    """Return the style sheet with every `{{token}}` and `{{px:n}}` filled in; KeyError for an unknown token."""

    def fill(match: re.Match[str]) -> str:
        if match.group(1):
            return f"{max(1, round(float(match.group(2)) * scale))}px"
        return colours.value(match.group(2))

    return _PLACE.sub(fill, resources.read_text("themes/style.qss"))


def _palette(colours: Tokens) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: "canvas",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "sunken",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.PlaceholderText: "ink3",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.Highlight: "text_selection",
        QPalette.ColorRole.HighlightedText: "ink",
        QPalette.ColorRole.ToolTipBase: "tooltip",
        QPalette.ColorRole.ToolTipText: "on_tooltip",
        QPalette.ColorRole.Link: "link",
        QPalette.ColorRole.LinkVisited: "link",
        QPalette.ColorRole.Light: "surface",
        QPalette.ColorRole.Midlight: "line",
        QPalette.ColorRole.Mid: "line_strong",
        QPalette.ColorRole.Dark: "line_strong",
        QPalette.ColorRole.BrightText: "on_primary",
        QPalette.ColorRole.Accent: "primary",
    }
    palette = QPalette()
    for role, name in roles.items():
        palette.setColor(role, QColor(colours.value(name)))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.value("ink3")))
    return palette
