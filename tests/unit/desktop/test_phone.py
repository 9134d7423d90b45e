"""Asking for a page for the phone: what comes back is checked, what was left to say goes along, no code stays here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from sipa_core import ids
from sipa_core.sync.peer import Trouble
from sipa_core.wire.phone import PhonePageReply
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.platform.keys import TOKEN
from sipa_desktop.store.secrets import StoreSecrets
from sipa_desktop.sync.phone import PhoneDoor
from sipa_server.services.phone import PhoneKey
from tests.support.public_figures import report as told_report
from tests.support.vaults import readable
from tests.support.world import BABAYAU, World

TEMPLATE, PERIOD = "lra_semester1", "2025-S1"


def publish(world: World) -> Desk:
    """Babayau's desk with a report that the kecamatan has accepted."""
    desk, camat = world.village(), world.kecamatan()
    draft = ids.draft_id(BABAYAU, TEMPLATE, PERIOD)
    assert not isinstance(desk.reports.create(TEMPLATE, PERIOD), Refused)
    assert not isinstance(desk.reports.save(draft, told_report()), Refused)
    assert not isinstance(desk.reports.submit(draft), Refused)
    assert desk.sync.run_once().complete
    assert camat.sync.run_once().complete
    (waiting,) = camat.review.waiting().rows
    assert not isinstance(camat.review.accept(waiting.version_id), Refused)
    assert camat.sync.run_once().complete
    assert desk.sync.run_once().complete
    return desk


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(world: World) -> Desk:
    return publish(world)


def ask(desk: Desk) -> PhoneDoor | Refused:
    publication = desk.posting.publications()[0].id
    return desk.phone.open(publication, desk.posting.captions_left(publication))


def test_a_page_is_opened_and_its_code_is_not_kept_on_this_pc(world: World, desk: Desk) -> None:
    door = ask(desk)
    assert isinstance(door, PhoneDoor)
    key = world.server.phones.enter(door.code, "192.0.2.1")
    assert isinstance(key, PhoneKey)
    assert key.code.encode() not in readable(desk.profile)


def test_the_words_left_for_a_channel_go_along(world: World, desk: Desk) -> None:
    publication = desk.posting.publications()[0].id
    desk.posting.save_caption(publication, "facebook", "Teks dari Norhayati")
    door = ask(desk)
    assert isinstance(door, PhoneDoor)
    key = world.server.phones.enter(door.code, "192.0.2.1")
    assert isinstance(key, PhoneKey)
    view = world.server.phones.look(key)
    assert view is not None
    shown = {one.channel.key: one.caption for one in view.channels}
    assert shown["facebook"] == "Teks dari Norhayati"
    assert "Realisasi APB Desa" in shown["instagram"]


def test_without_a_line_nothing_happens_and_nothing_waits(world: World, desk: Desk) -> None:
    world.lines["babayau"].down = True
    door = ask(desk)
    assert isinstance(door, Refused)
    assert door.code == Trouble.NO_NETWORK
    assert "Tidak ada yang berubah" in door.words
    assert desk.queue.waiting() == []


@pytest.mark.parametrize(
    "forged",
    [
        lambda reply: msgspec.structs.replace(reply, site="https://jahat.example"),
        lambda reply: msgspec.structs.replace(reply, server_id="0" * 64),
        lambda reply: msgspec.structs.replace(reply, code="A" * 28),
        lambda reply: msgspec.structs.replace(reply, code="<script>"),
        lambda reply: msgspec.structs.replace(reply, request_id="lain"),
    ],
)
def test_a_reply_that_another_has_touched_opens_nothing(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, forged: Callable[[PhonePageReply], PhonePageReply]
) -> None:
    line = world.lines["babayau"]
    honest = line.phone_page
    monkeypatch.setattr(line, "phone_page", lambda request, token: forged(honest(request, token)))
    door = ask(desk)
    assert isinstance(door, Refused)
    assert door.code == Trouble.NOT_OURS


def test_a_revoked_pc_gets_no_page_and_is_told_so(world: World, desk: Desk) -> None:
    identity = desk.identity()
    assert identity is not None
    world.server.accounts.revoke_device(identity.device)
    door = ask(desk)
    assert isinstance(door, Refused)
    assert "dicabut" in door.words


def test_who_asks_is_read_with_one_connection(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = world.village()
    # As in the program, where secrets lie in the store itself. Who waits for one gives up at once.
    kept = StoreSecrets(desk.store, "")
    kept.put(TOKEN, "token")
    monkeypatch.setattr(desk.phone, "_secrets", kept)
    monkeypatch.setattr(desk.store._engines.reader, "patience", 0.05)
    with desk.store.read():
        _identity, token = desk.phone._known()
    assert token == "token"
