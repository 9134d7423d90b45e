"""A report being written on this PC: its document, what it was begun from, and what is kept beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from sipa_core import ids
from sipa_core.domain import all_done, carry_marks
from sipa_core.domain.paths import SHORT_MARK, Content, Value, short_mark
from sipa_core.domain.templates import Progress, Template
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _
from sipa_core.ops.drafts import LIFE
from sipa_core.ops.drafts import content_of as draft_text
from sipa_core.ops.reports import MAX_LEAVES, is_that_version, version_mark
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.events import Topic
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_facts import Book, Facts
from sipa_desktop.store.documents import Document, DocumentKind
from sipa_desktop.store.unit_of_work import Tx

NOTES_SUFFIX = ":catatan"
COPY_SUFFIX = ":salinan"
CARRIED_SUFFIX = ":bawaan"
KEPT_SUFFIX = ":sebelum-{n}"

_MARKS = 100
"""So many texts of the server's copy a PC knows again: those of a day of typing, and more."""


class Kept(msgspec.Struct, frozen=True):
    """A text that was put aside on this PC: when (UTC ms), and before which version's text took its place."""

    id: str
    kept_at: int
    before: int
    template_version: int


class Copy(msgspec.Struct, frozen=True):
    """What the server has of a draft, as far as this PC knows: its revision (0: none), text and marks, and the last op
    of this PC on it ("" for none). `at` is the draft's last save that was looked at; `life` and `saved_at` as
    the record has them.
    """

    rev: int
    op: str
    at: int
    content: dict[str, Value]
    life: str = ""
    saved_at: int = 0


class Head(msgspec.Struct, frozen=True):
    """What a draft is about."""

    id: str
    template_key: str
    period: str


class Draft(msgspec.Struct, frozen=True):
    """A draft on this PC. `newest_seen` is the version its text was begun from or agreed with (0: none); `joined` the
    version that a person has put it together with, so that it may be sent after it (0: none). Where the number is
    another text now, since the server was put back, both are 0.
    """

    document: Document
    village: str
    template_key: str
    template_version: int
    period: str
    ordinal: int
    newest_seen: int
    content: dict[str, Value]
    joined: int = 0
    moved_from: int = 0
    """The version of its report type from which a person moved it on this PC, 0 when nobody did."""
    newest_mark: str = ""
    """The mark of `newest_seen` (`version_mark`), "" where it is not known."""

    @property
    def id(self) -> str:
        """The draft's id."""
        return self.document.id


def read_draft(tx: Tx, draft_id: str) -> Draft | None:
    """The draft of that id, None when it is not on this PC."""
    document = tx.documents.get(draft_id)
    return _draft(tx, document) if document is not None else None


def read_drafts(tx: Tx, village: str) -> dict[str, Draft]:
    """Every draft of the village on this PC, by id."""
    found = (_draft(tx, document) for document in tx.documents.of_kind(DocumentKind.DRAFT))
    return {draft.id: draft for draft in found if draft is not None and draft.village == village}


def heads(tx: Tx, village: str) -> list[Head]:
    """What the drafts of the village on this PC are about; their texts are not read."""
    found = []
    for document in tx.documents.of_kind(DocumentKind.DRAFT):
        key, period = _text(document.about, "template"), _text(document.about, "period")
        if key and period and _text(document.about, "village") == village:
            found.append(Head(document.id, key, period))
    return found


def read_copy(tx: Tx, draft_id: str) -> Copy | None:
    """The server's copy of a draft, None while this PC knows of none."""
    head = tx.documents.get(draft_id + COPY_SUFFIX)
    if head is None:
        return None
    about = head.about
    content = tx.documents.content(head.id)
    rev, at, saved_at = (_number(about, name) for name in ("rev", "at", "saved_at"))
    return Copy(rev, _text(about, "op"), at, content, _text(about, "life"), saved_at)


def copy_of(record: Record, at: int, op: str = "") -> Copy:
    """What the server says of a draft, as this PC keeps it."""
    saved_at = record.number("meta.saved_at")
    return Copy(record.rev, op, at, draft_text(record), record.text(LIFE), saved_at)


def keep_copy(tx: Tx, draft_id: str, copy: Copy, now: int) -> None:
    """Keep what the server has of a draft."""
    name = draft_id + COPY_SUFFIX
    about: dict[str, Value] = {"of": draft_id, "rev": copy.rev, "op": copy.op, "at": copy.at}
    about |= {name: value for name, value in (("life", copy.life), ("saved_at", copy.saved_at)) if value}
    head, before = tx.documents.get(name), tx.documents.content(name)
    changes = changes_of(before, copy.content)
    marks = _text(head.about, "marks") if head is not None else ""
    if changes:
        new = [copy.content] if marks or not before else [before, copy.content]  # a program from before left none
        marks = (marks + "".join(map(short_mark, new)))[-SHORT_MARK * _MARKS :]
    tx.documents.start(name, DocumentKind.COPY, {**about, "marks": marks} if marks else about, now)
    tx.documents.save(name, changes, now)


def was_copy(tx: Tx, draft_id: str, content: Content) -> bool:
    """True of a text that the server had of the draft once, as far as this PC knows."""
    head = tx.documents.get(draft_id + COPY_SUFFIX)
    marks = _text(head.about, "marks") if head is not None else ""
    return short_mark(content) in {marks[at : at + SHORT_MARK] for at in range(0, len(marks), SHORT_MARK)}


def begin(tx: Tx, facts: Facts, template_version: int, content: Content, newest_seen: int, now: int) -> None:
    """Make the draft of a report with a first text."""
    start(tx, facts, template_version, newest_seen, now)
    if content:
        tx.documents.save(facts.draft_id, content, now)


def state_of(done: Progress) -> ReportState:
    """SIAP when nothing is left of what must be filled, else DRAF."""
    return ReportState.SIAP if done.filled == done.total else ReportState.DRAF


def take_copy(tx: Tx, draft: Draft, content: Content, copy: Record, seen: int, now: int) -> None:
    """Let the draft be what it is together with the server's copy of it, which goes on from the version `seen`."""
    take_text(tx, draft, content, now)
    form = max(draft.template_version, copy.number("meta.template_version"))
    about = _about(tx, draft, form, max(draft.newest_seen, seen), draft.joined)
    tx.documents.start(draft.id, DocumentKind.DRAFT, about, now)
    tx.touch(Topic.REPORTS)


def take_text(tx: Tx, draft: Draft, content: Content, now: int) -> None:
    """Write another text into the draft; what it was begun from stays."""
    tx.documents.save(draft.id, changes_of(draft.content, content), now)
    tx.touch(Topic.DRAFTS)


def take_form(tx: Tx, facts: Facts, draft: Draft, content: Content, version: int, now: int) -> None:
    """Let the draft be of another version of its report type, with the text as that version holds it."""
    tx.documents.save(draft.id, changes_of(draft.content, content), now)
    about = _about(tx, facts, version, draft.newest_seen, draft.joined)
    if version > draft.template_version:
        about |= {"moved_from": draft.template_version}
    tx.documents.start(draft.id, DocumentKind.DRAFT, about, now)


def kept_copies(tx: Tx, draft_id: str) -> tuple[Kept, ...]:
    """The texts of this report that were put aside on this PC, last one first."""
    begin = draft_id + KEPT_SUFFIX.format(n="")
    found = (one for one in tx.documents.of_kind(DocumentKind.DRAFT) if one.id.startswith(begin))
    return tuple(
        Kept(one.id, one.created_at, _number(one.about, "before"), _number(one.about, "template_version"))
        for one in sorted(found, key=lambda one: one.created_at, reverse=True)
    )


def keep_aside(tx: Tx, draft: Draft, before: int, now: int) -> Kept:
    """Keep the draft's text as a copy of its own, that can be read from the report."""
    plain = name = draft.id + KEPT_SUFFIX.format(n=before)
    number = 1
    while tx.documents.get(name) is not None:  # an earlier copy is somebody's words too
        number += 1
        name = f"{plain}-{number}"
    about: dict[str, Value] = {"of": draft.id, "before": before, "template_version": draft.template_version}
    tx.documents.start(name, DocumentKind.DRAFT, about, now)
    tx.documents.save(name, draft.content, now)
    return Kept(name, now, before, draft.template_version)


def changes_of(old: Content, new: Content) -> dict[str, Value]:
    """The leaves to write so that a document with `old` holds `new`; a row that vanished is removed leaf by leaf."""
    gone: dict[str, Value] = {path: None for path in old if path not in new}
    return gone | {path: value for path, value in new.items() if old.get(path) != value or path not in old}


def expanded(changes: Content, content: Content) -> dict[str, Value]:
    """The changes as single leaves: `table[row] = None` becomes the removal of every cell that the row has."""
    leaves: dict[str, Value] = {}
    for path, value in changes.items():
        if value is None and path.endswith("]"):
            leaves |= {cell: None for cell in content if cell.startswith(f"{path}.")}
    return leaves | {path: value for path, value in changes.items() if not path.endswith("]")}


def fixed_notes(tx: Tx, draft_id: str) -> dict[str, bool]:
    """What a person said of notes on this PC, by key: mended, or not yet."""
    return {key: value is True for key, value in tx.documents.content(draft_id + NOTES_SUFFIX).items()}


def set_fixed(tx: Tx, draft_id: str, key: str, fixed: bool, now: int) -> None:
    """Tick a note as mended, or say that it is not, also of one whose text is another."""
    document = draft_id + NOTES_SUFFIX
    tx.documents.start(document, DocumentKind.DRAFT, {"of": draft_id}, now)
    tx.documents.save(document, {key: fixed}, now)


def carried(tx: Tx, draft_id: str) -> dict[str, str]:
    """What was taken over from another report and not looked at since: path to that report's name."""
    return {
        path: title for path, title in tx.documents.content(draft_id + CARRIED_SUFFIX).items() if isinstance(title, str)
    }


def follow_tick(tx: Tx, draft: Draft, template: Template, changes: Content, now: int) -> None:
    """After `changes` were saved: where they set the tick that all activities are finished, fill in what it says of
    each, marked as taken over; where they take it away, take that away again, as far as nobody has looked at it.
    """
    section = all_done.tick_of(template)
    if section is None or section.nihil is None or section.nihil not in changes:
        return
    title = _("tanda nihil di {section}").format(section=section.title)
    content = tx.documents.content(draft.id)
    said = all_done.said_by_tick(template, content)
    if said:
        tx.documents.save(draft.id, said, now)
        mark_carried(tx, draft.id, dict.fromkeys(said, title), now)
    elif changes.get(section.nihil) is not True:
        gone = [path for path, source in carried(tx, draft.id).items() if source == title]
        tx.documents.save(draft.id, dict.fromkeys(gone), now)
        unmark_carried(tx, draft.id, gone, now)


def mark_carried(tx: Tx, draft_id: str, marks: Mapping[str, str], now: int) -> None:
    """Mark places as taken over."""
    document = draft_id + CARRIED_SUFFIX
    tx.documents.start(document, DocumentKind.DRAFT, {"of": draft_id}, now)
    tx.documents.save(document, dict(marks), now)


def unmark_carried(tx: Tx, draft_id: str, paths: Iterable[str], now: int) -> None:
    """Take the marks of places away; those of a removed row (`table[row]`) go with it."""
    known = carried(tx, draft_id)
    if not known:
        return
    wanted = set(paths)
    rows = tuple(f"{path}." for path in wanted if path.endswith("]"))
    gone = [path for path in known if path in wanted or (rows and path.startswith(rows))]
    if gone:
        tx.documents.save(draft_id + CARRIED_SUFFIX, dict.fromkeys(gone), now)


def set_carried(tx: Tx, draft_id: str, marks: Mapping[str, str], now: int) -> bool:
    """Let these be the marks of a draft; returns whether they were others before."""
    changes = changes_of(carried(tx, draft_id), dict(marks))
    if changes:
        tx.documents.start(draft_id + CARRIED_SUFFIX, DocumentKind.DRAFT, {"of": draft_id}, now)
        tx.documents.save(draft_id + CARRIED_SUFFIX, changes, now)
    return bool(changes)


def written(tx: Tx, draft: Draft) -> dict[str, Value]:
    """What is copied of a draft: its text, and the marks on what nobody has looked at since it was taken over."""
    marks = carry_marks.as_leaves(carried(tx, draft.id))
    return draft.content | marks if len(draft.content) + len(marks) <= MAX_LEAVES else dict(draft.content)


def written_at(tx: Tx, draft_id: str) -> int:
    """When the draft or its marks were changed last (UTC ms, 0: never)."""
    heads = (tx.documents.get(draft_id), tx.documents.get(draft_id + CARRIED_SUFFIX))
    return max((head.saved_at for head in heads if head is not None), default=0)


def facts_for(tx: Tx, office: Office, book: Book, draft_id: str) -> Facts | None:
    """The report that a draft id stands for: by the draft on this PC, else among the reports; None when neither."""
    document = tx.documents.get(draft_id)
    about = document.about if document is not None else {}
    if isinstance(about.get("template"), str):
        key, period = _text(about, "template"), _text(about, "period")
        return book.facts(_text(about, "village"), key, period, _number(about, "ordinal"))
    village = office.own_village.code
    for report in book.reports.values():
        facts = book.facts_of(report)
        if facts.village == village and facts.draft_id == draft_id:
            return facts
    return None


def start(tx: Tx, facts: Facts, template_version: int, newest_seen: int, now: int, *, joined: int = 0) -> None:
    """Keep what a draft is about; its text stays."""
    about = _about(tx, facts, template_version, newest_seen, joined)
    tx.documents.start(facts.draft_id, DocumentKind.DRAFT, about, now)


def _about(tx: Tx, of: Facts | Draft, template_version: int, newest_seen: int, joined: int) -> dict[str, Value]:
    about: dict[str, Value] = {
        "village": of.village,
        "template": of.template_key,
        "template_version": template_version,
        "period": of.period,
        "ordinal": of.ordinal,
        "newest_seen": newest_seen,
    }
    key = (of.village, of.template_key, of.period, of.ordinal)
    more: dict[str, Value] = {"newest_mark": version_mark(_version(tx, *key, newest_seen)), "joined": joined}
    return about | {name: value for name, value in more.items() if value}


def _version(tx: Tx, village: str, template: str, period: str, ordinal: int, n: int) -> Record | None:
    report = ids.report_id(village, template, period, ordinal)
    return tx.records.get(Ref(RecordType.VERSION, ids.version_id(report, n))) if n else None


def _draft(tx: Tx, document: Document) -> Draft | None:
    about = document.about
    if not isinstance(about.get("template"), str):
        return None  # a sibling document: ticks on notes, or a text put aside
    key = (
        _text(about, "village"),
        _text(about, "template"),
        _text(about, "period"),
        _number(about, "ordinal"),
    )
    seen, mark, joined = _number(about, "newest_seen"), _text(about, "newest_mark"), _number(about, "joined")
    if not is_that_version(_version(tx, *key, seen) if mark else None, mark):
        seen, mark, joined = 0, "", 0
    village, template, period, ordinal = key
    form, moved_from = _number(about, "template_version"), _number(about, "moved_from")
    content = tx.documents.content(document.id)
    return Draft(document, village, template, form, period, ordinal, seen, content, joined, moved_from, mark)


def _text(about: Content, key: str) -> str:
    value = about.get(key)
    return value if isinstance(value, str) else ""


def _number(about: Content, key: str) -> int:
    value = about.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
