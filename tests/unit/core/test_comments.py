"""Blocks as people copy them from Facebook and WhatsApp, split into single comments."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from sipa_core.domain.feedback import MAX_TEXT, Source
from sipa_core.domain.phrases import PhraseError, read_phrases
from sipa_core.imports.comments import MAX_COMMENTS, Comment, short_author, split_block

TODAY = date(2025, 7, 10)
FB, WA = Source.FACEBOOK, Source.WHATSAPP

IPHONE = """[10/07/25 09.12] Rina Marlina: Kapan BLT cair?
Sudah ditunggu.
[10/07/25 09.15] Pak RT 03: Lampu padam: sudah seminggu
"""
ANDROID = """10/7/2025, 09.12 - Pesan dan panggilan terenkripsi secara end-to-end.
10/7/2025, 09.12 - Rina Marlina: Kapan BLT cair?
10/7/2025, 09.13 - Budi bergabung menggunakan tautan undangan
9/7/2025 pukul 20.01 - +62 812-0000-0001: <Media tidak disertakan>
10/7/2025, 09.20 - Pak RT 03: Lampu padam: sudah seminggu
"""
FACEBOOK_HEADS = """Rina Marlina · 2 j · Suka Balas
Kapan BLT cair?
Sudah ditunggu.
Pak Haji Jalil · 3 hari
Lampu padam
Suka Balas 4
Lihat 2 balasan
"""
FACEBOOK_TAILS = """Rina Marlina
Penggemar berat
Kapan BLT cair?
Sudah ditunggu.
2 j
Suka
Balas

Pak Haji Jalil
Lampu padam
3 hari  Suka  Balas
"""


@pytest.mark.parametrize("source", [WA, FB])
def test_a_chat_of_whatsapp_is_split_whatever_it_is_called(source: Source) -> None:
    found = split_block(IPHONE, source, TODAY)
    assert found.known
    assert found.comments == (
        Comment("Rina Marlina", "Kapan BLT cair?\nSudah ditunggu.", TODAY),
        Comment("Pak RT 03", "Lampu padam: sudah seminggu", TODAY),
    )


def test_lines_of_an_android_chat_that_nobody_said_are_counted_and_left_out() -> None:
    found = split_block(ANDROID, WA, TODAY)
    assert [one.author for one in found.comments] == ["Rina Marlina", "Pak RT 03"]
    assert found.left_out == 3


def test_words_behind_a_picture_do_not_hang_on_to_the_comment_before() -> None:
    chat = "10/7/2025, 09.12 - A: Satu\n10/7/2025, 09.13 - B: <Media omitted>\nketerangan gambar"
    assert [one.text for one in split_block(chat, WA, TODAY).comments] == ["Satu"]


@pytest.mark.parametrize("block", [FACEBOOK_HEADS, FACEBOOK_TAILS])
def test_comments_of_facebook_are_split_and_its_buttons_are_no_words(block: str) -> None:
    found = split_block(block, FB, TODAY)
    assert found.known
    assert [(one.author, one.text) for one in found.comments] == [
        ("Rina Marlina", "Kapan BLT cair?\nSudah ditunggu."),
        ("Pak Haji Jalil", "Lampu padam"),
    ]
    assert found.comments[1].said_on in (date(2025, 7, 7), None)


def test_comments_in_one_line_each_are_split_too() -> None:
    found = split_block("Rina · 2 j · Kapan BLT cair?\nBudi · kemarin · Lampu padam", FB, TODAY)
    assert [(one.author, one.text, one.said_on) for one in found.comments] == [
        ("Rina", "Kapan BLT cair?", None),
        ("Budi", "Lampu padam", date(2025, 7, 9)),
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("[2025-07-09, 08.00] A: x", date(2025, 7, 9)),
        ("[7/13/24, 8:00 PM] A: x", date(2024, 7, 13)),
        ("[31/02/25 08.00] A: x", None),
        ("[10/07/99 08.00] A: x", None),
        ("[08.00, 9/7/2025] A: x", date(2025, 7, 9)),
    ],
)
def test_days_are_read_as_they_are_written_here(written: str, day: date | None) -> None:
    assert split_block(written, WA, TODAY).comments == (Comment("A", "x", day),)


@pytest.mark.parametrize("block", ["Kapan BLT cair?", "Suka Balas yang jujur saja\n\nbegitu"])
def test_a_block_of_no_known_form_is_one_comment_and_says_so(block: str) -> None:
    found = split_block(block, FB, TODAY)
    assert not found.known
    assert [one.text for one in found.comments] == [block]


@pytest.mark.parametrize("block", ["", "  \n \n", "\u200e\u200e"])
def test_nothing_is_no_comment(block: str) -> None:
    assert split_block(block, WA, TODAY).comments == ()


def test_a_huge_block_is_bounded_and_says_how_much_more_there_was() -> None:
    chat = "\n".join(f"[10/07/25 09.12] Orang {n}: Pesan {n}" for n in range(MAX_COMMENTS + 20))
    found = split_block(chat, WA, TODAY)
    assert (len(found.comments), found.more) == (MAX_COMMENTS, 20)


@pytest.mark.parametrize(
    "hostile",
    ["· " * 60_000, "2 j " * 50_000, "a" * 200_000, "Suka · " * 30_000, "[" * 100_000, ("x · 2 j " * 400 + "\n") * 40],
)
def test_a_hostile_block_is_read_in_a_moment(hostile: str) -> None:
    begun = time.perf_counter()
    found = split_block(hostile, FB, TODAY)
    assert time.perf_counter() - begun < 2
    assert all(len(one.text) <= MAX_TEXT for one in found.comments)


@given(st.text(max_size=400))
def test_whatever_is_pasted_nothing_breaks(block: str) -> None:
    for source in Source:
        assert len(split_block(block, source, TODAY).comments) <= MAX_COMMENTS


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Rina Marlina Hasan", "Rina M."),
        ("~ Budi", "Budi"),
        ("+62 812-0000-0001", ""),
        ("", ""),
        ("Hj. Siti", "Hj. S."),
        ("Rina 🌸", "Rina"),
    ],
)
def test_a_name_is_kept_short(name: str, short: str) -> None:
    assert short_author(name) == short


def test_the_ready_answers_ship_and_can_be_read() -> None:
    phrases = read_phrases(resources.read_text("jawaban/contoh.toml"), "contoh.toml")
    assert len(phrases) >= 5
    assert all(phrase.title and phrase.text.endswith((".", "…")) for phrase in phrases)
    with pytest.raises(PhraseError):
        read_phrases("jawaban = 3", "x")
