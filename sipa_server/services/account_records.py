"""Persons and PCs as records, kept beside the tables that let them in: what the kecamatan's desk sees of them.

The tables decide who may come in; a record that says otherwise is a bug. No code, token or key is ever written here.
"""

from __future__ import annotations

from sipa_core.domain.accounts import carried_fields, contact_fields, device_fields, person_fields
from sipa_core.domain.paths import Value
from sipa_core.ops.base import Write
from sipa_core.wire.enrol import MAX_APP
from sipa_core.wire.records import RecordType, Ref
from sipa_server.store.account_rows import Person
from sipa_server.store.unit_of_work import Work


def tell_person(work: Work, person: str) -> None:
    """Write the person's record as the tables have it now."""
    found = work.accounts.person(person)
    if found is None:
        return
    fields = person_fields(
        found.name,
        found.role.value,
        found.kecamatan,
        found.created_at,
        found.ended_at,
        work.accounts.code_until(person) if found.ended_at is None else None,
    )
    work.records.write(Ref(RecordType.PERSON, person), found.village, fields)


def tell_device(work: Work, device: str, kind: str = "") -> None:
    """Write the PC's record as the tables have it now; `kind` is told once, at enrolment."""
    found = work.accounts.device(device)
    person = work.accounts.person(found.person) if found is not None else None
    if found is None or person is None:
        return
    fields = device_fields(found.person, found.name, found.created_at, found.revoked_at, found.waiting_since)
    more: dict[str, Value] = {"kind": kind} if kind else {}
    work.records.write(Ref(RecordType.DEVICE, device), person.village, {**fields, **more})


def contact_due(work: Work, device: str, app: str, now: int) -> bool:
    """True when this contact has to be told to the feed."""
    return bool(contact_fields(work.records.get(Ref(RecordType.DEVICE, device)), _plain(app), now))


def note_contact(work: Work, person: Person, device: str, app: str, now: int) -> None:
    """Tell the feed that the PC was here, at most once in `CONTACT_STEP`."""
    ref = Ref(RecordType.DEVICE, device)
    changes = contact_fields(work.records.get(ref), _plain(app), now)
    if changes:
        work.records.write(ref, person.village, changes)


def note_carried(work: Work, person: Person, device: str, app: str, now: int) -> None:
    """Tell the feed that a bundle of the PC was opened, at most once in `CONTACT_STEP`; that was no contact of it."""
    ref = Ref(RecordType.DEVICE, device)
    changes = carried_fields(work.records.get(ref), _plain(app), now)
    if changes:
        work.records.write(ref, person.village, changes)


def note_app(work: Work, person: Person, device: str, app: str) -> None:
    """Tell the feed of another version of the program, by which a PC came that was never here itself."""
    ref = Ref(RecordType.DEVICE, device)
    known, plain = work.records.get(ref), _plain(app)
    if plain and (known is None or known.text("app") != plain):
        work.records.write(ref, person.village, {"app": plain})


def follow(work: Work, write: Write, now: int) -> None:
    """Let the tables follow what an op wrote: a PC whose record ended is let in no more, a confirmed one is."""
    if write.ref.type != RecordType.DEVICE:
        return
    if write.changes.get("revoked_at"):
        work.accounts.revoke(write.ref.id, now)
    if write.changes.get("confirmed_at"):
        work.accounts.confirm(write.ref.id)


def _plain(app: str) -> str:
    """The version as it may stand in a record; what is no short plain text is none."""
    return app if len(app) <= MAX_APP and app.isprintable() else ""
