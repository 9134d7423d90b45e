"""What a report is compared with when it is checked: handed in whole, so that the rules stay pure.

A village's desk knows its own reports only; texts and photos of other villages are filled in on the kecamatan's desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from sipa_core.domain.dates import iso_date
from sipa_core.domain.likeness import TextPrint
from sipa_core.domain.paths import Content, Value, rows
from sipa_core.domain.periods import Period
from sipa_core.domain.photo_prints import PhotoPrint

PLANS: Final = ("apbdes", "apbdes_perubahan")
"""Report types that set the budget of a year: the first one, and what changes it from the day of its event on."""

SIGNED: Final = "pengesahan.tanggal"


class OtherReport(msgspec.Struct, frozen=True):
    """Another report of the same village, as it was sent or as it is being written; `title` is its name for people."""

    template_key: str
    period: Period
    title: str
    content: Content
    tables: dict[str, dict[str, dict[str, Value]]] = msgspec.field(default_factory=dict)

    def table(self, name: str) -> dict[str, dict[str, Value]]:
        """Return the rows of a table, read once."""
        if name not in self.tables:
            self.tables[name] = rows(self.content, name)
        return self.tables[name]


class OtherVillage(msgspec.Struct, frozen=True):
    """What is known of one report of another village: fingerprints only. `label` is `Desa Balang`."""

    label: str
    texts: tuple[TextPrint, ...] = ()
    photos: tuple[PhotoPrint, ...] = ()


class Beside(msgspec.Struct, frozen=True):
    """What to lay beside a report. Everything may be left out: the rules that need it then say nothing.

    `earlier` are reports of the same type, the latest first; `same_year` those of other types about the same year.
    `village` and `neighbours` are names without "Desa". `carried` tells of each field that was taken over from another
    report, where from; `today` is the day of the office.
    """

    period: Period | None = None
    today: date | None = None
    village: str = ""
    neighbours: tuple[str, ...] = ()
    earlier: tuple[OtherReport, ...] = ()
    same_year: tuple[OtherReport, ...] = ()
    others: tuple[OtherVillage, ...] = ()
    carried: Mapping[str, str] = msgspec.field(default_factory=dict)


NOTHING = Beside()


def plans_in_force(content: Content, beside: Beside) -> list[OtherReport]:
    """Return the budgets of the year that a report could know, the newest last.

    A change counts from its day on: for what was signed before, or tells of a time that was over before, there is none.
    """
    if beside.period is None:
        return []
    signed = iso_date(str(content.get(SIGNED) or "")) or beside.today or beside.period.last_day
    until = min(signed, beside.period.last_day) if signed >= beside.period.first_day else beside.period.last_day
    plans = [one for one in beside.same_year if one.template_key in PLANS]
    return [one for one in plans if one.template_key == PLANS[0] or one.period.first_day <= until]
