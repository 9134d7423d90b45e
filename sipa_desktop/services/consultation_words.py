"""Makes what the pages show of threads: rows, counts, one thread with its days. Pure: values in, frozen views out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from sipa_core.domain import rights
from sipa_core.domain.attachments import Attachment, attachments
from sipa_core.domain.consultation import (
    FILES,
    MESSAGE_COLUMN,
    About,
    Message,
    Side,
    ThreadState,
    has_read,
    side_of,
    unread,
)
from sipa_core.domain.dates import format_date_long, format_time, local_date
from sipa_core.messages import _, ngettext
from sipa_core.ops.words import problem_words
from sipa_core.wire.records import Record
from sipa_desktop.services.consultation_views import (
    AboutView,
    EventView,
    Sent,
    TalkMessage,
    ThreadDetail,
    ThreadFilter,
    ThreadList,
    ThreadRow,
)
from sipa_desktop.services.guidance_views import GuidanceList
from sipa_desktop.services.office import Office
from sipa_desktop.services.threads import Thread, Threads
from sipa_desktop.services.times import date_words, day_words, stamp_words

MAX_SNIPPET = 90


def thread_list(
    office: Office, threads: Threads, chosen: ThreadFilter, running: int, limit: int, words: str = ""
) -> ThreadList:
    """The list under a filter, newest first and at most `limit` rows, of those that have the words; `running` counts
    the pembinaan that are still to be done.
    """
    # Somebody who only pressed the button has begun nothing yet.
    working = [thread for thread in threads.working if not thread.blank]
    counts = {one: sum(_under(thread, one) for thread in working) for one in ThreadFilter}
    for one in (ThreadFilter.SELESAI, ThreadFilter.SEMUA):
        counts[one] += threads.over
    found = [*(thread for thread in working if _has(office, thread, words.casefold())), *threads.solved]
    shown = sorted((thread for thread in found if _under(thread, chosen)), key=lambda one: (-one.last_at, one.id))
    rows = tuple(_row(office, thread) for thread in shown[:limit])
    line = _list_words(office, counts[ThreadFilter.SEMUA], threads.news, running)
    more = len(shown) - len(rows) + (threads.more if chosen is not ThreadFilter.TERBUKA else 0)
    return ThreadList(chosen, rows, counts, threads.news, line, more)


def thread_detail(
    office: Office, thread: Thread, about: AboutView | None, guidance: GuidanceList, agreed: Collection[Record]
) -> ThreadDetail:
    """One thread; `guidance` is what was agreed with its village, `agreed` the records that came from this thread."""
    record, mine = thread.record, _mine(office)
    theirs = [message for message in thread.messages if message.who is mine.other]
    state = thread.state
    new = thread.unsent and not thread.refused
    may_send = rights.refusal(office.identity.actor, "message.send", record.village, _known_state(thread)) is None
    writing = thread.writing
    return ThreadDetail(
        id=thread.id,
        village=record.village or "",
        village_label=office.village_label(record.village) if record.village else "",
        subject=record.text("subject"),
        words=_detail_words(office, thread),
        state=state,
        new=new,
        about=about,
        label=link_words(record),
        entries=_entries(office, thread, agreed),
        attachments=_attachments(office, thread),
        guidance=guidance,
        draft=writing.text if writing is not None else "",
        draft_words=_draft_words(office, thread),
        files=tuple(writing.files) if writing is not None else (),
        villages=writing.outline.villages if writing is not None and writing.new else (),
        last_theirs=theirs[-1].key if theirs else "",
        unread=len(unread(record, mine)),
        can_send=(may_send or new) and not thread.full,
        can_solve=not thread.unsent
        and rights.refusal(office.identity.actor, "consultation.solve", record.village, state) is None,
        closed_words=_("Percakapan ini sudah penuh. Lanjutkan di percakapan baru.") if thread.full else "",
    )


def link_words(record: Record) -> str:
    """What a thread is about, in few words: its label, or *Umum*."""
    general = _("Laporan") if record.text("about") == About.REPORT else _("Umum")
    return record.text("label") or general


def _mine(office: Office) -> Side:
    return side_of(office.identity.actor)


def _known_state(thread: Thread) -> str:
    return "none" if thread.unsent else thread.state


def _under(thread: Thread, chosen: ThreadFilter) -> bool:
    match chosen:
        case ThreadFilter.TERBUKA:
            return thread.state is ThreadState.OPEN
        case ThreadFilter.SELESAI:
            return thread.state is ThreadState.SOLVED
        case ThreadFilter.SEMUA:
            return True


def _row(office: Office, thread: Thread) -> ThreadRow:
    record = thread.record
    return ThreadRow(
        id=thread.id,
        village=office.village_label(record.village) if office.identity.village is None and record.village else "",
        subject=_subject(thread),
        link=link_words(record),
        snippet=_snippet(office, thread),
        side=_side(office, thread),
        state=thread.state,
        unread=len(unread(record, _mine(office))),
        pending=bool(thread.waiting),
        refused=bool(thread.refused),
        draft=thread.unsent and not thread.refused,
        last_at=thread.last_at,
    )


def _has(office: Office, thread: Thread, folded: str) -> bool:
    """True when the thread, or its village's name, has the words; empty ones are had by all."""
    writing = thread.writing.text if thread.writing is not None else ""
    said = [message.text for message in thread.messages] + [one.send.text for one in thread.refused]
    names = (office.village_label(thread.record.village), _subject(thread), link_words(thread.record), writing)
    return folded in "\n".join((*names, *said)).casefold()


def _subject(thread: Thread) -> str:
    if thread.record.text("subject"):
        return thread.record.text("subject")
    said = thread.messages[0].text if thread.messages else ""
    return _cut(said) or _("Percakapan baru")


def _snippet(office: Office, thread: Thread) -> str:
    if thread.refused:
        return _("Tidak diterima: {text}").format(text=_cut(thread.refused[-1].send.text))
    if thread.writing is not None and not thread.writing.empty:
        return _("Draf: {text}").format(text=_cut(thread.writing.text))
    if thread.state is ThreadState.SOLVED:
        return _("Selesai")
    if not thread.messages:
        return ""
    last = thread.messages[-1]
    return f"{_name(office, last)}: {_cut(last.text) or _('mengirim berkas')}"


def _name(office: Office, message: Message) -> str:
    ours = message.who is _mine(office) and message.by == office.identity.person_name
    return _("Anda") if ours else message.by or _("Kantor")


def _side(office: Office, thread: Thread) -> str:
    if thread.refused:
        return _("Perlu perhatian")
    day = local_date(thread.last_at, office.zone)
    return format_time(thread.last_at, office.zone) if day == office.today else date_words(day, office.today)


def _list_words(office: Office, count: int, news: int, running: int) -> str:
    parts = []
    if not count:
        parts.append(_("Belum ada percakapan."))
    elif not news:
        parts.append(_("Semua sudah dibaca."))
    elif office.identity.village is not None:
        words = ngettext("{n} jawaban baru dari kecamatan.", "{n} jawaban baru dari kecamatan.", news)
        parts.append(words.format(n=news))
    else:
        parts.append(ngettext("{n} pesan baru dari desa.", "{n} pesan baru dari desa.", news).format(n=news))
    if running:
        parts.append(ngettext("{n} pembinaan berjalan.", "{n} pembinaan berjalan.", running).format(n=running))
    return " ".join(parts)


def _detail_words(office: Office, thread: Thread) -> str:
    record = thread.record
    if thread.unsent:
        return _("Belum dikirim.")
    if thread.state is ThreadState.SOLVED:
        day = local_date(record.number("solved_at"), office.zone)
        words = _("Ditandai selesai oleh {by}, {day}. Pesan baru membukanya lagi.")
        return words.format(by=record.text("solved_by"), day=day_words(day, office.today))
    day = local_date(record.number("began_at"), office.zone)
    return _("Dimulai {by}, {day}.").format(by=record.text("began_by"), day=day_words(day, office.today))


def _draft_words(office: Office, thread: Thread) -> str:
    writing = thread.writing
    if writing is None or writing.empty:
        return ""
    time = stamp_words(writing.document.saved_at, office.today, office.zone)
    return _("Draf tersimpan {time}.").format(time=time)


def _entries(office: Office, thread: Thread, agreed: Collection[Record]) -> tuple[TalkMessage | EventView, ...]:
    files = _files_by_message(thread.record)
    steps: list[tuple[int, int, TalkMessage | EventView]] = []
    for at, message in enumerate(thread.messages):
        steps.append((message.at, at, _message(office, thread, message, files.get(message.key, ()))))
    for one in thread.refused:
        said = one.send
        shown = TalkMessage(
            key=one.item.op_id,
            mine=True,
            text=said.text,
            by=office.identity.person_name,
            at=one.item.made_at,
            at_words=format_time(one.item.made_at, office.zone),
            day="",
            sent=Sent.REFUSED,
            files=tuple(attachments(said.files, FILES)),
            problem=problem_words(one.item.code or ""),
        )
        steps.append((shown.at, len(steps), shown))
    for record in agreed:
        made = record.number("made_at")
        due = record.text("due")
        words = _("Disepakati sebagai pembinaan: {text}").format(text=_cut(record.text("text")).rstrip("."))
        day = _iso_words(due, office.today)
        steps.append((made, len(steps), EventView(f"{words}, {day}" if day else words, made, "", "", True)))
    solved = thread.record.number("solved_at")
    if thread.state is ThreadState.SOLVED and solved:
        words = _("Ditandai selesai oleh {by}").format(by=thread.record.text("solved_by"))
        steps.append((solved, len(steps), EventView(words, solved, format_time(solved, office.zone), "")))
    steps.sort(key=lambda step: step[:2])
    return tuple(_with_days(office, [view for _at, _order, view in steps]))


def _iso_words(due: str, today: date) -> str:
    try:
        return _("sampai {day}").format(day=day_words(date.fromisoformat(due), today))
    except ValueError:
        return ""


def _message(office: Office, thread: Thread, message: Message, files: Sequence[tuple[str, Attachment]]) -> TalkMessage:
    mine = message.who is _mine(office)
    if not mine:
        sent = Sent.THEIRS
    elif message.key in thread.waiting:
        sent = Sent.WAITING
    elif has_read(thread.record, _mine(office).other, message.key):
        sent = Sent.READ
    else:
        sent = Sent.SENT
    return TalkMessage(
        key=message.key,
        mine=mine,
        text=message.text,
        by=message.by,
        at=message.at,
        at_words=format_time(message.at, office.zone),
        day="",
        sent=sent,
        files=tuple(files),
    )


def _with_days(office: Office, views: Sequence[TalkMessage | EventView]) -> list[TalkMessage | EventView]:
    dated: list[TalkMessage | EventView] = []
    before = None
    for view in views:
        day = local_date(view.at, office.zone)
        dated.append(replace(view, day=format_date_long(day)) if day != before else view)
        before = day
    return dated


def _files_by_message(record: Record) -> Mapping[str, list[tuple[str, Attachment]]]:
    found: dict[str, list[tuple[str, Attachment]]] = {}
    for row, attachment in attachments(record.fields, FILES):
        found.setdefault(record.text(f"{FILES}[{row}].{MESSAGE_COLUMN}"), []).append((row, attachment))
    return found


def _attachments(office: Office, thread: Thread) -> tuple[tuple[str, Attachment, str], ...]:
    """Every file of the thread, newest first, with who sent it and when."""
    files = _files_by_message(thread.record)
    return tuple(
        (row, attachment, f"{_name(office, message)}, {stamp_words(message.at, office.today, office.zone)}")
        for message in reversed(thread.messages)
        for row, attachment in files.get(message.key, ())
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_SNIPPET else f"{line[: MAX_SNIPPET - 1].rstrip()}…"
