"""What lies over a locked window: whose program this is, that sending goes on, and the field for the password."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.messages import _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.pages.unlock.unlocking import Unlocking
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.label import IconLabel, Label
from ui.widgets.password_field import PasswordField


class LockCover(QWidget):
    """Fills the window it lies on, also when that changes its size. Several covers may share one way in."""

    def __init__(self, model: Unlocking, place: str, over: QWidget, *, unsaved: bool = False) -> None:
        super().__init__(over)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._model = model
        self._found, self._grew = over.size(), False
        title = _("SIPA terkunci")
        self.setAccessibleName(title)
        self.password = PasswordField(_("Kata sandi aplikasi"))
        self.open = Button(_("Buka"), "arrow-right", "primary", "large", key="Enter")
        self._held = QWidget()
        column = Column(self._held, Size.GAP_12)
        head = Row(gap=Size.GAP_12)
        head.addWidget(IconLabel("lock-simple", Size.ICON_EMPTY, "ink2"))
        head.addWidget(Label(title, Role.KPI_DENSE, wrap=True), 1)
        column.addLayout(head)
        self._place, self._words = place, Label("", Role.BODY, "ink2", wrap=True)
        column.addWidget(self._words)
        self.tell_unsaved(unsaved)
        column.addWidget(self.password)
        foot = Row()
        foot.addStretch(1)
        foot.addWidget(self.open)
        column.addLayout(foot)
        way_out = _("Lupa kata sandi? Tutup SIPA lalu buka lagi: kode pemulihan membukanya.")
        column.addWidget(Label(way_out, Role.TABLE, "ink2", wrap=True))
        whole = Column(self, Size.NONE, even(Size.GAP_20))
        row = Row()
        row.addStretch(1)
        row.addWidget(self._held, 20)
        row.addStretch(1)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(1)
        self.open.clicked.connect(self._try)
        self.password.entered.connect(self._try)
        model.changed.connect(self._render)
        over.installEventFilter(self)
        watch(self._measure)
        self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window below."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._fill()
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go round the three things that can be used while all else is hidden."""
        stops = [self.password.edit, self.password.eye, self.open]
        usable = [stop for stop in stops if stop.isEnabled()]
        focus = QApplication.focusWidget()
        at = usable.index(focus) if focus in usable else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        usable[(at + (1 if forward else -1)) % len(usable)].setFocus(reason)
        return True

    def tell_unsaved(self, unsaved: bool) -> None:
        """Say whether what was typed is on the disk; the answer may come after the lock."""
        words = _("{place}. Isian Anda disimpan di komputer ini, dan pengiriman tetap berjalan.")
        if unsaved:
            words = _("{place}. Tulisan terakhir belum dapat disimpan di komputer ini. Buka dulu untuk menyalinnya.")
        self._words.setText(words.format(place=self._place))

    def take_off(self) -> None:
        """Leave the window below as large as it was found."""
        over = self.parentWidget()
        self.hide()
        if over is not None:
            over.removeEventFilter(self)
            if self._grew:
                over.resize(self._found)
        self.deleteLater()

    def _try(self) -> None:
        self._model.try_password(self.password.text)

    def _render(self) -> None:
        self.open.setEnabled(not self._model.waits)
        fault = self._model.fault
        if fault and self._model.pause:
            fault = _("{fault} Coba lagi sesudah {n} detik.").format(fault=fault, n=self._model.pause)
        self.password.set_fault(fault)
        self._fill()

    def _fill(self) -> None:
        """Cover the window below; a dialog that is too low for the words grows as long as it is locked."""
        over, layout = self.parentWidget(), self.layout()
        if over is None or layout is None:
            return
        self.setGeometry(over.rect())
        lacking = layout.totalHeightForWidth(over.width()) - over.height()
        if over.parentWidget() is not None and lacking > 0 and over.height() < over.maximumHeight():
            self._grew = True
            over.resize(over.width(), over.height() + lacking)

    def _measure(self) -> None:
        self._held.setMaximumWidth(px(Size.DIALOG))
