"""Papers of the office: a report being written or sent, any of its versions, and the receipt of one that arrived.

A paper bears a receipt only when the server has received this very text; a number is never made up before that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sipa_core import ids
from sipa_core.domain.attachments import Attachment
from sipa_core.domain.paths import Content
from sipa_core.domain.templates import Template
from sipa_core.domain.villages import Village, VillageKind, slug
from sipa_core.domain.workflow import PublicationState, ReportState
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.sync.receipt_proof import IN_A_CODE
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.services.documents_views import Document, Made
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.office_profile import HEAD_PATH, head_of
from sipa_desktop.services.own_templates import FOLDER as FOLDER
from sipa_desktop.services.own_templates import OwnTemplates, not_used
from sipa_desktop.services.own_templates import sent_file as sent_file
from sipa_desktop.services.report_edit import period_of, title_of, tree_of
from sipa_desktop.services.report_facts import Book, content_of, read_book, report_ref
from sipa_desktop.services.report_tables import has_tables, report_workbook
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import ReportEdit
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.unit_of_work import Store, Tx

if TYPE_CHECKING:
    from sipa_render.paper import Received
    from sipa_render.report_plan import Report

Picture = Callable[[Attachment], bytes | None]
"""The bytes of a photo, None while it is not on this computer."""

_SENT = (ReportState.TERKIRIM, ReportState.DIPERIKSA, ReportState.DISETUJUI, ReportState.TERBIT)
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


class Documents:
    """The papers that this desk can make, a tenth of a second and more each: never on the window's thread."""

    def __init__(
        self, store: Store, clock: Clock, reports: Reports, picture: Picture, own: OwnTemplates | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._reports = reports
        self._picture = picture
        self._own = own or OwnTemplates()

    def of_draft(self, draft_id: str) -> Document | Refused:
        """The report as the editor shows it: the text being written, or what was sent while nobody may write."""
        edit = self._reports.open(draft_id)
        if isinstance(edit, Refused):
            return edit
        with self._store.read() as tx:
            office, book = read_office(tx, self._clock), read_book(tx)
            version = self._shown(book, edit)
            village = office.own_village
            received = _received(tx, office, book, version) if version is not None else None
            report = _report(tx, office, book, village, edit.template, edit.period, edit.content, received)
        return self._document(report, edit.title, version)

    def of_version(self, version_id: str) -> Document | Refused:
        """One version as it was sent, also an old one."""
        with self._store.read() as tx:
            found = _version(tx, read_office(tx, self._clock), version_id)
            if isinstance(found, Refused):
                return found
            office, book, village, template, version = found
            received = _received(tx, office, book, version)
            period = version.text("meta.period")
            report = _report(tx, office, book, village, template, period, content_of(version), received)
        return self._document(report, title_of(template, period), version)

    def receipt(self, version_id: str) -> Document | Refused:
        """The receipt of a version on one page; refused while the server has not received it."""
        from sipa_render.receipt_paper import Receipt, receipt_paper

        with self._store.read() as tx:
            found = _version(tx, read_office(tx, self._clock), version_id)
            if isinstance(found, Refused):
                return found
            office, book, village, template, version = found
            received = _received(tx, office, book, version)
            if received is None:
                words = _("Laporan ini belum dikirim, jadi belum ada tanda terimanya. Tekan F5 untuk menyambung.")
                return Refused("no_receipt", words)
            period = version.text("meta.period")
            about = _report(tx, office, book, village, template, period, content_of(version), received)
            received = _proved(tx, received)
            receipt = Receipt(about.office, received, title_of(template, period), version.text("meta.sender"))
        return Document(
            _("Tanda terima {title}").format(title=receipt.report),
            _file_name("tanda-terima", received.number, village),
            receipt_paper(receipt),
        )

    @staticmethod
    def _shown(book: Book, edit: ReportEdit) -> Record | None:
        """The version whose text the editor shows, None while the draft is shown."""
        if edit.editable or edit.state not in _SENT:
            return None
        return book.version(edit.report_id, edit.newest)

    def _document(self, report: Report, title: str, version: Record | None) -> Document:
        report, about_words = self._own.arranged(report)
        paper, about_paper = self._own.paper(report, self._picture)
        remark = " ".join(words for words in (about_words, about_paper) if words)
        n = version.number("meta.n") if version is not None else 0
        draft = "draf" if version is None else "" if n <= 1 else f"kiriman-{n}"
        return Document(
            title,
            _file_name(report.template.short_name, str(report.period or ""), report.office.village, draft),
            paper,
            partial(self._word, report, about_words),
            partial(report_workbook, report) if has_tables(report) else None,
            remark,
        )

    def _word(self, report: Report, remark: str) -> Made:
        from sipa_render.word_file import report_word
        from sipa_render.word_template import WordTemplateError

        emblem, own = self._own.emblem(), self._own.word(report.template.key)
        if own is not None:
            try:
                return Made(report_word(report, self._picture, template=own, emblem=emblem), remark)
            except WordTemplateError as fault:
                remark = f"{remark} {not_used(_('Contoh Word'), str(fault))}".strip()
        return Made(report_word(report, self._picture, emblem=emblem), remark)


def _version(tx: Tx, office: Office, version_id: str) -> tuple[Office, Book, Village, Template, Record] | Refused:
    book = read_book(tx)
    version = book.versions.get(version_id)
    if version is None:
        return refused(Problem.NOT_FOUND)
    template = office.template(version.text("meta.type"), version.number("meta.template_version"))
    if template is None:
        return Refused(
            "unknown_template",
            _("Jenis laporan ini belum dikenal aplikasi. Tidak ada yang berubah. Perbarui aplikasi."),
        )
    code = version.village or ""
    village = office.village(code) or (office.own_village if office.identity.village == code else None)
    return refused(Problem.NOT_FOUND) if village is None else (office, book, village, template, version)


def _report(
    tx: Tx,
    office: Office,
    book: Book,
    village: Village,
    template: Template,
    period: str,
    content: Content,
    received: Received | None,
) -> Report:
    from sipa_render.paper import Office as Head
    from sipa_render.report_plan import Report

    about = tx.records.get(Ref(RecordType.VILLAGE, ids.natural_id("village", village.code)))
    address = _own_address(template, content) or (about.text("contact") if about is not None else "")
    head = about.text("head") if about is not None else ""
    if not head and office.identity.village == village.code:
        head = head_of(tx)
    return Report(
        Head(village, office.kabupaten, address or _known(office, book, village, _own_address)),
        template,
        title_of(template, period),
        period_of(period),
        content,
        tree_of(template, content),
        received,
        head_name=head or _known(office, book, village, _own_head),
    )


def _own_address(template: Template, content: Content) -> str:
    """The address of the office that the report itself gives."""
    found = (content.get(path) for path in template.office_contact_patterns)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _own_head(_template: Template, content: Content) -> str:
    """The head of the village that the report itself names."""
    name = content.get(HEAD_PATH)
    return name.strip() if isinstance(name, str) else ""


def _known(office: Office, book: Book, village: Village, told: Callable[[Template, Content], str]) -> str:
    """What the village's newest other report says of it, since many types do not ask."""
    own = [report for report in book.reports.values() if report.village == village.code]
    for report in sorted(own, key=lambda one: (one.text("period")[:4], one.text("period")), reverse=True):
        version = book.facts_of(report).newest
        if version is None:
            continue
        template = office.template(version.text("meta.type"), version.number("meta.template_version"))
        if template is not None:
            words = told(template, version.fields)
            if words:
                return words
    return ""


def _received(tx: Tx, office: Office, book: Book, version: Record) -> Received | None:
    """What the server said about a version; None while it is only this desk's own word.

    The record that came from the server carries the moment and the hash of its receipt. Before the feed brings it, the
    receipt in the outbox says the same.
    """
    from sipa_render.paper import Received

    report = book.reports.get(version.text("meta.report"))
    if report is None:
        return None
    at, digest = version.number("meta.sent_at"), version.text("meta.content_hash")
    if version.rev == 0:
        item = tx.outbox.newest("report.submit", report_ref(book.facts_of(report)))
        if item is None or item.state is not OutboxState.RECEIPTED or item.content_hash != digest:
            return None
        at = item.closed_at or at
    if not at or len(digest) < 16:
        return None
    period = version.text("meta.period")
    template = office.newest_template(version.text("meta.type"))
    return Received(
        at,
        digest,
        version.village or "",
        title_of(template, period) if template is not None else period,
        version.number("meta.n"),
        _address(office, book, report, version),
        office.zone,
    )


def _proved(tx: Tx, received: Received) -> Received:
    """With the server's signature, on the PC that sent it: only there it came."""
    proof = tx.outbox.proof(received.content_hash)
    if proof is None:
        return received
    text = proof.text() if proof.together <= IN_A_CODE else ""
    return replace(received, proof=text, fingerprint=proof.fingerprint)


def _address(office: Office, book: Book, report: Record, version: Record) -> str:
    """The public page that shows this very version, empty while there is none."""
    facts = book.facts_of(report)
    publication, village = facts.publication, office.village(report.village)
    if publication is None or village is None or not office.public_url:
        return ""
    shown = publication.text("version") == version.id and publication.text("state") == PublicationState.PUBLIC
    page = f"{office.public_url}/desa/{village.slug}/laporan/{facts.template_key}/{facts.period}"
    return page if shown else ""


def _file_name(what: str, when: str, village: Village, more: str = "") -> str:
    """`LRA-2025-S1-Desa-Babayau.pdf`: letters and figures only, so that every system and stick takes it."""
    word = "Kelurahan" if village.kind is VillageKind.KELURAHAN else "Desa"
    parts = (what, when, word, slug(village.name) or village.code, more)
    return "-".join(_UNSAFE.sub("-", part).strip("-") for part in parts if part)[:100].strip("-") + ".pdf"
