"""Consultations: a village and its kecamatan talk in threads, in general or about one field of a report.

Everything works without a network; a message being written is journalled, and one that was refused comes back whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sipa_core import ids
from sipa_core.domain.attachments import Attachment
from sipa_core.domain.attachments import leaves as leaves_of
from sipa_core.domain.consultation import (
    FILES,
    MAX_FILES,
    MAX_LABEL,
    MAX_SUBJECT,
    MAX_TEXT,
    GuidanceState,
    has_read,
    side_of,
    unread,
)
from sipa_core.domain.consultation import About as AboutKind
from sipa_core.domain.paths import ORDER_COLUMN, Value, cell
from sipa_core.messages import _, ngettext
from sipa_core.ops.consultation import Begin, Read, Send, Solve
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services.consultation_views import MOST_ROWS, Begun, Outline, ThreadDetail, ThreadFilter, ThreadList
from sipa_desktop.services.consultation_words import thread_detail, thread_list
from sipa_desktop.services.guidance import guidance_list, records_in, running_in, waiting_ids
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.services.thread_about import about_of, place_label
from sipa_desktop.services.threads import (
    SUBJECT,
    TEXT,
    VILLAGES,
    Thread,
    Writing,
    document_id,
    read_all,
    read_thread,
    read_threads,
)
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.list_lines import NEWS, Choice
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx


class Consultation:
    """The threads in this desk's scope."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def list(self, chosen: ThreadFilter = ThreadFilter.TERBUKA, limit: int = MOST_ROWS, words: str = "") -> ThreadList:
        """The list under a filter, at most `limit` rows that have the words, with the counts of all: newest first."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            threads = read_all(tx, office, 0 if chosen is ThreadFilter.TERBUKA else limit, words)
            return thread_list(office, threads, chosen, running_in(tx, office), limit, words)

    def unread(self) -> int:
        """How many threads hold something that nobody on this side has seen."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            news = NEWS[side_of(office.identity.actor)]
            return tx.lines.count(Choice((RecordType.CONSULTATION,), office.identity.village, flags=news))

    def detail(self, thread_id: str) -> ThreadDetail | Refused:
        """One thread, also one that exists on this PC alone."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            thread = read_thread(tx, office, thread_id)
            if thread is None:
                return refused(Problem.NOT_FOUND)
            return self._detail(tx, office, thread)

    def villages(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every village that a new thread can be begun with from here."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            mine = office.identity.village
            return tuple((one.code, one.label) for one in office.villages if mine is None or one.code == mine)

    def on_report(self, report_id: str) -> Mapping[str, str]:
        """The open threads on a report: path (empty for the whole report) to thread, the newest of several."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            found = [one for one in read_threads(tx, office) if _open_on(one, report_id)]
            found.sort(key=lambda one: (one.last_at, one.id))
            return {one.record.text("path"): one.id for one in found}

    def begin(self, village: str = "", report: str = "", path: str = "", label: str = "") -> Begun | Refused:
        """Where a message on this matter belongs; nothing is written yet. `village` empty means the desk's own."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            code = office.identity.village or village
            if code and not office.identity.actor.owns(code):
                return refused(Problem.FORBIDDEN)
            if report:
                known = [
                    one
                    for one in read_threads(tx, office)
                    if _open_on(one, report) and one.record.text("path") == path and not one.full
                ]
                if known:
                    newest = max(known, key=lambda one: (one.last_at, one.id))
                    return Begun(newest.id, True, code, newest.record.text("subject"), report, path, label)
            words = label or (place_label(tx, office, code, report, path) if report else "")
        fresh = ids.new_id(self._clock, self._entropy)
        subject = words.rpartition(", ")[0] or words
        return Begun(fresh, False, code, subject[:MAX_SUBJECT], report, path, words[:MAX_LABEL])

    def save_draft(self, thread_id: str, text: str) -> Saved | Refused:
        """Journal the message being written in a thread that is there."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            thread = read_thread(tx, office, thread_id)
            if thread is None:
                return refused(Problem.NOT_FOUND)
            about = thread.writing.document.about if thread.writing is not None else {"thread": thread_id}
            self._write(tx, thread_id, about, {TEXT: text or None}, office.now)
            return _saved(office)

    def save_new(self, thread_id: str, text: str, outline: Outline) -> Saved | Refused:
        """Journal the first message of a thread that is not there yet, with what it is about."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            village = office.identity.village or outline.village
            if (village and not office.identity.actor.owns(village)) or not ids.is_id(thread_id):
                return refused(Problem.FORBIDDEN)
            about: dict[str, Value] = {
                "thread": thread_id,
                "new": True,
                "village": village,
                "report": outline.report,
                "path": outline.path,
                "label": outline.label,
            }
            leaves: dict[str, Value] = {
                TEXT: text or None,
                SUBJECT: outline.subject or None,
                VILLAGES: ",".join(outline.villages) or None,
            }
            self._write(tx, thread_id, about, leaves, office.now)
            return _saved(office)

    def add_files(self, thread_id: str, files: Sequence[Attachment]) -> Saved | Refused:
        """Lay files beside the message being written; they are on this PC already."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            thread = read_thread(tx, office, thread_id)
            if thread is None:
                return refused(Problem.NOT_FOUND)
            held = thread.writing.files if thread.writing is not None else []
            if len(held) + len(files) > MAX_FILES:
                words = _("Satu pesan memuat paling banyak {n} berkas. Kirim sisanya di pesan berikut.")
                return Refused(Problem.TOO_LARGE.value, words.format(n=MAX_FILES), "files")
            changes: dict[str, Value] = {}
            for at, one in enumerate(files, len(held)):
                row = ids.new_id(self._clock, self._entropy)
                changes |= {**leaves_of(FILES, row, one), cell(FILES, row, ORDER_COLUMN): at}
            about = thread.writing.document.about if thread.writing is not None else {"thread": thread_id}
            self._write(tx, thread_id, about, changes, office.now)
            return _saved(office)

    def remove_file(self, thread_id: str, row: str) -> Saved | Refused:
        """Take a file away from the message being written."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            thread = read_thread(tx, office, thread_id)
            if thread is None or thread.writing is None:
                return refused(Problem.NOT_FOUND)
            gone = {path: None for path in thread.writing.leaves if path.startswith(f"{FILES}[{row}].")}
            self._write(tx, thread_id, thread.writing.document.about, gone, office.now)
            return _saved(office)

    def discard(self, thread_id: str) -> Saved | Refused:
        """Throw away what is being written; a new thread that was never sent is gone with it."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            tx.documents.discard(document_id(thread_id))
            tx.touch(Topic.DRAFTS)
            return Saved(office.now, _("Draf dibuang."))

    def discard_blank(self, thread_id: str) -> bool:
        """Throw a new thread away if nothing that somebody would miss was written in it; return whether it is gone."""
        with self._store.write() as tx:
            thread = read_thread(tx, read_office(tx, self._clock), thread_id)
            if thread is None or thread.writing is None or not thread.writing.new or not thread.writing.empty:
                return False
            tx.documents.discard(document_id(thread_id))
            tx.touch(Topic.DRAFTS)
            return True

    def send(self, thread_id: str) -> Done | Refused:
        """Queue the journalled message, one thread a village; refused in words when something is missing."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            thread = read_thread(tx, office, thread_id)
            if thread is None or thread.writing is None or thread.writing.empty:
                return Refused("empty", _("Pesan masih kosong. Tulis dulu, lalu kirim."), "text")
            writing = thread.writing
            if len(writing.text) > MAX_TEXT:
                words = _("Pesan lebih dari {n} huruf. Pendekkan dulu, lalu kirim.")
                return Refused(Problem.TOO_LARGE.value, words.format(n=MAX_TEXT), "text")
            if not writing.new or tx.records.get(_ref(thread_id)) is not None:
                done = self._queue(tx, thread_id, writing, None)
            else:
                done = self._send_new(tx, office, thread_id, writing)
            if isinstance(done, Done):
                tx.documents.discard(document_id(thread_id))
                tx.touch(Topic.DRAFTS)
            return done

    def mark_read(self, thread_id: str, upto: str) -> bool:
        """Say that everything up to a message was in sight; does nothing when the mark stands there already.

        True when something was queued. An earlier mark that was never sent is replaced.
        """
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            record = tx.records.get(_ref(thread_id))
            side = side_of(office.identity.actor)
            if record is None or not upto or has_read(record, side, upto) or not unread(record, side):
                return False
            title = _("Tanda sudah dibaca: {subject}").format(subject=record.text("subject"))
            done = queued(tx, "consultation.read", _ref(thread_id), Read(upto), title, replaces=True)
            return isinstance(done, Done)

    def solve(self, thread_id: str) -> Done | Refused:
        """Say that nobody waits for anything here any more."""
        with self._store.write() as tx:
            record = tx.records.get(_ref(thread_id))
            if record is None:
                return refused(Problem.NOT_FOUND)
            title = _("Percakapan selesai: {subject}").format(subject=record.text("subject"))
            return queued(tx, "consultation.solve", _ref(thread_id), Solve(), title)

    def take_back(self, thread_id: str, op_id: str) -> Saved | Refused:
        """Put a refused message's words and files back where they can be written on; the refused op is put aside."""
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            thread = read_thread(tx, office, thread_id)
            item = tx.outbox.get(op_id)
            lost = (
                next((one for one in thread.refused if one.item.op_id == op_id), None) if thread is not None else None
            )
            if thread is None or lost is None or item is None or item.state is not OutboxState.PARKED:
                return refused(Problem.NOT_FOUND)
            writing, begin = thread.writing, lost.send.begin
            held = writing.text if writing is not None else ""
            text = f"{lost.send.text}\n\n{held}" if held.strip() else lost.send.text
            about: dict[str, Value] = {"thread": thread_id}
            leaves: dict[str, Value] = {TEXT: text, **lost.send.files}
            if begin is not None and tx.records.get(_ref(thread_id)) is None:
                about |= {"new": True, "village": begin.village, "report": begin.report}
                about |= {"path": begin.path, "label": begin.label}
                leaves[SUBJECT] = begin.subject
            self._write(tx, thread_id, about, leaves, office.now)
            tx.take_out(op_id)
            tx.touch(Topic.OUTBOX, Topic.CONSULTATION)
            return _saved(office)

    def _send_new(self, tx: Tx, office: Office, thread_id: str, writing: Writing) -> Done | Refused:
        outline = writing.outline
        villages = [outline.village] if outline.village else list(dict.fromkeys(outline.villages))
        if not villages:
            return Refused(Problem.INVALID.value, _("Pilih dulu desa yang dikirimi pesan."), "village")
        if not outline.subject.strip():
            return Refused(Problem.INVALID.value, _("Tulis dulu perihalnya, supaya mudah dicari nanti."), "subject")
        done: Done | Refused = refused(Problem.INVALID)
        about = AboutKind.REPORT if outline.report else AboutKind.GENERAL
        for at, village in enumerate(villages):
            if not office.identity.actor.owns(village):
                return refused(Problem.FORBIDDEN)
            begin = Begin(
                village,
                outline.subject.strip()[:MAX_SUBJECT],
                about,
                outline.report,
                outline.path,
                outline.label[:MAX_LABEL],
            )
            each = thread_id if at == 0 else ids.new_id(self._clock, self._entropy)
            done = self._queue(tx, each, writing, begin)
            if isinstance(done, Refused):
                return done
        if len(villages) > 1 and isinstance(done, Done):
            words = ngettext(
                "Pesan untuk {n} desa tersimpan di komputer ini, {way}.",
                "Pesan untuk {n} desa tersimpan di komputer ini, {way}.",
                len(villages),
            )
            return Done(words.format(n=len(villages), way=way_words(tx)), done.op_id)
        return done

    def _queue(self, tx: Tx, thread_id: str, writing: Writing, begin: Begin | None) -> Done | Refused:
        record = tx.records.get(_ref(thread_id))
        subject = begin.subject if begin is not None else record.text("subject") if record is not None else ""
        files = {path: value for path, value in writing.leaves.items() if path.startswith(f"{FILES}[")}
        fields = Send(writing.text.strip(), files, begin)
        title = _("Pesan konsultasi: {subject}").format(subject=subject)
        return queued(tx, "message.send", _ref(thread_id), fields, title)

    def _detail(self, tx: Tx, office: Office, thread: Thread) -> ThreadDetail:
        village = thread.record.village or ""
        records = records_in(tx, office, village) if village else []
        guidance = guidance_list(office, records, waiting_ids(tx), village)
        but = {GuidanceState.CANCELLED.value}
        agreed = tx.lines.newest(Choice((RecordType.GUIDANCE,), village, but=but, source=thread.id)) if village else []
        return thread_detail(office, thread, about_of(tx, office, thread.record), guidance, agreed)

    @staticmethod
    def _write(tx: Tx, thread_id: str, about: Mapping[str, Value], leaves: Mapping[str, Value], now: int) -> None:
        tx.documents.start(document_id(thread_id), DocumentKind.MESSAGE, about, now)
        tx.documents.save(document_id(thread_id), leaves, now)
        tx.touch(Topic.DRAFTS)


def _ref(thread_id: str) -> Ref:
    return Ref(RecordType.CONSULTATION, thread_id)


def _open_on(thread: Thread, report_id: str) -> bool:
    return thread.record.text("report") == report_id and thread.record.text("state") != "solved" and not thread.unsent


def _saved(office: Office) -> Saved:
    time = stamp_words(office.now, office.today, office.zone)
    return Saved(office.now, _("Draf tersimpan {time}.").format(time=time))
