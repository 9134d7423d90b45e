"""Pembinaan: what a village and the kecamatan agreed shall be done until a day; ticked by one, confirmed by the other.

Nothing is said to be confirmed that has no receipt.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import rights, workflow
from sipa_core.domain.consultation import GUIDANCE_RUNNING, GuidanceState
from sipa_core.domain.dates import due_words, iso_date, local_date
from sipa_core.messages import _
from sipa_core.ops.guidance import MAX_GUIDANCE, MAX_REASON, Cancel, Change, Confirm, Put, Return, Undo
from sipa_core.ops.guidance import Done as Ticked
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.guidance_views import GuidanceList, GuidanceRow
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.times import day_words
from sipa_desktop.store.list_lines import Choice
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx

SOON_DAYS = 7
MOST_OVER = 50
"""How many of what is over a list shows; older ones are found by *Cari*."""
_RUNNING = frozenset(state.value for state in GUIDANCE_RUNNING)
_UNANSWERED = (OutboxState.QUEUED, OutboxState.SENDING)


class Guidance:
    """What was agreed, in this desk's scope: a village its own, the kecamatan all of its villages."""

    def __init__(self, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy

    def of_village(self, code: str) -> GuidanceList:
        """What was agreed with one village; empty for a village that is not in this desk's care."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            return guidance_list(office, records_in(tx, office, code), waiting_ids(tx), code)

    def all(self) -> GuidanceList:
        """What was agreed with every village of this desk's scope."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            return guidance_list(office, records_in(tx, office), waiting_ids(tx), office.identity.village or "")

    def put(self, village: str, text: str, due: date, thread: str = "", label: str = "") -> Done | Refused:
        """Put a new one down for a village; refused in words when a part is missing."""
        no = _missing(text)
        if no is not None:
            return no
        guidance_id = ids.new_id(self._clock, self._entropy)
        fields = Put(village, text.strip(), due.isoformat(), thread, label)
        return self._propose(guidance_id, "guidance.put", fields, _("Pembinaan: {text}"), text)

    def change(self, guidance_id: str, text: str, due: date) -> Done | Refused:
        """Change what was agreed (kecamatan)."""
        no = _missing(text)
        if no is not None:
            return no
        fields = Change(text.strip(), due.isoformat())
        return self._propose(guidance_id, "guidance.change", fields, _("Perubahan pembinaan: {text}"), text)

    def done(self, guidance_id: str, note: str = "") -> Done | Refused:
        """Say that it was done (village)."""
        return self._propose(
            guidance_id, "guidance.done", Ticked(note.strip()[:MAX_REASON]), _("Sudah dikerjakan: {text}")
        )

    def undo(self, guidance_id: str) -> Done | Refused:
        """Say that it is not done after all (village)."""
        return self._propose(guidance_id, "guidance.undo", Undo(), _("Belum dikerjakan: {text}"))

    def confirm(self, guidance_id: str) -> Done | Refused:
        """Say that it was seen done (kecamatan)."""
        return self._propose(guidance_id, "guidance.confirm", Confirm(), _("Pengesahan pembinaan: {text}"))

    def give_back(self, guidance_id: str, reason: str) -> Done | Refused:
        """Say that it is not done yet, and why (kecamatan)."""
        if not reason.strip():
            words = _("Tulis alasannya dulu, supaya desa tahu apa yang masih kurang.")
            return Refused(Problem.INVALID.value, words, "reason")
        if len(reason) > MAX_REASON:
            return _too_long(MAX_REASON)
        return self._propose(
            guidance_id, "guidance.return", Return(reason.strip()), _("Pembinaan dikembalikan: {text}")
        )

    def cancel(self, guidance_id: str) -> Done | Refused:
        """Say that it is no longer asked for (kecamatan)."""
        return self._propose(guidance_id, "guidance.cancel", Cancel(), _("Pembinaan dibatalkan: {text}"))

    def _propose(
        self, guidance_id: str, kind: str, fields: msgspec.Struct, title: str, text: str = ""
    ) -> Done | Refused:
        with self._store.write() as tx:
            ref = Ref(RecordType.GUIDANCE, guidance_id)
            known = tx.records.get(ref)
            said = text or (known.text("text") if known is not None else "")
            return queued(tx, kind, ref, fields, title.format(text=_short(said)))


def records_in(tx: Tx, office: Office, village: str | None = None, over: int = MOST_OVER) -> list[Record]:
    """The agreed things this desk cares for, of one village when named: all that run, and the newest that are over."""
    mine = office.identity.village
    if mine is not None and village not in (None, mine):
        return []
    scope = Choice((RecordType.GUIDANCE,), village if mine is None else mine)
    running = tx.lines.newest(replace(scope, states=_RUNNING))
    return [*running, *tx.lines.newest(replace(scope, but=_RUNNING), over)]


def running_in(tx: Tx, office: Office) -> int:
    """How many agreed things still run in this desk's scope."""
    return tx.lines.count(Choice((RecordType.GUIDANCE,), office.identity.village, states=_RUNNING))


def waiting_ids(tx: Tx) -> set[str]:
    """The ids of those with an own step that has no receipt."""
    return {item.ref.id for item in tx.outbox.items(_UNANSWERED) if item.ref.type == RecordType.GUIDANCE}


def guidance_list(office: Office, records: Collection[Record], waiting: Collection[str], village: str) -> GuidanceList:
    """Return them in words: what is to be done by its day, what is over newest first."""
    rows = [guidance_row(office, record, record.id in waiting) for record in records]
    running = sorted(
        (row for row in rows if row.state in GUIDANCE_RUNNING),
        key=lambda row: (row.due or date.max, row.made_at, row.id),
    )
    finished = sorted(
        (row for row in rows if row.state not in GUIDANCE_RUNNING), key=lambda row: (row.made_at, row.id), reverse=True
    )
    can_put = rights.refusal(office.identity.actor, "guidance.put", village or None, workflow.NONE) is None
    return GuidanceList(tuple(running), tuple(finished), can_put)


def guidance_row(office: Office, record: Record, pending: bool) -> GuidanceRow:
    """One in words; a state of a newer program counts as open, and nothing can be done to it here."""
    said = record.text("state")
    state = GuidanceState(said) if said in set(GuidanceState) else GuidanceState.OPEN
    due = iso_date(record.text("due"))
    ours = office.identity.village is not None

    def may(verb: str) -> bool:
        return rights.refusal(office.identity.actor, f"guidance.{verb}", record.village, said) is None

    return GuidanceRow(
        id=record.id,
        village=record.village or "",
        village_label=office.village_label(record.village),
        text=record.text("text"),
        due=due,
        words=_words(office, record, state, due, pending),
        label=record.text("label"),
        thread=record.text("thread"),
        state=state,
        mark=_mark(state, pending, ours),
        urgency=urgency_of(office, state, due),
        reason=record.text("reason") if state is GuidanceState.RETURNED else "",
        ticked=state in (GuidanceState.DONE, GuidanceState.CONFIRMED),
        pending=pending,
        made_at=record.number("made_at"),
        can_done=may("done"),
        can_undo=may("undo"),
        can_confirm=may("confirm"),
        can_return=may("return"),
        can_change=may("change"),
        can_cancel=may("cancel"),
    )


def urgency_of(office: Office, state: GuidanceState, due: date | None) -> Urgency:
    """How near its day is, for what the village still has to do; NONE for the rest."""
    if due is None or state not in (GuidanceState.OPEN, GuidanceState.RETURNED):
        return Urgency.NONE
    if due < office.today:
        return Urgency.LATE
    return Urgency.SOON if due <= office.today + timedelta(days=SOON_DAYS) else Urgency.CALM


def _words(office: Office, record: Record, state: GuidanceState, due: date | None, pending: bool) -> str:
    def day_of(leaf: str) -> str:
        return day_words(local_date(record.number(leaf), office.zone), office.today)

    label = record.text("label")
    match state:
        case GuidanceState.CONFIRMED:
            return (
                _("Disahkan di sini, menunggu kirim")
                if pending
                else _("Disahkan kecamatan {day}").format(day=day_of("confirmed_at"))
            )
        case GuidanceState.CANCELLED:
            return _("Dibatalkan kecamatan {day}").format(day=day_of("cancelled_at"))
        case GuidanceState.DONE:
            words = _("Dikerjakan {day}, menunggu disahkan").format(day=day_of("done_at"))
        case _ if due is None:
            words = _("Tanpa batas hari")
        case _:
            near = urgency_of(office, state, due) in (Urgency.SOON, Urgency.LATE)
            words = _("Sampai {day}").format(day=day_words(due, office.today))
            words = f"{words}, {due_words(due, office.today)}" if near else words
    return f"{words}. {label}" if label else words


def _mark(state: GuidanceState, pending: bool, ours: bool) -> str:
    if pending:
        return _("Menunggu kirim")
    match state:
        case GuidanceState.RETURNED:
            return _("Dikembalikan")
        case GuidanceState.DONE if not ours:
            return _("Perlu disahkan")
        case _:
            return ""


def _missing(text: str) -> Refused | None:
    if not text.strip():
        return Refused("empty", _("Tulis dulu apa yang disepakati, lalu simpan."), "text")
    return _too_long(MAX_GUIDANCE) if len(text.strip()) > MAX_GUIDANCE else None


def _too_long(most: int) -> Refused:
    words = _("Lebih dari {n} huruf. Pendekkan dulu, lalu simpan.").format(n=most)
    return Refused(Problem.TOO_LARGE.value, words, "text")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"
