"""Makes what the editor shows of one report: text, outline, notes, checks, and whether it may be written now.

Pure: everything comes in as values of one snapshot; nothing is read or written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from sipa_core.domain.beside import NOTHING, Beside
from sipa_core.domain.budget import BudgetTree, read_budget
from sipa_core.domain.dates import format_time, local_date
from sipa_core.domain.findings import Finding
from sipa_core.domain.paths import Content, Value, changes_between
from sipa_core.domain.periods import Period, PeriodError, PeriodKind, parse_period
from sipa_core.domain.templates import SectionKind, SectionState, Template, progress
from sipa_core.domain.workflow import ReportState, is_recalled
from sipa_core.messages import _
from sipa_core.ops.events import MAX_ORDINAL
from sipa_core.ops.reports import Submit
from sipa_desktop.services.draft_versions import is_joined
from sipa_desktop.services.drafts import Draft, Kept, state_of
from sipa_desktop.services.office import Office, code_names
from sipa_desktop.services.report_facts import CLOSED_STATES, OPEN_STATES, Book, Facts, content_of, village_state
from sipa_desktop.services.report_history import Ticks, history, last_returned, limit_words_of, note_views
from sipa_desktop.services.reports_views import NoteView, ReportEdit, SectionView
from sipa_desktop.services.times import day_words, stamp_words
from sipa_desktop.services.words import report_word


class Written(msgspec.Struct, frozen=True):
    """The text that counts now, and the draft it lies in (None when it is what was sent)."""

    template: Template
    content: dict[str, Value]
    draft: Draft | None


def tree_of(template: Template, content: Content) -> BudgetTree | None:
    """The budget of a report whose template has one."""
    if any(section.kind is SectionKind.BUDGET for section in template.sections):
        return read_budget(content, code_names(), template.money_columns)
    return None


def title_of(template: Template, period: str) -> str:
    """The whole name: `Laporan Realisasi APB Desa Semester I 2025`."""
    read = period_of(period)
    return template.title(read) if read is not None else f"{template.name} {period}"


def short_title(template: Template, period: str, *, tight: bool = False) -> str:
    """As people call it: `Realisasi APB Desa Semester I 2025`, tight `Realisasi APB Desa Sem. I 2025`.

    What looks back on a whole year is called by its letters (`LPJ 2025`): its publication has another name.
    """
    read = period_of(period)
    label = period if read is None else read.short_label if tight else read.label
    name = template.publication.name if template.publication is not None else template.name
    if template.publication is not None and template.period_kind is PeriodKind.YEAR and template.short_name.isupper():
        name = template.short_name
    return f"{name} {label}"


def period_of(text: str) -> Period | None:
    """The period of a text, None when it names none."""
    try:
        return parse_period(text)
    except PeriodError:
        return None


def can_be(template: Template, period: Period, ordinal: int) -> bool:
    """True when there can be such a report: of its type's kind of period, and a further one of a day only of events."""
    further = range(MAX_ORDINAL + 1) if period.kind is PeriodKind.EVENT else (0,)
    return template.period_kind is period.kind and ordinal in further


def may_edit(facts: Facts, state: ReportState) -> bool:
    """True while nothing holds the text: not sent, come back, or waiting and not yet on its way."""
    if state is ReportState.MENUNGGU:
        return not facts.sealed and facts.recalling is None
    return state not in (*OPEN_STATES, *CLOSED_STATES)


def state_here(
    facts: Facts, draft: Draft | None, written: ReportState | None, due: date | None, now: int, zone: str
) -> ReportState:
    """The state on this PC: a text put together from two PCs is being written although the other one was sent."""
    state = village_state(facts, due, now, written, zone)
    return written if written is not None and state in OPEN_STATES and is_joined(facts, draft) else state


def locked_words(state: ReportState, *, recalling: bool = False) -> str:
    """Why the text may not be written now; `recalling` while the own taking back has no answer."""
    if recalling:
        return _("Penarikan kembali menunggu jawaban server. Isian aman dan dapat diubah setelah server menjawab.")
    match state:
        case ReportState.MENUNGGU:
            return _("Laporan sedang dikirim. Isian Anda aman di komputer ini.")
        case ReportState.TERKIRIM:
            return _("Laporan sudah terkirim dan menunggu diperiksa kecamatan. Isian hanya dapat dibaca.")
        case ReportState.DIPERIKSA:
            return _("Kecamatan sedang memeriksa laporan ini. Isian hanya dapat dibaca.")
        case _:
            return _("Laporan sudah disetujui kecamatan. Isian hanya dapat dibaca.")


def report_edit(
    office: Office,
    book: Book,
    facts: Facts,
    written: Written,
    fixed: Mapping[str, bool],
    *,
    newer: bool,
    kept: Sequence[Kept] = (),
    beside: Beside | None = NOTHING,
) -> ReportEdit:
    """Return the report as the editor shows it; `newer` when another PC's version waits for a decision, `kept` the
    texts that were put aside, `beside` what the checks compare it with (None: they come later)."""
    template, content, draft = written.template, written.content, written.draft
    period = period_of(facts.period)
    village = office.own_village
    due = office.due(facts.template_key, period, village) if period is not None else None
    done = progress(template, content)
    written_state = state_of(done) if draft else None
    state = state_here(facts, draft, written_state, due, office.now, office.zone)
    tree = tree_of(template, content)
    carried = {path: title for path, title in beside.carried.items() if path in content} if beside is not None else {}
    returned = last_returned(book, facts)
    sent = content_of(book.versions.get(returned.text("version"))) if returned is not None else {}
    notes = note_views(returned, template, content, tree, Ticks(sent, fixed), office.today, office.zone)
    return ReportEdit(
        draft_id=facts.draft_id,
        report_id=facts.report_id,
        template=template,
        period=facts.period,
        title=title_of(template, facts.period),
        state=state,
        chip=_chip(facts, state, office),
        saved_at=draft.document.saved_at if draft is not None else None,
        saved_words=_saved_words(facts, state, written, office),
        due=due,
        due_words=limit_words_of(facts, state, due, office),
        late=state is ReportState.TERLAMBAT,
        editable=may_edit(facts, state),
        recall_word=_("Tarik kembali") if facts.recallable and state is not written_state else "",
        locked_words="" if may_edit(facts, state) else locked_words(state, recalling=facts.recalling is not None),
        submit_word=_("Kirim ulang") if facts.newest is not None else _("Kirim"),
        newest=facts.settled,
        content=content,
        sections=sections(template, done.states, notes, carried),
        budget=tree,
        names=code_names(),
        filled=done.filled,
        total=done.total,
        newer_words=_newer_words(facts, state) if newer and facts.waiting is None else "",
        notes=notes,
        checks=_findings(template, content, beside, tree) if beside is not None else (),
        checked=beside is not None,
        carried=carried,
        history=history(book, facts, office.today, office.zone, kept),
    )


def _findings(
    template: Template, content: Mapping[str, Value], beside: Beside, tree: BudgetTree | None
) -> tuple[Finding, ...]:
    from sipa_core.domain.checks import check  # the rules are heavy to load, and a start applies none

    return check(template, content, code_names(), beside, tree)


def sections(
    template: Template, states: Mapping[str, SectionState], notes: tuple[NoteView, ...], carried: Iterable[str] = ()
) -> tuple[SectionView, ...]:
    """The outline: every section with its state, the numbers of the notes in it, and how much of it was taken over."""
    taken = Counter(section.key for path in carried if (section := template.section_of(path)) is not None)
    return tuple(
        SectionView(
            section,
            states[section.key],
            tuple(note.number for note in notes if note.section == section.key),
            carried=taken[section.key],
        )
        for section in template.sections
    )


def unsent_changes(facts: Facts, content: Content) -> bool:
    """True when the draft says something else than the submission that waits."""
    if facts.waiting is None:
        return False
    queued = msgspec.json.decode(facts.waiting.decoded().fields, type=Submit)
    return bool(changes_between(queued.content, content))


def _chip(facts: Facts, state: ReportState, office: Office) -> str:
    if state is ReportState.DIKEMBALIKAN and facts.review is not None:
        day = local_date(facts.review.number("decided_at"), office.zone)
        return _("Dikembalikan {day}").format(day=day_words(day, office.today))
    return report_word(state) if state is not ReportState.BELUM_MASUK else _("Belum dimulai")


def _saved_words(facts: Facts, state: ReportState, written: Written, office: Office) -> str:
    sent_at = facts.newest.number("meta.sent_at") if facts.newest is not None else 0
    if state in OPEN_STATES:
        return _("Terkirim {time}.").format(time=stamp_words(sent_at, office.today, office.zone))
    if state in CLOSED_STATES and facts.review is not None:
        day = local_date(facts.review.number("decided_at"), office.zone)
        return _("Disetujui {day}.").format(day=day_words(day, office.today))
    if facts.recalling is not None:
        return _("Penarikan kembali menunggu kirim.")
    if written.draft is None:
        return ""
    saved_at = written.draft.document.saved_at
    same_day = local_date(saved_at, office.zone) == office.today
    time = format_time(saved_at, office.zone) if same_day else stamp_words(saved_at, office.today, office.zone)
    saved = _("Tersimpan di komputer ini {time}.").format(time=time)
    if state is ReportState.MENUNGGU and unsent_changes(facts, written.content):
        return f"{saved} {_('Perubahan terakhir belum ikut kiriman yang menunggu.')}"
    if state is ReportState.MENUNGGU:
        return f"{saved} {_('Menunggu kirim.')}"
    if facts.last is not None and is_recalled(facts.last):
        return f"{saved} {_('Kiriman ke-{n} ditarik kembali.').format(n=facts.settled)}"
    return f"{saved} {_('Belum dikirim ulang.') if facts.versions else _('Belum dikirim.')}"


def _newer_words(facts: Facts, state: ReportState) -> str:
    sender = facts.last.text("meta.sender") if facts.last is not None else ""
    if state in CLOSED_STATES:
        words = _(
            "Kiriman ke-{n} dari {sender} sudah disetujui kecamatan. Isian lain di komputer ini aman, dan dapat "
            "disimpan sebagai salinan."
        )
    else:
        words = _(
            "Kiriman ke-{n} dari {sender} berbeda dari isian di komputer ini. Keduanya tersimpan, tidak ada yang "
            "hilang. Pilih isian yang dipakai."
        )
    return words.format(n=facts.settled, sender=sender or _("komputer lain"))


def sent_text(office: Office, facts: Facts) -> Written | None:
    """What was sent last, to be read; None when its report type is not known here."""
    version = facts.last if facts.recalling is not None else facts.newest
    if version is None:
        return None
    template = office.template(facts.template_key, version.number("meta.template_version"))
    return Written(template, content_of(version), None) if template is not None else None
