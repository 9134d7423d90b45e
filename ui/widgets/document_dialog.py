"""A paper before it is printed or saved: one page at a time, made on a worker's thread, with zoom and the keyboard.

Nothing is called printed or saved here before the printer took it or the file is whole on its disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QBoxLayout, QDialog, QFrame, QLabel, QWidget

from sipa_core.messages import _
from sipa_desktop.errors import Refused
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.design.type import Role
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Line, Row, sides
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, IconLabel, Label
from ui.widgets.page_area import PageArea
from ui.widgets.printing import DPI, F4, choose_printer, pages_chosen, paint, was_taken
from ui.widgets.select import Select
from ui.widgets.state_stack import StateStack

ZOOMS = (50, 75, 100, 125, 150, 200)
SCREEN_DPI = 96.0
FIRST_ZOOM = 100
PRINT_DPI = ((12, DPI), (40, 200.0), (10_000, 150.0))
"""Up to how many pages are printed at how many dots an inch."""


class Paper(Protocol):
    """What can be shown here; `pages` and `save_pdf` run on a worker's thread and may raise KnownError."""

    @property
    def title(self) -> str:
        """What the paper is."""

    @property
    def file_name(self) -> str:
        """A name for its file, as a proposal."""

    @property
    def landscape(self) -> bool:
        """True when the sheets lie on their long side."""

    def pages(self, dpi: float) -> tuple[bytes, ...]:
        """Return every page as PNG."""

    def save_pdf(self, path: Path) -> None:
        """Write the paper as PDF."""


@runtime_checkable
class Saves(Protocol):
    """A paper that other programs can have too; `remark` is what the person should know of it."""

    @property
    def endings(self) -> tuple[str, ...]:
        """The kinds of file there are."""

    @property
    def remark(self) -> str:
        """What stands below the first page, "" for nothing."""

    def save_as(self, path: Path) -> str:
        """Write it as what the ending says; return what the person should know."""


Choice = tuple[str, "Callable[[], Paper | Refused]"]
"""A paper to choose: its name, and what makes it."""


class DocumentDialog(QDialog):
    """The preview; each of `papers` gives a paper, or why there is none, on a worker's thread; the first is shown.

    Of several the person chooses by their names.
    `settled` says that something asked for came to its end: a page is in sight, a file is written, pages are printed.
    """

    settled = Signal()

    def __init__(self, runner: Runner, title: str, papers: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._papers = runner, tuple(papers)
        self.choice = Select(_("Yang ditampilkan"))
        self._paper: Paper | None = None
        self._pages: tuple[bytes, ...] = ()
        self._at = 0
        self._zoom = FIRST_ZOOM
        self._asked = 0
        self.setWindowTitle(title)
        self._title = ElidedLabel(title, Role.SECTION)
        self.before = Button(icon="caret-left", height="dense", spoken=_("Halaman sebelumnya"))
        self.place = Label("", Role.TABLE)
        self.after = Button(icon="caret-right", height="dense", spoken=_("Halaman berikutnya"))
        self.smaller = Button(icon="magnifying-glass-minus", height="dense", spoken=_("Perkecil"))
        self.scale = Label("", Role.TABLE, "ink2")
        self.larger = Button(icon="magnifying-glass-plus", height="dense", spoken=_("Perbesar"))
        self.save = Button(_("Simpan PDF"), "file-pdf", height="dense", key="Ctrl+S")
        self.word = Button(_("Word"), "file-text", height="dense", spoken=_("Simpan untuk Word"))
        self.excel = Button(_("Excel"), "file-xls", height="dense", spoken=_("Simpan untuk Excel"))
        self.print = Button(_("Cetak"), "printer", "primary", "dense", key="Ctrl+P")
        self.leave = Button(_("Tutup"), height="dense", key="Esc")
        self.page = QLabel()
        self._area = PageArea()
        self._said = Label("", Role.TABLE, wrap=True)
        self._said_icon = IconLabel("check-circle", Size.ICON_SMALL)
        self._said_row = QWidget()
        self._stack = StateStack(self._area)
        self._build()
        self._connect()
        self._dress()
        watch(self._measure)
        self._begin()

    @property
    def shown(self) -> str:
        """Return `loading`, `error` or `content`."""
        return self._stack.shown

    @property
    def said(self) -> str:
        """Return the sentence at the foot."""
        return self._said.text()

    @property
    def count(self) -> int:
        """Return how many pages there are, 0 until they are made."""
        return len(self._pages)

    @property
    def at(self) -> int:
        """Return the place of the page in sight, from 0."""
        return self._at

    def go_to(self, at: int) -> None:
        """Show a page; places outside are passed over."""
        if 0 <= at < self.count and at != self._at:
            self._at = at
            self._area.verticalScrollBar().setValue(0)
            self._show_page()

    def set_zoom(self, step: int) -> None:
        """Make the page one step larger (1), smaller (-1), or as it was first (0)."""
        at = ZOOMS.index(self._zoom)
        zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, at + step))] if step else FIRST_ZOOM
        if zoom != self._zoom:
            self._zoom = zoom
            self._dress()
            self._draw()

    def print_pages(self) -> None:
        """Ask for a printer and give it the pages."""
        paper = self._paper
        if paper is None or not self.print.isEnabled():
            return
        printer = choose_printer(self, _("Cetak"), self.count, paper=F4, landscape=paper.landscape)
        if printer is not None:
            self._work(_("Sedang dicetak…"), partial(_printed, paper, printer, self.count), self._was_printed)

    def save_pdf(self) -> None:
        """Ask for a place and write the paper there."""
        paper = self._paper
        if paper is None or not self.save.isEnabled():
            return
        path = choose_place(self, _("Simpan PDF"), paper.file_name, _("Dokumen PDF (*.pdf)"))
        if path is not None:
            self._work(_("Sedang disimpan…"), partial(paper.save_pdf, path), partial(self._was_saved, path))

    def save_as(self, ending: str) -> None:
        """Ask for a place and write the paper there for another program: `.docx` or `.xlsx`."""
        paper = self._paper
        if not isinstance(paper, Saves) or ending not in paper.endings or not self.save.isEnabled():
            return
        title, kinds = {
            ".docx": (_("Simpan untuk Word"), _("Dokumen Word (*.docx)")),
            ".xlsx": (_("Simpan untuk Excel"), _("Tabel Excel (*.xlsx)")),
        }[ending]
        path = choose_place(self, title, str(Path(paper.file_name).with_suffix(ending)), kinds)
        if path is not None:
            self._work(_("Sedang disimpan…"), partial(paper.save_as, path), partial(self._was_saved, path))

    def _build(self) -> None:
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setWidget(self.page)
        head = QFrame()
        head.setObjectName("header")
        head.setProperty("kind", "bar")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for name, _make in self._papers:
            self.choice.addItem(name)
        self.choice.setVisible(len(self._papers) > 1)
        what, where, deeds = Row(gap=Size.GAP_8), Row(gap=Size.GAP_8), Row(gap=Size.GAP_8)
        what.addWidget(self._title, 1)
        what.addWidget(self.choice)
        for part in (self.before, self.place, self.after, self.smaller, self.scale, self.larger):
            where.addWidget(part)
        where.addStretch(1)
        deeds.addStretch(1)
        for part in (self.leave, self.excel, self.word, self.save, self.print):
            deeds.addWidget(part)
        self._parts = (what, where, deeds)
        self._tools = Row(gap=Size.GAP_16)
        self._tools.addLayout(where)
        self._tools.addLayout(deeds, 1)
        self._head = Row(head, Size.GAP_8, sides(Size.GAP_16, Size.GAP_8))
        self._head.addLayout(what, 1)
        self._head.addLayout(self._tools)
        foot = Row(self._said_row, Size.GAP_8, sides(Size.GAP_16, Size.GAP_8))
        foot.addWidget(self._said_icon)
        foot.addWidget(self._said, 1)
        self._said_row.hide()
        whole = Column(self, Size.NONE)
        whole.addWidget(head)
        whole.addWidget(self._stack, 1)
        whole.addWidget(Line())
        whole.addWidget(self._said_row)

    def _connect(self) -> None:
        self.before.clicked.connect(partial(self._step, -1))
        self.after.clicked.connect(partial(self._step, 1))
        self.smaller.clicked.connect(partial(self.set_zoom, -1))
        self.larger.clicked.connect(partial(self.set_zoom, 1))
        self.save.clicked.connect(self.save_pdf)
        self.word.clicked.connect(partial(self.save_as, ".docx"))
        self.excel.clicked.connect(partial(self.save_as, ".xlsx"))
        self.print.clicked.connect(self.print_pages)
        self.leave.clicked.connect(self.reject)
        self._area.stepped.connect(self._step)
        self._stack.acted.connect(self._begin)
        self.choice.activated.connect(self._begin)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+P", self.print_pages),
            ("Ctrl+S", self.save_pdf),
            ("Home", partial(self.go_to, 0)),
            ("End", self._go_to_last),
            ("Ctrl++", partial(self.set_zoom, 1)),
            ("Ctrl+=", partial(self.set_zoom, 1)),
            ("Ctrl+-", partial(self.set_zoom, -1)),
            ("Ctrl+0", partial(self.set_zoom, 0)),
        )
        for key, call in keys:
            QShortcut(QKeySequence(key), self, call)

    def _begin(self) -> None:
        at = max(0, self.choice.currentIndex())
        self._asked += 1
        self._paper, self._pages, self._at = None, (), 0
        self._said_row.hide()
        self._dress()
        self._stack.show_loading()
        made, failed = partial(self._made, self._asked), partial(self._failed, self._asked)
        self._runner.query(self._papers[at][1], made, failed, owner=self)

    def _made(self, asked: int, answer: Paper | Refused) -> None:
        if asked != self._asked:
            return
        if isinstance(answer, Refused):
            self._stack.show_error(answer.words)
            self.settled.emit()
            return
        self._paper = answer
        if isinstance(answer, Saves) and answer.remark:
            self._say(answer.remark, "warning-circle")
        self._title.setText(answer.title)
        self.setWindowTitle(answer.title)
        self._draw()

    def _draw(self) -> None:
        """Make all pages for the zoom there is; a zoom chosen meanwhile wins."""
        if self._paper is not None:
            self._asked += 1
            dpi = SCREEN_DPI * self._zoom / 100 * self.devicePixelRatioF()
            job = partial(self._paper.pages, dpi)
            drawn, failed = partial(self._drawn, self._asked), partial(self._failed, self._asked)
            self._runner.query(job, drawn, failed, owner=self)

    def _drawn(self, asked: int, pages: tuple[bytes, ...]) -> None:
        if asked == self._asked:
            self._pages = pages
            self._at = min(self._at, self.count - 1)
            self._show_page()

    def _show_page(self) -> None:
        at, png = self._at, self._pages[self._at]
        self._dress()
        decoded, failed = partial(self._decoded, self._asked, at), partial(self._failed, self._asked)
        self._runner.query(partial(QImage.fromData, png), decoded, failed, owner=self)

    def _decoded(self, asked: int, at: int, image: QImage) -> None:
        if (asked, at) != (self._asked, self._at):
            return
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.page.setPixmap(QPixmap.fromImage(image))
        self.page.setAccessibleName(f"{self.place.text()}. {self._title.text()}")
        first = self._stack.shown != "content"
        self._stack.show_content()
        if first:
            self._dress()
            self._area.setFocus(Qt.FocusReason.OtherFocusReason)
        self.settled.emit()

    def _step(self, step: int) -> None:
        self.go_to(self._at + step)

    def _go_to_last(self) -> None:
        self.go_to(self.count - 1)

    def _work(self, words: str, job: Callable[[], object], then: Callable[[object], None]) -> None:
        self._say(words, "hourglass-medium")
        for button in (self.save, self.word, self.excel, self.print):
            button.setEnabled(False)
        self._runner.query(job, partial(self._ended, then), self._not_done, owner=self)

    def _ended(self, then: Callable[[object], None], answer: object) -> None:
        self._dress()
        then(answer)
        self.settled.emit()

    def _was_printed(self, answer: object) -> None:
        self._say(was_taken(bool(answer)), "check-circle" if answer else "warning-circle")

    def _was_saved(self, path: Path, remark: object) -> None:
        words = _("{file} tersimpan di {place}.").format(file=path.name, place=path.parent.name or str(path.parent))
        self._say(f"{words} {remark}" if isinstance(remark, str) and remark else words, "check-circle")

    def _not_done(self, fault: Exception) -> None:
        self._dress()
        self._say(sentence_of(fault), "warning-circle")
        self.settled.emit()

    def _failed(self, asked: int, fault: Exception) -> None:
        if asked == self._asked:
            self._stack.show_error(sentence_of(fault))
            self.settled.emit()

    def _say(self, words: str, icon: str) -> None:
        tone = {"check-circle": "good", "warning-circle": "danger"}.get(icon, "ink2")
        self._said.setText(words)
        self._said.set_tone(tone)
        self._said_icon.set_icon(icon, {"good": "disetujui_fg", "danger": "danger"}.get(tone, "ink2"))
        self._said_row.show()

    def _dress(self) -> None:
        words = _("Halaman {n} dari {m}").format(n=self._at + 1, m=self.count) if self.count else ""
        self.place.setText(words)
        self.scale.setText(f"{self._zoom}%")
        ready = self._paper is not None and self.count > 0
        endings = _endings(self._paper)
        for button, shown in ((self.word, ".docx" in endings), (self.excel, ".xlsx" in endings)):
            button.setVisible(shown)
            button.setEnabled(ready)
        for button in (self.save, self.print):
            button.setEnabled(ready)
        self.before.setEnabled(ready and self._at > 0)
        self.after.setEnabled(ready and self._at < self.count - 1)
        self.smaller.setEnabled(ready and self._zoom > ZOOMS[0])
        self.larger.setEnabled(ready and self._zoom < ZOOMS[-1])
        self._stack_tools()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tools below each other where they have no room in one line."""
        super().resizeEvent(event)
        self._stack_tools()

    def _stack_tools(self) -> None:
        directions = QBoxLayout.Direction
        room = self.width() - 2 * px(Size.GAP_16)
        for part in self._parts:
            part.invalidate()  # which buttons are there may just have changed
        words, where, deeds = (part.minimumSize().width() for part in self._parts)
        tools = where + deeds + px(Size.GAP_16)
        beside = words + tools + px(Size.GAP_8) <= room
        self._head.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._tools.setDirection(directions.LeftToRight if tools <= room else directions.TopToBottom)

    def _measure(self) -> None:
        self.setMinimumWidth(px(Size.DIALOG))  # else one line of tools would keep the window as wide as itself
        parent = self.parentWidget()
        window = parent.window() if parent is not None else None
        size = window.size() if window is not None else None
        if size is not None:
            self.resize(size.width() - 2 * px(Size.GAP_40), size.height() - 2 * px(Size.GAP_16))
        else:
            self.resize(px(Size.GRID_WIDTH), px(Size.WINDOW_MIN_HEIGHT))


def choose_place(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Let the person choose where a file goes, the documents' folder first; None when they chose no place.

    A name typed without the ending gets that of the proposal.
    """
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen = file_choice.new_file(parent, title, str(Path(folder) / name), kinds)
    if not chosen:
        return None
    path, ending = Path(chosen), Path(name).suffix
    if path.suffix.lower() == ending:
        return path
    # The dialog asked about overwriting the name as typed; the completed one may stand there already.
    names = (path.with_name(f"{path.name}{more}{ending}") for more in ("", *(f" ({n})" for n in range(2, 100))))
    return next((named for named in names if not named.exists()), None)


def _endings(paper: object) -> tuple[str, ...]:
    return paper.endings if isinstance(paper, Saves) else ()


def _printed(paper: Paper, printer: QPrinter, count: int) -> bool:
    # All pages are made at once: of a long paper coarser ones, or an office PC would run out of memory.
    dpi = next(dpi for most, dpi in PRINT_DPI if count <= most)
    pages = paper.pages(dpi)
    return paint(printer, _images(pages, pages_chosen(printer, len(pages))))


def _images(pages: tuple[bytes, ...], chosen: range) -> Iterator[QImage]:
    # One at a time: a page at printer resolution takes forty megabytes.
    for at in chosen:
        yield QImage.fromData(pages[at])
