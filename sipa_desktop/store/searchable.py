"""What of a record or of a document being written can be found by its words, piece by piece, each with its place.

Pure. A type that is not named here is not found, so nothing comes into the index by oversight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core import ids
from sipa_core.domain import attachments, feedback
from sipa_core.domain.attachments import EVIDENCE
from sipa_core.domain.consultation import FILES, MESSAGE_COLUMN
from sipa_core.domain.consultation import messages as consultation_messages
from sipa_core.domain.dates import iso_date
from sipa_core.domain.paths import ORDER_COLUMN, PathError, Value, parse_path
from sipa_core.domain.periods import PeriodError, parse_period
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.store.documents import Document, DocumentKind

MAX_BODY: Final = 20_000
"""Letters of one piece that are looked at."""

MAX_PIECES: Final = 2_000

LEFT_OUT: Final[Mapping[RecordType, str]] = {
    RecordType.TEMPLATE: "forms; a report is found by the form's name",
    RecordType.DUTY: "days; all of a year stand on one page, and its reports are found",
    RecordType.CHANNEL: "where to post; a posting is found by its channel's words",
    RecordType.DEVICE: "PCs; they stand with their person, who is found",
    RecordType.DRAFT: "copies of texts being written; the draft on this PC is found",
    RecordType.CONFLICT: "two texts of one place; the draft says one, and asks for the choice",
    RecordType.PROGRESS: "how far a report is; it stands with its village",
    RecordType.VILLAGE_SETTING: "switches, no words",
    RecordType.DOCUMENT: "letterheads; files without words of the office's work",
    RecordType.EVENT: "days that ask for a report; the report is found",
}
"""Types that no search finds, and why; every other type that a desk holds is searched."""

_UNSAID: Final = frozenset({attachments.HASH_COLUMN, "media", ORDER_COLUMN})


class SearchKind(StrEnum):
    """The groups of the results, in their order."""

    REPORT = "report"
    NOTE = "note"
    CONSULTATION = "consultation"
    GUIDANCE = "guidance"
    FEEDBACK = "feedback"
    PUBLICATION = "publication"
    VILLAGE = "village"


class Piece(msgspec.Struct, frozen=True):
    """One thing to find. `place` is the path or the key within it, `owner` the id of the report (or other thing) that
    it belongs to, `title` what people call that, `at` when it was said (UTC ms, 0: unknown).
    """

    kind: SearchKind
    place: str
    owner: str
    title: str
    body: str
    at: int
    village: str | None = None


class Names:
    """Names that records refer to by key: report types and villages, read once for many pieces."""

    def __init__(self, templates: Mapping[str, str], villages: Mapping[str, str]) -> None:
        self._templates, self._villages = templates, villages

    def report(self, template: str, period: str) -> str:
        """`Realisasi APB Desa Semester I 2025`, as far as it is known."""
        try:
            label = parse_period(period).label
        except PeriodError:
            label = period
        return f"{self._templates.get(template, template)} {label}".strip()

    def village(self, code: str | None) -> str:
        """The name of a village, empty when it is not known."""
        return self._villages.get(code or "", "")


def names_of(templates: list[Record], villages: list[Record]) -> Names:
    """The names in these records; the newest version of a report type names it."""
    titles: dict[str, str] = {}
    for record in sorted(templates, key=lambda one: one.number("version")):
        titles[record.text("key")] = record.text("name")
    return Names(titles, {record.text("code"): record.text("name") for record in villages})


def record_pieces(record: Record, names: Names) -> list[Piece]:
    """What can be found of a record; nothing for a type that is not searched."""
    return list(_bounded(_record_pieces(record, names)))


def document_pieces(document: Document, content: Mapping[str, Value], names: Names) -> list[Piece]:
    """What can be found of a text being written on this PC."""
    return list(_bounded(_document_pieces(document, content, names)))


def _record_pieces(record: Record, names: Names) -> Iterator[Piece]:
    fields = record.fields
    match record.type:
        case RecordType.REPORT:
            title = names.report(record.text("type"), record.text("period"))
            yield Piece(SearchKind.REPORT, "", record.id, title, "", 0)
        case RecordType.VERSION:
            title = names.report(record.text("meta.type"), record.text("meta.period"))
            said = {path: value for path, value in fields.items() if not path.startswith("meta.")}
            yield from _texts(said, record.text("meta.report"), title, record.number("meta.sent_at"))
        case RecordType.REVIEW:
            yield from _notes(record)
        case RecordType.FEEDBACK | RecordType.FEEDBACK_KECAMATAN:
            title = " ".join(part for part in (record.text("number"), record.text("subject")) if part)
            lines = [(one.key, one.text, one.at) for one in feedback.messages(record)]
            lines += [(note.key, note.text, note.at) for note in feedback.notes(record)]
            for key, text, at in lines:
                yield Piece(SearchKind.FEEDBACK, key, record.id, title, text, at)
            files = _file_names(fields, FILES)
            if files:
                yield Piece(SearchKind.FEEDBACK, FILES, record.id, title, files, record.number("created_at"))
        case RecordType.CONSULTATION:
            title, label = record.text("subject"), record.text("label")
            for message in consultation_messages(record):
                words = (message.text, _file_names(fields, FILES, message.key), label)
                body = "\n".join(part for part in words if part)
                yield Piece(SearchKind.CONSULTATION, message.key, record.id, title, body, message.at)
        case RecordType.GUIDANCE:
            owner = record.text("thread") or record.id
            body = "\n".join(part for part in (record.text("label"), record.text("reason")) if part)
            yield Piece(SearchKind.GUIDANCE, record.id, owner, record.text("text"), body, record.number("made_at"))
        case RecordType.PUBLICATION:
            title = names.report(record.text("type"), record.text("period"))
            yield Piece(SearchKind.PUBLICATION, "", record.id, title, "", record.number("published_at"))
        case RecordType.POSTING:
            told = (record.text("caption"), record.text("url"), record.text("place"), _file_names(fields, EVIDENCE))
            body = "\n".join(part for part in told if part)
            if body:
                title, at = record.text("channel"), record.number("proved_at")
                yield Piece(SearchKind.PUBLICATION, record.text("channel"), record.text("publication"), title, body, at)
        case RecordType.VILLAGE:
            body = "\n".join(part for part in (record.text("head"), record.text("contact")) if part)
            yield Piece(SearchKind.VILLAGE, "", record.id, record.text("name"), body, 0, record.text("code"))
        case RecordType.PERSON if record.village is not None and not record.number("ended_at"):
            body = "\n".join(part for part in (record.text("name"), record.text("phone")) if part)
            yield Piece(
                SearchKind.VILLAGE, record.id, record.id, names.village(record.village), body, 0, record.village
            )
        case _:
            return


def _document_pieces(document: Document, content: Mapping[str, Value], names: Names) -> Iterator[Piece]:
    about = document.about
    match document.kind:
        case DocumentKind.DRAFT:
            template, period, village = (_text(about.get(key)) for key in ("template", "period", "village"))
            ordinal = about.get("ordinal")
            number = ordinal if isinstance(ordinal, int) else 0
            if template:
                owner = ids.report_id(village, template, period, number)
                title = names.report(template, period)
                for piece in _texts(content, owner, title, document.saved_at):
                    yield Piece(piece.kind, piece.place, owner, title, piece.body, piece.at, village)
        case DocumentKind.REVIEW:
            for path, value in content.items():
                if path.startswith("notes[") and path.endswith("].text") and isinstance(value, str):
                    place = _text(content.get(f"{path.removesuffix('.text')}.path"))
                    yield Piece(SearchKind.NOTE, place, document.id.partition(":")[2], "", value, document.saved_at)
        case DocumentKind.REPLY:
            body = _text(content.get("reply.text"))
            yield Piece(SearchKind.FEEDBACK, "", _text(about.get("feedback")), "", body, document.saved_at)
        case DocumentKind.MESSAGE:
            owner, title = _text(about.get("thread")), _text(content.get("message.subject"))
            body = _text(content.get("message.text"))
            own = _text(about.get("village")) or None
            yield Piece(SearchKind.CONSULTATION, "", owner, title, body, document.saved_at, own)
        case DocumentKind.CAPTION:
            return  # a caption being written follows its publication, which is found by its name
        case DocumentKind.TYPE:
            return  # a report type being made, which stands first in its list
        case DocumentKind.COPY:
            return  # what the server has of a draft, which is found itself


def _texts(content: Mapping[str, Value], owner: str, title: str, at: int) -> Iterator[Piece]:
    """The words of a report: a row of a table is one piece, a single field another."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for text, value in content.items():
        if not isinstance(value, str) or not any(letter.isalpha() for letter in value) or iso_date(value) is not None:
            continue
        try:
            path = parse_path(text)
        except PathError:
            continue
        if path.leaf in _UNSAID:
            continue
        key = text if path.row is None else f"{path.head}[{path.row}]"
        rows.setdefault(key, []).append((text, value))
    for cells in rows.values():
        place = cells[0][0]
        yield Piece(SearchKind.REPORT, place, owner, title, "\n".join(value for _path, value in cells), at)


def _notes(record: Record) -> Iterator[Piece]:
    at, version = record.number("decided_at"), record.text("version")
    if record.text("remark"):
        yield Piece(SearchKind.NOTE, "", version, "", record.text("remark"), at)
    for path, value in record.fields.items():
        if path.startswith("notes[") and path.endswith("].text") and isinstance(value, str):
            place = record.text(f"{path.removesuffix('.text')}.path")
            yield Piece(SearchKind.NOTE, place, version, "", value, at)


def _file_names(fields: Mapping[str, Value], table: str, message: str | None = None) -> str:
    """The names of a table's attachments, one a line; with `message`, of those that came with it."""
    return "\n".join(
        one.name
        for row, one in attachments.attachments(fields, table)
        if message is None or fields.get(f"{table}[{row}].{MESSAGE_COLUMN}") == message
    )


def _bounded(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for count, piece in enumerate(pieces):
        if count == MAX_PIECES:
            return
        if piece.title.strip() or piece.body.strip():
            yield Piece(
                piece.kind, piece.place, piece.owner, piece.title, piece.body[:MAX_BODY], piece.at, piece.village
            )


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
