"""Slips of a hurried hand between reports: a sum per family that jumps, a number, a signer or a closing of last year,
progress that went back, and a signature older than what it signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from sipa_core.domain.activity_checks import rows_by_name
from sipa_core.domain.dates import MONTHS, format_date, iso_date
from sipa_core.domain.figure_checks import LEAP
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.likeness import plain_words
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import cell
from sipa_core.domain.periods import Period, PeriodKind
from sipa_core.domain.reading import Reading, Written, whole
from sipa_core.domain.templates import FieldType, SectionKind

EACH: Final = "blt.nilai"
"""What each family receives in a month."""

SIGNER: Final = "pengesahan.kepala_desa"
SIGNED_ON: Final = "pengesahan.tanggal"
NUMBERS: Final = ("surat.nomor", "pengesahan.nomor_perdes")
"""Numbers of one paper: that of last year's or last month's paper cannot be this one's."""

_TELLS_SUM: Final = re.compile(
    r"\brp\b|rp\.? ?\d|per keluarga|\b(?:besar(?:an|nya)?|nilai|nominal|naik|turun|kenaikan|penurunan|rapel|dirapel)\b",
    re.IGNORECASE,
)
_FRAME: Final = frozenset(("pengantar", "pendahuluan", "penutup", "ringkasan"))
_NO_RULE: Final = (
    r"(?:(?!\b(?:nomor|no|perdes|peraturan|atas|terhadap|rekomendasi|evaluasi|dibanding\w*|sejak|rpjm\w*)\b)[^.;])"
)
_ABOUT: Final = re.compile(
    rf"\b(?:laporan|pertanggungjawaban|penyelenggaraan|pelaksanaan|realisasi)\b{_NO_RULE}{{0,90}}?"
    rf"\b(?:tahun(?: anggaran)?|t\.?a\.?) (?P<year>20\d\d)(?!\d|[/.]\d)",
    re.IGNORECASE,
)
"""The year that an opening, a summary or a closing says the report to be about."""

_OF_ANOTHER: Final = re.compile(
    r"\b(?:atas|terhadap|dari|menurut|seperti|sejak|lanjut|menindaklanjuti|bersama|dibanding\w*)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
"""What comes after one of these is another report, that of the year before: "rekomendasi atas laporan tahun 2024"."""

_PLACES: Final = re.compile(
    r"\b(?:rt|rw|nomor|no|pasal|jalan|jl|dusun|km|tahap|semester|triwulan)\b\W*\d+", re.IGNORECASE
)
_DIGIT: Final = re.compile(r"\d")
_LEAST_WORDS: Final = 5
_TITLES: Final = frozenset(
    (
        "h",
        "hj",
        "haji",
        "hajjah",
        "drs",
        "dra",
        "dr",
        "ir",
        "s",
        "sh",
        "se",
        "sp",
        "spd",
        "pd",
        "sos",
        "ip",
        "kom",
        "pj",
        "plt",
        "pjs",
    )
)
_A_DAY: Final = re.compile(rf"\b(?P<day>[0-3]?\d) (?P<month>{'|'.join(MONTHS)}) (?P<year>20\d\d)\b", re.IGNORECASE)
_SENTENCES: Final = re.compile(r"[.;!?\n]+\s")
_PLANNED: Final = re.compile(
    r"\b(?:akan|rencana\w*|direncanakan|dijadwalkan|jadwal\w*|target\w*|ditargetkan|mulai|dimulai|menunggu|lambat|sampai|hingga"
    r"|berlaku|berakhir|nanti|setelah|diharapkan|selanjutnya|lanjut\w*|dilanjutkan|diusulkan|tenggat)\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"\b(?:perdes|peraturan|perkades|keputusan|sk|surat|nomor|no|ditetapkan|dilantik|menurut|berdasarkan|sejak|per|lalu|sisa|silpa"
    r"|saldo|musdes|musyawarah|musrenbang\w*|disepakati|rkp|apb|akta|berita acara|dibanding\w*|lanjutan|kontrak)\b",
    re.IGNORECASE,
)
"""What rests on an earlier year: a decree, an agreement, what was left over."""

HALF: Final = "lra_semester1"


def slip_findings(reading: Reading) -> Iterator[Finding]:
    """Yield what a hurried hand left from another report; nothing without a period."""
    period = reading.beside.period
    if period is None:
        return
    yield from _aid_each(reading, period)
    yield from _numbers(reading)
    yield from _signer(reading, period)
    yield from _signed_before(reading)
    yield from _gone_back(reading, period)
    for one in reading.texts:
        if one.row == 0:
            yield from _about_another_year(one, period)
        yield from _day_in_words(reading, one, period)
    yield from _word_for_word(reading, period)


def _aid_each(reading: Reading, period: Period) -> Iterator[Finding]:
    """What a family receives is the same each month of a year, unless the report says why it is not."""
    own = whole(reading.content.get(EACH))
    if own is None:
        return
    for before in reading.beside.earlier:
        theirs = whole(before.content.get(EACH))
        if theirs is None or before.period.year != period.year or before.period.first_day >= period.first_day:
            continue
        if max(own, theirs) >= LEAP * min(own, theirs):
            return  # a zero too many is told as one
        if theirs != own and not any(one.row == 0 and _TELLS_SUM.search(one.text) for one in reading.texts):
            sums = {"own": format_rupiah(own), "other": format_rupiah(theirs)}
            yield said("aid_changed", EACH, title=before.title, **sums)
        return


def _numbers(reading: Reading) -> Iterator[Finding]:
    for path in NUMBERS:
        own = reading.content.get(path)
        if not isinstance(own, str) or not _DIGIT.search(own) or path in reading.beside.carried:
            continue
        for before in reading.beside.earlier:
            theirs = before.content.get(path)
            if before.period != reading.beside.period and isinstance(theirs, str) and _bare(theirs) == _bare(own):
                where = reading.template.label_of(path)
                yield said("number_before", path, where=where, own=own.strip(), title=before.title)
                break


def _signer(reading: Reading, period: Period) -> Iterator[Finding]:
    """All other reports of the year name one village head, and this one names another."""
    own = _name(reading.content.get(SIGNER))
    if not own:
        return
    others = [
        (one.title, str(one.content[SIGNER]).strip(), _name(one.content.get(SIGNER)))
        for one in (*reading.beside.same_year, *reading.beside.earlier)
        if one.period.year == period.year and _name(one.content.get(SIGNER))
    ]
    if others and not any(own & theirs for _title, _written, theirs in others):
        title, written, _theirs = others[0]
        where = reading.template.label_of(SIGNER)
        yield said(
            "signer_differs", SIGNER, where=where, own=str(reading.content[SIGNER]).strip(), title=title, other=written
        )


def _name(value: object) -> frozenset[str]:
    return frozenset(plain_words(value)) - _TITLES if isinstance(value, str) else frozenset()


def _signed_before(reading: Reading) -> Iterator[Finding]:
    """Nobody signs for what happened later."""
    signed = _day(reading.content.get(SIGNED_ON))
    if signed is None:
        return
    for section in reading.template.sections:
        for field in section.leaves:
            leaf = field.path.rpartition(".")[2]
            day = _day(reading.content.get(field.path)) if field.type is FieldType.DATE else None
            if day is not None and day > signed and not leaf.startswith(("akhir_jabatan", "tanggal_perdes")):
                where = f"{section.title}: {field.label}"
                yield said(
                    "day_after_signing", field.path, where=where, day=format_date(day), signed=format_date(signed)
                )


def _day(value: object) -> date | None:
    return iso_date(value) if isinstance(value, str) else None


def _gone_back(reading: Reading, period: Period) -> Iterator[Finding]:
    """An activity is no less far at the end of the year than it was after half of it."""
    section = next((one for one in reading.template.sections if one.table == "kegiatan"), None)
    columns = {field.column for field in section.columns} if section is not None else set()
    if section is None or "fisik" not in columns or period.kind is not PeriodKind.YEAR:
        return
    table = reading.table("kegiatan")
    keys = {id(cells): key for key, cells in table.items()}
    own = rows_by_name(section, table)
    for half in reading.beside.same_year:
        if half.template_key != HALF or reading.template.key != "lpj_apbdes":
            continue
        for name, before in rows_by_name(section, half.table("kegiatan")).items():
            cells = own.get(name)
            if cells is None:
                continue
            here, there = whole(cells.get("fisik")), whole(before.get("fisik"))
            if here is not None and there is not None and here < there:
                yield said(
                    "progress_less",
                    cell("kegiatan", keys[id(cells)], "fisik"),
                    name=str(cells.get("nama") or name).strip(),
                    own=here,
                    title=half.title,
                    other=there,
                )


def _about_another_year(one: Written, period: Period) -> Iterator[Finding]:
    """An opening that names the report's year somewhere and yet speaks of the year before: "Tahun Anggaran 2024 yang
    ditetapkan dengan Perdes Nomor 1 Tahun 2025". Texts without the own year are looked at by `calendar_checks`."""
    if str(period.year) not in one.text or not _FRAME & set(one.path.split(".")):
        return
    years = [
        int(found["year"]) for found in _ABOUT.finditer(one.text) if not _OF_ANOTHER.search(one.text[: found.start()])
    ]
    if years and period.year not in years and period.year - 6 < years[0] < period.year:
        yield said("other_year", one.path, where=one.where, year=years[0], period=period.label)


def _day_in_words(reading: Reading, one: Written, period: Period) -> Iterator[Finding]:
    """A day in a sentence that is told as over and has not come, or lies in the year before the report's own; a row of
    a list may name a paper of any year."""
    if one.section.kind is SectionKind.BUDGET or _A_DAY.search(one.text) is None or one.field.office_contact:
        return
    today = _day(reading.content.get(SIGNED_ON)) or reading.beside.today
    for sentence in _SENTENCES.split(one.text):
        if _PLANNED.search(sentence):
            continue
        for found in _A_DAY.finditer(sentence):
            day = _written_day(found)
            if day is None:
                continue
            if today is not None and day > today and day.year <= period.year + 1:
                yield said("day_ahead", one.path, where=one.where, day=format_date(day))
                return
            old = one.row == 0 and day.year == period.year - 1 and str(period.year) not in one.text
            if old and period.kind is not PeriodKind.EVENT and not _BEFORE.search(sentence):
                yield said("day_outside", one.path, where=one.where, day=format_date(day), period=period.label)
                return


def _written_day(found: re.Match[str]) -> date | None:
    names = [month.casefold() for month in MONTHS]
    try:
        return date(int(found["year"]), names.index(found["month"].casefold()) + 1, int(found["day"]))
    except ValueError:
        return None


def _word_for_word(reading: Reading, period: Period) -> Iterator[Finding]:
    """A short text with a figure in it, or an opening or closing with last year's year, stands as it stood."""
    for one in reading.texts:
        if one.row or not one.field.long or one.field.office_contact or one.path in reading.beside.carried:
            continue
        bare = _PLACES.sub("", one.text)
        if not _DIGIT.search(bare):
            continue
        words = plain_words(one.text)
        frame = bool(_FRAME & set(one.path.split(".")))
        if len(words) < _LEAST_WORDS or one.section.key in _STAND:
            continue
        for before in reading.beside.earlier:
            theirs = before.content.get(one.path)
            if before.period == period or not isinstance(theirs, str) or plain_words(theirs) != words:
                continue
            if not frame or (before.period.year != period.year and str(before.period.year) in one.text):
                yield said("copied_earlier", one.path, where=one.where, title=before.title)
                break


_STAND: Final = frozenset(
    (
        "visi",
        "misi",
        "visi_misi",
        "tujuan",
        "dasar_hukum",
        "dasar",
        "monografi",
        "latar_belakang",
        "alamat",
        "pengesahan",
    )
)
"""What a law or a term of office fixes stays word for word, its years with it."""


def _bare(text: str) -> str:
    return "".join(text.casefold().split())
