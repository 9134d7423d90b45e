"""Draws every part of the screens with invented content, for pictures to look at.

`python -m tests.support.gallery FOLDER [light|dark] [scale]` does it without a screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.support import gallery_content as content
from tests.support.gallery_content import DISTRICT, VILLAGE
from tests.support.gallery_day import lists, pictures
from tests.support.gallery_dialogs import DIALOGS
from tests.support.gallery_facts import facts
from tests.support.gallery_files import attachments
from tests.support.gallery_lists import feedback, publication
from tests.support.gallery_lock import lock
from tests.support.gallery_parts import parts
from tests.support.gallery_screens import editor, home, recap
from ui.design.theme import start
from ui.main_window import MainWindow
from ui.navigation import Navigator, PageSpec
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.nav_rail import Identity
from ui.widgets.tour import Tour, TourStep

PAGES: dict[str, tuple[Identity, str, Callable[[], QWidget]]] = {
    "beranda": (VILLAGE, "home", home),
    "editor": (VILLAGE, "reports", editor),
    "publikasi": (VILLAGE, "posting", publication),
    "masukan": (VILLAGE, "feedback", feedback),
    "rekap": (DISTRICT, "recap", recap),
    "bagian": (VILLAGE, "settings", parts),
    "lampiran": (VILLAGE, "reports", attachments),
    "impor": (VILLAGE, "reports", facts),
    "daftar": (DISTRICT, "villages", lists),
    "gambar": (VILLAGE, "posting", pictures),
    "kunci": (VILLAGE, "settings", lock),
}

TOUR = "jalan-jalan"


def window(name: str) -> MainWindow:
    """Return the whole window with one page of the gallery in front."""
    identity, key, factory = PAGES[name]
    rail = content.VILLAGE_RAIL if identity is VILLAGE else content.DISTRICT_RAIL
    specs = [PageSpec(page, icon, label, factory if page == key else QWidget) for page, icon, label in rail]
    made = MainWindow(specs, identity, Navigator(), key)
    if identity is VILLAGE:
        made.set_counts({"reports": (1, True), "posting": (2, False), "feedback": (2, True)})
        made.set_strip(content.VILLAGE_STRIP)
    else:
        made.set_counts({"review": (10, True), "feedback": (3, False), "talk": (2, False)})
        made.set_strip(content.DISTRICT_STRIP)
    return made


def show(name: str) -> QWidget:
    """Return a page or a dialog of the gallery in sight, as it is drawn."""
    if name == TOUR:
        window_of_walk = window("beranda")
        window_of_walk.show()
        Tour(window_of_walk, (TourStep(window_of_walk.rail.list, "Menu", "Semua pekerjaan ada di sini."),))
        made: QWidget = window_of_walk
    else:
        made = DIALOGS[name]() if name in DIALOGS else window(name)
        made.show()
    QApplication.processEvents()
    if name == "bagian" and isinstance(made, MainWindow):
        made.toast.say("Laporan dihapus dari daftar.", on_action=made.close)
    if name == "editor":
        grid = made.findChild(BudgetGrid)
        assert grid is not None
        grid.setFocus()
    QApplication.processEvents()
    QApplication.processEvents()
    return made


def draw(
    folder: Path, theme: str, scale: float, look_at: Callable[[str, QWidget], None] = lambda _name, _made: None
) -> list[Path]:
    """Draw every page of the gallery as PNG and return the files; `look_at` is given each while it is in sight."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    start(app, theme, scale)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in (*PAGES, *DIALOGS, TOUR):
        made = show(name)
        file = folder / f"{name}-{theme}-{round(scale * 100)}.png"
        made.grab().save(str(file))
        files.append(file)
        look_at(name, made)
        made.close()
        made.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app.processEvents()
    return files


if __name__ == "__main__":
    gallery = QApplication(sys.argv)
    draw(
        Path(sys.argv[1]),
        sys.argv[2] if len(sys.argv) > 2 else "light",
        float(sys.argv[3]) if len(sys.argv) > 3 else 1.0,
    )
