"""An import before it happens: what of a table would enter the report, what is asked, what is refused and why.

A pure function of table, report, code names and answers; asking again with one more answer is how a question is
answered. Nothing of the report is removed by an import, and nothing enters that is not listed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from sipa_core.domain.budget import PEMBIAYAAN, PENERIMAAN, PENGELUARAN, TABLE, BudgetTotals, totals
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import BudgetKey, Content, PathError, Value, applied, cell, parse_budget_key, rows
from sipa_core.imports import sums
from sipa_core.imports.columns import MONEY, REALISED, Column, FoundColumn, Header, find_header
from sipa_core.imports.levels import DetailRow, chosen_level, folded, level_question, short_question
from sipa_core.imports.lines import Line, read_lines
from sipa_core.imports.names import bare, likeness
from sipa_core.imports.package_tables import UsedColumn
from sipa_core.imports.progress import Progress
from sipa_core.imports.questions import NO, YES, Answers, Choice, Question
from sipa_core.imports.sums import MoneyLine, SumCheck
from sipa_core.imports.table import Package, RawTable
from sipa_core.messages import _

_NAMES = {column: column.value for column in Column}
"""As `column.value`, which takes long where it is asked ten thousand times."""


class Fate(StrEnum):
    """What becomes of a row: it enters, is compared only, waits for an answer, is refused, or holds nothing."""

    TAKEN = "taken"
    CHECK = "check"
    WAITING = "waiting"
    REFUSED = "refused"
    SKIPPED = "skipped"


class ReadRow(msgspec.Struct, frozen=True, gc=False):
    """One row of the file. `key` is the budget row it is about, once known; `reason` says why it does not enter."""

    number: int
    text: str
    name: str
    fate: Fate
    key: str | None = None
    values: Mapping[Column, int] = msgspec.field(default_factory=dict)
    reason: str = ""
    origin: str = ""

    @property
    def place(self) -> str:
        """Where a person finds the row: its number, in a package the table and the number there."""
        return self.origin or str(self.number)

    @property
    def amount(self) -> int | None:
        """The figure that the row is about: what was realised, the budget where the file has no more, or None."""
        return next((self.values[column] for column in reversed(MONEY) if column in self.values), None)


class TableProblem(msgspec.Struct, frozen=True):
    """A table of which nothing can be taken: a sentence for the person, and what was read in place of titles."""

    words: str
    seen: tuple[str, ...] = ()


class ImportPreview(msgspec.Struct, frozen=True):
    """All that a person sees before agreeing. `changes` is what would be laid over the report with these answers,
    `of_report` are the report's sums before and `totals` after that. `detail` are the rows that were added up to a
    higher one. Of several tables together (`package`) `parts` tells each with its rows, `notes` what was done to them,
    `activities` how many rows of the table of activities enter with the figures.
    """

    table: RawTable
    columns: tuple[FoundColumn | UsedColumn, ...]
    rows: tuple[ReadRow, ...]
    questions: tuple[Question, ...]
    sums: tuple[SumCheck, ...]
    money: tuple[MoneyLine, ...]
    changes: Mapping[str, Value]
    unchanged: int
    replaced: int
    totals: BudgetTotals
    of_report: BudgetTotals
    answers: Answers
    content: Content
    names: BudgetNames
    detail: tuple[DetailRow, ...] = ()
    package: Package | None = None
    parts: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    activities: int = 0

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions without an answer; their rows do not enter."""
        return tuple(question for question in self.questions if question.answer(self.answers) is None)

    def of(self, fate: Fate) -> tuple[ReadRow, ...]:
        """Return the rows of one fate, in the order of the file."""
        return tuple([row for row in self.rows if row.fate is fate])

    @property
    def refused(self) -> tuple[ReadRow, ...]:
        """The rows that cannot be read, each with its reason."""
        return self.of(Fate.REFUSED)


def preview(
    table: RawTable,
    content: Content,
    names: BudgetNames,
    answers: Answers | None = None,
    progress: Progress | None = None,
    *,
    money: Sequence[Column] = REALISED,
    labels: Mapping[str, str] | None = None,
) -> ImportPreview | TableProblem:
    """Return what the table would bring into the report, or why nothing of it can be taken.

    `answers` maps keys of questions to chosen values; unknown ones are passed over. `money` are the columns of
    figures that the report has; `labels` are the village's names of activities, by code.
    """
    given = dict(answers or {})
    header = find_header(table, given, money)
    if header is None or not (header.has_money or header.questions):
        return _no_titles(table)
    own = {key: str(cells["uraian"]) for key, cells in rows(content, TABLE).items() if cells.get("uraian")}
    read = read_lines(table, header, names, own, given, progress)
    if read.old_scheme:
        return old_scheme()
    questions = [*header.questions, *read.questions]
    return _Assembly(table, header, read.lines, questions, content, names, given, dict(labels or {})).preview()


def old_scheme() -> TableProblem:
    """Return the refusal of a file whose codes are of Permendagri 113/2014."""
    words = _(
        "Berkas ini memakai susunan kode lama (Permendagri 113/2014): 1 pendapatan, 2 belanja, 3 pembiayaan. "
        "Laporan ini memakai kode 4, 5, dan 6 (Permendagri 20/2018). Tidak ada yang berubah. "
        "Ambil ulang berkasnya dengan kode yang baru."
    )
    return TableProblem(words)


def resolve(shown: ImportPreview, answers: Answers) -> ImportPreview | TableProblem:
    """Return the preview with these answers in place of the earlier ones."""
    return preview(shown.table, shown.content, shown.names, answers)


def changes(shown: ImportPreview, answers: Answers) -> dict[str, Value]:
    """Return what the import lays over the report with these answers: path to value. Rows that still wait stay out."""
    resolved = resolve(shown, answers)
    return dict(resolved.changes) if isinstance(resolved, ImportPreview) else {}


def looks_like_table(table: RawTable) -> bool:
    """True when the table has titles that an import understands; a pasted block without them goes into the grid."""
    header = find_header(table, {})
    return header is not None and (header.has_money or bool(header.questions))


class _Assembly:
    """What only shows when all rows are seen together: twins, parents, sums, a missing group."""

    def __init__(
        self,
        table: RawTable,
        header: Header,
        lines: tuple[Line, ...],
        questions: list[Question],
        content: Content,
        names: BudgetNames,
        answers: Answers,
        labels: dict[str, str],
    ) -> None:
        self._table, self._header, self._lines = table, header, lines
        self._questions, self._content, self._names, self._answers = questions, content, names, answers
        self._labels, self._there = labels, rows(content, TABLE)

    def preview(self) -> ImportPreview:
        self._hold_short_sums()
        settled = [line for line in self._lines if _is_settled(line)]
        twins = _twins(settled)
        kept = [line for line in settled if line.row.number not in twins]
        stored: dict[BudgetKey, Mapping[Column, int]] = {}
        compared: list[tuple[Line, Mapping[Column, int]]] = []
        parents = _parents(kept)
        for line in kept:
            assert line.key is not None  # `settled` holds no other
            steps = sums.trail(line.key)
            over = {column: value for column, value in line.values.items() if steps in parents[column]}
            own = (
                {column: value for column, value in line.values.items() if column not in over} if over else line.values
            )
            if own:
                stored[line.key] = own
            if over:
                compared.append((line, over))
        stored |= self._nothing_financed(stored)
        named = {line.key: line.name for line in kept if line.key}
        entering, detail = self._at_level(stored, named)
        proposed = self._proposed(entering, named)
        changed = {path: value for path, value in proposed.items() if self._content.get(path) != value}
        tally = sums.Tally(stored)
        checks = [*sums.parent_checks(compared, tally)]
        checks += sums.total_checks((line for line in self._lines if line.total and not line.refused), tally)
        used = [column for column in MONEY if self._header.index(column) is not None]
        return ImportPreview(
            table=self._table,
            columns=self._header.columns,
            rows=tuple(_row(line, stored, twins.get(line.row.number, "")) for line in self._lines),
            questions=tuple(self._questions),
            sums=tuple(sorted(checks, key=lambda check: (check.number, check.column))),
            money=tuple(sums.money_lines([line for line in self._lines if line.row.number not in twins], tally, used)),
            changes=changed,
            unchanged=len(proposed) - len(changed),
            replaced=sum(path in self._content for path in changed),
            totals=totals(applied(self._content, changed)),
            of_report=totals(self._content),
            answers=self._answers,
            content=self._content,
            names=self._names,
            detail=detail,
        )

    def _hold_short_sums(self) -> None:
        """Ask how deep the report goes, and keep sums out that would lack a row which cannot be read or waits.

        A sum without one of its rows looks like any other figure; it must not replace a right one unasked.
        """
        question = level_question((line.key for line in self._lines if line.key and _is_settled(line)), self._content)
        level = chosen_level(question, self._answers)
        if question is None or level is None:
            return
        self._questions.append(question)
        into = {line.key: folded(line.key, level, self._there) for line in self._lines if line.key}
        waiting = {into[line.key]: line.waits_for for line in self._lines if line.key and line.waits_for}
        lacking = {into[line.key] for line in self._lines if line.key and line.refused}
        short = {into[line.key] for line in self._lines if line.key and _is_settled(line)} & lacking
        if short:
            short -= self._own_lines()
        if short:
            asked = short_question(sorted(self._names.of(key) for key in short))
            self._questions.append(asked)
            if asked.answer(self._answers) == YES:
                short = set()
        if not short and not waiting:
            return
        reason = _("Jumlahnya tidak lengkap, baris lain di dalamnya tidak terbaca.")
        self._lines = tuple(
            replace(line, refused=reason)
            if line.key and _is_settled(line) and into[line.key] in short
            else replace(line, waits_for=waiting[into[line.key]])
            if line.key and _is_settled(line) and into[line.key] in waiting and into[line.key] != line.key
            else line
            for line in self._lines
        )

    def _own_lines(self) -> set[BudgetKey]:
        """Rows of the file that stand at the report's level themselves, and are no sum of others."""
        keys = {line.key for line in self._lines if line.key}
        above = {BudgetKey(key.kegiatan) for key in keys if key.rekening}
        return keys - above

    def _at_level(
        self, stored: Mapping[BudgetKey, Mapping[Column, int]], named: Mapping[BudgetKey, str]
    ) -> tuple[Mapping[BudgetKey, Mapping[Column, int]], tuple[DetailRow, ...]]:
        """Add rows up to the level that the report goes to, and keep what was added as detail."""
        level = chosen_level(level_question(stored, self._content), self._answers)
        if level is None:
            return stored, ()
        entering: dict[BudgetKey, dict[Column, int]] = {}
        detail = []
        for key, values in stored.items():
            into = folded(key, level, self._there)
            sum_ = entering.setdefault(into, {})
            for column, value in values.items():
                sum_[column] = sum_.get(column, 0) + value
            if into != key:
                name = named.get(key) or self._names.of(key)
                detail.append(DetailRow(str(into), str(key), name, {_NAMES[column]: n for column, n in values.items()}))
        return entering, tuple(detail)

    def _nothing_financed(self, stored: Mapping[BudgetKey, object]) -> dict[BudgetKey, Mapping[Column, int]]:
        """Ask whether a whole budget without financing means none; a yes enters as zeros, so that it is an answer."""
        groups = {sums.trail(key)[0] for key in stored} | {line.group for line in self._lines if line.values}
        known = {sums.trail(key)[0] for key in map(_budget_key, self._there) if key is not None}
        if not {"4", "5"} <= groups or PEMBIAYAAN in groups | known:
            return {}
        question = Question(
            "pembiayaan",
            _("Tidak ada pembiayaan di berkas ini. Memang nihil?"),
            (Choice(YES, _("Ya, nihil")), Choice(NO, _("Tidak, saya isi sendiri nanti"))),
        )
        self._questions.append(question)
        if question.answer(self._answers) != YES:
            return {}
        used = {column: 0 for column in MONEY if self._header.index(column) is not None}
        return {BudgetKey(rekening=code): used for code in (PENERIMAAN, PENGELUARAN)}

    def _proposed(
        self, stored: Mapping[BudgetKey, Mapping[Column, int]], named: Mapping[BudgetKey, str]
    ) -> dict[str, Value]:
        proposed: dict[str, Value] = {}
        for key, values in stored.items():
            for column, value in values.items():
                proposed[cell(TABLE, str(key), column.value)] = value
            path = cell(TABLE, str(key), "uraian")
            name = named.get(key) or (self._labels.get(key.kegiatan, "") if not key.rekening else "")
            if self._is_own_name(key, name) and path not in self._content:
                proposed[path] = name
        return proposed

    def _is_own_name(self, key: BudgetKey, name: str) -> bool:
        """A name is kept where the code list has none, or an activity of the village is called otherwise."""
        if not name:
            return False
        if not self._names.knows(key) or (key.kegiatan and key.kegiatan not in self._names.kegiatan):
            return True
        own_activity = key.kegiatan.count(".") == 2 and not key.rekening
        return own_activity and likeness(bare(name), bare(self._names.of(key))) < 0.8


def _is_settled(line: Line) -> bool:
    return line.key is not None and not (line.waits_for or line.refused or line.skipped)


def _parents(lines: list[Line]) -> dict[Column, set[tuple[str, ...]]]:
    """Return, by column, the trails above the rows that have a figure there."""
    found: dict[Column, set[tuple[str, ...]]] = {}
    for line in lines:
        steps = sums.trail(line.key) if line.key is not None else ()
        parent = steps[:-1]
        for column in line.values:
            above, there = parent, found.setdefault(column, set())
            while above and above not in there:
                there.add(above)
                above = above[:-1]
    return found


def _twins(lines: list[Line]) -> dict[int, str]:
    """The rows that say again what an earlier row said, with the reason why they do not enter."""
    first: dict[BudgetKey, Line] = {}
    found: dict[int, str] = {}
    for line in lines:
        if line.key is None:
            continue
        before = first.setdefault(line.key, line)
        if before is line:
            continue
        same = before.values == line.values
        words = _("Sama persis dengan baris {n}.") if same else _("Kodenya sama dengan baris {n}, angkanya berbeda.")
        found[line.row.number] = words.format(n=before.row.place)
    return found


def _row(line: Line, stored: Mapping[BudgetKey, object], twin: str) -> ReadRow:
    key = None if line.key is None else str(line.key)
    if line.refused or twin:
        fate, reason = Fate.REFUSED, line.refused or twin
    elif line.skipped:
        fate, reason = Fate.SKIPPED, line.skipped
    elif line.waits_for:
        fate, reason = Fate.WAITING, _("Menunggu jawaban Anda.")
    elif line.key in stored:
        fate, reason = Fate.TAKEN, ""
    else:
        fate, reason = Fate.CHECK, _("Jumlah, dibandingkan saja.")
    return ReadRow(line.row.number, line.row.text, line.name, fate, key, line.values, reason, line.row.origin)


def _budget_key(text: str) -> BudgetKey | None:
    try:
        return parse_budget_key(text)
    except PathError:
        return None


def _no_titles(table: RawTable) -> TableProblem:
    if not table.rows:
        return TableProblem(_("Berkas ini tidak berisi baris. Tidak ada yang berubah."))
    words = _(
        "Judul kolom tidak ditemukan. Perlu satu baris judul yang memuat kode atau uraian, "
        "dan anggaran atau realisasi. Tidak ada yang berubah."
    )
    return TableProblem(words, tuple(row.text[:120] for row in table.rows[:3]))
