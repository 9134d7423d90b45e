"""Bundles of this PC: what waits goes sealed to a stick, and sealed replies come back from one, in any order.

A bundle's request and reply go through the same `compose` and `absorb` as those of the network. What is on a stick
still waits: only its receipt, by whichever way it comes, makes it sent.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from sipa_core.domain import dates
from sipa_core.domain.attachments import MAX_PDF_BYTES, Media
from sipa_core.domain.sizes import format_bytes
from sipa_core.messages import _
from sipa_core.ops.base import QUIET
from sipa_core.ports import Clock, Entropy, Secrets
from sipa_core.sync.bundle_file import (
    MAX_BLOBS,
    MAX_EXCHANGE,
    BlobSource,
    BundleError,
    OpenBundle,
    SpoiltBlobError,
    seal,
    unseal,
)
from sipa_core.sync.bundle_words import bundle_words
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.bundles import MAX_OPS, MAX_SEALED, BundleFault, Direction, Manifest, Member, bundle_name
from sipa_core.wire.codec import WireError, decode, encode
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.ops import SealedOp
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import KnownError, Refused
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.platform import keys
from sipa_desktop.platform.removable import Medium
from sipa_desktop.platform.stick_files import StickFiles, TooLargeError, bundles_on
from sipa_desktop.platform.whole_files import write_checked
from sipa_desktop.store.blob_files import BlobFiles, SpoiltError
from sipa_desktop.store.blobs import LOST, Blob
from sipa_desktop.store.bundles import MadeBundle
from sipa_desktop.store.unit_of_work import Store, Tx
from sipa_desktop.sync import scope
from sipa_desktop.sync.copies import Copies
from sipa_desktop.sync.courier import Courier
from sipa_desktop.sync.first_contact import introduction
from sipa_desktop.sync.session import MetaKey, absorb, compose, read_anew
from sipa_desktop.sync.stick_views import Refusal, StickView, TakenIn, Written
from sipa_desktop.sync.stick_words import sending_words, written_words

log = logging.getLogger(__name__)

MOST_WORDS: Final = 32 * 1024 * 1024
"""Bytes of op bodies in one bundle."""
MOST_FILES: Final = MAX_SEALED - MAX_EXCHANGE - 16 * 1024 * 1024
"""Bytes of attachments in one bundle; more go in a second file."""
MOST_OPENED: Final = 192 * 1024 * 1024
"""Bytes of an opened reply; a server makes none of half that size."""
WANTED: Final = 200
REPORT: Final = "report.submit"
_REPORTS: Final = frozenset({REPORT})
WAITS: Final = ".menunggu"
UNREADABLE: Final = "stick_unreadable"
"""The end of the name of a reply that is kept until the one before it has come."""


class _Memory(io.BytesIO):
    """Where a reply is opened: never on the disk, where everything else lies encrypted; so it has a bound."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(data) > MOST_OPENED:
            raise BundleError(BundleFault.TOO_LARGE)
        return super().write(data)


@dataclass(frozen=True)
class _Part:
    """One bundle that is to be written."""

    no: int
    request: Request
    blobs: Sequence[Blob]
    sealed_at: int
    kinds: Sequence[str]
    """Those of its ops that a person knows of."""


class Stick:
    """Writes and takes in. Both take as long as the stick takes: never on the window's thread."""

    def __init__(
        self,
        store: Store,
        files: BlobFiles,
        clock: Clock,
        entropy: Entropy,
        secrets: Secrets,
        sticks: StickFiles,
        courier: Courier,
        copies: Copies,
        most_files: int = MOST_FILES,
    ) -> None:
        self._store = store
        self._files = files
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._sticks = sticks
        self._courier = courier
        self._copies = copies
        self._most_files = most_files

    def view(self) -> StickView:
        """What a stick would take along, and what became of the last one."""
        unmet = self._is_unmet()
        with self._store.read() as tx:
            identity = tx.meta.identity
            spoken, reports = tx.outbox.waiting() - tx.outbox.waiting_of(QUIET), tx.outbox.waiting_of(_REPORTS)
            unsent = tx.blobs.unsent()
            size = tx.outbox.waiting_bytes() + unsent.size
            last = tx.bundles.last_written()
            zone = identity.zone if identity is not None else dates.DEFAULT_ZONE
            last_words = _last_words(tx, last, zone)
            new_here = unmet and not tx.bundles.ever_answered()
        out = sending_words(reports, spoken - reports, unsent.count, new_here=new_here)
        if spoken or unsent.count:
            out = f"{out}, {format_bytes(size)}"
        rows = self._courier.rows()
        return StickView(
            ready=bool(identity is not None and identity.server_age_pub),
            out_words=out[:1].upper() + out[1:],
            last_words=last_words,
            courier=self._courier.serves(),
            carried=rows,
            to_hand=sum(row.state is None for row in rows),
            replies=sum(row.has_reply and not row.reply_written for row in rows),
        )

    def write(self, folder: Path) -> Written | Refused:
        """Seal all that waits and write it to a stick; said to be there only after it was read back from it.

        KnownError when the stick does not take it. What was sealed stays sealed and waits as before.
        """
        unmet = self._is_unmet()
        with self._store.read() as tx:
            identity, new_here = tx.meta.identity, unmet and not tx.bundles.ever_answered()
        if identity is None or not identity.server_age_pub:
            return Refused(
                "no_server_key",
                _(
                    "Kunci kecamatan belum ada di komputer ini. Data Anda aman. Sambungkan sekali ke jaringan, lalu "
                    "coba lagi."
                ),
            )
        self._copies.queue(by_stick=True)
        parts = self._composed()
        lies = self._sticks.place_of(folder)
        files: list[Path] = []
        kinds: list[str] = []
        blobs = 0
        for part in parts:
            place = folder / bundle_name(
                identity.place_name, f"{dates.local(part.sealed_at, identity.zone):%Y%m%d-%H%M}", part.no
            )
            blobs += self._write(identity, part, place, on_stick=lies.medium is Medium.STICK)
            kinds += part.kinds
            files.append(place)
        reports = kinds.count(REPORT)
        words = written_words(reports, len(kinds) - reports, blobs, lies, new_here=new_here)
        return Written(tuple(files), words, lies.medium is not Medium.OWN)

    def take_in(self, folder: Path) -> TakenIn:
        """Take every bundle of a folder (or one file): replies for this PC, and on a kecamatan's desk what it carries.

        KnownError when the stick cannot be read at all. A file that is not whole changes nothing and is named.
        """
        try:
            found = [folder] if folder.is_file() else bundles_on(folder)
        except OSError:
            raise KnownError(
                _("USB tidak terbaca"),
                _("Tidak ada yang berubah. Pasang lagi USB-nya, lalu pilih lagi."),
                UNREADABLE,
            ) from None
        done = TakenIn(place=self._sticks.place_of(folder))
        for file in found:
            self._take_file(file, done)
        self._take_kept(done)
        if done.replies:
            self._copies.follow()
        return done

    def _is_unmet(self) -> bool:
        """Tell whether the server has never met this PC by a line. Never asked while the store is read: secrets lie
        in it too, and two such readings would wait for each other's connection.
        """
        return self._secrets.get(keys.FILE_SECRET) is not None

    def _composed(self) -> list[_Part]:
        """Seal the ops and share the attachments out, in one transaction; at least one part, if only to fetch."""
        with self._store.write() as tx:
            now = self._clock.now()
            shared = list(_shares(tx.blobs.waiting(), self._most_files)) or [[]]
            parts = []
            for at, blobs in enumerate(shared):
                if scope.came_back(tx, None):
                    read_anew(tx)  # its cursor is of another scope, and no line may ever ask for what went with that
                request = compose(tx, self._clock, self._entropy, MAX_OPS if at == 0 else 0, MOST_WORDS)
                # In full: by the time the answer is here, nobody knows what this PC holds.
                request = msgspec.structs.replace(request, short=False, digest=False)
                no = tx.bundles.made(
                    request.request_id,
                    request.incarnation,
                    request.epoch,
                    now,
                    [op.op_id for op in request.ops],
                    len(blobs),
                )
                kinds = [item.kind for op in request.ops if (item := tx.outbox.get(op.op_id)) is not None]
                parts.append(_Part(no, request, blobs, now, [kind for kind in kinds if kind not in QUIET]))
        return parts

    def _write(self, identity: Identity, part: _Part, place: Path, *, on_stick: bool) -> int:
        """Write one bundle; how many attachments it holds. What is spoilt here is left out and said elsewhere."""
        blobs = list(part.blobs)
        with self._store.read() as tx:
            wanted = [blob.sha256 for blob in tx.blobs.asked(WANTED)]
        head = Manifest(
            identity.device,
            identity.server_id,
            Direction.TO_SERVER,
            part.request.epoch,
            part.no,
            part.sealed_at,
            wanted=wanted,
            enrol=introduction(identity, self._secrets, self._entropy, part.request.incarnation),
        )
        while True:
            sources = [BlobSource(one.sha256, one.size, one.media.value, partial(self._pieces, one)) for one in blobs]
            try:
                _digest, size = write_checked(place, partial(self._seal, head, part, sources, identity))
            except SpoiltBlobError as spoilt:
                log.warning("an attachment is no longer whole on this PC")
                blobs = [one for one in blobs if one.sha256 != spoilt.sha256]
                with self._store.write() as tx:
                    tx.blobs.refuse(spoilt.sha256, LOST)
                    tx.touch(Topic.ATTACHMENTS)
                continue
            break
        with self._store.write() as tx:
            tx.bundles.written(part.no, place.name, size, self._clock.now() if on_stick else None)
            tx.touch(Topic.OUTBOX, Topic.STICKS)
        return len(blobs)

    def _seal(self, head: Manifest, part: _Part, sources: list[BlobSource], identity: Identity, out: BinaryIO) -> None:
        seal(head, encode(part.request), sources, partial(keys.sign, self._secrets), identity.server_age_pub, out)

    def _pieces(self, blob: Blob) -> Iterator[bytes]:
        try:
            yield self._files.read(blob.sha256)
        except (FileNotFoundError, SpoiltError):
            raise SpoiltBlobError(blob.sha256) from None

    def _take_file(self, file: Path, done: TakenIn) -> None:
        """Take one file of a stick; whatever is wrong with it is noted and ends there."""
        try:
            with self._sticks.copied(file) as (sealed, sha256):
                self._take(sealed, sha256, file.name, done)
        except BundleError as fault:
            done.refused.append(Refusal(file.name, fault.fault.value, bundle_words(fault.fault.value)))
        except TooLargeError:
            code = BundleFault.TOO_LARGE.value
            done.refused.append(Refusal(file.name, code, bundle_words(code)))
        except OSError:
            words = _(
                "Berkas ini belum terbaca seluruhnya. Tidak ada yang berubah. Pasang lagi USB-nya, lalu coba lagi."
            )
            done.refused.append(Refusal(file.name, UNREADABLE, words))

    def _take(self, sealed: BinaryIO, sha256: str, name: str, done: TakenIn) -> None:
        identity = keys.age_identity(self._secrets)
        with _Memory() as plain:
            try:
                if identity is None:
                    raise BundleError(BundleFault.NOT_FOR_US)
                unseal(sealed, plain, identity)
            except BundleError as fault:
                if fault.fault is not BundleFault.NOT_FOR_US:
                    raise
                match self._courier.keep(sealed, sha256, name):
                    case True:
                        done.carried += 1
                    case False:
                        done.known += 1
                    case None:
                        done.others += 1
                return
            if self._absorb(plain, done):
                return
        self._sticks.keep(sealed, f"{sha256}{WAITS}")
        done.waiting += 1

    def _take_kept(self, done: TakenIn) -> None:
        """Replies that waited for the one before: it may have come now, by stick or by network."""
        for file in self._sticks.kept(WAITS):
            counted = TakenIn()
            self._take_file(file, counted)
            if not counted.waiting and all(one.code != UNREADABLE for one in counted.refused):
                self._sticks.drop(file.name)
                done.waiting = max(0, done.waiting - 1)
                done.receipts += counted.receipts
                done.reports += counted.reports
                done.parked += counted.parked
                done.news += counted.news
                done.attachments += counted.attachments

    def _absorb(self, plain: BinaryIO, done: TakenIn) -> bool:
        """Take the reply in; False when it has to wait for the one before. BundleError when it is not to be used."""
        opened = OpenBundle(plain)
        with self._store.read() as tx:
            identity = tx.meta.identity
        manifest = opened.manifest
        if identity is None or manifest.sender != identity.server_id:
            raise BundleError(BundleFault.UNKNOWN_SENDER)
        opened.verify(identity.server_sign_pub)
        if manifest.recipient != identity.device or manifest.direction is not Direction.TO_DESK:
            raise BundleError(BundleFault.NOT_FOR_US)
        try:
            reply = decode(opened.exchange(), Reply)
        except WireError:
            raise BundleError(BundleFault.REFUSED) from None
        for member in _usable(opened):
            self._files.put(opened.blob(member))  # durable before any row names it
        with self._store.write() as tx:
            made = tx.bundles.of_request(reply.request_id)
            if made is None:
                raise BundleError(BundleFault.NOT_FOR_US)
            if made.answered_at is not None:
                done.known += 1
                return True
            return self._absorbed(tx, made, reply, opened, done)

    def _absorbed(self, tx: Tx, made: MadeBundle, reply: Reply, opened: OpenBundle, done: TakenIn) -> bool:
        epoch = tx.meta.get(MetaKey.EPOCH) or ""
        waits = reply.since > tx.meta.upto and reply.epoch == epoch
        try:
            told = absorb(tx, _request(tx, made), reply, self._clock, self._entropy, carried=True)
        except CarriageError:
            raise BundleError(BundleFault.NOT_SIGNED) from None
        if epoch in (reply.epoch, made.epoch):
            done.attachments += self._keep_files(tx, opened)
        done.receipts += sum(kind not in QUIET for kind in told.kinds)
        done.reports += told.kinds.count(REPORT)
        done.parked += told.parked
        if waits:
            return False
        done.news += told.taken
        done.replies += 1
        done.more = done.more or reply.more
        tx.bundles.answered(made.request_id, self._clock.now())
        tx.touch(Topic.OUTBOX, Topic.STICKS)
        return True

    def _keep_files(self, tx: Tx, opened: OpenBundle) -> int:
        """What came is here now; what was sent is there, or was refused."""
        now, taken = self._clock.now(), 0
        for member in _usable(opened):
            tx.blobs.keep(member.sha256, Media(member.media), member.size, now)
            tx.blobs.arrived(member.sha256, now)
            taken += 1
        for sha256, code in opened.manifest.taken.items():
            if not code:
                tx.blobs.sent(sha256, now)
            elif code != Problem.STORAGE_FULL.value:
                tx.blobs.refuse(sha256, code)
        if taken or opened.manifest.taken:
            tx.touch(Topic.ATTACHMENTS)
        return taken


def _request(tx: Tx, made: MadeBundle) -> Request:
    """The request as it was composed: the bytes of a sealed op never change, so they stand in the outbox still."""
    items = [item for item in (tx.outbox.get(op_id) for op_id in made.ops) if item is not None]
    ops = [SealedOp(item.op_id, item.op_no or 1, msgspec.Raw(item.body)) for item in items]
    return Request(made.request_id, "", made.incarnation, made.epoch, ops)


def _usable(opened: OpenBundle) -> list[Member]:
    """Those that may be attachments by kind and size; any other is left unread, and the reply is taken without it."""
    return [member for member in opened.blobs if member.media in set(Media) and member.size <= MAX_PDF_BYTES]


def _shares(blobs: Sequence[Blob], most: int) -> Iterator[list[Blob]]:
    """The attachments by files of the stick, smallest first; one that is larger than a file alone goes alone."""
    share: list[Blob] = []
    size = 0
    for blob in blobs:
        if not blob.here:
            continue
        if share and (size + blob.size > most or len(share) >= MAX_BLOBS):
            yield share
            share, size = [], 0
        share.append(blob)
        size += blob.size
    if share:
        yield share


def _last_words(tx: Tx, last: MadeBundle | None, zone: str) -> str:
    """What became of the last file: `USB terakhir: 2 Juli 2025, 1 laporan menunggu jawaban kecamatan.`

    A file that is not known to lie on a stick is called a file, until its reply was brought.
    """
    if last is None:
        return ""
    day = dates.format_date(dates.local_date(last.sealed_at, zone))
    head = _("USB terakhir: {day}") if last.by_stick else _("Berkas terakhir: {day}")
    return f"{head.format(day=day)}, {_state_of(tx, last)}."


def _state_of(tx: Tx, last: MadeBundle) -> str:
    found = (tx.outbox.get(op_id) for op_id in last.ops)
    items = [item for item in found if item is not None and item.kind not in QUIET]
    if not items:
        return _("jawabannya sudah dibaca") if last.answered_at is not None else _("jawabannya belum kembali")
    left = [item.kind for item in items if item.closed_at is None]
    told = left or [item.kind for item in items]
    what = sending_words(told.count(REPORT), len(told) - told.count(REPORT))
    return (_("{what} menunggu jawaban kecamatan") if left else _("{what} sudah dibaca kecamatan")).format(what=what)
