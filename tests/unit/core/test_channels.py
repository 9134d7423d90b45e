"""Channels are dated data; an address is a proof only when anybody can open it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from sipa_core.domain.channels import (
    Channel,
    ChannelError,
    Evidence,
    Unit,
    address_problem,
    fields_of,
    from_fields,
    is_post,
    is_proof_address,
    parse_channels,
    recognise,
    whole_address,
)
from sipa_core.wire.records import changed

TOML = resources.read_text("channels/channels.toml")
CHANNELS = parse_channels(TOML)
BY_KEY = {channel.key: channel for channel in CHANNELS}


def test_the_six_channels_ship_in_the_order_of_the_checklist() -> None:
    assert [channel.key for channel in CHANNELS] == [
        "website",
        "facebook",
        "instagram",
        "whatsapp",
        "tiktok_youtube",
        "papan_informasi",
    ]
    assert [channel.order for channel in CHANNELS] == list(range(6))


def test_every_channel_says_when_a_person_last_looked_and_what_proves_a_post() -> None:
    assert all(channel.checked_on >= date(2026, 11, 24) for channel in CHANNELS)
    assert all(channel.evidence for channel in CHANNELS)
    assert BY_KEY["papan_informasi"].evidence == (Evidence.PHOTO,)


def test_limits_are_those_of_the_domain_notes() -> None:
    limits = {c.key: (c.text_max, c.text_fold, c.hashtags_max, c.unit) for c in CHANNELS}
    assert limits["facebook"] == (63206, 125, None, Unit.UTF16)
    assert limits["instagram"] == (2200, 125, 5, Unit.UTF16)
    assert limits["whatsapp"] == (4096, 700, 0, Unit.UTF16)
    assert limits["website"] == (None, None, 0, Unit.CHARACTERS)


def test_only_a_closed_group_shuts_people_out_and_only_the_video_channel_is_optional() -> None:
    assert [c.key for c in CHANNELS if not (c.durable and c.reaches_everyone)] == ["whatsapp"]
    assert [c.key for c in CHANNELS if c.optional] == ["tiktok_youtube"]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.key)
def test_a_channel_survives_the_way_through_a_record(channel: Channel) -> None:
    stored = changed({}, fields_of(channel))  # a record keeps no None
    assert from_fields(stored) == channel
    assert from_fields({**stored, "field_of_a_newer_server": "x"}) == channel


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (TOML.replace('unit = "utf16"', 'unit = "pounds"', 1), "facebook"),
        (TOML.replace("durable = true", "durable = 1", 1), "durable"),
        (TOML.replace('name = "Facebook"', 'nama = "Facebook"', 1), "name is missing"),
        (TOML.replace('name = "Facebook"', 'name = "Facebook"\nlimit = 3', 1), "unknown field limit"),
        (TOML.replace('key = "facebook"', 'key = "website"', 1), "twice"),
        ("[[channel]", "Expected"),
    ],
)
def test_broken_channel_data_is_refused_with_its_place(broken: str, words: str) -> None:
    with pytest.raises(ChannelError, match=words):
        parse_channels(broken)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.facebook.com/desababayau/posts/pfbid02abc", "facebook"),
        ("https://m.facebook.com/story.php?story_fbid=1&id=2", "facebook"),
        ("https://web.facebook.com/groups/wargababayau/permalink/99/", "facebook"),
        ("https://www.facebook.com/share/p/1AbC/", "facebook"),
        ("https://www.facebook.com/photo?fbid=12&set=a.1", "facebook"),
        ("https://fb.watch/xyz/", "facebook"),
        ("https://www.instagram.com/p/DLx1/?igsh=abc", "instagram"),
        ("https://instagram.com/desababayau/reel/DLx1/", "instagram"),
        ("https://whatsapp.com/channel/0029Va/123", "whatsapp"),
        ("https://www.tiktok.com/@desababayau/video/7300", "tiktok_youtube"),
        ("https://vt.tiktok.com/ZS1/", "tiktok_youtube"),
        ("https://www.youtube.com/watch?v=abc", "tiktok_youtube"),
        ("https://youtu.be/abc", "tiktok_youtube"),
        ("https://babayau.desa.id/artikel/2025/7/16/realisasi-apb-desa", "website"),
    ],
)
def test_the_address_of_a_post_is_recognised(url: str, key: str) -> None:
    assert recognise(url, CHANNELS) == key
    if key != "website":
        assert is_post(url, BY_KEY[key])


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.facebook.com/desababayau", "facebook"),
        ("https://www.facebook.com/", "facebook"),
        ("https://www.instagram.com/desababayau/", "instagram"),
        ("https://www.youtube.com/@desababayau", "tiktok_youtube"),
    ],
)
def test_a_profile_is_told_from_a_post(url: str, key: str) -> None:
    assert recognise(url, CHANNELS) == key
    assert not is_post(url, BY_KEY[key])


@pytest.mark.parametrize(
    "url",
    [
        "https://facebook.com.penipu.example/desa/posts/1",
        "https://notfacebook.com/desa/posts/1",
        "https://contoh.id/berita",
        "https://facebook.com@penipu.example/posts/1",
    ],
)
def test_a_lookalike_is_nobodys_channel(url: str) -> None:
    assert recognise(url, CHANNELS) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "facebook.com/desa/posts/1",
        "javascript:alert(1)",
        "ftp://contoh.id/a",
        "file:///C:/bukti.png",
        "https://",
        "https://localhost/a",
        "https://192.168.1.5/a",
        "https://[::1]/a",
        "https://user:pass@contoh.id/a",
        "https://contoh.id:99999/a",
        "https://contoh.id:0/a",
        "https://contoh.id/a b",
        "https://contoh.id/a\n",
        " https://contoh.id/a",
        "https://contoh.id\\@penipu.example/a",
        "https://-contoh.id/a",
        "https://contoh..id/a",
        'https://contoh.id/"onload=x',
        "https://contoh.id/<b>",
        "https://fаcebook.com/desa/posts/1",  # a Cyrillic letter
        "https://contoh.id/" + "a" * 2000,
        "https://[contoh.id/a",
    ],
)
def test_what_is_no_public_web_address_is_no_proof_and_says_what_to_do(url: str) -> None:
    assert not is_proof_address(url)
    words = address_problem(url)
    assert words is not None
    assert words.endswith(".")
    assert "!" not in words


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("www.facebook.com/desa/posts/1", "https://www.facebook.com/desa/posts/1"),
        (" contoh.desa.id/berita/1 ", "https://contoh.desa.id/berita/1"),
        ("http://contoh.desa.id/berita", "http://contoh.desa.id/berita"),
        ("sudah diposting", "sudah diposting"),
        ("pak@contoh.id", "pak@contoh.id"),
        ("localhost/p/x", "localhost/p/x"),
        ("", ""),
    ],
)
def test_an_address_may_be_typed_without_its_scheme(typed: str, whole: str) -> None:
    assert whole_address(typed) == whole


@given(st.text(max_size=80) | st.from_regex(r"https?://[ -~]{0,60}", fullmatch=True))
def test_any_text_gets_an_answer_and_an_accepted_one_has_no_room_for_markup(text: str) -> None:
    if is_proof_address(text):
        assert text.lower().startswith(("http://", "https://"))
        assert not set(text) & set("<>\"'\\ \n\t`{}|^") - {"'"}
    assert recognise(text, CHANNELS) in {None, *BY_KEY}


def test_a_record_of_a_newer_kecamatan_is_read_as_far_as_it_is_known() -> None:
    fields = {**fields_of(BY_KEY["facebook"]), "evidence": "url video", "warna": "biru", "text_fold": None}
    read = from_fields(fields)
    assert read.evidence == (Evidence.URL,)
    assert (read.takes_url, read.takes_picture, read.takes_photo_only) == (True, False, False)
    assert from_fields({**fields, "evidence": "video"}).evidence == ()
    board = BY_KEY["papan_informasi"]
    assert (board.takes_url, board.takes_picture, board.takes_photo_only) == (False, True, True)


def test_a_record_that_cannot_be_read_is_named_as_such() -> None:
    for broken in ({"name": 5}, {"checked_on": "kemarin"}, {"unit": "kata"}, {"text_max": "banyak"}):
        with pytest.raises(ChannelError):
            from_fields({**fields_of(BY_KEY["facebook"]), **broken})
