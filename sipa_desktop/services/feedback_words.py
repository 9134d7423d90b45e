"""Makes what the pages show of citizens' words: rows, counts, one conversation. Pure: values in, frozen views out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sipa_core.domain import feedback, rights, workflow
from sipa_core.domain.dates import format_date_long, format_time, local_date
from sipa_core.domain.feedback import Speaker
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import _
from sipa_desktop.services.conversations import (
    ENDED,
    Conversation,
    average_days,
    awaited_here,
    clock_of,
    deadline_of,
    limit_words,
    tenths_words,
    urgency_of,
)
from sipa_desktop.services.feedback_views import (
    ClockView,
    EventView,
    Fact,
    FeedbackDetail,
    FeedbackFilter,
    FeedbackList,
    FeedbackRow,
    MessageView,
    StateChoice,
)
from sipa_desktop.services.office import Office
from sipa_desktop.services.times import date_words, stamp_words
from sipa_desktop.services.words import feedback_word, kind_word, visibility_word

MAX_SNIPPET = 90
_CHOICES = (
    FeedbackState.DITERUSKAN,
    FeedbackState.DITINDAKLANJUTI,
    FeedbackState.SELESAI,
    FeedbackState.DITOLAK,
    FeedbackState.DUPLIKAT,
)


@dataclass(frozen=True)
class Answer:
    """The reply being written on this PC, and when it was last saved."""

    text: str
    saved_at: int | None


def feedback_list(
    office: Office, conversations: Sequence[Conversation], chosen: FeedbackFilter, pending: Collection[str]
) -> FeedbackList:
    """The list under a filter; `pending` holds the ids of records with an own op without receipt."""
    offered = [one for one in FeedbackFilter if one is not FeedbackFilter.MENUNGGU or office.identity.village is None]
    counts = {one: sum(_falls_under(office, talk, one) for talk in conversations) for one in offered}
    shown = [talk for talk in conversations if _falls_under(office, talk, chosen)]
    awaited = [talk for talk in shown if awaited_here(talk, office) is not None]
    others = [talk for talk in shown if awaited_here(talk, office) is None]
    awaited.sort(key=lambda talk: (talk.awaited_since or 0, talk.record.id))
    others.sort(key=lambda talk: (talk.last_at, talk.record.id), reverse=True)
    rows = tuple(_row(office, talk, talk.record.id in pending) for talk in (*awaited, *others))
    return FeedbackList(chosen, rows, counts, _list_words(conversations, counts[FeedbackFilter.BELUM]))


def feedback_detail(
    office: Office,
    talk: Conversation,
    waiting: Collection[str],
    report: str,
    answer: Answer,
    *,
    decided_here: bool = False,
) -> FeedbackDetail:
    """One conversation. `waiting` holds the op ids without receipt, `report` the title of the report it is about.

    `decided_here` says that what others may read was decided on this PC and has no receipt yet.
    """
    record = talk.record
    name = record.text("name")
    return FeedbackDetail(
        id=record.id,
        number=record.text("number"),
        subject=_subject(talk),
        words=_("Nomor {number}, {name}, lewat halaman publik").format(
            number=record.text("number"), name=name or _("tanpa nama")
        ),
        state=talk.state,
        chip=feedback_word(talk.state),
        entries=_entries(office, talk, waiting),
        clock=_clock(office, talk, waiting),
        facts=_facts(office, talk, report, decided_here),
        privacy_words=_("Nomor dan nama pengirim tidak disimpan bila warga memilih tanpa nama."),
        answer=answer.text,
        answer_words=_answer_words(office, answer),
        visibility=talk.visibility,
        visibility_words=_visibility_words(talk, decided_here),
        can_answer=_may(office, talk, "feedback.reply", talk.state),
        can_release=_may(office, talk, "feedback.release", talk.visibility),
        can_hold=_may(office, talk, "feedback.hold", talk.visibility),
        choices=_choices(office, talk),
    )


def _falls_under(office: Office, talk: Conversation, chosen: FeedbackFilter) -> bool:
    match chosen:
        case FeedbackFilter.BELUM:
            return awaited_here(talk, office) is not None
        case FeedbackFilter.BERJALAN:
            return talk.state not in ENDED
        case FeedbackFilter.SEMUA:
            return True
        case FeedbackFilter.MENUNGGU:
            return talk.visibility is Visibility.WAITING


def _row(office: Office, talk: Conversation, pending: bool) -> FeedbackRow:
    since = awaited_here(talk, office)
    if pending:
        side = _("Menunggu kirim")
    elif since is not None:
        side = limit_words(since, office)
    else:
        side = date_words(local_date(talk.last_at, office.zone), office.today)
    last = next((message for message in reversed(talk.messages) if message.who is Speaker.CITIZEN), None)
    return FeedbackRow(
        id=talk.record.id,
        number=talk.record.text("number"),
        subject=_subject(talk),
        snippet=_snippet(last.text if last is not None else ""),
        state=talk.state,
        chip=feedback_word(talk.state),
        side=side,
        urgency=urgency_of(talk, office),
        village=office.village_label(talk.record.village) if office.identity.village is None else "",
        visibility=talk.visibility,
        pending=pending,
        created_at=talk.record.number("created_at"),
    )


def _list_words(conversations: Sequence[Conversation], unanswered: int) -> str:
    words = _("{n} belum dijawab.").format(n=unanswered) if unanswered else _("Semua sudah dijawab.")
    if not conversations:
        return _("Belum ada masukan warga.")
    average = average_days(conversations)
    if average is None:
        return words
    return f"{words} {_('Rata-rata jawab {days} hari kerja.').format(days=tenths_words(average))}"


def _subject(talk: Conversation) -> str:
    subject = talk.record.text("subject")
    return subject or _snippet(talk.messages[0].text if talk.messages else "") or talk.record.text("number")


def _snippet(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_SNIPPET else f"{line[: MAX_SNIPPET - 1].rstrip()}…"


def _entries(office: Office, talk: Conversation, waiting: Collection[str]) -> tuple[MessageView | EventView, ...]:
    spoken = {message.at for message in talk.messages if message.who is Speaker.OFFICE}
    steps: list[tuple[int, int, MessageView | EventView]] = []
    for message in talk.messages:
        pending = message.key in waiting
        at_words = _("menunggu kirim") if pending else format_time(message.at, office.zone)
        view = MessageView(message.who, message.text, message.by, message.at, at_words, "", pending)
        steps.append((message.at, 0, view))
    unsent = {talk.record.number(f"log[{op_id}].at") for op_id in waiting}
    for state, at in feedback.states(talk.record):
        # The beginning is the first message itself, and an answer is seen as the message that it is.
        if state == FeedbackState.BARU or (state == FeedbackState.DIJAWAB and at in spoken):
            continue
        known = FeedbackState(state) if state in set(FeedbackState) else None
        word = feedback_word(known) if known is not None else state
        seen = _("menunggu kirim") if at in unsent else _("warga dapat melihatnya")
        words = _("Status menjadi {word}, {seen}").format(word=word, seen=seen)
        steps.append((at, 1, EventView(words, at, stamp_words(at, office.today, office.zone), "")))
    steps.sort(key=lambda step: step[:2])
    return tuple(_with_days(office, [view for _at, _order, view in steps]))


def _with_days(office: Office, views: Sequence[MessageView | EventView]) -> list[MessageView | EventView]:
    """The same entries, the first of each day headed by it."""
    dated: list[MessageView | EventView] = []
    before = None
    for view in views:
        day = local_date(view.at, office.zone)
        dated.append(replace(view, day=format_date_long(day)) if day != before else view)
        before = day
    return dated


def _clock(office: Office, talk: Conversation, waiting: Collection[str]) -> ClockView:
    """The clock; an answer that has not left this PC has reached nobody yet."""
    clock = clock_of(talk, office)
    if talk.answer is not None and talk.answer.key in waiting:
        return replace(clock, words=_("sampai jawaban ditulis, menunggu kirim"))
    return clock


def _facts(office: Office, talk: Conversation, report: str, decided_here: bool) -> tuple[Fact, ...]:
    record = talk.record
    facts = [
        Fact(_("Pengirim"), record.text("name") or _("Tanpa nama")),
        Fact(_("Jenis"), kind_word(record.text("kind"))),
        Fact(_("Status"), feedback_word(talk.state)),
    ]
    if office.identity.village is None:
        facts.insert(0, Fact(_("Desa"), office.village_label(record.village)))
    if report:
        facts.append(Fact(_("Terkait"), report))
    if record.text("reason"):
        facts.append(Fact(_("Alasan untuk warga"), record.text("reason")))
    seen = _("Menunggu kirim") if decided_here else visibility_word(talk.visibility)
    return (*facts, Fact(_("Terlihat umum"), seen))


def _answer_words(office: Office, answer: Answer) -> str:
    if not answer.text or answer.saved_at is None:
        return _("Tanpa jaringan pun bisa dijawab.")
    return _("Draf tersimpan {time}. Tanpa jaringan pun bisa dijawab.").format(
        time=stamp_words(answer.saved_at, office.today, office.zone)
    )


def _visibility_words(talk: Conversation, decided_here: bool) -> str:
    reason = talk.record.text("visibility_reason")
    if decided_here and talk.visibility is Visibility.RELEASED:
        return _("Menunggu kirim. Tampil di halaman publik setelah diterima server.")
    if decided_here:
        words = _("Menunggu kirim. Ditahan setelah diterima server.")
        return f"{words} {_('Alasan: {reason}').format(reason=reason)}"
    match talk.visibility:
        case Visibility.PRIVATE:
            return _("Warga meminta hanya kantor yang membaca. Tidak dapat ditampilkan untuk umum.")
        case Visibility.WAITING:
            return _("Belum tampil di halaman publik. Kecamatan melihatnya dulu.")
        case Visibility.RELEASED:
            return _("Tampil di halaman publik.")
        case Visibility.HELD:
            words = _("Tidak tampil di halaman publik.")
            return f"{words} {_('Alasan: {reason}').format(reason=reason)}" if reason else words


def _may(office: Office, talk: Conversation, kind: str, state: str) -> bool:
    return rights.refusal(office.identity.actor, kind, talk.record.village, state) is None


def _choices(office: Office, talk: Conversation) -> tuple[StateChoice, ...]:
    if not _may(office, talk, "feedback.state", talk.state):
        return ()
    return tuple(
        StateChoice(state, feedback_word(state), state is FeedbackState.DITOLAK)
        for state in _CHOICES
        if state is not talk.state and workflow.after("feedback.state", talk.state) is not None
    )


def most_urgent(office: Office, conversations: Sequence[Conversation]) -> Conversation | None:
    """The conversation whose time to answer ends first; None when no answer is owed."""
    awaited = [(since, talk) for talk in conversations if (since := awaited_here(talk, office)) is not None]
    return min(awaited, key=lambda pair: (deadline_of(pair[0], office), pair[0]))[1] if awaited else None
