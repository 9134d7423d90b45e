"""The kecamatan makes a report type of its own from a known one; what it makes is as sound as what ships."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

import resources
from sipa_core import ids
from sipa_core.domain.roles import Actor
from sipa_core.domain.template_making import LOCAL, FieldForm, SectionForm, TypeForm, form_of, made, slug
from sipa_core.domain.template_text import from_fields, read_template, to_fields
from sipa_core.domain.templates import FieldType, SectionKind, Template, Told
from sipa_core.ops import templates as ops
from sipa_core.ops.base import Applied, Context, Outcome, Refusal
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from tests.unit.core.test_duty_ops import CAMAT, NORHAYATI, NOW, Truth


def shipped() -> list[Template]:
    return [read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml")]


SHIPPED = shipped()
ACTIVITIES = next(one for one in SHIPPED if (one.key, one.version) == ("kegiatan_bulanan", 2))


def checked(template: Template) -> Template:
    return from_fields(to_fields(template))


@pytest.mark.parametrize("template", SHIPPED, ids=lambda one: f"{one.key}-{one.version}")
def test_every_shipped_type_can_be_copied_and_is_sound(template: Template) -> None:
    form = replace(form_of(template, copied=True), name="Laporan Posyandu")
    copy = checked(made(form, template, taken=()))
    assert (copy.key, copy.version, copy.publication) == ("lokal_laporan_posyandu", 1, None)
    assert [section.key for section in copy.sections] == [section.key for section in template.sections]
    again = checked(made(form_of(copy, copied=False), copy, taken=(), version=2))
    assert replace(again, version=1) == copy


def test_sections_and_questions_are_added_and_taken_out() -> None:
    form = form_of(ACTIVITIES, copied=True)
    asked = (
        FieldForm("Jumlah balita", FieldType.NUMBER, required=True, public=True),
        FieldForm("Jumlah balita"),
        FieldForm("Cuaca", FieldType.CHOICE, choices=("Cerah", "Hujan")),
    )
    rows = (FieldForm("Nama kader"),)
    new = (
        SectionForm("Penimbangan", SectionKind.FIELDS, asked),
        SectionForm("Kader", SectionKind.TABLE, rows),
        SectionForm("Meta", SectionKind.PHOTOS),
    )
    kept = tuple(section for section in form.sections if section.key != "kegiatan")
    template = checked(
        made(replace(form, name="Posyandu", sections=(*kept, *new)), ACTIVITIES, taken=("lokal_posyandu",))
    )
    assert template.key == "lokal_posyandu_2"
    assert template.section("kegiatan") is None
    section = template.section("penimbangan")
    assert section is not None
    assert [field.path for field in section.fields] == [
        "penimbangan.jumlah_balita",
        "penimbangan.jumlah_balita_2",
        "penimbangan.cuaca",
    ]
    assert [(one.value, one.label) for one in section.fields[2].choices] == [("cerah", "Cerah"), ("hujan", "Hujan")]
    table = template.section("kader")
    assert table is not None
    assert (table.table, table.fields[0].path) == ("kader", "kader[*].nama_kader")
    assert template.sections[-1].key == "meta_2"
    assert template.publication is not None
    assert (template.publication.told, template.publication.required) == (Told.SUMMARY, False)
    assert [item.sources for item in template.publication.items] == [("penimbangan.jumlah_balita",)]


@pytest.mark.parametrize(("text", "name"), [("Jumlah Balita (L/P)", "jumlah_balita_l_p"), ("2025 é", "e"), ("—", "")])
def test_a_name_becomes_a_key(text: str, name: str) -> None:
    assert slug(text) == name


def put(truth: Truth, template: Template, actor: Actor = CAMAT, key: str = "") -> Outcome:
    definition = str(to_fields(template)["definition"])
    ref = Ref(RecordType.TEMPLATE, ids.natural_id("template", key or template.key, template.version))
    return ops.put(ops.Put(definition), ref, truth, Context(actor, NOW, "op", ""))


def local() -> Template:
    return made(replace(form_of(ACTIVITIES, copied=True), name="Posyandu"), ACTIVITIES, taken=())


def test_a_type_of_the_kecamatan_is_written_whole_and_followed_by_its_next_version() -> None:
    truth, first = Truth(), local()
    outcome = put(truth, first)
    assert isinstance(outcome, Applied)
    assert outcome.writes[0].village is None
    truth.take(outcome)
    assert put(truth, first) == Refusal(Problem.SUPERSEDED)
    assert put(truth, replace(first, version=3)) == Refusal(Problem.SUPERSEDED)
    truth.take(put(truth, replace(first, version=2, name="Posyandu Bulanan")))
    assert len(truth.all(RecordType.TEMPLATE)) == 2


def test_nobody_else_makes_types_and_shipped_ones_are_out_of_reach() -> None:
    assert put(Truth(), local(), NORHAYATI) == Refusal(Problem.FORBIDDEN)
    assert put(Truth(), replace(ACTIVITIES, version=1)) == Refusal(Problem.INVALID, "record")
    assert put(Truth(), local(), key="kegiatan_bulanan") == Refusal(Problem.INVALID, "record")
    assert local().key.startswith(LOCAL)


def test_a_broken_type_is_refused_by_its_place() -> None:
    truth, whole = Truth(), local()
    first = whole.sections[0]
    twice = replace(whole, sections=(first, first))
    assert put(truth, twice) == Refusal(Problem.INVALID, "definition.sections.key umum")
    many = replace(whole, sections=tuple(replace(first, key=f"b{n}", fields=()) for n in range(2)))
    assert isinstance(put(truth, many), Refusal)
    ref = Ref(RecordType.TEMPLATE, ids.natural_id("template", whole.key, 1))
    for text in ("", "{", "[]", '{"key": 1}'):
        outcome = ops.put(ops.Put(text), ref, truth, Context(CAMAT, NOW, "op", ""))
        assert isinstance(outcome, Refusal)
        assert outcome.code == Problem.INVALID
    wide = replace(whole, sections=(replace(first, fields=(replace(first.fields[0], label="a\u202eb"),)),))
    assert put(truth, wide) == Refusal(Problem.INVALID, "definition.name")
    truth.take(put(truth, whole))
    other = replace(whole, version=2, period_kind=SHIPPED[0].period_kind)
    assert other.period_kind is not whole.period_kind
    assert put(truth, other) == Refusal(Problem.INVALID, "definition.period_kind")


def test_an_empty_form_is_told_what_it_lacks() -> None:
    form = TypeForm("", "", "", "", ACTIVITIES.period_kind, ())
    with pytest.raises(ValueError, match="name"):
        checked(made(form, ACTIVITIES, taken=()))
