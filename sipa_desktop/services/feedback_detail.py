"""Makes what the page shows of one conversation: messages, notes and steps, facts, and what may be done with it.

Pure: values in, frozen views out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from msgspec.structs import replace

from sipa_core.domain import feedback, rights
from sipa_core.domain.dates import format_date_long, format_time, local_date
from sipa_core.domain.feedback import Source, Speaker, source_of
from sipa_core.domain.feedback_moves import NEEDS_OTHER, NEEDS_REASON, targets
from sipa_core.domain.roles import Role
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.messages import _
from sipa_core.privacy.patterns import masked
from sipa_desktop.services.conversations import Conversation, clock_view, closing_words
from sipa_desktop.services.feedback_views import (
    ClockView,
    EventView,
    Fact,
    FeedbackDetail,
    MessageView,
    NoteView,
    StateChoice,
)
from sipa_desktop.services.feedback_words import subject_of
from sipa_desktop.services.office import Office
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.words import feedback_word, kind_word, source_word, visibility_word

Entry = MessageView | NoteView | EventView


class Answer(msgspec.Struct, frozen=True):
    """What is being written on this PC (a reply or a note), and when it was last saved."""

    text: str
    saved_at: int | None


def feedback_detail(
    office: Office,
    talk: Conversation,
    waiting: Collection[str],
    report: str,
    answer: Answer,
    note: Answer,
    *,
    decided_here: bool = False,
) -> FeedbackDetail:
    """One conversation. `waiting` holds the op ids without receipt, `report` the title of the report it is about.

    `decided_here` says that what others may read was decided on this PC and has no receipt yet.
    """
    record = talk.record
    source = source_of(record)
    choices = _choices(office, talk)
    hand_over = next((choice for choice in choices if _hands_over(talk, choice.state)), None)
    return FeedbackDetail(
        id=record.id,
        number=record.text("number"),
        subject=subject_of(talk),
        words=_head_words(talk, source),
        state=talk.state,
        chip=feedback_word(talk.state),
        entries=_entries(office, talk, waiting),
        clock=_clock(office, talk, waiting),
        facts=_facts(office, talk, report, decided_here),
        privacy_words=_privacy_words(talk, source),
        answer=answer.text,
        answer_words=_answer_words(office, answer, source),
        visibility=talk.visibility,
        visibility_words=_visibility_words(talk, source, decided_here),
        can_answer=_may(office, talk, "feedback.reply", talk.state),
        can_release=talk.unreleased_or_held and _may_moderate(office, talk, "feedback.release"),
        can_hold=_may_moderate(office, talk, "feedback.hold"),
        choices=tuple(choice for choice in choices if choice is not hand_over),
        note=note.text,
        note_words=_note_words(office, note),
        hand_over=hand_over,
        seen=talk.messages[-1].key if talk.messages else "",
        preview=_preview(talk) if talk.visibility is not Visibility.PRIVATE else (),
        elsewhere=source_word(source) if source is not Source.PAGE else "",
        link=record.text("link"),
        kecamatan_only=talk.kecamatan_only,
    )


def _head_words(talk: Conversation, source: Source) -> str:
    record = talk.record
    name = record.text("name") or _("tanpa nama")
    if source is Source.PAGE:
        words = _("Nomor {number}, {name}, lewat halaman publik")
        return words.format(number=record.text("number"), name=name)
    words = _("Nomor {number}, {name}, dari {source}")
    return words.format(number=record.text("number"), name=name, source=source_word(source))


def _privacy_words(talk: Conversation, source: Source) -> str:
    if source is not Source.PAGE:
        return _("Dicatat oleh desa. NIK dan nomor telepon ditutup sebelum disimpan. Hanya dibaca kantor.")
    if talk.kecamatan_only:
        return _("Warga memilih hanya kecamatan yang membaca. Tidak pernah dikirim ke komputer desa.")
    return _("Nomor dan nama pengirim tidak disimpan bila warga memilih tanpa nama.")


def _entries(office: Office, talk: Conversation, waiting: Collection[str]) -> tuple[Entry, ...]:
    spoken = {message.key for message in talk.messages if message.who is Speaker.OFFICE}
    steps: list[tuple[int, int, Entry]] = []
    for message in talk.messages:
        pending = message.key in waiting
        at_words = _("menunggu kirim") if pending else format_time(message.at, office.zone)
        view = MessageView(message.who, message.text, message.by, message.at, at_words, "", pending)
        steps.append((message.at, 0, view))
    for note in feedback.notes(talk.record):
        pending = note.key in waiting
        at_words = _("menunggu kirim") if pending else stamp_words(note.at, office.today, office.zone)
        steps.append((note.at, 2, NoteView(note.text, note.by, note.at, at_words, "", pending)))
    for at, step in enumerate(feedback.steps(talk.record)):
        # The beginning is the first message itself, and an answer is seen as the message that it is.
        begun = not at and step.state == FeedbackState.BARU
        if begun or (step.state == FeedbackState.DIJAWAB and step.key in spoken):
            continue
        words = _step_words(step, pending=step.key in waiting)
        steps.append((step.at, 1, EventView(words, step.at, stamp_words(step.at, office.today, office.zone), "")))
    steps.sort(key=lambda step: step[:2])
    return tuple(_with_days(office, [view for _at, _order, view in steps]))


def _step_words(step: feedback.Step, *, pending: bool) -> str:
    if step.reopened:
        return _("Dibuka lagi oleh warga")
    if step.state == FeedbackState.SELESAI and not step.by:
        return _("Warga menyatakan selesai")
    known = FeedbackState(step.state) if step.state in set(FeedbackState) else None
    word = feedback_word(known) if known is not None else step.state
    seen = _("menunggu kirim") if pending else _("warga dapat melihatnya")
    return _("Status menjadi {word}, {seen}").format(word=word, seen=seen)


def _with_days(office: Office, views: Sequence[Entry]) -> list[Entry]:
    """The same entries, the first of each day headed by it."""
    dated: list[Entry] = []
    before = None
    for view in views:
        day = local_date(view.at, office.zone)
        dated.append(replace(view, day=format_date_long(day)) if day != before else view)
        before = day
    return dated


def _clock(office: Office, talk: Conversation, waiting: Collection[str]) -> ClockView:
    """The clock; an answer that has not left this PC has reached nobody yet."""
    clock = clock_view(talk, office)
    if talk.answer is not None and talk.answer.key in waiting and not clock.running:
        return replace(clock, words=_("sampai jawaban ditulis, menunggu kirim"))
    return clock


def _facts(office: Office, talk: Conversation, report: str, decided_here: bool) -> tuple[Fact, ...]:
    record = talk.record
    source = source_of(record)
    facts = [
        Fact(_("Pengirim"), record.text("name") or _("Tanpa nama")),
        Fact(_("Jenis"), kind_word(record.text("kind"))),
        Fact(_("Status"), feedback_word(talk.state)),
    ]
    if office.identity.village is None:
        facts.insert(0, Fact(_("Desa"), office.village_label(record.village)))
    if source is not Source.PAGE:
        day = record.text("said_on")
        told = _("{source}, ditulis {day}").format(source=source_word(source), day=day) if day else source_word(source)
        facts.append(Fact(_("Sumber"), told))
    if report:
        facts.append(Fact(_("Terkait"), report))
    if record.text("duplicate_of"):
        facts.append(Fact(_("Sama dengan"), record.text("duplicate_of")))
    if record.text("reason"):
        facts.append(Fact(_("Alasan untuk warga"), record.text("reason")))
    waits = closing_words(talk, office)
    if waits:
        facts.append(Fact(_("Penutupan"), waits))
    if talk.kecamatan_only:
        return (*facts, Fact(_("Dibaca oleh"), _("Hanya kecamatan")))
    seen = _("Menunggu kirim") if decided_here else visibility_word(talk.visibility)
    return (*facts, Fact(_("Terlihat umum"), seen if source is Source.PAGE else _("Tidak, hanya kantor")))


def _answer_words(office: Office, answer: Answer, source: Source) -> str:
    idle = (
        _("Tanpa jaringan pun bisa dijawab.")
        if source is Source.PAGE
        else _("Salin, tempel di {source}, lalu tandai sudah dijawab.").format(source=source_word(source))
    )
    if not answer.text or answer.saved_at is None:
        return idle
    time = stamp_words(answer.saved_at, office.today, office.zone)
    return f"{_('Draf tersimpan {time}.').format(time=time)} {idle}"


def _note_words(office: Office, note: Answer) -> str:
    idle = _("Hanya dibaca desa dan kecamatan, tidak pernah oleh warga.")
    if not note.text or note.saved_at is None:
        return idle
    time = stamp_words(note.saved_at, office.today, office.zone)
    return f"{_('Draf tersimpan {time}.').format(time=time)} {idle}"


def _visibility_words(talk: Conversation, source: Source, decided_here: bool) -> str:
    reason = talk.record.text("visibility_reason")
    if talk.kecamatan_only:
        return _("Hanya kecamatan yang membaca. Desa tidak menerima masukan ini.")
    if source is not Source.PAGE:
        return _("Dicatat desa dari {source}. Hanya dibaca kantor.").format(source=source_word(source))
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
        case Visibility.RELEASED if talk.unreleased:
            return _("Tampil di halaman publik, kecuali pesan baru warga yang belum Anda tampilkan.")
        case Visibility.RELEASED:
            return _("Tampil di halaman publik.")
        case Visibility.HELD:
            words = _("Tidak tampil di halaman publik.")
            return f"{words} {_('Alasan: {reason}').format(reason=reason)}" if reason else words


def _preview(talk: Conversation) -> tuple[str, ...]:
    """What others would read after a release now: no name, and numbers of persons masked."""
    said = [masked(message.text) for message in talk.messages]
    return (masked(talk.record.text("subject")), *said)


def _may(office: Office, talk: Conversation, kind: str, state: str) -> bool:
    return rights.refusal(office.identity.actor, kind, talk.record.village, state) is None


def _may_moderate(office: Office, talk: Conversation, kind: str) -> bool:
    return not talk.kecamatan_only and _may(office, talk, kind, talk.visibility)


def _hands_over(talk: Conversation, state: FeedbackState) -> bool:
    if talk.state is FeedbackState.DITERUSKAN:
        return state is FeedbackState.DITINDAKLANJUTI
    return state is FeedbackState.DITERUSKAN


def _choices(office: Office, talk: Conversation) -> tuple[StateChoice, ...]:
    if not _may(office, talk, "feedback.state", talk.state):
        return ()
    allowed = targets(office.identity.role, talk.record.type, talk.state)
    return tuple(
        StateChoice(
            state,
            _choice_word(office, talk, state),
            state in NEEDS_REASON,
            _hands_over(talk, state),
            state in NEEDS_OTHER,
        )
        for state in FeedbackState
        if state in allowed
    )


def _choice_word(office: Office, talk: Conversation, state: FeedbackState) -> str:
    if state is FeedbackState.DITERUSKAN:
        return (
            _("Teruskan ke kecamatan") if office.identity.role is Role.ADMIN_DESA else _("Ambil alih untuk kecamatan")
        )
    if _hands_over(talk, state):
        return _("Kembalikan ke desa")
    return feedback_word(state)
