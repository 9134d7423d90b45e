"""Budget sums: counted once, closed to the rupiah, and never with a row left out in silence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import read_text
from sipa_core.domain.budget import (
    BELANJA,
    PEMBIAYAAN,
    PENDAPATAN,
    Amount,
    BudgetTree,
    LineKind,
    budget_lines,
    read_budget,
    totals,
)
from sipa_core.domain.budget_codes import read_names
from sipa_core.domain.paths import BudgetKey, Value

NAMES = read_names(read_text("codes/kode_rekening.csv"), read_text("codes/kode_kegiatan.csv"))

BABAYAU = {
    "-/4.1/-": (18_000_000, 7_250_000),
    "-/4.2.1/-": (768_432_000, 461_059_200),
    "-/4.2.3/-": (689_300_000, 344_650_000),
    "-/4.2.2/-": (47_668_000, 14_300_000),
    "01/-/-": (521_600_000, 268_914_500),
    "02/-/-": (563_250_000, 214_780_000),
    "03/-/-": (148_400_000, 61_325_000),
    "04/-/-": (187_950_000, 72_460_000),
    "05/-/-": (76_800_000, 28_800_000),
    "-/6.1.1/-": (14_600_000, 14_600_000),
    "-/6.2.2/-": (40_000_000, 20_000_000),
}
"""An invented village; the sums below were added by hand."""


def content_of(rows: Mapping[str, tuple[int | None, int | None]]) -> dict[str, Value]:
    content: dict[str, Value] = {}
    for pos, (key, (anggaran, realisasi)) in enumerate(rows.items()):
        content[f"apbdes[{key}].anggaran"] = anggaran
        content[f"apbdes[{key}].realisasi"] = realisasi
        content[f"apbdes[{key}].pos"] = pos
    return content


def tree_of(rows: Mapping[str, tuple[int | None, int | None]]) -> BudgetTree:
    return read_budget(content_of(rows), NAMES)


def shown(tree: BudgetTree) -> list[tuple[str, str, int]]:
    return [(line.kind.value, line.code, line.level) for line in tree.lines if line.kind is not LineKind.HEADING]


def test_the_sums_of_a_whole_village_are_right_to_the_rupiah() -> None:
    sums = totals(content_of(BABAYAU))
    assert sums.pendapatan == Amount(1_523_400_000, 827_259_200)
    assert sums.belanja == Amount(1_498_000_000, 646_279_500)
    assert sums.belanja.sisa == 851_720_500
    assert sums.belanja.percent == 431
    assert sums.surplus == Amount(25_400_000, 180_979_700)
    assert (sums.penerimaan.anggaran, sums.pengeluaran.anggaran) == (14_600_000, 40_000_000)
    assert sums.pembiayaan == Amount(-25_400_000, -5_400_000)
    assert sums.silpa == Amount(0, 175_579_700)
    assert list(sums.per_bidang) == ["01", "02", "03", "04", "05"]


def test_the_lines_stand_as_the_grid_and_the_document_show_them() -> None:
    tree = tree_of(BABAYAU)
    assert shown(tree) == [
        ("row", "4.1", 0),
        ("row", "4.2.1", 0),
        ("row", "4.2.3", 0),
        ("row", "4.2.2", 0),
        ("total", "", 0),
        ("row", "01", 0),
        ("row", "02", 0),
        ("row", "03", 0),
        ("row", "04", 0),
        ("row", "05", 0),
        ("total", "", 0),
        ("result", "", 0),
        ("subtotal", "6.1", 0),
        ("row", "6.1.1", 1),
        ("subtotal", "6.2", 0),
        ("row", "6.2.2", 1),
        ("total", "", 0),
        ("result", "", 0),
    ]
    assert [line.label for line in tree.lines if line.kind is LineKind.HEADING] == [
        "Pendapatan",
        "Belanja per bidang",
        "Pembiayaan",
    ]
    dana_desa = tree.lines[2]
    assert (dana_desa.label, dana_desa.percent_text) == ("Dana Desa", "60,0%")
    assert dana_desa.path("realisasi") == "apbdes[-/4.2.1/-].realisasi"
    assert (tree.differences, tree.strays) == ((), ())


def test_a_share_is_told_for_totals_but_not_for_differences() -> None:
    texts = {line.label: line.percent_text for line in tree_of(BABAYAU).lines}
    assert texts["Jumlah belanja"] == "43,1%"
    assert texts["Pembiayaan neto"] == "21,3%"
    assert texts["Surplus (defisit)"] == texts["Sisa lebih (SiLPA)"] == texts["Pendapatan"] == ""


def test_a_share_of_what_turned_from_less_than_nothing_to_more_is_not_told() -> None:
    tree = tree_of({"-/6.1/-": (24_860_000, 24_860_000), "-/6.2/-": (50_000_000, 0)})
    net = next(line for line in tree.lines if line.label == "Pembiayaan neto")
    assert net.amount == Amount(-25_140_000, 24_860_000)
    assert (net.percent, net.percent_text) == (None, "")


def test_the_bidang_are_there_for_pictures() -> None:
    tree = tree_of({"02.03/-/-": (100, 50), "02.01/-/-": (10, 5), "01/-/-": (7, 7), "-/4.2/-": (9, 0)})
    assert [(line.code, line.amount) for line in tree.bidang] == [("01", Amount(7, 7)), ("02", Amount(110, 55))]
    assert NAMES.short_of("02") == "Pembangunan desa"


def test_spending_may_stand_at_every_level_and_sums_go_upward() -> None:
    rows = {
        "01/-/-": (1_000, 100),
        "02.03/-/-": (200, 20),
        "02.01.01/-/-": (30, 3),
        "02.02.01/5.2.1/DD": (4, 1),
        "02.02.01/5.2.1/ADD": (5, 1),
    }
    tree = tree_of(rows)
    assert tree.totals.belanja == Amount(1_239, 125)
    assert tree.totals.per_bidang == {"01": Amount(1_000, 100), "02": Amount(239, 25)}
    assert shown(tree)[1:9] == [
        ("row", "01", 0),
        ("subtotal", "02", 0),
        ("subtotal", "02.01", 1),
        ("row", "02.01.01", 2),
        ("subtotal", "02.02", 1),
        ("subtotal", "02.02.01", 2),
        ("row", "ADD", 3),
        ("row", "DD", 3),
    ]
    assert [line.label for line in tree.lines if line.code == "DD"] == ["Belanja Barang Perlengkapan (DD)"]


def test_a_parent_beside_its_children_is_not_added_twice_and_a_difference_is_told() -> None:
    tree = tree_of({"02/-/-": (81_500_000, 5), "02.01/-/-": (20_000_000, 5), "02.02/-/-": (7_500_000, 0)})
    assert tree.totals.belanja == Amount(27_500_000, 5)
    assert [(found.path, found.own, found.below) for found in tree.differences] == [
        ("apbdes[02/-/-].anggaran", 81_500_000, 27_500_000)
    ]
    parent = next(line for line in tree.lines if line.code == "02")
    assert parent.amount == Amount(27_500_000, 5)
    assert parent.given["anggaran"] == 81_500_000
    assert parent.has_children


def test_each_column_is_summed_from_where_it_was_filled() -> None:
    # The budget is known per sub-bidang, what was spent only for the bidang as a whole.
    tree = tree_of({"02/-/-": (None, 60), "02.01/-/-": (70, None), "02.02/-/-": (30, None)})
    assert tree.totals.belanja == Amount(100, 60)
    assert tree.differences == ()


def test_spending_by_kind_beside_spending_by_bidang_is_the_same_money() -> None:
    rows = {"01/-/-": (100, 40), "02/-/-": (50, 20), "-/5.1/-": (90, 50), "-/5.2.1/-": (61, 10)}
    tree = tree_of(rows)
    assert tree.totals.belanja == Amount(150, 60)
    assert [(found.label, found.own, found.below) for found in tree.differences] == [
        ("Belanja menurut jenis", 151, 150)
    ]
    assert {line.key for line in tree.lines if line.key} == set(rows)


def test_spending_given_only_by_kind_counts() -> None:
    tree = tree_of({"-/5.1/-": (90, 50), "-/5.2/-": (60, 10), "-/5.2.1/-": (60, 10)})
    assert tree.totals.belanja == Amount(150, 60)
    assert tree.totals.per_bidang == {}
    assert tree.bidang == ()
    assert "Belanja" in [line.label for line in tree.lines if line.kind is LineKind.HEADING]


def test_a_whole_group_may_be_one_row() -> None:
    tree = tree_of({"-/4/-": (500, 100), "-/5/-": (450, 90), "-/6/-": (-50, -10)})
    assert tree.totals.pendapatan == Amount(500, 100)
    assert tree.totals.silpa == Amount(0, 0)
    total = next(line for line in tree.lines if line.label == "Jumlah pendapatan")
    assert total.path("anggaran") == "apbdes[-/4/-].anggaran"
    told = tree_of({"-/4/-": (500, 100), "-/4.1/-": (400, 100)})
    assert [(found.own, found.below) for found in told.differences] == [(500, 400)]


def test_a_group_of_financing_given_with_its_sides_is_net() -> None:
    tree = tree_of({"-/6/-": (-25, 0), "-/6.1/-": (15, 0), "-/6.2/-": (40, 0)})
    assert tree.totals.pembiayaan.anggaran == -25
    assert tree.differences == ()
    assert [line.code for line in tree.lines if line.group == PEMBIAYAAN and line.kind is LineKind.ROW] == [
        "6.1",
        "6.2",
    ]


def test_rows_of_other_code_lists_are_shown_and_not_counted() -> None:
    # Permendagri 113/2014 had 1.x for revenue; a row keyed by mistake is no reason to lose it.
    tree = tree_of({"-/4.1/-": (100, 0), "-/1.1/-": (40, 0), "0197f0c0": (7, 0)})
    assert tree.totals.pendapatan.anggaran == 100
    assert set(tree.strays) == {"-/1.1/-", "0197f0c0"}
    assert {line.key for line in tree.lines if line.key} == {"-/4.1/-", "-/1.1/-", "0197f0c0"}


def test_an_empty_budget_has_headings_and_zero_totals() -> None:
    lines = budget_lines({}, NAMES)
    assert [line.label for line in lines] == [
        "Pendapatan",
        "Jumlah pendapatan",
        "Belanja per bidang",
        "Jumlah belanja",
        "Surplus (defisit)",
        "Pembiayaan",
        "Pembiayaan neto",
        "Sisa lebih (SiLPA)",
    ]
    assert {line.amount for line in lines} == {None, Amount()}
    assert lines[1].percent_text == "tanpa anggaran"


def test_a_village_may_name_a_row_in_its_own_words() -> None:
    content = content_of({"-/6.2.2/-": (40, 20)}) | {"apbdes[-/6.2.2/-].uraian": " Penyertaan modal BUM Desa "}
    assert "Penyertaan modal BUM Desa" in [line.label for line in budget_lines(content, NAMES)]


@pytest.mark.parametrize(
    ("key", "label", "known"),
    [
        (BudgetKey(rekening="4.2.1"), "Dana Desa", True),
        (BudgetKey("02.03.97"), "Kegiatan daerah 02.03.97", True),
        (BudgetKey("02.03.96"), "Lain-lain Kegiatan Sub Bidang Pekerjaan Umum dan Tata Ruang", True),
        (BudgetKey("02.03.55"), "Kegiatan 02.03.55", False),
        (BudgetKey("02.44"), "Sub-bidang 02.44", False),
        (BudgetKey("07"), "Bidang 07", False),
        (BudgetKey("02.03.01", "5.2.1.05", "DD"), "Belanja Barang Perlengkapan (5.2.1.05) (DD)", True),
        (BudgetKey(rekening="4.3.8"), "Rekening 4.3.8", False),
    ],
)
def test_every_code_has_a_label_and_unknown_ones_are_known_to_be_so(key: BudgetKey, label: str, known: bool) -> None:
    assert NAMES.of(key) == label
    assert NAMES.knows(key) is known


def test_the_code_lists_are_whole() -> None:
    assert len(NAMES.rekening) == 56
    depths = [code.count(".") for code in NAMES.kegiatan]
    assert (depths.count(0), depths.count(1), depths.count(2)) == (5, 27, 239)
    assert set(NAMES.short) == {"01", "02", "03", "04", "05"}
    assert all(name and "*" not in name and len(name) < 150 for name in NAMES.kegiatan.values())
    assert all(code.rpartition(".")[0] in NAMES.kegiatan for code in NAMES.kegiatan if "." in code)


def test_a_published_budget_of_a_real_shape_closes() -> None:
    # Shape of a budget published by a village elsewhere: totals beside their parts at three levels.
    tree = tree_of(
        {
            "-/4.1/-": (172_790_000, 0),
            "-/4.2/-": (1_554_291_000, 0),
            "-/4.2.1/-": (373_456_000, 0),
            "-/4.2.2/-": (196_059_000, 0),
            "-/4.2.3/-": (419_776_000, 0),
            "-/4.2.4/-": (500_000_000, 0),
            "-/4.2.5/-": (65_000_000, 0),
            "-/5/-": (1_810_178_246, 0),
            "01/-/-": (787_286_316, 0),
            "02/-/-": (677_650_965, 0),
            "03/-/-": (237_483_378, 0),
            "04/-/-": (59_557_587, 0),
            "05/-/-": (48_200_000, 0),
            "-/6.1/-": (123_097_246, 0),
            "-/6.2/-": (40_000_000, 0),
        }
    )
    assert tree.differences == ()
    assert tree.totals.pendapatan.anggaran == 1_727_081_000
    assert tree.totals.silpa.anggaran == 0


LEAF_KEYS = st.one_of(
    st.builds(
        lambda bidang, sub, activity, account, fund: f"{bidang}.{sub}.{activity}/{account}/{fund}",
        st.sampled_from(["01", "02", "05"]),
        st.sampled_from(["01", "03"]),
        st.sampled_from(["01", "97"]),
        st.sampled_from(["5.1.1", "5.2.1", "5.3.5"]),
        st.sampled_from(["DD", "ADD"]),
    ),
    st.builds(
        lambda account: f"-/{account}/-", st.sampled_from(["4.1.1", "4.2.1", "4.3.9", "6.1.1", "6.1.2", "6.2.2"])
    ),
)
FIGURES = st.integers(0, 10**12)
LEAVES = st.dictionaries(LEAF_KEYS, st.tuples(FIGURES, FIGURES), max_size=20)
PARENTS = st.sampled_from(
    ["-/4/-", "-/4.2/-", "-/5/-", "01/-/-", "02.03/-/-", "02.03.01/-/-", "02.03.01/5.3/-", "-/6.1/-"]
)


def sums_by_hand(leaves: Mapping[str, tuple[int, int]]) -> list[Amount]:
    sums = {PENDAPATAN: Amount(), BELANJA: Amount(), "6.1": Amount(), "6.2": Amount()}
    for key, figures in leaves.items():
        account = key.split("/")[1]
        group = account[:3] if account[0] == PEMBIAYAAN else account[0]
        sums[group] += Amount(*figures)
    return list(sums.values())


@given(LEAVES)
def test_totals_are_the_plain_sums_of_the_lowest_rows(leaves: dict[str, tuple[int, int]]) -> None:
    sums = totals(content_of(leaves))
    pendapatan, belanja, penerimaan, pengeluaran = sums_by_hand(leaves)
    assert [sums.pendapatan, sums.belanja, sums.penerimaan, sums.pengeluaran] == sums_by_hand(leaves)
    assert sum(sums.per_bidang.values(), Amount()) == belanja
    assert sums.pembiayaan == penerimaan - pengeluaran
    assert sums.silpa == pendapatan - belanja + penerimaan - pengeluaran


@given(LEAVES)
def test_the_order_in_which_rows_arrive_changes_nothing(leaves: dict[str, tuple[int, int]]) -> None:
    content = content_of(leaves)
    assert read_budget(dict(reversed(content.items())), NAMES) == read_budget(content, NAMES)


@given(LEAVES, st.dictionaries(PARENTS, st.tuples(FIGURES, FIGURES), max_size=4))
def test_parents_do_not_change_what_the_lowest_rows_add_up_to(
    leaves: dict[str, tuple[int, int]], parents: dict[str, tuple[int, int]]
) -> None:
    alone, both = read_budget(content_of(leaves), NAMES), tree_of({**parents, **leaves})
    covered = {line.key for line in both.lines if line.has_children}
    added = {key: figures for key, figures in parents.items() if key not in covered}
    assert [both.totals.pendapatan.anggaran, both.totals.belanja.anggaran] == [
        alone.totals.pendapatan.anggaran + sum(n for key, (n, _m) in added.items() if key.startswith("-/4")),
        alone.totals.belanja.anggaran + lone_spending(added),
    ]


def lone_spending(added: Mapping[str, tuple[int, int]]) -> int:
    """What parents without rows below them add to spending: the group's own row only when there is nothing else."""
    by_bidang = sum(figures[0] for key, figures in added.items() if not key.startswith("-/"))
    return by_bidang or (added["-/5/-"][0] if "-/5/-" in added else 0)


@given(LEAVES, st.dictionaries(PARENTS, st.tuples(FIGURES, FIGURES), max_size=4))
def test_every_row_is_shown_exactly_once(
    leaves: dict[str, tuple[int, int]], parents: dict[str, tuple[int, int]]
) -> None:
    rows = {**parents, **leaves}
    keys = [line.key for line in tree_of(rows).lines if line.key is not None]
    assert sorted(keys) == sorted(rows)


@given(LEAVES)
def test_a_parent_equal_to_its_children_is_no_difference_and_one_rupiah_off_is(
    leaves: dict[str, tuple[int, int]],
) -> None:
    belanja = totals(content_of(leaves)).belanja
    if belanja == Amount() or not any(key[0] == "0" for key in leaves):
        return
    right = tree_of({**leaves, "-/5/-": (belanja.anggaran, belanja.realisasi)})
    above = tree_of({**leaves, "-/5/-": (belanja.anggaran + 1, belanja.realisasi)})
    below = tree_of({**leaves, "-/5/-": (belanja.anggaran, belanja.realisasi - 1)})
    assert right.differences == ()
    assert [found.path for found in above.differences] == ["apbdes[-/5/-].anggaran"]
    assert [found.path for found in below.differences] == ["apbdes[-/5/-].realisasi"]
