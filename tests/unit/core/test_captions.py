"""Captions fit their channel, carry all five items, and say the most important thing first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sipa_core.domain.captions import caption, count, count_hashtags, fits, hashtags, seen_first
from sipa_core.domain.channels import Channel
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import MAX_ACTIVITY_NAME, MAX_ADDRESS, MAX_VILLAGE_NAME
from sipa_core.domain.statute import items_in_caption
from sipa_core.domain.villages import Village
from tests.support.public_figures import channels, figures, report

BY_KEY = {channel.key: channel for channel in channels()}
EVERY_CHANNEL = pytest.mark.parametrize("channel", channels(), ids=BY_KEY)
NO_ROWS: dict[str, Value] = {
    f"belum[b{row}].{column}": None for row in range(3) for column in ("nama", "keterangan", "pos")
}
FIVE = figures().items
ZERO: dict[str, Value] = {path: 0 for path in report() if path.startswith("apbdes[") and not path.endswith("alasan")}


@EVERY_CHANNEL
def test_the_first_line_says_village_report_period_and_how_far_it_is(channel: Channel) -> None:
    first = caption(figures(), channel).splitlines()[0]
    assert first == "Realisasi APB Desa Babayau Semester I 2025: belanja terlaksana 43,1%."
    assert channel.text_fold is None or count(first, channel) <= channel.text_fold


def test_a_caption_reads_as_a_person_would_write_it() -> None:
    assert caption(figures(), BY_KEY["instagram"]) == (
        "Realisasi APB Desa Babayau Semester I 2025: belanja terlaksana 43,1%.\n"
        "\n"
        "Realisasi APB Desa\n"
        "Pendapatan Rp827.259.200 dari Rp1.523.400.000 (54,3%)\n"
        "Belanja Rp646.279.500 dari Rp1.498.000.000 (43,1%)\n"
        "Pembiayaan neto −Rp5.400.000 dari anggaran −Rp25.400.000\n"
        "\n"
        "Realisasi kegiatan per bidang, 1 dari 3 kegiatan selesai\n"
        "• Pemerintahan desa: Rp268.914.500 dari Rp521.600.000 (51,6%)\n"
        "• Pembangunan desa: Rp214.780.000 dari Rp563.250.000 (38,1%)\n"
        "• Pembinaan kemasyarakatan: Rp61.325.000 dari Rp148.400.000 (41,3%)\n"
        "• Pemberdayaan masyarakat: Rp72.460.000 dari Rp187.950.000 (38,6%)\n"
        "• Bencana dan keadaan darurat: Rp28.800.000 dari Rp76.800.000 (37,5%)\n"
        "\n"
        "Kegiatan yang belum selesai\n"
        "• Rabat beton RT 03, 180 m: Pekerjaan 60%, selesai Agustus\n"
        "• Drainase Jalan Masjid, 95 m: Mulai Juli, menunggu material\n"
        "• Pelatihan olahan ikan untuk PKK: Dijadwalkan September\n"
        "\n"
        "Sisa anggaran belanja: Rp851.720.500\n"
        "\n"
        "Alamat pengaduan: Kantor Desa Babayau, telepon 0812-0000-0000\n"
        "Rincian: https://paringin.example/desa/babayau/laporan/lra_semester1/2025-S1\n"
        "Tanya atau lapor, boleh tanpa nama: https://paringin.example/desa/babayau\n"
        "\n"
        "#DesaBabayau #KecamatanParingin #Balangan #APBDes2025 #TransparansiDesa"
    )


@EVERY_CHANNEL
def test_hashtags_never_exceed_what_the_channel_takes(channel: Channel) -> None:
    text = caption(figures(), channel)
    assert count_hashtags(text) == len(hashtags(figures(), channel))
    assert count_hashtags(text) == {"facebook": 5, "instagram": 5, "tiktok_youtube": 5}.get(channel.key, 0)


def test_a_village_name_of_several_words_is_one_hashtag() -> None:
    shown = figures(village=Village("63.11.06.2012", "Ju'uh Hulu", "juuh-hulu", "Paringin Selatan"))
    assert hashtags(shown, BY_KEY["instagram"])[:2] == ("#DesaJuuhHulu", "#KecamatanParinginSelatan")


@EVERY_CHANNEL
def test_nothing_unfinished_is_said_as_nihil(channel: Channel) -> None:
    text = caption(figures({**NO_ROWS, "belum_selesai.nihil": True}), channel)
    assert "Kegiatan yang belum selesai: nihil" in text.splitlines()


@EVERY_CHANNEL
def test_without_a_public_address_the_caption_promises_no_page(channel: Channel) -> None:
    text = caption(figures(page=""), channel)
    assert "http" not in text
    assert "boleh tanpa nama" not in text


@EVERY_CHANNEL
def test_a_report_of_zeros_says_so_without_a_share_of_nothing(channel: Channel) -> None:
    text = caption(figures(ZERO), channel)
    assert text.splitlines()[0] == "Realisasi APB Desa Babayau Semester I 2025: belanja Rp0, tanpa anggaran."
    assert "(0,0%)" not in text
    assert text.count("(tanpa anggaran)") == 7
    assert items_in_caption(text, figures(ZERO)) == FIVE


def test_a_caption_too_long_for_its_channel_leaves_out_detail_but_no_item() -> None:
    name, note = "Pembangunan jalan usaha tani " * 4, "Menunggu material dari kabupaten " * 8
    changes: dict[str, Value] = {}
    for row in range(4):
        changes |= {f"belum[b{row}].nama": f"{name}{row}", f"belum[b{row}].keterangan": note}
    shown = figures(changes)
    long, short = caption(shown, BY_KEY["facebook"]), caption(shown, BY_KEY["instagram"])
    assert count(long, BY_KEY["instagram"]) > 2200 >= count(short, BY_KEY["instagram"])
    assert note.strip() in long
    assert note.strip() not in short
    assert items_in_caption(short, shown) == items_in_caption(long, shown) == FIVE


def words(most: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="Wabc é😀", min_size=1, max_size=most).filter(lambda text: any(ch.isalnum() for ch in text))


@settings(max_examples=60)
@given(
    st.lists(st.tuples(words(MAX_ACTIVITY_NAME), words(200)), max_size=7),
    words(MAX_ADDRESS),
    words(MAX_VILLAGE_NAME),
    st.lists(st.integers(-(10**13), 10**13), min_size=10, max_size=10),
    st.sampled_from(channels()),
)
def test_every_caption_fits_its_channel_and_carries_all_five_items(
    unfinished: list[tuple[str, str]], address: str, name: str, sums: list[int], channel: Channel
) -> None:
    changes: dict[str, Value] = {**NO_ROWS, "pengesahan.alamat_pengaduan": address, "belum_selesai.nihil": True}
    for row, (what, note) in enumerate(unfinished):
        changes |= {f"belum[n{row}].nama": what, f"belum[n{row}].keterangan": note}
    for number, (planned, done) in enumerate(zip(sums[:5], sums[5:], strict=True), 1):
        bidang = f"apbdes[0{number}/-/-]"
        changes |= {f"{bidang}.anggaran": planned, f"{bidang}.realisasi": done}
    changes["apbdes[-/4.1/-].anggaran"] = sum(sums[:5]) + 25_400_000 - 1_505_400_000
    shown = figures(changes, Village("63.11.06.2005", name.strip(), "x", "Paringin"))
    text = caption(shown, channel)
    assert fits(text, channel)
    assert items_in_caption(text, shown) == FIVE


def test_the_length_is_counted_as_the_channel_counts() -> None:
    assert count("ada 😀", BY_KEY["instagram"]) == 6
    assert count("ada 😀", BY_KEY["website"]) == 5


def test_a_number_sign_inside_an_address_or_before_a_number_is_no_hashtag() -> None:
    assert count_hashtags("https://contoh.id/#rincian nomor #1 &#x27; a#b") == 0
    assert count_hashtags("#Desa #APBDes2025, #2025Desa") == 3


PARINGIN = (
    *("Balang", "Kalahiang", "Lasung Batu", "Paran", "Layap", "Murung Ilung", "Mangkayahu", "Lok Batung"),
    *("Lamida Bawah", "Dahai", "Hujan Mas", "Babayau", "Balida", "Sungai Ketapi"),
)


@pytest.mark.parametrize("name", [*PARINGIN, "Sungai Ketapi " * 2 + "Sungai Ke"])
def test_the_point_stands_before_the_fold_in_every_village(name: str) -> None:
    shown = figures(village=Village("63.11.06.2005", name, "x", "Paringin"))
    for channel in channels():
        seen = seen_first(caption(shown, channel), channel)
        assert f"Desa {name}" in seen
        if channel.text_fold is None or channel.text_fold >= 125:
            assert "43,1%" in seen


def test_what_is_seen_first_is_cut_in_the_unit_of_the_channel_and_never_through_a_sign() -> None:
    instagram, website = BY_KEY["instagram"], BY_KEY["website"]
    assert seen_first("a" * 125, instagram) == "a" * 125
    assert seen_first("a" * 126, instagram) == "a" * 125
    assert seen_first("a" * 124 + "\U0001f33e" * 2, instagram) == "a" * 124
    assert seen_first("a" * 9000, website) == "a" * 9000
