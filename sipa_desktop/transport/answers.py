"""What came back, judged: every answer is bounded, classified, and decoded strictly, or it counts for nothing.

A 200 from a captive portal is no success: only a message of this protocol, or an answer with the server's proof, is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar

import msgspec
import requests
from urllib3.exceptions import HTTPError

from sipa_core.domain.attachments import MAX_PDF_BYTES
from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire import blobs, codec, unchanged
from sipa_core.wire.blobs import BlobPart, UploadState
from sipa_core.wire.codec import WireError
from sipa_core.wire.endpoints import TOOK_HEADER
from sipa_core.wire.exchange import MAX_PLAIN_BYTES
from sipa_core.wire.problems import SERVER_HEADER, Problem, ProblemBody
from sipa_desktop.transport.faults import classified

T = TypeVar("T")

WHOLE_SECONDS: Final = 600.0
"""Longest for the body of an answer: 1 MiB at 2 kB/s fits; an answer that drips for ever does not."""

MAX_REPLY_BYTES: Final = MAX_PLAIN_BYTES
"""Not MAX_WIRE_BYTES: a proxy that takes our Accept-Encoding away makes the server answer plainly."""
_PIECE: Final = 256 * 1024
"""At most so much at a time: what has come. After each piece this thread waits its turn, while another works."""
_RANGE: Final = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_HEAD_CODES: Final = {401: Problem.UNAUTHENTICATED, 404: Problem.NOT_FOUND, 507: Problem.STORAGE_FULL}
"""An answer to HEAD has no body to read the code from."""


def read_state(response: requests.Response, path: str, sha256: str, token: str, nonce: str) -> UploadState:
    """How far an upload is, from an answer that only our server can have given. Raises CarriageError."""
    media = _media(response)
    _refuse_strangers(response)
    if response.status_code not in (200, 201, 204):
        raise _problem(response, media)
    offset = blobs.number_of(response.headers.get(blobs.OFFSET_HEADER))
    upload = response.headers.get("Location", path).rpartition("/")[2]
    if offset is not None and blobs.is_upload(upload):
        state = UploadState(upload, offset)
        if blobs.is_proven(response.headers.get(blobs.PROOF_HEADER), token, nonce, sha256, state):
            for _none in _pieces(response):  # read to its end: else the line would be opened anew for every piece
                pass
            return state
    raise CarriageError(Trouble.PORTAL if media == "text/html" else Trouble.NOT_OURS)


def read_unchanged(response: requests.Response, token: str, nonce: str, cursor: str) -> bool:
    """True for a 304 that only our server can have given; False when it says that something is new, or knows no such
    question yet. Raises CarriageError.
    """
    media = _media(response)
    if response.status_code == 304:
        if unchanged.is_proven(response.headers.get(unchanged.PROOF_HEADER), token, nonce, cursor):
            return True
        raise CarriageError(Trouble.NOT_OURS)
    _refuse_strangers(response)
    if response.status_code in (200, 204, 404, 405):
        if media == "text/html":
            raise CarriageError(Trouble.PORTAL)
        _body(response)
        return False  # the message that follows brings its own proof
    raise _problem(response, media)


def read_part(response: requests.Response, start: int) -> BlobPart:
    """A stretch of a blob from `start` on; whoever takes it checks the whole by its hash. Raises CarriageError."""
    media = _media(response)
    _refuse_strangers(response)
    if response.status_code not in (200, 206):
        raise _problem(response, media)
    if media == "text/html":
        raise CarriageError(Trouble.PORTAL)
    data = _body(response, MAX_PDF_BYTES)
    if response.status_code == 200:  # somebody between took the range away
        return BlobPart(data[start:], len(data))
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != start or int(found[2]) - start + 1 != len(data):
        raise CarriageError(Trouble.NOT_OURS)
    return BlobPart(data, int(found[3]))


def read_done(response: requests.Response) -> None:
    """Nothing, for something that was done. Raises CarriageError."""
    _refuse_strangers(response)
    if response.status_code != 204:
        raise _problem(response, _media(response))


def read_message(response: requests.Response, kind: type[T]) -> T:
    """The message in an answer. Raises CarriageError."""
    return message_in(response, read_body(response), kind)


def read_body(response: requests.Response) -> bytes:
    """The bytes of the message in an answer, as they came. Raises CarriageError."""
    media = _media(response)
    _refuse_strangers(response)
    if response.status_code != 200:
        raise _problem(response, media)
    if media == "text/html":
        # A page where a message should be: somebody between here and the server answers for it.
        raise CarriageError(Trouble.PORTAL)
    raw = _body(response)
    if media != codec.MEDIA_TYPE:
        raise CarriageError(_unreadable(response))
    return raw


def message_in(response: requests.Response, raw: bytes, kind: type[T]) -> T:
    """The message in the body of that answer. Raises CarriageError."""
    try:
        return codec.decode(codec.unpack(raw, response.headers.get("Content-Encoding")), kind)
    except WireError:
        raise CarriageError(_unreadable(response)) from None


def seconds_of_the_server(response: requests.Response) -> float:
    """How long the server says that it needed for this answer; 0 where it says nothing."""
    return (blobs.number_of(response.headers.get(TOOK_HEADER)) or 0) / 1000


def _unreadable(response: requests.Response) -> Trouble:
    """Our server states a length. Without one, what cannot be read may be a reply that was cut in its head."""
    return Trouble.NOT_OURS if _is_framed(response) else Trouble.CUT


def _media(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _refuse_strangers(response: requests.Response) -> None:
    """Raise for what only somebody between here and the server answers."""
    if 300 <= response.status_code < 400 or response.status_code == 511:
        raise CarriageError(Trouble.PORTAL)
    if response.status_code == 407:
        raise CarriageError(Trouble.PROXY)


def _is_framed(response: requests.Response) -> bool:
    stated = response.headers.get("Content-Length", "")
    return stated.isdecimal() or "Transfer-Encoding" in response.headers


def _problem(response: requests.Response, media: str) -> CarriageError:
    wait = _seconds(response.headers)
    if media == codec.PROBLEM_TYPE:
        try:
            code = _code(response)
        except (WireError, msgspec.DecodeError):
            return CarriageError(Trouble.NOT_OURS)
        trouble = Trouble.BUSY if response.status_code == 429 else Trouble.PROBLEM
        if response.status_code >= 500:
            trouble = Trouble.SERVER
        return CarriageError(trouble, code, wait, server_id=response.headers.get(SERVER_HEADER))
    if response.status_code in (502, 503, 504):
        return CarriageError(Trouble.SERVER, retry_after=wait)
    if response.status_code == 429:
        return CarriageError(Trouble.BUSY, retry_after=wait)
    return CarriageError(Trouble.SERVER if response.status_code >= 500 else Trouble.NOT_OURS)


def _code(response: requests.Response) -> str | None:
    """What the server calls its refusal; None where it could not say so. Raises WireError, DecodeError."""
    if response.request.method == "HEAD":
        return _HEAD_CODES.get(response.status_code)
    raw = codec.unpack(_body(response), response.headers.get("Content-Encoding"))
    return msgspec.json.decode(raw, type=ProblemBody).code


def _body(response: requests.Response, most: int | None = None) -> bytes:
    """The raw bytes, at most `most` (else MAX_REPLY_BYTES) and within WHOLE_SECONDS; fewer than announced are a cut."""
    end = time.monotonic() + WHOLE_SECONDS
    pieces, size = [], 0
    for piece in _pieces(response):
        size += len(piece)
        if size > (most or MAX_REPLY_BYTES):
            raise CarriageError(Trouble.NOT_OURS)
        if time.monotonic() > end:
            raise CarriageError(Trouble.TIMEOUT)
        pieces.append(piece)
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) != size:
        raise CarriageError(Trouble.CUT)
    return b"".join(pieces)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    # read1 gives what has come; read(n) would wait for n bytes and never look at the clock. decode_content=False:
    # decompression is ours, under a cap; urllib3 would open a bomb for us.
    try:
        while piece := response.raw.read1(_PIECE, decode_content=False):
            yield piece
    except (HTTPError, OSError) as fault:
        raise classified(fault) from None


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After, in seconds or as a date; a date is counted from the answer's own, for this PC's may be wrong."""
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal() and said.isascii():
        return float(said[:12])
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds())
