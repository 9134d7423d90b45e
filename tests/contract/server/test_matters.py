"""Who reads a citizen's word, what the citizen can do from the tracking page, and what no public page ever shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from litestar.testing import TestClient

from sipa_core.domain.workflow import FeedbackState, Visibility
from sipa_core.wire.codec import encode
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.services.epochs import begin_epoch
from sipa_server.services.feedback import FeedbackSent, FormRefused, NewFeedback
from sipa_server.services.limits import MESSAGE
from sipa_server.services.tracking import Tracked
from tests.support.server import BABAYAU, Pc, World

HERE = "10.0.0.7"
SECRET = "Kaurnya-minta-uang-pelicin-7731"
PAGES = ("/", "/desa/babayau", "/desa/balida", "/desa/babayau/masukan", "/lacak")


@pytest.fixture
def desk(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


@pytest.fixture
def camat(world: World) -> Pc:
    return world.enrol(world.first_code)


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:  # type: ignore[type-arg]
    with TestClient(world.server.app()) as made:
        yield made


def write(world: World, text: str = "Lampu RT 02 padam.", **more: object) -> FeedbackSent:
    fields: dict[str, object] = {"village": BABAYAU, "kind": "keluhan", "subject": "Lampu", "text": text, **more}
    sent = world.server.feedback.submit(NewFeedback(**fields), HERE)  # type: ignore[arg-type]
    assert isinstance(sent, FeedbackSent)
    return sent


def seen(world: World, sent: FeedbackSent) -> Tracked:
    found = world.server.feedback.track(sent.number, sent.key, HERE)
    assert isinstance(found, Tracked)
    return found


def only(pc: Pc, kind: str = RecordType.FEEDBACK) -> Ref:
    pc.pull()
    [ref] = [record.ref for record in pc.records.values() if record.type == kind]
    return ref


def everything(pc: Pc) -> bytes:
    """All that this PC has ever been told, as bytes, asking the whole feed anew."""
    pc.cursor, told = None, b""
    while True:
        reply = pc.send()
        told += encode(reply)
        if not reply.more:
            return told


def public(client: TestClient) -> dict[str, str]:  # type: ignore[type-arg]
    return {path: client.get(path).text for path in PAGES}


def test_a_word_for_the_kecamatan_alone_never_sends_the_village_a_byte(world: World, desk: Pc, camat: Pc) -> None:
    write(world)
    before = everything(desk)
    sent = write(world, SECRET, kecamatan_only=True, name="Saksi-7732", subject="Judul-7733")
    ref = only(camat, RecordType.FEEDBACK_KECAMATAN)
    world.clock.forward(hours=1)
    assert camat.do("feedback.note", ref, {"text": "Catatan-7734"}).status is Status.ACCEPTED
    assert camat.do("feedback.reply", ref, {"text": "Jawaban-7735"}).status is Status.ACCEPTED
    told = everything(desk) + before
    for marker in (
        SECRET,
        "Saksi-7732",
        "Judul-7733",
        "Catatan-7734",
        "Jawaban-7735",
        sent.number,
        ref.id,
    ):
        assert marker.encode() not in told
    # The signed scope names the type, to say that nothing of it is this desk's.
    assert not any(record.type == RecordType.FEEDBACK_KECAMATAN for record in desk.records.values())
    assert SECRET.encode() in everything(camat)
    assert seen(world, sent).messages[-1].text == "Jawaban-7735"
    assert seen(world, sent).kecamatan_only


def test_the_village_learns_nothing_by_naming_it_and_nothing_after_the_server_was_put_back(
    world: World, desk: Pc, camat: Pc
) -> None:
    write(world, SECRET, kecamatan_only=True)
    ref = only(camat, RecordType.FEEDBACK_KECAMATAN)
    for kind, fields in (
        ("feedback.reply", {"text": "Siapa ini?"}),
        ("feedback.state", {"state": "selesai"}),
        ("feedback.note", {"text": "…"}),
    ):
        assert desk.do(kind, ref, fields).code == "not_found"
        assert desk.do(kind, Ref(ref.type, ref.id[:-1] + "0"), fields).code == "not_found"
    with world.server.store.write() as work:
        begin_epoch(work, world.clock, world.entropy)
    desk.cursor = None
    assert SECRET.encode() not in everything(desk)


def test_a_word_for_the_kecamatan_alone_moves_no_page_and_no_count(
    world: World,
    desk: Pc,
    camat: Pc,
    client: TestClient,  # type: ignore[type-arg]
) -> None:
    before = public(client)
    write(world, SECRET, kecamatan_only=True, for_everybody=True)
    ref = only(camat, RecordType.FEEDBACK_KECAMATAN)
    assert camat.record(ref).text("visibility") == Visibility.PRIVATE  # type: ignore[union-attr]
    assert camat.do("feedback.release", ref, {}).code == "invalid"
    after = public(client)
    strip = {"/desa/babayau/masukan"}  # each form has a random name of its own
    assert {path: text for path, text in after.items() if path not in strip} == {
        path: text for path, text in before.items() if path not in strip
    }
    assert all(SECRET not in text for text in after.values())


def test_the_same_form_for_another_reader_is_another_word(world: World, camat: Pc) -> None:
    first = write(world, form_id="f1")
    second = write(world, form_id="f1", kecamatan_only=True)
    assert first != second
    assert write(world, form_id="f1", kecamatan_only=True) == second
    only(camat)
    only(camat, RecordType.FEEDBACK_KECAMATAN)


def test_no_public_page_ever_shows_a_private_note_a_name_or_who_wrote_it(
    world: World,
    desk: Pc,
    camat: Pc,
    client: TestClient,  # type: ignore[type-arg]
) -> None:
    sent = write(world, "Terbuka-1. NIK 6311064505900001", name="Rahasia-2", for_everybody=True)
    ref = only(desk)
    desk.do("feedback.note", ref, {"text": "Dalam-3"})
    desk.do("feedback.state", ref, {"state": "diteruskan", "note": "Dalam-4"})
    camat.do("feedback.note", ref, {"text": "Dalam-5"})
    camat.do("feedback.state", ref, {"state": "ditindaklanjuti", "note": "Dalam-6"})
    desk.do("feedback.reply", ref, {"text": "Terbuka-7", "close": True})
    camat.pull()
    last = str(max(path[4:40] for path in camat.record(ref).fields if path.startswith("msg[")))  # type: ignore[union-attr]
    assert camat.do("feedback.release", ref, {"seen": last}).status is Status.ACCEPTED
    pages = public(client)
    tracking = client.post(
        "/lacak",
        content=urlencode({"nomor": sent.number, "kunci": sent.key}),
        headers={"content-type": "application/x-www-form-urlencoded"},
    ).text
    assert "Terbuka-1" in pages["/desa/babayau"]
    assert "Terbuka-7" in pages["/desa/babayau"]
    assert "Terbuka-7" in tracking
    assert "Rahasia-2" in tracking, "the citizen's own page may say the citizen's own name"
    for text in (*pages.values(), tracking):
        for marker in ("Dalam-3", "Dalam-4", "Dalam-5", "Dalam-6", "Norhayati", camat.place.person_name):
            assert marker not in text
    for text in pages.values():
        assert "Rahasia-2" not in text
        assert "6311064505900001" not in text


def test_a_message_written_between_reading_and_releasing_stays_unread_by_others(
    world: World, desk: Pc, camat: Pc
) -> None:
    sent = write(world, "Pertama.", for_everybody=True)
    ref = only(camat)
    on_screen = next(path[4:40] for path in camat.record(ref).fields if path.startswith("msg["))  # type: ignore[union-attr]
    world.clock.forward(hours=1)
    assert isinstance(world.server.feedback.add_message(sent.number, sent.key, "Nomor istri saya …", HERE), Tracked)
    world.clock.forward(hours=1)
    assert camat.do("feedback.release", ref, {"seen": on_screen}).status is Status.ACCEPTED
    village = world.server.reads.village("babayau")
    assert village is not None
    [shown] = world.server.reads.feedback(village)
    assert [one.text for one in shown.messages] == ["Pertama."]
    desk.do("feedback.reply", ref, {"text": "Baik."})
    [shown] = world.server.reads.feedback(village)
    assert [one.text for one in shown.messages] == ["Pertama.", "Baik."], "an answer after it does not carry it along"


def test_a_release_of_an_older_server_still_holds_for_what_it_held_for(world: World, camat: Pc) -> None:
    sent = write(world, "Pertama.", for_everybody=True)
    ref = only(camat)
    with world.server.store.write() as work:
        work.records.write(ref, BABAYAU, {"visibility": "released", "moderated_at": world.clock.now()})
    world.clock.forward(hours=1)
    world.server.feedback.add_message(sent.number, sent.key, "Kedua.", HERE)
    village = world.server.reads.village("babayau")
    assert village is not None
    assert [one.text for one in world.server.reads.feedback(village)[0].messages] == ["Pertama."]


def test_the_citizen_confirms_once_and_opens_again_with_a_reason(world: World, desk: Pc) -> None:
    sent = write(world)
    ref = only(desk)
    assert seen(world, sent).may_confirm is False
    world.clock.forward(hours=1)
    desk.do("feedback.reply", ref, {"text": "Sudah diganti."})
    assert seen(world, sent).may_confirm
    for _turn in range(2):
        world.clock.forward(hours=1)
        found = world.server.feedback.confirm(sent.number, sent.key, seen(world, sent).last_step, HERE)
        assert isinstance(found, Tracked)
        assert [state for state, _at in found.states] == ["baru", "dijawab", "selesai"]
    closed = world.server.feedback.add_message(sent.number, sent.key, "Padam lagi.", HERE)
    assert isinstance(closed, FormRefused)
    assert closed.code == "not_now"
    for _turn in range(2):
        world.clock.forward(hours=1)
        found = world.server.feedback.reopen(sent.number, sent.key, " Padam lagi. ", HERE)
        assert isinstance(found, Tracked)
        assert (found.state, found.messages[-1].text) == (FeedbackState.BARU, "Padam lagi.")
        assert [step.reopened for step in found.steps] == [False, False, False, True]
    desk.pull()
    assert desk.record(ref).text("state") == "baru"  # type: ignore[union-attr]


def test_opening_again_needs_a_reason_and_has_its_time(world: World, desk: Pc) -> None:
    sent = write(world)
    ref = only(desk)
    not_yet = world.server.feedback.reopen(sent.number, sent.key, "Lekas.", HERE)
    assert isinstance(not_yet, FormRefused)
    desk.do("feedback.state", ref, {"state": "ditolak", "reason": "Bukan wewenang desa."})
    assert str(seen(world, sent).reopen_until) == "2025-08-09"
    empty = world.server.feedback.reopen(sent.number, sent.key, "  ", HERE)
    assert isinstance(empty, FormRefused)
    assert empty.field == "reason"
    world.clock.forward(days=31)
    late = world.server.feedback.reopen(sent.number, sent.key, "Masih padam.", HERE)
    assert isinstance(late, FormRefused)
    assert seen(world, sent).reopen_until is None


def test_a_wrong_key_can_neither_confirm_nor_open_again_and_is_counted(world: World, desk: Pc) -> None:
    sent = write(world)
    desk.do("feedback.reply", only(desk), {"text": "Sudah."})
    for act in (
        lambda: world.server.feedback.confirm(sent.number, "AAAA-AAAA-AAAA", seen(world, sent).last_step, HERE),
        lambda: world.server.feedback.reopen(sent.number, "AAAA-AAAA-AAAA", "Karena.", HERE),
    ):
        refused = act()
        assert isinstance(refused, FormRefused)
        assert refused.code == "not_found"
    assert seen(world, sent).state == "dijawab"
    with world.server.store.read() as work:
        assert len(work.tries.times("track", 0, 1 << 60)) == 2


def test_opening_again_and_again_meets_the_limit_of_an_address(world: World, desk: Pc) -> None:
    sent = write(world)
    ref = only(desk)
    outcomes = []
    for turn in range(MESSAGE.per_address + 1):
        desk.do("feedback.reply", ref, {"text": f"Sudah {turn}."})
        outcomes.append(world.server.feedback.reopen(sent.number, sent.key, f"Belum {turn}.", HERE))
        world.clock.forward(seconds=1)
    assert all(isinstance(one, Tracked) for one in outcomes[:-1])
    assert isinstance(outcomes[-1], FormRefused)
    assert outcomes[-1].code == "too_many_tries"


def test_a_word_from_elsewhere_reaches_the_kecamatan_and_has_no_key(world: World, desk: Pc, camat: Pc) -> None:
    ref = Ref("feedback", "11111111-1111-5111-8111-111111111111")
    fields = {"source": "whatsapp", "kind": "pertanyaan", "text": "Kapan BLT cair?", "author": "Rina M."}
    assert desk.do("feedback.record", ref, fields).status is Status.ACCEPTED
    assert only(camat) == ref
    number = camat.record(ref).text("number")  # type: ignore[union-attr]
    assert number.startswith("WA-")
    refused = world.server.feedback.track(number, hashlib.sha256(b"").hexdigest()[:12], HERE)
    assert isinstance(refused, FormRefused)
