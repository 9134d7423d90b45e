"""The public page of every kind of publication says what its rule asks for, and nothing that is not public."""

from __future__ import annotations

import re
from html import unescape

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from sipa_core.domain.money import format_number
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.domain.templates import public_content
from sipa_core.domain.villages import VillageKind
from sipa_core.messages import _
from sipa_server.public import pages
from sipa_server.services.publication import PublicReport, PublicReportLine, PublicVillage
from sipa_server.services.site import Place
from tests.support.told_samples import PERIODS, content, figures, names, template

VILLAGE = PublicVillage(
    "63.11.06.2024", "Babayau", VillageKind.DESA, "babayau", "Paringin", "Kabupaten Balangan", "Kantor desa"
)
ENVIRONMENT = Environment(loader=PackageLoader("sipa_server.public"), autoescape=True, undefined=StrictUndefined)


def page_of(key: str) -> str:
    """The page as HTML."""
    line = PublicReportLine(VILLAGE, template(key), parse_period(PERIODS[key]), 1, 1_752_537_600_000)
    laid: dict[str, Value] = {**content(key), "kendala.isi": "tidak untuk warga"}
    found = PublicReport(line, public_content(template(key), laid), figures(key), reopened=False)
    shown = pages.report(found, "Asia/Makassar", 80_000)
    whole = pages.details(found, names())
    ENVIRONMENT.globals |= {
        "written": "",
        "_": _,
        "kecamatan": pages.place(Place("63.11.06", "Paringin", "Kabupaten Balangan")),
    }
    return ENVIRONMENT.get_template("report.html").render(village=pages.village(VILLAGE), report=shown, **whole)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("apbdes", "APB Desa 2026; anggaran belanja desa; Rabat beton RT 03, 180 m; RT 03, Rp96.000.000, Kasi"),
        ("apbdes", "Kesejahteraan, TPK Babayau; Belanja terbesar untuk jalan; Alamat pengaduan Kantor Desa Babayau"),
        ("apbdes_perubahan", "Semula (Rp); Menjadi (Rp); −20.000.000; Alasan perubahan Dana Desa berkurang"),
        ("lppd_tahunan", "43,1%; belanja sudah terlaksana; Pembinaan kemasyarakatan Ronda berjalan; Realisasi (Rp)"),
        ("dd_prioritas_penetapan", "Rp672,2 juta; Drainase Jalan Masjid, 95 m; Jalan Masjid, Rp71.250.000"),
        ("dip_berkala", "7 informasi; Penanggung jawab: Sekretaris Desa; Bentuk: Cetak dan elektronik; Alamat layanan"),
        ("lpj_apbdes", "Kegiatan belum selesai Rabat beton; Sisa anggaran belanja; fisik 60,0%"),
    ],
)
def test_the_page_of_each_kind_says_what_must_be_told(key: str, told: str) -> None:
    said = words_of(page_of(key))
    assert [words for words in told.split("; ") if words not in said] == []
    assert "tidak untuk warga" not in said


def test_a_plan_has_no_column_of_what_became_of_it() -> None:
    said = words_of(page_of("apbdes"))
    assert "Realisasi" not in said
    assert "Belum selesai" not in said
    assert format_number(768_432_000) in said
