"""The fifth hand's careful reports in words: Hujan Mas's LPPD and LKPPD, a BPD, two heads of village who leave."""

from __future__ import annotations

from typing import Final

from tests.support.fifth_hand_money import HM, HM_HEAD, HM_MONEY, HM_OFFICE, REASONS_OF_THE_YEAR, grid, left_over, parts
from tests.support.fourth_hand_parts import Leaves, joined, rp, scans, table

LPPD_2024: Final[Leaves] = {
    "pemerintahan.rencana": "Menyusun RKP Desa 2025, menertibkan buku administrasi, dan menata arsip tanah warga.",
    "pemerintahan.pelaksanaan": "Buku administrasi dibenahi bersama mahasiswa magang selama dua bulan. Arsip tanah 64 "
    "bidang dipindai dan disimpan di lemari besi kantor desa.",
    "pembangunan.rencana": "Siring Gang Mufakat, rehab balai desa, dan sambungan air bersih ke RT 04.",
    "pembangunan.pelaksanaan": "Siring Gang Mufakat selesai 120 meter pada bulan Juli. Balai desa dicat ulang dan "
    "plafonnya diganti, sedangkan sambungan air bersih RT 04 menjangkau 27 rumah sampai November.",
    "capaian.keberhasilan": "Air bersih menjangkau 27 rumah dan balai desa kembali dipakai untuk pertemuan.",
    "capaian.permasalahan": "Musim hujan datang lebih awal sehingga pengecoran siring dua kali terhenti. Anggota TPK "
    "hanya tiga orang dan belum terbiasa menyusun gambar kerja serta rencana anggaran biaya.",
    "capaian.upaya": "Jadwal cor digeser ke pagi hari dan TPK didampingi tenaga ahli kecamatan.",
    "ringkasan.pembangunan": "Siring, balai desa, dan air bersih selesai pada tahun 2024.",
    "pengesahan.kepala_desa": HM_HEAD,
    "pengesahan.tanggal": "2025-03-06",
}

LPPD_BALANG: Final[Leaves] = {
    "pembinaan.pelaksanaan": "Ronda malam digiatkan lagi setelah tiga kali pencurian getah karet. Kelompok hadrah "
    "tampil di tingkat kecamatan dan meraih juara harapan, sedangkan PKK membuka kelas menjahit bagi sembilan ibu "
    "muda.",
    "capaian.upaya": "Papan ulin dipesan dari Kotabaru dan titian lama diperkuat.",
    "pengesahan.kepala_desa": "Hairil Anwar",
}

BPD_2024: Final[Leaves] = {
    "tugas.pengawasan": "BPD meninjau dua pekerjaan fisik dan meminta TPK memasang papan proyek.",
    "penutup.isi": "BPD menyarankan agar rancangan APB Desa 2025 diterima paling lambat Oktober dan agar musyawarah "
    "dusun didatangi seluruh anggota, bukan hanya ketua.",
    "pengesahan.ketua_bpd": "Masrani",
}


def hm_lppd() -> Leaves:
    """Hujan Mas's year 2025 for the regent."""
    spent, rest = sum(parts(HM, "december").values()), left_over(HM, HM_MONEY, 2, "december")
    texts: Leaves = {
        "pendahuluan.tujuan": "Laporan ini memberi gambaran kepada Bupati tentang penyelenggaraan pemerintahan Desa "
        "Hujan Mas selama tahun 2025 sebagai bahan pembinaan.",
        "pendahuluan.visi_misi": "Visi: Hujan Mas yang tertib, subur, dan rukun. Misi: membuka jalan produksi, "
        "memperbaiki pelayanan, dan menguatkan lembaga warga.",
        "pendahuluan.strategi_kebijakan": "Dana Desa didahulukan untuk jalan produksi dan pangan; kegiatan yang dapat "
        "dikerjakan warga sendiri memakai padat karya tunai.",
        "pemerintahan.rencana": "Memutakhirkan profil desa, melaksanakan musrenbang, dan mengirim empat perangkat ke "
        "bimbingan teknis.",
        "pemerintahan.pelaksanaan": "Profil desa dan Indeks Desa dimutakhirkan bulan Agustus. Pelayanan surat melayani "
        "1.146 permohonan, naik dari 1.020. Empat perangkat mengikuti bimbingan teknis dalam dua angkatan.",
        "pembangunan.rencana": "Jalan usaha tani Handil Baru 640 m, drainase Gang Setia 155 m, sepuluh lampu jalan, "
        "dan operasional posyandu serta PAUD.",
        "pembangunan.pelaksanaan": "Jalan usaha tani Handil Baru selesai 640 m pada September dan dilalui pikap "
        "pengangkut gabah. Drainase Gang Setia selesai bulan Mei. Lampu jalan terpasang tujuh dari sepuluh titik.",
        "pembinaan.rencana": "Melengkapi pos ronda, menyelenggarakan MTQ, membina Karang Taruna dan PKK.",
        "pembinaan.pelaksanaan": "Lima pos ronda mendapat senter dan jas hujan. MTQ diikuti 46 peserta dari lima RT. "
        "Karang Taruna melatih 16 pemuda menyablon dan PKK menilai dasawisma bulan November.",
        "pemberdayaan.rencana": "Membangun kandang komunal itik petelur dan memperbaiki empat kios desa.",
        "pemberdayaan.pelaksanaan": "Kandang komunal berisi 600 ekor itik yang mulai bertelur bulan Oktober, "
        "rata-rata 350 butir sehari. Empat kios disewa pedagang tetap sejak Juni.",
        "capaian.keberhasilan": "Ongkos angkut gabah turun dari Rp15.000 menjadi Rp8.000 per karung sesudah jalan "
        "usaha tani dapat dilalui, dan Gang Setia tidak tergenang pada Desember.",
        "capaian.permasalahan": "Tiga tiang lampu jalan datang dengan ukuran yang salah dan batu pecah terlambat tiga "
        "pekan. Peternak itik belum punya pembeli tetap.",
        "capaian.upaya": "Tiang ditolak dengan berita acara dan diganti rekanan. TPK memakai jadwal kirim mingguan, "
        "dan BUM Desa menjajaki kontrak telur dengan dua warung di Paringin.",
        "ringkasan.pemerintahan": "Kantor desa melayani 1.146 surat dan memutakhirkan profil desa pada tahun 2025.",
        "ringkasan.pembangunan": "Jalan usaha tani 640 meter dan drainase 155 meter selesai, tujuh lampu jalan "
        "menyala.",
        "ringkasan.pembinaan": "MTQ, ronda, Karang Taruna dan PKK berjalan di lima RT sepanjang tahun.",
        "ringkasan.pemberdayaan": "Kelompok ternak memelihara 600 itik dan empat kios desa sudah ditempati.",
        "penutup.isi": f"Dari belanja {rp(spent)} tersisa SiLPA {rp(rest)} yang dianggarkan kembali tahun 2026. Kami "
        "mengharapkan bimbingan Bapak Bupati.",
        "pengesahan.nomor_perdes_apbdes": "8 Tahun 2024",
        "pengesahan.nomor_perdes_lpj": "2 Tahun 2026",
        "pengesahan.kepala_desa": HM_HEAD,
        "pengesahan.tanggal": "2026-03-05",
        "pengesahan.alamat_pengaduan": HM_OFFICE,
        "surat.nomor": "140/027/HM/2026",
    }
    why: Leaves = {f"apbdes[{row}].alasan": words for row, words in REASONS_OF_THE_YEAR.items()}
    sheets = (scans(part, f"LPPD 2025 {part} HM") for part in ("perdes_apbdes", "perdes_lpj", "rincian"))
    return joined((texts, grid(HM, HM_MONEY, 2), why, *sheets))


def hm_lkppd() -> Leaves:
    """Hujan Mas's year 2025 for its BPD."""
    spent = sum(parts(HM, "december").values())
    texts: Leaves = {
        "pendahuluan.isi": "Sesuai Permendagri 46 Tahun 2016, Kepala Desa Hujan Mas menyampaikan keterangan "
        "penyelenggaraan pemerintahan tahun anggaran 2025 kepada BPD.",
        "tugas.pemerintahan": "Profil desa dimutakhirkan, 1.146 surat dilayani, dan aset desa diberi label.",
        "tugas.pembangunan": f"Belanja tahun 2025 terealisasi {rp(spent)}. Jalan usaha tani dan drainase selesai, tiga "
        "titik lampu jalan dilanjutkan tahun 2026.",
        "tugas.pembinaan": "MTQ desa, pembinaan Karang Taruna, PKK, dan perlengkapan lima pos ronda terlaksana.",
        "tugas.pemberdayaan": "Kelompok ternak mengelola 600 itik petelur dan kios desa disewakan kepada empat "
        "pedagang.",
        "tindak_lanjut.isi": "Rapat BPD 14 Oktober 2025 meminta harga sewa kios ditinjau dan tiang lampu yang salah "
        "ukuran dikembalikan. Sewa ditetapkan Rp150.000 sebulan dan tiang sudah diambil rekanan.",
        "pengesahan.kepala_desa": HM_HEAD,
        "pengesahan.tanggal": "2026-03-09",
        "pengesahan.ketua_bpd": "Norhasanah",
        "surat.nomor": "140/029/HM/2026",
    }
    laws = {
        "p8": ("8 Tahun 2024", "APB Desa Tahun Anggaran 2025", "penuh", "Dilaksanakan sampai 31 Desember 2025."),
        "p1": ("1 Tahun 2025", "Sewa kios desa", "sebagian", "Satu kios baru ditempati Januari 2026."),
        "p2": ("2 Tahun 2025", "Ketertiban ternak lepas", "belum", "Pembuatan kandang tangkapan dianggarkan 2026."),
    }
    columns = ("nomor", "tentang", "keadaan", "keterangan")
    return joined((texts, table("perdes", columns, laws), scans("daftar_perdes", "Daftar Perdes HM 2025")))


def bpd_2025() -> Leaves:
    """The BPD of Lamida Bawah on its own year."""
    return {
        "dasar_hukum.isi": "Undang-Undang Nomor 6 Tahun 2014 tentang Desa\nPermendagri Nomor 110 Tahun 2016 tentang "
        "BPD",
        "tugas.perdes": "Membahas tiga rancangan: APB Desa Perubahan, RKP Desa 2026, dan pungutan parkir pasar. Dua "
        "disepakati, rancangan parkir dikembalikan untuk diperbaiki.",
        "tugas.aspirasi": "Menampung 34 aspirasi, terbanyak tentang lampu jalan, parit tersumbat, dan jadwal posyandu.",
        "tugas.pengawasan": "Menguji laporan semester dan meninjau drainase RT 02; kepala desa diminta melengkapi "
        "papan informasi di lokasi kerja, dan hal itu dipenuhi dalam sepekan.",
        "tugas.musyawarah": "Delapan rapat BPD dan tiga musyawarah desa, tentang RKP Desa, penerima BLT, dan pasar "
        "desa.",
        "penutup.isi": "Kerja sama dengan kepala desa berjalan baik. Untuk tahun depan BPD meminta laporan triwulan "
        "agar keterlambatan pekerjaan diketahui sebelum akhir tahun.",
        "pengesahan.ketua_bpd": "Masrani",
        "pengesahan.tanggal": "2026-01-19",
        "surat.nomor": "02/BPD-LB/I/2026",
    }


def handover() -> Leaves:
    """Lasung Batu's head of village hands over to an acting one."""
    texts: Leaves = {
        "pendahuluan.isi": "Berdasarkan Keputusan Bupati Balangan tentang pemberhentian kepala desa dan pengangkatan "
        "penjabat, jabatan diserahterimakan di Balai Desa Lasung Batu pada 2 September 2025.",
        "monografi.isi": "Luas desa 11,4 km persegi, berbatas dengan Balang di utara dan Paran di timur. Penduduk "
        "1.060 jiwa dalam 315 keluarga pada akhir Agustus 2025, tersebar di tiga RT.",
        "program.pelaksanaan": "Tahun 2024 selesai gedung PAUD dan siring. Tahun 2025 jembatan titian selesai dan "
        "bibit kambing dibagikan kepada dua kelompok.",
        "program.rencana": "Pengaspalan jalan RT 03 dan pembangunan gudang pangan yang sudah tercatat pada RKP Desa "
        "2026.",
        "hambatan.isi": "Sertifikat tanah kas desa seluas dua hektare belum terbit; berkas berada di Kantor Pertanahan "
        "sejak Mei 2025. Batas dengan Desa Paran menunggu pemasangan patok.",
        "pengesahan.kepala_desa": "Syamsudin Noor",
        "pengesahan.penerima": "Rahmawati",
        "pengesahan.tanggal": "2025-09-02",
        "surat.nomor": "131/055/LSB/2025",
    }
    goods = {
        "motor": ("Sepeda motor dinas", 2, "baik", "Kantor desa"),
        "laptop": ("Laptop", 3, "baik", "Ruang kaur"),
        "printer": ("Pencetak", 2, "rusak_ringan", "Ruang pelayanan"),
        "tenda": ("Tenda kerucut", 4, "baik", "Gudang balai desa"),
        "genset": ("Genset 5 kVA", 1, "rusak_berat", "Gudang balai desa"),
    }
    columns = ("nama", "jumlah", "kondisi", "letak")
    return joined((texts, table("inventaris", columns, goods), scans("daftar_inventaris", "Inventaris Lasung Batu")))


def farewell() -> Leaves:
    """Paran's head of village on six years in office."""
    texts: Leaves = {
        "ringkasan_lalu.isi": "Tahun 2020: penanganan pandemi dan BLT bagi 61 keluarga.\nTahun 2021: jalan RT 01 "
        "dikeraskan 800 meter.\nTahun 2022: sumur bor dan posyandu baru.\nTahun 2023: embung desa dan bibit "
        "jagung.\nTahun 2024: gedung serbaguna selesai dan BUM Desa membuka toko pupuk.",
        "rencana_sisa.isi": "Menuntaskan talud RT 03 bulan November, menyusun rancangan RKP Desa 2026 bersama BPD, dan "
        "menyiapkan berkas serah terima pada Desember 2025.",
        "hasil.dicapai": "Jalan poros 3,2 km dapat dilalui sepanjang tahun, 188 rumah mendapat air bersih, angka "
        "tengkes turun dari 19 menjadi 7 balita.",
        "hasil.belum": "Pasar desa belum dibangun karena lahan hibah masih menunggu kesepakatan ahli waris.",
        "hasil.perbaikan": "Kepala desa berikutnya perlu mengurus sertifikat lahan sebelum menganggarkan bangunan dan "
        "menambah tenaga administrasi keuangan.",
        "pengesahan.akhir_jabatan": "2025-12-29",
        "pengesahan.kepala_desa": "Abdul Wahid",
        "pengesahan.tanggal": "2025-07-24",
        "surat.nomor": "140/066/PRN/2025",
    }
    return joined((texts, scans("lppd_tahunan", "LPPD Paran 2020 sampai 2024", 5)))
