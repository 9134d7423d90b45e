"""Makes the desk of a kecamatan with ten years of work: 100,000 records and 100,000 answered sendings.

Everything goes through the store as the sync brings it, words are indexed as in life, and the same seed makes the same
desk. It takes some minutes; `made` keeps it in the folder for temporary files and gives it again.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
import sqlalchemy as sa

import resources
from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.ops.consultation import Send
from sipa_core.wire.ops import MadeAt, OpBody, content_hash
from sipa_core.wire.records import Record, RecordType, Ref, Value
from sipa_desktop.services.practice import SNAPSHOT, Snapshot, read_snapshot
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.store.tables import outbox
from sipa_desktop.store.unit_of_work import Store
from tests.bench.profiles import open_store
from tests.support.clock import HandClock, SeededEntropy

RECORDS = 100_000
SENDINGS = 100_000
YEARS = 10
CONSULTATIONS = 10_000
AGREED = 6_000
KECAMATAN_ONLY = 1_000
DAY_MS = 86_400_000
BATCH = 5_000
MARK = "whole"

T = TypeVar("T")
_WORD = re.compile(r"[a-z]{3,}")


class _Writer:
    """Draws words, moments and records from one seed."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._chance = random.Random(7)
        self._snapshot = snapshot
        self._now = snapshot.now
        self._rev = 0
        texts = (str(value) for record in snapshot.records for value in record.fields.values())
        found = sorted({word for text in texts for word in _WORD.findall(text.lower())})
        self._chance.shuffle(found)
        # A few words are said often and most seldom, as in any language.
        self._words = found
        self._weights = [1 / (rank + 8) for rank in range(len(found))]
        self.villages = [one.text("code") for one in snapshot.records if one.type == RecordType.VILLAGE]
        self._versions = [one for one in snapshot.records if one.type == RecordType.VERSION]
        self._channels = [one.text("key") for one in snapshot.records if one.type == RecordType.CHANNEL]

    def text(self, least: int, most: int) -> str:
        """Some words."""
        count = self._chance.randint(least, most)
        return " ".join(self._chance.choices(self._words, self._weights, k=count)).capitalize()

    def uuid(self) -> str:
        """An id like any other."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def moment(self) -> int:
        """A moment of the ten years, to the millisecond."""
        return self._now - self._chance.randrange(YEARS * 365 * DAY_MS)

    def record(self, kind: RecordType, thing: str, village: str | None, fields: dict[str, Value]) -> Record:
        """The record with the next revision."""
        self._rev += 1
        return Record(kind, thing, self._rev, village, fields)

    def everything(self) -> Iterator[Record]:
        """All records, in the order in which a desk would receive them."""
        count = 0
        kept = (RecordType.VILLAGE, RecordType.TEMPLATE, RecordType.DUTY, RecordType.CHANNEL)
        for one in self._snapshot.records:
            if one.type in kept:
                count += 1
                yield self.record(RecordType(one.type), one.id, one.village, one.fields)
        for one in self._reports():
            count += 1
            yield one
        for at in range(CONSULTATIONS):
            yield self._thread(at)
        for at in range(AGREED):
            yield self._agreed(at)
        rest = RECORDS - count - CONSULTATIONS - AGREED
        for at in range(rest):
            kind = RecordType.FEEDBACK_KECAMATAN if at < KECAMATAN_ONLY else RecordType.FEEDBACK
            yield self._matter(kind, at)

    def _reports(self) -> Iterator[Record]:
        for year in range(2025 - YEARS + 1, 2026):
            for village in self.villages:
                for month in range(1, 13 if year < 2025 else 7):
                    yield from self._report(village, "kegiatan_bulanan", f"{year}-{month:02}", year)
                if year < 2025:
                    yield from self._report(village, "lra_semester1", f"{year}-S1", year)

    def _report(self, village: str, key: str, period: str, year: int) -> Iterator[Record]:
        report = ids.report_id(village, key, period)
        newest = 2 if self._chance.random() < 0.3 else 1
        yield self.record(
            RecordType.REPORT, report, village, {"type": key, "period": period, "ordinal": 0, "newest": newest}
        )
        said = [one for one in self._versions if one.text("meta.type") == key]
        shown = self._chance.choice(said or self._versions)
        version = ""
        back = (2025 - year) * 365 * DAY_MS
        for n in range(1, newest + 1):
            version = ids.version_id(report, n)
            meta: dict[str, Value] = {
                "meta.report": report,
                "meta.type": key,
                "meta.period": period,
                "meta.n": n,
                "meta.sent_at": max(0, shown.number("meta.sent_at") - back + n * DAY_MS),
            }
            yield self.record(RecordType.VERSION, version, village, {**shown.fields, **meta})
            verdict = "accepted" if n == newest else "returned"
            judged: dict[str, Value] = {
                "report": report,
                "version": version,
                "n": n,
                "content_hash": shown.text("meta.content_hash"),
                "verdict": verdict,
                "decided_at": meta["meta.sent_at"],
                "decided_by": "Syahrani",
            }
            if verdict == "returned":
                judged |= {"notes[a].path": "", "notes[a].text": self.text(6, 20), "notes[a].pos": 1}
            if year < 2025 or self._chance.random() < 0.6:
                yield self.record(RecordType.REVIEW, ids.review_id(version), village, judged)
        if key == "lra_semester1":
            yield from self._published(village, report, version, key, period)

    def _published(self, village: str, report: str, version: str, key: str, period: str) -> Iterator[Record]:
        publication = ids.publication_id(report)
        at = self.moment()
        fields: dict[str, Value] = {
            "report": report,
            "version": version,
            "type": key,
            "period": period,
            "state": "public",
            "published_at": at,
        }
        yield self.record(RecordType.PUBLICATION, publication, village, fields)
        for channel in self._channels:
            told: dict[str, Value] = {
                "publication": publication,
                "channel": channel,
                "version": version,
                "state": "verified" if self._chance.random() < 0.95 else "proved",
                "url": f"https://contoh.desa.id/{self._chance.getrandbits(32):08x}",
                "caption": self.text(20, 40),
                "proved_at": at + DAY_MS,
                "proved_by": "Norhayati",
            }
            yield self.record(RecordType.POSTING, ids.posting_id(publication, channel), village, told)

    def _thread(self, at: int) -> Record:
        began = self.moment()
        fields: dict[str, Value] = {
            "subject": self.text(3, 7),
            "about": "general",
            "began_at": began,
            "began_by": "Syahrani",
            "began_side": "kecamatan",
            "state": "open" if began > self._now - 30 * DAY_MS else "solved",
        }
        for n in range(self._chance.randint(2, 8)):
            key, said = self.uuid(), self._chance.choice(("desa", "kecamatan"))
            row = f"msg[{key}]"
            fields |= {f"{row}.who": said, f"{row}.text": self.text(6, 30), f"{row}.at": began + n * 3_600_000}
            fields |= {f"{row}.by": "Norhayati", "read.desa": key, "read.kecamatan": key}
        return self.record(RecordType.CONSULTATION, self.uuid(), self.villages[at % len(self.villages)], fields)

    def _agreed(self, at: int) -> Record:
        made = self.moment()
        fields: dict[str, Value] = {
            "text": self.text(4, 9),
            "due": "2025-07-20",
            "state": "open" if made > self._now - 30 * DAY_MS else "confirmed",
            "made_at": made,
            "made_by": "Syahrani",
            "confirmed_at": made + DAY_MS,
        }
        return self.record(RecordType.GUIDANCE, self.uuid(), self.villages[at % len(self.villages)], fields)

    def _matter(self, kind: RecordType, at: int) -> Record:
        came = self.moment()
        citizen, office = self.uuid(), self.uuid()
        young = came > self._now - 10 * DAY_MS
        ends = ("selesai",) * 8 + ("ditolak", "duplikat")
        state = self._chance.choice(("baru", "diteruskan", "ditindaklanjuti", "dijawab") if young else ends)
        fields: dict[str, Value] = {
            "number": f"PRG-{at:05X}",
            "kind": self._chance.choice(("keluhan", "pertanyaan", "usul")),
            "subject": self.text(3, 6),
            "name": self.text(1, 2),
            "created_at": came,
            "state": state,
            "source": self._chance.choice(("halaman",) * 6 + ("facebook", "whatsapp", "langsung")),
            "visibility": "released" if not young else "waiting",
            "moderated_at": came + 3_600_000,
            "moderated_upto": citizen,
            f"log[{citizen}].state": "baru",
            f"log[{citizen}].at": came,
            f"msg[{citizen}].who": "citizen",
            f"msg[{citizen}].text": self.text(12, 60),
            f"msg[{citizen}].at": came,
        }
        if state != "baru":
            answered = came + self._chance.randint(1, 90) * 3_600_000
            fields |= {
                f"msg[{office}].who": "office",
                f"msg[{office}].text": self.text(12, 50),
                f"msg[{office}].at": answered,
                f"msg[{office}].by": "Norhayati",
                f"msg[{office}].office": "admin_desa",
                f"log[{office}].state": state,
                f"log[{office}].at": answered,
            }
        return self.record(kind, self.uuid(), self.villages[at % len(self.villages)], fields)

    def sendings(self) -> Iterator[dict[str, object]]:
        """What this desk sent in the ten years, answered."""
        for no in range(1, SENDINGS + 1):
            made = self._now - (SENDINGS - no) * (YEARS * 365 * DAY_MS // SENDINGS) - 60_000
            fields = msgspec.Raw(msgspec.json.encode(Send(self.text(10, 60))))
            ref = Ref(RecordType.CONSULTATION, self.uuid())
            body = msgspec.json.encode(
                OpBody("message.send", ref, fields, self._snapshot.identity.person, MadeAt(made, "Asia/Makassar"))
            )
            yield {
                "op_id": self.uuid(),
                "op_no": no,
                "kind": "message.send",
                "type": ref.type,
                "id": ref.id,
                "title": self.text(3, 8),
                "body": body,
                "content_hash": content_hash(body),
                "made_at": made,
                "state": OutboxState.RECEIPTED.value,
                "attempts": 1,
                "seq": no,
                "closed_at": made + 30_000,
            }


def batched(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of that size."""
    while batch := list(islice(rows, size)):
        yield batch


def made() -> Path:
    """The folder of the desk's profile, made when it is not there yet."""
    folder = Path(tempfile.gettempdir()) / "sipa-bench-big-desk"
    if not (folder / MARK).exists():
        folder.mkdir(exist_ok=True)
        _fill(folder)
        (folder / MARK).touch()
    return folder


def moment() -> int:
    """The moment of its story (UTC ms)."""
    return read_snapshot(resources.read_bytes(SNAPSHOT)).now


def _fill(folder: Path) -> None:
    snapshot = read_snapshot(resources.read_bytes(SNAPSHOT))
    writer = _Writer(snapshot)
    store = open_store(folder, HandClock(snapshot.now), SeededEntropy("big"))
    try:
        _take_all(store, writer, snapshot)
    finally:
        store.close()


def _take_all(store: Store, writer: _Writer, snapshot: Snapshot) -> None:
    identity = msgspec.structs.replace(
        snapshot.identity, role=Role.ADMIN_KECAMATAN, village=None, place_name="Kecamatan Paringin"
    )
    with store.write() as tx:
        tx.meta.put("identity", msgspec.json.encode(identity).decode())
    for batch in batched(writer.everything(), BATCH):
        with store.write(index=False) as tx:
            tx.server_records.take(batch)
        _tell(f"{batch[-1].rev} records")
    for rows in batched(writer.sendings(), BATCH):
        with store.write(index=False) as tx:
            tx.outbox._connection.execute(sa.insert(outbox), rows)
    _tell("sendings")
    done = BATCH
    while done:
        with store.write(index=False) as tx:
            done = tx.search.settle(0, BATCH)
        _tell(f"{done} indexed")


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    _tell(str(made()))
