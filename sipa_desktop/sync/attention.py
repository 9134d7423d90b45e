"""What must not be overlooked, in whole sentences: a PC that was shut out, a wrong date, data that was copied.

Pure: the same status and instant give the same words. Each says what happened, what is safe and what to do.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from sipa_core.domain import dates
from sipa_core.domain.duties import earliest
from sipa_core.domain.periods import is_period, parse_period
from sipa_core.messages import _
from sipa_core.ops.words import problem_words
from sipa_core.sync.peer import Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.sync.clock import DAY_MS, is_doubtful
from sipa_desktop.sync.status import SyncStatus

_HOUR_MS = 3_600_000
_NEAR_MS = 10 * 60 * 1000
_ZONE_HOURS = 12
"""A difference of whole hours up to so many is a zone rather than a date."""


class Matter(StrEnum):
    """What it is about, and so what can be done: register again · set the date · read and put away ·
    let go of what is no longer this PC's · ask the kecamatan for its yes · read and put away.
    """

    SHUT_OUT = "shut_out"
    CLOCK = "clock"
    COPIED = "copied"
    PLACE = "place"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


class Attention(msgspec.Struct, frozen=True):
    """A sentence and the lines below it."""

    matter: Matter
    title: str
    lines: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of it in one text."""
        return " ".join((f"{self.title}.", *self.lines))


def attention(status: SyncStatus, now: int, zone: str) -> tuple[Attention, ...]:
    """What a person must know now, the gravest first; nothing on a good day."""
    found = (
        shut_out_attention(status),
        unconfirmed_attention(status),
        clock_attention(status, now, zone),
        place_attention(status),
        copied_attention(status, now, zone),
        confirmed_attention(status, zone),
    )
    return tuple(one for one in found if one is not None)


def shut_out_attention(status: SyncStatus) -> Attention | None:
    """The server no longer knows this PC."""
    if status.shut_out is None:
        return None
    happened, _dot, rest = problem_words(status.shut_out).partition(". ")
    lines = [rest] if rest else []
    if status.waiting or status.blobs.waiting:
        lines.append(_("Yang menunggu kirim tetap di sini dan berjalan lagi sesudah komputer ini didaftarkan lagi."))
    lines.append(_("Semua tetap dapat dibaca, disalin, dan disimpan sebagai berkas."))
    return Attention(Matter.SHUT_OUT, happened, tuple(lines))


def unconfirmed_attention(status: SyncStatus) -> Attention | None:
    """The kecamatan has yet to agree to this PC; nothing is said while the server shuts it out for good."""
    if not status.unconfirmed or status.shut_out is not None:
        return None
    happened, _dot, rest = problem_words(Problem.UNCONFIRMED).partition(". ")
    return Attention(Matter.UNCONFIRMED, happened, (rest,))


def confirmed_attention(status: SyncStatus, zone: str) -> Attention | None:
    """The kecamatan has agreed, and nobody has read that yet."""
    if status.confirmed_at is None:
        return None
    lines = (
        _("Diketahui {moment}. Isian dan kiriman Anda kini sampai ke kecamatan sendiri setiap kali tersambung.").format(
            moment=_moment(status.confirmed_at, zone)
        ),
    )
    return Attention(Matter.CONFIRMED, _("Kecamatan sudah membenarkan komputer ini"), lines)


def clock_attention(status: SyncStatus, now: int, zone: str) -> Attention | None:
    """This PC's date, hour or zone is wrong, or must at least be looked at; with this PC's date and the right one."""
    here = _("Komputer ini menunjukkan {moment}.").format(moment=_moment(now, zone))
    safe = _("Isian dan kiriman Anda aman, dan kiriman tetap sah: yang dihitung waktu server.")
    if status.told is not None and status.told.back:
        said = _("Server menyebut {moment}, lebih awal daripada yang disebutnya terakhir kali.")
        lines = (
            f"{said.format(moment=_moment(now - status.told.back, zone))} {here}",
            _(
                "Bandingkan dengan tanggal di HP Anda. Bila komputer ini benar, minta yang merawat server kecamatan "
                "membetulkan jamnya; bila tidak, betulkan tanggal dan jam komputer ini."
            ),
            _("Isian dan kiriman Anda aman. Waktu terima di server mungkin tercatat terlalu awal."),
        )
        return Attention(Matter.CLOCK, _("Jam server kecamatan mundur"), lines)
    if status.clock_off is not None:
        right = now + status.clock_off
        if status.clock_least:
            truth = _("Menurut server, sekarang paling awal {moment}.").format(moment=_moment(right, zone))
        else:
            truth = _("Menurut server, yang benar {moment}.").format(moment=_moment(right, zone))
        lines = (f"{here} {truth}", _todo(status.clock_off, zone), safe)
        return Attention(Matter.CLOCK, clock_title(status.clock_off, now, zone), lines)
    if status.trouble is Trouble.CLOCK:
        compare = _("Bandingkan dengan tanggal di HP Anda.")
        return Attention(Matter.CLOCK, _("Tanggal komputer ini salah"), (f"{here} {compare}", _todo(None, zone), safe))
    if is_doubtful(now, status.told):
        last = status.told.server if status.told is not None else now
        when = dates.format_date(dates.local_date(last, zone))
        heard = _("Server terakhir menjawab {day}.").format(day=when)
        ask = _("Bila tanggal itu salah, betulkan dulu sebelum membuat laporan, agar masa dan batasnya benar.")
        return Attention(Matter.CLOCK, _("Periksa tanggal komputer ini"), (f"{here} {heard}", ask, safe))
    return None


def period_doubt(period: str, due: date | None, status: SyncStatus, now: int, zone: str) -> Attention | None:
    """What stands above a report of that period, when this PC's date cannot be relied upon.

    Without any word of the server a period that has not begun yet speaks against the date all the same, but for a
    report that is due before its period begins.
    """
    known = clock_attention(status, now, zone)
    today = dates.local_date(now, zone)
    if known is not None or not is_period(period) or earliest(parse_period(period), due) <= today:
        return known
    here = _("Menurut komputer ini hari ini {today}, jadi masa laporan ini belum mulai.")
    lines = (
        here.format(today=dates.format_date(today)),
        _("Bila tanggal itu salah, betulkan tanggal komputer. Isian Anda tetap tersimpan."),
    )
    return Attention(Matter.CLOCK, _("Periksa tanggal komputer ini"), lines)


def copied_attention(status: SyncStatus, now: int, zone: str) -> Attention | None:
    """The data of this PC was found to be a copy, or put back from one."""
    if status.copied_at is None:
        return None
    when = dates.format_date(dates.local_date(status.copied_at, zone))
    lines = (
        _("Diketahui {day}. Tidak ada yang hilang atau terkirim dua kali; yang menunggu diberi nomor baru.").format(
            day=when
        ),
        _(
            "Bila data ini juga dibuka di komputer lain, tutup SIPA di sana dan daftarkan komputer itu dengan kode "
            "sendiri."
        ),
    )
    return Attention(Matter.COPIED, _("Data SIPA di komputer ini pernah disalin atau dipulihkan"), lines)


def place_attention(status: SyncStatus) -> Attention | None:
    """The server says that this PC's place is another, and so much would go that a person must agree first."""
    if not status.leaving:
        return None
    lines = (
        _(
            "Menurut server, komputer ini sekarang untuk {place}. {n} data di sini bukan bagiannya lagi dan belum "
            "dilepas."
        ).format(place=status.leaving_place, n=status.leaving),
        _("Semuanya tetap ada di server kecamatan. Draf dan yang belum terkirim tidak ikut dilepas."),
        _("Bila ini keliru, jangan lepas dulu dan hubungi admin kecamatan."),
    )
    return Attention(Matter.PLACE, _("Wilayah kerja komputer ini berubah"), lines)


def clock_title(off_ms: int, now: int, zone: str) -> str:
    """Whether it is the date or only the hour that is wrong."""
    right, here = dates.local_date(now + off_ms, zone), dates.local_date(now, zone)
    far = abs(off_ms) >= DAY_MS or (right != here and not _is_zone(off_ms))
    return _("Tanggal komputer ini salah") if far else _("Jam komputer ini salah")


def _is_zone(off_ms: int) -> bool:
    hours = round(abs(off_ms) / _HOUR_MS)
    return 1 <= hours <= _ZONE_HOURS and abs(abs(off_ms) - hours * _HOUR_MS) < _NEAR_MS


def _todo(off_ms: int | None, zone: str) -> str:
    named = _zone_words(zone)
    if off_ms is not None and _is_zone(off_ms):
        hours = round(abs(off_ms) / _HOUR_MS)
        return _(
            "Selisihnya {n} jam, biasanya karena zona waktu. Buka pengaturan tanggal dan waktu, pilih zona {zone}, "
            "lalu betulkan jamnya."
        ).format(n=hours, zone=named)
    return _(
        "Buka pengaturan tanggal dan waktu, betulkan tanggal dan jamnya, dan pilih zona {zone}. "
        "Sesudah itu SIPA menyambung sendiri."
    ).format(zone=named)


def _zone_words(zone: str) -> str:
    """`UTC+08.00 (WITA)`, as the settings of a PC list it."""
    shift = dates.local(0, zone).utcoffset() or timedelta()
    minutes = int(shift.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}.{abs(minutes) % 60:02d} ({dates.zone_word(zone)})"


def _moment(instant: int, zone: str) -> str:
    """`10 Juli 2025, 10.34`; years beyond any calendar are told as such."""
    try:
        return f"{dates.format_date(dates.local_date(instant, zone))}, {dates.format_time(instant, zone)}"
    except (OverflowError, ValueError, OSError):
        return _("tanggal yang tidak ada di kalender")
