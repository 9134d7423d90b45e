"""A small office for tests of services: desks on real files, a clock in the hand, the server's rules in one dict."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import msgspec

import resources
from sipa_core import ids
from sipa_core.domain import channels, duties, template_text, templates, villages
from sipa_core.domain.dates import instant_of
from sipa_core.domain.feedback import Speaker
from sipa_core.domain.paths import Value
from sipa_core.domain.roles import Role
from sipa_core.domain.scopes import sees
from sipa_core.domain.workflow import Visibility
from sipa_core.ops import registry
from sipa_core.ops.base import Applied, Context
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import Record, RecordType, Ref, changed
from sipa_desktop.identity import Identity
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.unit_of_work import Store
from tests.support.vaults import KEY

WITA = timezone(timedelta(hours=8))
KECAMATAN = "63.11.06"
BABAYAU = "63.11.06.2024"
DAHAI = "63.11.06.2006"
PARINGIN_TIMUR = "63.11.06.1001"
NAMES = {PARINGIN_TIMUR: "Paringin Timur", DAHAI: "Dahai", BABAYAU: "Babayau"}
PUBLIC_URL = "https://paringin.example"
BEGUN = "2025-02-02"
"""From which day the villages report here, as a server says of each of them."""


def at(text: str) -> int:
    """UTC ms of a local time such as `2025-07-10 10:34`."""
    return instant_of(datetime.fromisoformat(text).replace(tzinfo=WITA))


@dataclass
class HandClock:
    """Stands still until somebody turns it."""

    instant: int = field(default_factory=lambda: at("2025-07-10 10:34"))

    def now(self) -> int:
        return self.instant

    def monotonic(self) -> float:
        return self.instant / 1000

    def set(self, text: str) -> None:
        self.instant = at(text)


@dataclass
class CountingEntropy:
    """Draws 1, 2, 3 … so that every id differs and every run is the same."""

    drawn: int = 0

    def bytes(self, count: int) -> bytes:
        self.drawn += 1
        return self.drawn.to_bytes(count, "big")


@dataclass
class Server:
    """The truth: records by address, changed only by the rules of the ops."""

    clock: HandClock
    records: dict[Ref, Record] = field(default_factory=dict)
    seq: int = 0

    def get(self, ref: Ref) -> Record | None:
        return self.records.get(ref)

    def all(self, record_type: RecordType) -> list[Record]:
        return [
            record
            for ref, record in sorted(self.records.items(), key=lambda pair: pair[0].id)
            if ref.type == record_type
        ]

    def put(self, record_type: RecordType, record_id: str, village: str | None, fields: dict[str, Value]) -> Record:
        """Write a record as an administrator of the server would."""
        self.seq += 1
        known = self.records.get(Ref(record_type, record_id))
        merged = changed(known.fields if known is not None else {}, fields)
        record = Record(record_type, record_id, self.seq, village, merged)
        self.records[record.ref] = record
        return record

    def exchange(self, store: Store) -> list[Receipt]:
        """One round with a desk: apply what waits, give receipts, and hand over every record in its scope."""
        with store.write() as tx:
            identity = tx.meta.identity
            assert identity is not None
            number = int(tx.meta.get("next_op_no") or 1)
            sealed, number = tx.outbox.seal(100, number, 1 << 20)
            tx.meta.put("next_op_no", str(number))
            receipts = []
            for item in sealed:
                context = Context(
                    identity.actor,
                    self.clock.now(),
                    item.op_id,
                    item.content_hash,
                    identity.public_url,
                    identity.device,
                )
                outcome = registry.apply(item.decoded(), self, context)
                if isinstance(outcome, Applied):
                    for write in outcome.writes:
                        self.put(RecordType(write.ref.type), write.ref.id, write.village, dict(write.changes))
                    receipt = Receipt(
                        item.op_id, item.content_hash, Status.ACCEPTED, self.clock.now(), self.seq, self.seq
                    )
                    tx.outbox.accepted(receipt)
                else:
                    receipt = Receipt(
                        item.op_id,
                        item.content_hash,
                        Status.REJECTED,
                        self.clock.now(),
                        code=outcome.code,
                        field=outcome.field,
                    )
                    tx.outbox.park(receipt)
                receipts.append(receipt)
            tx.server_records.take(
                record for record in self.records.values() if sees(identity.actor, record.type, record.village)
            )
            tx.meta.put("upto", str(self.seq))
            tx.reproject()
        return receipts

    def citizen(
        self,
        number: str,
        text: str,
        when: str,
        *,
        village: str = BABAYAU,
        subject: str = "Lampu jalan RT 02 padam",
        kind: str = "keluhan",
        name: str = "",
        visibility: Visibility = Visibility.WAITING,
    ) -> str:
        """A citizen writes on the public page; returns the feedback's id."""
        feedback = ids.natural_id("feedback", number)
        fields: dict[str, Value] = {
            "number": number,
            "kind": kind,
            "subject": subject,
            "name": name or None,
            "created_at": at(when),
            "state": "baru",
            "visibility": visibility.value,
            "msg[m1].who": Speaker.CITIZEN.value,
            "msg[m1].text": text,
            "msg[m1].at": at(when),
            "log[l1].state": "baru",
            "log[l1].at": at(when),
        }
        self.put(RecordType.FEEDBACK, feedback, village, fields)
        return feedback

    def citizen_again(self, feedback: str, key: str, text: str, when: str) -> None:
        """The same citizen adds a message."""
        record = self.records[Ref(RecordType.FEEDBACK, feedback)]
        more: dict[str, Value] = {
            f"msg[{key}].who": Speaker.CITIZEN.value,
            f"msg[{key}].text": text,
            f"msg[{key}].at": at(when),
        }
        self.put(RecordType.FEEDBACK, feedback, record.village, more)


def opened_office(clock: HandClock) -> Server:
    """A server of Kecamatan Paringin with three villages, the shipped report types, duties and channels."""
    first = _first_office()
    return Server(clock, dict(first.records), first.seq)


@cache
def _first_office() -> Server:
    server = Server(HandClock())
    for code, name in NAMES.items():
        village = villages.Village(code, name, villages.slug(name), "Paringin")
        about: dict[str, Value] = {
            **villages.to_fields(village),
            "code": code,
            "kind": village.kind.value,
            "kecamatan": KECAMATAN,
            "kabupaten_name": "Balangan",
            villages.BEGUN: BEGUN,
        }
        server.put(RecordType.VILLAGE, ids.natural_id("village", code), None, about)
    for template in shipped_templates():
        key = ids.natural_id("template", template.key, template.version)
        server.put(RecordType.TEMPLATE, key, None, template_text.to_fields(template))
    for duty in duties.read_duties(resources.read_text("duties/paringin.toml"), "paringin.toml"):
        server.put(RecordType.DUTY, ids.natural_id("duty", duty.key), None, duties.to_fields(duty))
    for channel in channels.parse_channels(resources.read_text("channels/channels.toml")):
        server.put(RecordType.CHANNEL, ids.natural_id("channel", channel.key), None, channels.fields_of(channel))
    return server


@cache
def shipped_templates() -> tuple[templates.Template, ...]:
    """The report types as they ship."""
    return tuple(
        template_text.read_template(resources.read_text(name), name) for name in resources.names("templates", ".toml")
    )


def open_store(folder: Path, clock: HandClock, entropy: CountingEntropy, village: str | None, name: str) -> Store:
    """A registered desk of a village, or of the kecamatan when `village` is None, that has received all of the office
    as it opened. It is received once a run and copied, so that a test begins at the cost of a copy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(_received(village), folder / DATABASE)
    return _registered(folder, clock, entropy, village, name)


@cache
def _received(village: str | None) -> Path:
    """The closed database of a desk after its first exchange; never open it, copy it."""
    folder = Path(tempfile.mkdtemp(prefix="sipa-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    clock = HandClock()
    store = _registered(folder, clock, CountingEntropy(), village, "Siapa saja")
    opened_office(clock).exchange(store)
    store.close()
    return folder / DATABASE


def _registered(folder: Path, clock: HandClock, entropy: CountingEntropy, village: str | None, name: str) -> Store:
    store = Store(folder / DATABASE, clock, entropy, KEY)
    identity = Identity(
        device=ids.natural_id("device", str(folder)),
        person=ids.natural_id("person", name),
        person_name=name,
        role=Role.ADMIN_KECAMATAN if village is None else Role.ADMIN_DESA,
        kecamatan=KECAMATAN,
        village=village,
        place_name="Kecamatan Paringin" if village is None else f"Desa {NAMES[village]}",
        server_url="https://paringin.example",
        server_id="0" * 64,
        server_sign_pub="0" * 64,
        public_url=PUBLIC_URL,
        device_name="PC uji",
    )
    with store.write() as tx:
        tx.meta.put("identity", msgspec.json.encode(identity).decode())
    return store
