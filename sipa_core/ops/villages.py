"""village.begin: the kecamatan says from which day a village reports here; what fell due earlier is not asked for.

The server writes the first day itself, when the village's first PC is registered.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from sipa_core import ids
from sipa_core.domain import rights
from sipa_core.domain.dates import iso_date
from sipa_core.domain.villages import BEGUN
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref

FIRST_YEAR: Final = 2000


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The day, as ISO."""

    day: Annotated[str, msgspec.Meta(max_length=10)]


def ref_of(code: str) -> Ref:
    """The record of a village."""
    return Ref(RecordType.VILLAGE, ids.natural_id("village", code))


def begin(fields: Begin, ref: Ref, view: View, context: Context) -> Outcome:
    """Keeps the day; whoever said it is told with it."""
    village = view.get(ref)
    if village is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "village.begin", village.text("code"), "set")
    if refused is not None:
        return Refusal(refused)
    day = iso_date(fields.day)
    if day is None or day.year < FIRST_YEAR:
        return Refusal(Problem.INVALID, "day")
    return Applied((Write(ref, None, {BEGUN: fields.day, "begun_by": context.actor.name}),))


KINDS = (Kind("village.begin", RecordType.VILLAGE, Begin, begin),)
