"""What goes with a stick, counted as a person counts it."""

from __future__ import annotations

import pytest

from sipa_desktop.sync.stick_views import TakenIn
from sipa_desktop.sync.stick_words import sending_words, taken_words, written_words


@pytest.mark.parametrize(
    ("reports", "others", "files", "new_here", "words"),
    [
        (1, 0, 0, True, "1 laporan dan pendaftaran komputer ini"),
        (2, 1, 3, True, "2 laporan, 1 kiriman lain, 3 foto atau PDF dan pendaftaran komputer ini"),
        (0, 1, 0, False, "1 kiriman"),
        (0, 0, 0, True, "pendaftaran komputer ini"),
        (0, 0, 0, False, ""),
    ],
)
def test_reports_files_and_a_new_pc_are_named(
    reports: int, others: int, files: int, new_here: bool, words: str
) -> None:
    assert sending_words(reports, others, files, new_here=new_here) == words


def test_a_stick_that_only_asks_says_so_and_every_sentence_begins_large() -> None:
    asks = "Permintaan kabar ada di USB dan sudah diperiksa. Aman dicabut."
    assert written_words(0, 0, 0, new_here=False) == asks
    assert written_words(0, 0, 0, new_here=True).startswith("Pendaftaran komputer ini ada di USB")


def test_what_came_back_is_counted_like_what_went() -> None:
    told = list(taken_words(TakenIn(receipts=2, reports=1, replies=1)))
    assert told == ["1 laporan dan 1 kiriman lain sudah diterima server kecamatan."]
