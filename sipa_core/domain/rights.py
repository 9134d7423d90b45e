"""The one table of rights: role × kind × own/other village; with `workflow` it decides every op (× state).

What is not in the table is forbidden. A test walks over every cell.
"""

from __future__ import annotations

from typing import Final

from sipa_core.domain import workflow
from sipa_core.domain.roles import Actor, Role
from sipa_core.wire.problems import Problem

DESA, KECAMATAN = Role.ADMIN_DESA, Role.ADMIN_KECAMATAN

MAY: Final[dict[str, frozenset[Role]]] = {
    "report.submit": frozenset({DESA}),
    "report.recall": frozenset({DESA}),
    "draft.save": frozenset({DESA}),
    "draft.discard": frozenset({DESA}),
    "conflict.resolve": frozenset({DESA}),
    "village.set": frozenset({DESA}),
    "review.open": frozenset({KECAMATAN}),
    "review.return": frozenset({KECAMATAN}),
    "review.accept": frozenset({KECAMATAN}),
    "review.reopen": frozenset({KECAMATAN}),
    "review.timely": frozenset({KECAMATAN}),
    "publication.release": frozenset({KECAMATAN}),
    "publication.withdraw": frozenset({KECAMATAN}),
    "posting.prove": frozenset({DESA}),
    "posting.verify": frozenset({KECAMATAN}),
    "posting.refuse": frozenset({KECAMATAN}),
    "feedback.reply": frozenset({DESA, KECAMATAN}),
    "feedback.state": frozenset({DESA, KECAMATAN}),
    "feedback.release": frozenset({KECAMATAN}),
    "feedback.hold": frozenset({KECAMATAN}),
    "feedback.note": frozenset({DESA, KECAMATAN}),
    "feedback.record": frozenset({DESA}),
    "message.send": frozenset({DESA, KECAMATAN}),
    "consultation.read": frozenset({DESA, KECAMATAN}),
    "consultation.solve": frozenset({DESA, KECAMATAN}),
    "guidance.put": frozenset({DESA, KECAMATAN}),
    "guidance.change": frozenset({KECAMATAN}),
    "guidance.done": frozenset({DESA}),
    "guidance.undo": frozenset({DESA}),
    "guidance.confirm": frozenset({KECAMATAN}),
    "guidance.return": frozenset({KECAMATAN}),
    "guidance.cancel": frozenset({KECAMATAN}),
    "duty.put": frozenset({KECAMATAN}),
    "template.put": frozenset({KECAMATAN}),
    "document.put": frozenset({KECAMATAN}),
    "event.put": frozenset({DESA, KECAMATAN}),
    "event.cancel": frozenset({DESA, KECAMATAN}),
    "device.revoke": frozenset({KECAMATAN}),
    "device.confirm": frozenset({KECAMATAN}),
    "person.put": frozenset({KECAMATAN}),
    "village.begin": frozenset({KECAMATAN}),
    "bundle.carry": frozenset({KECAMATAN}),  # no op: handing over what was sealed elsewhere
    "code.make": frozenset({KECAMATAN}),  # no op: an endpoint, since only the server can make a code
}
"""Which role may do a kind to things of a village in its care. Nobody may do anything to another's."""


def may(role: Role, kind: str, *, own: bool) -> bool:
    """True when the role may do the kind to a thing that is (own) or is not in its care."""
    return own and role in MAY.get(kind, frozenset())


def refusal(actor: Actor, kind: str, village: str | None, state: str) -> Problem | None:
    """Why this person may not do this now, or None when they may: rights first, then the state."""
    if not may(actor.role, kind, own=actor.owns(village)):
        return Problem.FORBIDDEN
    if workflow.after(kind, state) is None:
        return workflow.refusal(kind, state)
    return None
