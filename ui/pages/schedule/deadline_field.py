"""A deadline rule as people say it: day, month and which year, or day and how many months later; never its code."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QWidget

from sipa_core.domain.dates import month_name
from sipa_core.domain.deadlines import DayOfMonth, FixedDate, RuleError, parse_rule
from sipa_core.domain.periods import PeriodKind
from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Row
from ui.widgets.select import Select

_LATEST = 6


class DeadlineField(QWidget):
    """`changed` when the person chose another rule; `rule` is its text."""

    changed = Signal()

    def __init__(self, kind: PeriodKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monthly = kind in (PeriodKind.MONTH, PeriodKind.QUARTER)
        self._kept = ""
        self.day = QSpinBox()
        self.day.setRange(1, 31)
        self.day.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.day.setAccessibleName(_("Tanggal batas"))
        self.month = Select(_("Bulan batas"))
        self.after = Select(_("Tahun batas"))
        row = Row(self, Size.GAP_8)
        row.addWidget(self.day)
        if self._monthly:
            for months in range(_LATEST + 1):
                self.month.addItem(_later_words(months), months)
            row.addWidget(self.month, 1)
            self.after.hide()
        else:
            for month in range(1, 13):
                self.month.addItem(month_name(month), month)
            for years, words in ((0, _("tahun yang sama")), (1, _("tahun berikutnya"))):
                self.after.addItem(words, years)
            row.addWidget(self.month, 1)
            row.addWidget(self.after, 1)
        self.setFocusProxy(self.day)
        self.day.setMinimumWidth(px(Size.BAR_WIDTH))
        self.day.valueChanged.connect(self._touched)
        self.month.activated.connect(self._touched)
        self.after.activated.connect(self._touched)

    @property
    def rule(self) -> str:
        """Return the rule as text; a rule that these choices cannot say is kept until another is chosen."""
        if self._kept:
            return self._kept
        if self._monthly:
            return str(DayOfMonth(self.day.value(), int(self.month.currentData())))
        return str(FixedDate(self.day.value(), int(self.month.currentData()), int(self.after.currentData())))

    def set_rule(self, text: str) -> None:
        """Show a rule without a signal."""
        try:
            rule = parse_rule(text)
        except RuleError:
            return
        was = [part.blockSignals(True) for part in (self.day, self.month, self.after)]
        self._kept = text
        if isinstance(rule, DayOfMonth) and self._monthly:
            self.day.setValue(rule.day)
            self.month.setCurrentIndex(max(self.month.findData(rule.months), 0))
            self._kept = "" if self.month.findData(rule.months) >= 0 else text
        elif isinstance(rule, FixedDate) and not self._monthly:
            self.day.setValue(rule.day)
            self.month.setCurrentIndex(rule.month - 1)
            self.after.setCurrentIndex(max(self.after.findData(rule.years), 0))
            self._kept = "" if self.after.findData(rule.years) >= 0 else text
        for part, state in zip((self.day, self.month, self.after), was, strict=True):
            part.blockSignals(state)

    def _touched(self) -> None:
        self._kept = ""
        self.changed.emit()


def _later_words(months: int) -> str:
    if months == 0:
        return _("bulan yang sama")
    if months == 1:
        return _("bulan berikutnya")
    return _("{n} bulan sesudahnya").format(n=months)
