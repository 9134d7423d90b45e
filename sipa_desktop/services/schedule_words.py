"""Makes the views of *Jadwal* from duties and reports. Pure: values in, words out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sipa_core.domain import workflow
from sipa_core.domain.dates import due_words, format_date_long, local_date
from sipa_core.domain.deadlines import due_date, is_late, rule_words
from sipa_core.domain.duties import REMIND, Duty, applies
from sipa_core.domain.periods import ROMAN, Period, PeriodKind, periods_of
from sipa_core.domain.villages import Village, VillageKind
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import N_, _
from sipa_core.wire.records import Record
from sipa_desktop.services.office import Office, is_kelurahan
from sipa_desktop.services.overview_views import StateShare
from sipa_desktop.services.report_facts import Book, kecamatan_state
from sipa_desktop.services.schedule_quiet import events_on, holiday_notes, quiet_lines
from sipa_desktop.services.schedule_views import (
    DateCell,
    DateState,
    DutyLine,
    DutyView,
    Group,
    Reminder,
    TypeOffer,
    YearView,
)
from sipa_desktop.services.times import date_words, day_words

_GROUPS: Final = {
    PeriodKind.YEAR: Group.YEARLY,
    PeriodKind.SEMESTER: Group.SEMESTER,
    PeriodKind.QUARTER: Group.OFTEN,
    PeriodKind.MONTH: Group.OFTEN,
    PeriodKind.EVENT: Group.EVENT,
}
_FIELDS: Final[dict[str, str]] = {
    "deadline": N_(
        "Batas itu tidak dapat dipakai. Pilih hari sesudah masa laporannya mulai dan paling lama setahun lebih."
    ),
    "moved": N_("Tanggal itu tidak dapat dipakai untuk masa ini. Pilih tanggal sesudah masa laporannya mulai."),
    "parts": N_(
        "Sudah ada kewajiban lain yang meminta laporan yang sama dari desa yang sama. Pilih masa atau desa lain."
    ),
    "name": N_("Tulis nama kewajiban dan nama singkatnya (paling banyak 24 huruf)."),
    "short_name": N_("Tulis nama singkat, paling banyak 24 huruf."),
    "active_from": N_("Tanggal mulai itu tidak dapat dipakai. Tulis seperti 1 Januari 2025."),
    "owed_by": N_("Pilih untuk siapa kewajiban ini berlaku."),
    "used": N_("Pilihan itu tidak dapat dipakai. Coba lagi."),
    "duty": N_("Pilih untuk siapa kewajiban ini berlaku, dan periksa batasnya."),
    "template": N_("Jenis laporan itu belum ada di server, jadi belum dapat diisi desa. Pilih jenis lain."),
}
_NOT_YET: Final = (ReportState.BELUM_MASUK, ReportState.TERLAMBAT)


def field_words(field: str) -> str:
    """Why a change of a duty was not taken, by the field that the rules name."""
    found = _FIELDS.get(field.partition("[")[0])
    if found is None:
        return _("Perubahan itu tidak dapat dipakai. Tidak ada yang berubah. Periksa lalu coba lagi.")
    return _(found)


@dataclass(frozen=True)
class _Due:
    duty: Duty
    period: Period
    day: date


def year_view(office: Office, book: Book, year: int) -> YearView:
    """The grid of a year: a due day stands in the month in which it falls, whatever period it is about."""
    found = [due for due in _dues(office, year) if due.day.year == year]
    nearest = _nearest(office, book)
    rows: dict[str, list[_Due]] = {}
    for due in found:
        rows.setdefault(_row_key(due), []).append(due)
    lines = [_line(office, book, key, dues, nearest) for key, dues in rows.items()]
    words = _("{n} kewajiban sepanjang tahun.").format(n=len(lines))
    lines += quiet_lines(office, year, {line.duty for line in lines}, _GROUPS)
    order = list(Group)
    lines.sort(key=lambda line: (order.index(line.group), _pos(office, line.duty), _first_period(line)[4:], line.key))
    if nearest is not None:
        words = _("{words} Terdekat: {name}, {day}, {distance}.").format(
            words=words,
            name=line_name(nearest.duty, nearest.period),
            day=day_words(nearest.day, office.today),
            distance=due_words(nearest.day, office.today),
        )
    this = office.today.year
    years = sorted({this - 1, this, this + 1, year})
    month = office.today.month if year == this else 0
    return YearView(year, tuple(years), words, tuple(lines), month, _start(lines))


def _first_period(line: DutyLine) -> str:
    return line.cells[0].period if line.cells else line.period


def line_name(duty: Duty, period: Period) -> str:
    """The name of a row: `LPPD 2024`, `LRA Semester I`, `Kegiatan`."""
    match period.kind:
        case PeriodKind.YEAR:
            return f"{duty.short_name} {period.year}"
        case PeriodKind.SEMESTER:
            return _("{name} Semester {n}").format(name=duty.short_name, n=ROMAN[period.number - 1])
        case PeriodKind.QUARTER:
            return _("{name} Triwulan {n}").format(name=duty.short_name, n=ROMAN[period.number - 1])
        case PeriodKind.MONTH | PeriodKind.EVENT:
            return duty.short_name


def duty_view(office: Office, book: Book, duty: Duty, period: Period, record: Record, *, waiting: bool) -> DutyView:
    """One duty in one period."""
    due = duty.due(period, office.days)
    states = [
        (village, _state(office, book, duty, period, village, ordinal))
        for village, ordinal in _asked(office, duty, period)
    ]
    template = office.newest_template(duty.template)
    off = duty.used and not duty.stands_for(period)
    by_event = duty.period_kind is PeriodKind.EVENT
    recorded = events_on(office, book, duty, period) if by_event else ()
    quiet = not duty.used or (by_event and not recorded)
    nobody = off or quiet or not states
    left = {village.code: village.label for village, state in states if state in _NOT_YET and not nobody}
    name = line_name(duty, period)
    if duty.period_kind is PeriodKind.MONTH or recorded:
        name = f"{duty.short_name} {period.label}"
    return DutyView(
        duty=duty.key,
        period=str(period),
        title=name,
        subtitle=duty.name if template is None or quiet else template.title(period),
        period_label=period.label,
        due=None if quiet else due,
        due_words=_due_words(duty, due, off=off, quiet=quiet),
        repeat_words=_repeat_words(duty),
        owed_words=_owed_words(office, duty, period if recorded else None),
        basis=duty.basis or "–",
        after_words=_after_words(office, duty),
        reminders=tuple(
            Reminder(days, _reminder_words(days), days in duty.remind)
            for days in sorted({*REMIND, *duty.remind}, reverse=True)
        ),
        state_title=_("Keadaan {day}").format(day=day_words(office.today, office.today)),
        state_words=_("Tidak ada laporan yang ditunggu untuk masa ini.") if nobody else _state_words(states),
        shares=() if nobody else _shares(states),
        missing=tuple(left.items()),
        kind=duty.period_kind,
        deadline=duty.deadline,
        rule_words=rule_words(duty.rule),
        rule_due=_iso(due_date(duty.rule, period, office.days)),
        moved=dict(duty.moved).get(str(period), ""),
        off=off,
        active_from=duty.active_from,
        owed_by=duty.owed_by,
        villages=tuple(
            (village.code, village.label)
            for village in sorted(office.villages, key=lambda one: (is_kelurahan(one), one.name))
            if village.kind in duty.owed_by
        ),
        skip_villages=duty.skip_villages,
        waiting=waiting,
        changed_words=_changed_words(office, record),
        used=duty.used,
        by_event=by_event,
        template=duty.template,
        name=duty.name,
        events=recorded,
        notes=() if off or quiet else holiday_notes(office, duty, period, due),
    )


def _due_words(duty: Duty, due: date | None, *, off: bool, quiet: bool) -> str:
    if off:
        return _("Tidak berlaku")
    if quiet:
        words = rule_words(duty.rule)
        return words[:1].upper() + words[1:]
    return format_date_long(due) if due is not None else _("Tanggal belum ditetapkan")


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def reminder_text(view: DutyView) -> str:
    """What a village is written that has not delivered; the same words for all of them."""
    late = any(share.state is ReportState.TERLAMBAT for share in view.shares)
    words = (
        _("{report} belum kami terima. Batasnya {day} sudah lewat. Mohon dikirim. Bila ada kendala, balas di sini.")
        if late
        else _("{report} belum kami terima. Batasnya {day}. Bila ada kendala, balas di sini.")
    )
    return words.format(report=view.subtitle, day=view.due_words)


def offers(office: Office) -> tuple[TypeOffer, ...]:
    """Report types with the parts of the year that no duty asks for yet; a type that is asked for whole is left out."""
    found = []
    for key in sorted({key for key, _version in office.templates}):
        template = office.newest_template(key)
        if template is None:
            continue
        asked = [duty for duty in office.duties if duty.template == key]
        parts = [
            (period.part, period.label_in_year)
            for period in periods_of(template.period_kind, office.today.year)
            if not any((not duty.parts or period.part in duty.parts) and not duty.active_to for duty in asked)
        ]
        # A type may also be asked of a kind of village that no duty names yet, so all parts stay on offer then.
        whole = {kind for duty in asked for kind in duty.owed_by} >= set(VillageKind)
        if not parts and whole:
            continue
        all_parts = [(one.part, one.label_in_year) for one in periods_of(template.period_kind, office.today.year)]
        found.append(
            TypeOffer(
                key,
                template.name,
                template.short_name,
                template.legal_basis,
                template.period_kind,
                tuple(parts or all_parts),
            )
        )
    return tuple(found)


def years_told(year: int) -> tuple[int, ...]:
    """The years on whose periods a report may fall due in the year: a moved day or a rule may lie far from them."""
    return year - 2, year - 1, year, year + 1


def _dues(office: Office, year: int) -> Iterator[_Due]:
    """Due days of the years around; a moved day or a rule may lie more than a year after its period."""
    for duty in office.duties:
        for about in years_told(year):
            for period in _periods(office, duty, about):
                day = duty.due(period, office.days) if duty.used and duty.reaches(period) else None
                if day is not None:
                    yield _Due(duty, period, day)


def _periods(office: Office, duty: Duty, year: int) -> tuple[Period, ...]:
    """The periods of a year that the duty may speak of: those of the calendar, or the days of recorded events."""
    if duty.period_kind is not PeriodKind.EVENT:
        return periods_of(duty.period_kind, year)
    days = {event.period for event in office.events if event.template == duty.template and event.period.year == year}
    return tuple(sorted(days, key=str))


def _nearest(office: Office, book: Book) -> _Due | None:
    ahead = [
        due
        for due in _dues(office, office.today.year)
        if due.day >= office.today and due.duty.stands_for(due.period) and _open(office, book, due)
    ]
    return min(ahead, key=lambda due: (due.day, due.duty.pos, due.duty.key), default=None)


def _open(office: Office, book: Book, due: _Due) -> int:
    """How many villages have not delivered."""
    return sum(
        book.facts(village.code, due.duty.template, str(due.period), ordinal).sent == workflow.NONE
        for village, ordinal in _asked(office, due.duty, due.period)
    )


def _owing(office: Office, duty: Duty) -> list[Village]:
    found = [village for village in office.villages if applies(duty, village)]
    return sorted(found, key=lambda village: (is_kelurahan(village), village.name))


def _asked(office: Office, duty: Duty, period: Period) -> list[tuple[Village, int]]:
    """Who owes the report of that period; by an event each village with one, as often as it has one that day."""
    villages = _owing(office, duty)
    if duty.period_kind is not PeriodKind.EVENT:
        return [(village, 0) for village in villages if not office.before(duty, village, period)]
    return [
        (village, event.ordinal)
        for village in villages
        for event in office.events_of(village.code)
        if event.template == duty.template and event.period == period
    ]


def _row_key(due: _Due) -> str:
    match due.period.kind:
        case PeriodKind.YEAR:
            return f"{due.duty.key}/{due.period}"
        case PeriodKind.MONTH | PeriodKind.EVENT:
            return due.duty.key
        case _:
            return f"{due.duty.key}/{due.period.part}"


def _line(office: Office, book: Book, key: str, dues: list[_Due], nearest: _Due | None) -> DutyLine:
    first = dues[0]
    cells = tuple(_cell(office, book, due, nearest) for due in sorted(dues, key=lambda due: due.day))
    return DutyLine(key, first.duty.key, line_name(first.duty, first.period), _GROUPS[first.period.kind], cells)


def _cell(office: Office, book: Book, due: _Due, nearest: _Due | None) -> DateCell:
    left = _open(office, book, due)
    over = is_late(due.day, office.now, office.zone)
    today = office.today
    if not due.duty.stands_for(due.period):
        state, told = DateState.OFF, _("tidak berlaku untuk masa ini")
    elif not left and not _asked(office, due.duty, due.period):
        state, told = DateState.OFF, _("batasnya sebelum desa memakai SIPA")
    elif not left:
        state, told = DateState.DONE, _("semua sudah masuk")
    elif over:
        state, told = DateState.LATE, _("lewat, {n} belum masuk").format(n=left)
    else:
        told = _("{distance}, {n} belum masuk").format(distance=due_words(due.day, today), n=left)
        this_month = (due.day.year, due.day.month) == (today.year, today.month)
        state = DateState.NEAREST if due == nearest else DateState.MONTH if this_month else DateState.COMING
    moved = str(due.period) in dict(due.duty.moved)
    words = _("{name}, {period}: batas {day}, {told}").format(
        name=line_name(due.duty, due.period), period=due.period.label, day=day_words(due.day, today), told=told
    )
    if moved:
        words = _("{words}. Tanggal diubah untuk masa ini saja").format(words=words)
    return DateCell(due.duty.key, str(due.period), due.day, state, moved, words)


def _start(lines: list[DutyLine]) -> tuple[str, str] | None:
    """Where to begin: at the nearest open day, else at the first late one, else at the first of all."""
    for state in (DateState.NEAREST, DateState.LATE):
        for line in lines:
            for cell in line.cells:
                if cell.state is state:
                    return line.key, cell.period
    return (lines[0].key, _first_period(lines[0])) if lines else None


def _pos(office: Office, key: str) -> int:
    return next((duty.pos for duty in office.duties if duty.key == key), 0)


def _state(office: Office, book: Book, duty: Duty, period: Period, village: Village, ordinal: int) -> ReportState:
    facts = book.facts(village.code, duty.template, str(period), ordinal)
    return kecamatan_state(facts, duty.due(period, office.days), office.now, applies=True, zone=office.zone)


_SHARES: Final[tuple[tuple[str, tuple[ReportState, ...], str], ...]] = (
    (N_("{n} disetujui atau terbit"), (ReportState.TERBIT, ReportState.DISETUJUI), ReportState.DISETUJUI),
    (N_("{n} menunggu diperiksa"), (ReportState.TERKIRIM, ReportState.DIPERIKSA), ReportState.TERKIRIM),
    (N_("{n} dikembalikan"), (ReportState.DIKEMBALIKAN,), ReportState.DIKEMBALIKAN),
    (N_("{n} terlambat"), (ReportState.TERLAMBAT,), ReportState.TERLAMBAT),
    (N_("{n} belum masuk"), (ReportState.BELUM_MASUK,), ReportState.BELUM_MASUK),
)


def _counted(states: list[tuple[Village, ReportState]]) -> Iterator[StateShare]:
    for words, members, look in _SHARES:
        n = sum(state in members for _village, state in states)
        if n:
            yield StateShare(ReportState(look), n, _(words).format(n=n))


def _shares(states: list[tuple[Village, ReportState]]) -> tuple[StateShare, ...]:
    return tuple(_counted(states))


def _state_words(states: list[tuple[Village, ReportState]]) -> str:
    return ", ".join(share.word for share in _counted(states)) or _("Tidak ada desa yang wajib mengirim.")


def _repeat_words(duty: Duty) -> str:
    if duty.period_kind is PeriodKind.EVENT:
        return _("Bila ada peristiwa")
    if duty.period_kind is PeriodKind.MONTH:
        return _("Tiap bulan") if not duty.parts else _("{n} bulan tiap tahun").format(n=len(duty.parts))
    if duty.period_kind is PeriodKind.QUARTER and len(duty.parts) != 1:
        return _("Tiap triwulan")
    if duty.period_kind is PeriodKind.SEMESTER and len(duty.parts) != 1:
        return _("Tiap semester")
    return _("Tiap tahun")


def _owed_words(office: Office, duty: Duty, period: Period | None) -> str:
    villages = _owing(office, duty) if period is None else [one for one, _n in _asked(office, duty, period)]
    kelurahan = sum(is_kelurahan(village) for village in villages)
    parts = [_("{n} desa").format(n=len(villages) - kelurahan)]
    if kelurahan:
        parts.append(_("{n} kelurahan").format(n=kelurahan))
    return ", ".join(parts)


def _after_words(office: Office, duty: Duty) -> str:
    template = office.newest_template(duty.template)
    if template is None or template.publication is None:
        return _("Selesai, tidak wajib terbit")
    n = sum(not channel.optional for channel in office.channels)
    return _("Posting {n} saluran").format(n=n)


def _reminder_words(days: int) -> str:
    if days > 0:
        return _("{n} hari sebelum batas").format(n=days)
    if days == 0:
        return _("Pada hari batas")
    if days == -1:
        return _("Sehari sesudah lewat")
    return _("{n} hari sesudah lewat").format(n=-days)


def _changed_words(office: Office, record: Record) -> str:
    at = record.number("changed_at")
    if not at:
        return ""
    day = date_words(local_date(at, office.zone), office.today)
    return _("Diubah {name}, {day}").format(name=record.text("changed_by") or _("kecamatan"), day=day)
