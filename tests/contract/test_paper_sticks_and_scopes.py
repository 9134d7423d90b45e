"""The client that was written from docs/protocol.md alone: on a stick, after a restore, and in another place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.client.acts import FIRST, a_village, draft, newest, same_digest, status, submit
from tests.client.blobs import download
from tests.client.client import Client, enrol
from tests.client.http_line import Line, dumps
from tests.client.keys import sha256_hex
from tests.client.sticks import Carried, Pieces, fetch_reply, hand_over, known
from tests.client.trust import NotOurServerError, RefusalError
from tests.contract.test_client_from_paper import Told, picture
from tests.support.server import serving
from tests.support.world import World

HOME, AWAY = "63.11.06.2024", "63.11.06.2006"


def begun(world: World, url: str) -> tuple[Client, Client]:
    """The kecamatan's PC and one of a village."""
    office = enrol(url, world.kecamatan_code)
    office.sync()
    return office, a_village(office, HOME)


def test_what_goes_by_stick_and_by_line_is_one_and_a_spoilt_file_is_refused_whole(world: World) -> None:
    with serving(world.server) as url:
        office, village = begun(world, url)
        data = picture()
        sent = submit(village, FIRST)
        bundle = Carried(village, village.outbox.seal(100), {sha256_hex(data): data})
        for spoilt in (bundle.file[:-1], bundle.file[:-40] + bytes([bundle.file[-40] ^ 1]) + bundle.file[-39:], b"age"):
            answer = hand_over(office, spoilt)
            assert (answer["state"], bool(answer.get("reply"))) == ("refused", False)
        with pytest.raises(RefusalError, match="403 forbidden"):
            hand_over(village, bundle.file)
        with pytest.raises(RefusalError, match="404"):
            known(office, bundle.file)
        answer = hand_over(office, bundle.file)
        assert answer == hand_over(office, bundle.file) == known(office, bundle.file)
        sealed = fetch_reply(office, answer, piece=500)
        with pytest.raises(NotOurServerError):
            bundle.take_back(sealed[:-1])
        assert sent.receipt is None
        _reply, taken = bundle.take_back(sealed)
        assert (status(sent), taken) == (("accepted", None), {sha256_hex(data): ""})
        assert download(village, sha256_hex(data)) == data
        first = sent.receipt
        sent.receipt = None  # the same op by the line, as if the stick had never come
        village.sync()
        assert sent.receipt == first
        office.sync()
        assert newest(office, HOME).fields["meta.sealed_at"]
        assert same_digest(village)
        assert same_digest(office)


def test_a_large_file_goes_on_where_it_was_cut_and_is_looked_at_whole(world: World) -> None:
    with serving(world.server) as url:
        office, village = begun(world, url)
        data = picture()
        sent = submit(village, FIRST)
        file = Carried(village, village.outbox.seal(100), {sha256_hex(data): data})
        cut = Pieces(office, file.file)
        assert (cut.offset, cut.piece(30_000), cut.offset) == (0, None, 30_000)
        resumed = Pieces(office, file.file)
        assert resumed.offset == 30_000
        resumed.piece(1_000)
        with pytest.raises(RefusalError, match="409 offset_moved"):
            cut.piece()
        assert cut.where() == 31_000
        with pytest.raises(RefusalError, match="403"):
            Pieces(village, file.file)
        with pytest.raises(RefusalError, match="404"):
            known(office, file.file)
        answer = cut.finish(20_000)
        assert answer == known(office, file.file) == hand_over(office, file.file) == Pieces(office, file.file).finish()
        assert file.take_back(fetch_reply(office, answer))[1] == {sha256_hex(data): ""}
        assert status(sent) == ("accepted", None)
        refused = Pieces(office, b"no bundle").finish()
        assert (refused["state"], refused["code"]) == ("refused", "not_a_bundle")
        spoilt = Pieces(office, file.file[:-1])
        spoilt._file = file.file[:-2] + b"x"
        with pytest.raises(RefusalError, match="422 hash_mismatch"):
            spoilt.finish()
        assert spoilt.where() == 0
        office.line = Told(office.line, {"upload-offset": "9"})
        with pytest.raises(NotOurServerError):
            Pieces(office, file.file)


def test_after_a_restore_everything_is_sent_again_and_nothing_is_twice(world: World) -> None:
    with serving(world.server) as url:
        office, village = begun(world, url)
        draft(village, {"umum.uraian": "Sebelum cadangan."})
        village.sync()
    copy = world.back_up()
    with serving(world.server) as url:
        village.line = Line(url, village.line.server_id)
        lost = submit(village, FIRST)
        village.sync()
        before = lost.receipt
    world.put_back(copy)
    with serving(world.server) as url:
        for client in (office, village):
            client.line = Line(url, client.line.server_id)
        epoch = village.epoch
        village.sync()
        office.sync()
        assert village.epoch != epoch
        assert before is not None
        assert lost.receipt is not None
        assert (lost.receipt.status, lost.receipt.received_at) == ("accepted", before.received_at)
        assert newest(office, HOME).fields["meta.n"] == 1
        assert same_digest(village)
        assert same_digest(office)


def held(client: Client, village: str) -> int:
    return sum(record.village == village for record in client.feed.held.values())


def moved(world: World, client: Client, village: str) -> None:
    world.server.scopes.move(client.person, village)


def test_another_place_lets_go_of_what_is_beyond_and_comes_back(world: World) -> None:
    with serving(world.server) as url:
        _office, village = begun(world, url)
        submit(village, FIRST)
        village.sync()
        before = held(village, HOME)
        moved(world, village, AWAY)
        late = submit(village, FIRST)
        village.sync()
        assert (village.place, status(late)) == (AWAY, ("rejected", "forbidden"))
        assert held(village, HOME) == 1, "what the refused op speaks of"
        assert same_digest(village) is False
        moved(world, village, HOME)
        village.sync()
        assert (village.place, held(village, HOME)) == (HOME, before)
        assert same_digest(village)


def test_much_waits_for_a_person_and_a_forged_scope_is_nothing(world: World) -> None:
    with serving(world.server) as url:
        _office, village = begun(world, url)
        for n in range(21):
            world.clock.pass_time(hours=2)
            world.citizen_writes(f"Jalan {n}", "Jalan berlubang di depan balai.")
        village.sync()
        before = held(village, HOME)
        moved(world, village, AWAY)
        village.sync()
        assert (held(village, HOME), village.waits is not None) == (before, True)
        assert village.waits is not None
        village.meet(village.waits, agreed=True)
        assert (held(village, HOME), village.waits) == (0, None)

        village.feed.cursor = None
        message = village.request([])
        answer = village.post(message)
        told = json.loads(answer.body)
        changes: list[Callable[[dict[str, object]], object]] = [
            lambda scope: scope.update(village=HOME),
            lambda scope: scope.update(without=[]),
            lambda scope: scope.pop("signature"),
        ]
        for change in changes:
            lie = json.loads(answer.body)
            change(lie["scope"])
            with pytest.raises(NotOurServerError):
                village.take(message, [], replace(answer, body=dumps(lie)))
        assert (village.place, told["scope"]["village"]) == (AWAY, AWAY)
