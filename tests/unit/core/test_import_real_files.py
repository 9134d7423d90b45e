"""The two real budgets, and the export of Babayau, come in as a careful clerk would type them."""

from __future__ import annotations

import csv

import pytest

import resources
from sipa_core.domain.budget import read_budget
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.demo import Submitted, load_demo
from sipa_core.domain.paths import applied
from sipa_core.imports.columns import Column
from sipa_core.imports.preview import Fate, ImportPreview, changes, preview, resolve
from sipa_core.imports.table import RawTable, table_of

NAMES = read_names(resources.read_text("codes/kode_rekening.csv"), resources.read_text("codes/kode_kegiatan.csv"))


def real(name: str, separator: str = ",") -> RawTable:
    text = resources.read_text(f"demo/csv/{name}.csv")
    return table_of(csv.reader(text.splitlines(), delimiter=separator), name)


def shown(table: RawTable, content: dict[str, str | int | bool | None] | None = None) -> ImportPreview:
    found = preview(table, content or {}, NAMES)
    assert isinstance(found, ImportPreview)
    return found


@pytest.fixture(scope="module")
def keji() -> ImportPreview:
    return shown(real("keji-2026"))


@pytest.fixture(scope="module")
def unnamed() -> ImportPreview:
    return shown(real("apbdes-2024-tanpa-nama"))


def test_the_published_budget_comes_in_without_a_question_or_a_refused_row(keji: ImportPreview) -> None:
    assert keji.questions == ()
    assert keji.refused == ()
    assert [row.number for row in keji.rows] == list(range(2, 33))


def test_the_published_budget_adds_up_to_its_own_sums(keji: ImportPreview) -> None:
    assert keji.totals.pendapatan.anggaran == 1_727_081_000
    assert keji.totals.belanja.anggaran == 1_810_178_246
    assert (keji.totals.penerimaan.anggaran, keji.totals.pengeluaran.anggaran) == (123_097_246, 40_000_000)
    assert {check.label.split()[0]: check.in_file for check in keji.sums} == {
        "4": 1_727_081_000,
        "4.2": 1_554_291_000,
        "5": 1_810_178_246,
        "01": 787_286_316,
        "02": 677_650_965,
        "03": 237_483_378,
        "04": 59_557_587,
        "05": 48_200_000,
    }
    assert all(check.equal for check in keji.sums)


def test_a_parent_with_rows_below_it_is_compared_and_not_stored_twice(keji: ImportPreview) -> None:
    stored = {row.key for row in keji.of(Fate.TAKEN)}
    assert "-/4.1/-" in stored, "given without rows below it"
    assert "-/6.1/-" in stored
    assert {"-/4/-", "-/4.2/-", "-/5/-", "02/-/-"} <= {row.key for row in keji.of(Fate.CHECK)}
    assert "apbdes[-/4.2/-].anggaran" not in keji.changes
    assert read_budget(keji.changes, NAMES).differences == ()


def test_the_budget_without_codes_asks_for_the_misspelt_name_and_the_missing_financing_only(
    unnamed: ImportPreview,
) -> None:
    name, financing = unnamed.open_questions
    assert "Ketrampilan, Ketertiban Umum dan Perundungan Masyarakat" in name.words
    assert name.rows == (13,)
    assert name.choices[0].value == "03.01/-/-"
    assert name.choices[0].label == "03.01 Ketenteraman, Ketertiban Umum dan Perlindungan Masyarakat"
    assert {choice.value for choice in name.choices} >= {"01.01/-/-", "05.03/-/-", "lewati"}, (
        "any sub-bidang may be meant"
    )
    assert financing.words == "Tidak ada pembiayaan di berkas ini. Memang nihil?"
    assert unnamed.refused == ()
    assert [row.number for row in unnamed.of(Fate.WAITING)] == [13]


def test_no_rupiah_of_the_budget_without_codes_goes_missing(unnamed: ImportPreview) -> None:
    income, spending = unnamed.money
    assert income.in_file == 1_060_337_989
    assert (spending.taken, spending.waiting, spending.in_file) == (905_457_989, 6_480_000, 911_937_989)


def test_the_answers_bring_the_budget_without_codes_to_its_sums(unnamed: ImportPreview) -> None:
    answers = {question.key: question.choices[0].value for question in unnamed.questions}
    entered = changes(unnamed, answers)
    tree = read_budget(entered, NAMES)
    assert entered["apbdes[03.01/-/-].anggaran"] == 6_480_000
    assert tree.totals.pendapatan.anggaran == 1_060_337_989
    assert tree.totals.belanja.anggaran == 911_937_989
    assert entered["apbdes[-/6.1/-].anggaran"] == 0
    assert entered["apbdes[-/6.2/-].anggaran"] == 0
    done = resolve(unnamed, answers)
    assert isinstance(done, ImportPreview)
    assert done.open_questions == ()


def test_a_skipped_name_and_a_later_financing_leave_both_out(unnamed: ImportPreview) -> None:
    answers = {unnamed.questions[0].key: "lewati", "pembiayaan": "tidak"}
    entered = changes(unnamed, answers)
    assert not any(path.startswith(("apbdes[03.01", "apbdes[-/6")) for path in entered)
    assert read_budget(entered, NAMES).totals.belanja.anggaran == 905_457_989


def test_an_answer_that_is_no_choice_leaves_the_question_open(unnamed: ImportPreview) -> None:
    again = resolve(unnamed, {unnamed.questions[0].key: "99.99/-/-", "unknown": "ya"})
    assert isinstance(again, ImportPreview)
    assert len(again.open_questions) == 2


def test_financing_that_the_report_has_already_is_not_asked_for() -> None:
    content = {"apbdes[-/6.1.1/-].anggaran": 5_000_000}
    found = shown(real("apbdes-2024-tanpa-nama"), dict(content))
    assert [question.rows for question in found.questions] == [(13,)]
    assert applied(content, found.changes)["apbdes[-/6.1.1/-].anggaran"] == 5_000_000


def test_names_without_codes_find_their_rows(unnamed: ImportPreview) -> None:
    keys = {row.number: row.key for row in unnamed.rows}
    assert keys[2] == "-/4.1/-"
    assert keys[5] == "-/4.3.6/-"
    assert keys[6] == "01.01/-/-"
    assert keys[10] == "02.04/-/-", "Pemukiman is Permukiman"
    assert keys[17] == "05.03/-/-"
    assert unnamed.of(Fate.TAKEN)[0].values == {Column.ANGGARAN: 0}, "a zero is a figure"


def test_the_export_of_babayau_changes_the_one_sum_that_was_missed_and_refuses_three_rows() -> None:
    demo = load_demo(resources.read_text("demo/demo.json"))
    report = next(one for one in demo.reports if one.village == "63.11.06.2024" and one.template == "lra_semester1")
    first = report.steps[0]
    assert isinstance(first, Submitted)
    found = shown(real("babayau-realisasi", ";"), dict(first.content))
    assert found.changes == {"apbdes[02.03/-/-].realisasi": 105_900_000 + 38_400_000}
    assert (found.replaced, found.unchanged) == (1, 45)
    assert [row.reason for row in found.refused] == [
        "Realisasi: Belum terbaca sebagai rupiah. Tulis angkanya saja, seperti 1.250.000.",
        "Sama persis dengan baris 28.",
        "Kode 05.09.99 tidak ada di daftar kode APB Desa.",
    ]
    assert found.totals.belanja.realisasi == 646_279_500 + 38_400_000
    missed = {check.in_file - check.computed for check in found.sums if not check.equal}
    assert missed == {42_600_000, 12_750_000}, "the refused row is missed in the sums above it"
