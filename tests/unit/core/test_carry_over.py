"""Figures go from the budget into the reports on it, and text from year to year, never over what was written."""

from __future__ import annotations

from resources import read_text
from sipa_core.domain.carry_over import from_earlier, from_same_year, gives_to
from sipa_core.domain.paths import Value
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template

Content = dict[str, Value]


def template(name: str) -> Template:
    return read_template(read_text(f"templates/{name}.toml"), name)


BUDGET: Content = {
    "apbdes[-/4.2.1/-].anggaran": 100_000_000,
    "apbdes[02/-/-].anggaran": 60_000_000,
    "apbdes[02/-/-].pos": 3,
    "kegiatan[a].nama": "Rabat beton RT 03",
    "kegiatan[a].lokasi": "RT 03",
    "kegiatan[a].anggaran": 50_000_000,
    "kegiatan[a].pelaksana": "Kaur Umum",
    "pengesahan.nomor_perdes": "5/2024",
}


def test_the_budget_of_the_year_fills_the_report_on_it_and_leaves_what_was_written() -> None:
    own: Content = {"apbdes[02/-/-].anggaran": 61_000_000, "apbdes[02/-/-].realisasi": 30_000_000}
    taken = from_same_year(template("lra_semester1_v2"), own, "apbdes", BUDGET)
    assert taken == {
        "apbdes[-/4.2.1/-].anggaran": 100_000_000,
        "kegiatan[a].nama": "Rabat beton RT 03",
        "kegiatan[a].lokasi": "RT 03",
        "kegiatan[a].anggaran": 50_000_000,
    }


def test_a_change_of_the_budget_begins_with_what_was_set() -> None:
    taken = from_same_year(template("apbdes_perubahan"), {}, "apbdes", BUDGET)
    assert taken["apbdes[02/-/-].anggaran_awal"] == 60_000_000
    assert taken["apbdes[02/-/-].pos"] == 3
    assert "apbdes[02/-/-].anggaran" not in taken


def test_half_a_year_never_becomes_the_whole_and_the_whole_goes_into_the_kades_report() -> None:
    spent: Content = BUDGET | {
        "apbdes[02/-/-].realisasi": 30_000_000,
        "kegiatan[a].realisasi": 5,
        "kegiatan[a].fisik": 60,
    }
    half = from_same_year(template("lpj_apbdes"), {}, "lra_semester1", spent)
    assert half["kegiatan[a].anggaran"] == 50_000_000
    assert not any(path.endswith(("realisasi", "fisik")) for path in half)
    assert from_same_year(template("lppd_tahunan"), {}, "lpj_apbdes", spent)["apbdes[02/-/-].realisasi"] == 30_000_000
    assert gives_to("apbdes", "lra_semester1")
    assert not gives_to("lpj_apbdes", "lra_semester1")


def test_a_month_begins_with_the_people_that_the_last_one_ended_with() -> None:
    before: Content = {
        "penduduk[d].dusun": "Dusun I",
        "penduduk[d].awal_l": 118,
        "penduduk[d].lahir_l": 2,
        "penduduk[d].akhir_l": 120,
        "pengesahan.tanggal": "2025-06-02",
        "pengesahan.kepala_desa": "Rahmadi",
    }
    assert from_earlier(template("penduduk_bulanan"), {}, before) == {
        "penduduk[d].dusun": "Dusun I",
        "penduduk[d].awal_l": 120,
        "pengesahan.kepala_desa": "Rahmadi",
    }


def test_what_was_spent_last_year_stays_there() -> None:
    last: Content = BUDGET | {"apbdes[02/-/-].realisasi": 1, "ringkasan.isi": "Rabat beton selesai."}
    taken = from_earlier(template("lra_semester1_v2"), {}, last)
    assert taken["ringkasan.isi"] == "Rabat beton selesai."
    assert taken["apbdes[02/-/-].anggaran"] == 60_000_000
    assert not any(path.endswith("realisasi") for path in taken)


def test_what_the_budget_says_of_the_dana_desa_of_one_activity_and_of_its_decree_is_not_typed_again() -> None:
    assert from_same_year(template("dd_tahap1"), {}, "apbdes", BUDGET) == {"dana.pagu": 100_000_000}
    one = template("realisasi_kegiatan")
    assert from_same_year(one, {}, "apbdes", BUDGET) == {}
    named: Content = {"kegiatan.nama": "rabat beton RT 03 ", "kegiatan.lokasi": "RT 03, gang masjid"}
    coded = BUDGET | {"kegiatan[a].kode": "02.03.10"}
    assert from_same_year(one, named, "apbdes", coded) == {
        "kegiatan.kode": "02.03.10",
        "kegiatan.anggaran": 50_000_000,
        "kegiatan.pelaksana": "Kaur Umum",
    }
    changed: Content = {"apbdes[02.03.10/-/-].anggaran": 52_000_000, "apbdes[02.03.10/5.3/-].anggaran": 1_000_000}
    taken = from_same_year(one, {"kegiatan.kode": "02.03.10"}, "apbdes_perubahan", changed)
    assert taken == {"kegiatan.anggaran": 52_000_000}, "a row of its own holds the sum already"
    del changed["apbdes[02.03.10/-/-].anggaran"]
    taken = from_same_year(one, {"kegiatan.kode": "02.03.10"}, "apbdes_perubahan", changed)
    assert taken == {"kegiatan.anggaran": 1_000_000}
    book = from_same_year(template("lppd_tahunan"), {}, "apbdes", {"pengesahan.nomor_perdes": "5 Tahun 2024"})
    assert book == {"pengesahan.nomor_perdes_apbdes": "5 Tahun 2024"}
