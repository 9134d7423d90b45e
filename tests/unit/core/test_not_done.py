"""One answer for all activities that go on: what is proposed of each, and what becomes of it."""

from __future__ import annotations

from itertools import count

from resources import read_text
from sipa_core.domain.not_done import going, taken_up
from sipa_core.domain.paths import Value, applied, rows
from sipa_core.domain.template_text import read_template

LRA = read_template(read_text("templates/lra_semester1_v2.toml"), "lra")
MONTHLY = read_template(read_text("templates/kegiatan_bulanan_v2.toml"), "kegiatan")
REASON = "Dilanjutkan bulan Juli."


def content(**more: Value) -> dict[str, Value]:
    road: dict[str, Value] = {"nama": "Rabat beton", "anggaran": 300, "realisasi": 100, "pos": 1}
    pay: dict[str, Value] = {"nama": "Siltap", "anggaran": 200, "realisasi": 250, "fisik": 100, "pos": 0}
    party: dict[str, Value] = {"nama": "Hari besar", "anggaran": 0, "realisasi": 0, "pos": 2}
    made = {"a": pay, "b": road, "c": party}
    return {f"kegiatan[{key}].{name}": value for key, cells in made.items() for name, value in cells.items()} | more


def test_the_share_of_the_money_is_proposed_for_what_has_no_progress_yet() -> None:
    assert [(one.name, one.percent) for one in going(LRA, content())] == [("Rabat beton", 33), ("Hari besar", 0)]
    told = content(**{"kegiatan[b].fisik": 80, "belum[x].nama": " hari  BESAR"})
    assert [(one.name, one.percent) for one in going(LRA, told)] == [("Rabat beton", 80)], "what was said stays"
    assert going(MONTHLY, content()) == ()


def test_what_a_person_says_becomes_the_progress_and_a_row_for_each_that_goes_on() -> None:
    before = content(**{"belum_selesai.nihil": True})
    found = going(LRA, before)
    keys = count(1)
    told = {"kegiatan[b].fisik": 40, "kegiatan[c].fisik": 0}
    after = applied(before, taken_up(LRA, before, found, told, f" {REASON} ", lambda: f"n{next(keys)}"))
    assert after["kegiatan[b].fisik"] == 40
    assert after["kegiatan[c].fisik"] == 0
    assert "belum_selesai.nihil" not in after
    assert [(cells["nama"], cells["keterangan"]) for cells in rows(after, "belum").values()] == [
        ("Rabat beton", f"Pekerjaan 40%. {REASON}"),
        ("Hari besar", f"Belum dimulai. {REASON}"),
    ]
    assert going(LRA, after) == ()
    done = taken_up(LRA, content(), found, dict.fromkeys(told, 100), "", str)
    assert done == {"kegiatan[b].fisik": 100, "kegiatan[c].fisik": 100}
