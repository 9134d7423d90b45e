"""Bundles that were carried here: opened, checked whole, and then spoken through the very code of the network.

Whoever brings a bundle can read neither it nor its reply. A bundle of a PC that was revoked is set apart, still sealed,
for a person to look at; what is not whole or not for this server is refused whole, and nothing of it is used.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, Final

import msgspec

from sipa_core.domain import dates, rights
from sipa_core.domain.attachments import blobs_named, is_blob_hash
from sipa_core.ports import Clock
from sipa_core.sync.bundle_file import MAX_BLOBS, BlobSource, BundleError, OpenBundle, SpoiltBlobError, seal, unseal
from sipa_core.wire.blobs import BlobPart
from sipa_core.wire.bundles import (
    MAX_SEALED,
    BundleAnswer,
    BundleFault,
    BundleState,
    Direction,
    Manifest,
    ServerCard,
    answer_digest,
    bundle_name,
    card_digest,
    is_bundle_name,
    reply_name_of,
)
from sipa_core.wire.codec import WireError, decode, encode
from sipa_core.wire.exchange import Request, StoredReply
from sipa_core.wire.problems import Problem
from sipa_server.errors import RefusedError
from sipa_server.platform.keys import ServerKeys
from sipa_server.platform.turns import Turns
from sipa_server.services.accounts import AccountService
from sipa_server.services.blobs import BlobService
from sipa_server.services.bundle_parts import BundleParts
from sipa_server.services.callers import Caller, Sender
from sipa_server.services.exchange import ExchangeService
from sipa_server.store.audit_rows import Entry
from sipa_server.store.blob_rows import place_of
from sipa_server.store.bundle_files import BundleFiles, digest_of
from sipa_server.store.bundle_rows import StoredBundle
from sipa_server.store.unit_of_work import Store, faults_named

_log = logging.getLogger(__name__)

KEPT_REPLIES_MS: Final = 90 * 24 * 60 * 60 * 1000
MAX_REPLY_BLOBS: Final = 64 * 1024 * 1024
"""Bytes of attachments in one reply."""


@dataclass(frozen=True)
class _Read:
    """A bundle that is whole, signed and for this server."""

    opened: OpenBundle
    request: Request
    sender: Sender

    @property
    def manifest(self) -> Manifest:
        return self.opened.manifest


class BundleService:
    """Takes bundles and gives their sealed replies. Refusals of a caller are RefusedError, the disk's StorageError."""

    def __init__(
        self,
        store: Store,
        files: BundleFiles,
        clock: Clock,
        keys: ServerKeys,
        accounts: AccountService,
        exchanges: ExchangeService,
        blobs: BlobService,
        zone: str,
    ) -> None:
        self._store = store
        self.files = files
        self._clock = clock
        self._keys = keys
        self._accounts = accounts
        self._exchanges = exchanges
        self._blobs = blobs
        self._zone = zone
        self._turns = Turns()
        self.parts = BundleParts(files, clock)

    def card(self) -> ServerCard:
        """Who this server is."""
        age_pub = self._keys.age_pub
        return ServerCard(self._keys.server_id, self._keys.sign_pub, age_pub, self._keys.sign(card_digest(age_pub)))

    def courier(self, token: str) -> Caller:
        """Who hands bundles over; RefusedError for whoever is not of the kecamatan."""
        caller = self._accounts.recognise(token)
        if not rights.may(caller.person.role, "bundle.carry", own=caller.person.village is None):
            raise RefusedError(Problem.FORBIDDEN)
        return caller

    def known(self, token: str, sha256: str) -> BundleAnswer:
        """What became of a file; RefusedError(not_found) while it was not taken."""
        self.courier(token)
        found = self._kept(sha256) if is_blob_hash(sha256) else None
        if found is None:
            raise RefusedError(Problem.NOT_FOUND)
        return found

    def reply_part(self, token: str, sha256: str, start: int, most: int) -> BlobPart:
        """A stretch of the sealed reply to the bundle with that hash; RefusedError(not_found) when there is none."""
        self.courier(token)
        found = self.known(token, sha256)
        if not found.reply:
            raise RefusedError(Problem.NOT_FOUND)
        if not 0 <= start < found.reply_size:
            raise RefusedError(Problem.BAD_REQUEST, "beyond the end")
        with faults_named():
            return BlobPart(self.files.reply_part(found.reply, start, most), found.reply_size)

    def forget_reply(self, token: str, sha256: str) -> None:
        """Drop the reply to a bundle: the same file, when it comes again, gets one with what was decided since.

        RefusedError(not_found) when there is none, or its PC may hear nothing more.
        """
        answer = self.known(token, sha256)
        with self._store.read() as work:
            row = work.bundles.get(sha256)
        sender = self._accounts.sender(row.device) if row is not None else None
        if not answer.reply or sender is None or not sender.living:
            raise RefusedError(Problem.NOT_FOUND)
        self.files.drop_reply(answer.reply)

    def take(self, sealed: BinaryIO, courier: Caller | None = None, name: str = "") -> BundleAnswer:
        """Take a sealed file. The same file again gets the same answer; nothing of a refused one is kept or used."""
        sha256, size = digest_of(sealed)
        with self._turns.of(sha256):  # whoever gave up waiting comes again while the first is still worked at
            kept = self._kept(sha256)
            if kept is not None and kept.state is BundleState.TAKEN:
                return kept
            try:
                if size > MAX_SEALED:
                    raise BundleError(BundleFault.TOO_LARGE)
                with faults_named(), self.files.plain() as plain:
                    return self._take(sealed, plain, sha256, courier, name)
            except BundleError as fault:
                _log.warning("a bundle was refused: %s", fault.fault.value)
                return self._signed(BundleAnswer(self._keys.server_id, sha256, BundleState.REFUSED, fault.fault.value))

    def take_part(self, courier: Caller, sha256: str, name: str) -> BundleAnswer:
        """Take a file that came piece by piece; RefusedError when it is not what it was announced to be."""
        with self.parts.whole(courier.device.id, sha256) as sealed:
            return self.take(sealed, courier, name)

    def quarantined(self) -> list[StoredBundle]:
        """Those that wait for a person, oldest first."""
        with self._store.read() as work:
            return work.bundles.in_state(BundleState.QUARANTINED)

    def accept(self, sha256: str) -> BundleAnswer | None:
        """Use a bundle that was set apart, after a person has looked; None when there is none of that hash.

        Its PC gets no reply: whoever has it now must learn nothing.
        """
        with self._store.read() as work:
            row = work.bundles.get(sha256)
        held = self.files.held(sha256)
        if row is None or row.state is not BundleState.QUARANTINED or not held.is_file():
            return None
        with faults_named(), open(held, "rb") as sealed, self.files.plain() as plain:
            read = self._read(sealed, plain)
            self._exchanges.carried(read.request, read.sender.caller, read.manifest.sealed_at, looked_at=True)
            self._take_blobs(read)
        taken = replace(row, state=BundleState.TAKEN)
        self._keep(taken, read, "accepted")
        return self._answer_of(taken)

    def _take(self, sealed: BinaryIO, plain: BinaryIO, sha256: str, courier: Caller | None, name: str) -> BundleAnswer:
        read = self._read(sealed, plain)
        if not read.sender.living:
            return self._set_apart(read, sealed, sha256, courier)
        try:
            reply = self._exchanges.carried(read.request, read.sender.caller, read.manifest.sealed_at)
        except RefusedError as refused:
            if refused.problem is Problem.REVOKED:  # between the look and the transaction
                return self._set_apart(read, sealed, sha256, courier)
            _log.warning("a bundle's message was refused: %s", refused.problem.value)
            raise BundleError(BundleFault.REFUSED) from None
        return self._answered(read, reply, self._take_blobs(read), sha256, courier, name)

    def _take_blobs(self, read: _Read) -> dict[str, str]:
        """Take the attachments, after the ops: one that is there before its record is nobody's."""
        taken = {}
        for one in read.opened.blobs:
            refused_as = self._blobs.take_carried(read.sender.caller, one, partial(read.opened.blob, one))
            taken[one.sha256] = refused_as.value if refused_as is not None else ""
        return taken

    def _read(self, sealed: BinaryIO, plain: BinaryIO) -> _Read:
        sealed.seek(0)
        unseal(sealed, plain, self._keys.age_identity)
        opened = OpenBundle(plain)
        manifest = opened.manifest
        sender = self._accounts.sender(manifest.sender)
        if sender is None and manifest.enrol is not None:
            opened.verify(manifest.enrol.sign_pub)
            sender = self._accounts.introduced(manifest.sender, manifest.enrol)
        if sender is None:
            raise BundleError(BundleFault.UNKNOWN_SENDER)
        opened.verify(sender.caller.device.sign_pub)
        if manifest.recipient != self._keys.server_id or manifest.direction is not Direction.TO_SERVER:
            raise BundleError(BundleFault.NOT_FOR_US)
        try:
            request = decode(opened.exchange(), Request)
        except WireError:
            raise BundleError(BundleFault.REFUSED) from None
        if sender.living and sender.waiting:
            # Whoever carries it keeps it, and offers it again once the kecamatan has said that the PC is right.
            raise RefusedError(Problem.UNCONFIRMED)
        return _Read(opened, request, sender)

    def _set_apart(self, read: _Read, sealed: BinaryIO, sha256: str, courier: Caller | None) -> BundleAnswer:
        with faults_named():
            self.files.set_apart(sealed, sha256)
        kept = self._row(read, sha256, courier, BundleState.QUARANTINED)
        self._keep(kept, read, Problem.REVOKED.value)
        return self._answer_of(kept)

    def _answered(
        self, read: _Read, reply: StoredReply, taken: dict[str, str], sha256: str, courier: Caller | None, name: str
    ) -> BundleAnswer:
        """Seal the reply, keep both, and say so."""
        row = self._row(read, sha256, courier, BundleState.TAKEN)
        if read.sender.age_pub:
            head = Manifest(
                self._keys.server_id,
                read.manifest.sender,
                Direction.TO_DESK,
                reply.epoch,
                read.manifest.counter,
                self._clock.now(),
                taken=taken,
            )
            digest, size = self._sealed(head, encode(reply), self._reply_blobs(read, reply), read.sender.age_pub)
            named = reply_name_of(name if is_bundle_name(name) else self._bundle_name(read))
            row = replace(row, reply=digest, reply_name=named, reply_size=size)
        self._keep(row, read, "ok")
        return self._answer_of(row)

    def _sealed(self, head: Manifest, words: bytes, blobs: list[BlobSource], age_pub: str) -> tuple[str, int]:
        """Keep a sealed reply; its SHA-256 and size. A file that is no longer whole here stays out: nothing waits for
        it, neither the reply nor the bundles of others behind it.
        """
        while True:
            try:
                with faults_named(), self.files.coming() as made:
                    seal(head, words, blobs, self._keys.sign, age_pub, made)
                    return self.files.keep_reply(made)
            except SpoiltBlobError as spoilt:
                _log.error("an attachment is no longer whole on this server: %s", spoilt)
                blobs = [one for one in blobs if one.sha256 != spoilt.sha256]

    def _reply_blobs(self, read: _Read, reply: StoredReply) -> list[BlobSource]:
        """What the desk asks for, and what the new records name that another place has sent; in the person's scope."""
        caller, asked = read.sender.caller, read.manifest.wanted[:MAX_BLOBS]
        named = [one for record in reply.changes for one in sorted(blobs_named(record.opened().fields))]
        here = {member.sha256 for member in read.opened.blobs}
        if read.request.cursor is not None:
            here |= self._own(caller, named)
        found: dict[str, BlobSource] = {}
        left = MAX_REPLY_BLOBS
        for sha256 in (*asked, *(one for one in named if one not in here)):
            try:
                blob = self._blobs.readable_by(caller.person.actor, sha256)
            except RefusedError:
                continue
            if sha256 in found or blob.size > left or len(found) >= MAX_BLOBS:
                continue
            left -= blob.size
            found[sha256] = BlobSource(sha256, blob.size, blob.media.value, partial(self._pieces, sha256))
        return list(found.values())

    def _own(self, caller: Caller, named: list[str]) -> set[str]:
        """Those that the caller's own place has sent: its desks have them."""
        place = place_of(caller.person.actor)
        with self._store.read() as work:
            sent = {one: work.blobs.of_place(place, one) for one in set(named)}
        return {one for one, upload in sent.items() if upload is not None and upload.done_at is not None}

    def _pieces(self, sha256: str) -> Iterator[bytes]:
        data = self._blobs.read(sha256)
        if data is None:
            raise SpoiltBlobError(sha256)
        yield data

    def _bundle_name(self, read: _Read) -> str:
        village = read.sender.caller.person.village
        day = dates.local(read.manifest.sealed_at, self._zone)
        return bundle_name(village or "KECAMATAN", f"{day:%Y%m%d-%H%M}", read.manifest.counter)

    def _row(self, read: _Read, sha256: str, courier: Caller | None, state: BundleState) -> StoredBundle:
        return StoredBundle(
            sha256,
            read.manifest.sender,
            read.request.request_id,
            read.manifest.sealed_at,
            self._clock.now(),
            courier.device.id if courier is not None else "",
            state,
            len(read.request.ops),
            reply="",
            reply_name="",
            reply_size=0,
        )

    def _keep(self, row: StoredBundle, read: _Read, outcome: str) -> None:
        person = read.sender.caller.person
        with self._store.write() as work:
            for old in work.bundles.replies_before(row.received_at - KEPT_REPLIES_MS):
                self.files.drop_reply(old.reply)
                work.bundles.forget_reply(old.sha256)
            work.bundles.put(row)
            work.audit.add(
                Entry(
                    row.received_at,
                    "bundle.take",
                    outcome,
                    person.id,
                    row.device,
                    village=person.village,
                    content_hash=row.sha256,
                )
            )

    def _kept(self, sha256: str) -> BundleAnswer | None:
        with self._store.read() as work:
            row = work.bundles.get(sha256)
        if row is None or (row.reply_size and not self.files.has_reply(row.reply)):
            return None  # made anew from the same file: its ops get the same receipts
        return self._answer_of(row)

    def _answer_of(self, row: StoredBundle) -> BundleAnswer:
        code = Problem.REVOKED.value if row.state is BundleState.QUARANTINED else ""
        answer = BundleAnswer(
            self._keys.server_id, row.sha256, row.state, code, row.reply, row.reply_name, row.reply_size
        )
        return self._signed(answer)

    def _signed(self, answer: BundleAnswer) -> BundleAnswer:
        return msgspec.structs.replace(answer, signature=self._keys.sign(answer_digest(answer)))
