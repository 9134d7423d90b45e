"""Where the work is, in a value and in words. "Semua terkirim" is said only when every op has its receipt
and no report that is complete waits for a person to send it.

`strip` is pure: the same status and instant give the same words; it promises nothing that the status does not hold.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from sipa_core.domain import dates
from sipa_core.messages import _, ngettext
from sipa_core.sync.peer import Trouble
from sipa_desktop.sync.clock import DAY_MS, Told
from sipa_desktop.sync.words import trouble_short


class Phase(StrEnum):
    """idle: nothing under way · sending: a session runs · waiting: a try failed, the next one is set."""

    IDLE = "idle"
    SENDING = "sending"
    WAITING = "waiting"


class Heard(StrEnum):
    """What is told until a person has read it: this data is a copy · this PC was let in."""

    COPIED = "copied"
    CONFIRMED = "confirmed"


class BlobStatus(msgspec.Struct, frozen=True):
    """Where the attachments are: how many wait (with those the server refused), their bytes, how many of those the
    server has; whether some are under way now, or the person stopped it; the last failure.
    """

    waiting: int = 0
    size: int = 0
    sent: int = 0
    refused: int = 0
    under_way: bool = False
    paused: bool = False
    trouble: Trouble | None = None
    code: str | None = None
    words: str = ""

    @property
    def percent(self) -> int:
        """How much of what waits the server has, 0 to 99: the last byte counts when its whole is said to be there."""
        return min(99, 100 * self.sent // self.size) if self.size else 0


class SyncStatus(msgspec.Struct, frozen=True):
    """Facts of this moment. Instants are UTC ms of this PC; None means never.

    `sent` of `sending_total` are the ops under way; `trouble`, `code` and `words` tell the last failure of line or
    server. `received` ops have their receipt. `clock_off` is the true time minus this PC's (ms) when they are far
    apart, or at least so much (`clock_least`); `told` is what that is known from. `shut_out` is the server's code since
    it no longer knows this PC. `copied_at`: when this data was found to be a copy, until a person has put that away.
    `waiting` counts what people wrote; `quiet` the marks beside it that the program makes by itself (ops/base.py,
    QUIET) and that go along unsaid.
    """

    phase: Phase = Phase.IDLE
    waiting: int = 0
    parked: int = 0
    saved_at: int | None = None
    last_contact: int | None = None
    trouble: Trouble | None = None
    code: str | None = None
    words: str = ""
    next_try_at: int | None = None
    sending_total: int = 0
    sent: int = 0
    received: int = 0
    clock_off: int | None = None
    clock_least: bool = False
    told: Told | None = None
    shut_out: str | None = None
    copied_at: int | None = None
    unconfirmed: bool = False
    """The kecamatan has yet to agree to this PC, which came by a file."""
    confirmed_at: int | None = None
    """When it was found to have agreed, until a person has read it."""
    blobs: BlobStatus = BlobStatus()
    quiet: int = 0
    leaving: int = 0
    """Records that are no longer this PC's and wait for a person's word to go; `leaving_place` is its place now."""
    leaving_place: str = ""
    to_hand: int = 0
    """Files of villages that this PC carries and the server has not answered for yet."""

    @property
    def all_sent(self) -> bool:
        """True only when the server has answered for all that people wrote or carried, has every attachment, and
        nothing is parked. Marks that nobody wrote (`quiet`) may still be on their way.
        """
        settled = self.waiting == 0 and self.parked == 0 and self.blobs.waiting == 0 and self.to_hand == 0
        return settled and self.last_contact is not None


class Segment(msgspec.Struct, frozen=True):
    """One fact on the strip: a Phosphor icon's name, the words, a tone of the look, and a plain detail."""

    icon: str
    text: str
    tone: str = "ink2"
    bold: bool = False
    detail: str = ""
    percent: int | None = None


def strip(
    status: SyncStatus, now: int, zone: str, *, unsaved: bool = False, unsent: int | None = 0
) -> tuple[Segment, ...]:
    """From left to right: what is here, what needs a person, what waits, when the last contact was or why not.

    `unsaved` says that a window holds words which the disk has not taken for a while (full, held, given up). `unsent`
    counts reports that are complete and that nobody has sent; None while they are not counted yet.
    """
    # "Semua terkirim" beside words that no disk holds yet would be read as a promise for them too.
    waits = (
        _parked(status),
        None if unsaved and status.all_sent else _queue(status, unsent),
        _carried(status),
        _files(status.blobs),
    )
    clock = _clock(status, now, zone)
    # By a wrong clock the hour of the last contact misleads, and a refused date says that nobody was reached.
    calm = status.trouble in (None, Trouble.CLOCK) and status.shut_out is None
    contact = None if clock is not None and calm else _contact(status, now, zone)
    known = (contact, clock, _copied(status), _leaving(status))
    facts = (_unsaved() if unsaved else _saved(status, now, zone), *waits, *known)
    return tuple(fact for fact in facts if fact is not None)


def _saved(status: SyncStatus, now: int, zone: str) -> Segment:
    if status.saved_at is None:
        return Segment("hard-drives", _("Belum ada isian di komputer ini"), "ink2")
    return Segment(
        "hard-drives", _("Tersimpan di komputer ini"), "ink", bold=True, detail=_moment(status.saved_at, now, zone)
    )


def _unsaved() -> Segment:
    return Segment("warning-circle", _("Tulisan terakhir belum tersimpan"), "danger", bold=True)


def _parked(status: SyncStatus) -> Segment | None:
    count = status.parked + status.blobs.refused
    if not count:
        return None
    return Segment("warning-circle", _("{n} perlu perhatian").format(n=count), "danger", bold=True)


def _queue(status: SyncStatus, unsent: int | None) -> Segment | None:
    if status.phase is Phase.SENDING and status.sending_total:
        done = min(status.sent + 1, status.sending_total)
        words = _("Mengirim {n} dari {total}").format(n=done, total=status.sending_total)
        return Segment("paper-plane-tilt", words, "ink", bold=True, percent=100 * status.sent // status.sending_total)
    if status.waiting:
        return Segment("hourglass-medium", _("{n} menunggu kirim").format(n=status.waiting), "warn", bold=True)
    if not status.all_sent:
        return None
    if unsent:
        return Segment("file-text", unsent_words(unsent), "ink", bold=True, detail=_("buka di Laporan"))
    if not status.received or unsent is None:
        # True, but beside a draft that was never sent "Semua terkirim" would be read as something else.
        return Segment("check", _("Tidak ada yang menunggu kirim"), "ink2")
    return Segment("check", _("Semua terkirim"), "ink2")


def unsent_words(count: int) -> str:
    """`2 laporan belum Anda kirim`: complete on this PC; not to be taken for what waits in the queue."""
    return ngettext("{n} laporan belum Anda kirim", "{n} laporan belum Anda kirim", count).format(n=count)


def _carried(status: SyncStatus) -> Segment | None:
    if not status.to_hand:
        return None
    return Segment("usb", _("{n} berkas desa menunggu diserahkan").format(n=status.to_hand), "warn", bold=True)


def _files(blobs: BlobStatus) -> Segment | None:
    waiting = blobs.waiting - blobs.refused
    if waiting <= 0:
        return None
    if blobs.paused:
        words = _("{n} berkas dihentikan dulu").format(n=waiting)
        return Segment("paperclip", words, "warn", bold=True, percent=blobs.percent or None)
    if blobs.under_way:
        words = _("Mengirim {n} berkas").format(n=waiting)
        return Segment("paperclip", words, "ink", bold=True, percent=blobs.percent)
    return Segment("paperclip", _("{n} berkas menunggu kirim").format(n=waiting), "warn", bold=True)


def _contact(status: SyncStatus, now: int, zone: str) -> Segment:
    since = "" if status.last_contact is None else _moment(status.last_contact, now, zone)
    detail = _("tersambung terakhir {when}").format(when=since) if since else _("belum pernah tersambung")
    if status.shut_out is not None:
        short = trouble_short(Trouble.PROBLEM, status.shut_out)
        return Segment("prohibit", short, "danger", bold=True)
    if status.trouble is not None:
        return Segment("cloud-slash", trouble_short(status.trouble, status.code), "warn", bold=True, detail=detail)
    if status.phase is Phase.SENDING:
        return Segment("cloud-check", _("Sedang menyambung"), "ink2")
    if status.last_contact is None:
        return Segment("cloud-slash", _("Belum pernah tersambung"), "ink2")
    return Segment("cloud-check", _("Tersambung terakhir {when}").format(when=since), "ink2")


def _clock(status: SyncStatus, now: int, zone: str) -> Segment | None:
    if status.told is not None and status.told.back:
        return Segment("clock-countdown", _("Jam server mundur"), "warn", bold=True)
    if status.clock_off is None and status.trouble is not Trouble.CLOCK:
        return None
    off = status.clock_off
    if off is None:
        words, detail = _("Tanggal komputer ini salah"), _("di sini {day}").format(day=_day(now, zone))
    elif abs(off) < DAY_MS:
        words, detail = (
            _("Jam komputer ini salah"),
            _("seharusnya {time}").format(time=dates.format_time(now + off, zone)),
        )
    else:
        words, detail = _("Tanggal komputer ini salah"), _("di sini {day}").format(day=_day(now, zone))
    return Segment("clock-countdown", words, "danger", bold=True, detail=detail)


def _copied(status: SyncStatus) -> Segment | None:
    if status.copied_at is None:
        return None
    return Segment("copy", _("Pernah disalin"), "warn", bold=True)


def _leaving(status: SyncStatus) -> Segment | None:
    if not status.leaving:
        return None
    return Segment("warning-circle", _("Wilayah kerja berubah"), "warn", bold=True)


def _day(instant: int, zone: str) -> str:
    try:
        day = dates.local_date(instant, zone)
    except (OverflowError, ValueError, OSError):
        return _("tanggal yang tidak ada di kalender")
    return f"{dates.format_date_tight(day)} {day.year}"


def _moment(instant: int, now: int, zone: str) -> str:
    """`10.34` today, `9 Jul 10.34` on another day, with the year when it is another one."""
    day, today, time = dates.local_date(instant, zone), dates.local_date(now, zone), dates.format_time(instant, zone)
    if day == today:
        return time
    return f"{dates.format_date_tight(day)} {time}" if day.year == today.year else f"{_day(instant, zone)} {time}"
