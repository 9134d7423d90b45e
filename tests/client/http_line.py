"""One HTTP line to the server: compact JSON, zstd from 256 bytes on, problems as RefusalError of a named server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import zstandard

from tests.client.trust import NotOurServerError, RefusalError

ZSTD_FROM = 256
OPENED_AT_MOST = 4 * 1024 * 1024
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
    """A server's address and, once it is known, the id that it must go by."""

    def __init__(self, url: str, server_id: str = "") -> None:
        self.place = urlsplit(url).netloc
        self.server_id = server_id

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and read all of the answer, whatever its status; OSError when there is no line."""
        line = http.client.HTTPConnection(self.place, timeout=SECONDS)
        try:
            line.request(method, path, body or None, dict(headers or {}))
            got = line.getresponse()
            raw, names = got.read(), {name.lower(): value for name, value in got.getheaders()}
        finally:
            line.close()
        return Answer(got.status, names, _opened(raw, names.get("content-encoding", "")))

    def post(self, path: str, message: object, token: str = "") -> Answer:
        """Send a message; what our server refuses is raised as RefusalError."""
        body, headers = dumps(message), {"Content-Type": "application/json", "Accept-Encoding": "zstd"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if len(body) >= ZSTD_FROM and len(packed := zstandard.ZstdCompressor().compress(body)) < len(body):
            body, headers["Content-Encoding"] = packed, "zstd"
        return self.checked(self.ask("POST", path, body, headers))

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


def _opened(raw: bytes, coding: str) -> bytes:
    if coding in ("", "identity"):
        return raw
    if coding != "zstd":
        raise NotOurServerError(f"a coding that was not asked for: {coding}")
    try:
        if not 0 <= zstandard.frame_content_size(raw) <= OPENED_AT_MOST:
            raise NotOurServerError("a frame without its size, or too large")
        return zstandard.ZstdDecompressor().decompress(raw)
    except zstandard.ZstdError as error:
        raise NotOurServerError("no zstd") from error
