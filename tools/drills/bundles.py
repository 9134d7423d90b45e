"""A bundle cut at every byte, and changed in ten thousand ways: refused whole each time, or it says the very same.

`python -m tools.drills.bundles [MUTATIONS] [SEED]` writes docs/evidence/bundles.json. Two kinds of hand change a file:
one without any key, and one that has the public key and seals what it likes. The second is also met by a reader that
looks at no signature and no hash: the control, which must be fooled.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.sync.bundle_file import BlobSource, BundleError, OpenBundle, seal, unseal
from sipa_core.wire.bundles import Direction, Manifest

EVIDENCE: Final = Path(__file__).resolve().parents[2] / "docs" / "evidence" / "bundles.json"
WORDS: Final = b'{"sipa":1,"request_id":"r","device":"d","incarnation":"i","epoch":"e","ops":[]}'
BLOB: Final = bytes(range(256)) * 2
READER: Final = pyrage.x25519.Identity.generate()
MAKER: Final = Ed25519PrivateKey.generate()
MAKER_PUB: Final = MAKER.public_key().public_bytes_raw().hex()

Said = tuple[Manifest, bytes, tuple[bytes, ...]]


@dataclass(frozen=True)
class Outcome:
    """What became of one changed file: refused, the very same, or (the fault) something else."""

    refused: bool
    same: bool


def small_bundle() -> bytes:
    """A sealed bundle with one message and one attachment."""
    out = io.BytesIO()
    blob = BlobSource(sha256(BLOB).hexdigest(), len(BLOB), "image/jpeg", lambda: [BLOB])
    head = Manifest("d", "s", Direction.TO_SERVER, "e", 1, 1_752_400_000_000)
    seal(head, WORDS, [blob], lambda message: MAKER.sign(message).hex(), str(READER.to_public()), out)
    return out.getvalue()


def plain_of(sealed: bytes) -> bytes:
    """What is in the age file; BundleError."""
    plain = io.BytesIO()
    unseal(io.BytesIO(sealed), plain, str(READER))
    return plain.getvalue()


def sealed_by_anybody(plain: bytes) -> bytes:
    """The public key is no secret: whoever has it can seal anything."""
    sealed: bytes = pyrage.encrypt(plain, [READER.to_public()])
    return sealed


def read(sealed: bytes, *, careful: bool = True) -> Said:
    """What a bundle says; BundleError when it is refused. Without `careful`, as the control reads it."""
    opened = OpenBundle(io.BytesIO(plain_of(sealed)))
    if careful:
        opened.verify(MAKER_PUB)
    return opened.manifest, opened.exchange(), tuple(opened.blob(one) for one in opened.blobs)


def outcome(sealed: bytes, original: Said, *, careful: bool = True) -> Outcome:
    """Read a changed file; any other exception than BundleError is a fault of ours and goes up."""
    try:
        said = read(sealed, careful=careful)
    except BundleError:
        return Outcome(refused=True, same=False)
    return Outcome(refused=False, same=said == original)


def cuts(sealed: bytes) -> Iterator[bytes]:
    """The file cut before every byte."""
    return (sealed[:at] for at in range(len(sealed)))


def changed(data: bytes, chance: random.Random) -> bytes:
    """One of the ways in which a file may come out different."""
    at, to = sorted(chance.sample(range(len(data)), 2))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :],
        lambda: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
        lambda: data[:at] + data[to:],
        lambda: data[:at] + chance.randbytes(chance.randrange(1, 9)) + data[at:],
        lambda: data[:to] + data[at:to] + data[to:],
        lambda: data[to:] + data[at:to] + data[:at],
        lambda: data[:at] + bytes(to - at) + data[to:],
        lambda: data + chance.randbytes(chance.randrange(1, 64)),
    )
    made = chance.choice(ways)()
    return made if made != data else changed(data, chance)


def rebuilt(plain: bytes, chance: random.Random) -> bytes:
    """A sound zip again, with one of its members changed, left out, doubled or put under another name."""
    out = io.BytesIO()
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(io.BytesIO(plain)) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        names = old.namelist()
        chosen, way = chance.choice(names), chance.randrange(4)
        for name in names:
            data = old.read(name)
            if name != chosen:
                new.writestr(name, data)
            elif way == 0:
                new.writestr(name, changed(data, chance))
            elif way == 1:
                new.writestr(name, data)
                new.writestr("blobs/" + sha256(data).hexdigest(), data)
            elif way == 2:
                new.writestr(chance.choice(("../" + name, name.upper(), "blobs/" + "0" * 64, name + "\0")), data)
    return out.getvalue()


def mutations(count: int, seed: int) -> dict[str, Counter[str]]:
    """Change the sealed file, and the plain one before sealing, `count` times in all; how often what became of it."""
    chance, sealed = random.Random(seed), small_bundle()
    original, plain = read(sealed), plain_of(sealed)
    told: dict[str, Counter[str]] = {"sealed": Counter(), "plain": Counter(), "control": Counter()}
    for number in range(count):
        if number % 2:
            _count(told["sealed"], outcome(changed(sealed, chance), original))
            continue
        hand = rebuilt if number % 4 else changed
        other = sealed_by_anybody(hand(plain, chance))
        _count(told["plain"], outcome(other, original))
        _count(told["control"], outcome(other, original, careful=False))
    return told


def _count(counter: Counter[str], found: Outcome) -> None:
    counter["refused" if found.refused else "same" if found.same else "accepted"] += 1


def main(arguments: list[str]) -> int:
    """Run the drill; 0 when nothing got through and the control was fooled."""
    count, seed = (int(arguments[0]) if arguments else 10_000), (int(arguments[1]) if len(arguments) > 1 else 1)
    sealed = small_bundle()
    original = read(sealed)
    cut = Counter[str]()
    for one in cuts(sealed):
        _count(cut, outcome(one, original))
    told = mutations(count, seed)
    good = not (cut["accepted"] or cut["same"] or told["sealed"]["accepted"] or told["plain"]["accepted"])
    good = good and not told["sealed"]["same"] and told["control"]["accepted"] > 0
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    result = {
        "drill": "bundles",
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "seed": seed,
        "bytes": len(sealed),
        "cut_at_every_byte": dict(cut),
        "mutations": count,
        **{name: dict(sorted(found.items())) for name, found in told.items()},
        "good": good,
    }
    EVIDENCE.parent.mkdir(exist_ok=True)
    EVIDENCE.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
