"""Makes the list of the village's reports and of what can be begun: every row in words, what needs work first.

Pure: values of one snapshot in, frozen rows out.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date

from msgspec.structs import replace

from sipa_core.domain import workflow
from sipa_core.domain.attachments import blobs_named
from sipa_core.domain.dates import DEFAULT_ZONE, local_date
from sipa_core.domain.deadlines import is_late
from sipa_core.domain.paths import Content, changes_between
from sipa_core.domain.templates import Progress, Template, progress
from sipa_core.domain.workflow import ReportState
from sipa_core.messages import _, ngettext
from sipa_desktop.services.draft_versions import is_joined
from sipa_desktop.services.drafts import Draft, state_of
from sipa_desktop.services.office import Office
from sipa_desktop.services.owed import owed_in_view
from sipa_desktop.services.report_edit import may_edit, period_of, short_title, state_here, title_of
from sipa_desktop.services.report_facts import Book, Facts, content_of
from sipa_desktop.services.report_history import last_returned, limit_words_of, notes_of
from sipa_desktop.services.reports_views import DutyRow, ReportRow
from sipa_desktop.services.times import day_words, deadline_words, stamp_words
from sipa_desktop.services.words import report_word

_ORDER = (
    ReportState.DIKEMBALIKAN,
    ReportState.TERLAMBAT,
    ReportState.SIAP,
    ReportState.DRAF,
    ReportState.BELUM_MASUK,
    ReportState.MENUNGGU,
    ReportState.TERKIRIM,
    ReportState.DIPERIKSA,
    ReportState.DISETUJUI,
    ReportState.TERBIT,
)


def report_rows(
    office: Office,
    book: Book,
    drafts: Mapping[str, Draft],
    unsent: Set[str] = frozenset(),
    twice: Set[str] = frozenset(),
) -> tuple[ReportRow, ...]:
    """Every report begun or sent, and every one owed and in view (`owed_in_view`) that can be worked on by now.

    `unsent` are the hashes of attachments that the server has not; a report that was sent says how many it waits for.
    `twice` are the draft ids of reports of which another PC has sent another text; they come first.
    """
    village = office.own_village
    found: dict[str, Facts] = {}
    for report in book.reports.values():
        facts = book.facts_of(report)
        found[facts.draft_id] = facts
    for draft in drafts.values():
        found.setdefault(draft.id, book.facts(draft.village, draft.template_key, draft.period, draft.ordinal))
    for one in owed_in_view(office, book, village):
        if one.duty.opens(one.period, office.days) <= office.today:
            found.setdefault(one.facts.draft_id, one.facts)
    made = (report_row(office, book, facts, drafts, unsent) for facts in found.values())
    rows = [_marked(row, row.draft_id in twice) for row in made if row is not None]
    closed = (ReportState.DISETUJUI, ReportState.TERBIT)
    # Open work by its day; what is settled the other way round, the newest period first.
    working = [row for row in rows if row.twice or row.state not in closed]
    settled = [row for row in rows if not row.twice and row.state in closed]
    working.sort(key=lambda row: (not row.twice, _ORDER.index(row.state), row.due or date.max, row.title))
    settled.sort(key=lambda row: (row.due or date.min, row.title), reverse=True)
    return (*working, *settled)


def report_row(
    office: Office, book: Book, facts: Facts, drafts: Mapping[str, Draft], unsent: Set[str] = frozenset()
) -> ReportRow | None:
    """One report as a row; None when its type is not known here, so that nothing truthful can be said of it."""
    draft = drafts.get(facts.draft_id)
    template = _template(office, facts, draft)
    period = period_of(facts.period)
    if template is None or period is None:
        return None
    due = office.due(facts.template_key, period, office.own_village)
    content = _content(facts, draft)
    done = progress(template, content)
    written = state_of(done) if draft else None
    state = state_here(facts, draft, written, due, office.now, office.zone)
    returned = last_returned(book, facts) if state is ReportState.DIKEMBALIKAN else None
    notes = len(notes_of(returned)) if returned is not None else 0
    begun = draft is not None or facts.sent != workflow.NONE
    words = _words(office, facts, state, limit_words_of(facts, state, due, office), notes, done if begun else None)
    return ReportRow(
        draft_id=facts.draft_id,
        template_key=facts.template_key,
        period=facts.period,
        ordinal=facts.ordinal,
        title=named(title_of(template, facts.period), office.event_name(facts.report_id)),
        short_title=short_title(template, facts.period),
        state=state,
        chip=report_word(state) if state is not ReportState.BELUM_MASUK else _("Belum dimulai"),
        words=f"{words} {_joined_words(facts, draft, state)} {_files_words(facts, unsent)}".strip(),
        action=_action(facts, state, begun),
        due=due,
        late=state is ReportState.TERLAMBAT,
        begun=begun,
        filled=done.filled,
        total=done.total,
        open_notes=notes,
        versions=facts.settled,
        sent_at=facts.newest.number("meta.sent_at") if facts.settled and facts.newest is not None else None,
        saved_at=draft.document.saved_at if draft is not None else None,
        mended=returned is not None
        and draft is not None
        and bool(changes_between(content_of(facts.newest), draft.content)),
    )


def _marked(row: ReportRow, twice: bool) -> ReportRow:
    """Say first that two computers changed it."""
    words = _("Dua komputer mengubahnya: buka, lalu pilih isian.")
    return replace(row, words=f"{words} {row.words}", twice=True) if twice else row


def duty_rows(office: Office, book: Book, drafts: Mapping[str, Draft]) -> tuple[DutyRow, ...]:
    """What can be begun now: owed and in view (`owed_in_view`), its period begun, no text anywhere yet."""
    rows = []
    for one in owed_in_view(office, book, office.own_village):
        template = office.newest_template(one.duty.template)
        open_yet = min(one.period.first_day, one.duty.opens(one.period, office.days)) <= office.today
        if template is None or not open_yet or one.facts.sent != workflow.NONE or one.facts.draft_id in drafts:
            continue
        late = one.due is not None and is_late(one.due, office.now, office.zone)
        words = deadline_words(one.due, office.today) or _("Tanggal belum ditetapkan")
        title = named(template.title(one.period), one.name)
        ordinal = one.facts.ordinal
        rows.append(DutyRow(template.key, str(one.period), title, one.due, words, late, template.help, ordinal))
    return tuple(sorted(rows, key=lambda row: (not row.late, row.due or date.max, row.title)))


def named(title: str, event: str) -> str:
    """The title of a report with what happened, where an event asks for it."""
    return f"{title}: {event}" if event else title


def _template(office: Office, facts: Facts, draft: Draft | None) -> Template | None:
    if draft is not None:
        return office.template(facts.template_key, draft.template_version)
    if facts.newest is not None:
        return office.template(facts.template_key, facts.newest.number("meta.template_version"))
    return office.newest_template(facts.template_key)


def _content(facts: Facts, draft: Draft | None) -> Content:
    state = state_here(facts, draft, ReportState.DRAF if draft else None, None, 0, DEFAULT_ZONE)
    sent = facts.newest is not None and not may_edit(facts, state)
    return (
        draft.content
        if draft is not None and not sent
        else content_of(facts.last if facts.recalling is not None else facts.newest)
    )


def _words(office: Office, facts: Facts, state: ReportState, due: str, notes: int, done: Progress | None) -> str:
    filled = _("Terisi {n} dari {m} bagian").format(n=done.filled, m=done.total) if done is not None else ""
    match state:
        case ReportState.DIKEMBALIKAN:
            words = ngettext("{n} catatan dari kecamatan", "{n} catatan dari kecamatan", notes).format(n=notes)
            return _sentences(words, due)
        case ReportState.TERLAMBAT | ReportState.DRAF | ReportState.SIAP | ReportState.BELUM_MASUK:
            return _sentences(due, filled or _("Belum dimulai"))
        case ReportState.MENUNGGU if facts.recalling is not None:
            return _sentences(_("Penarikan kembali menunggu kirim"), due)
        case ReportState.MENUNGGU:
            return _sentences(_("Tersimpan di komputer ini"), due)
        case ReportState.TERKIRIM | ReportState.DIPERIKSA:
            at = facts.newest.number("meta.sent_at") if facts.newest is not None else 0
            return _sentences(_("Terkirim {time}").format(time=stamp_words(at, office.today, office.zone)))
        case _:
            review = facts.review
            day = day_words_of(review.number("decided_at"), office) if review is not None else ""
            return _sentences(_("Disetujui {day}").format(day=day))


def _files_words(facts: Facts, unsent: Set[str]) -> str:
    """`2 lampiran menunggu kirim`, for a report whose words are on their way or there already."""
    count = len(blobs_named(facts.last.fields) & unsent) if unsent and facts.last is not None else 0
    return _("{n} lampiran menunggu kirim.").format(n=count) if count else ""


def _joined_words(facts: Facts, draft: Draft | None, state: ReportState) -> str:
    mine = state in (ReportState.DRAF, ReportState.SIAP) and is_joined(facts, draft)
    return _("Gabungan isian dua komputer belum dikirim.") if mine else ""


def day_words_of(instant: int, office: Office) -> str:
    """`15 Juli`, the day of an instant in the zone of the office."""
    return day_words(local_date(instant, office.zone), office.today)


def _action(facts: Facts, state: ReportState, begun: bool) -> str:
    match state:
        case ReportState.DIKEMBALIKAN:
            return _("Perbaiki")
        case ReportState.DRAF | ReportState.SIAP | ReportState.TERLAMBAT | ReportState.BELUM_MASUK:
            return _("Lanjutkan") if begun else _("Mulai")
        case ReportState.MENUNGGU if not facts.sealed and facts.recalling is None:
            return _("Ubah")
        case _:
            return _("Lihat")


def _sentences(*parts: str) -> str:
    return " ".join(f"{part}." for part in parts if part)
