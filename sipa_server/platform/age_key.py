"""An age identity from 32 secret bytes: Bech32 (BIP 173) as the age format asks for it.

The server derives its bytes from the key it has already, so that no new file need ever be backed up.
"""

from __future__ import annotations

from typing import Final

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_PREFIX: Final = "age-secret-key-"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def age_identity(secret: bytes) -> str:
    """`AGE-SECRET-KEY-1…` for 32 bytes."""
    values = _in_fives(secret)
    expanded = [*(ord(letter) >> 5 for letter in _PREFIX), 0, *(ord(letter) & 31 for letter in _PREFIX)]
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> 5 * (5 - at)) & 31 for at in range(6)]
    return (_PREFIX + "1" + "".join(_ALPHABET[value] for value in values)).upper()


def _in_fives(data: bytes) -> list[int]:
    """The bits in groups of five, the last one filled up with zeros."""
    bits = len(data) * 8
    fill = -bits % 5
    number = int.from_bytes(data, "big") << fill
    return [(number >> at) & 31 for at in range(bits + fill - 5, -1, -5)]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at in range(5):
            check ^= _GENERATOR[at] if (top >> at) & 1 else 0
    return check
