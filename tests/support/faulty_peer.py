"""A line that can be cut at will between a desk and a server.

It carries real messages to the real services; only the line is false.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, TypeVar

import msgspec

from sipa_core.sync.peer import CarriageError, Peer, ReadAtOnce, Trouble
from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.problems import Problem
from sipa_core.wire.updates import SignedUpdate, UpdateCard
from sipa_server.errors import RefusedError, StorageError

T = TypeVar("T")


class FaultyPeer(ReadAtOnce):
    """A Peer over another, within the process or over HTTP.

    `lose_reply` and `cut_before` count messages that fail; then the line is good.
    """

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.down = False
        self.lose_reply = 0
        self.cut_before = 0
        self.spoil: Callable[[Reply], Reply] | None = None
        self.requests: list[Request] = []
        self.pieces: list[tuple[int, int]] = []
        self.fetched: list[tuple[int, int]] = []
        self.cut_piece_after: int | None = None
        self.lose_blob_reply = 0
        self.on_piece: Callable[[], None] | None = None

    def exchange(self, request: Request, token: str) -> Reply:
        """Carry one exchange, or fail as told."""
        self.requests.append(request)
        self._line()
        reply = _translated(lambda: self.peer.exchange(request, token))
        if self.lose_reply:
            self.lose_reply -= 1
            raise CarriageError(Trouble.CUT)
        if self.spoil is not None:
            reply, self.spoil = self.spoil(reply), None
        return reply

    def unchanged(self, cursor: str, token: str) -> bool:
        """Carry the question whether anything is new, or fail as told."""
        self._line()
        return _translated(lambda: self.peer.unchanged(cursor, token))

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Carry one enrolment, or fail as told."""
        self._line()
        reply = _translated(lambda: self.peer.enrol(request))
        if self.lose_reply:
            self.lose_reply -= 1
            raise CarriageError(Trouble.CUT)
        return reply

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """Carry the wish for a phone page, or fail as told."""
        self._line()
        return _translated(lambda: self.peer.phone_page(request, token))

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """Carry the end of a phone page, or fail as told."""
        self._line()
        return _translated(lambda: self.peer.end_phone_page(request, token))

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """Carry one request for a code, or fail as told."""
        self._line()
        reply = _translated(lambda: self.peer.code(request, token))
        if self.lose_reply:
            self.lose_reply -= 1
            raise CarriageError(Trouble.CUT)
        return reply

    def server(self) -> ServerCard:
        """Ask who the server is, or fail as told."""
        self._line()
        return _translated(self.peer.server)

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """Carry a sealed bundle, or fail as told."""
        return self._blob_message(lambda: self.peer.hand_over(sealed, sha256, name, token))

    def forget_reply(self, sha256: str, token: str) -> None:
        """Let a reply be made anew, or fail as told."""
        self._blob_message(lambda: self.peer.forget_reply(sha256, token))

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """Bring a stretch of a sealed reply, or fail as told."""
        return self._blob_message(lambda: self.peer.sealed_reply(sha256, start, most, token))

    def update_card(self, platform: str, token: str) -> UpdateCard:
        """Ask what there is for a kind of PC, or fail as told."""
        self._line()
        return _translated(lambda: self.peer.update_card(platform, token))

    def update_release(self, platform: str, seq: int, token: str) -> SignedUpdate:
        """Bring a signed list, or fail as told."""
        self._line()
        return _translated(lambda: self.peer.update_release(platform, seq, token))

    def update_part(self, platform: str, seq: int, start: int, most: int, token: str) -> BlobPart:
        """Bring a stretch of a package, or fail as told."""
        self.fetched.append((start, most))
        return self._blob_message(lambda: self.peer.update_part(platform, seq, start, most, token))

    def begin_upload(self, sha256: str, media: str, size: int, token: str) -> UploadState:
        """Begin to send a blob, or fail as told."""
        return self._blob_message(lambda: self.peer.begin_upload(sha256, media, size, token))

    def upload_state(self, upload: str, sha256: str, token: str) -> UploadState:
        """How far an upload is, or fail as told."""
        return self._blob_message(lambda: self.peer.upload_state(upload, sha256, token))

    def upload(self, state: UploadState, sha256: str, data: bytes, token: str) -> UploadState:
        """Carry a piece: whole, or only so many of its bytes when `cut_piece_after` says so; and fail as told."""
        self.pieces.append((state.offset, len(data)))
        if self.on_piece is not None:
            self.on_piece()
        if self.cut_piece_after is not None:
            through, self.cut_piece_after = data[: self.cut_piece_after], None
            _translated(lambda: self.peer.upload(state, sha256, through, token))
            raise CarriageError(Trouble.CUT)
        return self._blob_message(lambda: self.peer.upload(state, sha256, data, token))

    def blob(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """Bring a stretch of a blob, or fail as told."""
        self.fetched.append((start, most))
        return self._blob_message(lambda: self.peer.blob(sha256, start, most, token))

    def _blob_message(self, ask: Callable[[], T]) -> T:
        self._line()
        reply = _translated(ask)
        if self.lose_blob_reply:
            self.lose_blob_reply -= 1
            raise CarriageError(Trouble.CUT)
        return reply

    def _line(self) -> None:
        if self.down:
            raise CarriageError(Trouble.NO_NETWORK)
        if self.cut_before:
            self.cut_before -= 1
            raise CarriageError(Trouble.CUT)


def _translated(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except RefusedError as no:
        busy = no.problem is Problem.TOO_MANY_TRIES
        raise CarriageError(Trouble.BUSY if busy else Trouble.PROBLEM, no.problem.value, no.retry_after) from None
    except StorageError:
        raise CarriageError(Trouble.SERVER, Problem.STORAGE_FULL.value) from None


def other_server(reply: Reply) -> Reply:
    """The reply as another server would name itself."""
    return msgspec.structs.replace(reply, server_id="0" * 64)
