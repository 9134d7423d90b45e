"""The fields side by side: what it was, the own value and the other PC's, with a circle or a box to choose by.

Arrows go from field to field and from side to side, Space chooses. What is not chosen says so in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from sipa_core.messages import _
from sipa_core.sync.merge import Take
from sipa_desktop.services.conflicts_views import Column as Head
from sipa_desktop.services.conflicts_views import ConflictRow, ConflictView, Words
from ui.design.measures import Size
from ui.design.theme import colour, dress_again, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, empty_layout, reveal, sides
from ui.widgets.card import EdgeCard
from ui.widgets.check_box import CheckBox, RadioButton
from ui.widgets.label import IconLabel, Label

SHARES = (20, 17, 33, 40)
"""How the width is shared: field, what it was, own, other."""

SIDES = (Take.MINE, Take.THEIRS)

AT_ONCE = 15
"""Rows made at once: what is in sight is there immediately, the others come while the person reads."""
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class ConflictTable(EdgeCard):
    """`picked` gives the path of a field and the side that was pressed (a Take)."""

    picked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Isian yang bertabrakan"))
        self._rows: list[_FieldRow] = []
        self._shown: ConflictView | None = None
        self._choices: Mapping[str, Take] = {}
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._add_rows)

    def show_view(self, view: ConflictView, choices: Mapping[str, Take]) -> None:
        """Show the fields of a report; the focus stays at its field."""
        focused = next((row.path for row in self._rows if any(one.hasFocus() for one in row.buttons)), "")
        self._choices = choices
        if view != self._shown:
            self._build(view)
        self.show_choices(choices)
        if focused:
            self.focus_field(focused)

    def show_choices(self, choices: Mapping[str, Take]) -> None:
        """Show what is chosen."""
        self._choices = choices
        for row in self._rows:
            row.show_choice(choices.get(row.path))

    def focus_field(self, path: str) -> None:
        """Put the focus on a field, on the first one when there is none of that path."""
        while (row := next((one for one in self._rows if one.path == path), None)) is None and self._unmade:
            self._add_rows()
        row = row or next(iter(self._rows), None)
        if row is not None:
            row.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let what it was stand below the name of the field where four columns have no room."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from field to field and from side to side by the arrows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _STEPS:
            self._step(watched, *_STEPS[Qt.Key(event.key())])
            return True
        return super().eventFilter(watched, event)

    def _build(self, view: ConflictView) -> None:
        self._shown = view
        empty_layout(self.column)
        self._head = _Line("head", [_head("", Head(_("Isian"), "")), *_heads(view)])
        self.column.addWidget(self._head)
        self._rows = []
        self._add_rows()

    @property
    def _unmade(self) -> tuple[ConflictRow, ...]:
        return self._shown.rows[len(self._rows) :] if self._shown is not None else ()

    def _add_rows(self) -> None:
        view = self._shown
        for row in self._unmade[:AT_ONCE]:
            made = _FieldRow(row, enabled=view is not None and not view.locked)
            made.show_choice(self._choices.get(row.path))
            made.pressed.connect(self.picked)
            for button in made.buttons:
                button.installEventFilter(self)
            self.column.addWidget(made)
            self._rows.append(made)
        self._fit()
        if self._unmade:
            self._more.start()

    def _step(self, button: QObject, down: int, right: int) -> None:
        places = [(at, row.buttons.index(button)) for at, row in enumerate(self._rows) if button in row.buttons]
        if not places:
            return
        row, side = places[0]
        to = self._rows[min(max(row + down, 0), len(self._rows) - 1)]
        to.buttons[min(max(side + right, 0), 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        narrow = self.width() < px(Size.TEXT_WIDTH)
        if self._shown is not None:
            self._head.set_narrow(narrow)
        for row in self._rows:
            row.set_narrow(narrow)


class _Line(QFrame):
    """Four cells in the shares of the table; the second one can be left out."""

    def __init__(self, kind: str, cells: list[QWidget]) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setProperty("kind", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cells = cells
        line = Row(self, Size.NONE)
        for cell, share in zip(cells, SHARES, strict=True):
            cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            line.addWidget(cell, share)
        watch(self._measure)

    def set_narrow(self, narrow: bool) -> None:
        """Leave what it was out, or show it."""
        reveal(self._cells[1], not narrow)

    def _measure(self) -> None:
        self.setMinimumHeight(px(Size.ROW_CHECKLIST))


class _FieldRow(_Line):
    """One field; `pressed` gives its path and the side."""

    pressed = Signal(str, str)

    def __init__(self, row: ConflictRow, *, enabled: bool) -> None:
        self.path = row.path
        self._row = row
        self._name = Label(row.title, Role.TABLE_STRONG, wrap=True)
        self._kind = Label(row.kind, Role.CAPTION, "ink2", wrap=True)
        self._asked = IconLabel("warning-circle", Size.ICON_CHIP, "on_note")
        self._was = Label(_("Semula: {value}").format(value=row.base.text), Role.CAPTION, "ink2", wrap=True)
        self._picks = [_Pick(row, side, enabled=enabled) for side in SIDES]
        self._enabled = enabled
        super().__init__("plain", [self._field(), _cell([_value(row.base, Role.TABLE, "ink2")]), *self._picks])
        for pick in self._picks:
            pick.pressed.connect(self._emit)
        self._was.hide()

    @property
    def buttons(self) -> list[QAbstractButton]:
        """The circles or boxes, the own one first."""
        return [pick.button for pick in self._picks]

    def show_choice(self, take: Take | None) -> None:
        """Show which side is chosen, or say that none is."""
        asked = take is None and self._enabled
        for pick in self._picks:
            pick.set_chosen(take in (pick.side, Take.BOTH))
        self._picks[1].set_both(take is Take.BOTH)
        told = (self._row.row, self._row.kind, _("belum dipilih") if asked else "")
        self._kind.setText(", ".join(part for part in told if part))
        self._kind.set_tone("note" if asked else "ink2")
        self._name.set_tone("note" if asked else "ink")
        reveal(self._asked, asked)
        if self.property("kind") != ("asked" if asked else "plain"):
            self.setProperty("kind", "asked" if asked else "plain")
            dress_again(self)
        self.setAccessibleName(_spoken(self._row, take))

    def set_narrow(self, narrow: bool) -> None:
        """Say what it was below the name of the field."""
        super().set_narrow(narrow)
        reveal(self._was, narrow)

    def _field(self) -> QWidget:
        below = Row(gap=Size.GAP_4)
        below.addWidget(self._asked, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._kind, 1)
        holder = QWidget()
        words = Column(holder, Size.GAP_2, sides(Size.GAP_12, Size.GAP_8))
        words.addStretch(1)
        words.addWidget(self._name)
        words.addLayout(below)
        words.addWidget(self._was)
        words.addStretch(1)
        return holder

    def _emit(self, side: str) -> None:
        self.pressed.emit(self.path, side)


class _Pick(QFrame):
    """One side of a field: a circle where only one may be taken, a box where both may; a click anywhere chooses."""

    pressed = Signal(str)

    def __init__(self, row: ConflictRow, side: Take, *, enabled: bool) -> None:
        super().__init__()
        self.setObjectName("pick")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.side = side
        value = row.mine if side is Take.MINE else row.theirs
        self.button: QAbstractButton = CheckBox() if row.both else RadioButton()
        self.button.setAutoExclusive(False)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.setEnabled(enabled)
        whose = (
            _("{label}: pakai punya Anda, {value}") if side is Take.MINE else _("{label}: pakai punya PC lain, {value}")
        )
        self.button.setAccessibleName(whose.format(label=row.label, value=value.text))
        self.button.clicked.connect(self._clicked)
        self._both = _mark(_("Keduanya"))
        self._both.hide()
        line = Row(self, Size.GAP_8, sides(Size.GAP_12, Size.GAP_8))
        line.addWidget(self.button)
        if value.is_file:
            line.addWidget(IconLabel("image", Size.ICON_CONTROL, "ink2"))
        line.addWidget(_value(value, Role.TABLE_STRONG, "ink"), 1)
        line.addWidget(self._both)

    def set_chosen(self, chosen: bool) -> None:
        """Show whether this side is chosen."""
        self.button.setChecked(chosen)
        if bool(self.property("chosen")) != chosen:
            self.setProperty("chosen", chosen)
            dress_again(self)

    def set_both(self, both: bool) -> None:
        """Say in words that both are kept."""
        reveal(self._both, both)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose by a click beside the circle too."""
        if self.button.isEnabled() and event.button() == Qt.MouseButton.LeftButton:
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()

    def _clicked(self) -> None:
        self.pressed.emit(self.side.value)


class _AddedText(Label):
    """A text in which what was added to the one before stands underlined after a plus."""

    def __init__(self, words: Words, role: Role) -> None:
        super().__init__("", role, wrap=True)
        self._pieces = words.pieces
        self.setTextFormat(Qt.TextFormat.RichText)
        added = "; ".join(text.strip() for text, new in words.pieces if new)
        self.setAccessibleName(_("{text} Ditambah: {added}").format(text=words.text, added=added))
        watch(self._paint_words)

    def _paint_words(self) -> None:
        tint = colour("disetujui_fg").name()
        parts = []
        for text, new in self._pieces:
            shown = escape(text).replace("\n", "<br>")
            lead = shown[: len(shown) - len(shown.lstrip())]
            parts.append(f'{lead}<span style="color:{tint}">+<u>{shown.strip()}</u></span>' if new else shown)
        self.setText("".join(parts))


def _value(words: Words, role: Role, tone: str) -> Label:
    if any(new for _text, new in words.pieces):
        return _AddedText(words, role)
    return Label(words.text, role, tone, wrap=True)


def _cell(widgets: list[QWidget]) -> QFrame:
    holder = QFrame()
    holder.setObjectName("pick")
    line = Row(holder, Size.GAP_8, sides(Size.GAP_12, Size.GAP_8))
    for widget in widgets:
        line.addWidget(widget, 1)
    return holder


def _heads(view: ConflictView) -> list[QWidget]:
    return [
        _head("clock-counter-clockwise", view.base),
        _head("desktop-tower", view.mine),
        _head("laptop", view.theirs),
    ]


def _head(icon: str, head: Head) -> QWidget:
    holder = QFrame()
    if icon:
        holder.setObjectName("pick")
    line = Row(holder, Size.GAP_10, sides(Size.GAP_12, Size.GAP_8))
    if icon:
        line.addWidget(IconLabel(icon, Size.ICON_CONTROL, "ink2"))
    words = Column(gap=Size.NONE)
    words.addStretch(1)
    words.addWidget(Label(head.title, Role.TABLE_STRONG if icon else Role.HEADER, "ink" if icon else "ink2"))
    if head.words:
        words.addWidget(Label(head.words, Role.CAPTION, "ink2", wrap=True))
    words.addStretch(1)
    line.addLayout(words, 1)
    return holder


def _mark(words: str) -> QWidget:
    holder = QWidget()
    line = Row(holder, Size.GAP_4)
    line.addWidget(IconLabel("check", Size.ICON_SMALL, "on_soft"))
    line.addWidget(Label(words, Role.TABLE_STRONG, "on_soft"))
    return holder


def _spoken(row: ConflictRow, take: Take | None) -> str:
    told = {
        None: _("Belum dipilih."),
        Take.MINE: _("Dipilih punya Anda."),
        Take.THEIRS: _("Dipilih punya PC lain."),
        Take.BOTH: _("Dipilih keduanya."),
    }[take]
    sentence = _("{label}, {kind}. Semula {base}. Punya Anda {mine}. Punya PC lain {theirs}. {told}")
    return sentence.format(
        label=row.label, kind=row.kind, base=row.base.text, mine=row.mine.text, theirs=row.theirs.text, told=told
    )
