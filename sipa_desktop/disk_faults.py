"""What this PC's disk does, in words: what happened, what is safe, what to do. Each has words for three moments.

Without the database, so that the first window can say it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable

from sipa_core.messages import _
from sipa_desktop.errors import KnownError


class StorageError(KnownError):
    """The database could not take or give something; what was saved before stays saved."""

    def __init__(self, title: str, message: str, typing: str, opening: str, code: str) -> None:
        super().__init__(title, message, code, typing=typing, opening=opening)


class DiskFullError(StorageError):
    """There is no room on the disk."""

    def __init__(self) -> None:
        super().__init__(
            _("Hard disk penuh"),
            _(
                "Hard disk komputer ini penuh, jadi yang tadi diminta belum terlaksana. Yang sudah tersimpan aman. "
                "Hapus berkas yang tidak dipakai lagi, misalnya unduhan lama, lalu coba lagi."
            ),
            _(
                "Hard disk komputer ini penuh. Yang sudah tersimpan aman, dan tulisan terakhir masih di layar. Hapus "
                "berkas yang tidak dipakai lagi, misalnya unduhan lama; SIPA menyimpannya sendiri begitu ada tempat."
            ),
            _(
                "Hard disk komputer ini penuh, jadi SIPA belum dapat dibuka. Data Anda aman dan tidak diubah. Hapus "
                "berkas yang tidak dipakai lagi, misalnya unduhan lama, lalu coba lagi."
            ),
            "disk_full",
        )


class BusyError(StorageError):
    """Another program holds the file."""

    def __init__(self) -> None:
        super().__init__(
            _("Data sedang dipakai program lain"),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA, jadi yang tadi diminta belum terlaksana. "
                "Yang sudah tersimpan aman. Tunggu sebentar, lalu coba lagi."
            ),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA. Yang sudah tersimpan aman, dan tulisan "
                "terakhir masih di layar. SIPA mencoba menyimpannya lagi sendiri."
            ),
            _(
                "Program lain, misalnya antivirus, sedang memegang data SIPA, jadi SIPA belum dapat dibuka. Data Anda "
                "aman dan tidak diubah. Tunggu satu menit, lalu coba lagi."
            ),
            "database_busy",
        )


class ReadOnlyError(StorageError):
    """The folder may be read and not written."""

    def __init__(self) -> None:
        super().__init__(
            _("Data hanya dapat dibaca"),
            _(
                "Folder data SIPA sedang tidak dapat ditulisi, jadi yang tadi diminta belum terlaksana. Yang sudah "
                "tersimpan aman dan tetap dapat dibaca. Minta izin folder itu diperiksa, lalu coba lagi."
            ),
            _(
                "Folder data SIPA sedang tidak dapat ditulisi. Yang sudah tersimpan aman dan tetap dapat dibaca, dan "
                "tulisan terakhir masih di layar. Minta izin folder itu diperiksa; SIPA mencoba menyimpan lagi sendiri."
            ),
            _(
                "SIPA tidak dapat menulis di folder data. Data Anda aman dan tidak diubah. Minta izin folder itu "
                "diperiksa, atau salin data ke tempat lain."
            ),
            "read_only",
        )


class DiskFaultError(StorageError):
    """The disk answered with a fault of its own."""

    def __init__(self) -> None:
        super().__init__(
            _("Penyimpanan bermasalah"),
            _(
                "Hard disk komputer ini tidak menulis atau membaca dengan benar, jadi yang tadi diminta belum "
                "terlaksana. Yang sudah terkirim aman di kecamatan. Buat cadangan ke USB sekarang, lalu minta hard "
                "disknya diperiksa."
            ),
            _(
                "Hard disk komputer ini tidak menulis atau membaca dengan benar. Tulisan terakhir masih di layar, dan "
                "SIPA mencoba menyimpannya lagi sendiri. Yang sudah terkirim aman di kecamatan. Buat "
                "cadangan ke USB sekarang, lalu minta hard disknya diperiksa."
            ),
            _(
                "Hard disk komputer ini tidak menulis atau membaca dengan benar, jadi SIPA belum dapat dibuka. Yang "
                "sudah terkirim aman di kecamatan. Salin data ke tempat lain sekarang, lalu minta hard disknya "
                "diperiksa."
            ),
            "disk_fault",
        )


class DamagedError(StorageError):
    """Pages of the file are not what was written; nothing of them was used."""

    def __init__(self) -> None:
        words = _(
            "Sebagian berkas data tidak terbaca, jadi tidak dipakai. Yang sudah terkirim aman di kecamatan. "
            "Pulihkan dari cadangan terakhir; berkas yang rusak disisihkan, tidak dihapus."
        )
        typing = _(
            "Sebagian berkas data tidak terbaca, jadi tulisan terakhir belum tersimpan dan masih di layar. Yang sudah "
            "terkirim aman di kecamatan. Salin tulisan itu, lalu tutup dan buka lagi SIPA untuk memulihkan."
        )
        super().__init__(_("Data di komputer ini rusak"), words, typing, words, "damaged")


def of_number(number: int | None) -> Callable[[], StorageError] | None:
    """What a number of the system says of the disk, None when it says something else."""
    match number:
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFullError
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return ReadOnlyError
        case errno.EIO:
            return DiskFaultError
        case _:
            return None
