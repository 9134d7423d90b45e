"""Slips of a hurried hand: hints left standing, years, sums, signers and numbers of another report, unlike months."""

from __future__ import annotations

import pytest

from resources import read_text
from sipa_core.domain.beside import Beside, OtherReport
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.checks import Severity, check
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import read_template

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))

Content = dict[str, Value]
YEAR = parse_period("2025")
MAY, JUNE = parse_period("2025-05"), parse_period("2025-06")
BUDGET: Content = {
    "apbdes[-/4.2.1/-].anggaran": 900_000_000,
    "apbdes[-/4.2.1/-].realisasi": 900_000_000,
    "apbdes[02/-/-].anggaran": 800_000_000,
    "apbdes[02/-/-].realisasi": 658_637_500,
}
WORK: Content = {
    "kegiatan[a].nama": "Perbaikan pompa dan bak air",
    "kegiatan[a].anggaran": 12_000_000,
    "kegiatan[a].realisasi": 13_500_000,
    "kegiatan[a].fisik": 100,
}
PUMP = "Dua pompa rusak bersamaan sehingga biayanya melewati anggaran kegiatan itu."


def codes(name: str, content: Content, beside: Beside) -> set[tuple[str, str]]:
    kind = read_template(read_text(f"templates/{name}.toml"), name)
    left_out = ("empty", "empty_more", "table_empty", "nihil_missing", "public_missing")
    return {
        (one.code, one.path)
        for one in check(kind, content, NAMES, beside)
        if one.severity is not Severity.GOOD and one.code not in left_out
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Misalnya RKP Desa 2025", "help_copied"),
        ("Contoh: Profil desa", "help_copied"),
        ("Data belum masuk", "placeholder"),
        ("lihat laporan lama", "placeholder"),
        ("Hapus baris ini", "placeholder"),
        ("Contoh air sungai tahun 2025", ""),
        ("RKP Desa 2025", ""),
    ],
)
def test_a_hint_or_a_mark_left_in_a_row_is_noticed(text: str, code: str) -> None:
    path = "informasi[a].ringkasan"
    found = codes("dip_berkala", {path: text}, Beside(period=parse_period("2025-S2")))
    assert found == ({(code, path)} if code else set())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Pertanggungjawaban APB Desa Sirih Tahun Anggaran 2024 menurut Perdes Nomor 1 Tahun 2025.", True),
        ("Laporan pelaksanaan APB Desa tahun 2024 kami sampaikan, semoga tahun 2025 lebih baik.", True),
        ("Pertanggungjawaban APB Desa Tahun Anggaran 2025 menurut Perdes Nomor 1 Tahun 2024.", False),
        ("Laporan tahun 2025 ini memuat sisa pekerjaan tahun 2024 yang dilanjutkan.", False),
        ("Rekomendasi atas laporan tahun 2024 sudah ditindaklanjuti pada tahun 2025.", False),
    ],
)
def test_an_opening_that_is_about_another_year_is_noticed_though_it_names_the_own_one(text: str, told: bool) -> None:
    found = codes("lpj_apbdes", {"pengantar.isi": text}, Beside(period=YEAR))
    assert (("other_year", "pengantar.isi") in found) is told


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("kendala.isi", "Hujan 40 hari menahan pekerjaan.", True),
        ("kendala.isi", "Pekerjaan di RT 04 tertunda hujan.", False),
        ("pengantar.isi", "Terima kasih, selamat bekerja tahun 2025.", False),
    ],
)
def test_a_short_text_with_a_figure_that_stood_so_last_year_is_noticed(path: str, text: str, told: bool) -> None:
    last = OtherReport("lra_semester1", parse_period("2024-S1"), "Semester I 2024", {path: text})
    found = codes("lra_semester1_v2", {path: text}, Beside(period=parse_period("2025-S1"), earlier=(last,)))
    assert (("copied_earlier", path) in found) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sampai akhir Juni 2025 belanja Desa Balida Rp856.637.500.", True),
        ("Belanja desa tahun 2025 sejumlah Rp856.637.500.", True),
        ("Jumlah belanja: Rp856.637.500", True),
        ("Penerimaan Dana Desa sebesar Rp980.000.000 sudah masuk.", True),
        ("Belanja Desa Balida Rp658.637.500.", False),
        ("Anggaran Dana Desa Rp120.000.000 untuk jalan usaha tani.", False),
    ],
)
def test_a_sum_in_words_is_that_of_the_table(text: str, told: bool) -> None:
    found = codes("lra_semester1_v2", BUDGET | {"ringkasan.isi": text}, Beside(period=parse_period("2025-S1")))
    assert (("text_figure", "ringkasan.isi") in found) is told


def test_no_more_is_absorbed_than_was_received() -> None:
    content = WORK | {"dana.tahap1": 13_500_000, "kegiatan[a].anggaran": 14_000_000}
    assert codes("dd_tahap2", content, Beside(period=YEAR)) == set()
    assert codes("dd_tahap2", content | {"dana.tahap1": 13_000_000}, Beside(period=YEAR)) == {
        ("declared", "kegiatan[a].realisasi")
    }


@pytest.mark.parametrize(
    ("reason", "told"),
    [("", True), ("Satu keluarga pindah.", True), ("Besar per keluarga naik menurut musyawarah desa.", False)],
)
def test_aid_that_changes_between_months_without_a_word_is_asked_about(reason: str, told: bool) -> None:
    month = Beside(period=JUNE, earlier=(OtherReport("blt_dd_bulanan", MAY, "BLT Mei", {"blt.nilai": 300_000}),))
    content: Content = {"blt.nilai": 350_000, **({"blt.alasan": reason} if reason else {})}
    assert (("aid_changed", "blt.nilai") in codes("blt_dd_bulanan", content, month)) is told


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ({}, True),
        ({"kendala.isi": PUMP}, False),
        ({"kendala.isi": "Jalan usaha tani lebih panjang dari rencana semula."}, True),
        (
            {
                "apbdes[02.04/-/-].anggaran": 20_000_000,
                "apbdes[02.04/-/-].realisasi": 21_500_000,
                "apbdes[02.04/-/-].alasan": "Harga barang naik.",
            },
            False,
        ),
    ],
)
def test_an_activity_over_its_budget_is_told_unless_its_reason_stands_in_the_report(
    reason: Content, told: bool
) -> None:
    found = codes("lra_semester1_v2", WORK | reason, Beside(period=parse_period("2025-S1")))
    assert (("activity_overspent", "kegiatan[a].realisasi") in found) is told


def test_money_kept_for_a_disaster_is_no_unfinished_work() -> None:
    content: Content = {"belum[x].nama": "Sumur bor", "belum[x].keterangan": "Menunggu hasil uji air sampai Agustus"}
    for key, name in (("a", "Cadangan penanggulangan bencana"), ("b", "Jalan usaha tani")):
        content |= {f"kegiatan[{key}].nama": name, f"kegiatan[{key}].anggaran": 9_000_000}
        content |= {f"kegiatan[{key}].realisasi": 0, f"kegiatan[{key}].fisik": 0}
    found = codes("lra_semester1_v2", content, Beside(period=parse_period("2025-S1")))
    assert {path for code, path in found if code == "unfinished_missing"} == {"kegiatan[b].fisik"}


def test_a_number_a_signer_and_progress_are_laid_beside_the_other_reports() -> None:
    last = OtherReport("lpj_apbdes", parse_period("2024"), "LPJ 2024", {"surat.nomor": "900/ 14/2025"})
    half = OtherReport(
        "lra_semester1",
        parse_period("2025-S1"),
        "Semester I 2025",
        {"pengesahan.kepala_desa": "H. Rahmadi, S.Pd", "kegiatan[z].nama": "Jalan Hulu", "kegiatan[z].fisik": 80},
    )
    beside = Beside(period=YEAR, earlier=(last,), same_year=(half,))
    careful: Content = {
        "surat.nomor": "900/15/2026",
        "pengesahan.kepala_desa": "Rahmadi",
        "kegiatan[a].nama": "Jalan Hulu",
        "kegiatan[a].fisik": 80,
    }
    assert codes("lpj_apbdes", careful, beside) == set()
    careless = careful | {"surat.nomor": "900/14/2025", "pengesahan.kepala_desa": "Suriani", "kegiatan[a].fisik": 60}
    assert codes("lpj_apbdes", careless, beside) == {
        ("number_before", "surat.nomor"),
        ("signer_differs", "pengesahan.kepala_desa"),
        ("progress_less", "kegiatan[a].fisik"),
    }


def test_nobody_signs_for_what_happened_later() -> None:
    content: Content = {"blt.tanggal": "2025-06-25", "pengesahan.tanggal": "2025-06-20"}
    assert codes("blt_dd_bulanan", content, Beside(period=JUNE)) == {("day_after_signing", "blt.tanggal")}


def test_one_share_or_sum_in_all_rows_is_noticed() -> None:
    content: Content = {}
    for n, name in enumerate(("Jalan Hulu", "Pagar PAUD", "Sumur bor", "Talud irigasi", "Pos kamling")):
        content |= {f"kegiatan[{n}].nama": name, f"kegiatan[{n}].anggaran": 9_000_000 + n}
        content |= {f"kegiatan[{n}].realisasi": 4_500_000, f"kegiatan[{n}].fisik": 45}
    found = codes("lra_semester1_v2", content, Beside(period=parse_period("2025-S1")))
    assert {path for code, path in found if code == "figures_alike"} == {"kegiatan[0].realisasi", "kegiatan[0].fisik"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rabat beton RT 03 selesai pada 12 September 2025 dan sudah dipakai.", "day_ahead"),
        ("Posyandu dibuka 3 Maret 2024 oleh kader dan bidan di RT 05.", "day_outside"),
        ("Rabat beton RT 03 akan selesai pada 12 September 2025 menurut TPK.", ""),
        ("Pekerjaan ini menurut Perdes yang ditetapkan 30 Desember 2024 oleh desa.", ""),
        ("Posyandu dibuka 3 Maret 2025 oleh kader dan bidan di RT 05.", ""),
    ],
)
def test_a_day_in_a_sentence_belongs_to_the_time_of_the_report(text: str, code: str) -> None:
    content: Content = {"ringkasan.isi": text, "pengesahan.tanggal": "2025-07-09"}
    found = codes("lra_semester1_v2", content, Beside(period=parse_period("2025-S1")))
    assert found == ({(code, "ringkasan.isi")} if code else set())
