"""Search over everything on this PC: reports, drafts, notes, consultations, citizens' words, publications, villages.

Only what lies on this PC is found. The index is kept with the words themselves; one that is missing or damaged is made
anew beside the work, batch by batch.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from sipa_core import ids
from sipa_core.domain.templates import Template
from sipa_core.domain.workflow import NONE, ReportState
from sipa_core.messages import _, ngettext
from sipa_core.ops.reports import state_of
from sipa_core.ports import Clock
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.search_views import Hit, HitGroup, SearchResult, Target
from sipa_desktop.services.search_words import LEAST, group_title, in_context, words_of
from sipa_desktop.services.times import stamp_words
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.search import Found, IndexDamagedError
from sipa_desktop.store.search_notes import DOCUMENT
from sipa_desktop.store.searchable import SearchKind
from sipa_desktop.store.unit_of_work import Store, Tx

log = logging.getLogger(__name__)

BATCH = 200
MOST_OF_A_KIND = 12
_ONE_EACH = (SearchKind.CONSULTATION, SearchKind.FEEDBACK, SearchKind.PUBLICATION)
"""Kinds of which one thing is one hit, however often it has the words."""

Progress = Callable[[int, int], None]


class Search:
    """The search of this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, typed: str) -> SearchResult:
        """What has all the words of a text, in groups, newest first. Never raises for anything that was typed."""
        words = words_of(typed)
        if not words:
            return SearchResult(typed, (), _("Ketik paling sedikit {n} huruf.").format(n=LEAST) if typed else "")
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            try:
                found = tx.search.find(words)
                behind = tx.search.backlog()
            except IndexDamagedError as fault:
                log.warning("the index of words cannot be read: %s", fault)
                return SearchResult(typed, (), _("Daftar kata sedang disusun ulang. Data Anda aman."), damaged=True)
            mine = [one for one in found if one.village is None or office.identity.actor.owns(one.village)]
            groups = _groups(tx, office, mine, words)
        return SearchResult(typed, groups, _words(groups, behind), behind)

    def behind(self) -> int:
        """How much is not indexed yet; raises nothing, a damaged index counts as one."""
        try:
            with self._store.read() as tx:
                tx.search.find(("periksa",))
                return tx.search.backlog()
        except IndexDamagedError:
            return 1

    def catch_up(self, progress: Progress | None = None, *, anew: bool = False) -> int:
        """Index what is noted and not indexed, in batches so that saving never waits long; returns how much it was.

        An index that cannot be read (or with `anew` any index) is thrown away first. `progress` gets done and total.
        """
        if anew or self._damaged():
            self._begin_anew()
            anew = True
        done, total = 0, self._backlog()
        while done < total:
            with self._store.write(index=False) as tx:
                step = tx.search.settle(0, BATCH)
            if not step and not anew:
                # It can be read and not be written: only a new one helps.
                self._begin_anew()
                anew, total = True, self._backlog()
                continue
            if not step:
                break
            done += step
            if progress is not None:
                progress(min(done, total), total)
        return done

    def _begin_anew(self) -> None:
        with self._store.write(index=False) as tx:
            tx.search.begin_anew()

    def _backlog(self) -> int:
        with self._store.read() as tx:
            return tx.search.backlog()

    def _damaged(self) -> bool:
        try:
            with self._store.read() as tx:
                tx.search.find(("periksa",))
        except IndexDamagedError:
            return True
        return False


def _groups(tx: Tx, office: Office, found: Iterable[Found], words: tuple[str, ...]) -> tuple[HitGroup, ...]:
    by_kind: dict[SearchKind, dict[tuple[str, str], Found]] = {}
    for one in found:
        key = (one.owner, "") if one.kind in _ONE_EACH else (one.owner, one.place)
        held = by_kind.setdefault(one.kind, {}).get(key)
        # The text being written here stands for the version that it follows.
        if held is None or (one.source == DOCUMENT and held.source != DOCUMENT):
            by_kind[one.kind][key] = one
    groups = []
    for kind in SearchKind:
        if kind is SearchKind.VILLAGE and office.identity.village is not None:
            continue  # a village's desk knows one village, and works in it
        rows = sorted(by_kind.get(kind, {}).values(), key=lambda one: one.no, reverse=True)
        hits = [hit for one in rows[:MOST_OF_A_KIND] if (hit := _hit(tx, office, one, words)) is not None]
        if hits:
            groups.append(HitGroup(kind, group_title(kind), tuple(hits), len(rows)))
    return tuple(groups)


def _hit(tx: Tx, office: Office, one: Found, words: tuple[str, ...]) -> Hit | None:
    target, title, place = _address(tx, office, one)
    if not target.id:
        return None
    line, marks = in_context(one.body, words)
    if not marks:
        named, named_marks = in_context(one.title, words)
        if named_marks and not line:
            line, marks = named, named_marks
    away = office.identity.village is None and one.kind is not SearchKind.VILLAGE and bool(one.village)
    return Hit(
        target=target,
        title=title or one.title,
        place=place,
        words=line,
        marks=marks,
        village=office.village_label(one.village) if away else "",
        when=stamp_words(one.at, office.today, office.zone) if one.at > 0 else "",
        chip=_("Draf") if one.source == DOCUMENT and not _is_sent(tx, one) else "",
    )


def _is_sent(tx: Tx, one: Found) -> bool:
    """Tell whether a report's text on this PC is what the kecamatan has: it stays here after it was sent."""
    if one.kind is not SearchKind.REPORT:
        return False
    state = state_of(tx.records, tx.records.get(Ref(RecordType.REPORT, one.owner)))
    return state not in (NONE, ReportState.DIKEMBALIKAN)


def _address(tx: Tx, office: Office, one: Found) -> tuple[Target, str, str]:
    """Where the hit leads, what the thing is called, and which place of it has the words."""
    match one.kind:
        case SearchKind.REPORT:
            report = tx.records.get(Ref(RecordType.REPORT, one.owner))
            template = _template_of(office, report, one, tx)
            place = template.label_of(one.place) if template is not None and one.place else ""
            return _report_target(tx, office, one, report, one.owner), one.title, place
        case SearchKind.NOTE:
            version = tx.records.get(Ref(RecordType.VERSION, one.owner))
            if version is None:
                return Target(one.kind, ""), "", ""
            template = office.template(version.text("meta.type"), version.number("meta.template_version"))
            report = tx.records.get(Ref(RecordType.REPORT, version.text("meta.report")))
            place = template.label_of(one.place) if template is not None and one.place else _("Catatan umum")
            period = version.text("meta.period")
            title = short_title(template, period) if template is not None else version.text("meta.type")
            return _report_target(tx, office, one, report, version.text("meta.report")), title, place
        case SearchKind.FEEDBACK | SearchKind.CONSULTATION:
            kind = RecordType.CONSULTATION if one.kind is SearchKind.CONSULTATION else RecordType.FEEDBACK
            known = tx.records.get(Ref(kind, one.owner))
            title = one.title or (known.text("subject") if known is not None else "")
            return Target(one.kind, one.owner, village=one.village or ""), title, ""
        case SearchKind.GUIDANCE:
            return Target(one.kind, one.ref), one.title, ""
        case SearchKind.PUBLICATION:
            return _publication_target(tx, office, one)
        case SearchKind.VILLAGE:
            return Target(one.kind, one.village or "", village=one.village or ""), office.village_label(one.village), ""


def _template_of(office: Office, report: Record | None, one: Found, tx: Tx) -> Template | None:
    if report is not None:
        return office.newest_template(report.text("type"))
    document = tx.documents.get(one.ref) if one.source == DOCUMENT else None
    key = document.about.get("template") if document is not None and document.kind is DocumentKind.DRAFT else None
    return office.newest_template(key) if isinstance(key, str) else None


def _report_target(tx: Tx, office: Office, one: Found, report: Record | None, report_id: str) -> Target:
    """A village opens its report in the editor, the kecamatan the newest version in the review."""
    village = one.village or ""
    if office.identity.village is None:
        newest = report.number("newest") if report is not None else 0
        return Target(one.kind, ids.version_id(report_id, newest) if newest else "", one.place, village)
    if report is not None:
        draft = ids.draft_id(report.village or "", report.text("type"), report.text("period"), report.number("ordinal"))
        return Target(one.kind, draft, one.place, village)
    return Target(one.kind, one.ref if one.source == DOCUMENT else "", one.place, village)


def _publication_target(tx: Tx, office: Office, one: Found) -> tuple[Target, str, str]:
    publication = tx.records.get(Ref(RecordType.PUBLICATION, one.owner))
    if publication is None:
        return Target(one.kind, ""), "", ""
    channel = office.channel(one.place) if one.place else None
    template = office.newest_template(publication.text("type"))
    title = short_title(template, publication.text("period")) if template is not None else one.title
    target = publication.text("version") if office.identity.village is None else publication.id
    return Target(one.kind, target, village=one.village or ""), title, channel.name if channel is not None else ""


def _words(groups: tuple[HitGroup, ...], behind: int) -> str:
    total = sum(group.total for group in groups)
    if behind:
        note = ngettext("{n} data belum masuk daftar kata.", "{n} data belum masuk daftar kata.", behind)
        tail = " " + note.format(n=behind)
    else:
        tail = ""
    if not total:
        return _("Tidak ada yang memuat kata itu di komputer ini.") + tail
    return ngettext("{n} temuan di komputer ini.", "{n} temuan di komputer ini.", total).format(n=total) + tail
