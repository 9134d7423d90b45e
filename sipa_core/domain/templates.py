"""Report types as data: what a report asks, what of it the public sees, and how far a report is filled in.

A report type is never a class of its own. The public sees only fields marked `public`; a field that nobody marked stays
inside. A draft keeps the version of the template it was begun with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import lru_cache

import msgspec

from sipa_core.domain.dates import iso_date
from sipa_core.domain.paths import ANY_ROW, ORDER_COLUMN, Content, Path, PathError, Value, parse_path, pattern_of, rows
from sipa_core.domain.periods import Period, PeriodKind


class FieldType(StrEnum):
    """What a field holds. `percent` is a whole number from 0 to 100, `date` an ISO day, `rupiah` whole rupiah."""

    TEXT = "text"
    NUMBER = "number"
    RUPIAH = "rupiah"
    DATE = "date"
    CHOICE = "choice"
    BOOL = "bool"
    PERCENT = "percent"


class SectionKind(StrEnum):
    """How a section is shown: one long text, single fields, a table of rows, the tree of the APB Desa, or files."""

    TEXT = "text"
    FIELDS = "fields"
    TABLE = "table"
    BUDGET = "budget"
    PHOTOS = "photos"


class Confidence(StrEnum):
    """How surely the legal basis is known: read in its source, read in a secondary page, or from memory."""

    READ = "V"
    SECONDARY = "V2"
    MEMORY = "M"


class Told(StrEnum):
    """What citizens are told by a publication: what was realised, what is planned, what a change of the budget changed,
    what is done where for how much, words about a year's work, or a list of what is public.
    """

    REALISED = "realisasi"
    PLANNED = "anggaran"
    CHANGED = "perubahan"
    ACTIVITIES = "kegiatan"
    SUMMARY = "ringkasan"
    LIST = "daftar"


class CheckKind(StrEnum):
    """How the two sides of a check must stand to each other."""

    EQUAL = "equal"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    PRODUCT = "product"


class Choice(msgspec.Struct, frozen=True):
    """One answer of a choice: what is stored and what is shown."""

    value: str
    label: str


class Field(msgspec.Struct, frozen=True):
    """One question. `path` is a leaf (`kendala.isi`) or a column of every row (`kegiatan[*].nama`).

    `office_contact` marks an address or number of the office, which the privacy check must let through. `long` asks for
    a box of several lines. `carry` says what a report of the next period begins with when a person carries the last one
    over: the same field while it is empty, another one by its path (`penduduk[*].akhir_l`), or nothing (`-`).
    """

    path: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    public: bool = False
    office_contact: bool = False
    long: bool = False
    help: str = ""
    choices: tuple[Choice, ...] = ()
    carry: str = ""

    @property
    def column(self) -> str | None:
        """The name of the column, or None when the field is a single leaf."""
        return _column_of(self.path)


class Section(msgspec.Struct, frozen=True):
    """A part of the report. `nihil` is the path of the tick that says there is deliberately no row in `table`.

    Of a section of files: `limit` is how many it holds (0: any number), `link` names a table whose rows a file may
    belong to (the column of the file is called like that table), `row_limit` how many files one such row may have,
    `straighten` says that they are photos of sheets of paper.
    """

    key: str
    title: str
    kind: SectionKind
    fields: tuple[Field, ...]
    table: str | None = None
    nihil: str | None = None
    required: bool = True
    help: str = ""
    limit: int = 0
    link: str | None = None
    row_limit: int = 0
    straighten: bool = False

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields that every row of the table has, in the order of the screen."""
        return tuple(field for field in self.fields if field.column is not None)

    @property
    def leaves(self) -> tuple[Field, ...]:
        """The fields that stand once in the section."""
        return tuple(field for field in self.fields if field.column is None)


class Check(msgspec.Struct, frozen=True):
    """Arithmetic that a careful reader does: `left` equals, is at most or at least, the sum of `plus` less `minus`, of
    which `percent` is taken and to which `number` is added; or it equals the product of `plus`.

    All are paths of whole numbers or rupiah. Where all are columns of one table they are compared row by row, otherwise
    a column stands for its sum. `unless` names a field that explains a difference: once it is filled nothing is said. A
    side with an empty cell is not judged yet. `words` say to the clerk what does not fit and what to do.
    """

    key: str
    kind: CheckKind
    left: str
    words: str
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    percent: int = 100
    number: int = 0
    unless: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path of a figure that the check compares."""
        return (self.left, *self.plus, *self.minus)

    @property
    def table(self) -> str | None:
        """The table that is compared row by row; None when single figures and sums of columns are."""
        heads = {parse_path(path).head if parse_path(path).row == ANY_ROW else None for path in self.paths}
        return heads.pop() if len(heads) == 1 else None


class PublicationItem(msgspec.Struct, frozen=True):
    """One thing the public must be told. It is there when all `sources` hold a value, or one of them if `any`.

    `basis` is the rule that asks for it where that is another one than the publication's own.
    """

    key: str
    label: str
    sources: tuple[str, ...]
    any: bool = False
    basis: str = ""


class Publication(msgspec.Struct, frozen=True):
    """The duty to inform the public that lies in a report; never a second form.

    `told` decides what picture, caption and page show of it. `required` says that a regulation asks for it (not only a
    local decision); `target_days` is when it should be posted, counted from approval.
    """

    key: str
    name: str
    basis: str
    confidence: Confidence
    items: tuple[PublicationItem, ...]
    required: bool = True
    target_days: int = 14
    told: Told = Told.REALISED

    def basis_of(self, item: PublicationItem) -> str:
        """Return the rule that asks for the item."""
        return item.basis or self.basis


class Template(msgspec.Struct, frozen=True):
    """A report type in one version."""

    key: str
    version: int
    name: str
    short_name: str
    legal_basis: str
    confidence: Confidence
    addressee: str
    period_kind: PeriodKind
    sections: tuple[Section, ...]
    publication: Publication | None = None
    help: str = ""
    checks: tuple[Check, ...] = ()

    def section(self, key: str) -> Section | None:
        """Return the section of that key."""
        return next((section for section in self.sections if section.key == key), None)

    def section_of(self, path: str) -> Section | None:
        """Return the section in which a path is shown; a section's own key and a table's name count as paths too."""
        pattern = pattern_of(path)
        for section in self.sections:
            if path in (section.key, section.table) or any(field.path == pattern for field in section.fields):
                return section
        try:
            table = parse_path(path)
        except PathError:
            return None
        rowed = (section for section in self.sections if table.row is not None and section.table == table.head)
        return next(rowed, None)

    def field(self, path: str) -> Field | None:
        """Return the field that a path fills (`kegiatan[a].nama` falls under `kegiatan[*].nama`)."""
        pattern = pattern_of(path)
        return next((field for section in self.sections for field in section.fields if field.path == pattern), None)

    def label_of(self, path: str) -> str:
        """Return the words for a path: its field's label, or its section's title; the path itself when unknown."""
        field, section = self.field(path), self.section_of(path)
        return field.label if field else section.title if section else path

    def title(self, period: Period) -> str:
        """Return the report's whole name: `Laporan Realisasi APB Desa Semester I 2025`."""
        return f"{self.name} {period.label}"

    @property
    def public_patterns(self) -> frozenset[str]:
        """The patterns of all paths that the public may see; none when the type is not published."""
        if self.publication is None:
            return frozenset()
        return frozenset(field.path for section in self.sections for field in section.fields if field.public)

    @property
    def office_contact_patterns(self) -> frozenset[str]:
        """The patterns of the office's own addresses and numbers, which may be published though they look personal."""
        return frozenset(field.path for section in self.sections for field in section.fields if field.office_contact)

    @property
    def money_columns(self) -> tuple[str, ...]:
        """The columns of sums of the budget, one or two, in the order of the screen; none without a budget."""
        budget = (section for section in self.sections if section.kind is SectionKind.BUDGET)
        fields = (field for section in budget for field in section.columns if field.type is FieldType.RUPIAH)
        return tuple(field.column or "" for field in fields)

    @property
    def row_limits(self) -> dict[str, int]:
        """How many rows the tables of files hold, by table."""
        photos = (section for section in self.sections if section.kind is SectionKind.PHOTOS and section.limit)
        return {section.table: section.limit for section in photos if section.table is not None}


class SectionState(StrEnum):
    """How far a section is filled in."""

    EMPTY = "empty"
    PARTLY = "partly"
    FILLED = "filled"


class Progress(msgspec.Struct, frozen=True):
    """Terisi `filled` dari `total` bagian: sections that must be filled are counted; `states` has every section."""

    filled: int
    total: int
    states: Mapping[str, SectionState]


@lru_cache(maxsize=4096)
def _column_of(path: str) -> str | None:
    read = parse_path(path)
    return read.leaf if read.row == ANY_ROW else None


def is_filled(value: Value) -> bool:
    """True when a leaf says something: a text with words in it, any figure (zero is an answer), a tick that is set."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value is not False


def value_fits(field: Field, value: Value) -> bool:
    """True when the value is of the field's type; None (not filled in) always fits."""
    if value is None:
        return True
    match field.type:
        case FieldType.BOOL:
            return isinstance(value, bool)
        case FieldType.NUMBER | FieldType.RUPIAH:
            return isinstance(value, int) and not isinstance(value, bool)
        case FieldType.PERCENT:
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100
        case FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.DATE:
            return isinstance(value, str) and (not value or iso_date(value) is not None)
        case FieldType.CHOICE:
            return isinstance(value, str) and (not value or value in {choice.value for choice in field.choices})


def section_state(template: Template, content: Content, section: Section | str) -> SectionState:
    """Return how far a section is filled in; KeyError for the key of a section that the template does not have.

    A table is filled when its `nihil` tick is set, or it has a row and every row has all required cells.
    """
    if isinstance(section, str):
        found = template.section(section)
        if found is None:
            raise KeyError(section)
        section = found
    answers = [is_filled(content.get(field.path)) for field in section.leaves]
    complete = all(is_filled(content.get(field.path)) for field in section.leaves if field.required)
    if section.table is not None and not (section.nihil and is_filled(content.get(section.nihil))):
        table = rows(content, section.table)
        required = [field.column or "" for field in section.columns if field.required]
        answers.append(bool(table))
        complete = complete and (bool(table) or not section.required)
        complete = complete and all(is_filled(cells.get(column)) for cells in table.values() for column in required)
    if not any(answers):
        return SectionState.EMPTY
    return SectionState.FILLED if complete else SectionState.PARTLY


def progress(template: Template, content: Content) -> Progress:
    """Return how many of the sections that must be filled are filled."""
    states = {section.key: section_state(template, content, section) for section in template.sections}
    counted = [section.key for section in template.sections if section.required]
    filled = sum(states[key] is SectionState.FILLED for key in counted)
    return Progress(filled, len(counted), states)


def public_content(template: Template, content: Content) -> dict[str, Value]:
    """Return only what the public may see; the order of rows (`pos`) stays with rows of which something is public."""
    patterns = template.public_patterns
    kept: dict[str, Value] = {
        path: value for path, value in content.items() if value is not None and pattern_of(path) in patterns
    }
    for path in tuple(kept):
        read = parse_path(path)
        if read.row is not None:
            order = str(Path(read.head, read.row, ORDER_COLUMN))
            if content.get(order) is not None:
                kept[order] = content[order]
    return kept


def missing_items(template: Template, content: Content) -> tuple[PublicationItem, ...]:
    """Return what the public would not be told by this content; empty when all is there or nothing need be told."""
    if template.publication is None:
        return ()
    missing = {source for item in template.publication.items for source in item.sources}
    wanted, filled = {source.partition("[")[0] for source in missing} | missing, set()
    for path, value in content.items():
        # A large budget tells its few patterns with its first rows; nobody needs to look at the others.
        if (path in wanted or path.partition("[")[0] in wanted) and is_filled(value):
            pattern = pattern_of(path)
            if pattern in missing:
                filled.add(pattern)
                missing.discard(pattern)
                wanted = {source.partition("[")[0] for source in missing} | missing
    return tuple(item for item in template.publication.items if not _told(item, filled))


def _told(item: PublicationItem, filled: Collection[str]) -> bool:
    present = [source in filled for source in item.sources]
    return any(present) if item.any else all(present)
