"""The two buttons that take the matrix out of the program: to the printer, and into a table for Excel."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.pages import PageContext
from ui.pages.overview.view_model import OverviewModel
from ui.runtime.faults import sentence_of
from ui.widgets.boxes import Row
from ui.widgets.button import Button
from ui.widgets.document_dialog import DocumentDialog, choose_place
from ui.widgets.question import Answer, Question


class TakeAway(QWidget):
    """Cetak and Simpan XLSX of the rows in sight, as the person filtered and ordered them."""

    def __init__(self, context: PageContext, model: OverviewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._model = context, model
        self._files = context.desk.overview_files
        self.print = Button(_("Cetak"), "printer", height="dense")
        self.print.setToolTip("Ctrl+P")
        self.save = Button(_("Simpan XLSX"), "file-xls", height="dense")
        row = Row(self, Size.GAP_8)
        row.addWidget(self.save)
        row.addWidget(self.print)
        self.print.clicked.connect(self.print_sheet)
        self.save.clicked.connect(self.save_table)
        model.changed.connect(self._dress)
        self._dress()

    def print_sheet(self) -> None:
        """Show the matrix as a sheet of paper."""
        matrix = self._model.shown
        if matrix is not None:
            make = partial(self._files.sheet_of, matrix)
            dialog = DocumentDialog(self._context.runner, matrix.title, [(matrix.half.label, make)], self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def save_table(self) -> None:
        """Ask for a place and write the table there."""
        matrix = self._model.shown
        if matrix is None:
            return
        name = self._files.table_name(matrix)
        path = choose_place(self, _("Simpan XLSX"), name, _("Tabel Excel (*.xlsx)"))
        if path is not None:
            self.save.setEnabled(False)
            job = partial(self._files.save_table, path, matrix)
            self._context.runner.query(job, partial(self._saved, path), self._not_saved, owner=self)

    def _saved(self, path: Path, _nothing: None) -> None:
        self._dress()
        words = _("{file} tersimpan di {place}.")
        self._context.toast(words.format(file=path.name, place=path.parent.name or str(path.parent)))

    def _not_saved(self, fault: Exception) -> None:
        self._dress()
        answers = [Answer("close", _("Tutup"))]
        told = Question(_("Tabel belum tersimpan"), sentence_of(fault), answers, "close", parent=self)
        told.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        told.open()

    def _dress(self) -> None:
        ready = self._model.matrix is not None and bool(self._model.matrix.rows)
        self.print.setEnabled(ready)
        self.save.setEnabled(ready)
