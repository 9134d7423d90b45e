"""One narrow line for each record of a kind that grows for years, so that a list reads only what it shows.

Lines follow from records: written with them in the same transaction, made anew when they are missing or when this
program makes them otherwise. Nothing but lists and their counts may rest on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from sipa_core.domain import consultation, feedback
from sipa_core.domain.consultation import GuidanceState, Side, ThreadState
from sipa_core.domain.workflow import FeedbackState, PostingState
from sipa_core.wire.records import Record, RecordType, Value
from sipa_desktop import holidays
from sipa_desktop.store.tables import outbox, record
from sipa_sqlite.quick import Quick

LISTS: Final = {
    RecordType.FEEDBACK: "matter",
    RecordType.FEEDBACK_KECAMATAN: "matter",
    RecordType.CONSULTATION: "thread",
    RecordType.GUIDANCE: "agreed",
    RecordType.POSTING: "posting",
}
"""Types that stand in one list together have one name."""

UNRELEASED: Final = 1
"""A citizen's matter has words that nobody has released yet."""
NEWS: Final = {Side.VILLAGE: 2, Side.KECAMATAN: 4}
"""A thread has words that this side has not seen."""

lists = sa.MetaData()

line = sa.Table(
    "list_line",
    lists,
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("list", sa.Text, nullable=False),
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("flags", sa.Integer, nullable=False),
    sa.Column("took", sa.BigInteger),
    sqlite_with_rowid=False,
)
sa.Index(
    "list_line_newest",
    line.c.list,
    line.c.at.desc(),
    line.c.id,
    line.c.village,
    line.c.state,
    line.c.source,
    line.c.flags,
)

sa.Index("list_line_flags", line.c.list, line.c.at.desc(), line.c.id, sqlite_where=line.c.flags != 0)

AT_WORK: Final = sa.Index("list_line_work", line.c.list, line.c.state, line.c.village, line.c.at)
"""Holds all that is asked for of what is at work, so that it is preferred to walking through the whole list."""

count = sa.Table(
    "list_count",
    lists,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("village", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("flags", sa.Integer, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("answered", sa.Integer, nullable=False),
    sa.Column("took", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

words = sa.Table(
    "list_words",
    lists,
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Index("list_words_ref", "type", "id", unique=True),
)
letters = sa.table("list_letters", sa.column("rowid"))
"""Which words hold three letters in a row; it stands in for reading all that was ever written."""
_PIECE: Final = 3
_OFTEN: Final = 500

NEXT_PAGE: Final = 200
"""How many more rows a list offers to show; whoever counts under words need not count further."""

SENDINGS: Final = (
    sa.Index(
        "outbox_closed", outbox.c.closed_at.desc(), outbox.c.no.desc(), outbox.c.state, outbox.c.title, outbox.c.seq
    ),
    sa.Index("outbox_made", outbox.c.made_at),
    sa.Index("outbox_about", outbox.c.id, outbox.c.kind),
)
for _index in SENDINGS:
    outbox.indexes.discard(_index)  # they belong to the lists, not to the schema that migrations hold
_fields = msgspec.json.Decoder(dict[str, Value])


class Line(msgspec.Struct, frozen=True):
    """What a list must know of a record to place and count it. `took` is the time to the first answer, in working
    milliseconds; `words` what a list is searched for, casefolded.
    """

    state: str
    at: int
    source: str = ""
    flags: int = 0
    took: int | None = None
    words: str = ""


class Tally(msgspec.Struct, frozen=True):
    """How many records are alike in these; `took` is the sum over the `answered` of them."""

    village: str
    state: str
    source: str
    flags: int
    count: int
    answered: int
    took: int


class Choice(msgspec.Struct, frozen=True):
    """Which lines are meant, of types that stand in one list; None and empty ask for all. `flags`: at least one of them
    is set. `words` (casefolded) is found in what was written, or the record is of one of the villages in `or_village`.
    """

    types: tuple[RecordType, ...]
    village: str | None = None
    states: Collection[str] | None = None
    but: Collection[str] = ()
    source: str = ""
    flags: int = 0
    since: int | None = None
    words: str = ""
    or_village: Collection[str] = ()


def line_of(said: Record) -> Line | None:
    """The line of a record; None for a kind that no list grows with."""
    match said.type:
        case RecordType.FEEDBACK | RecordType.FEEDBACK_KECAMATAN:
            return _matter(said)
        case RecordType.CONSULTATION:
            spoken = consultation.messages(said)
            solved = said.text("state") == ThreadState.SOLVED
            news = sum(flag for side, flag in NEWS.items() if consultation.unread(said, side))
            at = spoken[-1].at if spoken else said.number("began_at")
            state = ThreadState.SOLVED if solved else ThreadState.OPEN
            written = [said.text("subject"), said.text("label"), *(one.text for one in spoken)]
            return Line(state.value, at, flags=news, words="\n".join(written).casefold())
        case RecordType.GUIDANCE:
            return Line(_known(said, GuidanceState.OPEN), said.number("made_at"), said.text("thread"))
        case RecordType.POSTING:
            return Line(_known(said, PostingState.OWED), said.number("proved_at"), said.text("channel"))
        case _:
            return None


def _matter(said: Record) -> Line:
    spoken = feedback.messages(said)
    answer = next((one for one in spoken if one.who is feedback.Speaker.OFFICE), None)
    came = said.number("created_at")
    written = [one.text for one in spoken] + [note.text for note in feedback.notes(said)]
    about = [said.text(leaf) for leaf in ("number", "subject", "name", "reason")]
    return Line(
        _known(said, FeedbackState.BARU),
        spoken[-1].at if spoken else came,
        feedback.source_of(said).value,
        UNRELEASED if feedback.is_unreleased(said) else 0,
        holidays.working_days().between(came, answer.at) if answer is not None else None,
        "\n".join([*about, *written]).casefold(),
    )


def _known(said: Record, other: FeedbackState | GuidanceState | PostingState) -> str:
    """The state, or another in place of a newer program's word."""
    text = said.text("state")
    return text if text in set(type(other)) else other.value


def keep(connection: sa.Connection, said: Record) -> None:
    """Bring the line of a record to what the record says now."""
    found = line_of(said)
    if found is None:
        return
    for table in (line, words):
        # Not replaced in one statement: only a real removal is counted.
        _AWAY[table.name].run(connection, of_type=said.type, of_id=said.id)
    put_all(connection, [(said, found)])


class ListLines:
    """The lines of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def tallies(self, types: tuple[RecordType, ...], village: str | None = None) -> list[Tally]:
        """How many there are of each sort, of one village when named."""
        return [Tally(*row) for row in _tallied(types, village).all(self._connection)]

    def count(self, choice: Choice, most: int | None = None) -> int:
        """How many there are; counting may end at `most`."""
        if choice.words or choice.since is not None:
            picked = sa.select(line.c.id).where(*_chosen(choice, walk=most is not None and self._often(choice)))
            if most is not None:
                picked = picked.order_by(line.c.at.desc(), line.c.id).limit(most)
            return self._connection.execute(sa.select(sa.func.count()).select_from(picked.subquery())).scalar_one()
        return sum(one.count for one in self.tallies(choice.types, choice.village) if _meant(one, choice))

    def newest(self, choice: Choice, limit: int | None = None) -> list[Record]:
        """The records meant, the last touched first (then by id), at most `limit`."""
        if choice.words or choice.since is not None:
            query = _newest(choice, limited=limit is not None, walk=limit is not None and self._often(choice))
            return [record_of(row) for row in self._connection.execute(query, {"most": limit}).all()]
        plain = msgspec.structs.replace(
            choice,
            states=tuple(sorted(choice.states)) if choice.states is not None else None,
            but=tuple(sorted(choice.but)),
            or_village=(),
        )
        return [record_of(row) for row in _newest_known(plain, limit is not None).all(self._connection, most=limit)]

    def page(self, choice: Choice, limit: int, further: int) -> tuple[list[Record], int]:
        """`newest`, and how many there are, counted no more than `further` beyond the limit: found by one walk."""
        picked = sa.select(line.c.type, line.c.id).where(*_chosen(choice, walk=self._often(choice)))
        newest = picked.order_by(line.c.at.desc(), line.c.id).limit(limit + further)
        found = [(str(row[0]), str(row[1])) for row in self._connection.execute(newest).all()]
        shown = found[:limit]
        query = sa.select(record.c.type, record.c.id, record.c.rev, record.c.village, record.c.fields).where(
            record.c.type == sa.bindparam("of_type"), record.c.id.in_(sa.bindparam("of_ids", expanding=True))
        )
        read = {
            (row[0], row[1]): record_of(row)
            for kind in {one[0] for one in shown}
            for row in self._connection.execute(
                query, {"of_type": kind, "of_ids": [one[1] for one in shown if one[0] == kind]}
            )
        }
        return [read[one] for one in shown if one in read], len(found)

    def _often(self, choice: Choice) -> bool:
        """True when so much may hold the words that the newest are found sooner by looking at one after the other."""
        asked = _pieces(choice.words)
        if not asked:
            return bool(choice.words)
        query = sa.select(sa.func.count()).select_from(letters).where(_holds(asked))
        return self._connection.execute(query).scalar_one() > _OFTEN


@lru_cache(256)
def _tallied(types: tuple[RecordType, ...], village: str | None) -> Quick:
    counted = [count.c.list == LISTS[types[0]], count.c.type.in_([kind.value for kind in types])]
    if village is not None:
        counted.append(count.c.village == village)
    sorts = (count.c.village, count.c.state, count.c.source, count.c.flags)
    sums = (sa.func.sum(one) for one in (count.c.count, count.c.answered, count.c.took))
    return Quick(sa.select(*sorts, *sums).where(count.c.count > 0, *counted).group_by(*sorts))


@lru_cache(256)
def _newest_known(choice: Choice, limited: bool) -> Quick:
    """The statement of a choice that is made again and again: the same few of every page."""
    return Quick(_newest(choice, limited=limited))


def _newest(choice: Choice, *, limited: bool, walk: bool = False) -> sa.Select[tuple[str, str, int, str, bytes]]:
    # The inner query walks the narrow index alone; whole records are read for the rows that are shown.
    # Without a limit the order is not that of the index, which leads past everything there is.
    at = line.c.at if limited else line.c.at + 0
    picked = sa.select(line.c.type, line.c.id, at.label("at")).where(*_chosen(choice, walk=walk))
    if limited:
        picked = picked.order_by(at.desc(), line.c.id).limit(sa.bindparam("most", -1))
    inner = picked.subquery()
    return (
        sa.select(record.c.type, record.c.id, record.c.rev, record.c.village, record.c.fields)
        .join_from(inner, record, sa.and_(record.c.type == inner.c.type, record.c.id == inner.c.id))
        .order_by(inner.c.at.desc(), inner.c.id)
    )


def _chosen(choice: Choice, *, walk: bool = False) -> Iterator[sa.ColumnElement[bool]]:
    # The list is asked for first, although the types say it too: it leads the indexes, so that nothing is sorted.
    yield line.c.list == LISTS[choice.types[0]]
    if len(choice.types) == 1:
        yield line.c.type == choice.types[0].value
    if choice.village is not None:
        yield line.c.village == choice.village
    if choice.states is not None:
        yield line.c.state.in_(sorted(choice.states))
    if choice.but:
        yield line.c.state.not_in(sorted(choice.but))
    if choice.source:
        yield line.c.source == choice.source
    if choice.flags:
        yield line.c.flags != 0  # what leads to the index of those alone
        yield line.c.flags.op("&")(choice.flags) != 0
    if choice.since is not None:
        yield line.c.at >= choice.since
    if choice.words:
        if walk:
            here = (words.c.type == line.c.type, words.c.id == line.c.id)
            said: sa.ColumnElement[bool] = sa.exists().where(*here, *_written(choice))
        else:
            said = line.c.id.in_(sa.select(words.c.id).where(*_written(choice)))
        yield sa.or_(said, line.c.village.in_(sorted(choice.or_village)))


def _written(choice: Choice) -> Iterator[sa.ColumnElement[bool]]:
    kinds = [kind.value for kind in choice.types]
    asked = _pieces(choice.words)
    if asked:
        yield words.c.no.in_(sa.select(letters.c.rowid).where(_holds(asked)))
        yield words.c.type.concat("").in_(kinds)  # not by the index of types, which leads past every word there is
    else:
        yield words.c.type.in_(kinds)
    yield sa.func.instr(words.c.words, choice.words) > 0  # the pieces may stand apart from each other


def _holds(asked: str) -> sa.ColumnElement[bool]:
    return sa.literal_column("list_letters").op("MATCH")(asked)


def _pieces(text: str) -> str:
    """What FTS5 is asked for, so that it finds at least what holds the text; empty when the text is too short."""
    if "\0" in text:
        return ""
    found = dict.fromkeys(text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1))
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in found)


def _meant(sort: Tally, choice: Choice) -> bool:
    return (
        (choice.states is None or sort.state in choice.states)
        and sort.state not in choice.but
        and choice.source in ("", sort.source)
        and (not choice.flags or bool(sort.flags & choice.flags))
    )


def record_of(row: Sequence[Any]) -> Record:
    """Return the record of a row of type, id, rev, village and fields."""
    return Record(row[0], row[1], row[2], row[3], _fields.decode(row[4]))


def _line_row(said: Record, found: Line) -> dict[str, object]:
    return {
        "type": said.type,
        "id": said.id,
        "list": LISTS[RecordType(said.type)],
        "village": said.village or "",
        "state": found.state,
        "at": found.at,
        "source": found.source,
        "flags": found.flags,
        "took": found.took,
    }


def put_all(connection: sa.Connection, batch: Iterable[tuple[Record, Line]], *, also_words: bool = True) -> None:
    """Write the lines of records that have none yet, and what they are searched for."""
    known = list(batch)
    _put(connection, line, [_line_row(said, found) for said, found in known])
    if also_words:
        _put(
            connection,
            words,
            [{"type": said.type, "id": said.id, "words": one.words} for said, one in known if one.words],
        )


def _put(connection: sa.Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:
        _NEW[table.name].run_all(connection, rows)


_AWAY: Final = {
    table.name: Quick(
        sa.delete(table).where(table.c.type == sa.bindparam("of_type"), table.c.id == sa.bindparam("of_id"))
    )
    for table in (line, words)
}
_NEW: Final = {
    table.name: Quick(
        sa.insert(table).values({one.name: sa.bindparam(one.name) for one in table.c if one.name != "no"})
    )
    for table in (line, words)
}
