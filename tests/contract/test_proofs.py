"""Proofs of posting between a village, the server and the kecamatan: pictures, verdicts, and posts owed anew."""

from __future__ import annotations

import io

import msgspec
from PIL import Image

from sipa_core import ids
from sipa_core.domain.attachments import Attachment
from sipa_core.domain.workflow import PostingState
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.posting_views import ChannelRow
from tests.support.half_year import DRAFT, REPORT, hand_in_report
from tests.support.world import World, exchange, ok

PUBLICATION = ids.publication_id(REPORT)
SPENT = "apbdes[02/-/-].realisasi"
FACEBOOK = "https://www.facebook.com/desababayau/posts/1"


def approve(village: Desk, kecamatan: Desk) -> None:
    exchange(village, kecamatan)
    (waiting,) = kecamatan.review.waiting().rows
    ok(kecamatan.review.accept(waiting.version_id))
    exchange(kecamatan, village)


def published(world: World) -> tuple[Desk, Desk]:
    village, kecamatan = world.village(), world.kecamatan()
    hand_in_report(village)
    approve(village, kecamatan)
    return village, kecamatan


def photo(desk: Desk, shade: int = 120) -> Attachment:
    drawn = io.BytesIO()
    Image.effect_noise((640, 480), shade).convert("RGB").save(drawn, "JPEG")
    taken = desk.attachments.take_bytes(drawn.getvalue(), "papan.jpg")
    assert isinstance(taken, Attachment)
    return taken


def channel(desk: Desk, key: str) -> ChannelRow:
    return next(row for row in ok(desk.posting.detail(PUBLICATION)).channels if row.key == key)


def test_a_photo_taken_without_a_line_reaches_the_kecamatan_and_its_verdict_comes_back(world: World) -> None:
    village, kecamatan = published(world)
    world.lines["babayau"].down = True
    taken = photo(village)
    ok(
        village.posting.prove(
            PUBLICATION, "papan_informasi", with_picture=True, pictures=[taken], place="Depan kantor desa"
        )
    )
    assert channel(village, "papan_informasi").chip == "Menunggu kirim"
    world.lines["babayau"].down = False
    exchange(village, kecamatan)
    (row,) = kecamatan.proofs.waiting().rows
    assert (row.village, row.channel_name) == ("Desa Babayau", "Papan informasi")
    detail = ok(kecamatan.proofs.detail(row.posting_id))
    assert detail.pictures == (msgspec.structs.replace(taken, look=""),), "how a photo looks is told of reports only"
    assert ("Tempat", "Depan kantor desa") in detail.facts
    ok(kecamatan.proofs.confirm([row.posting_id]))
    exchange(kecamatan, village)
    assert channel(village, "papan_informasi").state is PostingState.VERIFIED
    assert kecamatan.proofs.count() == 0


def test_a_refused_proof_comes_back_with_its_reason_first_on_the_first_page_and_is_given_again(world: World) -> None:
    village, kecamatan = published(world)
    ok(village.posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True))
    exchange(village, kecamatan)
    (row,) = kecamatan.proofs.waiting().rows
    assert isinstance(kecamatan.proofs.refuse(row.posting_id, "  "), Refused)
    ok(kecamatan.proofs.refuse(row.posting_id, "Tautannya tidak dapat dibuka."))
    exchange(kecamatan, village)
    came_back = channel(village, "facebook")
    assert (came_back.state, came_back.reason, came_back.open) == (
        PostingState.REFUSED, "Tautannya tidak dapat dibuka.", True,
    )  # fmt: skip
    first = village.home.today().tasks[0]
    assert first.title == "Bukti Facebook ditolak, Realisasi APB Desa Sem. I 2025"
    assert first.words == "Tautannya tidak dapat dibuka."
    assert (first.target, first.channel) == (PUBLICATION, "facebook")
    ok(village.posting.prove(PUBLICATION, "facebook", FACEBOOK + "2", with_picture=True))
    exchange(village, kecamatan)
    assert channel(village, "facebook").reason == ""
    assert ok(kecamatan.proofs.detail(row.posting_id)).url == FACEBOOK + "2"


def test_a_verdict_on_a_proof_that_changed_meanwhile_is_parked_and_nothing_is_confirmed(world: World) -> None:
    village, kecamatan = published(world)
    ok(village.posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True))
    exchange(village, kecamatan)
    world.clock.pass_time(minutes=5)
    ok(village.posting.prove(PUBLICATION, "facebook", FACEBOOK + "2", with_picture=True))
    exchange(village)
    (row,) = kecamatan.proofs.waiting().rows
    ok(kecamatan.proofs.confirm([row.posting_id]))
    assert kecamatan.sync.run_once().trouble is None
    exchange(village)
    assert channel(village, "facebook").state is PostingState.PROVED
    (parked,) = kecamatan.queue.parked()
    assert parked.kind == "posting.verify"
    assert "Bukti posting" in parked.todo


def test_another_version_owes_the_posts_anew_only_when_citizens_read_something_else(world: World) -> None:
    village, kecamatan = published(world)
    ok(village.posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True))
    exchange(village, kecamatan)
    for changes, state, chip in (
        ({"pengantar.isi": "Pengantar yang lain."}, PostingState.PROVED, "Menunggu dicek"),
        ({SPENT: 214_780_001}, PostingState.OWED, "Perlu diposting ulang"),
    ):
        (found,) = (one for one in kecamatan.posting.publications())
        version = ok(kecamatan.posting.detail(found.id)).version
        ok(kecamatan.review.reopen(version, "Ada yang perlu diperbaiki."))
        exchange(kecamatan, village)
        ok(village.reports.create("lra_semester1", "2025-S1"))
        ok(village.reports.save(DRAFT, changes))
        ok(village.reports.submit(DRAFT))
        approve(village, kecamatan)
        row = channel(village, "facebook")
        assert (row.state, row.chip) == (state, chip), changes


def test_a_withdrawn_report_leaves_the_public_page_with_the_reason(world: World) -> None:
    village, kecamatan = published(world)
    assert world.server.reads.report("babayau", "lra_semester1", "2025-S1") is not None
    ok(kecamatan.review.withdraw_publication(PUBLICATION, "Angka salah desa."))
    exchange(kecamatan, village)
    assert world.server.reads.report("babayau", "lra_semester1", "2025-S1") is None
    assert world.server.reads.withdrawn("babayau", "lra_semester1", "2025-S1") == "Angka salah desa."
    (row,) = village.posting.publications()
    assert row.words == "Ditarik dari halaman publik"
    refused = village.posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True)
    assert isinstance(refused, Refused)
    ok(kecamatan.review.release_publication(PUBLICATION))
    exchange(kecamatan, village)
    assert world.server.reads.report("babayau", "lra_semester1", "2025-S1") is not None
    assert world.server.reads.withdrawn("babayau", "lra_semester1", "2025-S1") is None
