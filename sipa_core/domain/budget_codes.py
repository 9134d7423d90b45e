"""Names of the budget codes: accounts 4, 5 and 6, and bidang, sub-bidang and activities (Permendagri 20/2018, annex).

The lists are not complete and never will be: regions add codes 90 to 99. A code that is in no list still gets a label;
no figure may be refused for its code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping

import msgspec

from sipa_core.domain.paths import BudgetKey
from sipa_core.messages import _


class BudgetNames(msgspec.Struct, frozen=True):
    """Code to name, for accounts and for activities; `short` has names of bidang that fit on a picture."""

    rekening: Mapping[str, str]
    kegiatan: Mapping[str, str]
    short: Mapping[str, str]

    def of(self, key: BudgetKey) -> str:
        """Return the name of a row: its account where it has one, else its activity, with the source of funds."""
        name = self.of_rekening(key.rekening) if key.rekening else self.of_kegiatan(key.kegiatan)
        return f"{name} ({key.sumber})" if key.sumber else name

    def of_rekening(self, code: str) -> str:
        """Return the account's name; a deeper code than the list has gets its parent's name and its own number."""
        if code in self.rekening:
            return self.rekening[code]
        parent = code.rpartition(".")[0]
        while parent:
            if parent.count(".") >= 2 and parent in self.rekening:
                return f"{self.rekening[parent]} ({code})"
            parent = parent.rpartition(".")[0]
        return _("Rekening {code}").format(code=code)

    def of_kegiatan(self, code: str) -> str:
        """Return the name of a bidang, sub-bidang or activity; 90 to 99 are the region's own codes."""
        if code in self.kegiatan:
            return self.kegiatan[code]
        words = {0: _("Bidang {code}"), 1: _("Sub-bidang {code}")}.get(code.count("."), _("Kegiatan {code}"))
        if code[-2:] >= "90":
            words = _("Kegiatan daerah {code}")
        return words.format(code=code)

    def short_of(self, code: str) -> str:
        """Return the short name of a bidang (`Pembangunan desa`), or its full name where it has none."""
        return self.short.get(code) or self.of_kegiatan(code)

    def knows(self, key: BudgetKey) -> bool:
        """True when every code of the key is in the lists or in the range that regions may use."""
        kegiatan = not key.kegiatan or key.kegiatan in self.kegiatan or key.kegiatan[-2:] >= "90"
        return kegiatan and (not key.rekening or key.rekening in self.rekening or key.rekening.count(".") > 2)


def read_names(rekening_csv: str, kegiatan_csv: str) -> BudgetNames:
    """Return the names in two CSV texts (`kode,nama,…`, activities also `pendek`); KeyError without such a column."""
    rekening = {row["kode"]: row["nama"] for row in csv.DictReader(rekening_csv.splitlines())}
    rows = list(csv.DictReader(kegiatan_csv.splitlines()))
    kegiatan = {row["kode"]: row["nama"] for row in rows}
    return BudgetNames(rekening, kegiatan, {row["kode"]: row["pendek"] for row in rows if row["pendek"]})
