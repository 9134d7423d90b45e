"""A citizen's word as the office must see it: who spoke last, whose turn it is, how its clock stands.

The clocks themselves are a pure function of the record (sipa_core.domain.feedback_clock); here they get their words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import msgspec

from sipa_core.domain.dates import COUNTED_DAYS, due_words, format_date, format_stamp
from sipa_core.domain.feedback import Message, Speaker, is_unreleased, messages
from sipa_core.domain.feedback_clock import (
    MatterClock,
    Stage,
    awaited_since,
    last_day,
    working_days_until,
)
from sipa_core.domain.feedback_clock import clock_of as core_clock
from sipa_core.domain.feedback_moves import ENDED
from sipa_core.domain.money import rounded
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.domain.working_days import ANSWER_DAYS, DAY_MS
from sipa_core.messages import N_, _, ngettext
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.holidays import working_days
from sipa_desktop.services.feedback_views import ClockView, Urgency
from sipa_desktop.services.office import Office

HOUR_MS = 3_600_000
_HOURS_TO_SAY = 48
_TITLES = {
    Stage.ANSWER: N_("Waktu menjawab"),
    Stage.FORWARDED: N_("Waktu kecamatan menjawab"),
    Stage.FOLLOW_UP: N_("Waktu menindaklanjuti"),
    Stage.CITIZEN: N_("Waktu menjawab"),
}


class Conversation(msgspec.Struct, frozen=True):
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
        return None if self.ended else awaited_since(self.record)

    @property
    def kecamatan_only(self) -> bool:
        """True when the village's office never received it."""
        return self.record.type == RecordType.FEEDBACK_KECAMATAN

    @property
    def unreleased(self) -> bool:
        """True when the citizen wrote something for everybody that nobody has released yet."""
        return is_unreleased(self.record)

    @property
    def unreleased_or_held(self) -> bool:
        """True when a release would show others something more."""
        return self.unreleased or self.visibility is Visibility.HELD

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


def running(conversation: Conversation, office: Office) -> MatterClock | None:
    """The clock that runs for the matter now, whoever owes it; None when it ended."""
    return core_clock(conversation.record, working_days(), office.now, office.zone)


def owed_by(conversation: Conversation, office: Office, clock: MatterClock | None) -> MatterClock | None:
    """The clock of what this desk owes the citizen, None when it owes nothing.

    A village owes what it did not forward. The kecamatan owes what was forwarded to it, what only it can read, and
    what is late in a village: that reaches it by itself.
    """
    if clock is None or clock.stage is Stage.CITIZEN:
        return None
    if office.identity.village is not None:
        return clock if clock.stage is not Stage.FORWARDED else None
    return clock if clock.stage is Stage.FORWARDED or conversation.kecamatan_only or clock.late else None


def owed_here(conversation: Conversation, office: Office) -> MatterClock | None:
    """`owed_by` with the clock that runs now."""
    return owed_by(conversation, office, running(conversation, office))


def owes_word(owed: MatterClock | None) -> bool:
    """True when what this desk owes is a word: an answer, or news that is late."""
    return owed is not None and (owed.stage is not Stage.FOLLOW_UP or owed.late)


def answer_owed(conversation: Conversation, office: Office) -> bool:
    """True when this desk owes the citizen a word now."""
    return owes_word(owed_here(conversation, office))


def tenths_words(tenths: int) -> str:
    """`1,4` for 14 tenths."""
    return f"{tenths // 10},{tenths % 10}"


def urgency_of(conversation: Conversation, office: Office) -> Urgency:
    """How near the end of the time is; NONE when nobody this desk looks after owes the citizen anything."""
    return urgency_by(conversation, office, running(conversation, office))


def urgency_by(conversation: Conversation, office: Office, clock: MatterClock | None) -> Urgency:
    """`urgency_of` for the clock that runs."""
    if office.identity.village is not None:
        clock = owed_by(conversation, office, clock)
    if clock is None or clock.stage is Stage.CITIZEN:
        return Urgency.NONE
    if clock.late:
        return Urgency.LATE
    return Urgency.SOON if clock.left <= DAY_MS else Urgency.CALM


def limit_words(clock: MatterClock, office: Office) -> str:
    """`Batas besok`, `Batas hari ini`, `2 hari kerja lagi`, `lewat 1 hari kerja`; on its own day: `lewat batas`.

    Beyond two years the day itself.
    """
    day = last_day(clock, office.zone)
    if abs((day - office.today).days) > COUNTED_DAYS:
        return _("Batas {day}").format(day=format_date(day))
    days = working_days_until(day, office.today, working_days())
    if clock.over:
        return (
            ngettext("lewat {n} hari kerja", "lewat {n} hari kerja", -days).format(n=-days)
            if days
            else _("lewat batas")
        )
    if office.today <= day <= office.today + timedelta(days=1):
        return _("Batas {day}").format(day=due_words(day, office.today))
    return ngettext("{n} hari kerja lagi", "{n} hari kerja lagi", days).format(n=days)


def clock_view(conversation: Conversation, office: Office) -> ClockView:
    """The clock of one conversation: what is left, or how long the first answer took."""
    clock = running(conversation, office)
    if clock is None or clock.stage is Stage.CITIZEN:
        return _stopped(conversation, office)
    ends = (format_stamp(clock.since, office.zone), format_stamp(clock.due, office.zone))
    title = _(_TITLES[clock.stage])
    urgency = Urgency.LATE if clock.late else Urgency.SOON if clock.left <= DAY_MS else Urgency.CALM
    if clock.late:
        left = _("Lewat {time}").format(time=_left_words(clock, office))
        words = _("dari batas {n} hari kerja").format(n=clock.days)
        return ClockView(left, words, 1000, *ends, urgency, True, title)
    words = _("tersisa dari {n} hari kerja").format(n=clock.days)
    return ClockView(_left_words(clock, office), words, clock.permille, *ends, urgency, True, title)


def closing_words(conversation: Conversation, office: Office) -> str:
    """Until when the citizen may react to the answer; empty when nobody waits for that."""
    clock = running(conversation, office)
    if clock is None or clock.stage is not Stage.CITIZEN:
        return ""
    if clock.over:
        return _("Warga tidak menulis lagi selama {n} hari kerja. Boleh ditutup.").format(n=clock.days)
    return _("Menunggu tanggapan sampai {day}, lalu boleh ditutup").format(
        day=format_stamp(clock.due, office.zone).rsplit(" ", 1)[0]
    )


def _left_words(clock: MatterClock, office: Office) -> str:
    """Hours up to two days; from then on as many working days as `limit_words` counts in the list."""
    day = last_day(clock, office.zone)
    if abs(clock.left) // HOUR_MS <= _HOURS_TO_SAY or abs((day - office.today).days) > COUNTED_DAYS:
        return span_words(abs(clock.left))
    days = abs(working_days_until(day, office.today, working_days()))
    return ngettext("{n} hari kerja", "{n} hari kerja", days).format(n=days)


def span_words(time: int) -> str:
    """`22 jam`, and from two days on `2 hari kerja`; below an hour `kurang dari 1 jam`."""
    hours = time // HOUR_MS
    if hours < 1:
        return _("kurang dari 1 jam")
    if hours <= _HOURS_TO_SAY:
        return ngettext("{n} jam", "{n} jam", hours).format(n=hours)
    days = hours // 24
    return ngettext("{n} hari kerja", "{n} hari kerja", days).format(n=days)


def _stopped(conversation: Conversation, office: Office) -> ClockView:
    start = conversation.record.number("created_at")
    end = working_days().after(start, ANSWER_DAYS, office.zone)
    ends = (format_stamp(start, office.zone), format_stamp(end, office.zone))
    title = _(_TITLES[Stage.ANSWER])
    answer, taken = conversation.answer, conversation.taken
    if answer is None or taken is None:
        return ClockView(_("Selesai"), _("tanpa jawaban tertulis"), 0, *ends, Urgency.NONE, False, title)
    permille = min(1000, taken * 1000 // (ANSWER_DAYS * DAY_MS))
    late = answer.at >= end
    words = _("lewat batas 3 hari kerja") if late else _("dijawab sebelum batas 3 hari kerja")
    return ClockView(span_words(taken), words, permille, *ends, Urgency.LATE if late else Urgency.NONE, False, title)
