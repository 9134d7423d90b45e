"""A field for a day: typed as people write it, or picked from a calendar; what cannot be read is kept and asked
back. A day counts as soon as it can be read, so that none is lost that stands in a field not yet left; when keys that
follow make it none, the day from before them counts again, or the one that was saved.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QToolButton, QVBoxLayout, QWidget

from sipa_core.domain.dates import Unreadable, YearMeant, format_date, iso_date, read_date
from sipa_core.messages import _
from ui.design import icons
from ui.design.measures import Size
from ui.design.theme import colour, px, watch
from ui.widgets.standing import Standing


class DateField(QLineEdit):
    """`changed` gives the day as ISO text (empty when emptied); `unreadable` the reason why a text is no day.

    With `meant` a day may be written without its year; it is shown whole, and counts, when the field is left.
    """

    changed = Signal(str)
    unreadable = Signal(str)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.meant: YearMeant | None = None
        self._iso = ""
        self._standing = Standing("")
        self._unread = self._doubtful = False
        self._popup: QWidget | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(_("misalnya 10 Juli 2025"))
        # An action of the field would have an icon that no size of letters reaches.
        self._pick = QToolButton(self)
        self._pick.setAutoRaise(True)
        self._pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pick.setCursor(Qt.CursorShape.ArrowCursor)
        self._pick.setToolTip(_("Pilih dari kalender"))
        self._pick.setAccessibleName(_("Pilih dari kalender: {name}").format(name=name))
        self._pick.clicked.connect(self.open_calendar)
        self.textEdited.connect(self._keyed)
        self.editingFinished.connect(self._read)
        watch(self._dress)

    @property
    def iso(self) -> str:
        """Return the day that counts, as ISO text, or an empty text."""
        return self._iso

    @property
    def doubtful(self) -> bool:
        """Tell whether a text was typed that is no day, or none yet: it does not count."""
        return self._doubtful

    def saved(self, iso: str) -> None:
        """Hear that a day is on the disk: keys that make the text none do not take it away again."""
        if self._standing.saved(iso) and self._doubtful:
            self._stand_back()

    @property
    def day(self) -> date | None:
        """Return the day as it stands in the field, also while it is being typed; None when there is none to read."""
        told = read_date(self.text().strip(), self.meant)
        return None if isinstance(told, Unreadable) else told

    def set_iso(self, iso: str) -> None:
        """Show a day without a signal; a text that is no ISO day is shown as it is."""
        day = iso_date(iso)
        self._iso = iso if day is not None else ""
        self._standing.begin(self._iso)
        self._unread = self._doubtful = False
        self.setText(iso if day is None else format_date(day))

    def open_calendar(self) -> None:
        """Open the calendar below the field, at the day of the field when there is one."""
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(popup)
        calendar.setLocale(QLocale(QLocale.Language.Indonesian, QLocale.Country.Indonesia))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        for name, arrow in (("qt_calendar_prevmonth", "caret-left"), ("qt_calendar_nextmonth", "caret-right")):
            button = calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icons.icon(arrow))
        weekend = QTextCharFormat()
        weekend.setForeground(colour("terlambat_fg"))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekday, weekend)
        day = iso_date(self._iso)
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(calendar)
        self._popup = popup
        popup.move(self.mapToGlobal(self.rect().bottomLeft()))
        popup.show()
        calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the calendar's button at the end of the field."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        side = min(self.height(), px(Size.CONTROL)) - 2 * px(Size.GAP_2)
        self._pick.setGeometry(self.width() - side - px(Size.GAP_4), (self.height() - side) // 2, side, side)

    def _picked(self, day: QDate) -> None:
        self.setText(format_date(date(day.year(), day.month(), day.day())))
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self._read()
        self.editingFinished.emit()  # whoever heard of a doubt hears that it is over

    def _keyed(self, text: str) -> None:
        day = read_date(text.strip())
        if isinstance(day, Unreadable):
            self._stand_back()
        else:
            self._standing.read(text, day.isoformat())
            self._accept(day.isoformat())
        # Also while it is empty and not left: until then the day that stood there counts, on the disk too.
        self._doubtful = isinstance(day, Unreadable) and bool(text.strip() or self._iso)

    def _stand_back(self) -> None:
        iso = self._standing.behind(self.text())
        if iso != self._iso:
            self._iso = iso
            self.changed.emit(iso)

    def _read(self) -> None:
        text = self.text().strip()
        day = read_date(text, self.meant) if text else None
        if isinstance(day, Unreadable):
            self._unread = True
            self.unreadable.emit(day.reason)
            return
        if day is not None:
            self.setText(format_date(day))
        iso = day.isoformat() if day is not None else ""
        self._doubtful = False
        self._standing.begin(iso)
        self._accept(iso)

    def _accept(self, iso: str) -> None:
        if iso != self._iso or self._unread:
            self._iso, self._unread = iso, False
            self.changed.emit(iso)

    def _dress(self) -> None:
        icon = px(Size.ICON_CONTROL)
        self._pick.setIcon(icons.icon("calendar-blank", Size.ICON_CONTROL))
        self._pick.setIconSize(QSize(icon, icon))
        self.setTextMargins(0, 0, px(Size.ICON_CONTROL) + px(Size.GAP_8), 0)
        self._place()
        self.setMinimumWidth(px(Size.COLUMN_BAR))
