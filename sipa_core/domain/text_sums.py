"""Sums that a text names beside the tables: a reader believes the sentence, so both must say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sipa_core.domain.budget import Amount, BudgetTree
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.reading import Reading

_SUM: Final = re.compile(
    r"\b(?P<what>(?:total |jumlah |realisasi |anggaran )*(?:pendapatan|belanja|penerimaan))"
    r"(?: desa| tahun ini| semester ini| sampai [a-z]+(?: \d{4})?| sebesar| mencapai| adalah| yaitu| senilai| menjadi)*"
    r" rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)",
    re.IGNORECASE,
)
_LEAST: Final = 1_000_000


def sum_findings(reading: Reading) -> Iterator[Finding]:
    """Yield where a text names a sum of revenue or spending that no line of the budget has."""
    tree = reading.tree
    if tree is None:
        return
    known = _known(tree)
    for one in reading.texts:
        if one.row:
            continue
        for found in _SUM.finditer(one.text):
            value = int(found["sum"].replace(".", ""))
            what = found["what"].lower()
            if value < _LEAST or value in known:
                continue
            right = _meant(tree, what)
            yield said(
                "text_figure",
                one.path,
                where=one.where,
                sum=format_rupiah(value),
                what=what,
                other=format_rupiah(right),
            )
            break


def _known(tree: BudgetTree) -> set[int]:
    sums = tree.totals
    amounts = [line.amount for line in tree.lines if line.amount is not None]
    amounts += [sums.pendapatan, sums.belanja, sums.pembiayaan, sums.penerimaan, sums.pengeluaran, sums.surplus]
    income = sums.pendapatan + sums.penerimaan
    amounts.append(income)
    return {abs(value) for one in amounts for value in (one.anggaran, one.realisasi, one.sisa)}


def _meant(tree: BudgetTree, what: str) -> int:
    side: Amount = tree.totals.belanja if "belanja" in what else tree.totals.pendapatan
    return side.anggaran if "anggaran" in what else side.realisasi
