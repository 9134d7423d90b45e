"""The public figures are the report's, from public fields only, or there are none and the author reads why."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import fields as parts_of
from msgspec.structs import replace

import resources
from sipa_core import ids
from sipa_core.domain.budget import Amount, read_budget
from sipa_core.domain.budget_codes import BudgetNames, read_names
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import (
    MAX_ACTIVITY_NAME,
    MAX_ADDRESS,
    MAX_VILLAGE_NAME,
    PublicFigures,
    Refused,
    figures_from,
    figures_of_version,
)
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Section
from sipa_core.domain.villages import Village
from sipa_core.wire.records import Record
from tests.support.public_figures import ADDRESS, PERIOD, VILLAGE, figures, report, template

NAMES = read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))
NO_NAMES = BudgetNames({}, {}, {})
NO_ROWS: dict[str, Value] = {
    f"belum[b{row}].{column}": None for row in range(3) for column in ("nama", "keterangan", "pos")
}


def refusal(changes: dict[str, Value], village: Village = VILLAGE) -> Refused:
    made = figures_from(report(changes), template(), village, PERIOD)
    assert isinstance(made, Refused), made
    assert made.reason.endswith(".")
    assert "!" not in made.reason
    return made


def version_record(code: str | None = "63.11.06.2024", period: str = "2025-S1") -> Record:
    content = {**report(), "meta.period": period, "meta.n": 3, "meta.type": "lra_semester1"}
    return Record("version", ids.version_id("r", 3), 9, code, content)


def village_records() -> list[Record]:
    def record(code: str, name: str) -> Record:
        fields: dict[str, Value] = {
            "code": code,
            "name": name,
            "slug": name.lower(),
            "kind": "desa",
            "kecamatan_name": "Paringin",
            "kabupaten_name": "Balangan",
        }
        return Record("village", ids.natural_id("village", code), 1, code, fields)

    return [record("63.11.06.2034", "Balida"), record("63.11.06.2024", "Babayau")]


def test_totals_are_those_of_the_budget_to_the_rupiah() -> None:
    shown, sums = figures(), read_budget(report(), NO_NAMES).totals
    assert (shown.revenue_total, shown.spending_total, shown.financing_net) == (
        sums.pendapatan,
        sums.belanja,
        sums.pembiayaan,
    )
    assert shown.spending_total == Amount(1_498_000_000, 646_279_500)
    assert shown.financing_net == Amount(-25_400_000, -5_400_000)
    assert shown.left == 851_720_500


def test_the_lines_add_up_to_their_totals_also_when_they_are_given_in_detail() -> None:
    detail: dict[str, Value] = {
        "apbdes[02.03/-/-].anggaran": 563_250_000,
        "apbdes[02.03/-/-].realisasi": 214_780_000,
        "apbdes[-/4.2/-].anggaran": 1_505_400_000,
        "apbdes[-/4.2/-].realisasi": 820_009_200,
    }
    shown = figures(detail)
    assert sum((line.amount for line in shown.revenue), Amount()) == shown.revenue_total
    assert sum((line.amount for line in shown.spending), Amount()) == shown.spending_total
    assert [line.code for line in shown.spending] == ["01", "02", "03", "04", "05"]
    paid_in, paid_out = shown.financing
    assert paid_in.amount - paid_out.amount == shown.financing_net


def test_nothing_that_is_not_public_enters() -> None:
    everything = repr(figures())
    assert "Rahasia dapur" not in everything
    assert "0813-1111-2222" not in everything
    assert "catatan dalam" not in everything
    assert "Dengan hormat" not in everything


def test_what_a_template_does_not_mark_as_public_is_as_good_as_not_there() -> None:
    def closed(section: Section) -> Section:
        return replace(section, fields=tuple(replace(field, public=False) for field in section.fields))

    activities_inside = replace(
        template(), sections=tuple(closed(one) if one.key == "kegiatan" else one for one in template().sections)
    )
    made = figures_from(report(), activities_inside, VILLAGE, PERIOD)
    assert isinstance(made, PublicFigures)
    assert made.activities == ()


def test_bidang_have_short_names_as_in_the_list_of_codes() -> None:
    assert {line.code: line.short_name for line in figures().spending} == dict(NAMES.short)


def test_lines_have_the_names_of_the_lists_when_these_are_given() -> None:
    made = figures_from(report(), template(), VILLAGE, PERIOD, names=NAMES)
    assert isinstance(made, PublicFigures)
    assert [line.name for line in made.revenue][:2] == ["Pendapatan Asli Desa", "Dana Desa"]
    assert made.spending[1].name == "Pelaksanaan Pembangunan Desa"


def test_activities_and_unfinished_ones_come_in_the_order_of_the_report_and_on_one_line_each() -> None:
    shown = figures({"belum[b0].nama": "  Rabat\n beton,\nRT 03\u200b ", "belum[b0].pos": 9})
    assert [one.name for one in shown.unfinished] == [
        "Drainase Jalan Masjid, 95 m",
        "Pelatihan olahan ikan untuk PKK",
        "Rabat, beton, RT 03",
    ]
    assert (shown.finished_activities, len(shown.activities)) == (1, 3)
    assert shown.activities[1].amount == Amount(50_000_000, 30_000_000)


def test_nihil_is_an_answer_but_an_empty_list_is_none() -> None:
    assert figures({**NO_ROWS, "belum_selesai.nihil": True}).unfinished == ()
    assert refusal(NO_ROWS).path == "belum_selesai.nihil"
    assert refusal({**NO_ROWS, "belum_selesai.nihil": False}).path == "belum_selesai.nihil"


def test_a_headline_does_not_say_desa_twice() -> None:
    assert figures().headline == "Realisasi APB Desa Babayau Semester I 2025"
    adat = Village("63.11.06.3001", "Balai", "balai", "Paringin")
    assert figures(village=adat).headline == "Realisasi APB Desa Adat Balai Semester I 2025"


@pytest.mark.parametrize(
    ("changes", "words", "path"),
    [
        ({"apbdes[02.03/-/-].anggaran": 1}, "Samakan dulu", "apbdes[02/-/-].anggaran"),
        ({"apbdes[02.03/-/-].realisasi": 1}, "Samakan dulu", "apbdes[02/-/-].realisasi"),
        ({"apbdes[05/-/-].anggaran": 76_800_001}, "−Rp1", "apbdes"),
        ({"apbdes[-/6.1.1/-].anggaran": 14_600_001}, "Rp1", "apbdes"),
        ({"apbdes[-/9.1/-].anggaran": 5}, "-/9.1/-", "apbdes"),
        ({"pengesahan.alamat_pengaduan": " -\n "}, "Alamat pengaduan", "pengesahan.alamat_pengaduan"),
        ({"pengesahan.alamat_pengaduan": "a" * (MAX_ADDRESS + 1)}, "Pendekkan", "pengesahan.alamat_pengaduan"),
        ({"belum[b1].nama": "a" * (MAX_ACTIVITY_NAME + 1)}, "Pendekkan", "belum[b1].nama"),
        ({p: None for p in report() if p.startswith("apbdes[-/4")}, "Pendapatan belum ada", "apbdes"),
        ({p: None for p in report() if p.startswith("apbdes[0")}, "Belanja per bidang", "apbdes"),
        ({f"apbdes[0{n}/-/-].anggaran": 0 for n in (6, 7)}, "Bidang belanja", "apbdes"),
    ],
)
def test_what_does_not_add_up_or_is_left_out_is_refused_with_words_and_a_place(
    changes: dict[str, Value], words: str, path: str
) -> None:
    refused = refusal(changes)
    assert words in refused.reason
    assert refused.path == path


def test_texts_of_just_the_longest_length_are_taken() -> None:
    shown = figures(
        {"pengesahan.alamat_pengaduan": "a" * MAX_ADDRESS, "belum[b1].nama": "b" * MAX_ACTIVITY_NAME},
        Village("63.11.06.2005", "c" * MAX_VILLAGE_NAME, "c", "Paringin"),
    )
    assert len(shown.complaint_address) == MAX_ADDRESS
    assert "Nama desa" in refusal({}, Village("63.11.06.2005", "c" * (MAX_VILLAGE_NAME + 1), "c")).reason


def test_a_type_that_is_not_published_has_no_public_figures() -> None:
    inner = read_template(resources.read_text("templates/kegiatan_bulanan.toml"), "kegiatan_bulanan.toml")
    assert isinstance(figures_from(report(), inner, VILLAGE, PERIOD), Refused)


def test_a_version_record_gives_the_figures_with_the_addresses_of_the_server() -> None:
    made = figures_of_version(
        version_record(),
        template(),
        village_records(),
        public_url="https://paringin.example",
        approved_on=date(2025, 7, 15),
    )
    assert isinstance(made, PublicFigures)
    assert (made.village.name, made.kabupaten, made.version, str(made.period)) == ("Babayau", "Balangan", 3, "2025-S1")
    assert made.village_url == "https://paringin.example/desa/babayau"
    assert made.report_url == "https://paringin.example/desa/babayau/laporan/lra_semester1/2025-S1"
    assert made.complaint_address == ADDRESS
    plain = figures_of_version(version_record(), template(), village_records())
    assert isinstance(plain, PublicFigures)
    same = {part.name for part in parts_of(PublicFigures)} - {"village_url", "report_url", "approved_on"}
    assert all(getattr(plain, name) == getattr(made, name) for name in same)
    assert plain.village_url == plain.report_url == ""


@pytest.mark.parametrize(
    "version", [version_record(code="63.11.06.2005"), version_record(code=None), version_record(period="kapan-kapan")]
)
def test_a_version_of_an_unknown_village_or_period_is_refused(version: Record) -> None:
    assert isinstance(figures_of_version(version, template(), village_records()), Refused)
