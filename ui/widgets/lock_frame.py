"""What the lock windows share: the brand on the left, one form in the middle of the right, letters that grow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLayout, QStackedWidget, QWidget

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import look, px, watch
from ui.design.type import Role
from ui.widgets.boxes import Column, Row, Scroller, reveal, sides
from ui.widgets.brand_pane import BrandPane
from ui.widgets.label import Label


def first_run_steps() -> tuple[tuple[str, str], ...]:
    """Return the steps of the first run, as the left half shows them from the first window to the last."""
    return (
        (_("Buat kata sandi aplikasi"), _("Satu untuk komputer ini")),
        (_("Cetak kode pemulihan"), _("Dicocokkan, lalu disimpan di lemari")),
        (_("Daftarkan komputer"), _("Sekali saja, dengan kode atau berkas dari kecamatan")),
        (_("Ambil data"), _("Berjalan sendiri, sekali ini agak lama")),
    )


class LockFrame(QWidget):
    """A window with the brand and a stack of forms."""

    def __init__(self, title: str, steps: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        self.brand = BrandPane(title, steps)
        self.stack = QStackedWidget()
        row = Row(self, Size.NONE)
        row.addWidget(self.brand)
        row.addWidget(self.stack, 1)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            QShortcut(QKeySequence(keys), self, partial(_scale, step))
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the form where both halves have none."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
        reveal(self.brand, self.width() >= px(Size.SETUP_SIDE) + px(Size.PANE_LEAST))


class _Held(QWidget):
    """A form no wider than can be read, at every size of letters."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.setLayout(column)
        watch(self._measure)

    def _measure(self) -> None:
        self.setMaximumWidth(px(Size.SETUP_FORM))


def centred(column: Column) -> QWidget:
    """Return the column in the middle of the room, no wider than a form may be, scrolling when it is too low."""
    scroller = Scroller(Size.NONE, sides(Size.GAP_32, Size.GAP_24))
    row = Row()
    row.addStretch(1)
    row.addWidget(_Held(column), 20)
    row.addStretch(1)
    scroller.column.addStretch(1)
    scroller.column.addLayout(row)
    scroller.column.addStretch(1)
    return scroller


def form(
    title: str | QWidget,
    words: str,
    parts: Sequence[QObject],
    foot: Sequence[QWidget] = (),
    aside: Sequence[QWidget] = (),
    after: Sequence[QObject] = (),
) -> QWidget:
    """Return a form of these windows: a title, what it is for, its parts, and a foot of buttons.

    Parts are widgets and rows of them. `foot` stands at the right end, what one does next last; `aside` at the left;
    `after` below both.
    """
    column = Column(gap=Size.GAP_16)
    column.addWidget(title if isinstance(title, QWidget) else Label(title, Role.KPI_DENSE, wrap=True))
    if words:
        column.addWidget(Label(words, tone="ink2", wrap=True))
    _add(column, parts)
    row = Row(gap=Size.GAP_8)
    stretches = False
    for part in aside:
        takes_room = isinstance(part, Label)
        row.addWidget(part, int(takes_room))
        stretches = stretches or takes_room
    if not stretches:
        row.addStretch(1)
    for part in foot:
        row.addWidget(part)
    column.addLayout(row)
    _add(column, after)
    return centred(column)


def line_with(words: str, button: QWidget) -> Row:
    """Return a line of a form: a quiet sentence, and the way it leads to at its end."""
    row = Row(gap=Size.GAP_8)
    row.addWidget(Label(words, Role.TABLE, "ink2", wrap=True), 1)
    row.addWidget(button)
    return row


def _add(column: Column, parts: Sequence[QObject]) -> None:
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        elif isinstance(part, QLayout):
            column.addLayout(part)


def _scale(step: int) -> None:
    """Larger or smaller letters, from the first window on."""
    if step:
        look().step_scale(step)
    else:
        look().set(scale=1.0)
