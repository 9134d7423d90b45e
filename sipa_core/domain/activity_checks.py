"""Rows of tables: activities whose money and progress do not fit, rows written twice, figures that are all alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sipa_core.domain.budget import TABLE
from sipa_core.domain.dates import iso_date
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.likeness import plain_words
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import ORDER_COLUMN, BudgetKey, Value, cell
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.reading import Reading, Rows, row_words, whole
from sipa_core.domain.templates import FieldType, Section, SectionKind, is_filled
from sipa_core.domain.text_checks import says_something

FAR: Final = 50
"""So many points between progress and money are worth a question: work is paid in parts, and often afterwards."""

UNDONE: Final = frozenset(("sebagian", "belum"))
"""Choices of a column `keadaan` that say that something was not carried out in full."""

SIGNED_ON: Final = "pengesahan.tanggal"

_EMERGENCIES: Final = ("05.01", "05.02", "05.1", "05.2")
"""Codes of disasters and of emergencies; 05.03 is the aid that is paid every month."""

_KEPT_READY: Final = re.compile(
    r"\b(?:cadangan|(?:penanggulangan|penanganan|tanggap|siaga) (?:bencana|darurat)|keadaan (?:darurat|mendesak)"
    r"|(?:tak|tidak) terduga)\b",
    re.IGNORECASE,
)
_WORKS: Final = frozenset(
    {
        *("pembangunan", "perbaikan", "pemeliharaan", "peningkatan", "rehabilitasi", "rehab", "pengadaan", "kegiatan"),
        *("pelatihan", "penyelenggaraan", "pembinaan", "pengelolaan", "desa", "dusun", "jalan", "bersih", "warga"),
    }
)
"""Words that many activities have in their names."""

_TELLING_LETTERS: Final = 4
_MORE: Final = re.compile(
    r"\b(?:melewati|melebihi|lebih|naik|kenaikan|bertambah|tambahan(?:nya)?|penambahan|selisih|membengkak|mahal)\b",
    re.IGNORECASE,
)
_SENTENCES: Final = re.compile(r"[.!?\n]+\s")
_FAR_BEGUN: Final = 40
_MANY_ROWS: Final = 5
_ALL_SAME: Final = 5
_FIGURES: Final = (FieldType.NUMBER, FieldType.RUPIAH, FieldType.PERCENT)


def table_findings(reading: Reading) -> Iterator[Finding]:
    """Yield what is odd in the tables of the report, the budget's and those of files left out."""
    for section in reading.template.sections:
        if section.kind is not SectionKind.TABLE or section.table is None:
            continue
        table = reading.table(section.table)
        yield from _twice(section, table)
        yield from _all_alike(section, table)
        yield from _undone(section, table)
        columns = {field.column for field in section.columns}
        if {"anggaran", "realisasi"} <= columns:
            yield from _money(reading, section, table)
            yield from _as_before(reading, section, table)
    yield from _against_budget(reading)
    yield from _open_list(reading)


def _twice(section: Section, table: Rows) -> Iterator[Finding]:
    seen: dict[tuple[tuple[str, Value], ...], int] = {}
    columns = {field.column for field in section.columns}
    for n, (key, cells) in enumerate(table.items(), 1):
        said_here = tuple(
            sorted(
                (name, " ".join(plain_words(value)) if isinstance(value, str) else value)
                for name, value in cells.items()
                if name in columns and name != ORDER_COLUMN and is_filled(value)
            )
        )
        if len(said_here) < 2:
            continue
        if said_here in seen:
            first = section.columns[0].column or ""
            words = row_words(section, cells, n)
            yield said(
                "row_twice", cell(section.table or "", key, first), section=section.title, row=words, n=seen[said_here]
            )
        else:
            seen[said_here] = n


def _all_alike(section: Section, table: Rows) -> Iterator[Finding]:
    """A figure that is the same in every row, such as 25 people at each of six meetings, or 45 % of every work."""
    for field in section.columns:
        if field.type not in _FIGURES or len(table) < _MANY_ROWS:
            continue
        values = [whole(cells.get(field.column or "")) for cells in table.values()]
        value = values[0] or 0
        if len(set(values)) == 1 and value >= _ALL_SAME and (field.type is not FieldType.PERCENT or value < 100):
            path = cell(section.table or "", next(iter(table)), field.column or "")
            shown = format_rupiah(value) if field.type is FieldType.RUPIAH else value
            yield said("figures_alike", path, section=section.title, label=field.label, value=shown, n=len(values))


def _undone(section: Section, table: Rows) -> Iterator[Finding]:
    """What was carried out in part or not at all asks for a word, where the table has a column for it."""
    state = next((field for field in section.columns if field.column == "keadaan"), None)
    reason = next((field for field in section.columns if field.column == "keterangan"), None)
    if state is None or reason is None:
        return
    called = {choice.value: choice.label for choice in state.choices}
    for n, (key, cells) in enumerate(table.items(), 1):
        value = cells.get("keadaan")
        if value in UNDONE and not says_something(cells.get("keterangan")):
            yield said(
                "undone_unexplained",
                cell(section.table or "", key, "keterangan"),
                row=row_words(section, cells, n),
                state=called.get(str(value), str(value)),
                label=reason.label,
            )


def _money(reading: Reading, section: Section, table: Rows) -> Iterator[Finding]:
    name = section.table or ""
    whole_year = _is_over(reading)
    has_progress = any(field.column == "fisik" for field in section.columns)
    exact = 0
    for n, (key, cells) in enumerate(table.items(), 1):
        planned, spent, done = (whole(cells.get(column)) for column in ("anggaran", "realisasi", "fisik"))
        label = row_words(section, cells, n)
        if planned is None or spent is None:
            continue
        exact += planned == spent > 0
        if planned == 0 and spent > 0:
            yield said("activity_unplanned", cell(name, key, "anggaran"), name=label, spent=format_rupiah(spent))
            continue
        if not spent and not done and _is_kept_ready(cells, label):
            continue
        share = spent * 100 // planned if planned > 0 else 0
        if done is not None and 0 <= done <= 100 and planned > 0:
            ahead = share - done
            if (
                ahead >= FAR
                or -ahead >= FAR
                or (done == 0 and share >= _FAR_BEGUN)
                or (spent == 0 and done >= _FAR_BEGUN)
            ):
                yield said("progress_far", cell(name, key, "fisik"), name=label, done=done, share=share)
        elif has_progress is False and planned > 0 and spent == 0 and whole_year and not _explained(reading, label):
            yield said("activity_unspent", cell(name, key, "realisasi"), name=label)
        if done == 0 and spent == 0 and planned > 0 and whole_year and not _explained(reading, label):
            yield said("activity_unspent", cell(name, key, "realisasi"), name=label)
    if exact == len(table) >= _MANY_ROWS:
        yield said("activities_exact", cell(name, next(iter(table)), "realisasi"), n=exact)


def _as_before(reading: Reading, section: Section, table: Rows) -> Iterator[Finding]:
    """All rows have the money of the same rows a year or a period before."""
    spent = {
        _key(row_words(section, cells, n)): whole(cells.get("realisasi")) for n, cells in enumerate(table.values())
    }
    shown = {name: value for name, value in spent.items() if value}
    if len(shown) < 3:
        return
    for report in reading.beside.earlier:
        before = report.table(section.table or "")
        known = {
            _key(row_words(section, cells, n)): whole(cells.get("realisasi")) for n, cells in enumerate(before.values())
        }
        if all(known.get(name) == value for name, value in shown.items()):
            path = cell(section.table or "", next(iter(table)), "realisasi")
            yield said("figures_as_before", path, section=section.title, title=report.title)
            return


def _against_budget(reading: Reading) -> Iterator[Finding]:
    tree = reading.tree
    table = reading.table("kegiatan")
    section = next((one for one in reading.template.sections if one.table == "kegiatan"), None)
    if tree is None or section is None or not table:
        return
    sums = {
        column: [whole(cells.get(column)) for cells in table.values()]
        for column in ("anggaran", "realisasi")
        if any(field.column == column for field in section.columns)
    }
    first = next(iter(table))
    given = {column: sum(value or 0 for value in values) for column, values in sums.items()}
    budget = {"anggaran": tree.totals.belanja.anggaran, "realisasi": tree.totals.belanja.realisasi}
    labels = {field.column: field.label.partition(" (")[0] for field in section.columns}
    known_whole = given.get("anggaran") == budget["anggaran"] != 0
    for column, total in given.items():
        if not budget["anggaran"] or None in sums[column]:
            continue
        over = total > budget[column]
        if over or (column == "realisasi" and known_whole and total != budget[column]):
            yield said(
                "activities_differ",
                cell("kegiatan", first, column),
                label=labels[column],
                total=format_rupiah(total),
                budget=format_rupiah(budget[column]),
            )
            return
    yield from _row_by_row(reading, table, section)


def _row_by_row(reading: Reading, table: Rows, section: Section) -> Iterator[Finding]:
    """An activity that names its code has the money of that row of the budget."""
    budget = reading.table(TABLE)
    for n, (key, cells) in enumerate(table.items(), 1):
        code = cells.get("kode")
        row = budget.get(str(BudgetKey(kegiatan=code.strip()))) if isinstance(code, str) and code.strip() else None
        if row is None:
            continue
        for column in ("anggaran", "realisasi"):
            own, theirs = whole(cells.get(column)), whole(row.get(column))
            if own is not None and theirs is not None and own != theirs:
                label = row_words(section, cells, n)
                yield said(
                    "activity_differs",
                    cell("kegiatan", key, column),
                    name=label,
                    own=format_rupiah(own),
                    budget=format_rupiah(theirs),
                )
                break


def _open_list(reading: Reading) -> Iterator[Finding]:
    """Unfinished activities stand in the list of unfinished ones, and only those."""
    listed, table = reading.table("belum"), reading.table("kegiatan")
    section = next((one for one in reading.template.sections if one.table == "belum"), None)
    activities = next((one for one in reading.template.sections if one.table == "kegiatan"), None)
    if section is None or activities is None or not table:
        return
    done = {
        _key(str(cells["nama"])): whole(cells.get("fisik"))
        for cells in table.values()
        if isinstance(cells.get("nama"), str)
    }
    names = set()
    for key, cells in listed.items():
        name = cells.get("nama")
        if not isinstance(name, str):
            continue
        names.add(_key(name))
        if done.get(_key(name)) == 100:
            yield said("finished_listed", cell("belum", key, "nama"), name=name.strip(), section=section.title)
        note = cells.get("keterangan")
        if isinstance(note, str) and (done.get(_key(name)) or 0) < 100 and _says_done(note):
            yield said("finished_listed", cell("belum", key, "keterangan"), name=name.strip(), section=section.title)
    if not names:
        return
    whole_year = _is_over(reading)
    for n, (key, cells) in enumerate(table.items(), 1):
        label = row_words(activities, cells, n)
        progress = whole(cells.get("fisik"))
        unfinished = progress is not None and (progress < 100 if whole_year else progress == 0)
        if unfinished and progress == 0 and _is_kept_ready(cells, label):
            continue
        if unfinished and not any(_key(label) in name or name in _key(label) for name in names):
            yield said(
                "unfinished_missing", cell("kegiatan", key, "fisik"), name=label, done=progress, section=section.title
            )


def _is_over(reading: Reading) -> bool:
    """True for a report about a whole year that is not signed in the middle of it, as that on a stage of money is."""
    period = reading.beside.period
    if period is None or period.kind is not PeriodKind.YEAR:
        return False
    signed = reading.content.get(SIGNED_ON)
    day = iso_date(signed) if isinstance(signed, str) else None
    return day is None or day.year != period.year or day.month == 12


def _says_done(note: str) -> bool:
    plain = " ".join(plain_words(note))
    return plain in ("selesai", "sudah selesai", "selesai 100", "sudah selesai 100", "100", "tuntas", "sudah tuntas")


def _explained(reading: Reading, label: str) -> bool:
    """True when the activity is named among the unfinished ones, or in a text about obstacles."""
    name = _key(label)
    open_ones = (cells.get("nama") for cells in reading.table("belum").values())
    if any(isinstance(one, str) and (_key(one) in name or name in _key(one)) for one in open_ones):
        return True
    return any(name in _key(one.text) for one in reading.texts if one.row == 0)


def _is_kept_ready(cells: Mapping[str, Value], label: str) -> bool:
    """True for money that is kept for a disaster or an emergency: that none was needed is no work left undone."""
    code = cells.get("kode")
    if isinstance(code, str) and code.strip().startswith(_EMERGENCIES):
        return True
    return not whole(cells.get("realisasi")) and _KEPT_READY.search(label) is not None


def is_overrun_told(reading: Reading, cells: Mapping[str, Value], label: str) -> bool:
    """True when the report says why an activity cost more: in the reason of its row of the budget, or in a text that
    names the activity and speaks of more money."""
    words = {word for word in plain_words(label) if len(word) >= _TELLING_LETTERS} - _WORKS
    planned, spent, code = whole(cells.get("anggaran")), whole(cells.get("realisasi")), cells.get("kode")
    for key, row in reading.table(TABLE).items():
        reason, own, paid = row.get("alasan"), whole(row.get("anggaran")), whole(row.get("realisasi"))
        if not isinstance(reason, str) or not says_something(reason) or own is None or paid is None or paid <= own:
            continue
        coded = isinstance(code, str) and bool(code.strip()) and code.strip().startswith(key.partition("/")[0])
        same_gap = planned is not None and spent is not None and paid - own == spent - planned
        if coded or same_gap or words & set(plain_words(reason)):
            return True
    return any(
        one.row == 0 and _MORE.search(sentence) and words & set(plain_words(sentence))
        for one in reading.texts
        for sentence in _SENTENCES.split(one.text)
    )


def _key(text: str) -> str:
    return " ".join(plain_words(text))


def rows_by_name(section: Section, table: Rows) -> dict[str, dict[str, Value]]:
    """Return the rows of a table by their first text in small letters; of two with one name the first."""
    found: dict[str, dict[str, Value]] = {}
    for n, cells in enumerate(table.values(), 1):
        found.setdefault(_key(row_words(section, cells, n)), cells)
    return found
