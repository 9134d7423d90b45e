"""The fifth hand's sixty faults: the report, what is wrong, where a reader sees it, and the careless change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sipa_core.domain.paths import Value
from tests.support.fifth_hand_money import HM, bg_lra
from tests.support.fifth_hand_people import lamida_july, lamida_june
from tests.support.fifth_hand_year import BPD_2024, LPPD_2024, LPPD_BALANG
from tests.support.fourth_hand_parts import photo

Planted = tuple[str, str, tuple[str, ...], Mapping[str, Value]]


def _gone(table: str, *rows: str) -> dict[str, Value]:
    return {f"{table}[{row}]": None for row in rows}


def _unfinished() -> tuple[str, ...]:
    return tuple(key for key, work in HM.items() if work.june_done < 100)


_EMPTY: Final[tuple[Planted, ...]] = (
    ("hm-lra", "Kendala hanya titik-titik.", ("kendala",), {"kendala.isi": "............"}),
    (
        "hm-lkppd",
        "Tindak lanjut masih berisi petunjuk dalam kurung.",
        ("tindak_lanjut",),
        {"tindak_lanjut.isi": "(diisi sesuai berita acara rapat BPD)"},
    ),
    ("hm-lpj", "Penjelasan pembiayaan kosong.", ("catatan.pembiayaan",), {"catatan.pembiayaan": None}),
    ("hm-lppd", "Upaya hanya ditulis sda.", ("capaian.upaya",), {"capaian.upaya": "S.d.a."}),
    (
        "lamida-bpd",
        "Aspirasi warga baru dijanjikan.",
        ("tugas.aspirasi",),
        {"tugas.aspirasi": "Akan dilengkapi setelah rekap dari anggota BPD terkumpul."},
    ),
    ("lamida-kegiatan", "Hasil musyawarah hanya xxx.", ("kegiatan[rkp].hasil",), {"kegiatan[rkp].hasil": "xxx"}),
    (
        "paran-amj",
        "Hasil yang belum dicapai berisi petunjuk pengisian.",
        ("hasil.belum",),
        {"hasil.belum": "Sebutkan sebabnya. Bila semua tercapai, tulis Nihil."},
    ),
    ("lasung-serah", "Monografi hanya ditulis menyusul.", ("monografi",), {"monografi.isi": "Menyusul"}),
    ("lamida-drainase", "Hasil hanya satu kata.", ("hasil",), {"hasil.isi": "Selesai."}),
    ("hm-lpj", "Laporan keuangan tidak dilampirkan.", ("laporan_keuangan",), _gone("laporan_keuangan", "s1", "s2")),
)

_COPIED: Final[tuple[Planted, ...]] = (
    (
        "hm-lppd",
        "Pelaksanaan pembangunan disalin utuh dari LPPD 2024.",
        ("pembangunan.pelaksanaan",),
        {"pembangunan.pelaksanaan": LPPD_2024["pembangunan.pelaksanaan"]},
    ),
    (
        "hm-lppd",
        "Permasalahan disalin dari LPPD 2024 dengan beberapa kata diganti.",
        ("capaian.permasalahan",),
        {
            "capaian.permasalahan": "Musim hujan datang lebih cepat sehingga pengecoran drainase dua kali terhenti. "
            "Anggota TPK hanya empat orang dan belum terbiasa menyusun gambar kerja serta rencana anggaran biaya."
        },
    ),
    (
        "hm-lppd",
        "Pembinaan disalin dari LPPD Balang.",
        ("pembinaan.pelaksanaan",),
        {"pembinaan.pelaksanaan": LPPD_BALANG["pembinaan.pelaksanaan"]},
    ),
    ("hm-lra", "Kendala disalin dari LRA Balang.", ("kendala",), {"kendala.isi": bg_lra()["kendala.isi"]}),
    (
        "lamida-kegiatan",
        "Uraian Juli sama dengan uraian Juni.",
        ("umum.uraian",),
        {"umum.uraian": str(lamida_june()["umum.uraian"]).replace("Bulan Juni", "Bulan Juli")},
    ),
    (
        "timur-kegiatan",
        "Kendala disalin dari laporan Lamida Bawah bulan yang sama.",
        ("umum.kendala",),
        {"umum.kendala": lamida_july()["umum.kendala"]},
    ),
    (
        "lamida-bpd",
        "Saran masih saran tahun lalu, tentang APB Desa 2025.",
        ("penutup",),
        {"penutup.isi": BPD_2024["penutup.isi"]},
    ),
    (
        "hm-lpj",
        "Pengantar menyebut desa lain.",
        ("pengantar",),
        {
            "pengantar.isi": "Laporan pertanggungjawaban ini disusun setelah Perdes LPJ disepakati bersama BPD Desa "
            "Lok Batung dan memuat seluruh penerimaan serta pengeluaran kas desa tahun 2025."
        },
    ),
    (
        "hm-lkppd",
        "Pendahuluan masih menyebut tahun anggaran 2023.",
        ("pendahuluan",),
        {
            "pendahuluan.isi": "Sesuai Permendagri 46 Tahun 2016, Kepala Desa Hujan Mas menyampaikan keterangan "
            "penyelenggaraan pemerintahan tahun anggaran 2023 kepada BPD."
        },
    ),
)

_SUMS: Final[tuple[Planted, ...]] = (
    (
        "hm-apbdes",
        "Dana Desa tertukar angkanya sehingga APB Desa tidak seimbang Rp18.000.000.",
        ("apbdes", "anggaran"),
        {"apbdes[-/4.2.1/-].anggaran": 720_450_000},
    ),
    (
        "hm-lra",
        "Realisasi jalan usaha tani kurang satu nol dibanding realisasi bidangnya.",
        ("kegiatan[jut]", "apbdes[02.03/-/-]"),
        {"kegiatan[jut].realisasi": 13_125_000},
    ),
    (
        "hm-lpj",
        "Realisasi kepemudaan di tabel APB Desa tidak sama dengan kegiatannya.",
        ("apbdes[03.03/-/-]", "kegiatan[pemuda]"),
        {"apbdes[03.03/-/-].realisasi": 13_980_000},
    ),
    (
        "hm-lppd",
        "Jumlah bidang pembangunan tidak sama dengan sub-bidangnya.",
        ("apbdes[02/-/-]",),
        {"apbdes[02/-/-].anggaran": 438_250_000, "apbdes[02/-/-].realisasi": 452_549_000},
    ),
    (
        "balang-perubahan",
        "BLT naik Rp12.000.000 tanpa sumber: sesudah perubahan tidak seimbang.",
        ("apbdes", "anggaran"),
        {"apbdes[05.03/-/-].anggaran": 76_800_000},
    ),
    (
        "lasung-penduduk-07",
        "Akhir laki-laki RT 02 tidak sama dengan awal dan mutasinya.",
        ("penduduk[rt2]",),
        {"penduduk[rt2].akhir_l": 206},
    ),
    (
        "lasung-penduduk-08",
        "Awal Agustus RT 03 berbeda dari akhir Juli tanpa keterangan.",
        ("penduduk[rt3]", "umum.koreksi"),
        {"penduduk[rt3].awal_p": 179, "penduduk[rt3].akhir_p": 181},
    ),
    (
        "lasung-tahunan",
        "Jumlah menurut umur tidak sama dengan jumlah penduduk.",
        ("umur", "jumlah.laki_laki"),
        {"umur[u40].laki_laki": 83},
    ),
    ("lasung-blt", "Jumlah dibayar bukan 15 kali 300.000.", ("blt.jumlah",), {"blt.jumlah": 4_800_000}),
    (
        "hm-lra",
        "Belanja dalam ringkasan tidak sama dengan tabel.",
        ("ringkasan",),
        {
            "ringkasan.isi": "Sampai 30 Juni 2025 belanja desa mencapai Rp812.500.000. Drainase Gang Setia dan empat "
            "kios desa sudah dipakai warga, sedangkan lampu jalan belum dipasang."
        },
    ),
)

_UNREASONED: Final[tuple[Planted, ...]] = (
    (
        "hm-lra",
        "Lampu jalan nol persen tanpa alasan di tabel APB Desa.",
        ("apbdes[02.04/-/-]",),
        {"apbdes[02.04/-/-].alasan": None},
    ),
    (
        "hm-lpj",
        "Dana siaga tidak terserap sama sekali, tanpa alasan.",
        ("apbdes[05.01/-/-]",),
        {"apbdes[05.01/-/-].alasan": None},
    ),
    (
        "hm-lpj",
        "Bunga bank 135 persen dari anggaran tanpa alasan.",
        ("apbdes[-/4.3.6/-]",),
        {"apbdes[-/4.3.6/-].alasan": None},
    ),
    ("hm-lppd", "Alasan lampu jalan hanya tanda hubung.", ("apbdes[02.04/-/-]",), {"apbdes[02.04/-/-].alasan": "-"}),
    (
        "lamida-drainase",
        "Biaya melebihi anggaran tanpa alasan.",
        ("kegiatan.alasan", "kegiatan.realisasi"),
        {"kegiatan.realisasi": 121_900_000},
    ),
    (
        "lasung-blt",
        "KPM dibayar kurang dari rencana tanpa alasan.",
        ("blt.alasan", "blt.kpm_dibayar"),
        {"blt.alasan": None},
    ),
    (
        "balang-lra",
        "Belanja jembatan melampaui anggaran setahun tanpa alasan.",
        ("apbdes[02.03/-/-]", "kegiatan[jembatan]"),
        {"apbdes[02.03/-/-].realisasi": 268_850_000, "kegiatan[jembatan].realisasi": 268_850_000},
    ),
)

_PHOTOS: Final[tuple[Planted, ...]] = (
    (
        "lamida-kegiatan",
        "Foto gotong royong dipakai lagi untuk pembagian benih.",
        ("foto[d]", "foto[a]"),
        photo("foto", "d", "lamida parit dikeruk", "Anggota kelompok tani menerima benih", of="benih"),
    ),
    (
        "lamida-kegiatan",
        "Foto musyawarah adalah salinan foto posyandu yang dikirim ulang.",
        ("foto[c]", "foto[b]"),
        photo("foto", "c", "lamida timbang juli", "Peserta musyawarah dusun", of="rkp", stored_anew=True),
    ),
    (
        "lamida-kegiatan",
        "Foto posyandu sudah dipakai pada laporan Juni.",
        ("foto[b]",),
        photo("foto", "b", "lamida timbang juni", "Kader menimbang balita di posyandu", of="posyandu"),
    ),
    (
        "timur-kegiatan",
        "Foto bank sampah adalah foto Desa Lamida Bawah.",
        ("foto[a]",),
        photo("foto", "a", "lamida parit dikeruk", "Pengurus menimbang kardus", of="bank"),
    ),
    (
        "lamida-drainase",
        "Foto 100% sama dengan foto 50%.",
        ("foto_100[a]", "foto_50[a]"),
        photo("foto_100", "a", "drainase bekisting", "Drainase selesai dengan penutup beton"),
    ),
    (
        "lamida-drainase",
        "Foto 0% adalah salinan foto 100% yang diperkecil.",
        ("foto_0[a]", "foto_100[a]"),
        photo("foto_0", "a", "drainase selesai utara", "Tepi Jalan Pasar sebelum digali", stored_anew=True),
    ),
)

_DIFFERENT: Final[tuple[Planted, ...]] = (
    (
        "hm-lra",
        "Anggaran siltap perangkat di LRA tidak sama dengan APB Desa.",
        ("apbdes[01.01/-/-]", "kegiatan[perangkat]"),
        {"apbdes[01.01/-/-].anggaran": 535_260_000, "kegiatan[perangkat].anggaran": 324_800_000},
    ),
    (
        "hm-lpj",
        "Anggaran ADD di LPJ tidak sama dengan APB Desa.",
        ("apbdes[-/4.2.3/-]",),
        {"apbdes[-/4.2.3/-].anggaran": 541_090_000},
    ),
    (
        "hm-lppd",
        "Realisasi ketahanan pangan di LPPD tidak sama dengan LPJ.",
        ("apbdes[04.02/-/-]",),
        {"apbdes[04.02/-/-].realisasi": 136_020_000},
    ),
    (
        "hm-prioritas",
        "Besaran jalan usaha tani tidak sama dengan APB Desa.",
        ("kegiatan[jut]",),
        {"kegiatan[jut].anggaran": 281_750_000},
    ),
    (
        "balang-perubahan",
        "Kolom semula posyandu tidak sama dengan APB Desa awal.",
        ("apbdes[02.02/-/-]",),
        {"apbdes[02.02/-/-].anggaran_awal": 62_100_000},
    ),
    (
        "lasung-tahunan",
        "Kelahiran dan kedatangan Juli tidak sama dengan rekap bulan Juli.",
        ("penduduk[b07]",),
        {"penduduk[b07].lahir_l": 4, "penduduk[b07].datang_l": 0},
    ),
    (
        "hm-lppd",
        "Nomor Perdes LPJ tidak sama dengan yang tertulis di LPJ.",
        ("pengesahan.nomor_perdes_lpj",),
        {"pengesahan.nomor_perdes_lpj": "5 Tahun 2026"},
    ),
)

_UNFINISHED: Final[tuple[Planted, ...]] = (
    (
        "hm-lra",
        "Daftar belum selesai kosong, nihil pun tidak.",
        ("belum", "belum_selesai"),
        _gone("belum", *_unfinished()),
    ),
    (
        "hm-lpj",
        "Ditulis nihil padahal lampu jalan baru 70 persen.",
        ("belum", "belum_selesai", "kegiatan[pju]"),
        {"belum_selesai.nihil": True, **_gone("belum", "pju", "bencana")},
    ),
    (
        "balang-lra",
        "Atap kantor nol persen tetapi tidak ada di daftar belum selesai.",
        ("belum", "belum_selesai", "kegiatan[rehab]"),
        _gone("belum", "rehab"),
    ),
    (
        "hm-lpj",
        "Daftar program masuk desa kosong, nihil pun tidak.",
        ("program", "program_masuk"),
        _gone("program", "psu"),
    ),
)

_PERSONAL: Final[tuple[Planted, ...]] = (
    (
        "hm-apbdes",
        "Nomor telepon pribadi ketua TPK di kolom tim.",
        ("kegiatan[jut].tim",),
        {"kegiatan[jut].tim": "TPK Hujan Mas, hubungi 0813-4970-2218"},
    ),
    (
        "hm-prioritas",
        "NIK pemilik lahan di kolom lokasi.",
        ("kegiatan[pangan].lokasi",),
        {"kegiatan[pangan].lokasi": "RT 04, lahan pinjaman warga NIK 6311061207780003"},
    ),
    (
        "lamida-dip",
        "Nomor telepon genggam di kolom penanggung jawab.",
        ("informasi[layanan].penanggung_jawab",),
        {"informasi[layanan].penanggung_jawab": "Kasi Pelayanan (WA +62 852 4917 3306)"},
    ),
    (
        "hm-lppd",
        "NIK berspasi di ringkasan untuk warga.",
        ("ringkasan.pemberdayaan",),
        {
            "ringkasan.pemberdayaan": "Kios nomor dua ditempati pedagang dengan NIK 6311 0645 0585 0002 sejak bulan "
            "Juni."
        },
    ),
)

_OTHER: Final[tuple[Planted, ...]] = (
    (
        "lamida-kegiatan",
        "Tanggal musyawarah di luar bulan laporan.",
        ("kegiatan[rkp].tanggal",),
        {"kegiatan[rkp].tanggal": "2025-09-18"},
    ),
    (
        "lasung-penduduk-08",
        "Keluarga RT 01 tertulis 890, lebih banyak dari penduduknya.",
        ("penduduk[rt1].kk",),
        {"penduduk[rt1].kk": 890},
    ),
    (
        "lamida-drainase",
        "Pekerjaan mulai sesudah hari selesainya.",
        ("kegiatan.mulai",),
        {"kegiatan.mulai": "2025-09-06"},
    ),
)

PLANTED: Final[tuple[Planted, ...]] = (
    *(*_EMPTY, *_COPIED, *_SUMS, *_UNREASONED, *_PHOTOS),
    *(*_DIFFERENT, *_UNFINISHED, *_PERSONAL, *_OTHER),
)
