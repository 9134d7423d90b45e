"""How large a file's next piece is, and when a line that broke may be tried again at once."""

from __future__ import annotations

import pytest

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.blobs import MAX_PIECE, MIN_PIECE
from sipa_desktop.sync.pieces import Pieces

LARGE = 4 * MIN_PIECE


def pieces_of(size: int) -> Pieces:
    made = Pieces()
    for _piece in range(4):
        made.went(made.size, 10.0 * made.size / size)
    assert made.size == size
    return made


def broken(pieces: Pieces, trouble: Trouble) -> None:
    with pytest.raises(CarriageError), pieces.tried():
        raise CarriageError(trouble)


def test_the_piece_after_a_cut_is_as_large_as_the_last_one_that_went_whole() -> None:
    pieces = pieces_of(LARGE)
    broken(pieces, Trouble.CUT)
    assert pieces.size == LARGE


def test_a_size_that_is_cut_again_is_halved_until_a_piece_goes_through() -> None:
    pieces, sizes = pieces_of(LARGE), []
    for _cut in range(4):
        broken(pieces, Trouble.CUT)
        sizes.append(pieces.size)
    assert sizes == [LARGE, LARGE // 2, MIN_PIECE, MIN_PIECE]


def test_a_piece_that_was_too_slow_is_halved_whatever_went_before() -> None:
    pieces = pieces_of(LARGE)
    broken(pieces, Trouble.TIMEOUT)
    assert pieces.size == LARGE // 2
    broken(pieces, Trouble.CUT)
    assert pieces.size == MIN_PIECE


def test_a_size_that_never_went_through_is_halved_at_the_first_cut() -> None:
    pieces = Pieces()
    pieces.size = MAX_PIECE
    broken(pieces, Trouble.CUT)
    assert pieces.size == MAX_PIECE // 2


def test_a_refusal_changes_no_size() -> None:
    pieces = pieces_of(LARGE)
    broken(pieces, Trouble.SERVER)
    assert pieces.size == LARGE


@pytest.mark.parametrize(("gained", "worth"), [(0, False), (LARGE - 1, False), (LARGE, True), (3 * LARGE, True)])
def test_a_line_is_worth_another_try_when_it_gained_more_than_the_cut_may_have_wasted(gained: int, worth: bool) -> None:
    pieces = pieces_of(LARGE)
    pieces.begin_round()
    pieces.gain(gained)
    broken(pieces, Trouble.CUT)
    assert pieces.worth_a_try is worth


def test_bytes_that_the_server_lost_and_got_again_are_no_gain() -> None:
    pieces = Pieces()
    pieces.gain(-MIN_PIECE)
    pieces.gain(MIN_PIECE)
    assert not pieces.worth_a_try
    pieces.begin_round()
    pieces.gain(MIN_PIECE)
    assert pieces.worth_a_try
    pieces.begin_round()
    assert not pieces.worth_a_try
