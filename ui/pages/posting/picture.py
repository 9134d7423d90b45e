"""The ready picture of a publication: fetched, decoded and scaled off the windows' thread, and written into a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from sipa_desktop.errors import Refused
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.publication_pictures import PictureForm
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner


class PictureModel(QObject):
    """`png` is the file as made, `image` the same decoded, `shown` scaled for the room told with `fit`; all None while
    `problem` says why there is none, or while it is being made. `form` is which of the three it is. `kept` gives the
    path of a file that was written, `to_print` the sheet for the board once it is there.
    """

    changed = Signal()
    kept = Signal(str)
    to_print = Signal(QImage)

    def __init__(self, posting: Posting, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posting = posting
        self._runner = runner
        self.png: bytes | None = None
        self.image: QImage | None = None
        self.shown: QImage | None = None
        self.problem = ""
        self.form = PictureForm.FEED
        self._of = ("", "")
        self._made_for: tuple[str, str, str] | None = None
        self._room = (0, 0)
        self._reading = 0
        self._scaling = 0

    def forget(self) -> None:
        """Show nothing until the next picture is loaded."""
        self._reading += 1
        self._of, self._made_for = ("", ""), None
        self._take(None, "")

    def choose(self, form: PictureForm) -> None:
        """Show the picture in another form."""
        if form is not self.form:
            self.form = form
            if self._of[0]:
                self._take(None, "")
                self.load(*self._of)

    def print_board(self) -> None:
        """Make the sheet for the board and give it to be printed."""
        work = partial(_made, self._posting, self._of[0], PictureForm.BOARD)
        self._runner.query(work, self._sheet, self._not_saved, owner=self)

    def load(self, publication_id: str, version: str) -> None:
        """Fetch the picture of a version, unless it is the one in hand."""
        self._of = (publication_id, version)
        wanted = (publication_id, version, self.form.value)
        if wanted == self._made_for:
            return
        self._made_for = wanted
        self._reading += 1
        arrived, failed = partial(self._arrived, self._reading), partial(self._failed, self._reading)
        self._runner.query(partial(_made, self._posting, publication_id, self.form), arrived, failed, owner=self)

    def fit(self, width: int, height: int) -> None:
        """Scale for this many pixels of the screen."""
        if (width, height) != self._room:
            self._room = (width, height)
            self._scale()

    def save(self, path: Path) -> None:
        """Write the file, as PDF when it is so called and the picture is the sheet; tells how it went."""
        if self.png is not None:
            work = partial(self._posting.save_picture, self._of[0], self.form, path)
            self._runner.command(work, partial(self._saved, path), self._not_saved, owner=self)

    def _take(self, found: tuple[bytes, QImage] | None, problem: str) -> None:
        self.png, self.image = found if found is not None else (None, None)
        self.shown, self.problem = None, problem
        self.changed.emit()
        self._scale()

    def _arrived(self, reading: int, found: tuple[bytes, QImage] | Refused) -> None:
        if reading != self._reading:
            return
        if isinstance(found, Refused):
            self._take(None, found.words)
        else:
            self._take(found, "")

    def _failed(self, reading: int, fault: Exception) -> None:
        if reading == self._reading:
            self._made_for = None
            self._take(None, sentence_of(fault))

    def _scale(self) -> None:
        self._scaling += 1
        if self.image is not None and min(self._room) > 0:
            work = partial(_scaled, self.image, *self._room)
            self._runner.query(work, partial(self._fitted, self._scaling), owner=self)

    def _fitted(self, scaling: int, image: QImage) -> None:
        if scaling == self._scaling:
            self.shown = image
            self.changed.emit()

    def _saved(self, path: Path, written: Refused | None) -> None:
        self.problem = written.words if isinstance(written, Refused) else ""
        self.changed.emit()
        if not self.problem:
            self.kept.emit(str(path))

    def _sheet(self, made: tuple[bytes, QImage] | Refused) -> None:
        if isinstance(made, Refused):
            self._take(None, made.words)
        else:
            self.to_print.emit(made[1])

    def _not_saved(self, fault: Exception) -> None:
        self.problem = sentence_of(fault)
        self.changed.emit()


def _made(posting: Posting, publication_id: str, form: PictureForm) -> tuple[bytes, QImage] | Refused:
    png = posting.picture(publication_id, form)
    return png if isinstance(png, Refused) else (png, QImage.fromData(png))


def _scaled(image: QImage, width: int, height: int) -> QImage:
    return image.scaled(width, height, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
