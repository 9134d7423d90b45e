"""What happened to a report, read from its records: the notes that came back, and every step, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import msgspec

from sipa_core.domain.budget import BudgetTree
from sipa_core.domain.dates import local_date
from sipa_core.domain.notes import Note, notes_in, place_changed
from sipa_core.domain.paths import Content
from sipa_core.domain.templates import Template
from sipa_core.domain.workflow import PublicationState, ReportState, Verdict, is_recalled
from sipa_core.messages import _, ngettext
from sipa_core.wire.records import Record
from sipa_desktop.services.drafts import Kept
from sipa_desktop.services.office import Office
from sipa_desktop.services.places import section_key, where
from sipa_desktop.services.report_facts import CLOSED_STATES, Book, Facts, in_time
from sipa_desktop.services.reports_views import HistoryEntry, NoteView
from sipa_desktop.services.times import date_words, day_words, deadline_words, stamp_words


class _Add(Protocol):
    def __call__(self, at: int, title: str, by: str, text: str = "", *, waits: bool = False) -> None: ...


REASON_KEY = "alasan"
"""Stands for the one reason that a reopened report came back with; it has no key of its own."""


class Ticks(msgspec.Struct, frozen=True):
    """What the notes are held against: the text that came back, and what the person said of each note on this PC."""

    returned: Content
    said: Mapping[str, bool]


def notes_of(review: Record) -> list[Note]:
    """The notes of a review in the order the reviewer gave them; the reason of a reopening is one on the whole."""
    if review.text("verdict") == Verdict.REOPENED:
        return [Note(REASON_KEY, "", review.text("remark"), 0)]
    return notes_in(review.fields)


def last_returned(book: Book, facts: Facts) -> Record | None:
    """The newest review that sent the report back, while the report is not approved; None when none did."""
    if facts.sent in CLOSED_STATES:
        return None
    for n in range(facts.versions, 0, -1):
        review = book.review_of(book.version(facts.report_id, n))
        if review is not None and review.text("verdict") in (Verdict.RETURNED, Verdict.REOPENED):
            return review
    return None


def note_views(
    review: Record | None,
    template: Template,
    content: Content,
    tree: BudgetTree | None,
    ticks: Ticks,
    today: date,
    zone: str,
) -> tuple[NoteView, ...]:
    """The notes of a review as numbered cards; their numbers follow the order of the reviewer."""
    if review is None:
        return ()
    at = stamp_words(review.number("decided_at"), today, zone)
    shown = []
    for number, note in enumerate(notes_of(review), 1):
        changed = place_changed(note.path, ticks.returned, content)
        shown.append(
            NoteView(
                number,
                note.key,
                note.path,
                section_key(template, note.path),
                where(template, content, tree, note.path),
                note.text,
                _("{name}, kecamatan").format(name=review.text("decided_by")),
                at,
                ticks.said.get(note.key, changed),
                changed,
            )
        )
    return tuple(shown)


def history(book: Book, facts: Facts, today: date, zone: str, kept: Sequence[Kept] = ()) -> tuple[HistoryEntry, ...]:
    """Every step of the report, newest first. What only waits on this PC says so, and what was put aside on it."""
    steps: list[tuple[int, int, HistoryEntry]] = []

    def add(at: int, title: str, by: str, text: str = "", *, waits: bool = False) -> None:
        words = _("menunggu kirim") if waits else stamp_words(at, today, zone)
        steps.append((at, len(steps), HistoryEntry(title, by, words, text)))

    for n in range(1, facts.versions + 1):
        version = book.version(facts.report_id, n)
        if version is None:
            continue
        waits = facts.waiting is not None and n > facts.settled
        title = _("Dikirim") if n == 1 else _("Dikirim lagi, kiriman ke-{n}").format(n=n)
        add(version.number("meta.sent_at"), title, version.text("meta.sender"), waits=waits)
        if is_recalled(version):
            by = version.text("meta.recalled_by")
            pending = facts.recalling is not None and n == facts.versions
            add(version.number("meta.recalled_at"), _("Ditarik kembali oleh desa"), by, waits=pending)
        review = book.review_of(version)
        if review is not None:
            _add_review(add, review, waits=book.verdict_waits(version))
    publication = facts.publication
    if publication is not None and publication.text("state") == PublicationState.PUBLIC:
        add(publication.number("published_at"), _("Terbit di halaman publik"), publication.text("released_by"))
    for one in kept:
        read_it = _("Masih dapat dibaca: pilih Lihat semua kiriman.")
        add(one.kept_at, _("Isian Anda disimpan sebagai salinan di komputer ini"), "", read_it)
    return tuple(entry for _at, _order, entry in sorted(steps, key=lambda step: step[:2], reverse=True))


def _add_review(add: _Add, review: Record, *, waits: bool) -> None:
    if review.number("opened_at"):
        add(review.number("opened_at"), _("Mulai diperiksa"), review.text("opened_by"))
    by, at = review.text("decided_by"), review.number("decided_at")
    match review.text("verdict"):
        case Verdict.RETURNED:
            count = len(notes_of(review))
            words = ngettext("Dikembalikan dengan {n} catatan", "Dikembalikan dengan {n} catatan", count)
            add(at, words.format(n=count), by, waits=waits)
        case Verdict.ACCEPTED:
            add(at, _("Disetujui"), by, review.text("remark"), waits=waits)
        case Verdict.REOPENED:
            add(at, _("Dibuka kembali"), by, review.text("remark"), waits=waits)
        case _:
            return


def approved_on(review: Record | None, zone: str) -> date | None:
    """The day on which the version was approved, None when it was not."""
    if review is None or review.text("verdict") != Verdict.ACCEPTED:
        return None
    return local_date(review.number("decided_at"), zone)


def approval_words(review: Record | None, today: date, zone: str) -> str:
    """`Disetujui 15 Jul`; empty when it was not approved."""
    day = approved_on(review, zone)
    return _("Disetujui {day}").format(day=date_words(day, today)) if day is not None else ""


def limit_words_of(facts: Facts, state: ReportState, due: date | None, office: Office) -> str:
    """The day of a report and how far it is. Of one that came in time and was given back after its day nobody says
    that it is late: the first sending counts.
    """
    given_back = state is ReportState.DIKEMBALIKAN and due is not None and due < office.today
    if due is None or not given_back or not in_time(facts, due, office.zone):
        return deadline_words(due, office.today)
    return _("Batas {day}, kiriman pertama tepat waktu").format(day=day_words(due, office.today))
