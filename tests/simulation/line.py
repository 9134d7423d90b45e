"""The line between one PC and the server: real bytes both ways, judged by the desk's own rules, and spoilt as told.

What comes back is read by `sipa_desktop.transport.answers`, so a portal is refused here where it is refused there.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, BinaryIO, Final, TypeVar, cast

import msgspec
import requests
from requests.structures import CaseInsensitiveDict

from sipa_core.sync.peer import CarriageError, ReadAtOnce, Trouble
from sipa_core.wire import codec
from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.bundles import BundleAnswer, ServerCard
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolReply, EnrolRequest
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.phone import PhonePageEnd, PhonePageEnded, PhonePageReply, PhonePageRequest
from sipa_core.wire.problems import SERVER_HEADER
from sipa_core.wire.receipts import Status, receipts_digest
from sipa_core.wire.unchanged import PROOF_HEADER, proof
from sipa_core.wire.updates import SignedUpdate, UpdateCard
from sipa_desktop.transport.answers import read_message, read_unchanged
from sipa_server.bootstrap import Server
from sipa_server.direct import DirectPeer
from sipa_server.errors import RefusedError, StorageError
from sipa_server.http.problems import on_refused, on_storage
from sipa_server.platform.keys import ServerKeys
from tests.simulation.disks import Crash

T = TypeVar("T")
Serve = Callable[[Any], Any]


@dataclass
class Answer:
    """An answer as it stands on the line."""

    status: int
    headers: dict[str, str]
    body: bytes

    def read(self, kind: type[T]) -> T:
        """The message in it, by the desk's own rules."""
        return read_message(self.shape("POST"), kind)

    def shape(self, method: str) -> requests.Response:
        """The answer as what carries HTTP gives it."""
        raw = io.BytesIO(self.body)
        shape = SimpleNamespace(
            status_code=self.status,
            headers=CaseInsensitiveDict(self.headers),
            raw=SimpleNamespace(read1=lambda size, decode_content: raw.read(size)),
            request=SimpleNamespace(method=method),
        )
        return cast(requests.Response, shape)


QUICKEST: Final = 1
"""How hard bytes are pressed here: what comes out is the same, and no line is slow."""

Meddle = Callable[["SimLine", bytes, Callable[[], Answer]], Answer]
"""What is done to one message: given the bytes of the request and the way to the real answer."""


@dataclass
class Seen:
    """What went over the line: of each op the hash of its bytes, and what is wrong with what was seen."""

    hashes: dict[str, set[str]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


class SimLine(ReadAtOnce):
    """A Peer of one PC. `meddle` stands for the next messages, each used once; None lets a message pass."""

    def __init__(self, name: str, server: Callable[[], Server], seen: Seen, broken: Callable[[], None]) -> None:
        self.name = name
        self.seen = seen
        self.meddle: list[Meddle | None] = []
        self.meddle_blob: list[Callable[[Callable[[], Any]], Any] | None] = []
        self.kept: Answer | None = None
        self.spoil_piece: Callable[[bytes], bytes] | None = None
        self.cut_piece: int | None = None
        self.on_piece: Callable[[], None] | None = None
        self._server = server
        self._broken = broken

    def exchange(self, request: Request, token: str) -> Reply:
        """Carry one exchange, or whatever the line makes of it."""
        for op in request.ops:
            self.seen.hashes.setdefault(op.op_id, set()).add(op.content_hash)
            self.seen.bodies[op.content_hash] = bytes(op.body)
        return self._carried(request, Request, Reply, lambda asked: self._server().exchanges.exchange(asked, token))

    def unchanged(self, cursor: str, token: str) -> bool:
        """Carry the question whether anything is new, or whatever the line makes of it."""
        nonce = "0123456789abcdef"

        def answered() -> Answer:
            return self._told_new(cursor, token, nonce)

        meddle = self.meddle.pop(0) if self.meddle else None
        answer = meddle(self, b"", answered) if meddle is not None else answered()
        return read_unchanged(answer.shape("GET"), token, nonce, cursor)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Carry one enrolment."""
        serve: Serve = lambda asked: self._server().accounts.enrol(asked, self.name)  # noqa: E731
        return self._carried(request, EnrolRequest, EnrolReply, serve)

    def code(self, request: CodeRequest, token: str) -> CodeReply:
        """Carry one wish for a code."""
        return self._carried(
            request, CodeRequest, CodeReply, lambda asked: self._server().accounts.make_code(asked, token)
        )

    def phone_page(self, request: PhonePageRequest, token: str) -> PhonePageReply:
        """Carry the wish for a phone page."""
        serve: Serve = lambda asked: self._server().phones.make(asked, token)  # noqa: E731
        return self._carried(request, PhonePageRequest, PhonePageReply, serve)

    def end_phone_page(self, request: PhonePageEnd, token: str) -> PhonePageEnded:
        """Carry the end of a phone page."""
        serve: Serve = lambda asked: self._server().phones.end(asked, token)  # noqa: E731
        return self._carried(request, PhonePageEnd, PhonePageEnded, serve)

    def begin_upload(self, sha256: str, media: str, size: int, token: str) -> UploadState:
        """Begin an upload."""
        return self._blob(lambda: self._direct().begin_upload(sha256, media, size, token))

    def upload_state(self, upload: str, sha256: str, token: str) -> UploadState:
        """How far an upload is."""
        return self._blob(lambda: self._direct().upload_state(upload, sha256, token))

    def upload(self, state: UploadState, sha256: str, data: bytes, token: str) -> UploadState:
        """Carry a piece: whole, spoilt, or only its beginning."""
        if self.on_piece is not None:
            between, self.on_piece = self.on_piece, None
            between()
        if self.cut_piece is not None:
            through, self.cut_piece = data[: self.cut_piece], None
            self._blob(lambda: self._direct().upload(state, sha256, through, token))
            raise CarriageError(Trouble.CUT)
        if self.spoil_piece is not None:
            data, self.spoil_piece = self.spoil_piece(data), None
        return self._blob(lambda: self._direct().upload(state, sha256, data, token))

    def blob(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """Bring a stretch of a blob, whole or spoilt."""
        part: BlobPart = self._blob(lambda: self._direct().blob(sha256, start, most, token))
        if self.spoil_piece is not None:
            spoil, self.spoil_piece = self.spoil_piece, None
            part = BlobPart(spoil(part.data), part.total)
        return part

    def server(self) -> ServerCard:
        """Bring the server's card."""
        return self._blob(lambda: self._direct().server())

    def hand_over(self, sealed: BinaryIO, sha256: str, name: str, token: str) -> BundleAnswer:
        """Carry a sealed bundle."""
        return self._blob(lambda: self._direct().hand_over(sealed, sha256, name, token))

    def forget_reply(self, sha256: str, token: str) -> None:
        """Let a reply be made anew."""
        self._blob(lambda: self._direct().forget_reply(sha256, token))

    def sealed_reply(self, sha256: str, start: int, most: int, token: str) -> BlobPart:
        """Bring a stretch of a sealed reply."""
        return self._blob(lambda: self._direct().sealed_reply(sha256, start, most, token))

    def update_card(self, platform: str, token: str) -> UpdateCard:
        return self._direct().update_card(platform, token)

    def update_release(self, platform: str, seq: int, token: str) -> SignedUpdate:
        return self._direct().update_release(platform, seq, token)

    def update_part(self, platform: str, seq: int, start: int, most: int, token: str) -> BlobPart:
        return self._blob(lambda: self._direct().update_part(platform, seq, start, most, token))

    def let_be(self) -> None:
        """A good line again."""
        self.meddle, self.meddle_blob = [], []
        self.spoil_piece = self.cut_piece = self.on_piece = None

    def _direct(self) -> DirectPeer:
        return self._server().peer(self.name)

    def _blob(self, ask: Callable[[], T]) -> T:
        meddle = self.meddle_blob.pop(0) if self.meddle_blob else None
        try:
            return cast(T, meddle(ask)) if meddle is not None else ask()
        except Crash:
            self._broken()
            raise CarriageError(Trouble.CUT) from None

    def _carried(self, message: object, asked: type[Any], kind: type[T], serve: Serve) -> T:
        plain = codec.encode(message)
        wire, encoding = codec.pack(plain, QUICKEST)
        meddle = self.meddle.pop(0) if self.meddle else None

        def answered() -> Answer:
            return self._served(codec.unpack(wire, encoding), asked, serve)

        answer = meddle(self, plain, answered) if meddle is not None else answered()
        return answer.read(kind)

    def _told_new(self, cursor: str, token: str, nonce: str) -> Answer:
        try:
            same = self._server().exchanges.unchanged(cursor, token)
        except RefusedError as no:
            answer = _told(on_refused(cast(Any, None), no))
        except StorageError as no:
            answer = _told(on_storage(cast(Any, None), no))
        except Crash:
            self._broken()
            raise CarriageError(Trouble.CUT) from None
        else:
            answer = Answer(304 if same else 204, {"Content-Length": "0"}, b"")
            if same:
                answer.headers[PROOF_HEADER] = proof(token, nonce, cursor)
        answer.headers[SERVER_HEADER] = self._server().keys.server_id
        return answer

    def _served(self, plain: bytes, asked: type[Any], serve: Serve) -> Answer:
        """What the server says, in bytes; a server that ended meanwhile says nothing."""
        try:
            answer = _packed(200, codec.MEDIA_TYPE, codec.encode(serve(codec.decode(plain, asked))))
        except RefusedError as no:
            answer = _told(on_refused(cast(Any, None), no))
        except StorageError as no:
            answer = _told(on_storage(cast(Any, None), no))
        except Crash:
            self._broken()
            raise CarriageError(Trouble.CUT) from None
        answer.headers[SERVER_HEADER] = self._server().keys.server_id
        self.kept = answer if answer.status == 200 else self.kept
        return answer


def _packed(status: int, media: str, plain: bytes) -> Answer:
    body, encoding = codec.pack(plain, QUICKEST)
    headers = {"Content-Type": media, "Content-Length": str(len(body))}
    return Answer(status, headers | ({"Content-Encoding": encoding} if encoding else {}), body)


def _told(response: Any) -> Answer:
    headers = {str(name): str(text) for name, text in response.headers.items()}
    body = bytes(response.content)
    return Answer(
        response.status_code, {**headers, "Content-Type": codec.PROBLEM_TYPE, "Content-Length": str(len(body))}, body
    )


def page(status: int, body: bytes = b"<html>Masuk</html>", media: str = "text/html", **headers: str) -> Answer:
    """An answer of somebody between the PC and the server."""
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(status, {"Content-Type": media, "Content-Length": str(len(body)), **told}, body)


def changed_reply(answer: Answer, change: Callable[[dict[str, Any]], None]) -> Answer:
    """The same answer with its JSON changed."""
    if answer.status != 200:
        return answer
    said = msgspec.json.decode(codec.unpack(answer.body, answer.headers.get("Content-Encoding")))
    change(said)
    return _packed(200, codec.MEDIA_TYPE, msgspec.json.encode(said))


def as_another(answer: Answer, keys: ServerKeys) -> Answer:
    """The answer as another kecamatan's server would give it: whole, and signed by its own key."""
    if answer.status != 200:
        return answer
    reply = codec.decode(codec.unpack(answer.body, answer.headers.get("Content-Encoding")), Reply)
    signature = keys.sign(receipts_digest(reply.request_id, reply.receipts))
    other = msgspec.structs.replace(reply, server_id=keys.server_id, signature=signature)
    made = _packed(200, codec.MEDIA_TYPE, codec.encode(other))
    return Answer(200, {**made.headers, SERVER_HEADER: keys.server_id}, made.body)


def same_receipts(one: Answer, two: Answer) -> bool:
    """Both answers say the same of every op that got a lasting answer; when it came is left to the words around it."""
    if one.status != 200 or two.status != 200:
        return one.status == two.status
    lasting = []
    for each in (one, two):
        said = msgspec.json.decode(codec.unpack(each.body, each.headers.get("Content-Encoding")))
        whole = [(r["op_id"], r["status"], r.get("seq", 0), r.get("code")) for r in said.get("receipts", ())]
        short = [(at, *(answer[:3]), *answer[4:]) for at, answer in enumerate(said.get("answers", ()))]
        lasting.append([entry for entry in (*whole, *short) if entry[1] not in (Status.RETRY, Status.FORK)])
    return bool(lasting[0] == lasting[1])
