"""Asks before a report leaves the public page, with the reason that citizens read, and before it comes back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_core.ops.publication import MAX_REASON
from sipa_desktop.services.review_views import ReviewDetail
from ui.widgets.question import Answer, ask
from ui.widgets.reason_question import ask_for_reason


def ask_withdrawal(parent: QWidget, detail: ReviewDetail, on_reason: Callable[[str], None]) -> None:
    """Open the question and return at once; `on_reason` gets the reason when the person decided."""
    if detail.publication is not None:
        title = _("Tarik laporan {village} dari halaman publik?").format(village=detail.village)
        verb = _("Tarik dari halaman publik")
        body = detail.publication.withdraw_words
        ask_for_reason(parent, title, body, verb, on_reason, most=MAX_REASON, kind="danger")


def asked_again(parent: QWidget, detail: ReviewDetail) -> bool:
    """Ask and wait; True when the person wants the report on the public page again."""
    if detail.publication is None:
        return False
    answers = [Answer("stay", _("Jangan dulu")), Answer("again", _("Terbitkan lagi"), "primary", "megaphone-simple")]
    title = _("Terbitkan lagi laporan {village}?").format(village=detail.village)
    return ask(parent, title, detail.publication.again_words, answers, "stay") == "again"
