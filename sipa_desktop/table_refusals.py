"""What is said of a file that is no table, or none that may be opened. The report is untouched, and each says so."""

from __future__ import annotations

from sipa_core.messages import N_, _
from sipa_desktop.errors import KnownError

_NO_TABLE = (
    (b"\xff\xd8\xff", N_("foto")),
    (b"\x89PNG", N_("gambar")),
    (b"GIF8", N_("gambar")),
    (b"%PDF", N_("dokumen PDF")),
    (b"MZ", N_("program")),
    (b"\x7fELF", N_("program")),
    (b"{\\rtf", N_("dokumen teks")),
    (b"Rar!", N_("arsip")),
    (b"7z\xbc\xaf", N_("arsip")),
    (b"\x1f\x8b", N_("arsip")),
    (b"SQLite format 3", N_("basis data")),
    (b"age-encryption.org/", N_("kiriman SIPA yang terkunci")),
    (b"\x00\x01\x00\x00Standard", N_("basis data Access")),
)
"""How files begin that clerks pick by mistake, and what to call them."""


class TableRefused(KnownError):  # noqa: N818 - an answer to a wrong file, no fault of the program
    """A file that is no table, or none that may be opened; the report is untouched."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(title, message, "table_refused")


def refuse_by_start(data: bytes) -> None:
    """Raise TableRefused for an empty file, and for one that begins as another kind of file does."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise empty()
    for start, word in _NO_TABLE:
        if data.startswith(start):
            raise no_table(word)


def save_as_xlsx() -> str:
    """Return the advice for a file that Excel can save in a form that is read."""
    return _(
        "Buka berkasnya di Excel, pilih Simpan Sebagai, jenis Excel (.xlsx), lalu coba lagi. Laporan tidak berubah."
    )


def no_table(word: str) -> TableRefused:
    """Of a file of another kind; `word` says which, in Indonesian."""
    words = _(
        "Isi berkas ini {word}, jadi angkanya tidak dapat diambil. Laporan tidak berubah. Pilih berkas Excel atau CSV."
    )
    return TableRefused(_("Berkas ini bukan tabel"), words.format(word=_(word)))


def unknown() -> TableRefused:
    """Of a file whose kind nobody knows."""
    words = _("Isinya tidak dikenali sebagai tabel. Laporan tidak berubah. Pilih berkas Excel atau CSV.")
    return TableRefused(_("Berkas ini bukan tabel"), words)


def empty() -> TableRefused:
    """Of a file without a row."""
    return TableRefused(
        _("Berkas ini kosong"), _("Tidak ada baris di dalamnya. Laporan tidak berubah. Pilih berkas lain.")
    )


def locked() -> TableRefused:
    """Of a file under a password."""
    words = _(
        "Buka di Excel, hapus kata sandinya, simpan, lalu coba lagi. Kalau ini zip, buat zip baru tanpa kata sandi. "
        "Laporan tidak berubah."
    )
    return TableRefused(_("Berkas ini memakai kata sandi"), words)


def broken() -> TableRefused:
    """Of a file that begins well and cannot be read."""
    return TableRefused(
        _("Berkas ini rusak"), _("Sebagian isinya tidak dapat dibaca. {advice}").format(advice=save_as_xlsx())
    )


def too_big() -> TableRefused:
    """Of a file larger than any budget, packed or unpacked."""
    words = _(
        "Isinya jauh lebih besar dari anggaran sebuah desa; berkas tabel paling besar 20 MB. Laporan tidak berubah. "
        "Salin tabelnya saja ke berkas baru, lalu coba lagi."
    )
    return TableRefused(_("Berkas ini terlalu besar"), words)
