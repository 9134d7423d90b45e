"""Makes docs/screens: the real windows and pages with the demo's data, under the names of the drawn screens.

`python -m tools.make_screens [NAME …]` works without a screen and without a network, always at the demo's moment.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core import ids
from sipa_core.domain.dates import instant_of
from sipa_desktop.bootstrap import Desk
from sipa_desktop.sync.codes import NewCode
from tests.support.by_name import fill, type_keys
from tests.support.demo_conflict import JUNE, with_a_conflict
from tests.support.demo_morning import ANSWERED, LAMIDA_BAWAH, with_a_queue, with_proofs
from tests.support.demo_office import BABAYAU, demo, demo_desk
from tests.support.demo_people import with_people
from tests.support.desk_for_windows import new_desk
from tests.unit.desktop.services.desks import HandClock
from tools.screens_on_paper import PAPERS
from tools.screens_on_phone import PHONES, take
from ui.design.theme import look, start
from ui.main_window import MainWindow
from ui.navigation import OpenConflict, OpenPlace, OpenVillage
from ui.pages.consultation.page import ConsultationPage
from ui.pages.feedback.page import FeedbackPage
from ui.pages.posting.page import PostingPage
from ui.pages.reports.page import ReportsPage
from ui.pages.review.page import PROOFS, ReviewPage
from ui.pages.setup.page import SetupWindow
from ui.pages.villages.page import VillagesPage
from ui.pages.villages.view_model import Codework
from ui.runtime.qt_words import install
from ui.runtime.tasks import InlineRunner
from ui.window_work import build_window

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screens"
W = TypeVar("W", bound=QWidget)

TONES = 256
MOST_PIXELS = 1_500_000
"""What is larger is a sheet or a whole phone page, on which fewer tones do not show."""

KALAHIANG = "63.11.06.2006"
NOTED = "apbdes[02/-/-].realisasi"
PATH_OF_NOTE = "apbdes[02.03/-/-].realisasi"


class Studio:
    """Opens desks of the demo in a folder of its own, and shows their windows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._desks: list[Desk] = []
        self._runner = InlineRunner()

    def village(self, now: str = "2025-07-10 10:34") -> Desk:
        """Babayau's desk, with what its admin did this morning waiting to be sent."""
        clock = HandClock()
        desk = self._kept(with_a_queue(demo_desk(self._new(), BABAYAU, clock)))
        clock.set(now)
        return desk

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


def evening(studio: Studio) -> QWidget:
    """The same page when the day is over, for whoever works in the dark."""
    return studio.window(studio.village("2025-07-10 19:06"), "home")


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
    window = studio.window(desk, "feedback")
    page = window.page("feedback")
    assert isinstance(page, FeedbackPage)
    page.model.choose(word)
    settle()
    page.talk.text.setFocus()
    return window


def overview(studio: Studio) -> QWidget:
    """All villages and all duties."""
    return studio.window(studio.kecamatan(), "overview")


def review(studio: Studio) -> QWidget:
    """A report that waits for the kecamatan, with a note begun on one of its sums."""
    desk = studio.kecamatan()
    version = ids.version_id(ids.report_id(KALAHIANG, "lra_semester1", "2025-S1"), 1)
    window = studio.window(desk, "review", OpenPlace(version, NOTED))
    page = window.page("review")
    assert isinstance(page, ReviewPage)
    page.model.begin_note(NOTED)
    settle()
    type_keys("Mohon lampirkan SPJ pelatihan bulan Maret.")
    return window


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
    window = studio.window(desk, "consultation")
    page = window.page("consultation")
    assert isinstance(page, ConsultationPage)
    page.model.choose(talk)
    settle()
    page.talk.text.setFocus()
    return window


def preview(studio: Studio) -> QWidget:
    """A file of Siskeudes before it is taken in, with a column whose name nobody knows."""
    window = editor(studio)
    page = window.page("reports") if isinstance(window, MainWindow) else None
    assert isinstance(page, ReportsPage)
    table = (ROOT / "resources/demo/csv/babayau-realisasi.csv").read_text("utf-8")
    file = studio.folder / "siskeudes-juni-2025.csv"
    file.write_text(table.replace("Realisasi (Rp)", "Nilai_SPJ"), "utf-8")
    made = instant_of(datetime.fromisoformat("2025-07-10T08:47:00+08:00")) / 1000
    os.utime(file, (made, made))
    page.import_path(file)
    return window


def conflict(studio: Studio) -> QWidget:
    """Two texts of one report, with all but one field chosen."""
    return studio.window(with_a_conflict(studio.village(), chosen=True), "conflict", OpenConflict(JUNE))


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
    window = studio.window(studio.kecamatan(), "villages", BABAYAU)
    page = window.page("villages")
    assert isinstance(page, VillagesPage)
    until = instant_of(datetime.fromisoformat("2025-07-17T10:34:00+08:00"))
    name = demo().admin(BABAYAU).name
    code = NewCode("7KM3TQ9W", ids.natural_id("person", name), name, BABAYAU, until)
    page.model.made = Codework(code, BABAYAU)
    page.model.changed.emit()
    return window


def schedule(studio: Studio) -> QWidget:
    """The year's duties."""
    return studio.window(studio.kecamatan(), "schedule")


def village(studio: Studio) -> QWidget:
    """Everything of one village."""
    return studio.window(studio.kecamatan(), "village", OpenVillage(BABAYAU))


Windows = Mapping[str, Callable[[Studio], QWidget]]
WINDOWS: Windows = {
    "01-beranda-desa": home,
    "02-laporan-editor": editor,
    "03-publikasi": posting,
    "04-masukan-warga": words,
    "05-rekap-kecamatan": overview,
    "06-pemeriksaan": review,
    "07-pengaturan-sinkronisasi": sending,
    "08-beranda-gelap": evening,
    "10-first-run": setup,
    "11-konsultasi": consultation,
    "12-impor-pratinjau": preview,
    "13-konflik": conflict,
    "14-bukti-posting": proofs,
    "15-desa-perangkat": villages,
    "16-jadwal": schedule,
    "17-halaman-desa": village,
}
NAMES = (*WINDOWS, *PHONES, *PAPERS)


def make(name: str, folder: Path, theme: str = "", windows: Windows = WINDOWS) -> Path:
    """Make one picture (a window of `windows`, a page or a sheet) and return its file; KeyError for another name."""
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
                _draw(windows[name](studio), target)
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
    """Make the file as small as it gets without changing a pixel, unless it is a large one: then in fewer tones."""
    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    if picture.getcolors(TONES) is not None:
        picture = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=TONES)
    elif picture.width * picture.height > MOST_PIXELS:
        picture = picture.quantize(TONES, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    picture.save(file, "PNG", optimize=True)


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
