"""The window of the first run: server address and code in, whose computer this is out.

It says that the computer is registered only after the server has said so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSysInfo, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from sipa_core.messages import _
from sipa_core.sync.enrolment_file import SUFFIX
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import look, px, watch
from ui.design.type import Role
from ui.pages.setup.view_model import SetupModel, Stage
from ui.runtime.tasks import Runner
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Row, reveal
from ui.widgets.brand_pane import BrandPane
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.code_field import CodeField
from ui.widgets.field import Field
from ui.widgets.label import IconLabel, Label
from ui.widgets.lock_frame import first_run_steps, form, line_with
from ui.widgets.office_form import OfficeForm
from ui.widgets.segmented import Choice, Segmented

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

MAX_NAME = 60
_CODE, _FILE = "code", "file"


class SetupWindow(QWidget):
    """`finished` when the person goes on to the desk after the registration, `practice_asked` when they want to try
    SIPA with invented data first.
    """

    finished = Signal()
    practice_asked = Signal()
    restore_asked = Signal()
    """The data of this office lie in a copy: nothing is to be registered."""

    def __init__(self, desk: Desk, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("SIPA Desktop")
        self.setWindowIcon(icons.window_icon())
        self._desk, self._runner = desk, runner
        self.model = SetupModel(desk, runner, self)
        self._brand = BrandPane(_("Menyiapkan komputer kantor"), first_run_steps())
        self._server = QLineEdit()
        self._server.setPlaceholderText("https://sipa.contoh.go.id")
        self._code = CodeField()
        self._name = QLineEdit(QSysInfo.machineHostName()[:MAX_NAME])
        self._name.setMaxLength(MAX_NAME)
        self._server_field = Field(
            _("Alamat server kecamatan"), self._server, _("Tertulis di lembar pendaftaran dari kecamatan.")
        )
        self._code_field = Field(
            _("Kode pendaftaran"), self._code, _("8 huruf dan angka. Tidak ada huruf O, I atau angka 0, 1, 4, 5.")
        )
        self._name_field = Field(_("Nama komputer"), self._name, _("Supaya kecamatan tahu komputer mana yang dipakai."))
        ways = (Choice(_CODE, _("Pakai kode")), Choice(_FILE, _("Pakai berkas USB")))
        self._way = Segmented(ways, _("Cara mendaftar"))
        self._choose = Button(_("Pilih berkas"), "folder-open", height="large")
        self._file_field = Field(
            _("Berkas pendaftaran"),
            self._choose,
            _("Di USB. Desa: folder pendaftaran, tanpa jaringan. Kecamatan: folder kecamatan, server menyala."),
        )
        self._choose.setAccessibleName(_("Pilih berkas"))
        self._file_words = Label("", Role.TABLE_STRONG, "good", wrap=True)
        self._intro = Label("", tone="ink2", wrap=True)
        self._message = _Message()
        self._go = Button(_("Daftarkan"), "arrow-right", "primary", "large", key="Enter")
        self._open = Button(_("Buka SIPA"), "arrow-right", "primary", "large", key="Enter")
        self._check = Button(_("Periksa sambungan"), "cloud-check", height="large")
        self._practise = Button(_("Coba latihan dulu"), "question", "link")
        self._restore = Button(_("Pulihkan dari cadangan"), "clock-counter-clockwise", "link")
        self._look_over = Button(_("Periksa data kantor"), "buildings", height="large")
        self._later = Button(_("Nanti saja"), height="large", spoken=_("Nanti saja, buka SIPA"))
        self._found = Label("", Role.TABLE, "good", wrap=True)
        self._fetch = Label("", Role.TABLE, "ink2", wrap=True)
        self._office: OfficeForm | None = None
        self._left: QWidget | None = None
        self._office_page = QWidget()
        self._hello = Label("", Role.KPI_DENSE, wrap=True)
        self._place = Label("", wrap=True)
        self._secrets = Label("", Role.TABLE, "ink2", wrap=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._form())
        self._stack.addWidget(self._result())
        self._stack.addWidget(self._office_page)
        row = Row(self, Size.NONE)
        row.addWidget(self._brand)
        row.addWidget(self._stack, 1)
        self._connect()
        self._render()
        self.resize(Size.WINDOW_WIDTH.pixels, Size.WINDOW_HEIGHT.pixels)
        watch(self._measure)
        self._server.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the window go; a registration under way ends by itself and can be repeated with the same code."""
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the form where both halves have none."""
        super().resizeEvent(event)
        self._measure()

    def _form(self) -> QWidget:
        key = Label(_("Kunci disimpan hanya di komputer ini."), Role.TABLE, "ink2", wrap=True)
        trying = _("Belum punya kode? Latihan memakai data rekaan dan tidak mengirim apa pun.")
        having = _("Komputer lama rusak atau diganti, dan ada cadangannya?")
        return form(
            _("Daftarkan komputer ini"),
            "",
            [
                *(self._intro, self._way, self._message, self._server_field, self._found, self._code_field),
                *(self._file_field, self._file_words, self._name_field),
            ],
            [self._check, self._go],
            [IconLabel("lock-simple", Size.ICON_SMALL), key],
            [line_with(trying, self._practise), line_with(having, self._restore)],
        )

    def _result(self) -> QWidget:
        card = Card()
        row = Row(gap=Size.GAP_12)
        row.addWidget(IconLabel("check-circle", Size.ICON_ROW, "disetujui_fg", icons.FILL))
        row.addWidget(self._place, 1)
        card.column.addLayout(row)
        doubt = _("Bila nama atau tempatnya bukan Anda, jangan dipakai dulu. Tanyakan kepada yang memberi kodenya.")
        keys = Row(gap=Size.GAP_8)
        keys.addWidget(IconLabel("key", Size.ICON_SMALL), 0, Qt.AlignmentFlag.AlignTop)
        keys.addWidget(self._secrets, 1)
        parts = [card, Label(doubt, Role.TABLE, "ink2", wrap=True), keys, self._fetch]
        return form(self._hello, "", parts, [self._look_over, self._open])

    def _fill_office(self) -> None:
        """Make the form once the data is here."""
        if self._office is not None:
            return
        self._office = OfficeForm(self._desk, self._runner, _("Simpan dan buka SIPA"))
        self._office.saved.connect(self._office_saved)
        words = _("Dipakai di kop surat, pengesahan, dan alamat pengaduan laporan baru. Dapat diubah di Pengaturan.")
        page = form(_("Periksa data kantor"), words, [self._office], [self._later])
        Column(self._office_page, Size.NONE).addWidget(page)

    def _office_saved(self, _words: str) -> None:
        self.finished.emit()

    def _connect(self) -> None:
        self._go.clicked.connect(self._register)
        self._way.changed.connect(lambda way: self.model.choose_way(way == _FILE))
        self._choose.clicked.connect(self._choose_file)
        self._open.clicked.connect(self.finished)
        self._later.clicked.connect(self.finished)
        self._check.clicked.connect(self._check_line)
        self._look_over.clicked.connect(self.model.look_over)
        self._restore.clicked.connect(self.restore_asked)
        self._practise.clicked.connect(self.practice_asked)
        self._code.unusable.connect(self.model.say_unusable)
        for editor in (self._server, self._code, self._name):
            editor.textEdited.connect(self.model.forget_faults)
            editor.returnPressed.connect(self._register)
        for key in ("Return", "Enter"):
            QShortcut(QKeySequence(key), self._open, self._open.click)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            QShortcut(QKeySequence(keys), self, partial(self._scale, step))
        self.model.changed.connect(self._render)

    def _scale(self, step: int) -> None:
        """Larger or smaller letters, from the first window on."""
        if step:
            look().step_scale(step)
        else:
            look().set(scale=1.0)
        self.model.keep_scale(look().scale)

    def _register(self) -> None:
        if self.model.by_file:
            self.model.register_by_file(self._name.text())
        else:
            self.model.register(self._server.text(), self._code.code, self._name.text())

    def show_file_way(self) -> None:
        """Begin with the way by a file, as the instructions on a stick do."""
        self._way.set_current(_FILE)
        self.model.choose_way(True)

    def _choose_file(self) -> None:
        kinds = _("Berkas pendaftaran (*{suffix})").format(suffix=SUFFIX)
        chosen = file_choice.file_on_stick(self, _("Pilih berkas pendaftaran"), kinds)
        if chosen:
            self.model.read_file(chosen)

    def _check_line(self) -> None:
        self.model.check(self._server.text())

    def _render(self) -> None:
        stage = self.model.stage
        asking, done = stage in (Stage.ASKING, Stage.CHECKING), stage is Stage.DONE
        self._server_field.set_fault(self.model.server_fault)
        self._code_field.set_fault(self.model.code_fault)
        self._message.say(self.model.message)
        by_file = self.model.by_file
        self._intro.setText(
            _("Berkas dari server kecamatan; sekali pakai, untuk satu komputer.")
            if by_file
            else _("Mintalah kode pendaftaran kepada admin kecamatan. Kode berlaku 7 hari.")
        )
        self._file_field.set_fault(self.model.file_fault)
        self._file_words.setText(self.model.file_words)
        ways: tuple[tuple[QWidget, bool], ...] = (
            (self._server_field, not by_file),
            (self._code_field, not by_file),
            (self._check, not by_file),
            (self._file_field, by_file),
            (self._file_words, by_file and bool(self.model.file_words)),
        )
        for widget, shown in ways:
            reveal(widget, shown)
        self._found.setText(self.model.found_words)
        reveal(self._found, bool(self.model.found_words) and not by_file)
        self._hold(asking)
        waits = stage is Stage.ASKING
        self._check.set_face(_("Memeriksa") if stage is Stage.CHECKING else _("Periksa sambungan"), "cloud-check")
        self._go.set_face(
            (_("Mendaftarkan") if by_file else _("Menghubungi server")) if waits else _("Daftarkan"),
            "arrow-right",
            "" if waits else "Enter",
        )
        self._brand.set_step(self._step())
        self._fetch.setText(self.model.fetch_words)
        reveal(self._look_over, self.model.asks_office)
        self._hello.setText(self.model.greeting)
        self._place.setText(self.model.place_words)
        self._secrets.setText(self.model.secrets_words)
        if stage is Stage.OFFICE:
            self._fill_office()
            self._stack.setCurrentIndex(2)
            assert self._office is not None
            self._office.head.setFocus()
            return
        self._stack.setCurrentIndex(1 if done else 0)
        if done:
            self._open.setFocus()
        elif self.model.server_fault:
            self._server.setFocus()
        elif self.model.code_fault:
            self._code.setFocus()

    def _hold(self, asking: bool) -> None:
        """Keep the form still while the server is asked; the focus waits where it was, not on the practice."""
        parts = (self._way, self._server, self._code, self._choose, self._name, self._go, self._check)
        left, focused = self._left, next((part for part in parts if part.hasFocus()), None)
        if asking and focused is not None:
            self._left = focused
            self.setFocus()
        for part in parts:
            part.setEnabled(not asking)
        if not asking and left is not None:
            self._left = None
            left.setFocus()

    def _step(self) -> int:
        """The step at hand, as the left half numbers them."""
        match self.model.stage:
            case Stage.OFFICE:
                return 4
            case Stage.DONE:
                return 4 if self.model.fetching or self.model.fetched else 3
            case _:
                return 3

    def _measure(self) -> None:
        self.setMinimumSize(Size.WINDOW_MIN_WIDTH.pixels, Size.WINDOW_MIN_HEIGHT.pixels)
        reveal(self._brand, self.width() >= px(Size.SETUP_SIDE) + px(Size.PANE_LEAST))


class _Message(Card):
    """A sentence about the way to the server; not there while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("note")
        self._words = Label("", tone="note", wrap=True)
        row = Row(gap=Size.GAP_10)
        row.addWidget(IconLabel("warning-circle", Size.ICON_CONTROL, "on_note", icons.FILL))
        row.addWidget(self._words, 1)
        self.column.addLayout(row)

    def say(self, sentence: str) -> None:
        """Show the sentence, or nothing."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        reveal(self, bool(sentence))
