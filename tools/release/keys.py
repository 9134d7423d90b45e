"""The maintainer's keys: one in use and a spare, each under a passphrase (age), and the file of their public halves.

The folder of private keys never lies in the project. `resources/rilis/kunci.json` is what a program carries; keys of
the channel `percobaan` are for trials and tests, and a program built with them says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.release.manifest import Channel
from sipa_core.release.signed import ReleaseKeys
from sipa_desktop.new_files import open_new, put_in_place

PUBLIC_FILE: Final = "kunci.json"
IN_USE, SPARE = "kunci-rilis-utama.age", "kunci-rilis-cadangan.age"
LEAST_PASSPHRASE: Final = 16


class PassphraseError(Exception):
    """The passphrase does not open the key, or is too short for a new one."""


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half as programs carry it."""
    return key.public_key().public_bytes_raw().hex()


def make_keys(folder: Path, channel: Channel, passphrase: str) -> ReleaseKeys:
    """Make both keys in a folder that has none and write their public halves beside them; return those.

    FileExistsError when a key lies there already: whoever loses a key in use can release nothing with it any more.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise PassphraseError(f"at least {LEAST_PASSPHRASE} characters")
    folder.mkdir(parents=True, exist_ok=True)
    for name in (IN_USE, SPARE, PUBLIC_FILE):
        if (folder / name).exists():
            raise FileExistsError(name)
    made = [Ed25519PrivateKey.generate() for _key in range(2)]
    for name, key in zip((IN_USE, SPARE), made, strict=True):
        sealed = pyrage.passphrase.encrypt(key.private_bytes_raw().hex().encode(), passphrase, armored=True)
        _write_private(folder / name, sealed)
    keys = ReleaseKeys(channel, [public_hex(key) for key in made])
    (folder / PUBLIC_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(keys)) + b"\n")
    return keys


def open_key(file: Path, passphrase: str) -> Ed25519PrivateKey:
    """The private key of a sealed file. PassphraseError, OSError."""
    try:
        raw = pyrage.passphrase.decrypt(file.read_bytes(), passphrase)
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(raw.decode("ascii")))
    except (pyrage.DecryptError, ValueError) as fault:
        raise PassphraseError("the passphrase does not open this key") from fault


def _write_private(path: Path, data: bytes) -> None:
    handle, written = open_new(path.parent)
    with open(handle, "wb") as file:
        file.write(data)
    put_in_place(written, path)
