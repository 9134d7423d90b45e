"""Makes `resources/latihan/latihan.json.zst`: Desa Babayau of the demo as its desk would have received it.

Run it after `tools/make_demo.py`, or when the shape of the shipped records changes. The people are those of the demo.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sipa_core.domain.roles import Actor
from sipa_core.wire.records import Record
from sipa_desktop.identity import Identity
from sipa_desktop.services.practice import SNAPSHOT, Snapshot, pack_snapshot
from sipa_server.bootstrap import Server, make_demo, open_server
from sipa_server.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
VILLAGE = "63.11.06.2024"
PLACE = "Desa Babayau"
NOWHERE = "https://latihan.invalid"
"""A name that no network knows, by RFC 2606: a practice has no server."""


def main() -> int:
    """Play the demo, read what the village may see, write the file; 0."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "server", public_url=NOWHERE)
        demo = make_demo(settings)
        server = open_server(settings)
        try:
            person = next(one for one, _pcs in server.accounts.people() if one.village == VILLAGE)
            records = _records(server, person.actor)
        finally:
            server.close()
    identity = Identity(
        device="latihan",
        person=person.id,
        person_name=person.name,
        role=person.role,
        kecamatan=person.kecamatan,
        village=VILLAGE,
        place_name=PLACE,
        server_url=NOWHERE,
        server_id="0" * 64,
        server_sign_pub="0" * 64,
        public_url=NOWHERE,
        device_name="Komputer latihan",
    )
    target = ROOT / "resources" / SNAPSHOT
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(pack_snapshot(Snapshot(demo.now_instant, identity, records)))
    sys.stdout.write(f"{target.relative_to(ROOT)}: {len(records)} records, {target.stat().st_size} bytes\n")
    return 0


def _records(server: Server, actor: Actor) -> list[Record]:
    found: list[Record] = []
    after, more = 0, True
    with server.store.read() as work:
        while more:
            page = work.records.page(actor, after, 500, 1 << 22)
            found += (one.opened() for one in page.records)
            after, more = page.upto, page.more
    return found


if __name__ == "__main__":
    sys.exit(main())
