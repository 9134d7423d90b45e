"""Words for every trouble of the line: what happened, what is safe, what to do; none may lack them."""

from __future__ import annotations

from typing import Final

from sipa_core.messages import N_, _
from sipa_core.ops.words import problem_words
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.problems import Problem

_LONG: Final[dict[Trouble, str]] = {
    Trouble.NO_NETWORK: N_("Tidak ada jaringan. Isian aman di komputer ini dan dikirim sendiri saat tersambung."),
    Trouble.NO_NAME: N_(
        "Alamat server tidak ditemukan. Isian aman di komputer ini. Periksa jaringan atau alamat server."
    ),
    Trouble.REFUSED: N_("Server kecamatan sedang tidak menyala. Isian aman di komputer ini dan dicoba lagi nanti."),
    Trouble.TIMEOUT: N_("Jaringan terlalu lambat saat ini. Isian aman di komputer ini dan dicoba lagi nanti."),
    Trouble.CUT: N_("Jaringan putus di tengah jalan. Isian aman di komputer ini dan dilanjutkan saat tersambung."),
    Trouble.PORTAL: N_(
        "Jaringan ini meminta masuk lebih dahulu, jadi belum sampai ke server kecamatan. Isian aman di komputer ini. "
        "Buka peramban untuk masuk ke jaringan, lalu coba lagi."
    ),
    Trouble.PROXY: N_(
        "Perantara jaringan di kantor ini menolak. Isian aman di komputer ini. Hubungi pengelola jaringan."
    ),
    Trouble.NOT_OURS: N_(
        "Yang menjawab bukan server kami. Tidak ada yang berubah. Periksa alamat server kepada admin kecamatan."
    ),
    Trouble.CLOCK: N_(
        "Tanggal komputer ini salah, jadi sambungan aman ditolak. Isian aman. Betulkan tanggal, lalu coba lagi."
    ),
    Trouble.CERTIFICATE: N_(
        "Sambungan ke server tidak dapat dipastikan aman, jadi tidak dipakai. Isian aman di komputer ini. "
        "Hubungi admin kecamatan."
    ),
    Trouble.PLAIN_HTTP: N_("Alamat server harus dimulai dengan https. Tidak ada yang dikirim. Periksa alamatnya."),
    Trouble.SERVER: N_("Server kecamatan sedang terganggu. Isian aman di komputer ini dan dicoba lagi nanti."),
    Trouble.BUSY: N_("Server kecamatan sedang ramai. Isian aman di komputer ini dan dicoba lagi sebentar lagi."),
    Trouble.PROBLEM: N_("Server kecamatan menolak. Isian aman di komputer ini."),
    Trouble.THIS_PC: N_(
        "Pengiriman di komputer ini terhenti. Semua yang Anda tulis aman di sini, dan dicoba lagi nanti. "
        "Bila berulang, tutup SIPA lalu buka lagi."
    ),
}
_SHORT: Final[dict[Trouble, str]] = {
    Trouble.NO_NETWORK: N_("Tidak ada jaringan"),
    Trouble.NO_NAME: N_("Alamat server tidak ditemukan"),
    Trouble.REFUSED: N_("Server tidak menyala"),
    Trouble.TIMEOUT: N_("Jaringan lambat"),
    Trouble.CUT: N_("Jaringan putus"),
    Trouble.PORTAL: N_("Jaringan meminta masuk"),
    Trouble.PROXY: N_("Perantara jaringan menolak"),
    Trouble.NOT_OURS: N_("Bukan server kami"),
    Trouble.CLOCK: N_("Tanggal komputer ini salah"),
    Trouble.CERTIFICATE: N_("Sambungan tidak aman"),
    Trouble.PLAIN_HTTP: N_("Alamat server harus https"),
    Trouble.SERVER: N_("Server terganggu"),
    Trouble.BUSY: N_("Server sedang ramai"),
    Trouble.PROBLEM: N_("Server menolak"),
    Trouble.THIS_PC: N_("Pengiriman terhenti"),
}
_SHORT_CODES: Final[dict[str, str]] = {
    Problem.REVOKED.value: N_("Izin komputer ini dicabut"),
    Problem.UNAUTHENTICATED.value: N_("Komputer ini tidak dikenal server"),
    Problem.STORAGE_FULL.value: N_("Penyimpanan server penuh"),
    Problem.VERSION.value: N_("Aplikasi perlu diperbarui"),
}


def trouble_words(fault: CarriageError) -> str:
    """The whole sentence for a failed try; the server's own code speaks where it gave one."""
    return problem_words(fault.code) if fault.code is not None else _(_LONG[fault.trouble])


def trouble_short(trouble: Trouble, code: str | None = None) -> str:
    """A few words for the strip; the server's own code speaks where it says more."""
    return _(_SHORT_CODES[code]) if code in _SHORT_CODES else _(_SHORT[trouble])


def fork_words() -> str:
    """The one sentence after a profile was found to be a copy, or put back from one."""
    return _(
        "Data SIPA di komputer ini pernah disalin atau dipulihkan. Tidak ada yang hilang; "
        "yang menunggu dikirim dengan nomor baru."
    )


def clock_words(off_ms: int) -> str:
    """That the PC's clock is ahead of or behind the server's, by how much, and what to do."""
    minutes = abs(off_ms) // 60_000
    if minutes < 120:
        much = _("{n} menit").format(n=minutes)
    elif minutes < 48 * 60:
        much = _("{n} jam").format(n=minutes // 60)
    else:
        much = _("{n} hari").format(n=minutes // (24 * 60))
    words = (
        _("Jam komputer ini terlambat {much}. Kiriman tetap sah. Betulkan jam komputer.")
        if off_ms > 0
        else _("Jam komputer ini terlalu cepat {much}. Kiriman tetap sah. Betulkan jam komputer.")
    )
    return words.format(much=much)
