from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from msgspec.structs import replace

import resources
from sipa_core import ids
from sipa_core.domain import duties, template_text, villages
from sipa_core.domain.periods import PeriodKind, parse_period
from sipa_core.domain.roles import Actor, Role
from sipa_core.domain.working_days import WorkingDays
from sipa_core.ops import duties as ops
from sipa_core.ops import people, reports
from sipa_core.ops.base import Applied, Context, Outcome, Refusal
from sipa_core.wire.records import Record, RecordType, Ref, Value, changed

KECAMATAN = "63.11.06"
BABAYAU, KELURAHAN = "63.11.06.2024", "63.11.06.1019"
CAMAT = Actor("p1", "Syahrani", Role.ADMIN_KECAMATAN, KECAMATAN)
NORHAYATI = Actor("p2", "Norhayati", Role.ADMIN_DESA, KECAMATAN, BABAYAU)
NOW = 1_752_114_840_000
DAYS = WorkingDays()
LRA = Ref(RecordType.DUTY, ids.natural_id("duty", "lra_semester1"))


@dataclass
class Truth:
    records: dict[Ref, Record] = field(default_factory=dict)

    def get(self, ref: Ref) -> Record | None:
        return self.records.get(ref)

    def all(self, record_type: RecordType) -> list[Record]:
        return [record for record in self.records.values() if record.type == record_type and record.village is None]

    def put(self, ref: Ref, fields: dict[str, Value], village: str | None = None) -> None:
        known = self.records.get(ref)
        self.records[ref] = Record(
            ref.type, ref.id, 1, village, changed(known.fields if known is not None else {}, fields)
        )

    def take(self, outcome: Outcome) -> None:
        assert isinstance(outcome, Applied), outcome
        for write in outcome.writes:
            self.put(write.ref, dict(write.changes), write.village)

    def duty(self, key: str = "lra_semester1") -> duties.Duty:
        return duties.from_fields(self.records[Ref(RecordType.DUTY, ids.natural_id("duty", key))].fields)


@pytest.fixture
def truth() -> Truth:
    made = Truth()
    for code, name in ((BABAYAU, "Babayau"), (KELURAHAN, "Paringin Kota")):
        about = {**villages.to_fields(villages.Village(code, name, name)), "code": code}
        made.put(Ref(RecordType.VILLAGE, ids.natural_id("village", code)), about)
    for name in resources.names("templates", ".toml"):
        template = template_text.read_template(resources.read_text(name), name)
        key = ids.natural_id("template", template.key, template.version)
        made.put(Ref(RecordType.TEMPLATE, key), template_text.to_fields(template))
    for duty in duties.read_duties(resources.read_text("duties/paringin.toml"), "paringin"):
        made.put(Ref(RecordType.DUTY, ids.natural_id("duty", duty.key)), duties.to_fields(duty))
    return made


def context(actor: Actor = CAMAT, device: str = "") -> Context:
    return Context(actor, NOW, "op", "hash", device=device)


def put(truth: Truth, key: str = "lra_semester1", actor: Actor = CAMAT, **fields: object) -> Outcome:
    ref = Ref(RecordType.DUTY, ids.natural_id("duty", key))
    return ops.put(ops.Put(key, **fields), ref, truth, context(actor))  # type: ignore[arg-type]


def submit(truth: Truth, village: str = BABAYAU, period: str = "2025-S1", **more: object) -> Outcome:
    template = str(more.pop("template", "lra_semester1"))
    content = more.pop("content", {"kendala.isi": "Tidak ada."})
    fields = reports.Submit(village, template, 1, period, content, **more)  # type: ignore[arg-type]
    ref = Ref(RecordType.REPORT, ids.report_id(village, template, period, fields.ordinal))
    return reports.submit(fields, ref, truth, context(replace(NORHAYATI, village=village)))


def test_a_moved_day_counts_for_its_period_only_and_can_be_taken_back(truth: Truth) -> None:
    truth.take(put(truth, moved={"2025-S1": "2025-07-21"}))
    assert truth.duty().due(parse_period("2025-S1"), DAYS) == date(2025, 7, 21)
    assert truth.duty().due(parse_period("2026-S1"), DAYS) == date(2026, 7, 14)
    truth.take(put(truth, moved={"2025-S1": ""}))
    assert truth.duty().due(parse_period("2025-S1"), DAYS) == date(2025, 7, 14)


def test_another_rule_counts_for_all_and_the_first_one_stays_known(truth: Truth) -> None:
    truth.take(put(truth, deadline="20-07 N"))
    truth.take(put(truth, deadline="10-07 N"))
    duty = truth.duty()
    assert duty.due(parse_period("2025-S1"), DAYS) == date(2025, 7, 10)
    assert duty.first_due(parse_period("2025-S1"), DAYS) == date(2025, 7, 14)
    assert truth.records[LRA].text("changed_by") == "Syahrani"


def test_only_what_is_named_changes(truth: Truth) -> None:
    before = dict(truth.records[LRA].fields)
    outcome = put(truth, remind="3,-1")
    assert isinstance(outcome, Applied)
    assert set(outcome.writes[0].changes) == {"remind", "changed_at", "changed_by"}
    truth.take(outcome)
    assert truth.duty().remind == (3, -1)
    assert {path: truth.records[LRA].fields[path] for path in before} == before


def test_a_village_or_a_period_can_be_let_off(truth: Truth) -> None:
    truth.take(put(truth, key="kegiatan_bulanan", skip={"2025-06": True}, skip_villages={KELURAHAN: True}))
    duty, kota = truth.duty("kegiatan_bulanan"), villages.Village(KELURAHAN, "Paringin Kota", "kota")
    assert not duty.stands_for(parse_period("2025-06"))
    assert duty.reaches(parse_period("2025-06"))
    assert not duties.applies(duty, kota)
    truth.take(put(truth, key="kegiatan_bulanan", skip={"2025-06": False}, skip_villages={KELURAHAN: False}))
    assert truth.duty("kegiatan_bulanan").stands_for(parse_period("2025-06"))
    assert duties.applies(truth.duty("kegiatan_bulanan"), kota)


def test_a_village_may_not_touch_a_duty(truth: Truth) -> None:
    assert put(truth, actor=NORHAYATI, deadline="20-07 N") == Refusal(ops.Problem.FORBIDDEN)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"deadline": "kapan saja"}, "duty"),
        ({"deadline": "term_end -5m"}, "deadline"),
        ({"deadline": "14-07 N-1"}, "deadline"),
        ({"deadline": "14-07 N+9"}, "deadline"),
        ({"moved": {"2025-S1": "2024-07-14"}}, "moved[2025-S1]"),
        ({"moved": {"2025-S1": "besok"}}, "moved[2025-S1]"),
        ({"moved": {"2025-S2": "2025-12-31"}}, "moved[2025-S2]"),
        ({"skip": {"2025-06": True}}, "skip[2025-06]"),
        ({"skip_villages": {"63.11.06.2999": True}}, "skip_village[63.11.06.2999]"),
        ({"remind": "7,7"}, "remind"),
        ({"remind": "tujuh"}, "remind"),
        ({"remind": "900"}, "remind"),
        ({"active_from": "0001-01-01"}, "active_from"),
        ({"active_from": "2025-13-01"}, "duty"),
        ({"active_to": "2020-01-01"}, "active_to"),
        ({"owed_by": "provinsi"}, "duty"),
        ({"template": "kegiatan_bulanan"}, "template"),
        ({"name": "  "}, "name"),
    ],
)
def test_what_has_no_sense_is_refused_by_its_field(truth: Truth, fields: dict[str, object], field: str) -> None:
    assert put(truth, **fields) == Refusal(ops.Problem.INVALID, field)


def test_a_new_duty_needs_a_shipped_report_type_and_must_not_ask_twice(truth: Truth) -> None:
    words = {"name": "LRA Semester II", "short_name": "LRA II", "deadline": "15-01 N+1", "owed_by": "desa"}
    assert put(truth, key="baru", template="lppd", **words) == Refusal(ops.Problem.INVALID, "template")
    assert put(truth, key="baru", template="lra_semester1", **words) == Refusal(ops.Problem.INVALID, "parts")
    truth.take(put(truth, key="baru", template="lra_semester1", parts="S2", active_from="2025-01-01", **words))
    made = truth.duty("baru")
    assert made.due(parse_period("2025-S2"), DAYS) == date(2026, 1, 15)
    assert made.pos == 81
    assert made.remind == duties.REMIND


def test_leaves_of_a_newer_program_do_not_hide_a_duty(truth: Truth) -> None:
    strange: dict[str, Value] = {"moved[2025-S1].due": 7, "moved[x].due": "2025-07-20", "skip[2025-S1].on": "ya"}
    truth.put(LRA, {**strange, "nanti": "sesuatu", "remind": "7,besok"})
    duty = truth.duty()
    assert duty.due(parse_period("2025-S1"), DAYS) == date(2025, 7, 14)
    assert duty.remind == (7,)


def test_a_version_tells_the_day_that_stood_when_it_came(truth: Truth) -> None:
    outcome = submit(truth)
    assert isinstance(outcome, Applied)
    assert outcome.writes[1].changes["meta.due"] == "2025-07-14"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"village": KELURAHAN}, Refusal(reports.Problem.NOT_OWED, "period")),
        ({"period": "2025-S2"}, Refusal(reports.Problem.NOT_OWED, "period")),
        ({"period": "2022-S1"}, Refusal(reports.Problem.NOT_OWED, "period")),
        ({"period": "2025-06"}, Refusal(reports.Problem.INVALID, "period")),
        ({"ordinal": 1}, Refusal(reports.Problem.INVALID, "ordinal")),
        ({"content": {"kendala.isi": 5}}, Refusal(reports.Problem.INVALID, "kendala.isi")),
        (
            {"content": {"apbdes[02/-/-].anggaran": "5"}},
            Refusal(reports.Problem.INVALID, "apbdes[02/-/-].anggaran"),
        ),
    ],
)
def test_a_report_that_is_not_owed_or_does_not_fit_is_refused(
    truth: Truth, more: dict[str, object], refusal: Refusal
) -> None:
    assert submit(truth, **more) == refusal  # type: ignore[arg-type]


def test_a_report_that_was_begun_may_be_sent_again_after_the_duty_ended(truth: Truth) -> None:
    truth.take(submit(truth))
    truth.take(put(truth, skip={"2025-S1": True}))
    again = submit(truth, newest_seen=1)
    assert isinstance(again, Applied)
    assert again.writes[1].changes["meta.due"] is None


def test_a_pc_is_ended_once_and_never_by_itself_nor_as_the_last(truth: Truth) -> None:
    one, two = Ref(RecordType.DEVICE, "d1"), Ref(RecordType.DEVICE, "d2")
    village = Ref(RecordType.DEVICE, "d3")
    truth.put(one, {"name": "PC camat"})
    truth.put(village, {"name": "PC desa"}, BABAYAU)
    revoke = people.Revoke()
    assert people.revoke(revoke, one, truth, context(device="d1")) == Refusal(people.Problem.OWN_DEVICE)
    assert people.revoke(revoke, one, truth, context(device="d9")) == Refusal(people.Problem.LAST_ADMIN)
    truth.put(two, {"name": "Laptop camat"})
    truth.take(people.revoke(revoke, two, truth, context(device="d1")))
    assert people.revoke(revoke, one, truth, context(device="d2")) == Refusal(people.Problem.LAST_ADMIN)
    truth.take(people.revoke(revoke, village, truth, context(device="d1")))
    assert truth.records[village].number("revoked_at") == NOW
    assert people.revoke(revoke, village, truth, context(device="d1")) == Refusal(people.Problem.ALREADY_DECIDED)


def test_a_telephone_number_is_kept_or_taken_away_and_nothing_else_is_one(truth: Truth) -> None:
    ref = Ref(RecordType.PERSON, "p2")
    truth.put(ref, {"name": "Norhayati"}, BABAYAU)
    truth.take(people.put_contact(people.Contact("0812-0000-0000"), ref, truth, context()))
    assert truth.records[ref].text("phone") == "0812-0000-0000"
    bad = people.put_contact(people.Contact("<b>telepon</b>"), ref, truth, context())
    assert bad == Refusal(people.Problem.INVALID, "phone")
    truth.take(people.put_contact(people.Contact(""), ref, truth, context()))
    assert "phone" not in truth.records[ref].fields


def test_the_kecamatan_begins_and_ends_the_use_of_a_duty(truth: Truth) -> None:
    truth.take(put(truth, used=False))
    assert not truth.duty().stands_for(parse_period("2025-S1"))
    truth.take(put(truth, used=True))
    assert truth.duty().stands_for(parse_period("2025-S1"))


@pytest.mark.parametrize(
    ("kind", "deadline", "sane"),
    [
        (PeriodKind.YEAR, "31-12 N-1", True),
        (PeriodKind.YEAR, "31-12 N-2", False),
        (PeriodKind.YEAR, "yearly", True),
        (PeriodKind.YEAR, "term_end -5m", False),
        (PeriodKind.MONTH, "+7wd", True),
        (PeriodKind.EVENT, "term_end -5m", True),
        (PeriodKind.EVENT, "+7wd", True),
        (PeriodKind.EVENT, "yearly", False),
        (PeriodKind.EVENT, "14-07 N-3", False),
    ],
)
def test_a_deadline_must_suit_the_kind_of_period(truth: Truth, kind: PeriodKind, deadline: str, sane: bool) -> None:
    assert ops.sane_deadline(deadline, replace(truth.duty(), period_kind=kind, parts=())) is sane
