"""Makes the list of citizens' words: rows, counts by filter, state, source and village. Pure: values in, views out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sipa_core.domain.dates import local_date
from sipa_core.domain.feedback import Source, Speaker, notes, source_of
from sipa_core.domain.feedback_clock import MatterClock, Stage
from sipa_core.domain.feedback_moves import ENDED
from sipa_core.domain.workflow import FeedbackState
from sipa_core.messages import _
from sipa_desktop.services.conversations import (
    Conversation,
    limit_words,
    owed_by,
    owed_here,
    owes_word,
    running,
    tenths_words,
    urgency_by,
)
from sipa_desktop.services.feedback_views import (
    Count,
    FeedbackFilter,
    FeedbackList,
    FeedbackQuery,
    FeedbackRow,
    Urgency,
)
from sipa_desktop.services.matters import Matters
from sipa_desktop.services.office import Office
from sipa_desktop.services.times import date_words
from sipa_desktop.services.words import feedback_word, source_word
from sipa_desktop.store.list_lines import UNRELEASED, Tally

MAX_SNIPPET = 90


def feedback_list(
    office: Office,
    matters: Matters,
    ended: tuple[Sequence[Conversation], int],
    query: FeedbackQuery,
    pending: Collection[str],
) -> FeedbackList:
    """The list that was asked for; `ended` are the newest of what ended under the query, and how many there are;
    `pending` holds the ids of records with an own op without receipt.

    What this desk owes comes first, the one that must go soonest (or is late the longest) before the others; then what
    is owed by others, then the rest, newest first.
    """
    here = [talk for talk in matters.working if query.village in ("", talk.record.village)]
    tallies = [one for one in matters.tallies if query.village in ("", one.village)]
    over = [one for one in matters.ended if query.village in ("", one.village)]
    unreleased = sum(one.count for one in over if one.flags & UNRELEASED)
    clocks = {talk.record.id: running(talk, office) for talk in here}
    owed = {talk.record.id for talk in here if owes_word(owed_by(talk, office, clocks[talk.record.id]))}
    moderates = office.identity.village is None
    todo = owed | {talk.record.id for talk in here if moderates and talk.unreleased}
    offered = [one for one in FeedbackFilter if one is not FeedbackFilter.MENUNGGU or moderates]
    counts = {one: sum(_falls_under(talk, one, todo) for talk in here) for one in offered}
    counts[FeedbackFilter.SEMUA] += sum(one.count for one in over)
    if moderates:
        counts[FeedbackFilter.MENUNGGU] += unreleased
        counts[FeedbackFilter.BELUM] += unreleased
    shown = [talk for talk in here if _asked_for(office, talk, query, todo)]
    total = len(shown) + ended[1]
    shown = sorted([*shown, *ended[0]], key=lambda talk: _order(talk, clocks.get(talk.record.id), owed))
    urgent = [talk for talk in here if talk.record.id in owed]
    kept = shown[: query.limit]
    return FeedbackList(
        filter=query.filter,
        rows=tuple(_row(office, talk, clocks.get(talk.record.id), talk.record.id in pending) for talk in kept),
        counts=counts,
        words=_list_words(office, matters, owed),
        more=total - len(kept),
        states=_states(tallies),
        sources=_sources(tallies),
        villages=_villages(office, matters.tallies),
        todo=len(todo) + (unreleased if moderates else 0),
        late=any(urgency_by(talk, office, clocks[talk.record.id]) is Urgency.LATE for talk in urgent),
    )


def holds_ended(office: Office, query: FeedbackQuery) -> bool:
    """True when something that ended can stand in the list that is asked for: a word of it may wait to be shown."""
    listed = {FeedbackFilter.SEMUA, FeedbackFilter.MENUNGGU}
    if office.identity.village is None:
        listed.add(FeedbackFilter.BELUM)
    return query.filter in listed and (query.state is None or query.state in ENDED)


def subject_of(talk: Conversation) -> str:
    """What the matter is called: its subject, or the beginning of its first message."""
    subject = talk.record.text("subject")
    return subject or snippet(talk.messages[0].text if talk.messages else "") or talk.record.text("number")


def snippet(text: str) -> str:
    """The text in one line that fits a card."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_SNIPPET else f"{line[: MAX_SNIPPET - 1].rstrip()}…"


def most_urgent(office: Office, conversations: Sequence[Conversation]) -> Conversation | None:
    """The conversation whose time to answer ends first; None when no answer is owed."""
    found = [(owed, talk) for talk in conversations if (owed := owed_here(talk, office)) is not None]
    words = [(owed.due, owed.since, talk) for owed, talk in found if owes_word(owed)]
    return min(words, key=lambda entry: entry[:2])[2] if words else None


def _falls_under(talk: Conversation, chosen: FeedbackFilter, todo: Collection[str]) -> bool:
    match chosen:
        case FeedbackFilter.BELUM:
            return talk.record.id in todo
        case FeedbackFilter.BERJALAN:
            return talk.state not in ENDED
        case FeedbackFilter.SEMUA:
            return True
        case FeedbackFilter.MENUNGGU:
            return talk.unreleased


def _asked_for(office: Office, talk: Conversation, query: FeedbackQuery, todo: Collection[str]) -> bool:
    return (
        _falls_under(talk, query.filter, todo)
        and (query.state is None or talk.state is query.state)
        and (query.source is None or source_of(talk.record) is query.source)
        and (not query.waiting_only or talk.unreleased)
        and (not query.search or query.search.casefold() in _everything(office, talk))
    )


def _everything(office: Office, talk: Conversation) -> str:
    written = [message.text for message in talk.messages] + [note.text for note in notes(talk.record)]
    about = [talk.record.text(leaf) for leaf in ("number", "subject", "name", "reason")]
    return "\n".join([*about, office.village_label(talk.record.village), *written]).casefold()


def _order(talk: Conversation, clock: MatterClock | None, owed: Collection[str]) -> tuple[int, int, str]:
    if talk.record.id in owed and clock is not None:
        return 0, clock.due, talk.record.id
    if clock is not None and clock.stage is not Stage.CITIZEN:
        return 1, clock.due, talk.record.id
    return 2, -talk.last_at, talk.record.id


def _row(office: Office, talk: Conversation, clock: MatterClock | None, pending: bool) -> FeedbackRow:
    urgency = urgency_by(talk, office, clock)
    if pending:
        side = _("Menunggu kirim")
    elif clock is not None and clock.stage is not Stage.CITIZEN:
        side = limit_words(clock, office)
    elif clock is not None and clock.over:
        side = _("Boleh ditutup")
    else:
        side = date_words(local_date(talk.last_at, office.zone), office.today)
    said = [message for message in talk.messages if message.who is Speaker.CITIZEN]
    # Without a subject the first message is the title already.
    last = said[-1] if said and (talk.record.text("subject") or len(said) > 1) else None
    return FeedbackRow(
        id=talk.record.id,
        number=talk.record.text("number"),
        subject=subject_of(talk),
        snippet=snippet(last.text if last is not None else talk.record.text("name")),
        state=talk.state,
        chip=feedback_word(talk.state),
        side=side,
        urgency=urgency,
        village=office.village_label(talk.record.village) if office.identity.village is None else "",
        visibility=talk.visibility,
        pending=pending,
        created_at=talk.record.number("created_at"),
        mark=_mark(office, talk, urgency),
    )


def _mark(office: Office, talk: Conversation, urgency: Urgency) -> str:
    if talk.kecamatan_only:
        return _("Hanya kecamatan")
    if office.identity.village is None and urgency is Urgency.LATE:
        return _("Lewat batas")
    source = source_of(talk.record)
    return source_word(source) if source is not Source.PAGE else ""


def _states(tallies: Sequence[Tally]) -> tuple[Count, ...]:
    found = _counted((one.state, one.count) for one in tallies)
    return tuple(Count(state.value, feedback_word(state), found[state]) for state in FeedbackState if found[state])


def _sources(tallies: Sequence[Tally]) -> tuple[Count, ...]:
    found = _counted((one.source, one.count) for one in tallies)
    return tuple(Count(source.value, source_word(source), found[source]) for source in Source if found[source])


def _villages(office: Office, tallies: Sequence[Tally]) -> tuple[Count, ...]:
    if office.identity.village is not None:
        return ()
    found = _counted((one.village, one.count) for one in tallies)
    named = [Count(code, office.village_label(code), count) for code, count in found.items()]
    return tuple(sorted(named, key=lambda one: (one.word.removeprefix("Desa "), one.key)))


def _counted(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, count in pairs:
        found[key] += count
    return found


def _list_words(office: Office, matters: Matters, owed: Collection[str]) -> str:
    if not matters.count:
        return _("Belum ada masukan warga.")
    if office.identity.village is None:
        words = (
            _("{n} perlu ditangani kecamatan.").format(n=len(owed))
            if owed
            else _("Tidak ada yang perlu ditangani kecamatan.")
        )
    else:
        words = _("{n} belum dijawab.").format(n=len(owed)) if owed else _("Semua sudah dijawab.")
    average = matters.average
    if average is None:
        return words
    return f"{words} {_('Rata-rata jawab {days} hari kerja.').format(days=tenths_words(average))}"
