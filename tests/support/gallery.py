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
from tests.support.gallery_facts import facts
from tests.support.gallery_files import attachments
from tests.support.gallery_lists import feedback, publication
from tests.support.gallery_parts import parts, question
from tests.support.gallery_screens import editor, home, recap
from ui.design.theme import start
from ui.main_window import MainWindow
from ui.navigation import Navigator, PageSpec
from ui.widgets.budget_grid import BudgetGrid
from ui.widgets.nav_rail import Identity

PAGES: dict[str, tuple[Identity, str, Callable[[], QWidget]]] = {
    "beranda": (VILLAGE, "home", home),
    "editor": (VILLAGE, "reports", editor),
    "publikasi": (VILLAGE, "posting", publication),
    "masukan": (VILLAGE, "feedback", feedback),
    "rekap": (DISTRICT, "recap", recap),
    "bagian": (VILLAGE, "settings", parts),
    "lampiran": (VILLAGE, "reports", attachments),
    "impor": (VILLAGE, "reports", facts),
}


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


def draw(folder: Path, theme: str, scale: float) -> list[Path]:
    """Draw every page of the gallery as PNG and return the files."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    start(app, theme, scale)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in (*PAGES, "pertanyaan"):
        made = question() if name == "pertanyaan" else window(name)
        made.show()
        app.processEvents()
        if name == "bagian" and isinstance(made, MainWindow):
            made.toast.say("Laporan dihapus dari daftar.", on_action=made.close)
        if name == "editor":
            grid = made.findChild(BudgetGrid)
            assert grid is not None
            grid.setFocus()
        app.processEvents()
        app.processEvents()
        file = folder / f"{name}-{theme}-{round(scale * 100)}.png"
        made.grab().save(str(file))
        files.append(file)
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
