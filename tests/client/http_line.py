"""One HTTP line to the server: compact JSON, packed from 256 bytes on, problems as RefusalError of a named server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import zstandard

from tests.client.dense import OPENED_AT_MOST, opened, packed
from tests.client.trust import NotOurServerError, RefusalError

PACKED_FROM = 256
SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers in small letters, the body opened."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The JSON object of the body; NotOurServerError when it is none."""
        if self.headers.get("content-type", "").partition(";")[0] not in (
            "application/json",
            "application/problem+json",
        ):
            raise NotOurServerError("no JSON")
        try:
            said = json.loads(self.body)
        except ValueError as error:
            raise NotOurServerError("no JSON") from error
        if not isinstance(said, dict):
            raise NotOurServerError("no object")
        return said


def dumps(value: object) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


class Line:
    """A server's address and, once it is known, the id that it must go by; the coding of its messages.

    `coding` is what is asked for; it is written once the server has answered in it, and `zstd` until then.
    """

    def __init__(self, url: str, server_id: str = "", coding: str = "sipa2") -> None:
        self.place = urlsplit(url).netloc
        self.server_id = server_id
        self.coding = coding
        self.written = "zstd"

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and read all of the answer, whatever its status; OSError when there is no line."""
        line = http.client.HTTPConnection(self.place, timeout=SECONDS)
        try:
            line.putrequest(method, path, skip_accept_encoding=True)
            told = dict(headers or {})
            if body or method in ("POST", "PATCH"):
                told["Content-Length"] = str(len(body))
            for name, value in told.items():
                line.putheader(name, value)
            line.endheaders(body or None)
            got = line.getresponse()
            raw, names = got.read(), {name.lower(): value for name, value in got.getheaders()}
        finally:
            line.close()
        return Answer(got.status, names, _opened(raw, names.get("content-encoding", "")))

    def post(self, path: str, message: object, token: str = "") -> Answer:
        """Send a message; what our server refuses is raised as RefusalError."""
        body, headers = dumps(message), {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if len(body) >= PACKED_FROM and len(small := _packed(body, self.written)) < len(body):
            body, headers["Content-Encoding"] = small, self.written
        if headers.get("Content-Encoding") != "sipa2":
            headers["Accept-Encoding"] = self.coding if self.coding == "zstd" else f"{self.coding}, zstd"
        answer = self.checked(self.ask("POST", path, body, headers))
        if answer.headers.get("content-encoding") == self.coding:
            self.written = self.coding
        return answer

    def checked(self, answer: Answer) -> Answer:
        """The answer when its status is below 400; otherwise RefusalError, if it comes from the pinned server."""
        if answer.status < 400:
            return answer
        said = answer.headers.get("sipa-server", self.server_id)
        if self.server_id and said != self.server_id:
            raise NotOurServerError(f"a refusal of {said}")
        wait = answer.headers.get("retry-after", "")
        code = str(answer.json().get("code", "")) if answer.body else ""
        raise RefusalError(answer.status, code, float(wait) if wait.isdecimal() else None)


def _packed(text: bytes, coding: str) -> bytes:
    return zstandard.ZstdCompressor().compress(text) if coding == "zstd" else packed(text, coding)


def _opened(raw: bytes, coding: str) -> bytes:
    if coding in ("", "identity"):
        return raw
    if coding in ("sipa1", "sipa2"):
        return opened(raw, coding)
    if coding != "zstd":
        raise NotOurServerError(f"a coding that was not asked for: {coding}")
    try:
        if not 0 <= zstandard.frame_content_size(raw) <= OPENED_AT_MOST:
            raise NotOurServerError("a frame without its size, or too large")
        return zstandard.ZstdDecompressor().decompress(raw)
    except zstandard.ZstdError as error:
        raise NotOurServerError("no zstd") from error
