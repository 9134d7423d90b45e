"""The budget of a village: scaled from one of the real ones, divided into activities, spent for half a year.

The budget closes to the rupiah, activities add up to their sub-bidang, and no more is spent than came in.
"""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sipa_core.domain.budget import Amount
from sipa_core.domain.budget_codes import BudgetNames
from sipa_core.domain.money import format_number
from sipa_core.domain.paths import BudgetKey
from sipa_core.ids import natural_id

HERE = Path(__file__).resolve().parent
CSV = HERE.parents[1] / "resources/demo/csv"

_SUB_OF_NAME = {
    "Penyelenggaraan Belanja Siltap, Tunjangan dan Operasional Pemerintah Desa": "01.01",
    "Sub Bidang Pendidikan": "02.01",
    "Sub Bidang Kesehatan": "02.02",
    "Sub Bidang Pekerjaan Umum dan Penataan Ruang": "02.03",
    "Sub Bidang Kawasan Pemukiman": "02.04",
    "Sub Bidang Perhubungan, Komunikasi dan Informatika": "02.06",
    "Sub Bidang Pariwisata": "02.08",
    "Sub Bidang Ketrampilan, Ketertiban Umum dan Perundungan Masyarakat": "03.01",
    "Sub Bidang Kebudayaan dan Keagamaan": "03.02",
    "Sub Bidang Kelembagaan Masyarakat": "03.04",
    "Sub Bidang Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga": "04.04",
    "Sub Bidang Keadaan Mendesak": "05.03",
}
"""The second budget has no codes; its slip ("Ketrampilan … Perundungan") is what the import asks about."""

_FILLING, _FOOD, _CASH_AID = "02.03", "04.02", "05.03"
_BLT_A_MONTH = 300_000
_LEAST = 3_000_000


@dataclass(frozen=True)
class Work:
    """One activity; `left` says what is still to do where it is not finished."""

    sub: str
    name: str
    place: str
    amount: Amount
    physical: int
    left: str = ""


@dataclass(frozen=True)
class Plan:
    """A budget with its half year: accounts of revenue and financing, and the activities that make up the spending."""

    accounts: Mapping[str, Amount]
    works: tuple[Work, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def income(self) -> Amount:
        """Revenue as a whole."""
        return _sum(self.accounts, "4")

    @property
    def budget(self) -> int:
        """The spending budget."""
        return sum(work.amount.anggaran for work in self.works)

    @property
    def spent(self) -> int:
        """What was spent of it."""
        return sum(work.amount.realisasi for work in self.works)

    @property
    def cash(self) -> int:
        """What is left in hand after the half year."""
        came, went = self.income + _sum(self.accounts, "6.1"), _sum(self.accounts, "6.2")
        return came.realisasi - went.realisasi - self.spent

    def content(self, village: str) -> dict[str, Any]:
        """Return the leaves of the report: budget rows, activities, what is unfinished."""
        leaves: dict[str, Any] = {}
        for code, amount in self.accounts.items():
            row = f"apbdes[{BudgetKey(rekening=code)}]"
            leaves |= {f"{row}.anggaran": amount.anggaran, f"{row}.realisasi": amount.realisasi}
            if code in self.reasons:
                leaves[f"{row}.alasan"] = self.reasons[code]
        for sub in sorted({work.sub for work in self.works}):
            amounts = [work.amount for work in self.works if work.sub == sub]
            row = f"apbdes[{BudgetKey(kegiatan=sub)}]"
            leaves[f"{row}.anggaran"] = sum(amount.anggaran for amount in amounts)
            leaves[f"{row}.realisasi"] = sum(amount.realisasi for amount in amounts)
        for position, work in enumerate(self.works):
            row = f"kegiatan[{natural_id('demo-row', village, 'kegiatan', work.name)}]"
            leaves |= {f"{row}.pos": position, f"{row}.nama": work.name, f"{row}.lokasi": work.place}
            leaves |= {f"{row}.anggaran": work.amount.anggaran, f"{row}.realisasi": work.amount.realisasi}
            leaves[f"{row}.fisik"] = work.physical
        unfinished = [work for work in self.works if work.left]
        # What was begun and is still open comes first: it is what people ask about.
        for position, work in enumerate(sorted(unfinished, key=lambda work: work.physical == 0)):
            row = f"belum[{natural_id('demo-row', village, 'belum', work.name)}]"
            leaves |= {f"{row}.pos": position, f"{row}.nama": work.name, f"{row}.keterangan": work.left}
        return leaves


def fixed(words: Mapping[str, Any]) -> Plan:
    """Return the plan of a village whose figures are written out."""
    rows = [*words["rows"]["pendapatan"], *words["rows"]["pembiayaan"]]
    works = [
        Work(sub, name, place, Amount(budget, spent), physical, *left)
        for sub, lines in words["kegiatan"].items()
        for name, place, budget, spent, physical, *left in lines
    ]
    return Plan({code: Amount(budget, spent) for code, budget, spent in rows}, tuple(works))


def as_csv(plan: Plan, names: BudgetNames) -> str:
    """Return the plan as an export in Indonesian money: titles above, parents with their sums, three rows with slips.

    The second instalment of the concrete road, which the report of the village lacks, is in it.
    """
    missed = {"02.03": 38_400_000}
    rows: dict[str, Amount] = {}
    for work in plan.works:
        rows[work.sub] = rows.get(work.sub, Amount()) + work.amount
    rows = {sub: Amount(one.anggaran, one.realisasi + missed.get(sub, 0)) for sub, one in rows.items()}
    for bidang in sorted({sub[:2] for sub in rows}):
        rows[bidang] = sum((one for sub, one in rows.items() if sub.startswith(f"{bidang}.")), Amount())
    spent = sum((one for sub, one in rows.items() if len(sub) == 2), Amount())
    accounts = {"4": plan.income, **{code: one for code, one in plan.accounts.items() if code[0] == "4"}}
    financing = {code: one for code, one in plan.accounts.items() if code[0] == "6"}
    lines = [
        "PEMERINTAH DESA BABAYAU;;;",
        "REALISASI APB DESA SAMPAI 30 JUNI 2025;;;",
        "Kode;Uraian;Anggaran (Rp);Realisasi (Rp)",
    ]
    for code, one in [*accounts.items(), ("5", spent), *sorted(rows.items()), *financing.items()]:
        name = names.of_kegiatan(code) if code[0] == "0" else names.of_rekening(code)
        told = "12 juta lebih" if code == "02.04" else f"{format_number(one.realisasi)},00"
        lines.append(f'{code};"{name}";{format_number(one.anggaran)},00;{told}')
        if code == "04.03":
            lines.append(lines[-1])
    lines.append("05.09.99;Sewa tenda musyawarah;Rp 450.000,-;Rp 450.000,-")
    return "\n".join(lines) + "\n"


def planned(chance: random.Random, words: Mapping[str, Any]) -> Plan:
    """Return the plan of a village scaled from the real budget that its words name."""
    accounts = _accounts(chance, words)
    total = sum(_sum(accounts, code).anggaran * sign for code, sign in (("4", 1), ("6.1", 1), ("6.2", -1)))
    budgets = _sub_budgets(chance, words, total, accounts["4.2.1"].anggaran)
    reasons = {words["over"]["rekening"]: words["over"]["alasan"]} if "over" in words else {}
    seed = chance.random()
    for pace in (50, 48, 46, 44, 42, 40, 38, 36, 34, 32, 30):
        # The same chance again and again, only slower, until the half year was paid with money that was there.
        works = _works(random.Random(seed), words, budgets, pace - 14 * bool(words.get("slow")))
        plan = Plan(accounts, works, reasons)
        if plan.cash > 10_000_000:
            return plan
    raise ValueError(f"{words['code']} spends more than it receives")


def _accounts(chance: random.Random, words: Mapping[str, Any]) -> dict[str, Amount]:
    def given(low: int, high: int, step: int, paid: int) -> Amount:
        budget = chance.randrange(low, high, step)
        return Amount(budget, _rounded(budget * paid / 100))

    accounts = {
        "4.1.2": given(3_000_000, 15_000_000, 500_000, chance.randint(30, 60)),
        "4.2.1": given(660_000_000, 860_000_000, 1_000, 60 if words.get("mandiri") else 40),
        "4.2.2": given(34_000_000, 58_000_000, 1_000, chance.randint(28, 45)),
        "4.2.3": given(590_000_000, 730_000_000, 1_000, 50),
    }
    if words["base"].startswith("apbdes") or "over" in words:
        accounts["4.3.6"] = given(300_000, 900_000, 50_000, 118 if "over" in words else chance.randint(25, 60))
    accounts["6.1.1"] = given(9_000_000, 46_000_000, 500, 100)
    if chance.random() < 0.7:
        accounts["6.2.2"] = given(20_000_000, 60_000_000, 5_000_000, chance.choice((0, 50, 100)))
    return accounts


def _sub_budgets(chance: random.Random, words: Mapping[str, Any], total: int, dana_desa: int) -> dict[str, int]:
    """The spending by sub-bidang: cash aid by families, food a fifth of Dana Desa, the rest as in the base."""
    base = _base(words["base"])
    base_total = sum(base.values())
    free = total - words["blt"] * _BLT_A_MONTH * 12
    budgets = {_CASH_AID: words["blt"] * _BLT_A_MONTH * 12, _FOOD: _rounded(dana_desa * 0.2, 50_000)}
    special = {work["sub"] for work in words["works"]}
    for sub in sorted({*base, *special} - {_FILLING, _FOOD, _CASH_AID}):
        share = base.get(sub, 0) / base_total * chance.uniform(0.8, 1.15) * 0.92
        least = 0.027 if sub in special else 0.0
        budgets[sub] = max(_LEAST, _rounded(free * max(share, least), 50_000))
    budgets[_FILLING] = total - sum(budgets.values())
    if budgets[_FILLING] < 80_000_000:
        raise ValueError(f"{words['code']}: nothing is left for roads")
    return dict(sorted(budgets.items()))


def _base(name: str) -> dict[str, int]:
    with (CSV / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if "kode" in rows[0]:
        return {row["kode"]: int(row["anggaran"]) for row in rows if len(row["kode"]) == 5 and row["kode"][0] == "0"}
    return {_SUB_OF_NAME[row["uraian"]]: int(row["anggaran"]) for row in rows if row["jenis"] == "belanja"}


def _works(chance: random.Random, words: Mapping[str, Any], budgets: Mapping[str, int], pace: int) -> tuple[Work, ...]:
    pool = tomllib.loads((HERE / "works.toml").read_text("utf-8"))["works"]
    made: list[Work] = []
    for sub, budget in budgets.items():
        special = [work for work in words["works"] if work["sub"] == sub]
        left = 100 - sum(work["share"] for work in special)
        lines = [(work["nama"], work["lokasi"], work["share"], "special", work) for work in special]
        weights = sum(line[2] for line in pool[sub])
        for name, place, weight, kind, *rest in pool[sub] if left else ():
            about = {"belum": rest[0]} if rest else {}
            lines.append((name.format(**words), place, left * weight / weights, kind, about))
        amounts = [_rounded(budget * line[2] / 100, 50_000) for line in lines]
        amounts[-1] += budget - sum(amounts)
        for (name, place, _share, kind, about), amount in zip(lines, amounts, strict=True):
            made.append(_work(chance, sub, name, place, amount, kind, about, pace, bool(words.get("all_built"))))
    return tuple(made)


def _work(
    chance: random.Random,
    sub: str,
    name: str,
    place: str,
    budget: int,
    kind: str,
    about: Mapping[str, Any],
    pace: int,
    all_built: bool,
) -> Work:
    roll = chance.uniform(0.94, 0.995)
    drift = chance.randint(-6, 4)
    physical = about.get("fisik", 0)
    match "once" if all_built and kind == "later" else kind:
        case "routine":
            salary = name.startswith(("Penghasilan tetap", "Jaminan sosial"))
            percent = 50 if salary else max(15, pace + drift)
            return Work(sub, name, place, Amount(budget, _rounded(budget * percent / 100)), round(percent / 5) * 5)
        case "blt":
            # Where all else is built, what goes on until December is all that is left to name.
            going = "Dibayar tiap bulan sampai Desember" if all_built else ""
            return Work(sub, name, place, Amount(budget, budget // 2), 50, going)
        case "once":
            return Work(sub, name, place, Amount(budget, _rounded(budget * roll)), 100)
        case "special":
            spent = _rounded(budget * physical / 100 * roll)
            return Work(sub, name, place, Amount(budget, spent), physical, about.get("belum", ""))
        case _:
            return Work(sub, name, place, Amount(budget, 0), 0, about["belum"])


def _sum(accounts: Mapping[str, Amount], code: str) -> Amount:
    return sum((amount for key, amount in accounts.items() if key.startswith(code)), Amount())


def _rounded(amount: float, step: int = 500) -> int:
    return round(amount / step) * step
