"""The fourth hand's careful reports on money: Balida's year from APB Desa to LPJ, and Layap's half year and change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.support.fourth_hand_parts import Leaves, joined, rp, scans, table


class Work(NamedTuple):
    """One activity of a year: its code, what it costs, and how far it was in June and in December."""

    kode: str
    nama: str
    lokasi: str
    pelaksana: str
    tim: str | None
    anggaran: int
    june: int
    june_fisik: int
    december: int
    december_fisik: int


_OFFICES: Final = {
    "KEU": "Kaur Keuangan",
    "TU": "Kaur Tata Usaha dan Umum",
    "UM": "Kaur Umum",
    "REN": "Kaur Perencanaan",
    "PEM": "Kasi Pemerintahan",
    "KES": "Kasi Kesejahteraan",
    "YAN": "Kasi Pelayanan",
    "SEK": "Sekretaris Desa",
}

_BALIDA: Final = """
siltap | 01.01.02 | Penghasilan tetap kepala desa dan perangkat | Kantor desa | KEU | - | \
398_400_000 199_200_000 50 398_400_000 100
jamsos | 01.01.03 | Iuran jaminan sosial perangkat | Kantor desa | KEU | - | 21_744_000 10_872_000 50 21_744_000 100
operasional | 01.01.04 | Operasional kantor desa | Kantor desa | TU | - | 74_180_000 33_610_500 45 72_945_000 100
bpd | 01.01.05 | Tunjangan BPD | Kantor desa | KEU | - | 66_000_000 33_000_000 50 66_000_000 100
rt | 01.01.07 | Insentif ketua RT | RT 01 sampai RT 06 | PEM | - | 28_800_000 14_400_000 50 28_800_000 100
profil | 01.03.02 | Pendataan profil desa | Enam RT | PEM | - | 6_500_000 2_150_000 35 6_480_000 100
musdes | 01.04.01 | Musyawarah desa dan musrenbang | Balai desa | REN | - | 18_460_000 7_225_000 40 18_310_000 100
laporan | 01.04.07 | Penyusunan laporan kepala desa | Kantor desa | REN | - | 9_200_000 4_600_000 50 9_200_000 100
sid | 01.04.08 | Langganan internet dan sistem informasi desa | Kantor desa | REN | - | \
12_000_000 6_000_000 50 12_000_000 100
paud | 02.01.01 | Honor guru PAUD Harapan Bunda | PAUD RT 03 | KES | - | 36_000_000 18_000_000 50 36_000_000 100
posyandu | 02.02.02 | Posyandu balita dan lansia | Posyandu Melati RT 03 | KES | Kader posyandu | \
58_320_000 28_740_000 50 57_980_000 100
stunting | 02.02.03 | Penyuluhan gizi dan stunting | Balai desa | KES | Kader posyandu | \
14_750_000 4_900_000 35 14_650_000 100
rabat | 02.03.10 | Rabat beton Jalan Karya, 210 m | Jalan Karya RT 02 | KES | TPK Balida | \
186_900_000 112_140_000 65 186_412_000 100
gorong | 02.03.14 | Gorong-gorong tiga titik | RT 04 | KES | TPK Balida | 41_350_000 41_205_000 100 41_205_000 100
sumur | 02.04.11 | Sumur bor dan menara air | RT 05 | KES | TPK Balida | 72_600_000 0 0 58_080_000 80
rtlh | 02.04.01 | Perbaikan dua rumah tidak layak huni | RT 01 dan RT 06 | KES | TPK Balida | \
30_000_000 15_000_000 50 30_000_000 100
baliho | 02.06.02 | Baliho dan papan informasi APB Desa | Depan kantor desa | REN | - | \
5_400_000 2_700_000 50 5_400_000 100
linmas | 03.01.02 | Operasional linmas dan pos ronda | Enam pos ronda | PEM | Linmas desa | \
11_200_000 5_600_000 50 11_150_000 100
hari_besar | 03.02.03 | Peringatan hari besar keagamaan | Masjid Al-Hidayah | YAN | - | \
24_500_000 13_250_000 55 24_300_000 100
olahraga | 03.03.03 | Turnamen voli antar-RT | Lapangan desa | YAN | Karang Taruna Balida | \
17_300_000 0 0 17_225_000 100
pkk | 03.04.03 | Pembinaan PKK | Balai desa | YAN | TP PKK Balida | 22_000_000 10_400_000 45 21_870_000 100
pangan | 04.02.03 | Kolam ikan nila dan kebun sayur | Lahan desa RT 06 | KES | Kelompok Tani Maju Bersama | \
152_864_000 61_145_000 40 152_310_000 100
aparatur | 04.03.02 | Pelatihan pengelolaan keuangan perangkat | Kabupaten | SEK | - | \
15_000_000 7_500_000 50 15_000_000 100
menjahit | 04.04.01 | Pelatihan menjahit bagi perempuan | Balai desa | YAN | TP PKK Balida | \
10_016_000 0 0 9_950_000 100
bencana | 05.01.01 | Cadangan penanggulangan bencana | Desa Balida | SEK | - | 10_000_000 0 0 0 0
blt | 05.03.01 | BLT Desa untuk 15 keluarga | Balai desa | KES | - | 54_000_000 27_000_000 50 54_000_000 100
"""
_LAYAP: Final = """
gaji | 01.01.02 | Siltap kepala desa dan perangkat desa | Kantor desa | KEU | - | 372_000_000 186_000_000 50
kantor | 01.01.04 | Belanja operasional pemerintah desa | Kantor desa | UM | - | 81_350_000 38_220_000 45
bpd | 01.01.05 | Tunjangan dan rapat BPD | Kantor desa | KEU | - | 60_000_000 30_000_000 50
rt | 01.01.07 | Operasional RT | RT 01 sampai RT 05 | PEM | - | 25_200_000 12_600_000 50
rembug | 01.04.01 | Musrenbang dan musyawarah desa | Balai desa | REN | - | 15_900_000 6_310_000 40
tk | 02.01.01 | Insentif guru TK dan TPA | TK Tunas Layap | KES | - | 28_800_000 14_400_000 50
posyandu | 02.02.02 | Posyandu Kenanga | RT 02 | KES | Kader Kenanga | 49_600_000 23_900_000 50
gizi | 02.02.03 | Makanan tambahan balita | Posyandu Kenanga | KES | Kader Kenanga | 38_272_000 15_310_000 40
jut | 02.03.12 | Jalan usaha tani, 350 m | Dusun Hulu | KES | TPK Layap | 214_500_000 85_800_000 40
jembatan | 02.03.13 | Jembatan ulin | RT 03 | KES | TPK Layap | 96_400_000 28_920_000 30
bak | 02.04.03 | Perbaikan pompa dan bak air bersih | RT 04 | KES | TPK Layap | 12_250_000 13_475_000 100
linmas | 03.01.02 | Ronda dan pembekalan linmas | Balai desa | PEM | - | 9_800_000 4_900_000 50
mtq | 03.02.03 | Kafilah MTQ kecamatan | Masjid Nurul Iman | YAN | - | 31_000_000 31_000_000 100
taruna | 03.03.06 | Kegiatan karang taruna | Lapangan RT 01 | YAN | Karang Taruna | 18_400_000 0 0
pkk | 03.04.03 | Sepuluh program pokok PKK | Balai desa | YAN | TP PKK Layap | 20_150_000 9_400_000 45
ayam | 04.02.02 | Kandang dan ayam petelur | Dusun Hilir | KES | Kelompok Ternak Berkah | 162_528_000 81_264_000 50
tpk | 04.03.02 | Pelatihan TPK dan pengadaan barang | Balai desa | SEK | - | 12_000_000 12_000_000 100
tanggap | 05.01.01 | Tanggap bencana banjir | RT 01 dan RT 03 | SEK | - | 8_000_000 2_150_000 25
blt | 05.03.01 | BLT Desa bagi 22 keluarga | Balai desa | KES | - | 79_200_000 39_600_000 50
irigasi | 02.03.90 | Talud saluran irigasi, 90 m | Dusun Hilir | KES | TPK Layap | 100_000_000 0 0
"""


def _works(lines: str) -> dict[str, Work]:
    """Key, code, name, place, office, team; then budget, June's rupiah and percent, December's."""
    made: dict[str, Work] = {}
    for line in lines.strip().splitlines():
        key, kode, nama, lokasi, office, tim, figures = line.split(" | ")
        done = [*(int(figure) for figure in figures.split()), 0, 0]
        made[key] = Work(kode, nama, lokasi, _OFFICES[office], None if tim == "-" else tim, *done[:5])
    return made


BALIDA_WORKS: Final[Mapping[str, Work]] = _works(_BALIDA)
LAYAP_WORKS: Final[Mapping[str, Work]] = _works(_LAYAP)

BALIDA_INCOME: Final = {
    "4.1.1": (6_000_000, 0, 7_250_000),
    "4.1.2": (8_400_000, 4_200_000, 8_400_000),
    "4.2.1": (764_318_000, 458_590_800, 764_318_000),
    "4.2.2": (31_455_000, 14_120_000, 32_018_000),
    "4.2.3": (588_240_000, 294_120_000, 588_240_000),
    "4.3.6": (1_200_000, 512_400, 1_086_350),
    "6.1.1": (22_871_000, 22_871_000, 22_871_000),
    "6.2.2": (25_000_000, 0, 25_000_000),
}
"""Code to budget, June and December (Rp)."""

LAYAP_INCOME: Final = {
    "4.1.3": (5_000_000, 5_600_000),
    "4.2.1": (812_640_000, 325_056_000),
    "4.2.2": (28_710_000, 11_905_000),
    "4.2.3": (561_900_000, 280_950_000),
    "4.3.6": (900_000, 401_250),
    "6.1.1": (41_200_000, 41_200_000),
    "6.2.2": (15_000_000, 0),
}

BALIDA_SIGNED: Final[Leaves] = {
    "pengesahan.kepala_desa": "Abdurrahim",
    "pengesahan.alamat_pengaduan": "Kantor Desa Balida, Jalan Balida Raya RT 03, WhatsApp kantor 0812-0000-0034",
}
LAYAP_SIGNED: Final[Leaves] = {
    "pengesahan.kepala_desa": "Noor Ifansyah",
    "pengesahan.alamat_pengaduan": "Kantor Desa Layap, Jalan Layap RT 02, WhatsApp kantor 0812-0000-0009",
}


def by_part(works: Mapping[str, Work], depth: int, column: str) -> dict[str, int]:
    """Spending summed to bidang (depth 1) or sub-bidang (2)."""
    sums: dict[str, int] = {}
    for work in works.values():
        part = ".".join(work.kode.split(".")[:depth])
        sums[part] = sums.get(part, 0) + getattr(work, column)
    return dict(sorted(sums.items()))


def budget(spent: Mapping[str, Mapping[str, int]], income: Mapping[str, Mapping[str, int]]) -> Leaves:
    """The budget table: code to column to figure, income and financing first."""
    made: Leaves = {}
    for code, figures in income.items():
        made |= {f"apbdes[-/{code}/-].{column}": figure for column, figure in figures.items()}
    for part, figures in spent.items():
        made |= {f"apbdes[{part}/-/-].{column}": figure for column, figure in figures.items()}
    return made


def realised(works: Mapping[str, Work], income: Mapping[str, tuple[int, ...]], *, at: int = 1) -> Leaves:
    """Budget and realisation per sub-bidang in June (`at` 1) or December (2)."""
    plan, done = by_part(works, 2, "anggaran"), by_part(works, 2, ("june", "december")[at - 1])
    spent = {part: {"anggaran": plan[part], "realisasi": done[part]} for part in plan}
    return budget(spent, {code: {"anggaran": one[0], "realisasi": one[at]} for code, one in income.items()})


def progress(works: Mapping[str, Work], *, at: int = 1) -> Leaves:
    """The table of activities of an LRA or LPJ."""
    lines = {
        key: (w.nama, w.lokasi, w.anggaran, *((w.june, w.june_fisik), (w.december, w.december_fisik))[at - 1])
        for key, w in works.items()
    }
    return table("kegiatan", ("nama", "lokasi", "anggaran", "realisasi", "fisik"), lines)


def _planned(works: Mapping[str, Work], income: Mapping[str, tuple[int, ...]]) -> Leaves:
    spent = {part: {"anggaran": figure} for part, figure in by_part(works, 2, "anggaran").items()}
    lines = {key: (w.nama, w.kode, w.lokasi, w.anggaran, w.pelaksana, w.tim) for key, w in works.items()}
    return budget(spent, {code: {"anggaran": one[0]} for code, one in income.items()}) | table(
        "kegiatan", ("nama", "kode", "lokasi", "anggaran", "pelaksana", "tim"), lines
    )


def _spent(works: Mapping[str, Work], column: str) -> int:
    return sum(getattr(work, column) for work in works.values())


def balida_apbdes() -> Leaves:
    """APB Desa Balida 2025."""
    total, income = _spent(BALIDA_WORKS, "anggaran"), sum(BALIDA_INCOME[c][0] for c in BALIDA_INCOME if c[0] == "4")
    words = (
        f"Tahun 2025 Desa Balida memperkirakan pendapatan {rp(income)}, terutama dari Dana Desa dan Alokasi Dana Desa. "
        f"Belanja direncanakan {rp(total)}: gaji dan pelayanan kantor, rabat beton Jalan Karya, sumur bor RT 05, "
        "kolam ikan dan kebun sayur, serta BLT bagi 15 keluarga."
    )
    signed = BALIDA_SIGNED | {
        "pengesahan.nomor_perdes": "6 Tahun 2024",
        "pengesahan.tanggal_perdes": "2024-12-23",
        "surat.nomor": "900/006/DS-BLD/2025",
    }
    return joined(
        (
            {"ringkasan.isi": words},
            _planned(BALIDA_WORKS, BALIDA_INCOME),
            signed,
            scans("perdes_apbdes", "Perdes 6 2024 Balida", 3),
        )
    )


def balida_lra() -> Leaves:
    """LRA Balida, first half of 2025."""
    total = _spent(BALIDA_WORKS, "june")
    unfinished = {
        "b1": (
            "Rabat beton Jalan Karya, 210 m",
            "Pengecoran 136 m dari 210 m, sisanya dikerjakan Juli sampai Agustus.",
        ),
        "b2": ("Sumur bor dan menara air", "Belum dimulai karena menunggu hasil uji air, dijadwalkan September."),
        "b3": ("Perbaikan dua rumah tidak layak huni", "Satu rumah selesai, rumah kedua dikerjakan mulai Juli."),
        "b4": ("Turnamen voli antar-RT", "Dijadwalkan Agustus untuk memeriahkan hari kemerdekaan."),
        "b5": ("Pelatihan menjahit bagi perempuan", "Menunggu jadwal pelatih dari kabupaten, rencana Oktober."),
        "b6": (
            "Kolam ikan nila dan kebun sayur",
            "Dua dari lima kolam sudah berisi benih, sisanya digali triwulan III.",
        ),
    }
    return joined(
        (
            {
                "pengantar.isi": "Bersama ini disampaikan laporan pelaksanaan APB Desa Balida Semester I Tahun 2025, "
                "menurut buku kas umum sampai 30 Juni 2025, untuk diteruskan kepada Bupati.",
                "ringkasan.isi": f"Sampai akhir Juni 2025 belanja Desa Balida {rp(total)}. Gorong-gorong RT 04 sudah "
                "selesai dan rabat beton Jalan Karya sudah lebih dari separuh. Sumur bor RT 05 belum dimulai karena "
                "contoh airnya masih diuji. BLT enam bulan sudah diterima 15 keluarga.",
                "kendala.isi": "Uji mutu air untuk sumur bor RT 05 memerlukan waktu dua bulan sehingga pekerjaan "
                "digeser ke September. Truk material hanya dapat masuk Jalan Karya pada pagi hari; TPK sudah mengatur "
                "jadwalnya bersama warga.",
                "pengesahan.tanggal": "2025-07-09",
                "surat.nomor": "900/041/DS-BLD/2025",
            },
            realised(BALIDA_WORKS, BALIDA_INCOME),
            progress(BALIDA_WORKS),
            table("belum", ("nama", "keterangan"), unfinished),
            BALIDA_SIGNED,
            scans("lembar", "Pengesahan LRA Balida"),
        )
    )


def balida_silpa() -> int:
    """What was left of Balida's year (Rp)."""
    money = {code: one[2] for code, one in BALIDA_INCOME.items()}
    received = sum(figure for code, figure in money.items() if code[0] == "4")
    return received - _spent(BALIDA_WORKS, "december") + money["6.1.1"] - money["6.2.2"]
