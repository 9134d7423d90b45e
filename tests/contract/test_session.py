"""What a session promises, on real files and the real services with only the line in our hands."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from sipa_core import ids
from sipa_core.ops.review import Returned
from sipa_core.sync.peer import Trouble
from sipa_core.sync.short import in_full
from sipa_core.wire.exchange import Reply
from sipa_core.wire.receipts import Status, receipts_digest
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.platform.key_file import NAMES
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.session import MetaKey
from tests.support.clock import DictSecrets
from tests.support.faulty_peer import other_server
from tests.support.half_year import DRAFT, REPORT, hand_in_report, report_state, versions_at_server, write_report
from tests.support.world import URL, World, ok


def test_a_report_sent_with_no_network_waits_and_says_so(world: World) -> None:
    desk = world.village()
    world.lines["babayau"].down = True
    hand_in_report(desk)
    done = desk.sync.run_once()
    assert (done.trouble, done.waiting, done.complete) == (Trouble.NO_NETWORK, 1, False)
    assert desk.sync.status().all_sent is False
    assert report_state(desk) == "menunggu"
    assert versions_at_server(world) == 0


def test_what_waited_is_received_when_the_line_is_back(world: World) -> None:
    desk = world.village()
    line = world.lines["babayau"]
    line.down = True
    hand_in_report(desk)
    desk.sync.run_once()
    line.down = False
    assert desk.sync.run_once().complete
    assert desk.sync.status().all_sent is True
    assert report_state(desk) == "terkirim"
    assert versions_at_server(world) == 1


def test_a_reply_lost_after_the_server_saved_gives_one_report_and_the_same_receipt(world: World) -> None:
    desk = world.village()
    line = world.lines["babayau"]
    hand_in_report(desk)
    line.lose_reply = 1
    assert desk.sync.run_once().trouble is Trouble.CUT
    assert versions_at_server(world) == 1
    assert report_state(desk) == "menunggu"
    done = desk.sync.run_once()
    assert (done.complete, done.accepted) == (True, 1)
    assert versions_at_server(world) == 1
    first, second = line.requests[-2], line.requests[-1]
    assert first.ops[0].op_id == second.ops[0].op_id
    assert bytes(first.ops[0].body) == bytes(second.ops[0].body)


def test_what_was_sealed_is_never_edited_a_later_edit_is_a_new_op(world: World) -> None:
    desk = world.village()
    line = world.lines["babayau"]
    hand_in_report(desk)
    line.cut_before = 1
    desk.sync.run_once()
    desk.reports.save(DRAFT, {"kendala.isi": "Hujan tiga minggu."})
    desk.reports.submit(DRAFT)
    with desk.store.read() as tx:
        items = tx.outbox.items((OutboxState.SENDING, OutboxState.QUEUED))
    sealed = line.requests[-1].ops[0]
    assert bytes(sealed.body) == items[0].body
    assert b"Hujan tiga minggu" not in items[0].body


def test_an_edit_before_the_first_try_replaces_what_waits(world: World) -> None:
    desk = world.village()
    world.lines["babayau"].down = True
    hand_in_report(desk)
    desk.reports.save(DRAFT, {"kendala.isi": "Hujan tiga minggu."})
    ok(desk.reports.submit(DRAFT))
    with desk.store.read() as tx:
        (item,) = tx.outbox.items((OutboxState.QUEUED,))
    assert b"Hujan tiga minggu" in item.body


@pytest.mark.parametrize(
    "spoil",
    [
        other_server,
        lambda reply: msgspec.structs.replace(reply, sipa=2),
        lambda reply: msgspec.structs.replace(reply, signature="00" * 64),
        lambda reply: msgspec.structs.replace(
            reply, answers=[msgspec.structs.replace(one, status=Status.REJECTED) for one in reply.answers or []]
        ),
    ],
    ids=["another server", "another major", "no signature", "changed receipts"],
)
def test_a_reply_that_does_not_fit_changes_nothing(world: World, spoil: object) -> None:
    desk = world.village()
    hand_in_report(desk)
    with desk.store.read() as tx:
        before = {key: tx.meta.get(key) for key in MetaKey if key is not MetaKey.NEXT_NO}
    world.lines["babayau"].spoil = spoil  # type: ignore[assignment]
    done = desk.sync.run_once()
    assert done.trouble is Trouble.NOT_OURS
    with desk.store.read() as tx:
        assert {key: tx.meta.get(key) for key in MetaKey if key is not MetaKey.NEXT_NO} == before
    assert report_state(desk) == "menunggu"
    assert desk.sync.run_once().complete


def test_an_answer_to_another_request_changes_nothing_and_is_named(world: World) -> None:
    desk = world.village()
    hand_in_report(desk)
    world.lines["babayau"].spoil = lambda reply: msgspec.structs.replace(reply, request_id="another")
    assert desk.sync.run_once().trouble is Trouble.STALE
    assert report_state(desk) == "menunggu"
    assert desk.sync.run_once().complete


def test_a_receipt_for_other_bytes_is_no_receipt(world: World) -> None:
    desk = world.village()
    hand_in_report(desk)
    server = world.server

    def other_hash(reply: Reply) -> Reply:
        whole = in_full(world.lines["babayau"].requests[-1], reply)
        assert whole is not None
        receipts = [msgspec.structs.replace(one, content_hash="f" * 64) for one in whole.receipts]
        signature = server.keys.sign(receipts_digest(reply.request_id, receipts))
        return msgspec.structs.replace(whole, receipts=receipts, signature=signature)

    world.lines["babayau"].spoil = other_hash
    done = desk.sync.run_once()
    assert (done.accepted, done.waiting, done.complete) == (0, 1, False)


def test_a_copied_profile_is_found_and_numbers_anew_without_losing_a_word(world: World, tmp_path: Path) -> None:
    desk = world.village()
    write_report(desk)
    with desk.store.read() as tx:
        incarnation = tx.meta.get(MetaKey.INCARNATION)
    desk.store.copy_to(tmp_path / "copy.db")
    ok(desk.reports.submit(DRAFT))
    assert desk.sync.run_once().complete
    kept = dict(world.secrets("babayau").kept)
    desk.close()
    (tmp_path / "twin").mkdir()
    (tmp_path / "copy.db").rename(tmp_path / "twin" / "sipa.db")
    for name in NAMES:
        shutil.copy(tmp_path / "babayau" / name, tmp_path / "twin" / name)
    secrets = DictSecrets()
    secrets.kept = kept
    twin = world.desk("twin", secrets=secrets)
    # The twin does not know of the first PC's report; its own op takes the number that was used.
    feedback = world.citizen_writes("Lampu padam", "Sudah seminggu lampu di depan langgar mati.")
    assert twin.reports.submit(DRAFT)
    done = twin.sync.run_once()
    with twin.store.read() as tx:
        assert tx.meta.get(MetaKey.INCARNATION) != incarnation
        assert tx.meta.get(MetaKey.FORKED_AT) is not None
        (parked,) = tx.outbox.items((OutboxState.PARKED,))
    assert parked.code == "superseded"
    assert done.waiting == 0
    assert versions_at_server(world) == 1
    assert twin.reports.open(DRAFT)
    assert feedback.number


def test_a_stale_submit_is_parked_with_words_and_the_text_stays(world: World) -> None:
    first = world.village()
    second = world.desk("second")
    second.enrolment.setup(URL, world.village_code())
    second.sync.run_once()
    write_report(first)
    write_report(second)
    second.reports.save(DRAFT, {"kendala.isi": "Tulisan di komputer kedua."})
    ok(first.reports.submit(DRAFT))
    ok(second.reports.submit(DRAFT))
    assert first.sync.run_once().complete
    done = second.sync.run_once()
    assert (done.complete, done.parked_in_all) == (False, 1)
    (row,) = second.queue.parked()
    assert row.problem
    assert row.todo
    with second.store.read() as tx:
        assert tx.documents.content(DRAFT)["kendala.isi"] == "Tulisan di komputer kedua."
    assert versions_at_server(world) == 1


def test_the_kecamatan_sees_every_village_and_a_village_only_its_own(world: World) -> None:
    babayau = world.village()
    balang = world.village("balang", "63.11.06.2005", "Mariani")
    kecamatan = world.kecamatan()
    hand_in_report(babayau)
    babayau.sync.run_once()
    balang.sync.run_once()
    kecamatan.sync.run_once()
    version = Ref(RecordType.VERSION, ids.version_id(REPORT, 1))
    with balang.store.read() as tx:
        assert tx.records.get(version) is None
    with kecamatan.store.read() as tx:
        assert tx.records.get(version) is not None


def test_a_revoked_pc_keeps_its_work_and_is_told(world: World) -> None:
    desk = world.village()
    hand_in_report(desk)
    identity = desk.identity()
    assert identity is not None
    assert world.server.accounts.revoke_device(identity.device)
    done = desk.sync.run_once()
    assert (done.trouble, done.code, done.waiting) == (Trouble.PROBLEM, "revoked", 1)
    assert "aman" in done.words


def test_an_op_that_the_village_may_not_make_is_refused_on_both_sides(world: World) -> None:
    desk = world.village()
    hand_in_report(desk)
    desk.sync.run_once()
    version = ids.version_id(REPORT, 1)
    with desk.store.write() as tx:
        record = tx.records.get(Ref(RecordType.VERSION, version))
        assert record is not None
        fields = Returned(version, record.text("meta.content_hash"), {})
        refused = tx.propose("review.return", Ref(RecordType.REVIEW, ids.review_id(version)), fields, "x")
        assert getattr(refused, "code", None) == "forbidden"
        assert tx.outbox.waiting() == 0


def test_a_lost_enrolment_reply_can_be_asked_again_with_the_same_code(world: World) -> None:
    desk = world.desk("babayau")
    code = world.village_code()
    world.lines["babayau"].lose_reply = 1
    first = desk.enrolment.setup(URL, code)
    assert isinstance(first, Refused)
    assert desk.identity() is None
    second = desk.enrolment.setup(URL, code)
    assert not isinstance(second, Refused)
    assert second.place_name == "Desa Babayau"
    assert desk.sync.run_once().complete


@pytest.mark.parametrize(
    ("code", "refusal"), [("ABCDEFGH", "code_wrong"), ("ABC", "code_form"), ("ABCDEFG0", "code_form")]
)
def test_a_wrong_code_changes_nothing_and_says_what_to_do(world: World, code: str, refusal: str) -> None:
    desk = world.desk("babayau")
    refused = desk.enrolment.setup(URL, code)
    assert isinstance(refused, Refused)
    assert refused.code == refusal
    assert "admin kecamatan" in refused.words
    assert desk.identity() is None


def test_a_used_code_says_so(world: World) -> None:
    code = world.village_code()
    world.desk("babayau").enrolment.setup(URL, code)
    refused = world.desk("other").enrolment.setup(URL, code)
    assert isinstance(refused, Refused)
    assert refused.code == "code_used"
