"""The invented money of Desa Babayau in 2027, as Siskeudes gives it out at four moments of the year."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.support import siskeudes

YEAR: Final = 2027

ACTIVITIES: Final = (
    ("01.01.01", "Penghasilan tetap kepala desa", "Kantor desa"),
    ("01.01.02", "Penghasilan tetap perangkat desa", "Kantor desa"),
    ("01.01.04", "Operasional pemerintah desa", "Kantor desa"),
    ("02.01.01", "Honor guru PAUD", "RT 02"),
    ("02.02.02", "Penyelenggaraan Posyandu", "Balai desa"),
    ("02.03.10", "Rabat beton RT 03, 180 m", "RT 03"),
    ("03.02.03", "Peringatan hari besar", "Balai desa"),
    ("04.03.02", "Pelatihan kader PKK", "Balai desa"),
    ("05.03.01", "BLT Desa", "Balai desa"),
)

BUDGET: Final = (
    ("00.00.00", "4.1.2.01.", "PAD", 12_500_000, 12_500_000),
    ("00.00.00", "4.2.1.01.", "DDS", 845_200_000, 883_200_000),
    ("00.00.00", "4.2.3.01.", "ADD", 512_640_000, 512_640_000),
    ("01.01.01", "5.1.1.01.", "ADD", 48_000_000, 48_000_000),
    ("01.01.02", "5.1.2.01.", "ADD", 326_400_000, 326_400_000),
    ("01.01.04", "5.2.1.01.", "ADD", 96_750_000, 96_750_000),
    ("02.01.01", "5.2.5.01.", "DDS", 60_000_000, 60_000_000),
    ("02.02.02", "5.2.1.02.", "DDS", 88_400_000, 102_805_000),
    ("02.03.10", "5.3.5.02.", "DDS", 500_500_000, 530_500_000),
    ("03.02.03", "5.2.2.01.", "ADD", 28_650_000, 28_650_000),
    ("04.03.02", "5.2.4.01.", "DDS", 34_500_000, 34_500_000),
    ("05.03.01", "5.4.1.01.", "DDS", 162_000_000, 162_000_000),
    ("00.00.00", "6.1.1.01.", "DLL", 24_860_000, 31_265_000),
    ("00.00.00", "6.2.2.01.", "DDS", 50_000_000, 50_000_000),
)
"""Activity, account, source of funds, budget before and after its change; both close: 4 − 5 + 6.1 − 6.2 is zero."""

FIRST_HALF: Final = (
    ("00.00.00", "4.1.2.01.", "TBP-1", 0, 4_750_000),
    ("00.00.00", "4.2.1.01.", "TBP-2", 0, 507_120_000),
    ("00.00.00", "4.2.3.01.", "TBP-3", 0, 256_320_000),
    ("00.00.00", "6.1.1.01.", "SAL-1", 0, 24_860_000),
    ("01.01.01", "5.1.1.01.", "SPP-1", 24_000_000, 0),
    ("01.01.02", "5.1.2.01.", "SPP-2", 163_200_000, 0),
    ("01.01.04", "5.2.1.01.", "SPP-3", 44_310_000, 0),
    ("02.01.01", "5.2.5.01.", "SPP-4", 30_000_000, 0),
    ("02.02.02", "5.2.1.02.", "SPP-5", 41_650_000, 0),
    ("02.03.10", "5.3.5.02.", "SPP-6", 210_225_000, 0),
    ("05.03.01", "5.4.1.01.", "SPP-7", 81_000_000, 0),
)

SECOND_HALF: Final = (
    ("00.00.00", "4.1.2.01.", "TBP-11", 0, 7_150_000),
    ("00.00.00", "4.2.1.01.", "TBP-12", 0, 376_080_000),
    ("00.00.00", "4.2.3.01.", "TBP-13", 0, 256_320_000),
    ("00.00.00", "6.1.1.01.", "SAL-11", 0, 6_405_000),
    ("00.00.00", "6.2.2.01.", "SPP-18", 50_000_000, 0),
    ("01.01.01", "5.1.1.01.", "SPP-11", 24_000_000, 0),
    ("01.01.02", "5.1.2.01.", "SPP-12", 163_200_000, 0),
    ("01.01.04", "5.2.1.01.", "SPP-13", 48_870_000, 0),
    ("02.01.01", "5.2.5.01.", "SPP-14", 30_000_000, 0),
    ("02.02.02", "5.2.1.02.", "SPP-15", 60_905_000, 0),
    ("02.03.10", "5.3.5.02.", "SPP-16", 318_715_000, 0),
    ("03.02.03", "5.2.2.01.", "SPP-19", 28_650_000, 0),
    ("05.03.01", "5.4.1.01.", "SPP-17", 81_000_000, 0),
)
"""With the first half: 528.940.000 for the road, and nothing at all for the training."""

SPENT: Final = sum(line[3] for line in (*FIRST_HALF, *SECOND_HALF) if line[1].startswith("5"))
BELANJA: Final = sum(line[3] for line in BUDGET if line[1].startswith("5"))
BELANJA_CHANGED: Final = sum(line[4] for line in BUDGET if line[1].startswith("5"))
SPENT_BY_JUNE: Final = sum(line[3] for line in FIRST_HALF if line[1].startswith("5"))

_DAYS: Final = {line[2]: "09/20" for line in SECOND_HALF} | {"TBP-11": "07/05"}


def planned(folder: Path, year: int = YEAR) -> Path:
    """The zip of December: the budget as it was set, nothing realised yet; the path."""
    before = tuple((*line[:3], line[3], line[3]) for line in BUDGET)
    return _written(folder / f"siskeudes-apbdes-{year}.zip", before, (), year)


def by_july(folder: Path) -> Path:
    """The zip of July, with one receipt of July that belongs to the second half; the path."""
    before = tuple((*line[:3], line[3], line[3]) for line in BUDGET)
    return _written(folder / "siskeudes-juli.zip", before, (*FIRST_HALF, SECOND_HALF[0]))


def changed(folder: Path) -> Path:
    """The zip of October, after the budget was changed; the path."""
    return _written(folder / "siskeudes-perubahan.zip", BUDGET, (*FIRST_HALF, SECOND_HALF[0]))


def closed(folder: Path, year: int = YEAR) -> Path:
    """The zip of January, when the books of the year are closed; every year before had nine tenths of it; the path."""
    budget: siskeudes.Budget = BUDGET
    realised: siskeudes.Realised = (*FIRST_HALF, *SECOND_HALF)
    if year != YEAR:
        budget = tuple((*line[:3], line[3] * 9 // 10, line[4] * 9 // 10) for line in budget)
        realised = tuple((*line[:3], line[3] * 9 // 10, line[4] * 9 // 10) for line in realised)
    return _written(folder / f"siskeudes-akhir-{year}.zip", budget, realised, year)


def _written(path: Path, budget: siskeudes.Budget, realised: siskeudes.Realised, year: int = YEAR) -> Path:
    parts = siskeudes.tables(year, budget=budget, realised=realised, activities=ACTIVITIES, days=_DAYS)
    path.write_bytes(siskeudes.zipped(parts))
    return path


def rupiah(amount: int) -> str:
    """As documents write it: `1.345.200.000`."""
    return f"{amount:,}".replace(",", ".")
