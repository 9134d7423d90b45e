"""Rekap: title, half-year, key figures, the matrix and its legend. A cell with something in it opens Pemeriksaan."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from sipa_core.messages import _
from sipa_desktop.services.overview_views import Matrix
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.navigation import OpenVillage
from ui.pages import PageContext
from ui.pages.overview.arrange import filter_groups, filter_words
from ui.pages.overview.table import LEGEND, SILENT, columns_of, kpis_of, rows_of, silent_words
from ui.pages.overview.take_away import TakeAway
from ui.pages.overview.view_model import OverviewModel
from ui.runtime.following import FollowingView
from ui.widgets.boxes import Column, reveal
from ui.widgets.card import EdgeCard
from ui.widgets.check_box import Switch
from ui.widgets.copy_alerts import CopyAlerts
from ui.widgets.filter_button import FilterButton
from ui.widgets.kpi_tile import KpiTiles
from ui.widgets.legend import Legend
from ui.widgets.matrix_view import MatrixView
from ui.widgets.page_header import PageHeader
from ui.widgets.select import Select
from ui.widgets.state_stack import EmptyState, StateStack


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return OverviewPage(context)


class OverviewPage(FollowingView):
    """`opened` gives the version that the person went to see."""

    opened = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = OverviewModel(context, self)
        self.follow(self.model)
        self._header = PageHeader(_("Rekap"), dense=True)
        self.filter = FilterButton(_("Saring rekap"))
        self._kelurahan = Switch()
        self._half = Select(_("Semester yang ditampilkan"))
        self._kpis = KpiTiles(dense=True)
        self.matrix = MatrixView()
        self._card = EdgeCard()
        self.copies = CopyAlerts(context.desk, context.runner, context.changes)
        self.copies.look_asked.connect(partial(context.navigator.open, "settings", "copies"))
        self._stack = StateStack(self._content())
        self._header.add_action(self._kelurahan)
        self._header.add_action(self.filter)
        self._header.add_action(self._half)
        self.take_away = TakeAway(context, self.model, self)
        self._header.add_action(self.take_away)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.model.changed.connect(self._show)
        self._kelurahan.toggled.connect(self.model.show_kelurahan)
        self._half.activated.connect(self._half_chosen)
        self.filter.chosen.connect(self.model.filter_by)
        self.matrix.sort_asked.connect(self.model.sort_by)
        self.matrix.opened.connect(self._open)
        self._stack.acted.connect(self._try_again)
        self._kelurahan.hide()
        self._half.hide()
        self.filter.hide()
        watch(self._measure)

    def print_page(self) -> None:
        """Show the matrix on paper (Ctrl+P)."""
        self.take_away.print_sheet()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._header, self.matrix]

    def _content(self) -> QWidget:
        content = QWidget()
        column = Column(content, Size.GAP_8, (Size.GAP_20, Size.NONE, Size.GAP_20, Size.GAP_4))
        self._kpis.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self.copies)
        column.addWidget(self._kpis)
        self._card.column.addWidget(self.matrix)
        self._none = EmptyState("funnel", _("Tidak ada desa yang cocok dengan saringan ini."), _("Hapus saringan"))
        self._none.acted.connect(self._clear_filters)
        self._none.hide()
        column.addWidget(self._none)
        column.addWidget(self._card, 100)
        column.addWidget(Legend(LEGEND, (SILENT, silent_words())))
        column.addStretch(1)
        return content

    def _show(self) -> None:
        matrix = self.model.matrix
        if matrix is None:
            if self.model.fault:
                self._stack.show_error(self.model.fault)
            return
        self._show_head(matrix)
        if not matrix.rows or not matrix.columns:
            self._stack.show_empty(
                _("Daftar desa dan kewajiban belum diterima dari server kecamatan."),
                detail=_("Tekan F5 untuk menyambung sekarang."),
                icon="cloud-slash",
            )
            return
        shown = self.model.shown or matrix
        self._kpis.set_kpis(kpis_of(matrix.strip))
        self.matrix.set_matrix(
            columns_of(shown), rows_of(shown, with_kelurahan=True, silent=self.model.silent), _("Desa")
        )
        self.matrix.set_sorted(*(self.model.order or (None, False)))
        reveal(self._none, not shown.rows)
        reveal(self._card, bool(shown.rows))
        if not self.matrix.currentIndex().isValid():
            self.matrix.setCurrentIndex(self.matrix.matrix.index(0, 0))
        self._measure()
        self._stack.show_content()
        self.setFocusProxy(self.matrix)
        if self.hasFocus():
            self.matrix.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_head(self, matrix: Matrix) -> None:
        self._header.set_title(matrix.title)
        left = filter_words(matrix, self.model.shown or matrix, self.model.with_kelurahan)
        self._header.set_state(self.model.fault or f"{matrix.words} {left}".strip())
        self.filter.set_groups(filter_groups(matrix), self.model.filters)
        self.filter.show()
        self._kelurahan.setText(_("Tampilkan kelurahan ({n})").format(n=matrix.kelurahan))
        self._kelurahan.setVisible(matrix.kelurahan > 0)
        self._kelurahan.updateGeometry()
        halves = [(half.label, half.period) for half in matrix.halves]
        if halves != [(self._half.itemText(at), self._half.itemData(at)) for at in range(self._half.count())]:
            self._half.clear()
            for label, period in halves:
                self._half.addItem(label, period)
        self._half.setCurrentIndex([period for _label, period in halves].index(matrix.half.period))
        self._half.setVisible(len(halves) > 0)

    def _clear_filters(self) -> None:
        self.model.filters.clear()
        self.model.changed.emit()

    def _half_chosen(self, at: int) -> None:
        self.model.choose_half(self._half.itemData(at))

    def _open(self, village: str, column: str) -> None:
        if not column:
            self._context.navigator.open("village", OpenVillage(village))
            return
        version = self.model.version_at(village, column)
        if version is not None:
            self.opened.emit(version)
            self._context.navigator.open("review", version)

    def _try_again(self, _which: str) -> None:
        self.model.load()

    def _measure(self) -> None:
        # The card has a border and a margin of one hairline each, above and below.
        self._card.setMaximumHeight(self.matrix.natural_height() + 4 * px(Size.HAIR))
