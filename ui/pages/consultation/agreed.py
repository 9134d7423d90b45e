"""What was agreed as the widgets show it, and the questions that go with it: a new one, a change, why it comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from sipa_core.domain.consultation import GUIDANCE_RUNNING, GuidanceState
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.guidance_views import GuidanceRow
from ui.pages.consultation.view_model import ConsultationModel
from ui.widgets.agreed_question import ask_agreed, ask_give_back
from ui.widgets.guidance_rows import GuidanceItem
from ui.widgets.question import Answer, Question

_DO, _STAY = "do", "stay"
_TONES = {Urgency.NONE: "ink2", Urgency.CALM: "ink2", Urgency.SOON: "warn", Urgency.LATE: "late"}


def items(rows: Sequence[GuidanceRow], named: bool) -> tuple[GuidanceItem, ...]:
    """Return the rows for the list; `named` puts the village above each."""
    return tuple(_item(row, named) for row in rows)


def _item(row: GuidanceRow, named: bool) -> GuidanceItem:
    actions = []
    if row.can_confirm:
        actions.append(("confirm", _("Sahkan")))
    if row.can_return:
        actions.append(("give_back", _("Kembalikan")))
    more = []
    if row.can_change:
        more.append(("change", _("Ubah")))
    if row.can_cancel:
        more.append(("cancel", _("Batalkan pembinaan")))
    if row.thread:
        more.append(("thread", _("Buka percakapan")))
    return GuidanceItem(
        key=row.id,
        text=row.text,
        words=row.words,
        tone=_TONES[row.urgency],
        tag=row.village_label if named else "",
        mark=row.mark,
        mark_tone="late" if row.state is GuidanceState.RETURNED and not row.pending else "warn",
        reason=row.reason,
        ticked=row.ticked,
        tickable=row.can_done or row.can_undo,
        over=row.state not in GUIDANCE_RUNNING,
        actions=tuple(actions),
        more=tuple(more),
    )


class Steps:
    """Carries out what a person asked for on a row, with the question that it needs."""

    def __init__(
        self,
        parent: QWidget,
        model: ConsultationModel,
        find: Callable[[str], GuidanceRow | None],
        today: Callable[[], date],
    ) -> None:
        self._parent, self._model, self._find, self._today = parent, model, find, today

    def tick(self, key: str, ticked: bool) -> None:
        """Say that it was done, or that it was not."""
        self._model.guide("done" if ticked else "undo", key)

    def act(self, key: str, what: str) -> None:
        """Do what was asked for."""
        row = self._find(key)
        if row is None:
            return
        match what:
            case "confirm":
                self._model.guide("confirm", key)
            case "give_back":
                ask_give_back(self._parent, row.text, partial(self._model.guide, "give_back", key))
            case "change":
                ask_agreed(
                    self._parent,
                    _("Ubah pembinaan"),
                    row.text,
                    row.due,
                    self._today(),
                    lambda _village, text, due: self._model.guide("change", key, text, due),
                )
            case "cancel":
                self._ask_cancel(row)
            case "thread":
                self._model.open(row.thread)
            case _:
                return

    def _ask_cancel(self, row: GuidanceRow) -> None:
        answers = (Answer(_STAY, _("Tetap")), Answer(_DO, _("Batalkan pembinaan"), "danger"))
        question = Question(_("Batalkan pembinaan ini?"), row.text, answers, _STAY, parent=self._parent)
        question.accepted.connect(partial(self._model.guide, "cancel", row.id))
        question.finished.connect(question.deleteLater)
        question.open()
