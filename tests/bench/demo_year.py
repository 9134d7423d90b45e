"""The demo's village after a whole year: its half-year, and before it the same work again with earlier days and ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sipa_core import ids
from sipa_core.wire.records import Record, RecordType, Value

DAY_MS: Final = 86_400_000
BACK_MS: Final = 182 * DAY_MS
OLDEST_MS: Final = 1_000_000_000_000
"""Greater numbers are moments (UTC ms)."""
TALK: Final = (RecordType.FEEDBACK, RecordType.CONSULTATION, RecordType.GUIDANCE)
WORK: Final = (RecordType.REPORT, RecordType.VERSION, RecordType.REVIEW, RecordType.PUBLICATION, RecordType.POSTING)
PERIODS: Final = {
    "2024-06": "2025-04",
    "2024-07": "2025-05",
    **{f"2024-{month:02}": f"2025-{month - 7:02}" for month in range(8, 13)},
    "2024-S1": "2025-S1",
}
"""Each earlier period, and the one whose report it takes."""


def earlier(records: tuple[Record, ...], village: str) -> Iterator[Record]:
    """The records of the half-year before, to be received after the demo's own."""
    own = [one for one in records if one.village == village]
    rev = len(records)
    for period, model in PERIODS.items():
        for new in _report(own, period, model):
            rev += 1
            yield Record(new.type, new.id, rev, new.village, new.fields)
    for one in own:
        if one.type in TALK:
            rev += 1
            fields = _moved(one.fields, {})
            if "number" in fields:
                fields["number"] = f"{fields['number']}-L"
            yield Record(one.type, ids.natural_id("earlier", one.id), rev, village, fields)


def _report(own: list[Record], period: str, model: str) -> Iterator[Record]:
    """A report with all its versions, reviews and posts, under the ids that the earlier period gives them."""
    names: dict[str, str] = {model: period}
    for one in own:
        if one.type == RecordType.REPORT and one.text("period") == model:
            report = ids.report_id(one.village or "", one.text("type"), period)
            names |= {one.id: report, ids.publication_id(one.id): ids.publication_id(report)}
            for n in range(1, one.number("newest") + 1):
                old, new = ids.version_id(one.id, n), ids.version_id(report, n)
                names |= {old: new, ids.review_id(old): ids.review_id(new)}
    for one in own:
        if one.type == RecordType.POSTING and one.text("publication") in names:
            names[one.id] = ids.posting_id(names[one.text("publication")], one.text("channel"))
    for one in own:
        if one.type in WORK and one.id in names:
            yield Record(one.type, names[one.id], 0, one.village, _moved(one.fields, names))


def _moved(fields: Mapping[str, Value], names: Mapping[str, str]) -> dict[str, Value]:
    return {path: _value(value, names) for path, value in fields.items()}


def _value(value: Value, names: Mapping[str, str]) -> Value:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, int) and not isinstance(value, bool) and value > OLDEST_MS:
        return value - BACK_MS
    return value
