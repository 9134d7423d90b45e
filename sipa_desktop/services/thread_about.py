"""What a thread is about, as this desk has it: the report, the field in words, its present value, the way there."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.domain.consultation import About
from sipa_core.domain.paths import Content, Value, is_path, parse_path
from sipa_core.domain.templates import Field, Template
from sipa_core.messages import _
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.consultation_views import AboutView
from sipa_desktop.services.drafts import read_drafts
from sipa_desktop.services.office import Office
from sipa_desktop.services.places import where
from sipa_desktop.services.report_edit import short_title, tree_of
from sipa_desktop.services.report_facts import Facts, content_of, read_book
from sipa_desktop.services.values import value_words
from sipa_desktop.store.unit_of_work import Tx

MAX_VALUE = 60


def about_of(tx: Tx, office: Office, record: Record) -> AboutView | None:
    """What the thread is about; None for a general one. A report that is not known here has only its label."""
    if record.text("about") != About.REPORT:
        return None
    report, path, label = record.text("report"), record.text("path"), record.text("label")
    unknown = AboutView(_("Laporan"), label or path, "", "", "", report, path)
    known = _facts(tx, office, record.village or "", report)
    if known is None:
        return unknown
    facts, draft = known
    template = office.newest_template(facts.template_key)
    if template is None:
        return unknown
    content = draft if draft is not None else content_of(facts.newest)
    target = facts.draft_id
    if office.identity.village is None:
        target = facts.newest.id if facts.newest is not None else ""
    field = template.field(path)
    return AboutView(
        title=short_title(template, facts.period),
        place=_place(template, content, path) if path else label or _("Seluruh laporan"),
        value_label=field.label if field is not None else "",
        value=_short_value(field, _value(template, content, path)) if field is not None else "",
        target=target,
        report=report,
        path=path,
    )


def place_label(tx: Tx, office: Office, village: str, report: str, path: str) -> str:
    """A place in few words for lists: `Realisasi APB Desa Sem. I 2025, Pelaksanaan Pembangunan Desa, Realisasi`."""
    known = _facts(tx, office, village, report)
    template = office.newest_template(known[0].template_key) if known is not None else None
    if known is None or template is None:
        return ""
    facts, draft = known
    content = draft if draft is not None else content_of(facts.newest)
    title = short_title(template, facts.period, tight=True)
    return f"{title}, {_place(template, content, path)}" if path else title


def _short_value(field: Field, value: Value) -> str:
    line = " ".join(value_words(field, value).split())
    return line if len(line) <= MAX_VALUE else f"{line[: MAX_VALUE - 1].rstrip()}…"


def _value(template: Template, content: Content, path: str) -> Value:
    """What stands in the field; a sum of the budget, which is stored nowhere, is counted."""
    stored = content.get(path)
    tree = tree_of(template, content) if stored is None else None
    if tree is None or not is_path(path):
        return stored
    read = parse_path(path)
    line = next((one for one in tree.lines if read.row in (one.key, f"{one.code}/-/-")), None)
    if line is None or line.amount is None or read.leaf not in ("anggaran", "realisasi"):
        return stored
    return line.amount.anggaran if read.leaf == "anggaran" else line.amount.realisasi


def _place(template: Template, content: Content, path: str) -> str:
    return where(template, content, tree_of(template, content), path)


def _facts(tx: Tx, office: Office, village: str, report_id: str) -> tuple[Facts, Content | None] | None:
    """The report's facts and the text being written here, if any; a report may be written and never sent."""
    report = tx.records.get(Ref(RecordType.REPORT, report_id))
    drafts = read_drafts(tx, village) if office.identity.village is not None else {}
    if report is not None:
        facts = read_book(tx, village).facts_of(report)
        draft = drafts.get(facts.draft_id)
        return facts, draft.content if draft is not None else None
    for draft in drafts.values():
        if ids.report_id(village, draft.template_key, draft.period, draft.ordinal) == report_id:
            facts = read_book(tx, village).facts(village, draft.template_key, draft.period, draft.ordinal)
            return facts, draft.content
    return None
