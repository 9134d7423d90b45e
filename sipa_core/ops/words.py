"""Words for every problem code: what happened, what is safe, what to do. A code without words fails a test."""

from __future__ import annotations

from typing import Final

from sipa_core.messages import N_, _
from sipa_core.wire.problems import Problem

_WORDS: Final[dict[Problem, str]] = {
    Problem.LOCKED: N_(
        "Laporan ini sudah disetujui kecamatan, jadi tidak dapat dikirim lagi. Isian Anda aman di komputer ini. "
        "Hubungi kecamatan bila perlu dibuka kembali."
    ),
    Problem.SUPERSEDED: N_(
        "Ada kiriman yang lebih baru dari yang Anda lihat. Isian Anda aman di komputer ini. "
        "Buka kiriman terbaru, lalu coba lagi."
    ),
    Problem.ALREADY_DECIDED: N_("Hal ini sudah diputuskan sebelumnya. Keputusan yang pertama tetap berlaku."),
    Problem.FORBIDDEN: N_(
        "Anda tidak berwenang melakukan ini. Tidak ada yang berubah. Tanyakan kepada admin kecamatan bila "
        "seharusnya boleh."
    ),
    Problem.INVALID: N_(
        "Ada isian yang tidak dapat dibaca server. Isian Anda aman di komputer ini. Periksa lalu coba lagi."
    ),
    Problem.UNKNOWN_KIND: N_(
        "Server kecamatan belum mengenal jenis kiriman ini. Kiriman Anda aman di komputer ini. Minta "
        "kecamatan memperbarui server."
    ),
    Problem.NOT_FOUND: N_(
        "Yang dituju tidak ada lagi di server. Tidak ada yang berubah. Tekan Kirim sekarang lalu lihat keadaan terbaru."
    ),
    Problem.NOT_NOW: N_(
        "Keadaannya sudah berubah, jadi ini belum dapat dilakukan. Tekan Kirim sekarang lalu lihat keadaan terbaru."
    ),
    Problem.ITEM_MISSING: N_(
        "Satu hal yang wajib disampaikan belum ada di teks maupun gambar. Lengkapi teks atau sertakan "
        "gambar, lalu coba lagi."
    ),
    Problem.FULL: N_("Percakapan ini sudah penuh. Tulisan Anda aman di komputer ini. Lanjutkan di percakapan baru."),
    Problem.OPENED: N_(
        "Kecamatan sudah membuka laporan ini, jadi tidak dapat ditarik kembali. Laporan tetap terkirim apa adanya. "
        "Tunggu catatan kecamatan, atau minta kecamatan mengembalikannya."
    ),
    Problem.RECALLED: N_(
        "Kiriman ini sudah ditarik kembali oleh desa. Tidak ada yang hilang. Tunggu kiriman berikutnya."
    ),
    Problem.OP_ID_REUSE: N_("Nomor kiriman ini sudah terpakai. Kiriman Anda aman dan akan diberi nomor baru."),
    Problem.NOT_OWED: N_(
        "Laporan ini bukan kewajiban desa untuk masa itu. Isian Anda aman di komputer ini. Tanyakan kepada kecamatan "
        "bila laporan ini tetap diperlukan."
    ),
    Problem.OWN_DEVICE: N_(
        "Komputer yang sedang Anda pakai tidak dapat dicabut dari sini. Tidak ada yang berubah. Cabut dari komputer "
        "kecamatan yang lain."
    ),
    Problem.LAST_ADMIN: N_(
        "Ini komputer kecamatan yang terakhir, jadi tidak dapat dicabut. Tidak ada yang berubah. Daftarkan dahulu "
        "komputer lain."
    ),
    Problem.BASE_REJECTED: N_(
        "Kiriman sebelumnya tidak diterima server, jadi yang ini juga belum. Isian Anda aman di komputer ini. "
        "Selesaikan dahulu yang sebelumnya, lalu coba lagi."
    ),
    Problem.INTERNAL: N_(
        "Server kecamatan tidak dapat memproses kiriman ini. Kiriman Anda aman di komputer ini. Beri tahu "
        "admin kecamatan."
    ),
    Problem.BAD_REQUEST: N_(
        "Server tidak mengerti kiriman ini. Kiriman Anda aman di komputer ini. Periksa apakah aplikasi atau server "
        "kecamatan perlu diperbarui."
    ),
    Problem.TOO_LARGE: N_(
        "Kiriman ini terlalu besar untuk server. Kiriman Anda aman di komputer ini. Kurangi isinya lalu coba lagi."
    ),
    Problem.UNAUTHENTICATED: N_(
        "Komputer ini tidak dikenal server. Isian Anda aman. Minta kode pendaftaran baru kepada admin kecamatan."
    ),
    Problem.REVOKED: N_(
        "Izin komputer ini sudah dicabut oleh kecamatan. Isian Anda aman di komputer ini. Bila masih dipakai, minta "
        "kode baru kepada admin kecamatan, lalu daftarkan lagi di Pengaturan."
    ),
    Problem.CODE_WRONG: N_(
        "Kode itu tidak cocok. Periksa lagi huruf dan angkanya, atau minta kode baru kepada admin kecamatan."
    ),
    Problem.CODE_USED: N_("Kode itu sudah dipakai di komputer lain. Minta kode baru kepada admin kecamatan."),
    Problem.CODE_EXPIRED: N_("Kode itu sudah lewat 7 hari. Minta kode baru kepada admin kecamatan."),
    Problem.FILE_SPENT: N_(
        "Berkas pendaftaran itu tidak berlaku lagi: sudah dipakai di komputer lain, atau sudah lewat waktunya. Isian "
        "Anda aman di komputer ini. Minta kode pendaftaran kepada admin kecamatan, lalu daftarkan lagi di Pengaturan."
    ),
    Problem.UNCONFIRMED: N_(
        "Kecamatan belum membenarkan komputer ini. Isian Anda aman di sini dan dikirim sendiri sesudah dibenarkan. "
        "Minta admin kecamatan menekan Ya, benar di Desa & Perangkat."
    ),
    Problem.VILLAGE_TAKEN: N_(
        "Desa ini sudah punya admin lain. Tidak ada yang berubah. Pilih Serah terima bila tugasnya berpindah."
    ),
    Problem.TOO_MANY_TRIES: N_("Terlalu banyak percobaan. Tunggu satu jam, lalu coba lagi dengan kode yang benar."),
    Problem.VERSION: N_(
        "Aplikasi ini dan server tidak lagi saling mengerti. Kiriman Anda aman di komputer ini. Perbarui aplikasi."
    ),
    Problem.STORAGE_FULL: N_(
        "Penyimpanan server kecamatan penuh. Kiriman Anda aman di komputer ini dan dicoba lagi nanti."
    ),
    Problem.OFFSET_MOVED: N_("Pengiriman berkas dilanjutkan dari tempat lain. Berkasnya aman di komputer ini."),
    Problem.HASH_MISMATCH: N_(
        "Berkas berubah di perjalanan, jadi server tidak memakainya. Berkasnya aman di komputer ini dan dikirim ulang."
    ),
    Problem.FILE_REFUSED: N_(
        "Server kecamatan tidak menerima berkas ini. Berkasnya aman di komputer ini. Buat ulang foto atau PDF-nya, "
        "lalu lampirkan lagi."
    ),
    Problem.TOO_MANY_FILES: N_(
        "Hari ini sudah terlalu banyak berkas dari komputer ini. Semuanya aman di sini dan dikirim lagi besok."
    ),
}


def problem_words(code: str) -> str:
    """The sentence for a problem code; an unknown code (a newer server) gets an honest general one."""
    try:
        return _(_WORDS[Problem(code)])
    except (ValueError, KeyError):
        return _(
            "Server memberi jawaban yang belum dikenal aplikasi ini. "
            "Kiriman Anda aman di komputer ini. Perbarui aplikasi."
        )
