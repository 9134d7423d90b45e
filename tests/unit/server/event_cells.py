"""What a cell of the table of rights needs about an event: a report type that events ask for, and the event itself."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_text import to_fields
from sipa_core.domain.templates import Confidence, Field, Section, SectionKind, Template
from sipa_core.wire.records import Ref, Value
from sipa_server.store.unit_of_work import Work

SECTION = Section("umum", "Umum", SectionKind.TEXT, (Field("umum.uraian", "Uraian"),))
FORM = Template("uji_peristiwa", 1, "Uji", "Uji", "SK", Confidence.MEMORY, "Camat", PeriodKind.EVENT, (SECTION,))


def event_cell(work: Work, kind: str, village: str, state: str, number: int) -> tuple[Ref, dict[str, object]]:
    """Write the event as it is in that state (nothing for "none"); return what the op names."""
    work.records.write(Ref("template", ids.natural_id("template", FORM.key, 1)), None, to_fields(FORM))
    ordinal = number % 1000
    ref = Ref("event", ids.event_id(village, FORM.key, "2025-08-17", ordinal))
    words: dict[str, Value] = {"template": FORM.key, "period": "2025-08-17", "ordinal": ordinal, "name": "Selesai"}
    if state != "none":
        gone = 1 if state == "cancelled" else None
        work.records.write(ref, village, {**words, "cancelled_at": gone, "name": "Dulu"})
    return ref, {} if kind == "event.cancel" else {**words, "village": village}
