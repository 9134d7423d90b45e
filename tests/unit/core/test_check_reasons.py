"""Reasons that are none, ticks that are not true, and what texts, aid and other levels say of the figures."""

from __future__ import annotations

import pytest

from sipa_core.domain.beside import Beside, OtherReport
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.periods import parse_period
from tests.unit.core.test_careless_report import AID, LPJ, LRA, PEOPLE, S1, SOUND, codes, template

Content = dict[str, Value]

YEAR = parse_period("2025")


@pytest.mark.parametrize("reason", ["-", "sda", "menyusul", "..."])
def test_a_reason_without_words_is_no_reason(reason: str) -> None:
    over: Content = {"apbdes[02/-/-].realisasi": 61_000_000, "apbdes[02/-/-].alasan": reason}
    assert ("overspent", "apbdes[02/-/-].alasan") in codes(LRA, applied(SOUND, over))
    told = over | {"apbdes[02/-/-].alasan": "Harga batu naik sejak April."}
    assert ("overspent", "apbdes[02/-/-].alasan") not in codes(LRA, applied(SOUND, told))
    fewer: Content = {"blt.kpm_rencana": 16, "blt.kpm_dibayar": 15, "blt.alasan": reason}
    assert ("declared", "blt.kpm_dibayar") in codes(AID, fewer, Beside())


def test_a_tick_that_many_activities_contradict_is_told_once() -> None:
    rows: Content = {"belum[x]": None, "belum[y]": None, "belum_selesai.nihil": True}
    for n in range(4):
        row = f"kegiatan[n{n}]"
        rows |= {f"{row}.nama": f"Kegiatan ke-{n}", f"{row}.lokasi": "RT 01", f"{row}.fisik": 40 + n}
        rows |= {f"{row}.anggaran": 1_000_000, f"{row}.realisasi": 451_000}
    found = codes(LRA, applied(SOUND, rows))
    assert ("nihil_untrue", "belum_selesai.nihil") in found
    assert not any(code == "unfinished_not_listed" for code, _path in found)


def test_an_instruction_to_the_writer_is_no_text() -> None:
    passive = "Diisi dengan kendala yang dihadapi dan cara mengatasinya."
    for told in (
        passive,
        "Tuliskan kendala di sini, misalnya cuaca atau harga.",
        "Mohon jelaskan kendala selama semester ini.",
    ):
        assert ("help_copied", "kendala.isi") in codes(LRA, SOUND | {"kendala.isi": told})
    own = "Isi kolam 2.000 bibit terlambat datang sehingga penebaran mundur ke Agustus."
    assert codes(LRA, SOUND | {"kendala.isi": own}) == set()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Belanja desa Rp39.365.000 (37,5%).", ""),
        ("Belanja desa Rp39.365.000 atau 37,5% dari anggaran.", ""),
        ("Belanja desa Rp39.365.000, jalan RT 03 mencapai 60%.", ""),
        ("Belanja desa Rp39.365.000 dari Rp105.000.000, atau 73,5%.", "text_share"),
        ("Belanja desa Rp 39.365.000,- (73,5%).", "text_share"),
        ("Belanja terserap 37,5%.", ""),
        ("Belanja desa baru mencapai 57,5%.", "text_share"),
        ("Belanja modal terserap 90%.", ""),
        ("Sisa uang akhir Juni Rp26.035.000.", ""),
        ("Sisa uang akhir Juni Rp62.035.000.", "text_figure"),
        ("Sisa uang di rekening bank Rp25.000.000.", ""),
        ("SiLPA tahun 2023 sebesar Rp7.500.000 sudah dipakai.", ""),
    ],
)
def test_shares_and_remainders_in_words_are_those_of_the_table(words: str, code: str) -> None:
    found = codes(LRA, SOUND | {"ringkasan.isi": f"{SOUND['ringkasan.isi']} {words}"})
    assert found == ({(code, "ringkasan.isi")} if code else set())


def test_a_bidang_is_compared_with_the_activities_of_another_report() -> None:
    def year(rows: dict[str, int]) -> Content:
        return {f"apbdes[{key}].{column}": sum_ for key, sum_ in rows.items() for column in ("anggaran", "realisasi")}

    parts = year({"-/4.2.1/-": 90_000_000, "02.01/-/-": 30_000_000, "02.03/-/-": 60_000_000})
    accounts = OtherReport("lpj_apbdes", YEAR, "LPJ 2025", parts)
    lppd = template("lppd_tahunan")
    beside = Beside(period=YEAR, same_year=(accounts,))
    place = "apbdes[02/-/-].realisasi"
    same = year({"-/4.2.1/-": 90_000_000, "02/-/-": 90_000_000})
    assert ("realised_differs", place) not in codes(lppd, same, beside)
    assert ("realised_differs", place) in codes(lppd, same | {place: 89_000_000}, beside)
    plan = Beside(period=YEAR, same_year=(OtherReport("apbdes", YEAR, "APB Desa 2025", parts),))
    moved = year({"-/4.2.1/-": 90_000_000, "02/-/-": 80_000_000, "03/-/-": 10_000_000})
    assert ("plan_differs", "apbdes[02/-/-].anggaran") in codes(LPJ, moved, plan)
    assert not any(code == "plan_differs" for code, _path in codes(LPJ, same, plan))


def test_a_decree_carried_out_in_part_asks_for_a_word() -> None:
    row: Content = {
        "perdes[a].nomor": "2 Tahun 2025",
        "perdes[a].tentang": "Pungutan desa",
        "perdes[a].keadaan": "belum",
    }
    place = ("undone_unexplained", "perdes[a].keterangan")
    assert place in codes(template("lkppd"), row, Beside())
    assert place not in codes(template("lkppd"), row | {"perdes[a].keterangan": "Tarifnya belum disepakati."}, Beside())
    assert place not in codes(template("lkppd"), row | {"perdes[a].keadaan": "penuh"}, Beside())


def test_a_reason_for_fewer_families_does_not_explain_the_sum_of_all() -> None:
    fewer: Content = {
        "blt.kpm_rencana": 16,
        "blt.kpm_dibayar": 15,
        "blt.nilai": 300_000,
        "blt.alasan": "Satu KPM pindah.",
    }
    month = Beside(period=parse_period("2025-03"))
    assert ("aid_as_planned", "blt.jumlah") in codes(AID, fewer | {"blt.jumlah": 4_800_000}, month)
    assert ("aid_as_planned", "blt.jumlah") not in codes(AID, fewer | {"blt.jumlah": 4_500_000}, month)


def test_a_correction_speaks_for_the_row_it_names_only() -> None:
    def month(last: str, now: str) -> Content:
        rows = {f"penduduk[{n}].dusun": f"RT 0{n}" for n in (1, 2)}
        return rows | {f"penduduk[{n}].{column}_l": 120 + n for n in (1, 2) for column in (last, now)}

    may = OtherReport("penduduk_bulanan", parse_period("2025-05"), "Mei 2025", month("awal", "akhir"))
    june = Beside(period=parse_period("2025-06"), earlier=(may,))
    now = month("awal", "akhir") | {"penduduk[1].awal_l": 130, "penduduk[2].awal_l": 130}
    told = {path for code, path in codes(PEOPLE, now, june) if code == "opening_differs"}
    assert told == {"penduduk[1].awal_l", "penduduk[2].awal_l"}
    now["umum.koreksi"] = "RT 02: delapan orang yang datang bulan Mei baru dilaporkan."
    assert {path for code, path in codes(PEOPLE, now, june) if code == "opening_differs"} == {"penduduk[1].awal_l"}


def test_money_left_is_explained_by_the_unfinished_activity_of_that_sum() -> None:
    rows: Content = {
        "apbdes[04.05/-/-].anggaran": 18_000_000,
        "apbdes[04.05/-/-].realisasi": 0,
        "kegiatan[a].nama": "Alat anyaman",
        "kegiatan[a].anggaran": 18_000_000,
        "apbdes[01/-/-].anggaran": 9_000_000,
        "apbdes[01/-/-].realisasi": 8_000_000,
    }
    year = Beside(period=YEAR)
    place = ("unspent", "apbdes[04.05/-/-].alasan")
    assert place in codes(LPJ, rows, year)
    assert place not in codes(LPJ, rows | {"belum[x].nama": "Alat anyaman"}, year)
    assert place not in codes(LPJ, rows | {"catatan.belanja": "Alat seharga Rp18.000.000 batal dibeli."}, year)


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("perdes[a].tentang", "Laporan Pertanggungjawaban APB Desa Tahun Anggaran 2024", False),
        ("tugas.pembangunan", "Pembangunan tahun 2023 selesai dan jalan dipakai warga.", True),
    ],
)
def test_lists_of_documents_name_other_years(path: str, text: str, told: bool) -> None:
    found = codes(template("lkppd"), {path: text}, Beside(period=YEAR, today=S1.today))
    assert (("other_year", path) in found) is told


def test_a_text_of_which_most_is_last_years_is_told() -> None:
    old = (
        "Empat puluh penyadap berlatih membuat bokar bersih bersama penyuluh. Pisau sadap dan mangkuk dibagikan kepada "
        "kelompok Sejahtera dan Usaha Baru. Harga jual bokar anggota naik kira-kira Rp900 per kilogram."
    )
    kept, _dot, _rest = old.partition(" Harga jual")
    last = OtherReport("lppd_tahunan", parse_period("2024"), "LPPD 2024", {"pemberdayaan.pelaksanaan": old})
    beside = Beside(period=YEAR, earlier=(last,))
    place = ("copied_earlier", "pemberdayaan.pelaksanaan")
    mostly = f"{kept} Koperasi Merah Putih berbadan hukum sejak Juli."
    assert place in codes(template("lppd_tahunan"), {"pemberdayaan.pelaksanaan": mostly}, beside)
    anew = (
        "Empat puluh penyadap menjual bokar bersama. Koperasi Merah Putih berbadan hukum sejak Juli dan membeli bokar."
    )
    assert place not in codes(template("lppd_tahunan"), {"pemberdayaan.pelaksanaan": anew}, beside)
