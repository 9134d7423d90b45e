"""Contoh dokumen: the kecamatan's own files for letterhead, words and signatures, here and in its villages."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from sipa_core.messages import N_, _
from sipa_desktop.errors import Refused
from sipa_desktop.services.template_files import OwnFile, TemplateKind
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Line, Row, empty_layout, reveal
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.document_dialog import choose_place
from ui.widgets.flow import Flow
from ui.widgets.label import Label
from ui.widgets.notice import Notice
from ui.widgets.select import Select

SAMPLE = "contoh-dokumen.docx"
FOR_ALL = N_(
    "Kecamatan dapat mengganti kop, alamat, bab, tanda tangan, lambang, atau seluruh contoh Word. Berkas dicoba dulu, "
    "lalu dikirim ke semua desa. Paling besar 256 KB."
)
FOR_THIS_PC = N_(
    "Contoh dari kecamatan dipakai dengan sendirinya. Berkas yang dipilih di sini hanya untuk komputer ini, dan "
    "didahulukan. Berkas dicoba dulu sebelum dipakai."
)


class PapersView(QWidget):
    """The section: which files count, one more, and the shipped sample to begin with."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._files = context, context.desk.template_files
        self.notice = Notice()
        self.kind = Select(_("Untuk jenis laporan"))
        self.take = Button(_("Pilih berkas"), "file-text", height="dense", spoken=_("Pilih berkas contoh dokumen"))
        self.sample = Button(_("Simpan contoh Word"), "download-simple", height="dense")
        self._sends = False
        self._about = Label("", Role.TABLE, "ink2", wrap=True)
        self._none = Label(_("Semua dokumen memakai bawaan aplikasi."), Role.TABLE, "ink2", wrap=True)
        self._rows = Column(gap=Size.GAP_8)
        self._build()
        self.take.clicked.connect(self._choose)
        self.sample.clicked.connect(self._save_sample)
        context.runner.query(self._files.kinds, self._show_kinds, self._failed, owner=self)
        self.load()

    def load(self) -> None:
        """Read again which files count."""
        self._context.runner.query(self._read, self._show, self._failed, owner=self)

    def _read(self) -> tuple[bool, tuple[OwnFile, ...]]:
        return self._files.sends(), self._files.listed()

    def _build(self) -> None:
        used = Card(_("Yang dipakai"), gap=Size.GAP_12)
        used.column.addWidget(self._none)
        used.column.addLayout(self._rows)
        more = Card(_("Contoh dokumen kecamatan"), gap=Size.GAP_12)
        more.column.addWidget(self._about)
        more.column.addWidget(Label(_("Untuk jenis laporan"), Role.TABLE_STRONG))
        row = Flow(gap=Size.GAP_12)
        for part in (self.kind, self.take, self.sample):
            row.addWidget(part)
        more.column.addLayout(row)
        column = Column(self, Size.GAP_16)
        for card in (self.notice, more, used):
            column.addWidget(card)
        column.addStretch(1)

    def _show_kinds(self, kinds: tuple[TemplateKind, ...]) -> None:
        for one in kinds:
            self.kind.addItem(one.label, one.key)

    def _show(self, found: tuple[bool, tuple[OwnFile, ...]]) -> None:
        self._sends, files = found
        self._about.setText(_(FOR_ALL) if self._sends else _(FOR_THIS_PC))
        empty_layout(self._rows)
        for at, one in enumerate(files):
            if at:
                self._rows.addWidget(Line())
            row = Row(gap=Size.GAP_12)
            said = Column(gap=Size.NONE)
            said.addWidget(Label(one.words, Role.TABLE_STRONG, wrap=True))
            said.addWidget(Label(f"{one.name} · {one.source}", Role.CAPTION, "ink2", wrap=True))
            row.addLayout(said, 1)
            self._rows.addLayout(row)
            if not one.own:
                continue
            drop = Button(
                _("Pakai bawaan"), height="dense", spoken=_("Pakai bawaan untuk {what}").format(what=one.words)
            )
            drop.clicked.connect(partial(self._drop, one.name))
            row.addWidget(drop)
        reveal(self._none, not files)

    def _choose(self) -> None:
        kinds = _("Contoh dokumen (*.docx *.toml *.typ *.png *.jpg *.jpeg)")
        chosen = file_choice.file(self, _("Pilih berkas contoh dokumen"), "", kinds)
        if chosen:
            work = partial(self._files.take, Path(chosen), str(self.kind.currentData()))
            self._context.runner.query(work, self._taken, self._failed, owner=self)

    def _taken(self, answer: OwnFile | Refused) -> None:
        if isinstance(answer, Refused):
            self.notice.say(answer.words)
            return
        self.notice.say("")
        words = _("{words} dipakai mulai sekarang.").format(words=answer.words)
        self._context.toast(
            f"{words} {_('Semua desa menerimanya saat tersambung atau lewat USB.')}" if self._sends else words
        )
        self.load()

    def _drop(self, name: str) -> None:
        self._context.runner.query(partial(self._files.drop, name), self._dropped, self._failed, owner=self)

    def _dropped(self, _nothing: None) -> None:
        self.notice.say("")
        self._context.toast(_("Dokumen memakai bawaan aplikasi lagi."))
        self.load()

    def _save_sample(self) -> None:
        path = choose_place(self, _("Simpan contoh Word"), SAMPLE, _("Dokumen Word (*.docx)"))
        if path is not None:
            done = partial(self._sample_saved, path)
            self._context.runner.query(partial(self._files.sample, path), done, self._failed, owner=self)

    def _sample_saved(self, path: Path, _nothing: None) -> None:
        self.notice.say("")
        self._context.toast(_("{file} tersimpan. Ubah di Word, lalu pilih di sini.").format(file=path.name))

    def _failed(self, fault: Exception) -> None:
        self.notice.say(sentence_of(fault))
