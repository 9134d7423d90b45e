"""Every kind of publication has its figures, captions that tell every item, and a sentence where it cannot be told."""

from __future__ import annotations

import pytest

from sipa_core.domain.captions import caption, fits
from sipa_core.domain.channels import Channel
from sipa_core.domain.paths import Value
from sipa_core.domain.publication_figures import MAX_SAID, Refused
from sipa_core.domain.statute import items_in_picture, missing_items
from tests.support.public_figures import channels
from tests.support.told_samples import PERIODS, figures, told

FACEBOOK = next(channel for channel in channels() if channel.key == "facebook")


@pytest.mark.parametrize("channel", channels(), ids=lambda channel: channel.key)
@pytest.mark.parametrize("key", PERIODS)
def test_a_ready_caption_of_each_kind_fits_and_lacks_nothing(key: str, channel: Channel) -> None:
    shown = figures(key)
    text = caption(shown, channel)
    assert fits(text, channel)
    assert missing_items(text, shown) == []
    assert items_in_picture(shown) == shown.items


@pytest.mark.parametrize(
    ("key", "mark", "missing"),
    [
        ("apbdes", "Pendapatan Rp", "apbdes"),
        ("apbdes", "Rabat beton", "nama_kegiatan lokasi_kegiatan besaran_anggaran"),
        ("apbdes", "Alamat pengaduan", "alamat_pengaduan"),
        ("apbdes_perubahan", "Belanja semula", "perubahan_apbdes"),
        ("apbdes_perubahan", "Alasan perubahan", "alasan_perubahan"),
        ("lppd_tahunan", "Pembinaan kemasyarakatan:", "ringkasan_pembinaan"),
        ("lppd_tahunan", "Belanja Rp", "realisasi_apbdes"),
        ("dd_prioritas_penetapan", "BLT Desa", "nama_kegiatan lokasi_kegiatan besaran_anggaran"),
        ("dip_berkala", "Profil desa", "daftar_informasi"),
        ("lpj_apbdes", "Sisa anggaran", "sisa_anggaran"),
    ],
)
def test_deleting_a_line_makes_what_it_told_missing(key: str, mark: str, missing: str) -> None:
    shown = figures(key)
    text = caption(shown, FACEBOOK)
    assert mark in text
    left = "\n".join(line for line in text.splitlines() if mark not in line)
    assert [item.key for item in missing_items(left, shown)] == missing.split()


def test_each_item_names_the_rule_that_asks_for_it() -> None:
    basis = {item.key: item.basis for item in figures("apbdes").items}
    assert basis["pelaksana_kegiatan"] == "Permendagri 20/2018 Pasal 39"
    assert basis["lokasi_kegiatan"] == "Permendes 7/2023 Pasal 15"


@pytest.mark.parametrize(
    ("key", "changes", "words"),
    [
        ("apbdes", {f"kegiatan[k{n}].pelaksana": None for n in range(7)}, "Pelaksana kegiatan anggaran"),
        ("apbdes", {"apbdes[-/4.2.1/-].anggaran": 1}, "belum seimbang"),
        ("apbdes_perubahan", {"perubahan.alasan": " "}, "Alasan perubahan belum diisi"),
        ("lppd_tahunan", {"ringkasan.pembinaan": "x" * (MAX_SAID + 1)}, "Pendekkan dulu"),
        ("dip_berkala", {f"informasi[i{n}].penanggung_jawab": None for n in range(7)}, "Penanggung jawab informasi"),
        ("dd_prioritas_penetapan", {f"kegiatan[k{n}].lokasi": None for n in range(7)}, "Lokasi kegiatan"),
    ],
)
def test_what_lacks_something_that_must_be_told_is_not_told(key: str, changes: dict[str, Value], words: str) -> None:
    refused = told(key, changes)
    assert isinstance(refused, Refused)
    assert words in refused.reason
    assert refused.path


def test_an_address_that_no_rule_asks_for_may_be_left_out() -> None:
    assert not isinstance(told("dd_prioritas_penetapan", {"pengesahan.alamat_pengaduan": None}), Refused)
