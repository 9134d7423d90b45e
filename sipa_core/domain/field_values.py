"""Between what a report stores and what a person reads and types, by the type of the field. No widgets.

A text that cannot be read is given back with its reason; nothing is guessed.
"""

from __future__ import annotations

import re

from sipa_core.domain.dates import YearMeant, format_date, iso_date, read_date
from sipa_core.domain.money import SCALE_WORDS, format_number, parse_rupiah
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Field, FieldType
from sipa_core.domain.unreadable import Unreadable
from sipa_core.messages import _

_WHOLE = re.compile(r"[0-9]{1,9}|[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,2}")
"""A point stands between thousands only: 7.5 is no whole number, and 75 still less."""

_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_BEFORE_A_WORD = 6
"""Nobody writes more digits than this before "juta": what follows a longer sum is a stray key."""

_YES = ("ya", "y", "v", "x", "✓", "1", "ada", "sudah", "true", "benar")
_NO = ("tidak", "t", "-", "0", "belum", "false", "salah")
NUMBERS = (FieldType.NUMBER, FieldType.RUPIAH, FieldType.PERCENT)


def show_value(field: Field, value: Value) -> str:
    """Return a stored value as it is read: `10 Juli 2025`, `1.250.000`; a value of another type as it stands."""
    if value is None or (value is False and field.column is None):
        return ""
    match field.type:
        case FieldType.BOOL if isinstance(value, bool):
            return _("Ya") if value else _("Tidak")
        case FieldType.DATE:
            day = iso_date(str(value))
            return str(value) if day is None else format_date(day)
        case FieldType.RUPIAH | FieldType.NUMBER | FieldType.PERCENT if isinstance(value, int):
            return format_number(value)
        case FieldType.CHOICE:
            return next((choice.label for choice in field.choices if choice.value == value), str(value))
        case _:
            return str(value)


def read_value(field: Field, text: str, meant: YearMeant | None = None) -> Value | Unreadable[int]:
    """Return what a typed text means for the field, None for an empty one, or why it cannot be read.

    `meant` gives a day without a year its year.
    """
    plain = text.strip()
    if not plain:
        return None
    match field.type:
        case FieldType.RUPIAH:
            return parse_rupiah(plain)
        case FieldType.NUMBER | FieldType.PERCENT:
            return _whole(field, plain)
        case FieldType.DATE:
            day = read_date(plain, meant)
            return Unreadable(day.reason) if isinstance(day, Unreadable) else day.isoformat()
        case FieldType.CHOICE:
            return _choice(field, plain)
        case FieldType.BOOL:
            return _tick(plain)
        case _:
            return text


def only_begun(read: str, text: str) -> bool:
    """Tell whether a text that could be read is no more than the first digits of a text that cannot: "850" of "850
    juta", "1" of "1 250". What only has a stray key behind it or in it ("850000000s") is whole.
    """
    begun, whole = read.strip().casefold(), text.strip().casefold()
    if not begun or not whole.startswith(begun):
        return False
    rest = whole[len(begun) :].lstrip(" .,")
    if any(one.isdigit() for one in rest):
        return True
    word = _LETTERS.match(rest)
    if word is None or sum(one.isdigit() for one in begun) > _MOST_BEFORE_A_WORD:
        return False
    letters = word.group()
    return any(scale.startswith(letters) or (len(scale) > 1 and letters.startswith(scale)) for scale in SCALE_WORDS)


def _choice(field: Field, text: str) -> str | Unreadable[int]:
    """The stored value of an answer, by its label or by that value itself, whatever its capitals."""
    wanted = text.casefold()
    for choice in field.choices:
        if wanted in (choice.label.casefold(), choice.value.casefold()):
            return choice.value
    labels = ", ".join(choice.label for choice in field.choices)
    return Unreadable(_("Pilih salah satu: {labels}.").format(labels=labels))


def _tick(text: str) -> bool | Unreadable[int]:
    wanted = text.casefold()
    if wanted in _YES or wanted in _NO:
        return wanted in _YES
    return Unreadable(_("Tulis Ya atau Tidak."))


def _whole(field: Field, text: str) -> int | Unreadable[int]:
    plain = text.removesuffix("%").strip()
    if _WHOLE.fullmatch(plain) is None:
        return Unreadable(_("Tulis angka bulat, misalnya 60."))
    number = int(plain.replace(".", ""))
    if field.type is FieldType.PERCENT and number > 100:
        return Unreadable(_("Tulis angka dari 0 sampai 100."))
    return number
