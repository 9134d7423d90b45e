"""Forms: a report type as an Excel workbook to be filled in elsewhere, and back into a draft."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sipa_core.domain.paths import Content
from sipa_core.domain.templates import Template
from sipa_core.imports.form_rows import laid_over
from sipa_core.imports.forms import FormAbout, FormFault, FormReading, about_of, form_pages, is_form, read_form
from sipa_core.messages import _, ngettext
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_desktop import tables
from sipa_desktop.errors import Refused, refused
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services import drafts
from sipa_desktop.services.form_book import form_workbook
from sipa_desktop.services.office import Office, code_names, read_office
from sipa_desktop.services.office_profile import first_text
from sipa_desktop.services.report_edit import can_be, period_of, title_of
from sipa_desktop.services.report_facts import Facts, content_of, read_book
from sipa_desktop.services.report_rows import named
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.unit_of_work import Store, Tx


class FormPreview(msgspec.Struct, frozen=True):
    """A filled form before it enters: the report it is for, what was understood, what was not, and how many rows come
    new into that report."""

    title: str
    file: str
    reading: FormReading
    new_rows: int

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
        """What was understood and how many rows are new, in a sentence or two."""
        said = ngettext("{n} isian terbaca", "{n} isian terbaca", self.taken).format(n=self.taken)
        left, new = len(self.faults), self.new_rows
        out = ngettext("{n} belum terbaca", "{n} belum terbaca", left).format(n=left)
        words = _("{said}, {out}.") if left else _("{said}, tidak ada yang tertinggal.")
        rows = ngettext("{n} baris baru.", "{n} baris baru.", new).format(n=new)
        return " ".join((words.format(said=said, out=out), *([rows] if new else ())))


class FormWorkbooks:
    """Writes forms and reads them back."""

    def __init__(self, store: Store, clock: Clock, reports: Reports) -> None:
        self._store, self._clock, self._reports = store, clock, reports

    def write(self, template_key: str, period: str, path: Path, ordinal: int = 0) -> str | Refused:
        """Write the form of a report type for a period, with what this PC's draft holds already; its title.

        `ordinal` says for which of several events on that day. NotWritten, with words, when the place cannot be
        written.
        """
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            template, when = office.newest_template(template_key), period_of(period)
            if template is None or when is None or not can_be(template, when, ordinal):
                return refused(Problem.INVALID, "template" if when is not None else "period")
            facts = _facts(tx, office, FormAbout(template_key, template.version, period, ordinal))
            content, event = _text(tx, template, facts), office.event_name(facts.report_id)
        about = FormAbout(template.key, template.version, period, ordinal)
        pages = form_pages(template, content, code_names())
        write_whole(path, form_workbook(template.name, named(when.label, event), about, pages))
        return named(title_of(template, period), event)

    def read(self, path: Path) -> FormPreview | Refused:
        """What a filled form says; nothing is written. TableRefused, with words, when the file cannot be opened."""
        sheets = tables.read_sheets(path)
        about = about_of(sheets)
        if not is_form(sheets) or about is None:
            words = _("Berkas ini bukan formulir SIPA, atau lembar tersembunyinya hilang. Tidak ada yang berubah.")
            return Refused("form", words)
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            template, when = office.newest_template(about.template), period_of(about.period)
            if template is None or when is None or not can_be(template, when, about.ordinal):
                words = _("Jenis laporan di formulir ini belum dikenal di komputer ini. Tidak ada yang berubah.")
                return Refused("form", words)
            facts = _facts(tx, office, about)
            content, event = _text(tx, template, facts), office.event_name(facts.report_id)
        reading = read_form(about, sheets, template, code_names())
        title = named(title_of(template, about.period), event)
        return FormPreview(title, path.name, reading, laid_over(reading, content).new_rows)

    def create(self, shown: FormPreview) -> ReportEdit | Refused:
        """Begin the report of the form, or open the one begun before, and lay its answers over the text.

        An empty cell never takes a value away, and neither does a row that the form lacks.
        """
        about = shown.reading.about
        made = self._reports.create(about.template, about.period, about.ordinal)
        if isinstance(made, Refused):
            return made
        changes = laid_over(shown.reading, made.content).changes
        if changes:
            saved = self._reports.save(made.draft_id, changes)
            if isinstance(saved, Refused):
                return saved
        return self._reports.open(made.draft_id)


def _facts(tx: Tx, office: Office, about: FormAbout) -> Facts:
    village = office.own_village.code
    return read_book(tx, village).facts(village, about.template, about.period, about.ordinal)


def _text(tx: Tx, template: Template, facts: Facts) -> Content:
    """What the report holds on this PC, or would begin with."""
    draft = drafts.read_draft(tx, facts.draft_id)
    if draft is not None:
        return draft.content
    return content_of(facts.newest) if facts.newest is not None else first_text(tx, template)
