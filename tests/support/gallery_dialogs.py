"""The gallery's windows of their own: papers, pictures, a sheet to be straightened, the walk, a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sipa_core.domain.attachments import Attachment, Media
from sipa_core.domain.roles import Role
from sipa_core.media.sheets import Corners
from sipa_desktop.services.versions import Compared, VersionList, VersionRow
from sipa_desktop.store.blobs import BlobState
from tests.support.gallery_files import picture
from tests.support.gallery_lock import lock_window
from tests.support.gallery_parts import question
from ui.runtime.tasks import InlineRunner
from ui.widgets.document_dialog import DocumentDialog
from ui.widgets.event_form import ask_event
from ui.widgets.guide_window import GuideWindow
from ui.widgets.picture_viewer import PictureViewer
from ui.widgets.question import Question
from ui.widgets.reason_question import ask_for_reason
from ui.widgets.sheet_dialog import SheetDialog
from ui.widgets.versions_dialog import VersionsDialog

_CORNERS = Corners((0.1, 0.1), (0.9, 0.08), (0.92, 0.9), (0.08, 0.93))


class _Paper:
    """A paper of two coloured pages."""

    title, file_name, landscape = "Laporan Realisasi APB Desa", "lra.pdf", False

    def pages(self, _dpi: float) -> tuple[bytes, ...]:
        return tuple(_png(picture(tint, "surface", 430, 660)) for tint in ("soft", "kunyit"))

    def save_pdf(self, path: Path) -> None:
        path.write_bytes(b"%PDF-1.7\n")


def paper() -> QWidget:
    """Return the preview of papers."""
    papers = (("Laporan", _Paper), ("Tanda terima", _Paper))
    return DocumentDialog(InlineRunner(), "Laporan Realisasi APB Desa", papers)


def viewer() -> QWidget:
    """Return the window that shows attachments; its picture is not on this PC yet."""
    absent: Any = SimpleNamespace(bytes_of=lambda _about: None, state=lambda _sha: BlobState.MISSING)
    files = [(Attachment("0" * 64, "posyandu.jpg", Media.JPEG, 190_000, 1280, 960), "Posyandu balita, RT 02")]
    return PictureViewer(absent, InlineRunner(), files)


def sheet() -> QWidget:
    """Return the window in which a photographed sheet is straightened."""
    return SheetDialog(picture("surface", "soft", 600, 800), _CORNERS)


def guide() -> QWidget:
    """Return the guide of a village."""
    window = GuideWindow(Role.ADMIN_DESA)
    window.show_page("home", QWidget(), 6)
    return window


def event() -> QWidget:
    """Return the question in which an event is recorded."""
    holder = QWidget()
    villages = [("63.11.06.2024", "Desa Babayau")]
    made = ask_event(holder, "LPPD Akhir Masa Jabatan", "Batas: 5 bulan.", "2025-07-10", lambda *_said: None, villages)
    made.setParent(None)
    holder.deleteLater()
    return made


def reason() -> QWidget:
    """Return a question that needs a reason, asked once more after the first time came to nothing."""
    holder = QWidget()

    def ask() -> Question:
        title, body = "Minta bukti lain untuk Facebook?", "Desa membaca alasan ini."
        return ask_for_reason(holder, title, body, "Minta bukti lain", lambda _said: None, most=500, kind="danger")

    first = ask()
    first.findChildren(QPlainTextEdit)[0].setPlainText("Tautannya milik desa lain.")
    first.reject()
    made = ask()
    made.setParent(None)
    holder.deleteLater()
    return made


def sendings() -> QWidget:
    """Return the window in which what was sent is read, here beside what was sent before it."""
    rows = tuple(
        VersionRow(
            f"v{n}", n, f"Kiriman ke-{n}", "10 Jul 2025 10.34, oleh Norhayati", f"TT-2025-000{n}", verdict, False
        )
        for n, verdict in ((2, "Menunggu diperiksa"), (1, "Dikembalikan"))
    )
    told: Any = SimpleNamespace(
        of_report=lambda _report: VersionList("LRA Semester I 2025", rows, draft=False),
        compare=lambda *_asked: Compared("Kiriman ke-2", "2 tempat berbeda dari kiriman ke-1.", ()),
    )
    return VersionsDialog(InlineRunner(), told, "r")


DIALOGS: dict[str, Callable[[], QWidget]] = {
    "pertanyaan": question,
    "kertas": paper,
    "berkas": viewer,
    "lembar": sheet,
    "panduan": guide,
    "peristiwa": event,
    "alasan": reason,
    "kiriman": sendings,
    "jendela-kunci": lock_window,
}


def _png(image: QImage) -> bytes:
    held = QByteArray()
    out = QBuffer(held)
    out.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(out, "PNG")
    return bytes(held.data())
