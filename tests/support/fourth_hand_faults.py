"""The fourth hand's sixty faults: the report, what is wrong, where a reader sees it, and the careless change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sipa_core.domain.paths import Value
from tests.support.fourth_hand_money import BALIDA_WORKS
from tests.support.fourth_hand_offices import BPD_2024
from tests.support.fourth_hand_parts import photo
from tests.support.fourth_hand_people import paran_may
from tests.support.fourth_hand_year import LPPD_2024, LPPD_LAYAP, LRA_2024, layap_apbdes

Planted = tuple[str, str, tuple[str, ...], Mapping[str, Value]]


def _gone(table: str, *rows: str) -> dict[str, Value]:
    return {f"{table}[{row}]": None for row in rows}


def _twice() -> dict[str, Value]:
    work = BALIDA_WORKS["rabat"]
    cells: dict[str, Value] = {"nama": work.nama, "kode": work.kode, "lokasi": work.lokasi, "anggaran": work.anggaran}
    cells |= {"pelaksana": work.pelaksana, "tim": work.tim or "", "pos": 90}
    return {f"kegiatan[rabat2].{column}": value for column, value in cells.items()}


_EMPTY: Final[tuple[Planted, ...]] = (
    ("lra-balida", "Kendala hanya berisi tanda hubung.", ("kendala",), {"kendala.isi": "-"}),
    (
        "lkppd-balida",
        "Pembinaan masih berisi tulisan contoh.",
        ("tugas.pembinaan",),
        {"tugas.pembinaan": "Tulis di sini uraian pembinaan kemasyarakatan."},
    ),
    ("bpd", "Aspirasi warga hanya 'sda'.", ("tugas.aspirasi",), {"tugas.aspirasi": "Sda."}),
    ("apbdes-balida", "Ringkasan untuk warga kosong.", ("ringkasan",), {"ringkasan.isi": None}),
    ("kegiatan-paran", "Uraian sebulan hanya satu kata.", ("umum.uraian",), {"umum.uraian": "Lancar."}),
    (
        "lpj-balida",
        "Penjelasan belanja ditunda.",
        ("catatan.belanja",),
        {"catatan.belanja": "Akan dilengkapi kemudian oleh bendahara."},
    ),
    (
        "lra-layap",
        "Alamat pengaduan hanya titik-titik.",
        ("pengesahan.alamat_pengaduan",),
        {"pengesahan.alamat_pengaduan": "…………………………"},
    ),
    (
        "lppd-balida",
        "Visi dan misi masih rangka kosong.",
        ("pendahuluan.visi_misi",),
        {"pendahuluan.visi_misi": "Visi: ........ Misi: 1. ........ 2. ........ 3. ........"},
    ),
    (
        "dip",
        "Petunjuk isian tersalin sebagai isi.",
        ("informasi[i4].ringkasan",),
        {"informasi[i4].ringkasan": "Misalnya Perdes APB Desa 2025, atau Profil desa."},
    ),
    ("drainase", "Foto sesudah selesai tidak dilampirkan.", ("foto_100",), _gone("foto_100", "f1")),
)

_COPIED: Final[tuple[Planted, ...]] = (
    (
        "lra-balida",
        "Kendala sama persis dengan tahun lalu.",
        ("kendala.isi",),
        {"kendala.isi": LRA_2024["kendala.isi"]},
    ),
    (
        "lppd-balida",
        "Pembangunan tahun lalu disalin, hanya tahunnya diganti.",
        ("pembangunan.pelaksanaan",),
        {"pembangunan.pelaksanaan": str(LPPD_2024["pembangunan.pelaksanaan"]).replace("2024", "2025")},
    ),
    (
        "lppd-balida",
        "Pembinaan disalin dari Layap, nama desanya diganti.",
        ("pembinaan.pelaksanaan",),
        {"pembinaan.pelaksanaan": str(LPPD_LAYAP["pembinaan.pelaksanaan"]).replace("Layap", "Balida")},
    ),
    (
        "lra-layap",
        "Pengantar menyebut desa lain.",
        ("pengantar.isi",),
        {
            "pengantar.isi": "Dengan hormat, kami sampaikan laporan realisasi APB Desa Balida untuk masa Januari "
            "sampai 30 Juni 2025 sesuai Permendagri 20 Tahun 2018."
        },
    ),
    (
        "bpd",
        "Pengawasan disalin dari tahun lalu.",
        ("tugas.pengawasan",),
        {"tugas.pengawasan": BPD_2024["tugas.pengawasan"]},
    ),
    (
        "kegiatan-paran",
        "Uraian bulan lalu disalin dan bulannya diganti.",
        ("umum.uraian",),
        {"umum.uraian": str(paran_may()["umum.uraian"]).replace("Mei", "Juni")},
    ),
    (
        "lpj-balida",
        "Pengantar masih menyebut tahun anggaran lama.",
        ("pengantar.isi",),
        {
            "pengantar.isi": "Laporan ini disusun sebagai pertanggungjawaban pelaksanaan APB Desa Balida Tahun "
            "Anggaran 2024 yang ditetapkan dengan Peraturan Desa Nomor 1 Tahun 2025."
        },
    ),
    (
        "lppd-balida",
        "Penutup tahun lalu disalin, tahunnya tertinggal.",
        ("penutup.isi",),
        {"penutup.isi": LPPD_2024["penutup.isi"]},
    ),
    (
        "apbdes-balida",
        "Ringkasan disalin dari APB Desa Layap dengan nama diganti.",
        ("ringkasan.isi",),
        {"ringkasan.isi": str(layap_apbdes()["ringkasan.isi"]).replace("Layap", "Balida")},
    ),
    (
        "memori",
        "Monografi menyebut desa lain.",
        ("monografi.isi",),
        {
            "monografi.isi": "Desa Paran seluas 9,4 kilometer persegi, berbatasan dengan hutan di utara. Penduduknya "
            "1.208 jiwa dalam 372 keluarga di lima RT, dengan satu SD, satu PAUD, dan satu posyandu."
        },
    ),
)

_SUMS: Final[tuple[Planted, ...]] = (
    (
        "apbdes-balida",
        "Belanja lebih sepuluh juta sehingga anggaran tidak menutup.",
        ("apbdes", "kegiatan"),
        {"apbdes[02.03/-/-].anggaran": 238_250_000},
    ),
    (
        "lra-balida",
        "Anggaran rabat beton kelebihan satu nol.",
        ("kegiatan[rabat]", "apbdes"),
        {"kegiatan[rabat].anggaran": 1_869_000_000},
    ),
    ("penduduk-05", "Akhir laki-laki RT 02 tidak sesuai mutasi.", ("penduduk[d2]",), {"penduduk[d2].akhir_l": 121}),
    (
        "penduduk-06",
        "Awal RT 03 bukan akhir bulan lalu, tanpa koreksi.",
        ("penduduk[d3]", "umum.koreksi"),
        {"penduduk[d3].awal_p": 112, "penduduk[d3].akhir_p": 112},
    ),
    (
        "penduduk-2025",
        "Jumlah menurut umur berbeda dari jumlah akhir tahun.",
        ("umur", "jumlah.perempuan"),
        {"umur[u20].perempuan": 30},
    ),
    (
        "penduduk-2025",
        "Awal Agustus bukan akhir Juli.",
        ("penduduk[m08]", "penduduk[m07]"),
        {"penduduk[m08].awal_l": 480, "penduduk[m08].akhir_l": 481},
    ),
    ("blt-05", "Jumlah dibayar bukan keluarga kali nilai.", ("blt.jumlah",), {"blt.jumlah": 7_020_000}),
    ("penyerapan", "Rata-rata keluaran tidak menurut tabel.", ("dana.keluaran",), {"dana.keluaran": 75}),
    (
        "penyerapan",
        "Yang diserap lebih besar dari yang diterima.",
        ("kegiatan", "dana.tahap1"),
        {"kegiatan[jalan].realisasi": 196_000_000},
    ),
    (
        "perubahan-layap",
        "Anggaran sesudah perubahan tidak menutup.",
        ("apbdes",),
        {"apbdes[-/4.2.2/-].anggaran": 28_710_000},
    ),
    (
        "lpj-balida",
        "SiLPA dalam penjelasan berbeda dari hitungan tabel.",
        ("catatan.pembiayaan", "apbdes"),
        {
            "catatan.pembiayaan": "Penyertaan modal BUMDes disalurkan penuh pada bulan Agustus. SiLPA akhir tahun "
            "Rp12.640.000, seluruhnya di rekening kas desa."
        },
    ),
    (
        "lra-balida",
        "Jumlah belanja dalam ringkasan berbeda dari tabel.",
        ("ringkasan.isi",),
        {
            "ringkasan.isi": "Sampai akhir Juni 2025 belanja Desa Balida Rp856.637.500. Gorong-gorong RT 04 sudah "
            "selesai dan rabat beton Jalan Karya sudah lebih dari separuh. Sumur bor RT 05 belum dimulai."
        },
    ),
    ("penduduk-06", "KK di RT 01 lebih banyak dari penduduknya.", ("penduduk[d1].kk",), {"penduduk[d1].kk": 870}),
)

_REASONS: Final[tuple[Planted, ...]] = (
    (
        "lra-layap",
        "Belanja di atas anggaran tanpa alasan.",
        ("apbdes[02.04/-/-]",),
        {"apbdes[02.04/-/-].alasan": None},
    ),
    (
        "lra-balida",
        "Ketahanan pangan dilaporkan melebihi anggaran tanpa alasan.",
        ("apbdes[04.02/-/-]", "kegiatan[pangan]"),
        {"apbdes[04.02/-/-].realisasi": 161_145_000, "kegiatan[pangan].realisasi": 161_145_000},
    ),
    ("drainase", "Biaya melebihi anggaran tanpa alasan.", ("kegiatan",), {"kegiatan.realisasi": 71_400_000}),
    ("blt-06", "Satu keluarga tidak dibayar tanpa alasan.", ("blt",), {"blt.alasan": None}),
    (
        "lpj-balida",
        "Fisik 100 persen padahal realisasi nol.",
        ("kegiatan[olahraga]",),
        {"kegiatan[olahraga].realisasi": 0},
    ),
    (
        "lra-balida",
        "Uang kegiatan hampir habis, fisiknya nol.",
        ("kegiatan[posyandu]",),
        {"kegiatan[posyandu].fisik": 0},
    ),
    ("lkppd-balida", "Perdes baru sebagian tanpa keterangan.", ("perdes[r2]",), {"perdes[r2].keterangan": None}),
)

_PHOTOS: Final[tuple[Planted, ...]] = (
    (
        "kegiatan-paran",
        "Foto yang sama untuk dua kegiatan.",
        ("foto[f5]", "foto[f4]"),
        photo("foto", "f5", "paran kompos", "Warga memasang tiang pagar sisi timur.", of="k4"),
    ),
    (
        "kegiatan-paran",
        "Foto yang sama, disimpan ulang, untuk dua kegiatan.",
        ("foto[f5]", "foto[f2]"),
        photo("foto", "f5", "paran musyawarah", "Warga memasang tiang pagar.", of="k4", stored_anew=True),
    ),
    (
        "drainase",
        "Foto selesai adalah foto awal yang disimpan ulang.",
        ("foto_100", "foto_0"),
        photo("foto_100", "f1", "drainase sebelum", "Saluran selesai.", stored_anew=True),
    ),
    (
        "kegiatan-paran",
        "Foto posyandu diambil dari laporan bulan lalu.",
        ("foto[f1]",),
        photo("foto", "f1", "paran posyandu mei", "Balita ditimbang dan dicatat.", of="k1"),
    ),
    (
        "kegiatan-kota",
        "Foto rapat adalah foto musyawarah desa lain.",
        ("foto[f3]",),
        photo("foto", "f3", "paran musyawarah", "Ketua RT menyusun jadwal ronda.", of="k3", stored_anew=True),
    ),
)

_YEAR: Final[tuple[Planted, ...]] = (
    (
        "lpj-balida",
        "Anggaran Dana Desa dan jalan berbeda dari APB Desa tanpa perubahan.",
        ("apbdes",),
        {
            "apbdes[-/4.2.1/-].anggaran": 769_318_000,
            "apbdes[02.03/-/-].anggaran": 233_250_000,
            "kegiatan[rabat].anggaran": BALIDA_WORKS["rabat"].anggaran + 5_000_000,
        },
    ),
    (
        "lppd-balida",
        "Realisasi bidang 3 berbeda dari LPJ.",
        ("apbdes[03/-/-]",),
        {"apbdes[03/-/-].realisasi": 71_545_000},
    ),
    (
        "penduduk-2025",
        "Kelahiran Juni berbeda dari rekap bulanan.",
        ("penduduk[m06]",),
        {"penduduk[m06].lahir_l": 3, "penduduk[m06].datang_l": 0},
    ),
    (
        "blt-06",
        "Besar BLT per keluarga tiba-tiba berbeda dari bulan lalu.",
        ("blt.nilai", "blt.jumlah"),
        {"blt.nilai": 350_000, "blt.jumlah": 8_050_000},
    ),
)

_UNDONE: Final[tuple[Planted, ...]] = (
    (
        "lra-balida",
        "Belum selesai kosong dan nihil tidak dicentang.",
        ("belum_selesai", "belum"),
        _gone("belum", "b1", "b2", "b3", "b4", "b5", "b6"),
    ),
    (
        "lpj-balida",
        "Nihil dicentang padahal sumur bor baru 80 persen.",
        ("belum_selesai", "belum", "kegiatan[sumur]"),
        _gone("belum", "b1", "b2") | {"belum_selesai.nihil": True},
    ),
)

_PRIVATE: Final[tuple[Planted, ...]] = (
    (
        "apbdes-balida",
        "Nomor HP pribadi di kolom tim yang diumumkan.",
        ("kegiatan[rabat].tim",),
        {"kegiatan[rabat].tim": "TPK Balida, hubungi Pak Udin 081200007734"},
    ),
    (
        "lppd-balida",
        "NIK di ringkasan untuk warga.",
        ("ringkasan.pembangunan",),
        {"ringkasan.pembangunan": "Rumah warga RT 01 (NIK 6311064503900000) dan RT 06 selesai diperbaiki."},
    ),
    (
        "lra-balida",
        "NIK dengan spasi di keterangan yang diumumkan.",
        ("belum[b3].keterangan",),
        {"belum[b3].keterangan": "Rumah kedua milik pemegang NIK 6311 0645 0390 0000 dikerjakan mulai Juli."},
    ),
)

_OTHERS: Final[tuple[Planted, ...]] = (
    (
        "kegiatan-kota",
        "Kegiatan bulan lain masuk laporan Juni.",
        ("kegiatan[k3].tanggal",),
        {"kegiatan[k3].tanggal": "2025-05-24"},
    ),
    (
        "lra-layap",
        "Disahkan sebelum semester berakhir.",
        ("pengesahan.tanggal",),
        {"pengesahan.tanggal": "2025-06-14"},
    ),
    (
        "drainase",
        "Tanggal mulai sesudah kegiatan selesai dan disahkan.",
        ("kegiatan.mulai",),
        {"kegiatan.mulai": "2025-09-28"},
    ),
    ("apbdes-balida", "Rabat beton tertulis dua kali.", ("kegiatan", "apbdes"), _twice()),
    ("blt-05", "Tanggal penyaluran sesudah tanggal pengesahan.", ("blt.tanggal",), {"blt.tanggal": "2025-06-21"}),
    (
        "kegiatan-paran",
        "Peserta posyandu kelebihan dua nol.",
        ("kegiatan[k1].peserta",),
        {"kegiatan[k1].peserta": 4_400},
    ),
)

PLANTED: Final = _EMPTY + _COPIED + _SUMS + _REASONS + _PHOTOS + _YEAR + _UNDONE + _PRIVATE + _OTHERS
