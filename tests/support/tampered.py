"""Files as they come from bad hands and bad sticks: one thing changed, cut, lengthened, moved or mixed, by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable


def tampered(raw: bytes, seed: int, other: bytes) -> bytes:
    """The file after one of the things that happen to files; `other` is a good file of the same kind."""
    chance = random.Random(seed)
    at, to = sorted(chance.sample(range(len(raw)), 2))
    cut = chance.randrange(1, min(len(raw), len(other)))
    ways: list[Callable[[], bytes]] = [
        lambda: raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :],
        lambda: raw[: chance.randrange(min(400, len(raw)))],
        lambda: raw[:at],
        lambda: raw + chance.randbytes(chance.randrange(1, 60)),
        lambda: raw[:at] + raw[at + 1 :],
        lambda: raw[:at] + raw[to:],
        lambda: raw[:at] + chance.randbytes(to - at) + raw[to:],
        lambda: raw[:cut] + other[cut:],
        lambda: other[:cut] + raw[cut:],
    ]
    return chance.choice(ways)()
