"""The Peer: whatever carries a Request to the server and brings its Reply now (HTTP, or in process for tests).

A peer either returns a whole Reply or raises CarriageError; it never changes anything on the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import BinaryIO, Protocol

import msgspec

from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.onward import Onward, onward
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.updates import SignedUpdate, UpdateCard


class Trouble(StrEnum):
    """Why nothing came back that counts. Each has words (sipa_desktop.sync.words)."""

    NO_NETWORK = "no_network"
    NO_NAME = "no_name"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CUT = "cut"
    PORTAL = "portal"
    PROXY = "proxy"
    NOT_OURS = "not_ours"
    STALE = "stale"
    CLOCK = "clock"
    EXPIRED = "expired"
    CERTIFICATE = "certificate"
    PLAIN_HTTP = "plain_http"
    SERVER = "server"
    BUSY = "busy"
    PROBLEM = "problem"
    THIS_PC = "this_pc"


class CarriageError(Exception):
    """A try that failed: the trouble, the server's own code if any, and in how many seconds to try again if told.

    `server_id`: who says to have refused, where it was said. `validity`: from when until when a certificate holds that
    was refused for its dates (UTC ms), where it could be read.
    """

    def __init__(
        self,
        trouble: Trouble,
        code: str | None = None,
        retry_after: float | None = None,
        *,
        server_id: str | None = None,
        validity: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(trouble.value if code is None else f"{trouble.value}: {code}")
        self.trouble = trouble
        self.code = code
        self.retry_after = retry_after
        self.server_id = server_id
        self.validity = validity


class Heard(msgspec.Struct, frozen=True):
    """An answer that has come whole and was not read yet. `read` gives the reply, or raises CarriageError."""

    onward: Onward | None
    read: Callable[[], Reply]


class Peer(Protocol):
    """Carries messages to one server. An error of any other kind than CarriageError is a bug."""

    def exchange(self, request: Request, token: str) -> Reply:
        """The server's reply. Raises CarriageError."""
        ...

    def ask(self, request: Request, token: str) -> Heard:
        """The same, before it is read: where the next message may go on is known by then. Raises CarriageError."""
        ...

    def unchanged(self, cursor: str, token: str) -> bool:
        """True when the server proves that nothing is new since the cursor; False when it must be asked by a message.

        Raises CarriageError.
        """
        ...

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """The desk's place. Raises CarriageError, with the server's code when it refused."""
        ...

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """A page for the phone. Raises CarriageError, with the server's code when it refused."""
        ...

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """End a page for the phone. Raises CarriageError."""
        ...

    def begin_upload(self, sha256: str, media: str, size: int, token: str) -> UploadState:
        """Begin to send a blob, or find out how far an earlier sending got. Raises CarriageError."""
        ...

    def upload_state(self, upload: str, sha256: str, token: str) -> UploadState:
        """How many bytes of it the server has now. Raises CarriageError; `not_found` when it forgot the upload."""
        ...

    def upload(self, state: UploadState, sha256: str, data: bytes, token: str) -> UploadState:
        """Send a piece that follows what the server has; how far it is then, the whole length once it is complete.

        Raises CarriageError: `offset_moved` when the server has more or less, `hash_mismatch` and `file_refused` when
        the whole is not what it should be.
        """
        ...

    def blob(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """At most so many bytes of a blob from there on. Raises CarriageError; `not_found`: there is none for us."""
        ...

    def server(self) -> ServerCard:
        """Who the server says to be; whoever asks checks the signature. Raises CarriageError."""
        ...

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """Hand a sealed bundle over, or hear what became of it when it is there already. Raises CarriageError."""
        ...

    def forget_reply(self, sha256: str, token: str) -> None:
        """Let the server forget the reply to a bundle: handed over again, the file gets one as of then.

        Raises CarriageError; 405 or `not_found` from a server that knows no such thing, or has none to forget.
        """
        ...

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """A stretch of the sealed reply to the bundle with that hash. Raises CarriageError."""
        ...

    def update_card(self, platform: str, token: str) -> UpdateCard:
        """What the server has for this kind of PC. Raises CarriageError; `not_found` from a server before updates."""
        ...

    def update_release(self, platform: str, seq: int, token: str) -> SignedUpdate:
        """The signed list of that release; whoever asks checks it. Raises CarriageError."""
        ...

    def update_part(self, platform: str, seq: int, start: int, most: int, token: str) -> BlobPart:
        """A stretch of the package of that release. Raises CarriageError."""
        ...

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """A fresh enrolment code. Raises CarriageError, with the server's code when it refused."""
        ...


class ReadAtOnce:
    """For a Peer that has its replies as they are, such as one in this process: they say where to go on themselves."""

    def exchange(self, request: Request, token: str) -> Reply:
        """The reply of this peer."""
        raise NotImplementedError

    def ask(self, request: Request, token: str) -> Heard:
        """The reply, read already."""
        reply = self.exchange(request, token)
        return Heard(onward(request, reply), lambda: reply)
