"""An item of article 72 counts only where its own words and figures stand; deleting its line makes it missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.captions import caption
from sipa_core.domain.channels import Channel
from sipa_core.domain.money import format_rupiah, format_short
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import Item
from sipa_core.domain.statute import _has_amount, _plain, items_in_caption, items_in_picture, missing_items
from tests.support.public_figures import channels, figures, template

FACEBOOK = next(channel for channel in channels() if channel.key == "facebook")
SHOWN = figures()
APBDES, ACTIVITIES, UNFINISHED, LEFT, COMPLAINTS = SHOWN.items
FULL = caption(SHOWN, FACEBOOK)
NO_ROWS: dict[str, Value] = {
    f"belum[b{row}].{column}": None for row in range(3) for column in ("nama", "keterangan", "pos")
}
NIHIL = figures({**NO_ROWS, "belum_selesai.nihil": True})


def without(*marks: str, text: str = FULL) -> str:
    """The text without the lines that hold one of the marks; each mark must be there to be deleted."""
    assert all(mark in text for mark in marks)
    return "\n".join(line for line in text.splitlines() if not any(mark in line for mark in marks))


def test_the_items_and_their_keys_are_those_of_the_template() -> None:
    publication = template().publication
    assert publication is not None
    assert [item.key for item in SHOWN.items] == [item.key for item in publication.items]
    assert [item.label for item in SHOWN.items] == [item.label for item in publication.items]
    assert {item.basis for item in SHOWN.items} == {"Permendagri 20/2018 Pasal 72"}


@pytest.mark.parametrize("channel", channels(), ids=lambda channel: channel.key)
def test_a_ready_caption_lacks_nothing(channel: Channel) -> None:
    assert missing_items(caption(SHOWN, channel), SHOWN) == []
    assert missing_items(caption(NIHIL, channel), NIHIL) == []


@pytest.mark.parametrize(
    ("marks", "item"),
    [
        (("Pendapatan Rp",), APBDES),
        (("Belanja Rp",), APBDES),
        (("Pembiayaan neto",), APBDES),
        (("Pembangunan desa",), ACTIVITIES),
        (("Kegiatan yang belum selesai",), UNFINISHED),
        (("Drainase Jalan Masjid",), UNFINISHED),
        (("Sisa anggaran",), LEFT),
        (("Alamat pengaduan",), COMPLAINTS),
    ],
)
def test_deleting_a_line_makes_its_item_missing_and_no_other(marks: tuple[str, ...], item: Item) -> None:
    assert missing_items(without(*marks), SHOWN) == [item]


def test_deleting_the_word_nihil_makes_the_unfinished_activities_missing() -> None:
    text = caption(NIHIL, FACEBOOK)
    assert missing_items(text.replace(": nihil", ""), NIHIL) == [UNFINISHED]
    assert missing_items(without("belum selesai", text=text), NIHIL) == [UNFINISHED]


def test_a_figure_without_its_word_tells_nothing() -> None:
    assert missing_items(FULL.replace("Sisa anggaran belanja: ", ""), SHOWN) == [LEFT]
    assert missing_items(FULL.replace("Pendapatan Rp", "Rp"), SHOWN) == [APBDES]


def test_activities_named_before_the_words_belum_selesai_are_not_told_as_unfinished() -> None:
    names = "\n".join(one.name for one in SHOWN.unfinished)
    assert UNFINISHED not in items_in_caption(f"Kegiatan desa:\n{names}\nYang belum selesai menyusul.", SHOWN)
    assert UNFINISHED in items_in_caption(f"Kegiatan desa yang belum selesai:\n{names}", SHOWN)


def test_headings_alone_are_nothing() -> None:
    headings = "Realisasi APB Desa\nRealisasi kegiatan\nKegiatan yang belum selesai\nSisa anggaran\nAlamat pengaduan"
    assert missing_items(headings, SHOWN) == list(SHOWN.items)
    assert missing_items("", SHOWN) == list(SHOWN.items)


def test_a_wrong_figure_is_no_figure() -> None:
    assert missing_items(FULL.replace("Rp851.720.500", "Rp851.720.501"), SHOWN) == [LEFT]
    assert missing_items(FULL.replace("Rp851.720.500", "Rp1.851.720.500"), SHOWN) == [LEFT]
    assert missing_items(FULL.replace("Rp851.720.500", "Rp851.720.500.000"), SHOWN) == [LEFT]
    assert missing_items(FULL.replace("Rp851.720.500", "Rp851,7 juta miliar"), SHOWN) == [LEFT]
    assert missing_items(FULL.replace("Rp851.720.500", "−Rp851.720.500"), SHOWN) == [LEFT]
    assert missing_items(FULL.replace("neto −Rp5.400.000", "neto Rp5.400.000"), SHOWN) == [APBDES]


@pytest.mark.parametrize(
    "written", ["Rp851,7 juta", "Rp 851.720.500", "Rp. 851.720.500,-", "851.720.500 rupiah", "Rp\u00a0851720500"]
)
def test_a_figure_may_be_written_in_the_usual_ways(written: str) -> None:
    assert missing_items(FULL.replace("Rp851.720.500", written), SHOWN) == []


def test_an_address_may_be_broken_over_lines_but_not_be_shortened() -> None:
    broken = FULL.replace("Kantor Desa Babayau, telepon ", "\nKantor Desa Babayau\ntelepon: ")
    assert missing_items(broken, SHOWN) == []
    assert missing_items(FULL.replace("telepon 0812-0000-0000", ""), SHOWN) == [COMPLAINTS]
    moved = without("Alamat pengaduan") + "\nKantor Desa Babayau, telepon 0812-0000-0000"
    assert COMPLAINTS in missing_items(moved.replace("Tanya atau lapor", ""), SHOWN)


def test_a_short_address_does_not_hide_in_the_headline() -> None:
    shown = figures({"pengesahan.alamat_pengaduan": "Desa Babayau"})
    assert COMPLAINTS in missing_items(without("Alamat", text=caption(figures(page=""), FACEBOOK)), shown)


def test_more_than_four_unfinished_activities_need_four_names_and_a_word_for_the_rest() -> None:
    many = figures({f"belum[c{row}].nama": f"Kegiatan tambahan {row}" for row in range(4)})
    text = caption(many, FACEBOOK)
    assert "dan 3 lainnya, lihat rincian" in text
    assert missing_items(text, many) == []
    assert missing_items(without("lainnya", text=text), many) == [UNFINISHED]
    assert missing_items(without("Rabat beton", text=text), many) == [UNFINISHED]


def test_the_picture_makes_up_for_a_short_caption() -> None:
    assert items_in_picture(SHOWN) == SHOWN.items
    assert missing_items("Silakan lihat gambar.", SHOWN, with_picture=True) == []
    assert missing_items("Silakan lihat gambar.", SHOWN, with_picture=False) == list(SHOWN.items)


def test_activities_may_be_told_one_by_one_instead_of_by_bidang() -> None:
    listed = "Kegiatan 0 Rp50.000.000\nKegiatan 1 Rp30 juta\nKegiatan 2 Rp0"
    assert items_in_caption(listed.replace("Rp30 juta", "Rp30,0 juta"), SHOWN) == (ACTIVITIES,)
    assert items_in_caption("Kegiatan 0 Rp50.000.000\nKegiatan 1 Rp30.000.000", SHOWN) == ()


@given(st.integers(-(10**14), 10**14), st.integers(-(10**14), 10**14), st.sampled_from([format_rupiah, format_short]))
def test_a_sum_is_found_in_its_own_words_and_never_in_those_of_another(value: int, other: int, form: object) -> None:
    assert callable(form)
    assert _has_amount(_plain(f"sisa {form(value)}, baru"), value)
    same = {format_rupiah(value), format_short(value)} & {format_rupiah(other), format_short(other)}
    if not same:
        assert not _has_amount(_plain(f"sisa {form(other)}, baru"), value)


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    told = items_in_caption(text, SHOWN)
    assert set(told) | set(missing_items(text, SHOWN)) == set(SHOWN.items)
