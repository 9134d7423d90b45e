"""What a report is compared with when it is checked: handed in whole, so that the rules stay pure.

A village's desk knows its own reports only; texts and photos of other villages are filled in on the kecamatan's desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from sipa_core.domain.likeness import TextPrint
from sipa_core.domain.paths import Content, Value, rows
from sipa_core.domain.periods import Period
from sipa_core.domain.photo_prints import PhotoPrint


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
