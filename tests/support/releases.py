"""Signed releases and packages for tests, made with a key that exists only while they run."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.release.manifest import Channel, Installed, Product, Release, ReleaseFile
from sipa_core.release.package import head_of, pack_file
from sipa_core.release.signed import ReleaseKeys, Signed, key_name, release_digest
from tools.release.keys import public_hex
from tools.release.signing import sign_release

MAKER = Ed25519PrivateKey.generate()
KEYS = ReleaseKeys(Channel.TRIAL, [public_hex(MAKER), public_hex(Ed25519PrivateKey.generate())])
HEAD = Release(
    product=Product.DESK,
    channel=Channel.TRIAL,
    platform="linux-x64",
    version="1.4.0",
    seq=14,
    issued=1_760_000_000_000,
    files=[ReleaseFile("sipa-desktop", 1, "0" * 64)],
    schema="d0005",
    oldest_schema="d0001",
    notes=["Laporan lebih cepat."],
)
INSTALLED = Installed(Product.DESK, Channel.TRIAL, "linux-x64", "1.3.0", 13, "d0005")


def packed(
    files: Mapping[str, bytes], head: Release = HEAD, *, key: Ed25519PrivateKey = MAKER, sizes: Mapping[str, int] = {}
) -> bytes:
    """A signed package of these files; `sizes` are lies that the maker signs."""
    body, listed = io.BytesIO(), []
    for name, data in sorted(files.items()):
        one = pack_file(io.BytesIO(data), body, name, len(data), runs=name == "sipa-desktop")
        listed.append(msgspec.structs.replace(one, size=sizes.get(name, one.size)))
    return head_of(sign_release(msgspec.structs.replace(head, files=listed), key)) + body.getvalue()


def signed_as(manifest: bytes, key: Ed25519PrivateKey = MAKER) -> bytes:
    """Any bytes, signed as a manifest is."""
    signature = key.sign(release_digest(manifest)).hex()
    return msgspec.json.encode(Signed(manifest.decode(), key_name(public_hex(key)), signature))


def tampered(raw: bytes, chance: random.Random) -> bytes:
    """The package after one of the things that happen to files: changed, cut, lengthened, mixed."""
    at = chance.randrange(len(raw))
    ways: list[Callable[[], bytes]] = [
        lambda: raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :],
        lambda: raw[:at],
        lambda: raw + raw[: at + 1],
        lambda: raw[:at] + raw[at + 1 :],
        lambda: raw[:at] + raw[at : at + 1] + raw[at:],
        lambda: raw[:at] + bytes(max(1, len(raw) - at)) if any(raw[at:]) else b"",
    ]
    return chance.choice(ways)()
