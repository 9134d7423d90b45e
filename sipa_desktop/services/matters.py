"""Citizens' matters as lists and counts need them: those at work in full, those that ended by their lines alone.

What is at work stays few however long the office works; what ended grows for ever and is read a window at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from sipa_core.domain.feedback_moves import ENDED
from sipa_core.domain.money import rounded
from sipa_core.domain.workflow import FeedbackState
from sipa_core.domain.working_days import DAY_MS
from sipa_core.wire.records import RecordType
from sipa_desktop.services.conversations import Conversation, read_conversations
from sipa_desktop.services.office import Office
from sipa_desktop.store.list_lines import NEXT_PAGE, UNRELEASED, Choice, Tally
from sipa_desktop.store.unit_of_work import Tx

_ENDED = frozenset(state.value for state in ENDED)
_AT_WORK = frozenset(state.value for state in FeedbackState) - _ENDED


class Matters(msgspec.Struct, frozen=True):
    """The matters of a scope: `working` in full; `tallies` count all of them, ended ones too."""

    working: tuple[Conversation, ...]
    tallies: tuple[Tally, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(one.count for one in self.tallies)

    @property
    def ended(self) -> tuple[Tally, ...]:
        """The tallies of what ended."""
        return tuple(one for one in self.tallies if one.state in _ENDED)

    @property
    def average(self) -> int | None:
        """The average time to the first answer in tenths of a working day; None while nothing was answered."""
        return average_of(self.tallies)


def average_of(tallies: Iterable[Tally]) -> int | None:
    """The average time to the first answer in tenths of a working day; None while nothing was answered."""
    known = list(tallies)
    answered = sum(one.answered for one in known)
    return rounded(10 * sum(one.took for one in known), answered * DAY_MS) if answered else None


def types_in(office: Office) -> tuple[RecordType, ...]:
    """What this desk cares for: a village its own, the kecamatan also what is for it alone."""
    if office.identity.village is not None:
        return (RecordType.FEEDBACK,)
    return (RecordType.FEEDBACK, RecordType.FEEDBACK_KECAMATAN)


def read_matters(
    tx: Tx, office: Office, village: str | None = None, types: tuple[RecordType, ...] | None = None
) -> Matters:
    """The matters in this desk's scope, of one village when named."""
    kinds, place = types or types_in(office), office.identity.village or village
    working = tx.lines.newest(Choice(kinds, place, states=_AT_WORK))
    return Matters(tuple(read_conversations(working)), tuple(tx.lines.tallies(kinds, place)))


def ended_matters(
    tx: Tx,
    office: Office,
    *,
    limit: int | None = None,
    village: str = "",
    state: str = "",
    source: str = "",
    unreleased: bool = False,
    since: int | None = None,
    words: str = "",
    types: tuple[RecordType, ...] | None = None,
) -> tuple[list[Conversation], int]:
    """What ended, the last touched first, at most `limit`; and how many there are without the limit.

    Under words that many hold, counting ends where the next page would: the rest would be read for its number alone.
    """
    folded = words.casefold()
    choice = Choice(
        types or types_in(office),
        office.identity.village or village or None,
        states={state} & _ENDED if state else _ENDED,
        source=source,
        flags=UNRELEASED if unreleased else 0,
        since=since,
        words=folded,
        or_village=[one.code for one in office.villages if folded in one.label.casefold()] if folded else (),
    )
    if words and limit:
        records, total = tx.lines.page(choice, limit, NEXT_PAGE)
        return read_conversations(records), total
    found = read_conversations(tx.lines.newest(choice, limit)) if limit != 0 else []
    if limit is not None and len(found) < limit:
        return found, len(found)
    return found, tx.lines.count(choice, limit + NEXT_PAGE if limit is not None else None)
