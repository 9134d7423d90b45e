"""The preview of a Siskeudes package: which table is which, its year and village, then its sums as any other table.

Its figures enter the budget at the level that the report goes to; its activities fill the table of activities, so that
nobody types a figure twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from sipa_core.domain.budget import BELANJA, totals
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import BudgetKey, Content, PathError, parse_budget_key
from sipa_core.domain.periods import Period
from sipa_core.domain.templates import Section, SectionKind, Template
from sipa_core.imports import preview as previews
from sipa_core.imports.columns import MONEY, REALISED, Column
from sipa_core.imports.package_sums import TITLES, Activity, Adding, villages, years
from sipa_core.imports.package_tables import Found, Part, Role, Sheet, UsedColumn, find_sheets
from sipa_core.imports.preview import Fate, ImportPreview, ReadRow, TableProblem
from sipa_core.imports.progress import Progress
from sipa_core.imports.questions import NO, YES, Answers, Choice, Question
from sipa_core.imports.rows_preview import TablePreview, preview_rows
from sipa_core.imports.table import Package, RawTable, table_of
from sipa_core.messages import _

VILLAGE: Final = "desa"
ACTIVITIES: Final = "kegiatan"
"""The keys of the questions which village of the package is meant, and whether its activities enter too."""

_MOST_VILLAGES: Final = 200


def preview_package(
    package: Package,
    template: Template,
    period: Period,
    content: Content,
    names: BudgetNames,
    answers: Answers | None = None,
    progress: Progress | None = None,
) -> ImportPreview | TableProblem:
    """Return what the package would bring into the report of this period, or why nothing of it can be taken."""
    given = dict(answers or {})
    found = find_sheets(package.tables, given)
    problem = _problem(found, period)
    if problem is not None:
        return problem
    questions = [*found.questions]
    village, asked = _village(found, given)
    questions.extend(asked)
    if _is_open(questions, given) or found.is_open:
        return _only_questions(package, found, questions, content, names, given)
    added = Adding(found.sheets, village, period.last_day).added(package.name)
    money = money_columns(template)
    labels = {code: one.name for code, one in added.activities.items()}
    read = previews.preview(
        _with_columns(added.table, money),
        content,
        names,
        given,
        progress,
        money=money,
        labels=labels,
    )
    if isinstance(read, TableProblem):
        return read
    read = replace(
        read,
        package=package,
        columns=_columns(found, given),
        questions=(*questions, *read.questions),
        parts=_parts(found),
        notes=added.notes,
    )
    table = next((one for one in template.sections if one.kind is SectionKind.TABLE and one.table == "kegiatan"), None)
    return read if table is None else _with_activities(read, table, added.activities, content)


def _problem(found: Found, period: Period) -> TableProblem | None:
    sheets = found.sheets
    figures = [sheets[role] for role in (Role.DETAIL, Role.BUDGET, Role.JOURNAL) if role in sheets]
    if not figures and not found.questions:
        words = _("Tabel anggaran Siskeudes (Ta_RABRinci) tidak ditemukan di berkas ini. Tidak ada yang berubah.")
        return TableProblem(words)
    lost = next((sheet for sheet in figures if sheet.missing is not None and not _asks(sheet)), None)
    if lost is not None and lost.missing is not None:
        words = _("Kolom {column} tidak ditemukan di tabel {table}. Tidak ada yang berubah.")
        return TableProblem(words.format(column=lost.missing.label, table=lost.name))
    cut = next((sheet for sheet in figures if sheet.cut), None)
    if cut is not None:
        words = _("Tabel {table} terlalu panjang, jadi jumlahnya tidak akan lengkap. Tidak ada yang berubah.")
        return TableProblem(words.format(table=cut.name))
    told = years([sheets.get(Role.BUDGET), sheets.get(Role.DETAIL), sheets.get(Role.JOURNAL)])
    if told and str(period.year) not in told:
        words = _("Berkas ini berisi tahun {year}, laporan ini tahun {wanted}. Tidak ada yang berubah.")
        advice = _("Pilih berkas tahun {wanted}.").format(wanted=period.year)
        return TableProblem(f"{words.format(year=', '.join(told), wanted=period.year)} {advice}")
    old = [sheet.text(row, Part.ACCOUNT)[:2] for sheet in figures[:1] for row in sheet.rows]
    if old and sum(code in ("1.", "2.", "3.") for code in old) * 2 > len(old):
        return previews.old_scheme()
    return None


def _asks(sheet: Sheet) -> bool:
    """True while one of its questions has no answer: the one that stopped the search is the last."""
    return bool(sheet.questions)


def _village(found: Found, given: Answers) -> tuple[str, list[Question]]:
    known = villages(found.sheets)
    if len(known) < 2:
        return next(iter(known), ""), []
    choices = tuple(
        Choice(code, " ".join(filter(None, (code, name)))) for code, name in list(known.items())[:_MOST_VILLAGES]
    )
    words = _("Berkas ini berisi {n} desa. Desa Anda yang mana?").format(n=len(known))
    question = Question(VILLAGE, words, choices)
    return question.answer(given) or "", [question]


def _is_open(questions: list[Question], given: Answers) -> bool:
    return any(question.answer(given) is None for question in questions)


def _only_questions(
    package: Package,
    found: Found,
    questions: list[Question],
    content: Content,
    names: BudgetNames,
    given: dict[str, str],
) -> ImportPreview | TableProblem:
    """A preview without rows: they can be read when these questions are answered."""
    nothing = totals(content)
    return ImportPreview(
        table=RawTable(package.name, ()),
        columns=_columns(found, given),
        rows=(),
        questions=tuple(questions),
        sums=(),
        money=(),
        changes={},
        unchanged=0,
        replaced=0,
        totals=nothing,
        of_report=nothing,
        answers=given,
        content=content,
        names=names,
        package=package,
        parts=_parts(found),
    )


def _columns(found: Found, given: Answers) -> tuple[UsedColumn, ...]:
    """The columns that figures come from, those that are asked about first."""
    roles = [role for role in (Role.DETAIL, Role.JOURNAL, Role.ACTIVITIES) if role in found.sheets]
    if Role.DETAIL not in roles and Role.BUDGET in found.sheets:
        roles.insert(0, Role.BUDGET)
    open_ones = {question.key for question in found.questions if question.answer(given) is None}
    columns = [column for role in roles for column in found.sheets[role].columns]
    return tuple(sorted(columns, key=lambda column: f"kolom:{column.title}" not in open_ones))


def _parts(found: Found) -> tuple[tuple[str, int], ...]:
    return tuple((sheet.name, len(sheet.rows)) for sheet in found.sheets.values())


def money_columns(template: Template) -> tuple[Column, ...]:
    """Return the columns of figures that the budget of a report has, in the order of a file."""
    budget = next((one for one in template.sections if one.kind is SectionKind.BUDGET), None)
    names = {one.column for one in budget.columns} if budget is not None else set()
    return tuple(column for column in MONEY if column.value in names) or REALISED


def _with_columns(table: RawTable, money: Sequence[Column]) -> RawTable:
    """The table with the figures that the report has. A plan knows the budget as it was decided first."""
    *codes, before, after, realised = range(len(TITLES))
    plan = tuple(money) == (Column.ANGGARAN,)
    places = [*codes]
    if Column.AWAL in money:
        places.append(before)
    places.append(before if plan else after)
    if Column.REALISASI in money:
        places.append(realised)
    titles = [TITLES[place] for place in places]
    if plan:
        titles[-1] = TITLES[after]
    head, *lines = table.rows
    rows = [replace(head, cells=tuple(titles))]
    rows += [replace(row, cells=tuple(row.cells[place] for place in places)) for row in lines]
    return RawTable(table.name, tuple(rows), table.cut)


def _with_activities(
    read: ImportPreview, section: Section, activities: Mapping[str, Activity], content: Content
) -> ImportPreview:
    """Add the rows of the table of activities, unless the person does not want them."""
    table = _activity_table(read, section, activities)
    if len(table.rows) < 2:
        return read
    n = len(table.rows) - 1
    words = _("Isi juga tabel {section} dengan {n} kegiatan dari berkas ini?").format(section=section.title, n=n)
    choices = (Choice(YES, _("Ya, isi juga")), Choice(NO, _("Tidak, anggaran saja")))
    question = Question(ACTIVITIES, words, choices, default=YES)
    read = replace(read, questions=(*read.questions, question))
    filled = preview_rows(table, section, content) if question.answer(read.answers) == YES else None
    if not isinstance(filled, TablePreview):
        return read
    left_out = tuple(
        ReadRow(row.number, row.text, row.name, row.fate, None, row.values, row.reason, _("Kegiatan"))
        for row in filled.refused
    )
    return replace(
        read,
        rows=(*read.rows, *left_out),
        changes={**read.changes, **filled.changes},
        unchanged=read.unchanged + filled.unchanged,
        replaced=read.replaced + filled.replaced,
        activities=len(filled.of(Fate.TAKEN)),
    )


def _activity_table(read: ImportPreview, section: Section, activities: Mapping[str, Activity]) -> RawTable:
    """The activities with figures, in the order of their codes, under the section's own titles."""
    sums: dict[str, Counter[str]] = {}
    for row in read.rows:
        key = _key(row.key) if row.fate is Fate.TAKEN else None
        detail = key.kegiatan if key is not None and key.rekening[:1] in ("", BELANJA) else ""
        if detail:
            sums.setdefault(detail, Counter()).update({column.value: n for column, n in row.values.items()})
    fields = {field.column: field.label for field in section.columns}
    told = [column for column in ("nama", "kode", "lokasi", "tempat", "anggaran", "realisasi") if column in fields]
    lines: list[list[str]] = [[fields[column] for column in told]]
    known = {code: activities.get(code) or Activity(code, read.names.of_kegiatan(code), "") for code in sums}
    named = Counter(one.name for one in known.values())
    for code, figures in sorted(sums.items()):
        one = known[code]
        says = {"nama": one.name if named[one.name] == 1 else f"{one.name} ({code})", "kode": code}
        says |= {"lokasi": one.place, "tempat": one.place}
        says |= {column: str(figures[column]) for column in ("anggaran", "realisasi")}
        if code.count(".") > 1:
            lines.append([says[column] for column in told])
    return table_of(lines, section.title)


def _key(text: str | None) -> BudgetKey | None:
    try:
        return parse_budget_key(text) if text else None
    except PathError:
        return None
