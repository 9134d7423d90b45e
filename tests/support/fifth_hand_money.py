"""The fifth hand's careful reports on money: Hujan Mas from APB Desa to LPJ, Balang's half year and its change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tests.support.fourth_hand_parts import Leaves, joined, rp, scans, table


class Work(NamedTuple):
    """One activity: where, by whom, for how much, and how far it was in June and in December (rupiah, percent)."""

    kode: str
    nama: str
    lokasi: str
    pelaksana: str
    tim: str
    anggaran: int
    june: int
    june_done: int
    december: int
    december_done: int
    waits_for: str

    @property
    def part(self) -> str:
        """Its sub-bidang."""
        return self.kode[:5]


_HUJAN_MAS: Final = """
kades;01.01.01;Siltap dan tunjangan kepala desa;Kantor desa;Kaur Keuangan;-;\
42_000_000 21_000_000 50 42_000_000 100;Enam bulan dibayar, enam bulan lagi dibayar pada semester kedua.
perangkat;01.01.02;Siltap dan tunjangan perangkat desa;Kantor desa;Kaur Keuangan;-;\
295_200_000 147_600_000 50 295_200_000 100;Dibayar tiap bulan, sisanya Juli sampai Desember.
jaminan;01.01.03;Iuran BPJS kepala desa dan perangkat;Kantor desa;Kaur Keuangan;-;\
18_360_000 9_180_000 50 18_360_000 100;Iuran dibayar bulanan sampai Desember.
atk;01.01.04;Operasional kantor dan honor PPKD;Kantor desa;Kaur Tata Usaha dan Umum;-;\
68_500_000 31_245_500 46 67_918_000 100;Belanja ATK dan listrik berlanjut sampai akhir tahun.
bpd;01.01.05;Tunjangan kedudukan BPD;Kantor desa;Kaur Keuangan;-;\
57_600_000 28_800_000 50 57_600_000 100;Tunjangan semester kedua dibayar tiap tanggal 5.
rt;01.01.07;Insentif ketua RT;RT 01 s.d. RT 05;Kasi Pemerintahan;-;\
24_000_000 12_000_000 50 24_000_000 100;Insentif dibayar triwulanan, dua triwulan lagi.
profil;01.03.02;Pemutakhiran profil desa dan Indeks Desa;Lima RT;Kasi Pemerintahan;-;\
7_800_000 3_900_000 50 7_740_000 100;Pengumpulan data selesai, pengisian aplikasi bulan Agustus.
musrenbang;01.04.01;Musyawarah desa dan musrenbang;Balai desa;Kaur Perencanaan;-;\
16_900_000 7_650_000 45 16_825_000 100;Musyawarah RKP Desa dilaksanakan bulan September.
paud;02.01.01;Honor pendidik PAUD Tunas Bangsa;PAUD RT 02;Kasi Kesejahteraan;-;\
30_000_000 15_000_000 50 30_000_000 100;Honor lima pendidik dibayar tiap bulan.
posyandu;02.02.02;Posyandu Anggrek, balita, ibu hamil dan lansia;Posyandu RT 03;Kasi Kesejahteraan;\
Kader Posyandu Anggrek;\
54_600_000 26_950_000 50 54_375_000 100;Hari buka posyandu berlanjut tiap bulan.
jut;02.03.12;Pengerasan jalan usaha tani Handil Baru, 640 m;Handil Baru RT 05;Kasi Kesejahteraan;TPK Hujan Mas;\
218_750_000 131_250_000 62 218_104_000 100;Pemadatan 400 m selesai, 240 m terakhir menunggu batu pecah.
drainase;02.03.14;Drainase Gang Setia, 155 m;Gang Setia RT 01;Kasi Kesejahteraan;TPK Hujan Mas;\
96_400_000 96_120_000 100 96_120_000 100;-
pju;02.04.93;Lampu jalan tenaga surya, sepuluh titik;RT 03 dan RT 04;Kasi Kesejahteraan;TPK Hujan Mas;\
38_500_000 0 0 26_950_000 70;Rekanan baru ditetapkan 24 Juni, pemasangan dimulai bulan Agustus.
ronda;03.01.01;Perlengkapan lima pos ronda;Lima RT;Kasi Pemerintahan;Satlinmas;\
12_000_000 5_750_000 48 11_960_000 100;Senter dan jas hujan dibeli, seragam dipesan bulan Juli.
mtq;03.02.03;MTQ tingkat desa dan peringatan maulid;Masjid Nurul Iman;Kasi Pelayanan;Panitia MTQ;\
21_300_000 10_400_000 50 21_215_000 100;MTQ selesai bulan Maret, maulid diperingati bulan September.
pemuda;03.03.06;Pembinaan Karang Taruna Bina Remaja;Balai desa;Kasi Pelayanan;Karang Taruna;\
14_000_000 6_200_000 44 13_890_000 100;Pelatihan sablon menunggu jadwal instruktur pada bulan Oktober.
pkk;03.04.03;Sepuluh program pokok PKK;Balai desa;Kasi Pelayanan;TP PKK Desa;\
19_500_000 9_350_000 48 19_410_000 100;Lomba cipta menu dan penilaian dasawisma bulan November.
pangan;04.02.03;Bibit itik petelur dan kandang komunal;Lahan kas desa RT 04;Kasi Kesejahteraan;\
Kelompok Ternak Usaha Bersama;\
141_000_000 63_450_000 45 140_620_000 100;Kandang berdiri, 600 ekor bibit dikirim bulan Juli.
pelatihan;04.03.02;Bimbingan teknis perangkat desa;Paringin;Sekretaris Desa;-;\
15_010_000 7_505_000 50 14_960_000 100;Angkatan kedua berangkat pada bulan Oktober.
kios;04.07.02;Perbaikan empat kios desa;Pasar desa RT 02;Kasi Kesejahteraan;TPK Hujan Mas;\
34_000_000 33_775_000 100 33_775_000 100;-
bencana;05.01.01;Kesiapan penanggulangan banjir;Posko RT 05;Kasi Pemerintahan;Satlinmas;\
15_000_000 0 0 0 0;Dipakai bila banjir; sampai akhir Juni sungai tidak meluap.
blt;05.03.01;BLT Desa untuk 15 keluarga;Balai desa;Kasi Kesejahteraan;-;\
54_000_000 27_000_000 50 54_000_000 100;Enam bulan disalurkan, enam bulan lagi pada semester kedua.
"""

_BALANG: Final = """
kades;01.01.01;Siltap kepala desa;Kantor desa;Kaur Keuangan;-;40_800_000 20_400_000 50;Semester kedua belum dibayar.
perangkat;01.01.02;Siltap perangkat desa;Kantor desa;Kaur Keuangan;-;\
318_000_000 159_000_000 50;Pembayaran Juli sampai Desember mengikuti pencairan ADD.
kantor;01.01.04;Belanja rutin kantor;Kantor desa;Kaur Umum;-;71_240_000 34_870_000 49;\
Rekening listrik dan ATK masih berjalan.
bpd;01.01.05;Tunjangan anggota BPD;Kantor desa;Kaur Keuangan;-;54_000_000 27_000_000 50;\
Dibayar per bulan sampai Desember.
rehab;01.02.03;Penggantian atap kantor desa;Kantor desa;Kasi Kesejahteraan;TPK Balang;\
42_200_000 0 0;Menunggu bantuan keuangan kabupaten yang dijadwalkan cair pada triwulan ketiga.
aset;01.04.05;Inventarisasi aset desa;Kantor desa;Sekretaris Desa;-;8_500_000 4_100_000 50;\
Pelabelan barang dilanjutkan bulan Agustus.
baca;02.01.08;Taman bacaan Cahaya Ilmu;Gedung serbaguna;Kasi Pelayanan;Pengelola taman bacaan;\
17_400_000 8_300_000 47;Buku tahap kedua dipesan sesudah daftar usulan sekolah diterima.
posyandu;02.02.02;Posyandu Kenanga dua pos;RT 01 dan RT 04;Kasi Kesejahteraan;Kader Kenanga;\
61_200_000 29_700_000 50;Enam hari buka lagi sampai Desember.
jembatan;02.03.13;Jembatan ulin Sungai Tabuk, 18 m;Sungai Tabuk RT 03;Kasi Kesejahteraan;TPK Balang;\
243_600_000 138_850_000 55;Tiang dan gelagar terpasang, lantai menunggu kiriman papan ulin.
sumur;02.04.11;Sumur bor dan tandon RT 04;RT 04;Kasi Kesejahteraan;TPK Balang;88_750_000 87_980_000 100;-
pos;03.01.01;Pembangunan pos kamling;RT 02;Kasi Pemerintahan;TPK Balang;26_000_000 25_880_000 100;-
hari;03.02.03;Peringatan hari besar Islam;Langgar Darussalam;Kasi Pelayanan;Pengurus langgar;\
18_900_000 9_100_000 50;Peringatan maulid pada bulan September.
pkk;03.04.03;Pembinaan PKK;Balai desa;Kasi Pelayanan;TP PKK Balang;16_840_000 7_950_000 47;\
Pelatihan jahit angkatan kedua bulan Oktober.
pangan;04.02.03;Kebun cabai dan bibit ayam kampung;Lahan RT 03;Kasi Kesejahteraan;Kelompok Wanita Tani Melati;\
131_000_000 60_260_000 46;Cabai sudah panen pertama, bibit ayam datang bulan Agustus.
umkm;04.05.01;Pelatihan kemasan dan izin usaha;Balai desa;Kasi Pelayanan;Pelaku UMKM;\
22_100_000 0 0;Narasumber dinas meminta jadwal bergeser dari Mei ke Agustus.
blt;05.03.01;BLT Desa untuk 18 keluarga;Balai desa;Kasi Kesejahteraan;-;64_800_000 32_400_000 50;\
Penyaluran Juli sampai Desember.
"""


def _works(lines: str) -> dict[str, Work]:
    made: dict[str, Work] = {}
    for line in lines.strip().splitlines():
        key, kode, nama, lokasi, pelaksana, tim, figures, *waits = line.split(";")
        budget, june, done, *december = (int(figure) for figure in figures.split())
        last = december or [0, 0]
        made[key] = Work(kode, nama, lokasi, pelaksana, tim, budget, june, done, last[0], last[1], ";".join(waits))
    return made


HM: Final[Mapping[str, Work]] = _works(_HUJAN_MAS)
BG: Final[Mapping[str, Work]] = _works(_BALANG)

HM_MONEY: Final = {
    "4.1.2": (9_600_000, 4_800_000, 9_600_000),
    "4.2.1": (702_450_000, 421_470_000, 702_450_000),
    "4.2.2": (28_300_000, 13_215_000, 28_300_000),
    "4.2.3": (541_900_000, 270_950_000, 541_900_000),
    "4.3.6": (900_000, 431_250, 1_214_800),
    "6.1.1": (31_270_000, 31_270_000, 31_270_000),
    "6.2.2": (20_000_000, 20_000_000, 20_000_000),
}
BG_MONEY: Final = {
    "4.1.1": (5_000_000, 2_500_000, 0),
    "4.2.1": (648_900_000, 389_340_000, 0),
    "4.2.2": (22_750_000, 10_980_000, 0),
    "4.2.3": (498_300_000, 249_150_000, 0),
    "4.2.5": (50_000_000, 0, 0),
    "4.3.6": (750_000, 352_900, 0),
    "6.1.1": (14_630_000, 14_630_000, 0),
    "6.2.2": (15_000_000, 15_000_000, 0),
}
HM_HEAD: Final = "Mahyuni"
HM_OFFICE: Final = "Kantor Desa Hujan Mas, Jalan Handil Baru RT 02, Kecamatan Paringin"
BG_HEAD: Final = "Hairil Anwar"
BG_OFFICE: Final = "Kantor Desa Balang, Jalan Sungai Tabuk RT 01, Kecamatan Paringin"


def parts(works: Mapping[str, Work], column: str) -> dict[str, int]:
    """The sum of each sub-bidang."""
    made: dict[str, int] = {}
    for work in works.values():
        made[work.part] = made.get(work.part, 0) + int(getattr(work, column))
    return made


def income(money: Mapping[str, tuple[int, ...]], at: int) -> int:
    """All income of a column."""
    return sum(one[at] for code, one in money.items() if code.startswith("4"))


def left_over(works: Mapping[str, Work], money: Mapping[str, tuple[int, ...]], at: int, column: str) -> int:
    """What is left: income and last year's rest, less spending and capital."""
    spent = sum(parts(works, column).values())
    return income(money, at) + money["6.1.1"][at] - money["6.2.2"][at] - spent


def grid(works: Mapping[str, Work], money: Mapping[str, tuple[int, ...]], at: int | None = None) -> Leaves:
    """The budget table per sub-bidang, with the realisation of June (1) or December (2)."""
    made: Leaves = {}
    for code, one in money.items():
        made[f"apbdes[-/{code}/-].anggaran"] = one[0]
        if at:
            made[f"apbdes[-/{code}/-].realisasi"] = one[at]
    done = parts(works, ("june", "june", "december")[at or 0])
    for part, amount in parts(works, "anggaran").items():
        made[f"apbdes[{part}/-/-].anggaran"] = amount
        if at:
            made[f"apbdes[{part}/-/-].realisasi"] = done[part]
    return made


def _progress(works: Mapping[str, Work], at: int) -> Leaves:
    columns = ("nama", "lokasi", "anggaran", "realisasi", "fisik")
    half = {key: (w.nama, w.lokasi, w.anggaran, w.june, w.june_done) for key, w in works.items()}
    year = {key: (w.nama, w.lokasi, w.anggaran, w.december, w.december_done) for key, w in works.items()}
    return table("kegiatan", columns, half if at == 1 else year)


def _planned(works: Mapping[str, Work], keys: tuple[str, ...] = ()) -> Leaves:
    lines = {k: (w.nama, w.kode, w.lokasi, w.anggaran) for k, w in works.items() if not keys or k in keys}
    return table("kegiatan", ("nama", "kode", "lokasi", "anggaran"), lines)


def _why(reasons: Mapping[str, str]) -> Leaves:
    return {f"apbdes[{row}].alasan": words for row, words in reasons.items()}


def _waiting(works: Mapping[str, Work]) -> Leaves:
    lines = {key: (w.nama, w.waits_for) for key, w in works.items() if w.june_done < 100}
    return table("belum", ("nama", "keterangan"), lines)


def _signed(head: str, office: str, letter: str, **more: str) -> Leaves:
    named = {f"pengesahan.{key}": value for key, value in more.items()}
    return {"pengesahan.kepala_desa": head, "pengesahan.alamat_pengaduan": office, "surat.nomor": letter, **named}


def _doers(works: Mapping[str, Work]) -> Leaves:
    made: Leaves = {f"kegiatan[{key}].pelaksana": work.pelaksana for key, work in works.items()}
    return made | {f"kegiatan[{key}].tim": work.tim for key, work in works.items() if work.tim != "-"}


def hm_apbdes() -> Leaves:
    """Hujan Mas's APB Desa 2025."""
    summary = (
        f"Pendapatan desa tahun 2025 direncanakan {rp(income(HM_MONEY, 0))}, sebagian besar dari Dana Desa dan ADD. "
        f"Belanja {rp(sum(parts(HM, 'anggaran').values()))} diutamakan untuk jalan usaha tani Handil Baru, drainase "
        "Gang Setia, itik petelur, dan BLT bagi 15 keluarga."
    )
    day = {"nomor_perdes": "8 Tahun 2024", "tanggal_perdes": "2024-12-23"}
    sheets = scans("perdes_apbdes", "Perdes 8 Tahun 2024 Hujan Mas", 3)
    signed = _signed(HM_HEAD, HM_OFFICE, "900/002/HM/2025", **day)
    return joined(({"ringkasan.isi": summary}, grid(HM, HM_MONEY), _planned(HM), _doers(HM), signed, sheets))


def bg_apbdes() -> Leaves:
    """Balang's APB Desa 2025."""
    summary = (
        f"APB Desa Balang 2025 memuat pendapatan {rp(income(BG_MONEY, 0))}. Belanja terbesar adalah jembatan ulin "
        "Sungai Tabuk, sumur bor RT 04, kebun cabai kelompok wanita tani, serta gaji perangkat."
    )
    day = {"nomor_perdes": "6 Tahun 2024", "tanggal_perdes": "2024-12-30"}
    sheets = scans("perdes_apbdes", "Perdes 6 Tahun 2024 Balang", 2)
    signed = _signed(BG_HEAD, BG_OFFICE, "140/004/BLG/2025", **day)
    return joined(({"ringkasan.isi": summary}, grid(BG, BG_MONEY), _planned(BG), _doers(BG), signed, sheets))


def hm_priorities() -> Leaves:
    """What the village meeting of Hujan Mas chose for the Dana Desa of 2025."""
    texts: Leaves = {
        "musdes.tanggal": "2024-09-19",
        "musdes.peserta": 58,
        "musdes.rencana": "Warga RT 05 mengangkut padi dengan gerobak melewati tanah becek, karena itu jalan usaha "
        "tani didahulukan. Drainase Gang Setia menyusul sebab rumah warga tergenang tiap Januari. Itik petelur dipilih "
        "kelompok ternak karena pakannya tersedia dari gabah setempat.",
    }
    sheets = (scans(part, f"{part} Hujan Mas 2025") for part in ("perdes_rkp", "perdes_apbdes", "berita_acara"))
    chosen = _planned(HM, ("posyandu", "jut", "drainase", "pju", "pangan", "kios", "blt"))
    signed = _signed(HM_HEAD, HM_OFFICE, "141/006/HM/2025", tanggal="2025-01-13")
    return joined((texts, chosen, signed, *sheets))


def hm_lra() -> Leaves:
    """Hujan Mas's first half of 2025."""
    spent = sum(parts(HM, "june").values())
    texts: Leaves = {
        "pengantar.isi": "Bersama ini kami sampaikan laporan realisasi APB Desa Hujan Mas Semester I Tahun Anggaran "
        "2025 sebagai bahan evaluasi Bapak Bupati melalui Camat Paringin.",
        "ringkasan.isi": f"Sampai 30 Juni 2025 desa menerima pendapatan {rp(income(HM_MONEY, 1))} dan membelanjakan "
        f"{rp(spent)}. Drainase Gang Setia dan empat kios desa sudah dipakai warga. Jalan usaha tani Handil Baru baru "
        "dipadatkan 400 meter dan lampu jalan belum dipasang.",
        "kendala.isi": "Batu pecah dari Batumandi terlambat tiga pekan karena truk dialihkan ke proyek jalan "
        "kabupaten. TPK menyepakati jadwal kirim baru tiap Senin dan mencatat volumenya di buku material.",
    }
    why = _why(
        {
            "02.04/-/-": "Lampu jalan belum dipasang; rekanan ditetapkan 24 Juni dan barang dikirim bulan Agustus.",
            "05.01/-/-": "Tidak terjadi banjir pada semester pertama, dana tetap disiapkan.",
        }
    )
    signed = _signed(HM_HEAD, HM_OFFICE, "900/061/HM/2025", tanggal="2025-07-07")
    return joined((texts, grid(HM, HM_MONEY, 1), why, _progress(HM, 1), _waiting(HM), signed))


def bg_lra() -> Leaves:
    """Balang's first half of 2025."""
    texts: Leaves = {
        "pengantar.isi": "Menindaklanjuti surat Camat Paringin tentang laporan semester, Pemerintah Desa Balang "
        "menyampaikan realisasi pelaksanaan APB Desa Januari sampai Juni 2025.",
        "ringkasan.isi": f"Pendapatan yang masuk sampai akhir Juni {rp(income(BG_MONEY, 1))}, belanja "
        f"{rp(sum(parts(BG, 'june').values()))}. Sumur bor RT 04 mengalir ke 31 rumah dan pos kamling RT 02 sudah "
        "ditempati. Jembatan Sungai Tabuk selesai sampai gelagar.",
        "kendala.isi": "Papan ulin ukuran empat meter sulit didapat di Balangan sehingga lantai jembatan tertunda. "
        "Kasi Kesejahteraan memesan dari Kotabaru dan kiriman dijanjikan pekan kedua Juli; sementara itu warga "
        "memakai titian lama yang diperkuat.",
    }
    why = _why(
        {
            "-/4.2.5/-": "Bantuan keuangan kabupaten dijadwalkan cair pada triwulan ketiga.",
            "01.02/-/-": "Atap kantor dikerjakan sesudah bantuan keuangan kabupaten masuk.",
            "04.05/-/-": "Pelatihan digeser ke bulan Agustus atas permintaan narasumber dinas.",
        }
    )
    signed = _signed(BG_HEAD, BG_OFFICE, "900/047/BLG/2025", tanggal="2025-07-04")
    return joined((texts, grid(BG, BG_MONEY, 1), why, _progress(BG, 1), _waiting(BG), signed))


def bg_change() -> Leaves:
    """Balang's change of September: less help from the regency, more rest of the year before."""
    now = {
        "-/4.2.5/-": 30_000_000,
        "-/4.2.2/-": 24_150_000,
        "-/6.1.1/-": 19_480_000,
        "01.02/-/-": 22_200_000,
        "02.02/-/-": 67_450_000,
    }
    made: Leaves = {}
    for path, before in grid(BG, BG_MONEY).items():
        row = path.removeprefix("apbdes[").split("]")[0]
        made |= {f"apbdes[{row}].anggaran_awal": before, f"apbdes[{row}].anggaran": now.get(row, before)}
    reason: Leaves = {
        "perubahan.alasan": "Bantuan keuangan kabupaten turun dari Rp50.000.000 menjadi Rp30.000.000 sehingga atap "
        "kantor hanya diganti separuh. SiLPA 2024 hasil pemeriksaan bertambah Rp4.850.000 dan bagi hasil pajak "
        "bertambah Rp1.400.000; keduanya dipakai untuk makanan tambahan balita di posyandu."
    }
    sheets = scans("perdes_perubahan", "Perdes 3 Tahun 2025 Balang", 2)
    signed = _signed(BG_HEAD, BG_OFFICE, "140/081/BLG/2025", nomor_perdes="3 Tahun 2025")
    return joined((reason, made, signed, sheets))


REASONS_OF_THE_YEAR: Final = {
    "-/4.3.6/-": "Saldo rekening kas lebih tinggi dari perkiraan sehingga bunga bank ikut naik.",
    "02.04/-/-": "Tujuh dari sepuluh lampu jalan terpasang; tiga tiang ditolak karena tidak sesuai ukuran.",
    "05.01/-/-": "Tidak terjadi banjir sepanjang tahun sehingga dana siaga tidak dipakai.",
}


def hm_lpj() -> Leaves:
    """Hujan Mas's account of 2025."""
    spent, rest = sum(parts(HM, "december").values()), left_over(HM, HM_MONEY, 2, "december")
    texts: Leaves = {
        "pengantar.isi": "Laporan pertanggungjawaban ini disusun setelah Perdes LPJ disepakati bersama BPD Hujan Mas "
        "pada Februari 2026 dan memuat seluruh penerimaan serta pengeluaran kas desa tahun 2025.",
        "ringkasan.isi": f"Tahun 2025 desa menerima {rp(income(HM_MONEY, 2))} dan membelanjakan {rp(spent)}. Jalan "
        f"usaha tani 640 meter, drainase 155 meter dan empat kios selesai. Sisa dana {rp(rest)} menjadi SiLPA tahun "
        "2026.",
        "catatan.pendapatan": "Semua transfer diterima penuh. Sewa tanah kas desa dibayar dua kali oleh penyewa, dan "
        "bunga bank melampaui target karena saldo awal triwulan besar.",
        "catatan.belanja": f"Belanja terserap {rp(spent)}. Yang tidak terserap terutama tiga titik lampu jalan dan "
        "dana siaga banjir; sisanya selisih harga barang.",
        "catatan.pembiayaan": "SiLPA 2024 sebesar Rp31.270.000 dipakai seluruhnya. Penyertaan modal BUM Desa "
        f"Rp20.000.000 disetor bulan Mei. SiLPA akhir tahun {rp(rest)} tersimpan di rekening kas desa.",
        "catatan.kebijakan": "Pencatatan memakai basis kas melalui Siskeudes.",
    }
    unfinished = {
        "pju": (HM["pju"].nama, "Tiga tiang diganti rekanan dan dipasang bulan April 2026 dengan dana SiLPA."),
        "bencana": (HM["bencana"].nama, "Tidak terlaksana karena tidak ada banjir pada tahun 2025."),
    }
    programs = {"psu": ("Rehab sekolah dasar", "Dinas Pendidikan Kabupaten Balangan", "SDN Hujan Mas", 184_000_000)}
    tables = (
        table("belum", ("nama", "keterangan"), unfinished),
        table("program", ("nama", "asal", "lokasi", "nilai"), programs),
    )
    dates = {"nomor_perdes": "2 Tahun 2026", "tanggal_perdes": "2026-02-10", "tanggal": "2026-02-16"}
    signed = _signed(HM_HEAD, HM_OFFICE, "900/019/HM/2026", **dates)
    sheets = (scans("perdes_lpj", "Perdes 2 Tahun 2026 Hujan Mas"), scans("laporan_keuangan", "Keuangan HM 2025", 2))
    year = (grid(HM, HM_MONEY, 2), _why(REASONS_OF_THE_YEAR), _progress(HM, 2))
    return joined((texts, *year, *tables, signed, *sheets))
