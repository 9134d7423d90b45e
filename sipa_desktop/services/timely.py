"""What came on a stick: when it was sealed, and whether the kecamatan may say, or has said, that it was in time."""

from __future__ import annotations

from sipa_core.domain import dates
from sipa_core.domain.deadlines import is_late
from sipa_core.messages import _
from sipa_core.wire.records import Record
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_facts import Facts
from sipa_desktop.services.times import stamp_words


def carried_words(version: Record, office: Office) -> str:
    """`dibawa lewat USB, ditutup 13 Jul 16.02`; empty for what came by the network."""
    sealed_at = version.number("meta.sealed_at")
    if not sealed_at:
        return ""
    when = stamp_words(sealed_at, office.today, office.zone)
    return _("dibawa lewat USB, ditutup {when}").format(when=when)


def awaits_word(facts: Facts, office: Office) -> bool:
    """True when the first version was sealed in time, came late, and nobody has said yet whether it counts."""
    first = facts.first
    if first is None or facts.first_sent_at is None or first.number("meta.timely_at"):
        return False
    sealed_at, due = first.number("meta.sealed_at"), dates.iso_date(first.text("meta.due"))
    if not sealed_at or due is None or not is_late(due, facts.first_sent_at, office.zone):
        return False
    return not is_late(due, sealed_at, office.zone)


def timely_words(facts: Facts, office: Office) -> str:
    """What the reviewer reads above *Nyatakan tepat waktu*; empty where there is nothing to say."""
    if not awaits_word(facts, office) or facts.first is None:
        return ""
    sealed = dates.format_date(dates.local_date(facts.first.number("meta.sealed_at"), office.zone))
    return _("Lewat batas karena dibawa lewat USB. Menurut komputer desa ditutup {day}, sebelum batasnya.").format(
        day=sealed
    )
