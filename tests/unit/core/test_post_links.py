"""Links pasted in a block: what is found, which channel each belongs to, and what is asked or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.post_links import MAX_LINKS, Fate, lay_out, links_in, refusal_on, same_address
from tests.support.public_figures import channels

ALL = {one.key for one in channels()}
MESSAGE = """Assalamualaikum Bu Camat, berikut tautan realisasi:
1. FB: https://www.facebook.com/desababayau/posts/123?mibextid=abc, sudah ya
IG *https://www.instagram.com/p/DA1b2c3/?igsh=xyz* (https://babayau.desa.id/berita/realisasi-2025)
video tiktok.com/@desababayau/video/7301. Surel: desa@contoh.desa.id
"""


def fates(text: str, owed: set[str] | None = None) -> list[tuple[str, str]]:
    return [(link.fate.value, link.channel) for link in lay_out(text, channels(), ALL if owed is None else owed)]


def test_links_are_found_in_a_message_without_the_marks_of_its_sentences() -> None:
    assert links_in(MESSAGE) == (
        "https://www.facebook.com/desababayau/posts/123?mibextid=abc",
        "https://www.instagram.com/p/DA1b2c3/?igsh=xyz",
        "https://babayau.desa.id/berita/realisasi-2025",
        "https://tiktok.com/@desababayau/video/7301",
    )


def test_each_link_is_laid_to_its_channel() -> None:
    assert fates(MESSAGE) == [
        ("found", "facebook"), ("found", "instagram"), ("found", "website"), ("found", "tiktok_youtube"),
    ]  # fmt: skip


def test_the_same_post_pasted_twice_counts_once_whatever_was_hung_on_its_address() -> None:
    text = (
        "https://www.facebook.com/d/posts/1?fbclid=abc https://m.facebook.com/d/posts/1/ http://facebook.com/d/posts/1"
    )
    links = lay_out(text, channels(), ALL)
    assert [link.fate for link in links] == [Fate.FOUND, Fate.REFUSED, Fate.REFUSED]
    assert "sudah ada di atas" in links[1].words
    # What tells one post from another stays.
    assert same_address("https://www.facebook.com/photo?fbid=1") != same_address(
        "https://www.facebook.com/photo?fbid=2"
    )


def test_two_posts_on_one_platform_are_asked_not_guessed() -> None:
    links = lay_out("https://www.facebook.com/d/posts/1 https://www.facebook.com/d/posts/2", channels(), ALL)
    assert [(link.fate, link.choices) for link in links] == [(Fate.ASK, ("facebook",))] * 2


def test_an_unknown_address_is_asked_among_the_channels_that_still_owe_an_address() -> None:
    (link,) = lay_out("https://babayau.id/realisasi", channels(), {"website", "papan_informasi"})
    assert (link.fate, link.choices) == (Fate.ASK, ("website",))
    (link,) = lay_out("https://babayau.id/realisasi", channels(), {"papan_informasi"})
    assert link.fate is Fate.REFUSED


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.facebook.com/desababayau", "bukan alamat satu posting"),
        ("https://www.facebook.com/search/top?q=babayau", "hasil pencarian"),
        ("https://www.instagram.com/explore/tags/apbdes/", "hasil pencarian"),
        ("https://localhost/posts/1", "tidak dapat dibuka warga"),
        ("https://user:rahasia@www.facebook.com/d/posts/1", "nama pengguna"),
        ("https://www.facebook.com/d/posts/" + "9" * 2100, "terlalu panjang"),
    ],
)
def test_what_is_no_post_is_refused_with_the_reason(url: str, words: str) -> None:
    (link,) = lay_out(url, channels(), ALL)
    assert link.fate is Fate.REFUSED
    assert words in link.words
    assert len(link.url) <= 2000


def test_a_channel_that_has_its_proof_and_an_address_used_elsewhere_are_left_alone() -> None:
    text = "https://www.facebook.com/d/posts/1"
    (link,) = lay_out(text, channels(), ALL - {"facebook"})
    assert "sudah ada buktinya" in link.words
    (link,) = lay_out(text, channels(), ALL, {same_address(text): "Facebook, APB Desa 2025"})
    assert link.words == "Tautan ini sudah menjadi bukti Facebook, APB Desa 2025."


def test_a_link_for_another_channel_or_for_paper_is_refused_on_that_channel() -> None:
    facebook, board = (next(one for one in channels() if one.key == key) for key in ("facebook", "papan_informasi"))
    assert "bukan Facebook" in str(refusal_on("https://www.instagram.com/p/x/", facebook, channels()))
    assert "foto" in str(refusal_on("https://babayau.desa.id/berita/1", board, channels()))
    assert refusal_on("https://www.facebook.com/d/posts/1", facebook, channels()) is None


def test_a_text_without_links_or_with_too_many_is_taken_calmly() -> None:
    assert lay_out("belum ada, 1.250.000 dan apbdes[02].x", channels(), ALL) == ()
    assert len(links_in(" ".join(f"https://a.id/{n}" for n in range(200)))) == MAX_LINKS


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text: str) -> None:
    for link in lay_out(text + " https://www.facebook.com/x[)", channels(), ALL):
        assert (link.fate is Fate.FOUND) == bool(link.channel)
        assert link.words or link.channel
