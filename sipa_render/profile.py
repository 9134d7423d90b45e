"""A village on one F4 page, for a talk at the table: hatched bars and words, so that a copy in grey loses nothing.

What does not fit on the page is left out and said; its words are not translated, they go onto paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sipa_render.drawn import drawable
from sipa_render.paper import Paper

MOST_DUTIES: Final = 18
MOST_CITIZENS: Final = 4
MOST_AGREED: Final = 5
MOST_BIDANG: Final = 7
_TEMPLATE: Final = "profil.typ"


@dataclass(frozen=True)
class DutyLine:
    """One duty of the year in words: its name, its last day, its state, and when that came about."""

    name: str
    due: str
    state: str
    words: str


@dataclass(frozen=True)
class SpendingLine:
    """One bidang (or the sum): whole rupiah, and both figures with the percent in words."""

    name: str
    spent: int
    budget: int
    figures: str
    percent: str
    total: bool = False


@dataclass(frozen=True)
class Profile:
    """Everything on the page, in words. `citizens` are (subject, words), `agreed` (text, words, ticked)."""

    title: str
    place: str
    year: int
    duty_words: str
    duties: Sequence[DutyLine]
    spending_title: str
    spending: Sequence[SpendingLine]
    spending_note: str
    no_spending: str
    posting_words: str
    postings: Sequence[tuple[str, str]]
    citizen_words: str
    citizens: Sequence[tuple[str, str]]
    agreed: Sequence[tuple[str, str, bool]]
    foot: str


def profile_paper(profile: Profile) -> Paper:
    """Return the page as a paper, to be seen, printed or saved; the same profile always gives the same bytes."""
    return Paper(_TEMPLATE, profile_data(profile))


def profile_data(profile: Profile) -> dict[str, object]:
    """Return every word of the page, ready to be set, cut to what one page holds."""
    most = max((max(line.budget, line.spent) for line in profile.spending if not line.total), default=0)
    left_out = len(profile.duties) - MOST_DUTIES
    more = f", {left_out} lagi tidak ditampilkan" if left_out > 0 else ""
    return {
        "title": _words(profile.title, 40),
        "place": _words(profile.place, 90),
        "foot": _words(profile.foot, 100),
        "duty_title": f"Riwayat kewajiban {profile.year}",
        "duty_words": _words(profile.duty_words, 50) + more,
        "duty_heads": ["Kewajiban", "Batas", "Keadaan", "Keterangan"],
        "duties": [
            [_words(line.name, 26), _words(line.due, 10), _words(line.state, 14), _words(line.words, 40)]
            for line in profile.duties[:MOST_DUTIES]
        ],
        "spending_title": "Belanja per bidang, juta rupiah",
        "spending_words": _words(profile.spending_title, 30),
        "spending": [_spending(line, most) for line in profile.spending[-MOST_BIDANG:]],
        "spending_note": _words(profile.spending_note, 110),
        "no_spending": _words(profile.no_spending, 90),
        "posting_title": "Posting terbukti",
        "posting_words": _words(profile.posting_words, 24),
        "postings": [{"name": _words(name, 30), "count": _words(count, 12)} for name, count in profile.postings[:8]],
        "citizen_title": "Masukan warga",
        "citizen_words": _words(profile.citizen_words, 40),
        "citizens": [
            {"subject": _words(one, 44), "words": _words(words, 50)} for one, words in profile.citizens[:MOST_CITIZENS]
        ],
        "no_citizens": "Belum ada masukan warga.",
        "agreed_title": "Pembinaan",
        "agreed": [
            {"text": _words(text, 80), "words": _words(words, 90), "ticked": ticked}
            for text, words, ticked in profile.agreed[:MOST_AGREED]
        ],
        "no_agreed": "Belum ada yang disepakati.",
    }


def _spending(line: SpendingLine, most: int) -> dict[str, object]:
    length = max(line.budget, line.spent) / most if most > 0 else 0
    share = min(1.0, max(0.0, line.spent / line.budget)) if line.budget > 0 else float(line.spent > 0)
    return {
        "name": _words(line.name, 28),
        "figures": line.figures,
        "percent": line.percent,
        "total": line.total,
        "length": round(max(0.01, length), 4),
        "share": round(share, 4),
    }


def _words(text: str, most: int) -> str:
    """At most so many letters in one line, the rest of them as three dots."""
    line = " ".join(text.split())
    return drawable(line if len(line) <= most else line[: most - 1].rstrip() + "…")
