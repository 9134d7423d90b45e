"""The server's own secrets in one file that only its user may read: the signing key and the key of all its HMACs.

Who loses this file is another server to every desk; it belongs into the backup. It is never written over an old one.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.messages import _
from sipa_core.ports import Entropy
from sipa_server.errors import KnownError
from sipa_server.platform.age_key import age_identity
from sipa_server.platform.new_file import write_new

FILE_NAME = "server.key"


class _KeyFile(msgspec.Struct, frozen=True):
    sign: str
    seal: str


@dataclass(frozen=True)
class ServerKeys:
    """An Ed25519 seed and a 256-bit HMAC key. What is derived is named by its purpose, so no two uses share a key."""

    sign_seed: bytes
    seal_key: bytes

    @property
    def sign_pub(self) -> str:
        """The public signing key, hex of 32 bytes."""
        return self._signer.public_key().public_bytes_raw().hex()

    @property
    def server_id(self) -> str:
        """SHA-256 (hex) of the public signing key's 32 bytes; desks pin it."""
        return hashlib.sha256(bytes.fromhex(self.sign_pub)).hexdigest()

    def sign(self, message: bytes) -> str:
        """Ed25519 signature, hex of 64 bytes."""
        return self._signer.sign(message).hex()

    def mac(self, purpose: str, message: bytes) -> bytes:
        """32 bytes of HMAC-SHA-256 under the key of that purpose."""
        known = self._macs.get(purpose)
        if known is None:
            key = hmac.digest(self.seal_key, purpose.encode(), "sha256")
            known = self._macs[purpose] = hmac.new(key, digestmod="sha256")
        begun = known.copy()
        begun.update(message)
        return begun.digest()

    @property
    def age_identity(self) -> str:
        """The secret half that opens bundles (`AGE-SECRET-KEY-1…`), derived like every other key."""
        return age_identity(self.mac("age", b"bundles"))

    @property
    def age_pub(self) -> str:
        """What bundles for this server are sealed with (`age1…`)."""
        import pyrage

        return str(pyrage.x25519.Identity.from_str(self.age_identity).to_public())

    @cached_property
    def _macs(self) -> dict[str, hmac.HMAC]:
        """By purpose, with its key and no message yet; there are few purposes."""
        return {}

    @cached_property
    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.sign_seed)


def new_keys(entropy: Entropy) -> ServerKeys:
    """Fresh keys, not yet on disk."""
    return ServerKeys(entropy.bytes(32), entropy.bytes(32))


def write_keys(folder: Path, keys: ServerKeys) -> None:
    """Write the key file, readable by this user only and durable on return; FileExistsError when there is one."""
    content = msgspec.json.encode(_KeyFile(keys.sign_seed.hex(), keys.seal_key.hex()))
    write_new(folder / FILE_NAME, content)


def read_keys(folder: Path) -> ServerKeys:
    """Read the key file; KnownError when it is missing or damaged."""
    try:
        stored = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=_KeyFile)
        keys = ServerKeys(bytes.fromhex(stored.sign), bytes.fromhex(stored.seal))
    except FileNotFoundError:
        raise KnownError(
            _("Kunci server tidak ditemukan"),
            _(
                "Folder data ini tidak berisi berkas {name}. Data tidak diubah. "
                "Periksa folder yang Anda sebut, atau jalankan init."
            ).format(name=FILE_NAME),
            "no_keys",
        ) from None
    except (msgspec.DecodeError, ValueError):
        raise KnownError(
            _("Kunci server tidak terbaca"),
            _("Berkas {name} rusak. Data tidak diubah. Kembalikan berkas itu dari cadangan.").format(name=FILE_NAME),
            "bad_keys",
        ) from None
    if len(keys.sign_seed) != 32 or len(keys.seal_key) != 32:
        raise KnownError(
            _("Kunci server tidak terbaca"),
            _("Berkas {name} rusak. Data tidak diubah. Kembalikan berkas itu dari cadangan.").format(name=FILE_NAME),
            "bad_keys",
        )
    return keys
