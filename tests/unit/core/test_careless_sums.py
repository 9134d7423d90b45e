"""What was mended after the third hand's planted reports: sentences taken over, sums in words, revenue without a word,
months in a reason, and photos cut at one side.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sipa_core.domain.beside import Beside, OtherReport, OtherVillage
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.periods import parse_period
from sipa_core.domain.photo_prints import is_alike
from sipa_core.domain.text_checks import text_prints
from sipa_core.media.pictures import look_of
from tests.unit.core.test_careless_figures import Content, codes, photo, template

YEAR = Beside(period=parse_period("2025"))
THEIRS = (
    "Pelatihan menjahit diikuti dua belas ibu selama sepuluh hari di balai desa. Kios pupuk milik kelompok tani sudah "
    "buka setiap hari pasar sejak Maret. Bibit durian dibagikan merata. Kolam ikan panen dua kali."
)


def copied(text: str) -> bool:
    lppd = template("lppd_tahunan")
    village = OtherVillage("Desa Balang", text_prints(lppd, {"pemberdayaan.pelaksanaan": THEIRS}))
    beside = Beside(period=YEAR.period, others=(village,))
    found = codes("lppd_tahunan", {"pemberdayaan.pelaksanaan": text}, beside)
    return ("copied_elsewhere", "pemberdayaan.pelaksanaan") in found


def test_half_of_another_villages_sentences_are_known_again_in_a_new_order() -> None:
    own = "Peternak membuat pakan sendiri dari jerami. "
    assert copied(
        "Kios pupuk milik kelompok tani sudah buka setiap hari pasar sejak April. " + own
        + "Pelatihan menjahit diikuti lima belas ibu selama sepuluh hari di balai desa."
    )  # fmt: skip
    few = (
        "Kolam ikan panen dua kali. Ronda malam digiatkan. Kios pupuk milik kelompok tani sudah buka setiap hari pasar"
    )
    assert not copied(f"{few}. {own} Koperasi mengadakan rapat anggota pada bulan Februari dan memilih pengurus baru.")
    assert not copied("Kolam ikan panen dua kali. Bibit durian dibagikan merata. " + own)
    assert copied(f"{own}{THEIRS[THEIRS.index('Kios') :]}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Desa membelanjakan Rp91.000.000 dari Rp100.000.000 tahun ini.", True),
        ("Desa membelanjakan Rp90.000.000 dari Rp100.000.000 tahun ini.", False),
        ("Jalan desa memakai Rp60.000.000 dari Rp100.000.000 tahun ini.", False),
        ("Sisa uang di rekening kas desa Rp21.000.000 pada akhir tahun.", True),
        ("Sisa uang di rekening kas desa Rp19.500.000 dan tunai Rp500.000.", False),
        ("Sisa uang ada di bank Rp20.000.000 dan tunai pada bendahara Rp3.000.000.", True),
        ("Desa Babayau menerima Rp111.000.000 dan membelanjakan Rp90.000.000.", True),
        ("Desa Babayau menerima Rp110.000.000 dan membelanjakan Rp91.000.000.", True),
        ("Desa Babayau menerima Rp110.000.000 dan membelanjakan Rp90.000.000.", False),
        (
            "Keluarga di Desa Babayau menerima Rp3.600.000 setahun. Desa membelanjakan Rp7.500.000 untuk posyandu.",
            False,
        ),
        ("Dua puluh keluarga datang dan menerima Rp6.000.000. Desa menerima Rp8.000.000 dari perusahaan kebun.", False),
        ("Sisa uang tahun 2023 di rekening kas desa Rp21.000.000.", False),
    ],
)
def test_a_part_of_all_and_what_an_account_holds_are_those_of_the_table(text: str, told: bool) -> None:
    content: Content = {
        "apbdes[-/4.2.1/-].anggaran": 100_000_000,
        "apbdes[-/4.2.1/-].realisasi": 110_000_000,
        "apbdes[-/4.2.1/-].alasan": "Kurang salur tahun lalu dibayar pada bulan Mei.",
        "apbdes[02.03/-/-].anggaran": 100_000_000,
        "apbdes[02.03/-/-].realisasi": 90_000_000,
        "kegiatan[a].realisasi": 60_000_000,
        "catatan.pembiayaan": text,
    }
    assert (("text_figure", "catatan.pembiayaan") in codes("lpj_apbdes", content, YEAR)) is told


@pytest.mark.parametrize(("reason", "told"), [(None, True), ("-", True), ("Bunga bank naik sejak Juni.", False)])
def test_revenue_above_the_plan_wants_a_word_too(reason: Value, told: bool) -> None:
    row = "apbdes[-/4.3.6/-]"
    content = {f"{row}.anggaran": 500_000, f"{row}.realisasi": 730_000, f"{row}.alasan": reason}
    assert (("income_above", f"{row}.alasan") in codes("lpj_apbdes", content, YEAR)) is told


def test_a_bidang_that_waits_for_the_second_half_year_is_told_by_its_unfinished_activities() -> None:
    content: Content = {
        "apbdes[-/4.2.1/-].anggaran": 90_000_000,
        "apbdes[-/4.2.1/-].realisasi": 40_000_000,
        "apbdes[04.02/-/-].anggaran": 40_500_000,
        "apbdes[04.02/-/-].realisasi": 0,
        "kegiatan[a].nama": "Bantuan bibit padi",
        "kegiatan[a].anggaran": 40_500_000,
    }
    half = Beside(period=parse_period("2025-S1"))
    assert ("unspent", "apbdes[04.02/-/-].alasan") in codes("lra_semester1_v2", content, half)
    listed = content | {"belum[x].nama": "Bantuan bibit padi", "belum[x].keterangan": "Dibagikan Oktober"}
    assert ("unspent", "apbdes[04.02/-/-].alasan") not in codes("lra_semester1_v2", listed, half)


def test_a_reason_may_name_the_months_before_and_after_and_a_law_any_year() -> None:
    august = Beside(period=parse_period("2025-08"))
    for text, told in (("bulan September", False), ("bulan Juli", False), ("bulan Februari", True)):
        content: Content = {"blt.alasan": f"Satu keluarga pindah, penggantinya dimusyawarahkan {text}."}
        assert (("other_month", "blt.alasan") in codes("blt_dd_bulanan", content, august)) is told, text
    rules: Content = {
        "dasar_hukum.isi": "Tata tertib BPD Lalayau tahun 2021.\nPeraturan daerah tentang BPD tahun 2019."
    }
    assert codes("bpd_kinerja", rules, YEAR) == set()
    assert codes("bpd_kinerja", {"tugas.perdes": "Pembahasan anggaran pada tahun 2021 selesai tepat waktu."}, YEAR)


def test_a_share_may_be_written_in_words() -> None:
    content: Content = {
        "apbdes[02.03/-/-].anggaran": 100_000_000,
        "apbdes[02.03/-/-].realisasi": 90_000_000,
        "catatan.belanja": "Desa membelanjakan Rp90.000.000, yaitu 95 persen dari rencana.",
    }
    assert ("text_share", "catatan.belanja") in codes("lpj_apbdes", content, YEAR)
    content["catatan.belanja"] = "Desa membelanjakan Rp90.000.000, yaitu 90 persen dari rencana."
    assert ("text_share", "catatan.belanja") not in codes("lpj_apbdes", content, YEAR)


def test_half_of_last_years_sentences_are_known_again() -> None:
    lppd = {"pemberdayaan.pelaksanaan": THEIRS}
    beside = Beside(period=YEAR.period, earlier=(OtherReport("lppd_tahunan", parse_period("2024"), "LPPD 2024", lppd),))
    place = "pemberdayaan.pelaksanaan"
    own = "Peternak membuat pakan sendiri dari jerami. Koperasi memilih pengurus baru pada rapat anggota. "
    again = own + THEIRS[THEIRS.index("Kios") :]
    assert ("copied_earlier", place) in codes("lppd_tahunan", {place: again}, beside)
    routine = own + "Kolam ikan panen dua kali. Bibit durian dibagikan merata. Ronda malam digiatkan oleh pemuda."
    assert ("copied_earlier", place) not in codes("lppd_tahunan", {place: routine}, beside)


def test_three_rows_with_one_long_result_are_noticed() -> None:
    content: Content = {}
    for n in range(3):
        content |= {
            f"kegiatan[k{n}].nama": f"Rapat {n}",
            f"kegiatan[k{n}].hasil": "Berjalan tertib sesuai rencana desa",
        }
    july = Beside(period=parse_period("2025-07"))
    assert ("column_same", "kegiatan[k0].hasil") in codes("kegiatan_bulanan_v2", content, july)
    more = content | {"kegiatan[a].nama": "Gotong royong", "kegiatan[a].hasil": "Saluran 200 meter bersih"}
    assert ("column_same", "kegiatan[k0].hasil") in codes("kegiatan_bulanan_v2", more, july)
    short = applied(content, {f"kegiatan[k{n}].hasil": "Selesai semua" for n in range(3)})
    assert ("column_same", "kegiatan[k0].hasil") not in codes("kegiatan_bulanan_v2", short, july)


def test_a_photo_that_was_cut_at_one_side_is_known_again() -> None:
    first, look = photo(4), look_of(photo(4))
    for box in ((45, 0, 640, 480), (0, 34, 640, 480), (0, 0, 595, 480), (0, 0, 640, 446), (38, 20, 625, 480)):
        assert is_alike(look, look_of(first.crop(box))), box
    assert not any(is_alike(look, look_of(photo(other))) for other in range(5, 25))


def test_a_half_year_before_the_budget_was_changed_may_differ_from_the_account_of_the_whole() -> None:
    activity: Content = {"kegiatan[a].nama": "Posyandu", "kegiatan[a].anggaran": 88_400_000}
    account = OtherReport(
        "lpj_apbdes", parse_period("2025"), "LPJ 2025", {**activity, "kegiatan[a].anggaran": 102_805_000}
    )
    change = OtherReport("apbdes_perubahan", parse_period("2025-10-01"), "Perubahan", {})
    told = ("activity_plan_differs", "kegiatan[a].anggaran")
    half = Beside(period=parse_period("2025-S1"), same_year=(account,))
    assert told in codes("lra_semester1_v2", activity, half)
    assert told not in codes("lra_semester1_v2", activity, replace(half, same_year=(account, change)))
