"""Couriers at the server, in the process and over real HTTP: sealed in, sealed out, for whom it may be."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec
import pyrage
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sipa_core import ids
from sipa_core.domain.attachments import MAX_PDF_BYTES, MAX_PHOTO_BYTES
from sipa_core.sync.bundle_file import BlobSource, OpenBundle, seal, unseal
from sipa_core.sync.peer import CarriageError
from sipa_core.sync.signing import is_signed
from sipa_core.wire.bundles import (
    MEDIA_TYPE,
    BundleAnswer,
    BundleState,
    Direction,
    Manifest,
    Member,
    answer_digest,
    card_digest,
)
from sipa_core.wire.codec import decode, encode
from sipa_core.wire.exchange import Reply, Request
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import Ref
from sipa_server.cli import main
from tests.support.remote_pc import RemotePc
from tests.support.server import BABAYAU, Pc, World
from tests.support.uploads import PHOTO


def hand_over(pc: Pc, sealed: bytes, name: str = "SIPA-DESA-BABAYAU-20250710-1034-1.sipa") -> BundleAnswer:
    digest = hashlib.sha256(sealed).hexdigest()
    answer = pc.carrier.hand_over(io.BytesIO(sealed), digest, name, pc.place.token)
    assert (answer.sha256, answer.server_id) == (digest, pc.place.server_id)
    assert is_signed(pc.place.server_sign_pub, answer_digest(answer), answer.signature)
    return answer


def fetch(pc: Pc, answer: BundleAnswer, piece: int = 700) -> bytes:
    data = b""
    while len(data) < answer.reply_size:
        part = pc.carrier.sealed_reply(answer.sha256, len(data), piece, pc.place.token)
        assert part.total == answer.reply_size
        data += part.data
    assert hashlib.sha256(data).hexdigest() == answer.reply
    return data


def test_a_bundle_is_spoken_through_and_its_reply_is_for_its_maker_alone(far: RemotePc, camat: Pc) -> None:
    answer = hand_over(camat, far.bundle(far.guidance(), far.guidance()))
    assert (answer.state, answer.code) == (BundleState.TAKEN, "")
    assert answer.reply_name == "SIPA-DESA-BABAYAU-20250710-1034-1-balasan.sipa"
    reply = far.opened(fetch(camat, answer))
    assert [receipt.status for receipt in reply.receipts] == [Status.ACCEPTED, Status.ACCEPTED]
    assert (reply.more, reply.since) == (False, 0)
    assert any(record.type == "guidance" for record in reply.changes)
    with pytest.raises(Exception, match="not_for_us"):
        unseal(io.BytesIO(fetch(camat, answer)), io.BytesIO(), str(pyrage.x25519.Identity.generate()))


def test_each_reply_on_a_stick_says_whose_records_it_brings_for_it_may_come_late(far: RemotePc, camat: Pc) -> None:
    far.pc.cursor = far.opened(fetch(camat, hand_over(camat, far.bundle()))).cursor
    reply = far.opened(fetch(camat, hand_over(camat, far.bundle(far.guidance()))))
    assert reply.reset is None
    assert reply.scope is not None
    assert reply.scope.village == BABAYAU


def test_the_same_file_gets_the_same_answer_and_a_reply_that_is_gone_is_made_anew(
    world: World, far: RemotePc, camat: Pc
) -> None:
    sealed = far.bundle(far.guidance())
    first = hand_over(camat, sealed)
    assert hand_over(camat, sealed) == first
    world.server.bundles.files.drop_reply(first.reply)
    again = hand_over(camat, sealed)
    assert (again.state, again.reply != first.reply) == (BundleState.TAKEN, True)
    before, after = far.opened(fetch(camat, again)).receipts, first
    assert [receipt.status for receipt in before] == [Status.ACCEPTED]
    assert after.state is BundleState.TAKEN


def test_the_same_file_that_comes_again_while_it_is_worked_at_waits_and_gets_the_same_answer(
    world: World, far: RemotePc, camat: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed, service = far.bundle(far.guidance()), world.server.bundles
    taken, at_work, together = service._take, threading.Semaphore(0), threading.Event()

    def slowly(*given: Any) -> BundleAnswer:
        if at_work.acquire(blocking=False):
            together.set()
        at_work.release()
        together.wait(0.5)
        try:
            return taken(*given)
        finally:
            at_work.acquire(blocking=False)

    monkeypatch.setattr(service, "_take", slowly)
    with ThreadPoolExecutor(2) as couriers:
        first, second = couriers.map(service.take, [io.BytesIO(sealed), io.BytesIO(sealed)])
    assert not together.is_set()
    assert first == second
    assert far.opened(fetch(camat, first)).receipts[0].status is Status.ACCEPTED


def test_a_reply_is_forgotten_when_asked_and_made_anew_with_what_came_since(
    world: World, far: RemotePc, camat: Pc
) -> None:
    sealed = far.bundle(far.guidance())
    first = hand_over(camat, sealed)
    before = len(far.opened(fetch(camat, first)).changes)
    agreed = {"village": BABAYAU, "text": "Kirim lagi.", "due": "2025-07-31"}
    camat.send(camat.op("guidance.put", Ref("guidance", ids.natural_id("guidance", "camat")), agreed))
    camat.carrier.forget_reply(first.sha256, camat.place.token)
    reply = far.opened(fetch(camat, hand_over(camat, sealed)))
    assert [receipt.status for receipt in reply.receipts] == [Status.ACCEPTED]
    assert len(reply.changes) > before
    with pytest.raises(CarriageError) as none:
        camat.carrier.forget_reply("0" * 64, camat.place.token)
    assert none.value.code == "not_found"


def test_more_ops_than_a_message_of_the_network_may_hold_go_in_one_file(far: RemotePc, camat: Pc) -> None:
    ops = [far.guidance() for _number in range(230)]
    reply = far.opened(fetch(camat, hand_over(camat, far.bundle(*ops)), 1 << 20))
    assert [receipt.op_id for receipt in reply.receipts] == [op.op_id for op in ops]
    assert {receipt.status for receipt in reply.receipts} == {Status.ACCEPTED}
    assert sum(record.type == "guidance" for record in reply.changes) == 230


def test_what_is_not_for_this_server_or_not_from_a_known_pc_is_refused_by_name(far: RemotePc, camat: Pc) -> None:
    op = far.guidance()
    cases: dict[str, bytes] = {
        "not_a_bundle": b"MZ\x90\x00" * 100,
        "bundle_changed": far.bundle(op)[:-1],
        "bundle_not_for_us": far.bundle(op, recipient="0" * 64),
        "bundle_unknown_sender": far.bundle(op, sender=ids.natural_id("device", "nobody")),
    }
    for code, sealed in cases.items():
        answer = hand_over(camat, sealed)
        assert (answer.state, answer.code, answer.reply) == (BundleState.REFUSED, code, ""), code
    far.sign = Ed25519PrivateKey.generate()
    assert hand_over(camat, far.bundle(op)).code == "bundle_not_signed"
    assert camat.send().receipts == []


def test_a_pc_cannot_speak_in_a_bundle_for_another(far: RemotePc, camat: Pc) -> None:
    place = far.pc.place
    head = Manifest(place.device, place.server_id, Direction.TO_SERVER, place.epoch, 1, 1)
    message = msgspec.structs.replace(far.pc.request(far.guidance()), device=camat.place.device)
    out = io.BytesIO()
    seal(head, encode(message), [], lambda said: far.sign.sign(said).hex(), place.server_age_pub, out)
    assert hand_over(camat, out.getvalue()).code == "bundle_refused"
    actor = far.pc.op("guidance.put", Ref("guidance", ids.natural_id("guidance", 1)), {}, actor=camat.place.person)
    reply = far.opened(fetch(camat, hand_over(camat, far.bundle(actor))))
    assert [receipt.code for receipt in reply.receipts] == ["forbidden"]


def test_nobody_but_the_kecamatan_hands_over_or_fetches(world: World, far: RemotePc, camat: Pc) -> None:
    sealed = far.bundle(far.guidance())
    answer = hand_over(camat, sealed)
    other = world.pc("Rina", "63.11.06.2034")
    for act in (
        lambda: hand_over(other, sealed),
        lambda: other.carrier.forget_reply(answer.sha256, other.place.token),
        lambda: other.carrier.sealed_reply(answer.sha256, 0, 10, other.place.token),
        lambda: other.carrier.hand_over(io.BytesIO(b""), "0" * 64, "", "no token"),
    ):
        with pytest.raises(CarriageError) as refused:
            act()
        assert refused.value.code in ("forbidden", "unauthenticated")
    with pytest.raises(CarriageError) as none:
        camat.carrier.sealed_reply("0" * 64, 0, 10, camat.place.token)
    assert none.value.code == "not_found"


def test_the_server_says_its_key_under_its_signature(world: World, far: RemotePc) -> None:
    card = world.carrier.server()
    assert card.server_age_pub == far.pc.place.server_age_pub
    assert is_signed(far.pc.place.server_sign_pub, card_digest(card.server_age_pub), card.signature)


def test_a_file_that_is_announced_too_large_never_reaches_the_disk(http: World) -> None:
    camat = http.enrol(http.first_code)
    headers = {"Authorization": f"Bearer {camat.place.token}", "Content-Type": MEDIA_TYPE}
    line = HTTPConnection(http.url.removeprefix("http://"), timeout=10)
    line.request("POST", "/v1/bundles", headers={**headers, "Content-Length": str(1 << 31)})
    assert line.getresponse().status == 413
    line.close()
    wrong = requests.post(
        f"{http.url}/v1/bundles", data=b"x", headers={**headers, "Content-Type": "text/x"}, timeout=10
    )
    assert wrong.status_code == 400
    assert not any((http.server.bundles.files.folder / "masuk").glob("*"))


def test_a_stick_opened_on_the_server_itself_gets_its_replies_beside_the_files(
    prepared: object, world: World, far: RemotePc, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    good, bad = usb / "SIPA-DESA-BABAYAU-20250710-1034-1.sipa", usb / "SIPA-X-1.sipa"
    good.write_bytes(far.bundle(far.guidance()))
    bad.write_bytes(b"MZ")
    data = str(world.server.settings.data)
    assert main(["bundle", "open", "--data", data, "--json", str(good), str(bad)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in told["files"]] == ["taken", "refused"]
    reply = usb / "SIPA-DESA-BABAYAU-20250710-1034-1-balasan.sipa"
    assert [receipt.status for receipt in far.opened(reply.read_bytes()).receipts] == [Status.ACCEPTED]
    assert world.server.accounts.revoke_device(far.pc.place.device)
    good.write_bytes(far.bundle(far.guidance()))
    assert main(["bundle", "open", "--data", data, "--json", str(good)]) == 1
    capsys.readouterr()
    assert main(["bundle", "held", "--data", data]) == 0
    held = capsys.readouterr().out
    assert "Norhayati, PC jauh: 1 kiriman" in held
    assert "ditutup 10-07-2025 10.34 WITA" in held


def test_the_request_of_a_bundle_is_read_as_strictly_as_one_of_the_network(far: RemotePc, camat: Pc) -> None:
    place = far.pc.place
    head = Manifest(place.device, place.server_id, Direction.TO_SERVER, place.epoch, 1, 1)
    plain = encode(far.pc.request())
    assert decode(plain, Request).device == place.device
    for raw in (b"{}", b"[]", plain[:-1] + b',"more":1}', b"\xff"):
        out = io.BytesIO()
        seal(head, raw, [], lambda said: far.sign.sign(said).hex(), place.server_age_pub, out)
        assert hand_over(camat, out.getvalue()).code == "bundle_refused"


def test_a_file_beyond_every_size_is_refused_by_name_unread_and_the_rest_of_its_bundle_is_taken(
    far: RemotePc, camat: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    whole = OpenBundle.blob

    def watched(bundle: OpenBundle, member: Member) -> bytes:
        read.append(member.size)
        return whole(bundle, member)

    monkeypatch.setattr(OpenBundle, "blob", watched)
    sizes = {"application/pdf": MAX_PDF_BYTES + 1, "image/jpeg": MAX_PHOTO_BYTES + 1, "video/mp4": 9}
    blobs = [
        BlobSource(hashlib.sha256(bytes(size)).hexdigest(), size, media, lambda size=size: [bytes(size)])
        for media, size in sizes.items()
    ]
    good = BlobSource(PHOTO.about.sha256, PHOTO.about.size, PHOTO.about.media.value, lambda: [PHOTO.data])
    answer = hand_over(camat, far.bundle(far.guidance(), blobs=[*blobs, good]))
    assert answer.state is BundleState.TAKEN
    reply = far.reply_bundle(fetch(camat, answer, 1 << 20))
    assert [receipt.status for receipt in decode(reply.exchange(), Reply).receipts] == [Status.ACCEPTED]
    assert list(reply.manifest.taken.values()) == ["too_large", "too_large", "file_refused", ""]
    assert read == [PHOTO.about.size]
