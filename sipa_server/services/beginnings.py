"""From which day each village reports here: what fell due earlier is never asked for, so nobody begins in the red.

At first the day on which the server was made, then that of the village's first PC; what the kecamatan set itself stays.
"""

from __future__ import annotations

from sipa_core.domain.dates import local_date
from sipa_core.domain.villages import BEGUN
from sipa_core.ops.villages import ref_of
from sipa_core.wire.records import Record, RecordType
from sipa_server.store.unit_of_work import Work


def first_days(work: Work, now: int, zone: str) -> None:
    """Give each village without a day its own: that of its first PC, else that on which this server's first PC came."""
    silent = [record for record in work.records.all(RecordType.VILLAGE) if not record.text(BEGUN)]
    if not silent:
        return
    villages = {person.id: person.village for person in work.accounts.everybody()}
    came = [(device.created_at, villages.get(device.person)) for device in work.accounts.devices()]
    server = min((at for at, _village in came), default=now)
    for record in silent:
        own = min((at for at, village in came if village == record.text("code")), default=server)
        _write(work, record, own, zone)


def first_pc(work: Work, village: str | None, device: str, now: int, zone: str) -> None:
    """A PC of the village was registered: the first one says from when it reports, unless the kecamatan said so."""
    record = work.records.get(ref_of(village)) if village is not None else None
    if record is None or record.text("begun_by"):
        return
    people = [person.id for person in work.accounts.everybody() if person.village == village]
    if not any(one.id != device for person in people for one in work.accounts.devices(person)):
        _write(work, record, now, zone)


def _write(work: Work, record: Record, at: int, zone: str) -> None:
    work.records.write(record.ref, None, {BEGUN: local_date(at, zone).isoformat()})
