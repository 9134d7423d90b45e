"""Each row of a table read on its own: which budget row it is about, its figures, and what must be asked about it.

A row that cannot be read is never left out in silence: it is refused with its reason, or skipped because it holds no
figure. What depends on other rows (parents, twins) is decided afterwards, in `preview`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import BudgetKey, parse_budget_key
from sipa_core.imports import codes
from sipa_core.imports.columns import MONEY, Column, Header, is_numbering
from sipa_core.imports.figures import Figure, Way, answered, is_plain_figure, read_figure, ways_asked
from sipa_core.imports.names import NameIndex, bare, likeness
from sipa_core.imports.progress import Progress, told
from sipa_core.imports.questions import NO, SKIP, YES, Answers, Choice, Question
from sipa_core.imports.table import RawRow, RawTable
from sipa_core.messages import _

_GROUP_WORDS = (("pendapatan", "4"), ("belanja", "5"), ("pembiayaan", "6"), ("penerimaan", "6"), ("pengeluaran", "6"))
TOTAL_WORDS = re.compile(
    r"(?:sub\s*)?(?:jumlah|total)\b|surplus|defisit|\(?surplus|pembiayaan net|sisa lebih|silpa tahun (?:ber|ang)",
    re.IGNORECASE,
)
_UNPADDED = re.compile(r"[123](\.|$)")
_SPENT = re.compile(r"5\.\d")
_MOST_GUESSES = 6
_FAINT = 0.35
_CLEARLY_OTHER = 0.6


class Line(msgspec.Struct, frozen=True, gc=False):
    """One row, read. At most one of `waits_for`, `refused` and `skipped` says why it does not enter; with one of them
    `key` says where it would belong, if that is known.

    `total` marks a line of sums without a code of its own. `values` are figures that could be read (or are likely),
    also of a row that waits or is refused, so that no rupiah goes missing from the sums shown.
    """

    row: RawRow
    name: str = ""
    code: str = ""
    group: str | None = None
    key: BudgetKey | None = None
    values: Mapping[Column, int] = msgspec.field(default_factory=dict)
    total: bool = False
    waits_for: str = ""
    refused: str = ""
    skipped: str = ""


class Lines(msgspec.Struct, frozen=True):
    """All rows below the titles, with the questions that their reading gave rise to."""

    lines: tuple[Line, ...]
    questions: tuple[Question, ...]
    old_scheme: bool = False


def read_lines(
    table: RawTable,
    header: Header,
    names: BudgetNames,
    own: Mapping[str, str],
    answers: Answers,
    progress: Progress | None = None,
) -> Lines:
    """Return the rows below the titles, read with the answers. `own`: key to description of the rows in the report."""
    return _Reader(table, header, names, own, answers).read(progress)


class _Reader:
    def __init__(
        self, table: RawTable, header: Header, names: BudgetNames, own: Mapping[str, str], answers: Answers
    ) -> None:
        self._header, self._names, self._answers = header, names, answers
        self._index = NameIndex(names, own)
        self._at = {found.column: found.index for found in header.columns if found.column is not None}
        self._codes: dict[int, str] = {}
        self._faults: dict[BudgetKey, codes.CodeFault | None] = {}
        self._titles = [found.title for found in header.columns]
        self._rows = [row for row in table.rows if row.number > header.row and not self._is_title(row)]
        self._questions: dict[str, Question] = {}
        self._above: BudgetKey | None = None
        self._group: str | None = None
        self._coded = any(self._cell(row, Column.KODE) or self._cell(row, Column.KEGIATAN) for row in self._rows)

    def read(self, progress: Progress | None) -> Lines:
        if any(codes.is_old_scheme(self._plain_code(row), self._cell(row, Column.URAIAN)) for row in self._rows):
            return Lines((), (), old_scheme=True)
        self._shifted = self._ask_about_shift()
        self._unpadded = any(_UNPADDED.match(self._plain_code(row)) for row in self._rows)
        self._nested = self._accounts_lie_in_activities()
        lines = [self._line(row) for row in told(self._rows, progress)]
        return Lines(tuple(self._with_figures(lines)), tuple(self._questions.values()))

    def _line(self, row: RawRow) -> Line:
        name, jenis = self._cell(row, Column.URAIAN), self._cell(row, Column.JENIS)
        line = Line(row, name, self._plain_code(row))
        own_group = _group_named(jenis)
        found = self._coded_key(row, name, own_group)
        if isinstance(found, codes.CodeFault):
            return replace(line, key=self._activity_of(row), group=own_group or self._group, refused=found.reason)
        if found is not None:
            return self._keyed(line, found)
        if TOTAL_WORDS.match(name):
            return replace(line, group=own_group or self._group, total=True)
        if own_group is None and _group_named(name) and not self._has_figures(row):
            self._group = _group_named(name)
            return replace(line, group=self._group, skipped=_("Judul bagian."))
        return self._named(line, own_group or self._group)

    def _coded_key(self, row: RawRow, name: str, group: str | None) -> BudgetKey | codes.CodeFault | None:
        code = self._plain_code(row)
        kegiatan, rekening = self._cell(row, Column.KEGIATAN), self._cell(row, Column.REKENING)
        if kegiatan or rekening:
            return self._two_columns(kegiatan, rekening)
        if code and self._shifted is not None and codes.shifted_key(code) is not None:
            answer = self._shifted.answer(self._answers)
            if answer == YES:
                return codes.shifted_key(code)
        return codes.read_code(self._cell(row, Column.KODE), functional=self._is_functional(code, name, group))

    def _two_columns(self, kegiatan: str, rekening: str) -> BudgetKey | codes.CodeFault | None:
        activity = codes.read_code(kegiatan, functional=not kegiatan.strip().startswith(("4", "5", "6")))
        account = codes.read_code(rekening)
        if isinstance(activity, codes.CodeFault):
            return activity
        if isinstance(account, codes.CodeFault) or account is None:
            return account or activity
        if not account.rekening:
            return codes.unknown_code(rekening)  # an activity in the column of accounts
        if activity is not None and activity.kegiatan:
            return BudgetKey(activity.kegiatan, account.rekening)
        # Merged cells: the activity stands in the first of its rows only.
        if account.rekening[0] == "5" and self._above is not None and self._above.kegiatan:
            return BudgetKey(self._above.kegiatan, account.rekening)
        return account

    def _activity_of(self, row: RawRow) -> BudgetKey | None:
        """The activity of a row whose account cannot be read: its sum lacks the row."""
        found = codes.read_code(self._cell(row, Column.KEGIATAN), functional=True)
        return found if isinstance(found, BudgetKey) else None

    def _is_functional(self, code: str, name: str, group: str | None) -> bool:
        """In a list that lost its zeros, `4.2` may be sub-bidang 04.02: the name says which, else the place."""
        if not self._unpadded or code[:1] not in ("4", "5"):
            return group == "5" and code[:1] == "4"
        as_account = likeness(bare(name), bare(self._names.of_rekening(code)))
        padded = ".".join(part.zfill(2) for part in code.split("."))
        as_activity = likeness(bare(name), bare(self._names.of_kegiatan(padded)))
        if as_account != as_activity:
            return as_activity > as_account
        return self._above is not None and bool(self._above.kegiatan)

    def _keyed(self, line: Line, key: BudgetKey) -> Line:
        if key.rekening[:1] == "5" and not key.kegiatan and self._nested and self._above is not None:
            key = BudgetKey(self._above.kegiatan, key.rekening)
        if key.kegiatan:
            self._above = BudgetKey(kegiatan=key.kegiatan)
        elif key.rekening[:1] in ("4", "6"):
            self._above = None
        self._group = key.rekening[:1] if key.rekening and not key.kegiatan else "5"
        line = replace(line, group=self._group)
        if self._shifted is not None and codes.shifted_key(line.code) and not self._shifted.answer(self._answers):
            return replace(line, waits_for=self._shifted.key)
        fault = self._fault(BudgetKey(key.kegiatan)) or self._fault(BudgetKey(rekening=key.rekening))
        if fault is not None:
            return replace(line, key=key, refused=fault.reason)
        sumber = codes.normal_sumber(self._cell(line.row, Column.SUMBER))
        return self._doubted(replace(line, key=BudgetKey(key.kegiatan, key.rekening, sumber)))

    def _fault(self, part: BudgetKey) -> codes.CodeFault | None:
        """What is wrong with an activity or an account; a file has few of them, again and again."""
        if part not in self._faults:
            self._faults[part] = codes.known_fault(part, self._names)
        return self._faults[part]

    def _doubted(self, line: Line) -> Line:
        """Ask when the name clearly belongs to another code: some lists number the same accounts differently."""
        key = line.key
        if key is None or not line.name or (key.kegiatan and (key.rekening or key.kegiatan.count(".") > 1)):
            return line
        official = self._names.of(BudgetKey(key.kegiatan, key.rekening))
        if likeness(bare(line.name), bare(official)) >= _CLEARLY_OTHER:
            return line
        other = self._index.sure(line.name, line.group)
        if other is None or _related(other.key, key):
            return line
        words = _("Kode {code} tertulis “{name}”, padahal di daftar resmi {code} adalah {official}. Mana yang dipakai?")
        code = key.kegiatan or key.rekening
        question = Question(
            f"kode:{code}",
            words.format(code=code, name=line.name, official=official),
            (
                self._choice(other.key),
                self._choice(BudgetKey(key.kegiatan, key.rekening)),
                Choice(SKIP, _("Lewati baris ini")),
            ),
            (line.row.number,),
        )
        return self._asked(line, question, key.sumber)

    def _named(self, line: Line, group: str | None) -> Line:
        line = replace(line, group=group)
        if not line.name or not self._has_figures(line.row):
            reason = _("Tidak ada uraian dan kodenya.") if self._has_figures(line.row) else ""
            return replace(line, refused=reason) if reason else replace(line, skipped=_("Tidak ada angka."))
        sumber = codes.normal_sumber(self._cell(line.row, Column.SUMBER))
        own = self._index.own_row(line.name)
        if own is not None:
            return replace(line, key=parse_budget_key(own))
        sure = self._index.sure(line.name, group)
        if sure is not None:
            return replace(line, key=replace(sure.key, sumber=sumber), group=group or _group_of(sure.key))
        guesses = self._index.guesses(line.name, group)
        # In a file with codes a line without one is a detail; only a name that comes close is worth a question.
        if not guesses or guesses[0].score < (0.75 if self._coded else 0.5):
            words = _("Kodenya kosong dan uraian ini tidak ada di daftar kode APB Desa.")
            return replace(line, refused=words if self._coded else _("Uraian ini tidak ada di daftar kode APB Desa."))
        likely = [guess.key for guess in guesses[:_MOST_GUESSES] if guess.score >= _FAINT]
        rest: list[BudgetKey] = []
        if all(key.kegiatan.count(".") == 1 for key in likely):
            rest = [key for key in self._index.of_level(1) if key not in likely]
            words = _("“{name}” tidak ada di daftar kode. Yang dimaksud sub-bidang mana?")
        else:
            words = _("“{name}” tidak ada di daftar kode. Baris mana yang dimaksud?")
        choices = (*map(self._choice, (*likely, *rest)), Choice(SKIP, _("Lewati baris ini")))
        question = Question(f"nama:{bare(line.name)}", words.format(name=line.name), choices, (line.row.number,))
        return self._asked(line, question, sumber)

    def _asked(self, line: Line, question: Question, sumber: str) -> Line:
        before = self._questions.get(question.key)
        if before is not None:
            question = replace(question, rows=(*before.rows, *question.rows))
        self._questions[question.key] = question
        answer = question.answer(self._answers)
        if answer is None:
            return replace(line, key=None, waits_for=question.key)
        if answer == SKIP:
            return replace(line, key=None, skipped=_("Dilewati sesuai jawaban Anda."))
        key = parse_budget_key(answer)
        return replace(line, key=replace(key, sumber=sumber), group=_group_of(key))

    def _choice(self, key: BudgetKey) -> Choice:
        return Choice(str(key), f"{key.kegiatan or key.rekening} {self._names.of(key)}")

    def _ask_about_shift(self) -> Question | None:
        """`5.2.3` as bidang 2, sub-bidang 3: told by its names, or by numbers that no account has."""
        shifted = [row for row in self._rows if (key := codes.shifted_key(self._plain_code(row))) and key.kegiatan]
        told = [row for row in shifted if self._is_shifted(row)]
        if len(told) < 2 and not (told and len(told) == len(shifted)):
            return None
        code = self._plain_code(told[0])
        key = codes.shifted_key(code)
        assert key is not None  # every row of `told` has one
        words = _("Kode {code} di berkas ini tampaknya berarti {meant}, bukan jenis belanja. Benar?")
        meant = f"{key.kegiatan} {self._names.of(key)}"
        question = Question(
            "kode5",
            words.format(code=code, meant=meant),
            (Choice(YES, _("Ya, bidang dan sub-bidang")), Choice(NO, _("Bukan, jenis belanja"))),
            tuple(row.number for row in shifted),
        )
        self._questions[question.key] = question
        return question

    def _is_shifted(self, row: RawRow) -> bool:
        code, name = self._plain_code(row), bare(self._cell(row, Column.URAIAN))
        key = codes.shifted_key(code)
        if key is None or key.kegiatan not in self._names.kegiatan:
            return False
        as_account = likeness(name, bare(self._names.rekening.get(code, "")))
        as_activity = likeness(name, bare(self._names.kegiatan[key.kegiatan]))
        no_account = code not in self._names.rekening and code.count(".") <= 2
        return as_activity > max(as_account, 0.75) or (not name and no_account)

    def _accounts_lie_in_activities(self) -> bool:
        """True when 5.x follow activities again and again, as in the official form; not for one list at the end."""
        found = [self._plain_code(row) for row in self._rows]
        accounts = Counter(code for code in found if _SPENT.match(code))
        repeated = any(count > 1 for count in accounts.values())
        turns = re.sub(
            r"(.)\1+", r"\1", "".join("5" if code in accounts else "0" for code in found if code[:1] in "05")
        )
        return self._shifted is None and (repeated or turns.count("05") > 1)

    def _with_figures(self, lines: list[Line]) -> list[Line]:
        """Read the figures; a way of writing that occurs is asked once, and its rows wait."""
        read: list[tuple[Line, dict[Column, Figure] | None]] = []
        unclear: dict[Way, list[tuple[int, Figure]]] = {}
        given = [column for column in MONEY if column in self._at]
        for line in lines:
            texts = {column: text for column in given if (text := self._cell(line.row, column))}
            if all(map(is_plain_figure, texts.values())):
                # As most programs write them, in nearly all rows: nothing to ask and nothing to refuse.
                read.append((replace(line, values={column: int(text) for column, text in texts.items()}), None))
                continue
            figures = {column: read_figure(text) for column, text in texts.items()}
            read.append((line, figures))
            for figure in figures.values():
                if figure.way is not None and not line.skipped:
                    unclear.setdefault(figure.way, []).append((line.row.number, figure))
        asked = ways_asked(unclear)
        self._questions |= {question.key: question for question in asked.values()}
        return [_or_empty(line) if figures is None else self._settled(line, figures, asked) for line, figures in read]

    def _settled(self, line: Line, figures: dict[Column, Figure], asked: Mapping[Way, Question]) -> Line:
        likely = {column: figure.amount for column, figure in figures.items() if figure.amount is not None}
        line = replace(line, values=likely)
        if line.refused or line.skipped:
            return line
        settled: dict[Column, int] = {}
        for column, figure in figures.items():
            known = figure if figure.way is None else answered(figure, asked, self._answers)
            if known is None:
                waits = line.waits_for or asked[figure.way].key if figure.way else line.waits_for
                return replace(line, waits_for=waits)
            if known.reason:
                return replace(line, refused=f"{column.label}: {known.reason}")
            if known.amount is not None:
                settled[column] = known.amount
        if not settled:
            return _or_empty(replace(line, values={}))
        if any(amount < 0 for amount in settled.values()) and not line.total:
            return replace(line, refused=_("Angka APB Desa ditulis tanpa tanda kurang."))
        return line if settled == likely else replace(line, values=settled)

    def _is_title(self, row: RawRow) -> bool:
        return [cell for cell in row.cells if cell] == self._titles or is_numbering(row.cells)

    def _cell(self, row: RawRow, column: Column) -> str:
        at, cells = self._at.get(column), row.cells
        return cells[at] if at is not None and at < len(cells) else ""

    def _plain_code(self, row: RawRow) -> str:
        if Column.KODE not in self._at:
            return ""
        code = self._codes.get(row.number)
        if code is None:
            code = self._codes[row.number] = codes.clean_code(self._cell(row, Column.KODE))
        return code

    def _has_figures(self, row: RawRow) -> bool:
        return any(self._cell(row, column) for column in MONEY)


def _or_empty(line: Line) -> Line:
    """The line, or that there is no figure in it."""
    if line.values or line.waits_for or line.refused or line.skipped:
        return line
    return replace(line, skipped=_("Tidak ada angka."))


def _group_named(text: str) -> str | None:
    plain = text.casefold()
    if not plain:
        return None
    return next((group for word, group in _GROUP_WORDS if plain.startswith(word)), None)


def _group_of(key: BudgetKey) -> str:
    return key.rekening[:1] if key.rekening and not key.kegiatan else "5"


def _related(one: BudgetKey, other: BudgetKey) -> bool:
    left, right = one.kegiatan or one.rekening, other.kegiatan or other.rekening
    return left.startswith(right) or right.startswith(left)
