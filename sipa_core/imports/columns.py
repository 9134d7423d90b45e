"""Finding the row of titles and what each column means, by name, in any order, with titles above it.

A column is taken by an exact known name only; a name that merely looks like one is asked about. Columns that mean
nothing to a budget are listed and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from sipa_core.domain.money import parse_rupiah
from sipa_core.imports.likeness import likeness
from sipa_core.imports.questions import SKIP, Answers, Choice, Question
from sipa_core.imports.table import RawRow, RawTable
from sipa_core.messages import N_, _

SEARCHED_ROWS = 40
"""So many rows are looked at for the titles; official printouts have a dozen lines above them."""

_ALIKE = 0.8


class Column(StrEnum):
    """What a column can mean to a budget."""

    KODE = "kode"
    URAIAN = "uraian"
    AWAL = "anggaran_awal"
    ANGGARAN = "anggaran"
    REALISASI = "realisasi"
    JENIS = "jenis"
    KEGIATAN = "kegiatan"
    REKENING = "rekening"
    SUMBER = "sumber"

    @property
    def label(self) -> str:
        """The words for it."""
        return _(_LABELS[self])


_LABELS = {
    Column.KODE: N_("Kode"),
    Column.URAIAN: N_("Uraian"),
    Column.AWAL: N_("Anggaran awal"),
    Column.ANGGARAN: N_("Anggaran"),
    Column.REALISASI: N_("Realisasi"),
    Column.JENIS: N_("Jenis"),
    Column.KEGIATAN: N_("Kode kegiatan"),
    Column.REKENING: N_("Kode rekening"),
    Column.SUMBER: N_("Sumber dana"),
}

MONEY = (Column.AWAL, Column.ANGGARAN, Column.REALISASI)
"""Columns of figures, of which each report has some."""

REALISED = (Column.ANGGARAN, Column.REALISASI)

NAMES: dict[Column, tuple[str, ...]] = {
    Column.KODE: (
        *("kode", "kd", "no kode", "nomor kode", "kode anggaran", "kode akun", "kode rek", "kode rekening"),
        *("nomor rekening", "no rekening", "kd rincian", "kode rincian", "kode apbdes", "kode uraian"),
    ),
    Column.KEGIATAN: (
        *("kegiatan", "kode kegiatan", "kd keg", "kd kegiatan", "kode keg", "kode bidang", "kode sub bidang"),
        *("id keg", "id kegiatan"),
    ),
    Column.REKENING: ("rekening", "kd rek", "kd rekening", "rekening belanja", "kode rekening belanja", "akun"),
    Column.URAIAN: (
        *("uraian", "nama", "nama uraian", "nama rekening", "nama akun", "uraian rekening", "deskripsi", "rincian"),
        *("nama kegiatan", "uraian kegiatan", "nama keg", "bidang", "sub bidang", "nama sub bidang", "nama bidang"),
        *("uraian anggaran", "pos anggaran", "bidang kegiatan"),
    ),
    Column.ANGGARAN: (
        *("anggaran", "jumlah anggaran", "nilai anggaran", "pagu", "pagu anggaran", "anggaran apbdes", "apbdes"),
        *("anggaran murni", "anggaran awal", "anggaran semula", "anggaran sebelum perubahan", "apb desa"),
        *("anggaran perubahan", "anggaran setelah perubahan", "setelah perubahan", "anggaranstlhpak"),
        *("anggaran stlh pak", "anggaran menjadi", "target anggaran", "semula", "menjadi"),
    ),
    Column.AWAL: (
        *("anggaran awal", "anggaran semula", "anggaran murni", "anggaran sebelum perubahan", "semula", "murni"),
        *("sebelum perubahan",),
    ),
    Column.REALISASI: (
        *("realisasi", "jumlah realisasi", "nilai realisasi", "realisasi anggaran", "terealisasi"),
        *("realisasi semester i", "realisasi semester 1", "realisasi s d semester i", "realisasi sampai dengan juni"),
        *("realisasi s d", "realisasi s d juni", "realisasi s d bulan ini", "realisasi bulan ini", "realisasi sd"),
    ),
    Column.JENIS: ("jenis", "kelompok", "jenis anggaran", "golongan", "kategori", "tipe"),
    Column.SUMBER: ("sumber", "sumber dana", "sumberdana", "kode sumber", "kd sumber", "sumber anggaran"),
}

_WEAK: dict[Column, tuple[str, ...]] = {
    Column.AWAL: (),
    Column.ANGGARAN: ("jumlah", "nilai", "nominal", "besaran", "alokasi"),
    Column.REALISASI: (),
}
"""Names that mean money when no better one is there."""

_DOUBTFUL: dict[Column, tuple[str, ...]] = {
    Column.AWAL: (),
    Column.ANGGARAN: ("rencana", "plafon", "rab"),
    Column.REALISASI: ("spj", "nilai spj", "penyerapan", "serapan", "pencairan", "pengeluaran"),
}
"""Names that may mean the column and are asked about."""

_NEWEST_FIRST = ("setelah perubahan", "stlh", "menjadi", "perubahan")
_NUMBER = re.compile(r"\d{1,2}(?=$|\s|\(|=)")
_NOT_MONEY = re.compile(r"sisa|selisih|persen|lebih|kurang|capaian|volume|satuan|harga")


class FoundColumn(msgspec.Struct, frozen=True):
    """One column of the file: its title, a filled cell as an example, and what it is taken for (None: not used)."""

    index: int
    title: str
    sample: str
    column: Column | None

    @property
    def label(self) -> str:
        """The words of its meaning, empty when the column is not used."""
        return self.column.label if self.column is not None else ""


class Header(msgspec.Struct, frozen=True):
    """The titles: where they stand, what each column is, and what has to be asked about them."""

    row: int
    columns: tuple[FoundColumn, ...]
    questions: tuple[Question, ...]

    def index(self, column: Column) -> int | None:
        """Return where a column stands, or None when the file has none."""
        return next((found.index for found in self.columns if found.column is column), None)

    @property
    def has_money(self) -> bool:
        """True when there is a column of figures."""
        return any(self.index(column) is not None for column in MONEY)


def find_header(table: RawTable, answers: Answers, money: Sequence[Column] = REALISED) -> Header | None:
    """Return the titles with the answers applied, or None when no row looks like titles of a budget.

    `money` are the columns of figures that the report has.

    The best row names something (code or description) and figures; of equals the first. A question is asked where two
    columns carry one meaning, and where a name only resembles a known one.
    """
    best: tuple[int, int] | None = None
    for position, row in enumerate(table.rows[:SEARCHED_ROWS]):
        score = _score(row.cells)
        if score and (best is None or score > best[0]):
            best = (score, position)
    if best is None:
        return None
    position = best[1]
    titles = list(table.rows[position].cells)
    # Merged titles of two lines: "Realisasi" above "(Rp)" or "s.d. Juni".
    after = table.rows[position + 1 :]
    if after and after[0].number == table.rows[position].number + 1 and _is_second_line(after[0], titles):
        position += 1
        titles += [""] * (len(after[0].cells) - len(titles))
        titles = [_of_two_lines(title, after[0].cell(n)) for n, title in enumerate(titles)]
        after = after[1:]
    samples = [next((row.cell(n) for row in after if row.cell(n)), "") for n in range(len(titles))]
    return _Reading(titles, samples, after, answers).header(table.rows[position].number, money)


def is_numbering(cells: Sequence[str]) -> bool:
    """True for the line of column numbers that official forms carry below their titles: 1, 2, 3, 4 = 3 - 2."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 3 or not filled[0].startswith("1"):
        return False
    numbers = [match[0] for cell in filled if (match := _NUMBER.match(cell))]
    return numbers == [str(n) for n in range(1, len(filled) + 1)]


def normal_title(text: str) -> str:
    """Return a title in its bare form: small letters, no signs, no unit, no year."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold()
    plain = re.sub(r"\(?\b(dalam )?(rp|rupiah|idr)\b\.?\)?", " ", plain)
    plain = re.sub(r"\b(tahun( anggaran)?|ta)?\s*20\d\d\b", " ", plain)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


class _Reading:
    """One look at a row of titles."""

    def __init__(self, titles: list[str], samples: list[str], rows: Sequence[RawRow], answers: Answers) -> None:
        self._titles, self._samples, self._rows, self._answers = titles, samples, rows, answers
        self._plain = [normal_title(title) for title in titles]
        self._taken: dict[int, Column] = {}
        self._questions: list[Question] = []

    def header(self, row: int, money: Sequence[Column]) -> Header:
        self._codes_and_names()
        for column in (Column.JENIS, Column.SUMBER):
            self._take_first(column, NAMES[column])
        for column in money:
            self._money(column)
        if not self._questions and not set(money) & set(self._taken.values()):
            self._ask_about_figures(money)
        columns = tuple(
            FoundColumn(n, title, self._samples[n], self._taken.get(n)) for n, title in enumerate(self._titles) if title
        )
        return Header(row, columns, tuple(self._questions))

    def _codes_and_names(self) -> None:
        """A column "kegiatan" holds codes or names; "kode rekening" is the only code where there is no other."""
        kegiatan = [n for n, plain in enumerate(self._plain) if plain in NAMES[Column.KEGIATAN]]
        coded = next((n for n in kegiatan if self._plain[n] != "kegiatan" or self._is_coded(n)), None)
        if coded is not None:
            self._taken[coded] = Column.KEGIATAN
        for n, plain in enumerate(self._plain):
            as_account = plain in NAMES[Column.REKENING] or (plain in NAMES[Column.KODE] and coded is not None)
            if as_account and Column.REKENING not in self._taken.values() and n not in self._taken:
                self._taken[n] = Column.REKENING
        if coded is None:
            self._take_first(Column.KODE, NAMES[Column.KODE])
            accounts = [n for n, column in self._taken.items() if column is Column.REKENING]
            if Column.KODE not in self._taken.values() and accounts:
                # "Rekening" may hold codes or, in a small hand-made list, names.
                self._taken[accounts[0]] = Column.KODE if self._is_coded(accounts[0]) else Column.URAIAN
        self._take_first(Column.URAIAN, NAMES[Column.URAIAN])
        if Column.URAIAN not in self._taken.values():
            named = next((n for n in kegiatan if n not in self._taken), None)
            if named is not None:
                self._taken[named] = Column.URAIAN

    def _is_coded(self, index: int) -> bool:
        cells = [row.cell(index) for row in self._rows[:60] if row.cell(index)]
        return bool(cells) and sum(bool(re.fullmatch(r"[\d. ]+", cell)) for cell in cells) * 2 > len(cells)

    def _take_first(self, column: Column, names: tuple[str, ...]) -> None:
        if column in self._taken.values():
            return
        # The order of the names, not of the columns: "uraian" before "nama bidang".
        for name in names:
            for n, plain in enumerate(self._plain):
                if plain == name and n not in self._taken:
                    self._taken[n] = column
                    return

    def _money(self, column: Column) -> None:
        free = [n for n in range(len(self._titles)) if n not in self._taken and self._plain[n]]
        exact = [n for n in free if self._plain[n] in NAMES[column]]
        if not exact:
            exact = [n for n in free if self._plain[n] in _WEAK[column]][:1]
        if len(exact) > 1:
            self._ask_which(column, exact)
        elif exact:
            self._taken[exact[0]] = column
        else:
            self._ask_about_alike(column, free)

    def _ask_which(self, column: Column, indexes: list[int]) -> None:
        newest = sorted(indexes, key=lambda n: (not any(word in self._plain[n] for word in _NEWEST_FIRST), n))
        words = _("Ada {n} kolom yang dapat berarti {column}. Kolom mana yang dipakai?")
        question = Question(
            f"kolom:{column}",
            words.format(n=len(indexes), column=column.label),
            tuple(Choice(str(n), self._titles[n]) for n in newest),
        )
        self._questions.append(question)
        answer = question.answer(self._answers)
        if answer is not None:
            self._taken[int(answer)] = column

    def _ask_about_alike(self, column: Column, free: list[int]) -> None:
        alike = [(self._likeness(n, column), n) for n in free if not _NOT_MONEY.search(self._plain[n])]
        likely = [(score, n) for score, n in alike if score >= _ALIKE and self._has_money(n)]
        if not likely:
            return
        n = max(likely, key=lambda found: (found[0], -found[1]))[1]
        words = _("Apakah kolom “{title}” berisi {column}?").format(title=self._titles[n], column=column.label)
        yes = Choice(column.value, _("Ya, {column}").format(column=column.label))
        question = Question(f"kolom:{self._titles[n]}", words, (yes, Choice(SKIP, _("Bukan, jangan dipakai"))))
        self._questions.append(question)
        if question.answer(self._answers) == column.value:
            self._taken[n] = column

    def _ask_about_figures(self, money: Sequence[Column]) -> None:
        """No title says money or resembles it: every column of figures is asked about."""
        for n, title in enumerate(self._titles):
            if n in self._taken or not title or _NOT_MONEY.search(self._plain[n]) or not self._has_money(n):
                continue
            left = [column for column in money if column not in self._taken.values()]
            if not left:
                return
            first, *others = (Column.ANGGARAN, *left) if Column.ANGGARAN in left else left
            words = _("Apakah kolom “{title}” berisi {column}?").format(title=title, column=first.label)
            yes = Choice(first.value, _("Ya, {column}").format(column=first.label))
            rest = [Choice(column.value, column.label) for column in others if column is not first]
            no = Choice(SKIP, _("Bukan, jangan dipakai"))
            question = Question(f"kolom:{title}", words, (yes, *rest, no))
            self._questions.append(question)
            answer = question.answer(self._answers)
            if answer is not None and answer != SKIP:
                self._taken[n] = Column(answer)

    def _likeness(self, index: int, column: Column) -> float:
        plain = self._plain[index]
        if plain in _DOUBTFUL[column]:
            return 1.0
        return max(likeness(plain, name, _ALIKE) for name in NAMES[column])

    def _has_money(self, index: int) -> bool:
        cells = [row.cell(index) for row in self._rows[:60] if row.cell(index)]
        return bool(cells) and sum(isinstance(parse_rupiah(cell), int) for cell in cells) * 2 > len(cells)


def _score(cells: Sequence[str]) -> int:
    """How many meanings the row names, 0 when it cannot be a row of titles."""
    plain = [normal_title(cell) for cell in cells]
    # Figures do not stand among titles.
    if sum(bool(re.fullmatch(r"[\d.,]{4,}", cell)) for cell in cells) > 1:
        return 0
    known = {column for column, names in NAMES.items() if any(text in names for text in plain)}
    weak = any(text in (*_WEAK[column], *_DOUBTFUL[column]) for column in MONEY for text in plain)
    alike = any(_resembles(text) for text in plain if text)
    named = known & {Column.KODE, Column.URAIAN, Column.KEGIATAN, Column.REKENING}
    money = known & set(MONEY)
    if not named:
        return 0
    if not (money or weak or alike):
        return 1 if len(named) > 1 else 0  # all columns of figures may bear new names
    return 2 * len(known) + weak + alike


def _resembles(plain: str) -> bool:
    names = (name for column in MONEY for name in NAMES[column])
    return any(likeness(plain, name, _ALIKE) >= _ALIKE for name in names)


def _is_second_line(row: RawRow, titles: Sequence[str]) -> bool:
    """True for units below titles, and for titles of money below a merged one ("Jumlah" over "Anggaran", "Realisasi")
    while nothing stands below those of codes and names."""
    if is_numbering(row.cells):
        return False
    unit = re.compile(r"\(?rp\.?\)?|\(?%\)?|s\.?\s?d\.?.*|semula|menjadi", re.IGNORECASE)
    filled = [cell for cell in row.cells if cell]
    if filled and len(row.cells) <= len(titles) and all(unit.fullmatch(cell) for cell in filled):
        return True
    money = {name for column in MONEY for name in NAMES[column]}
    named = [n for n, title in enumerate(titles) if title and normal_title(title) in _OF_A_ROW]
    titled = any(normal_title(cell) in money for cell in filled)
    return titled and not any(row.cell(n) for n in named) and not any(cell.isdigit() for cell in filled)


_OF_A_ROW = {
    name for column in (Column.KODE, Column.URAIAN, Column.KEGIATAN, Column.REKENING) for name in NAMES[column]
}


def _of_two_lines(above: str, below: str) -> str:
    """The title of a column that stands in two lines; the lower one alone where only that is known."""
    both = f"{above} {below}".strip()
    known = {name for names in NAMES.values() for name in names}
    return below if normal_title(below) in known and normal_title(both) not in known else both
