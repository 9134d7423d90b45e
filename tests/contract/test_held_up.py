"""One file that cannot be had, or not now, holds up nothing else: not what is to be sent, not the bundles of others."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.blobs import MAX_PIECE, BlobPart, UploadState
from sipa_core.wire.problems import Problem
from sipa_desktop.bootstrap import Desk
from sipa_desktop.platform import stick_files
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.session import MetaKey
from sipa_desktop.sync.stick import WAITS
from sipa_desktop.sync.transfer import MOST_FAULTS
from tests.support import outside_files
from tests.support.faulty_peer import FaultyPeer
from tests.support.reports_with_files import attach, report
from tests.support.sticks import ask, carried_back, carried_there, state_of, stick, written
from tests.support.two_pcs import pc
from tests.support.world import BALANG, World

HOLDS = 300 * 1024
"""Bytes that a weak line carries before it is cut."""


def test_a_piece_that_is_cut_again_and_again_is_asked_for_half_as_large(
    babayau: Desk, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = attach(babayau, outside_files.scanned_paper(3 * MAX_PIECE), "Pindaian.pdf")
    report(babayau, paper)
    babayau.sync.run_once()
    carry = line.upload

    def weak(state: object, sha256: str, data: bytes, token: str) -> object:
        if len(data) > HOLDS:
            raise CarriageError(Trouble.CUT)
        return carry(state, sha256, data, token)  # type: ignore[arg-type]

    monkeypatch.setattr(line, "upload", weak)
    babayau.transfer._pieces.size = MAX_PIECE
    assert not any(babayau.transfer.run_once().sent for _cut in range(2))
    assert babayau.transfer._pieces.size < HOLDS
    for _round in range(20):
        if babayau.transfer.run_once().complete:
            break
    assert babayau.attachments.state(paper.sha256) is BlobState.SENT


def test_one_file_that_the_server_cannot_read_keeps_no_other_back(
    world: World, babayau: Desk, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = pc(world, "lain", "PC lain")
    spoilt, sound = attach(other, outside_files.photo(300, 200)), attach(other, outside_files.photo(320, 240))
    report(other, spoilt, sound)
    other.sync.run_once()
    assert other.transfer.run_once().complete
    babayau.sync.run_once()
    babayau.attachments.want(spoilt)
    world.clock.pass_time(minutes=1)
    babayau.attachments.want(sound)
    give = line.blob

    def broken(sha256: str, *more: Any) -> BlobPart:
        if sha256 == spoilt.sha256:
            raise CarriageError(Trouble.SERVER, Problem.INTERNAL)
        return give(sha256, *more)

    monkeypatch.setattr(line, "blob", broken)
    done = babayau.transfer.run_once()
    assert (done.received, done.trouble) == (1, Trouble.SERVER)
    assert babayau.attachments.state(sound.sha256) is BlobState.SENT, "here, and at the server"
    monkeypatch.setattr(line, "blob", give)
    assert babayau.transfer.run_once().received == 1, "and the first is asked for again"


def test_one_own_file_that_a_line_always_cuts_keeps_no_other_back(
    babayau: Desk, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = attach(babayau, outside_files.photo(60, 40)), attach(babayau, outside_files.photo(600, 400))
    report(babayau, small, large)
    babayau.sync.run_once()
    carry = line.upload

    def cuts(state: UploadState, sha256: str, *more: Any) -> UploadState:
        if sha256 == small.sha256:
            raise CarriageError(Trouble.CUT)
        return carry(state, sha256, *more)

    monkeypatch.setattr(line, "upload", cuts)
    assert babayau.transfer.run_once().sent == 0, "the line may be gone"
    assert babayau.transfer.run_once().sent == 1
    assert babayau.attachments.state(large.sha256) is BlobState.SENT
    monkeypatch.setattr(line, "upload", carry)
    assert babayau.transfer.run_once().sent == 1


def test_one_own_file_that_this_disk_does_not_give_keeps_no_other_back(
    babayau: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = attach(babayau, outside_files.photo(60, 40)), attach(babayau, outside_files.photo(600, 400))
    report(babayau, small, large)
    babayau.sync.run_once()
    give = babayau.transfer._files.read

    def bad_sector(sha256: str) -> bytes:
        if sha256 == small.sha256:
            raise OSError(errno.EIO, "a bad sector")
        return give(sha256)

    monkeypatch.setattr(babayau.transfer._files, "read", bad_sector)
    done = babayau.transfer.run_once()
    assert (done.sent, done.trouble) == (1, Trouble.THIS_PC)
    assert babayau.attachments.state(large.sha256) is BlobState.SENT


def test_a_server_that_takes_no_file_at_all_is_not_asked_for_each(
    babayau: Desk, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(babayau, *(attach(babayau, outside_files.photo(60 + side, 40)) for side in range(5)))
    babayau.sync.run_once()
    asked = []

    def broken(sha256: str, *_more: Any) -> UploadState:
        asked.append(sha256)
        raise CarriageError(Trouble.SERVER, Problem.INTERNAL)

    monkeypatch.setattr(line, "begin_upload", broken)
    assert babayau.transfer.run_once().trouble is Trouble.SERVER
    assert len(asked) == len(set(asked)) == MOST_FAULTS


def test_what_is_looked_for_in_vain_does_not_keep_an_own_photo_back(
    world: World, babayau: Desk, line: FaultyPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = attach(pc(world, "lain", "PC lain"), outside_files.photo(300, 200))
    babayau.sync.run_once()
    babayau.attachments.want(seen)
    mine = attach(babayau, outside_files.photo(400, 300))
    report(babayau, mine)
    babayau.sync.run_once()

    def cut(*_asked: object) -> BlobPart:
        raise CarriageError(Trouble.CUT)

    monkeypatch.setattr(line, "blob", cut)
    done = babayau.transfer.run_once()
    assert (done.sent, done.trouble) == (1, Trouble.CUT)
    assert babayau.attachments.state(mine.sha256) is BlobState.SENT


def test_a_file_that_was_cut_short_on_the_server_is_not_there_and_comes_again(world: World, babayau: Desk) -> None:
    photo = attach(babayau, outside_files.photo(900, 700))
    report(babayau, photo)
    babayau.sync.run_once()
    assert babayau.transfer.run_once().sent == 1
    place = world.server.blobs.files.place(photo.sha256)
    place.write_bytes(place.read_bytes()[:100])
    other = pc(world, "lain", "PC lain")
    other.sync.run_once()
    other.attachments.want(photo)
    done = other.transfer.run_once()
    assert (done.trouble, other.attachments.state(photo.sha256)) == (None, BlobState.ABSENT)
    world.clock.pass_time(hours=25)
    assert babayau.transfer.run_once().sent == 1, "asked for once a day, and sent again"
    assert world.server.blobs.files.whole(photo.sha256)


def test_a_photo_that_rotted_on_the_server_stops_no_courier(far_world: World, tmp_path: Path) -> None:
    world = far_world
    village, courier, other = world.village(), world.kecamatan(), world.village("balang", BALANG, "Rusdi")
    photo = attach(village, outside_files.photo(900, 700))
    report(village, photo)
    village.sync.run_once()
    assert village.transfer.run_once().sent == 1
    place = world.server.blobs.files.place(photo.sha256)
    rotten = bytearray(place.read_bytes())
    rotten[50] ^= 1
    place.write_bytes(rotten)
    second = pc(world, "kaur", "PC kaur")
    second.sync.run_once()
    second.attachments.want(photo)
    ops = []
    for desk, name in ((second, "kaur"), (other, "balang")):
        world.lines[name].down = True
        ops.append(ask(desk))
        usb = stick(tmp_path, name)
        written(desk, usb)
        carried_there(courier, usb)
        carried_back(courier, desk, usb)
    assert [state_of(second, ops[0]), state_of(other, ops[1])] == [OutboxState.RECEIPTED] * 2


def test_a_reply_that_waits_and_cannot_be_read_once_is_kept(
    far_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village, courier, usb = far_world.village(), far_world.kecamatan(), stick(tmp_path)
    ask(village)
    written(village, usb)
    carried_there(courier, usb)
    with village.store.write() as tx:
        upto = tx.meta.upto
        tx.meta.put(MetaKey.UPTO, "0")
    assert carried_back(courier, village, usb).waiting == 1
    with village.store.write() as tx:
        tx.meta.put(MetaKey.UPTO, str(upto))
    opened = stick_files._opened

    def held_by_a_scanner(file: Path) -> object:
        if file.name.endswith(WAITS):
            raise PermissionError(errno.EACCES, "held")
        return opened(file)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stick_files, "_opened", held_by_a_scanner)
        assert village.stick.take_in(stick(tmp_path, "kosong")).replies == 0
    assert village.stick.take_in(stick(tmp_path, "kosong lagi")).news > 0
