"""Persons, their PCs and their codes: who may come in, and who may no longer.

Tokens and codes leave this module once, in the answer that makes them, and are stored as hashes only. One person holds
a village; a hand-over ends the one before in the same act. Time is the server's.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Final

from sipa_core import ids
from sipa_core.domain import rights
from sipa_core.domain.roles import Role
from sipa_core.domain.villages import VillageKind
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy
from sipa_core.wire.enrol import (
    CODE_DAYS,
    CODE_LENGTH,
    DEVICE_KINDS,
    FILE_DAYS,
    CodeReply,
    CodeRequest,
    EnrolReply,
    EnrolRequest,
    Scope,
    draw_letters,
    is_file_secret,
    normalise_code,
)
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_core.wire.version import SIPA
from sipa_server.errors import KnownError, RefusedError
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.account_records import note_app, note_contact, tell_device, tell_person
from sipa_server.services.beginnings import first_pc
from sipa_server.services.callers import Caller, Sender, as_of, caller_of, sender_of, token_hash
from sipa_server.services.epochs import current_epoch
from sipa_server.services.limits import CODE, ENROL, Limits
from sipa_server.services.place import Place
from sipa_server.store.account_rows import Device, Person
from sipa_server.store.audit_rows import Entry
from sipa_server.store.unit_of_work import Store, Work

_DAY: Final = 24 * 60 * 60 * 1000
_SIGN_PUB: Final = re.compile(r"[0-9a-f]{64}")
_AGE_PUB: Final = re.compile(r"(age1[a-z0-9]{10,90})?")
MAX_NAME: Final = 120
TOKEN_DAYS: Final = 90
"""So old a token is renewed within an exchange."""
MOST_MET: Final = 10_000
"""Tokens that are remembered as met; beyond that each is looked at once more."""


@dataclass(frozen=True)
class Invitation:
    """A person's new code, as it may be read out to them, and until when it counts (UTC ms)."""

    person: Person
    code: str
    expires_at: int

    @property
    def code_in_groups(self) -> str:
        """`ABCD-EFGH`."""
        return f"{self.code[:4]}-{self.code[4:]}"


@dataclass(frozen=True)
class Ticket:
    """What an enrolment file gives a PC that the server has not met."""

    person: Person
    secret: str = field(repr=False)
    device: str
    place_name: str
    epoch: str


class AccountService:
    """Invites, enrols, recognises and revokes. Refusals of messages are RefusedError, those of commands KnownError."""

    def __init__(
        self, store: Store, clock: Clock, entropy: Entropy, keys: ServerKeys, place: Place, public_url: str = ""
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._keys = keys
        self._place = place
        self._public_url = public_url
        self._limits = Limits(clock, keys)
        self._met: dict[str, int] = {}
        """By hash: when the newest token of its PC was made, as it was seen when the token was met."""

    @property
    def server_id(self) -> str:
        """By what name desks know this server."""
        return self._keys.server_id

    def invite(self, name: str, role: Role, village: str | None = None, *, hand_over: bool = False) -> Invitation:
        """Give a person a place (or the same person one more PC) and return their code.

        KnownError when the village has another person and it is not a `hand_over`; with it, that person's PCs end.
        """
        name = " ".join(name.split())
        if not name or len(name) > MAX_NAME:
            raise KnownError(
                _("Nama belum dapat dipakai"), _("Tulis nama orangnya, paling banyak 120 huruf."), "bad_name"
            )
        if (role is Role.ADMIN_DESA) != (village is not None):
            raise KnownError(
                _("Peran tidak cocok dengan tempatnya"),
                _("admin_desa memerlukan --village, admin_kecamatan memerlukan --kecamatan. Tidak ada yang berubah."),
                "role_and_place",
            )
        with self._store.write() as work:
            person = self._holder(work, name, role, village, hand_over=hand_over)
            return self._new_code(work, person)

    def make_code(self, request: CodeRequest, token: str) -> CodeReply:
        """Give a kecamatan's PC the code that `invite` makes; RefusedError when it may not have it. Durable.

        The code leaves in this answer only. An answer that is lost leaves a code that nobody knows; it ends by itself.
        """
        caller = self.recognise(token)
        if request.sipa != SIPA:
            raise RefusedError(Problem.VERSION)
        if request.device != caller.device.id:
            raise RefusedError(Problem.FORBIDDEN, "device")
        if not rights.may(caller.person.role, "code.make", own=caller.person.actor.owns(request.village)):
            raise RefusedError(Problem.FORBIDDEN)
        name = " ".join(request.name.split())
        if not name or len(name) > MAX_NAME or not name.isprintable() or not 1 <= len(request.request_id) <= 64:
            raise RefusedError(Problem.BAD_REQUEST, "name")
        role = Role.ADMIN_KECAMATAN if request.village is None else Role.ADMIN_DESA
        try:
            with self._store.write() as work:
                caller = self.recheck(work, caller)
                self._limits.check(work, CODE, caller.person.id)
                self._limits.count(work, CODE, caller.person.id)
                person = self._holder(work, name, role, request.village, hand_over=request.hand_over)
                made = self._new_code(work, person, caller.device)
        except KnownError as fault:
            known = {"village_taken": Problem.VILLAGE_TAKEN, "unknown_village": Problem.NOT_FOUND}
            raise RefusedError(known.get(fault.code, Problem.BAD_REQUEST), fault.code) from None
        return CodeReply(
            request.request_id, self._keys.server_id, made.code, made.expires_at, made.person.id, made.person.name
        )

    def for_file(self, name: str, village: str | None) -> Ticket:
        """The secret of an enrolment file for the person of a village, who gets the place if nobody has it.

        `name` may be empty: whoever has the place, or the admin by title. KnownError as `invite`.
        """
        role = Role.ADMIN_KECAMATAN if village is None else Role.ADMIN_DESA
        with self._store.write() as work:
            holders = work.accounts.active(self._place.kecamatan, village)
            title = _("Admin {place}").format(place=_village_name(work, village or "") or "")
            called = " ".join(name.split()) or (holders[0].name if holders else title)
            person = self._holder(work, called[:MAX_NAME], role, village, hand_over=False)
            secret, now = self._entropy.bytes(16).hex(), self._clock.now()
            hashed = self._code_hash(secret)
            work.accounts.add_code(hashed, person.id, now, now + FILE_DAYS * _DAY)
            work.audit.add(Entry(now, "file.make", person=person.id, village=village))
            tell_person(work, person.id)
            return Ticket(person, secret, _device_of(hashed), self.place_name(work, person), current_epoch(work))

    def introduced(self, device: str, request: EnrolRequest) -> Sender | None:
        """The PC that a bundle introduces with the secret of its file; None when the secret gives it no such place.

        The bundle's signature by the key of `request` was checked before. Durable.
        """
        if not is_file_secret(request.code) or device != _device_of(self._code_hash(request.code)):
            return None
        try:
            self.enrol(request, device, carried=True)
        except RefusedError as refused:
            if refused.problem is Problem.TOO_MANY_TRIES:
                raise
            return None
        return self.sender(device)

    def enrol(self, request: EnrolRequest, address: str, *, carried: bool = False) -> EnrolReply:
        """Give a PC its place for a code; RefusedError when it gets none. Durable when this returns.

        The same code with the same key gives the same device and a fresh token, beside the one that may have been lost.
        A request that was `carried` here in a bundle is no contact.
        """
        _check(request)
        by_file = is_file_secret(request.code)
        code = request.code if by_file else normalise_code(request.code)
        if code is None:
            raise RefusedError(Problem.CODE_WRONG, "shape")
        with self._store.write() as work:
            self._limits.check(work, ENROL, address)
            outcome = self._take(work, request, code, address, carried=carried)
        if by_file and isinstance(outcome, Problem):
            outcome = Problem.REVOKED if outcome is Problem.REVOKED else Problem.FILE_SPENT
        if isinstance(outcome, Problem):  # raised only now: the counted try must be committed
            raise RefusedError(outcome)
        return outcome

    def recognise(self, token: str) -> Caller:
        """Whose token this is; RefusedError(unauthenticated) for none, RefusedError(revoked) for one that was ended."""
        hashed = token_hash(token)
        with self._store.read() as work:
            caller = self._caller(work, hashed)
            older = work.accounts.has_older_tokens(hashed)
            made_at = work.accounts.token_made_at(caller.device.id)
        if older:
            with self._store.write() as work:
                work.accounts.end_older_tokens(hashed)
        if len(self._met) >= MOST_MET:
            self._met.clear()
        self._met[hashed] = made_at
        return caller

    def has_met(self, token: str) -> bool:
        """True when the token was good when it was last looked at: enough to open what its PC has packed.

        It opens nothing else, since an ended one is refused by `caller` and then forgotten here. Older tokens of its PC
        have ended, and no older ones are made.
        """
        return token_hash(token) in self._met

    def meet(self, token: str) -> None:
        """`recognise` a token that this server has not met since it was started."""
        if not self.has_met(token):
            self.recognise(token)

    def caller(self, work: Work, token: str) -> Caller:
        """Whose token this is in this transaction, refused as by `recognise`: a revocation in between counts."""
        return self._caller(work, token_hash(token))

    def _caller(self, work: Work, hashed: str) -> Caller:
        try:
            return caller_of(work, hashed)
        except RefusedError:
            self._met.pop(hashed, None)
            raise

    def recheck(self, work: Work, caller: Caller) -> Caller:
        """The caller as of this transaction: a revocation that came in between counts."""
        return as_of(work, caller)

    def sender(self, device: str) -> Sender | None:
        """Who a sealed bundle says to be from; None when no such PC was ever registered."""
        with self._store.read() as work:
            return sender_of(work, device)

    def revoke_device(self, device: str) -> bool:
        """End a PC: its next request is refused. False when there is no such PC or it was ended before."""
        with self._store.write() as work:
            done = work.accounts.revoke(device, self._clock.now())
            if done:
                work.audit.add(Entry(self._clock.now(), "device.revoke", device=device))
                tell_device(work, device)
            return done

    def end_person(self, person: str) -> bool:
        """Take a person's place and all their PCs; False when there is no such person or it was done before."""
        with self._store.write() as work:
            found = work.accounts.person(person)
            if found is None or found.ended_at is not None:
                return False
            self._end(work, found)
            return True

    def place_name(self, work: Work, person: Person) -> str:
        """The person's place as people read it."""
        if person.village is None:
            return _("Kecamatan {name}").format(name=self._place.kecamatan_name)
        return _village_name(work, person.village) or person.village

    def people(self) -> list[tuple[Person, list[Device]]]:
        """Everybody who has or had a place, with their PCs, oldest first."""
        with self._store.read() as work:
            return [(person, work.accounts.devices(person.id)) for person in work.accounts.everybody()]

    def _holder(self, work: Work, name: str, role: Role, village: str | None, *, hand_over: bool) -> Person:
        if village is not None and _village_name(work, village) is None:
            raise KnownError(
                _("Desa {code} tidak ada di server ini").format(code=village),
                _("Tidak ada yang berubah. Periksa kode desa, misalnya 63.11.06.2024."),
                "unknown_village",
            )
        if village is not None and village in work.accounts.villages_left():
            raise KnownError(
                _("Desa {code} sudah keluar dari kecamatan ini").format(code=village),
                _("Tidak ada yang berubah. Kembalikan desanya lebih dahulu."),
                "unknown_village",
            )
        holders = work.accounts.active(self._place.kecamatan, village)
        same = next((one for one in holders if one.name.casefold() == name.casefold()), None)
        if same is not None:
            return same
        if village is not None and holders:
            if not hand_over:
                raise KnownError(
                    _("Desa ini sudah punya admin: {name}").format(name=holders[0].name),
                    _(
                        "Tidak ada yang berubah. Bila tugasnya berpindah, ulangi dengan --hand-over; "
                        "semua komputer admin lama berhenti."
                    ),
                    "village_taken",
                )
            for one in holders:
                self._end(work, one)
        made = Person(
            ids.new_id(self._clock, self._entropy), name, role, self._place.kecamatan, village, self._clock.now(), None
        )
        work.accounts.add_person(made)
        work.audit.add(Entry(made.created_at, "person.add", person=made.id, village=village))
        return made

    def _end(self, work: Work, person: Person) -> None:
        now = self._clock.now()
        work.accounts.end_person(person.id, now)
        work.audit.add(Entry(now, "person.end", person=person.id, village=person.village))
        tell_person(work, person.id)
        for device in work.accounts.devices(person.id):
            tell_device(work, device.id)

    def _new_code(self, work: Work, person: Person, by: Device | None = None) -> Invitation:
        code = draw_letters(self._entropy, CODE_LENGTH)
        now = self._clock.now()
        expires = now + CODE_DAYS * _DAY
        work.accounts.add_code(self._code_hash(code), person.id, now, expires)
        made_on = by.id if by is not None else None
        work.audit.add(Entry(now, "code.make", person=person.id, device=made_on, village=person.village))
        tell_person(work, person.id)
        return Invitation(person, code, expires)

    def _take(
        self, work: Work, request: EnrolRequest, code: str, address: str, *, carried: bool
    ) -> EnrolReply | Problem:
        """Give the place for the code, or say why not; a guess that met no code is counted."""
        hashed, now = self._code_hash(code), self._clock.now()
        if (known := work.accounts.code(hashed)) is None:
            self._limits.count(work, ENROL, address)
            return Problem.CODE_WRONG
        person = work.accounts.person(known.person)
        used_by = work.accounts.device(known.device) if known.device is not None else None
        if used_by is not None and used_by.sign_pub != request.sign_pub:
            return Problem.CODE_USED
        if now >= known.expires_at:
            return Problem.CODE_EXPIRED
        if person is None or person.ended_at is not None or (used_by is not None and used_by.revoked_at is not None):
            return Problem.REVOKED
        device = used_by
        if device is None:
            by_file = is_file_secret(code)
            device = Device(
                _device_of(hashed) if by_file else ids.new_id(self._clock, self._entropy),
                person.id,
                request.device_name.strip(),
                request.sign_pub,
                now,
                None,
                # One of the kecamatan was made at the server itself, and nobody else could say yes to the first.
                now if by_file and person.village is not None else None,
            )
            work.accounts.add_device(device, request.age_pub)
            work.accounts.use_code(hashed, device.id, now)
        token = self._new_token(work, device.id)
        work.audit.add(Entry(now, "device.enrol", person=person.id, device=device.id, village=person.village))
        first_pc(work, person.village, device.id, now, self._place.zone)
        tell_person(work, person.id)
        tell_device(work, device.id, request.kind if request.kind in DEVICE_KINDS else "")
        if carried:
            note_app(work, person, device.id, request.app)
        else:
            note_contact(work, person, device.id, request.app, now)
        return self._reply(work, person, device, token)

    def renewed_token(self, work: Work, token: str, device: str) -> str | None:
        """A fresh token when the device's newest is 90 days old, else None. The old one holds until it is used."""
        old = self._clock.now() - TOKEN_DAYS * _DAY
        # What was seen when the token was met is asked for again only when it is old: there may be a newer one since.
        if self._met.get(token_hash(token), 0) > old or work.accounts.token_made_at(device) > old:
            return None
        return self._new_token(work, device)

    def _new_token(self, work: Work, device: str) -> str:
        token = base64.urlsafe_b64encode(self._entropy.bytes(32)).rstrip(b"=").decode()
        work.accounts.add_token(device, token_hash(token), self._clock.now())
        return token

    def _reply(self, work: Work, person: Person, device: Device, token: str) -> EnrolReply:
        return EnrolReply(
            device=device.id,
            token=token,
            role=person.role.value,
            person=person.id,
            person_name=person.name,
            scope=Scope(person.kecamatan, person.village),
            place_name=self.place_name(work, person),
            server_id=self._keys.server_id,
            server_sign_pub=self._keys.sign_pub,
            epoch=current_epoch(work),
            now=self._clock.now(),
            public_url=self._public_url,
            server_age_pub=self._keys.age_pub,
        )

    def _code_hash(self, code: str) -> str:
        # 39 bits would fall to a stolen database alone; the key of the HMAC lies in another file.
        return self._keys.mac("code", code.encode()).hex()


def _check(request: EnrolRequest) -> None:
    if request.sipa != SIPA:
        raise RefusedError(Problem.VERSION)
    if not _SIGN_PUB.fullmatch(request.sign_pub):
        raise RefusedError(Problem.BAD_REQUEST, "sign_pub")
    if not _AGE_PUB.fullmatch(request.age_pub):
        raise RefusedError(Problem.BAD_REQUEST, "age_pub")
    if not 1 <= len(request.device_name.strip()) <= MAX_NAME:
        raise RefusedError(Problem.BAD_REQUEST, "device_name")


def _device_of(secret_hash: str) -> str:
    """The id of the PC that a file's secret makes: the file names it before the server has met the PC."""
    return ids.natural_id("device", secret_hash)


def _village_name(work: Work, code: str) -> str | None:
    record = work.records.get(Ref(RecordType.VILLAGE, ids.natural_id("village", code)))
    return f"{VillageKind(record.text('kind')).word} {record.text('name')}" if record is not None else None
