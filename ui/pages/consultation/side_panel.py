"""The right of the page: what was agreed with the village, and the files of the thread, in two tabs."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.messages import _
from sipa_desktop.services.consultation_views import ThreadDetail
from sipa_desktop.services.guidance_views import GuidanceList
from ui.design.measures import Size
from ui.design.type import Role
from ui.pages.consultation import agreed
from ui.widgets.boxes import Column, Line, Row, Scroller, empty_layout, even, reveal, sides
from ui.widgets.button import Button
from ui.widgets.guidance_rows import GuidanceRows
from ui.widgets.label import IconLabel, Label
from ui.widgets.pane import Pane
from ui.widgets.tabs import Tabs

FINISHED_FIRST = 8
"""So much of what is over stands there at first: to lay out the fifty of ten years holds the window."""


class AgreedList(Scroller):
    """What is to be done, then what is over; `ticked` and `acted` as of the rows, `put_asked` for a new one."""

    ticked = Signal(str, bool)
    acted = Signal(str, str)
    put_asked = Signal()

    def __init__(self, named: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(Size.GAP_8, even(Size.GAP_16), parent)
        self._named = named
        self._help = Label(
            _("Disepakati bersama kecamatan. Centang bila sudah dikerjakan, kecamatan akan mengesahkan."),
            Role.CAPTION,
            "ink2",
            wrap=True,
        )
        self.running = GuidanceRows(_("Pembinaan berjalan"))
        self._nothing = Label(_("Belum ada yang disepakati."), Role.TABLE, "ink2", wrap=True)
        self.put = Button(_("Tambah"), "plus", "link", "dense")
        self._over_title = Label(_("Sudah selesai"), Role.CARD)
        self.finished = GuidanceRows(_("Pembinaan selesai"))
        self.more = Button("", "caret-down", "link", "dense")
        self._found: GuidanceList | None = None
        self._all = False
        for part in (self._help, self.running, self._nothing):
            self.column.addWidget(part)
        line = Row()
        line.addWidget(self.put)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self._over_title)
        self.column.addWidget(self.finished)
        self.column.addWidget(self.more)
        self.column.addStretch(1)
        for rows in (self.running, self.finished):
            rows.ticked.connect(self.ticked)
            rows.acted.connect(self.acted)
        self.put.clicked.connect(self.put_asked)
        self.more.clicked.connect(self._show_all)
        reveal(self.more, False)

    def set_help(self, words: str) -> None:
        """Change the line above the list."""
        self._help.setText(words)

    def show_list(self, found: GuidanceList) -> None:
        """Show what was agreed, and of what is over the newest until somebody asks for the rest."""
        self._found = found
        over = found.finished if self._all else found.finished[:FINISHED_FIRST]
        left = len(found.finished) - len(over)
        self.running.set_items(agreed.items(found.running, self._named))
        self.finished.set_items(agreed.items(over, self._named))
        self.more.set_face(_("Tampilkan {n} lagi").format(n=left), "caret-down")
        reveal(self.more, left > 0)
        reveal(self._nothing, not found.running)
        reveal(self._over_title, bool(found.finished))
        reveal(self.put, found.can_put)

    def _show_all(self) -> None:
        self._all = True
        if self._found is not None:
            self.show_list(self._found)


class SidePanel(Pane):
    """Shows one thread's side; `file_opened` gives the row of a file."""

    file_opened = Signal(str)

    def __init__(self, ours: bool, parent: QWidget | None = None) -> None:
        super().__init__("panel", Size.SIDE_PANEL, parent=parent)
        self._tabs = Tabs([("agreed", _("Pembinaan")), ("files", _("Lampiran"))], _("Panel samping"))
        self.agreed = AgreedList()
        if not ours:
            self.agreed.set_help(_("Disepakati bersama desa. Desa mencentang, Anda mengesahkan."))
        self.files = Scroller(Size.GAP_8, even(Size.GAP_16))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.agreed)
        self._stack.addWidget(self.files)
        head = Row(margins=sides(Size.GAP_12, Size.GAP_2))
        head.addWidget(self._tabs, 1)
        self.column.addLayout(head)
        self.column.addWidget(Line())
        self.column.addWidget(self._stack, 1)
        self._tabs.chosen.connect(self._turn)
        self._shown: tuple[object, ...] = ()

    def show_detail(self, detail: ThreadDetail | None) -> None:
        """Show another thread, or nothing."""
        reveal(self._stack, detail is not None)
        if detail is None:
            return
        running = len(detail.guidance.running)
        self._tabs.set_label("agreed", _("Pembinaan ({n})").format(n=running))
        self._tabs.set_label("files", _("Lampiran ({n})").format(n=len(detail.attachments)))
        self.agreed.show_list(detail.guidance)
        self._show_files(detail)

    def _show_files(self, detail: ThreadDetail) -> None:
        if detail.attachments == self._shown and self._shown:
            return
        self._shown = detail.attachments
        empty_layout(self.files.column)
        for at, (row, one, words) in enumerate(detail.attachments):
            if at:
                self.files.column.addWidget(Line())
            self.files.column.addWidget(self._file(row, one.name, words, picture=one.media.is_picture))
        if not detail.attachments:
            nothing = Label(_("Belum ada berkas di percakapan ini."), Role.TABLE, "ink2", wrap=True)
            self.files.column.addWidget(nothing)
        self.files.column.addStretch(1)

    def _file(self, row: str, name: str, words: str, *, picture: bool) -> QWidget:
        holder = QWidget()
        line = Row(holder, Size.GAP_8, sides(Size.NONE, Size.GAP_4))
        line.addWidget(IconLabel("image" if picture else "file-pdf", Size.ICON_ROW, "ink2"))
        column = Column(gap=Size.NONE)
        column.addWidget(Label(name, Role.TABLE_STRONG, wrap=True))
        column.addWidget(Label(words, Role.CAPTION, "ink2"))
        line.addLayout(column, 1)
        button = Button(_("Buka"), height="dense")
        button.setAccessibleName(_("Buka {name}").format(name=name))
        button.clicked.connect(lambda: self.file_opened.emit(row))
        line.addWidget(button)
        return holder

    def _turn(self, key: str) -> None:
        self._stack.setCurrentIndex(0 if key == "agreed" else 1)
