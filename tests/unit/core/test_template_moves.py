"""A draft goes to another version of its report type and back, and loses no word on the way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.paths import Value
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_moves import ASIDE, form_change, moved, old_values
from sipa_core.domain.templates import Choice, Confidence, Field, FieldType, Section, SectionKind, Template


def form(version: int, *fields: Field, table: tuple[Field, ...] = ()) -> Template:
    sections = [Section("umum", "Umum", SectionKind.FIELDS, fields)]
    if table:
        sections.append(Section("daftar", "Daftar", SectionKind.TABLE, table, table="daftar"))
    return Template("x", version, "X", "X", "SK", Confidence.MEMORY, "Camat", PeriodKind.MONTH, tuple(sections))


URAIAN = Field("umum.uraian", "Uraian")
NAMA = Field("daftar[*].nama", "Nama")
OLD = form(
    1,
    URAIAN,
    Field("umum.peserta", "Peserta"),
    Field("umum.biaya", "Biaya", FieldType.RUPIAH),
    Field("umum.kendala", "Kendala"),
    table=(NAMA, Field("daftar[*].ket", "Keterangan")),
)
NEW = form(
    2,
    URAIAN,
    Field("umum.peserta", "Jumlah peserta", FieldType.NUMBER),
    Field("umum.biaya", "Biaya"),
    Field("umum.hasil", "Hasil"),
    table=(NAMA,),
)
TEXT: dict[str, Value] = {
    "umum.uraian": "Gotong royong",
    "umum.peserta": "sekitar dua puluh",
    "umum.biaya": 250_000,
    "umum.kendala": "Hujan",
    "daftar[a].nama": "Satu",
    "daftar[a].ket": "cepat",
    "daftar[a].pos": 1,
}


def test_the_two_versions_are_compared_by_what_they_ask() -> None:
    change = form_change(OLD, NEW)
    assert change.new == ("Hasil",)
    assert change.gone == ("Kendala", "Keterangan")
    assert change.other == ("Jumlah peserta", "Biaya")
    choice = Field("umum.jenis", "Jenis", FieldType.CHOICE, choices=(Choice("a", "A"), Choice("b", "B")))
    fewer = Field("umum.jenis", "Jenis", FieldType.CHOICE, choices=(Choice("a", "A"),))
    assert form_change(form(1, choice), form(2, fewer)).other == ("Jenis",)
    assert form_change(form(1, fewer), form(2, choice)).other == ()


def test_what_has_no_field_any_more_is_kept_and_shown_as_it_was_called() -> None:
    there = moved(NEW, TEXT)
    assert there["umum.kendala"] == "Hujan"
    assert there["umum.biaya"] == "250000"
    assert "umum.peserta" not in there
    told = {(one.label, one.text) for one in old_values(NEW, there, OLD)}
    assert told == {("Kendala", "Hujan"), ("Jumlah peserta", "sekitar dua puluh")}
    assert old_values(OLD, TEXT) == ()


def test_the_way_back_gives_the_text_as_it_was() -> None:
    assert moved(OLD, moved(NEW, TEXT)) == TEXT


def test_what_was_written_after_the_move_is_not_written_over_by_the_way_back() -> None:
    there = moved(NEW, TEXT) | {"umum.peserta": 21, "umum.hasil": "Bersih"}
    back = moved(OLD, there)
    assert (back["umum.peserta"], back["umum.hasil"]) == ("21", "Bersih")
    assert "sekitar dua puluh" in [value for path, value in back.items() if path.startswith(ASIDE)]


VALUES = st.one_of(st.text(max_size=12), st.integers(-5, 10**12), st.booleans())


@given(st.dictionaries(st.sampled_from([*(path for path in TEXT if "pos" not in path), "umum.hasil"]), VALUES))
def test_no_value_is_ever_lost(content: dict[str, Value]) -> None:
    there = moved(NEW, content)
    assert sorted(map(str, content.values())) == sorted(
        str(value) for path, value in there.items() if not path.endswith(".alamat")
    )
    for path, value in there.items():
        field = NEW.field(path)
        assert field is None or isinstance(value, int if field.type is FieldType.NUMBER else str)
