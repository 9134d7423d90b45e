"""Invented village reports of about 4 KB for the exchange's benchmark; the same number gives the same report.

The words come from short lists, so they shrink about twice as well as what people write: only ratios mean anything.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

import msgspec

from sipa_core.wire.records import Value

_VILLAGES: Final = [
    "Sukamaju",
    "Mekarsari",
    "Cibodas",
    "Karanganyar",
    "Wonosari",
    "Tanjungsari",
    "Sumberejo",
    "Bojongsari",
    "Margahayu",
    "Cikole",
    "Sidomulyo",
    "Banjaran",
    "Pasirhuni",
    "Kertajaya",
    "Neglasari",
    "Lebakwangi",
    "Sindangsari",
    "Tegalrejo",
    "Ngadirejo",
    "Purwosari",
    "Giriharjo",
    "Bangunjiwo",
    "Sitimulyo",
    "Argomulyo",
    "Panggungharjo",
    "Wukirsari",
    "Girimulyo",
    "Kalibawang",
    "Jatisari",
    "Rejosari",
]
_KECAMATAN: Final = [
    "Cangkringan",
    "Pamijahan",
    "Lembang",
    "Ciwidey",
    "Imogiri",
    "Dlingo",
    "Selo",
    "Kemalang",
    "Tawangmangu",
    "Ngargoyoso",
    "Bayongbong",
    "Pakenjeng",
    "Tempuran",
    "Kajoran",
    "Salaman",
]
_FIRST: Final = [
    "Budi",
    "Siti",
    "Agus",
    "Dewi",
    "Slamet",
    "Wahyu",
    "Sri",
    "Eko",
    "Nur",
    "Hendra",
    "Yanti",
    "Rahmat",
    "Joko",
    "Endang",
    "Tuti",
    "Asep",
    "Dadang",
    "Ujang",
    "Euis",
    "Rina",
    "Bambang",
    "Suparno",
    "Ngatini",
    "Kartika",
    "Fitri",
    "Imam",
    "Fauzi",
    "Lestari",
    "Handoko",
    "Mulyono",
]
_LAST: Final = [
    "Santoso",
    "Wibowo",
    "Rahayu",
    "Hidayat",
    "Setiawan",
    "Nurhayati",
    "Permana",
    "Kusuma",
    "Suryani",
    "Saputra",
    "Prasetyo",
    "Maulana",
    "Utami",
    "Wijaya",
    "Suhendar",
    "Pratiwi",
    "Gunawan",
    "Iskandar",
    "Mulyadi",
    "Sutrisno",
]
_HAMLETS: Final = [
    "Krajan",
    "Cikadu",
    "Babakan",
    "Pasirmuncang",
    "Kebonagung",
    "Sawahan",
    "Ngemplak",
    "Gondang",
    "Tegalsari",
    "Karangtengah",
    "Cipeuteuy",
    "Ciburial",
    "Jetis",
    "Salam",
    "Kalisari",
]
_MONTHS: Final = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_TYPES: Final = (
    "laporan_realisasi_apbdes",
    "laporan_kegiatan",
    "laporan_posyandu",
    "laporan_pembangunan",
    "laporan_kependudukan",
    "laporan_bumdes",
)
_ACTS: Final = (
    "pengaspalan jalan lingkungan",
    "pembangunan drainase",
    "rehabilitasi posyandu",
    "pelatihan kader PKK",
    "penyaluran BLT Dana Desa",
    "musyawarah perencanaan pembangunan",
    "pemeliharaan saluran irigasi",
    "pengadaan bibit padi unggul",
    "penyuluhan pencegahan stunting",
    "perbaikan rumah tidak layak huni",
    "pembangunan talud penahan tanah",
    "pengelolaan sampah berbasis warga",
    "pendataan SDGs desa",
    "pengadaan alat kesehatan posyandu",
    "pembinaan karang taruna",
    "pelatihan tanggap bencana",
    "pengembangan wisata desa",
    "penataan administrasi kependudukan",
    "pemasangan lampu jalan tenaga surya",
    "pengadaan sarana air bersih",
    "pembinaan kelompok tani",
    "peningkatan kapasitas aparatur desa",
    "pembangunan gedung PAUD",
    "pembukaan jalan usaha tani",
    "bantuan modal BUMDes",
)
_STATES: Final = (
    "berjalan lancar",
    "mengalami keterlambatan",
    "telah selesai seluruhnya",
    "masih dalam proses",
    "dilaksanakan secara swakelola",
    "dikerjakan bersama warga",
    "ditunda sampai bulan berikutnya",
    "melebihi sasaran yang ditetapkan",
    "belum mencapai sasaran",
)
_REASONS: Final = (
    "curah hujan yang tinggi",
    "keterlambatan pencairan dana tahap kedua",
    "harga material yang naik",
    "kekurangan tenaga kerja pada musim panen",
    "akses jalan yang rusak",
    "dokumen administrasi yang belum lengkap",
    "perubahan peraturan bupati",
    "pergantian pelaksana kegiatan",
    "koordinasi lintas dusun yang belum optimal",
)
_STEPS: Final = (
    "mengadakan rapat evaluasi setiap minggu",
    "menambah jumlah pekerja dari warga setempat",
    "mengajukan perubahan anggaran kepada BPD",
    "melengkapi bukti pertanggungjawaban",
    "meminta pendampingan dari kecamatan",
    "menjadwalkan ulang pekerjaan",
    "mengumumkan hasil pada papan informasi desa",
    "menyerahkan hasil pekerjaan kepada kelompok pemelihara",
)
_UNITS: Final = (
    "meter",
    "kepala keluarga",
    "orang peserta",
    "unit",
    "balita",
    "ibu hamil",
    "hektare",
    "titik",
    "kelompok",
)
_PARTS: Final = (
    "pendahuluan",
    "pelaksanaan",
    "hasil",
    "kendala",
    "tindak_lanjut",
    "penutup",
)
_ITEMS: Final = (
    "Penghasilan Tetap Kepala Desa",
    "Tunjangan BPD",
    "Operasional Kantor Desa",
    "Insentif RT/RW",
    "Pengaspalan Jalan Dusun",
    "Pembangunan Drainase",
    "Rehab Posyandu",
    "Insentif Kader Posyandu",
    "PMT Balita",
    "BLT Dana Desa",
    "Pelatihan Kelompok Tani",
    "Bibit dan Pupuk",
    "Penyertaan Modal BUMDes",
    "Pembinaan PKK",
    "Pembinaan Karang Taruna",
    "Penanggulangan Bencana",
    "Sistem Informasi Desa",
    "Penyusunan RKPDes",
    "Penerangan Jalan",
    "Sarana Air Bersih",
    "Pemeliharaan Irigasi",
    "Perpustakaan Desa",
    "Honor Guru PAUD",
    "Festival Budaya Desa",
    "Pengelolaan Sampah",
    "Perjalanan Dinas",
    "Alat Tulis Kantor",
    "Listrik dan Internet",
    "Pemeliharaan Kendaraan",
    "Rumah Tidak Layak Huni",
)


def report(number: int) -> dict[str, object]:
    """The report of that number, as any program would keep it: nested, about 4,000 bytes of JSON."""
    dice = random.Random(f"1-{number}")
    made: dict[str, object] = {
        "id": f"{dice.getrandbits(128):032x}",
        "desa": dice.choice(_VILLAGES),
        "kecamatan": dice.choice(_KECAMATAN),
        "kode_desa": f"{_code(dice)}.20{dice.randint(1, 20):02d}",
        "jenis": dice.choice(_TYPES),
        "periode": f"{dice.randint(2021, 2026)}-{dice.randint(1, 12):02d}",
        "status": dice.choice(("draf", "terkirim", "disetujui")),
        "penyusun": _person(dice),
        "narasi": {part: " ".join(_sentence(dice) for _n in range(dice.randint(2, 4))) for part in _PARTS},
    }
    rows: list[dict[str, object]] = []
    for place, item in enumerate(dice.sample(_ITEMS, 20)):
        budget = dice.randint(5, 4000) * dice.choice((25_000, 50_000, 100_000))
        spent = int(budget * dice.uniform(0.3, 1) / 1000) * 1000
        code = f"{dice.randint(1, 5)}.{dice.randint(1, 9)}.{place + 1:02d}"
        rows.append({"kode": code, "nama": item, "anggaran": budget, "realisasi": spent})
    return made | {"anggaran": rows}


def whole(number: int) -> bytes:
    """The report as compact JSON."""
    return msgspec.json.encode(report(number))


def leaves(number: int) -> dict[str, Value]:
    """The same report as a flat map of leaves, as a desk keeps it; a row's code is its key."""
    found: dict[str, Value] = {}
    for name, value in report(number).items():
        if isinstance(value, dict):
            found.update({f"{name}.{key}": text for key, text in value.items()})
        elif isinstance(value, list):
            for row in value:
                found.update({f"anggaran[{row['kode']}].{key}": row[key] for key in ("nama", "anggaran", "realisasi")})
        else:
            found[f"laporan.{name}"] = str(value)
    return found


def changed_leaf(number: int) -> tuple[str, int]:
    """The one field that somebody changes in the report of that number, and what it says then."""
    path = next(one for one in leaves(number) if one.endswith(".realisasi"))
    return path, 1_250_000 + number


def changed(number: int) -> bytes:
    """The whole report as JSON with that field changed."""
    made = report(number)
    rows = made["anggaran"]
    assert isinstance(rows, list)
    rows[0]["realisasi"] = changed_leaf(number)[1]
    return msgspec.json.encode(made)


def _person(dice: random.Random) -> str:
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"


def _code(dice: random.Random) -> str:
    return f"3{dice.randint(1, 6)}.{dice.randint(1, 29):02d}.{dice.randint(1, 30):02d}"


def _money(dice: random.Random) -> str:
    return f"Rp{dice.randint(1, 480)}.{dice.randint(0, 999):03d}.000"


def _day(dice: random.Random) -> str:
    return f"{dice.randint(1, 28)} {dice.choice(_MONTHS)}"


def _sentence(dice: random.Random) -> str:
    pick = dice.choice
    forms: tuple[Callable[[], str], ...] = (
        lambda: (
            f"Kegiatan {pick(_ACTS)} di Dusun {pick(_HAMLETS)} RT {dice.randint(1, 9):02d} {pick(_STATES)} "
            f"pada tanggal {_day(dice)}."
        ),
        lambda: f"Sebanyak {dice.randint(4, 640)} {pick(_UNITS)} tercatat sebagai penerima manfaat {pick(_ACTS)}.",
        lambda: (
            f"Anggaran yang terserap untuk {pick(_ACTS)} sebesar {_money(dice)} atau "
            f"{dice.randint(12, 100)},{dice.randint(0, 99):02d} persen dari pagu."
        ),
        lambda: f"Kendala utama adalah {pick(_REASONS)} sehingga {pick(_ACTS)} {pick(_STATES)}.",
        lambda: f"Pelaksana kegiatan, {_person(dice)}, telah {pick(_STEPS)}.",
        lambda: (
            f"Menurut {_person(dice)} selaku ketua RT {dice.randint(1, 9):02d}, warga Dusun {pick(_HAMLETS)} "
            f"berharap {pick(_ACTS)} dilanjutkan tahun depan."
        ),
        lambda: f"Pemerintah desa akan {pick(_STEPS)} dan {pick(_STEPS)} paling lambat {_day(dice)}.",
        lambda: f"Karena {pick(_REASONS)}, volume pekerjaan berkurang {dice.randint(2, 60)} {pick(_UNITS)}.",
        lambda: (
            f"Musyawarah dihadiri {dice.randint(11, 190)} orang, dipimpin oleh {_person(dice)} "
            f"dengan notulis {_person(dice)}."
        ),
    )
    return dice.choice(forms)()
