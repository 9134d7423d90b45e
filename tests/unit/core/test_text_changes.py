"""Two texts word by word: nothing is lost on either side, and long texts do not take seconds."""

from __future__ import annotations

import time

import pytest

from sipa_core.domain.text_changes import MAX_WORDS, Kind, word_changes


def side(pieces: object, left_out: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is not left_out)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "Baru."),
        ("Lama.", ""),
        ("Belum mulai karena hujan.", "Belum mulai karena  menunggu material."),
        ("satu\ndua\n\ntiga", "satu\n\ntiga empat"),
    ],
)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert side(pieces, Kind.ADDED) == before
    assert side(pieces, Kind.REMOVED) == after
    assert all(piece.text for piece in pieces)


def test_only_the_words_that_differ_are_marked() -> None:
    pieces = word_changes("Selesai bulan Juli nanti.", "Selesai bulan Agustus nanti.")
    assert [(piece.kind.value, piece.text) for piece in pieces] == [
        ("same", "Selesai bulan "),
        ("removed", "Juli"),
        ("added", "Agustus"),
        ("same", " nanti."),
    ]


def test_a_text_longer_than_anybody_reads_is_told_as_a_whole_and_at_once() -> None:
    begun = time.perf_counter()
    pieces = word_changes("kata " * MAX_WORDS * 2, "lain " * MAX_WORDS)
    assert [piece.kind for piece in pieces] == [Kind.REMOVED, Kind.ADDED]
    assert time.perf_counter() - begun < 1
