"""Akun dan kunci: the password, the recovery code, and after how many minutes the window locks itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from sipa_core.domain.dates import format_moment
from sipa_core.domain.recovery_code import GROUPS, groups_of
from sipa_core.messages import _
from sipa_desktop.platform.vault import Vault
from sipa_desktop.services.preferences import LOCK_MINUTES, Preferences
from ui.design.measures import Size
from ui.design.theme import px
from ui.design.type import Role
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.dialog import Dialog
from ui.widgets.flow import Flow
from ui.widgets.label import Label
from ui.widgets.new_password import NewPassword
from ui.widgets.notice import Notice
from ui.widgets.password_field import PasswordField
from ui.widgets.recovery_code import PaperCheck, RecoveryCode
from ui.widgets.segmented import Choice, Segmented

if TYPE_CHECKING:
    from sipa_desktop.services.documents_views import Document


class LockCard(Card):
    """The card; a practice has no lock and shows none."""

    def __init__(self, context: PageContext, vault: Vault, parent: QWidget | None = None) -> None:
        super().__init__(_("Kata sandi dan kode pemulihan"), gap=Size.GAP_12, parent=parent)
        self._context, self._vault = context, vault
        self.notice = Notice()
        self._made = Label("", Role.TABLE, "ink2", wrap=True)
        self.change = Button(_("Ganti kata sandi"), "key")
        self.renew = Button(_("Buat kode baru"), "file-text")
        self.lock_now = Button(_("Kunci sekarang"), "lock-simple", key="Ctrl+L")
        choices = [Choice(str(minutes), _("{n} menit").format(n=minutes)) for minutes in LOCK_MINUTES]
        self.minutes = Segmented(choices, _("Kunci sendiri sesudah"))
        row = Flow(gap=Size.GAP_8)
        for button in (self.change, self.renew, self.lock_now):
            row.addWidget(button)
        wait = Flow(gap=Size.GAP_12)
        wait.addWidget(Label(_("Kunci sendiri sesudah"), Role.TABLE_STRONG))
        wait.addWidget(self.minutes)
        self.column.addWidget(self.notice)
        self.column.addWidget(self._made)
        self.column.addLayout(row)
        self.column.addLayout(wait)
        words = _("Tanpa tombol dan tetikus selama itu, layar terkunci. Isian tersimpan dan pengiriman tetap berjalan.")
        self.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        self.change.clicked.connect(self._change)
        self.renew.clicked.connect(self._renew)
        self.lock_now.clicked.connect(context.navigator.lock_asked)
        self.minutes.changed.connect(self._keep)
        context.runner.query(context.desk.preferences.read, self._show, self._failed, owner=self)
        self._say_code()

    def _say_code(self) -> None:
        made = self._vault.recovery_at
        words = (
            _("Kode pemulihan dibuat {when}. Lembarnya disimpan di lemari kantor.").format(
                when=format_moment(made, self._context.zone)
            )
            if made is not None
            else _("Belum ada kode pemulihan. Bila kata sandi terlupa, yang belum terkirim tidak dapat dibuka lagi.")
        )
        self._made.setText(words)

    def _show(self, kept: Preferences) -> None:
        self.minutes.set_current(str(kept.lock_minutes))

    def _keep(self, key: str) -> None:
        work = partial(self._context.desk.preferences.put, lock_minutes=int(key))
        self._context.runner.command(work, self._kept, self._failed, owner=self)

    def _kept(self, kept: Preferences) -> None:
        self._context.navigator.lock_minutes.emit(kept.lock_minutes)

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))

    def _change(self) -> None:
        if ChangePassword(self._context, self._vault, self.window()).exec() == QDialog.DialogCode.Accepted:
            self._context.toast(_("Kata sandi diganti. Yang lama tidak berlaku lagi."))

    def _renew(self) -> None:
        if NewCode(self._context, self._vault, self.window()).exec() == QDialog.DialogCode.Accepted:
            self._context.toast(_("Kode pemulihan baru berlaku. Musnahkan lembar yang lama."))
        self._say_code()


class _Asked(Dialog):
    """A dialog that asks for the password in use first."""

    proved = Signal()

    def __init__(self, context: PageContext, vault: Vault, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._context, self._vault = context, vault
        self.setWindowTitle(title)
        self.column = Column(self, Size.GAP_12, even(Size.GAP_20))
        self.column.addWidget(Label(title, Role.SECTION, wrap=True))
        self.notice = Notice()
        self.column.addWidget(self.notice)
        self.old = PasswordField(_("Kata sandi sekarang"))
        self.column.addWidget(self.old)
        self.setMinimumWidth(px(Size.DIALOG) - px(Size.GAP_40))

    def prove(self) -> None:
        """Try the password in use on a worker's thread; `proved` when it is right."""
        self.setEnabled(False)
        work = partial(self._vault.is_password, self.old.text)
        self._context.runner.query(work, self._tried, self.fail, owner=self)

    def fail(self, fault: Exception) -> None:
        """Say a fault, and let the person go on."""
        self.setEnabled(True)
        self.notice.say(sentence_of(fault))

    def _tried(self, right: bool) -> None:
        self.setEnabled(True)
        self.old.set_fault("" if right else _("Kata sandi itu tidak cocok. Periksa huruf besar dan kecilnya."))
        if right:
            self.proved.emit()
        else:
            self.old.setFocus()

    def foot(self, button: Button) -> Row:
        """Return the row of buttons below."""
        row = Row(gap=Size.GAP_8)
        back = Button(_("Batal"), key="Esc")
        back.clicked.connect(self.reject)
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(button)
        return row


class ChangePassword(_Asked):
    """The old password, and a new one twice."""

    def __init__(self, context: PageContext, vault: Vault, parent: QWidget | None = None) -> None:
        super().__init__(context, vault, _("Ganti kata sandi aplikasi?"), parent)
        self.new = NewPassword(_("Kata sandi baru"), Size.GAP_12)
        self.take = Button(_("Ganti kata sandi"), "check", "primary", key="Enter")
        self.column.addWidget(self.new)
        words = _("Kode pemulihan tetap sama. Cadangan lama tetap terbuka dengan kata sandi saat itu.")
        self.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        self.column.addLayout(self.foot(self.take))
        self.take.clicked.connect(self._take)
        self.old.entered.connect(self.new.setFocus)
        self.new.entered.connect(self._take)
        self.proved.connect(self._put)
        self.old.setFocus()

    def _take(self) -> None:
        if self.new.agrees():
            self.prove()

    def _put(self) -> None:
        work = partial(self._vault.set_password, self.new.text)
        self._context.runner.command(work, lambda _done: self.accept(), self.fail, owner=self)


class NewCode(_Asked):
    """A new recovery code: shown and printed, then out of sight and held against the paper before it counts."""

    def __init__(self, context: PageContext, vault: Vault, parent: QWidget | None = None) -> None:
        super().__init__(context, vault, _("Buat kode pemulihan baru?"), parent)
        self._code = ""
        words = _("Lembar yang lama tidak berlaku lagi setelah kode baru dicocokkan dengan kertasnya.")
        self.column.addWidget(Label(words, Role.TABLE, "ink2", wrap=True))
        self.code = RecoveryCode()
        self.check = PaperCheck()
        self.paper = Button(_("Cetak atau simpan"), "printer")
        self.see_again = Button(_("Lihat kode lagi"), "eye")
        self.go = Button(_("Buat kode"), "arrow-right", "primary", key="Enter")
        for part in (self.code, self.paper, self.check, self.see_again):
            self.column.addWidget(part)
            part.hide()
        self.column.addLayout(self.foot(self.go))
        self.go.clicked.connect(self._go)
        self.old.entered.connect(self._go)
        self.check.entered.connect(self._go)
        self.paper.clicked.connect(self._show_paper)
        self.see_again.clicked.connect(self._show_code)
        self.proved.connect(self._draw)
        self.old.setFocus()

    def _go(self) -> None:
        if not self._code:
            self.prove()
        elif self.check.isHidden():
            self._ask_paper()
        elif self.check.agrees():
            work = partial(self._vault.keep_code, self._code)
            self._context.runner.command(work, lambda _done: self.accept(), self.fail, owner=self)

    def _draw(self) -> None:
        self._code = self._vault.draft_code()
        groups = groups_of(self._code)
        drawn = sum(self._code.encode())  # which two, as little foreseen as the code itself
        first = drawn % (GROUPS - 1) + 1
        self.code.set_groups(groups)
        self.check.ask(groups, first, first + 1 + drawn // GROUPS % (GROUPS - first))
        self.old.hide()
        self._show_code()

    def _show_code(self) -> None:
        self._turn(to_paper=False)
        self.go.set_face(_("Sudah di kertas"), "arrow-right")
        self.paper.setFocus()

    def _ask_paper(self) -> None:
        """Take the code from sight: what is typed then comes from the paper."""
        self._turn(to_paper=True)
        self.go.set_face(_("Cocokkan"), "check", "Enter")
        self.check.edits[0].setFocus()

    def _turn(self, *, to_paper: bool) -> None:
        self.notice.say("")
        for part in (self.check, self.see_again):
            part.setVisible(to_paper)
        for shown in (self.code, self.paper):
            shown.setVisible(not to_paper)

    def _show_paper(self) -> None:
        from ui.widgets.document_dialog import DocumentDialog

        papers = [(_("Kode pemulihan"), self._sheet)]
        DocumentDialog(self._context.runner, _("Kode pemulihan"), papers, self).exec()

    def _sheet(self) -> Document:
        from sipa_desktop.services.recovery_sheet import recovery_sheet

        identity = self._context.identity
        return recovery_sheet(self._code, self._context.desk.clock, identity.place_name, identity.device_name)
