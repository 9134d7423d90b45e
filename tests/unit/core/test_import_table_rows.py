"""A table of activities on its way into a report: every row of the file is told of, and none enters unread."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from sipa_core.domain import template_text
from sipa_core.domain.paths import Content, Value, applied, rows
from sipa_core.domain.templates import Section
from sipa_core.imports.preview import Fate, TableProblem
from sipa_core.imports.rows_preview import TablePreview, preview_rows
from sipa_core.imports.table import table_of

MONTHLY = ("kegiatan_bulanan", "kegiatan")
WORKS = ("lra_semester1", "kegiatan")
LEFT = ("lra_semester1", "belum_selesai")
HEAD = ["Nama Kegiatan", "Lokasi", "Tgl", "Jumlah Peserta", "Hasil"]
POSYANDU = ["Posyandu balita", "RT 02", "10 Juni 2025", "32", "Semua balita ditimbang"]
RAPAT = ["Musyawarah dusun", "Balai desa", "2025-06-12", "41 orang", "Usulan jalan"]


@cache
def section(which: tuple[str, str]) -> Section:
    key, name = which
    path = f"templates/{key}.toml"
    found = template_text.read_template(resources.read_text(path), path).section(name)
    assert found is not None
    return found


def shown(
    lines: list[list[str]],
    which: tuple[str, str] = MONTHLY,
    content: Content | None = None,
    answers: dict[str, str] | None = None,
) -> TablePreview:
    read = preview_rows(table_of(lines, "berkas.xlsx"), section(which), content or {}, answers)
    assert isinstance(read, TablePreview), read
    return read


def stored(preview: TablePreview, which: tuple[str, str] = MONTHLY) -> list[dict[str, Value]]:
    return list(rows(applied(preview.content, preview.changes), section(which).table or "").values())


def test_columns_are_found_by_their_names_and_by_those_of_clerks() -> None:
    preview = shown([["Laporan bulan Juni"], [], HEAD, POSYANDU, RAPAT])
    assert [one.label for one in preview.columns] == ["Kegiatan", "Tempat", "Tanggal", "Peserta (orang)", "Hasil"]
    assert [one.sample for one in preview.columns] == POSYANDU
    assert stored(preview) == [
        {
            "nama": POSYANDU[0],
            "tempat": "RT 02",
            "tanggal": "2025-06-10",
            "peserta": 32,
            "hasil": POSYANDU[4],
            "pos": 0,
        },
        {"nama": RAPAT[0], "tempat": "Balai desa", "tanggal": "2025-06-12", "peserta": 41, "hasil": RAPAT[4], "pos": 1},
    ]
    assert (preview.new_rows, preview.replaced, preview.unchanged) == (2, 0, 0)


def test_columns_that_mean_nothing_are_listed_and_left_alone() -> None:
    preview = shown([[*HEAD, "ID_Lokal"], [*POSYANDU, "17-03"]])
    assert [one.title for one in preview.columns if one.field is None] == ["ID_Lokal"]
    assert len(preview.of(Fate.TAKEN)) == 1


def test_a_name_that_only_resembles_a_column_is_asked_about() -> None:
    lines = [["Kegiatan", "Tempat", "Hasil Kegiatannya"], ["Posyandu", "RT 02", "Ditimbang"]]
    preview = shown(lines)
    [question] = preview.open_questions
    assert question.words == "Apakah kolom “Hasil Kegiatannya” berisi Hasil?"
    assert "hasil" not in stored(preview)[0]
    assert stored(shown(lines, answers={question.key: "hasil"}))[0]["hasil"] == "Ditimbang"
    assert shown(lines, answers={question.key: "lewati"}).open_questions == ()


def test_rows_that_cannot_be_read_are_refused_with_their_number_and_reason() -> None:
    bad_day = ["Rapat", "Balai", "31 Juni 2025", "10", ""]
    bad_count = ["Senam", "Lapangan", "1 Juni 2025", "banyak", ""]
    preview = shown([HEAD, POSYANDU, bad_day, bad_count, ["", "Balai", "", "3", ""], POSYANDU])
    assert [(row.number, row.reason) for row in preview.refused] == [
        (3, "Tanggal: Tanggal 31 Juni 2025 tidak ada di kalender atau belum terbaca. Tulis seperti 10 Juli 2025."),
        (4, "Peserta (orang): Tulis angka bulat, misalnya 60."),
        (5, "Kegiatan masih kosong."),
        (6, "Sama persis dengan baris 2."),
    ]
    assert [row["nama"] for row in stored(preview)] == ["Posyandu balita"]


@pytest.mark.parametrize("count", ["12.5", "0.125", "1,125", "1.25.000"])
def test_a_count_with_a_fraction_is_refused_and_never_read_without_its_point(count: str) -> None:
    preview = shown([HEAD, ["Senam", "Lapangan", "1 Juni 2025", count, ""]])
    assert [row.reason for row in preview.refused] == ["Peserta (orang): Tulis angka bulat, misalnya 60."]


def test_the_same_activity_on_another_day_is_another_row() -> None:
    other = [POSYANDU[0], POSYANDU[1], "17 Juni 2025", *POSYANDU[3:]]
    assert shown([HEAD, POSYANDU, other]).new_rows == 2
    changed = [*POSYANDU[:3], "99", POSYANDU[4]]
    assert shown([HEAD, POSYANDU, changed]).refused[0].reason == "Namanya sama dengan baris 2, isinya berbeda."


def test_a_row_that_is_there_is_changed_and_no_row_is_removed() -> None:
    content: dict[str, Value] = {
        "kegiatan[a].nama": "POSYANDU  Balita",
        "kegiatan[a].tempat": "RT 02",
        "kegiatan[a].tanggal": "2025-06-10",
        "kegiatan[a].peserta": 30,
        "kegiatan[a].pos": 0,
        "kegiatan[b].nama": "Senam",
        "kegiatan[b].pos": 1,
    }
    preview = shown([HEAD, POSYANDU, RAPAT], content=content)
    assert preview.changes["kegiatan[a].peserta"] == 32
    assert [row["nama"] for row in stored(preview)] == ["Posyandu balita", "Senam", "Musyawarah dusun"]
    assert preview.new_rows == 1
    assert preview.replaced == 2


def test_rows_take_the_tick_of_nihil_away() -> None:
    content: dict[str, Value] = {"umum.nihil": True}
    preview = shown([HEAD, POSYANDU], content=content)
    assert "umum.nihil" not in applied(content, preview.changes)


def test_figures_of_works_are_read_and_their_sum_is_compared() -> None:
    lines = [
        ["No", "Kegiatan", "Lokasi", "Pagu (Rp)", "Realisasi", "Fisik (%)"],
        ["1", "Rabat beton", "RT 03", "96.000.000", "57.600.000", "60"],
        ["2", "Drainase", "Jalan Masjid", "118.500.000", "0", "0"],
        ["3", "Lampu", "RT 01", "1.5 juta", "0", "0"],
        ["", "Jumlah", "", "214.500.000", "57.600.001", ""],
    ]
    preview = shown(lines, WORKS)
    assert [(line.label, line.taken, line.refused) for line in preview.money] == [
        ("Baris yang masuk", 214_500_000, 0),
        ("Baris yang masuk", 57_600_000, 0),
    ]
    assert [check.equal for check in preview.sums] == [True, False]
    assert [row.number for row in preview.refused] == [4]


def test_parts_of_one_are_asked_about_once() -> None:
    lines = [
        ["Kegiatan", "Realisasi", "Progres"],
        ["Rabat beton", "1.000", "0.6"],
        ["Drainase", "2.000", "1"],
        ["Lampu", "3.000", "45%"],
    ]
    preview = shown(lines, WORKS)
    assert [question.words for question in preview.open_questions] == [
        "Ada persen yang ditulis sebagai pecahan, misalnya 0.6. Dibaca 60%?"
    ]
    assert [row.name for row in preview.of(Fate.WAITING)] == ["Rabat beton", "Drainase"]
    settled = stored(shown(lines, WORKS, answers={"tulisan:pecahan": "ya"}), WORKS)
    assert [row["fisik"] for row in settled] == [60, 100, 45]


def test_commas_for_thousands_are_asked_about_as_in_a_budget() -> None:
    lines = [["Kegiatan", "Anggaran"], ["Rabat beton", "96,000,000"]]
    [question] = shown(lines, WORKS).open_questions
    assert question.key == "tulisan:koma"
    assert stored(shown(lines, WORKS, answers={question.key: "ya"}), WORKS)[0]["anggaran"] == 96_000_000


def test_what_is_left_undone_has_a_table_of_two_columns() -> None:
    preview = shown([["Kegiatan", "Sebab"], ["Drainase", "Menunggu material"]], LEFT)
    assert stored(preview, LEFT) == [{"nama": "Drainase", "keterangan": "Menunggu material", "pos": 0}]


@pytest.mark.parametrize("lines", [[], [["1", "2"], ["3", "4"]], [["Kode", "Anggaran"], ["4", "5"]]])
def test_a_table_without_titles_of_these_rows_is_refused_in_words(lines: list[list[str]]) -> None:
    read = preview_rows(table_of(lines), section(MONTHLY), {})
    assert isinstance(read, TableProblem)
    assert "Tidak ada yang berubah." in read.words


def test_progress_is_told_and_may_stop_the_reading() -> None:
    seen: list[tuple[int, int]] = []
    lines = [HEAD, *([f"Kegiatan {n}", "Balai", "1 Juni 2025", "1", ""] for n in range(900))]
    preview_rows(table_of(lines), section(MONTHLY), {}, progress=lambda at, of: seen.append((at, of)))
    assert seen[0] == (0, 900)
    assert len(seen) == 5


CELL = st.one_of(
    st.sampled_from(
        ["", "Posyandu", "Rapat", "Jumlah", "RT 02", "10 Juni 2025", "31 Juni 2025", "45818", "12", "x", "1.5"]
    ),
    st.text(max_size=12),
)
LINES = st.lists(st.lists(CELL, min_size=5, max_size=6), max_size=12)
CELLS = st.dictionaries(
    st.sampled_from([f"kegiatan[{key}].{column}" for key in "ab" for column in ("nama", "tanggal", "tempat", "pos")]),
    st.one_of(st.sampled_from(["Posyandu", "2025-06-10", "RT 02"]), st.integers(0, 9)),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(LINES, CELLS)
def test_every_row_of_the_file_is_told_of_and_the_second_time_nothing_is_new(
    lines: list[list[str]], content: dict[str, Value]
) -> None:
    read = preview_rows(table_of([HEAD, *lines]), section(MONTHLY), content)
    assert isinstance(read, TablePreview)
    told = [row.number for row in read.rows]
    filled = [row.number for row in read.table.rows[1:]]
    assert told == sorted(set(told))
    assert set(told) <= set(filled)
    assert all(row.reason for row in read.rows if row.fate is not Fate.TAKEN)
    after = applied(content, read.changes)
    assert set(rows(content, "kegiatan")) <= set(rows(after, "kegiatan"))
    again = preview_rows(table_of([HEAD, *lines]), section(MONTHLY), after)
    assert isinstance(again, TablePreview)
    assert again.changes == {}
    assert [row.fate for row in again.rows] == [row.fate for row in read.rows]


def test_a_title_may_be_one_half_of_a_name_that_leaves_a_choice() -> None:
    people = ("penduduk_bulanan", "penduduk")
    preview = shown([["Dusun", "Awal L", "KK"], ["RT 01", "214", "128"]], people)
    assert stored(preview, people)[0]["dusun"] == "RT 01"
