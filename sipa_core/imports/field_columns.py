"""Which column of a file fills which field of a table in a report: by the field's own words and by those of clerks.

A name that only resembles one is asked about. What fits nothing is listed and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from sipa_core.domain.templates import Field, Section
from sipa_core.imports.columns import NAMES, SEARCHED_ROWS, Column, normal_title
from sipa_core.imports.likeness import likeness
from sipa_core.imports.questions import SKIP, Answers, Choice, Question
from sipa_core.imports.table import RawTable
from sipa_core.messages import _

_ALIKE = 0.8
_SAMPLED = 60

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "nama": (
        *("kegiatan", "nama kegiatan", "nama", "uraian kegiatan", "uraian", "jenis kegiatan", "program kegiatan"),
        *("nama program", "agenda", "judul kegiatan", "nama keg"),
    ),
    "tempat": ("tempat", "lokasi", "tempat kegiatan", "lokasi kegiatan", "tempat pelaksanaan", "alamat"),
    "lokasi": ("lokasi", "tempat", "lokasi kegiatan", "tempat kegiatan", "rt", "dusun", "alamat"),
    "tanggal": (
        *(
            "tanggal",
            "tgl",
            "tanggal kegiatan",
            "tgl kegiatan",
            "tanggal pelaksanaan",
            "tgl pelaksanaan",
            "hari tanggal",
        ),
        *("waktu", "waktu pelaksanaan", "hari"),
    ),
    "peserta": (
        *("peserta", "jumlah peserta", "jml peserta", "peserta orang", "jumlah peserta orang", "hadir"),
        *("jumlah hadir", "jumlah orang", "orang", "yang hadir"),
    ),
    "hasil": ("hasil", "hasil kegiatan", "keluaran", "output", "hasil yang dicapai", "keterangan", "ket"),
    "fisik": (
        *("fisik", "progres", "progres fisik", "progress", "progress fisik", "kemajuan", "kemajuan fisik"),
        *("realisasi fisik", "capaian fisik", "persen fisik", "fisik persen", "persentase fisik"),
    ),
    "keterangan": ("keterangan", "ket", "sebab", "alasan", "penyebab", "catatan", "kendala", "tindak lanjut"),
    "anggaran": NAMES[Column.ANGGARAN],
    "realisasi": NAMES[Column.REALISASI],
}


class FieldColumn(msgspec.Struct, frozen=True):
    """One column of the file: its title, a filled cell as an example, and the field it fills (None: not used)."""

    index: int
    title: str
    sample: str
    field: Field | None

    @property
    def label(self) -> str:
        """The words of the field, empty when the column is not used."""
        return self.field.label if self.field is not None else ""


class FieldHeader(msgspec.Struct, frozen=True):
    """The titles: where they stand in the file, what each column fills, and what is asked about them."""

    row: int
    columns: tuple[FieldColumn, ...]
    questions: tuple[Question, ...]

    @property
    def fields(self) -> dict[str, tuple[int, Field]]:
        """Column of the report → place in the file and field."""
        return {one.field.column: (one.index, one.field) for one in self.columns if one.field and one.field.column}


def find_fields(table: RawTable, section: Section, answers: Answers) -> FieldHeader | None:
    """Return the titles with the answers applied, or None when no row looks like titles of this table.

    The row must name the first column of the table, and a second one where the table has more than two.
    """
    fields = section.columns
    best: tuple[int, int] | None = None
    for position, row in enumerate(table.rows[:SEARCHED_ROWS]):
        taken = _taken(row.cells, fields)
        named = fields[0].column in {field.column for field in taken.values()} if fields else False
        if named and len(taken) >= min(2, len(fields)) and (best is None or len(taken) > best[0]):
            best = (len(taken), position)
    if best is None:
        return None
    position = best[1]
    titles, after = table.rows[position].cells, table.rows[position + 1 :]
    samples = [next((row.cell(n) for row in after[:_SAMPLED] if row.cell(n)), "") for n in range(len(titles))]
    taken = _taken(titles, fields)
    questions = _asked(titles, samples, fields, taken, answers)
    columns = (FieldColumn(n, title, samples[n], taken.get(n)) for n, title in enumerate(titles) if title)
    return FieldHeader(table.rows[position].number, tuple(columns), questions)


def _taken(titles: Sequence[str], fields: Sequence[Field]) -> dict[int, Field]:
    """Place to field, by exact names; the field's own words come first, then the order of the synonyms."""
    plain = [normal_title(title) for title in titles]
    found: dict[int, Field] = {}
    for names_of in (_own_names, _clerks_names):
        for field in fields:
            if field in found.values():
                continue
            places = (n for name in names_of(field) for n, one in enumerate(plain) if one and one == name)
            place = next((n for n in places if n not in found), None)
            if place is not None:
                found[place] = field
    return found


def _own_names(field: Field) -> tuple[str, ...]:
    """The label, without what stands in brackets, and each half of one that leaves a choice (`Dusun atau RT`)."""
    plain = re.sub(r"\(.*?\)", "", field.label)
    halves = plain.split(" atau ") if " atau " in plain else []
    return tuple(normal_title(name) for name in (field.label, plain, *halves))


def _clerks_names(field: Field) -> tuple[str, ...]:
    return _SYNONYMS.get(field.column or "", ())


def _asked(
    titles: Sequence[str],
    samples: Sequence[str],
    fields: Sequence[Field],
    taken: dict[int, Field],
    answers: Answers,
) -> tuple[Question, ...]:
    """Ask about columns that resemble a field nobody filled; an answer takes the column."""
    questions = []
    for n, title in enumerate(titles):
        left = [field for field in fields if field not in taken.values()]
        if n in taken or not normal_title(title) or not samples[n] or not left:
            continue
        likely = max(left, key=lambda field: _likeness(title, field))
        if _likeness(title, likely) < _ALIKE:
            continue
        words = _("Apakah kolom “{title}” berisi {column}?").format(title=title, column=likely.label)
        others = [Choice(field.column or "", field.label) for field in left if field is not likely]
        yes = Choice(likely.column or "", _("Ya, {column}").format(column=likely.label))
        question = Question(f"kolom:{title}", words, (yes, *others, Choice(SKIP, _("Bukan, jangan dipakai"))))
        questions.append(question)
        chosen = next((field for field in left if field.column == question.answer(answers)), None)
        if chosen is not None:
            taken[n] = chosen
    return tuple(questions)


def _likeness(title: str, field: Field) -> float:
    plain = normal_title(title)
    names = (normal_title(field.label), *_SYNONYMS.get(field.column or "", ()))
    return max(likeness(plain, name, _ALIKE) for name in names)
