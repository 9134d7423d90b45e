"""Codes as they stand in other people's files, read into the codes of Permendagri 20/2018.

Leading zeros get lost in spreadsheets, and other lists use the same numbers for other things (`5.2.3` as bidang 2,
sub-bidang 3; 1, 2, 3 of Permendagri 113/2014). What can mean two things is told to the caller, never settled here.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.paths import BudgetKey
from sipa_core.imports.names import bare, likeness
from sipa_core.messages import _

_CODE = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,6}")
_SEPARATOR = re.compile(r"\s*[.\-/]\s*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T].*)?")

_OLD_GROUPS = {"1": "pendapatan", "2": "belanja", "3": "pembiayaan"}
_OLD_NAMES = {
    "1.1": "pendapatan asli desa",
    "1.2": "pendapatan transfer",
    "2.1": "penyelenggaraan pemerintahan desa",
    "2.2": "pelaksanaan pembangunan desa",
    "3.1": "penerimaan pembiayaan",
    "3.2": "pengeluaran pembiayaan",
}

_SUMBER = {"DDS": "DD", "DANADESA": "DD", "PADES": "PAD", "PADESA": "PAD", "BHPR": "PBH", "ALOKASIDANADESA": "ADD"}


class CodeFault(msgspec.Struct, frozen=True):
    """A text in a column of codes that is no code, and why in words."""

    reason: str


def clean_code(text: str) -> str:
    """Return the code without spaces, dots at its ends and signs around it: `4.2.1.` is `4.2.1`."""
    plain = text.strip(" .")
    return plain if _CODE.fullmatch(plain) else _SEPARATOR.sub(".", plain).strip(". ")


@lru_cache(maxsize=16384)
def read_code(text: str, *, functional: bool = False) -> BudgetKey | CodeFault | None:
    """Return the key of a code, None for an empty text, or what is wrong with it.

    A code that begins with a zero, or with 1, 2 or 3, is of bidang and activity; 4, 5 and 6 are accounts unless
    `functional` says that the whole column is of bidang. `02.03.10.5.3.5` is an activity with its account.
    """
    if not text.strip():
        return None
    if _DATE.fullmatch(text.strip()):
        return CodeFault(_("Kode berubah menjadi tanggal di Excel. Ubah kolom kode menjadi teks, lalu coba lagi."))
    code = clean_code(text)
    if not _CODE.fullmatch(code):
        return CodeFault(_("Kode {code} belum terbaca. Tulis seperti 02.03 atau 4.2.1.").format(code=text[:30]))
    parts = code.split(".")
    if parts[0] in ("4", "5", "6") and not functional:
        return BudgetKey(rekening=code) if len(parts) <= 5 else unknown_code(text)
    if not 1 <= int(parts[0]) <= 5:
        return unknown_code(text)
    kegiatan = ".".join(part.zfill(2) for part in parts[:3])
    account = ".".join(parts[3:])
    if account and account[0] != "5":
        return unknown_code(text)
    return BudgetKey(kegiatan=kegiatan, rekening=account)


def known_fault(key: BudgetKey, names: BudgetNames) -> CodeFault | None:
    """Return why a code cannot stand in a budget, or None.

    Bidang and sub-bidang must be of the annex; regions add 90 to 99 to sub-bidang, activities and accounts, and an
    activity of no list is taken with its number.
    """
    parts = key.kegiatan.split(".") if key.kegiatan else []
    shown = key.kegiatan or key.rekening
    if parts and parts[0] not in names.kegiatan:
        return unknown_code(shown)
    if len(parts) > 1 and ".".join(parts[:2]) not in names.kegiatan and parts[1] < "90":
        return unknown_code(shown)
    accounts = key.rekening.split(".") if key.rekening else []
    for depth in range(1, min(len(accounts), 3) + 1):
        if ".".join(accounts[:depth]) not in names.rekening and accounts[depth - 1] < "90":
            return unknown_code(key.rekening)
    return None


def is_old_scheme(code: str, name: str) -> bool:
    """True when code and name together are of Permendagri 113/2014, where 1 was revenue, 2 spending, 3 financing."""
    if code in _OLD_GROUPS:
        # "2 Pelaksanaan Pembangunan Desa" is a bidang of today without its zero; "2 Belanja" is the old list.
        return name.strip().casefold().startswith(_OLD_GROUPS[code])
    return code in _OLD_NAMES and likeness(bare(name), bare(_OLD_NAMES[code])) >= 0.9


def shifted_key(code: str) -> BudgetKey | None:
    """Return `02.03` for `5.2.3`, the way of a list that puts bidang and sub-bidang behind the 5; None for another."""
    parts = code.split(".")
    if parts[0] != "5" or not 2 <= len(parts) <= 4 or not 1 <= int(parts[1]) <= 5:
        return None
    return BudgetKey(kegiatan=".".join(part.zfill(2) for part in parts[1:]))


@lru_cache(maxsize=1024)
def normal_sumber(text: str) -> str:
    """Return the short sign of a source of funds (`DDS` and `Dana Desa` are `DD`), empty where none is given."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    return _SUMBER.get(plain, plain)[:12]


def unknown_code(text: str) -> CodeFault:
    """Return the fault of a code that stands in no list of the APB Desa."""
    return CodeFault(_("Kode {code} tidak ada di daftar kode APB Desa.").format(code=text[:30]))
