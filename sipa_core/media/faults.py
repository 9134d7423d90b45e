"""Why a file was not taken, and the sentence for the person: what happened, what is safe, what to do.

A fault names the kind of thing, never its content; the file's name is put in by whoever shows it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sipa_core.messages import N_, _


class FileFault(StrEnum):
    """The reasons; each has words."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    TOO_MANY_PIXELS = "file_too_many_pixels"
    TOO_DENSE = "file_too_dense"
    BROKEN = "file_broken"
    ANIMATED = "file_animated"
    HEIC = "file_heic"
    OFFICE = "file_office"
    ARCHIVE = "file_archive"
    WEB = "file_web"
    PROGRAM = "file_program"
    VIDEO = "file_video"
    BUNDLE = "file_bundle"
    UNKNOWN = "file_unknown"
    PDF_LOCKED = "file_pdf_locked"
    PDF_ACTIVE = "file_pdf_active"
    PDF_PAGES = "file_pdf_pages"
    GONE = "file_gone"
    FOLDER = "file_folder"
    NOT_ALLOWED = "file_not_allowed"
    UNREADABLE = "file_unreadable"
    DISK_FULL = "file_disk_full"
    NOT_STORED = "file_not_stored"


_WORDS: Final[dict[FileFault, str]] = {
    FileFault.EMPTY: N_("“{name}” kosong, tidak ada isinya. Tidak ada yang ditambahkan. Pilih berkas lain."),
    FileFault.TOO_LARGE: N_(
        "“{name}” terlalu besar. Foto paling besar 64 MB dan PDF paling besar 10 MB. Tidak ada yang ditambahkan. "
        "Perkecil dulu atau pilih berkas lain."
    ),
    FileFault.TOO_MANY_PIXELS: N_(
        "Ukuran gambar “{name}” terlalu besar untuk dibuka dengan aman. Tidak ada yang ditambahkan. "
        "Perkecil gambarnya dulu, atau foto ulang."
    ),
    FileFault.TOO_DENSE: N_(
        "Isi “{name}” membengkak saat dibuka, jadi tidak diterima demi keamanan. Tidak ada yang ditambahkan. "
        "Cetak atau pindai ulang menjadi PDF baru."
    ),
    FileFault.BROKEN: N_(
        "“{name}” rusak atau terpotong sehingga tidak dapat dibuka. Tidak ada yang ditambahkan. "
        "Salin lagi dari ponsel atau kameranya, lalu coba lagi."
    ),
    FileFault.ANIMATED: N_(
        "“{name}” gambar bergerak. Yang dapat dilampirkan hanya gambar diam. Pilih foto atau tangkapan layar."
    ),
    FileFault.HEIC: N_(
        "“{name}” foto dari iPhone berjenis HEIC yang belum dapat dibuka di sini. Tidak ada yang ditambahkan. "
        "Kirim fotonya lewat WhatsApp atau simpan sebagai JPG, lalu pilih lagi."
    ),
    FileFault.OFFICE: N_(
        "“{name}” berkas Word, Excel atau sejenisnya. Tidak ada yang ditambahkan. Simpan dulu sebagai PDF, lalu pilih "
        "PDF itu."
    ),
    FileFault.ARCHIVE: N_(
        "“{name}” berkas yang dimampatkan (ZIP, RAR). Tidak ada yang ditambahkan. Keluarkan dulu isinya, lalu pilih "
        "foto atau PDF-nya."
    ),
    FileFault.WEB: N_(
        "“{name}” halaman web atau gambar SVG, bukan foto. Tidak ada yang ditambahkan. Buat tangkapan layar, lalu "
        "tempel dengan Ctrl+V."
    ),
    FileFault.PROGRAM: N_(
        "“{name}” berkas program, bukan foto atau PDF. Tidak ada yang ditambahkan. Jangan dibuka bila Anda tidak "
        "mengenalnya."
    ),
    FileFault.VIDEO: N_(
        "“{name}” rekaman video atau suara. Yang dapat dilampirkan hanya foto dan PDF. Tidak ada yang ditambahkan."
    ),
    FileFault.BUNDLE: N_(
        "“{name}” kiriman SIPA yang terkunci untuk server, bukan foto atau PDF. Tidak ada yang ditambahkan, dan "
        "berkas itu tidak berubah. Pilih foto, tangkapan layar, atau PDF."
    ),
    FileFault.UNKNOWN: N_(
        "“{name}” bukan foto (JPG, PNG) atau PDF. Tidak ada yang ditambahkan. Pilih foto, tangkapan layar, atau PDF."
    ),
    FileFault.PDF_LOCKED: N_(
        "PDF “{name}” dikunci dengan kata sandi. Tidak ada yang ditambahkan. Simpan dulu tanpa kata sandi, lalu pilih "
        "lagi."
    ),
    FileFault.PDF_ACTIVE: N_(
        "PDF “{name}” membawa perintah atau berkas lain di dalamnya, jadi tidak diterima demi keamanan. Tidak ada yang "
        "ditambahkan. Cetak ulang menjadi PDF baru, lalu pilih yang baru."
    ),
    FileFault.PDF_PAGES: N_(
        "PDF “{name}” lebih dari 200 halaman. Tidak ada yang ditambahkan. Ambil halaman yang perlu saja."
    ),
    FileFault.GONE: N_(
        "“{name}” tidak ada lagi di tempatnya. Tidak ada yang ditambahkan. Bila ada di USB atau ponsel, sambungkan "
        "lagi."
    ),
    FileFault.FOLDER: N_("“{name}” sebuah folder. Buka foldernya, lalu pilih foto atau PDF di dalamnya."),
    FileFault.NOT_ALLOWED: N_(
        "“{name}” tidak boleh dibaca oleh komputer ini. Tidak ada yang ditambahkan. Salin ke folder Dokumen, lalu "
        "pilih dari sana."
    ),
    FileFault.UNREADABLE: N_(
        "“{name}” tidak dapat dibaca sampai habis. Tidak ada yang ditambahkan. Periksa USB atau ponselnya, lalu coba "
        "lagi."
    ),
    FileFault.DISK_FULL: N_(
        "Hard disk komputer ini penuh, jadi “{name}” belum tersimpan. Isian Anda aman. Kosongkan ruang, lalu pilih "
        "lagi."
    ),
    FileFault.NOT_STORED: N_(
        "“{name}” belum tersimpan karena penyimpanan komputer ini bermasalah. Isian Anda aman. Coba lagi; bila "
        "berulang, beri tahu kecamatan."
    ),
}


def file_words(fault: FileFault, name: str) -> str:
    """The sentence for the person, with the file's name as it may be shown."""
    return _(_WORDS[fault]).format(name=name)
