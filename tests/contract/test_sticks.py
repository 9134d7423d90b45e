"""What goes by stick is the same as what goes by the network: one item, one receipt, in any order, there and back."""

from __future__ import annotations

import hashlib
import io
import itertools
import shutil
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core.domain.attachments import MAX_PDF_BYTES, Attachment, Media
from sipa_core.sync.bundle_file import BlobSource, OpenBundle, seal, unseal
from sipa_core.wire.bundles import BundleAnswer, BundleState
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.exchange import Reply
from sipa_desktop.errors import Refused
from sipa_desktop.platform.keys import age_identity, age_pub
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.session import MetaKey
from sipa_desktop.sync.stick import Stick
from sipa_desktop.sync.stick_views import Written
from tests.contract.test_blob_transfer import attach, report
from tests.support import outside_files
from tests.support.sticks import ask, carried_back, carried_there, state_of, stick, talks, written
from tests.support.world import BABAYAU, BALANG, World


@pytest.fixture
def world(far_world: World) -> World:
    return far_world


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return stick(tmp_path)


def ops_on(world: World) -> int:
    with world.server.store.read() as work:
        return work.ops.count()


def opened(world: World, file: Path) -> BundleAnswer:
    """The file brought to the server itself."""
    with open(file, "rb") as sealed:
        return world.server.bundles.take(sealed, name=file.name)


def test_a_village_that_is_heard_by_stick_alone_is_not_called_silent(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    world.lines["babayau"].down = True
    world.clock.pass_time(days=20)
    assert courier.sync.run_once().complete
    assert BABAYAU in courier.people.silent_villages()
    ask(village)
    written(village, usb)
    carried_there(courier, usb)
    assert courier.sync.run_once().complete
    assert BABAYAU not in courier.people.silent_villages()
    row = next(one for one in courier.people.view().rows if one.village == BABAYAU)
    assert row.contact_words == "Lewat USB 30 Jul"


def test_a_message_goes_to_the_server_and_its_receipt_comes_back_on_a_stick_alone(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    world.lines["babayau"].down = True
    op_id = ask(village)
    file = written(village, usb)
    assert file.name.startswith("SIPA-DESA-BABAYAU-20250710-1034-")
    assert state_of(village, op_id) is OutboxState.SENDING, "on a stick it still waits"
    assert "menunggu jawaban" in village.stick.view().last_words
    carried_there(courier, usb)
    assert courier.sync.run_once().complete
    assert talks(courier) == ["Musrenbang"]
    done = carried_back(courier, village, usb)
    assert (done.replies, done.receipts, done.refused) == (1, 1, [])
    assert state_of(village, op_id) is OutboxState.RECEIPTED
    assert "1 kiriman sudah dibaca kecamatan" in village.stick.view().last_words


def test_the_same_item_by_stick_and_by_network_in_any_order_is_one_item(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    for number, order in enumerate(itertools.permutations(("stick", "again", "network", "reply"))):
        before, places = ops_on(world), [stick(usb.parent, f"{number}-{at}") for at in range(2)]
        op_id = ask(village, f"Pesan {number}")
        files = [written(village, place) for place in places]
        for step in order:
            match step:
                case "stick":
                    assert opened(world, files[0]).state is BundleState.TAKEN
                case "again":
                    assert opened(world, files[1]).state is BundleState.TAKEN
                case "network":
                    assert village.sync.run_once().complete
                case _:
                    carried_there(courier, places[0])
                    assert not carried_back(courier, village, places[0]).refused
        assert ops_on(world) == before + 1, order
        assert state_of(village, op_id) is OutboxState.RECEIPTED, order
        assert village.sync.status().all_sent
    assert courier.sync.run_once().complete
    assert len(talks(courier)) == 24


def test_a_reply_taken_twice_changes_nothing_and_says_so(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    written(village, usb)
    carried_there(courier, usb)
    carried_back(courier, village, usb)
    again = village.stick.take_in(usb)
    assert (again.replies, again.receipts, again.known) == (0, 0, 1)
    assert not again.refused


def test_a_reply_that_starts_after_what_was_read_waits_and_is_taken_once_the_rest_is_there(
    world: World, usb: Path
) -> None:
    village, courier = world.village(), world.kecamatan()
    op_id = ask(village)
    written(village, usb)
    carried_there(courier, usb)
    with village.store.write() as tx:
        upto = tx.meta.upto
        tx.meta.put(MetaKey.UPTO, "0")
    done = carried_back(courier, village, usb)
    assert (done.replies, done.waiting, done.news) == (0, 1, 0)
    assert state_of(village, op_id) is OutboxState.RECEIPTED, "a receipt needs no other"
    assert talks(village) == ["Musrenbang"]
    with village.store.write() as tx:
        tx.meta.put(MetaKey.UPTO, str(upto))
    later = village.stick.take_in(stick(usb.parent, "empty"))
    assert later.waiting == 0
    assert later.news > 0


def test_an_old_reply_is_no_contact_and_says_nothing_of_the_clock(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    ask(village)
    written(village, usb)
    carried_there(courier, usb)
    with village.store.read() as tx:
        contact = tx.meta.last_contact
    world.clock.pass_time(days=9)
    carried_back(courier, village, usb)
    with village.store.read() as tx:
        assert tx.meta.last_contact == contact
        assert tx.meta.get(MetaKey.CLOCK_OFF) is None


def test_what_is_cut_or_changed_or_for_others_changes_nothing_on_either_side(world: World, usb: Path) -> None:
    village, courier, other = world.village(), world.kecamatan(), world.village("balang", BALANG, "Rina")
    op_id, before = ask(village), ops_on(world)
    file = written(village, usb)
    whole = file.read_bytes()
    for spoilt in (whole[:-1], whole[: len(whole) // 2], whole[:-20] + b"x" + whole[-19:]):
        file.write_bytes(spoilt)
        assert courier.stick.take_in(usb).carried == 1, "the courier cannot tell"
        handed = courier.courier.hand_over()
        assert (handed.replies, handed.left) == (0, 0)
        row = courier.stick.view().carried[0]
        assert row.state is BundleState.REFUSED
        assert "tidak dipakai sama sekali" in row.words
    assert ops_on(world) == before
    file.write_bytes(whole)
    carried_there(courier, usb)
    courier.courier.write_replies(usb)
    (reply,) = usb.glob("*-balasan.sipa")
    assert other.stick.take_in(usb).others == 2
    sealed = reply.read_bytes()
    reply.write_bytes(sealed[:-7])
    refused = village.stick.take_in(usb)
    assert [one.code for one in refused.refused] == ["bundle_changed"]
    assert state_of(village, op_id) is OutboxState.SENDING
    reply.write_bytes(sealed)
    assert village.stick.take_in(usb).receipts == 1


def test_another_server_cannot_speak_through_a_stick(world: World, usb: Path, tmp_path: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    op_id = ask(village)
    written(village, usb)
    stranger = World(tmp_path / "elsewhere", seed=2)
    try:
        stranger.server.bundles._accounts = world.server.bundles._accounts  # it has even stolen who is registered
        with open(next(usb.iterdir()), "rb") as sealed:
            assert stranger.server.bundles.take(sealed).state is BundleState.REFUSED, "it was sealed for another"
        carried_there(courier, usb)

        with village.store.write() as tx:
            identity = tx.meta.identity
            assert identity is not None
            other = msgspec.structs.replace(identity, server_sign_pub=stranger.server.keys.sign_pub)
            tx.meta.put("identity", msgspec.json.encode(other).decode())
        done = carried_back(courier, village, usb)
        assert [one.code for one in done.refused] == ["bundle_not_signed"]
        assert state_of(village, op_id) is OutboxState.SENDING
    finally:
        stranger.close()


def test_records_that_somebody_laid_into_a_real_reply_are_not_taken(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    op_id = ask(village)
    written(village, usb)
    carried_there(courier, usb)
    courier.courier.write_replies(usb)
    (file,) = usb.glob("*-balasan.sipa")
    secret, plain = age_identity(village.secrets), io.BytesIO()
    assert secret is not None
    unseal(io.BytesIO(file.read_bytes()), plain, secret)
    real, out, forger = OpenBundle(plain), io.BytesIO(), Ed25519PrivateKey.generate()
    reply = decode(real.exchange(), Reply)
    lie = msgspec.structs.replace(reply, changes=[])
    head, to = msgspec.structs.replace(real.manifest, members=[]), age_pub(village.secrets)
    seal(head, encode(lie), [], lambda message: forger.sign(message).hex(), to, out)
    file.write_bytes(out.getvalue())
    done = village.stick.take_in(usb)
    assert [one.code for one in done.refused] == ["bundle_not_signed"]
    assert state_of(village, op_id) is OutboxState.SENDING


def test_a_reply_is_taken_in_without_a_file_that_is_larger_than_any_attachment(
    world: World, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village, courier = world.village(), world.kecamatan()
    op_id = ask(village)
    written(village, usb)
    carried_there(courier, usb)
    courier.courier.write_replies(usb)
    (file,) = usb.glob("*-balasan.sipa")
    secret, plain, out = age_identity(village.secrets), io.BytesIO(), io.BytesIO()
    assert secret is not None
    unseal(io.BytesIO(file.read_bytes()), plain, secret)
    real, size = OpenBundle(plain), MAX_PDF_BYTES + 1
    name = hashlib.sha256(bytes(size)).hexdigest()
    head = msgspec.structs.replace(real.manifest, members=[])
    huge = [BlobSource(name, size, Media.PDF.value, lambda: [bytes(size)])]
    seal(head, real.exchange(), huge, world.server.keys.sign, age_pub(village.secrets), out)
    file.write_bytes(out.getvalue())
    read: list[object] = []
    monkeypatch.setattr(OpenBundle, "blob", lambda _bundle, member: read.append(member) or b"")
    done = village.stick.take_in(usb)
    assert (done.replies, done.receipts, done.attachments, done.refused) == (1, 1, 0, [])
    assert state_of(village, op_id) is OutboxState.RECEIPTED
    assert not read


def test_attachments_go_both_ways_on_the_stick(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    photo = attach(village, outside_files.photo(900, 700))
    report(village, photo)
    written(village, usb)
    assert village.attachments.state(photo.sha256) is BlobState.WAITING
    carried_there(courier, usb)
    done = carried_back(courier, village, usb)
    assert done.receipts == 1
    assert village.attachments.state(photo.sha256) is BlobState.SENT
    assert village.sync.status().all_sent
    # The kecamatan reads it by the network as ever.
    courier.sync.run_once()
    assert courier.attachments.thumbnail(photo.sha256, 80, photo) is None
    courier.transfer.run_once()
    assert courier.attachments.thumbnail(photo.sha256, 80, photo) is not None
    # And what the village lacks comes with the next stick.
    shutil.rmtree(village.files.folder)
    village.files.begin()
    with village.store.write() as tx:
        tx.blobs.lost(photo.sha256, 1)
        tx.blobs.want(photo.sha256, photo.media, photo.size, world.clock.now())
    back = stick(usb.parent, "back")
    written(village, back)
    carried_there(courier, back)
    assert carried_back(courier, village, back).attachments == 1
    assert village.files.read(photo.sha256)


def test_attachments_that_do_not_fit_into_one_file_go_in_several(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    photos: list[Attachment] = [attach(village, outside_files.photo(600 + at, 400)) for at in range(3)]
    report(village, *photos)
    made = village.stick
    small = Stick(
        village.store,
        village.files,
        village.clock,
        village.entropy,
        village.secrets,
        made._sticks,
        village.courier,
        village.copies,
        most_files=photos[0].size + 10,
    )
    done = small.write(usb)
    assert isinstance(done, Written)
    assert len(done.files) == 3
    courier.stick.take_in(usb)
    courier.courier.hand_over()
    taken = carried_back(courier, village, usb)
    assert (taken.replies, taken.receipts) == (3, 1)
    assert village.sync.status().all_sent


def test_a_spoilt_attachment_is_left_out_and_said_and_the_rest_goes(world: World, usb: Path) -> None:
    village, courier = world.village(), world.kecamatan()
    photo, other = attach(village, outside_files.photo(900, 700)), attach(village, outside_files.photo(500, 400))
    report(village, photo, other)
    village.files.place(photo.sha256).write_bytes(b"spoilt")
    written(village, usb)
    carried_there(courier, usb)
    carried_back(courier, village, usb)
    assert village.attachments.state(other.sha256) is BlobState.SENT
    assert [row.target for row in village.queue.parked()] == [photo.sha256]


def test_a_pc_from_before_bundles_learns_the_key_from_its_own_server_alone(world: World, usb: Path) -> None:
    village = world.village()

    def forget() -> None:
        with village.store.write() as tx:
            identity = tx.meta.identity
            assert identity is not None
            old = msgspec.structs.replace(identity, server_age_pub="")
            tx.meta.put("identity", msgspec.json.encode(old).decode())
        village.sync._key_asked = False

    forget()
    ask(village)
    refused = village.stick.write(usb)
    assert isinstance(refused, Refused)
    assert refused.code == "no_server_key"
    assert not list(usb.iterdir())
    card = world.server.bundles.card()
    world.lines["babayau"].server = lambda: msgspec.structs.replace(card, server_age_pub="age1other")  # type: ignore[method-assign]
    assert village.sync.run_once().complete
    assert not village.stick.view().ready
    del world.lines["babayau"].server
    forget()
    assert village.sync.run_once().complete
    assert village.stick.view().ready
