"""Forms: a report type as an Excel workbook to be filled in elsewhere, and back into a draft."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sipa_core.imports.forms import FormAbout, FormFault, FormReading, about_of, form_pages, is_form, read_form
from sipa_core.messages import _, ngettext
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_desktop import tables
from sipa_desktop.errors import Refused, refused
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services import drafts
from sipa_desktop.services.form_book import form_workbook
from sipa_desktop.services.office import code_names, read_office
from sipa_desktop.services.office_profile import first_text
from sipa_desktop.services.report_edit import period_of, title_of
from sipa_desktop.services.report_facts import read_book
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.unit_of_work import Store


class FormPreview(msgspec.Struct, frozen=True):
    """A filled form before it enters: the report it is for, what was understood, and what was not."""

    title: str
    file: str
    reading: FormReading

    @property
    def taken(self) -> int:
        """How many answers were understood."""
        return sum(n for _section, n in self.reading.filled)

    @property
    def faults(self) -> tuple[FormFault, ...]:
        """The cells that were not understood."""
        return self.reading.faults

    @property
    def words(self) -> str:
        """What was understood, in a sentence."""
        said = ngettext("{n} isian terbaca", "{n} isian terbaca", self.taken).format(n=self.taken)
        left = len(self.faults)
        if not left:
            return _("{said}, tidak ada yang tertinggal.").format(said=said)
        out = ngettext("{n} belum terbaca", "{n} belum terbaca", left).format(n=left)
        return _("{said}, {out}.").format(said=said, out=out)


class FormWorkbooks:
    """Writes forms and reads them back."""

    def __init__(self, store: Store, clock: Clock, reports: Reports) -> None:
        self._store, self._clock, self._reports = store, clock, reports

    def write(self, template_key: str, period: str, path: Path) -> str | Refused:
        """Write the form of a report type for a period, with what this PC's draft holds already; its title.

        NotWritten, with words, when the place cannot be written.
        """
        when = period_of(period)
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            template = office.newest_template(template_key)
            if template is None or when is None or template.period_kind is not when.kind:
                return refused(Problem.INVALID, "template" if when is not None else "period")
            facts = read_book(tx, office.own_village.code).facts(office.own_village.code, template_key, period)
            draft = drafts.read_draft(tx, facts.draft_id)
            content = draft.content if draft is not None else first_text(tx, template)
        about = FormAbout(template.key, template.version, period)
        made = form_workbook(template.name, when.label, about, form_pages(template, content, code_names()))
        write_whole(path, made)
        return title_of(template, period)

    def read(self, path: Path) -> FormPreview | Refused:
        """What a filled form says; nothing is written. TableRefused, with words, when the file cannot be opened."""
        sheets = tables.read_sheets(path)
        about = about_of(sheets)
        if not is_form(sheets) or about is None:
            words = _("Berkas ini bukan formulir SIPA, atau lembar tersembunyinya hilang. Tidak ada yang berubah.")
            return Refused("form", words)
        with self._store.read() as tx:
            template = read_office(tx, self._clock).newest_template(about.template)
        when = period_of(about.period)
        if template is None or when is None or template.period_kind is not when.kind:
            words = _("Jenis laporan di formulir ini belum dikenal di komputer ini. Tidak ada yang berubah.")
            return Refused("form", words)
        reading = read_form(about, sheets, template, code_names())
        return FormPreview(title_of(template, about.period), path.name, reading)

    def create(self, shown: FormPreview) -> ReportEdit | Refused:
        """Begin the report of the form, or open the one begun before, and lay its answers over the text.

        An empty cell never takes a value away.
        """
        about = shown.reading.about
        made = self._reports.create(about.template, about.period)
        if isinstance(made, Refused):
            return made
        changes = {path: value for path, value in shown.reading.changes.items() if made.content.get(path) != value}
        if changes:
            saved = self._reports.save(made.draft_id, changes)
            if isinstance(saved, Refused):
                return saved
        return self._reports.open(made.draft_id)
