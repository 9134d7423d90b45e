"""The proof of one channel: why the last was refused, what still lacks by the law, address and pictures, and the proof
that was given.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from sipa_core.domain.dates import YearMeant
from sipa_core.domain.workflow import PostingState
from sipa_core.messages import _
from sipa_core.ops.posting import MAX_PICTURES, MAX_PLACE
from sipa_desktop.services.posting_views import ChannelRow
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import set_state
from ui.design.type import Role
from ui.pages.posting.view_model import PostingModel
from ui.widgets.attachment_strip import AttachmentStrip
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.channel_mark import channel_mark
from ui.widgets.date_field import DateField
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
        self.refused = Notice("shield-warning")
        self.lacks = Notice()
        self.address = QLineEdit()
        self.place = QLineEdit()
        self.day = DateField(_("Tanggal posting"))
        self.strip = AttachmentStrip(_("Gambar bukti"), limit=MAX_PICTURES)
        self.warning = Notice()
        self.save = Button(_("Simpan bukti"), "check", "primary")
        self._form = QWidget()
        self._fault_icon = IconLabel("warning-circle", Size.ICON_SMALL, "danger", icons.FILL)
        self._below = Label("", Role.CAPTION, "ink2", wrap=True)
        self._given = QWidget()
        self._link_row = QWidget()
        self.given = AttachmentStrip(_("Bukti yang diberikan"), editable=False)
        self._link = ElidedLabel("", Role.TABLE, "primary")
        self.open = Button(_("Buka posting"), "arrow-square-out", height="dense")
        self.replace = Button(_("Ganti bukti"), height="dense")
        self._build()
        model.detail_changed.connect(self.show_proof)
        model.caption_changed.connect(self.show_proof)
        model.proof_changed.connect(self.show_proof)
        model.pictures.changed.connect(self.show_proof)

    def show_proof(self) -> None:
        """Show the proof of the chosen channel as the model has it."""
        row = self._model.row
        reveal(self, row is not None)
        if row is None:
            return
        self._icon.set_icon(channel_mark(row.key))
        self._name.setText(_("Bukti posting {channel}").format(channel=row.name))
        self.setAccessibleName(self._name.text())
        form = self._model.takes_proof
        self.refused.say(_("Bukti sebelumnya ditolak: {reason}").format(reason=row.reason) if row.reason else "")
        self._show_lacks(form)
        reveal(self._form, form)
        reveal(self.address, row.takes_url)
        reveal(self.strip, row.takes_picture)
        reveal(self.place, row.is_board)
        self._show_pictures(row)
        reveal(self._given, row.ticked and not form)
        reveal(self._link_row, bool(row.url))
        reveal(self.given, bool(row.pictures))
        reveal(self.open, bool(row.url))
        self._link.setText(row.url)
        reveal(self.replace, row.state is PostingState.PROVED)
        if self.address.text() != self._model.address:
            self.address.setText(self._model.address)
        if self.place.text() != self._model.place:
            self.place.setText(self._model.place)
        self._show_day()
        # Qt would hand the focus on to whatever comes next, wherever that is.
        left = self.save.hasFocus()
        busy = self._model.proving or self._model.pictures.taking or self._model.reading_text
        if busy and left:
            self.focus_first()
        self.save.setEnabled(not busy)
        self._show_below(form)

    def _show_pictures(self, row: ChannelRow) -> None:
        pictures = self._model.pictures
        self.strip.add_button.set_face(_("Pilih foto") if row.is_board else _("Pilih tangkapan layar"), "image")
        self.strip.set_items(pictures.items(pictures.chosen))
        self.strip.say(pictures.words)
        self.given.set_items(pictures.items(pictures.given))
        self.warning.say(pictures.warning)

    def _show_day(self) -> None:
        detail = self._model.detail
        day = self._model.day or (detail.today if detail is not None else None)
        self.day.meant = YearMeant(detail.today) if detail is not None else None
        # What is being typed, or could not be read, is left to the person.
        if day is not None and not self.day.hasFocus() and not self._model.day_fault:
            self.day.set_iso(day.isoformat())

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
        article = _("Wajib menurut {article}.").format(article="; ".join(dict.fromkeys(item.basis for item in missing)))
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
        set_state(self.address, "error" if fault else "")

    def _build(self) -> None:
        head = Row(gap=Size.GAP_10)
        head.addWidget(self._icon)
        head.addWidget(self._name, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.refused)
        self.column.addWidget(self.lacks)
        self.address.setPlaceholderText(_("Tempel tautan posting"))
        self.address.setAccessibleName(_("Tautan posting"))
        self.address.textEdited.connect(self._model.write_address)
        self.address.editingFinished.connect(self._finish_address)
        self.address.returnPressed.connect(self._model.prove)
        self.save.clicked.connect(self._model.prove)
        self.strip.watch_paste(self.address)
        self.strip.files_given.connect(self._model.pictures.take)
        self.strip.removed.connect(self._model.pictures.remove)
        for strip in (self.strip, self.given):
            strip.opened.connect(self._model.pictures.open)
        self.place.setPlaceholderText(_("Tempat papan, misalnya depan kantor desa"))
        self.place.setAccessibleName(_("Tempat papan"))
        self.place.setMaxLength(MAX_PLACE)
        self.place.textEdited.connect(self._model.write_place)
        form = Column(self._form, Size.GAP_10)
        self.day.changed.connect(self._model.write_day)
        self.day.unreadable.connect(self._model.refuse_day)
        self.day.setToolTip(_("Tanggal posting"))
        first = Row(gap=Size.GAP_8)
        first.addWidget(self.address, 3)
        first.addWidget(self.place, 3)
        first.addWidget(Label(_("Tanggal posting"), Role.TABLE, "ink2"))
        first.addWidget(self.day, 3)
        form.addLayout(first)
        last = Row(gap=Size.GAP_8)
        last.addWidget(self.strip, 1)
        last.addStretch(0)
        last.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        form.addLayout(last)
        form.addWidget(self.warning)
        self.column.addWidget(self._form)
        given = Column(self._given, Size.GAP_8)
        link = Row(self._link_row, Size.GAP_8)
        link.addWidget(IconLabel("link", Size.ICON_SMALL, "primary"))
        link.addWidget(self._link, 1)
        given.addWidget(self._link_row)
        given.addWidget(self.given)
        buttons = Row(gap=Size.GAP_8)
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        buttons.addWidget(self.replace)
        given.addLayout(buttons)
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
        self.focus_first()

    def _finish_address(self) -> None:
        """Show the address as it was understood, from its beginning."""
        self._model.finish_address()
        self.address.setCursorPosition(0)

    def focus_first(self) -> None:
        """Put the focus where a proof of the chosen channel begins: the address, or the button for a picture."""
        row = self._model.row
        first = self.address if row is None or row.takes_url else self.strip.add_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)
