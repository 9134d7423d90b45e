"""Buka di HP: the QR that a phone scans, the same in letters, until when it counts, and the way without a network."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages.posting.phone_model import PhoneModel, PhoneStage
from ui.widgets.boxes import Column, Row, even, reveal
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label
from ui.widgets.notice import Notice


class PhoneDialog(Dialog):
    """Shows the model; `folder_asked` when the person takes the way that needs no network."""

    folder_asked = Signal()

    def __init__(self, model: PhoneModel, title: str, parent: QWidget | None = None, *, folder: bool = False) -> None:
        super().__init__(parent)
        self.model = model
        model.setParent(self)
        self._folder_there = folder
        self.wants_folder = False
        name = _("Buka di HP")
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.picture = QLabel()
        self.picture.setAccessibleName(_("Kode QR halaman untuk HP"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.address = Label("", Role.STRONG, wrap=True)
        self.code = Label("", Role.STRONG, wrap=True)
        self._state = Label("", Role.BODY, "ink2", wrap=True)
        self._until = Label("", Role.TABLE, "ink2", wrap=True)
        self.notice = Notice()
        self.again = Button(_("Coba lagi"), "arrows-clockwise")
        self.folder = Button(_("Bawa ke HP"), "folder-open")
        self.end = Button(_("Tutup halaman"), "x", "danger", spoken=_("Tutup halaman untuk HP"))
        self.close_dialog = Button(_("Selesai"), "", "primary")
        self._door = QWidget()
        self._build(title)
        model.changed.connect(self._render)
        self.again.clicked.connect(model.ask)
        self.end.clicked.connect(model.end)
        self.folder.clicked.connect(self._take_folder)
        self.close_dialog.clicked.connect(self.accept)
        self._render()
        watch(self._measure)

    def showEvent(self, event: QShowEvent) -> None:
        """Open as high as the words need at this width."""
        super().showEvent(event)
        self._fit()
        # Not on *Tutup halaman*: Enter must never end the page by accident.
        self.close_dialog.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, title: str) -> None:
        column = Column(self, Size.GAP_12, even(Size.GAP_20))
        column.addWidget(Label(_("Buka di HP"), Role.SECTION))
        column.addWidget(Label(title, Role.TABLE, "ink2", wrap=True))
        column.addWidget(self._state)
        column.addWidget(self.notice)
        column.addWidget(self._door)
        row = Row(self._door, Size.GAP_20)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = Column(gap=Size.GAP_4)
        words.addWidget(Label(_("1. Arahkan kamera HP ke kotak ini, lalu buka alamatnya."), wrap=True))
        words.addWidget(Label(_("2. Posting gambar dan teksnya dari HP."), wrap=True))
        words.addWidget(Label(_("3. Kirim buktinya dari HP. Daftar di sini ikut berubah."), wrap=True))
        words.addSpacing(px(Size.GAP_8))
        words.addWidget(Label(_("Tanpa kamera, ketik di HP:"), Role.CAPTION, "ink2"))
        for label in (self.address, self.code):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            words.addWidget(label)
        words.addSpacing(px(Size.GAP_8))
        words.addWidget(self._until)
        words.addStretch(1)
        row.addLayout(words, 1)
        foot = Row(gap=Size.GAP_8, margins=(Size.NONE, Size.GAP_8, Size.NONE, Size.NONE))
        foot.addWidget(self.end)
        foot.addStretch(1)
        for button in (self.folder, self.again, self.close_dialog):
            foot.addWidget(button)
        column.addLayout(foot)

    def _render(self) -> None:
        model, door = self.model, self.model.door
        asking = model.stage is PhoneStage.ASKING
        self._state.setText(_("Menyiapkan halaman di server kecamatan") if asking else "")
        reveal(self._state, asking)
        lines = []
        if model.offline and self._folder_there:
            lines.append(_("Tanpa jaringan, pilih Bawa ke HP: gambar dan teks ditaruh dalam folder untuk disalin."))
        if door is not None and door.only_here and not model.words:
            self.notice.say(_("Alamat server ini hanya untuk komputer ini, jadi HP lain belum dapat membukanya."))
        else:
            self.notice.say(model.words, lines)
        reveal(self._door, door is not None)
        if door is not None and model.picture is not None:
            self._show(model.picture)
            self.address.setText(door.address.partition("://")[2])
            self.address.setAccessibleName(_("Alamat: {address}").format(address=door.address))
            self.code.setText(_in_lines(door.code))
            self.code.setAccessibleName(_("Kode: {code}").format(code=door.code))
            self._until.setText(model.until)
        reveal(self.again, model.stage in (PhoneStage.REFUSED, PhoneStage.ENDED))
        self.again.set_face(_("Buka lagi") if model.stage is PhoneStage.ENDED else _("Coba lagi"), "arrows-clockwise")
        reveal(self.folder, self._folder_there and model.offline)
        reveal(self.end, door is not None)
        self._fit()
        # Words that were just set know how high they are only once they stand at their width.
        QTimer.singleShot(0, self, self._fit)

    def _show(self, image: QImage) -> None:
        from PySide6.QtGui import QPixmap

        side = px(Size.PREVIEW)
        ratio = self.devicePixelRatioF()
        # Whole pixels a module: a QR that was smoothed is slow to read for a cheap camera.
        modules = image.width() // 8
        each = max(1, int(side * ratio) // modules)
        pixmap = QPixmap.fromImage(image.scaled(modules * each, modules * each))
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)

    def _take_folder(self) -> None:
        self.wants_folder = True
        self.folder_asked.emit()
        self.accept()

    def _fit(self) -> None:
        self.fit()

    def _measure(self) -> None:
        self.setFixedWidth(px(Size.DIALOG_WIDE))
        self.picture.setFixedWidth(px(Size.PREVIEW))
        if self.model.picture is not None:
            self._show(self.model.picture)


def _in_lines(code: str) -> str:
    """The groups of a code in two lines, so that the eye keeps its place."""
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    return "-".join(groups[:half]) + "-\n" + "-".join(groups[half:])
