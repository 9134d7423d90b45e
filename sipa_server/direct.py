"""DirectPeer: the server's services in this process, for tests, simulation and the demo.

Messages go through bytes on both ways, exactly as over HTTP, so that nothing can work here that would not work there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from sipa_core.sync.peer import CarriageError, ReadAtOnce, Trouble
from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.problems import Problem
from sipa_core.wire.updates import SignedUpdate, UpdateCard
from sipa_server.errors import RefusedError, StorageError, StorageFullError
from sipa_server.services.accounts import AccountService
from sipa_server.services.blobs import BlobService
from sipa_server.services.bundles import BundleService
from sipa_server.services.exchange import ExchangeService
from sipa_server.services.phone import PhoneService
from sipa_server.services.updates import UpdateService


class DirectPeer(ReadAtOnce):
    """A Peer: carries a message to the services and brings the reply; CarriageError where HTTP answers a problem."""

    def __init__(
        self,
        accounts: AccountService,
        exchanges: ExchangeService,
        blobs: BlobService,
        phones: PhoneService,
        bundles: BundleService,
        updates: UpdateService,
        address: str = "direct",
    ) -> None:
        self._accounts = accounts
        self._exchanges = exchanges
        self._phones = phones
        self._blobs = blobs
        self._bundles = bundles
        self._updates = updates
        self._address = address

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Enrol a PC; CarriageError with the server's code when the code gives no place."""
        with _carried():
            asked = decode(encode(request), EnrolRequest)
            return decode(encode(self._accounts.enrol(asked, self._address)), EnrolReply)

    def exchange(self, request: Request, token: str) -> Reply:
        """One exchange; CarriageError with the server's code when the message is refused as a whole."""
        with _carried():
            asked = decode(encode(request), Request)
            return decode(encode(self._exchanges.exchange(asked, token)), Reply)

    def unchanged(self, cursor: str, token: str) -> bool:
        """True when nothing is new since the cursor."""
        with _carried():
            return self._exchanges.unchanged(cursor, token)

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """A page for the phone; CarriageError with the server's code when there is none."""
        with _carried():
            asked = decode(encode(request), PhonePageRequest)
            return decode(encode(self._phones.make(asked, token)), PhonePageReply)

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """End a page for the phone; CarriageError when the message is refused."""
        with _carried():
            asked = decode(encode(request), PhonePageEnd)
            return decode(encode(self._phones.end(asked, token)), PhonePageEnded)

    def begin_upload(self, sha256: str, media: str, size: int, token: str) -> UploadState:
        """Begin to send a blob; CarriageError with the server's code when it is refused."""
        with _carried():
            return self._blobs.begin(token, sha256, media, size)

    def upload_state(self, upload: str, sha256: str, token: str) -> UploadState:
        """How far an upload is."""
        with _carried():
            return self._blobs.state(token, upload)[0]

    def upload(self, state: UploadState, sha256: str, data: bytes, token: str) -> UploadState:
        """Send the next piece."""
        with _carried():
            writing = self._blobs.writing(token, state.upload, state.offset)
            try:
                writing.write(data)
            finally:
                writing.close()
            return writing.finish()

    def blob(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """A stretch of a blob."""
        with _carried():
            return self._blobs.part(token, sha256, start, most)

    def update_card(self, platform: str, token: str) -> UpdateCard:
        """What this server has for a kind of PC."""
        with _carried():
            return decode(encode(self._updates.card(token, platform)), UpdateCard)

    def update_release(self, platform: str, seq: int, token: str) -> SignedUpdate:
        """The signed list of a release."""
        with _carried():
            return decode(encode(self._updates.release(token, platform, seq)), SignedUpdate)

    def update_part(self, platform: str, seq: int, start: int, most: int, token: str) -> BlobPart:
        """A stretch of its package."""
        with _carried():
            return self._updates.part(token, platform, seq, start, most)

    def server(self) -> ServerCard:
        """Who the server is."""
        return decode(encode(self._bundles.card()), ServerCard)

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """Hand a sealed bundle over; CarriageError when the caller may not."""
        with _carried():
            courier = self._bundles.courier(token)
            return decode(encode(self._bundles.take(sealed, courier, name)), BundleAnswer)

    def forget_reply(self, sha256: str, token: str) -> None:
        """Let the reply to a bundle be made anew when the file comes again."""
        with _carried():
            self._bundles.forget_reply(token, sha256)

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """A stretch of a sealed reply."""
        with _carried():
            return self._bundles.reply_part(token, sha256, start, most)

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """A fresh enrolment code; CarriageError with the server's code when it gives none."""
        with _carried():
            asked = decode(encode(request), CodeRequest)
            return decode(encode(self._accounts.make_code(asked, token)), CodeReply)


@contextmanager
def _carried() -> Iterator[None]:
    try:
        yield
    except RefusedError as fault:
        raise CarriageError(Trouble.PROBLEM, fault.problem.value, fault.retry_after) from fault
    except StorageFullError as fault:
        raise CarriageError(Trouble.PROBLEM, Problem.STORAGE_FULL.value) from fault
    except StorageError as fault:
        raise CarriageError(Trouble.BUSY) from fault
