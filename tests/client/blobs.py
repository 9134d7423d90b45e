"""Attachments: up by tus with proofs, from wherever the server stands; down by ranges, checked as a whole."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import urlsplit

from tests.client.client import Client
from tests.client.http_line import Answer
from tests.client.keys import proof, sha256_hex
from tests.client.trust import NotOurServerError

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = 64 * 1024


class Upload:
    """One file on its way up: where it is, and how far the server has it, as proved by the server."""

    def __init__(self, client: Client, data: bytes, media: str, named: str = "") -> None:
        """Begin, or go on with what was begun; `named` is a SHA-256 other than that of the data."""
        self._client, self._data, self._hash = client, data, named or sha256_hex(data)
        told = (("sha256", self._hash), ("media", media))
        wanted = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told)
        nonce = secrets.token_hex(8)
        headers = {"Upload-Length": str(len(data)), "Upload-Metadata": wanted}
        answer = self._ask("POST", "/v1/uploads", nonce, headers)
        self.path = urlsplit(answer.headers["location"]).path
        self.offset = self._proved(answer, nonce)

    def done(self) -> bool:
        """Whether the server has all of it."""
        return self.offset == len(self._data)

    def where(self) -> int:
        """Ask how far the server has it; that many bytes."""
        nonce = secrets.token_hex(8)
        self.offset = self._proved(self._ask("HEAD", self.path, nonce, {}), nonce)
        return self.offset

    def piece(self, size: int = PIECE) -> None:
        """Send the next bytes from the offset; RefusalError `offset_moved`, `hash_mismatch` or `file_refused`."""
        nonce = secrets.token_hex(8)
        headers = {"Upload-Offset": str(self.offset), "Content-Type": "application/offset+octet-stream"}
        part = self._data[self.offset : self.offset + size]
        self.offset = self._proved(self._ask("PATCH", self.path, nonce, headers, part), nonce)

    def finish(self) -> None:
        """Send all that is left."""
        while not self.done():
            self.piece()

    def _ask(self, method: str, path: str, nonce: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        line = self._client.line
        headers = headers | TUS | {"Authorization": f"Bearer {self._client.token}", "Sipa-Nonce": nonce}
        return line.checked(line.ask(method, path, body, headers))

    def _proved(self, answer: Answer, nonce: str) -> int:
        offset, upload = answer.headers.get("upload-offset", ""), self.path.rpartition("/")[2]
        wanted = proof(self._client.token, "sipa-upload-1", nonce, self._hash, upload, offset)
        if not hmac.compare_digest(answer.headers.get("sipa-proof", ""), wanted):
            raise NotOurServerError("an offset without a proof")
        return int(offset)


def download(client: Client, sha256: str, piece: int = PIECE) -> bytes:
    """The bytes of a blob, by ranges; RefusalError `not_found`, NotOurServerError when they are others."""
    line, path, data = client.line, f"/v1/blobs/{sha256}", b""
    allowed = {"Authorization": f"Bearer {client.token}"}
    size = int(line.checked(line.ask("HEAD", path, headers=allowed)).headers["content-length"])
    while len(data) < size:
        wanted = allowed | {"Range": f"bytes={len(data)}-{min(size, len(data) + piece) - 1}"}
        answer = line.checked(line.ask("GET", path, headers=wanted))
        if answer.status != 206 or not answer.body:
            raise NotOurServerError("not the range that was asked for")
        data += answer.body
    if sha256_hex(data) != sha256:
        raise NotOurServerError("other bytes than were asked for")
    return data
