"""Report types are data: the shipped ones are sound, a broken one says where, and only marked fields become public."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import names, read_text
from sipa_core.domain.paths import Value, pattern_of
from sipa_core.domain.periods import parse_period
from sipa_core.domain.template_text import TemplateError, from_fields, from_record, read_template, to_fields
from sipa_core.domain.templates import (
    FieldType,
    SectionKind,
    SectionState,
    missing_items,
    progress,
    public_content,
    section_state,
    value_fits,
)
from sipa_core.wire.records import Record, RecordType

LRA = read_template(read_text("templates/lra_semester1.toml"), "lra_semester1.toml")
MONTHLY_2 = read_template(read_text("templates/kegiatan_bulanan_v2.toml"), "kegiatan_bulanan_v2.toml")
MONTHLY = read_template(read_text("templates/kegiatan_bulanan.toml"), "kegiatan_bulanan.toml")

FULL: dict[str, Value] = {
    "pengantar.isi": "Dengan hormat.",
    "ringkasan.isi": "Jalan RT 03 hampir selesai.",
    "apbdes[-/4.2.1/-].anggaran": 768_432_000,
    "apbdes[-/4.2.1/-].realisasi": 0,
    "apbdes[-/4.2.1/-].pos": 1,
    "apbdes[-/4.2.1/-].alasan": "catatan untuk kecamatan",
    "kegiatan[a].nama": "Rabat beton RT 03",
    "kegiatan[a].lokasi": "RT 03",
    "kegiatan[a].anggaran": 96_000_000,
    "kegiatan[a].realisasi": 57_600_000,
    "kegiatan[a].fisik": 60,
    "belum[x].nama": "Rabat beton RT 03",
    "belum[x].keterangan": "Selesai Agustus",
    "kendala.isi": "Material terlambat.",
    "pengesahan.kepala_desa": "Rahmadi",
    "pengesahan.tanggal": "2025-07-09",
    "pengesahan.alamat_pengaduan": "Kantor Desa Babayau, 0812-0000-0000",
    "unknown.later": "kept by a newer program",
}


def without(*prefixes: str) -> dict[str, Value]:
    return {path: value for path, value in FULL.items() if not path.startswith(prefixes)}


@pytest.mark.parametrize("name", names("templates", ".toml"))
def test_every_shipped_report_type_is_read_and_travels_as_a_record(name: str) -> None:
    template = read_template(read_text(name), name)
    assert name in (f"templates/{template.key}.toml", f"templates/{template.key}_v{template.version}.toml")
    assert from_fields(to_fields(template)) == template
    assert all(isinstance(value, str | int) for value in to_fields(template).values())


def test_the_half_year_report_has_its_seven_parts_and_the_five_items_of_the_law() -> None:
    assert [section.key for section in LRA.sections] == [
        "pengantar",
        "ringkasan",
        "realisasi",
        "kegiatan",
        "belum_selesai",
        "kendala",
        "pengesahan",
    ]
    assert LRA.publication is not None
    assert [item.key for item in LRA.publication.items] == [
        "realisasi_apbdes",
        "realisasi_kegiatan",
        "belum_selesai",
        "sisa_anggaran",
        "alamat_pengaduan",
    ]
    assert "Pasal 72" in LRA.publication.basis
    assert LRA.title(parse_period("2025-S1")) == "Laporan Realisasi APB Desa Semester I 2025"


def test_a_path_leads_to_its_field_and_section() -> None:
    field = LRA.field("apbdes[02.03.01/5.3.5/DD].realisasi")
    assert field is not None
    assert (field.type, field.column, field.label) == (FieldType.RUPIAH, "realisasi", "Realisasi (Rp)")
    for path in ("apbdes[02/-/-].realisasi", "apbdes[02/-/-].pos", "apbdes[02/-/-]", "apbdes", "realisasi"):
        section = LRA.section_of(path)
        assert section is not None
        assert section.key == "realisasi"
    assert LRA.section_of("nothing.here") is None
    assert LRA.label_of("kendala.isi") == "Kendala dan tindak lanjut"
    assert LRA.label_of("realisasi") == "Realisasi APB Desa"
    assert LRA.label_of("nothing.here") == "nothing.here"


def test_a_full_report_is_full_and_an_empty_one_is_empty() -> None:
    assert (progress(LRA, FULL).filled, progress(LRA, FULL).total) == (7, 7)
    assert (progress(LRA, {}).filled, progress(LRA, {}).total) == (0, 7)
    assert set(progress(LRA, {}).states.values()) == {SectionState.EMPTY}


@pytest.mark.parametrize(
    ("content", "section", "state"),
    [
        (without("pengesahan.tanggal"), "pengesahan", SectionState.PARTLY),
        (FULL | {"kendala.isi": "  "}, "kendala", SectionState.EMPTY),
        (without("kegiatan[a].fisik"), "kegiatan", SectionState.PARTLY),
        (FULL | {"kegiatan[b].nama": "Drainase"}, "kegiatan", SectionState.PARTLY),
        (without("apbdes[-/4.2.1/-].realisasi"), "realisasi", SectionState.PARTLY),
        (without("belum["), "belum_selesai", SectionState.EMPTY),
        (without("belum[") | {"belum_selesai.nihil": False}, "belum_selesai", SectionState.EMPTY),
        (without("belum[") | {"belum_selesai.nihil": True}, "belum_selesai", SectionState.FILLED),
        (without("belum[x].keterangan"), "belum_selesai", SectionState.PARTLY),
        (FULL, "realisasi", SectionState.FILLED),
    ],
)
def test_a_section_tells_how_far_it_is(content: dict[str, Value], section: str, state: SectionState) -> None:
    assert section_state(LRA, content, section) is state


def test_a_month_without_activities_can_say_so() -> None:
    content: dict[str, Value] = {"umum.uraian": "Persiapan panen.", "umum.nihil": True}
    assert progress(MONTHLY, content).filled == progress(MONTHLY, content).total == 2


def test_only_public_paths_are_left_and_rows_keep_their_order() -> None:
    public = public_content(LRA, FULL)
    assert public["apbdes[-/4.2.1/-].pos"] == 1
    assert public["pengesahan.alamat_pengaduan"] == FULL["pengesahan.alamat_pengaduan"]
    inside = {"pengantar.isi", "kendala.isi", "apbdes[-/4.2.1/-].alasan", "unknown.later"}
    assert set(FULL) - set(public) == inside
    assert public_content(MONTHLY, {"umum.uraian": "x", "kegiatan[a].nama": "y", "kegiatan[a].pos": 1}) == {}


def test_the_order_of_a_row_without_anything_public_stays_inside() -> None:
    assert public_content(LRA, {"apbdes[02/-/-].pos": 3, "apbdes[02/-/-].alasan": "x"}) == {}


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(\[[a-z0-9/.-]{1,6}\])?\.[a-z]{1,8}", fullmatch=True), st.integers()))
def test_nothing_unmarked_ever_becomes_public(content: dict[str, Value]) -> None:
    allowed = LRA.public_patterns | {"apbdes[*].pos", "kegiatan[*].pos", "belum[*].pos"}
    assert {pattern_of(path) for path in public_content(LRA, content | FULL)} <= allowed


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (FULL, []),
        (without("pengesahan.alamat"), ["alamat_pengaduan"]),
        (without("belum["), ["belum_selesai"]),
        (without("belum[") | {"belum_selesai.nihil": True}, []),
        (without("kegiatan["), ["realisasi_kegiatan"]),
        (without("apbdes[-/4.2.1/-].realisasi"), ["realisasi_apbdes", "sisa_anggaran"]),
    ],
)
def test_what_the_public_must_be_told_and_is_not_there_is_named(content: dict[str, Value], missing: list[str]) -> None:
    assert [item.key for item in missing_items(LRA, content)] == missing


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("pengesahan.tanggal", "2025-07-09", "9 Juli"),
        ("kegiatan[*].fisik", 100, 101),
        ("kegiatan[*].fisik", 0, True),
        ("apbdes[*].anggaran", -5, "5"),
        ("belum_selesai.nihil", True, 1),
        ("kendala.isi", "", 5),
    ],
)
def test_a_value_fits_its_kind_of_field(path: str, good: Value, bad: Value) -> None:
    field = LRA.field(path)
    assert field is not None
    assert value_fits(field, good)
    assert value_fits(field, None)
    assert not value_fits(field, bad)


def broken(old: str, new: str) -> str:
    text = read_text("templates/lra_semester1.toml")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("key =", "-", "tidak terbaca"),
        (broken('name = "Laporan Realisasi APB Desa"\n', ""), "-", "kunci name belum ada"),
        (broken('period_kind = "semester"', 'period_kind = "minggu"'), "period_kind", "minggu"),
        (broken('kind = "budget"', 'kind = "tabel"'), r"sections\[2\]\.kind", "tabel"),
        (broken("version = 1", 'version = "satu"'), "version", "seharusnya int, tertulis str"),
        (broken("version = 1", "version = 0"), "version", "dihitung dari 1"),
        (broken("required = true", "requird = true"), r"sections\[0\]\.fields\[0\]\.requird", "tidak dikenal"),
        (broken('key = "kendala"', 'key = "pengantar"'), r"sections\.key pengantar", "lebih dari sekali"),
        (broken('path = "ringkasan.isi"', 'path = "pengantar.isi"'), r"pengantar\.isi", "lebih dari sekali"),
        (broken('path = "ringkasan.isi"', 'path = "ringkasan isi"'), "ringkasan isi", "tidak terbaca"),
        (broken('path = "belum[*].nama"', 'path = "apbdes[*].nama"'), r"apbdes\[\*\]\.nama", "bukan milik"),
        (broken('table = "belum"\n', ""), r"belum_selesai\.table", "tidak cocok"),
        (broken('nihil = "belum_selesai.nihil"', 'nihil = "belum[*].nama"'), "nihil", "centang"),
        (broken('type = "date"', 'type = "choice"'), r"pengesahan\.tanggal", "pilihan"),
        (
            broken('sources = ["pengesahan.alamat_pengaduan"]', 'sources = ["kendala.isi"]'),
            "alamat_pengaduan",
            "public",
        ),
    ],
)
def test_a_broken_report_type_names_the_file_the_key_and_the_reason(text: str, key: str, reason: str) -> None:
    with pytest.raises(TemplateError, match=reason) as caught:
        read_template(text, "coba.toml")
    assert "coba.toml" in str(caught.value)
    assert re.search(key, caught.value.key)


def test_a_type_without_publication_may_mark_nothing_public() -> None:
    text = read_text("templates/lra_semester1.toml").partition("[publication]")[0]
    with pytest.raises(TemplateError, match="publication"):
        read_template(text, "coba.toml")


def test_a_record_of_a_newer_program_is_read_without_what_it_added() -> None:
    fields = to_fields(LRA)
    definition = str(fields["definition"]).replace('{"key"', '{"colour":"green","key"', 1)
    assert definition != fields["definition"]
    assert from_fields({**fields, "definition": definition}) == LRA


def test_a_record_that_cannot_be_understood_is_none_and_says_why() -> None:
    def record(fields: dict[str, Value]) -> Record:
        return Record(RecordType.TEMPLATE, "x", 1, None, fields)

    assert from_record(record(to_fields(LRA))) == LRA
    for definition in (None, "{", '{"key":1}', str(to_fields(LRA)["definition"]).replace('"budget"', '"hologram"')):
        fields: dict[str, Value] = {**to_fields(LRA), "definition": definition}
        assert from_record(record(fields)) is None
        with pytest.raises(TemplateError, match="lra_semester1"):
            from_fields(fields)


def test_the_kinds_of_sections_are_what_the_editor_knows() -> None:
    kinds = {section.kind for template in (LRA, MONTHLY, MONTHLY_2) for section in template.sections}
    assert kinds == set(SectionKind)
