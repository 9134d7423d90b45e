"""Sums that a text names beside the tables: a reader believes the sentence, so both must say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sipa_core.domain.budget import Amount, BudgetTree
from sipa_core.domain.finding_words import said
from sipa_core.domain.findings import Finding
from sipa_core.domain.money import format_rupiah
from sipa_core.domain.reading import Reading, Written
from sipa_core.messages import _

_SUM: Final = re.compile(
    r"\b(?P<what>(?:total |jumlah |realisasi |anggaran )*(?:pendapatan|belanja|penerimaan))"
    r"(?:(?-i: (?:Pemerintah )?Desa(?: [A-Z][\w'’-]+){1,3})| desa| (?:pada |untuk )?tahun (?:ini|anggaran \d{4}|\d{4})"
    r"| semester (?:ini|i{1,2}|1|2|pertama|kedua)| sudah| telah| hanya| baru"
    r"| sampai (?:dengan )?(?:akhir )?[a-z]+(?: \d{4})?"
    r"| kami| sebesar| sebanyak| sejumlah| berjumlah| tercatat| mencapai| adalah| yaitu| yakni| ialah| senilai| menjadi"
    r"| terealisasi| (?:di)?total(?:nya)?| seluruhnya)*"
    r"(?: ?[:=])? rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)(?!\d|\.\d|(?:,-)? (?:untuk|guna|bagi|per)\b)",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"\b(?:(?P<financing>pembiayaan neto)"
    r"|(?:penerimaan|realisasi|pagu|anggaran) (?P<village>(?:alokasi )?dana desa))"
    r"(?: (?:tahun (?:ini|anggaran \d{4}|\d{4})|sudah|telah|sebesar|sebanyak|sejumlah|mencapai|adalah|yaitu|senilai))*"
    r"(?: ?[:=])? rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)(?!\d|\.\d|(?:,-)? (?:untuk|guna|bagi|per)\b)",
    re.IGNORECASE,
)
"""Sums of one name that stand in one line of the budget, where the budget is as deep as that line."""

_LINES: Final = {"dana desa": "4.2.1", "alokasi dana desa": "4.2.3"}
_LEFT: Final = re.compile(
    r"\b(?P<what>silpa|sisa (?:uang|kas|anggaran|lebih (?:perhitungan|pembiayaan)(?: anggaran)?))"
    r"(?P<words>(?:\s(?!rp)[\w()]+){0,6}?) rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)",
    re.IGNORECASE,
)
_ALL_OF_IT: Final = re.compile(
    r"(?:(?<!\bdi )(?<!dari )(?<!pada )(?<!untuk )(?<!warga )(?<!kepada )"
    r"\b(?-i:Desa(?: [A-Z][\w'’-]+){0,3}|Kami)|(?:,| dan)(?= (?:\w+ )?membelanjakan))(?: sudah| telah| hanya| baru)?"
    r" (?P<what>menerima|membelanjakan) rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)"
    r"(?!\d|\.\d|(?:,-)? (?:untuk|guna|bagi|buat|pada|di|per|bantuan|hibah|dana|add|pajak|tambahan|sewa"
    r"|dari (?!anggaran|rencana|total|jumlah|rp)))",
    re.IGNORECASE,
)
"""What the village received or spent, of nothing in particular: "Desa Mihu menerima Rp1.303.030.468 dan …"."""

_VERBS: Final = {"menerima": "pendapatan", "membelanjakan": "belanja"}

_OF_ALL: Final = re.compile(
    r"rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)(?:,-)? dari (?:[a-z]+ ){0,3}rp\.? ?(?P<all>\d{1,3}(?:\.\d{3})+)",
    re.IGNORECASE,
)
"""A part of all that was planned: "membelanjakan Rp522.972.500 dari anggaran Rp1.295.349.300"."""

_REST: Final = re.compile(r"\b(?:sisa|saldo)\b", re.IGNORECASE)
_KEPT: Final = re.compile(
    r"\b(?:rekening|bank|tunai|bendahara)\b[^.;\d]{0,40}? rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)", re.IGNORECASE
)
"""What is left in one place: "sisa uang di rekening kas desa Rp100.869.018 dan tunai Rp250.000"."""

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_CLAUSE: Final = re.compile(r"[.;\n]\s+")

_PART: Final = re.compile(
    r"\b(?:rekening|tunai|bank|bidang|kegiatan|dana desa|add|bumdes|modal|19\d\d|20\d\d)\b", re.IGNORECASE
)
"""What is left of one thing, or of another year, stands in no total."""

_SHARE: Final = re.compile(
    r"rp\.? ?(?P<sum>\d{1,3}(?:\.\d{3})+)(?:,-)?,?\s*(?:dari (?:\w+\s){0,4}?rp\.? ?\d[\d.]*(?:,-)?,?\s*)?"
    r"(?:(?:atau|yaitu|yakni|sebesar|setara|sekitar|hanya|baru)\s+|\()+(?P<share>\d{1,3}(?:,\d{1,2})?) ?(?:%|persen)",
    re.IGNORECASE,
)
_SHARE_ALONE: Final = re.compile(
    r"\b(?:belanja|(?:realisasi|serapan|penyerapan) (?:anggaran|belanja))(?: desa)?"
    r"(?: (?:sudah|telah|baru|hanya|yang|terserap|terealisasi(?:kan)?|direalisasikan|mencapai|sebesar|sekitar))+"
    r" (?P<share>\d{1,3}(?:,\d{1,2})?) ?(?:%|persen)",
    re.IGNORECASE,
)
"""The share of all spending without its sum: "belanja terserap 97,7%"."""

_SHARE_OFF: Final = 1
"""Points by which a share may be rounded."""

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
            if value < _LEAST or value in known or _stands(reading, value):
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
        else:
            yield from (
                *_left(one, tree, known),
                *_named(reading, one, tree, known),
                *_of_all(reading, one, tree, known),
                *_kept(one, tree),
            )
        yield from _shares(one, tree)


def _left(one: Written, tree: BudgetTree, known: set[int]) -> Iterator[Finding]:
    """What is left over in words is what is left over in figures."""
    for found in _LEFT.finditer(one.text):
        value = int(found["sum"].replace(".", ""))
        if value < _LEAST or value in known or _PART.search(found["words"]):
            continue
        rest = tree.totals.silpa.realisasi or tree.totals.silpa.anggaran
        sums = {"sum": format_rupiah(value), "other": format_rupiah(rest)}
        yield said("text_figure", one.path, where=one.where, what=found["what"], **sums)
        return


def _named(reading: Reading, one: Written, tree: BudgetTree, known: set[int]) -> Iterator[Finding]:
    """Net financing and the transfers that a text names are those of the budget."""
    for found in _NAMED.finditer(one.text):
        value = int(found["sum"].replace(".", ""))
        if value < _LEAST or value in known or _stands(reading, value):
            continue
        if found["village"]:
            what = found["village"]
            line = next((line for line in tree.lines if line.code == _LINES[what.lower()]), None)
            amount = line.amount if line is not None else None
        else:
            what, amount = found["financing"], tree.totals.pembiayaan
        right = (amount.realisasi or amount.anggaran) if amount is not None else 0
        if right:
            sums = {"sum": format_rupiah(value), "other": format_rupiah(right)}
            yield said("text_figure", one.path, where=one.where, what=what, **sums)
            return


def _of_all(reading: Reading, one: Written, tree: BudgetTree, known: set[int]) -> Iterator[Finding]:
    """All that was received or spent, or a sum "of" all that was planned, is what was realised of it, or a part that
    stands in some table."""
    sides = {"belanja": tree.totals.belanja, "pendapatan": tree.totals.pendapatan}
    named = [
        (_VERBS[found["what"].lower()], int(found["sum"].replace(".", ""))) for found in _ALL_OF_IT.finditer(one.text)
    ]
    for found in _OF_ALL.finditer(one.text):
        value, whole = (int(found[name].replace(".", "")) for name in ("sum", "all"))
        named += [(what, value) for what, side in sides.items() if whole == side.anggaran]
    for what, value in named:
        right = sides[what].realisasi
        if right and value >= _LEAST and value not in known and not _stands(reading, value):
            sums = {"sum": format_rupiah(value), "other": format_rupiah(right)}
            yield said("text_figure", one.path, where=one.where, what=what, **sums)
            return


def _stands(reading: Reading, value: int) -> bool:
    """True when a figure of any table of the report is the sum."""
    tables = {section.table for section in reading.template.sections if section.table is not None}
    return any(value in cells.values() for table in tables for cells in reading.table(table).values())


def _kept(one: Written, tree: BudgetTree) -> Iterator[Finding]:
    """The bank and the cash box hold no more than all that is left."""
    rest = tree.totals.silpa.realisasi
    for clause in _CLAUSE.split(one.text):
        if not _REST.search(clause) or _YEAR.search(clause):
            continue
        value = sum(int(found["sum"].replace(".", "")) for found in _KEPT.finditer(clause))
        if 0 < rest < value:
            sums = {"sum": format_rupiah(value), "other": format_rupiah(rest)}
            yield said("text_figure", one.path, where=one.where, what=_("sisa uang"), **sums)
            return


def _shares(one: Written, tree: BudgetTree) -> Iterator[Finding]:
    """A sum of all revenue or spending with its share in percent: "membelanjakan Rp624.718.000 (46,0%)"."""
    spent = tree.totals.belanja
    sides = {side.realisasi: side for side in (tree.totals.pendapatan, spent) if side.anggaran and side.realisasi}
    named = [(int(found["sum"].replace(".", "")), found["share"]) for found in _SHARE.finditer(one.text)]
    named += [(spent.realisasi, found["share"]) for found in _SHARE_ALONE.finditer(one.text)]
    for value, share in named:
        side = sides.get(value)
        if side is None:
            continue
        right = value * 100 / side.anggaran
        if abs(float(share.replace(",", ".")) - right) > _SHARE_OFF:
            other = f"{right:.1f}".replace(".", ",") + "%"
            yield said("text_share", one.path, where=one.where, share=share, sum=format_rupiah(value), other=other)
            return


def _known(tree: BudgetTree) -> set[int]:
    sums = tree.totals
    amounts = [line.amount for line in tree.lines if line.amount is not None]
    amounts += [sums.pendapatan, sums.belanja, sums.pembiayaan, sums.penerimaan, sums.pengeluaran, sums.surplus]
    amounts.append(sums.silpa)
    income = sums.pendapatan + sums.penerimaan
    amounts.append(income)
    return {abs(value) for one in amounts for value in (one.anggaran, one.realisasi, one.sisa)}


def _meant(tree: BudgetTree, what: str) -> int:
    side: Amount = tree.totals.belanja if "belanja" in what else tree.totals.pendapatan
    return side.anggaran if "anggaran" in what else side.realisasi
