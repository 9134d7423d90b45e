"""The recovery code: what an office prints once and keeps in a cupboard, to open its data when nothing else does.

26 letters drawn by chance (127 bits) and two that betray a slip of the pen, in seven groups of four. Whoever holds the
code and the disk can read everything, so it is shown and printed only, never stored in the clear.
"""

from __future__ import annotations

import hashlib
from enum import Enum
from typing import Final

from sipa_core.ports import Entropy
from sipa_core.wire.enrol import CODE_ALPHABET, draw_letters

GROUPS: Final = 7
GROUP: Final = 4
LETTERS: Final = GROUPS * GROUP
_CHECK: Final = 2
_DRAWN: Final = LETTERS - _CHECK


def draw_code(entropy: Entropy) -> str:
    """A new code as it is kept in the hand of the program: 28 letters without dashes."""
    drawn = draw_letters(entropy, _DRAWN)
    return drawn + _check_of(drawn)


class Spelling(Enum):
    """How a code stands while it is typed."""

    SHORT = "what is there may be the beginning of one"
    STRANGE = "there is a letter that no code has"
    LONG = "there are more letters than a code has"
    WRONG = "it has the length of one, and a letter is mistyped"
    RIGHT = "it is written as a code is; whether it opens anything is another question"


def spelling_of(typed: str) -> Spelling:
    """How what was typed so far stands, whatever dashes and spaces are in it."""
    code = _letters(typed)
    if strange_letters(typed):
        return Spelling.STRANGE
    if len(code) != LETTERS:
        return Spelling.SHORT if len(code) < LETTERS else Spelling.LONG
    return Spelling.RIGHT if _check_of(code[:_DRAWN]) == code[_DRAWN:] else Spelling.WRONG


def strange_letters(typed: str) -> str:
    """The letters that no code has, each once, in the order in which they were typed."""
    return "".join(dict.fromkeys(letter for letter in _letters(typed) if letter not in CODE_ALPHABET))


def count_letters(typed: str) -> int:
    """How many letters and digits were typed, dashes and spaces left out."""
    return len(_letters(typed))


def read_code(typed: str) -> str | None:
    """The code in what a person typed, None when it cannot be one.

    Spaces and dashes are dropped and small letters are taken as large ones; a letter that is not in the alphabet or
    that was mistyped makes it no code.
    """
    return _letters(typed) if spelling_of(typed) is Spelling.RIGHT else None


def groups_of(code: str) -> tuple[str, ...]:
    """The code in groups of four, as it is shown and printed."""
    return tuple(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def written(code: str) -> str:
    """The code with dashes between its groups."""
    return "-".join(groups_of(code))


def _letters(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if not letter.isspace() and letter not in "-–—.")


def _check_of(drawn: str) -> str:
    digest = hashlib.sha256(f"sipa recovery 1|{drawn}".encode()).digest()
    return "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in digest[:_CHECK])
