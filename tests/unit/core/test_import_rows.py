"""Rows as people and programs write them: each enters, waits, or is refused with its reason; none is dropped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.paths import Value, applied, parse_path, rows
from sipa_core.imports.columns import Column
from sipa_core.imports.preview import Fate, ImportPreview, TableProblem, changes, looks_like_table, preview
from sipa_core.imports.table import MAX_ROWS, table_of

NAMES = read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))
TITLES = ("Kode", "Uraian", "Anggaran", "Realisasi")


def read(
    lines: Sequence[Sequence[str]],
    *,
    titles: Sequence[str] = TITLES,
    content: dict[str, Value] | None = None,
    answers: dict[str, str] | None = None,
) -> ImportPreview:
    found = preview(table_of([titles, *lines]), content or {}, NAMES, answers)
    assert isinstance(found, ImportPreview), found
    return found


def reasons(found: ImportPreview) -> dict[int, str]:
    return {row.number: row.reason for row in found.refused}


def test_titles_may_stand_below_other_lines_in_any_order_beside_unknown_columns() -> None:
    table = table_of(
        [
            ["PEMERINTAH DESA CONTOH"],
            ["Lampiran Peraturan Desa Nomor 3 Tahun 2025"],
            [],
            ["No", "Realisasi (Rp)", "Sisa (Rp)", "Uraian", "Anggaran 2025 (Rp)", "Kode Rekening", "Catatan"],
            ["1", "2", "3", "4", "5", "6", "7"],
            ["1", "40.000.000", "60.000.000", "Dana Desa", "100.000.000", "4.2.1.", "lancar"],
        ]
    )
    found = preview(table, {}, NAMES)
    assert isinstance(found, ImportPreview)
    taken = {column.title: column.column for column in found.columns}
    assert taken == {
        "No": None,
        "Realisasi (Rp)": Column.REALISASI,
        "Sisa (Rp)": None,
        "Uraian": Column.URAIAN,
        "Anggaran 2025 (Rp)": Column.ANGGARAN,
        "Kode Rekening": Column.KODE,
        "Catatan": None,
    }
    assert found.changes == {"apbdes[-/4.2.1/-].anggaran": 100_000_000, "apbdes[-/4.2.1/-].realisasi": 40_000_000}
    assert [row.number for row in found.rows] == [6], "the line of column numbers is no row"


def test_activity_account_and_source_in_columns_of_their_own_make_one_key() -> None:
    titles = ("Kd_Keg", "Nama_Kegiatan", "Kd_Rincian", "Sumber Dana", "AnggaranStlhPAK", "Realisasi")
    lines = [
        ("02.03.10.", "Rabat beton RT 03", "5.3.5.", "DDS", "96000000", "57600000"),
        ("", "", "5.2.1.", "ADD", "1000000", "0"),
    ]
    found = read(lines, titles=titles)
    assert [row.key for row in found.of(Fate.TAKEN)] == ["02.03.10/5.3.5/DD", "02.03.10/5.2.1/ADD"]
    assert found.open_questions == ()
    assert found.changes["apbdes[02.03.10/-/-].anggaran"] == 97_000_000, "added up to the activity"
    deeper = read(lines, titles=titles, answers={"rinci": "rekening"})
    assert deeper.changes["apbdes[02.03.10/5.3.5/DD].anggaran"] == 96_000_000


def test_accounts_below_activities_belong_to_them_and_those_at_the_end_do_not() -> None:
    nested = [
        ("02.03.10", "Pembangunan Jalan Desa", "30", "3"),
        ("5.3", "Belanja Modal", "30", "3"),
        ("5.3.5", "Belanja Modal Jalan/Prasarana Jalan", "30", "3"),
        ("02.03.14", "Prasarana Jalan", "20", "2"),
        ("5.3", "Belanja Modal", "20", "2"),
    ]
    by_kind = [
        ("5", "BELANJA", "50", "5"),
        ("02", "Pelaksanaan Pembangunan Desa", "50", "5"),
        ("5.2", "Belanja Barang dan Jasa", "20", "2"),
        ("5.3", "Belanja Modal", "30", "3"),
    ]
    assert [row.key for row in read(nested).of(Fate.TAKEN)] == ["02.03.10/5.3.5/-", "02.03.14/5.3/-"]
    assert [row.key for row in read(by_kind).of(Fate.TAKEN)] == ["02/-/-", "-/5.2/-", "-/5.3/-"]


def test_codes_that_lost_their_zeros_are_read_by_their_names() -> None:
    lines = [
        ("4.2", "Pendapatan Transfer", "9", ""),
        ("1.1", "Siltap, Tunjangan dan Operasional Pemerintah Desa", "1", ""),
        ("2.3.10", "Pembangunan Jalan Desa", "2", ""),
        ("3.1", "Ketenteraman, Ketertiban Umum dan Perlindungan Masyarakat", "3", ""),
        ("4.2", "Pertanian dan Peternakan", "4", ""),
        ("5.3", "Keadaan Mendesak", "5", ""),
    ]
    found = [row.key for row in read(lines, answers={"kode5": "ya"}).of(Fate.TAKEN)]
    assert found == ["-/4.2/-", "01.01/-/-", "02.03.10/-/-", "03.01/-/-", "04.02/-/-", "05.03/-/-"]


def test_the_way_of_five_bidang_sub_is_asked_about_and_taken_as_answered() -> None:
    lines = [
        ("4.2.1", "Dana Desa", "100", "40"),
        ("5.1.1", "Siltap, Tunjangan dan Operasional Pemerintah Desa", "60", "30"),
        ("5.2.3", "Pekerjaan Umum dan Penataan Ruang", "40", "10"),
    ]
    open_one = read(lines)
    assert [question.key for question in open_one.open_questions] == ["kode5", "pembiayaan"]
    assert "01.01 Siltap" in open_one.questions[0].words
    assert [row.number for row in open_one.of(Fate.WAITING)] == [3, 4]
    assert [row.key for row in read(lines, answers={"kode5": "ya"}).of(Fate.TAKEN)][1:] == ["01.01/-/-", "02.03/-/-"]


def test_the_old_list_of_accounts_is_refused_in_words_and_a_bidang_without_zero_is_not() -> None:
    old = [
        TITLES,
        ("1", "PENDAPATAN", "100", "1"),
        ("1.1", "Pendapatan Asli Desa", "5", "1"),
        ("2", "BELANJA", "9", "1"),
    ]
    refused = preview(table_of(old), {}, NAMES)
    assert isinstance(refused, TableProblem)
    assert "113/2014" in refused.words
    new = [
        TITLES,
        ("1", "Penyelenggaraan Pemerintahan Desa", "100", "1"),
        ("2", "Pelaksanaan Pembangunan Desa", "9", "1"),
    ]
    assert isinstance(preview(table_of(new), {}, NAMES), ImportPreview)


def test_a_code_with_the_name_of_another_is_asked_about() -> None:
    lines = [("4.3.1", "Bunga Bank", "500.000", "120.000")]
    found = read(lines)
    (question,) = found.open_questions
    assert [choice.value for choice in question.choices] == ["-/4.3.6/-", "-/4.3.1/-", "lewati"]
    assert found.changes == {}
    by_name = read(lines, answers={question.key: "-/4.3.6/-"})
    assert by_name.changes["apbdes[-/4.3.6/-].anggaran"] == 500_000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("4.2.1", "Dana Desa", "banyak", ""), "Anggaran: Belum terbaca sebagai rupiah"),
        (("4.2.1", "Dana Desa", "-5.000", ""), "Angka APB Desa ditulis tanpa tanda kurang."),
        (("4.2.1", "Dana Desa", "(5.000)", ""), "Angka APB Desa ditulis tanpa tanda kurang."),
        (("4.2.1", "Dana Desa", "1,5 juta", ""), "Anggaran: Maksud Anda Rp1.500.000? Tulis angkanya lengkap."),
        (("4.2.1", "Dana Desa", "#REF!", ""), "Anggaran: Belum terbaca sebagai rupiah"),
        (("7.1", "Lain", "5", ""), "Kode 7.1 tidak ada di daftar kode APB Desa."),
        (("4.2.7", "Lain", "5", ""), "Kode 4.2.7 tidak ada di daftar kode APB Desa."),
        (("02.11", "Lain", "5", ""), "Kode 02.11 tidak ada di daftar kode APB Desa."),
        (("2025-03-01", "Jalan", "5", ""), "Kode berubah menjadi tanggal di Excel"),
        (("dua", "Jalan", "5", ""), "Kode dua belum terbaca. Tulis seperti 02.03 atau 4.2.1."),
        (
            ("", "Honor tim posyandu", "1.200.000", ""),
            "Kodenya kosong dan uraian ini tidak ada di daftar kode APB Desa.",
        ),
        (("", "", "1.200.000", ""), "Tidak ada uraian dan kodenya."),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_reason(line: Sequence[str], reason: str) -> None:
    found = read([("02.01", "Pendidikan", "1", "1"), line])
    assert reasons(found)[3].startswith(reason)
    assert found.changes == {"apbdes[02.01/-/-].anggaran": 1, "apbdes[02.01/-/-].realisasi": 1}


@pytest.mark.parametrize("code", ["02.03.55", "02.95", "02.03.99", "4.1.4.01", "4.1.90", "01.01.92"])
def test_codes_that_regions_add_are_taken_with_their_names(code: str) -> None:
    found = read([(code, "Kegiatan khusus daerah", "5", "1")])
    (row,) = found.of(Fate.TAKEN)
    assert found.changes[f"apbdes[{row.key}].anggaran"] == 5


def test_a_row_given_twice_enters_once_and_the_second_says_where_the_first_is() -> None:
    found = read([("4.2.1", "Dana Desa", "5", "1"), ("4.2.1", "Dana Desa", "5", "1"), ("4.2.1", "Dana Desa", "6", "1")])
    assert reasons(found) == {3: "Sama persis dengan baris 2.", 4: "Kodenya sama dengan baris 2, angkanya berbeda."}
    assert found.changes["apbdes[-/4.2.1/-].anggaran"] == 5
    assert found.money[0].taken == 5


def test_lines_of_sums_are_compared_and_never_stored() -> None:
    lines = [
        ("", "PENDAPATAN", "", ""),
        ("4.2.1", "Dana Desa", "100", "40"),
        ("", "Jumlah Pendapatan", "100", "40"),
        ("", "BELANJA", "", ""),
        ("02.03", "Pekerjaan Umum dan Penataan Ruang", "70", "10"),
        ("", "JUMLAH BELANJA", "80", "10"),
        ("", "Surplus/Defisit", "30", "30"),
        ("6.1.1", "SiLPA", "5", "5"),
        ("6.2.2", "Penyertaan Modal", "15", "5"),
        ("", "Pembiayaan Netto", "-10", "0"),
        ("", "Jumlah", "20", "10"),
    ]
    found = read(lines)
    assert {row.number for row in found.of(Fate.TAKEN)} == {3, 6, 9, 10}
    assert found.refused == ()
    told = {(check.label, str(check.column)): (check.in_file, check.computed) for check in found.sums}
    assert told[("Jumlah Pendapatan", "anggaran")] == (100, 100)
    assert told[("JUMLAH BELANJA", "anggaran")] == (80, 70)
    assert told[("Surplus/Defisit", "realisasi")] == (30, 30)
    assert told[("Pembiayaan Netto", "anggaran")] == (-10, -10)
    assert not next(check for check in found.sums if check.label == "JUMLAH BELANJA").equal


def test_a_parent_enters_where_the_rows_below_it_have_no_figure_of_that_column() -> None:
    found = read([("02", "Pelaksanaan Pembangunan Desa", "70", "30"), ("02.03", "Pekerjaan Umum", "70", "")])
    assert found.changes == {"apbdes[02.03/-/-].anggaran": 70, "apbdes[02/-/-].realisasi": 30}


@pytest.mark.parametrize(
    ("text", "key", "amount"),
    [
        ("1,250,000", "tulisan:koma", 1_250_000),
        ("1250000.00", "tulisan:titik", 1_250_000),
        ("48.232,91", "tulisan:sen", 48_233),
    ],
)
def test_a_way_of_writing_is_asked_once_for_the_whole_file(text: str, key: str, amount: int) -> None:
    lines = [("4.2.1", "Dana Desa", text, ""), ("4.2.3", "Alokasi Dana Desa", text, "")]
    waiting = read(lines)
    (question,) = waiting.open_questions
    assert (question.key, question.rows) == (key, (2, 3))
    assert waiting.changes == {}
    assert set(read(lines, answers={key: "ya"}).changes.values()) == {amount}
    assert len(read(lines, answers={key: "lewati"}).refused) == 2


def test_a_dash_is_a_zero_or_nothing_as_the_person_says() -> None:
    lines = [("4.2.1", "Dana Desa", "100", "-")]
    assert read(lines).of(Fate.WAITING)[0].number == 2
    assert read(lines, answers={"tulisan:strip": "ya"}).changes["apbdes[-/4.2.1/-].realisasi"] == 0
    assert "apbdes[-/4.2.1/-].realisasi" not in read(lines, answers={"tulisan:strip": "tidak"}).changes


def test_a_renamed_column_is_a_question_and_two_of_one_meaning_too() -> None:
    lines = [("4.2.1", "Dana Desa", "100", "40")]
    renamed = read(lines, titles=("Kode", "Uraian", "Anggaran", "Nilai_SPJ"))
    (question,) = renamed.open_questions
    assert question.words == "Apakah kolom “Nilai_SPJ” berisi Realisasi?"
    assert "apbdes[-/4.2.1/-].realisasi" not in renamed.changes
    yes = read(lines, titles=("Kode", "Uraian", "Anggaran", "Nilai_SPJ"), answers={question.key: "realisasi"})
    assert yes.changes["apbdes[-/4.2.1/-].realisasi"] == 40
    two = ("Kode", "Uraian", "Anggaran Semula", "Anggaran Setelah Perubahan")
    (which,) = read(lines, titles=two).open_questions
    assert [choice.label for choice in which.choices] == ["Anggaran Setelah Perubahan", "Anggaran Semula"]
    chosen = read(lines, titles=two, answers={which.key: which.choices[0].value})
    assert chosen.changes == {"apbdes[-/4.2.1/-].anggaran": 40}


def test_columns_of_figures_under_wholly_new_names_are_asked_about() -> None:
    titles = ("Kode", "Uraian", "Besaran Dana Desa", "Sudah Keluar")
    lines = [("4.2.1", "Dana Desa", "100.000", "40.000"), ("4.2.3", "Alokasi Dana Desa", "50.000", "20.000")]
    first = read(lines, titles=titles)
    assert [question.key for question in first.open_questions] == ["kolom:Besaran Dana Desa", "kolom:Sudah Keluar"]
    answers = {"kolom:Besaran Dana Desa": "anggaran", "kolom:Sudah Keluar": "realisasi"}
    assert read(lines, titles=titles, answers=answers).changes["apbdes[-/4.2.1/-].realisasi"] == 40_000


def test_a_table_without_titles_or_rows_is_told_in_words() -> None:
    words = preview(table_of([["apa", "saja"], ["lain", "lagi"]]), {}, NAMES)
    assert isinstance(words, TableProblem)
    assert words.words.startswith("Judul kolom tidak ditemukan.")
    assert words.seen == ("apa · saja", "lain · lagi")
    assert isinstance(preview(table_of([]), {}, NAMES), TableProblem)
    assert not looks_like_table(table_of([["1.250.000", "300.000"]]))


def test_a_row_of_the_report_is_found_by_the_villages_own_name_for_it() -> None:
    content: dict[str, Value] = {
        "apbdes[02.03.10/-/-].uraian": "Rabat beton RT 03",
        "apbdes[02.03.10/-/-].anggaran": 90,
    }
    found = read([("Rabat Beton RT 03", "96")], titles=("Uraian", "Anggaran"), content=content)
    assert found.changes == {"apbdes[02.03.10/-/-].anggaran": 96}
    assert found.replaced == 1


def test_a_name_of_the_villages_own_is_kept_for_an_activity_and_official_ones_are_not_stored() -> None:
    lines = [("02.03.10", "Rabat beton RT 03, 180 m", "96", ""), ("02.01", "Subbidang Pendidikan", "5", "")]
    found = read(lines)
    assert found.changes["apbdes[02.03.10/-/-].uraian"] == "Rabat beton RT 03, 180 m"
    assert "apbdes[02.01/-/-].uraian" not in found.changes
    renamed = read(lines, content={"apbdes[02.03.10/-/-].uraian": "Jalan RT 03"})
    assert "apbdes[02.03.10/-/-].uraian" not in renamed.changes, "what the village wrote stays"


def test_a_table_longer_than_the_limit_says_that_it_was_cut() -> None:
    table = table_of([["02.01", "5"]] * (MAX_ROWS + 1))
    assert len(table.rows) == MAX_ROWS
    assert table.cut == "Hanya 25.000 baris pertama yang dibaca. Sisanya tidak dimasukkan."


CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "4", "5", "4.2.1", "02", "02.03", "5.2.3", "05.09.99", "Jumlah", "Dana Desa", "1,250,000"]
    ),
    st.sampled_from(["100", "Rp 1.000", "-5", "x", "Sub Bidang Pendidikan", "Pendapatan", "2025-01-02", "1e9", "12,5"]),
    st.text(max_size=12),
)


@given(lines=st.lists(st.lists(CELLS, max_size=6), max_size=12), titles=st.permutations([*TITLES, "Jenis", "Sumber"]))
def test_whatever_the_rows_every_one_has_a_fate_and_only_listed_figures_enter(
    lines: list[list[str]], titles: list[str]
) -> None:
    table = table_of([titles, *lines])
    found = preview(table, {}, NAMES)
    assert isinstance(found, TableProblem | ImportPreview)
    if isinstance(found, TableProblem):
        return
    assert {row.number for row in found.rows} <= {row.number for row in table.rows}
    assert all(bool(row.reason) is (row.fate is not Fate.TAKEN) for row in found.rows)
    for path, value in found.changes.items():
        assert parse_path(path).head == "apbdes"
        assert isinstance(value, str) or (isinstance(value, int) and value >= 0)
    answers = {question.key: question.choices[0].value for question in found.questions}
    entered = changes(found, answers)
    again = preview(table, applied({}, entered), NAMES, answers)
    assert isinstance(again, ImportPreview)
    assert again.changes == {}, "an import done twice changes nothing the second time"
    assert rows(entered, "apbdes").keys() == rows(applied({}, entered), "apbdes").keys()
