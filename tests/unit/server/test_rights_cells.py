"""Every cell of role × kind × own or another's village × state, each as a real op against a real store.

What should happen is written down here by hand, so that a wrong entry in the tables of the core is seen too.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sipa_core import ids
from sipa_core.domain.consultation import GuidanceState, ThreadState
from sipa_core.domain.roles import Role
from sipa_core.domain.workflow import (
    AccountState,
    ConflictState,
    DraftState,
    FeedbackState,
    PostingState,
    PublicationState,
    ReportState,
    Verdict,
    Visibility,
)
from sipa_core.ops import registry
from sipa_core.ops.drafts import setting_ref
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Ref, Value
from sipa_server.store.unit_of_work import Work
from tests.support.server import (
    BABAYAU,
    BALIDA,
    TEMPLATE,
    Pc,
    Prepared,
    World,
    content,
    direct_world,
    submission,
)
from tests.unit.server.office_cells import document_cell, duty_cell, event_cell, template_cell

NONE = "none"
ELSEWHERE = "63.11.07.2001"
"""A village of another kecamatan, for what is not the kecamatan's own."""

R, P, F, V = ReportState, PostingState, FeedbackState, Visibility
REPORT_STATES = (NONE, R.TERKIRIM, R.DIPERIKSA, R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT)
DECIDED = dict.fromkeys((R.DIKEMBALIKAN, R.DISETUJUI, R.TERBIT), "already_decided")

G = GuidanceState
OVER = dict.fromkeys((G.CONFIRMED, G.CANCELLED), "already_decided")

WHO: dict[str, set[Role]] = {
    "report.submit": {Role.ADMIN_DESA},
    "report.recall": {Role.ADMIN_DESA},
    "draft.save": {Role.ADMIN_DESA},
    "draft.discard": {Role.ADMIN_DESA},
    "conflict.resolve": {Role.ADMIN_DESA},
    "village.set": {Role.ADMIN_DESA},
    "review.open": {Role.ADMIN_KECAMATAN},
    "review.return": {Role.ADMIN_KECAMATAN},
    "review.accept": {Role.ADMIN_KECAMATAN},
    "review.reopen": {Role.ADMIN_KECAMATAN},
    "review.timely": {Role.ADMIN_KECAMATAN},
    "publication.release": {Role.ADMIN_KECAMATAN},
    "publication.withdraw": {Role.ADMIN_KECAMATAN},
    "posting.prove": {Role.ADMIN_DESA},
    "posting.verify": {Role.ADMIN_KECAMATAN},
    "posting.refuse": {Role.ADMIN_KECAMATAN},
    "feedback.reply": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "feedback.state": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "feedback.release": {Role.ADMIN_KECAMATAN},
    "feedback.hold": {Role.ADMIN_KECAMATAN},
    "feedback.note": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "feedback.record": {Role.ADMIN_DESA},
    "message.send": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "consultation.read": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "consultation.solve": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "guidance.put": {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN},
    "guidance.change": {Role.ADMIN_KECAMATAN},
    "guidance.done": {Role.ADMIN_DESA},
    "guidance.undo": {Role.ADMIN_DESA},
    "guidance.confirm": {Role.ADMIN_KECAMATAN},
    "guidance.return": {Role.ADMIN_KECAMATAN},
    "guidance.cancel": {Role.ADMIN_KECAMATAN},
    "duty.put": {Role.ADMIN_KECAMATAN},
    "template.put": {Role.ADMIN_KECAMATAN},
    "document.put": {Role.ADMIN_KECAMATAN},
    **{kind: {Role.ADMIN_DESA, Role.ADMIN_KECAMATAN} for kind in ("event.put", "event.cancel")},
    "device.revoke": {Role.ADMIN_KECAMATAN},
    "device.confirm": {Role.ADMIN_KECAMATAN},
    "person.put": {Role.ADMIN_KECAMATAN},
    "village.begin": {Role.ADMIN_KECAMATAN},
}
"""Who may do a kind to what is in their care. Nobody may do anything to what is not."""

GUIDANCE_VERBS = ("put", "change", "done", "undo", "confirm", "return", "cancel")

STATES: dict[str, tuple[str, ...]] = {
    "report.submit": REPORT_STATES,
    "report.recall": REPORT_STATES,
    "draft.save": (NONE, *DraftState),
    "draft.discard": (NONE, *DraftState),
    "conflict.resolve": (NONE, *ConflictState),
    "village.set": ("set",),
    "review.open": REPORT_STATES,
    "review.return": REPORT_STATES,
    "review.accept": REPORT_STATES,
    "review.reopen": REPORT_STATES,
    "review.timely": REPORT_STATES,
    "publication.release": (NONE, *PublicationState),
    "publication.withdraw": (NONE, *PublicationState),
    "posting.prove": (NONE, *PostingState),
    "posting.verify": (NONE, *PostingState),
    "posting.refuse": (NONE, *PostingState),
    "feedback.reply": (NONE, *FeedbackState),
    "feedback.state": (NONE, *FeedbackState),
    "feedback.release": (NONE, *Visibility),
    "feedback.hold": (NONE, *Visibility),
    "feedback.note": (NONE, *FeedbackState),
    "feedback.record": (NONE, *FeedbackState),
    "message.send": (NONE, *ThreadState),
    "consultation.read": (NONE, *ThreadState),
    "consultation.solve": (NONE, *ThreadState),
    **{f"guidance.{verb}": (NONE, *GuidanceState) for verb in GUIDANCE_VERBS},
    "duty.put": (NONE, "set"),
    "template.put": (NONE, "set"),
    "document.put": (NONE, "set"),
    **dict.fromkeys(("event.put", "event.cancel"), (NONE, "set", "cancelled")),
    "device.revoke": (NONE, *AccountState),
    "device.confirm": (NONE, *AccountState),
    "person.put": (NONE, AccountState.ACTIVE, AccountState.ENDED),
    "village.begin": ("set",),
}

NOT_ALLOWED: dict[str, dict[str, str]] = {
    "report.submit": {R.DISETUJUI: "locked", R.TERBIT: "locked"},
    "report.recall": {NONE: "not_found", R.DIPERIKSA: "opened", **DECIDED},
    "review.open": {NONE: "not_found", **DECIDED},
    "review.return": {NONE: "not_found", **DECIDED},
    "review.accept": {NONE: "not_found", **DECIDED},
    "review.reopen": {
        NONE: "not_found",
        R.TERKIRIM: "not_now",
        R.DIPERIKSA: "not_now",
        R.DIKEMBALIKAN: "not_now",
    },
    "review.timely": {NONE: "not_found"},
    "publication.release": {NONE: "not_found", PublicationState.PUBLIC: "already_decided"},
    "publication.withdraw": {NONE: "not_found", PublicationState.WITHDRAWN: "already_decided"},
    "posting.prove": {NONE: "not_found", P.VERIFIED: "locked"},
    "posting.verify": {
        NONE: "not_found",
        P.OWED: "not_now",
        P.VERIFIED: "already_decided",
        P.REFUSED: "already_decided",
    },
    "posting.refuse": {NONE: "not_found", P.OWED: "not_now", P.REFUSED: "already_decided"},
    "feedback.reply": {NONE: "not_found"},
    "feedback.state": {
        NONE: "not_found",
        F.SELESAI: "already_decided",
        F.DITOLAK: "not_now",
        F.DUPLIKAT: "not_now",
    },
    "feedback.release": {NONE: "not_found", V.PRIVATE: "forbidden", V.RELEASED: "already_decided"},
    "feedback.hold": {NONE: "not_found", V.PRIVATE: "not_now"},
    "feedback.note": {NONE: "not_found"},
    # A village's own word may be entered where there is none; what a citizen wrote is never written over.
    "feedback.record": dict.fromkeys(F, "already_decided"),
    "message.send": {},
    "consultation.read": {NONE: "not_found"},
    "consultation.solve": {NONE: "not_found", ThreadState.SOLVED: "already_decided"},
    "guidance.put": dict.fromkeys(G, "already_decided"),
    "guidance.change": {NONE: "not_found", G.DONE: "not_now", **OVER},
    "guidance.done": {NONE: "not_found", G.DONE: "already_decided", **OVER},
    "guidance.undo": {NONE: "not_found", G.OPEN: "not_now", G.RETURNED: "not_now", **OVER},
    "guidance.confirm": {NONE: "not_found", G.OPEN: "not_now", G.RETURNED: "not_now", **OVER},
    "guidance.return": {NONE: "not_found", G.OPEN: "not_now", G.RETURNED: "not_now", **OVER},
    "guidance.cancel": {NONE: "not_found", **OVER},
    **{kind: {} for kind in ("duty.put", "document.put", "event.put", "village.set", "draft.save")},
    "village.begin": {},
    "template.put": {"set": "superseded"},
    "event.cancel": {NONE: "not_found", "cancelled": "already_decided"},
    "device.revoke": {NONE: "not_found", AccountState.ENDED: "already_decided"},
    "device.confirm": {
        NONE: "not_found",
        AccountState.ACTIVE: "already_decided",
        AccountState.ENDED: "already_decided",
    },
    "person.put": {NONE: "not_found", AccountState.ENDED: "not_now"},
    "draft.discard": {NONE: "not_found"},
    "conflict.resolve": {NONE: "not_found", ConflictState.RESOLVED: "already_decided"},
}
"""The states in which somebody with the right is refused all the same, and by what code."""

VILLAGE_ONLY_NO: dict[tuple[str, str], str] = {("feedback.state", F.DITERUSKAN): "not_now"}
"""What the village forwarded is the kecamatan's to move."""


@dataclass(frozen=True)
class Cell:
    kind: str
    role: Role
    own: bool
    state: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.role}-{'own' if self.own else 'other'}-{self.state}"

    @property
    def village(self) -> str:
        if self.own:
            return BABAYAU
        return BALIDA if self.role is Role.ADMIN_DESA else ELSEWHERE

    @property
    def expected(self) -> str:
        """The code of the refusal, empty for a yes."""
        if self.kind == "village.set":
            if self.role is not Role.ADMIN_DESA:
                return "forbidden"
            return "" if self.own else "invalid"  # nobody names another village: the record is not their own
        if self.state == NONE and self.kind in ("draft.discard", "conflict.resolve"):
            return "not_found" if self.role is Role.ADMIN_DESA else "forbidden"  # nobody's thing
        if self.kind in ("duty.put", "template.put", "document.put"):  # of all villages, so of no other
            said = NOT_ALLOWED[self.kind].get(self.state, "")
            return said if self.role is Role.ADMIN_KECAMATAN else "forbidden"
        if self.state == NONE and self.kind == "feedback.record":
            return "" if self.role is Role.ADMIN_DESA else "forbidden"  # a village makes it, in its own place
        named = self.kind.startswith(
            ("review.", "feedback.", "consultation.", "guidance.", "device.", "person.", "event.")
        )
        if self.state == NONE and named and self.kind not in ("guidance.put", "event.put"):
            return "not_found"  # nobody's thing: nobody learns more
        of_kecamatan = ("publication.release", "publication.withdraw", "posting.verify", "posting.refuse")
        if self.state == NONE and self.kind in of_kecamatan:
            return "not_found" if self.role is Role.ADMIN_KECAMATAN else "forbidden"
        if self.state == NONE and self.kind in ("posting.prove", "report.recall"):
            return "not_found" if self.role is Role.ADMIN_DESA else "forbidden"
        if not self.own or self.role not in WHO[self.kind]:
            return "forbidden"
        if self.role is Role.ADMIN_DESA and (self.kind, self.state) in VILLAGE_ONLY_NO:
            return VILLAGE_ONLY_NO[self.kind, self.state]
        return NOT_ALLOWED[self.kind].get(self.state, "")


def cells() -> Iterator[Cell]:
    number = itertools.count(1)
    for kind, states in STATES.items():
        for role, own, state in itertools.product(Role, (True, False), states):
            yield Cell(kind, role, own, state, next(number))


CELLS = list(cells())


@pytest.fixture(scope="module")
def house(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[Role, Pc]]]:
    """One server for all cells; each cell has things of its own, told apart by their ordinal."""
    with direct_world(prepared, tmp_path_factory.mktemp("cells") / "data") as world:
        with world.server.store.write() as work:
            village: dict[str, Value] = {"code": ELSEWHERE, "name": "Jauh", "kind": "desa", "slug": "jauh"}
            work.records.write(Ref("village", ids.natural_id("village", ELSEWHERE)), None, village)
        yield (
            world,
            {
                Role.ADMIN_DESA: world.pc("Norhayati", BABAYAU),
                Role.ADMIN_KECAMATAN: world.enrol(world.first_code),
            },
        )


def test_every_kind_and_role_has_its_cells() -> None:
    assert set(STATES) == set(WHO) == set(NOT_ALLOWED) == set(registry.KINDS)
    assert {(cell.kind, cell.role, cell.own) for cell in CELLS} == set(
        itertools.product(registry.KINDS, Role, (True, False))
    )
    assert len(CELLS) == sum(4 * len(states) for states in STATES.values())


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_cell_does_what_the_rights_say(cell: Cell, house: tuple[World, dict[Role, Pc]]) -> None:
    world, pcs = house
    pc = pcs[cell.role]
    with world.server.store.write() as work:
        ref, fields = prepare_cell(work, cell)
        head = work.records.head()
    [receipt] = pc.send(pc.op(cell.kind, ref, fields)).receipts
    assert receipt.code == (cell.expected or None)
    with world.server.store.read() as work:
        if cell.expected:
            assert (receipt.status, receipt.seq) == (Status.REJECTED, 0)
            assert work.records.head() == head, "a refused op wrote something"
        else:
            assert receipt.status in (Status.ACCEPTED, Status.MERGED)
            # Opening again, and holding what is held for the same reason, change nothing.
            still = cell.kind == "consultation.read" or (cell.kind, cell.state) == ("review.open", R.DIPERIKSA)
            assert work.records.head() > head or still


def prepare_cell(work: Work, cell: Cell) -> tuple[Ref, dict[str, object]]:
    """Write what the cell needs into the store and say what the op names."""
    if cell.kind.startswith("feedback."):
        return feedback(work, cell)
    if cell.kind.startswith(("message.", "consultation.", "guidance.")):
        return talk(work, cell)
    if cell.kind == "duty.put":
        return duty_cell(work, cell.state, cell.number)
    if cell.kind == "document.put":
        return document_cell(work, cell.state, cell.number)
    if cell.kind == "template.put":
        return template_cell(work, cell.state, cell.number)
    if cell.kind.startswith("event."):
        return event_cell(work, cell.kind, cell.village, cell.state, cell.number)
    if cell.kind.startswith(("device.", "person.")):
        return account(work, cell)
    if cell.kind.startswith(("draft.", "conflict.", "village.")):
        return draft(work, cell)
    return report(work, cell)


def draft(work: Work, cell: Cell) -> tuple[Ref, dict[str, object]]:
    """A copy of a text for each cell, told apart by the year."""
    if cell.kind == "village.set":
        return setting_ref(cell.village), {"drafts_off": cell.number % 2 == 1}
    if cell.kind == "village.begin":
        return Ref("village", ids.natural_id("village", cell.village)), {"day": f"{2030 + cell.number}-01-05"}
    period = f"{2030 + cell.number}-S1"
    ref = Ref("draft", ids.draft_id(cell.village, TEMPLATE, period))
    gone = 1 if cell.state == DraftState.DISCARDED else None
    if cell.state != NONE:
        work.records.write(ref, cell.village, {"meta.period": period, "meta.discarded_at": gone})
    if cell.kind == "conflict.resolve":
        conflict = Ref("conflict", str(uuid.UUID(int=cell.number)))
        if cell.state != NONE:
            work.records.write(conflict, cell.village, {"draft": ref.id, "state": str(cell.state)})
        return conflict, {"rev": 1, "changes": {}}
    if cell.kind == "draft.discard":
        return ref, {}
    text = {"changes": content(), "village": cell.village, "template": TEMPLATE, "template_version": 1}
    return ref, {**text, "period": period}


def report(work: Work, cell: Cell) -> tuple[Ref, dict[str, object]]:
    # Things of its own by the year for what is sent, by the ordinal for what is there already.
    sent = cell.kind == "report.submit"
    period, ordinal = (f"{2030 + cell.number}-S1", 0) if sent else ("2025-S1", cell.number)
    report_id = ids.report_id(cell.village, TEMPLATE, period, ordinal)
    version_id, hashed = ids.version_id(report_id, 1), "ab" * 32
    refs = {"report": Ref("report", report_id), "review": Ref("review", ids.review_id(version_id))}
    publication = Ref("publication", ids.publication_id(report_id))
    refs |= {"publication": publication, "posting": Ref("posting", ids.posting_id(publication.id, "facebook"))}
    exists = cell.state != NONE
    if exists or cell.kind.startswith(("publication.", "posting.")):
        key: dict[str, Value] = {"type": TEMPLATE, "period": period, "ordinal": ordinal}
        work.records.write(refs["report"], cell.village, {**key, "newest": 1})
        about = {f"meta.{name}": value for name, value in key.items()}
        about |= {"meta.due": "2025-07-14", "meta.sealed_at": 1_752_400_000_000}
        about |= {"meta.report": report_id, "meta.n": 1, "meta.template_version": 1, "meta.content_hash": hashed}
        work.records.write(Ref("version", version_id), cell.village, {**content(), **about})
    verdicts = {R.DIKEMBALIKAN: Verdict.RETURNED, R.DISETUJUI: Verdict.ACCEPTED, R.TERBIT: Verdict.ACCEPTED}
    if cell.state in (R.DIPERIKSA, *verdicts):
        verdict = verdicts.get(ReportState(cell.state))
        work.records.write(
            refs["review"], cell.village, {"opened_at": 1, "verdict": verdict.value if verdict else None}
        )
    shown = cell.state if cell.kind.startswith("publication.") else PublicationState.PUBLIC
    if (cell.kind.startswith("publication.") and exists) or cell.state == R.TERBIT:
        work.records.write(publication, cell.village, {"version": version_id, "state": str(shown)})
    if cell.kind.startswith("posting.") and exists:
        work.records.write(refs["posting"], cell.village, {"version": version_id, "state": cell.state, "proved_at": 7})
    named: dict[str, object] = {"version": version_id, "content_hash": hashed}
    note = {ids.natural_id("note", cell.number): {"path": "kendala.isi", "text": "Lengkapi."}}
    proof = {"url": "https://www.facebook.com/d/posts/1", "caption": "", "with_picture": True, "posted_at": 1}
    fields: dict[str, dict[str, object]] = {
        "report.submit": {**submission(cell.village, int(exists)), "period": period},
        "report.recall": {"version": version_id},
        "review.open": named,
        "review.return": {**named, "notes": note},
        "review.accept": named,
        "review.reopen": {**named, "reason": "Angka keliru."},
        "review.timely": {"content_hash": hashed},
        "publication.release": {"version": version_id},
        "publication.withdraw": {"version": version_id, "reason": "Angka keliru."},
        "posting.prove": {"version": version_id, **proof},
        "posting.verify": {"version": version_id, "proved_at": 7},
        "posting.refuse": {"version": version_id, "proved_at": 7, "reason": "Papannya tidak terbaca."},
    }
    refs["timely"] = Ref("version", version_id)
    noun, _dot, verb = cell.kind.partition(".")
    return refs[verb if verb in refs else noun], fields[cell.kind]


def account(work: Work, cell: Cell) -> tuple[Ref, dict[str, object]]:
    noun = cell.kind.partition(".")[0]
    leaf = "ended_at" if noun == "person" else "revoked_at"
    ref = Ref(noun, ids.natural_id(noun, cell.number))
    if cell.state != NONE:
        known: dict[str, Value] = {"name": "Tamu", leaf: 1 if cell.state == AccountState.ENDED else None}
        known["waiting_since"] = 1 if cell.state == AccountState.WAITING else None
        work.records.write(ref, cell.village, known)
    return ref, {} if noun == "device" else {"phone": "0812-0000-0000"}


def feedback(work: Work, cell: Cell) -> tuple[Ref, dict[str, object]]:
    ref = Ref("feedback", ids.natural_id("feedback", cell.number))
    leaf = "visibility" if cell.kind in ("feedback.release", "feedback.hold") else "state"
    if cell.state != NONE:
        known = {"state": F.BARU.value, "visibility": V.WAITING.value, leaf: str(cell.state)}
        work.records.write(ref, cell.village, known)
    fields: dict[str, dict[str, object]] = {
        "feedback.reply": {"text": "Baik."},
        "feedback.state": {"state": F.SELESAI.value},
        "feedback.release": {},
        "feedback.hold": {"reason": "Menyebut nama."},
        "feedback.note": {"text": "Sudah telepon RT."},
        "feedback.record": {"source": "facebook", "kind": "pertanyaan", "text": "Kapan BLT?"},
    }
    return ref, fields[cell.kind]


def talk(work: Work, cell: Cell) -> tuple[Ref, dict[str, object]]:
    noun = "guidance" if cell.kind.startswith("guidance.") else "consultation"
    ref = Ref(noun, ids.natural_id(noun, cell.number))
    if cell.state != NONE:
        work.records.write(ref, cell.village, {"state": str(cell.state), "subject": "Sisa kas"})
    begin = {"village": cell.village, "subject": "Sisa kas"}
    fields: dict[str, dict[str, object]] = {
        "message.send": {"text": "Pagi, Pak.", "begin": begin if cell.state == NONE else None},
        "consultation.read": {"upto": ids.natural_id("message", 1)},
        "consultation.solve": {},
        "guidance.put": {"village": cell.village, "text": "Samakan sisa kas.", "due": "2025-07-31"},
        "guidance.change": {"text": "Samakan sisa kas bank.", "due": "2025-08-31"},
        "guidance.done": {"note": ""},
        "guidance.undo": {},
        "guidance.confirm": {},
        "guidance.return": {"reason": "Buku kas belum dilampirkan."},
        "guidance.cancel": {},
    }
    return ref, fields[cell.kind]
