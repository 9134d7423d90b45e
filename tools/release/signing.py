"""Signs releases and packs updates. What is built is read again as a desk would before it is called made."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.release.manifest import MAX_NOTES, Channel, Product, Release, ReleaseFile, canonical
from sipa_core.release.package import Package, head_of, pack_file
from sipa_core.release.signed import SIGNED_NAME, ReleaseKeys, Signed, key_name, open_signed, read_keys, release_digest
from sipa_desktop.new_files import digest_of
from tools.release.keys import PUBLIC_FILE, public_hex

NOT_PROGRAM: Final = {SIGNED_NAME}
NEWS: Final = Path(__file__).resolve().parent / "texts" / "yang-baru.md"
CARRIED: Final = f"resources/rilis/{PUBLIC_FILE}"


def sign_release(release: Release, key: Ed25519PrivateKey) -> bytes:
    """The signed form of a release, as it lies in a package, on a stick or beside a program. ValueError."""
    manifest = canonical(release)
    signature = key.sign(release_digest(manifest)).hex()
    return msgspec.json.encode(Signed(manifest.decode(), key_name(public_hex(key)), signature))


def list_files(folder: Path) -> list[ReleaseFile]:
    """What lies in a folder, as files beside a manifest. ValueError for anything but plain files."""
    return [
        ReleaseFile(name, path.stat().st_size, digest_of(path), runs=_runs(path)) for name, path in _plain_files(folder)
    ]


def sign_folder(head: Release, folder: Path, key: Ed25519PrivateKey) -> Path:
    """List and sign what lies in a folder; the signed release is written there, beside the files. Its path."""
    signed = folder / SIGNED_NAME
    signed.write_bytes(sign_release(msgspec.structs.replace(head, files=list_files(folder)), key))
    return signed


def pack_update(head: Release, program: Path, key: Ed25519PrivateKey, out: Path) -> Release:
    """Pack a program's folder as a signed update at `out`, read it again whole, and return what it says of itself.

    ValueError for a folder that cannot be packed, or a program that could check no later update; `out` is not there
    then.
    """
    if head.product is Product.DESK:
        check_carried(program, head.channel)
    with tempfile.TemporaryFile() as packed:
        files = []
        for name, path in _plain_files(program):
            with open(path, "rb") as source:
                files.append(pack_file(source, packed, name, path.stat().st_size, runs=_runs(path)))
        release = msgspec.structs.replace(head, files=files)
        signed = sign_release(release, key)
        packed.seek(0)
        try:
            with open(out, "wb") as made:
                made.write(head_of(signed))
                shutil.copyfileobj(packed, made)
            with open(out, "rb") as made:
                package = Package(made, ReleaseKeys(head.channel, [public_hex(key)]))
                package.check()
                for one in package.release.files:
                    for _piece in package.opened(one):
                        pass
        except BaseException:
            out.unlink(missing_ok=True)
            raise
    return release


def check_carried(program: Path, channel: Channel) -> None:
    """Raise ValueError unless a built desk carries two public keys, of this channel."""
    found = list(program.rglob(CARRIED))
    if len(found) != 1:
        raise ValueError(f"the program carries {len(found)} files {CARRIED}")
    keys = read_keys(found[0].read_bytes())
    if keys.channel is not channel or not keys.keys:
        raise ValueError(f"the program was built with {len(keys.keys)} keys of the channel {keys.channel.value}")


def verify_folder(folder: Path, keys: ReleaseKeys) -> Release:
    """The signed release of a folder, when exactly its files lie there. ValueError, ReleaseError."""
    release = open_signed((folder / SIGNED_NAME).read_bytes(), keys)
    there = {one.name: one for one in list_files(folder)}
    for one in release.files:
        found = there.pop(one.name, None)
        if found is None or (found.size, found.sha256) != (one.size, one.sha256):
            raise ValueError(f"{one.name} is not what was signed")
    if there:
        raise ValueError(f"not signed: {sorted(there)[:5]}")
    return release


def notes_of(version: str, told: str = "") -> list[str]:
    """The lines of a version for "Yang baru", of the shipped text or of another; none where it says nothing."""
    lines: list[str] = []
    inside = False
    for line in (told or NEWS.read_text("utf-8")).splitlines():
        if line.startswith("## "):
            inside = line[3:].split(" ")[0] == version
        elif inside and line.startswith("- "):
            lines.append(line[2:].replace("*", "").strip())
        elif inside and line.startswith("  ") and lines:
            lines[-1] += f" {line.strip()}"
    return [line if len(line) <= 400 else f"{line[:399].rstrip()}…" for line in lines[:MAX_NOTES]]


def checksum_lines(folder: Path) -> str:
    """`SHA256SUMS` of a folder, for checks by hand."""
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in _plain_files(folder))


def _plain_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise ValueError(f"neither a file nor a folder: {path.relative_to(folder)}")
        elif path.is_file() and path.relative_to(folder).as_posix() not in NOT_PROGRAM:
            yield path.relative_to(folder).as_posix(), path


def _runs(path: Path) -> bool:
    return path.suffix.lower() == ".exe" or bool(path.stat().st_mode & 0o100)
