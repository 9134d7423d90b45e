"""A draft and the version of its report type: told when there is a newer one, moved to it, and back again.

Nothing moves by itself: a person asks for it, and may take it back. What the other version has no field for stays.
"""

from __future__ import annotations

from collections.abc import Iterable

from sipa_core.domain.paths import Content
from sipa_core.domain.template_moves import FormChange, form_change, moved, old_values
from sipa_core.domain.templates import Template
from sipa_core.messages import _, ngettext
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services import drafts
from sipa_desktop.services.drafts import Draft
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_edit import may_edit, state_here
from sipa_desktop.services.report_facts import Facts, read_book
from sipa_desktop.services.reports_views import FormView
from sipa_desktop.store.unit_of_work import Store

_MOST_NAMED = 4


class DraftForms:
    """Moves drafts of this desk's own village between versions of their report type."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def move(self, draft_id: str) -> Done | Refused:
        """Move the draft to the newest version of its type; in one commit, and undone by `back`."""
        return self._move(draft_id, back=False)

    def back(self, draft_id: str) -> Done | Refused:
        """Move the draft back to the version it was moved from."""
        return self._move(draft_id, back=True)

    def _move(self, draft_id: str, *, back: bool) -> Done | Refused:
        with self._store.write() as tx:
            office = read_office(tx, self._clock)
            facts = drafts.facts_for(tx, office, read_book(tx, office.own_village.code), draft_id)
            draft = drafts.read_draft(tx, draft_id)
            if facts is None or draft is None:
                return refused(Problem.NOT_FOUND)
            if not may_edit(facts, state_here(facts, draft, None, None, office.now, office.zone)):
                return refused(Problem.LOCKED)
            to = _before(office, draft) if back else _newer(office, draft)
            if to is None:
                return Refused(Problem.NOT_NOW, _("Bentuk laporan ini sudah yang terbaru. Tidak ada yang berubah."))
            drafts.take_form(tx, facts, draft, moved(to, draft.content), to.version, office.now)
            tx.touch(Topic.DRAFTS, Topic.REPORTS)
        words = _("Bentuk semula dipakai lagi.") if back else _("Bentuk terbaru dipakai. Isian Anda ikut pindah.")
        return Done(words, "")


def form_view(office: Office, facts: Facts, draft: Draft | None, content: Content, template: Template) -> FormView:
    """What the editor says about the version of the report type, and the values that it has no field for."""
    before = _before(office, draft) if draft is not None else None
    older = before or _older(office, template)
    old = old_values(template, content, older)
    newer = _newer(office, draft) if draft is not None and draft.template_key == facts.template_key else None
    if newer is None:
        return FormView("", (), before is not None, old)
    change = form_change(template, newer)
    return FormView(_("Bentuk laporan ini sudah diperbarui."), _change_lines(change), before is not None, old)


def _newer(office: Office, draft: Draft) -> Template | None:
    newest = office.newest_template(draft.template_key)
    known = newest is not None and newest.version > draft.template_version
    return newest if known and office.template(draft.template_key, draft.template_version) is not None else None


def _before(office: Office, draft: Draft) -> Template | None:
    return office.template(draft.template_key, draft.moved_from) if draft.moved_from else None


def _older(office: Office, template: Template) -> Template | None:
    return office.template(template.key, template.version - 1)


def _change_lines(change: FormChange) -> tuple[str, ...]:
    lines = [
        (_("Isian baru: {names}."), change.new),
        (_("Tidak ditanyakan lagi: {names}. Isinya tetap disimpan."), change.gone),
        (_("Diisi dengan cara lain: {names}."), change.other),
    ]
    told = tuple(words.format(names=_named(names)) for words, names in lines if names)
    return told or (_("Hanya kata-kata penjelasnya yang berubah."),)


def _named(names: Iterable[str]) -> str:
    known = tuple(dict.fromkeys(names))
    more = len(known) - _MOST_NAMED
    shown = ", ".join(known[:_MOST_NAMED])
    if more <= 0:
        return shown
    return ngettext("{names} dan {n} lainnya", "{names} dan {n} lainnya", more).format(names=shown, n=more)
