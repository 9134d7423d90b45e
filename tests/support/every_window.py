"""The one list of what a person may see: every page of both roles, what opens within it, every dialog on its way there,
every other window.

Tests of keys, names, colours and sizes take their windows from here. A dialog that no entry opens fails a test.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from sipa_core.domain.roles import Role
from sipa_desktop.bootstrap import Desk
from sipa_desktop.platform.vault import Vault
from tests.architecture import rules
from tests.support.by_name import click, named
from tests.support.demo_conflict import JUNE, with_a_conflict
from tests.support.demo_morning import LAMIDA_BAWAH, with_a_queue, with_proofs
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.demo_people import with_people
from tests.support.gallery_dialogs import guide, paper, sheet, viewer
from tests.support.vaults import vault_of
from ui.fault_window import FaultWindow, unexpected
from ui.main_window import MainWindow
from ui.navigation import OpenConflict, OpenVillage
from ui.opening import Opening
from ui.pages import others_of, pages_of
from ui.pages.reports.page import ReportsPage
from ui.pages.setup.page import SetupWindow
from ui.pages.unlock.making_window import LockMakingWindow
from ui.pages.unlock.unlock_window import UnlockWindow
from ui.reading_window import ReadingWindow
from ui.restore_window import RestoreWindow
from ui.restoring import Restoring
from ui.runtime.tasks import InlineRunner
from ui.widgets.outline_list import OutlineList

VILLAGE, POSTING, CONFLICT, KECAMATAN = "village", "posting", "conflict", "kecamatan"
DESKS: Final[dict[str, Callable[[Path], Desk]]] = {
    VILLAGE: lambda folder: with_a_queue(demo_desk(folder, BABAYAU)),
    POSTING: lambda folder: with_proofs(demo_desk(folder, LAMIDA_BAWAH), confirmed=True),
    CONFLICT: lambda folder: with_a_conflict(demo_desk(folder, BABAYAU), chosen=True),
    KECAMATAN: lambda folder: with_people(demo_desk(folder)),
}
"""Desks with the demo, by name; each is made once and copied."""

ARGUMENTS: Final[dict[str, object]] = {"village": OpenVillage(BABAYAU), "conflict": OpenConflict(JUNE)}


@dataclass(frozen=True)
class Way:
    """How a dialog, or what opens within a page, is come to: desk, page, and the names to press in turn. `#x` is a
    section of the page, `/x` a tab, `@x` a report of the list, `>x` a section of the report, `<x` a file taken into it.

    `kind` is the class that opens, its name unless it is a plain question.
    """

    desk: str
    page: str
    steps: tuple[str, ...]
    kind: str = "Question"

    def __str__(self) -> str:
        """Return a name for the test."""
        return "-".join((self.desk, self.page, *self.steps))


PAGES: Final = [
    Way(CONFLICT if page.key == "conflict" else desk, page.key, (), MainWindow.__name__)
    for desk, role in ((VILLAGE, Role.ADMIN_DESA), (KECAMATAN, Role.ADMIN_KECAMATAN))
    for page in (*pages_of(role), *others_of(role))
]

MEND = "Perbaiki: Laporan Realisasi APB Desa Semester I 2025"
SENT = "@Laporan Kegiatan Bulanan Mei 2025"
SECTIONS: Final = ("#copies", "#look", "#papers", "#computer", "#updates", "#about")
WITHIN: Final = [
    Way(desk, page, steps, MainWindow.__name__)
    for desk, page, ways in (
        (
            VILLAGE,
            "reports",
            (
                (MEND,),
                (MEND, ">Pengantar"),
                (MEND, ">Belum selesai"),
                (MEND, ">Kendala"),
                (MEND, ">Pengesahan"),
                (MEND, ">Lembar pengesahan"),
                (MEND, "/Riwayat"),
                (SENT,),
                (SENT, ">Daftar kegiatan"),
                (SENT, ">Foto kegiatan"),
                (MEND, "<babayau-realisasi.csv"),
            ),
        ),
        (VILLAGE, "settings", tuple((section,) for section in ("#office", *SECTIONS))),
        (KECAMATAN, "settings", tuple((section,) for section in SECTIONS)),
        (POSTING, "home", ((),)),
        (POSTING, "posting", ((), ("Posting: Instagram",))),
    )
    for steps in ways
]
"""What opens within a page: a report to be mended and one that was sent, an import, the settings, a publication."""

DIALOGS: Final = [
    Way(VILLAGE, "reports", ("Buat laporan",), "NewReportDialog"),
    Way(VILLAGE, "reports", (MEND, "Tambah baris")),
    Way(VILLAGE, "reports", (MEND, "Cetak"), "DocumentDialog"),
    Way(VILLAGE, "reports", (MEND, "Kirim ulang")),
    Way(VILLAGE, "reports", (MEND, "/Riwayat", "Lihat semua kiriman"), "VersionsDialog"),
    Way(VILLAGE, "feedback", ("Catat komentar",), "IntakeDialog"),
    Way(VILLAGE, "feedback", ("Teruskan ke kecamatan",)),
    Way(VILLAGE, "consultation", ("Jadikan pembinaan",)),
    Way(VILLAGE, "settings", ("#computer", "Daftarkan lagi"), "RegisterAgain"),
    Way(VILLAGE, "settings", ("#computer", "Ganti kata sandi"), "ChangePassword"),
    Way(VILLAGE, "settings", ("#computer", "Buat kode baru"), "NewCode"),
    Way(POSTING, "posting", ("Tempel beberapa tautan",), "LinksDialog"),
    Way(POSTING, "posting", ("Buka di HP",), "PhoneDialog"),
    Way(VILLAGE, "settings", ("Semua riwayat",), "HistoryDialog"),
    Way(VILLAGE, "settings", ("Periksa tanda terima",), "ReceiptDialog"),
    Way(KECAMATAN, "overview", ("Cetak",), "DocumentDialog"),
    Way(KECAMATAN, "review", ("Setujui laporan",)),
    Way(KECAMATAN, "schedule", ("Ubah batas",), "FormQuestion"),
    Way(KECAMATAN, "schedule", ("Tambah kewajiban",), "FormQuestion"),
    Way(KECAMATAN, "schedule", ("Jenis laporan",), "TypesDialog"),
    Way(KECAMATAN, "schedule", ("Ingatkan 3",)),
    Way(KECAMATAN, "villages", ("Buat kode",)),
    Way(KECAMATAN, "villages", ("Serah terima",)),
    Way(KECAMATAN, "villages", ("Ubah nomor",)),
    Way(KECAMATAN, "village", ("Tambah pembinaan",)),
    Way(KECAMATAN, "village", ("Ubah hari mulai",), "FormQuestion"),
]

LOCKED: Final = Way(VILLAGE, "settings", ("#computer", "Kunci sekarang"), "LockCover")
"""How the window is locked; what lies over it then is a window of its own to whoever sits there."""


def closed_vault(desk: Desk, *, new: bool = False) -> Vault:
    """The vault of the desk's profile as at a start, or (`new`) of a profile that has none yet."""
    return vault_of(desk.profile / "baru" if new else desk.profile)


ALONE: Final[dict[str, Callable[[Desk], QWidget]]] = {
    "SetupWindow": lambda desk: SetupWindow(desk, InlineRunner()),
    "LockMakingWindow": lambda desk: LockMakingWindow(closed_vault(desk, new=True), InlineRunner(), desk.clock),
    "UnlockWindow": lambda desk: UnlockWindow(closed_vault(desk), InlineRunner()),
    "FaultWindow": lambda _desk: FaultWindow(unexpected()),
    "ReadingWindow": lambda desk: ReadingWindow(desk, InlineRunner()),
    "RestoreWindow": lambda desk: RestoreWindow(Restoring(Opening(desk.profile)), InlineRunner(), desk.profile),
    "SheetDialog": lambda _desk: sheet(),
    "PictureViewer": lambda _desk: viewer(),
    "DocumentDialog": lambda _desk: paper(),
    "GuideWindow": lambda _desk: guide(),
}
"""Windows without a page below them, made for a desk that was never registered."""

WITHOUT_A_LOOK: Final = {"StartWindow", "UpdateWindow"}
"""What stands for a while with nothing in it to press; their own tests look at them."""


def walk_to(window: MainWindow, way: Way) -> str:
    """Go all of the way but its last step, and return that."""
    *before, last = way.steps
    for step in before:
        take(window, way.page, step)
    named(window, last)
    return last


def take(window: MainWindow, page: str, step: str) -> None:
    """Take one step of a way."""
    match step[:1], step[1:]:
        case "#", section:
            window.show_page(page, section)
        case "/", title:
            _choose_tab(window, title)
        case "@", title:
            reports = _reports(window)
            reports.open_report(next(row.draft_id for row in reports.model.shown if row.title == title))
        case ">", title:
            _choose_section(window, title)
        case "<", name:
            _reports(window).import_path(rules.ROOT / "resources" / "demo" / "csv" / name)
        case _:
            click(window, step)
    QApplication.processEvents()


def _reports(window: MainWindow) -> ReportsPage:
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    return page


def _choose_section(window: QWidget, title: str) -> None:
    (outline,) = [one for one in window.findChildren(OutlineList) if one.isVisible()]
    model = outline.model()
    titles = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert title in titles, titles
    outline.setCurrentIndex(model.index(titles.index(title), 0))


def _choose_tab(window: QWidget, title: str) -> None:
    for bar in window.findChildren(QTabBar):
        for at in range(bar.count()):
            if bar.isVisible() and bar.tabText(at).startswith(title):
                bar.setCurrentIndex(at)
                return
    raise AssertionError(f"no tab {title}")


def windows_in_the_code() -> set[str]:
    """Return the names of all classes of `ui` that are windows: dialogs, what is called a window or covers one."""
    bases: dict[str, set[str]] = {}
    for file in rules.source_files("ui"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    found = {"QDialog", "QMainWindow"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    # Bases of others, which are looked at themselves.
    found -= {name for name in found if name.startswith("_") or name == "Dialog"}
    return (found & bases.keys()) | {name for name in bases if name.endswith(("Window", "Cover"))} - WITHOUT_A_LOOK
