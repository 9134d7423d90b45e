"""What the cells of the table of rights need about duties, report types and events."""

from __future__ import annotations

from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain.document_files import packed
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.template_text import to_fields
from sipa_core.domain.templates import Confidence, Field, Section, SectionKind, Template
from sipa_core.ops.documents import ref_of
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


def duty_cell(work: Work, state: str, number: int) -> tuple[Ref, dict[str, object]]:
    """Write the duty as it is in that state; return what the op names."""
    key = f"sel_{number}"
    ref = Ref("duty", ids.natural_id("duty", key))
    part = f"{number:02d}"[-2:]
    words: dict[str, object] = {"template": "kegiatan_bulanan", "name": "Kegiatan", "short_name": "Kegiatan"}
    words |= {"deadline": "21 M+1", "owed_by": "desa_adat", "active_from": f"20{part}-01-01"}
    words |= {"active_to": f"20{part}-12-31"}
    # The shipped duty would ask the same villages twice.
    shipped = Ref("duty", ids.natural_id("duty", "kegiatan_bulanan"))
    work.records.write(shipped, None, {"owed_by": "desa,kelurahan"})
    if state != "none":
        known: dict[str, Value] = {"key": key, "period_kind": "month", "basis": "", **words}  # type: ignore[dict-item]
        work.records.write(ref, None, known)
        return ref, {"key": key, "remind": "3"}
    return ref, {"key": key, **words}


def document_cell(work: Work, state: str, number: int) -> tuple[Ref, dict[str, object]]:
    """Write a document template as it is in that state; return what the op names."""
    name = f"lokal_{number}.toml"
    if state != "none":
        work.records.write(ref_of(name), None, {"name": name})
    return ref_of(name), {"name": name, "data": packed(b'about = "Laporan"')}


def template_cell(work: Work, state: str, number: int) -> tuple[Ref, dict[str, object]]:
    """Write the local report type as it is in that state; return what the op names."""
    form = replace(FORM, key=f"lokal_{number}")
    ref = Ref("template", ids.natural_id("template", form.key, 1))
    if state != "none":
        work.records.write(ref, None, to_fields(form))
    return ref, {"definition": to_fields(form)["definition"]}
