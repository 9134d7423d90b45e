"""Villages are told apart by code; names and addresses stay readable, twins included."""

from __future__ import annotations

import pytest

from resources import read_text
from sipa_core.domain.villages import (
    RegionError,
    Regions,
    Village,
    VillageKind,
    from_fields,
    kecamatan,
    kind_of,
    parse_regions,
    slug,
    to_fields,
)


@pytest.fixture(scope="module")
def balangan() -> Regions:
    return parse_regions(read_text("wilayah/balangan_63.11.csv"))


def test_balangan_has_its_eight_kecamatan_and_all_villages(balangan: Regions) -> None:
    kinds = [village.kind for village in balangan.villages]
    assert (balangan.code, balangan.name, len(balangan.kecamatan)) == ("63.11", "Kabupaten Balangan", 8)
    assert (kinds.count(VillageKind.DESA), kinds.count(VillageKind.KELURAHAN)) == (154, 3)


def test_paringin_has_fourteen_desa_and_two_kelurahan(balangan: Regions) -> None:
    villages = balangan.of_kecamatan("63.11.06")
    assert [village.label for village in villages if village.kind is VillageKind.KELURAHAN] == [
        "Kelurahan Paringin Timur",
        "Kelurahan Paringin Kota",
    ]
    assert len(villages) == 16
    babayau = balangan.village("63.11.06.2024")
    assert babayau == Village("63.11.06.2024", "Babayau", "babayau", "Paringin")
    assert balangan.village("63.11.06.9999") is None


def test_every_address_in_the_kabupaten_is_its_own(balangan: Regions) -> None:
    slugs = [village.slug for village in balangan.villages]
    assert len(set(slugs)) == len(slugs)
    twins = [village for village in balangan.villages if village.name == "Galumbang"]
    assert [village.slug for village in twins] == ["galumbang-juai", "galumbang-paringin-selatan"]


def test_twins_in_one_kecamatan_are_told_apart_by_code() -> None:
    text = "kode,nama,tingkat\n63.11,Kabupaten X,kabupaten\n63.11.01,A,kecamatan\n"
    regions = parse_regions(text + "63.11.01.2001,Batu,desa\n63.11.01.2002,Batu,desa\n")
    assert [village.slug for village in regions.villages] == ["batu-a-2001", "batu-a-2002"]


@pytest.mark.parametrize(
    ("name", "address"),
    [("Ju'uh", "juuh"), ("Ju\u2019uh", "juuh"), ("Lok Batung", "lok-batung"), ("Désa  Baru (II)", "desa-baru-ii")],
)
def test_a_name_becomes_an_address_of_plain_letters(name: str, address: str) -> None:
    assert slug(name) == address


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("63.11.06.1019", VillageKind.KELURAHAN),
        ("63.11.06.2024", VillageKind.DESA),
        ("63.11.06.3001", VillageKind.DESA_ADAT),
    ],
)
def test_the_kind_is_in_the_code(code: str, kind: VillageKind) -> None:
    assert kind_of(code) is kind
    assert kecamatan(code) == "63.11.06"


@pytest.mark.parametrize("code", ["", "63.11.06", "63.11.06.4001", "6311062024", "63.11.06.20245"])
def test_what_is_no_village_code_is_refused(code: str) -> None:
    with pytest.raises(RegionError):
        kind_of(code)


def test_a_list_without_exactly_one_kabupaten_is_refused() -> None:
    with pytest.raises(RegionError):
        parse_regions("kode,nama,tingkat\n63.11.01,Juai,kecamatan\n")


def test_a_village_travels_as_a_record_and_back(balangan: Regions) -> None:
    for village in balangan.villages:
        assert from_fields(village.code, to_fields(village)) == village
    assert from_fields("63.11.06.2024", {"name": "Babayau"}).slug == "babayau"
    with pytest.raises(RegionError):
        from_fields("63.11.06.2024", {})
