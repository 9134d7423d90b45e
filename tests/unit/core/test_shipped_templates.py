"""The shipped report types: all duties of a village, complete in themselves, and written for a clerk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import names, read_text
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_text import TemplateError, from_fields, read_template, to_fields
from sipa_core.domain.templates import (
    Check,
    CheckKind,
    Choice,
    Confidence,
    Field,
    FieldType,
    Publication,
    PublicationItem,
    Section,
    SectionKind,
    Template,
    Told,
)

SHIPPED = {name: read_template(read_text(name), name) for name in names("templates", ".toml")}
NEWEST = {one.key: one for one in sorted(SHIPPED.values(), key=lambda one: one.version)}

PERIODS = {
    "year": "lppd_tahunan lkppd apbdes lpj_apbdes dd_prioritas_penetapan penduduk_tahunan bpd_kinerja "
    "dd_tahap1 dd_tahap2",
    "semester": "lra_semester1 dip_berkala",
    "month": "blt_dd_bulanan penduduk_bulanan kegiatan_bulanan",
    "event": "lppd_amj apbdes_perubahan realisasi_kegiatan memori_serah_terima",
}
PUBLICATIONS = {
    "ippd": "lppd_tahunan",
    "apbdes_info": "apbdes",
    "apbdes_perubahan_info": "apbdes_perubahan",
    "realisasi_info_s1": "lra_semester1",
    "realisasi_info_tahunan": "lpj_apbdes",
    "dd_prioritas_publikasi": "dd_prioritas_penetapan",
    "dip_berkala": "dip_berkala",
}


def test_all_duties_of_a_village_are_there_with_their_periods() -> None:
    found = {key: template.period_kind.value for key, template in NEWEST.items()}
    assert found == {key: kind for kind, keys in PERIODS.items() for key in keys.split()}


def test_every_duty_to_inform_the_public_lies_in_the_report_it_comes_from() -> None:
    found = {one.publication.key: key for key, one in NEWEST.items() if one.publication is not None}
    assert found == PUBLICATIONS


@pytest.mark.parametrize(
    ("key", "basis", "items"),
    [
        ("apbdes", "Pasal 39", "apbdes pelaksana_kegiatan alamat_pengaduan"),
        ("apbdes", "Permendes 7/2023", "nama_kegiatan lokasi_kegiatan besaran_anggaran"),
        ("dd_prioritas_penetapan", "Permendes 7/2023", "nama_kegiatan lokasi_kegiatan besaran_anggaran"),
        (
            "lpj_apbdes",
            "Pasal 72",
            "realisasi_apbdes realisasi_kegiatan belum_selesai sisa_anggaran alamat_pengaduan",
        ),
    ],
)
def test_the_items_that_a_rule_asks_for_are_named_with_it(key: str, basis: str, items: str) -> None:
    told = NEWEST[key].publication
    assert told is not None
    assert [item.key for item in told.items if basis in told.basis_of(item)] == items.split()


@pytest.mark.parametrize(
    ("key", "papers"),
    [
        ("lppd_tahunan", ["Perdes APB Desa", "Perdes LPJ", "Rincian realisasi"]),
        ("lpj_apbdes", ["Perdes LPJ", "Laporan keuangan"]),
        ("lkppd", ["Daftar peraturan desa"]),
        ("apbdes", ["Perdes APB Desa"]),
        ("realisasi_kegiatan", ["Foto 0%", "Foto 50%", "Foto 100%"]),
        ("kegiatan_bulanan", []),
    ],
)
def test_what_must_be_attached_is_named(key: str, papers: list[str]) -> None:
    assert [
        section.title for section in NEWEST[key].sections if section.kind is SectionKind.PHOTOS and section.required
    ] == papers


def test_a_budget_has_the_columns_of_its_report() -> None:
    columns = {key: one.money_columns for key, one in NEWEST.items() if one.money_columns}
    assert columns == {
        "apbdes": ("anggaran",),
        "apbdes_perubahan": ("anggaran_awal", "anggaran"),
        "lppd_tahunan": ("anggaran", "realisasi"),
        "lpj_apbdes": ("anggaran", "realisasi"),
        "lra_semester1": ("anggaran", "realisasi"),
    }


@pytest.mark.parametrize("template", SHIPPED.values(), ids=lambda one: f"{one.key}-{one.version}")
def test_a_clerk_is_helped_where_a_word_is_needed(template: Template) -> None:
    assert template.help
    for section in template.sections:
        assert section.help, section.key
        for field in section.fields:
            needs = field.long or field.type is FieldType.DATE
            known = field.help or field.path == "kegiatan[*].hasil"
            assert known or not needs, field.path


@pytest.mark.parametrize("template", SHIPPED.values(), ids=lambda one: f"{one.key}-{one.version}")
def test_no_report_asks_for_a_name_or_number_of_a_citizen(template: Template) -> None:
    asked = [f"{field.path} {field.label}".casefold() for section in template.sections for field in section.fields]
    assert not [words for words in asked if "nik" in words.split() or "nomor kk" in words or "nama penerima" in words]
    if template.key in ("blt_dd_bulanan", "penduduk_bulanan", "penduduk_tahunan"):
        assert template.public_patterns == frozenset()


@pytest.mark.parametrize("template", SHIPPED.values(), ids=lambda one: f"{one.key}-{one.version}")
def test_a_template_in_a_record_is_the_same(template: Template) -> None:
    assert from_fields(to_fields(template)) == template


WORDS = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))


@given(WORDS, WORDS, WORDS, st.booleans())
def test_whatever_words_a_template_has_they_come_back_from_its_record(a: str, b: str, c: str, yes: bool) -> None:
    leaf = Field("umum.isi", a, help=b, required=yes, public=True)
    choice = Field("umum.pilih", b, FieldType.CHOICE, choices=(Choice("1", f"{c} 1"), Choice("2", f"{c} 2")))
    count = Field("umum.n", c, FieldType.NUMBER, carry="-")
    template = Template(
        "coba",
        1,
        a,
        b,
        c,
        Confidence.MEMORY,
        "Camat",
        PeriodKind.EVENT,
        (Section("umum", c, SectionKind.FIELDS, (leaf, choice, count), required=yes),),
        Publication("info", b, c, Confidence.READ, (PublicationItem("x", a, ("umum.isi",), basis=b),), told=Told.LIST),
        checks=(Check("n", CheckKind.AT_MOST, "umum.n", b, number=9, unless="umum.isi"),),
    )
    assert from_fields(to_fields(template)) == template


def broken(key: str, old: str, new: str) -> str:
    text = read_text(f"templates/{key}.toml")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (
            broken("penduduk_bulanan", 'left = "penduduk[*].akhir_l"', 'left = "penduduk[*].akhir"'),
            "checks.akhir_l",
            "bukan isian",
        ),
        (
            broken("penduduk_bulanan", 'left = "penduduk[*].akhir_l"', 'left = "penduduk[*].dusun"'),
            "checks.akhir_l",
            "bukan isian angka",
        ),
        (
            broken("penduduk_bulanan", 'carry = "penduduk[*].akhir_l"', 'carry = "penduduk[*].dusun"'),
            "awal_l",
            "carry harus menunjuk",
        ),
        (broken("lkppd", 'value = "sebagian"', 'value = "penuh"'), "perdes[*].keadaan", "berbeda"),
        (
            broken("apbdes", 'path = "apbdes[*].anggaran"', 'path = "apbdes[*].pagu"'),
            "sections.anggaran",
            "kolom rupiah",
        ),
        (broken("apbdes", 'addressee = "Bupati melalui Camat"', 'addressee = " "'), "addressee", "masih kosong"),
        (broken("lkppd", 'type = "choice"', 'type = "pilihan"'), "fields perdes[*].keadaan", "bukan salah satu"),
        (
            broken("lkppd", "required = true", "wajib = true"),
            "sections pendahuluan, fields pendahuluan.isi",
            "ejaannya",
        ),
        (broken("apbdes", 'told = "anggaran"', 'told = "rahasia"'), "publication, told", "bukan salah satu"),
        (
            broken("blt_dd_bulanan", 'unless = "blt.alasan"', 'unless = "blt.sebab"'),
            "checks.kpm_selisih",
            "bukan isian",
        ),
    ],
)
def test_a_broken_report_type_names_its_file_section_and_field_and_says_what_to_do(
    text: str, place: str, reason: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        read_template(text, "milik_kecamatan.toml")
    told = str(caught.value)
    assert "milik_kecamatan.toml" in told
    assert place in told
    assert reason in told
    assert told.endswith("Perbaiki, lalu coba lagi.")
