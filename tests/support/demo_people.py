"""Invented people and PCs of the demo's villages, as the server's records would tell them on its morning."""

from __future__ import annotations

from sipa_core import ids
from sipa_core.domain.paths import Value
from sipa_core.wire.records import Record, RecordType
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic
from tests.support.demo_office import demo

MINUTE, DAY = 60_000, 86_400_000
SILENT = ("63.11.06.2022", "63.11.06.2038")
"""Two villages whose PCs were not in contact for more than three days."""
CODED = "63.11.06.2017"
"""A village with a code that nobody has used yet."""


def with_people(desk: Desk) -> Desk:
    """Give a kecamatan's desk the people and PCs of its villages."""
    now = demo().now_instant
    records: list[Record] = []
    villages = sorted({person.village for person in demo().people if person.village})
    for at, village in enumerate(villages):
        name = demo().admin(village).name
        person = ids.natural_id("person", name)
        about: dict[str, Value] = {"name": name, "role": "admin_desa", "created_at": now - 90 * DAY}
        if at % 3 == 0:
            about["phone"] = "0812-0000-0000"
        if village == CODED:
            about["code_until"] = now + 4 * DAY
        records.append(Record(RecordType.PERSON, person, 1, village, about))
        for n in range(1 + at % 3):
            contact = now - (n + 1) * (at % 5) * 7 * MINUTE - MINUTE
            if village in SILENT:
                contact = now - 5 * DAY
            fields: dict[str, Value] = {
                "person": person,
                "name": ("Komputer Kaur Keuangan", "Laptop Sekdes", "Komputer pelayanan")[n],
                "kind": "laptop" if n == 1 else "desktop",
                "app": "0.1.0",
                "created_at": now - 80 * DAY,
                "contact_at": contact,
            }
            records.append(Record(RecordType.DEVICE, ids.natural_id("device", person, n), 1, village, fields))
    identity = desk.identity()
    assert identity is not None
    boss: dict[str, Value] = {"name": identity.person_name, "role": "admin_kecamatan", "created_at": now - 99 * DAY}
    records.append(Record(RecordType.PERSON, identity.person, 1, None, boss))
    own: dict[str, Value] = {
        "person": identity.person,
        "name": identity.device_name,
        "kind": "desktop",
        "app": "0.1.0",
        "created_at": now - 99 * DAY,
        "contact_at": now - MINUTE,
    }
    records.append(Record(RecordType.DEVICE, identity.device, 1, None, own))
    with desk.store.write() as tx:
        tx.server_records.take(records)
        tx.touch(Topic.PEOPLE)
    return desk
