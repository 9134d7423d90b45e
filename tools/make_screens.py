"""Makes docs/screens: the real windows and pages with the demo's data, under the names of the drawn screens.

`python -m tools.make_screens [NAME …]` works without a screen and without a network, always at the demo's moment.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from tests.support.by_name import fill
from tests.support.demo_morning import ANSWERED, LAMIDA_BAWAH, with_a_queue, with_proofs
from tests.support.demo_office import BABAYAU, demo_desk
from tests.support.demo_people import with_people
from tests.support.desk_for_windows import new_desk
from tools.screens_on_paper import PAPERS
from tools.screens_on_phone import PHONES, take
from ui.application import build_window
from ui.design.theme import look, start
from ui.main_window import MainWindow
from ui.navigation import OpenPlace, OpenVillage
from ui.pages.posting.page import PostingPage
from ui.pages.reports.page import ReportsPage
from ui.pages.review.page import PROOFS, ReviewPage
from ui.pages.setup.page import SetupWindow
from ui.runtime.qt_words import install
from ui.runtime.tasks import InlineRunner

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screens"
W = TypeVar("W", bound=QWidget)

COLOURS = 255
"""So many tones show every screen without a step that an eye would find, in a third of the bytes."""

PATH_OF_NOTE = "apbdes[02.03/-/-].realisasi"


class Studio:
    """Opens desks of the demo in a folder of its own, and shows their windows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._desks: list[Desk] = []
        self._runner = InlineRunner()

    def village(self, code: str = BABAYAU) -> Desk:
        """A village's desk at 10.34, with what its admin did this morning waiting to be sent."""
        return self._kept(with_a_queue(demo_desk(self._new(), code)))

    def posting_village(self) -> Desk:
        """The desk of a village with a published report, of which the kecamatan confirmed some proofs."""
        return self._kept(with_proofs(demo_desk(self._new(), LAMIDA_BAWAH), confirmed=True))

    def kecamatan(self) -> Desk:
        """The kecamatan's desk, with the people of its villages and the pictures that they sent."""
        return self._kept(with_proofs(with_people(demo_desk(self._new()))))

    def unregistered(self) -> SetupWindow:
        """The first window of a PC that nobody has registered."""
        return _in_front(SetupWindow(self._kept(new_desk(self._new())), self._runner))

    def window(self, desk: Desk, page: str, argument: object = None) -> MainWindow:
        """The window of a desk with one page in front."""
        window = _in_front(build_window(desk, self._runner))
        window.show_page(page, argument)
        settle()
        return window

    def close(self) -> None:
        """Close every desk that was opened."""
        for desk in self._desks:
            desk.close()

    def _new(self) -> Path:
        return self.folder / f"profil-{len(self._desks)}"

    def _kept(self, desk: Desk) -> Desk:
        self._desks.append(desk)
        return desk


def settle() -> None:
    """Let everything come into sight that waits for a turn of the loop."""
    QTest.qWait(400)


def _in_front(window: W) -> W:
    window.show()
    window.activateWindow()
    settle()
    return window


def home(studio: Studio) -> QWidget:
    """A village's first page."""
    return studio.window(studio.village(), "home")


def editor(studio: Studio) -> QWidget:
    """A returned report at the cell of its first note."""
    report = ids.draft_id(BABAYAU, "lra_semester1", "2025-S1")
    return studio.window(studio.village(), "reports", OpenPlace(report, PATH_OF_NOTE))


def posting(studio: Studio) -> QWidget:
    """A published report, and the proof of its next channel."""
    window = studio.window(studio.posting_village(), "posting")
    page = window.page("posting")
    assert isinstance(page, PostingPage)
    page.model.choose_channel("instagram")
    return window


def words(studio: Studio) -> QWidget:
    """A citizen's conversation, with an answer begun."""
    desk = studio.village()
    word = next(row.id for row in desk.feedback.list().rows if row.number == ANSWERED)
    desk.feedback.save_answer(word, "Terima kasih sudah mengingatkan. Lampunya diganti Sabtu, 12 Juli 2025.")
    return studio.window(desk, "feedback", word)


def overview(studio: Studio) -> QWidget:
    """All villages and all duties."""
    return studio.window(studio.kecamatan(), "overview")


def review(studio: Studio) -> QWidget:
    """A report that waits for the kecamatan."""
    return studio.window(studio.kecamatan(), "review")


def sending(studio: Studio) -> QWidget:
    """What was sent and what waits."""
    return studio.window(studio.village(), "settings", "sending")


def setup(studio: Studio) -> QWidget:
    """The first window of a PC, with half a code typed."""
    window = studio.unregistered()
    fill(window, "Alamat server kecamatan", "sipa.paringin.example")
    fill(window, "Kode pendaftaran", "7KM2T")
    fill(window, "Nama komputer", "Komputer Kaur Keuangan")
    return window


def consultation(studio: Studio) -> QWidget:
    """A talk about a cell of a report."""
    desk = studio.village()
    talk = next(row.id for row in desk.consultation.list().rows if row.subject == "Rabat beton belum masuk")
    desk.consultation.save_draft(talk, "Kuitansinya sudah saya foto, Pak. Apakah perlu cap toko juga?")
    return studio.window(desk, "consultation", talk)


def preview(studio: Studio) -> QWidget:
    """A file of Siskeudes before it is taken in, with a column whose name nobody knows."""
    window = editor(studio)
    page = window.page("reports") if isinstance(window, MainWindow) else None
    assert isinstance(page, ReportsPage)
    table = (ROOT / "resources/demo/csv/babayau-realisasi.csv").read_text("utf-8")
    file = studio.folder / "siskeudes-juni-2025.csv"
    file.write_text(table.replace("Realisasi (Rp)", "Nilai_SPJ"), "utf-8")
    page.import_path(file)
    return window


def proofs(studio: Studio) -> QWidget:
    """A photo of a board that waits to be confirmed."""
    window = studio.window(studio.kecamatan(), "review")
    page = window.page("review")
    assert isinstance(page, ReviewPage)
    page.show_view(PROOFS)
    settle()
    view = page.proofs
    view.list.set_ticks([item.key for item in view.list.items[:3]])
    board = next(row for row in (view.model.list.rows if view.model.list else ()) if row.channel == "papan_informasi")
    view.model.choose(board.posting_id)
    return window


def villages(studio: Studio) -> QWidget:
    """People and PCs, with a fresh code in sight."""
    return studio.window(studio.kecamatan(), "villages", BABAYAU)


def schedule(studio: Studio) -> QWidget:
    """The year's duties."""
    return studio.window(studio.kecamatan(), "schedule")


def village(studio: Studio) -> QWidget:
    """Everything of one village."""
    return studio.window(studio.kecamatan(), "village", OpenVillage(BABAYAU))


WINDOWS: dict[str, Callable[[Studio], QWidget]] = {
    "01-beranda-desa": home,
    "02-laporan-editor": editor,
    "03-publikasi": posting,
    "04-masukan-warga": words,
    "05-rekap-kecamatan": overview,
    "06-pemeriksaan": review,
    "07-pengaturan-sinkronisasi": sending,
    "08-beranda-gelap": home,
    "10-first-run": setup,
    "11-konsultasi": consultation,
    "12-impor-pratinjau": preview,
    "14-bukti-posting": proofs,
    "15-desa-perangkat": villages,
    "16-jadwal": schedule,
    "17-halaman-desa": village,
}
NAMES = (*WINDOWS, *PHONES, *PAPERS)


def make(name: str, folder: Path, theme: str = "") -> Path:
    """Make one picture and return its file; KeyError when there is none of that name."""
    target = folder / f"{name}.png"
    with tempfile.TemporaryDirectory() as kept:
        studio = Studio(Path(kept))
        try:
            if name in PHONES:
                take(name, studio.folder / "server", target)
            elif name in PAPERS:
                target.write_bytes(PAPERS[name](studio.kecamatan(), LAMIDA_BAWAH))
            else:
                look().set(theme or ("dark" if "gelap" in name else "light"), 1.0)
                _draw(WINDOWS[name](studio), target)
        finally:
            studio.close()
    _shrink(target)
    return target


def _draw(window: QWidget, target: Path) -> None:
    settle()
    window.grab().save(str(target))
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _shrink(file: Path) -> None:
    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)


def main(names: list[str]) -> int:
    """Make the named pictures, or all; 2 when a name is none."""
    wrong = [name for name in names if name not in NAMES]
    if wrong:
        print(f"no screen is named {', '.join(wrong)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    install(app)
    start(app)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or NAMES:
        file = make(name, FOLDER)
        print(f"{file.relative_to(ROOT)}, {file.stat().st_size // 1024} KB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
