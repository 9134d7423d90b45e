"""What differs between two texts is told by section and figure: with the gap, rows as one place, files by name."""

from __future__ import annotations

from resources import read_text
from sipa_core.domain.paths import Value, applied
from sipa_core.domain.template_text import read_template
from sipa_desktop.services.differences import changed_places, differences

LRA = read_template(read_text("templates/lra_semester1_v2.toml"), "lra")

BEFORE: dict[str, Value] = {
    "ringkasan.isi": "Rabat beton baru dimulai.",
    "apbdes[02/-/-].anggaran": 60_000_000,
    "apbdes[02/-/-].realisasi": 20_000_000,
    "apbdes[03/-/-].anggaran": 5_000_000,
    "apbdes[03/-/-].realisasi": 0,
    "kegiatan[a].nama": "Rabat beton RT 03",
    "kegiatan[a].fisik": 60,
    "lembar[p].sha256": "a" * 64,
    "lembar[p].name": "pengesahan.jpg",
}
AFTER = applied(
    BEFORE,
    {
        "ringkasan.isi": "Rabat beton selesai.",
        "apbdes[02/-/-].realisasi": 31_500_000,
        "apbdes[03/-/-]": None,
        "apbdes[04/-/-].anggaran": 7_000_000,
        "apbdes[04/-/-].realisasi": 0,
        "kegiatan[a].fisik": 45,
        "lembar[p]": None,
        "lembar[q].sha256": "b" * 64,
        "lembar[q].name": "pengesahan baru.jpg",
    },
)


def test_figures_are_told_with_their_difference_and_rows_that_came_or_went_as_one_place() -> None:
    told = [(one.section, one.where, one.before, one.after, one.gap) for one in differences(LRA, BEFORE, AFTER)]
    assert told == [
        ("Ringkasan", "Ringkasan", "Rabat beton baru dimulai.", "Rabat beton selesai.", ""),
        ("Realisasi APB Desa", "Pelaksanaan Pembangunan Desa, Realisasi", "20.000.000", "31.500.000", "+11.500.000"),
        ("Realisasi APB Desa", "Pemberdayaan Masyarakat", "", "Anggaran 7.000.000; Realisasi 0", ""),
        ("Realisasi APB Desa", "Pembinaan Kemasyarakatan", "Anggaran 5.000.000; Realisasi 0", "", ""),
        ("Realisasi kegiatan", "Rabat beton RT 03, Fisik (%)", "60%", "45%", "−15%"),
        ("Lembar pengesahan", "berkas 1", "", "pengesahan baru.jpg", ""),
        ("Lembar pengesahan", "berkas 2", "pengesahan.jpg", "", ""),
    ]


def test_texts_that_say_the_same_have_no_place_and_rows_count_once() -> None:
    assert differences(LRA, AFTER, AFTER) == ()
    counted = changed_places(LRA, BEFORE, AFTER)
    assert (counted["realisasi"], counted["kegiatan"], counted["ringkasan"]) == (3, 1, 1)
