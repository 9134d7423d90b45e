"""A place in a report is called by the name that a person sees there."""

from __future__ import annotations

import pytest

from sipa_core.domain.paths import Value
from sipa_desktop.services.places import section_key, where
from sipa_desktop.services.report_edit import tree_of
from tests.support.public_figures import report, template

ROAD: dict[str, Value] = {
    "kegiatan[a].nama": "Rabat beton RT 03",
    "kegiatan[b].lokasi": "RT 04",
    "apbdes[x].uraian": "?",
}


@pytest.mark.parametrize(
    ("path", "words", "section"),
    [
        ("", "Catatan umum", ""),
        ("kendala.isi", "Kendala", "kendala"),
        ("kendala", "Kendala", "kendala"),
        ("pengesahan.tanggal", "Pengesahan, Tanggal pengesahan", "pengesahan"),
        ("apbdes", "Realisasi APB Desa", "realisasi"),
        ("apbdes[02/-/-].realisasi", "Pelaksanaan Pembangunan Desa, Realisasi", "realisasi"),
        ("apbdes[02/-/-]", "Pelaksanaan Pembangunan Desa", "realisasi"),
        ("apbdes[02.03/-/-].anggaran", "Pekerjaan Umum dan Penataan Ruang, Anggaran", "realisasi"),
        ("apbdes[x].anggaran", "?, Anggaran", "realisasi"),
        ("kegiatan[a].fisik", "Rabat beton RT 03, Fisik (%)", "kegiatan"),
        ("kegiatan[b].nama", "baris 2, Kegiatan", "kegiatan"),
        ("kegiatan[hilang].nama", "baris yang sudah dihapus, Kegiatan", "kegiatan"),
        ("lama.isi", "lama.isi", ""),
    ],
)
def test_a_place_has_its_name_and_its_section(path: str, words: str, section: str) -> None:
    content = {key: value for key, value in report().items() if not key.startswith("kegiatan[")} | ROAD
    assert where(template(), content, tree_of(template(), content), path) == words
    assert section_key(template(), path) == section
