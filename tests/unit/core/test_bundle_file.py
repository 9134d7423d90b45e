"""A bundle is whole, signed and for its reader, or it is nothing at all (U01, U02, U05)."""

from __future__ import annotations

import io
import random
import zipfile
from hashlib import sha256

import pyrage
import pytest

from sipa_core.domain.attachments import MAX_PDF_BYTES
from sipa_core.sync import bundle_file
from sipa_core.sync.bundle_file import BlobSource, BundleError, OpenBundle, SpoiltBlobError, seal, unseal
from sipa_core.sync.bundle_words import bundle_words
from sipa_core.wire.bundles import (
    BundleFault,
    Direction,
    Manifest,
    bundle_name,
    is_bundle_name,
    reply_name_of,
)
from tools.drills import bundles as drill

HEAD = Manifest("d", "s", Direction.TO_SERVER, "e", 1, 5)
OTHER = pyrage.x25519.Identity.generate()


def fault_of(sealed: bytes, identity: str = str(drill.READER)) -> BundleFault | None:
    try:
        plain = io.BytesIO()
        unseal(io.BytesIO(sealed), plain, identity)
        OpenBundle(plain).verify(drill.MAKER_PUB)
    except BundleError as refused:
        return refused.fault
    return None


def zipped(members: list[tuple[str, bytes]], packing: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as made:
        for name, data in members:
            made.writestr(name, data)
    return drill.sealed_by_anybody(out.getvalue())


def test_what_was_sealed_comes_out_as_it_went_in() -> None:
    manifest, words, blobs = drill.read(drill.small_bundle())
    assert (words, blobs) == (drill.WORDS, (drill.BLOB,))
    assert [member.name for member in manifest.members] == [
        "exchange.json",
        "blobs/" + sha256(drill.BLOB).hexdigest(),
    ]


def test_a_bundle_cut_anywhere_is_refused_whole() -> None:
    sealed = drill.small_bundle()
    original = drill.read(sealed)
    step = len(sealed) // 150
    for at in (*range(0, len(sealed), step), *range(len(sealed) - 20, len(sealed))):
        assert drill.outcome(sealed[:at], original).refused, at


def test_a_bundle_that_was_changed_is_refused_and_a_reader_without_care_is_fooled() -> None:
    told = drill.mutations(300, seed=7)
    assert set(told["sealed"]) == {"refused"}
    assert told["plain"]["accepted"] == 0
    assert told["control"]["accepted"] > 0, "the changes are too tame to prove anything"


def test_a_file_says_nothing_to_whoever_finds_it() -> None:
    sealed = drill.small_bundle()
    assert sealed.startswith(b"age-encryption.org/v1\n")
    for word in (b"request_id", b"sipa", b"exchange", b"manifest", b"blobs", b"PK\x01\x02", drill.BLOB[:64]):
        assert word not in sealed


def test_each_refusal_says_which_it_is() -> None:
    sealed = drill.small_bundle()
    assert fault_of(sealed) is None
    assert fault_of(b"") is BundleFault.NOT_A_BUNDLE
    assert fault_of(b"MZ\x90\x00" * 40) is BundleFault.NOT_A_BUNDLE
    assert fault_of(sealed[:-1]) is BundleFault.CHANGED
    assert fault_of(sealed, str(OTHER)) is BundleFault.NOT_FOR_US
    assert fault_of(drill.sealed_by_anybody(b"PK\x05\x06" + bytes(18))) is BundleFault.CHANGED
    unsigned = io.BytesIO()
    seal(HEAD, b"{}", [], lambda _message: "00" * 64, str(drill.READER.to_public()), unsigned)
    assert fault_of(unsigned.getvalue()) is BundleFault.NOT_SIGNED


@pytest.mark.parametrize(
    "members",
    [
        [("exchange.json", b"{}"), ("manifest.json", b"{}")],
        [("exchange.json", b"{}"), ("manifest.json", b"{}"), ("manifest.sig", b"00"), ("../../evil", b"x")],
        [("exchange.json", b"{}"), ("manifest.json", b"{}"), ("manifest.sig", b"00"), ("blobs/../x", b"x")],
        [("exchange.json", b"{}"), ("manifest.json", b"[1]"), ("manifest.sig", b"00")],
        [("exchange.json", b"{}"), ("manifest.json", b"{}"), ("manifest.sig", b"0" * 200)],
        [("exchange.json", b"{}"), ("exchange.json", b"{}"), ("manifest.json", b"{}"), ("manifest.sig", b"00")],
    ],
    ids=["no signature", "path", "path in a name", "no manifest", "long signature", "twice"],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_is_none_of_ours_is_refused_before_it_is_read(members: list[tuple[str, bytes]]) -> None:
    assert fault_of(zipped(members)) is BundleFault.CHANGED


def test_a_bomb_is_refused_by_what_it_states() -> None:
    zeros = bytes(bundle_file.MAX_MANIFEST + 1)
    bomb = zipped([("exchange.json", b"{}"), ("manifest.json", zeros), ("manifest.sig", b"00")], zipfile.ZIP_DEFLATED)
    assert len(bomb) < 10_000
    assert fault_of(bomb) is BundleFault.CHANGED
    swelling = zipped(
        [("exchange.json", b"{}"), ("manifest.json", b"{}"), ("manifest.sig", b"00"), ("blobs/" + "a" * 64, zeros)],
        zipfile.ZIP_DEFLATED,
    )
    assert fault_of(swelling) is BundleFault.CHANGED


def test_an_attachment_that_is_not_what_its_name_says_is_never_sealed() -> None:
    wrong = BlobSource(sha256(b"a").hexdigest(), 1, "image/jpeg", lambda: [b"b"])
    with pytest.raises(SpoiltBlobError):
        seal(HEAD, b"{}", [wrong], lambda _message: "", str(drill.READER.to_public()), io.BytesIO())


def test_a_large_attachment_goes_through_piece_by_piece() -> None:
    piece, count = random.Random(1).randbytes(64 * 1024), 64
    total = sha256(piece * count).hexdigest()
    held: list[int] = []

    class Watched(io.BytesIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            held.append(len(data))
            return super().write(data)

    out = Watched()
    blob = BlobSource(total, len(piece) * count, "application/pdf", lambda: (piece for _ in range(count)))
    seal(HEAD, b"{}", [blob], lambda message: drill.MAKER.sign(message).hex(), str(drill.READER.to_public()), out)
    assert max(held) < 256 * 1024
    assert fault_of(out.getvalue()) is None


def test_no_attachment_is_read_whole_that_is_larger_than_any_may_be() -> None:
    plain, out, size = io.BytesIO(), io.BytesIO(), MAX_PDF_BYTES + 1
    huge = BlobSource(sha256(bytes(size)).hexdigest(), size, "application/pdf", lambda: [bytes(size)])
    seal(HEAD, b"{}", [huge], lambda message: drill.MAKER.sign(message).hex(), str(drill.READER.to_public()), out)
    unseal(io.BytesIO(out.getvalue()), plain, str(drill.READER))
    bundle = OpenBundle(plain)
    bundle.verify(drill.MAKER_PUB)
    with pytest.raises(BundleError) as refused:
        bundle.blob(bundle.blobs[0])
    assert refused.value.fault is BundleFault.TOO_LARGE


def test_names_are_such_as_every_stick_takes() -> None:
    name = bundle_name("Desa Kébumen / Lama", "20250713-1602", 3)
    assert name == "SIPA-DESA-KBUMEN-LAMA-20250713-1602-3.sipa"
    assert reply_name_of(name) == "SIPA-DESA-KBUMEN-LAMA-20250713-1602-3-balasan.sipa"
    assert is_bundle_name(name)
    assert bundle_name("世", "20250713-1602", 1).startswith("SIPA-KANTOR-")
    for bad in ("../x.sipa", "SIPA-a.sipa", "SIPA-A.sipa.exe", "SIPA-A\n.sipa", "CON.sipa"):
        assert not is_bundle_name(bad)


def test_every_fault_has_its_own_words() -> None:
    said = [bundle_words(fault.value) for fault in BundleFault]
    assert len(set(said)) == len(BundleFault)
    assert bundle_words("something newer") == bundle_words(BundleFault.REFUSED.value)
