"""Forms in Excel, from the list of reports: one is written for a duty, a filled one becomes a draft once seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.imports.forms import FormFault
from sipa_core.media.names import titled
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.forms import FormPreview
from sipa_desktop.services.reports_views import DutyRow, ReportEdit
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages import PageContext
from ui.runtime.faults import sentence_of
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Scroller
from ui.widgets.document_dialog import choose_place
from ui.widgets.label import Label
from ui.widgets.question import Answer, Question

FAULTS_SHOWN = 50
_ROWS = 5


def choose_form(parent: QWidget) -> Path | None:
    """Let the person choose a filled form; None when they chose none."""
    name = file_choice.file(parent, _("Pilih formulir"), "", _("Formulir Excel (*.xlsx *.ods)"))
    return Path(name) if name else None


class FormWork(QObject):
    """`made` gives the draft that a form was read into; `said` a sentence about a form that was written."""

    made = Signal(str)
    said = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._runner, self._forms, self._window = context.runner, context.desk.workbooks, parent

    def write(self, duty: DutyRow) -> None:
        """Ask where the form of a duty goes, and write it."""
        name = titled(_("Formulir {title}").format(title=duty.title))
        path = choose_place(self._window, _("Simpan formulir"), f"{name}.xlsx", _("Tabel Excel (*.xlsx)"))
        if path is not None:
            job = partial(self._forms.write, duty.template_key, duty.period, path, duty.ordinal)
            self._runner.query(job, partial(self._written, path), self._failed, owner=self)

    def ask(self) -> None:
        """Let the person choose a filled form, and show what it says."""
        path = choose_form(self._window)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Show what a filled form says; nothing enters by that."""
        self._runner.query(partial(self._forms.read, path), self._show, self._failed, owner=self)

    def _written(self, path: Path, answer: str | Refused) -> None:
        if isinstance(answer, Refused):
            self._tell(answer.words)
        else:
            words = _("{file} tersimpan. Isi di komputer mana pun, lalu baca lagi di sini.")
            self.said.emit(words.format(file=path.name))

    def _show(self, shown: FormPreview | Refused) -> None:
        if isinstance(shown, Refused):
            self._tell(shown.words)
            return
        sections = ", ".join(f"{title}: {n}" for title, n in shown.reading.filled if n)
        said = _("{words} Belum ada yang berubah.").format(words=shown.words)
        body = f"{said} {sections}." if sections else said
        answers = [Answer("cancel", _("Batal"))]
        if shown.taken:
            answers.append(Answer("enter", _("Masukkan"), "primary", "download-simple"))
        content = _Faults(shown.faults) if shown.faults else None
        dialog = Question(shown.title, body, answers, "cancel", content, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._create, shown))
        dialog.open()

    def _create(self, shown: FormPreview) -> None:
        self._runner.command(partial(self._forms.create, shown), self._created, self._failed, owner=self)

    def _created(self, answer: ReportEdit | Refused) -> None:
        if isinstance(answer, Refused):
            self._tell(answer.words)
        else:
            self.made.emit(answer.draft_id)

    def _failed(self, fault: Exception) -> None:
        self._tell(sentence_of(fault))

    def _tell(self, words: str) -> None:
        answers = [Answer("close", _("Tutup"))]
        dialog = Question(_("Formulir belum dibaca"), words, answers, "close", None, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class _Faults(QWidget):
    """The cells that were not understood: where, what stands there, and why it stays out."""

    def __init__(self, faults: Sequence[FormFault]) -> None:
        super().__init__()
        self._scroller = Scroller(Size.GAP_8)
        for fault in faults[:FAULTS_SHOWN]:
            text = f"{fault.where}: “{fault.text}”" if fault.text else fault.where
            self._scroller.column.addWidget(Label(text, Role.TABLE_STRONG, wrap=True))
            self._scroller.column.addWidget(Label(fault.reason, Role.TABLE, "ink2", wrap=True))
        if len(faults) > FAULTS_SHOWN:
            words = _("dan {n} lainnya").format(n=len(faults) - FAULTS_SHOWN)
            self._scroller.column.addWidget(Label(words, Role.CAPTION, "ink2"))
        self._scroller.column.addStretch(1)
        self._rows = min(len(faults), _ROWS)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._scroller)
        watch(self._measure)

    def _measure(self) -> None:
        self._scroller.setFixedHeight(self._rows * px(Size.ROW_CHECKLIST) + px(Size.GAP_12))
