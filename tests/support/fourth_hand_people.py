"""The fourth hand's careful reports on people, aid and work: penduduk, BLT, kegiatan, Dana Desa, BPD, DIP, memori."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sipa_core.domain.paths import Value
from tests.support.fourth_hand_parts import Leaves, joined, photo, scans, table

_MOVES: Final = ("lahir_l", "lahir_p", "datang_l", "datang_p", "mati_l", "mati_p", "pindah_l", "pindah_p")
_ROW: Final = ("awal_l", "awal_p", *_MOVES, "akhir_l", "akhir_p")


def counted(men: int, women: int, moves: Sequence[int]) -> tuple[int, ...]:
    """One row of a recap: the start, the moves, and the end that follows."""
    born_l, born_p, come_l, come_p, dead_l, dead_p, gone_l, gone_p = moves
    return men, women, *moves, men + born_l + come_l - dead_l - gone_l, women + born_p + come_p - dead_p - gone_p


MAY: Final[Mapping[str, tuple[str, tuple[int, ...], int]]] = {
    "d1": ("RT 01", counted(142, 138, (1, 0, 0, 0, 0, 1, 0, 0)), 86),
    "d2": ("RT 02", counted(118, 121, (0, 1, 2, 1, 0, 0, 0, 0)), 75),
    "d3": ("RT 03", counted(97, 102, (0, 0, 0, 0, 1, 0, 0, 0)), 61),
    "d4": ("RT 04", counted(131, 126, (0, 0, 0, 0, 0, 0, 1, 2)), 79),
}
JUNE: Final[Mapping[str, tuple[str, tuple[int, ...], int]]] = {
    "d1": ("RT 01", counted(143, 137, (0, 0, 1, 1, 0, 0, 0, 0)), 87),
    "d2": ("RT 02", counted(120, 123, (1, 0, 0, 0, 0, 0, 0, 0)), 75),
    "d3": ("RT 03", counted(96, 102, (0, 1, 0, 0, 0, 0, 1, 1)), 61),
    "d4": ("RT 04", counted(130, 124, (1, 0, 0, 0, 0, 1, 0, 0)), 79),
}
_YEAR: Final = (
    *((1, 0, 0, 1, 1, 0, 0, 0), (0, 1, 1, 0, 0, 0, 0, 1), (1, 1, 0, 0, 0, 0, 1, 0), (1, 0, 1, 0, 0, 0, 1, 0)),
    *((1, 1, 2, 1, 1, 1, 1, 2), (2, 1, 1, 1, 0, 1, 1, 1), (0, 1, 0, 2, 1, 0, 0, 0), (1, 0, 0, 0, 0, 1, 0, 0)),
    *((2, 0, 1, 1, 0, 0, 1, 1), (0, 0, 0, 0, 0, 1, 0, 0), (1, 1, 0, 0, 1, 0, 1, 0), (0, 1, 1, 0, 0, 0, 0, 1)),
)
_AGES_L: Final = (44, 43, 42, 41, 40, 39, 38, 37, 35, 32, 28, 24, 19, 14, 9, 8)
_AGES_P: Final = (42, 41, 41, 40, 40, 39, 38, 36, 34, 32, 28, 24, 20, 15, 10, 8)


def recap(month: str, rows: Mapping[str, tuple[str, tuple[int, ...], int]], signed: str) -> Leaves:
    """Rekap penduduk of Murung Ilung for one month."""
    lines: dict[str, Sequence[Value]] = {key: (name, *figures, kk) for key, (name, figures, kk) in rows.items()}
    return joined(
        (
            table("penduduk", ("dusun", *_ROW, "kk"), lines),
            {"umum.dasar": "kejadian", "pengesahan.kepala_desa": "Rusdiansyah", "pengesahan.tanggal": signed},
            scans("lembar", f"Rekap penduduk Murung Ilung {month}"),
        )
    )


def population_year() -> Leaves:
    """Rekap penduduk tahunan of Murung Ilung 2025."""
    lines: dict[str, Sequence[Value]] = {}
    men, women = 486, 485
    for month, moves in enumerate(_YEAR, 1):
        figures = counted(men, women, moves)
        men, women = figures[-2:]
        lines[f"m{month:02d}"] = (f"{month:02d}", *figures)
    ages = {f"u{n * 5:02d}": (f"{n * 5:02d}", _AGES_L[n], _AGES_P[n]) for n in range(16)}
    return joined(
        (
            table("penduduk", ("bulan", *_ROW), lines),
            table("umur", ("kelompok", "laki_laki", "perempuan"), ages),
            {
                "jumlah.laki_laki": men,
                "jumlah.perempuan": women,
                "jumlah.kk": 304,
                "jumlah.keterangan": "Pertambahan sepuluh jiwa terutama dari kelahiran dan keluarga baru di RT 02.",
                "pengesahan.kepala_desa": "Rusdiansyah",
                "pengesahan.tanggal": "2026-01-12",
            },
        )
    )


def aid(month: str) -> Leaves:
    """BLT Dahai in May (all were paid) or June 2025 (one family had moved)."""
    june = month == "06"
    made: Leaves = {
        "blt.kpm_rencana": 24,
        "blt.kpm_dibayar": 23 if june else 24,
        "blt.nilai": 300_000,
        "blt.jumlah": 6_900_000 if june else 7_200_000,
        "blt.tanggal": "2025-06-18" if june else "2025-05-21",
        "blt.cara": "tunai",
        "pengesahan.kepala_desa": "Hairullah",
        "pengesahan.tanggal": "2025-07-02" if june else "2025-06-03",
    }
    if june:
        made["blt.alasan"] = (
            "Satu keluarga pindah ke Kabupaten Tabalong awal Juni, penggantinya menunggu musyawarah desa khusus."
        )
    return made | scans("tanda_terima", f"Tanda terima BLT Dahai {month}", 2)


_ACTIVITY: Final = ("nama", "tempat", "tanggal", "peserta", "hasil")


def paran_may() -> Leaves:
    """Kegiatan of Paran in May 2025."""
    lines = {
        "k1": (
            "Posyandu balita",
            "Posyandu Anggrek",
            "2025-05-08",
            41,
            "38 balita ditimbang, dua dirujuk ke puskesmas",
        ),
        "k2": ("Gotong royong parit", "RT 03", "2025-05-18", 27, "Parit sepanjang 150 m bersih dan air lancar"),
    }
    return joined(
        (
            {
                "umum.uraian": "Bulan Mei diisi penimbangan balita dan pembersihan parit RT 03 yang tersumbat sejak "
                "banjir April. Kader posyandu dibantu bidan desa, sedangkan gotong royong digerakkan ketua RT dan "
                "karang taruna. Dua balita berat badannya turun dan sudah dirujuk."
            },
            table("kegiatan", _ACTIVITY, lines),
            photo("foto", "f1", "paran posyandu mei", "Kader menimbang balita.", of="k1"),
            photo("foto", "f2", "paran parit mei", "Warga mengangkat lumpur dari parit RT 03.", of="k2"),
        )
    )


def paran_june() -> Leaves:
    """Kegiatan of Paran in June 2025, with photos."""
    lines = {
        "k1": (
            "Posyandu balita",
            "Posyandu Anggrek",
            "2025-06-10",
            44,
            "42 balita ditimbang, semua naik berat badannya",
        ),
        "k2": (
            "Musyawarah rencana kerja 2026",
            "Balai desa",
            "2025-06-17",
            52,
            "Sebelas usulan disepakati dan diurutkan",
        ),
        "k3": ("Pelatihan membuat kompos", "RT 04", "2025-06-21", 19, "Empat bak kompos dibuat untuk kebun kelompok"),
        "k4": ("Perbaikan pagar TPU", "TPU RT 02", "2025-06-29", 33, "Pagar sisi timur 40 m berdiri kembali"),
    }
    return joined(
        (
            {
                "umum.uraian": "Pada bulan Juni perangkat dan warga Desa Paran mengadakan empat kegiatan. Usulan "
                "rencana kerja 2026 dibahas bersama BPD dan ketua RT. Penyuluh pertanian melatih kelompok tani membuat "
                "kompos, dan pagar pemakaman yang roboh diperbaiki bersama.",
                "umum.kendala": "Penyuluh hanya dapat hadir satu hari, pendampingan dilanjutkan pada bulan Juli.",
            },
            table("kegiatan", _ACTIVITY, lines),
            photo("foto", "f1", "paran timbang juni", "Balita ditimbang dan dicatat di buku KIA.", of="k1"),
            photo("foto", "f2", "paran musyawarah", "Peserta membahas urutan usulan di balai desa.", of="k2"),
            photo("foto", "f3", "paran papan usulan", "Papan berisi sebelas usulan yang disepakati.", of="k2"),
            photo("foto", "f4", "paran kompos", "Anggota kelompok mencampur jerami dan kotoran sapi.", of="k3"),
            photo("foto", "f5", "paran pagar tpu", "Warga memasang tiang pagar sisi timur.", of="k4"),
        )
    )


def kota_june() -> Leaves:
    """Kegiatan of the kelurahan Paringin Kota in June 2025."""
    lines = {
        "k1": ("Senam lansia", "Halaman kantor lurah", "2025-06-05", 36, "30 lansia diperiksa tekanan darahnya"),
        "k2": ("Penertiban parkir pasar", "Jalan Pasar", "2025-06-12", 15, "Garis parkir dicat dan juru parkir ditata"),
        "k3": (
            "Rapat koordinasi ketua RT",
            "Aula kelurahan",
            "2025-06-24",
            22,
            "Jadwal ronda dan iuran sampah disepakati",
        ),
    }
    return joined(
        (
            {
                "umum.uraian": "Kelurahan Paringin Kota bulan ini menata parkir di sekitar pasar bersama Dinas "
                "Perhubungan dan menyelenggarakan senam lansia dengan pemeriksaan kesehatan. Ketua RT bertemu untuk "
                "menyepakati jadwal ronda dan iuran sampah.",
                "umum.kendala": "Sebagian pedagang belum memindahkan lapak, akan ditemui lagi awal Juli.",
            },
            table("kegiatan", _ACTIVITY, lines),
            photo("foto", "f1", "kota senam lansia", "Senam pagi di halaman kantor lurah.", of="k1"),
            photo("foto", "f2", "kota parkir pasar", "Petugas mengecat garis parkir.", of="k2"),
            photo("foto", "f3", "kota rapat rt", "Ketua RT menyusun jadwal ronda.", of="k3"),
        )
    )


def drain() -> Leaves:
    """Laporan pelaksanaan kegiatan: a drain in Lok Batung that ended on 20 September 2025."""
    return joined(
        (
            {
                "kegiatan.nama": "Drainase lingkungan RT 02, 120 m",
                "kegiatan.kode": "02.03.14",
                "kegiatan.lokasi": "Gang Rambutan RT 02",
                "kegiatan.volume": "120 m x 0,4 m x 0,5 m",
                "kegiatan.pelaksana": "Kasi Kesejahteraan, TPK Lok Batung",
                "kegiatan.mulai": "2025-07-28",
                "kegiatan.anggaran": 64_750_000,
                "kegiatan.realisasi": 64_120_000,
                "kegiatan.fisik": 100,
                "hasil.isi": "Saluran sepanjang 120 meter sudah mengalirkan air hujan dari Gang Rambutan ke parit "
                "besar. Dua puluh tiga rumah yang biasa tergenang kini kering, dan jalan gang dapat dilalui sepeda "
                "motor.",
                "pengesahan.kepala_desa": "Muhammad Yusran",
                "pengesahan.tanggal": "2025-09-26",
            },
            photo("foto_0", "f1", "drainase sebelum", "Gang tergenang sebelum saluran digali."),
            photo("foto_50", "f1", "drainase separuh", "Pasangan batu separuh panjang."),
            photo("foto_50", "f2", "drainase tukang", "Tukang memasang batu di ujung gang."),
            photo("foto_100", "f1", "drainase selesai", "Saluran selesai dan air mengalir."),
        )
    )


_FUND: Final = {
    "jalan": ("Pengerasan Jalan Lingkar, 400 m", "02.03.10", "RT 02 dan RT 03", 240_000_000, 96_000_000, 60),
    "posyandu": ("Posyandu dan insentif kader", "02.02.02", "Posyandu Mawar", 62_400_000, 31_200_000, 50),
    "pangan": ("Demplot jagung dan lumbung pangan", "04.02.03", "Lahan RT 05", 140_200_000, 56_080_000, 50),
    "blt": ("BLT Desa untuk 18 keluarga", "05.03.01", "Balai desa", 64_800_000, 32_400_000, 50),
    "jamban": ("Jamban sehat lima belas unit", "02.04.90", "RT 01 dan RT 04", 75_000_000, 30_000_000, 58),
    "paud": ("Honor pendidik PAUD Pelangi", "02.01.01", "PAUD Pelangi", 38_600_000, 19_300_000, 50),
    "internet": ("Internet desa", "01.04.08", "Kantor desa", 24_000_000, 12_000_000, 50),
    "operasional": ("Operasional pemerintah desa tiga persen", "01.01.04", "Kantor desa", 21_030_000, 1_420_000, 10),
    "bengkel": ("Pelatihan bengkel bagi pemuda", "04.05.01", "Balai desa", 34_970_000, 0, 0),
}


def fund_priorities() -> Leaves:
    """Prioritas Dana Desa of Kalahiang 2025."""
    lines = {key: one[:4] for key, one in _FUND.items()}
    return joined(
        (
            {
                "musdes.tanggal": "2025-01-14",
                "musdes.peserta": 67,
                "musdes.rencana": "Musyawarah mendahulukan Jalan Lingkar karena dilalui anak sekolah dan hasil kebun "
                "dua RT, lalu jamban sehat karena masih ada 15 keluarga yang memakai sungai. Ketahanan pangan "
                "mengikuti ketentuan seperlima Dana Desa.",
                "pengesahan.kepala_desa": "Asmuni",
                "pengesahan.tanggal": "2025-01-22",
                "pengesahan.alamat_pengaduan": "Kantor Desa Kalahiang RT 03, WhatsApp kantor 0812-0000-0006",
            },
            table("kegiatan", ("nama", "kode", "lokasi", "anggaran"), lines),
            scans("perdes_rkp", "Perdes RKP Kalahiang 2025", 2),
            scans("perdes_apbdes", "Perdes APB Desa Kalahiang 2025", 2),
            scans("berita_acara", "Berita acara musdes Kalahiang"),
        )
    )


def fund_progress() -> Leaves:
    """Penyerapan Dana Desa of Kalahiang 2025: first stage 280.400.000, outputs 42 percent on average."""
    lines = {key: (one[0], one[1], one[3], one[4], one[5]) for key, one in _FUND.items()}
    return joined(
        (
            {
                "dana.tahap1": 280_400_000,
                "dana.keluaran": sum(one[5] for one in _FUND.values()) // len(_FUND),
                "pengesahan.kepala_desa": "Asmuni",
                "pengesahan.tanggal": "2025-08-15",
            },
            table("kegiatan", ("nama", "kode", "anggaran", "realisasi", "fisik"), lines),
            scans("akta_kdmp", "Akta koperasi Kalahiang"),
            scans("komitmen", "Surat komitmen Kalahiang"),
        )
    )
