"""Makes the parts of the village's first page: tasks in order, dates ahead, four measures. Pure: values in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sipa_core.domain import budget, workflow
from sipa_core.domain.consultation import GuidanceState
from sipa_core.domain.dates import due_words, local_date, short_month_name
from sipa_core.domain.money import format_rupiah, format_tenths
from sipa_core.domain.workflow import PostingState, PublicationState, ReportState
from sipa_core.messages import _, ngettext
from sipa_desktop.services.conflicts_views import ConflictSummary
from sipa_desktop.services.conversations import (
    Conversation,
    answer_owed,
    average_days,
    limit_words,
    owed_here,
    tenths_words,
)
from sipa_desktop.services.feedback_views import Urgency
from sipa_desktop.services.feedback_words import most_urgent
from sipa_desktop.services.guidance_views import GuidanceRow
from sipa_desktop.services.home_views import Measure, Task, TaskKind, Upcoming
from sipa_desktop.services.office import Office
from sipa_desktop.services.owed import BUDGET_TYPE, OwedReport, current_half, on_time, owed_in
from sipa_desktop.services.publications import Published, lacking_words
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.report_facts import Book, content_of
from sipa_desktop.services.reports_views import ReportRow
from sipa_desktop.services.times import day_words
from sipa_desktop.services.words import posting_word

MOST_DATES = 4
MOST_REMINDERS = 3
MOST_OF_A_KIND = 5
_NOTHING = "–"
_WORK: dict[ReportState, TaskKind] = {
    ReportState.DIKEMBALIKAN: TaskKind.RETURNED,
    ReportState.TERLAMBAT: TaskKind.LATE,
    ReportState.SIAP: TaskKind.DUE,
    ReportState.DRAF: TaskKind.DUE,
    ReportState.BELUM_MASUK: TaskKind.DUE,
}


def tasks(
    office: Office,
    rows: Sequence[ReportRow],
    talks: Sequence[Conversation],
    publications: Sequence[Published],
    agreed: Sequence[GuidanceRow] = (),
    conflicts: Sequence[ConflictSummary] = (),
) -> tuple[Task, ...]:
    """The work of today: two texts of one report, refused proofs, what came back, what is late, citizens, postings,
    then what falls due. A report with two texts stands once: the choice comes before everything else in it.
    """
    working = [row for row in rows if not row.twice]
    found = [_report_task(row, kind) for row in working if (kind := _WORK.get(row.state)) is not None]
    found += [_conflict_task(one) for one in conflicts]
    citizens = _feedback_task(office, talks)
    if citizens is not None:
        found.append(citizens)
    found += [
        _guidance_task(row)
        for row in agreed
        if row.urgency in (Urgency.SOON, Urgency.LATE) or row.state is GuidanceState.RETURNED
    ]
    for published in publications:
        if published.state is PublicationState.PUBLIC:
            found += _proof_tasks(published)
            if any(one.counts and one.state is PostingState.OWED for one in published.channels):
                found.append(_posting_task(published))
    order = list(TaskKind)
    return tuple(sorted(found, key=lambda task: order.index(task.kind)))


def in_sight(found: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks that the page shows: of late reports and of those to come the first five each, the rest as a count.

    One more than five is shown rather than counted. The count leads to the list of reports.
    """
    shown: list[Task] = []
    for kind in TaskKind:
        of_kind = [task for task in found if task.kind is kind]
        if kind not in (TaskKind.LATE, TaskKind.DUE) or len(of_kind) <= MOST_OF_A_KIND + 1:
            shown += of_kind
            continue
        rest = of_kind[MOST_OF_A_KIND:]
        shown += of_kind[:MOST_OF_A_KIND]
        title = (
            ngettext("{n} laporan lain sudah lewat batas", "{n} laporan lain sudah lewat batas", len(rest))
            if kind is TaskKind.LATE
            else ngettext("{n} laporan lain menunggu", "{n} laporan lain menunggu", len(rest))
        )
        shown.append(Task(kind, title.format(n=len(rest)), f"{rest[0].title}, …", _("Lihat semua"), ""))
    return tuple(shown)


def upcoming(office: Office, owed: Sequence[OwedReport], publications: Sequence[Published]) -> tuple[Upcoming, ...]:
    """The next dates, nearest first: reports that must still go, and the targets of postings."""
    found: list[Upcoming] = []
    for one in owed:
        template = office.newest_template(one.duty.template)
        open_now = one.facts.waiting is None and (one.facts.sent == workflow.NONE or one.facts.returned)
        begun = one.period.first_day <= office.today
        if template is None or one.due is None or one.due < office.today or not open_now or not begun:
            continue
        distance = due_words(one.due, office.today)
        words = _("Perbaikan, {distance}").format(distance=distance) if one.facts.returned else distance
        found.append(_upcoming(one.due, short_title(template, str(one.period), tight=True), words, one.facts.returned))
    for published in publications:
        approved = published.approved_on(office.zone)
        if approved is None or published.state is not PublicationState.PUBLIC or published.complete:
            continue
        target = approved + timedelta(days=published.rule.target_days)
        if target >= office.today:
            title = short_title(published.template, published.version.text("meta.period"), tight=True)
            words = _("Posting lengkap, {distance}").format(distance=due_words(target, office.today))
            found.append(_upcoming(target, title, words, False))
    found.sort(key=lambda one: (one.day, not one.urgent, one.title))
    return tuple(found[:MOST_DATES])


def reminders(office: Office, owed: Sequence[OwedReport]) -> tuple[str, ...]:
    """The reminders that the kecamatan set on duties, for reports that were never sent: the nearest day first.

    A reminder before the day stands from its day until the due day, one after it from its day until the report is sent.
    Several late ones are one sentence, since each of them stands below as work.
    """
    ahead, late = [], []
    for one in owed:
        template = office.newest_template(one.duty.template)
        if template is None or one.due is None or one.facts.waiting is not None or one.facts.sent != workflow.NONE:
            continue
        left = (one.due - office.today).days
        title = short_title(template, str(one.period), tight=True)
        words = _("{title}: batas {day}, {distance}. Belum dikirim.").format(
            title=title, day=day_words(one.due, office.today), distance=due_words(one.due, office.today)
        )
        if any(0 <= left <= days for days in one.duty.remind if days >= 0):
            ahead.append((left, words))
        if any(left <= days for days in one.duty.remind if days < 0):
            late.append(words)
    if len(late) > 1:
        late = [_("{n} laporan sudah lewat batas dan belum dikirim.").format(n=len(late))]
    return (*(words for _left, words in sorted(ahead)[:MOST_REMINDERS]), *late)


def measures(
    office: Office,
    book: Book,
    talks: Sequence[Conversation],
    publications: Sequence[Published],
    unsent: Collection[str],
) -> tuple[Measure, ...]:
    """The four measures in the order of the page; `unsent` holds the ids of feedback whose answer has no receipt."""
    told = [talk for talk in talks if talk.record.id not in unsent]
    answers = _answers(office, talks, told)
    return (_timeliness(office, book), _postings(publications), answers, _spending(office, book))


def page_words(day: str, found: Sequence[Task], late_citizens: bool) -> str:
    """`Kamis, 10 Juli 2025. Ada 5 hal yang perlu dikerjakan, 1 sudah lewat batas.`"""
    if not found:
        return _("{day}. Tidak ada yang perlu dikerjakan sekarang.").format(day=day)
    late = sum(_past(task) for task in found) + late_citizens
    words = _("{day}. Ada {n} hal yang perlu dikerjakan").format(day=day, n=len(found))
    return f"{words}, {_('{n} sudah lewat batas.').format(n=late)}" if late else f"{words}."


def _past(task: Task) -> bool:
    return task.kind is TaskKind.LATE or (task.kind is TaskKind.GUIDANCE and bool(task.side))


def _report_task(row: ReportRow, kind: TaskKind) -> Task:
    plain = row.state is ReportState.BELUM_MASUK
    return Task(
        kind,
        row.title,
        row.words,
        row.action,
        row.draft_id,
        chip=None if plain else row.state,
        chip_word="" if plain else row.chip,
        side=row.chip if plain else "",
        template_key=row.template_key,
        period=row.period,
        begun=row.begun,
        ordinal=row.ordinal,
    )


def _conflict_task(one: ConflictSummary) -> Task:
    action = _("Lihat") if one.locked or not one.count else _("Pilih isian")
    return Task(TaskKind.CONFLICT, one.title, one.words, action, one.draft_id)


def _feedback_task(office: Office, talks: Sequence[Conversation]) -> Task | None:
    waiting = sum(answer_owed(talk, office) for talk in talks)
    first = most_urgent(office, talks)
    clock = owed_here(first, office) if first is not None else None
    if first is None or clock is None:
        return None
    days = (office.today - local_date(clock.since, office.zone)).days
    age = ngettext("sudah {n} hari", "sudah {n} hari", days).format(n=days) if days > 0 else _("masuk hari ini")
    title = ngettext("{n} masukan warga belum dijawab", "{n} masukan warga belum dijawab", waiting).format(n=waiting)
    subject = first.record.text("subject") or first.record.text("number")
    words = _("Paling lama: {subject}, {age}.") if waiting > 1 else _("{subject}, {age}.")
    side = limit_words(clock, office)
    return Task(
        TaskKind.FEEDBACK,
        title,
        words.format(subject=subject, age=age),
        _("Jawab"),
        first.record.id,
        side=side[:1].upper() + side[1:],
    )


def _guidance_task(row: GuidanceRow) -> Task:
    back = _("Dikembalikan kecamatan: {reason}").format(reason=row.reason) if row.reason else ""
    side = _("Lewat batas") if row.urgency is Urgency.LATE else ""
    return Task(TaskKind.GUIDANCE, row.text, back or f"{_('Pembinaan')}. {row.words}", _("Buka"), row.id, side=side)


def _proof_tasks(published: Published) -> list[Task]:
    """A proof that the kecamatan sent back, with its reason."""
    name = short_title(published.template, published.version.text("meta.period"), tight=True)
    return [
        Task(
            TaskKind.PROOF,
            _("Bukti {channel} ditolak, {report}").format(channel=one.channel.name, report=name),
            one.record.text("reason") or _("Kecamatan minta bukti lain."),
            _("Beri bukti"),
            published.record.id,
            chip=ReportState.DIKEMBALIKAN,
            chip_word=posting_word(PostingState.REFUSED),
            channel=one.channel.key,
        )
        for one in published.channels
        if one.state is PostingState.REFUSED and one.record is not None
    ]


def _posting_task(published: Published) -> Task:
    name = short_title(published.template, published.version.text("meta.period"))
    return Task(
        TaskKind.POSTING,
        _("{name} belum lengkap diposting").format(name=name),
        f"{lacking_words(published)}.",
        _("Posting"),
        published.record.id,
        done=published.done,
        total=published.total,
    )


def _upcoming(day: date, title: str, words: str, urgent: bool) -> Upcoming:
    return Upcoming(day, short_month_name(day.month), title, words[:1].upper() + words[1:], urgent)


def _timeliness(office: Office, book: Book) -> Measure:
    half = current_half(office)
    done, due = on_time(owed_in(office, book, office.own_village, [half]), office)
    before = owed_in(office, book, office.own_village, [half.previous()])
    label = _("Laporan tepat waktu")
    if not due:
        return Measure(label, _NOTHING, "", None, _("Belum ada yang jatuh tempo"))
    if any(one.facts.first_sent_at is not None for one in before):
        then, of = on_time(before, office)
        note = _("Semester lalu {n} dari {m}").format(n=then, m=of)
    else:
        note = half.label
    return Measure(label, str(done), _("dari {n}").format(n=due), done * 1000 // due, note)


def _postings(publications: Sequence[Published]) -> Measure:
    public = [published for published in publications if published.state is PublicationState.PUBLIC]
    done, total = sum(one.done for one in public), sum(one.total for one in public)
    label = _("Postingan lengkap")
    if not total:
        return Measure(label, _NOTHING, "", None, _("Belum ada yang terbit"))
    note = _("{n} lagi untuk penuh").format(n=total - done) if done < total else _("Semua sudah diposting")
    return Measure(label, str(done), _("dari {n}").format(n=total), done * 1000 // total, note)


def _answers(office: Office, talks: Sequence[Conversation], told: Sequence[Conversation]) -> Measure:
    """Answered is what the citizen can read: an answer that waits on this PC counts later."""
    this_year, told_this_year = _of_this_year(office, talks), _of_this_year(office, told)
    label = _("Masukan dijawab")
    if not this_year:
        return Measure(label, _NOTHING, "", None, _("Belum ada masukan"))
    done = sum(talk.awaited_since is None for talk in told_this_year)
    average = average_days(told_this_year)
    note = (
        _("Rata-rata {n} hari kerja").format(n=tenths_words(average)) if average is not None else _("Belum ada jawaban")
    )
    return Measure(label, str(done), _("dari {n}").format(n=len(this_year)), done * 1000 // len(this_year), note)


def _of_this_year(office: Office, talks: Sequence[Conversation]) -> list[Conversation]:
    year = office.today.year
    return [talk for talk in talks if local_date(talk.record.number("created_at"), office.zone).year == year]


def _spending(office: Office, book: Book) -> Measure:
    """From the newest version of the newest report on the budget of this year; what was not sent is not told."""
    label = _("Belanja terlaksana")
    year = str(office.today.year)
    found = [
        facts
        for report in book.reports.values()
        if report.text("type") == BUDGET_TYPE and (facts := book.facts_of(report)).newest is not None
    ]
    found = [facts for facts in found if facts.period.startswith(year)]
    newest = max(found, key=lambda facts: facts.period, default=None)
    spent = budget.totals(content_of(newest.newest)).belanja if newest is not None else None
    if spent is None or spent.percent is None:
        return Measure(label, _NOTHING, "", None, _("Belum ada laporan"))
    note = _("Sisa {amount}").format(amount=format_rupiah(spent.sisa))
    return Measure(label, format_tenths(spent.percent), "", max(0, min(1000, spent.percent)), note)
