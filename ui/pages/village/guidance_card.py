"""Pembinaan on Halaman desa: what was agreed with this village, to be added to, confirmed or given back."""

from __future__ import annotations

from PySide6.QtCore import Signal

from sipa_core.domain.consultation import GUIDANCE_RUNNING, GuidanceState
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.guidance_views import GuidanceList, GuidanceRow
from ui.design.measures import Size
from ui.design.type import Role
from ui.widgets.boxes import reveal, sides
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.guidance_rows import GuidanceItem, GuidanceRows
from ui.widgets.label import Label

MOST_SHOWN = 3
_TONES = {Urgency.NONE: "ink2", Urgency.CALM: "ink2", Urgency.SOON: "warn", Urgency.LATE: "late"}


class GuidanceCard(Card):
    """`acted` gives a row and what was asked for (`confirm`, `give_back`, `thread`); `add_asked` wants a new one,
    `all_asked` to see the rest.
    """

    acted = Signal(str, str)
    add_asked = Signal()
    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("Pembinaan"), gap=Size.GAP_4, margins=sides(Size.GAP_16, Size.GAP_10))
        self.add = Button(_("Tambah"), "plus", "link", "dense")
        self.add.setAccessibleName(_("Tambah pembinaan"))
        self.title_row.addWidget(self.add)
        self.rows = GuidanceRows(_("Pembinaan desa ini"))
        self._nothing = Label(_("Belum ada yang disepakati."), Role.TABLE, "ink2", wrap=True)
        self._more = Button("", kind="link", height="dense")
        self.column.addWidget(self.rows)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self._more)
        self.column.addStretch(1)
        self.rows.acted.connect(self.acted)
        self.add.clicked.connect(self.add_asked)
        self._more.clicked.connect(self.all_asked)

    def show_list(self, agreed: GuidanceList) -> None:
        """Show what is still to be done, nearest day first, then what was done last."""
        rows = (*agreed.running, *agreed.finished)
        self.rows.set_items([_item(row) for row in rows[:MOST_SHOWN]])
        reveal(self.rows, bool(rows))
        reveal(self._nothing, not rows)
        reveal(self.add, agreed.can_put)
        rest = len(rows) - MOST_SHOWN
        self._more.set_face(_("Lihat {n} lainnya").format(n=rest) if rest > 0 else "")
        reveal(self._more, rest > 0)


def _item(row: GuidanceRow) -> GuidanceItem:
    actions = [("confirm", _("Sahkan"))] if row.can_confirm else []
    if row.can_return:
        actions.append(("give_back", _("Kembalikan")))
    return GuidanceItem(
        key=row.id,
        text=row.text,
        words=row.words,
        tone=_TONES[row.urgency],
        mark=row.mark,
        mark_tone="late" if row.state is GuidanceState.RETURNED and not row.pending else "warn",
        reason=row.reason,
        ticked=row.ticked,
        over=row.state not in GUIDANCE_RUNNING,
        actions=tuple(actions),
        more=(("thread", _("Buka percakapan")),) if row.thread else (),
    )
