"""The panel at the left of the editor: the sections of the report, how far it is filled, and when it is due."""

from __future__ import annotations

from PySide6.QtCore import Signal

from sipa_core.domain.dates import format_date
from sipa_core.domain.templates import SectionState
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_desktop.services.reports_views import ReportEdit, SectionView
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.bar import Bar
from ui.widgets.boxes import Column, reveal, sides
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.outline_list import OutlineList, Section
from ui.widgets.pane import Pane

SETTLED = (ReportState.TERKIRIM, ReportState.DIPERIKSA, ReportState.DISETUJUI, ReportState.TERBIT)


class OutlinePane(Pane):
    """`chosen` gives the key of the section to which the person moved; `take_asked` wants to fill it from another
    report."""

    chosen = Signal(str)
    take_asked = Signal()

    def __init__(self) -> None:
        super().__init__("side", Size.OUTLINE, Size.GAP_6, (Size.NONE, Size.GAP_12, Size.NONE, Size.GAP_16))
        self.list = OutlineList()
        self.list.chosen.connect(self.chosen)
        self._progress = Label("", Role.TABLE_STRONG)
        self._bar = Bar()
        self._due = Label("", Role.CAPTION, "ink2", wrap=True)
        foot = Column(gap=Size.GAP_6, margins=sides(Size.GAP_16, Size.NONE))
        self.take = Button(_("Ambil isian"), "copy", height="dense")
        self.take.setAccessibleDescription(_("Ambil teks dan angka dari laporan lain"))
        self.take.clicked.connect(self.take_asked)
        for part in (self.take, self._progress, self._bar, self._due):
            foot.addWidget(part)
        self.column.addWidget(self.list, 1)
        self.column.addLayout(foot)

    def show_report(self, edit: ReportEdit) -> None:
        """Show the sections with their states, open notes first."""
        open_numbers = {note.number for note in edit.notes if not note.fixed}
        self.list.set_sections([_section(view, open_numbers) for view in edit.sections])
        reveal(self.take, edit.editable)
        self._progress.setText(_("Terisi {n} dari {m} bagian").format(n=edit.filled, m=edit.total))
        self._bar.set_share(edit.filled / edit.total if edit.total else 0.0)
        self._due.setText(_due_words(edit))
        self._due.set_tone("late" if edit.late else "ink2")


def _due_words(edit: ReportEdit) -> str:
    """The due day; how far it lies says something only while the report is still to be delivered."""
    if edit.due is None or edit.state not in SETTLED:
        return edit.due_words
    return _("Batas {day}").format(day=format_date(edit.due))


def _section(view: SectionView, open_numbers: set[int]) -> Section:
    note = min((number for number in view.note_numbers if number in open_numbers), default=None)
    return Section(view.key, view.title, view.state is SectionState.FILLED, note, view.carried > 0)
