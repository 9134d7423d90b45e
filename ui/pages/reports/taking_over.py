"""Lets a person fill a report from another one: asks which, takes it over, and says what must be looked at."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.take_over import Source, Taken
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.reports.editor_model import EditorModel
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Column
from ui.widgets.label import Label
from ui.widgets.question import Answer, Question
from ui.widgets.select import Select


class TakingOver(QObject):
    """Asks over the window `parent`; what is taken comes back through the model like any other change."""

    def __init__(self, context: PageContext, model: EditorModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._model = model
        self._window = parent

    def ask(self) -> None:
        """Offer the reports that have something for the open one, once what was typed is saved."""
        self._model.after_saved(self._look)

    def confirm(self, paths: tuple[str, ...]) -> None:
        """Say that places which were taken over are right."""
        edit = self._model.edit
        if edit is not None and paths:
            job = partial(self._context.desk.take_over.confirm, edit.draft_id, paths)
            self._context.runner.command(job, lambda _done: None, self._failed, owner=self)

    def _look(self) -> None:
        edit = self._model.edit
        if edit is not None:
            job = partial(self._context.desk.take_over.sources, edit.draft_id)
            self._context.runner.query(job, self._offer, self._failed, owner=self)

    def _offer(self, answer: tuple[Source, ...] | Refused) -> None:
        if isinstance(answer, Refused):
            self._context.toast(answer.words)
            return
        if not answer:
            self._context.toast(_("Belum ada laporan lain yang dapat mengisi bagian kosong di laporan ini."))
            return
        content = _Choice(answer)
        dialog = Question(
            _("Ambil isian dari laporan mana?"),
            _("Hanya bagian yang masih kosong yang terisi. Isian Anda tidak diganti."),
            [Answer("no", _("Batal")), Answer("take", _("Ambil"), "primary", "copy")],
            "no",
            content,
            self._window,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._take(content.chosen))
        dialog.open()

    def _take(self, source_id: str) -> None:
        edit = self._model.edit
        if edit is not None:
            job = partial(self._context.desk.take_over.take, edit.draft_id, source_id)
            self._context.runner.command(job, self._taken, self._failed, owner=self)

    def _taken(self, answer: Taken | Refused) -> None:
        self._context.toast(answer.words)

    def _failed(self, fault: Exception) -> None:
        self._context.toast(sentence_of(fault))


class _Choice(QWidget):
    """The reports to choose from, and in words what the chosen one brings."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        super().__init__()
        self._sources = sources
        self._select = Select(_("Laporan"))
        self._about = Label("", Role.CAPTION, "ink2", wrap=True)
        column = Column(self, Size.GAP_6)
        column.addWidget(self._select)
        column.addWidget(self._about)
        for source in sources:
            self._select.addItem(source.title, source.id)
        self._select.currentIndexChanged.connect(self._tell)
        self.setFocusProxy(self._select)
        self._tell(0)

    @property
    def chosen(self) -> str:
        """Return the id of the chosen report."""
        return str(self._select.currentData())

    def _tell(self, at: int) -> None:
        source = self._sources[max(at, 0)]
        later = "" if source.same_year else _("Isian itu ditandai sampai Anda mengubahnya atau menyatakan sudah benar.")
        self._about.setText(f"{source.words}. {later}".strip())
