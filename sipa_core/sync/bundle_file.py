"""The bytes of a bundle: age around a zip of exchange.json, blobs/<sha256>, manifest.json and manifest.sig.

Sealing pulls piece by piece, so attachments are never all in memory and no plain text lies on a disk. What comes in is
hostile: counted, named and sized before a member is read; nothing of it is used before signature and hashes fit.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

import msgspec

from sipa_core.domain.attachments import MAX_PDF_BYTES
from sipa_core.sync.signing import is_signed
from sipa_core.wire.bundles import MAX_SEALED, BundleFault, Manifest, Member, manifest_digest
from sipa_core.wire.codec import WireError, decode
from sipa_core.wire.version import SIPA

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
EXCHANGE: Final = "exchange.json"
BLOBS: Final = "blobs/"

MAX_EXCHANGE: Final = 64 * 1024 * 1024
MAX_MANIFEST: Final = 2 * 1024 * 1024
MAX_BLOBS: Final = 4000
_MAX_DIRECTORY: Final = 2 * 1024 * 1024
_SIGNATURE_LENGTH: Final = 128
_PIECE: Final = 256 * 1024
_BLOB: Final = re.compile(r"blobs/([0-9a-f]{64})")
_END: Final = struct.Struct("<4s4H2LH")
_AGE: Final = b"age-encryption.org/v1\n"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    LookupError,
    OverflowError,
    zlib.error,
    struct.error,
)
"""What a broken or made-up zip makes the library say."""


class BundleError(Exception):
    """The file is refused whole. The text names the fault, never what the file holds."""

    def __init__(self, fault: BundleFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class SpoiltBlobError(Exception):
    """The bytes of an attachment are not those of its name; nothing may be built with them."""

    def __init__(self, sha256: str) -> None:
        super().__init__(sha256)
        self.sha256 = sha256


@dataclass(frozen=True)
class BlobSource:
    """An attachment to be packed; `pieces` gives its bytes once."""

    sha256: str
    size: int
    media: str
    pieces: Callable[[], Iterable[bytes]]


def seal(
    head: Manifest,
    exchange: bytes,
    blobs: Sequence[BlobSource],
    sign: Callable[[bytes], str],
    recipient: str,
    out: BinaryIO,
) -> None:
    """Write the sealed bundle to `out`. `head` is the manifest without members; `sign` gives the maker's signature.

    SpoiltBlobError when an attachment is not what its name says; what was written so far is then worth nothing.
    """
    import pyrage

    key = pyrage.x25519.Recipient.from_str(recipient)
    source, sink = _Pulled(_zipped(head, exchange, blobs, sign)), _Pushed(out)
    # The library gives its own name to what reader and writer raise, and at the very end nothing at all: a stick that
    # was pulled then would look written.
    try:
        pyrage.encrypt_io(source, sink, [key])
    except Exception:
        if source.fault is None and sink.fault is None:
            raise
    for fault in (source.fault, sink.fault):
        if fault is not None:
            raise fault


def is_sealed(head: bytes) -> bool:
    """True when a file that begins so may be a bundle at all."""
    return head.startswith(_AGE)


def unseal(sealed: BinaryIO, plain: BinaryIO, identity: str) -> None:
    """Open the age file into `plain`. BundleError when it is none, was cut or changed, or is for somebody else.

    What stands in `plain` after a BundleError must not be used.
    """
    import pyrage

    head = sealed.read(len(_AGE))
    sealed.seek(0)
    if not is_sealed(head):
        raise BundleError(BundleFault.NOT_A_BUNDLE)
    sink = _Pushed(plain)
    try:
        pyrage.decrypt_io(sealed, sink, [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, OSError) as fault:
        if sink.fault is not None:
            raise sink.fault from None
        if isinstance(fault, OSError):
            if fault.errno is not None:
                raise  # the disk's own
            raise BundleError(BundleFault.CHANGED) from None
        foreign = "no matching keys" in str(fault).lower()
        raise BundleError(BundleFault.NOT_FOR_US if foreign else BundleFault.CHANGED) from None
    if sink.fault is not None:
        raise sink.fault


class OpenBundle:
    """An unsealed bundle. Nothing but `manifest.sender` may be used before `verify` has returned."""

    def __init__(self, plain: BinaryIO) -> None:
        """Read the directory and the manifest. BundleError(CHANGED) when they are not what a bundle has."""
        with _refused():
            _look_over(plain)
            self._zip = zipfile.ZipFile(plain)
            self._infos = _members(self._zip.infolist())
            self._raw = self._read(MANIFEST)
            self._signature = self._read(SIGNATURE).decode("ascii")
            self.manifest = decode(self._raw, Manifest)

    def verify(self, sign_pub: str) -> None:
        """Check the signature by that key, then every member by hash and size. BundleError when one does not fit."""
        if self.manifest.sipa != SIPA or not is_signed(sign_pub, manifest_digest(self._raw), self._signature):
            raise BundleError(BundleFault.NOT_SIGNED)
        named = {member.name: member for member in self.manifest.members}
        there = {name for name in self._infos if name not in (MANIFEST, SIGNATURE)}
        if len(named) != len(self.manifest.members) or set(named) != there or EXCHANGE not in named:
            raise BundleError(BundleFault.CHANGED)
        for member in named.values():
            blob = _BLOB.fullmatch(member.name)
            if blob is not None and blob[1] != member.sha256:
                raise BundleError(BundleFault.CHANGED)
            total, size = hashlib.sha256(), 0
            for piece in self._pieces(member.name):
                total.update(piece)
                size += len(piece)
            if (total.hexdigest(), size) != (member.sha256, member.size):
                raise BundleError(BundleFault.CHANGED)

    def exchange(self) -> bytes:
        """The message."""
        with _refused():
            return self._read(EXCHANGE)

    @property
    def blobs(self) -> list[Member]:
        """The attachments, as the manifest names them."""
        return [member for member in self.manifest.members if member.name != EXCHANGE]

    def blob(self, member: Member) -> bytes:
        """The bytes of one attachment; one at a time is held in memory.

        BundleError for one larger than any may be: whoever wants the rest of the bundle looks at `member.size` first.
        """
        if member.size > MAX_PDF_BYTES:
            raise BundleError(BundleFault.TOO_LARGE)
        with _refused():
            return self._read(member.name)

    def _read(self, name: str) -> bytes:
        return b"".join(self._pieces(name))

    def _pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, never more than its directory entry states."""
        info = self._infos[name]
        left = info.file_size
        with _refused(), self._zip.open(info) as file:
            while left > 0:
                piece = file.read(min(left, _PIECE))
                if not piece:
                    raise BundleError(BundleFault.CHANGED)
                left -= len(piece)
                yield piece
            if file.read(1):
                raise BundleError(BundleFault.CHANGED)


class _refused:  # noqa: N801 - used as a word: `with _refused():`
    """Turns whatever a broken zip makes the libraries say into the one refusal; a disk's faults stay what they are."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, BundleError) or fault is None:
            return
        if isinstance(fault, (*_BROKEN, WireError)) or (isinstance(fault, OSError) and fault.errno is None):
            raise BundleError(BundleFault.CHANGED) from None


def _look_over(plain: BinaryIO) -> None:
    """Bound what the zip library will hold, from the last 22 bytes; no comment, no second disk, no zip64."""
    size = plain.seek(0, io.SEEK_END)
    if not _END.size <= size <= MAX_SEALED:
        raise BundleError(BundleFault.CHANGED)
    plain.seek(size - _END.size)
    mark, disk, first, here, entries, length, offset, comment = _END.unpack(plain.read(_END.size))
    plain.seek(0)
    whole = (
        mark == b"PK\x05\x06"
        and disk == first == comment == 0
        and here == entries <= MAX_BLOBS + 3
        and length <= _MAX_DIRECTORY
        and offset + length == size - _END.size
    )
    if not whole:
        raise BundleError(BundleFault.CHANGED)


def _members(infos: Sequence[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, when each has one of the known names, a size within its bound and a known packing."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        bound = {MANIFEST: MAX_MANIFEST, SIGNATURE: _SIGNATURE_LENGTH, EXCHANGE: MAX_EXCHANGE}.get(info.filename)
        stored = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
        if bound is None:
            # Attachments are small already; one that would swell is not one of ours.
            known = _BLOB.fullmatch(info.filename) is not None and stored
        else:
            known = info.file_size <= bound and (stored or info.compress_type == zipfile.ZIP_DEFLATED)
        if not known or info.orig_filename != info.filename or info.filename in found or info.flag_bits & 1:
            raise BundleError(BundleFault.CHANGED)
        found[info.filename] = info
    if not {MANIFEST, SIGNATURE, EXCHANGE} <= set(found):
        raise BundleError(BundleFault.CHANGED)
    return found


def _zipped(
    head: Manifest, exchange: bytes, blobs: Sequence[BlobSource], sign: Callable[[bytes], str]
) -> Iterator[bytes]:
    """The zip, as it is made."""
    collector = _Collector()
    members = [Member(EXCHANGE, hashlib.sha256(exchange).hexdigest(), len(exchange))]
    with zipfile.ZipFile(cast(BinaryIO, collector), "w") as made:
        made.writestr(_info(EXCHANGE, zipfile.ZIP_DEFLATED), exchange)
        yield collector.given()
        for blob in blobs:
            name = f"{BLOBS}{blob.sha256}"
            info, total, size = _info(name), hashlib.sha256(), 0
            info.file_size = blob.size
            with made.open(info, "w") as file:
                for piece in blob.pieces():
                    file.write(piece)
                    total.update(piece)
                    size += len(piece)
                    yield collector.given()
            if (total.hexdigest(), size) != (blob.sha256, blob.size):
                raise SpoiltBlobError(blob.sha256)
            members.append(Member(name, blob.sha256, blob.size, blob.media))
        manifest = msgspec.json.encode(msgspec.structs.replace(head, members=members))
        made.writestr(_info(MANIFEST, zipfile.ZIP_DEFLATED), manifest)
        made.writestr(_info(SIGNATURE), sign(manifest_digest(manifest)))
    yield collector.given()


def _info(name: str, packing: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = packing
    return info


class _Collector:
    """What the zip library writes into: forward only, emptied as it goes."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        return None

    def given(self) -> bytes:
        data, self._held = bytes(self._held), bytearray()
        return data


class _Pushed:
    """A writer that keeps what the file raised."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.fault: Exception | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._out.write(data)
        except Exception as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        self._out.flush()


class _Pulled:
    """A reader over pieces; keeps what the pieces raised, since the library that reads says something else."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""
        self.fault: Exception | None = None

    def read(self, most: int = -1) -> bytes:
        while not self._held:
            try:
                self._held = next(self._pieces)
            except StopIteration:
                return b""
            except Exception as fault:
                self.fault = fault
                raise
        if most < 0:
            most = len(self._held)
        given, self._held = self._held[:most], self._held[most:]
        return given
