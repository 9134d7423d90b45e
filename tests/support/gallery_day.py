"""Two pages of the gallery with the lists and pictures of every day, so that each widget is drawn somewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QWidget

from sipa_desktop.services.office_profile import OfficeProfile
from tests.support.gallery_files import picture
from ui.design.measures import Size
from ui.runtime.tasks import InlineRunner
from ui.widgets.ask_bar import AskBar
from ui.widgets.boxes import Column, Row, even
from ui.widgets.card import Card, EdgeCard
from ui.widgets.changed_text import ChangedText
from ui.widgets.chip import Chip
from ui.widgets.code_field import CodeField
from ui.widgets.copy_text import CopyText
from ui.widgets.duty_strip import DutyStrip, DutyTile
from ui.widgets.filter_button import FilterButton, FilterGroup
from ui.widgets.guidance_rows import GuidanceItem, GuidanceRows
from ui.widgets.menu_list import MenuList
from ui.widgets.nav_rail import NavItem
from ui.widgets.notice import Notice
from ui.widgets.office_form import OfficeForm
from ui.widgets.page_header import PageHeader
from ui.widgets.picture_preview import PicturePreview
from ui.widgets.picture_stage import PictureStage
from ui.widgets.place_table import PlaceLine, PlaceTable
from ui.widgets.practice_banner import PracticeBanner
from ui.widgets.result_list import Result, ResultList
from ui.widgets.sentence_ticks import SentenceTicks, Tick
from ui.widgets.spending_bars import SpendingBar, SpendingBars
from ui.widgets.tick_list import TickItem, TickList
from ui.widgets.year_grid import DayLegend, GridRow, GridTile, YearGrid


def _three() -> tuple[QWidget, Column, Column, Column]:
    page = QWidget()
    body = Row(page, Size.GAP_16, even(Size.GAP_20))
    columns = (Column(gap=Size.GAP_12), Column(gap=Size.GAP_12), Column(gap=Size.GAP_12))
    for column in columns:
        body.addLayout(column, 1)
    return page, *columns


def lists() -> QWidget:
    """Return lists that can be ticked, what is agreed, places, hits and the year."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    whole.addWidget(PageHeader("Daftar", "Tahun, tempat, hasil, kesepakatan", kind="bar"))
    wide = Column(gap=Size.GAP_12, margins=(Size.GAP_20, Size.GAP_20, Size.GAP_20, Size.NONE))
    whole.addLayout(wide, 2)
    body, first, second, third = _three()
    whole.addWidget(body, 3)
    ticks = TickList("Bukti posting")
    ticks.set_items(
        (
            TickItem("1", "Balida", "Papan informasi", "push-pin", "3 Jul"),
            TickItem("2", "Lamida Bawah", "WhatsApp grup warga", "whatsapp-logo", "3 Jul"),
        )
    )
    ticks.set_ticks(["1"])
    ticks.set_pictures({"1": picture("primary", "soft")})
    first.addWidget(ticks, 1)
    sentences = SentenceTicks("Komentar")
    sentences.set_rows((Tick("Ibu Aminah: kapan jalan RT 03 selesai?"), Tick("Sudah dicatat.", False, False)))
    first.addWidget(sentences, 1)
    agreed = GuidanceRows("Pembinaan")
    agreed.set_items(
        (
            GuidanceItem("1", "Foto ulang papan informasi", "Sampai 14 Juli, 4 hari lagi", "warn", tickable=True),
            GuidanceItem("2", "Samakan sisa kas", "Disahkan 26 Juni", ticked=True, over=True),
        )
    )
    first.addWidget(agreed)
    places = PlaceTable("Desa dan perangkat")
    active = Chip("disetujui", "Aktif")
    places.set_lines(
        (
            PlaceLine("1", "Babayau", "Norhayati", 3, "10.32", silent=False, chip=active, spoken="Babayau"),
            PlaceLine("2", "Hujan Mas", "Rina", 1, "5 Jul (lewat 3 hari)", silent=True, chip=active, spoken="Hujan"),
        ),
        "1",
    )
    wide.addWidget(places, 1)
    hits = ResultList("Hasil")
    hits.set_results(
        (
            Result("g", "Laporan", heading=True, aside="1"),
            Result("1", "Realisasi APB Desa", icon="file-text", place="Kendala", words="rabat beton", marks=((6, 5),)),
        )
    )
    second.addWidget(hits, 1)
    strip = DutyStrip()
    strip.set_tiles(
        (
            DutyTile("1", "21 Jun", "disetujui", "Kegiatan Mei", "Kegiatan Mei, disetujui"),
            DutyTile("2", "14 Jul", "dikembalikan", "LRA Sem. I", "LRA Semester I, dikembalikan", current=True),
        )
    )
    third.addWidget(strip)
    year = YearGrid("Kewajiban tahun 2025")
    looks = ("done", "done", "late", "done", "done", "late", "nearest", "month", "coming", "coming", "coming", "off")
    tiles = tuple((GridTile(f"k{at}", "21", look, spoken=look),) for at, look in enumerate(looks, 1))
    year.set_year((GridRow("bulanan", "Bulanan"), GridRow("kegiatan", "Kegiatan", tiles)), 7, "k7")
    wide.addWidget(year, 1)
    third.addWidget(DayLegend(GridTile("k7", "21", "nearest")))
    third.addWidget(MenuList((NavItem("look", "sun", "Tampilan"), NavItem("about", "info", "Tentang")), "Bagian"))
    return page


def pictures() -> QWidget:
    """Return pictures, bars of money, what is copied and typed, and the bars that speak."""
    page = QWidget()
    whole = Column(page, Size.NONE)
    whole.addWidget(PracticeBanner())
    whole.addWidget(PageHeader("Gambar dan isian", "Pratinjau, bukti, belanja", kind="bar"))
    body, first, second, third = _three()
    whole.addWidget(body, 1)
    preview = PicturePreview("Gambar siap pakai")
    preview.show_image(picture("brand", "kunyit", 180, 225))
    first.addWidget(preview, 1)
    stage = PictureStage("Bukti")
    stage.show_image(picture("soft", "primary", 640, 480))
    second.addWidget(stage, 1)
    money = Card("Belanja per bidang")
    bars = SpendingBars()
    bars.set_bars(
        (
            SpendingBar("Pemerintahan desa", 268_914_500, 521_600_000, "268,9 dari 521,6", "51,6%"),
            SpendingBar("Jumlah belanja", 646_279_500, 1_498_000_000, "646,3 dari 1.498,0", "43,1%", total=True),
        )
    )
    money.column.addWidget(bars)
    first.addWidget(money)
    code = CodeField()
    code.setAccessibleName("Kode pendaftaran")
    code.setText("7KM2T")
    second.addWidget(code)
    second.addWidget(CopyText("https://paringin.example/desa/babayau", "Alamat halaman"))
    groups = FilterButton("Saring laporan")
    groups.set_groups((FilterGroup("jenis", "Jenis", (("", "Semua"), ("lra", "Realisasi"))),), {"jenis": "lra"})
    second.addWidget(groups)
    changed = EdgeCard()
    changed.column.addWidget(ChangedText("Drainase belum dimulai.", "Drainase dimulai Juli setelah material datang."))
    third.addWidget(changed)
    notice = Notice()
    notice.say("Berkas ini tidak dapat dibuka. Tidak ada yang berubah.")
    third.addWidget(notice)
    asking = AskBar("Tanya kecamatan")
    asking.set_place("kendala.isi", "Kendala", "t1")
    asking.set_others((("t2", "Sisa kas bank"),))
    third.addWidget(asking)
    third.addWidget(OfficeForm(_desk(), InlineRunner()))
    third.addStretch(1)
    return page


def _desk() -> Any:
    """Stands for a desk as far as the form of the office asks one."""
    known = OfficeProfile(
        "Desa Babayau", "Paringin", "Kabupaten Balangan", "Norhayati", "Rahmadi", "Jalan Desa RT 02", "", confirmed=True
    )
    return SimpleNamespace(office=SimpleNamespace(read=lambda: known))
