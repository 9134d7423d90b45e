"""The pictures of every kind of publication are drawn, and what is on them is what must be told."""

from __future__ import annotations

import pytest

from sipa_render.board import board_data, render_board
from sipa_render.feed import feed_data, render_feed
from sipa_render.story import render_story, story_data
from tests.support.told_samples import PERIODS, figures


@pytest.mark.parametrize("key", [key for key in PERIODS if key != "lpj_apbdes"])
def test_each_kind_is_drawn_for_feed_story_and_board(key: str) -> None:
    shown = figures(key)
    for render in (render_feed, render_story, render_board):
        assert render(shown).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("apbdes", "Rp1,50 miliar; 34,8%; RT 03, Rp96,0 juta, Kasi Kesejahteraan, TPK Babayau"),
        ("apbdes_perubahan", "Rp1,48 miliar; berkurang Rp20,0 juta; jalan RT 05 ditunda"),
        ("dd_prioritas_penetapan", "Rp672,2 juta; Jalan Masjid; Rp71,3 juta"),
        ("lppd_tahunan", "43,1%; Dua puluh ibu PKK"),
        ("dip_berkala", "informasi dapat Anda lihat atau minta; Peta desa; Alamat layanan"),
    ],
)
def test_feed_and_story_say_the_figures_of_the_report(key: str, told: str) -> None:
    for data in (feed_data(figures(key)), story_data(figures(key))):
        assert [words for words in told.split("; ") if words not in str(data)] == []


def test_the_board_of_a_plan_has_no_column_of_what_became_of_it_and_one_of_a_change_says_what_changed() -> None:
    assert board_data(figures("apbdes"))["heads"] == ["Anggaran", "%"]
    changed = board_data(figures("apbdes_perubahan"))
    assert changed["heads"] == ["Semula", "Menjadi", "Selisih", "%"]
    assert "−20.000.000" in str(changed["tables"])
    assert changed["period"] == "12 Agustus 2025"
