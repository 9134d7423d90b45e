"""The fourth hand's careful reports of offices: the BPD of Babayau, Sungai Ketapi's list, Mangkayahu's hand-over."""

from __future__ import annotations

from typing import Final

from tests.support.fourth_hand_parts import Leaves, joined, scans, table

BPD_2024: Final[Leaves] = {
    "tugas.perdes": "BPD membahas empat rancangan pada 2024, yaitu APB Desa, RPJM Desa, pungutan air bersih, dan tata "
    "tertib musyawarah. Rancangan pungutan air bersih dikembalikan karena besarannya memberatkan.",
    "tugas.aspirasi": "Dua puluh enam aspirasi diterima, paling banyak tentang air bersih RT 04 yang keruh dan "
    "jembatan gantung.",
    "tugas.pengawasan": "Pengawasan dilakukan tiap triwulan terhadap kas desa dan pekerjaan jembatan gantung. "
    "Ditemukan kuitansi bahan bakar tanpa tanda tangan penerima, dan bendahara sudah melengkapinya sebelum November.",
    "tugas.musyawarah": "Sembilan kali musyawarah BPD dan tiga kali musyawarah desa.",
    "penutup.isi": "BPD menyarankan agar sumber air RT 04 dipindahkan dan jembatan gantung diberi rambu beban.",
}
"""What the BPD of Babayau had written a year before."""


def bpd_babayau() -> Leaves:
    """Kinerja BPD Babayau 2025."""
    return {
        "dasar_hukum.isi": "UU 6 Tahun 2014 tentang Desa sebagaimana diubah dengan UU 3 Tahun 2024.\nPermendagri 110 "
        "Tahun 2016 tentang Badan Permusyawaratan Desa.",
        "tugas.perdes": "Tiga rancangan dibahas dan disepakati: perubahan APB Desa 2025, RKP Desa 2026, dan "
        "perlindungan mata air. Pasal sanksi dalam rancangan perlindungan mata air diperlunak sesudah masukan warga.",
        "tugas.aspirasi": "BPD menampung 34 aspirasi dari enam RT. Pokoknya perbaikan jalan kebun, penerangan di "
        "tikungan RT 02, dan tambahan jadwal posyandu lansia. Dua puluh satu sudah masuk RKP Desa 2026.",
        "tugas.pengawasan": "BPD memeriksa laporan realisasi semester dan mengunjungi lokasi jalan kebun serta embung "
        "sebanyak empat kali. Ketebalan jalan kebun di dua titik kurang dan TPK sudah menambahnya.",
        "tugas.musyawarah": "Musyawarah BPD dilaksanakan sebelas kali dan musyawarah desa empat kali, tentang RKP "
        "Desa, perubahan APB Desa, penerima BLT, dan serah terima embung.",
        "penutup.isi": "Kerja BPD tahun 2025 berjalan baik dan semua rancangan selesai tepat waktu. BPD menyarankan "
        "papan proyek dipasang sejak hari pertama pekerjaan.",
        "pengesahan.ketua_bpd": "Drs. Sabirin",
        "pengesahan.tanggal": "2026-03-17",
    }


def public_list() -> Leaves:
    """DIP of Sungai Ketapi, first half of 2025."""
    lines = {
        "i1": (
            "Profil dan peta Desa Sungai Ketapi",
            "Sekretaris Desa",
            "Januari 2025, kantor desa",
            "keduanya",
            "5 tahun",
        ),
        "i2": (
            "Perdes APB Desa 2025 beserta lampirannya",
            "Kaur Keuangan",
            "Desember 2024, kantor desa",
            "keduanya",
            "10 tahun",
        ),
        "i3": ("Laporan realisasi APB Desa 2024", "Kaur Keuangan", "Februari 2025, kantor desa", "cetak", "10 tahun"),
        "i4": ("RKP Desa 2025", "Kaur Perencanaan", "September 2024, balai desa", "cetak", "5 tahun"),
        "i5": (
            "Jadwal posyandu dan pelayanan surat",
            "Kasi Pelayanan",
            "Januari 2025, kantor desa",
            "elektronik",
            "1 tahun",
        ),
        "i6": (
            "Berita acara musyawarah desa 2025",
            "Sekretaris Desa",
            "Maret 2025, balai desa",
            "cetak",
            "Selama berlaku",
        ),
    }
    return table("informasi", ("ringkasan", "penanggung_jawab", "pembuatan", "bentuk", "masa_simpan"), lines) | {
        "pengesahan.kepala_desa": "Marjuki",
        "pengesahan.tanggal": "2025-07-07",
        "pengesahan.alamat_pengaduan": "Kantor Desa Sungai Ketapi RT 01, WhatsApp kantor 0812-0000-0038",
    }


def hand_over() -> Leaves:
    """Memori serah terima of Mangkayahu, 14 August 2025."""
    lines = {
        "v1": ("Sepeda motor dinas", 2, "baik", "Kantor desa"),
        "v2": ("Laptop", 3, "rusak_ringan", "Ruang pelayanan"),
        "v3": ("Printer", 2, "baik", "Ruang pelayanan"),
        "v4": ("Tenda besi", 4, "baik", "Gudang balai desa"),
        "v5": ("Mesin pompa air", 1, "rusak_berat", "Gudang balai desa"),
    }
    return joined(
        (
            {
                "pendahuluan.isi": "Memori ini dibuat menurut Permendagri 82 Tahun 2015. Kepala desa lama "
                "diberhentikan dengan hormat karena masa jabatannya berakhir, dan penjabat diangkat dengan Keputusan "
                "Bupati; serah terima dilaksanakan 14 Agustus 2025.",
                "monografi.isi": "Desa Mangkayahu seluas 9,4 kilometer persegi, berbatasan dengan hutan di utara dan "
                "sungai di selatan. Penduduknya 1.208 jiwa dalam 372 keluarga di lima RT, dengan satu SD, satu PAUD, "
                "dua langgar, dan satu posyandu.",
                "program.pelaksanaan": "Tahun 2024 jalan poros RT 03 sepanjang 500 meter dikeraskan dan balai desa "
                "direnovasi. Tahun 2025 sedang berjalan pembangunan embung RT 05 yang mencapai 55 persen, serta "
                "pengadaan bibit karet bagi 30 petani.",
                "program.rencana": "RPJM Desa masih memuat jembatan RT 01, lapangan voli, dan pipanisasi air ke RT 04. "
                "Pipanisasi sudah ada gambarnya dan dapat masuk RKP Desa 2026.",
                "hambatan.isi": "Sertifikat tanah balai desa masih diurus di kantor pertanahan. Tunggakan pinjaman "
                "kelompok simpan pinjam tinggal dua peminjam dan perjanjiannya ada di lemari arsip.",
                "pengesahan.kepala_desa": "H. Kursani",
                "pengesahan.penerima": "Norhidayat",
                "pengesahan.tanggal": "2025-08-14",
            },
            table("inventaris", ("nama", "jumlah", "kondisi", "letak"), lines),
            scans("daftar_inventaris", "Daftar inventaris Mangkayahu", 2),
        )
    )
