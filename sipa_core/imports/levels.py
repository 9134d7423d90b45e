"""How deep a report goes into its budget: rows of activity and account are added up to the level that it needs.

What was added stays as detail, so that the sum can be opened down to the rows it was made of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from sipa_core.domain.budget import BELANJA, TABLE
from sipa_core.domain.paths import BudgetKey, Content, PathError, parse_budget_key, rows
from sipa_core.imports.questions import NO, YES, Answers, Choice, Question
from sipa_core.messages import N_, _

LEVEL: Final = "rinci"
SHORT: Final = "kurang"
"""The keys of the questions how deep the report shall go, and whether sums enter that lack a row."""

_ACCOUNT_PARTS: Final = 3
"""Kind of revenue or spending (`4.2.1`): the deepest that the annex of Permendagri 20/2018 names for everybody."""


class Level(StrEnum):
    """The rows of spending in a report: by sub-bidang, by activity, or by activity and kind of spending."""

    SUB = "sub"
    ACTIVITY = "kegiatan"
    ACCOUNT = "rekening"

    @property
    def label(self) -> str:
        """The words for it."""
        return _(_LABELS[self])


_LABELS: Final = {
    Level.SUB: N_("Sub-bidang"),
    Level.ACTIVITY: N_("Kegiatan"),
    Level.ACCOUNT: N_("Kegiatan dan jenis belanja"),
}


class DetailRow(msgspec.Struct, frozen=True):
    """A row that went into a sum: the row of the report that holds it, its own key and name, and its figures."""

    row: str
    key: str
    name: str
    values: Mapping[str, int]


def level_of(content: Content) -> Level:
    """Return how deep the report's own rows of spending go; activities for a report that has none yet."""
    keys = [key for key in map(_key, rows(content, TABLE)) if key is not None and key.kegiatan]
    if any(key.rekening for key in keys):
        return Level.ACCOUNT
    if any(key.kegiatan.count(".") > 1 for key in keys) or not keys:
        return Level.ACTIVITY
    return Level.SUB


def level_question(keys: Iterable[BudgetKey], content: Content) -> Question | None:
    """Return what to ask about a file that goes into accounts of activities, with the report's own level agreed to
    beforehand; None for a file without such rows.
    """
    if not any(key.kegiatan and key.rekening for key in keys):
        return None
    choices = tuple(Choice(level.value, level.label) for level in Level)
    return Question(LEVEL, _("Belanja dimasukkan per apa?"), choices, default=level_of(content).value)


def short_question(names: Collection[str]) -> Question:
    """Return what to ask about sums of which a row cannot be read; until then the report keeps its figures."""
    words = _("{n} jumlah tidak lengkap karena ada baris yang tidak terbaca, misalnya {name}. Masukkan juga?")
    example = next(iter(names), "")
    choices = (Choice(NO, _("Tidak, biarkan angka di laporan")), Choice(YES, _("Ya, masukkan apa adanya")))
    return Question(SHORT, words.format(n=len(names), name=example), choices, default=NO)


def chosen_level(question: Question | None, answers: Answers) -> Level | None:
    """Return the level that was chosen or stands by itself; None when rows stay as they are in the file."""
    answer = question.answer(answers) if question is not None else None
    return Level(answer) if answer is not None else None


def folded(key: BudgetKey, level: Level, there: Collection[str]) -> BudgetKey:
    """Return the row of the report that a row of the file goes into: the deepest on its way up that the report has
    already, else the one of the level.
    """
    *deeper, target = _way_up(key, level)
    if not there:
        return target
    return next((step for step in deeper if str(step) in there), target)


def _way_up(key: BudgetKey, level: Level) -> list[BudgetKey]:
    account = ".".join(key.rekening.split(".")[:_ACCOUNT_PARTS]) if key.rekening else ""
    if not key.kegiatan or account[:1] not in ("", BELANJA):
        return [key, BudgetKey(rekening=account)]  # what an activity takes in counts as revenue
    steps = [key, BudgetKey(key.kegiatan, account, key.sumber)]
    if level is Level.ACCOUNT:
        return steps
    parts = key.kegiatan.split(".")
    steps += [BudgetKey(key.kegiatan, account), BudgetKey(key.kegiatan)]
    return steps if level is Level.ACTIVITY else [*steps, BudgetKey(".".join(parts[:2]))]


def _key(text: str) -> BudgetKey | None:
    try:
        return parse_budget_key(text)
    except PathError:
        return None
