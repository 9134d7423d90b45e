"""Which table of a Siskeudes package is which, and what its columns hold: by name however it is spelt, else by asking.

A new version of that program renames, adds and reorders; nothing here counts columns or trusts their order. What
cannot be told by its name is asked about once, with the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.imports.questions import SKIP, Answers, Choice, Question
from sipa_core.imports.table import RawRow, RawTable
from sipa_core.messages import N_, _

_SAMPLED: Final = 200


class Role(StrEnum):
    """What a table is for. Its value is its name in Siskeudes, without the sign of its kind."""

    BUDGET = "RAB"
    DETAIL = "RABRinci"
    JOURNAL = "JurnalUmumRinci"
    VOUCHERS = "JurnalUmum"
    ACTIVITIES = "Kegiatan"
    ACCOUNTS = "Rek4"
    VILLAGES = "Desa"

    @property
    def label(self) -> str:
        """The words for what it holds."""
        return _(_ROLE_LABELS[self])


_ROLE_LABELS: Final = {
    Role.BUDGET: N_("anggaran per rekening"),
    Role.DETAIL: N_("rincian anggaran"),
    Role.JOURNAL: N_("realisasi (rincian jurnal)"),
    Role.VOUCHERS: N_("bukti jurnal"),
    Role.ACTIVITIES: N_("nama kegiatan"),
    Role.ACCOUNTS: N_("nama rekening"),
    Role.VILLAGES: N_("nama desa"),
}


class Part(StrEnum):
    """What a column holds."""

    YEAR = "tahun"
    VILLAGE = "desa"
    ACTIVITY = "kegiatan"
    ACCOUNT = "rekening"
    BEFORE = "anggaran"
    AFTER = "setelah_perubahan"
    DEBIT = "debet"
    CREDIT = "kredit"
    VOUCHER = "bukti"
    DAY = "tanggal"
    POSTED = "posted"
    NAME = "nama"
    PLACE = "lokasi"

    @property
    def label(self) -> str:
        """The words for it."""
        return _(_PART_LABELS[self])


_PART_LABELS: Final = {
    Part.YEAR: N_("Tahun"),
    Part.VILLAGE: N_("Kode desa"),
    Part.ACTIVITY: N_("Kode kegiatan"),
    Part.ACCOUNT: N_("Kode rekening"),
    Part.BEFORE: N_("Anggaran"),
    Part.AFTER: N_("Anggaran setelah perubahan"),
    Part.DEBIT: N_("Debet"),
    Part.CREDIT: N_("Kredit"),
    Part.VOUCHER: N_("Nomor bukti"),
    Part.DAY: N_("Tanggal"),
    Part.POSTED: N_("Posted"),
    Part.NAME: N_("Nama"),
    Part.PLACE: N_("Lokasi"),
}

_NAMES: Final[dict[Part, tuple[str, ...]]] = {
    Part.YEAR: ("tahun", "thn", "tahunanggaran", "thnanggaran"),
    Part.VILLAGE: ("kddesa", "kodedesa", "iddesa"),
    Part.ACTIVITY: ("kdkeg", "kodekeg", "kdkegiatan", "kodekegiatan"),
    Part.ACCOUNT: ("kdrincian", "koderincian", "kdrekening", "koderekening", "kdrek", "obyek", "kdobyek"),
    Part.BEFORE: ("anggaran", "nilaianggaran", "anggaranmurni", "anggaranawal", "jumlahanggaran"),
    Part.AFTER: ("anggaranstlhpak", "anggaransetelahpak", "anggaransetelahperubahan", "anggaranstlhperubahan"),
    Part.DEBIT: ("debet", "debit"),
    Part.CREDIT: ("kredit", "credit"),
    Part.VOUCHER: ("nobukti", "nomorbukti"),
    Part.DAY: ("tanggal", "tgl", "tglbukti", "tanggalbukti", "tgljurnal"),
    Part.POSTED: ("posted", "posting", "statusposting"),
    Part.NAME: ("namakegiatan", "nmkegiatan", "namakeg", "namaobyek", "nmobyek", "namadesa", "nmdesa"),
    Part.PLACE: ("lokasi", "lokasikegiatan"),
}

_WANTED: Final[dict[Role, tuple[Part, ...]]] = {
    Role.BUDGET: (Part.ACTIVITY, Part.ACCOUNT, Part.BEFORE),
    Role.DETAIL: (Part.ACTIVITY, Part.ACCOUNT, Part.BEFORE),
    Role.JOURNAL: (Part.ACTIVITY, Part.ACCOUNT, Part.DEBIT, Part.CREDIT),
    Role.VOUCHERS: (Part.VOUCHER, Part.DAY),
    Role.ACTIVITIES: (Part.ACTIVITY, Part.NAME),
    Role.ACCOUNTS: (Part.ACCOUNT, Part.NAME),
    Role.VILLAGES: (Part.VILLAGE, Part.NAME),
}
"""Without these a table says nothing."""

_WELCOME: Final[dict[Role, tuple[Part, ...]]] = {
    Role.BUDGET: (Part.YEAR, Part.VILLAGE, Part.AFTER),
    Role.DETAIL: (Part.YEAR, Part.VILLAGE, Part.AFTER),
    Role.JOURNAL: (Part.YEAR, Part.VILLAGE, Part.VOUCHER),
    Role.VOUCHERS: (Part.YEAR, Part.VILLAGE, Part.POSTED),
    Role.ACTIVITIES: (Part.YEAR, Part.VILLAGE, Part.PLACE),
    Role.ACCOUNTS: (),
    Role.VILLAGES: (),
}

ASKED_ABOUT: Final = (Role.DETAIL, Role.JOURNAL)
"""Tables without which figures would be missing; of the others only names would."""

_KIND_SIGNS: Final = frozenset(("ta", "ref", "dbo", "tb", "tbl", "tabel", "t", "siskeudes", "apbdes"))
_FIELD_SIGNS: Final = frozenset(("f", "fld", "kol", "col", "ta", "rab", "dbo", "tb", "tbl", "t", "c"))
_CODE: Final = re.compile(r"\d{1,4}(?:\.\d{1,4})+\.?")
_MONEY: Final = re.compile(r"-?[\d.,]+(?:[eE]\+?\d+)?")


class UsedColumn(msgspec.Struct, frozen=True):
    """One column of a table that is used or asked about: the same names as FoundColumn, for the same card.

    `title` names its `table` too.
    """

    title: str
    sample: str
    label: str
    table: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """A table with its role, and where its columns stand. `missing` names a column that it cannot do without."""

    role: Role
    name: str
    rows: tuple[RawRow, ...]
    places: Mapping[Part, int]
    columns: tuple[UsedColumn, ...]
    questions: tuple[Question, ...] = ()
    missing: Part | None = None
    cut: bool = False

    def text(self, row: RawRow, part: Part) -> str:
        """Return the text of a column, empty where the table has no such column."""
        return row.cell(self.places.get(part))

    def origin(self, row: RawRow) -> str:
        """Return where a person finds the row: `Ta_RABRinci 18`."""
        return f"{self.name} {row.number}"


class Found(msgspec.Struct, frozen=True):
    """The tables of a package by role, and what has to be asked before their figures can be read."""

    sheets: Mapping[Role, Sheet]
    questions: tuple[Question, ...]

    @property
    def is_open(self) -> bool:
        """True while a table or a column of figures waits for an answer or is missing for good."""
        return any(sheet.missing for sheet in self.sheets.values())


def find_sheets(tables: Sequence[RawTable], answers: Answers) -> Found:
    """Return which table is which, by name, then by the columns of tables that bear no known name."""
    by_role: dict[Role, RawTable] = {}
    for role in Role:
        named = [table for table in tables if table.rows and _role_of(table.name) is role]
        if named:
            # Lists of the program itself (Ref_Kegiatan) bear the same name as the village's own.
            by_role[role] = min(named, key=lambda table: (not _fits(role, table), _tokens(stem(table.name))[0] != "ta"))
    questions: list[Question] = []
    if Role.BUDGET not in by_role or Role.DETAIL not in by_role:
        _ask_for_table(Role.DETAIL, tables, by_role, answers, questions)
    _ask_for_table(Role.JOURNAL, tables, by_role, answers, questions)
    sheets = {role: _sheet(role, table, answers) for role, table in by_role.items()}
    for sheet in sheets.values():
        questions.extend(sheet.questions)
    return Found(sheets, tuple(questions))


def looks_like_package(tables: Sequence[RawTable]) -> bool:
    """True when a budget or a journal of Siskeudes is among the tables, by name or by its columns."""
    roles = {_role_of(table.name) for table in tables if table.rows}
    if roles & {Role.BUDGET, Role.DETAIL, Role.JOURNAL}:
        return True
    return any(_fits(role, table) for table in tables for role in (Role.DETAIL, Role.JOURNAL))


def is_wanted(name: str, titles: Sequence[str]) -> bool:
    """True when a table may be needed, by its name or its titles; of all others the titles are enough."""
    table = RawTable(name, (RawRow(1, tuple(titles)),))
    return _role_of(name) is not None or any(_fits(role, table) for role in ASKED_ABOUT)


def stem(name: str) -> str:
    """Return the name of a table without folder and ending: `Ta_RAB` of `data/Ta_RAB.csv`."""
    return re.sub(r"\.(csv|txt|xlsx?|ods)$", "", re.split(r"[/\\]", name)[-1], flags=re.IGNORECASE)


def _ask_for_table(
    role: Role,
    tables: Sequence[RawTable],
    by_role: dict[Role, RawTable],
    answers: Answers,
    questions: list[Question],
) -> None:
    """Ask whether a table of no known name is the one; where a whole budget is there already nothing is missing."""
    if role in by_role:
        return
    free = [table for table in tables if table.rows and _role_of(table.name) is None and _fits(role, table)]
    if not free:
        return
    words = _("Tabel {usual} tidak ditemukan. Tabel mana yang berisi {what}?")
    choices = tuple(Choice(stem(table.name), stem(table.name)) for table in free)
    question = Question(
        f"tabel:{role}",
        words.format(usual=f"Ta_{role}", what=role.label),
        (*choices, Choice(SKIP, _("Tidak ada di berkas ini"))),
    )
    questions.append(question)
    answer = question.answer(answers)
    chosen = next((table for table in free if stem(table.name) == answer), None)
    if chosen is not None:
        by_role[role] = chosen


def _role_of(name: str) -> Role | None:
    tokens = _tokens(stem(name))
    while tokens and (tokens[0] in _KIND_SIGNS or tokens[0].isdecimal()):
        tokens = tokens[1:]
    while tokens and (tokens[-1].isdecimal() or re.fullmatch(r"v\d+", tokens[-1])) and tokens != ["rek", "4"]:
        tokens = tokens[:-1]
    joined = "".join(tokens)
    return next((role for role in Role if role.value.casefold() == joined), None)


def _fits(role: Role, table: RawTable) -> bool:
    places = _places(role, table.rows[0].cells) if table.rows else {}
    return all(part in places for part in _WANTED[role])


def _tokens(text: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", text)
    return re.sub(r"[^a-z0-9]+", " ", spaced.casefold()).split()


def _is_named(title: str, part: Part) -> bool:
    tokens = _tokens(title)
    names = _NAMES[part]
    if "".join(tokens) in names:
        return True
    while len(tokens) > 1 and (tokens[0] in _FIELD_SIGNS or tokens[0].isdecimal() or re.fullmatch(r"v\d*", tokens[0])):
        tokens = tokens[1:]
        if "".join(tokens) in names:
            return True
    return False


def _places(role: Role, titles: Sequence[str]) -> dict[Part, int]:
    found: dict[Part, int] = {}
    for part in (*_WANTED[role], *_WELCOME[role]):
        place = next((n for n, title in enumerate(titles) if n not in found.values() and _is_named(title, part)), None)
        if place is not None:
            found[part] = place
    return found


def _sheet(role: Role, table: RawTable, answers: Answers) -> Sheet:
    titles, rows = table.rows[0].cells, table.rows[1:]
    places = _places(role, titles)
    name, questions = stem(table.name), []
    missing = None
    for part in _WANTED[role] if role in ASKED_ABOUT or role is Role.BUDGET else ():
        if part in places:
            continue
        place, asked = _asked(part, name, titles, rows, places, answers)
        questions.extend(asked)
        if place is None:
            missing = part
            break
        places[part] = place
    return Sheet(
        role=role,
        name=name,
        rows=rows,
        places=places,
        columns=tuple(_columns(name, titles, rows, places, questions)),
        questions=tuple(questions),
        missing=missing,
        cut=bool(table.cut),
    )


def _asked(
    part: Part, name: str, titles: Sequence[str], rows: Sequence[RawRow], places: Mapping[Part, int], answers: Answers
) -> tuple[int | None, list[Question]]:
    """Ask about one column after the other, the likeliest first, until one is agreed to or left open."""
    questions: list[Question] = []
    free = [
        n
        for n, title in enumerate(titles)
        if title
        and n not in places.values()
        and _has_shape(part, [row.cell(n) for row in rows[:_SAMPLED] if row.cell(n)])
    ]
    for n in sorted(free, key=lambda n: (-_alike(titles[n], part), n)):
        title = shown_title(titles[n], name)
        words = _("Apakah kolom “{title}” berisi {column}?").format(title=title, column=part.label)
        choices = (Choice(part.value, _("Ya, {column}").format(column=part.label)), Choice(SKIP, _("Bukan")))
        question = Question(f"kolom:{title}", words, choices)
        questions.append(question)
        answer = question.answer(answers)
        if answer is None:
            return None, questions
        if answer == part.value:
            return n, questions
    return None, questions


def shown_title(title: str, table: str) -> str:
    """Return how a column is called on the screen and in what is remembered: `Kd_Akun (Ta_RAB)`."""
    return f"{title} ({table})"


def _columns(
    name: str,
    titles: Sequence[str],
    rows: Sequence[RawRow],
    places: Mapping[Part, int],
    questions: Sequence[Question],
) -> Iterator[UsedColumn]:
    asked = {question.key for question in questions}
    for n, title in enumerate(titles):
        part = next((part for part, place in places.items() if place == n), None)
        shown = shown_title(title, name)
        if part is not None or f"kolom:{shown}" in asked:
            sample = next((row.cell(n) for row in rows[:_SAMPLED] if row.cell(n)), "")
            yield UsedColumn(shown, sample, part.label if part is not None else "", name)


def _alike(title: str, part: Part) -> float:
    plain = "".join(_tokens(title))
    return max(SequenceMatcher(None, plain, name).ratio() for name in _NAMES[part])


def _has_shape(part: Part, texts: Sequence[str]) -> bool:
    """True when most cells look like what the column should hold."""
    shape = _SHAPES.get(part)
    if shape is None:
        return True
    return bool(texts) and sum(shape.fullmatch(text) is not None for text in texts) * 2 > len(texts)


_SHAPES: Final = {
    Part.ACTIVITY: _CODE,
    Part.ACCOUNT: re.compile(r"[1-9](?:\.\d{1,3})*\.?"),
    Part.BEFORE: _MONEY,
    Part.DEBIT: _MONEY,
    Part.CREDIT: _MONEY,
}
