"""Words for every trouble of the line: what happened, what is safe, what to do; none may lack them."""

from __future__ import annotations

from typing import Final

from sipa_core.messages import N_, _
from sipa_core.ops.words import problem_words
from sipa_core.sync.peer import CarriageError, Trouble

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
}


def trouble_words(fault: CarriageError) -> str:
    """The whole sentence for a failed try; the server's own code speaks where it gave one."""
    return problem_words(fault.code) if fault.code is not None else _(_LONG[fault.trouble])


def trouble_short(trouble: Trouble) -> str:
    """A few words for the strip."""
    return _(_SHORT[trouble])
