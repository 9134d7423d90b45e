"""The fifth hand's careful reports on people and works: Lasung Batu's residents, BLT, activities and their photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tests.support.fourth_hand_parts import Leaves, joined, photo, scans, table

_FLOWS: Final = tuple(f"{kind}_{sex}" for kind in ("lahir", "datang", "mati", "pindah") for sex in ("l", "p"))
_COLUMNS: Final = ("dusun", "awal_l", "awal_p", *_FLOWS, "akhir_l", "akhir_p", "kk")

_JULY: Final = {
    "rt1": ("RT 01", 151, 146, (1, 0, 0, 2, 0, 1, 0, 0), 88),
    "rt2": ("RT 02", 203, 198, (0, 1, 2, 1, 1, 0, 0, 1), 121),
    "rt3": ("RT 03", 176, 181, (1, 1, 0, 0, 1, 0, 2, 1), 104),
}
_AUGUST: Final = {
    "rt1": ("RT 01", 152, 147, (0, 1, 1, 0, 0, 0, 0, 1), 89),
    "rt2": ("RT 02", 204, 199, (1, 0, 0, 0, 0, 1, 1, 0), 121),
    "rt3": ("RT 03", 174, 181, (0, 0, 2, 2, 1, 0, 0, 0), 105),
}
_YEAR: Final = """
1 2 0 1 1 0 1 1
2 0 1 1 0 1 0 0
0 1 0 0 1 1 1 2
1 1 2 2 0 0 1 0
1 0 0 1 1 0 0 1
2 1 1 0 1 1 2 1
2 2 2 3 2 1 2 2
1 1 3 2 1 1 1 1
1 2 0 0 0 1 1 0
0 1 1 2 1 0 0 1
2 1 0 1 1 1 0 0
1 0 0 0 0 0 1 2
"""
_MEN: Final = (44, 46, 45, 43, 42, 41, 40, 39, 38, 36, 32, 27, 22, 17, 12, 9)
_WOMEN: Final = (42, 44, 46, 42, 41, 42, 41, 38, 37, 35, 31, 26, 23, 18, 13, 11)


def _moved(flows: Sequence[int]) -> tuple[int, int]:
    """What the flows add to the men and to the women."""
    return (
        flows[0] + flows[2] - flows[4] - flows[6],
        flows[1] + flows[3] - flows[5] - flows[7],
    )


def recap(*, august: bool = False) -> Leaves:
    """Lasung Batu's residents in July or in August 2025."""
    rows: Mapping[str, tuple[str, int, int, tuple[int, ...], int]] = _AUGUST if august else _JULY
    lines: dict[str, tuple[str | int, ...]] = {}
    for key, (name, men, women, flows, families) in rows.items():
        more, less = _moved(flows)
        lines[key] = (name, men, women, *flows, men + more, women + less, families)
    signed: Leaves = {
        "umum.dasar": "lapor",
        "pengesahan.kepala_desa": "Syamsudin Noor",
        "pengesahan.tanggal": "2025-09-01" if august else "2025-08-01",
        "surat.nomor": "470/051/LSB/2025" if august else "470/044/LSB/2025",
    }
    month = "Agustus" if august else "Juli"
    return joined((table("penduduk", _COLUMNS, lines), signed, scans("lembar", f"Rekap {month} Lasung Batu")))


def year_of_people() -> Leaves:
    """Lasung Batu's residents through 2025, by month and by age."""
    men, women = 528, 523
    months: dict[str, tuple[str | int, ...]] = {}
    for at, line in enumerate(_YEAR.strip().splitlines(), 1):
        flows = tuple(int(figure) for figure in line.split())
        more, less = _moved(flows)
        months[f"b{at:02d}"] = (f"{at:02d}", men, women, *flows, men + more, women + less)
        men, women = men + more, women + less
    ages = {f"u{at * 5:02d}": (f"{at * 5:02d}", *both) for at, both in enumerate(zip(_MEN, _WOMEN, strict=True))}
    signed: Leaves = {
        "jumlah.laki_laki": men,
        "jumlah.perempuan": women,
        "jumlah.kk": 318,
        "jumlah.keterangan": "Perpindahan terbanyak bulan Juli dan Agustus karena musim masuk sekolah dan kuliah.",
        "pengesahan.kepala_desa": "Rahmawati",
        "pengesahan.tanggal": "2026-01-08",
        "surat.nomor": "470/003/LSB/2026",
    }
    columns = ("bulan", "awal_l", "awal_p", *_FLOWS, "akhir_l", "akhir_p")
    return joined(
        (table("penduduk", columns, months), table("umur", ("kelompok", "laki_laki", "perempuan"), ages), signed)
    )


def blt(*, june: bool = False) -> Leaves:
    """Lasung Batu's BLT of July 2025, or of the month before."""
    paid = 16 if june else 15
    made: Leaves = {
        "blt.kpm_rencana": 16,
        "blt.kpm_dibayar": paid,
        "blt.nilai": 300_000,
        "blt.jumlah": paid * 300_000,
        "blt.tanggal": "2025-06-19" if june else "2025-07-17",
        "blt.cara": "tunai",
        "pengesahan.kepala_desa": "Syamsudin Noor",
        "pengesahan.tanggal": "2025-06-20" if june else "2025-07-21",
        "surat.nomor": "400/038/LSB/2025" if june else "400/045/LSB/2025",
    }
    if not june:
        made["blt.alasan"] = "Satu keluarga pindah ke Tabalong awal Juli; pengganti dibahas musyawarah desa 5 Agustus."
        made["kendala.isi"] = (
            "Dua penerima lanjut usia tidak dapat datang, uangnya diantar Kasi Kesejahteraan ke rumah."
        )
    return joined((made, scans("tanda_terima", f"Tanda terima BLT {'Juni' if june else 'Juli'} Lasung Batu")))


_EVENTS: Final = ("nama", "tempat", "tanggal", "peserta", "hasil")


def lamida_june() -> Leaves:
    """Lamida Bawah's activities of June 2025, which lie beside July's."""
    works = {
        "posyandu": (
            "Posyandu balita",
            "Posyandu RT 01",
            "2025-06-11",
            33,
            "33 balita ditimbang, dua dirujuk ke puskesmas.",
        ),
        "panen": ("Panen jagung kelompok tani", "Lahan RT 04", "2025-06-23", 18, "Terkumpul 2,1 ton pipilan kering."),
    }
    texts: Leaves = {
        "umum.uraian": "Bulan Juni diisi posyandu dan panen jagung kelompok tani di RT 04. Kepala desa bersama "
        "penyuluh mengukur hasil panen dan mencatat kebutuhan benih. Hujan deras di pekan kedua menunda gotong "
        "royong parit.",
        "surat.nomor": "140/041/LMB/2025",
    }
    shots = (
        photo("foto", "a", "lamida panen jagung", "Kelompok tani mengumpulkan jagung", of="panen"),
        photo("foto", "b", "lamida timbang juni", "Kader menimbang balita", of="posyandu"),
    )
    return joined((texts, table("kegiatan", _EVENTS, works), *shots))


def lamida_july() -> Leaves:
    """Lamida Bawah's activities of July 2025."""
    works = {
        "parit": ("Gotong royong parit", "RT 02", "2025-07-06", 41, "Parit 300 meter dikeruk dan sampahnya diangkut."),
        "posyandu": (
            "Posyandu balita",
            "Posyandu RT 01",
            "2025-07-09",
            36,
            "36 balita ditimbang, satu berat badannya turun.",
        ),
        "rkp": (
            "Musyawarah dusun RKP Desa 2026",
            "Langgar RT 03",
            "2025-07-18",
            27,
            "Disepakati lima usulan prioritas.",
        ),
        "benih": (
            "Pembagian benih jagung",
            "Balai desa",
            "2025-07-24",
            22,
            "Benih 110 kg diterima 22 anggota kelompok tani.",
        ),
    }
    texts: Leaves = {
        "umum.uraian": "Parit RT 02 yang tertunda bulan lalu akhirnya dikeruk bersama 41 warga. Musyawarah dusun "
        "untuk RKP Desa 2026 menghasilkan lima usulan, dan benih jagung dibagikan sebelum musim tanam.",
        "umum.kendala": "Truk sampah kecamatan hanya datang sekali sehingga lumpur parit menumpuk dua hari di tepi "
        "jalan.",
        "surat.nomor": "140/049/LMB/2025",
    }
    shots = (
        photo("foto", "a", "lamida parit dikeruk", "Warga mengeruk parit di RT 02", of="parit"),
        photo("foto", "b", "lamida timbang juli", "Kader menimbang balita di posyandu", of="posyandu"),
        photo("foto", "c", "lamida musyawarah dusun", "Peserta musyawarah dusun menyusun usulan", of="rkp"),
        photo("foto", "d", "lamida benih di balai", "Anggota kelompok tani menerima benih", of="benih"),
    )
    return joined((texts, table("kegiatan", _EVENTS, works), *shots))


def timur_july() -> Leaves:
    """Kelurahan Paringin Timur's activities of July 2025."""
    works = {
        "bank": (
            "Penimbangan bank sampah",
            "Bank sampah RT 07",
            "2025-07-05",
            19,
            "Terkumpul 146 kg plastik dan kardus.",
        ),
        "lansia": (
            "Posyandu lansia",
            "Aula kelurahan",
            "2025-07-15",
            44,
            "44 lansia diperiksa tekanan darah dan gula.",
        ),
        "pbb": ("Pekan pembayaran PBB", "Aula kelurahan", "2025-07-22", 130, "130 wajib pajak membayar di tempat."),
    }
    texts: Leaves = {
        "umum.uraian": "Kelurahan memusatkan kegiatan Juli pada pelayanan PBB di aula, yang didatangi 130 wajib "
        "pajak dalam sehari. Bank sampah RT 07 menimbang dua kali lipat dari bulan Juni setelah ketua RT membagikan "
        "karung.",
        "umum.kendala": "Printer loket pajak rusak pada siang hari dan dipinjamkan dari kantor camat.",
        "surat.nomor": "400/112/PT/2025",
    }
    shots = (
        photo("foto", "a", "timur bank sampah", "Pengurus menimbang kardus", of="bank"),
        photo("foto", "b", "timur lansia antre", "Lansia menunggu pemeriksaan", of="lansia"),
        photo("foto", "c", "timur loket pajak", "Petugas melayani wajib pajak", of="pbb"),
    )
    return joined((texts, table("kegiatan", _EVENTS, works), *shots))


def drain() -> Leaves:
    """Lamida Bawah's drain of RT 02, finished on 14 August 2025."""
    made: Leaves = {
        "kegiatan.nama": "Drainase beton RT 02, 180 m",
        "kegiatan.kode": "02.03.14",
        "kegiatan.lokasi": "RT 02, tepi Jalan Pasar",
        "kegiatan.volume": "180 m x 0,5 m x 0,6 m",
        "kegiatan.pelaksana": "Kasi Kesejahteraan, TPK Lamida Bawah",
        "kegiatan.mulai": "2025-06-09",
        "kegiatan.anggaran": 112_750_000,
        "kegiatan.realisasi": 112_384_000,
        "kegiatan.fisik": 100,
        "hasil.isi": "Air hujan dari pasar kini mengalir ke sungai dan tidak lagi menggenangi 23 rumah di RT 02. "
        "Penutup parit dapat diangkat warga untuk dibersihkan.",
        "pengesahan.kepala_desa": "Fahrurrazi",
        "pengesahan.tanggal": "2025-08-15",
        "surat.nomor": "600/057/LMB/2025",
    }
    shots = (
        photo("foto_0", "a", "drainase sebelum digali", "Tepi Jalan Pasar sebelum digali"),
        photo("foto_50", "a", "drainase bekisting", "Bekisting dinding terpasang 90 meter"),
        photo("foto_100", "a", "drainase selesai utara", "Drainase selesai dengan penutup beton"),
        photo("foto_100", "b", "drainase selesai hilir", "Ujung drainase di tepi sungai"),
    )
    return joined((made, *shots))


def public_list() -> Leaves:
    """Lamida Bawah's list of public information, first half of 2025."""
    lines = {
        "apb": ("Perdes APB Desa 2025", "Sekretaris Desa", "Desember 2024, kantor desa", "keduanya", "10 tahun"),
        "rpjm": (
            "RPJM Desa 2021 sampai 2027",
            "Kaur Perencanaan",
            "Januari 2021, balai desa",
            "cetak",
            "Selama berlaku",
        ),
        "lra": ("Laporan realisasi APB Desa 2024", "Kaur Keuangan", "Januari 2025, kantor desa", "keduanya", "5 tahun"),
        "profil": (
            "Profil desa dan peta batas RT",
            "Kasi Pemerintahan",
            "Mei 2025, kantor desa",
            "elektronik",
            "5 tahun",
        ),
        "layanan": ("Syarat surat keterangan usaha", "Kasi Pelayanan", "Maret 2025, loket", "cetak", "Selama berlaku"),
    }
    signed: Leaves = {
        "pengesahan.kepala_desa": "Fahrurrazi",
        "pengesahan.tanggal": "2025-07-03",
        "pengesahan.alamat_pengaduan": "Kantor Desa Lamida Bawah, Jalan Pasar RT 02, buka Senin sampai Jumat",
        "surat.nomor": "480/043/LMB/2025",
    }
    columns = ("ringkasan", "penanggung_jawab", "pembuatan", "bentuk", "masa_simpan")
    return joined((table("informasi", columns, lines), signed))
