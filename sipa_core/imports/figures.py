"""The figures of a row as they are written, and what has to be asked about the way a whole file writes them.

One question for a way of writing, not one for each cell: a file that groups by commas does so everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from sipa_core.domain.money import format_rupiah, parse_rupiah
from sipa_core.domain.unreadable import Unreadable
from sipa_core.imports.questions import NO, SKIP, YES, Answers, Choice, Question
from sipa_core.messages import N_, _

_DASH = re.compile(r"(?:rp\.?\s*)?[-\u2012-\u2015\u2212]+", re.IGNORECASE)
_AROUND = r"[\s(-]*+(?:(?:rp|idr)\.?)?+[\s(-]*+{}[\s)-]*+"
_COMMAS = re.compile(_AROUND.replace("{}", r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?"), re.IGNORECASE)
_POINT = re.compile(_AROUND.replace("{}", r"\d+\.\d{1,2}"), re.IGNORECASE)
_CENTS = re.compile(_AROUND.replace("{}", r"[\d.]+,\d{1,2}"), re.IGNORECASE)


_LONG = 15


class Way(StrEnum):
    """A way of writing that can be read in two ways."""

    COMMAS = "koma"
    POINT = "titik"
    CENTS = "sen"
    DASH = "strip"


_ASKED = {
    Way.COMMAS: N_("Angka di berkas ini memakai koma untuk ribuan, misalnya {example}. Dibaca {meant}?"),
    Way.POINT: N_("Angka di berkas ini memakai titik untuk sen, misalnya {example}. Dibaca {meant}?"),
    Way.CENTS: N_("Ada angka dengan sen, misalnya {example}. Dibulatkan ke rupiah terdekat, menjadi {meant}?"),
    Way.DASH: N_("Ada sel yang hanya berisi tanda strip. Artinya nol?"),
}
_YES = {
    Way.COMMAS: N_("Ya, koma untuk ribuan"),
    Way.POINT: N_("Ya, titik untuk sen"),
    Way.CENTS: N_("Ya, bulatkan"),
    Way.DASH: N_("Ya, nol"),
}


class Figure(msgspec.Struct, frozen=True, gc=False):
    """A cell of money. `amount` is None for an empty cell; `reason` says why it cannot be read, `way` what to ask.

    With a `way` the amount is what it means if the answer is yes.
    """

    amount: int | None
    text: str = ""
    reason: str = ""
    way: Way | None = None


def read_figure(text: str) -> Figure:
    """Return what a cell of money says: a sum in rupiah, nothing, a question, or the reason why it is refused."""
    if not text.strip():
        return Figure(None)
    if is_plain_figure(text):
        return Figure(int(text), text)
    if _DASH.fullmatch(text.strip()):
        return Figure(0, text, way=Way.DASH)
    read = parse_rupiah(text)
    if isinstance(read, int):
        return Figure(read, text)
    way = _way(text)
    if way is not None and read.meant:
        return Figure(read.meant[0], text, way=way)
    return Figure(None, text, reason=_reason(read))


def is_plain_figure(text: str) -> bool:
    """True for bare digits, as most programs write a sum; all the rest is for what people write."""
    return text.isascii() and text.isdecimal() and text[0] != "0" and len(text) < _LONG


def answered(figure: Figure, questions: Mapping[Way, Question], answers: Answers) -> Figure | None:
    """Return the figure as answered, or None while it waits. A no leaves a dash empty and refuses anything else."""
    if figure.way is None:
        return figure
    answer = questions[figure.way].answer(answers)
    if answer is None:
        return None
    if answer == YES:
        return Figure(figure.amount, figure.text)
    if figure.way is Way.DASH:
        return Figure(None)
    return Figure(None, figure.text, reason=_("Angka {text} dilewati sesuai jawaban Anda.").format(text=figure.text))


def ways_asked(found: Mapping[Way, list[tuple[int, Figure]]]) -> dict[Way, Question]:
    """Return one question for each way of writing that occurs, with the rows that wait for it."""
    questions: dict[Way, Question] = {}
    for way in Way:
        cells = found.get(way)
        if not cells:
            continue
        example = cells[0][1]
        words = _(_ASKED[way]).format(example=example.text, meant=format_rupiah(example.amount or 0))
        no = Choice(NO, _("Bukan, belum diisi")) if way is Way.DASH else Choice(SKIP, _("Bukan, lewati baris itu"))
        rows = tuple(dict.fromkeys(number for number, _figure in cells))
        questions[way] = Question(f"tulisan:{way}", words, (Choice(YES, _(_YES[way])), no), rows)
    return questions


def _way(text: str) -> Way | None:
    for way, pattern in ((Way.COMMAS, _COMMAS), (Way.POINT, _POINT), (Way.CENTS, _CENTS)):
        if pattern.fullmatch(text):
            return way
    return None


def _reason(read: Unreadable[int]) -> str:
    return read.reason
