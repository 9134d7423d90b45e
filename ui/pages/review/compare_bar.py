"""Above the version in hand: what it is laid beside, and whether only what changed is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_desktop.services.review_views import ReviewDetail
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import Row, reveal
from ui.widgets.button import Button
from ui.widgets.check_box import Switch
from ui.widgets.label import Label
from ui.widgets.select import Select


class CompareBar(QWidget):
    """`compared(version)` when the person chose another version or period ("" for none), `changes_only(on)`,
    `versions_asked` when all versions are to be read."""

    versions_asked = Signal()
    compared = Signal(str)
    changes_only = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Select(_("Dibandingkan dengan"))
        self.all = Button("", "clock-counter-clockwise", "quiet", height="dense", spoken=_("Semua kiriman"))
        self.all.setToolTip(_("Semua kiriman"))
        self.only = Switch(_("Hanya yang berubah"))
        row = Row(self, Size.GAP_8)
        self._words = Label(_("Dibandingkan dengan"), Role.TABLE, "ink2")
        row.addWidget(self._words)
        row.addWidget(self.choice)
        row.addWidget(self.all)
        row.addStretch(1)
        row.addWidget(self.only)
        self.choice.activated.connect(self._chosen)
        self.all.clicked.connect(self.versions_asked)
        self.only.toggled.connect(self._toggled)

    def show_detail(self, detail: ReviewDetail, changes_only: bool) -> None:
        """Show what the version can be laid beside; nothing where there is nothing."""
        reveal(self, bool(detail.choices))
        choices = [("", _("Tidak dibandingkan")), *((one.version_id, _first_up(one.words)) for one in detail.choices)]
        if choices != [(self.choice.itemData(at), self.choice.itemText(at)) for at in range(self.choice.count())]:
            self.choice.clear()
            for version, words in choices:
                self.choice.addItem(words, version)
        current = detail.against.version_id if detail.against is not None else ""
        self.choice.setCurrentIndex([version for version, _words in choices].index(current))
        reveal(self.only, bool(detail.changed_paths))
        self.only.blockSignals(True)
        self.only.setChecked(changes_only)
        self.only.blockSignals(False)

    def _chosen(self, at: int) -> None:
        self.compared.emit(self.choice.itemData(at))

    def _toggled(self, on: bool) -> None:
        self.changes_only.emit(on)


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]
