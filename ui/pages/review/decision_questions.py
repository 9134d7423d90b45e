"""Asks before a decision on a report is final: approval, publication, off the public page, opened anew.

Giving a report back asks nothing: it is not final, and its notes are the question.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from sipa_core.messages import _
from sipa_core.ops.publication import MAX_REASON
from sipa_core.ops.review import MAX_NOTE
from sipa_desktop.services.review_views import HeldRow, ReviewDetail
from ui.widgets.question import Answer, ask
from ui.widgets.reason_question import ask_for_reason


def asked_to_accept(parent: QWidget, detail: ReviewDetail) -> bool:
    """Ask and wait; True when the person approves the report."""
    answers = [Answer("stay", _("Periksa lagi")), Answer("accept", _("Setujui"), "primary", "check")]
    title = _("Setujui laporan {village}?").format(village=detail.village)
    return ask(parent, title, _accept_words(detail), answers, "stay") == "accept"


def asked_to_release(parent: QWidget, held: HeldRow) -> bool:
    """Ask and wait; True when the person lets a report that was held be published."""
    answers = [Answer("stay", _("Jangan dulu")), Answer("release", _("Terbitkan"), "primary", "megaphone-simple")]
    title = _("Terbitkan laporan {village}?").format(village=held.village)
    words = _("Setelah terbit, siapa pun dapat membacanya di halaman publik, termasuk bagian yang disebut tadi.")
    return ask(parent, title, words, answers, "stay") == "release"


def ask_reopening(parent: QWidget, detail: ReviewDetail, on_reason: Callable[[str], None]) -> None:
    """Open the question and return at once; `on_reason` gets the reason when the person decided."""
    title = _("Buka kembali laporan {village}?").format(village=detail.village)
    ask_for_reason(parent, title, detail.reopen_words, detail.reopen_word, on_reason, most=MAX_NOTE)


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


def _accept_words(detail: ReviewDetail) -> str:
    """Return what approval means: what is published, or that nothing is."""
    publication = detail.template.publication
    if publication is None:
        return _("{title} selesai. Jenis laporan ini tidak diterbitkan.").format(title=detail.title)
    items = ", ".join(item.label[:1].lower() + item.label[1:] for item in publication.items)
    return _("{title} terbit di halaman publik desa: {items}. Desa lalu diminta memostingnya.").format(
        title=detail.title, items=items
    )
