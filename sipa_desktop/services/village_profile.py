"""A village's page on paper: what Halaman desa shows, as one F4 page to be seen, printed or saved.

Making it takes a tenth of a second and more: never on the window's thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sipa_core.domain.villages import slug
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.documents_views import Document
from sipa_desktop.services.guidance import Guidance
from sipa_desktop.services.guidance_views import GuidanceList
from sipa_desktop.services.village import Villages
from sipa_desktop.services.village_views import SpendingLine, VillagePage
from sipa_desktop.services.words import report_word

if TYPE_CHECKING:
    from sipa_render.profile import Profile

_MILLION = 1_000_000


class VillageProfiles:
    """The papers of villages on a kecamatan's desk."""

    def __init__(self, villages: Villages, guidance: Guidance) -> None:
        self._villages = villages
        self._guidance = guidance

    def of_village(self, code: str, year: int | None = None) -> Document | Refused:
        """The paper of a village in a year; refused as its page is."""
        page = self._villages.page(code, year, to_leave=True)
        if isinstance(page, Refused):
            return page
        title = _("Profil {village} {year}").format(village=page.label, year=page.year)
        from sipa_render.profile import profile_paper  # the typesetter costs time that no page needs before

        paper = profile_paper(_profile(page, self._agreed(code)))
        return Document(title, f"profil-{slug(page.label)}-{page.year}.pdf", paper)

    def _agreed(self, code: str) -> GuidanceList:
        return self._guidance.of_village(code)


def millions(amount: int) -> str:
    """`646,3` for 646.279.500, in millions and rounded half up."""
    tenths = (abs(amount) * 10 + _MILLION // 2) // _MILLION
    whole = f"{tenths // 10:,}".replace(",", ".")
    return f"{'−' if amount < 0 else ''}{whole},{tenths % 10}"


def figures_words(line: SpendingLine) -> str:
    """`268,9 dari 521,6`, in millions."""
    return _("{a} dari {b}").format(a=millions(line.spent), b=millions(line.budget))


def _profile(page: VillagePage, agreed: GuidanceList) -> Profile:
    from sipa_render.profile import DutyLine, Profile
    from sipa_render.profile import SpendingLine as Line

    spending = page.spending
    lines = (*spending.lines, spending.total) if spending is not None else ()
    return Profile(
        title=page.label,
        place=page.words,
        year=page.year,
        duty_words=page.duty_words,
        duties=[
            DutyLine(step.name, step.due_words, report_word(step.state), step.words.partition(": ")[2])
            for step in page.duties
        ],
        spending_title=spending.title if spending is not None else "",
        spending=[
            Line(one.name, one.spent, one.budget, figures_words(one), one.percent, total=one is lines[-1])
            for one in lines
        ],
        spending_note=spending.note if spending is not None else "",
        no_spending=page.no_spending,
        posting_words=_("{n} dari {m}").format(n=page.posted, m=page.postings) if page.postings else "",
        postings=[(one.name, f"{one.done}/{one.total}" if one.total else "–") for one in page.channels],
        citizen_words=page.citizen_words,
        citizens=[(one.subject, f"{one.chip}. {one.words}") for one in page.citizens],
        agreed=[(row.text, row.words, row.ticked) for row in (*agreed.running, *agreed.finished)],
        foot=_("Dari SIPA Kecamatan. {words}").format(words=page.words),
    )
