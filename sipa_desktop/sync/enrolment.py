"""Enrolment: a typed address and code become this PC's place at the kecamatan's server.

Keys are made and stored before the request leaves, so that a lost reply can be repeated with the same code.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import msgspec

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.messages import _
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.enrolment_file import MAX_FILE, EnrolmentFile, EnrolmentFileError, open_enrolment
from sipa_core.sync.peer import CarriageError, Peer, Trouble
from sipa_core.wire.enrol import EnrolReply, EnrolRequest, normalise_code
from sipa_core.wire.problems import Problem
from sipa_core.wire.version import SIPA
from sipa_desktop.errors import Refused
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.platform.keys import FILE_SECRET, TOKEN, age_pub, server_id_of, sign_pub
from sipa_desktop.platform.system import machine_kind
from sipa_desktop.settings import VERSION
from sipa_desktop.store.unit_of_work import TOPICS, Store
from sipa_desktop.sync.clock import judged
from sipa_desktop.sync.session import MetaKey, told_in
from sipa_desktop.sync.words import trouble_words
from sipa_desktop.transport.address import is_plain_http, origin_of

MAX_NAME = 60


class Enrolled(msgspec.Struct, frozen=True):
    """Whose desk this is now, for the person to confirm with their eyes."""

    person_name: str
    place_name: str
    role: Role
    server_url: str
    secrets_place: str


class Enrolment:
    """Registers this PC once; and once more, for the same place, when the server no longer knows it."""

    def __init__(
        self, store: Store, clock: Clock, entropy: Entropy, secrets: Secrets, peer_of: Callable[[str], Peer]
    ) -> None:
        self._store = store
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._peer_of = peer_of

    def setup(self, url: str, code: str, device_name: str = "") -> Enrolled | Refused:
        """Register with a server; a refusal changes nothing and says what to do. KnownError for faults of this PC."""
        known = self._known()
        if known is not None and self.shut_out() is None:
            return _already(known)
        origin = origin_of(url)
        if origin is None:
            return _bad_address(url)
        typed = normalise_code(code)
        if typed is None:
            return Refused(
                "code_form",
                _("Kode pendaftaran terdiri dari 8 huruf dan angka. Periksa lagi kode dari admin kecamatan."),
                "code",
            )
        request = EnrolRequest(
            code=typed,
            device_name=(device_name or socket.gethostname() or "PC")[:MAX_NAME],
            sign_pub=sign_pub(self._secrets, self._entropy),
            age_pub=age_pub(self._secrets),
            incarnation=self._incarnation(),
            app=VERSION,
            kind=machine_kind(),
        )
        # A PC that pinned an office's certificate speaks to that office, also to register again.
        same = known is not None and known.server_url == origin
        try:
            reply = self._peer_of(known.line if known is not None and same else origin).enrol(request)
            identity = _identity(reply, origin, request.device_name)
            if known is not None and same:
                identity = msgspec.structs.replace(identity, certificate=known.certificate)
        except CarriageError as carried:
            fault = self._judged(carried)
            return Refused(fault.code or fault.trouble.value, trouble_words(fault))
        if known is not None and not _same_place(known, identity):
            return Refused(
                "other_place",
                _(
                    "Kode itu untuk {other}, sedangkan data di komputer ini milik {place}. Tidak ada yang berubah. "
                    "Minta kode untuk {place}."
                ).format(other=identity.place_name, place=known.place_name),
                "code",
            )
        self._keep(identity, reply)
        return Enrolled(
            identity.person_name, identity.place_name, identity.role, identity.server_url, self._secrets.place
        )

    def read_file(self, file: Path) -> EnrolmentFile | Refused:
        """What an enrolment file says, for the person to look at; nothing is kept. Refused when it is not whole."""
        try:
            with open(file, "rb") as stick:
                raw = stick.read(MAX_FILE + 1)
        except OSError:
            return Refused(
                "file_unreadable", _("Berkas itu belum terbaca. Pasang lagi USB-nya, lalu pilih lagi."), "file"
            )
        try:
            return open_enrolment(raw)
        except EnrolmentFileError:
            return Refused(
                "file_changed",
                _(
                    "Berkas itu bukan berkas pendaftaran SIPA yang utuh, jadi tidak dipakai. Tidak ada yang berubah. "
                    "Minta berkas baru kepada kecamatan."
                ),
                "file",
            )

    def setup_from_file(self, content: EnrolmentFile, device_name: str = "") -> Enrolled | Refused:
        """Give this PC the place that a file carries, without any line; the server meets it later. Refused, KnownError.

        The first records come in the same transaction as the identity: a power cut leaves all of it or none.
        """
        known = self._known()
        if known is not None:
            return _already(known)
        self._secrets.put(FILE_SECRET, content.secret)
        sign_pub(self._secrets, self._entropy)
        age_pub(self._secrets)
        self._incarnation()
        identity = _identity_of(content, (device_name.strip() or socket.gethostname() or "PC")[:MAX_NAME])
        with self._store.write() as tx:
            tx.meta.put("identity", msgspec.json.encode(identity).decode())
            tx.meta.put(MetaKey.ENROLLED_AT, str(self._clock.now()))
            tx.meta.put(MetaKey.EPOCH, content.epoch)
            tx.server_records.take(content.records)
            tx.reproject()
            tx.touch(Topic.IDENTITY, Topic.OFFICE, *(TOPICS[one.type] for one in content.records if one.type in TOPICS))
        return Enrolled(
            identity.person_name, identity.place_name, identity.role, identity.server_url, self._secrets.place
        )

    def check(self, url: str) -> Refused | None:
        """None when a SIPA server answers at the address; else why not. Nothing is registered, and no try is counted.

        An enrolment without a code is asked for: only such a server knows to refuse it by that name.
        """
        origin = origin_of(url)
        if origin is None:
            return _bad_address(url)
        probe = EnrolRequest(code="", device_name="-", sign_pub="0" * 64, age_pub="", incarnation="-")
        try:
            self._peer_of(origin).enrol(probe)
        except CarriageError as carried:
            fault = self._judged(carried)
            if fault.code in (Problem.CODE_WRONG.value, Problem.TOO_MANY_TRIES.value):
                return None
            return Refused(fault.code or fault.trouble.value, trouble_words(fault), "server")
        return Refused(Trouble.NOT_OURS.value, trouble_words(CarriageError(Trouble.NOT_OURS)), "server")

    def shut_out(self) -> str | None:
        """The server's code when it no longer knows this PC (`unauthenticated` when the token is gone), else None."""
        with self._store.read() as tx:
            if tx.meta.identity is None:
                return None
            said = tx.meta.get(MetaKey.SHUT_OUT)
        if said is None and self._secrets.get(TOKEN) is None and self._secrets.get(FILE_SECRET) is None:
            return Problem.UNAUTHENTICATED.value
        return said

    def _judged(self, fault: CarriageError) -> CarriageError:
        with self._store.read() as tx:
            told = told_in(tx)
        return judged(fault, self._clock.now(), told)

    def _known(self) -> Identity | None:
        with self._store.read() as tx:
            return tx.meta.identity

    def _keep(self, identity: Identity, reply: EnrolReply) -> None:
        # The token first: an identity without its token would look registered and could never send.
        self._secrets.put(TOKEN, reply.token)
        self._secrets.forget(FILE_SECRET)
        with self._store.write() as tx:
            tx.meta.put("identity", msgspec.json.encode(identity).decode())
            tx.meta.put(MetaKey.ENROLLED_AT, str(self._clock.now()))
            if tx.meta.get(MetaKey.EPOCH) is None:
                # Known before: a session meets a new epoch by itself, and sends again what may be lost.
                tx.meta.put(MetaKey.EPOCH, reply.epoch)
            tx.meta.forget(MetaKey.SHUT_OUT)
            tx.touch(Topic.IDENTITY, Topic.OFFICE)

    def _incarnation(self) -> str:
        """The incarnation named to the server; kept, so that a repeated try names the same."""
        with self._store.write() as tx:
            known = tx.meta.get(MetaKey.INCARNATION)
            if known is None:
                known = self._entropy.bytes(16).hex()
                tx.meta.put(MetaKey.INCARNATION, known)
                tx.meta.put(MetaKey.NEXT_NO, "1")
        return known


def _already(known: Identity) -> Refused:
    return Refused(
        "already_enrolled",
        _("Komputer ini sudah terdaftar untuk {place}. Tidak ada yang berubah.").format(place=known.place_name),
    )


def _identity_of(content: EnrolmentFile, device_name: str) -> Identity:
    return Identity(
        device=content.device,
        person=content.person,
        person_name=content.person_name,
        role=content.role,
        kecamatan=content.kecamatan,
        village=content.village,
        place_name=content.place_name,
        server_url=content.server_url,
        server_id=content.server_id,
        server_sign_pub=content.server_sign_pub,
        public_url=content.public_url,
        device_name=device_name,
        server_age_pub=content.server_age_pub,
        certificate=content.certificate,
    )


def _bad_address(url: str) -> Refused:
    if is_plain_http(url):
        fault = CarriageError(Trouble.PLAIN_HTTP)
        return Refused(fault.trouble.value, trouble_words(fault), "server")
    return Refused(
        "address",
        _("Alamat server itu tidak dapat dipakai. Tulis seperti https://sipa.contoh.go.id, tanpa tambahan."),
        "server",
    )


def _same_place(known: Identity, new: Identity) -> bool:
    """True when a new registration may take over what lies in this profile."""
    return (known.server_id, known.role, known.kecamatan, known.village) == (
        new.server_id,
        new.role,
        new.kecamatan,
        new.village,
    )


def _identity(reply: EnrolReply, origin: str, device_name: str) -> Identity:
    """The identity that a reply gives; NOT_OURS when the reply does not hold together."""
    try:
        role = Role(reply.role)
    except ValueError:
        raise CarriageError(Trouble.NOT_OURS) from None
    whole = (
        reply.sipa == SIPA
        and reply.server_id == server_id_of(reply.server_sign_pub)
        and bool(reply.token and reply.device and ids.is_id(reply.person))
        and (role is Role.ADMIN_KECAMATAN) == (reply.scope.village is None)
    )
    if not whole:
        raise CarriageError(Trouble.NOT_OURS)
    return Identity(
        device=reply.device,
        person=reply.person,
        person_name=reply.person_name,
        role=role,
        kecamatan=reply.scope.kecamatan,
        village=reply.scope.village,
        place_name=reply.place_name,
        server_url=origin,
        server_id=reply.server_id,
        server_sign_pub=reply.server_sign_pub,
        public_url=reply.public_url,
        device_name=device_name,
        server_age_pub=reply.server_age_pub,
    )
