"""device.confirm, device.revoke and person.put: the kecamatan lets a PC in, ends one, keeps how a person is reached.

A PC never ends itself and the kecamatan never loses its last one: nobody could let anybody in again. What a PC has sent
stays, whoever ends it.
"""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from sipa_core.domain import accounts, rights
from sipa_core.domain.accounts import MAX_PHONE
from sipa_core.domain.workflow import AccountState
from sipa_core.ops.base import Applied, Context, Kind, Outcome, Refusal, View, Write
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref

_PHONE = re.compile(r"(\+?[0-9][0-9 .-]{4,28}[0-9])?")


class Revoke(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The PC of the record may no longer send or receive."""


class Confirm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The PC of the record, which came with an enrolment file, is the right one."""


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The number at which the person can be reached; empty takes it away."""

    phone: Annotated[str, msgspec.Meta(max_length=MAX_PHONE)]


def is_phone(text: str) -> bool:
    """True for an empty text or one that can be a telephone number."""
    return len(text) <= MAX_PHONE and _PHONE.fullmatch(text) is not None


def revoke(fields: Revoke, ref: Ref, view: View, context: Context) -> Outcome:
    """Ends the PC for good; its reports stay."""
    device = view.get(ref)
    if device is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "device.revoke", device.village, accounts.device_state(device))
    if refused is not None:
        return Refusal(refused)
    if device.id == context.device:
        return Refusal(Problem.OWN_DEVICE)
    if device.village is None and not _another(device.id, view):
        return Refusal(Problem.LAST_ADMIN)
    return Applied((Write(ref, device.village, {"revoked_at": context.now, "revoked_by": context.actor.name}),))


def confirm(fields: Confirm, ref: Ref, view: View, context: Context) -> Outcome:
    """Lets a PC in that came with an enrolment file."""
    device = view.get(ref)
    if device is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "device.confirm", device.village, accounts.device_state(device))
    if refused is not None:
        return Refusal(refused)
    marks = {"waiting_since": None, "confirmed_at": context.now, "confirmed_by": context.actor.name}
    return Applied((Write(ref, device.village, marks),))


def put_contact(fields: Contact, ref: Ref, view: View, context: Context) -> Outcome:
    """Keeps or takes away the person's number."""
    person = view.get(ref)
    if person is None:
        return Refusal(Problem.NOT_FOUND)
    refused = rights.refusal(context.actor, "person.put", person.village, accounts.person_state(person))
    if refused is not None:
        return Refusal(refused)
    phone = " ".join(fields.phone.split())
    if not is_phone(phone):
        return Refusal(Problem.INVALID, "phone")
    return Applied((Write(ref, person.village, {"phone": phone or None}),))


def _another(device: str, view: View) -> bool:
    """True when the kecamatan has another PC that may come in."""
    return any(
        one.id != device and one.village is None and accounts.device_state(one) == AccountState.ACTIVE
        for one in view.all(RecordType.DEVICE)
    )


KINDS = (
    Kind("device.revoke", RecordType.DEVICE, Revoke, revoke),
    Kind("device.confirm", RecordType.DEVICE, Confirm, confirm),
    Kind("person.put", RecordType.PERSON, Contact, put_contact),
)
