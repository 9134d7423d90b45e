"""What stands on the page of sending and of this computer, in words. Pure: the same values give the same words."""

from __future__ import annotations

import msgspec

from sipa_core.domain.dates import format_date, format_date_tight, format_time, local_date
from sipa_core.messages import _
from sipa_core.sync.peer import Trouble
from sipa_core.wire.problems import Problem
from sipa_desktop.identity import Identity
from sipa_desktop.sync.status import BlobStatus, Phase, SyncStatus, unsent_words


class Head(msgspec.Struct, frozen=True):
    """The first card: what is going on, a sentence on it, and how far (None: nothing is under way)."""

    title: str
    words: str
    share: float | None = None


class Fact(msgspec.Struct, frozen=True):
    """One line about this computer."""

    label: str
    value: str


def head_of(status: SyncStatus, now: int, zone: str, unsent: int | None = 0) -> Head:
    """Return the state of sending. "Semua terkirim" only when everything has its receipt, nothing is parked, and no
    complete report waits for the person's *Kirim* (`unsent`, None while not counted).
    """
    contact = contact_words(status, now, zone)
    if status.phase is Phase.SENDING and status.sending_total:
        done = min(status.sent + 1, status.sending_total)
        return Head(
            _("Mengirim {n} dari {m}").format(n=done, m=status.sending_total),
            _("Aman bila jaringan putus, nanti dilanjutkan."),
            status.sent / status.sending_total,
        )
    if status.phase is Phase.SENDING:
        return Head(_("Sedang menyambung"), contact)
    words = f"{_why(status, now, zone)} {contact}".strip() if status.trouble is not None else contact
    if status.trouble is not None and status.shut_out is None and status.next_try_at is not None:
        again = _("Dicoba lagi pukul {time}.").format(time=format_time(status.next_try_at, zone))
        words = f"{words} {again}"
    if status.waiting:
        return Head(_("{n} menunggu kirim").format(n=status.waiting), words)
    files = status.blobs.waiting - status.blobs.refused
    if files and status.blobs.under_way:
        return Head(_("Mengirim {n} berkas").format(n=files), words, status.blobs.percent / 100)
    if files:
        return Head(_("{n} berkas menunggu kirim").format(n=files), f"{words} {status.blobs.words}".strip())
    if status.parked + status.blobs.refused:
        return Head(_("{n} perlu perhatian").format(n=status.parked + status.blobs.refused), words)
    if status.to_hand:
        return Head(_("{n} berkas desa menunggu diserahkan").format(n=status.to_hand), words)
    if status.all_sent:
        if unsent:
            return Head(unsent_words(unsent), f"{_('Buka di Laporan, lalu tekan Kirim.')} {words}")
        # As in the strip: where nothing was ever sent, "Semua terkirim" would be read as if something had been.
        all_sent = bool(status.received) and unsent == 0
        return Head(_("Semua terkirim") if all_sent else _("Tidak ada yang menunggu kirim"), words)
    return Head(_("Belum pernah tersambung"), words)


def _why(status: SyncStatus, now: int, zone: str) -> str:
    """Why the last try failed; what the notice above it tells whole is not told twice."""
    if status.shut_out is not None or status.code == Problem.UNCONFIRMED:
        return ""
    if status.trouble is Trouble.CLOCK:
        return _("Sambungan aman ditolak karena tanggal itu. Isian aman di komputer ini.")
    if status.trouble is Trouble.EXPIRED:
        # Which of the two it is may not be known: the person has a calendar.
        today = _("Menurut komputer ini hari ini {day}; bila itu salah, betulkan dulu tanggalnya.")
        return f"{status.words} {today.format(day=format_date(local_date(now, zone)))}"
    return status.words


def files_head(blobs: BlobStatus) -> str:
    """Return why the files are not on the server yet, and what is safe meanwhile."""
    if blobs.paused:
        return _("Anda menghentikannya dulu. Yang sudah sampai tidak dikirim ulang.")
    if blobs.under_way:
        return _("Sedang dikirim. Aman bila jaringan putus, nanti dilanjutkan.")
    if blobs.trouble is not None:
        return f"{blobs.words} {_('Yang sudah sampai tidak dikirim ulang.')}".strip()
    return _("Dikirim sendiri sesudah laporan dan pesan, atau ikut lewat USB.")


def contact_words(status: SyncStatus, now: int, zone: str) -> str:
    """`Tersambung terakhir 10.33.`, with the day when it was another one."""
    if status.last_contact is None:
        return _("Komputer ini belum pernah tersambung ke server kecamatan.")
    day, time = local_date(status.last_contact, zone), format_time(status.last_contact, zone)
    today = local_date(now, zone)
    shown = format_date_tight(day) if day.year == today.year else format_date(day)
    when = time if day == today else f"{shown} {time}"
    return _("Tersambung terakhir {when}.").format(when=when)


def computer_facts(identity: Identity, secrets_place: str, enrolled_at: int | None = None) -> tuple[Fact, ...]:
    """Return whose computer this is, since when, where it sends to, and where its keys lie."""
    return (
        Fact(_("Alamat server"), identity.server_url),
        Fact(_("Tempat server"), server_words(identity)),
        Fact(_("Nama komputer"), identity.device_name or _("belum diberi nama")),
        Fact(_("Terdaftar untuk"), f"{identity.place_name}, {identity.person_name}"),
        Fact(_("Kunci komputer"), secrets_words(secrets_place)),
        Fact(_("Terdaftar sejak"), _day(enrolled_at, identity.zone)),
    )


def _day(instant: int | None, zone: str) -> str:
    return format_date(local_date(instant, zone)) if instant is not None else _("tidak tercatat")


def server_words(identity: Identity) -> str:
    """Say where the server stands as far as this PC knows, and what does not work there."""
    if not identity.certificate:
        if identity.server_url.startswith("https:"):
            return _("Di alamat umum. Kiriman, halaman publik, dan masukan warga berjalan lewat internet.")
        return _("Di komputer atau jaringan ini, tanpa alamat umum. Dari luar tidak dapat dihubungi.")
    if identity.village is not None:
        return _(
            "Di komputer kantor kecamatan. Kirim lewat jaringan kantor itu atau lewat USB. Yang tidak berjalan: "
            "kiriman lewat internet, dan masukan warga lewat halaman publik. Komentar di media sosial dicatat "
            "di Masukan Warga."
        )
    return _(
        "Di komputer kantor. Desa tersambung lewat jaringan kantor ini atau lewat USB. Yang tidak berjalan: kiriman "
        "desa lewat internet, dan masukan warga lewat halaman publik. Halaman publik ditulis sebagai berkas oleh "
        "penjaga server."
    )


def secrets_words(place: str) -> str:
    """Say where the keys of this computer lie."""
    if place == "keyring":
        return _("Di tempat kunci sistem komputer ini, dan terbuka juga dengan kata sandi aplikasi.")
    return _("Data dikunci dengan kata sandi aplikasi.")
