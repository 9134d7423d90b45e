"""A figure that follows from others is written by itself, and never over what a person wrote."""

from __future__ import annotations

import pytest

from resources import read_text
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.template_text import read_template
from sipa_core.domain.templates import Template
from sipa_core.domain.worked_out import worked_out

Content = dict[str, Value]


def template(name: str) -> Template:
    return read_template(read_text(f"templates/{name}.toml"), name)


AID, PEOPLE = template("blt_dd_bulanan"), template("penduduk_bulanan")
ROW: Content = {
    f"penduduk[a].{column}": value
    for column, value in (("awal_l", 214), ("lahir_l", 1), ("datang_l", 2), ("mati_l", 1), ("pindah_l", 0))
}


@pytest.mark.parametrize(
    ("kind", "before", "typed", "found"),
    [
        (AID, {"blt.nilai": 300_000}, {"blt.kpm_dibayar": 45}, {"blt.jumlah": 13_500_000}),
        (AID, {"blt.nilai": 300_000}, {"blt.nilai": 200_000}, {}),
        (
            AID,
            {"blt.nilai": 300_000, "blt.kpm_dibayar": 45, "blt.jumlah": 13_500_000},
            {"blt.kpm_dibayar": 44},
            {"blt.jumlah": 13_200_000},
        ),
        (AID, {"blt.nilai": 300_000, "blt.kpm_dibayar": 45, "blt.jumlah": 13_000_000}, {"blt.kpm_dibayar": 44}, {}),
        (AID, {"blt.nilai": 300_000, "blt.alasan": "Satu pindah."}, {"blt.kpm_dibayar": 44}, {}),
        (
            AID,
            {"blt.nilai": 300_000, "blt.kpm_dibayar": 45, "blt.jumlah": 13_500_000},
            {"blt.jumlah": None},
            {},
        ),
        (
            AID,
            {"blt.nilai": 300_000, "blt.kpm_dibayar": 45, "blt.jumlah": 13_500_000},
            {"blt.nilai": None},
            {"blt.jumlah": None},
        ),
        (AID, {"blt.nilai": 300_000, "blt.kpm_dibayar": 45, "blt.jumlah": 13_000_000}, {"blt.nilai": None}, {}),
        (AID, {"blt.kpm_dibayar": 45, "blt.jumlah": 13_500_000}, {"blt.kpm_dibayar": None}, {}),
        (AID, {}, {"blt.kpm_rencana": 45}, {}),
        (PEOPLE, {}, ROW, {"penduduk[a].akhir_l": 216}),
        (PEOPLE, ROW | {"penduduk[a].akhir_l": 216}, {"penduduk[a].pindah_l": 6}, {"penduduk[a].akhir_l": 210}),
        (PEOPLE, ROW | {"penduduk[a].akhir_l": 216}, {"penduduk[a].pindah_l": None}, {"penduduk[a].akhir_l": None}),
        (PEOPLE, ROW, {"penduduk[a].akhir_l": 215}, {}),
        (PEOPLE, ROW, {"penduduk[a].mati_l": 300}, {}),
    ],
)
def test_a_figure_follows_from_others(kind: Template, before: Content, typed: Content, found: Content) -> None:
    assert worked_out(kind, before, applied(before, typed)) == found
