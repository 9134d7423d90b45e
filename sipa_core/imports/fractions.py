"""Percentages that a spreadsheet keeps as parts of one: 0,6 for 60%. They are asked about once, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sipa_core.domain.money import rounded
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports.questions import SKIP, YES, Answers, Choice, Question
from sipa_core.messages import _

FRACTIONS: Final = "tulisan:pecahan"

_FRACTION = re.compile(r"0?[.,]\d{1,17}")
_WHOLE = re.compile(r"\d{1,3}")
_DECIMAL = re.compile(r"(\d{1,3})[.,](\d{1,17})")


def is_fraction(text: str) -> bool:
    """True for a part of one as a spreadsheet keeps it: `0.5`, `0,125`."""
    return _FRACTION.fullmatch(text.strip()) is not None


def fraction_question(cells: Sequence[tuple[int, str]]) -> Question | None:
    """Return what to ask about cells of percent (row and text), None when none is a part of one.

    Whole ones wait too: among parts of one, 1 is everything.
    """
    parts = [text for _number, text in cells if is_fraction(text)]
    if not parts:
        return None
    meant = _percent(Decimal(parts[0].strip().replace(",", ".")) * 100)
    words = _("Ada persen yang ditulis sebagai pecahan, misalnya {example}. Dibaca {meant}%?")
    rows = [number for number, text in cells if is_fraction(text) or text.strip() == "1"]
    choices = (Choice(YES, _("Ya, {meant}%").format(meant=meant)), Choice(SKIP, _("Bukan, lewati baris itu")))
    return Question(FRACTIONS, words.format(example=parts[0], meant=meant), choices, tuple(dict.fromkeys(rows)))


def percent_of(text: str, answers: Answers) -> int | Unreadable[int]:
    """Return whole percent from 0 to 100, parts rounded half up, or why the text cannot be taken."""
    plain = text.strip().removesuffix("%").strip()
    if FRACTIONS in answers and (is_fraction(plain) or plain == "1") and not text.strip().endswith("%"):
        if answers[FRACTIONS] != YES:
            return Unreadable(_("Angka {text} dilewati sesuai jawaban Anda.").format(text=text[:20]))
        return _percent(Decimal(plain.replace(",", ".")) * 100)
    if _WHOLE.fullmatch(plain):
        number = int(plain)
    elif _DECIMAL.fullmatch(plain):
        number = _percent(Decimal(plain.replace(",", ".")))
    else:
        return Unreadable(_("Tulis angka bulat, misalnya 60."))
    return number if number <= 100 else Unreadable(_("Tulis angka dari 0 sampai 100."))


def _percent(value: Decimal) -> int:
    top, bottom = value.as_integer_ratio()
    return rounded(top, bottom)
