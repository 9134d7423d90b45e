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
        "Alamat server tidak ditemukan, biasanya karena internet sedang putus. Isian aman di komputer ini dan dikirim "
        "sendiri saat tersambung. Bila internet jalan tetapi tetap begitu, hubungi admin kecamatan."
    ),
    Trouble.REFUSED: N_(
        "Server kecamatan tidak menjawab: mungkin sedang dimatikan, atau jaringan di sini sedang tidak sampai ke sana. "
        "Isian aman di komputer ini dan dikirim sendiri saat tersambung."
    ),
    Trouble.TIMEOUT: N_("Jaringan terlalu lambat saat ini. Isian aman di komputer ini dan dicoba lagi nanti."),
    Trouble.CUT: N_("Jaringan putus di tengah jalan. Isian aman di komputer ini dan dilanjutkan saat tersambung."),
    Trouble.PORTAL: N_(
        "Jaringan ini meminta masuk lebih dahulu, jadi belum sampai ke server kecamatan. Isian aman di komputer ini. "
        "Buka peramban untuk masuk ke jaringan, lalu coba lagi."
    ),
    Trouble.PROXY: N_(
        "Perantara jaringan (proxy) di kantor ini menolak. Isian aman di komputer ini. Hubungi pengelola jaringan, "
        "atau coba jaringan lain, misalnya dari HP."
    ),
    Trouble.NOT_OURS: N_(
        "Yang menjawab bukan server kecamatan Anda. Jawabannya tidak dipakai dan isian aman di komputer ini. "
        "Coba jaringan lain, misalnya dari HP. Bila tetap begitu, hubungi admin kecamatan."
    ),
    Trouble.STALE: N_(
        "Jaringan ini memberi jawaban lama, bukan jawaban untuk kiriman ini. Jawaban itu tidak dipakai dan isian aman "
        "di komputer ini. Coba jaringan lain, misalnya dari HP."
    ),
    Trouble.CLOCK: N_(
        "Tanggal komputer ini salah, jadi sambungan aman ditolak. Isian aman di komputer ini. Betulkan tanggal, jam, "
        "dan zona waktunya, lalu coba lagi."
    ),
    Trouble.EXPIRED: N_(
        "Sertifikat keamanan server kecamatan tidak berlaku hari ini, jadi sambungan tidak dipakai. Tidak ada yang "
        "dikirim dan isian aman di komputer ini. Beri tahu admin kecamatan."
    ),
    Trouble.CERTIFICATE: N_(
        "Sambungan ini tidak terbukti menuju server kecamatan; mungkin disadap atau dialihkan oleh jaringan. Tidak ada "
        "yang dikirim dan isian aman di komputer ini. Coba jaringan lain, misalnya dari HP. Bila tetap begitu, hubungi "
        "admin kecamatan."
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
    Trouble.REFUSED: N_("Server tidak menjawab"),
    Trouble.TIMEOUT: N_("Jaringan lambat"),
    Trouble.CUT: N_("Jaringan putus"),
    Trouble.PORTAL: N_("Jaringan meminta masuk"),
    Trouble.PROXY: N_("Perantara jaringan menolak"),
    Trouble.NOT_OURS: N_("Bukan server kami"),
    Trouble.STALE: N_("Jawaban lama dari jaringan"),
    Trouble.CLOCK: N_("Tanggal komputer ini salah"),
    Trouble.EXPIRED: N_("Sertifikat server tidak berlaku"),
    Trouble.CERTIFICATE: N_("Sambungan mungkin disadap"),
    Trouble.PLAIN_HTTP: N_("Alamat server harus https"),
    Trouble.SERVER: N_("Server terganggu"),
    Trouble.BUSY: N_("Server sedang ramai"),
    Trouble.PROBLEM: N_("Server menolak"),
    Trouble.THIS_PC: N_("Pengiriman terhenti"),
}
_SHORT_CODES: Final[dict[str, str]] = {
    Problem.REVOKED.value: N_("Izin komputer ini dicabut"),
    Problem.UNAUTHENTICATED.value: N_("Komputer ini tidak dikenal server"),
    Problem.UNCONFIRMED.value: N_("Menunggu dibenarkan kecamatan"),
    Problem.FILE_SPENT.value: N_("Berkas pendaftaran tidak berlaku"),
    Problem.STORAGE_FULL.value: N_("Penyimpanan server penuh"),
    Problem.VERSION.value: N_("Aplikasi perlu diperbarui"),
}


def trouble_words(fault: CarriageError) -> str:
    """The whole sentence for a failed try; the server's own code speaks where it gave one."""
    return problem_words(fault.code) if fault.code is not None else _(_LONG[fault.trouble])


def trouble_short(trouble: Trouble, code: str | None = None) -> str:
    """A few words for the strip; the server's own code speaks where it says more."""
    return _(_SHORT_CODES[code]) if code in _SHORT_CODES else _(_SHORT[trouble])


def forgotten_words(count: int) -> str:
    """The one sentence after this PC let go of what is no longer its person's; empty for nothing."""
    if not count:
        return ""
    return _(
        "{n} data bukan lagi bagian komputer ini dan sudah dilepas dari sini. Semuanya tetap ada di server "
        "kecamatan; draf dan kiriman Anda tidak berubah."
    ).format(n=count)


def fork_words() -> str:
    """The one sentence after a profile was found to be a copy, or put back from one."""
    return _(
        "Data SIPA di komputer ini pernah disalin atau dipulihkan. Tidak ada yang hilang; "
        "yang menunggu dikirim dengan nomor baru."
    )
