"""A citizen's word as the office must see it: who spoke last, since when an answer is awaited, how the clock stands.

The clock counts working days of the office and begins with the first message that nobody has answered yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sipa_core.domain.dates import due_words, format_stamp, local_date
from sipa_core.domain.feedback import Message, Speaker, messages
from sipa_core.domain.money import rounded
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.domain.working_days import ANSWER_DAYS, DAY_MS
from sipa_core.messages import _, ngettext
from sipa_core.wire.records import Record
from sipa_desktop.services.feedback_views import ClockView, Urgency
from sipa_desktop.services.office import Office, working_days

HOUR_MS = 3_600_000
ENDED = (FeedbackState.SELESAI, FeedbackState.DITOLAK, FeedbackState.DUPLIKAT)
_HOURS_TO_SAY = 48


@dataclass(frozen=True)
class Conversation:
    """One feedback record with its messages, oldest first."""

    record: Record
    messages: tuple[Message, ...]

    @property
    def state(self) -> FeedbackState:
        """Where the matter stands; *Baru* for a state of a newer program, so that somebody looks."""
        text = self.record.text("state")
        return FeedbackState(text) if text in set(FeedbackState) else FeedbackState.BARU

    @property
    def visibility(self) -> Visibility:
        """Who may read it; held for a word of a newer program, so that nothing gets out."""
        text = self.record.text("visibility")
        return Visibility(text) if text in set(Visibility) else Visibility.HELD

    @property
    def ended(self) -> bool:
        """True when nothing more is expected of the office."""
        return self.state in ENDED

    @property
    def answer(self) -> Message | None:
        """The office's first message."""
        return next((message for message in self.messages if message.who is Speaker.OFFICE), None)

    @property
    def awaited_since(self) -> int | None:
        """When the first message came that the office has not answered; None when it owes no answer."""
        if self.ended:
            return None
        since = None
        for message in self.messages:
            if message.who is Speaker.OFFICE:
                since = None
            elif since is None:
                since = message.at
        return since

    @property
    def last_at(self) -> int:
        """When the last message was written."""
        return self.messages[-1].at if self.messages else self.record.number("created_at")

    @property
    def taken(self) -> int | None:
        """From the citizen's first word to the first answer, in the office's working milliseconds; None without one."""
        answer = self.answer
        if answer is None:
            return None
        return working_days().between(self.record.number("created_at"), answer.at)


def read_conversations(records: Iterable[Record]) -> list[Conversation]:
    """The conversations of feedback records."""
    return [Conversation(record, tuple(messages(record))) for record in records]


def average_days(conversations: Iterable[Conversation]) -> int | None:
    """The average time to the first answer in tenths of a working day; None while nothing was answered."""
    taken = [time for one in conversations if (time := one.taken) is not None]
    return rounded(10 * sum(taken), len(taken) * DAY_MS) if taken else None


def awaited_here(conversation: Conversation, office: Office) -> int | None:
    """Since when this desk owes the answer (UTC ms), None when it owes none.

    What a village forwarded is the kecamatan's to answer; the citizen's clock goes on for it all the same.
    """
    if office.identity.village is not None and conversation.state is FeedbackState.DITERUSKAN:
        return None
    return conversation.awaited_since


def tenths_words(tenths: int) -> str:
    """`1,4` for 14 tenths."""
    return f"{tenths // 10},{tenths % 10}"


def deadline_of(since: int, office: Office) -> int:
    """The instant at which the three working days are over."""
    return working_days().after(since, ANSWER_DAYS, office.zone)


def urgency_of(conversation: Conversation, office: Office) -> Urgency:
    """How near the end of the time to answer is; NONE when this desk owes no answer."""
    since = awaited_here(conversation, office)
    if since is None:
        return Urgency.NONE
    end = deadline_of(since, office)
    if office.now >= end:
        return Urgency.LATE
    left = working_days().between(office.now, end, office.zone)
    return Urgency.SOON if left <= DAY_MS else Urgency.CALM


def limit_words(since: int, office: Office) -> str:
    """`Batas besok`, `Batas hari ini`, `2 hari lagi`, `lewat 1 hari`."""
    end = deadline_of(since, office)
    day = local_date(end - 1, office.zone)
    if office.now >= end and day >= office.today:
        return _("lewat batas")
    if day <= office.today + timedelta(days=1) and day >= office.today:
        return _("Batas {day}").format(day=due_words(day, office.today))
    return due_words(day, office.today)


def clock_of(conversation: Conversation, office: Office) -> ClockView:
    """The clock of one conversation: what is left, or how long the first answer took."""
    since = conversation.awaited_since
    start = since if since is not None else conversation.record.number("created_at")
    end = deadline_of(start, office)
    ends = (format_stamp(start, office.zone), format_stamp(end, office.zone))
    if since is None:
        return _stopped(conversation, start, end, ends)
    used = working_days().between(start, office.now, office.zone)
    permille = min(1000, used * 1000 // (ANSWER_DAYS * DAY_MS))
    urgency = urgency_of(conversation, office)
    if urgency is Urgency.LATE:
        over = working_days().between(end, office.now, office.zone)
        left = _("Lewat {time}").format(time=span_words(over))
        return ClockView(left, _("dari batas {n} hari kerja").format(n=ANSWER_DAYS), 1000, *ends, urgency, True)
    left = span_words(working_days().between(office.now, end, office.zone))
    return ClockView(left, _("tersisa dari {n} hari kerja").format(n=ANSWER_DAYS), permille, *ends, urgency, True)


def span_words(time: int) -> str:
    """`22 jam`, and from two days on `2 hari kerja`; below an hour `kurang dari 1 jam`."""
    hours = time // HOUR_MS
    if hours < 1:
        return _("kurang dari 1 jam")
    if hours <= _HOURS_TO_SAY:
        return ngettext("{n} jam", "{n} jam", hours).format(n=hours)
    days = hours // 24
    return ngettext("{n} hari kerja", "{n} hari kerja", days).format(n=days)


def _stopped(conversation: Conversation, start: int, end: int, ends: tuple[str, str]) -> ClockView:
    answer, taken = conversation.answer, conversation.taken
    if answer is None or taken is None:
        return ClockView(_("Selesai"), _("tanpa jawaban tertulis"), 0, *ends, Urgency.NONE, False)
    permille = min(1000, taken * 1000 // (ANSWER_DAYS * DAY_MS))
    late = answer.at >= end
    words = _("lewat batas 3 hari kerja") if late else _("dijawab sebelum batas 3 hari kerja")
    return ClockView(span_words(taken), words, permille, *ends, Urgency.LATE if late else Urgency.NONE, False)
