"""Sticks that are pulled, lying, lost or full of other things; couriers whose line is cut; PCs that were revoked."""

from __future__ import annotations

import io
import os
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.bundles import BundleAnswer, BundleState
from sipa_desktop.errors import KnownError
from sipa_desktop.platform import whole_files
from sipa_desktop.platform.stick_files import bundles_on
from sipa_desktop.store.outbox import OutboxState
from sipa_server.store.tables import audit
from tests.support.planting import bug_in
from tests.support.sticks import ask, carried_back, carried_there, state_of, stick, talks, written
from tests.support.world import World


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return stick(tmp_path)


def names(usb: Path) -> list[str]:
    return sorted(file.name for file in usb.iterdir())


@pytest.mark.parametrize("after", [0, 1, 300, 600])
def test_a_stick_pulled_while_it_is_written_is_never_said_to_be_ready(
    world: World, usb: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    village = world.village()
    op_id = ask(village)
    real = whole_files._Counted.write

    def pulled(self: whole_files._Counted, data: bytes) -> int:
        if self.size + len(data) > after:
            raise OSError(5, "gone")
        return real(self, data)

    monkeypatch.setattr(whole_files._Counted, "write", pulled)
    with pytest.raises(KnownError) as told:
        village.stick.write(usb)
    assert "Data di SIPA aman" in told.value.message
    assert names(usb) == [], "half a file is left on the stick"
    assert village.stick.view().last_words == ""
    monkeypatch.undo()
    written(village, usb)
    assert state_of(village, op_id) is OutboxState.SENDING


def test_half_a_file_that_is_left_behind_is_found(world: World, usb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        bug_in("sipa_desktop.platform.whole_files", "_beside", "if written is not None:", "if False:"),
        pytest.raises(AssertionError, match="half a file is left on the stick"),
    ):
        test_a_stick_pulled_while_it_is_written_is_never_said_to_be_ready(world, usb, monkeypatch, 300)


def test_a_stick_that_gives_back_something_else_is_noticed_before_anybody_pulls_it(
    world: World, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village = world.village()
    ask(village)
    real = os.fsync

    def lying(handle: int) -> None:
        real(handle)
        if os.fstat(handle).st_size > 1000:
            os.pwrite(handle, b"\0", 700)

    monkeypatch.setattr(whole_files.os, "fsync", lying)
    with pytest.raises(KnownError) as told:
        village.stick.write(usb)
    assert told.value.code == "not_read_back"
    assert names(usb) == []


def test_a_file_that_nobody_reads_back_is_found(world: World, usb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads_back = "if digest_of(written) != counted.digest:"
    with (
        bug_in("sipa_desktop.platform.whole_files", "write_checked", reads_back, "if False:"),
        pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"),
    ):
        test_a_stick_that_gives_back_something_else_is_noticed_before_anybody_pulls_it(world, usb, monkeypatch)


def test_only_plain_bundle_files_of_the_chosen_folder_are_looked_at(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    file = written(village, usb)
    for name in ("autorun.inf", "Laporan.lnk", "SIPA.exe", "SIPA-X.sipa.exe", ".SIPA-X.sipa", "desktop.ini"):
        (usb / name).write_bytes(b"MZ\x90\x00")
    (usb / "SIPA-FOLDER.sipa").mkdir()
    (usb / "sub").mkdir()
    (usb / "sub" / "SIPA-SUB.sipa").write_bytes(file.read_bytes())
    secret = usb.parent / "secret.sipa"
    secret.write_bytes(file.read_bytes())
    (usb / "SIPA-LINK.sipa").symlink_to(secret)
    os.mkfifo(usb / "SIPA-PIPE.sipa")
    assert bundles_on(usb) == [file]
    (usb / "SIPA-NONE.sipa").write_bytes(b"MZ\x90\x00")
    taken = courier.stick.take_in(usb)
    assert (taken.carried, [one.code for one in taken.refused]) == (1, ["not_a_bundle"])


def test_a_stick_that_cannot_be_read_is_said_in_words(world: World, usb: Path) -> None:
    village = world.village()
    with pytest.raises(KnownError) as told:
        village.stick.take_in(usb / "gone")
    assert told.value.code == "stick_unreadable"


def test_a_lost_stick_tells_its_finder_nothing(world: World, usb: Path) -> None:
    village = world.village()
    ask(village, "Ibu Siti sakit sejak Senin.")
    sealed = written(village, usb).read_bytes()
    with village.store.read() as tx:
        identity = tx.meta.identity
    assert identity is not None
    for word in (
        b"Siti",
        b"Norhayati",
        b"Babayau",
        identity.device.encode(),
        identity.person.encode(),
        b"message.send",
    ):
        assert word not in sealed


def test_a_courier_keeps_a_file_until_the_server_has_said_that_it_has_it(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    line = world.lines["kecamatan"]
    op_id = ask(village)
    file = written(village, usb)
    line.down = True
    assert courier.stick.take_in(usb).carried == 1
    file.unlink()
    handed = courier.courier.hand_over()
    assert (handed.handed, handed.left) == (0, 1)
    assert handed.words
    line.down = False
    line.lose_blob_reply = 1
    assert courier.courier.hand_over().left == 1, "the server has it, but nobody here knows"

    real = line.sealed_reply

    def cut(sha256: str, start: int, most: int, token: str) -> None:
        raise CarriageError(Trouble.CUT)

    line.sealed_reply = cut  # type: ignore[method-assign,assignment]
    handed = courier.courier.hand_over()
    assert (handed.replies, handed.left) == (0, 1), "the reply was cut on its way: it is asked for again"
    line.sealed_reply = real  # type: ignore[method-assign]
    handed = courier.courier.hand_over()
    assert (handed.replies, handed.left) == (1, 0)
    assert carried_back(courier, village, usb).receipts == 1
    assert state_of(village, op_id) is OutboxState.RECEIPTED


def test_an_answer_that_our_server_did_not_sign_lets_no_file_go(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    line = world.lines["kecamatan"]
    ask(village)
    written(village, usb)
    courier.stick.take_in(usb)

    def forged(sealed: io.BufferedReader, sha256: str, name: str, token: str) -> BundleAnswer:
        honest = line.peer.hand_over(sealed, sha256, name, token)
        return msgspec.structs.replace(honest, state=BundleState.REFUSED, reply="", reply_size=0)

    line.hand_over = forged  # type: ignore[method-assign,assignment]
    handed = courier.courier.hand_over()
    assert (handed.left, handed.code) == (1, "not_ours")
    assert courier.stick.view().carried[0].state is None


def test_the_same_file_taken_from_two_sticks_is_carried_once(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    file = written(village, usb)
    copy = stick(usb.parent, "copy") / "SIPA-SALINAN.sipa"
    copy.write_bytes(file.read_bytes())
    assert courier.stick.take_in(usb).carried == 1
    again = courier.stick.take_in(copy.parent)
    assert (again.carried, again.known) == (0, 1)
    courier.courier.hand_over()
    assert courier.stick.take_in(usb).known == 1
    assert len(courier.stick.view().carried) == 1


def test_replies_go_to_a_stick_once_and_only_when_there_are_any(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    with pytest.raises(KnownError) as none:
        courier.courier.write_replies(usb)
    assert none.value.code == "no_replies"
    ask(village)
    written(village, usb)
    carried_there(courier, usb)
    (reply,) = courier.courier.write_replies(usb).files
    assert reply.name.endswith("-balasan.sipa")
    with pytest.raises(KnownError):
        courier.courier.write_replies(usb)


def test_what_a_revoked_pc_sealed_is_kept_sealed_for_a_person_and_nothing_of_it_is_used(
    world: World, usb: Path
) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    file = written(village, usb)
    whole = file.read_bytes()
    identity = village.identity()
    assert identity is not None
    assert world.server.accounts.revoke_device(identity.device)
    courier.stick.take_in(usb)
    handed = courier.courier.hand_over()
    assert (handed.replies, handed.left) == (0, 0)
    row = courier.stick.view().carried[0]
    assert row.state is BundleState.QUARANTINED
    assert "sudah dicabut" in row.words
    courier.sync.run_once()
    assert talks(courier) == []
    (held,) = world.server.bundles.quarantined()
    assert held.ops == 1
    assert world.server.bundles.files.held(held.sha256).read_bytes() == whole
    with world.server.store.read() as work:
        query = sa.select(audit.c.outcome).where(audit.c.act == "bundle.take")
        assert list(work._connection.execute(query).scalars()) == ["revoked"]
    # A person has looked and lets it through: once, and the PC that is elsewhere now learns nothing.
    accepted = world.server.bundles.accept(held.sha256)
    assert accepted is not None
    assert (accepted.state, accepted.reply) == (BundleState.TAKEN, "")
    assert world.server.bundles.accept(held.sha256) is None
    courier.sync.run_once()
    assert talks(courier) == ["Musrenbang"]
    with open(world.server.bundles.files.held(held.sha256), "rb") as again:
        assert world.server.bundles.take(again).state is BundleState.TAKEN


def test_only_the_kecamatan_carries(world: World, usb: Path) -> None:
    village, other = world.village(), world.village("other", "63.11.06.2005", "Rina")
    ask(village)
    written(village, usb)
    taken = other.stick.take_in(usb)
    assert (taken.carried, taken.others) == (0, 1)
    token = other.secrets.get("token")
    assert token is not None
    with pytest.raises(CarriageError) as refused:
        world.server.peer("x").hand_over(io.BytesIO(b""), "0" * 64, "", token)
    assert refused.value.code == "forbidden"
