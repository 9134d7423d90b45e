"""Asks why a proof is sent back: ready reasons to choose from, and words of one's own. The village reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_core.ops.posting import MAX_REASON
from ui.widgets.question import Question
from ui.widgets.reason_question import ask_for_reason


def ask_refusal(parent: QWidget, title: str, reasons: Sequence[str], on_reason: Callable[[str], None]) -> Question:
    """Open the question and return at once; `on_reason` gets the reason when the person decided."""
    return ask_for_reason(
        parent,
        title,
        _("Desa membaca alasan ini, lalu memberi bukti lain. Salurannya kembali ke daftar desa."),
        _("Minta bukti lain"),
        on_reason,
        most=MAX_REASON,
        kind="danger",
        icon="arrow-u-up-left",
        label=_("Alasan untuk desa"),
        ready=reasons,
    )
