"""An event makes a village owe a report; nothing is owed before somebody recorded it."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain import events, template_text, villages
from sipa_core.domain.periods import PeriodKind
from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.templates import Confidence, Field, Section, SectionKind, Template
from sipa_core.ops import events as ops
from sipa_core.ops.base import Applied, Context, Outcome, Refusal
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from tests.unit.core.test_duty_ops import BABAYAU, CAMAT, KECAMATAN, NORHAYATI, NOW, Truth

SECTION = Section("umum", "Umum", SectionKind.TEXT, (Field("umum.uraian", "Uraian"),))
DONE = Template(
    "selesai", 1, "Kegiatan Selesai", "Selesai", "SK", Confidence.MEMORY, "Camat", PeriodKind.EVENT, (SECTION,)
)
BALIDA = Actor("p3", "Balida", Role.ADMIN_DESA, KECAMATAN, "63.11.06.2034")
DAY = "2025-08-14"


@pytest.fixture
def truth() -> Truth:
    made = Truth()
    about = {**villages.to_fields(villages.Village(BABAYAU, "Babayau", "babayau")), "code": BABAYAU}
    made.put(Ref(RecordType.VILLAGE, ids.natural_id("village", BABAYAU)), about)
    made.put(Ref(RecordType.TEMPLATE, ids.natural_id("template", DONE.key, 1)), template_text.to_fields(DONE))
    return made


def ref_of(day: str = DAY, ordinal: int = 0, template: str = DONE.key) -> Ref:
    return Ref(RecordType.EVENT, ids.event_id(BABAYAU, template, day, ordinal))


def put(truth: Truth, actor: Actor = NORHAYATI, name: str = "Rabat  beton selesai", **key: object) -> Outcome:
    day, ordinal, template = str(key.get("day", DAY)), key.get("ordinal", 0), str(key.get("template", DONE.key))
    assert isinstance(ordinal, int)
    payload = ops.Put(BABAYAU, template, day, name, ordinal)
    return ops.put(payload, ref_of(day, ordinal, template), truth, Context(actor, NOW, "op", ""))


def cancel(truth: Truth, actor: Actor = NORHAYATI) -> Outcome:
    return ops.cancel(ops.Cancel(), ref_of(), truth, Context(actor, NOW, "op", ""))


@pytest.mark.parametrize("actor", [NORHAYATI, CAMAT])
def test_village_and_kecamatan_record_an_event(truth: Truth, actor: Actor) -> None:
    truth.take(put(truth, actor))
    event = events.from_record(truth.records[ref_of()])
    assert event is not None
    assert (event.village, event.name, str(event.period), event.ordinal) == (BABAYAU, "Rabat beton selesai", DAY, 0)
    assert truth.records[ref_of()].village == BABAYAU


def test_another_village_may_not(truth: Truth) -> None:
    assert put(truth, BALIDA) == Refusal(Problem.FORBIDDEN)
    truth.take(put(truth))
    assert cancel(truth, BALIDA) == Refusal(Problem.FORBIDDEN)


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ({"day": "2025-08"}, "period"),
        ({"day": "2025-02-30"}, "period"),
        ({"day": "1999-08-14"}, "period"),
        ({"template": "lain"}, "template"),
        ({"name": " "}, "name"),
        ({"name": "a\u202eb"}, "name"),
    ],
)
def test_what_has_no_sense_is_refused_by_its_field(truth: Truth, key: dict[str, str], field: str) -> None:
    assert put(truth, **key) == Refusal(Problem.INVALID, field)  # type: ignore[arg-type]


def test_an_event_is_taken_back_while_its_report_was_not_sent_and_can_be_recorded_again(truth: Truth) -> None:
    truth.take(put(truth))
    truth.take(cancel(truth))
    assert events.readable([truth.records[ref_of()]]) == ()
    assert cancel(truth) == Refusal(Problem.ALREADY_DECIDED)
    truth.take(put(truth))
    assert len(events.readable([truth.records[ref_of()]])) == 1
    report = Ref(RecordType.REPORT, ids.report_id(BABAYAU, DONE.key, DAY, 0))
    truth.put(report, {"newest": 1}, BABAYAU)
    assert cancel(truth) == Refusal(Problem.NOT_NOW)


def test_two_events_of_one_day_are_two(truth: Truth) -> None:
    truth.take(put(truth))
    outcome = put(truth, ordinal=1, name="Talud selesai")
    assert isinstance(outcome, Applied)
    truth.take(outcome)
    known = events.readable(record for ref, record in truth.records.items() if ref.type == RecordType.EVENT)
    assert [(one.ordinal, one.name) for one in known] == [(0, "Rabat beton selesai"), (1, "Talud selesai")]
