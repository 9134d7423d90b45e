"""The proof of one channel: what still lacks by the law, the field for the address, and the proof that was given."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.domain.statute import ARTICLE
from sipa_core.domain.workflow import PostingState
from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.posting.rows import icon_of
from ui.pages.posting.view_model import PostingModel
from ui.widgets.boxes import Row, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.notice import Notice


class ProofCard(Card):
    """Shows the model's chosen channel; `open_asked` gives the address of the post to look at."""

    open_asked = Signal(str)

    def __init__(self, model: PostingModel, parent: QWidget | None = None) -> None:
        super().__init__(gap=Size.GAP_10, parent=parent)
        self._model = model
        self._icon = IconLabel("megaphone-simple", Size.ICON_NAV, "ink")
        self._name = Label("", Role.CARD)
        self.lacks = Notice()
        self.address = QLineEdit()
        self.save = Button(_("Simpan bukti"), "check", "primary")
        self._form = QWidget()
        self._fault_icon = IconLabel("warning-circle", Size.ICON_SMALL, "danger", icons.FILL)
        self._below = Label("", Role.CAPTION, "ink2", wrap=True)
        self._given = QWidget()
        self._link = ElidedLabel("", Role.TABLE, "primary")
        self.open = Button(_("Buka posting"), "arrow-square-out", height="dense")
        self.replace = Button(_("Ganti tautan"), height="dense")
        self._build()
        model.detail_changed.connect(self.show_proof)
        model.caption_changed.connect(self.show_proof)
        model.proof_changed.connect(self.show_proof)

    def show_proof(self) -> None:
        """Show the proof of the chosen channel as the model has it."""
        row = self._model.row
        reveal(self, row is not None)
        if row is None:
            return
        self._icon.set_icon(icon_of(row.key))
        self._name.setText(_("Bukti posting {channel}").format(channel=row.name))
        self.setAccessibleName(self._name.text())
        form = self._model.takes_proof
        self._show_lacks(form)
        reveal(self._form, form)
        reveal(self._given, bool(row.url) and row.ticked and not form)
        self._link.setText(row.url)
        reveal(self.replace, row.state is PostingState.PROVED)
        if self.address.text() != self._model.address:
            self.address.setText(self._model.address)
        self.save.setEnabled(not self._model.proving)
        self._show_below(form)

    def _show_lacks(self, form: bool) -> None:
        caption = self._model.caption
        missing = caption.missing if caption is not None and form else ()
        if not missing:
            self.lacks.say("")
            return
        if self._model.with_picture:
            todo = _("Teks dan gambar belum menyampaikannya. Tambahkan ke teks di kanan.")
        else:
            todo = _("Tambahkan ke teks di kanan, atau centang Sertakan gambar.")
        article = _("Wajib menurut {article}.").format(article=_(ARTICLE))
        title = _("Belum dapat ditandai: {items}").format(items="; ".join(item.label for item in missing))
        self.lacks.say(title, (f"{article} {todo}",))

    def _show_below(self, form: bool) -> None:
        fault = self._model.proof_fault
        row = self._model.row
        assert row is not None
        if fault:
            words = fault
        elif form:
            words = _("Boleh tanpa jaringan. Bukti disimpan di komputer ini dan dikirim nanti.")
        elif row.pending:
            words = _("Bukti tersimpan di komputer ini, menunggu kirim.")
        elif not self._model.public and not row.ticked:
            words = _("Bukti dapat diisi setelah laporan terbit.")
        else:
            words = row.words
        reveal(self._fault_icon, bool(fault))
        self._below.setText(words)
        self._below.set_tone("danger" if fault else "ink2")
        self.address.setAccessibleDescription(words)
        state = "error" if fault else ""
        if self.address.property("state") != state:
            self.address.setProperty("state", state)
            self.address.style().unpolish(self.address)
            self.address.style().polish(self.address)

    def _build(self) -> None:
        head = Row(gap=Size.GAP_10)
        head.addWidget(self._icon)
        head.addWidget(self._name, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.lacks)
        self.address.setPlaceholderText(_("Tempel tautan posting"))
        self.address.setAccessibleName(_("Tautan posting"))
        self.address.textEdited.connect(self._model.write_address)
        self.address.returnPressed.connect(self._model.prove)
        self.save.clicked.connect(self._model.prove)
        form = Row(self._form, Size.GAP_10)
        form.addWidget(self.address, 1)
        form.addWidget(self.save)
        self.column.addWidget(self._form)
        given = Row(self._given, Size.GAP_8)
        given.addWidget(IconLabel("link", Size.ICON_SMALL, "primary"))
        given.addWidget(self._link, 1)
        given.addWidget(self.open)
        given.addWidget(self.replace)
        self.open.clicked.connect(self._open)
        self.replace.clicked.connect(self._replace)
        self.column.addWidget(self._given)
        below = Row(gap=Size.GAP_6)
        below.addWidget(self._fault_icon, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._below, 1)
        self.column.addLayout(below)

    def _open(self) -> None:
        self.open_asked.emit(self._link.text())

    def _replace(self) -> None:
        self._model.replace_proof()
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)
