"""Laporan: the list, the editor of one report, and the preview of an import, one of them in front."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from sipa_core.domain.dates import local_date
from sipa_core.domain.paths import Value
from sipa_core.imports.entered import Entered
from sipa_core.messages import _
from sipa_desktop.services.happenings import EventOffer, Recorded
from sipa_desktop.services.reports_views import DutyRow, ReportRow
from ui.design.measures import Size
from ui.navigation import BeginConsultation, BeginReport, Making, OpenPlace
from ui.pages import PageContext, SteppedPage, in_steps
from ui.pages.reports.editor import Editor
from ui.pages.reports.editor_model import EditorModel
from ui.pages.reports.forms import FormWork
from ui.pages.reports.import_model import ImportModel
from ui.pages.reports.import_view import ImportView
from ui.pages.reports.list_view import ListedReport, ReportTable
from ui.pages.reports.new_report import NewReportDialog
from ui.pages.reports.papers import receipt_papers, report_papers
from ui.pages.reports.rehearsal import rehearse
from ui.pages.reports.view_model import ListModel
from ui.runtime.talks_on import TalksOn
from ui.widgets import file_choice
from ui.widgets.boxes import Column
from ui.widgets.button import Button
from ui.widgets.card import EdgeCard
from ui.widgets.document_dialog import Choice, DocumentDialog
from ui.widgets.event_form import ask_event
from ui.widgets.notice import Notice
from ui.widgets.page_header import PageHeader
from ui.widgets.select import SearchField
from ui.widgets.state_stack import EmptyState, StateStack
from ui.widgets.versions_dialog import show_versions


def create(context: PageContext) -> QWidget:
    """Return the page."""
    return ReportsPage(context)


def making(context: PageContext) -> Making:
    """Make the page in steps."""
    return in_steps(ReportsPage, context)


FIGURE_ENDINGS = (".zip", ".xlsx", ".xls", ".ods", ".csv")
FORM_ENDINGS = (".xlsx", ".ods")


class ReportsPage(SteppedPage):
    """The page; `model` is the list, `editing` the report in the editor."""

    def _make(self) -> Iterator[None]:
        context = self._context
        self.model = ListModel(context, self)
        self.editing = EditorModel(context, self)
        self._search = SearchField(_("Cari laporan"))
        self._new = Button(_("Buat laporan"), "plus", "primary", key="Ctrl+N")
        self._header = PageHeader(_("Laporan"), kind="bar")
        self._unread = Notice("warning")
        self._table = ReportTable()
        yield
        self._list_stack = StateStack(self._table, EmptyState("file-text", ""))
        yield
        self.editor = Editor(self.editing)
        self.unread = self.editor.unread
        yield
        self._talks = TalksOn(context.desk.consultation.on_report, context.runner, context.changes, self)
        self._opening = StateStack(self.editor)
        yield
        self.importing = ImportModel(context, self)
        self.preview = ImportView(self.importing)
        self._forms = FormWork(context, self)
        self._read_form = Button(_("Baca formulir"), "file-xls")
        self._front = QStackedWidget()
        self._wanted = ""
        yield
        self._build()
        yield
        self._connect()
        self.setAcceptDrops(True)
        self.model.load()

    def page_shown(self) -> None:
        """Read the list again where it is in sight."""
        if self.model.in_front:
            self.model.load()

    def make_ahead(self) -> None:
        """Learn at rest what the first report would otherwise wait for."""
        if self.editing.edit is None:
            rehearse(self.editor)

    def open_argument(self, argument: object) -> None:
        """Open the report of a draft id, begin one, or ask which one to begin."""
        if isinstance(argument, BeginReport):
            if argument.template_key:
                self._after_saved(partial(self._begin, argument.template_key, argument.period, argument.ordinal))
            else:
                self.new_item()
        elif isinstance(argument, OpenPlace):
            self._wanted = argument.path
            self.open_report(argument.target)
        elif isinstance(argument, str):
            self.open_report(argument)

    def open_report(self, draft_id: str) -> None:
        """Open a report in the editor, after the one open before is saved."""
        if self.editing.edit is not None and self.editing.edit.draft_id == draft_id:
            self._front.setCurrentWidget(self._opening)
            self._go_to_wanted()
            return
        self._after_saved(partial(self._open, draft_id))

    def new_item(self) -> None:
        """Ask which report to begin (Ctrl+N); what stands in an open cell goes along, for the question covers it."""
        if self._front.currentWidget() is self._opening:
            self.editor.commit()
        self.model.ask_duties()

    def focus_search(self) -> None:
        """Put the cursor into the search of the list (Ctrl+F)."""
        if self._front.currentIndex() == 0:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def primary_action(self) -> None:
        """Send the report in the editor, or take the import that is shown (Ctrl+Enter)."""
        if self._front.currentWidget() is self.preview:
            self.preview.enter()
        elif self._front.currentWidget() is self._opening and self.editing.editable:
            self.editor.send()

    def save_asked(self) -> None:
        """Save at once and say where the words are (Ctrl+S)."""
        if self._front.currentWidget() is self._opening:
            self._after_saved(self._say_saved)

    def print_page(self) -> None:
        """Show the report in the editor on paper (Ctrl+P), once what was typed is saved."""
        if self._front.currentWidget() is self._opening and self.editing.edit is not None:
            self._after_saved(self._show_papers)

    def panels(self) -> list[QWidget]:
        """Return the parts that F6 goes through."""
        if self._front.currentWidget() is self._opening:
            return self.editor.panels()
        if self._front.currentWidget() is self.preview:
            return self.preview.panels()
        return [self._header, self._table]

    def flush(self) -> None:
        """Save what is being typed now."""
        self.editor.commit()
        self.editing.flush()

    def unsaved(self) -> bool:
        """Tell whether something typed could not be saved, or cannot be read and so is nowhere but here."""
        return self.editing.saving or self.editor.unread() > 0

    def _build(self) -> None:
        listing = QWidget()
        column = Column(listing, Size.NONE)
        self._header.add_action(self._search)
        self._header.add_action(self._read_form)
        self._header.add_action(self._new)
        column.addWidget(self._header)
        card = EdgeCard()
        card.column.addWidget(self._list_stack)
        body = Column(gap=Size.GAP_12, margins=(Size.GAP_24, Size.GAP_16, Size.GAP_24, Size.GAP_20))
        body.addWidget(self._unread)
        body.addWidget(card)
        column.addLayout(body, 1)
        self._front.addWidget(listing)
        self._front.addWidget(self._opening)
        self._front.addWidget(self.preview)
        whole = Column(self, Size.NONE)
        whole.addWidget(self._front)

    def _connect(self) -> None:
        self._front.currentChanged.connect(self._turned)
        self._new.clicked.connect(self.new_item)
        self._read_form.clicked.connect(self._forms.ask)
        self._forms.made.connect(self.open_report)
        self._forms.said.connect(self._context.toast)
        self._search.searched.connect(self.model.search)
        self._table.opened.connect(self._row_opened)
        self._list_stack.acted.connect(self._list_acted)
        self._opening.acted.connect(self._to_list)
        self.model.changed.connect(self._render_list)
        self._context.changes.arrived.connect(self.model.heard)
        self.model.duties_read.connect(self._ask_duty)
        self.model.recorded.connect(self._recorded)
        self.model.refused.connect(self._refused)
        self.editor.back.connect(self._back)
        self.editor.removed.connect(self._removed)
        self.editor.asked.connect(self._ask_kecamatan)
        self.editor.side.ask.opened.connect(self._open_talk)
        self._talks.changed.connect(self._show_talks)
        self.editor.versions_asked.connect(self._show_versions)
        self.editor.file_asked.connect(self._import_file)
        self.editor.block_given.connect(self._import_block)
        self.editor.print_asked.connect(self.print_page)
        self.editor.receipt_asked.connect(self._show_receipt)
        self.preview.left.connect(self._to_editor)
        self.importing.done.connect(self._imported)
        self.editing.opened.connect(self._show_editor)
        self.editing.refused.connect(self._refused)
        self.editing.left.connect(self._sent)

    def _turned(self, at: int) -> None:
        self.model.in_front = at == 0

    def _render_list(self) -> None:
        if self.model.rows is None:
            if self.model.fault:
                self._list_stack.show_error(self.model.fault)
            return
        self._header.set_state(self.model.words)
        unread = self.model.unread_types
        todo = _("Jenis laporan lain tetap dapat diisi. Kabari kecamatan, atau perbarui SIPA di komputer ini.")
        self._unread.say(
            _("Ada jenis laporan yang belum dapat dipakai.") if unread else "", (*unread, todo) if unread else ()
        )
        shown = self.model.shown
        self._table.show_reports([self._listed(row) for row in shown])
        if shown:
            self._list_stack.show_content()
        elif self.model.searching:
            self._list_stack.show_empty(_("Tidak ada laporan dengan kata itu."), icon="magnifying-glass")
        else:
            words = _("Belum ada laporan. Mulai dari laporan yang diminta kecamatan.")
            self._list_stack.show_empty(words, _("Buat laporan"), icon="file-text")

    def _listed(self, row: ReportRow) -> ListedReport:
        return ListedReport(row, self.model.about_words(row), self.model.due_words(row), self.model.place_words(row))

    def _list_acted(self, what: str) -> None:
        if what == "empty":
            self.new_item()
        else:
            self.model.load()

    def _row_opened(self, at: int) -> None:
        row = self.model.shown[at]
        if row.begun:
            self.open_report(row.draft_id)
        else:
            self._begin(row.template_key, row.period, row.ordinal)

    def _ask_duty(self, duties: tuple[DutyRow, ...], events: tuple[EventOffer, ...]) -> None:
        if any(one.isVisible() for one in self.findChildren(NewReportDialog)):
            return  # asked for twice before the first answer came
        dialog = NewReportDialog(duties, self, self.model.date_doubt, events)
        dialog.accepted.connect(partial(self._duty_chosen, dialog))
        dialog.open()

    def _duty_chosen(self, dialog: NewReportDialog) -> None:
        duty = dialog.duty
        if duty is not None and dialog.answer == "form":
            self._forms.write(duty)
        elif duty is not None:
            self._after_saved(partial(self._begin, duty.template_key, duty.period, duty.ordinal))
        elif dialog.occasion is not None and dialog.answer == "begin":
            offer, today = dialog.occasion, local_date(self._context.now(), self._context.zone)
            record = partial(self.model.record_event, offer.template)
            ask_event(self, offer.name, offer.due_words, today.isoformat(), record)

    def _recorded(self, event: Recorded) -> None:
        self._after_saved(partial(self._begin, event.template, event.period, event.ordinal))

    def _open(self, draft_id: str) -> None:
        self._opening.show_loading()
        self._front.setCurrentWidget(self._opening)
        self.editor.want(self._wanted)
        self.editing.open(draft_id)

    def _begin(self, template_key: str, period: str, ordinal: int = 0) -> None:
        self._opening.show_loading()
        self._front.setCurrentWidget(self._opening)
        self.editor.want("")
        self.editing.begin(template_key, period, ordinal)

    def _show_editor(self) -> None:
        self._opening.show_content()
        if self.editing.edit is not None:
            self._talks.show(self.editing.edit.report_id)
            self.editor.show_threads(self._talks.threads)
        self._go_to_wanted()

    def _show_talks(self) -> None:
        self.editor.show_threads(self._talks.threads)

    def _ask_kecamatan(self, path: str) -> None:
        edit = self.editing.edit
        if edit is not None:
            self._open_talk(BeginConsultation(report=edit.report_id, path=path))

    def _open_talk(self, talk: object) -> None:
        """Go to Konsultasi, once what stands in an open cell is saved and can be shown there."""
        self._after_saved(partial(self._context.navigator.open, "consultation", talk))

    def _after_saved(self, then: Callable[[], None]) -> None:
        """Do something once all is saved, also what stands in an open cell."""
        self.editor.commit()
        self.editing.after_saved(then)

    def _go_to_wanted(self) -> None:
        """Go to the field that somebody was sent to from elsewhere, once."""
        path, self._wanted = self._wanted, ""
        if path:
            self.editor.go_to(path)

    def _refused(self, sentence: str) -> None:
        self._wanted = ""
        if self._front.currentWidget() is self.preview:
            self._to_editor()
        if self.editing.edit is None:
            self._opening.show_error(sentence, action=_("Kembali ke daftar"))
        else:
            self.editor.say_fault(sentence)

    def _back(self) -> None:
        self._after_saved(self._to_list)

    def _to_list(self) -> None:
        self.editing.close()
        self._front.setCurrentIndex(0)
        self.model.load()
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sent(self, words: str) -> None:
        self._to_list()
        self._context.toast(words)

    def _show_versions(self) -> None:
        edit = self.editing.edit
        if edit is not None:
            show_versions(self, self._context.runner, self._context.desk.versions, edit.report_id)

    def _import_file(self, key: str) -> None:
        path = choose_file(self)
        if path is not None:
            self.import_path(path, key)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file that may hold figures onto the report in the editor, or a form onto the list."""
        if self._dropped(event) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what the file would bring; nothing enters by dropping it."""
        path = self._dropped(event)
        if path is None:
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # the file stays where it was
        event.accept()
        if self._front.currentWidget() is self._opening:
            self.editor.commit()
            self.import_path(path)
        else:
            self._forms.read(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
        path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
        if path is None:
            return None
        in_editor = self._front.currentWidget() is self._opening and self.editing.editable
        on_list = self._front.currentIndex() == 0
        endings = FIGURE_ENDINGS if in_editor else FORM_ENDINGS if on_list else ()
        return path if path.suffix.lower() in endings else None

    def import_path(self, path: Path, key: str = "") -> None:
        """Show what a file would change in the report in the editor, or in its section of that key."""
        edit = self.editing.edit
        section = edit.template.section(key) if edit is not None and key else None
        self._begin_import(lambda draft_id: self.importing.begin_file(draft_id, path, section))

    def _import_block(self, text: str, key: str) -> None:
        edit = self.editing.edit
        section = edit.template.section(key) if edit is not None and key else None
        self._begin_import(lambda draft_id: self.importing.begin_block(draft_id, text, section))

    def _begin_import(self, begin: Callable[[str], None]) -> None:
        """Show the preview of an import into the report in the editor, once what was typed is saved."""
        edit = self.editing.edit
        if edit is not None:
            self.editor.commit()  # before the preview takes the focus
            self.preview.begin(edit.title)
            self._front.setCurrentWidget(self.preview)
            self.editing.after_saved(partial(begin, edit.draft_id))

    def _to_editor(self) -> None:
        self._front.setCurrentWidget(self._opening)

    def _imported(self, words: str, draft_id: str, entered: Entered) -> None:
        if self._front.currentWidget() is self.preview:
            self._to_editor()
        self.editor.entered.remember(draft_id, words, entered)
        back = partial(self.editor.entered.take_back_from, draft_id, entered)
        self._context.toast(words, _("Batalkan"), back)

    def _show_papers(self) -> None:
        edit = self.editing.edit
        if edit is not None:
            self._show(edit.title, report_papers(self._context.desk.documents, edit))

    def _show_receipt(self) -> None:
        edit = self.editing.edit
        if edit is not None:
            title = _("Tanda terima {title}").format(title=edit.title)
            self._show(title, receipt_papers(self._context.desk.documents, edit))

    def _show(self, title: str, papers: list[Choice]) -> None:
        dialog = DocumentDialog(self._context.runner, title, papers, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _say_saved(self) -> None:
        if self.editor.unread():
            self._context.toast(_("Yang terbaca sudah tersimpan. Perbaiki dulu isian yang belum terbaca."))
            return
        self._context.toast(
            _("Sudah tersimpan di komputer ini. Isian disimpan sendiri setiap kali Anda berhenti mengetik.")
        )

    def _removed(self, words: str, cells: dict[str, Value]) -> None:
        self._context.toast(words, _("Batalkan"), self.editing.undo_of(cells))


def choose_file(parent: QWidget) -> Path | None:
    """Let the person choose a file with figures; None when they chose none."""
    kinds = _("Tabel angka (*.csv *.xlsx *.xls *.ods *.zip);;Semua berkas (*)")
    name = file_choice.file(parent, _("Pilih berkas angka"), "", kinds)
    return Path(name) if name else None
