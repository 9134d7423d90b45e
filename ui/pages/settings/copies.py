"""Cadangan: the copies of this PC's data here and elsewhere, making one, trying one, and the way back from one.

A village also chooses here whether its unsent texts stand on the server.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.backup_views import BackupView, CopyRow
from sipa_desktop.services.queue import size_words
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.settings.copies_model import CopiesModel
from ui.pages.settings.draft_copies_card import DraftCopiesCard
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Line, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.copy_alerts import CopyAlerts
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.progress_panel import Progress, ProgressPanel
from ui.widgets.question import Answer, ask


class CopiesView(QWidget):
    """The section; read anew whenever it is shown."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._practice = context.desk.practice
        self.model = CopiesModel(context, self)
        self.alerts = CopyAlerts(context.desk, context.runner, context.changes, leads=False)
        self.notice = Notice()
        self.good = Label("", Role.TABLE_STRONG, "good", wrap=True)
        self.make = Button(_("Buat cadangan sekarang"), "hard-drives", "primary")
        self.outside = Button(_("Cadangkan ke USB…"), "usb")
        self.forget = Button(_("Berhenti menyalin ke sana"), "x", "link")
        self.other = Button(_("Cari cadangan lain…"), "folder-open", "link")
        self.progress = ProgressPanel()
        self._here, self._there = Column(gap=Size.GAP_8), Column(gap=Size.GAP_8)
        self._place = Label("", Role.TABLE, "ink2", wrap=True)
        column = Column(self, Size.GAP_16)
        for part in (self.alerts, self.notice, self.good, self._card_here(), self._card_outside()):
            column.addWidget(part)
        own = context.identity.village is not None and not self._practice
        self.drafts = DraftCopiesCard(context) if own else None
        if self.drafts is not None:
            column.addWidget(self.drafts)
        row = Row(gap=Size.GAP_8)
        row.addWidget(self.other)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        reveal(self.good, False)
        self.make.clicked.connect(self.model.copy_here)
        self.outside.clicked.connect(self._choose)
        self.forget.clicked.connect(self._ask_forget)
        self.other.clicked.connect(partial(self.model.restore, None))
        self.progress.paused.connect(self.model.hold)
        self.model.changed.connect(self._show)
        self.model.said.connect(self._say)
        self.model.went.connect(self._went)
        self.model.busy_changed.connect(self._busy)
        for button in (self.make, self.outside, self.other):
            button.setEnabled(not self._practice)
        if self._practice:
            self.notice.say(_("Latihan tidak dicadangkan, karena isinya hanya rekaan."))
        self.load()

    def load(self) -> None:
        """Read the copies again."""
        self.model.load()

    def _card_here(self) -> Card:
        card = Card(_("Di komputer ini"), gap=Size.GAP_12)
        words = _("Dibuat sendiri setiap hari; tujuh yang terakhir disimpan. Isinya terkunci seperti data Anda.")
        card.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        row = Row()
        row.addWidget(self.make)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addLayout(self._here)
        return card

    def _card_outside(self) -> Card:
        card = Card(_("Di luar komputer ini"), gap=Size.GAP_12)
        card.column.addWidget(self._place)
        row = Row(gap=Size.GAP_12)
        row.addWidget(self.outside)
        row.addWidget(self.forget)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addWidget(self.progress)
        card.column.addLayout(self._there)
        return card

    def _show(self) -> None:
        view = self.model.view
        if view is None:
            return
        self._rows(self._here, view.here, _("Belum ada cadangan di komputer ini."))
        none = _("USB belum tercolok.") if view.outside and not view.outside_here else ""
        self._rows(self._there, view.there, none)
        self._place.setText(_outside_words(view))
        reveal(self.forget, bool(view.outside))

    def _rows(self, column: Column, rows: tuple[CopyRow, ...], none: str) -> None:
        empty_layout(column)
        if not rows and none:
            column.addWidget(Label(none, Role.TABLE, "ink2", wrap=True))
        for one in rows:
            column.addWidget(Line())
            column.addWidget(self._row(one))

    def _row(self, one: CopyRow) -> QWidget:
        holder = QWidget()
        line = Row(holder, Size.GAP_8)
        words = Column(gap=Size.NONE)
        words.addWidget(Label(one.when, Role.TABLE_STRONG, wrap=True))
        told = _("{holds}, {size}").format(holds=one.holds, size=size_words(one.size))
        words.addWidget(Label(told, Role.CAPTION, "ink2", wrap=True))
        line.addLayout(words, 1)
        trial = Button(_("Coba pulihkan"), "list-checks", height="dense")
        trial.setAccessibleName(_("Coba pulihkan cadangan {when}").format(when=one.when))
        trial.clicked.connect(partial(self.model.rehearse, one))
        back = Button(_("Pulihkan…"), "clock-counter-clockwise", "danger", "dense")
        back.setAccessibleName(_("Pulihkan cadangan {when}").format(when=one.when))
        back.clicked.connect(partial(self._ask_restore, one))
        line.addWidget(trial)
        line.addWidget(back)
        holder.setAccessibleName(f"{one.when}, {told}")
        return holder

    def _choose(self) -> None:
        start = self.model.view.outside if self.model.view is not None else ""
        chosen = file_choice.folder(self, _("Pilih USB atau folder"), start)
        if chosen:
            self.progress.begin(Progress(_("Mencadangkan"), _("Data kantor ini disalin dan diperiksa.")))
            self.model.copy_to(Path(chosen))

    def _ask_restore(self, one: CopyRow) -> None:
        words = _(
            "Data kembali seperti {when}. Yang sudah terkirim datang lagi dari kecamatan. Draf dan kiriman yang dibuat "
            "sesudahnya dan belum terkirim tidak ikut; data sekarang disisihkan, tidak dihapus. Kata sandinya yang "
            "berlaku saat cadangan itu dibuat."
        ).format(when=one.when)
        answers = [Answer("stay", _("Jangan dulu")), Answer("back", _("Pulihkan"), "danger")]
        title = _("Pulihkan data dari cadangan {when}?").format(when=one.when)
        if ask(self, title, words, answers, "stay") == "back":
            self.model.restore(one.folder)

    def _ask_forget(self) -> None:
        words = _("Cadangan yang ada di sana tetap ada. SIPA hanya tidak menyalin lagi ke sana dengan sendirinya.")
        answers = [Answer("stay", _("Jangan dulu")), Answer("stop", _("Berhenti menyalin"))]
        if ask(self, _("Berhenti menyalin ke tempat itu?"), words, answers, "stay") == "stop":
            self.model.forget_place()

    def _say(self, words: str, good: bool) -> None:
        self.good.setText(words if good else "")
        reveal(self.good, good and bool(words))
        self.notice.say("" if good else words)

    def _went(self, done: int, total: int) -> None:
        detail = _("Lampiran {done} dari {total} sudah disalin.").format(done=done, total=total)
        self.progress.set_progress(Progress(_("Mencadangkan"), detail, done / total if total else 1.0))

    def _busy(self, busy: bool) -> None:
        for part in (self.make, self.outside, self.other, self.forget):
            part.setEnabled(not busy)
        if not busy:
            self.progress.end()


def _outside_words(view: BackupView) -> str:
    if not view.outside:
        return _("Bila komputer ini rusak, cadangan di sini ikut hilang. Salin juga ke USB, dengan lampirannya.")
    if not view.last_outside:
        return _("Tempatnya: {place}.").format(place=view.outside)
    return _("Tempatnya: {place}. Terakhir {when}; disalin lagi setiap hari bila tercolok.").format(
        place=view.outside, when=view.last_outside
    )
