"""The tables of a Siskeudes package added up to one row per activity and account, as a table that the preview reads.

Budget: `AnggaranStlhPAK`, where it is empty `Anggaran`; realised: `Debet` + `Kredit` of the journal, by `Kd_Keg` and
`Kd_Rincian` (facts of the format as read in public repositories, docs/decisions/021). A row that cannot be read goes
into the table as it stands, so that the preview refuses it with its place; no row is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from sipa_core.domain.money import parse_rupiah, rounded
from sipa_core.imports.days import read_day
from sipa_core.imports.package_tables import Part, Role, Sheet
from sipa_core.imports.table import RawRow, RawTable
from sipa_core.messages import _

TITLES: Final = ("Kode kegiatan", "Kode rekening", "Uraian", "Anggaran awal", "Anggaran", "Realisasi")
"""The titles of the table that is made; the preview knows them by their names."""

_DECIMAL: Final = re.compile(r"-?\d{1,15}(?:[.,](?:\d{1,2}|\d{4,9}))?")
_SCIENTIFIC: Final = re.compile(r"-?\d(?:[.,]\d{1,15})?[eE]\+?\d{1,2}")
_ENGLISH: Final = re.compile(r"-?\d{1,3}(?:,\d{3}){2,}(?:\.\d{1,4})?|-?\d{1,3},\d{3}\.\d{1,4}")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})")
_CLOCK: Final = re.compile(r" \d{1,2}:\d{2}")
_GROUPS: Final = re.compile(r"\d{1,4}(?:\.\d{1,4})*")
_LIMIT: Final = Decimal(10) ** 15


class Activity(msgspec.Struct, frozen=True):
    """An activity of the village: its code, its own name, and where it is done."""

    code: str
    name: str
    place: str


class Added(msgspec.Struct, frozen=True):
    """What a package adds up to: the table, the activities by code, and what a person should know about the sums."""

    table: RawTable
    activities: Mapping[str, Activity]
    notes: tuple[str, ...]


class _Sum:
    """The figures of one activity and account while they are added; `origin` is where the first of them stood."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.before: Decimal | None = None
        self.after: Decimal | None = None
        self.realised: Decimal | None = None


class Adding:
    """One village and one period of a package."""

    def __init__(self, sheets: Mapping[Role, Sheet], village: str, until: date) -> None:
        """`village` is a Kd_Desa, empty when the package knows one only; vouchers after `until` are left out, and so
        are rows of other years.
        """
        self._sheets, self._village, self._until = sheets, village, until
        self._sums: dict[tuple[str, str], _Sum] = {}
        self._unread: list[RawRow] = []
        self._notes: list[str] = []

    def added(self, name: str) -> Added:
        """Return everything added up, as a table of that name."""
        budget = self._sheets.get(Role.DETAIL) or self._sheets.get(Role.BUDGET)
        if budget is not None:
            self._add_budget(budget)
        journal = self._sheets.get(Role.JOURNAL)
        if journal is not None:
            self._add_journal(journal)
        else:
            self._notes.append(_("Realisasi tidak ada di berkas ini: tabel Ta_JurnalUmumRinci tidak ditemukan."))
        activities = {one.code: one for one in self._activities()}
        names = self._account_names()
        rows: list[RawRow] = [RawRow(1, TITLES)]
        for (activity, account), found in sorted(self._sums.items(), key=lambda item: item[0]):
            cells = (
                activity,
                account,
                names.get(account, ""),
                _whole(found.before if found.before is not None else found.after),
                _whole(found.after if found.after is not None else found.before),
                _whole(found.realised),
            )
            rows.append(RawRow(len(rows) + 1, cells, found.origin))
        for row in self._unread:
            rows.append(RawRow(len(rows) + 1, row.cells, row.origin))
        return Added(RawTable(name, tuple(rows)), activities, tuple(self._notes))

    def _add_budget(self, sheet: Sheet) -> None:
        rows = list(self._own(sheet))
        after = [amount_of(sheet.text(row, Part.AFTER)) for row in rows]
        # Before its first change a budget may carry zeros in the column of the changed one.
        unchanged = Part.AFTER not in sheet.places or not any(after)
        if unchanged and Part.AFTER in sheet.places and rows:
            self._notes.append(_("Belum ada perubahan APB Desa di berkas ini, jadi kolom Anggaran yang dipakai."))
        for row, changed in zip(rows, after, strict=True):
            before = amount_of(sheet.text(row, Part.BEFORE))
            unreadable = before is None and bool(sheet.text(row, Part.BEFORE))
            unreadable |= changed is None and bool(sheet.text(row, Part.AFTER)) and not unchanged
            target = None if unreadable else self._sum_of(sheet, row)
            if target is None:
                self._keep_unread(sheet, row, budget=_first_unread(sheet, row, Part.AFTER, Part.BEFORE))
                continue
            counts = before if unchanged or changed is None else changed
            target.before = _plus(target.before, before)
            target.after = _plus(target.after, counts)

    def _add_journal(self, sheet: Sheet) -> None:
        days, posted = self._vouchers()
        late = unposted = 0
        refunds = Decimal(0)
        for row in self._own(sheet):
            if not sheet.text(row, Part.ACCOUNT).startswith(("4", "5", "6")):
                continue  # the other side of each entry: cash and bank
            number = sheet.text(row, Part.VOUCHER)
            if number and not posted.get(number, True):
                unposted += 1
                continue
            if number in days and days[number] > self._until:
                late += 1
                continue
            debit, credit = (amount_of(sheet.text(row, part)) for part in (Part.DEBIT, Part.CREDIT))
            unreadable = any(
                amount is None and sheet.text(row, part)
                for amount, part in ((debit, Part.DEBIT), (credit, Part.CREDIT))
            )
            target = None if unreadable else self._sum_of(sheet, row)
            if target is None:
                self._keep_unread(sheet, row, realised=_first_unread(sheet, row, Part.DEBIT, Part.CREDIT))
                continue
            target.realised = _plus(target.realised, (debit or 0) + (credit or 0))
            if sheet.text(row, Part.ACCOUNT).startswith("5"):
                refunds += credit or 0
        if not any(row.cells[5] for row in self._unread):
            # Nothing in a whole journal is zero; where a row was lost it may be that row.
            for sum_ in self._sums.values():
                sum_.realised = sum_.realised if sum_.realised is not None else Decimal(0)
        self._tell(days, late, unposted, refunds)

    def _tell(self, days: Mapping[str, date], late: int, unposted: int, refunds: Decimal) -> None:
        if late:
            words = _("{n} baris jurnal sesudah masa laporan tidak ikut dihitung.")
            self._notes.append(words.format(n=late))
        if unposted:
            self._notes.append(_("{n} baris jurnal yang belum diposting tidak ikut dihitung.").format(n=unposted))
        if not days:
            self._notes.append(_("Tanggal bukti tidak ada di berkas, jadi semua transaksinya ikut dihitung."))
        if refunds:
            words = _("Kredit pada belanja {amount} ikut dijumlahkan. Periksa bila itu pengembalian.")
            self._notes.append(words.format(amount=f"Rp{int(refunds):,}".replace(",", ".")))

    def _sum_of(self, sheet: Sheet, row: RawRow) -> _Sum | None:
        activity = activity_code(sheet.text(row, Part.ACTIVITY), sheet.text(row, Part.VILLAGE) or self._village)
        account = sheet.text(row, Part.ACCOUNT).strip(". ")
        if activity is None or _GROUPS.fullmatch(account) is None:
            return None
        return self._sums.setdefault((activity, account), _Sum(sheet.origin(row)))

    def _keep_unread(self, sheet: Sheet, row: RawRow, budget: str = "", realised: str = "") -> None:
        code = sheet.text(row, Part.ACTIVITY)
        shown = activity_code(code, sheet.text(row, Part.VILLAGE) or self._village)
        cells = (code if shown is None else shown, sheet.text(row, Part.ACCOUNT), "", "", budget, realised)
        self._unread.append(RawRow(row.number, cells, sheet.origin(row)))

    def _vouchers(self) -> tuple[dict[str, date], dict[str, bool]]:
        sheet = self._sheets.get(Role.VOUCHERS)
        days: dict[str, date] = {}
        posted: dict[str, bool] = {}
        texts = [sheet.text(row, Part.DAY) for row in sheet.rows] if sheet is not None else []
        months_first = _are_months_first(texts)
        for row in self._own(sheet) if sheet is not None else ():
            number = sheet.text(row, Part.VOUCHER) if sheet is not None else ""
            day = read_day(_day_first(sheet.text(row, Part.DAY), months_first)) if sheet is not None else None
            if number and isinstance(day, date):
                days[number] = day
            if number and sheet is not None and sheet.text(row, Part.POSTED):
                posted[number] = sheet.text(row, Part.POSTED).casefold() not in ("0", "false", "tidak", "n")
        return days, posted

    def _activities(self) -> Iterator[Activity]:
        sheet = self._sheets.get(Role.ACTIVITIES)
        for row in self._own(sheet) if sheet is not None else ():
            assert sheet is not None  # rows come from it
            code = activity_code(sheet.text(row, Part.ACTIVITY), sheet.text(row, Part.VILLAGE) or self._village)
            if code and sheet.text(row, Part.NAME):
                yield Activity(code, sheet.text(row, Part.NAME), sheet.text(row, Part.PLACE))

    def _account_names(self) -> dict[str, str]:
        sheet = self._sheets.get(Role.ACCOUNTS)
        rows = sheet.rows if sheet is not None else ()
        return {sheet.text(row, Part.ACCOUNT).strip(". "): sheet.text(row, Part.NAME) for row in rows if sheet}

    def _own(self, sheet: Sheet) -> Iterator[RawRow]:
        """The rows of the village that was chosen, and of the report's year."""
        own, wanted = self._village.strip(". "), str(self._until.year)
        for row in sheet.rows:
            village, year = sheet.text(row, Part.VILLAGE).strip(". "), sheet.text(row, Part.YEAR)
            if village in ("", own or village) and year.removesuffix(".0") in ("", wanted):
                yield row


def activity_code(text: str, village: str) -> str | None:
    """Return `02.03.10` of `24.2005.02.03.10.`, empty for no activity (`00.00.00`), None when it cannot be read."""
    plain = text.strip().strip(".")
    inner = village.strip().strip(".")
    if inner and (plain == inner or plain.startswith(f"{inner}.")):
        plain = plain[len(inner) :].strip(".")
    if not plain:
        return ""
    if not _GROUPS.fullmatch(plain):
        return None
    parts = plain.split(".")
    if len(parts) > 3 and len(parts[1]) == 4:
        parts = parts[2:]  # the code of the village, written in no column of its own
    if all(int(part) == 0 for part in parts):
        return ""
    return ".".join(part.zfill(2) for part in parts) if len(parts) <= 3 else None


def amount_of(text: str) -> Decimal | None:
    """Return a figure as programs write it (`1500000.0000`, `1,5E+07`, `1.500.000,00`), None for nothing or no figure.

    Three digits behind one sign group thousands, as everywhere else in Indonesia; money has two or four decimals.
    """
    plain = text.strip().replace(" ", "")
    if not plain:
        return None
    if _SCIENTIFIC.fullmatch(plain) or _DECIMAL.fullmatch(plain):
        value = Decimal(plain.replace(",", "."))
    elif _ENGLISH.fullmatch(plain):
        value = Decimal(plain.replace(",", ""))
    else:
        read = parse_rupiah(text)
        if not isinstance(read, int):
            return None
        value = Decimal(read)
    return value if abs(value) < _LIMIT else None


def years(sheets: Sequence[Sheet | None]) -> tuple[str, ...]:
    """Return the years that the rows of the sheets bear, the most frequent first."""
    counts: dict[str, int] = {}
    for sheet in (sheet for sheet in sheets if sheet is not None):
        for row in sheet.rows:
            year = sheet.text(row, Part.YEAR).removesuffix(".0")
            if re.fullmatch(r"(19|20)\d\d", year):
                counts[year] = counts.get(year, 0) + 1
        if counts:
            break
    return tuple(sorted(counts, key=lambda year: -counts[year]))


def villages(sheets: Mapping[Role, Sheet]) -> dict[str, str]:
    """Return the villages that the figures are of, code to name (empty when the package does not say)."""
    found: dict[str, str] = {}
    for role in (Role.DETAIL, Role.BUDGET, Role.JOURNAL):
        sheet = sheets.get(role)
        for row in sheet.rows if sheet is not None else ():
            code = sheet.text(row, Part.VILLAGE).strip(". ") if sheet is not None else ""
            if code:
                found.setdefault(code, "")
    named = sheets.get(Role.VILLAGES)
    for row in named.rows if named is not None else ():
        assert named is not None  # rows come from it
        code = named.text(row, Part.VILLAGE).strip(". ")
        if code in found:
            found[code] = named.text(row, Part.NAME)
    return found


def _first_unread(sheet: Sheet, row: RawRow, *parts: Part) -> str:
    texts = [sheet.text(row, part) for part in parts]
    return next((text for text in texts if text and amount_of(text) is None), next(filter(None, texts), ""))


def _are_months_first(texts: Sequence[str]) -> bool:
    """Converters of the database write `06/27/25 00:00:00`; one day beyond the twelfth tells it for the whole table.

    Where no day does, the clock beside the date tells that a converter wrote it and no clerk.
    """
    found = [match for text in texts if (match := _SLASHED.match(text)) is not None]
    if any(int(match[2]) > 12 >= int(match[1]) for match in found):
        return True
    told = any(int(match[1]) > 12 for match in found)
    return not told and bool(found) and all(_CLOCK.search(match.string) for match in found)


def _day_first(text: str, month_first: bool) -> str:
    return _SLASHED.sub(r"\2/\1/\3", text, count=1) if month_first else text


def _plus(one: Decimal | None, other: Decimal | int | None) -> Decimal | None:
    if other is None:
        return one
    return (one or Decimal(0)) + other


def _whole(value: Decimal | None) -> str:
    return "" if value is None else str(rounded(*value.as_integer_ratio()))
