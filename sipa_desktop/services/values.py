"""A value of a report as a person reads it, by the type of its field."""

from __future__ import annotations

from datetime import date
from typing import Final

from sipa_core.domain.dates import format_date_tight
from sipa_core.domain.money import format_number
from sipa_core.domain.paths import Value
from sipa_core.domain.templates import Field, FieldType
from sipa_core.messages import _

EMPTY: Final = "–"


def value_words(field: Field, value: Value, nothing: str = EMPTY) -> str:
    """Return the value in words; `nothing` where it was not filled in."""
    if value is None or value == "":
        return nothing
    match field.type:
        case FieldType.BOOL:
            return _("Ya") if value is True else _("Tidak")
        case FieldType.RUPIAH | FieldType.NUMBER if isinstance(value, int):
            return format_number(value)
        case FieldType.PERCENT if isinstance(value, int):
            return f"{value}%"
        case FieldType.DATE if isinstance(value, str):
            return _day(value)
        case FieldType.CHOICE:
            return next((choice.label for choice in field.choices if choice.value == value), str(value))
        case _:
            return str(value)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{format_date_tight(day)} {day.year}"
