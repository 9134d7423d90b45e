"""Two computers changed one report: choose field by field, keep both as copies, or decide later.

It only lays out what its model holds; nothing is decided before *Simpan pilihan*.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from sipa_core.messages import _
from sipa_core.sync.merge import Take
from sipa_desktop.services.conflicts_views import ConflictView
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.navigation import OpenConflict
from ui.pages import PageContext
from ui.pages.conflict.table import ConflictTable
from ui.pages.conflict.view_model import ConflictModel
from ui.runtime.tips import tip
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, Row, Scroller, reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import IconLabel, Label
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.state_stack import EmptyState, StateStack


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return ConflictPage(context)


class ConflictPage(QWidget):
    """The page; `open_argument` takes an OpenConflict."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.model = ConflictModel(context, self)
        self._header = PageHeader(_("Dua komputer mengubah laporan yang sama"), kind="bar", with_back=True)
        self._later = Button(_("Nanti saja"), key="Esc")
        self._save = Button(_("Simpan pilihan"), "check", "primary", key="Ctrl+Enter")
        self._notice = Notice("warning-circle")
        self._locked = Notice("lock-simple")
        self._state = _Note("info")
        self._progress = Label("", Role.STRONG)
        self._bar = Bar()
        self._missing = Label("", Role.TABLE, "warn", wrap=True)
        self._mine = Button(_("Semua punya Anda"), "desktop-tower", height="dense")
        self._theirs = Button(_("Semua punya PC lain"), "laptop", height="dense")
        self.table = ConflictTable()
        self._merged = _Fact("check-circle", "disetujui_fg")
        self._two = _Fact("copy", "ink2", Button(_("Simpan dua salinan"), height="dense"))
        nothing = EmptyState("check-circle", _("Tidak ada laporan yang bertabrakan."), _("Kembali"))
        self._stack = StateStack(self._content(), nothing)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        self._connect()
        watch(self._measure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put below each other what has no room beside each other."""
        super().resizeEvent(event)
        self._measure()

    def page_shown(self) -> None:
        """Read both texts again."""
        self._notice.say("")
        self.model.load()

    def open_argument(self, argument: object) -> None:
        """Show the two texts of a report."""
        if isinstance(argument, OpenConflict):
            self.model.open(argument)

    def primary_action(self) -> None:
        """Save what was chosen (Ctrl+Enter), or say what is missing and go there."""
        view = self.model.view
        if view is not None and view.locked:
            self.model.keep_two()
        elif view is not None:
            self.model.save()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self.table, self._two]

    def _content(self) -> QWidget:
        for button in (self._later, self._save):
            self._header.add_action(button)
        line = Row(gap=Size.GAP_10)
        line.addWidget(self._progress)
        line.addWidget(self._bar)
        line.addWidget(self._missing, 1)
        everything = Row(gap=Size.GAP_10)
        everything.addWidget(self._mine)
        everything.addWidget(self._theirs)
        self._above = QWidget()
        self._beside = Row(self._above, Size.GAP_12)
        self._beside.addLayout(line, 1)
        self._beside.addLayout(everything)
        self._below = Row(gap=Size.GAP_16)
        self._below.addWidget(self._merged, 1)
        self._below.addWidget(self._two, 1)
        scroller = Scroller(Size.GAP_12, sides(Size.GAP_20, Size.GAP_12))
        for part in (self._notice, self._locked, self._above, self.table):
            scroller.column.addWidget(part)
        scroller.column.addLayout(self._below)
        scroller.column.addWidget(self._state)
        scroller.column.addStretch(1)
        return scroller

    def _connect(self) -> None:
        self._header.back.connect(self.model.leave)
        self._later.clicked.connect(self.model.leave)
        self._save.clicked.connect(self.primary_action)
        self._mine.clicked.connect(self._all_mine)
        self._theirs.clicked.connect(self._all_theirs)
        self._two.button.clicked.connect(self.model.keep_two)
        self._stack.acted.connect(self._acted)
        self.table.picked.connect(self._picked)
        self.model.changed.connect(self._render)
        self.model.picked.connect(self._show_choices)
        self.model.refused.connect(self._refused)
        escape = QShortcut(QKeySequence("Esc"), self, self.model.leave)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _render(self) -> None:
        view = self.model.view
        if view is None:
            self._header.set_state("")
            reveal(self._save, False)
            if self.model.fault:
                self._stack.show_error(self.model.fault)
            else:
                self._stack.show_empty(self.model.nothing, _("Kembali"))
            return
        first = self._stack.shown != "content"
        self._header.set_state(_("{title}. {words}").format(title=view.title, words=_what_to_do(view)))
        self._locked.say(view.state_words if view.locked else "")
        self._state.say("" if view.locked else view.state_words)
        self._show_save(view)
        self.table.show_view(view, self.model.choices)
        reveal(self.table, bool(view.rows))
        reveal(self._above, bool(view.rows) and not view.locked)
        self._show_facts(view)
        self._show_choices()
        self._stack.show_content()
        if first and view.rows:
            self.table.focus_field(self.model.missing[0].path if self.model.missing else "")

    def _show_save(self, view: ConflictView) -> None:
        if view.locked:
            self._save.set_face(_("Simpan salinan"), "copy", "Ctrl+Enter")
        else:
            self._save.set_face(_("Simpan pilihan") if view.rows else _("Simpan gabungan"), "check", "Ctrl+Enter")
        reveal(self._save, True)

    def _show_facts(self, view: ConflictView) -> None:
        self._merged.say(
            (_("{n} isian lain digabung sendiri") if view.rows else _("{n} isian digabung sendiri")).format(
                n=view.merged
            ),
            _("Hanya satu komputer yang mengubahnya, jadi tidak bertabrakan. {names}").format(names=view.merged_words),
        )
        reveal(self._merged, view.merged > 0 and not view.locked)
        self._two.say(
            _("Ragu memilih?"),
            _("Simpan isian Anda sebagai salinan, pakai dulu punya PC lain, lalu putuskan bersama."),
        )
        reveal(self._two, not view.locked)

    def _show_choices(self) -> None:
        model = self.model
        view = model.view
        if view is None:
            return
        self.table.show_choices(model.choices)
        self._progress.setText(model.progress_words)
        total = len(view.rows)
        self._bar.set_share((total - len(model.missing)) / max(1, total))
        self._missing.setText(model.missing_words)
        self._save.setEnabled(view.locked or model.ready)
        self._save.setToolTip(tip(model.missing_words))
        self._save.setAccessibleDescription(model.missing_words)
        if not model.missing:
            self._notice.say("")

    def _refused(self, sentence: str) -> None:
        self._notice.say(sentence)
        if self.model.missing:
            self.table.focus_field(self.model.missing[0].path)

    def _picked(self, path: str, side: str) -> None:
        self.model.pick(path, Take(side))

    def _all_mine(self) -> None:
        self.model.pick_all(Take.MINE)

    def _all_theirs(self) -> None:
        self.model.pick_all(Take.THEIRS)

    def _acted(self, which: str) -> None:
        if which == "error":
            self.model.load()
        else:
            self.model.leave()

    def _measure(self) -> None:
        self._bar.setFixedWidth(px(Size.BAR_WIDTH_STRIP))
        directions = QBoxLayout.Direction
        narrow = self.width() < px(Size.TEXT_WIDTH) + 2 * px(Size.GAP_20)
        self._below.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        # What is missing is a sentence: beside two buttons it would become a column of single words.
        squeezed = self.width() < px(Size.TEXT_WIDTH) + px(Size.SIDE_CARDS)
        self._beside.setDirection(directions.TopToBottom if squeezed else directions.LeftToRight)


class _Fact(Card):
    """A card with an icon, a sentence, what it means, and a button where there is something to do."""

    def __init__(self, icon: str, tint: str, button: Button | None = None) -> None:
        super().__init__()
        self.button = button or Button()
        self._title = Label("", Role.TABLE_STRONG, wrap=True)
        self._words = Label("", Role.CAPTION, "ink2", wrap=True)
        line = Row(gap=Size.GAP_12)
        line.addWidget(IconLabel(icon, Size.ICON_CONTROL, tint))
        words = Column(gap=Size.GAP_2)
        words.addWidget(self._title)
        words.addWidget(self._words)
        line.addLayout(words, 1)
        if button is not None:
            line.addWidget(button)
        self.column.addLayout(line)

    def say(self, title: str, words: str) -> None:
        """Say it."""
        self._title.setText(title)
        self._words.setText(words.strip())
        self.setAccessibleName(f"{title}. {words}".strip())


class _Note(QWidget):
    """One quiet line with an icon."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        line = Row(self, Size.GAP_8)
        line.addWidget(IconLabel(icon, Size.ICON_SMALL, "ink2"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)

    def say(self, words: str) -> None:
        """Say it, or nothing."""
        self._words.setText(words)
        reveal(self, bool(words))


def _what_to_do(view: ConflictView) -> str:
    if view.locked:
        return _("Isian Anda tersimpan, tidak ada yang hilang.")
    if not view.rows:
        return _("Tidak ada isian yang bertabrakan. Lihat gabungannya, lalu simpan.")
    return _("Keduanya tersimpan, tidak ada yang hilang. Pilih isian yang dipakai.")
