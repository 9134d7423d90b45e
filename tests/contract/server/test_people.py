from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.accounts import CONTACT_STEP
from sipa_core.domain.roles import Role
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.enrol import CodeReply, CodeRequest, EnrolRequest
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_server.bootstrap import init_server
from tests.support.server import BABAYAU, BALIDA, KECAMATAN, Pc, World


@pytest.fixture
def camat(world: World) -> Pc:
    pc = world.enrol(world.first_code)
    pc.pull()
    return pc


def ask(pc: Pc, name: str, village: str | None = BABAYAU, **more: object) -> CodeReply:
    request_id = ids.new_id(pc.clock, pc.entropy)
    request = CodeRequest(request_id, pc.place.device, name, village, **more)  # type: ignore[arg-type]
    return pc.carrier.code(request, pc.place.token)


def seen(pc: Pc, record_type: RecordType) -> dict[str, Record]:
    pc.pull()
    return {record.id: record for record in pc.records.values() if record.type == record_type}


def test_a_code_made_on_a_desk_lets_one_pc_in_and_is_written_down_nowhere(world: World, camat: Pc) -> None:
    made = ask(camat, "Norhayati")
    person = seen(camat, RecordType.PERSON)[made.person]
    assert (person.text("name"), person.village, person.number("code_until")) == (
        "Norhayati",
        BABAYAU,
        made.expires_at,
    )
    files = [path.read_bytes() for path in world.server.settings.data.rglob("*") if path.is_file()]
    assert any(made.person.encode() in raw for raw in files)
    assert not any(made.code.encode() in raw for raw in files)
    village = world.enrol(made.code)
    assert village.place.person_name == "Norhayati"
    assert seen(camat, RecordType.PERSON)[made.person].number("code_until") == 0
    with pytest.raises(CarriageError) as refused:
        world.enrol(made.code)
    assert refused.value.code == "code_used"


def test_a_village_gets_no_code_and_sees_no_person_or_pc(world: World, camat: Pc) -> None:
    village = world.pc("Norhayati", BABAYAU)
    for where in (BABAYAU, BALIDA, None):
        with pytest.raises(CarriageError) as refused:
            ask(village, "Siapa", where)
        assert refused.value.code == "forbidden"
    assert seen(village, RecordType.PERSON) == seen(village, RecordType.DEVICE) == {}
    assert len(seen(camat, RecordType.DEVICE)) == 2


def test_another_kecamatans_village_and_an_unknown_one_get_no_code(camat: Pc) -> None:
    for village, code in (("63.11.07.2001", "forbidden"), ("63.11.06.2999", "not_found")):
        with pytest.raises(CarriageError) as refused:
            ask(camat, "Siapa", village)
        assert refused.value.code == code


def test_another_name_needs_a_hand_over_which_ends_the_person_before(world: World, camat: Pc) -> None:
    old = world.pc("Norhayati", BABAYAU)
    with pytest.raises(CarriageError) as refused:
        ask(camat, "Hamidah")
    assert refused.value.code == "village_taken"
    old.send()
    made = ask(camat, "Hamidah", hand_over=True)
    with pytest.raises(CarriageError) as told:
        old.send()
    assert told.value.code == "revoked"
    people, devices = seen(camat, RecordType.PERSON), seen(camat, RecordType.DEVICE)
    assert people[old.place.person].number("ended_at") == world.clock.now()
    assert devices[old.place.device].number("revoked_at") == world.clock.now()
    assert people[made.person].number("ended_at") == 0
    assert world.enrol(made.code).place.person_name == "Hamidah"


def test_a_second_pc_of_the_same_person_stands_beside_the_first(world: World, camat: Pc) -> None:
    first = world.pc("Norhayati", BABAYAU)
    second = world.enrol(ask(camat, "norhayati").code)
    assert second.place.person == first.place.person
    first.send()
    owners = [device.text("person") for device in seen(camat, RecordType.DEVICE).values()]
    assert owners.count(first.place.person) == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Nor\nhayati\x00"])
def test_a_name_that_is_none_gets_no_code(camat: Pc, name: str) -> None:
    if name.startswith("Nor"):
        name = "Nor\x00hayati"
    with pytest.raises(CarriageError) as refused:
        ask(camat, name)
    assert refused.value.code == "bad_request"


def test_codes_cannot_be_drawn_without_end(camat: Pc) -> None:
    for _turn in range(60):
        ask(camat, "Norhayati")
    with pytest.raises(CarriageError) as refused:
        ask(camat, "Norhayati")
    assert refused.value.code == "too_many_tries"


def test_a_revoked_pc_is_told_at_its_next_request(world: World, camat: Pc) -> None:
    village = world.pc("Norhayati", BABAYAU)
    camat.pull()
    ref = Ref(RecordType.DEVICE, village.place.device)
    assert camat.do("device.revoke", ref, {}).code is None
    with pytest.raises(CarriageError) as told:
        village.send()
    assert told.value.code == "revoked"
    assert camat.do("device.revoke", ref, {}).code == "already_decided"
    own = Ref(RecordType.DEVICE, camat.place.device)
    assert camat.do("device.revoke", own, {}).code == "own_device"
    camat.send()


def test_a_contact_is_told_once_an_hour_and_another_version_at_once(world: World, camat: Pc) -> None:
    village = world.pc("Norhayati", BABAYAU)
    ref = Ref(RecordType.DEVICE, village.place.device)
    village.send()
    first = seen(camat, RecordType.DEVICE)[ref.id]
    assert first.number("contact_at") == world.clock.now()
    world.clock.forward(seconds=CONTACT_STEP / 1000 - 60)
    village.send()
    assert seen(camat, RecordType.DEVICE)[ref.id].rev == first.rev
    world.clock.forward(seconds=61)
    village.send()
    later = seen(camat, RecordType.DEVICE)[ref.id]
    assert (later.number("contact_at"), later.rev) == (world.clock.now(), first.rev + 1)
    request = village.request()
    village.carrier.exchange(type(request)(**{**_fields(request), "app": "0.2.0"}), village.place.token)
    assert seen(camat, RecordType.DEVICE)[ref.id].text("app") == "0.2.0"


def test_a_strange_version_or_kind_is_not_kept(world: World, camat: Pc) -> None:
    code = world.server.accounts.invite("Norhayati", Role.ADMIN_DESA, BABAYAU).code
    key = world.entropy.bytes(32).hex()
    reply = world.carrier.enrol(EnrolRequest(code, "PC", key, "", "i" * 32, app="x" * 500, kind="kulkas"))
    device = seen(camat, RecordType.DEVICE)[reply.device]
    assert "app" not in device.fields
    assert "kind" not in device.fields


def test_the_verbs_of_the_server_write_the_same_records(world: World, camat: Pc) -> None:
    village = world.pc("Norhayati", BABAYAU)
    assert world.server.accounts.revoke_device(village.place.device)
    assert seen(camat, RecordType.DEVICE)[village.place.device].number("revoked_at") == world.clock.now()
    assert world.server.accounts.end_person(village.place.person)
    assert seen(camat, RecordType.PERSON)[village.place.person].number("ended_at") == world.clock.now()


def test_a_changed_duty_reaches_the_village_and_survives_init(world: World, camat: Pc) -> None:
    village = world.pc("Norhayati", BABAYAU)
    ref = Ref(RecordType.DUTY, ids.natural_id("duty", "lra_semester1"))
    receipt = camat.do("duty.put", ref, {"key": "lra_semester1", "moved": {"2025-S1": "2025-07-21"}})
    assert receipt.code is None
    assert village.do("duty.put", ref, {"key": "lra_semester1", "deadline": "31-12 N"}).code == "forbidden"
    village.pull()
    duty = village.record(ref)
    assert duty is not None
    assert duty.fields["moved[2025-S1].due"] == "2025-07-21"
    assert camat.do("duty.put", ref, {"key": "lra_semester1", "deadline": "20-07 N"}).code is None
    init_server(world.server.settings, KECAMATAN, clock=world.clock, entropy=world.entropy)
    village.pull()
    kept = village.record(ref)
    assert kept is not None
    assert (kept.text("deadline"), kept.fields["moved[2025-S1].due"]) == ("20-07 N", "2025-07-21")


def _fields(request: object) -> dict[str, object]:
    return {name: getattr(request, name) for name in request.__struct_fields__}  # type: ignore[attr-defined]
