"""Bundles on a stick: sealed for the server, carried by a kecamatan's PC, and their sealed replies taken back."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import secrets
import time
import zipfile
from collections.abc import Mapping
from typing import Any

import pyrage

from tests.client.client import Client
from tests.client.http_line import Answer, dumps
from tests.client.keys import proof, sha256_hex, signed
from tests.client.outbox import Op
from tests.client.trust import NotOurServerError

RANGE = 4 * 1024 * 1024
PIECE = 256 * 1024
NAME = "SIPA-DESA-20260803-0800-1.sipa"


class Carried:
    """What a PC sealed: the file, the message in it, and the ops that it carries."""

    def __init__(self, client: Client, ops: list[Op], blobs: Mapping[str, bytes] | None = None) -> None:
        """Seal the ops and attachments (by SHA-256) of a PC into one file."""
        self.client, self.ops = client, ops
        client.short = False
        self.message = client.request(ops)
        client.bundles += 1
        members = {"exchange.json": dumps(self.message)}
        members |= {f"blobs/{name}": data for name, data in (blobs or {}).items()}
        manifest = {
            "sender": client.device,
            "recipient": client.line.server_id,
            "direction": "to_server",
            "epoch": client.epoch,
            "counter": client.bundles,
            "sealed_at": int(time.time() * 1000),
            "members": [
                {"name": name, "sha256": sha256_hex(data), "size": len(data)}
                | ({"media": "image/png"} if name.startswith("blobs/") else {})
                for name, data in members.items()
            ],
        }
        named = dumps(manifest)
        digest = hashlib.sha256(b"sipa-bundle-1\0" + named).digest()
        members |= {"manifest.json": named, "manifest.sig": client.signing.sign(digest).hex().encode()}
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as made:
            for name, data in members.items():
                made.writestr(name, data)
        recipient = pyrage.x25519.Recipient.from_str(client.server_age)
        self.file = pyrage.encrypt(packed.getvalue(), [recipient])

    def take_back(self, sealed: bytes) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Take the reply that came on the stick: the reply, and what became of each attachment."""
        reply, manifest = self._opened(sealed)
        answer = Answer(200, {"content-type": "application/json"}, dumps(reply))
        taken, _again = self.client.take(self.message, self.ops, answer)
        return taken, manifest.get("taken", {})

    def _opened(self, sealed: bytes) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Reply and manifest; NotOurServerError unless all of it is whole, for this PC and signed by its server."""
        client = self.client
        try:
            plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(client.age_identity)])
            with zipfile.ZipFile(io.BytesIO(plain)) as packed:
                members = {name: packed.read(name) for name in packed.namelist()}
            named, signature = members.pop("manifest.json"), members.pop("manifest.sig").decode()
            manifest = json.loads(named)
        except (pyrage.DecryptError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise NotOurServerError("no bundle, or not whole") from error
        told = {one["name"]: (one["sha256"], one["size"]) for one in manifest["members"]}
        whole = told == {name: (sha256_hex(data), len(data)) for name, data in members.items()}
        ways = (manifest["sender"], manifest["recipient"], manifest["direction"])
        ours = ways == (client.line.server_id, client.device, "to_desk")
        if not (whole and ours and signed(client.server_key, signature, b"sipa-bundle-1\0" + named)):
            raise NotOurServerError("a bundle of somebody else, or changed")
        return json.loads(members["exchange.json"]), manifest


def hand_over(courier: Client, file: bytes) -> dict[str, Any]:
    """Hand a file over as a kecamatan's PC: the server's signed answer to it; RefusalError for who may not."""
    headers = {"Authorization": f"Bearer {courier.token}", "Content-Type": "application/octet-stream"}
    headers["Sipa-Name"] = NAME
    answer = courier.line.checked(courier.line.ask("POST", "/v1/bundles", file, headers)).json()
    return _believed(courier, answer, file)


class Pieces:
    """One file on its way piece by piece: how far the server has it, as proved by the server."""

    def __init__(self, courier: Client, file: bytes) -> None:
        """Ask how much of it this PC has sent; the server forgets after 14 days, so it may be less than it was."""
        self._courier, self._file, self._hash = courier, file, sha256_hex(file)
        self.offset = self.where()

    def where(self) -> int:
        """Ask how far the server has it; that many bytes."""
        nonce = secrets.token_hex(8)
        self.offset = self._proved(self._ask("HEAD", nonce, {}), nonce)
        return self.offset

    def piece(self, size: int = PIECE) -> dict[str, Any] | None:
        """Send the next bytes; the signed answer after the last. RefusalError `offset_moved` or `hash_mismatch`."""
        nonce = secrets.token_hex(8)
        headers = {"Upload-Offset": str(self.offset), "Upload-Length": str(len(self._file)), "Sipa-Name": NAME}
        headers["Content-Type"] = "application/offset+octet-stream"
        got = self._ask("PATCH", nonce, headers, self._file[self.offset : self.offset + size])
        if got.status == 204:
            self.offset = self._proved(got, nonce)
            return None
        return _believed(self._courier, got.json(), self._file)

    def finish(self, size: int = PIECE) -> dict[str, Any]:
        """Send all that is left; the signed answer."""
        while (answer := self.piece(size)) is None:
            pass
        return answer

    def _ask(self, method: str, nonce: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        line, allowed = self._courier.line, {"Authorization": f"Bearer {self._courier.token}", "Sipa-Nonce": nonce}
        return line.checked(line.ask(method, f"/v1/bundles/{self._hash}", body, headers | allowed))

    def _proved(self, answer: Answer, nonce: str) -> int:
        offset = answer.headers.get("upload-offset", "")
        wanted = proof(self._courier.token, "sipa-upload-1", nonce, self._hash, self._hash[:32], offset)
        if not hmac.compare_digest(answer.headers.get("sipa-proof", ""), wanted):
            raise NotOurServerError("an offset without a proof")
        return int(offset)


def known(courier: Client, file: bytes) -> dict[str, Any]:
    """Ask what became of a file without bringing it again."""
    headers = {"Authorization": f"Bearer {courier.token}"}
    path = f"/v1/bundles/{sha256_hex(file)}"
    return _believed(courier, courier.line.checked(courier.line.ask("GET", path, headers=headers)).json(), file)


def fetch_reply(courier: Client, answer: Mapping[str, Any], piece: int = RANGE) -> bytes:
    """The sealed reply, by ranges, checked as a whole."""
    data, path = b"", f"/v1/bundles/{answer['sha256']}/reply"
    while len(data) < answer["reply_size"]:
        end = min(answer["reply_size"], len(data) + piece) - 1
        headers = {"Authorization": f"Bearer {courier.token}", "Range": f"bytes={len(data)}-{end}"}
        got = courier.line.checked(courier.line.ask("GET", path, headers=headers)).body
        if not got:
            raise NotOurServerError("an empty range")
        data += got
    if sha256_hex(data) != answer["reply"]:
        raise NotOurServerError("another reply than was promised")
    return data


def _believed(courier: Client, answer: dict[str, Any], file: bytes) -> dict[str, Any]:
    said = [answer["sha256"], answer["state"], answer.get("code", ""), answer.get("reply", "")]
    said += [answer.get("reply_name", ""), str(answer.get("reply_size", 0))]
    message = "\0".join(["sipa-bundle-answer-1", *said]).encode()
    whole = answer["sha256"] == sha256_hex(file) and answer["server_id"] == courier.line.server_id
    if not whole or not signed(courier.server_key, answer.get("signature", ""), message):
        raise NotOurServerError("an answer to another file, or of another server")
    return answer
