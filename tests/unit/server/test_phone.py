"""The page for phones: who may ask for one, who may open it, and what a proof from there does."""

from __future__ import annotations

import pytest

from sipa_core.wire.phone import (
    PhonePageEnd,
    PhonePageReply,
    PhonePageRequest,
    code_in_groups,
    normal_page_code,
    phone_digest,
    phone_link,
)
from sipa_core.wire.problems import Problem
from sipa_desktop.platform.keys import is_signed
from sipa_server.errors import RefusedError
from sipa_server.services.feedback import FormRefused
from sipa_server.services.phone import MAX_LIVING, PhoneChannel, PhoneKey, PhoneProof
from tests.support.server import (
    BABAYAU,
    BALIDA,
    PUBLIC_URL,
    Pc,
    World,
    naming,
    posting_ref,
    publication_ref,
    report_ref,
    review_ref,
    submission,
)

FACEBOOK = "https://www.facebook.com/desacontoh/posts/1234"
ADDRESS = "192.0.2.7"


@pytest.fixture
def camat(world: World) -> Pc:
    return world.enrol(world.first_code)


@pytest.fixture
def desk(world: World, camat: Pc) -> Pc:
    """Babayau's PC with a published report."""
    made = world.pc("Norhayati", BABAYAU)
    made.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
    camat.pull()
    camat.do("review.accept", review_ref(BABAYAU), naming(camat, BABAYAU))
    made.pull()
    return made


def ask(world: World, pc: Pc, village: str = BABAYAU, **more: object) -> PhonePageReply:
    request = PhonePageRequest("r1", pc.place.device, publication_ref(village).id, **more)  # type: ignore[arg-type]
    return world.server.phones.make(request, pc.place.token)


def opened(world: World, code: str) -> PhoneKey:
    key = world.server.phones.enter(code, ADDRESS)
    assert isinstance(key, PhoneKey)
    return key


def test_the_code_has_more_than_128_bits_and_is_kept_as_a_hash_only(world: World, desk: Pc) -> None:
    page = ask(world, desk)
    assert 30 ** len(page.code) > 2**128
    assert page.expires_at == world.clock.now() + 48 * 3_600_000
    assert phone_link(page.site, page.code) == f"{PUBLIC_URL}/hp#{page.code}"
    raw = world.server.store.path.read_bytes() + world.server.store.path.with_suffix(".db-wal").read_bytes()
    assert page.code.encode() not in raw


def test_the_reply_is_signed_for_the_very_request(world: World, desk: Pc) -> None:
    page = ask(world, desk)
    digest = phone_digest("r1", page.page, page.code, page.site, page.expires_at)
    assert is_signed(desk.place.server_sign_pub, digest, page.signature)
    other = phone_digest("r1", page.page, page.code, "https://lain.contoh.id", page.expires_at)
    assert not is_signed(desk.place.server_sign_pub, other, page.signature)


def test_only_the_village_itself_gets_a_page_and_only_of_what_is_public(world: World, desk: Pc, camat: Pc) -> None:
    other = world.pc("Jumiati", BALIDA)
    for pc in (other, camat):
        with pytest.raises(RefusedError) as refused:
            ask(world, pc)
        assert refused.value.problem is Problem.FORBIDDEN
    with pytest.raises(RefusedError) as refused:
        ask(world, other, BALIDA)
    assert refused.value.problem is Problem.FORBIDDEN
    with pytest.raises(RefusedError) as refused:
        world.server.phones.make(PhonePageRequest("r", desk.place.device, publication_ref(BABAYAU).id), "salah")
    assert refused.value.problem is Problem.UNAUTHENTICATED


def test_a_code_opens_in_any_case_with_or_without_dashes_as_often_as_wanted(world: World, desk: Pc) -> None:
    page = ask(world, desk)
    grouped = code_in_groups(page.code)
    assert normal_page_code(f" {grouped.lower()}\n") == page.code
    keys = {opened(world, typed) for typed in (page.code, grouped, grouped.lower().replace("-", " "))}
    assert keys == {PhoneKey(page.page, page.code)}
    view = world.server.phones.look(keys.pop())
    assert view is not None
    assert (view.person_name, view.report.line.village.code) == ("Norhayati", BABAYAU)
    assert [one.channel.key for one in view.channels][:2] == ["website", "facebook"]


def test_a_page_is_over_after_48_hours_after_a_revocation_and_after_a_hand_over(world: World, desk: Pc) -> None:
    first = opened(world, ask(world, desk).code)
    world.clock.forward(hours=47, seconds=3599)
    assert world.server.phones.look(first) is not None
    world.clock.forward(seconds=1)
    assert world.server.phones.look(first) is None
    code = ask(world, desk).code
    second = opened(world, code)
    world.server.accounts.revoke_device(desk.place.device)
    assert world.server.phones.look(second) is None
    assert isinstance(world.server.phones.enter(code, ADDRESS), FormRefused)
    assert isinstance(world.server.phones.prove(second, PhoneProof("facebook", FACEBOOK)), FormRefused)
    newer = world.pc("Norhayati", BABAYAU)
    third = opened(world, ask(world, newer).code)
    world.pc("Rusdiana", BABAYAU, hand_over=True)
    assert world.server.phones.look(third) is None


def test_a_page_can_be_ended_from_the_desk_and_from_the_phone_but_not_by_others(world: World, desk: Pc) -> None:
    page = ask(world, desk)
    key = opened(world, page.code)
    other = world.pc("Jumiati", BALIDA)
    world.server.phones.end(PhonePageEnd(other.place.device, page.page), other.place.token)
    assert world.server.phones.look(key) is not None
    world.server.phones.end(PhonePageEnd(desk.place.device, page.page), desk.place.token)
    assert world.server.phones.look(key) is None
    key = opened(world, ask(world, desk).code)
    assert world.server.phones.close(key)
    assert not world.server.phones.close(key)


def test_one_more_page_than_allowed_ends_the_oldest(world: World, desk: Pc) -> None:
    keys = []
    for _page in range(MAX_LIVING + 1):
        world.clock.forward(seconds=1)
        keys.append(opened(world, ask(world, desk).code))
    living = [world.server.phones.look(key) is not None for key in keys]
    assert living == [False] + [True] * MAX_LIVING


def test_wrong_codes_are_counted_and_then_not_heard(world: World, desk: Pc) -> None:
    code = ask(world, desk).code
    for _try in range(30):
        assert isinstance(world.server.phones.enter("A" * 28, ADDRESS), FormRefused)
    refused = world.server.phones.enter(code, ADDRESS)
    assert isinstance(refused, FormRefused)
    assert refused.code is Problem.TOO_MANY_TRIES
    assert isinstance(world.server.phones.enter(code, "192.0.2.8"), PhoneKey)


def test_another_page_s_id_does_not_open_with_this_code(world: World, desk: Pc) -> None:
    one, two = ask(world, desk), ask(world, desk)
    assert world.server.phones.look(PhoneKey(one.page, two.code)) is None


def test_a_proof_from_the_phone_is_the_desk_s_proof_said_to_be_from_a_phone(world: World, desk: Pc, camat: Pc) -> None:
    key = opened(world, ask(world, desk, captions={"facebook": ""}).code)
    sent = world.server.phones.prove(key, PhoneProof("facebook", f" {FACEBOOK} "))
    assert isinstance(sent, PhoneChannel)
    assert (sent.state, sent.url, sent.proved_at) == ("proved", FACEBOOK, world.clock.now())
    for pc in (desk, camat):
        pc.pull()
        record = pc.record(posting_ref(BABAYAU))
        assert record is not None
        assert (record.text("state"), record.text("proved_by")) == ("proved", "Norhayati")
        assert record.text("via") == "phone"
    rev = record.rev
    assert isinstance(world.server.phones.prove(key, PhoneProof("facebook", FACEBOOK)), PhoneChannel)
    desk.pull()
    again = desk.record(posting_ref(BABAYAU))
    assert again is not None
    assert again.rev == rev
    assert world.server.store.integrity() == "ok"
    with world.server.store.read() as work:
        assert work.audit.first_broken() is None


def test_a_page_that_shows_the_version_before_proves_nothing_for_the_held_one(
    world: World, desk: Pc, camat: Pc
) -> None:
    key = opened(world, ask(world, desk).code)
    camat.pull()
    assert camat.do("review.reopen", review_ref(BABAYAU), naming(camat, BABAYAU, reason="Lagi.")).code is None
    personal = {"ringkasan.isi": "Penerima 6311061203850001 sudah dibayar."}
    assert desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU, 1, personal)).code is None
    camat.pull()
    assert camat.do("review.accept", review_ref(BABAYAU, 2), naming(camat, BABAYAU, 2)).code is None
    view = world.server.phones.look(key)
    assert view is not None
    assert view.report.line.n == 1, "citizens go on reading it"
    refused = world.server.phones.prove(key, PhoneProof("facebook", FACEBOOK))
    assert isinstance(refused, FormRefused)
    assert refused.code is Problem.NOT_NOW
    desk.pull()
    record = desk.record(posting_ref(BABAYAU))
    assert record is not None
    assert record.text("state") == "owed"


def test_a_later_proof_from_the_desk_is_no_more_from_the_phone(world: World, desk: Pc) -> None:
    key = opened(world, ask(world, desk).code)
    sent = world.server.phones.prove(key, PhoneProof("facebook", FACEBOOK))
    assert isinstance(sent, PhoneChannel)
    desk.pull()
    record = desk.record(posting_ref(BABAYAU))
    assert record is not None
    fields = {
        "version": record.text("version"),
        "url": f"{FACEBOOK}5",
        "caption": sent.caption,
        "with_picture": True,
        "posted_at": 0,
    }
    assert desk.do("posting.prove", posting_ref(BABAYAU), fields).code is None
    desk.pull()
    after = desk.record(posting_ref(BABAYAU))
    assert after is not None
    assert (after.text("url"), after.text("via")) == (f"{FACEBOOK}5", "")


def test_the_words_left_on_the_desk_are_shown_and_must_tell_what_the_law_asks(world: World, desk: Pc) -> None:
    key = opened(world, ask(world, desk, captions={"facebook": "Halo warga."}).code)
    view = world.server.phones.look(key)
    assert view is not None
    shown = next(one for one in view.channels if one.channel.key == "facebook")
    assert shown.caption == "Halo warga."
    refused = world.server.phones.prove(key, PhoneProof("facebook", FACEBOOK, with_picture=False))
    assert isinstance(refused, FormRefused)
    assert refused.code is Problem.ITEM_MISSING
    assert isinstance(world.server.phones.prove(key, PhoneProof("facebook", FACEBOOK)), PhoneChannel)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bukan alamat",
        "javascript:alert(1)",
        "https://www.instagram.com/p/contoh/",
        "http://127.0.0.1/x",
        "x" * 3000,
    ],
)
def test_an_address_that_proves_nothing_is_sent_back_with_words(world: World, desk: Pc, url: str) -> None:
    key = opened(world, ask(world, desk).code)
    refused = world.server.phones.prove(key, PhoneProof("facebook", url))
    assert isinstance(refused, FormRefused)
    assert refused.words
    desk.pull()
    record = desk.record(posting_ref(BABAYAU))
    assert record is not None
    assert record.text("state") == "owed"
