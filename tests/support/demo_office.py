"""The demo's half-year as records: what the server would hold, played through the rules of the ops, once per run."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

import resources
from sipa_core import ids
from sipa_core.domain import demo as demos
from sipa_core.domain.dates import DEFAULT_ZONE
from sipa_core.domain.feedback import Speaker, messages
from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.scopes import sees
from sipa_core.domain.villages import BEGUN, parse_regions
from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.ops import feedback, posting, registry, reports, review
from sipa_core.ops.base import Applied, Context
from sipa_core.wire.ops import MadeAt, OpBody
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed
from sipa_desktop.bootstrap import Desk
from sipa_desktop.events import Topic
from sipa_desktop.identity import Identity
from sipa_desktop.settings import DATABASE
from sipa_server.services.demo import read_to_the_end, talk_ops
from sipa_server.services.setup import shipped_records
from tests.support.desk_for_windows import new_desk
from tests.unit.desktop.services.desks import HandClock
from ui.navigation import Navigator
from ui.pages import PageContext
from ui.runtime.bridge import Bridge
from ui.runtime.tasks import InlineRunner, Runner

KECAMATAN = "63.11.06"
BABAYAU = "63.11.06.2024"
PUBLIC_URL = "https://paringin.example"
FIRST_DAY = "2025-02-02"
"""From which day the villages report here, as the server of the shipped practice says of each of them."""


@dataclass
class Truth:
    """Records by address, changed by the rules only."""

    records: dict[Ref, Record] = field(default_factory=dict)

    def get(self, ref: Ref) -> Record | None:
        return self.records.get(ref)

    def all(self, record_type: RecordType) -> list[Record]:
        return [record for ref, record in self.records.items() if ref.type == record_type]

    def write(self, ref: Ref, village: str | None, changes: Mapping[str, Value]) -> None:
        known = self.records.get(ref)
        merged = changed(known.fields if known is not None else {}, dict(changes))
        self.records[ref] = Record(ref.type, ref.id, len(self.records) + 1, village, merged)

    def play(self, kind: str, ref: Ref, fields: msgspec.Struct, actor: Actor, at: int) -> None:
        body = OpBody(kind, ref, msgspec.Raw(msgspec.json.encode(fields)), actor.person, MadeAt(at, DEFAULT_ZONE))
        op_id = ids.natural_id("op", kind, ref.id, at)
        outcome = registry.apply(body, self, Context(actor, at, op_id, ids.natural_id("hash", op_id), PUBLIC_URL))
        assert isinstance(outcome, Applied), (kind, ref, outcome)
        for write in outcome.writes:
            self.write(write.ref, write.village, write.changes)


@cache
def demo() -> demos.Demo:
    """The demo as it ships."""
    return demos.load_demo(resources.read_text("demo/demo.json"))


@cache
def demo_records() -> tuple[Record, ...]:
    """Every record of the demo at its moment."""
    truth = Truth()
    for name in resources.names("wilayah", ".csv"):
        regions = parse_regions(resources.read_text(name))
        if KECAMATAN in regions.kecamatan:
            for write in shipped_records(regions, KECAMATAN):
                begun = {BEGUN: FIRST_DAY} if write.ref.type == RecordType.VILLAGE else {}
                truth.write(write.ref, write.village, {**write.changes, **begun})
    office = Actor(ids.natural_id("person", "Syahrani"), "Syahrani", Role.ADMIN_KECAMATAN, KECAMATAN, None)
    for report in demo().reports:
        _play_report(truth, report, office)
    for posted in demo().postings:
        _play_posting(truth, posted)
    for word in demo().feedback:
        _play_feedback(truth, word, office)
    for talk in demo().talks:
        for at, by, kind, ref, fields in talk_ops(demo(), talk):
            fields = read_to_the_end(fields, truth.get(ref))
            truth.play(kind, ref, fields, office if by == office.name else admin_of(talk.village), at)
    return tuple(truth.records.values())


def demo_desk(
    profile: Path, village: str | None = None, clock: HandClock | None = None, *, received: bool = True
) -> Desk:
    """A registered desk of the kecamatan or of a village, which has received the demo, or nothing yet.

    The records are received once a run and copied: what every test of a page begins with costs a copy only.
    """
    clock = clock or HandClock(demo().now_instant)
    if received and not (profile / DATABASE).exists():
        shutil.copytree(_received(village), profile, dirs_exist_ok=True)
    desk = new_desk(profile, clock)
    with desk.store.write() as tx:
        tx.meta.put("identity", msgspec.json.encode(_identity(profile, village)).decode())
        if received:
            tx.meta.put("last_contact", str(clock.now() - 60_000))
        tx.touch(Topic.IDENTITY)
    return desk


@cache
def _received(village: str | None) -> Path:
    """A closed profile that has received what the place may see; never open it, copy it."""
    folder = tempfile.mkdtemp(prefix="sipa-demo-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    profile = Path(folder) / "profile"
    actor = admin_of(village)
    desk = new_desk(profile, HandClock(demo().now_instant))
    with desk.store.write() as tx:
        tx.server_records.take(record for record in demo_records() if sees(actor, record.type, record.village))
        tx.meta.put("upto", str(len(demo_records()) + 1))
        tx.reproject()
    desk.close()
    return profile


def _identity(profile: Path, village: str | None) -> Identity:
    actor = admin_of(village)
    return Identity(
        device=ids.natural_id("device", str(profile)),
        person=actor.person,
        person_name=actor.name,
        role=actor.role,
        kecamatan=KECAMATAN,
        village=village,
        place_name="Kecamatan Paringin" if village is None else f"Desa {_village_name(village)}",
        server_url="https://sipa.paringin.example",
        server_id="0" * 64,
        server_sign_pub="0" * 64,
        public_url=PUBLIC_URL,
        device_name="PC Kantor 1",
        server_age_pub="age1natdejyv620445xcgnhhme6pzytz0q40hu5drykw7h9ax6ywfpyq4tl9ca",
    )


def page_context(desk: Desk, runner: Runner | None = None) -> PageContext:
    """What a page of this desk is given; without a runner work is done at once, on the calling thread."""
    identity = desk.identity()
    assert identity is not None
    return PageContext(desk, identity, runner or InlineRunner(), Navigator(), Bridge(desk.changes))


def held_back(desk: Desk, village: str) -> str:
    """Keep the published report of a village from the public, as the server would, and return the publication's id."""
    publication = ids.publication_id(ids.report_id(village, "lra_semester1", "2025-S1"))
    with desk.store.write() as tx:
        record = tx.records.get(Ref(RecordType.PUBLICATION, publication))
        assert record is not None
        fields = {**record.fields, "state": "held", "reason": "privacy"}
        tx.server_records.take([Record(record.type, record.id, record.rev + 1000, record.village, fields)])
        tx.reproject()
        tx.touch(Topic.PUBLICATIONS)
    return publication


def demo_version(village: str, template: str = "lra_semester1", period: str = "2025-S1", n: int = 1) -> str:
    """The id of a version in the demo."""
    return ids.version_id(ids.report_id(village, template, period), n)


def _village_name(code: str) -> str:
    return next(r.text("name") for r in demo_records() if r.type == RecordType.VILLAGE and r.text("code") == code)


def admin_of(village: str | None) -> Actor:
    """The admin of a village, or of the kecamatan."""
    person = demo().admin(village or "")
    return Actor(ids.natural_id("person", person.name), person.name, person.role, KECAMATAN, village)


def _play_report(truth: Truth, report: demos.Report, office: Actor) -> None:
    report_id = ids.report_id(report.village, report.template, report.period)
    n = 0
    for step in report.steps:
        if isinstance(step, demos.Submitted):
            fields = reports.Submit(
                report.village, report.template, report.template_version, report.period, dict(step.content), n
            )
            ref = Ref(RecordType.REPORT, report_id)
            truth.play("report.submit", ref, fields, admin_of(report.village), step.instant)
            n += 1
            continue
        version = truth.records[Ref(RecordType.VERSION, ids.version_id(report_id, n))]
        ref, seal = Ref(RecordType.REVIEW, ids.review_id(version.id)), version.text("meta.content_hash")
        match step:
            case demos.Opened():
                truth.play("review.open", ref, review.Opened(version.id, seal), office, step.instant)
            case demos.Returned():
                notes = {
                    ids.natural_id("note", version.id, at): review.Note(note.path, note.text)
                    for at, note in enumerate(step.notes)
                }
                truth.play("review.return", ref, review.Returned(version.id, seal, notes), office, step.instant)
            case demos.Accepted():
                truth.play("review.accept", ref, review.Accepted(version.id, seal, step.remark), office, step.instant)


def _play_posting(truth: Truth, posted: demos.Posted) -> None:
    report_id = ids.report_id(posted.village, posted.template, posted.period)
    publication = ids.publication_id(report_id)
    version = truth.records[Ref(RecordType.PUBLICATION, publication)].text("version")
    ref = Ref(RecordType.POSTING, ids.posting_id(publication, posted.channel))
    fields = posting.Prove(version, posted.url, posted.caption, posted.with_picture, posted.posted_instant)
    truth.play("posting.prove", ref, fields, admin_of(posted.village), posted.instant)


def _play_feedback(truth: Truth, word: demos.Feedback, office: Actor) -> None:
    ref = Ref(RecordType.FEEDBACK, ids.natural_id("feedback", word.number))
    template, _slash, period = word.report.partition("/")
    begun = word.steps[0].instant
    about: dict[str, Value] = {
        "number": word.number,
        "kind": word.kind.value,
        "subject": word.subject,
        "name": word.name or None,
        "report": ids.report_id(word.village, template, period) if word.report else None,
        "created_at": begun,
        "state": FeedbackState.BARU.value,
        "visibility": (Visibility.WAITING if word.may_be_public else Visibility.PRIVATE).value,
        "log[begun].state": FeedbackState.BARU.value,
        "log[begun].at": begun,
    }
    truth.write(ref, word.village, about)
    for at, step in enumerate(word.steps):
        who = office if step.by == office.name else admin_of(word.village)
        match step:
            case demos.Said(who=Speaker.CITIZEN):
                said: dict[str, Value] = {"who": Speaker.CITIZEN.value, "text": step.text, "at": step.instant}
                truth.write(ref, word.village, {f"msg[{at}].{leaf}": value for leaf, value in said.items()})
            case demos.Said():
                truth.play("feedback.reply", ref, feedback.Reply(step.text), who, step.instant)
            case demos.Moved():
                moved = feedback.NewState(step.state, step.reason, step.note)
                truth.play("feedback.state", ref, moved, who, step.instant)
            case demos.Noted():
                truth.play("feedback.note", ref, feedback.NewNote(step.text), who, step.instant)
            case demos.Released():
                seen = messages(truth.records[ref])[-1].key
                truth.play("feedback.release", ref, feedback.Release(seen), who, step.instant)
            case demos.Held():
                truth.play("feedback.hold", ref, feedback.Hold(step.reason), who, step.instant)
