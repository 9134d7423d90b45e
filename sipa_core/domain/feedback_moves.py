"""Which role may move a citizen's matter from which state to which: one table, asked by the op and by the menus.

What the village forwarded is the kecamatan's until it gives it back; what ended is opened again before it moves on.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain.roles import Role
from sipa_core.domain.scopes import KECAMATAN_ONLY
from sipa_core.domain.workflow import FeedbackState

S = FeedbackState

ENDED: Final = frozenset({S.SELESAI, S.DITOLAK, S.DUPLIKAT})
"""Nothing more is expected of the office."""

_OPEN_AGAIN: Final = frozenset({S.DITINDAKLANJUTI})

_FROM: Final[dict[FeedbackState, frozenset[FeedbackState]]] = {
    S.BARU: frozenset({S.DITERUSKAN, S.DITINDAKLANJUTI, S.SELESAI, S.DITOLAK, S.DUPLIKAT}),
    S.DITINDAKLANJUTI: frozenset({S.DITERUSKAN, S.SELESAI, S.DITOLAK, S.DUPLIKAT}),
    S.DIJAWAB: frozenset({S.DITERUSKAN, S.DITINDAKLANJUTI, S.SELESAI, S.DITOLAK, S.DUPLIKAT}),
    S.SELESAI: _OPEN_AGAIN,
    S.DITOLAK: _OPEN_AGAIN,
    S.DUPLIKAT: _OPEN_AGAIN,
}

MOVES: Final[dict[Role, dict[FeedbackState, frozenset[FeedbackState]]]] = {
    Role.ADMIN_DESA: {**_FROM, S.DITERUSKAN: frozenset()},
    # Giving back to the village is Diteruskan → Ditindaklanjuti.
    Role.ADMIN_KECAMATAN: {
        **_FROM,
        S.DITERUSKAN: frozenset({S.DITINDAKLANJUTI, S.SELESAI, S.DITOLAK, S.DUPLIKAT}),
    },
}
"""The states that each role may move to, by the state now. *Dijawab* comes of an answer, *Baru* of the citizen."""

NEEDS_REASON: Final = frozenset({S.DITOLAK})
"""Moves that need a reason which the citizen reads."""

NEEDS_OTHER: Final = frozenset({S.DUPLIKAT})
"""Moves that must name the other matter."""

REOPEN_DAYS: Final = 30
"""Calendar days in which the citizen may open again what was answered or ended."""


def targets(role: Role, record_type: str, state: FeedbackState) -> frozenset[FeedbackState]:
    """The states that this role may move such a record to; a word for the kecamatan alone is never forwarded to it."""
    allowed = MOVES[role][state]
    return allowed - {S.DITERUSKAN} if record_type in KECAMATAN_ONLY else allowed


def citizen_may_reopen(state: str) -> bool:
    """True when the citizen may say that the matter is not over: it was answered, or it ended."""
    return state in ENDED or state == S.DIJAWAB
