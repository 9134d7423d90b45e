"""An invented export of Siskeudes: the tables that an import reads, as CSV texts in a zip."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

from sipa_core.imports.table import RawTable, table_of

Rows = list[list[str]]
Budget = Sequence[tuple[str, str, str, int, int]]
Realised = Sequence[tuple[str, str, str, int, int]]

DESA = "06.2024."

ACTIVITIES = (
    ("01.01.01", "Penghasilan Tetap Kepala Desa", "Kantor desa"),
    ("02.01.02", "Bantuan Operasional PAUD", "RT 02"),
    ("02.03.10", "Rabat beton RT 03, 180 m", "RT 03"),
    ("03.02.03", "Peringatan hari besar", "Balai desa"),
)
"""Code, name and place of the village's activities."""

BUDGET = (
    ("00.00.00", "4.2.1.01.", "DDS", 300_000_000, 320_000_000),
    ("00.00.00", "4.2.3.01.", "ADD", 180_000_000, 180_000_000),
    ("01.01.01", "5.1.1.01.", "ADD", 150_000_000, 150_000_000),
    ("01.01.01", "5.1.3.01.", "ADD", 20_000_000, 20_000_000),
    ("02.01.02", "5.2.1.02.", "DDS", 60_000_000, 60_000_000),
    ("02.03.10", "5.2.1.05.", "DDS", 10_000_000, 10_000_000),
    ("02.03.10", "5.3.5.02.", "DDS", 200_000_000, 220_000_000),
    ("03.02.03", "5.2.2.01.", "ADD", 15_000_000, 15_000_000),
    ("03.02.03", "5.2.7.01.", "ADD", 15_000_000, 15_000_000),
    ("00.00.00", "6.1.1.01.", "DLL", 10_000_000, 10_000_000),
    ("00.00.00", "6.2.2.01.", "DDS", 20_000_000, 20_000_000),
)
"""Activity, account, source of funds, budget before and after its change; 4 − 5 + 6.1 − 6.2 is zero."""

REALISED = (
    ("00.00.00", "4.2.1.01.", "TBP-1", 0, 160_000_000),
    ("00.00.00", "4.2.3.01.", "TBP-2", 0, 90_000_000),
    ("01.01.01", "5.1.1.01.", "SPP-1", 75_000_000, 0),
    ("01.01.01", "5.1.3.01.", "SPP-2", 10_000_000, 0),
    ("02.01.02", "5.2.1.02.", "SPP-3", 30_000_000, 0),
    ("02.03.10", "5.2.1.05.", "SPP-4", 4_000_000, 0),
    ("02.03.10", "5.3.5.02.", "SPP-4", 96_000_000, 0),
    ("02.03.10", "5.3.5.02.", "SPP-9", 40_000_000, 0),
    ("03.02.03", "5.2.2.01.", "SPP-5", 15_000_000, 0),
    ("00.00.00", "6.1.1.01.", "SAL-1", 0, 10_000_000),
)
"""Activity, account, voucher, debit, credit."""

DAYS = {"SPP-9": "08/14"}
"""Days of vouchers that are not of 5 March."""


def tables(
    year: int = 2025,
    desa: str = DESA,
    *,
    budget: Budget = BUDGET,
    realised: Realised = REALISED,
    activities: Sequence[tuple[str, str, str]] = ACTIVITIES,
    days: Mapping[str, str] = DAYS,
) -> dict[str, Rows]:
    """Return the tables by name, titles first; each voucher has its other side, the cash.

    `days` are the vouchers' days as MM/DD; a voucher without one is of 5 March.
    """
    plain = str(year)
    rab, rinci, journal = [], [], []
    for activity, account, fund, before, after in budget:
        keg = f"{desa}{activity}."
        changed = [f"{before}.0000", f"{after - before}.0000", f"{after}.0000"]
        rab.append([plain, desa, keg, account, *changed])
        rinci.append([plain, desa, keg, account, "01", "01", "Uraian", fund, *changed])
    for activity, account, voucher, debit, credit in realised:
        keg = f"{desa}{activity}."
        journal.append([plain, voucher, keg, account, desa, f"{debit}.0000", f"{credit}.0000"])
        journal.append([plain, voucher, keg, "1.1.1.01.", desa, f"{credit}.0000", f"{debit}.0000"])
    vouchers = [
        [
            plain,
            desa,
            voucher,
            f"{days.get(voucher, '03/05')}/{plain[2:]} 00:00:00",
            "1",
        ]
        for voucher in sorted({line[2] for line in realised})
    ]
    return {
        "Ta_RAB": [["Tahun", "Kd_Desa", "Kd_Keg", "Kd_Rincian", "Anggaran", "AnggaranPAK", "AnggaranStlhPAK"], *rab],
        "Ta_RABRinci": [
            [
                *("Tahun", "Kd_Desa", "Kd_Keg", "Kd_Rincian", "Kd_SubRinci", "No_Urut", "Uraian", "SumberDana"),
                *("Anggaran", "AnggaranPAK", "AnggaranStlhPAK"),
            ],
            *rinci,
        ],
        "Ta_JurnalUmumRinci": [
            ["Tahun", "NoBukti", "Kd_Keg", "Kd_Rincian", "Kd_Desa", "Debet", "Kredit"],
            *journal,
        ],
        "Ta_JurnalUmum": [["Tahun", "Kd_Desa", "NoBukti", "Tanggal", "Posted"], *vouchers],
        "Ta_Kegiatan": [
            ["Tahun", "Kd_Desa", "Kd_Keg", "ID_Keg", "Nama_Kegiatan", "Lokasi"],
            *([plain, desa, f"{desa}{code}.", f"{code}.", name, place] for code, name, place in activities),
        ],
        "Ref_Kegiatan": [["ID_Keg", "Kd_Bid", "Nama_Kegiatan"], ["01.01.01.", "01", "Penyediaan Penghasilan Tetap"]],
        "Ta_Pemda": [["Tahun", "Kd_Prov", "Nama_Pemda"], [plain, "16", "KABUPATEN CONTOH"]],
    }


def written(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Return the rows as a CSV text."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def zipped(parts: Mapping[str, Rows], separator: str = ",", encoding: str = "utf-8", folder: str = "") -> bytes:
    """Return the tables as a zip of CSV files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in parts.items():
            archive.writestr(f"{folder}{name}.csv", written(rows, separator).encode(encoding))
    return made.getvalue()


def raw(parts: Mapping[str, Rows]) -> list[RawTable]:
    """Return the tables as a reader of files gives them."""
    return [table_of(rows, f"{name}.csv") for name, rows in parts.items()]
