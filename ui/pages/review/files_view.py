"""The files of a section in the version in hand: thumbnails with their captions, opened large, also while they come."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from sipa_core.domain.attachments import Attachment, attachments
from sipa_core.domain.paths import rows
from sipa_core.domain.templates import Section
from sipa_core.messages import _
from sipa_desktop.events import Changes
from sipa_desktop.services.attachments import Attachments
from sipa_desktop.services.review_views import ReviewDetail
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.review.table_view import NoteButton
from ui.runtime.tasks import Runner
from ui.widgets.attaching import Attaching
from ui.widgets.attachment_strip import AttachmentStrip
from ui.widgets.boxes import Row, Scroller
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.picture_viewer import PictureViewer


class FilesView(QWidget):
    """`noted` gives the section's key: a note on photos stands at the section."""

    noted = Signal(str)

    def __init__(self, files: Attachments, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._runner = runner
        self._key = ""
        self._held: list[tuple[str, Attachment]] = []
        self._captions: dict[str, str] = {}
        self.viewer: PictureViewer | None = None
        self.strip = AttachmentStrip(editable=False)
        self.attaching = Attaching(files, runner, self.strip, self)
        self.strip.opened.connect(self._open)
        self._title = Label("", Role.CARD, wrap=True)
        self._none = Label(_("Tidak ada berkas di bagian ini."), Role.BODY, "ink2", wrap=True)
        self.note = NoteButton(_("berkas di bagian ini"))
        self.note.clicked.connect(self._noted)
        card = Card(gap=Size.GAP_12)
        head = Row(gap=Size.GAP_8)
        head.addWidget(self._title, 1)
        head.addWidget(self.note)
        card.column.addLayout(head)
        card.column.addWidget(self.strip)
        card.column.addWidget(self._none)
        scroller = Scroller()
        scroller.column.addWidget(card)
        scroller.column.addStretch(1)
        row = Row(self, Size.NONE)
        row.addWidget(scroller, 1)

    def show_files(self, detail: ReviewDetail, section: Section, notes: Mapping[str, int]) -> None:
        """Show the files of a section of the version."""
        table = section.table or ""
        self._key = section.key
        self._held = attachments(detail.content, table)
        self._captions = {key: _caption(detail, section, key) for key, _one in self._held}
        self._title.setText(section.title)
        self.strip.setAccessibleName(section.title)
        self._none.setVisible(not self._held)
        self.note.setVisible(detail.can_decide)
        number = next((n for path, n in notes.items() if path == section.key or path.startswith(f"{table}[")), None)
        self.note.set_number(number)
        self.attaching.show(self._held, self._captions.__getitem__)

    def changed(self, changes: object) -> None:
        """Look again when a file came."""
        if not isinstance(changes, Changes):
            return
        self.attaching.changed(changes)
        if self.viewer is not None:
            self.viewer.changed(changes)

    def go_to(self, path: str) -> None:
        """Put the focus on the file of a path, else on the first."""
        for (key, _one), tile in zip(self._held, self.strip.tiles, strict=True):
            if f"[{key}]" in path or path == self._key:
                tile.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _noted(self) -> None:
        self.noted.emit(self._key)

    def _open(self, key: str) -> None:
        at = next((at for at, (known, _one) in enumerate(self._held) if known == key), 0)
        files = [(one, self._captions[known]) for known, one in self._held]
        viewer = PictureViewer(self._files, self._runner, files, at, self)
        viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        viewer.destroyed.connect(self._viewer_gone)
        self.viewer = viewer
        viewer.open()

    def _viewer_gone(self) -> None:
        self.viewer = None


def _caption(detail: ReviewDetail, section: Section, key: str) -> str:
    """The caption, with the name of the row that the file belongs to."""
    prefix = f"{section.table}[{key}]"
    words = [detail.content.get(f"{prefix}.keterangan")]
    if section.link is not None:
        linked = rows(detail.content, section.link).get(str(detail.content.get(f"{prefix}.{section.link}")), {})
        words.insert(0, linked.get("nama"))
    return ": ".join(text for text in words if isinstance(text, str) and text.strip())
