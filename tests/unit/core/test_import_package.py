"""The export of Siskeudes: its tables become the figures of a report, whatever a new version calls them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

import resources
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.paths import Value, rows
from sipa_core.domain.periods import Period, parse_period
from sipa_core.domain.template_text import read_template
from sipa_core.imports.package_preview import preview_package
from sipa_core.imports.preview import ImportPreview, TableProblem
from sipa_core.imports.table import Package, table_of
from tests.support import siskeudes
from tests.support.siskeudes import Rows

NAMES = read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))
TEMPLATE = read_template(resources.read_text("templates/lra_semester1.toml"), "lra_semester1.toml")
SEMESTER = parse_period("2025-S1")


def read(
    parts: dict[str, Rows],
    answers: dict[str, str] | None = None,
    content: dict[str, Value] | None = None,
    period: Period = SEMESTER,
) -> ImportPreview | TableProblem:
    package = Package("siskeudes.zip", tuple(table_of(rows, f"{name}.csv") for name, rows in parts.items()))
    return preview_package(package, TEMPLATE, period, content or {}, NAMES, answers)


def shown(parts: dict[str, Rows], answers: dict[str, str] | None = None) -> ImportPreview:
    found = read(parts, answers)
    assert isinstance(found, ImportPreview), found
    return found


def figures(found: ImportPreview) -> dict[str, tuple[Value, Value]]:
    return {key: (cells["anggaran"], cells["realisasi"]) for key, cells in rows(found.changes, "apbdes").items()}


WANTED = {
    "-/4.2.1/-": (320_000_000, 160_000_000),
    "-/4.2.3/-": (180_000_000, 90_000_000),
    "01.01.01/-/-": (170_000_000, 85_000_000),
    "02.01.02/-/-": (60_000_000, 30_000_000),
    "02.03.10/-/-": (230_000_000, 100_000_000),
    "03.02.03/-/-": (30_000_000, 15_000_000),
    "-/6.1.1/-": (10_000_000, 10_000_000),
    "-/6.2.2/-": (20_000_000, 0),
}


def test_a_package_is_added_up_to_activities_and_closes() -> None:
    found = shown(siskeudes.tables())
    assert figures(found) == WANTED
    assert found.open_questions == ()
    assert found.refused == ()
    assert found.totals.silpa.anggaran == 0
    assert [note for note in found.notes if "sesudah masa laporan" in note] == [
        "1 baris jurnal sesudah masa laporan tidak ikut dihitung."
    ], "the voucher of August is not of the first semester"


def test_a_receipt_of_july_is_of_july_also_where_no_day_tells_how_dates_are_written() -> None:
    found = shown(siskeudes.tables(days={"SPP-9": "07/05"}))
    assert figures(found)["02.03.10/-/-"] == (230_000_000, 100_000_000)


def test_the_activities_of_the_package_fill_their_table_too() -> None:
    found = shown(siskeudes.tables())
    told = {str(cells["nama"]): cells for cells in rows(found.changes, "kegiatan").values()}
    assert set(told) == {name for _code, name, _place in siskeudes.ACTIVITIES}
    rabat = told["Rabat beton RT 03, 180 m"]
    assert (rabat["lokasi"], rabat["anggaran"], rabat["realisasi"]) == ("RT 03", 230_000_000, 100_000_000)
    without = shown(siskeudes.tables(), {"kegiatan": "tidak"})
    assert rows(without.changes, "kegiatan") == {}


def test_what_was_added_up_can_be_opened_down() -> None:
    found = shown(siskeudes.tables())
    below = {one.key: one.values for one in found.detail if one.row == "02.03.10/-/-"}
    assert below == {
        "02.03.10/5.2.1.05/-": {"anggaran": 10_000_000, "realisasi": 4_000_000},
        "02.03.10/5.3.5.02/-": {"anggaran": 220_000_000, "realisasi": 96_000_000},
    }


@pytest.mark.parametrize(
    ("level", "key", "amount"),
    [("sub", "02.03/-/-", 230_000_000), ("rekening", "02.03.10/5.3.5/-", 220_000_000)],
)
def test_the_person_may_choose_how_deep_the_report_goes(level: str, key: str, amount: int) -> None:
    assert figures(shown(siskeudes.tables(), {"rinci": level}))[key][0] == amount


def test_a_report_by_sub_bidang_keeps_its_level() -> None:
    found = read(siskeudes.tables(), content={"apbdes[02.03/-/-].anggaran": 1})
    assert isinstance(found, ImportPreview)
    assert figures(found)["02.03/-/-"] == (230_000_000, 100_000_000)
    assert not any(path.startswith("apbdes[02.03.10") for path in found.changes)


def _without_change(parts: dict[str, Rows]) -> None:
    for name in ("Ta_RAB", "Ta_RABRinci"):
        for row in parts[name][1:]:
            row[-1] = "" if name == "Ta_RAB" else "0.0000"


def _spelt_otherwise(parts: dict[str, Rows]) -> None:
    for name in list(parts):
        rows_ = parts.pop(name)
        rows_[0] = [title.replace("_", "").upper() for title in rows_[0]]
        parts[f"data/dbo_{name.upper()}2025"] = rows_


def _more_columns(parts: dict[str, Rows]) -> None:
    for rows_ in parts.values():
        for n, row in enumerate(rows_):
            row.insert(2, "F12" if n == 0 else "x")


def _only_detail(parts: dict[str, Rows]) -> None:
    del parts["Ta_RAB"], parts["Ref_Kegiatan"], parts["Ta_Pemda"]


@pytest.mark.parametrize("change", [_spelt_otherwise, _more_columns, _only_detail])
def test_a_new_version_with_other_spelling_or_more_columns_needs_no_question(
    change: Callable[[dict[str, Rows]], None],
) -> None:
    parts = siskeudes.tables()
    change(parts)
    found = shown(parts)
    assert (figures(found), found.open_questions) == (WANTED, ())


def test_where_the_changed_budget_is_empty_the_first_one_counts() -> None:
    parts = siskeudes.tables()
    _without_change(parts)
    found = shown(parts)
    assert figures(found)["02.03.10/-/-"] == (210_000_000, 100_000_000)
    assert "Belum ada perubahan APB Desa" in found.notes[0]


def test_a_renamed_column_and_a_renamed_table_are_asked_about() -> None:
    parts = siskeudes.tables()
    parts["Ta_RABRinci"][0][3] = "Akun_Belanja"
    parts["Ta_BukuBesar"] = parts.pop("Ta_JurnalUmumRinci")
    first = shown(parts)
    assert [question.key for question in first.open_questions] == [
        "tabel:JurnalUmumRinci",
        "kolom:Akun_Belanja (Ta_RABRinci)",
    ]
    assert not first.changes
    answers = {"tabel:JurnalUmumRinci": "Ta_BukuBesar", "kolom:Akun_Belanja (Ta_RABRinci)": "rekening"}
    assert figures(shown(parts, answers)) == WANTED


def test_a_package_of_another_year_is_refused_in_words() -> None:
    found = read(siskeudes.tables(2024))
    assert isinstance(found, TableProblem)
    assert "tahun 2024, laporan ini tahun 2025" in found.words


def test_codes_of_the_old_list_are_refused_in_words() -> None:
    parts = siskeudes.tables()
    for row in parts["Ta_RABRinci"][1:]:
        row[3] = {"4": "1", "5": "2", "6": "3"}[row[3][0]] + row[3][1:]
    found = read(parts)
    assert isinstance(found, TableProblem)
    assert "113/2014" in found.words


def test_rows_of_another_year_do_not_count() -> None:
    parts, other = siskeudes.tables(), siskeudes.tables(2024)
    for name, lines in parts.items():
        lines += other[name][1:]
    assert figures(shown(parts)) == WANTED


def test_of_several_villages_one_is_chosen() -> None:
    parts, other = siskeudes.tables(), siskeudes.tables(desa="06.2025.")
    for name in ("Ta_RAB", "Ta_RABRinci", "Ta_JurnalUmumRinci", "Ta_JurnalUmum", "Ta_Kegiatan"):
        parts[name] += other[name][1:]
    first = shown(parts)
    assert [question.key for question in first.open_questions] == ["desa"]
    assert figures(shown(parts, {"desa": "06.2024"})) == WANTED


def test_a_row_that_cannot_be_read_is_told_with_its_table_and_number() -> None:
    parts = siskeudes.tables()
    parts["Ta_RABRinci"][7][-1] = "dua ratus juta"
    parts["Ta_JurnalUmumRinci"][1][3] = "4.x"
    found = shown(parts)
    assert {"Ta_RABRinci 8", "Ta_JurnalUmumRinci 2"} <= {row.place for row in found.refused}
    assert all(row.reason for row in found.refused)


def test_a_sum_that_lacks_a_row_does_not_replace_a_figure_unasked() -> None:
    parts = siskeudes.tables()
    parts["Ta_RABRinci"][7][-1] = "sepuluh juta"
    held = shown(parts)
    assert "apbdes[02.03.10/-/-].anggaran" not in held.changes
    assert held.changes["apbdes[02.01.02/-/-].anggaran"] == 60_000_000
    assert held.open_questions == (), "nobody has to answer for the rest to enter"
    entered = shown(parts, {"kurang": "ya"})
    assert entered.changes["apbdes[02.03.10/-/-].anggaran"] == 10_000_000, "what can be read, as it is"


def test_activities_of_the_region_are_taken_with_a_label() -> None:
    parts = siskeudes.tables()
    for name in ("Ta_RAB", "Ta_RABRinci", "Ta_JurnalUmumRinci", "Ta_Kegiatan"):
        for row in parts[name][1:]:
            row[:] = [cell.replace("03.02.03", "03.02.91") for cell in row]
    found = shown(parts)
    assert found.changes["apbdes[03.02.91/-/-].uraian"] == "Peringatan hari besar"


@pytest.mark.parametrize(
    ("key", "cells"),
    [
        ("apbdes", {"anggaran": 210_000_000}),
        ("apbdes_perubahan", {"anggaran_awal": 210_000_000, "anggaran": 230_000_000}),
    ],
)
def test_a_report_takes_only_the_figures_that_it_has(key: str, cells: dict[str, Value]) -> None:
    template = read_template(resources.read_text(f"templates/{key}.toml"), f"{key}.toml")
    when = replace(SEMESTER, kind=template.period_kind, number=1)
    tables = [table_of(rows, f"{name}.csv") for name, rows in siskeudes.tables().items()]
    found = preview_package(Package("siskeudes.zip", tuple(tables)), template, when, {}, NAMES)
    assert isinstance(found, ImportPreview)
    told = rows(found.changes, "apbdes")["02.03.10/-/-"]
    assert {name: told[name] for name in told if name != "uraian"} == cells


def test_without_a_journal_the_budget_enters_and_the_gap_is_told() -> None:
    parts = siskeudes.tables()
    del parts["Ta_JurnalUmumRinci"], parts["Ta_JurnalUmum"]
    found = shown(parts)
    assert found.changes["apbdes[02.03.10/-/-].anggaran"] == 230_000_000
    assert "apbdes[02.03.10/-/-].realisasi" not in found.changes
    assert any("Realisasi tidak ada" in note for note in found.notes)
