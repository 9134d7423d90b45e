"""Figures, dates, numbers and photos of a careless report, and what was wrongly taken for one."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from resources import read_text
from sipa_core.domain.beside import Beside, OtherReport
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.checks import Severity, check
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.periods import parse_period
from sipa_core.domain.photo_prints import is_alike
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.media.pictures import look_of

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))

Content = dict[str, Value]


def codes(name: str, content: Content, beside: Beside) -> set[tuple[str, str]]:
    return {
        (one.code, one.path)
        for one in check(template(name), content, NAMES, beside)
        if one.severity is not Severity.GOOD and one.code not in ("empty", "empty_more", "table_empty", "nihil_missing")
    }


def template(name: str) -> Template:
    return read_template(read_text(f"templates/{name}.toml"), name)


@pytest.mark.parametrize(
    "text",
    [
        "(menyusul, menunggu rekap dari kaur keuangan)",
        "Data belum lengkap, akan diisi setelah rapat",
        "nanti dilengkapi operator",
        "Dikosongkan dulu",
    ],
)
def test_a_text_that_puts_off_being_written_is_noticed(text: str) -> None:
    beside = Beside(period=parse_period("2025"))
    assert ("placeholder", "catatan.belanja") in codes("lpj_apbdes", {"catatan.belanja": text}, beside)


@pytest.mark.parametrize(
    "text",
    [
        "Bidang pembangunan menunggu air surut sampai bulan Desember, lalu diselesaikan dalam dua minggu.",
        "Belanja dilengkapi bukti dan sudah diperiksa BPD pada bulan Januari.",
        "Laporan ini dilengkapi dengan rincian dari Siskeudes untuk semua kegiatan yang dibiayai Dana Desa.",
    ],
)
def test_a_text_that_tells_of_waiting_is_left_in_peace(text: str) -> None:
    beside = Beside(period=parse_period("2025"))
    assert codes("lpj_apbdes", {"catatan.belanja": text}, beside) == set()


def test_a_figure_with_a_zero_too_many_beside_last_month_is_noticed() -> None:
    before: Content = {"blt.kpm_rencana": 16, "blt.nilai": 300_000, "penduduk[a].dusun": "RT 01", "penduduk[a].kk": 98}
    june = parse_period("2025-06")
    aid = Beside(period=june, earlier=(OtherReport("blt_dd_bulanan", parse_period("2025-05"), "BLT Mei", before),))
    assert codes("blt_dd_bulanan", {"blt.kpm_rencana": 16, "blt.nilai": 300_000}, aid) == set()
    wrong: Content = {"blt.kpm_rencana": 160, "blt.nilai": 30_000}
    assert codes("blt_dd_bulanan", wrong, aid) == {("figure_leaps", "blt.kpm_rencana"), ("figure_leaps", "blt.nilai")}
    people = Beside(period=june, earlier=(OtherReport("penduduk_bulanan", parse_period("2025-05"), "Mei", before),))
    rows: Content = {"penduduk[z].dusun": "rt 01", "penduduk[z].kk": 980, "penduduk[z].lahir_l": 8}
    assert codes("penduduk_bulanan", rows, people) == {("figure_leaps", "penduduk[z].kk")}


def test_there_are_never_more_families_than_people() -> None:
    month = Beside(period=parse_period("2025-06"))
    row: Content = {"penduduk[a].dusun": "RT 01", "penduduk[a].akhir_l": 40, "penduduk[a].akhir_p": 41}
    assert codes("penduduk_bulanan", row | {"penduduk[a].kk": 81}, month) == set()
    assert codes("penduduk_bulanan", row | {"penduduk[a].kk": 82}, month) == {
        ("families_over_people", "penduduk[a].kk")
    }
    year: Content = {"jumlah.kk": 900, "jumlah.laki_laki": 400, "jumlah.perempuan": 410}
    found = codes("penduduk_tahunan", year, Beside(period=parse_period("2025")))
    assert ("families_over_people", "jumlah.kk") in found


def test_an_average_is_that_of_its_table() -> None:
    content: Content = {f"kegiatan[{n}].fisik": share for n, share in enumerate((50, 61, 100))}
    content |= {f"kegiatan[{n}].nama": f"Jalan {name}" for n, name in enumerate(("Hulu", "Tengah", "Hilir"))}
    year = Beside(period=parse_period("2025"))
    assert codes("dd_tahap2", content | {"dana.keluaran": 70}, year) == set()
    assert codes("dd_tahap2", content | {"dana.keluaran": 80}, year) == {("mean_differs", "dana.keluaran")}


def test_the_regulation_on_the_budget_has_one_number_in_all_reports_of_the_year() -> None:
    plan = OtherReport("apbdes", parse_period("2025"), "APB Desa 2025", {"pengesahan.nomor_perdes": "06 Tahun 2024"})
    year = Beside(period=parse_period("2025"), same_year=(plan,))
    path = "pengesahan.nomor_perdes_apbdes"
    assert codes("lppd_tahunan", {path: "6/2024"}, year) == set()
    assert codes("lppd_tahunan", {path: "Nomor 5 Tahun 2024"}, year) == {("decree_differs", path)}
    row: Content = {
        "perdes[a].nomor": "7 Tahun 2024",
        "perdes[a].tentang": "APB Desa Tahun Anggaran 2025",
        "perdes[b].nomor": "2 Tahun 2025",
        "perdes[b].tentang": "Pertanggungjawaban APB Desa Tahun 2025",
    }
    assert codes("lkppd", row, year) == {("decree_differs", "perdes[a].nomor")}


def test_the_number_of_a_regulation_may_be_of_the_year_before() -> None:
    year = Beside(period=parse_period("2025"))
    assert codes("apbdes", {"pengesahan.nomor_perdes": "6 Tahun 2024"}, year) == set()
    assert codes("apbdes", {"pengesahan.nomor_perdes": "6 Tahun 2022"}, year) == {
        ("other_year", "pengesahan.nomor_perdes")
    }


def test_a_work_begins_before_it_ends() -> None:
    done = Beside(period=parse_period("2025-09-12"))
    assert codes("realisasi_kegiatan", {"kegiatan.mulai": "2025-06-23"}, done) == set()
    assert codes("realisasi_kegiatan", {"kegiatan.mulai": "2025-09-13"}, done) == {("day_outside", "kegiatan.mulai")}


def test_an_unspent_activity_is_no_question_in_the_middle_of_the_year() -> None:
    content: Content = {
        "kegiatan[a].nama": "Jalan lingkungan RT 04",
        "kegiatan[a].anggaran": 9_000_000,
        "kegiatan[a].realisasi": 0,
        "kegiatan[a].fisik": 0,
        "pengesahan.tanggal": "2025-08-04",
    }
    year = Beside(period=parse_period("2025"))
    assert codes("dd_tahap2", content, year) == set()
    late = applied(content, {"pengesahan.tanggal": "2026-02-03"})
    assert codes("dd_tahap2", late, year) == {("activity_unspent", "kegiatan[a].realisasi")}


def test_a_list_of_public_information_may_have_one_person_in_charge_and_words_in_brackets() -> None:
    content: Content = {}
    for n, name in enumerate(("Profil desa", "RPJM Desa", "RKP Desa", "Data penduduk (jumlah)")):
        content |= {f"informasi[{n}].ringkasan": name, f"informasi[{n}].penanggung_jawab": "Sekretaris Desa"}
        content |= {f"informasi[{n}].pembuatan": "Kantor desa", f"informasi[{n}].masa_simpan": "5 tahun"}
    assert codes("dip_berkala", content, Beside(period=parse_period("2025-S2"))) == set()
    placeholder = applied(content, {"informasi[0].ringkasan": "(jumlah)"})
    assert codes("dip_berkala", placeholder, Beside(period=parse_period("2025-S2"))) == {
        ("placeholder", "informasi[0].ringkasan")
    }


def photo(seed: int) -> Image.Image:
    """A plain sky with a few things before it, as most photos of villages have."""
    chance = random.Random(seed)
    image = Image.linear_gradient("L").resize((640, 480)).point(lambda level: 90 + level // 2).convert("RGB")
    draw = ImageDraw.Draw(image)
    for _thing in range(9):
        x, y = chance.randrange(560), chance.randrange(120, 400)
        box = (x, y, x + chance.randint(25, 160), y + chance.randint(40, 200))
        draw.rectangle(box, fill=f"#{chance.randrange(1 << 24):06x}")
    return image


def test_a_photo_is_known_again_when_noise_light_and_edges_were_changed() -> None:
    first, other = photo(1), photo(2)
    noisy = Image.blend(first, Image.effect_noise(first.size, 40).convert("RGB"), 0.12)
    lighter = ImageEnhance.Brightness(first).enhance(1.2)
    for made in (noisy, lighter, *(first.crop((n, n, 640 - n, 480 - n)) for n in (20, 40, 60))):
        assert is_alike(look_of(first), look_of(made))
        assert is_alike(look_of(made), look_of(first))
    assert not is_alike(look_of(first), look_of(other))


def test_a_look_of_the_whole_only_is_compared_as_well() -> None:
    first = photo(3)
    assert is_alike(look_of(first)[:64], look_of(first))
    assert not is_alike(look_of(first)[:63], look_of(first))
    assert not is_alike(look_of(Image.new("RGB", (640, 480), "white")), look_of(Image.new("RGB", (640, 480), "white")))
