"""K03, N10, S13: a PC that was lost, and data that were copied or put back: nothing is lost, and it stays told."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest

from sipa_core.sync.peer import CarriageError
from sipa_core.wire.blobs import UploadState
from sipa_core.wire.enrol import CodeRequest
from sipa_core.wire.exchange import Request
from sipa_core.wire.phone import PhonePageEnd, PhonePageRequest
from sipa_desktop.bootstrap import Desk
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.attention import attention
from sipa_desktop.sync.status import Heard
from sipa_desktop.transport.http import HttpPeer
from tests.support.clock import DictSecrets
from tests.support.far_desk import ZONE, FarDesk, opened
from tests.support.planting import bug_in
from tests.support.world import World

SHA = "a" * 64


@pytest.fixture
def world(far_world: World) -> World:
    return far_world


@pytest.fixture
def far(tmp_path: Path) -> Iterator[FarDesk]:
    with ExitStack() as stack:
        yield opened(stack, tmp_path)


def device_of(desk: Desk) -> str:
    identity = desk.identity()
    assert identity is not None
    return identity.device


CALLS: dict[str, Callable[[HttpPeer, str, str], object]] = {
    "exchange": lambda peer, device, token: peer.exchange(Request("r", device, "i", "e", []), token),
    "code": lambda peer, device, token: peer.code(CodeRequest("r", device, "Siti", None), token),
    "phone page": lambda peer, device, token: peer.phone_page(PhonePageRequest("r", device, "p", {}), token),
    "end of a phone page": lambda peer, device, token: peer.end_phone_page(PhonePageEnd(device, "p"), token),
    "begin of an upload": lambda peer, _device, token: peer.begin_upload(SHA, "image/jpeg", 9, token),
    "state of an upload": lambda peer, _device, token: peer.upload_state("0" * 32, SHA, token),
    "piece of an upload": lambda peer, _device, token: peer.upload(UploadState("0" * 32, 0), SHA, b"x" * 9, token),
    "attachment": lambda peer, _device, token: peer.blob(SHA, 0, 100, token),
    "bundle": lambda peer, _device, token: peer.hand_over(BytesIO(b"x"), SHA, "", token),
    "sealed reply": lambda peer, _device, token: peer.sealed_reply(SHA, 0, 100, token),
}


def check_that_it_is_not_heard(far: FarDesk, call: str) -> None:
    """The PC, which was revoked, makes this call."""
    token = far.desk.sync._secrets.get(TOKEN) or ""
    peer, said = HttpPeer(far.line.url), None
    try:
        CALLS[call](peer, device_of(far.desk), token)
    except CarriageError as no:
        said = no.code
    finally:
        peer.close()
    # An answer to HEAD has no body to tell "revoked" from "unknown" by.
    known = ("revoked", "unauthenticated") if call == "state of an upload" else ("revoked",)
    assert said in known, f"it was heard: {call}"


@pytest.mark.parametrize("call", CALLS)
def test_a_revoked_pc_is_heard_nowhere_any_more(far: FarDesk, call: str) -> None:
    far.world.server.accounts.revoke_device(device_of(far.desk))
    check_that_it_is_not_heard(far, call)


def test_a_call_by_which_a_revoked_pc_is_still_heard_is_found_whichever_it_is(far: FarDesk) -> None:
    far.world.server.accounts.revoke_device(device_of(far.desk))
    for call in CALLS:
        with (
            bug_in("sipa_server.services.callers", "living", "if device.revoked_at is not None or", "if"),
            pytest.raises(AssertionError, match=f"it was heard: {call}"),
        ):
            check_that_it_is_not_heard(far, call)
        check_that_it_is_not_heard(far, call)


def test_a_revoked_pc_keeps_what_waits_says_so_for_good_and_offers_the_way_back(far: FarDesk, tmp_path: Path) -> None:
    far.world.server.accounts.revoke_device(device_of(far.desk))
    asked = len(far.line.seen)
    done = far.desk.sync.run_once()
    assert len(far.line.seen) == asked + 1, "one request was enough"
    assert (done.code, done.waiting) == ("revoked", 1)
    far.line.answer = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    far.desk.sync.run_once()
    assert "Izin komputer ini dicabut" in far.strip(), "also while there is another trouble"
    said = far.attention()
    assert said.startswith("Izin komputer ini sudah dicabut oleh kecamatan.")
    assert "Yang menunggu kirim tetap di sini" in said
    assert "dapat dibaca, disalin, dan disimpan" in said
    (row,) = far.desk.queue.waiting()
    assert "Lampu diganti besok." in str(far.desk.queue.text(row.op_id))
    assert far.desk.queue.save_unsent(tmp_path / "belum.txt") == 1
    kept = (tmp_path / "belum.txt").read_text("utf-8-sig")
    assert "Lampu diganti besok." in kept
    assert row.title in kept
    far.line.answer = None
    assert not isinstance(far.desk.enrolment.setup(far.line.url, far.world.village_code()), type(None))
    assert far.desk.sync.run_once().complete
    assert far.attention() == ""


def test_a_pc_that_forgets_that_it_was_revoked_is_found(far: FarDesk, tmp_path: Path) -> None:
    with (
        bug_in("sipa_desktop.sync.engine", "SyncEngine._note", "if fault.code in OF_ITS_PLACE:", "if False:"),
        pytest.raises(AssertionError, match="also while there is another trouble"),
    ):
        test_a_revoked_pc_keeps_what_waits_says_so_for_good_and_offers_the_way_back(far, tmp_path)


def test_words_that_were_refused_are_kept_in_the_file_too(far: FarDesk, tmp_path: Path) -> None:
    with far.desk.store.write() as tx:
        (item,) = tx.outbox.items((OutboxState.QUEUED,))
        tx.outbox.park_unsent(item.op_id, "invalid", 1)
    assert far.desk.queue.save_unsent(tmp_path / "belum.txt") == 1
    assert "Perlu perhatian" in (tmp_path / "belum.txt").read_text("utf-8-sig")


def said_by(desk: Desk) -> str:
    return " ".join(one.sentence for one in attention(desk.sync.status(), desk.clock.now(), ZONE))


def answered(desk: Desk, subject: str, text: str) -> None:
    matter = next(row for row in desk.feedback.list(FeedbackFilter.SEMUA).rows if row.subject == subject)
    desk.feedback.save_answer(matter.id, text)
    desk.feedback.answer(matter.id)


@pytest.fixture
def twins(world: World) -> tuple[Desk, Callable[[], Desk]]:
    """A desk, and how to open a copy of its profile as it was before the desk sent its first answer."""
    desk = world.village()
    for subject in ("Lampu jalan padam", "Jalan berlubang"):
        world.citizen_writes(subject, "Sudah seminggu.")
    assert desk.sync.run_once().complete
    desk.close()
    shutil.copytree(world.folder / "babayau", world.folder / "copy")
    kept = DictSecrets()
    kept.kept = dict(world.secrets("babayau").kept)
    return world.desk("babayau"), lambda: world.desk("copy", secrets=kept)


def test_two_pcs_with_the_same_data_lose_nothing_and_both_are_told_until_it_is_read(
    world: World, twins: tuple[Desk, Callable[[], Desk]]
) -> None:
    desk, open_copy = twins
    answered(desk, "Lampu jalan padam", "Dari komputer pertama.")
    assert desk.sync.run_once().complete
    copy = open_copy()
    answered(copy, "Jalan berlubang", "Dari salinannya.")
    assert copy.sync.run_once().complete
    assert "pernah disalin atau dipulihkan" in said_by(copy)
    assert "daftarkan komputer itu dengan kode sendiri" in said_by(copy)
    assert said_by(desk) == ""
    desk.sync.run_once()
    texts = {str(row.state) for row in desk.feedback.list(FeedbackFilter.SEMUA).rows}
    assert texts == {"dijawab"}, "both answers are on the server, each once"
    for _session in range(2):
        copy.sync.run_once()
    copy.close()
    again = world.desk("copy", secrets=world.secrets("babayau"))
    assert "pernah disalin atau dipulihkan" in said_by(again), "also after a new start"
    again.sync.put_away(Heard.COPIED)
    assert said_by(again) == ""
    again.close()
    assert said_by(world.desk("copy", secrets=world.secrets("babayau"))) == ""


def test_yesterdays_profile_put_back_is_noticed_and_what_was_sent_since_is_not_sent_again(
    world: World, twins: tuple[Desk, Callable[[], Desk]]
) -> None:
    desk, open_copy = twins
    answered(desk, "Lampu jalan padam", "Dijawab kemarin.")
    assert desk.sync.run_once().complete
    desk.close()
    back = open_copy()
    answered(back, "Jalan berlubang", "Dijawab hari ini.")
    assert back.sync.run_once().complete
    assert "pernah disalin atau dipulihkan" in said_by(back), "yesterday's profile was not noticed"
    states = [str(row.state) for row in back.feedback.list(FeedbackFilter.SEMUA).rows]
    assert states == ["dijawab", "dijawab"], "yesterday's answer came back from the server"


def test_a_profile_that_was_put_back_and_nobody_told_is_found(
    world: World, twins: tuple[Desk, Callable[[], Desk]]
) -> None:
    told = "tx.meta.put(MetaKey.FORKED_AT, str(clock.now()))"
    with (
        bug_in("sipa_desktop.sync.session", "absorb", told, "pass"),
        pytest.raises(AssertionError, match="yesterday's profile was not noticed"),
    ):
        test_yesterdays_profile_put_back_is_noticed_and_what_was_sent_since_is_not_sent_again(world, twins)
