"""Jadwal: the year of duties at the left, the chosen one at the right; changes behind forms, the sheet for the wall."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from sipa_core.domain.dates import local_date
from sipa_core.domain.duties import month_after
from sipa_core.messages import _
from sipa_desktop.services.schedule_sheet import GROUPS, LEGEND
from sipa_desktop.services.schedule_views import DateCell, DutyLine, Group, TypeOffer, YearView
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages import PageContext
from ui.pages.schedule.dialogs import ask_change, ask_new, ask_remind
from ui.pages.schedule.side_panel import SidePanel
from ui.pages.schedule.types_dialog import TypesDialog
from ui.pages.schedule.view_model import ScheduleModel
from ui.runtime.following import FollowingView
from ui.widgets.boxes import Column, Row
from ui.widgets.button import Button
from ui.widgets.card import EdgeCard
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.event_form import ask_event
from ui.widgets.flow import Flow
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.question import Question
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.state_stack import StateStack
from ui.widgets.year_grid import MONTHS, DayLegend, GridRow, GridTile, YearGrid


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return SchedulePage(context)


class SchedulePage(FollowingView):
    """`question` is the form that is open, for whoever drives the page from outside."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = ScheduleModel(context, self)
        self.follow(self.model)
        self.question: Question | None = None
        self._opening: tuple[str, str] | None = None
        """The duty and period whose form is asked for and that is being read."""
        self.dialog: TypesDialog | None = None
        self.header = PageHeader(_("Jadwal"))
        self.years: Segmented | None = None
        self._years = Row(gap=Size.NONE)
        self.print = Button(_("Cetak"), "printer", key="Ctrl+P")
        self.types = Button(_("Jenis laporan"), "file-text")
        self.add = Button(_("Tambah kewajiban"), "plus", "primary", key="Ctrl+N")
        self.grid = YearGrid()
        self.side = SidePanel()
        self._card = EdgeCard()
        self._stack = StateStack(self._content())
        self._build()
        self._connect()
        watch(self._measure)

    def new_item(self) -> None:
        """Ask for a new duty (Ctrl+N)."""
        self.model.ask_offers()

    def print_page(self) -> None:
        """Show the year on paper: to be looked at, printed or saved (Ctrl+P)."""
        view = self.model.view
        if view is not None:
            make = partial(self._context.desk.schedule.sheet, view.year)
            title = _("Jadwal {year}").format(year=view.year)
            dialog = DocumentDialog(self._context.runner, title, [(str(view.year), make)], self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def panels(self) -> tuple[QWidget, ...]:
        """Return the panels that F6 goes through."""
        return (self.header, self.grid, self.side)

    def _build(self) -> None:
        holder = QWidget()
        holder.setLayout(self._years)
        self.header.add_action(holder)
        self.header.add_action(self.types)
        self.header.add_action(self.print)
        self.header.add_action(self.add)
        whole = Column(self, Size.NONE)
        whole.addWidget(self.header)
        whole.addWidget(self._stack, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.grid)

    def _content(self) -> QWidget:
        left = Pane("canvas", None, Size.GAP_8, (Size.GAP_20, Size.GAP_4, Size.GAP_16, Size.GAP_8))
        self._card.column.addWidget(self.grid)
        left.column.addWidget(self._card, 100)
        legend = QWidget()
        flow = Flow(legend, Size.GAP_12, spread=True)
        for state, words in LEGEND.items():
            pair = QWidget()
            row = Row(pair, Size.GAP_6)
            row.addWidget(DayLegend(GridTile("", "14", state.value)))
            row.addWidget(Label(_(words), Role.CAPTION, "ink2"))
            flow.addWidget(pair)
        flow.addWidget(Label(_("* hanya masa ini"), Role.CAPTION, "ink2"))
        left.column.addWidget(legend)
        left.column.addStretch(1)
        panel = Pane("panel", Size.SIDE_CARDS)
        panel.column.addWidget(self.side, 1)
        self.panes = Panes([(_("Setahun"), left), (_("Rincian"), panel)])
        return self.panes

    def _connect(self) -> None:
        model = self.model
        model.changed.connect(self._show)
        model.duty_changed.connect(self._show_duty)
        model.said.connect(self._context.toast)
        model.refused.connect(self._refuse)
        model.offered.connect(self._ask_new)
        self.print.clicked.connect(self.print_page)
        self.add.clicked.connect(self.new_item)
        self.grid.chosen.connect(self._choose)
        self.grid.opened.connect(self._opened)
        self.side.change_asked.connect(self._ask_change)
        self.side.reminder_switched.connect(model.remind)
        self.side.remind_asked.connect(self._ask_remind)
        self.side.use_asked.connect(model.use)
        self.side.event_asked.connect(self._ask_event)
        self.side.cancel_asked.connect(model.cancel_event)
        self.types.clicked.connect(self.make_types)
        self._stack.acted.connect(lambda _which: model.load())

    def _show(self) -> None:
        view = self.model.view
        if view is None:
            if self.model.fault:
                self._stack.show_error(self.model.fault)
            return
        self.header.set_state(self.model.fault or view.words)
        self._show_years(view)
        if not view.lines:
            self._show_empty(view)
            return
        chosen = self.model.chosen
        self.grid.set_year(rows_of(view), view.month, "/".join(chosen) if chosen is not None else "")
        self._measure()
        self._stack.show_content()

    def _show_empty(self, view: YearView) -> None:
        words = _("Tidak ada kewajiban pada tahun {year}.").format(year=view.year)
        self._stack.show_empty(
            words, detail=_("Pilih tahun lain, atau tekan F5 untuk menyambung."), icon="calendar-blank"
        )

    def _show_years(self, view: YearView) -> None:
        keys = [str(year) for year in view.years]
        if self.years is None or [*self.years_shown()] != keys:
            if self.years is not None:
                self._years.removeWidget(self.years)
                self.years.deleteLater()
            self.years = Segmented([Choice(key, key) for key in keys], _("Tahun"))
            self.years.changed.connect(lambda key: self.model.choose_year(int(key)))
            self._years.addWidget(self.years)
            self._shown = keys
        self.years.set_current(str(view.year))

    def years_shown(self) -> tuple[str, ...]:
        """Return the years that can be chosen."""
        return tuple(getattr(self, "_shown", ()))

    def _choose(self, row: str, tile: str) -> None:
        self.model.choose(row, tile)
        if self._opening != self.model.chosen:
            self._opening = None  # who went on to another duty wants the form of neither

    def _show_duty(self) -> None:
        self.side.show_duty(self.model.duty)
        if self._opening != self.model.chosen:
            self._opening = None  # another year, or an event of another duty, was chosen meanwhile
        elif self._opening is not None and self.model.ready is not None:
            self._ask_change()

    def _refuse(self, words: str) -> None:
        self.side.problem.say(words)
        if words:
            self._opening = None
            self.panes.show_pane(1)

    def _opened(self, _row: str, _tile: str) -> None:
        self.panes.show_pane(1)
        if self.model.ready is not None:
            self._ask_change()
        else:
            self._opening = self.model.chosen  # it is being read; the form of the one before must not come for it

    def _ask_change(self) -> None:
        self._opening = None
        duty = self.model.ready
        if duty is not None:
            self.side.problem.say("")
            self.question = ask_change(self, duty, partial(self.model.change, duty.duty))

    def _ask_event(self) -> None:
        duty = self.model.ready
        if duty is not None:
            self.side.problem.say("")
            today = local_date(self._context.now(), self._context.zone).isoformat()
            due = _("Batas: {rule}.").format(rule=duty.rule_words)
            villages = [pair for pair in duty.villages if pair[0] not in duty.skip_villages]
            self.question = ask_event(self, duty.name, due, today, partial(self.model.record_event, duty), villages)

    def make_types(self) -> None:
        """Open the report types of the kecamatan."""
        self.dialog = TypesDialog(self._context, self)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()

    def _ask_remind(self) -> None:
        duty = self.model.ready
        if duty is not None and duty.missing:
            self.side.problem.say("")
            self.question = ask_remind(self, duty, partial(self.model.remind_villages, duty.duty, duty.period))

    def _ask_new(self, offers: tuple[TypeOffer, ...]) -> None:
        self.side.problem.say("")
        if not offers:
            words = _("Semua jenis laporan yang dapat diisi sudah diminta. Ubah batasnya lewat Ubah batas.")
            self.side.problem.say(words)
            return
        today = local_date(self._context.now(), self._context.zone)
        self.question = ask_new(self, offers, month_after(today).isoformat(), self.model.add)

    def _measure(self) -> None:
        whole = self.grid.natural_height() + 4 * px(Size.HAIR)
        self._card.setMaximumHeight(whole)
        self._card.setMinimumHeight(min(whole, px(Size.PREVIEW)))


def rows_of(view: YearView) -> tuple[GridRow, ...]:
    """Return the rows of the grid, with a title before each group."""
    rows: list[GridRow] = []
    group: Group | None = None
    for line in view.lines:
        if line.group is not group:
            group = line.group
            rows.append(GridRow(f"group/{group}", _(GROUPS[group])))
        months = tuple(_month(line, month) for month in range(1, MONTHS + 1))
        rows.append(GridRow(line.key, line.name, months, line.note))
    return tuple(rows)


def _month(line: DutyLine, month: int) -> tuple[GridTile, ...]:
    return tuple(_tile(cell) for cell in line.cells if cell.due.month == month)


def _tile(cell: DateCell) -> GridTile:
    return GridTile(f"{cell.duty}/{cell.period}", str(cell.due.day), cell.state.value, cell.moved, cell.words)
