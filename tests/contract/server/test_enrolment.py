"""How a PC gets its place, keeps it when replies are lost, and loses it when it must."""

from __future__ import annotations

import pytest

from sipa_core.domain.roles import Role
from sipa_core.sync.peer import CarriageError
from sipa_core.wire.enrol import CODE_ALPHABET, CODE_LENGTH, EnrolReply, EnrolRequest
from sipa_core.wire.receipts import Status
from sipa_server.errors import KnownError
from tests.support.server import BABAYAU, BALIDA, World, report_ref, submission

KEY = "1f" * 32
OTHER_KEY = "2e" * 32


def code_for(world: World, name: str = "Norhayati", village: str = BABAYAU, *, hand_over: bool = False) -> str:
    return world.server.accounts.invite(name, Role.ADMIN_DESA, village, hand_over=hand_over).code


def ask(world: World, code: str, key: str = KEY, **change: str) -> EnrolReply:
    fields = {"device_name": "PC kantor", "age_pub": "", "incarnation": "ab" * 16, **change}
    return world.carrier.enrol(EnrolRequest(code=code, sign_pub=key, **fields))


def refused(world: World, code: str, key: str = KEY, **change: str) -> CarriageError:
    with pytest.raises(CarriageError) as caught:
        ask(world, code, key, **change)
    return caught.value


def test_a_code_gives_a_place_and_says_whose_server_this_is(world: World) -> None:
    place = ask(world, code_for(world))
    assert (place.role, place.person_name, place.place_name) == ("admin_desa", "Norhayati", "Desa Babayau")
    assert (place.scope.kecamatan, place.scope.village) == ("63.11.06", BABAYAU)
    assert place.server_id == world.server.keys.server_id
    assert place.public_url == "https://paringin.contoh.id"
    assert place.now == world.clock.now()
    assert len(place.token) >= 43


def test_the_first_admin_of_the_kecamatan_comes_in_with_the_code_of_init(world: World) -> None:
    place = ask(world, world.first_code)
    assert (place.role, place.scope.village, place.place_name) == ("admin_kecamatan", None, "Kecamatan Paringin")


def test_a_code_may_be_typed_as_people_type(world: World) -> None:
    code = code_for(world)
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(CODE_ALPHABET)
    assert ask(world, f" {code[:4].lower()}-{code[4:].lower()} ").person_name == "Norhayati"


def test_a_code_counts_once(world: World) -> None:
    code = code_for(world)
    ask(world, code)
    assert refused(world, code, OTHER_KEY).code == "code_used"


def test_a_lost_reply_locks_nobody_out(world: World) -> None:
    code = code_for(world)
    lost = ask(world, code)
    found = ask(world, code)
    assert found.device == lost.device
    assert found.token != lost.token


def test_of_two_replies_either_token_works_until_the_newer_one_is_used(world: World) -> None:
    code = code_for(world)
    pc = world.enrol(code, KEY)
    older, newer = pc.place, ask(world, code)
    # The network doubled the request: the PC may have kept the answer to the first of the two.
    assert pc.send().receipts == []
    pc.place = newer
    assert pc.send().receipts == []
    pc.place = older
    with pytest.raises(CarriageError) as caught:
        pc.send()
    assert caught.value.code == "unauthenticated"


def test_a_code_ends_after_seven_days_by_the_servers_clock(world: World) -> None:
    code = code_for(world)
    world.clock.forward(days=7, seconds=-1)
    assert ask(world, code).person_name == "Norhayati"
    late = code_for(world, "Jumiati", BALIDA)
    world.clock.forward(days=7)
    assert refused(world, late).code == "code_expired"


def test_a_wrong_code_is_refused_and_the_sixth_within_an_hour_is_not_heard(world: World) -> None:
    code = code_for(world)
    for letter in "ABCDE":
        assert refused(world, letter * 8).code == "code_wrong"
    waiting = refused(world, code)
    assert waiting.code == "too_many_tries"
    assert waiting.retry_after == 3600
    world.clock.forward(hours=1)
    assert ask(world, code).person_name == "Norhayati"


def test_what_cannot_be_a_code_is_refused_without_being_counted(world: World) -> None:
    code = code_for(world)
    for _ in range(8):
        assert refused(world, "KODE").code == "code_wrong"
    assert ask(world, code).person_name == "Norhayati"


def test_fifty_wrong_codes_from_anywhere_close_the_door_for_an_hour(world: World) -> None:
    code = code_for(world)
    accounts = world.server.accounts
    for number in range(50):
        wrong = EnrolRequest(f"{CODE_ALPHABET[number % 30]}{CODE_ALPHABET[number // 30]}AAAAAA", "PC", KEY, "", "ab")
        with pytest.raises(Exception, match="code_wrong"):
            accounts.enrol(wrong, f"192.0.2.{number}")
    assert refused(world, code).code == "too_many_tries"
    world.clock.forward(hours=1)
    assert ask(world, code).person_name == "Norhayati"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({}, "AB" * 32),
        ({}, "kunci"),
        ({"age_pub": "bukan"}, KEY),
        ({"device_name": " "}, KEY),
        ({"device_name": "x" * 121}, KEY),
    ],
)
def test_a_pc_that_shows_no_proper_keys_or_name_is_refused(world: World, change: dict[str, str], key: str) -> None:
    assert refused(world, code_for(world), key, **change).code == "bad_request"


def test_a_person_may_have_several_pcs_and_sees_the_same_on_each(world: World) -> None:
    first, second = world.pc("Norhayati", BABAYAU), world.pc("norhayati ", BABAYAU)
    assert first.place.person == second.place.person
    assert first.place.device != second.place.device
    first.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    second.pull()
    assert second.record(report_ref(BABAYAU)) is not None


def test_a_village_has_one_person_unless_it_is_handed_over(world: World) -> None:
    pc = world.pc("Norhayati", BABAYAU)
    with pytest.raises(KnownError) as taken:
        code_for(world, "Hasan")
    assert taken.value.code == "village_taken"
    assert "Norhayati" in taken.value.title
    assert pc.send().receipts == []


def test_a_hand_over_ends_every_pc_and_code_of_the_person_before(world: World) -> None:
    pcs = [world.pc("Norhayati", BABAYAU), world.pc("Norhayati", BABAYAU)]
    unused = code_for(world)
    new = world.pc("Hasan", BABAYAU, hand_over=True)
    for pc in pcs:
        with pytest.raises(CarriageError) as caught:
            pc.send()
        assert caught.value.code == "revoked"
    assert refused(world, unused).code == "code_wrong"
    assert new.do("report.submit", report_ref(BABAYAU), submission(BABAYAU)).status is Status.ACCEPTED


def test_a_revoked_pc_is_refused_with_its_next_request_and_cannot_come_back_by_its_code(world: World) -> None:
    code = code_for(world)
    pc = world.enrol(code, KEY)
    other = world.pc("Norhayati", BABAYAU)
    assert world.server.accounts.revoke_device(pc.place.device)
    with pytest.raises(CarriageError) as caught:
        pc.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    assert caught.value.code == "revoked"
    assert refused(world, code).code == "revoked"
    assert not world.server.accounts.revoke_device(pc.place.device)
    assert other.send().receipts == []


def test_nobody_of_a_village_can_be_invited_as_the_kecamatan(world: World) -> None:
    with pytest.raises(KnownError) as caught:
        world.server.accounts.invite("Norhayati", Role.ADMIN_KECAMATAN, BABAYAU)
    assert caught.value.code == "role_and_place"
    with pytest.raises(KnownError) as unknown:
        world.server.accounts.invite("Norhayati", Role.ADMIN_DESA, "63.11.06.9999")
    assert unknown.value.code == "unknown_village"


def test_codes_and_tokens_stand_nowhere_in_the_database(world: World) -> None:
    code = code_for(world)
    place = ask(world, code)
    world.server.close()
    stored = world.server.store.path.read_bytes()
    assert place.device.encode() in stored
    assert place.token.encode() not in stored
    assert code.encode() not in stored
