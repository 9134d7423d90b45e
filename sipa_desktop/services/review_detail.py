"""Makes what the reviewer sees of one version: lines beside the version before, notes being written, and the decision.

Pure: everything comes in as values of one snapshot; nothing is read or written here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sipa_core.domain import workflow
from sipa_core.domain.budget import BELANJA, TABLE, Amount, BudgetLine, BudgetTree, LineKind
from sipa_core.domain.checks import check
from sipa_core.domain.deadlines import is_late
from sipa_core.domain.paths import BudgetKey, Content, Value, cell, changes_between
from sipa_core.domain.templates import Template, progress
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _, ngettext
from sipa_core.wire.records import Record
from sipa_desktop.services.office import Office, code_names
from sipa_desktop.services.places import section_key, where
from sipa_desktop.services.report_edit import period_of, title_of, tree_of
from sipa_desktop.services.report_facts import CLOSED_STATES, OPEN_STATES, Book, Facts, content_of
from sipa_desktop.services.report_history import history, notes_of
from sipa_desktop.services.reports_views import SectionView
from sipa_desktop.services.review_views import ComparedLine, ReviewDetail, ReviewNote
from sipa_desktop.services.times import day_words, stamp_words
from sipa_desktop.services.words import report_word

_NOTE = re.compile(r"notes\[(?P<key>[^\[\]]+)\]\.text")


@dataclass(frozen=True)
class Written:
    """A note as it lies in the journal of this PC."""

    key: str
    path: str
    text: str
    pos: int


def written_notes(leaves: Mapping[str, Value]) -> list[Written]:
    """The notes in a review's document, in the order in which they were begun."""
    found = []
    for path in leaves:
        match = _NOTE.fullmatch(path)
        if match is None:
            continue
        key = match["key"]
        place, text, pos = (leaves.get(f"notes[{key}].{leaf}") for leaf in ("path", "text", "pos"))
        found.append(Written(key, str(place or ""), str(text or ""), pos if isinstance(pos, int) else 0))
    return sorted(found, key=lambda note: (note.pos, note.key))


def state_chip(facts: Facts, state: ReportState) -> str:
    """`Baru masuk` or `Kiriman ulang` until somebody opened it, then the word of the state."""
    if state is not ReportState.TERKIRIM:
        return report_word(state)
    return _("Kiriman ulang") if facts.versions > 1 else _("Baru masuk")


def arrival_words(office: Office, facts: Facts, version: Record) -> str:
    """`dikirim 8 Jul 15.02, tepat waktu`."""
    sent_at = version.number("meta.sent_at")
    words = _("dikirim {when}").format(when=stamp_words(sent_at, office.today, office.zone))
    late = arrived_late(office, facts)
    if late is None:
        return words
    return f"{words}, {_('lewat batas') if late else _('tepat waktu')}"


def arrived_late(office: Office, facts: Facts) -> bool | None:
    """True when the first version came after its day; None when nobody set a day or nothing came."""
    due, first = _due(office, facts), facts.first_sent_at
    return None if due is None or first is None else is_late(due, first, office.zone)


def _due(office: Office, facts: Facts) -> date | None:
    village, period = office.village(facts.village), period_of(facts.period)
    return office.due(facts.template_key, period, village) if village is not None and period is not None else None


def review_detail(
    office: Office, book: Book, facts: Facts, version: Record, template: Template, leaves: Mapping[str, Value]
) -> ReviewDetail:
    """Return one version as its reviewer sees it."""
    n = version.number("meta.n")
    content, before = content_of(version), content_of(book.version(facts.report_id, n - 1))
    tree = tree_of(template, content)
    review, newest = book.review_of(version), facts.newest is not None and facts.newest.id == version.id
    state = ReportState(workflow.report_state(version, review, facts.publication))
    open_now = newest and state in OPEN_STATES
    notes = _notes(template, content, tree, written_notes(leaves)) if open_now else ()
    worded = sum(bool(note.text.strip()) for note in notes)
    told = review if review is not None and not open_now else None
    earlier = book.review_of(book.version(facts.report_id, n - 1))
    done = progress(template, content)
    return ReviewDetail(
        version_id=version.id,
        report_id=facts.report_id,
        village=office.village_label(facts.village),
        title=title_of(template, facts.period),
        words=f"{title_of(template, facts.period)}, {arrival_words(office, facts, version)}",
        state=state,
        chip=state_chip(facts, state),
        n=n,
        template=template,
        period=facts.period,
        content=content,
        sections=tuple(
            SectionView(
                section, done.states[section.key], tuple(note.number for note in notes if note.section == section.key)
            )
            for section in template.sections
        ),
        budget=tree,
        lines=_compared(tree, tree_of(template, before) if before else None),
        previous=n - 1 if before else 0,
        previous_content=before,
        changed_paths=frozenset(changes_between(before, content)) if before else frozenset(),
        earlier_notes=_given(template, content, tree, told or earlier),
        notes=notes,
        checks=check(template, content, code_names()),
        history=history(book, facts, office.today, office.zone),
        decision_words=_decision_words(office, facts, template, worded),
        return_word=_return_word(worded),
        accept_word=_("Setujui laporan"),
        can_decide=open_now,
        closed_words="" if open_now else _closed_words(facts, newest=newest, waits=book.verdict_waits(version)),
        village_code=facts.village,
    )


def _notes(
    template: Template, content: Content, tree: BudgetTree | None, written: list[Written]
) -> tuple[ReviewNote, ...]:
    return tuple(
        ReviewNote(
            number,
            note.key,
            note.path,
            section_key(template, note.path),
            where(template, content, tree, note.path),
            note.text,
        )
        for number, note in enumerate(written, 1)
    )


def _given(
    template: Template, content: Content, tree: BudgetTree | None, review: Record | None
) -> tuple[ReviewNote, ...]:
    """The notes that were given with an earlier return, or with the verdict on this version."""
    if review is None:
        return ()
    raw = [Written(note.key, note.path, note.text, note.pos) for note in notes_of(review)]
    return _notes(template, content, tree, raw)


def _compared(tree: BudgetTree | None, before: BudgetTree | None) -> tuple[ComparedLine, ...]:
    if tree is None:
        return ()
    known = {_name(line): line.amount for line in before.lines} if before is not None else {}
    return tuple(_line(line, known.get(_name(line))) for line in tree.lines)


def _name(line: BudgetLine) -> tuple[str, str, str]:
    return line.group, line.key or line.code, line.label if not line.code and line.key is None else ""


def _line(line: BudgetLine, before: Amount | None) -> ComparedLine:
    now = line.amount
    comparable = now is not None and before is not None
    difference = None
    if now is not None and before is not None and now.percent is not None and before.percent is not None:
        difference = now.percent - before.percent
    return ComparedLine(line, before, difference, _note_path(line), comparable and now != before)


def _note_path(line: BudgetLine) -> str | None:
    """Where a note on the line lies; a computed sum takes the cell that its row would have."""
    if line.key is not None or line.kind is not LineKind.SUBTOTAL:
        return line.path("realisasi")
    spending = line.group == BELANJA
    key = BudgetKey(kegiatan=line.code) if spending else BudgetKey(rekening=line.code)
    return cell(TABLE, str(key), "realisasi")


def _return_word(count: int) -> str:
    if not count:
        return _("Kembalikan")
    return ngettext("Kembalikan dengan {n} catatan", "Kembalikan dengan {n} catatan", count).format(n=count)


def _decision_words(office: Office, facts: Facts, template: Template, count: int) -> str:
    due = _due(office, facts)
    if count:
        words = _("Bila dikembalikan, desa melihat {n} catatan ini").format(n=count)
        return (
            f"{words}." if due is None else f"{words} {_('dan batas {day}.').format(day=day_words(due, office.today))}"
        )
    if template.publication is not None:
        return _("Bila disetujui, laporan terbit di halaman publik dan desa diminta memostingnya.")
    return _("Bila disetujui, laporan selesai. Jenis ini tidak diterbitkan.")


def _closed_words(facts: Facts, *, newest: bool, waits: bool) -> str:
    if not newest:
        return _("Ada kiriman yang lebih baru. Kiriman ini hanya dapat dibaca.")
    if waits:
        return _("Keputusan Anda tersimpan di komputer ini dan menunggu kirim. Desa belum melihatnya.")
    if facts.sent in CLOSED_STATES:
        return _("Laporan ini sudah disetujui.")
    return _("Laporan ini sudah dikembalikan dan menunggu perbaikan desa.")
