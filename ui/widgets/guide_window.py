"""F1: the guide beside the work, with the topic of the page in front and the keys that work there.

It stays open while somebody works; Esc closes it. Nothing is fetched: text and pictures came with the program.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from sipa_core.domain.roles import Role as Place
from sipa_core.messages import N_, _
from sipa_desktop.services.guide import Topic, picture, topic_of, topics
from ui.design.measures import Size
from ui.design.theme import colour, look, px, watch
from ui.design.type import Role, make
from ui.widgets.boxes import Column, Row, even
from ui.widgets.button import Button
from ui.widgets.dialog import Dialog
from ui.widgets.label import Label
from ui.widgets.menu_list import MenuList
from ui.widgets.nav_rail import NavItem

EVERYWHERE: Final = (
    ("F6", N_("Pindah ke bagian berikutnya, Shift+F6 ke sebelumnya")),
    ("Tab", N_("Pindah ke isian atau tombol berikutnya, Shift+Tab ke sebelumnya")),
    ("Esc", N_("Tutup atau batal")),
    ("Ctrl+F", N_("Cari di halaman ini atau di semua isi")),
    ("Ctrl+K", N_("Cari di semua yang ada di komputer ini")),
    ("F5", N_("Kirim dan terima sekarang")),
    ("Ctrl++", N_("Huruf lebih besar, Ctrl+- lebih kecil, Ctrl+0 seperti semula")),
    ("F1", N_("Panduan halaman ini")),
)
_LINE_PERCENT: Final = 125.0
_PICTURE: Final = "\ufffc"
"""What stands in a text where Qt shows a picture."""
KEYS: Final = "tombol"
"""The topic that is made here: the keys of the page in front."""


def keys_of(page: QWidget) -> list[tuple[str, str]]:
    """Return the keys that buttons in sight of a page show, each with its verb, in the order of the page.

    They are read from the page's own buttons, so that the guide never promises what is not there.
    """
    found: dict[str, str] = {}
    for button in page.findChildren(Button):
        if button.key and button.text() and button.isVisible():
            found.setdefault(button.key, button.text())
    return list(found.items())


def keys_text(page: QWidget, menus: int) -> str:
    """Return the keys that work on a page as Markdown; `menus` is how many pages the rail has."""
    own = keys_of(page)
    others = [(key, _(words)) for key, words in EVERYWHERE if key not in dict(own)]
    lines = [*own, (f"Alt+1-{menus}", _("Buka menu menurut urutannya di kiri")), *others]
    rows = "\n".join(f"| **{key}** | {words} |" for key, words in lines)
    head = _("Tombol di halaman ini")
    words = _("Semua dapat dikerjakan tanpa tetikus.")
    return f"# {head}\n\n{words}\n\n| {_('Tombol')} | {_('Gunanya')} |\n|---|---|\n{rows}\n"


class GuideWindow(Dialog):
    """The guide for a role. `show_page` brings the topic of a page to the front."""

    spacious = True

    def __init__(self, role: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Panduan SIPA"))
        self.setModal(False)
        self._topics = topics(role)
        self._keys_text = ""
        self.list = MenuList([*(_item(one) for one in self._topics), _keys_item()], _("Isi panduan"), ring_always=True)
        self.text = GuideText()
        self.close_button = Button(_("Tutup"), key="Esc")
        row = Row(gap=Size.GAP_16)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        foot = Row(gap=Size.GAP_8)
        foot.addWidget(
            Label(
                _("Panduan ini ada di komputer ini, jadi dapat dibaca tanpa jaringan."), Role.TABLE, "ink2", wrap=True
            ),
            1,
        )
        foot.addWidget(self.close_button)
        column = Column(self, Size.GAP_12, even(Size.GAP_16))
        column.addLayout(row, 1)
        column.addLayout(foot)
        self.list.chosen.connect(self._show)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence("F1"), self, self.close)
        watch(self._measure)

    def sizeHint(self) -> QSize:
        """Return a size that fits the smallest screen."""
        return QSize(px(Size.GUIDE_WIDTH), px(Size.WINDOW_MIN_HEIGHT))

    def show_page(self, key: str, page: QWidget, menus: int) -> None:
        """Bring the topic of the page in front to the front, and read the keys that work there."""
        self._keys_text = keys_text(page, menus)
        topic = topic_of(key, self._topics).key
        if self.list.current == topic:
            self._show(topic)
        else:
            self.list.set_current(topic)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, key: str) -> None:
        found = next((one for one in self._topics if one.key == key), None)
        self.text.say(found.text if found is not None else self._keys_text, _title(found))

    def _measure(self) -> None:
        self.list.setFixedWidth(min(px(Size.GUIDE_LIST), self.width() * 2 // 5))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the text its room beside the list."""
        super().resizeEvent(event)
        self._measure()


class GuideText(QTextBrowser):
    """A topic; its pictures come from the guide, its links to other topics are for the list beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.anchorClicked.connect(self._follow)
        self._shown = ""
        self._fitted = 0
        watch(self._set_font)

    def say(self, text: str, title: str) -> None:
        """Show a topic from its beginning."""
        self._shown = text
        self._set()
        self.setAccessibleName(title)
        self.moveCursor(self.textCursor().MoveOperation.Start)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture of the guide, no wider than the text has room."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        try:
            image = QImage.fromData(picture(QUrl(name).toString()))
        except FileNotFoundError:
            return None
        widest = self._room()
        if image.width() > widest:
            image = image.scaledToWidth(widest, Qt.TransformationMode.SmoothTransformation)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the pictures fit anew when there is more or less room for them."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._refit)  # a scroll bar that comes while a text is read resizes too

    def _refit(self) -> None:
        if self._shown and self._room() != self._fitted:
            at = self.verticalScrollBar().value()
            self._set()
            self.verticalScrollBar().setValue(at)

    def _room(self) -> int:
        return max(1, min(px(Size.GUIDE_PICTURE), self.viewport().width() - 3 * px(Size.GAP_16)))

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "https":
            QDesktopServices.openUrl(url)

    def _set_font(self) -> None:
        self.document().setDefaultFont(make(Role.BODY, look().scale))
        if self._shown:
            self._set()

    def _set(self) -> None:
        self._fitted = self._room()
        self.setMarkdown(self._shown)
        self.document().setDocumentMargin(px(Size.GAP_16))
        block = self.document().begin()
        while block.isValid():
            form = block.blockFormat()
            heading = form.headingLevel() > 0
            form.setTopMargin(px(Size.GAP_12) if heading and block.position() else 0)
            # A row of a table has room of its own.
            inside = QTextCursor(block).currentTable() is not None
            form.setBottomMargin(0 if inside else px(Size.GAP_8))
            if _PICTURE not in block.text():
                form.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            QTextCursor(block).setBlockFormat(form)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress(frame)


def _dress(table: QTextTable) -> None:
    """As wide as the text, with hairlines as everywhere."""
    form = QTextTableFormat()
    form.setCellPadding(px(Size.GAP_6))
    form.setCellSpacing(0)
    form.setBorder(px(Size.HAIR))
    form.setBorderCollapse(True)
    form.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(colour("line"))
    form.setBottomMargin(px(Size.GAP_12))
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(form)


def _item(topic: Topic) -> NavItem:
    return NavItem(topic.key, "question", topic.title)


def _keys_item() -> NavItem:
    return NavItem(KEYS, "key", _("Tombol di halaman ini"))


def _title(topic: Topic | None) -> str:
    return topic.title if topic is not None else _("Tombol di halaman ini")
