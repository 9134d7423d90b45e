"""The matrix of the recap: villages by duties, with the names standing still when the rest scrolls sideways."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, font, look, metrics, px, state, watch
from ui.design.type import Role
from ui.widgets.bar import draw_bar
from ui.widgets.matrix_model import CELL_ROLE, COLUMN_ROLE, MatrixCell, MatrixColumn, MatrixModel, MatrixRow
from ui.widgets.table_header import TableHeader

_Index = QModelIndex | QPersistentModelIndex
MOST_PICTURES = 1_000
"""Of cells, kept drawn: several times what a kecamatan's matrix has of different ones."""


def draw_tile(painter: QPainter, box: QRect, look: str, ground: str = "") -> None:
    """Draw the tile of a report state in the middle of a box; `ground` takes the place of the state's own."""
    tile = QRect(0, 0, px(Size.TILE_WIDTH), px(Size.TILE_HEIGHT))
    tile.moveCenter(box.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground or f"{look}_bg") if look != "tidak_berlaku" else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(tile, px(Size.GAP_4), px(Size.GAP_4))
    side = px(Size.ICON_SMALL)
    where = (tile.left() + (tile.width() - side) // 2, tile.top() + (tile.height() - side) // 2)
    painter.drawPixmap(*where, icons.pixmap(state(look).icon, Size.ICON_SMALL, f"{look}_fg", icons.BOLD))
    painter.restore()


class MatrixDelegate(QStyledItemDelegate):
    """Draws names, tiles, bars and numbers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[object, QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the least size of a cell; the view sets heights and widths itself."""
        return QSize(px(Size.COLUMN_NUMBER), px(Size.ROW_DENSE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell with its hairline, its selection and its focus."""
        view = self.parent()  # the names lie in a view of their own, which never has the focus
        if index.column() == 0 and option.widget is view:
            return  # behind the names
        box = option.rect
        here = bool(option.state & QStyle.StateFlag.State_Selected)
        cell, column = index.data(CELL_ROLE), index.data(COLUMN_ROLE)
        painter.drawPixmap(box.topLeft(), self._drawn(cell, column, box.size(), here=here))
        named = isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index
        if named or option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            pen = painter.pen()
            pen.setWidth(px(Size.RING))
            pen.setColor(colour("focus"))
            painter.setPen(pen)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
            painter.restore()

    def _drawn(
        self, cell: MatrixRow | MatrixCell | None, column: MatrixColumn | None, size: QSize, *, here: bool
    ) -> QPixmap:
        """Return the picture of a cell. Most look like others, and each is drawn once: by hand they take 40 ms."""
        what: object = None
        if isinstance(cell, MatrixRow):
            what = (cell.name, cell.flag)
        elif cell is not None:
            what = (cell.look, cell.text, cell.tone, cell.share)
        key = (what, column.kind if column is not None else "", size, here, look().theme, look().scale, icons.ratio())
        drawn = self._pictures.get(key)
        if drawn is None:
            if len(self._pictures) >= MOST_PICTURES:
                self._pictures.clear()
            drawn = self._pictures[key] = QPixmap(size * icons.ratio())
            drawn.setDevicePixelRatio(icons.ratio())
            painter = QPainter(drawn)
            box = QRect(QPoint(), size)
            painter.fillRect(box, colour("selection" if here else "surface"))
            hair = px(Size.HAIR)
            painter.fillRect(QRect(box.left(), box.bottom() - hair + 1, box.width(), hair), colour("line"))
            if isinstance(cell, MatrixRow):
                self._name(painter, box, cell, here)
            elif isinstance(cell, MatrixCell) and column is not None:
                self._cell(painter, box, cell, column)
            painter.end()
        return drawn

    def _name(self, painter: QPainter, box: QRect, row: MatrixRow, here: bool) -> None:
        if here:
            painter.fillRect(QRect(box.left(), box.top(), px(Size.BAR_LEFT), box.height()), colour("primary"))
        left = box.left() + px(Size.GAP_16)
        flag = px(Size.ICON_SMALL) + px(Size.GAP_6) if row.flag else 0
        room = QRect(left, box.top(), box.right() - flag - left, box.height())
        text = metrics(Role.TABLE_STRONG).elidedText(row.name, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font(Role.TABLE_STRONG))
        painter.setPen(colour("ink"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if row.flag:
            side = px(Size.ICON_SMALL)
            at = left + metrics(Role.TABLE_STRONG).horizontalAdvance(text) + px(Size.GAP_6)
            picture = icons.pixmap(row.flag, Size.ICON_SMALL, "menunggu_fg")
            painter.drawPixmap(at, box.top() + (box.height() - side) // 2, picture)

    def _cell(self, painter: QPainter, box: QRect, cell: MatrixCell, column: MatrixColumn) -> None:
        if column.kind == "state":
            if cell.look:
                draw_tile(painter, box, cell.look)
            return
        late = cell.tone == "late"
        painter.setFont(font(Role.TABLE_TOTAL if late and column.kind == "text" else Role.TABLE))
        painter.setPen(colour("terlambat_fg" if late and column.kind == "text" else "ink"))
        room = box.adjusted(px(Size.GAP_4), 0, -px(Size.GAP_16), 0)
        if column.kind == "bar" and cell.text:
            height = px(Size.BAR)
            bar = QRectF(
                box.left() + px(Size.GAP_16), box.top() + (box.height() - height) / 2, px(Size.BAR_WIDTH), height
            )
            draw_bar(painter, bar, cell.share, "terlambat_fg" if late else "bar")
            room = QRect(round(bar.right()) + px(Size.GAP_10), box.top(), box.width(), box.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cell.text)
        else:
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, cell.text)


class MatrixView(QTableView):
    """Signals: `chosen(row_key, column_key)` when the person moves, `opened(row_key, column_key)` by Enter or double
    click, `sort_asked(column_key)` by a click on a title or by Ctrl+Up and Ctrl+Down with the way (`descending`); the
    column key is empty for the name. Letters go to the next row whose name begins with them.
    """

    chosen = Signal(str, str)
    opened = Signal(str, str)
    sort_asked = Signal(str, object)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = MatrixModel(self)
        self.setModel(self.matrix)
        self.setItemDelegate(MatrixDelegate(self))
        self.setAccessibleName(name or _("Rekap desa dan kewajiban"))
        self._typed = ""
        self._typing = QTimer(self, singleShot=True, interval=QApplication.keyboardInputInterval())
        self._names = QTableView(self)
        self._names.setModel(self.matrix)
        self._names.setItemDelegate(self.itemDelegate())
        self._names.setSelectionModel(self.selectionModel())
        self._names.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for view in (self, self._names):
            _dress(view)
        self._names.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().stackUnder(self._names)
        self.verticalScrollBar().valueChanged.connect(self._names.verticalScrollBar().setValue)
        self._names.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._open)
        self._names.activated.connect(self._open)
        for view in (self, self._names):
            view.horizontalHeader().setSectionsClickable(True)
            view.horizontalHeader().sectionClicked.connect(self._title_clicked)
        watch(self._measure)

    def set_matrix(self, columns: Sequence[MatrixColumn], rows: Sequence[MatrixRow], corner: str = "") -> None:
        """Show other content; selection and place stay when villages and columns are the same."""
        here = self.currentIndex()
        kept = self._keys(here) if here.isValid() else ("", "")
        if self.matrix.replace(columns, rows, corner or _("Desa")):
            self._measure()
            self._go(*kept)

    def set_sorted(self, column: str | None, descending: bool = False) -> None:
        """Draw by which column the rows are ordered (the empty key is the name), None for none."""
        keys = ["", *(one.key for one in self.matrix.columns)]
        section = keys.index(column) if column is not None and column in keys else None
        for view in (self, self._names):
            header = view.horizontalHeader()
            if isinstance(header, TableHeader):
                header.set_sorted(section, descending)

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into sight, beside the names and never below them."""
        super().scrollTo(index, hint)
        hidden = self.columnWidth(0) - self.visualRect(index).left()
        if index.column() > 0 and hidden > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, order by the column in hand with Ctrl+Up and Ctrl+Down, and go to names by their letters."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        here = self.currentIndex()
        if ctrl and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and here.isValid():
            self.sort_asked.emit(self._keys(here)[1], event.key() == Qt.Key.Key_Down)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            self._open(here)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Go to the next row whose name begins with the letters, in whatever column the person is."""
        column = max(0, self.currentIndex().column())
        names = [row.name.casefold() for row in self.matrix.rows]
        self._typed = self._typed + search if self._typing.isActive() else search
        self._typing.start()
        begun = self.currentIndex().row() + (len(self._typed) == 1)
        order = [*range(begun, len(names)), *range(min(begun, len(names)))]
        found = next((at for at in order if names[at].startswith(self._typed.casefold())), None)
        if found is not None:
            self.setCurrentIndex(self.matrix.index(found, column))

    def natural_height(self) -> int:
        """Return the height at which nothing scrolls."""
        return self.horizontalHeader().height() + self.matrix.rowCount() * px(Size.ROW_DENSE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the columns over the width."""
        super().resizeEvent(event)
        self._spread()

    def _measure(self) -> None:
        for view in (self, self._names):
            view.verticalHeader().setDefaultSectionSize(px(Size.ROW_DENSE))
        for column in range(1, self.matrix.columnCount()):
            self._names.setColumnHidden(column, True)
        self._spread()

    def _spread(self) -> None:
        least = {"state": Size.COLUMN_NUMBER, "text": Size.COLUMN_NUMBER, "bar": Size.COLUMN_BAR}
        head = metrics(Role.TABLE_STRONG)
        needed = [
            max((head.horizontalAdvance(line) for line in column.title.split("\n")), default=0) + px(Size.GAP_12)
            for column in self.matrix.columns
        ]
        widths = [px(Size.COLUMN_VILLAGE)] + [
            max(px(least[column.kind]), words if column.kind == "state" else 0)
            for column, words in zip(self.matrix.columns, needed, strict=True)
        ]
        spare = self.viewport().width() - sum(widths)
        if spare > 0 and len(widths) > 1:
            each, rest = divmod(spare, len(widths) - 1)
            widths = [widths[0]] + [width + each + (1 if at < rest else 0) for at, width in enumerate(widths[1:])]
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
        self._names.setColumnWidth(0, widths[0])
        self._names.setGeometry(0, 0, widths[0], self.horizontalHeader().height() + self.viewport().height())

    def _go(self, row: str, column: str) -> None:
        rows = [one.key for one in self.matrix.rows]
        columns = ["", *(one.key for one in self.matrix.columns)]
        if row in rows:
            self.setCurrentIndex(self.matrix.index(rows.index(row), columns.index(column) if column in columns else 0))

    def _title_clicked(self, section: int) -> None:
        self.sort_asked.emit(self.matrix.columns[section - 1].key if section else "", None)

    def _keys(self, index: QModelIndex) -> tuple[str, str]:
        column = self.matrix.columns[index.column() - 1].key if index.column() else ""
        return self.matrix.rows[index.row()].key, column

    def _moved(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(*self._keys(now))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(*self._keys(index))


def _dress(view: QTableView) -> None:
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setTabKeyNavigation(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setHorizontalHeader(TableHeader(Size.TABLE_HEADER_TALL, Size.GAP_16, view))
