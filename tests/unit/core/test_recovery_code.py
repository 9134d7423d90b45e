"""The recovery code: it reads back as it was drawn, and a slip of the pen is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.recovery_code import draw_code, groups_of, read_code, written
from sipa_core.wire.enrol import CODE_ALPHABET, draw_letters
from tests.support.clock import SeededEntropy

CODE = draw_code(SeededEntropy("recovery"))


def test_a_code_has_seven_groups_of_four_and_reads_back_however_it_is_spaced() -> None:
    assert [len(group) for group in groups_of(CODE)] == [4] * 7
    assert read_code(written(CODE)) == CODE
    assert read_code(" ".join(groups_of(CODE.lower()))) == CODE
    assert draw_code(SeededEntropy("another")) != CODE


@given(at=st.integers(0, 25), letter=st.sampled_from(CODE_ALPHABET))
def test_one_wrong_letter_is_nearly_always_noticed(at: int, letter: str) -> None:
    slipped = CODE[:at] + letter + CODE[at + 1 :]
    # Two check letters: about one slip in nine hundred passes, and opens nothing.
    assert read_code(slipped) in (None, slipped)
    assert slipped == CODE or read_code(slipped) != CODE


def test_most_slips_are_told_before_the_key_is_tried() -> None:
    slips = [CODE[:at] + letter + CODE[at + 1 :] for at in range(28) for letter in CODE_ALPHABET]
    passed = [slip for slip in slips if slip != CODE and read_code(slip) is not None]
    assert len(passed) < len(slips) / 100


def test_what_cannot_be_a_code_is_none() -> None:
    for typed in ("", "ABCD", CODE[:-1], CODE + "A", CODE.replace(CODE[0], "O"), "💧" * 28):
        assert read_code(typed) is None


class EveryByte:
    """Gives each byte in its turn, and round again."""

    def __init__(self) -> None:
        self._next = 0

    def bytes(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        given = bytes((self._next + at) % 256 for at in range(count))
        self._next += count
        return given


def test_of_all_bytes_every_letter_comes_as_often_as_any_other() -> None:
    drawn = draw_letters(EveryByte(), 240 + 1)
    assert {drawn[:240].count(letter) for letter in CODE_ALPHABET} == {8}
    assert drawn[240] == CODE_ALPHABET[0], "the sixteen bytes beyond the last whole multiple are drawn again"
