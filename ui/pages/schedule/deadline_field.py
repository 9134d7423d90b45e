"""A deadline rule as people say it: day, month and which year, or day and how many months later; never its code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox, QWidget

from sipa_core.domain.dates import month_name
from sipa_core.domain.deadlines import (
    BeforeTermEnd,
    DayOfMonth,
    DaysAfter,
    FixedDate,
    RuleError,
    SetEachYear,
    parse_rule,
)
from sipa_core.domain.periods import PeriodKind
from sipa_core.messages import N_, _
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.boxes import Row
from ui.widgets.select import Select

_LATEST = 6
_YEARLY = "yearly"
_UNITS = {
    "d": N_("hari sesudah peristiwa"),
    "wd": N_("hari kerja sesudah peristiwa"),
    "m": N_("bulan sebelum masa jabatan berakhir"),
}


class DeadlineField(QWidget):
    """`changed` when the person chose another rule; `rule` is its text."""

    changed = Signal()

    def __init__(self, kind: PeriodKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monthly = kind in (PeriodKind.MONTH, PeriodKind.QUARTER)
        self._event = kind is PeriodKind.EVENT
        self._kept = ""
        self.day = QSpinBox()
        self.day.setRange(0 if self._event else 1, 365 if self._event else 31)
        self.day.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.day.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.day.setAccessibleName(_("Tanggal batas"))
        self.month = Select(_("Bulan batas"))
        self.after = Select(_("Tahun batas"))
        row = Row(self, Size.GAP_8)
        row.addWidget(self.day)
        if self._event:
            self.day.setAccessibleName(_("Jumlah hari atau bulan"))
            for unit, words in _UNITS.items():
                self.month.addItem(_(words), unit)
            row.addWidget(self.month, 1)
            self.after.hide()
        elif self._monthly:
            for months in range(_LATEST + 1):
                self.month.addItem(_later_words(months), months)
            row.addWidget(self.month, 1)
            self.after.hide()
        else:
            for month in range(1, 13):
                self.month.addItem(month_name(month), month)
            years = ((0, _("tahun yang sama")), (1, _("tahun berikutnya")), (-1, _("tahun sebelumnya")))
            for number, words in years:
                self.after.addItem(words, number)
            if kind is PeriodKind.YEAR:
                self.after.addItem(_("ditetapkan tiap tahun"), _YEARLY)
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
        if self._event:
            count, unit = self.day.value(), self.month.currentData()
            return str(BeforeTermEnd(count) if unit == "m" else DaysAfter(count, working=unit == "wd"))
        if self.after.currentData() == _YEARLY:
            return str(SetEachYear())
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
        elif self._event and isinstance(rule, DaysAfter | BeforeTermEnd):
            unit = "m" if isinstance(rule, BeforeTermEnd) else "wd" if rule.working else "d"
            self.day.setValue(rule.months if isinstance(rule, BeforeTermEnd) else rule.days)
            self.month.setCurrentIndex(self.month.findData(unit))
            self._kept = ""
        elif isinstance(rule, SetEachYear) and self.after.findData(_YEARLY) >= 0:
            self.after.setCurrentIndex(self.after.findData(_YEARLY))
            self._kept = ""
        for part, state in zip((self.day, self.month, self.after), was, strict=True):
            part.blockSignals(state)
        self._dress()

    def _dress(self) -> None:
        """Ask for a day only where the rule has one."""
        named = self.after.currentData() != _YEARLY
        self.day.setEnabled(named)
        self.month.setEnabled(named)

    def _touched(self) -> None:
        self._kept = ""
        self._dress()
        self.changed.emit()


def _later_words(months: int) -> str:
    if months == 0:
        return _("bulan yang sama")
    if months == 1:
        return _("bulan berikutnya")
    return _("{n} bulan sesudahnya").format(n=months)
