"""A receipt that proves itself: what the server signed of it, small enough for a QR code, checked without any network.

The server signs the hashes of all receipts of one exchange together (docs/protocol.md); a proof carries the receipt
whole and the other hashes as they are. Pure; a proof from paper is hostile until it was read and checked here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import uuid
from typing import Annotated, Final

import msgspec

from sipa_core.sync.signing import is_signed
from sipa_core.wire.receipts import Receipt, Status

PREFIX: Final = "SIPA-TT1."
"""How the text of a proof begins; what follows is base32, which a QR code holds in its narrow alphabet."""
MAX_TEXT: Final = 16 * 1024
IN_A_CODE: Final = 12
"""So many receipts signed together fit into a QR code that a phone reads from paper; more are told in a file only."""
_HASH: Final = 32

_Bytes16 = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
_Bytes32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
_Bytes64 = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


class ProofError(ValueError):
    """The text is no proof of a receipt, or was cut or mistyped."""


class Signed(msgspec.Struct, frozen=True):
    """What one exchange signed: the request, the hash (32 bytes) of each receipt in order, and who signed it."""

    request_id: str
    hashes: bytes
    signature: str
    sign_pub: str


class _Packed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    request_id: _Bytes16
    op_id: _Bytes16
    content_hash: _Bytes32
    status: Status
    received_at: int
    seq: int
    rev: int
    code: str | None
    field: str | None
    at: int
    others: bytes
    signature: _Bytes64
    key: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class Proof(msgspec.Struct, frozen=True):
    """A receipt with all that is needed to check it; `key` begins the SHA-256 of the key that signed it (hex)."""

    receipt: Receipt
    request_id: str
    at: int
    others: bytes
    signature: str
    key: str

    @property
    def together(self) -> int:
        """How many receipts were signed together."""
        return len(self.others) // _HASH + 1

    @property
    def fingerprint(self) -> str:
        """The beginning of the signature in groups of four, for people who compare."""
        shown = self.signature[:24].upper()
        return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))

    def is_of(self, sign_pub: str) -> bool:
        """True when it says to be signed by that key."""
        return _key_of(sign_pub) == self.key

    def holds(self, sign_pub: str) -> bool:
        """True when the server with that key has signed this very receipt."""
        own = hashlib.sha256(msgspec.json.encode(self.receipt)).digest()
        cut = self.at * _HASH
        total = hashlib.sha256(b"sipa-receipts-1\0" + self.request_id.encode())
        total.update(self.others[:cut] + own + self.others[cut:])
        return self.is_of(sign_pub) and is_signed(sign_pub, total.digest(), self.signature)

    def text(self) -> str:
        """The proof as a text in capitals and figures, as it stands in a QR code or a file."""
        one = self.receipt
        packed = _Packed(
            uuid.UUID(self.request_id).bytes,
            uuid.UUID(one.op_id).bytes,
            bytes.fromhex(one.content_hash),
            one.status,
            one.received_at,
            one.seq,
            one.rev,
            one.code,
            one.field,
            self.at,
            self.others,
            bytes.fromhex(self.signature),
            bytes.fromhex(self.key),
        )
        return PREFIX + base64.b32encode(msgspec.msgpack.encode(packed)).decode().rstrip("=")


def hashes_of(receipts: list[Receipt]) -> bytes:
    """The hashes of the receipts of one exchange, as they were signed."""
    return b"".join(hashlib.sha256(msgspec.json.encode(one)).digest() for one in receipts)


def proof_of(receipt: Receipt, signed: Signed) -> Proof | None:
    """The proof of a receipt from what its exchange signed; None when it is not among it."""
    own = hashlib.sha256(msgspec.json.encode(receipt)).digest()
    every = [signed.hashes[at : at + _HASH] for at in range(0, len(signed.hashes), _HASH)]
    if own not in every:
        return None
    at = every.index(own)
    others = b"".join(every[:at] + every[at + 1 :])
    return Proof(receipt, signed.request_id, at, others, signed.signature, _key_of(signed.sign_pub))


def read_proof(text: str) -> Proof:
    """The proof in a text; blanks and line ends between do not count. ProofError for anything else."""
    plain = "".join(text.split()).upper()
    if not plain.startswith(PREFIX) or len(plain) > MAX_TEXT:
        raise ProofError("no proof")
    coded = plain.removeprefix(PREFIX)
    try:
        raw = base64.b32decode(coded + "=" * (-len(coded) % 8))
        found = msgspec.msgpack.decode(raw, type=_Packed)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise ProofError("cut or mistyped") from None
    if len(found.others) % _HASH or not 0 <= found.at <= len(found.others) // _HASH:
        raise ProofError("no place among the others")
    receipt = Receipt(
        str(uuid.UUID(bytes=found.op_id)),
        found.content_hash.hex(),
        found.status,
        found.received_at,
        found.seq,
        found.rev,
        found.code,
        found.field,
    )
    request = str(uuid.UUID(bytes=found.request_id))
    return Proof(receipt, request, found.at, found.others, found.signature.hex(), found.key.hex())


def _key_of(sign_pub: str) -> str:
    return hashlib.sha256(bytes.fromhex(sign_pub)).hexdigest()[:16]
