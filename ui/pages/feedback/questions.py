"""Asks before a matter moves: the reason, the note for the other office, the matter it repeats, what others would read.

Nothing happens without the person's answer, and nothing with an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.domain.feedback import MAX_TEXT
from sipa_core.messages import _
from sipa_desktop.services.feedback_views import OtherMatter
from ui.design.measures import Size
from ui.design.theme import px
from ui.widgets.button import Kind
from ui.widgets.field import Field
from ui.widgets.question import Answer, Question
from ui.widgets.reason_question import ask_for_reason
from ui.widgets.select import Select

_DO, _STAY = "do", "stay"


def ask_words(
    parent: QWidget,
    title: str,
    body: str,
    verb: str,
    on_words: Callable[[str], None],
    *,
    label: str = "",
    kind: Kind = "danger",
) -> Question:
    """Open the question and return at once; `on_words` gets what was written when the person decided."""
    return ask_for_reason(parent, title, body, verb, on_words, most=MAX_TEXT, kind=kind, label=label)


def ask_other(parent: QWidget, number: str, others: Sequence[OtherMatter], on_other: Callable[[str], None]) -> Question:
    """Ask which matter this one repeats; `on_other` gets its id."""
    chosen = Select(_("Masukan yang sama"))
    for other in others:
        chosen.addItem(f"{other.number}, {other.subject}", other.id)
    chosen.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    chosen.setMinimumContentsLength(30)
    field = Field(_("Masukan yang sama"), chosen)
    body = (
        _("Pilih masukan yang lebih dulu. Warga membaca nomornya di halaman lacak, dan yang ini ditutup.")
        if others
        else _("Belum ada masukan lain di desa ini, jadi tidak ada yang dapat ditunjuk.")
    )
    answers = (Answer(_STAY, _("Batal")), Answer(_DO, _("Tandai duplikat"), "danger"))
    question = Question(_("{number} sama dengan yang mana?").format(number=number), body, answers, _STAY, field, parent)
    question.buttons[_DO].setEnabled(bool(others))
    question.accepted.connect(partial(_other_decided, chosen, on_other))
    question.finished.connect(question.deleteLater)
    question.open()
    return question


def show_preview(parent: QWidget, said: Sequence[str]) -> Question:
    """Show what others would read after a release."""
    text = QPlainTextEdit("\n\n".join(said))
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setMinimumHeight(px(Size.NOTE_EDITOR) * 3)
    field = Field(_("Yang dibaca warga lain"), text)
    body = _("Nama tidak tampil. NIK, nomor KK, telepon, dan alamat surel ditutup dengan titik.")
    question = Question(_("Pratinjau halaman publik"), body, (Answer(_STAY, _("Tutup")),), _STAY, field, parent)
    question.finished.connect(question.deleteLater)
    question.open()
    return question


def _other_decided(chosen: Select, on_other: Callable[[str], None]) -> None:
    on_other(str(chosen.currentData()))
