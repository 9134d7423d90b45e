"""The fourth hand's careful reports on Balida's whole year (LPJ, LPPD, LKPPD) and on Layap's half year and change."""

from __future__ import annotations

from typing import Final

from tests.support.fourth_hand_money import (
    BALIDA_INCOME,
    BALIDA_SIGNED,
    BALIDA_WORKS,
    LAYAP_INCOME,
    LAYAP_SIGNED,
    LAYAP_WORKS,
    balida_silpa,
    budget,
    by_part,
    progress,
    realised,
)
from tests.support.fourth_hand_parts import Leaves, joined, rp, scans, table

PLUS: Final[Leaves] = {
    "apbdes[-/4.1.1/-].alasan": "BUMDes menyetor bagi hasil lebih besar karena unit sewa tenda ramai sejak Agustus.",
    "apbdes[-/4.2.2/-].alasan": "Kurang salur bagi hasil pajak tahun lalu dibayarkan kabupaten pada bulan November.",
}


def balida_lpj() -> Leaves:
    """LPJ Balida 2025."""
    spent = sum(one.december for one in BALIDA_WORKS.values())
    unfinished = {
        "b1": (BALIDA_WORKS["sumur"].nama, "Menara dan pipa selesai, pompa datang Januari 2026, dibiayai dari SiLPA."),
        "b2": (BALIDA_WORKS["bencana"].nama, "Tidak dipakai karena sepanjang 2025 tidak ada bencana di desa."),
    }
    programs = {
        "p1": ("Rehabilitasi jaringan irigasi tersier", "Dinas Pertanian Kabupaten", "RT 06", 145_000_000),
        "p2": ("Sambungan listrik rumah tangga", "PT PLN", "RT 01 dan RT 05", None),
    }
    return joined(
        (
            {
                "pengantar.isi": "Laporan ini disusun sebagai pertanggungjawaban pelaksanaan APB Desa Balida Tahun "
                "Anggaran 2025 yang ditetapkan dengan Peraturan Desa Nomor 1 Tahun 2026.",
                "ringkasan.isi": f"Sepanjang 2025 Desa Balida membelanjakan {rp(spent)}. Rabat beton Jalan Karya 210 "
                "meter dan tiga gorong-gorong sudah dipakai warga, dua rumah diperbaiki, dan 15 keluarga menerima BLT "
                "dua belas bulan. Sumur bor RT 05 tinggal menunggu pompa.",
                "catatan.pendapatan": "Pendapatan asli desa melampaui rencana karena setoran BUMDes naik. Bagi hasil "
                "pajak bertambah dari kurang salur tahun sebelumnya, sedangkan bunga bank sedikit di bawah perkiraan "
                "karena saldo cepat tersalur.",
                "catatan.belanja": "Belanja bidang pembangunan di bawah rencana terutama karena pompa sumur bor RT 05 "
                "belum diserahkan penyedia sehingga sisa pembayarannya ditahan. Cadangan bencana tidak dipakai. "
                "Selisih kecil di kegiatan lain berasal dari harga material yang lebih murah.",
                "catatan.pembiayaan": "Penyertaan modal BUMDes disalurkan penuh pada bulan Agustus. SiLPA akhir tahun "
                f"{rp(balida_silpa())}, seluruhnya di rekening kas desa, antara lain untuk melunasi pompa sumur bor.",
                "catatan.kebijakan": "Pencatatan memakai basis kas menurut Siskeudes.",
                "pengesahan.nomor_perdes": "1 Tahun 2026",
                "pengesahan.tanggal_perdes": "2026-02-11",
                "pengesahan.tanggal": "2026-02-16",
                "surat.nomor": "900/009/DS-BLD/2026",
            },
            realised(BALIDA_WORKS, BALIDA_INCOME, at=2),
            PLUS,
            progress(BALIDA_WORKS, at=2),
            table("belum", ("nama", "keterangan"), unfinished),
            table("program", ("nama", "asal", "lokasi", "nilai"), programs),
            BALIDA_SIGNED,
            scans("perdes_lpj", "Perdes 1 2026 Balida", 2),
            scans("laporan_keuangan", "Laporan keuangan Balida 2025", 3),
        )
    )


def balida_lppd() -> Leaves:
    """LPPD Balida 2025."""
    groups = {
        part: tuple(sum(one[at] for code, one in BALIDA_INCOME.items() if code.startswith(part)) for at in (0, 2))
        for part in ("4.1", "4.2", "4.3", "6.1", "6.2")
    }
    plan, done = by_part(BALIDA_WORKS, 1, "anggaran"), by_part(BALIDA_WORKS, 1, "december")
    money = budget(
        {part: {"anggaran": plan[part], "realisasi": done[part]} for part in plan},
        {code: {"anggaran": one[0], "realisasi": one[1]} for code, one in groups.items()},
    )
    return joined(
        (
            {
                "pendahuluan.tujuan": "Laporan ini memenuhi kewajiban kepala desa menurut Permendagri 46 Tahun 2016 "
                "dan menggambarkan penyelenggaraan pemerintahan Desa Balida selama tahun 2025 sebagai bahan evaluasi "
                "Bupati.",
                "pendahuluan.visi_misi": "Visi: Balida yang rukun, sehat, dan mandiri. Misi: memperbaiki jalan dan air "
                "bersih, meningkatkan pelayanan kantor desa, serta menguatkan usaha pertanian dan perikanan warga.",
                "pendahuluan.strategi_kebijakan": "RKP Desa 2025 mendahulukan jalan penghubung dan air bersih di RT "
                "yang kekurangan, pekerjaan dilakukan swakelola dengan tenaga setempat, dan pelayanan surat selesai "
                "sehari.",
                "pemerintahan.rencana": "Direncanakan pelayanan surat lima hari kerja, pendataan profil desa, empat "
                "musyawarah desa, serta sistem informasi desa yang diperbarui tiap bulan.",
                "pemerintahan.pelaksanaan": "Kantor desa melayani 1.146 surat, hampir semuanya selesai pada hari yang "
                "sama. Profil desa dimutakhirkan di enam RT, musyawarah desa berlangsung lima kali, dan laman desa "
                "memuat 31 berita.",
                "pembangunan.rencana": "Direncanakan rabat beton Jalan Karya 210 meter, gorong-gorong RT 04, sumur bor "
                "RT 05, perbaikan dua rumah, posyandu bulanan, dan honor guru PAUD.",
                "pembangunan.pelaksanaan": "Rabat beton dan gorong-gorong selesai dan sudah diserahkan kepada desa. "
                "Dua rumah di RT 01 dan RT 06 sudah dihuni kembali. Sumur bor mencapai 80 persen karena pompa pesanan "
                "baru tiba tahun berikutnya. Posyandu berjalan dua belas kali.",
                "pembinaan.rencana": "Direncanakan pembekalan linmas, peringatan hari besar keagamaan, turnamen voli "
                "antar-RT, dan pembinaan PKK.",
                "pembinaan.pelaksanaan": "Enam pos ronda aktif dengan jadwal mingguan. Maulid dan Isra Mikraj "
                "diperingati di Masjid Al-Hidayah, turnamen voli diikuti delapan regu, dan PKK menanami pekarangan di "
                "semua RT.",
                "pemberdayaan.rencana": "Direncanakan kolam ikan nila dan kebun sayur, pelatihan keuangan bagi "
                "perangkat, serta pelatihan menjahit bagi perempuan.",
                "pemberdayaan.pelaksanaan": "Lima kolam ditebari 12.000 benih nila dan dipanen pertama pada November "
                "sebanyak 640 kilogram. Empat perangkat mengikuti pelatihan keuangan, dan 14 perempuan lulus pelatihan "
                "menjahit dasar.",
                "capaian.keberhasilan": "Waktu tempuh dari RT 02 ke jalan kabupaten turun dari 25 menit menjadi 10 "
                "menit. Jumlah balita kurang gizi turun dari sembilan menjadi empat anak. Panen ikan pertama "
                "menghasilkan pendapatan bagi 18 anggota kelompok tani.",
                "capaian.permasalahan": "Pompa sumur bor terlambat sehingga 40 keluarga di RT 05 masih mengambil air "
                "dari sungai saat kemarau. Kolam ikan RT 06 pernah meluap pada bulan Desember.",
                "capaian.upaya": "Penyedia pompa ditegur tertulis dan pembayarannya ditahan. Untuk RT 05 desa mengirim "
                "tandon air keliling. Tanggul kolam ditinggikan 40 sentimeter dengan gotong royong.",
                "ringkasan.pemerintahan": "Kantor desa melayani 1.146 surat selama 2025 dan mengadakan lima "
                "musyawarah.",
                "ringkasan.pembangunan": "Rabat beton Jalan Karya 210 meter, tiga gorong-gorong, dan dua rumah "
                "selesai. Sumur bor RT 05 dilanjutkan awal 2026.",
                "ringkasan.pembinaan": "Ronda, peringatan hari besar, turnamen voli, dan kegiatan PKK berjalan di enam "
                "RT.",
                "ringkasan.pemberdayaan": "Kolam nila menghasilkan panen 640 kilogram, dan 14 perempuan lulus "
                "pelatihan menjahit.",
                "penutup.isi": "Tahun 2025 sebagian besar rencana Desa Balida terlaksana. Terima kasih kepada BPD dan "
                "warga; pada tahun 2026 air bersih RT 05 kami dahulukan.",
                "pengesahan.nomor_perdes_apbdes": "6 Tahun 2024",
                "pengesahan.nomor_perdes_lpj": "1 Tahun 2026",
                "pengesahan.tanggal": "2026-03-06",
                "surat.nomor": "140/022/DS-BLD/2026",
                "apbdes[-/4.1/-].alasan": "Setoran bagi hasil BUMDes lebih besar dari rencana.",
                "apbdes[-/4.2/-].alasan": "Kurang salur bagi hasil pajak tahun lalu dibayarkan pada November.",
            },
            money,
            BALIDA_SIGNED,
            scans("perdes_apbdes", "Perdes 6 2024 untuk LPPD", 2),
            scans("perdes_lpj", "Perdes 1 2026 untuk LPPD", 2),
            scans("rincian", "Rincian realisasi Balida 2025", 4),
        )
    )


def balida_lkppd() -> Leaves:
    """LKPPD Balida 2025."""
    rules = {
        "r1": ("6 Tahun 2024", "APB Desa Tahun Anggaran 2025", "penuh", None),
        "r2": ("4 Tahun 2024", "RKP Desa Tahun 2025", "sebagian", "Sumur bor RT 05 baru 80 persen, pompa belum tiba."),
        "r6": ("1 Tahun 2025", "Pertanggungjawaban APB Desa Tahun Anggaran 2024", "penuh", None),
        "r3": ("2 Tahun 2025", "Ketertiban hewan ternak", "penuh", None),
        "r4": ("3 Tahun 2025", "Penyertaan modal BUMDes Balida Berkah", "penuh", None),
        "r5": ("3 Tahun 2017", "Pungutan pasar desa", "dicabut", "Dicabut karena pasar desa sudah dikelola BUMDes."),
    }
    return joined(
        (
            {
                "pendahuluan.isi": "Berdasarkan Pasal 51 PP 43 Tahun 2014, kepala desa menyampaikan keterangan "
                "penyelenggaraan pemerintahan Desa Balida tahun 2025 kepada BPD.",
                "tugas.pemerintahan": "Pelayanan surat dibuka lima hari kerja dan buku administrasi diisi setiap hari. "
                "Musyawarah desa dilaksanakan lima kali bersama BPD. Satu lowongan kepala urusan sudah terisi pada "
                "Mei.",
                "tugas.pembangunan": "Jalan Karya, gorong-gorong RT 04, dan dua rumah warga selesai tepat waktu. "
                "Pekerjaan sumur bor RT 05 tertunda pada bagian pompa. Semua pekerjaan memakai tenaga setempat "
                "sebanyak 61 orang.",
                "tugas.pembinaan": "Ronda malam berjalan bergiliran di enam RT dan tidak ada kejadian menonjol. Karang "
                "taruna menyelenggarakan turnamen voli, dan pengajian bulanan bertambah menjadi dua kelompok.",
                "tugas.pemberdayaan": "Kelompok Tani Maju Bersama mengelola lima kolam nila dan kebun sayur. PKK "
                "mendampingi pelatihan menjahit, dan BUMDes membeli tambahan tenda untuk disewakan.",
                "tindak_lanjut.isi": "BPD meminta papan informasi dipasang di setiap RT: sudah dipasang di enam "
                "tempat. BPD menyarankan jadwal posyandu diumumkan lebih awal: sejak Maret diumumkan lewat pengeras "
                "suara.",
                "pengesahan.kepala_desa": "Abdurrahim",
                "pengesahan.tanggal": "2026-03-09",
                "pengesahan.ketua_bpd": "Hj. Siti Rahmah",
                "surat.nomor": "140/024/DS-BLD/2026",
            },
            table("perdes", ("nomor", "tentang", "keadaan", "keterangan"), rules),
            scans("daftar_perdes", "Daftar perdes Balida 2025"),
        )
    )


def layap_lra() -> Leaves:
    """LRA Layap, first half of 2025."""
    unfinished = {
        "b1": (LAYAP_WORKS["jut"].nama, "Baru 140 m dihampar; sisanya sesudah panen, selesai September."),
        "b2": (LAYAP_WORKS["jembatan"].nama, "Kayu ulin sudah di tempat, tiang dipasang saat air surut Agustus."),
        "b3": (LAYAP_WORKS["irigasi"].nama, "Belum dimulai, menunggu penyaluran Dana Desa tahap II."),
        "b4": (LAYAP_WORKS["taruna"].nama, "Kegiatan dijadwalkan pada bulan Agustus."),
        "b5": (LAYAP_WORKS["ayam"].nama, "Kandang berdiri, ayam tahap kedua dibeli bulan Agustus."),
    }
    return joined(
        (
            {
                "pengantar.isi": "Dengan hormat, kami sampaikan laporan realisasi APB Desa Layap untuk masa Januari "
                "sampai 30 Juni 2025 sesuai Permendagri 20 Tahun 2018.",
                "ringkasan.isi": "Selama enam bulan Desa Layap menyalurkan BLT kepada 22 keluarga, menyelesaikan "
                "perbaikan pompa air RT 04, dan mengirim kafilah MTQ. Jalan usaha tani dan jembatan ulin RT 03 masih "
                "dikerjakan. Talud irigasi menunggu dana tahap kedua.",
                "kendala.isi": "Dua pompa air RT 04 rusak bersamaan pada Maret sehingga biayanya melewati anggaran; "
                "tambahannya akan dimasukkan dalam perubahan APB Desa. Sungai naik pada April dan Mei membuat tiang "
                "jembatan belum dapat dipasang.",
                "pengesahan.tanggal": "2025-07-08",
                "apbdes[-/4.1.3/-].alasan": "Warga Dusun Hulu menambah sumbangan batu untuk jalan usaha tani.",
                "apbdes[02.04/-/-].alasan": "Dua pompa rusak bersamaan dan harus segera diganti, masuk perubahan APB "
                "Desa.",
            },
            realised(LAYAP_WORKS, LAYAP_INCOME),
            progress(LAYAP_WORKS),
            table("belum", ("nama", "keterangan"), unfinished),
            LAYAP_SIGNED,
            scans("lembar", "Lembar LRA Layap"),
        )
    )


def layap_apbdes() -> Leaves:
    """APB Desa Layap 2025."""
    spent = {part: {"anggaran": figure} for part, figure in by_part(LAYAP_WORKS, 2, "anggaran").items()}
    lines = {key: (w.nama, w.kode, w.lokasi, w.anggaran, w.pelaksana, w.tim) for key, w in LAYAP_WORKS.items()}
    return joined(
        (
            {
                "ringkasan.isi": "Anggaran Layap 2025 bertumpu pada Dana Desa dan ADD. Uangnya dipakai untuk jalan "
                "usaha tani Dusun Hulu, jembatan ulin RT 03, talud irigasi, ayam petelur, posyandu, dan BLT bagi 22 "
                "keluarga.",
                "pengesahan.nomor_perdes": "7 Tahun 2024",
                "pengesahan.tanggal_perdes": "2024-12-27",
            },
            budget(spent, {code: {"anggaran": one[0]} for code, one in LAYAP_INCOME.items()}),
            table("kegiatan", ("nama", "kode", "lokasi", "anggaran", "pelaksana", "tim"), lines),
            LAYAP_SIGNED,
            scans("perdes_apbdes", "Perdes 7 2024 Layap", 3),
        )
    )


def layap_change() -> Leaves:
    """Perubahan APB Desa Layap of 18 September 2025: the pumps are paid, more taxes came, the youth got less."""
    spent = {
        part: {"anggaran_awal": figure, "anggaran": figure}
        for part, figure in by_part(LAYAP_WORKS, 2, "anggaran").items()
    }
    income = {code: {"anggaran_awal": one[0], "anggaran": one[0]} for code, one in LAYAP_INCOME.items()}
    spent["02.04"]["anggaran"] += 1_750_000
    spent["03.03"]["anggaran"] -= 1_750_000
    spent["02.03"]["anggaran"] += 3_000_000
    income["4.1.3"]["anggaran"] += 600_000
    income["4.2.2"]["anggaran"] += 2_400_000
    return joined(
        (
            {
                "perubahan.alasan": "Penggantian pompa air RT 04 melebihi anggaran dan diambil dari kegiatan karang "
                "taruna; tambahan bagi hasil pajak dan swadaya dipakai untuk jembatan RT 03.",
                "pengesahan.nomor_perdes": "5 Tahun 2025",
                "surat.nomor": "900/057/DS-LYP/2025",
            },
            budget(spent, income),
            LAYAP_SIGNED,
            scans("perdes_perubahan", "Perdes 5 2025 Layap", 2),
        )
    )


LRA_2024: Final[Leaves] = {
    "pengantar.isi": "Bersama surat ini kami kirimkan laporan pelaksanaan APB Desa Balida Semester I Tahun 2024 "
    "berdasarkan buku kas umum per 30 Juni 2024.",
    "ringkasan.isi": "Pada paruh pertama tahun 2024 desa menuntaskan pengerasan jalan menuju pemakaman dan membagikan "
    "BLT kepada 21 keluarga. Pembangunan pos ronda RT 01 masih berjalan karena tukang baru tersedia sesudah musim "
    "panen.",
    "kendala.isi": "Pencairan Alokasi Dana Desa terlambat satu bulan sehingga honor kader baru dibayar pada Maret. "
    "Hujan lebat merusak jalan masuk menuju pemakaman dan material terpaksa dilansir dengan gerobak oleh warga RT 01.",
}
"""What Balida had written a year before."""

LPPD_2024: Final[Leaves] = {
    "pembangunan.pelaksanaan": "Pengerasan jalan pemakaman sepanjang 320 meter selesai pada September 2024 dan pos "
    "ronda RT 01 berdiri di tanah hibah warga. Atap PAUD Harapan Bunda diganti seluruhnya. Jamban sehat dibangun untuk "
    "sebelas keluarga di tepi sungai, sedangkan jembatan kecil RT 06 batal karena lahannya belum disepakati.",
    "capaian.keberhasilan": "Sebelas keluarga di tepi sungai kini memiliki jamban sehat dan tidak ada lagi kasus diare "
    "pada balita sejak Oktober 2024. Kehadiran posyandu naik menjadi 84 persen.",
    "penutup.isi": "Demikian laporan penyelenggaraan pemerintahan Desa Balida tahun 2024 kami sampaikan. Kami berharap "
    "kerja sama dengan BPD dan warga semakin baik pada tahun 2025.",
}

LPPD_LAYAP: Final[Leaves] = {
    "capaian.permasalahan": "Harga pakan ayam petelur naik sepertiga sejak Juli sehingga keuntungan kelompok ternak "
    "menipis. Lahan talud irigasi milik dua keluarga baru dibebaskan pada November, dan perangkat desa yang memahami "
    "aplikasi keuangan hanya satu orang.",
    "pembinaan.pelaksanaan": "Kafilah Desa Layap meraih juara dua cabang tilawah anak pada MTQ kecamatan. Ronda malam "
    "di lima RT digiatkan kembali sesudah dua kali terjadi pencurian mesin pompa di Dusun Hilir.",
}
"""What Layap told of the same year."""
