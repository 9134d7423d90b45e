"""Pengaturan: a short menu at the left, and one section of it in front, made at its first visit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.domain.roles import Role as Who
from sipa_core.messages import N_, _
from ui.design.measures import Size
from ui.design.theme import px, watch
from ui.pages import PageContext
from ui.pages.settings.about import AboutView
from ui.pages.settings.computer import ComputerView
from ui.pages.settings.copies import CopiesView
from ui.pages.settings.lock_section import LockCard
from ui.pages.settings.look_section import LookView
from ui.pages.settings.papers_view import PapersView
from ui.pages.settings.sending import SendingView
from ui.pages.settings.update_view import UpdatesView
from ui.widgets.boxes import Column, Row, Scroller, even, reveal, sides
from ui.widgets.card import Card
from ui.widgets.menu_list import MenuList
from ui.widgets.nav_rail import NavItem
from ui.widgets.office_form import OfficeForm
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane
from ui.widgets.select import Select

SENDING, OFFICE, COPIES, LOOK, COMPUTER, ABOUT = "sending", "office", "copies", "look", "computer", "about"
UPDATES, PAPERS = "updates", "papers"
_MENU = (
    NavItem(OFFICE, "house", N_("Kantor desa")),
    NavItem(SENDING, "arrows-clockwise", N_("Kirim dan terima")),
    NavItem(COPIES, "hard-drives", N_("Cadangan")),
    NavItem(LOOK, "sun", N_("Tampilan")),
    NavItem(PAPERS, "file-text", N_("Dokumen")),
    NavItem(COMPUTER, "user", N_("Akun dan kunci")),
    NavItem(UPDATES, "download-simple", N_("Pembaruan")),
    NavItem(ABOUT, "info", N_("Tentang")),
)


def create(context: PageContext) -> QWidget:
    """Make the page."""
    return SettingsPage(context)


class SettingsPage(QWidget):
    """The page; `open_argument` with the key of a section brings it to the front."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._narrow = False
        village = context.identity.role is Who.ADMIN_DESA
        items = [NavItem(item.key, item.icon, _(item.label)) for item in _MENU if village or item.key != OFFICE]
        self.menu = MenuList(items, _("Bagian pengaturan"))
        self.sending = SendingView(context)
        self.stack = QStackedWidget()
        self._made: dict[str, QWidget] = {SENDING: self.sending}
        self.menu.set_current(SENDING)  # what most people come for
        self.stack.addWidget(self.sending)
        self._left = Pane("side", Size.OUTLINE, Size.NONE, sides(Size.GAP_8, Size.GAP_12))
        self._left.column.addWidget(self.menu, 1)
        whole = Column(self, Size.NONE)
        whole.addWidget(PageHeader(_("Pengaturan"), _("Kirim dan terima, dan komputer ini"), kind="bar"))
        self.pick = Select(_("Bagian pengaturan"))
        self.pick.addItems([item.label for item in items])
        self.pick.setCurrentIndex([item.key for item in items].index(SENDING))
        self.pick.activated.connect(lambda at: self.menu.set_current(items[at].key))
        self._pick_row = Pane("canvas", margins=sides(Size.GAP_20, Size.GAP_8))
        self._pick_row.column.addWidget(self.pick)
        whole.addWidget(self._pick_row)
        body = Row(gap=Size.NONE)
        body.addWidget(self._left)
        body.addWidget(self.stack, 1)
        whole.addLayout(body, 1)
        self.menu.chosen.connect(self.show_section)
        self.menu.chosen.connect(lambda key: self.pick.setCurrentIndex([item.key for item in items].index(key)))
        watch(self._fit)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def open_argument(self, argument: object) -> None:
        """Show the section of a key."""
        self.menu.set_current(str(argument))

    def page_shown(self) -> None:
        """Read again what changed while the page was behind others."""
        self.sending.page_shown()

    def primary_action(self) -> None:
        """Ask for a session now."""
        self.sending.primary_action()

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        return [self._chooser(), self.stack]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Choose the section above it where no list beside it leaves room enough to read."""
        self._narrow = self.width() < px(Size.OUTLINE) + px(Size.PANE_LEAST)
        reveal(self._left, not self._narrow)
        reveal(self._pick_row, self._narrow)
        self.setFocusProxy(self._chooser())

    def _chooser(self) -> QWidget:
        return self.pick if self._narrow else self.menu

    def show_section(self, key: str) -> None:
        """Bring a section to the front, made now if this is the first visit."""
        if key not in self._made:
            self._made[key] = self._make(key)
            self.stack.addWidget(self._made[key])
        else:
            self._load(key)
        self.stack.setCurrentWidget(self._made[key])

    def _load(self, key: str) -> None:
        """Read anew what may have changed since the section was last in front."""
        holder = self._made[key]
        views: list[ComputerView | AboutView | CopiesView | UpdatesView | PapersView] = [
            *holder.findChildren(ComputerView),
            *holder.findChildren(AboutView),
            *holder.findChildren(CopiesView),
            *holder.findChildren(UpdatesView),
            *holder.findChildren(PapersView),
        ]
        for view in views:
            view.load()

    def _make(self, key: str) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            OFFICE: self._office,
            COPIES: lambda: CopiesView(self._context),
            LOOK: lambda: LookView(self._context),
            PAPERS: lambda: PapersView(self._context),
            COMPUTER: self._computer,
            UPDATES: lambda: UpdatesView(self._context),
            ABOUT: self._about,
        }
        return _Section(makers[key]())

    def _computer(self) -> QWidget:
        vault = self._context.desk.vault
        if vault is None:
            return ComputerView(self._context)
        holder = QWidget()
        column = Column(holder, Size.GAP_16)
        column.addWidget(ComputerView(self._context))
        column.addWidget(LockCard(self._context, vault))
        return holder

    def _office(self) -> QWidget:
        card = Card(_("Kantor desa"), gap=Size.GAP_12)
        card.column.addWidget(OfficeForm(self._context.desk, self._context.runner))
        return card

    def _about(self) -> QWidget:
        made = AboutView(self._context)
        made.tour_asked.connect(self._context.navigator.tour_asked.emit)
        return made


class _Section(Scroller):
    """A section as a column that is no wider than can be read, and scrolls."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(margins=even(Size.GAP_20))
        self._view = view
        self.column.addWidget(view)
        self.column.addStretch(1)
        watch(self._measure)

    def _measure(self) -> None:
        self._view.setMaximumWidth(px(Size.TEXT_WIDTH))
