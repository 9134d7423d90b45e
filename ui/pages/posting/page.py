"""The page of publications: what was approved, where it was told to the people, and what is ready to tell it with.

The page only lays out what its view model has; a box is never ticked by a click.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget

from sipa_core.domain.villages import slug
from sipa_core.messages import _
from sipa_desktop.services.publication_pictures import PictureForm
from ui.design.measures import Size
from ui.design.type import Role
from ui.navigation import Making
from ui.pages import PageContext, SteppedPage, in_steps
from ui.pages.posting import rows
from ui.pages.posting.links_dialog import ask_links
from ui.pages.posting.phone_dialog import PhoneDialog
from ui.pages.posting.phone_model import PhoneModel
from ui.pages.posting.printing import print_sheet
from ui.pages.posting.proof_card import ProofCard
from ui.pages.posting.ready_panel import ReadyPanel
from ui.pages.posting.view_model import PostingModel
from ui.widgets import file_choice
from ui.widgets.boxes import Column, Row, Scroller, reveal, sides
from ui.widgets.button import Button
from ui.widgets.checklist_row import Checklist
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.list_cards import ListCards
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.pane import Pane, Panes
from ui.widgets.select import SearchField
from ui.widgets.state_stack import EmptyState, StateStack


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return PostingPage(context)


def making(context: PageContext) -> Making:
    """Make the page in steps."""
    return in_steps(PostingPage, context)


class PostingPage(SteppedPage):
    """List at the left, checklist and proof in the middle, picture and words at the right."""

    def _make(self) -> Iterator[None]:
        context = self._context
        self.model = PostingModel(context.desk, context.runner, self)
        self.search = SearchField(_("Cari publikasi"))
        self.list = ListCards(_("Publikasi"))
        self.checklist = Checklist()
        self.proof = ProofCard(self.model)
        yield
        self.ready = ReadyPanel(self.model)
        self._title = ElidedLabel("", Role.CARD)
        self._words = Label("", Role.TABLE, "ink2", wrap=True)
        self._held = Notice("eye-slash")
        self.phone = Button(_("Buka di HP"), "device-mobile")
        self.many = Button(_("Tempel beberapa tautan"), "link", height="dense")
        self.carry = Button(_("Bawa ke HP"), "folder-open")
        self._carry_fault = Notice()
        yield
        self._scroller = self._work()
        self._middle = StateStack(self._scroller)
        self._chosen = 0
        self._after = ""
        self._reach = QTimer(self, singleShot=True, interval=0)
        self._reach.timeout.connect(self._show_proof)
        yield
        self.panes = Panes(
            [(_("Daftar"), self._master()), (_("Saluran"), self._centre()), (_("Gambar dan teks"), self.ready)], main=1
        )
        empty = EmptyState(
            "megaphone-simple",
            _("Belum ada laporan yang disetujui untuk diumumkan."),
            _("Buka Laporan"),
            _("Begitu kecamatan menyetujui laporan, gambar dan teksnya siap di sini."),
        )
        self.stack = StateStack(self.panes, empty)
        yield
        self._build()
        self._connect()
        self.model.refresh()

    def open_argument(self, argument: object) -> None:
        """Show the publication of an id, or of (id, channel)."""
        wanted, channel = argument if isinstance(argument, tuple) else (argument, "")
        self.model.choose(str(wanted))
        if channel:
            self.model.choose_channel(str(channel))
        self.panes.show_pane(1)

    def focus_search(self) -> None:
        """Put the cursor into the field to search with."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def primary_action(self) -> None:
        """Give the proof, the page's one primary action."""
        self.model.prove()

    def print_page(self) -> None:
        """Print the sheet for the board."""
        if self.model.public:
            self.model.picture.print_board()

    def flush(self) -> None:
        """Save what is being typed now."""
        self.model.flush()

    def unsaved(self) -> bool:
        """Tell whether typed words are not on the disk."""
        return self.model.unsaved

    def panels(self) -> tuple[QWidget, ...]:
        """Return the panels that F6 goes through."""
        return (self._header, self.list, self.checklist, self.proof, self.ready)

    def _build(self) -> None:
        header = self._header = PageHeader(
            _("Publikasi"), _("Laporan yang disetujui kecamatan perlu sampai ke warga."), kind="bar"
        )
        header.add_action(self.search)
        header.add_action(self.carry)
        header.add_action(self.phone)
        whole = Column(self, Size.NONE)
        whole.addWidget(header)
        whole.addWidget(self.stack, 1)

    def _master(self) -> Pane:
        pane = Pane("master", Size.MASTER_LIST)
        pane.column.addWidget(self.list, 1)
        return pane

    def _centre(self) -> Pane:
        pane = Pane("canvas")
        pane.column.addWidget(self._middle, 1)
        return pane

    def _work(self) -> Scroller:
        work = Scroller(Size.GAP_12, sides(Size.GAP_20, Size.GAP_12))
        head = Row(gap=Size.GAP_12)
        words = Column(gap=Size.NONE)
        words.addWidget(self._title)
        words.addWidget(self._words)
        head.addLayout(words, 1)
        head.addWidget(self.many)
        work.column.addLayout(head)
        work.column.addWidget(self._carry_fault)
        work.column.addWidget(self._held)
        work.column.addWidget(self.checklist)
        work.column.addWidget(self.proof)
        work.column.addStretch(1)
        return work

    def _connect(self) -> None:
        model = self.model
        model.list_changed.connect(self._show_list)
        model.detail_changed.connect(self._show_detail)
        model.proof_changed.connect(self._show_fault)
        model.said.connect(self._say)
        model.proved.connect(self._proved)
        model.carried.connect(self._say_folder)
        model.links_given.connect(self._ask_links)
        model.picture.kept.connect(self._say_file)
        model.picture.to_print.connect(self._print_sheet)
        model.pictures.opened.connect(_open_path)
        self.many.clicked.connect(self._ask_many)
        self.carry.clicked.connect(self._carry)
        self._context.changes.arrived.connect(model.changed)
        self.search.searched.connect(model.find)
        self.list.chosen.connect(model.choose)
        self.list.clicked.connect(self._picked)
        self.stack.acted.connect(self._stand_in_acted)
        self._middle.acted.connect(model.refresh)
        self.checklist.acted.connect(self._act)
        self.checklist.selected.connect(self._select)
        self.checklist.menu_chosen.connect(self._menu)
        self.proof.open_asked.connect(open_address)
        model.pictures.changed.connect(self._picture_shown)
        self.phone.clicked.connect(self._open_phone)
        self.ready.save_asked.connect(self._save_picture)
        self.ready.copy_picture_asked.connect(self._copy_picture)
        self.ready.copy_text_asked.connect(self._copy_text)

    def _show_list(self) -> None:
        model = self.model
        if model.list_problem and not model.rows:
            self.stack.show_error(model.list_problem)
        elif model.rows:
            self.stack.show_content()
        elif model.loaded:
            self.stack.show_empty()
        self.list.set_cards(rows.cards(model.listed))
        self.list.set_current(model.current)

    def _picked(self) -> None:
        """Where the panes are tabs, a click in the list goes on to what was clicked."""
        self.panes.show_pane(1)

    def _show_detail(self) -> None:
        detail = self.model.detail
        if detail is None:
            if self.model.detail_problem:
                self._middle.show_error(self.model.detail_problem)
            else:
                self._middle.show_loading()
            return
        self._middle.show_content()
        self.phone.setEnabled(self.model.public and not detail.refused)
        self._title.setText(detail.title)
        self._words.setText(detail.words)
        self._held.say(detail.held_words or detail.refused)
        reveal(self.many, self.model.public and any(row.open and row.takes_url for row in detail.channels))
        self.carry.setEnabled(self.model.public and not detail.refused)
        items = rows.checklist(detail, self.model.channel)
        if items != tuple(row.item for row in self.checklist.rows.values()):
            self.checklist.set_items(items)
        if self._after:
            self._go_on()

    def _proved(self, channel: str) -> None:
        """Remember where to go on, for whoever gave the proof in its card."""
        self._after = channel if self.proof.isAncestorOf(QApplication.focusWidget() or self) else ""

    def _go_on(self) -> None:
        """Put the focus on the next channel that lacks a proof, on the one just proved when none does."""
        after, self._after = self._after, ""
        keys = list(self.checklist.rows)
        at = keys.index(after) if after in keys else 0
        lacking = [key for key in (*keys[at + 1 :], *keys[:at]) if self.checklist.rows[key].lacks_proof]
        if after in keys:
            self.checklist.focus_row(lacking[0] if lacking else after)

    def _select(self, key: str) -> None:
        if key != rows.PUBLIC_PAGE:
            self.model.choose_channel(key)

    def _act(self, key: str) -> None:
        self.model.choose_channel(key)
        row = self.model.row
        if row is not None and row.is_board:
            self.print_page()
        self._to_proof()

    def _to_proof(self) -> None:
        """Put the focus where the proof begins and bring the whole card into sight."""
        self.proof.focus_first()
        self._reach.start()

    def _show_fault(self) -> None:
        self._carry_fault.say(self.model.carry_fault)
        if self.model.proof_fault:
            self._reach.start()

    def _picture_shown(self) -> None:
        """A picture that was given pushes the button down: bring it back into sight, once for each."""
        before, self._chosen = self._chosen, len(self.model.pictures.chosen)
        if self._chosen > before:
            self._reach.start()

    def _show_proof(self) -> None:
        """Bring the whole card into sight, once its words have their place."""
        self._scroller.ensureWidgetVisible(self.proof)

    def _menu(self, key: str, entry: str) -> None:
        detail = self.model.detail
        if detail is None:
            return
        url = next((row.url for row in detail.channels if row.key == key), detail.page.url)
        self._select(key)
        if entry == rows.OPEN:
            open_address(url)
        elif entry == rows.COPY:
            QGuiApplication.clipboard().setText(url)
            self._say(_("Tautan disalin."))
        elif entry == rows.REPLACE:
            self.model.replace_proof()
            self._to_proof()
        else:
            self._reach.start()

    def _open_phone(self) -> None:
        """Show the QR of a page for the phone; what is being typed for a channel goes with it."""
        detail = self.model.detail
        if detail is None or not self.model.public:
            return
        self.model.flush()
        context = self._context
        phone = PhoneModel(context.desk, context.runner, detail.id, context.zone)
        dialog = PhoneDialog(phone, f"{detail.title}, {detail.village}", self, folder=True)
        phone.ask()
        dialog.exec()
        dialog.deleteLater()
        if dialog.wants_folder:
            self._carry()
        # What came from the phone meanwhile is in the feed of the next exchange.
        context.desk.sync.sync_now()

    def _save_picture(self) -> None:
        detail = self.model.detail
        form = self.model.picture.form
        name = slug(f"{detail.title} {detail.village} {form.value}") if detail is not None else "gambar"
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        kinds = _("Gambar PNG (*.png)")
        if form is PictureForm.BOARD:
            kinds = _("Lembar PDF untuk dicetak (*.pdf)") + ";;" + kinds
        ending = ".pdf" if form is PictureForm.BOARD else ".png"
        suggested = str(Path(folder) / f"{name}{ending}")
        chosen = file_choice.new_file(self, _("Simpan gambar"), suggested, kinds)
        if chosen:
            path = Path(chosen)
            self.model.picture.save(path if path.suffix else path.with_suffix(ending))

    def _print_sheet(self, image: QImage) -> None:
        print_sheet(self, self._context, image)

    def _ask_many(self) -> None:
        self._ask_links("")

    def _ask_links(self, text: str) -> None:
        detail = self.model.detail
        said = ask_links(self.model.links(), text, self, detail.today if detail is not None else None)
        if said:
            self._say(said)
            self.model.refresh()

    def _carry(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen = file_choice.folder(self, _("Pilih USB atau folder"), folder)
        if chosen:
            self.model.carry(Path(chosen))

    def _say_file(self, path: str) -> None:
        self._say_folder(_("Gambar tersimpan: {name}").format(name=Path(path).name), str(Path(path).parent))

    def _say_folder(self, sentence: str, folder: str) -> None:
        self._context.toast(sentence, _("Buka folder"), lambda: _open_path(folder))

    def _copy_picture(self) -> None:
        if self.model.picture.image is not None:
            QGuiApplication.clipboard().setImage(self.model.picture.image)
            self._say(_("Gambar disalin. Tempel di aplikasi tempat Anda memposting."))

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.model.text)
        self._say(_("Teks disalin. Tempel di aplikasi tempat Anda memposting."))

    def _say(self, sentence: str) -> None:
        self._context.toast(sentence)

    def _stand_in_acted(self, which: str) -> None:
        if which == "empty":
            self._context.navigator.open("reports")
        else:
            self.model.refresh()


def _open_path(path: str) -> None:
    """Open a folder or a picture of this PC in the program that the person has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def open_address(address: str) -> bool:
    """Open a web address in the person's browser; return False for anything that is none."""
    url = QUrl(address)
    return url.scheme() in ("http", "https") and QDesktopServices.openUrl(url)
