"""The demo's office with every shipped duty in use, and with events: what a kecamatan looks like that asks for all."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.domain.events import to_fields
from sipa_core.domain.paths import Value
from sipa_core.domain.periods import parse_period
from sipa_core.wire.records import Record, RecordType, Ref, changed
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic

EVENTS = (
    ("63.11.06.2024", "realisasi_kegiatan", "2025-06-30", 0, "Rabat beton RT 02 selesai"),
    ("63.11.06.2024", "realisasi_kegiatan", "2025-06-30", 1, "Pelatihan kader selesai"),
    ("63.11.06.2006", "realisasi_kegiatan", "2025-06-12", 0, "Talud sungai selesai"),
    ("63.11.06.2008", "lppd_amj", "2026-02-10", 0, "Masa jabatan kepala desa berakhir"),
    ("63.11.06.2012", "apbdes_perubahan", "2025-07-07", 0, "Perdes perubahan ditetapkan"),
)
"""Village, type, day, number and words of what happened."""


def use_every_duty(desk: Desk, begin: str = "2025-01-01", *, unused: tuple[str, ...] = ()) -> None:
    """Let every duty be asked for from the day on, but for the `unused` ones, and record the events."""
    with desk.store.write() as tx:
        known = [record for record in tx.records.all(RecordType.DUTY) if record.number("pos") not in (40, 80)]
        fresh = [_record(record, begin, record.text("key") not in unused) for record in known]
        village = tx.meta.identity.village if tx.meta.identity is not None else None
        for code, template, day, ordinal, name in EVENTS:
            if village in (None, code):
                ref = Ref(RecordType.EVENT, ids.event_id(code, template, day, ordinal))
                fields = to_fields(template, parse_period(day), ordinal, name)
                fresh.append(Record(ref.type, ref.id, 1, code, fields))
        tx.server_records.take(fresh)
        tx.reproject()
        tx.touch(Topic.OFFICE)


def _record(record: Record, begin: str, used: bool) -> Record:
    changes: dict[str, Value] = {"active_from": begin, "used": used}
    return Record(record.type, record.id, record.rev + 1, record.village, changed(record.fields, changes))
