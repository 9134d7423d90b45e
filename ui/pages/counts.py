"""What waits on each page, for the numbers in the rail: (how much, urgent). Called off the windows' thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from sipa_core.domain.roles import Role
from sipa_core.domain.workflow import PublicationState, ReportState
from sipa_desktop.services.feedback_views import FeedbackQuery

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

Count = tuple[int, bool]

URGENT_REPORTS = (ReportState.DIKEMBALIKAN, ReportState.TERLAMBAT)


class ReportCount(msgspec.Struct, frozen=True):
    """Of the village's reports: the count for the rail, and how many are complete and wait for the person's *Kirim*."""

    count: Count
    unsent: int


def count_reports(desk: Desk) -> ReportCount:
    """Count reports that came back, are late, or have two texts to choose from; and those that nobody has sent."""
    rows = desk.reports.list()
    urgent = sum(row.twice or row.state in URGENT_REPORTS for row in rows)
    return ReportCount((urgent, True), sum(row.waits_for_person for row in rows))


def counters_of(desk: Desk, role: Role) -> Mapping[str, Callable[[], Count]]:
    """Return, for each page that counts something, the function that counts it; without reports (`count_reports`)."""
    if role is Role.ADMIN_KECAMATAN:
        return {
            "review": partial(_reviews, desk),
            "feedback": partial(_citizens, desk),
            "consultation": partial(_talks, desk),
            "villages": partial(_new_pcs, desk),
        }
    return {
        "posting": partial(_postings, desk),
        "feedback": partial(_answers, desk),
        "consultation": partial(_talks, desk),
    }


def _postings(desk: Desk) -> Count:
    """Publications that still lack a channel; urgent when a proof was sent back."""
    rows = [row for row in desk.posting.publications() if row.state is PublicationState.PUBLIC]
    return sum(not row.complete or row.refused > 0 for row in rows), any(row.refused for row in rows)


def _answers(desk: Desk) -> Count:
    """Citizens who wait for an answer."""
    return desk.feedback.list(FeedbackQuery(limit=0)).todo, True


def _talks(desk: Desk) -> Count:
    """Threads with words of the other side that nobody here has seen, and what waits for the kecamatan's word."""
    identity = desk.identity()
    agreed = desk.guidance.all().waiting if identity is not None and identity.village is None else 0
    return desk.consultation.unread() + agreed, False


def _reviews(desk: Desk) -> Count:
    """Versions, held publications and proofs of posting that wait for a judgement."""
    waiting = desk.review.waiting()
    return len(waiting.rows) + len(waiting.held) + desk.proofs.count(), True


def _new_pcs(desk: Desk) -> Count:
    """PCs that came with an enrolment file; what they send is not taken until somebody says *Ya, benar*."""
    return desk.people.waiting(), True


def _citizens(desk: Desk) -> Count:
    """Citizens' words that the kecamatan must answer, or look at before others read them; urgent when one is late."""
    found = desk.feedback.list(FeedbackQuery(limit=0))
    return found.todo, found.late
