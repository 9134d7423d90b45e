"""Figures of a budget that add up and are still odd: nothing spent, everything spent, one share or round sums all over,
a name that was mistyped, financing that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from sipa_core.domain.budget import BELANJA, PEMBIAYAAN, TABLE, BudgetLine, BudgetTree
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.likeness import plain_words
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.paths import BudgetKey, cell, parse_budget_key
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.reading import Reading
from sipa_core.domain.templates import is_filled

MANY_ROWS: Final = 6
ROUND: Final = 1_000_000
ALMOST_ALL: Final = 95
_EMERGENCY: Final = "05"
_SLIP: Final = (0.6, 0.9)
"""A word this like a word of the official name is a slip or another word; liker than that it is a way of spelling."""

_TYPED_FOR: Final = frozenset(
    ("sub", "bidang", "subbidang", "kegiatan", "dan", "atau", "desa", "penyelenggaraan", "belanja")
)


def habit_findings(reading: Reading) -> Iterator[Finding]:
    """Yield what is odd in the budget of the report; nothing when it has none."""
    tree = reading.tree
    if tree is None:
        return
    yield from _financing(reading, tree)
    yield from _names(reading, tree)
    columns = {
        field.column for section in reading.template.sections for field in section.columns if section.table == TABLE
    }
    if "realisasi" in columns:
        yield from _spending(reading, tree)


def lacks_financing(reading: Reading) -> bool:
    """True when revenue and spending are given, their difference is not zero, and no row of financing explains it."""
    tree = reading.tree
    if tree is None or any(line.group == PEMBIAYAAN and line.key is not None for line in tree.lines):
        return False
    sums = tree.totals
    return bool(sums.pendapatan.anggaran and sums.belanja.anggaran and sums.surplus.anggaran)


def _financing(reading: Reading, tree: BudgetTree) -> Iterator[Finding]:
    if lacks_financing(reading):
        yield said("financing_missing", TABLE, rest=format_rupiah(tree.totals.surplus.anggaran))


def _names(reading: Reading, tree: BudgetTree) -> Iterator[Finding]:
    for line in tree.lines:
        name = line.given.get("uraian")
        if line.key is None or not isinstance(name, str) or not name.strip():
            continue
        key = parse_budget_key(line.key) if _is_key(line.key) else None
        official = _official(reading, key) if key is not None else ""
        if official and is_mistyped(name, official):
            yield said("name_mistyped", cell(TABLE, line.key, "uraian"), name=name.strip(), official=official)


def _is_key(text: str) -> bool:
    return text.count("/") == 2


def _official(reading: Reading, key: BudgetKey) -> str:
    names = reading.names
    if key.rekening:
        return names.rekening.get(key.rekening, "")
    return names.kegiatan.get(key.kegiatan, "")


@lru_cache(maxsize=4096)
def is_mistyped(name: str, official: str) -> bool:
    """True when the name is meant to be the official one and a word of it is another, similar one."""
    wanted = [word for word in plain_words(official) if word not in _TYPED_FOR]
    given = [word for word in plain_words(name) if word not in _TYPED_FOR]
    same = [word for word in given if word in wanted]
    others = [word for word in given if word not in wanted and len(word) >= 6]
    left = [word for word in wanted if word not in given and len(word) >= 6]
    if not same or not others or len(others) > len(wanted) // 2 + 1:
        return False
    return any(_SLIP[0] <= SequenceMatcher(None, one, word).ratio() < _SLIP[1] for one in others for word in left)


def _spending(reading: Reading, tree: BudgetTree) -> Iterator[Finding]:
    if not tree.totals.pendapatan.realisasi and not tree.totals.belanja.realisasi:
        if tree.totals.belanja.anggaran:
            yield said("nothing_spent", TABLE)
        return
    rest = tree.totals.silpa.realisasi
    if rest < 0:
        yield said("cash_negative", TABLE, gap=format_rupiah(-rest))
    lines = [line for line in tree.lines if line.key is not None and not line.has_children and line.amount is not None]
    spending = [line for line in lines if line.group == BELANJA]
    yield from _unspent(reading, tree, spending)
    yield from _alike(reading, tree, lines, spending)


def _unspent(reading: Reading, tree: BudgetTree, spending: list[BudgetLine]) -> Iterator[Finding]:
    """Of a whole year every row that was not touched, within a year only a whole bidang: much is planned for later."""
    period = reading.beside.period
    if period is not None and period.kind is PeriodKind.YEAR:
        for line in spending:
            amount = line.amount
            if amount is None or line.key is None or amount.realisasi or amount.anggaran <= 0:
                continue
            if (
                line.code.startswith((_EMERGENCY, "5.4"))
                or is_filled(line.given.get("alasan"))
                or _told(reading, line.label)
                or _told_by_sum(reading, amount.anggaran)
            ):
                continue
            yield said("unspent", cell(TABLE, line.key, "alasan"), label=line.label, sum=format_rupiah(amount.anggaran))
        return
    for line in tree.bidang:
        amount = line.amount
        if amount is None or amount.realisasi or amount.anggaran <= 0 or line.code.startswith(_EMERGENCY):
            continue
        below = [one for one in spending if one.code.startswith(line.code)]
        if any(is_filled(one.given.get("alasan")) for one in below) or _told(reading, line.label):
            continue
        if _told_by_sum(reading, amount.anggaran) or all(
            one.amount is not None and _told_by_sum(reading, one.amount.anggaran) for one in below
        ):
            continue
        key = line.key or next((one.key for one in below if one.key is not None), None)
        if key is not None:
            yield said("unspent", cell(TABLE, key, "alasan"), label=line.label, sum=format_rupiah(amount.anggaran))


def _alike(
    reading: Reading, tree: BudgetTree, lines: list[BudgetLine], spending: list[BudgetLine]
) -> Iterator[Finding]:
    amounts = [line.amount for line in spending if line.amount is not None and line.amount.anggaran > 0]
    period = reading.beside.period
    if len(amounts) >= MANY_ROWS:
        shares = {amount.realisasi * 1000 // amount.anggaran for amount in amounts if amount.realisasi}
        all_spent = all(amount.realisasi for amount in amounts)
        if all(amount.realisasi == amount.anggaran for amount in amounts):
            yield said("all_exact", TABLE, n=len(amounts))
        elif all_spent and len(shares) == 1:
            yield said("one_share", TABLE, share=f"{next(iter(shares)) / 10:.1f}".replace(".", ","), n=len(amounts))
    belanja = tree.totals.belanja
    early = period is not None and period.kind is not PeriodKind.YEAR and period.last_day.month <= 6
    if early and belanja.anggaran > 0 and belanja.realisasi * 100 >= belanja.anggaran * ALMOST_ALL:
        yield said("spent_early", TABLE, share=belanja.realisasi * 100 // belanja.anggaran)
    sums = [line.amount.realisasi for line in lines if line.amount is not None and line.amount.realisasi > 0]
    if len(sums) >= MANY_ROWS and all(value % ROUND == 0 for value in sums):
        yield said("round_figures", TABLE, n=len(sums))


def _told_by_sum(reading: Reading, planned: int) -> bool:
    """True when a text names the sum that was not spent, or an activity of that sum stands among the unfinished."""
    if any(format_rupiah(planned) in one.text.replace("Rp ", "Rp") for one in reading.texts if one.row == 0):
        return True
    listed = {" ".join(plain_words(str(cells.get("nama") or ""))) for cells in reading.table("belum").values()}
    return any(
        cells.get("anggaran") == planned and " ".join(plain_words(str(cells.get("nama") or ""))) in listed - {""}
        for cells in reading.table("kegiatan").values()
    )


def _told(reading: Reading, label: str) -> bool:
    """True when a text of the report or the list of unfinished activities names the row."""
    words = [word for word in plain_words(label) if len(word) >= 5]
    if not words:
        return False
    texts = (set(plain_words(one.text)) for one in reading.texts if one.row == 0 or one.section.table == "belum")
    return any(sum(word in text for word in words) * 2 > len(words) for text in texts)
