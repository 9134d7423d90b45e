"""Days outside the period, and texts that speak of another year, another period or another village."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from sipa_core.domain.dates import MONTHS, format_date, iso_date
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.paths import Value, cell
from sipa_core.domain.periods import Period, PeriodKind
from sipa_core.domain.reading import Reading, Written, row_words
from sipa_core.domain.templates import Field, FieldType, Section

SIGNED: Final = "pengesahan"
LOOKS_BACK: Final = frozenset(
    {
        *("lppd_tahunan", "lkppd", "lra_semester1", "lpj_apbdes", "blt_dd_bulanan", "penduduk_bulanan"),
        *("penduduk_tahunan", "kegiatan_bulanan", "bpd_kinerja"),
    }
)
"""Report types about what was done: nobody can sign them long before their period is over."""

_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_OF_YEAR: Final = re.compile(
    rf"(?:tahun anggaran|t\.?a\.?|semester (?:i{{1,2}}|1|2|pertama|kedua)(?: tahun(?: anggaran)?)?"
    rf"|triwulan \w+(?: tahun)?|ap\s?b\s?des(?:a)?(?: tahun(?: anggaran)?)?|selama(?: tahun)?"
    rf"|sampai (?:dengan )?(?:\d+ )?(?:{'|'.join(MONTHS).lower()})"
    rf"|sepanjang(?: tahun)?|pada tahun|dalam tahun|di tahun|tahun) {_YEAR}(?!\d|[/.]\d)",
    re.IGNORECASE,
)
_A_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TIME: Final = re.compile(r"(?:19|20)\d\d|bulan|selama|sepanjang|semester", re.IGNORECASE)
"""Without one of these a text speaks of no time; most texts of a large budget do not."""

_RULE: Final = re.compile(r"(?:nomor|no\.?)\s*\S+\s+$|\d+/$", re.IGNORECASE)
_DOCUMENT: Final = re.compile(
    r"\b(?:perdes|perkades|peraturan|lpj|lppd|lkppd|ippd|laporan|rkp|rpjm|apb ?des|dokumen|berita acara)", re.IGNORECASE
)
_REASONS: Final = frozenset(("alasan", "keterangan"))
_EXPLAINS: Final = frozenset((*_REASONS, "kendala", "koreksi", "tindak_lanjut"))
SOON: Final = 2
"""What explains a month has its cause in the months before, and is put right in those after."""

_COMPARED: Final = re.compile(
    r"(?:dibanding(?:kan)?|daripada|dari|sejak|silpa|sisa|lanjutan|tunggakan|sebelumnya|seperti|rpjm\w*|rkp\w*|mulai|hingga"
    r"|rencana|direncanakan|dilanjutkan|usul\w*|diusulkan|akan|perdes|perbup|permen\w*|uu|pp|pmk|antara"
    r"|peraturan|undang-undang|perda|keputusan|sk|tata tertib)\b[^.]{0,40}$",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(rf"\b(?:bulan|selama|sepanjang) (?P<month>{'|'.join(MONTHS).lower()})\b", re.IGNORECASE)
_HALF: Final = re.compile(
    r"\b(?:laporan|realisasi|pelaksanaan)\b[^.]{0,50}\bsemester (?P<half>ii|i|kedua|pertama|2|1)\b", re.IGNORECASE
)
_VILLAGE: Final = re.compile(
    r"\b(?P<before>\w+\s+)?(?P<kind>Desa|Kelurahan|DESA|desa|kelurahan)\s+(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})"
)
_OFFICE: Final = frozenset(("pemerintah", "kantor", "warga", "masyarakat", "kepala", "apb", "anggaran", "perangkat"))
_TOWARDS: Final = frozenset(
    (
        "ke",
        "menuju",
        "dari",
        "dengan",
        "bersama",
        "antara",
        "batas",
        "perbatasan",
        "tetangga",
        "di",
        "dan",
        "sampai",
        "serta",
    )
)
_FAR: Final = timedelta(days=400)
BEGUN: Final = "mulai"

NUMBERED: Final = "nomor"
"""Fields that begin so name a regulation, which is made a year before the year it is about, or later."""


def calendar_findings(reading: Reading) -> Iterator[Finding]:
    """Yield days and names that do not belong to the report's period and village."""
    period = reading.beside.period
    if period is not None:
        yield from _days(reading, period)
        for one in reading.texts:
            if not one.field.office_contact:
                yield from _years(one, period)
    if reading.beside.village:
        for one in reading.texts:
            yield from _villages(reading, one)


def _days(reading: Reading, period: Period) -> Iterator[Finding]:
    for section in reading.template.sections:
        for field in section.fields:
            if field.type is not FieldType.DATE:
                continue
            if field.column is None:
                yield from _day(
                    reading, period, section, field, field.path, reading.content.get(field.path), field.label
                )
                continue
            for n, (key, cells) in enumerate(reading.table(section.table or "").items(), 1):
                path = cell(section.table or "", key, field.column)
                where = f"{row_words(section, cells, n)}: {field.label}"
                yield from _day(reading, period, section, field, path, cells.get(field.column), where)


def _day(
    reading: Reading, period: Period, section: Section, field: Field, path: str, value: Value, where: str
) -> Iterator[Finding]:
    day = iso_date(value) if isinstance(value, str) else None
    if day is None:
        return
    today = reading.beside.today
    leaf = field.path.rpartition(".")[2]
    if leaf.startswith("akhir_jabatan"):
        return
    if today is not None and day > today:
        yield said("day_ahead", path, where=where, day=format_date(day))
        return
    first, last = _span(period, section.key, leaf, back=reading.template.key in LOOKS_BACK)
    if not first <= day <= last:
        yield said("day_outside", path, where=where, day=format_date(day), period=period.label)


def _span(period: Period, section: str, leaf: str, *, back: bool) -> tuple[date, date]:
    """The days between which a day of the report lies when it is in order."""
    if period.kind is PeriodKind.EVENT:
        # The event is an end: of a work, a term, a year's budget. What began, began before.
        return period.first_day - _FAR, period.last_day if leaf.startswith(BEGUN) else period.last_day + _FAR
    if section == SIGNED:
        # A decree on a budget comes up to some months before its year.
        early = period.last_day - timedelta(days=15) if back else date(period.year - 1, 9, 1)
        return early, period.last_day + _FAR
    if period.kind is PeriodKind.MONTH:
        # Cash of a month may be handed out in the first days of the next.
        return period.first_day, period.last_day + timedelta(days=0 if section == "kegiatan" else 31)
    return date(period.year - 1, 6, 1), date(period.year + 1, 6, 30)


_DECREE: Final = f"{SIGNED}.nomor_perdes"
"""Numbers of decrees: that on a year's budget is of the year before."""


def _years(one: Written, period: Period) -> Iterator[Finding]:
    if _TIME.search(one.text) is None:
        return
    if one.row and _DOCUMENT.search(one.text) and not any(f.type is FieldType.RUPIAH for f in one.section.columns):
        return  # a list of documents names those of other years
    if one.field.path.rpartition(".")[2].startswith(NUMBERED) and _is_near(one, period):
        return
    own = {str(period.year)} | ({str(period.year + 1)} if period.kind is PeriodKind.YEAR else set())
    if period.kind is PeriodKind.YEAR and one.path.startswith(_DECREE):
        own.add(str(period.year - 1))
    text = one.text
    if str(period.year) not in text:
        for found in _OF_YEAR.finditer(text):
            year, before = found["year"], text[: found.start()]
            plain = found.group().lower().startswith("tahun ") and not found.group().lower().startswith(
                "tahun anggaran"
            )
            later = int(year) > period.year
            if year in own or (later and plain) or _RULE.search(before) or _COMPARED.search(before):
                continue
            if plain and int(year) < period.year - 6:
                continue
            if plain and int(year) == period.year - 1 and one.field.path.rpartition(".")[2] in _REASONS:
                continue  # a reason lies in the past
            yield said("other_year", one.path, where=one.where, year=year, period=period.label)
            break
    if period.kind is PeriodKind.MONTH:
        months = [one.casefold() for one in MONTHS]
        mine = months[period.number - 1]
        names = {found["month"].casefold() for found in _MONTH.finditer(text)}
        if _EXPLAINS & set(re.split(r"\W", one.path)):
            names -= {months[(period.number - 1 + n) % 12] for n in range(-SOON, SOON + 1)}
        if names and mine not in text.casefold() and not _COMPARED.search(text[: _first(_MONTH, text)]):
            yield said(
                "other_month", one.path, where=one.where, month=sorted(names)[0].capitalize(), period=period.label
            )
    if period.kind is PeriodKind.SEMESTER:
        halves = {1 if found["half"].lower() in ("i", "1", "pertama") else 2 for found in _HALF.finditer(text)}
        if halves and period.number not in halves:
            yield said(
                "other_month", one.path, where=one.where, month=f"Semester {'I' * halves.pop()}", period=period.label
            )


def _is_near(one: Written, period: Period) -> bool:
    """True when the number of a regulation is of a year near the report's; one in a list of them may be of any."""
    years = [int(found) for found in _A_YEAR.findall(one.text)]
    return one.row > 0 or all(abs(year - period.year) <= 1 for year in years)


def _first(shape: re.Pattern[str], text: str) -> int:
    found = shape.search(text)
    return found.start() if found is not None else 0


def _villages(reading: Reading, one: Written) -> Iterator[Finding]:
    if "esa " not in one.text and "elurahan " not in one.text and "ESA " not in one.text:
        return  # nearly all names of a budget
    if reading.beside.village.casefold() in one.text.casefold():
        return
    neighbours = _by_name(reading.beside.neighbours)
    for found in _VILLAGE.finditer(one.text):
        words, before = found["name"].split(), (found["before"] or "").strip().casefold()
        names = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
        known = next((neighbours[name.casefold()] for name in names if name.casefold() in neighbours), None)
        official = before in _OFFICE and before != "kepala"
        if known is not None and (official or before not in _TOWARDS):
            yield said("other_village", one.path, where=one.where, name=known, own=reading.beside.village)
            return
        if known is None and before in ("pemerintah", "kantor", "warga", "masyarakat") and not _is_common(words[0]):
            yield said("other_village", one.path, where=one.where, name=names[-1], own=reading.beside.village)
            return


@lru_cache(maxsize=8)
def _by_name(neighbours: tuple[str, ...]) -> dict[str, str]:
    return {name.casefold(): name for name in neighbours}


def _is_common(word: str) -> bool:
    """True for words that follow "Desa" without being a name of one."""
    return word.casefold() in {
        *("dan", "dengan", "tahun", "ini", "kami", "yang", "semester", "setempat", "tersebut", "adat", "pada", "untuk"),
        *("bersama", "kepada", "telah", "sudah", "melalui", "dalam", "di", "mandiri", "maju", "berkembang", "tahap"),
    }
