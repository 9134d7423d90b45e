"""Makes what the reviewer sees of one version: lines beside the version before, notes being written, and the decision.

Pure: everything comes in as values of one snapshot; nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain import workflow
from sipa_core.domain.beside import NOTHING, Beside
from sipa_core.domain.budget import BELANJA, TABLE, Amount, BudgetLine, BudgetTree, LineKind
from sipa_core.domain.checks import check
from sipa_core.domain.notes import Note, notes_in, place_changed
from sipa_core.domain.paths import BudgetKey, Content, cell, changes_between
from sipa_core.domain.templates import Template, progress
from sipa_core.domain.workflow import PublicationState, ReportState, Verdict, is_recalled
from sipa_core.messages import _, ngettext
from sipa_core.wire.records import Record
from sipa_desktop.services.differences import changed_places
from sipa_desktop.services.left_notes import left_notes, place_words, sendings
from sipa_desktop.services.office import Office, code_names
from sipa_desktop.services.places import section_key, where
from sipa_desktop.services.publications import publication_state
from sipa_desktop.services.report_edit import period_of, title_of, tree_of
from sipa_desktop.services.report_facts import CLOSED_STATES, OPEN_STATES, Book, Facts, content_of, in_time
from sipa_desktop.services.report_history import history, notes_of
from sipa_desktop.services.reports_views import SectionView
from sipa_desktop.services.review_views import Against, ComparedLine, LeftNotes, Public, ReviewDetail, ReviewNote
from sipa_desktop.services.timely import carried_words, timely_words
from sipa_desktop.services.times import day_words, stamp_words
from sipa_desktop.services.versions import version_rows
from sipa_desktop.services.words import report_word


def state_chip(facts: Facts, state: ReportState) -> str:
    """`Baru masuk` or `Kiriman ulang` until somebody opened it, then the word of the state."""
    if state is not ReportState.TERKIRIM:
        return report_word(state)
    return _("Kiriman ulang") if facts.resent else _("Baru masuk")


def arrival_words(office: Office, facts: Facts, version: Record) -> str:
    """`dikirim 8 Jul 15.02, tepat waktu`, with `dibawa lewat USB, ditutup 7 Jul 16.02` between."""
    sent_at = version.number("meta.sent_at")
    words = _("dikirim {when}").format(when=stamp_words(sent_at, office.today, office.zone))
    carried = carried_words(version, office)
    words = f"{words}, {carried}" if carried else words
    late = arrived_late(office, facts)
    if late is None:
        return words
    return f"{words}, {_('lewat batas') if late else _('tepat waktu')}"


def arrived_late(office: Office, facts: Facts) -> bool | None:
    """True when the first version came late, as the matrix counts it; None when nobody set a day or nothing came."""
    village, period = office.village(facts.village), period_of(facts.period)
    duty = office.duty_for(facts.template_key, period, village) if village is not None and period is not None else None
    due = due_of(office, facts)
    if duty is None or period is None or due is None or facts.first_sent_at is None:
        return None
    return not in_time(facts, due, office.zone, duty.first_due(period, office.days))


def due_of(office: Office, facts: Facts) -> date | None:
    """The last day on which the report is in time, None when nobody set one."""
    village, period = office.village(facts.village), period_of(facts.period)
    return office.due(facts.template_key, period, village) if village is not None and period is not None else None


def review_detail(
    office: Office,
    book: Book,
    facts: Facts,
    version: Record,
    template: Template,
    leaves: Mapping[str, Content],
    against: str | None = None,
    compared: Beside = NOTHING,
) -> ReviewDetail:
    """Return one version as its reviewer sees it, beside `against` (the id of a version; "" for nothing, None for what
    it follows); `leaves` are the notes typed on it and on those before, `compared` is what the checks lay beside it."""
    choices = beside(office, book, facts, version)
    other = chosen_beside(book, version, choices, against)
    content = content_of(version)
    before = content_of(book.versions.get(other.version_id)) if other is not None else {}
    same = other is not None and other.same_report
    tree = tree_of(template, content)
    review, newest = book.review_of(version), facts.newest is not None and facts.newest.id == version.id
    recalled = is_recalled(version)
    # What was taken back is a draft again; no chip of its own, so that nine states stay nine.
    state = ReportState.DRAF if recalled else ReportState(workflow.report_state(version, review, facts.publication))
    open_now = newest and state in OPEN_STATES
    notes = _notes(template, content, tree, notes_in(leaves.get(version.id, {}))) if open_now else ()
    worded = sum(bool(note.text.strip()) for note in notes)
    done = progress(template, content)
    changed = changed_places(template, before, content) if same else {}
    reopens = newest and state in CLOSED_STATES and not book.verdict_waits(version)
    return ReviewDetail(
        version_id=version.id,
        report_id=facts.report_id,
        village=office.village_label(facts.village),
        title=title_of(template, facts.period),
        words=f"{title_of(template, facts.period)}, {arrival_words(office, facts, version)}",
        state=state,
        chip=_("Ditarik kembali") if recalled else state_chip(facts, state),
        n=version.number("meta.n"),
        template=template,
        period=facts.period,
        content=content,
        sections=tuple(
            SectionView(
                section,
                done.states[section.key],
                tuple(note.number for note in notes if note.section == section.key),
                changed.get(section.key, 0),
            )
            for section in template.sections
        ),
        budget=tree,
        lines=_compared(
            tree,
            tree_of(template, before) if before else None,
            (template.money_columns or ("realisasi",))[-1],
            same=same,
        ),
        previous=book.versions[other.version_id].number("meta.n") if other is not None and same else 0,
        previous_content=before,
        changed_paths=frozenset(changes_between(before, content)) if same else frozenset(),
        earlier_notes=_earlier(
            book, facts, version, template, content, tree, decided=review is not None and not open_now
        ),
        notes=notes,
        left=_left(office, book, facts, version, template, leaves, notes, open_now=open_now),
        checks=check(template, content, code_names(), compared, tree),
        history=history(book, facts, office.today, office.zone),
        decision_words=_decision_words(office, facts, template, worded),
        return_word=_return_word(worded),
        accept_word=_("Setujui laporan"),
        can_decide=open_now,
        closed_words=""
        if open_now
        else _closed_words(facts, newest=newest, waits=book.verdict_waits(version), recalled=recalled),
        village_code=facts.village,
        against=other,
        choices=choices,
        timely_words=timely_words(facts, office) if newest else "",
        reopen_word=_("Buka kembali") if reopens else "",
        reopen_words=_reopen_words(template) if reopens else "",
        versions=version_rows(office, book, facts),
        publication=_public(office, facts, version) if newest else None,
    )


def _public(office: Office, facts: Facts, version: Record) -> Public | None:
    """What can be done about the page that citizens read; None when this version has none, or it is held."""
    record = facts.publication
    if record is None or record.text("version") != version.id:
        return None
    state = publication_state(record)
    if state not in (PublicationState.PUBLIC, PublicationState.WITHDRAWN):
        return None
    withdrawn = state is PublicationState.WITHDRAWN
    words = _("Terbit di halaman publik.")
    if withdrawn:
        at = stamp_words(record.number("withdrawn_at"), office.today, office.zone)
        words = _("Ditarik dari halaman publik {time} oleh {name}. Alasan untuk warga: {reason}")
        words = words.format(time=at, name=record.text("withdrawn_by") or "-", reason=record.text("reason"))
    return Public(
        record.id,
        withdrawn,
        words,
        _(
            "Warga tidak lagi melihat laporan ini. Di alamatnya tampil alasan Anda. Laporan, persetujuan dan bukti "
            "posting tetap tersimpan, dan laporan dapat diterbitkan lagi."
        ),
        _("Laporan ini tampil lagi di halaman publik, di alamat yang sama. Siapa pun dapat membacanya."),
    )


def beside(office: Office, book: Book, facts: Facts, version: Record) -> tuple[Against, ...]:
    """What the version can be laid beside: its siblings, newest first, then last year's and the period before."""
    siblings = (book.version(facts.report_id, n) for n in range(facts.versions, 0, -1))
    found = [
        Against(one.id, _("kiriman ke-{n}").format(n=one.number("meta.n")), same_report=True)
        for one in siblings
        if one is not None and one.id != version.id
    ]
    period = period_of(facts.period)
    if period is None:
        return tuple(found)
    others = dict.fromkeys((period.year_earlier(), period.previous()))
    for other in others:
        newest = book.facts(facts.village, facts.template_key, str(other), facts.ordinal).newest
        if newest is not None:
            found.append(Against(newest.id, other.label, same_report=False))
    return tuple(found)


def chosen_beside(book: Book, version: Record, choices: tuple[Against, ...], wanted: str | None) -> Against | None:
    """The one asked for, else the last version before that was judged, else the one before, else another period."""
    if wanted is not None:
        return next((one for one in choices if one.version_id == wanted), None)
    earlier = book.standing(version.text("meta.report"), version.number("meta.n") - 1)
    judged = [one for one in earlier if (review := book.review_of(one)) is not None and review.text("verdict")]
    first = next(iter([*judged, *earlier]), None)
    if first is not None:
        return next((one for one in choices if one.version_id == first.id), None)
    return next((one for one in choices if not one.same_report), None)


def _notes(
    template: Template, content: Content, tree: BudgetTree | None, written: list[Note]
) -> tuple[ReviewNote, ...]:
    return tuple(
        ReviewNote(
            number,
            note.key,
            note.path,
            section_key(template, note.path),
            where(template, content, tree, note.path),
            note.text,
        )
        for number, note in enumerate(written, 1)
    )


def _earlier(
    book: Book,
    facts: Facts,
    version: Record,
    template: Template,
    content: Content,
    tree: BudgetTree | None,
    *,
    decided: bool,
) -> tuple[ReviewNote, ...]:
    """The notes given with the verdict on this version, else those of the last return with what became of them."""
    if decided:
        review = book.review_of(version)
        given = notes_of(review) if review is not None else []
        return _notes(template, content, tree, given)
    for earlier in book.standing(facts.report_id, version.number("meta.n") - 1):
        review = book.review_of(earlier)
        if review is None or review.text("verdict") not in (Verdict.RETURNED, Verdict.REOPENED):
            continue
        given = notes_of(review)
        shown = _notes(template, content, tree, given)
        before = content_of(earlier)
        return tuple(_answered(note, raw, before, content) for note, raw in zip(shown, given, strict=True))
    return ()


def _left(
    office: Office,
    book: Book,
    facts: Facts,
    version: Record,
    template: Template,
    leaves: Mapping[str, Content],
    written: tuple[ReviewNote, ...],
    *,
    open_now: bool,
) -> tuple[LeftNotes, ...]:
    """What was typed and not sent, on this sending once it is closed and on those before; numbered after `written`."""
    found: list[LeftNotes] = []
    number = len(written)
    for n, sending in sendings(facts, version.number("meta.n") - open_now):
        left = left_notes(book.reviews.get(ids.review_id(sending)), leaves.get(sending, {}))
        if not left:
            continue
        words = place_words(office, book, facts, sending, version)
        notes = tuple(
            ReviewNote(at, one.key, one.path, section_key(template, one.path), words(one.path), one.text)
            for at, one in enumerate(left, number + 1)
        )
        number += len(left)
        found.append(
            LeftNotes(
                sending,
                _("Catatan pada kiriman ke-{n}").format(n=n),
                _("Belum dikirim ke desa. Pakai untuk kiriman ini, atau hapus yang tidak perlu.")
                if open_now
                else _("Belum dikirim ke desa. Hanya ada di komputer ini."),
                notes,
                ngettext("Pakai {n} catatan", "Pakai {n} catatan", len(left)).format(n=len(left)) if open_now else "",
            )
        )
    return tuple(found)


def _answered(note: ReviewNote, raw: Note, before: Content, content: Content) -> ReviewNote:
    changed = place_changed(raw.path, before, content)
    if changed:
        words = _("Isiannya sudah diubah.")
    elif raw.said and raw.path:
        words = _("Desa menandai sudah diperbaiki, tetapi isiannya sama.")
    elif raw.said:
        words = _("Desa menandai sudah diperbaiki.")
    else:
        words = _("Isiannya belum berubah.") if raw.path else _("Desa belum menandai sudah diperbaiki.")
    return replace(note, answer=words, answered=changed or (raw.said and not raw.path))


def _compared(
    tree: BudgetTree | None, before: BudgetTree | None, column: str, *, same: bool
) -> tuple[ComparedLine, ...]:
    """The lines beside those of another version; a note on one lies in `column`."""
    if tree is None:
        return ()
    known = {_name(line): line.amount for line in before.lines} if before is not None else {}
    lines = [_line(line, known.get(_name(line)), column, same=same, beside=before is not None) for line in tree.lines]
    names = {_name(line) for line in tree.lines}
    if before is not None and same:
        lines += [
            ComparedLine(line, line.amount, None, None, True, removed=True)
            for line in before.lines
            if line.key is not None and line.amount is not None and _name(line) not in names
        ]
    return tuple(lines)


def _name(line: BudgetLine) -> tuple[str, str, str]:
    return line.group, line.key or line.code, line.label if not line.code and line.key is None else ""


def _line(line: BudgetLine, before: Amount | None, column: str, *, same: bool, beside: bool) -> ComparedLine:
    now = line.amount
    added = beside and before is None and now is not None
    difference = None
    if now is not None and before is not None and now.percent is not None and before.percent is not None:
        difference = now.percent - before.percent
    return ComparedLine(
        line, before, difference, _note_path(line, column), same and (added or (before is not None and now != before))
    )


def _note_path(line: BudgetLine, column: str) -> str | None:
    """Where a note on the line lies; a computed sum takes the cell that its row would have."""
    if line.key is not None or line.kind is not LineKind.SUBTOTAL:
        return line.path(column)
    spending = line.group == BELANJA
    key = BudgetKey(kegiatan=line.code) if spending else BudgetKey(rekening=line.code)
    return cell(TABLE, str(key), column)


def _return_word(count: int) -> str:
    if not count:
        return _("Kembalikan")
    return ngettext("Kembalikan dengan {n} catatan", "Kembalikan dengan {n} catatan", count).format(n=count)


def _decision_words(office: Office, facts: Facts, template: Template, count: int) -> str:
    due = due_of(office, facts)
    if count:
        words = _("Bila dikembalikan, desa melihat {n} catatan ini").format(n=count)
        return (
            f"{words}." if due is None else f"{words} {_('dan batas {day}.').format(day=day_words(due, office.today))}"
        )
    if template.publication is not None:
        return _("Bila disetujui, laporan terbit di halaman publik dan desa diminta memostingnya.")
    return _("Bila disetujui, laporan selesai. Jenis ini tidak diterbitkan.")


def _reopen_words(template: Template) -> str:
    words = _("Laporan kembali ke desa dengan alasan Anda. Desa memperbaikinya lalu mengirim lagi.")
    if template.publication is None:
        return words
    return f"{words} {_('Halaman publik tetap menampilkan versi ini sampai perbaikannya terbit.')}"


def _closed_words(facts: Facts, *, newest: bool, waits: bool, recalled: bool) -> str:
    if recalled:
        return _("Desa menarik kembali kiriman ini sebelum dibuka. Kiriman hanya dapat dibaca.")
    if not newest:
        return _("Ada kiriman yang lebih baru. Kiriman ini hanya dapat dibaca.")
    if waits:
        return _("Keputusan Anda tersimpan di komputer ini dan menunggu kirim. Desa belum melihatnya.")
    if facts.sent in CLOSED_STATES:
        return _("Laporan ini sudah disetujui.")
    return _("Laporan ini sudah dikembalikan dan menunggu perbaikan desa.")
