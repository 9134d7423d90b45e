"""The loop from the server's side: sent, returned, approved, published, posted, answered; and doors that are shut."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.workflow import FeedbackState, PostingState, PublicationState, Visibility
from sipa_core.wire.receipts import Receipt, Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.services.feedback import FeedbackSent, FormRefused, NewFeedback
from sipa_server.services.tracking import Tracked
from tests.support.server import (
    BABAYAU,
    BALIDA,
    PERIOD,
    TEMPLATE,
    Pc,
    World,
    naming,
    posting_ref,
    publication_ref,
    report_ref,
    review_ref,
    submission,
    version_ref,
)

PROOF = {
    "url": "https://www.facebook.com/desababayau/posts/123",
    "caption": "Realisasi APB Desa. Rinciannya ada di gambar.",
    "with_picture": True,
    "posted_at": 1,
}
NIK = "6311061204850003"


@pytest.fixture
def desk(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


def send(desk: Pc, newest_seen: int = 0, **changes: object) -> Receipt:
    return desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU, newest_seen, changes))  # type: ignore[arg-type]


def decide(camat: Pc, kind: str, n: int = 1, **more: object) -> Receipt:
    camat.pull()
    return camat.do(kind, review_ref(BABAYAU, n), naming(camat, BABAYAU, n, **more))


def note(path: str = "kendala.isi", text: str = "Sebutkan tindak lanjutnya.") -> dict[str, dict[str, str]]:
    return {ids.natural_id("note", path): {"path": path, "text": text}}


def test_a_report_goes_round_until_it_is_on_the_public_page(world: World, desk: Pc, camat: Pc) -> None:
    assert send(desk).status is Status.ACCEPTED
    assert decide(camat, "review.open").status is Status.ACCEPTED
    assert decide(camat, "review.return", notes=note()).status is Status.ACCEPTED

    desk.pull()
    review = desk.record(review_ref(BABAYAU))
    assert review is not None
    [path] = [value for key, value in review.fields.items() if key.endswith(".path")]
    assert (path, review.text("verdict"), review.text("decided_by")) == ("kendala.isi", "returned", "Syahrani")

    assert send(desk, 1, **{"ringkasan.isi": "Rabat beton RT 03 masih 60%."}).status is Status.ACCEPTED
    assert decide(camat, "review.accept", 2, remark="Terima kasih.").status is Status.ACCEPTED

    page = world.server.reads.report("babayau", TEMPLATE, PERIOD)
    assert page is not None
    assert (page.line.n, page.line.title) == (2, "Laporan Realisasi APB Desa Semester I 2025")
    assert page.content["ringkasan.isi"] == "Rabat beton RT 03 masih 60%."
    assert "kendala.isi" not in page.content
    assert page.figures is not None
    assert page.figures.report_url == "https://paringin.contoh.id/desa/babayau/laporan/lra_semester1/2025-S1"

    desk.pull()
    owed = [record for record in desk.records.values() if record.type == RecordType.POSTING]
    assert {record.text("state") for record in owed} == {PostingState.OWED}
    assert len(owed) == len([record for record in desk.records.values() if record.type == RecordType.CHANNEL])


def test_a_proof_is_refused_while_an_item_of_the_statute_reached_nobody(desk: Pc, camat: Pc) -> None:
    send(desk)
    decide(camat, "review.accept")
    bare = {**PROOF, "version": version_ref(BABAYAU).id, "with_picture": False}
    receipt = desk.do("posting.prove", posting_ref(BABAYAU), bare)
    assert (receipt.status, receipt.code, receipt.field) == (Status.REJECTED, "item_missing", "realisasi_apbdes")
    assert desk.record(posting_ref(BABAYAU)).text("state") == PostingState.OWED  # type: ignore[union-attr]
    done = desk.do("posting.prove", posting_ref(BABAYAU), {**bare, "with_picture": True})
    assert done.status is Status.ACCEPTED
    assert desk.record(posting_ref(BABAYAU)).text("state") == PostingState.PROVED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": "javascript:alert(1)"}, "invalid"),
        ({"url": "http://127.0.0.1/foto"}, "invalid"),
        ({"version": version_ref(BABAYAU, 2).id}, "superseded"),
        ({"posted_at": "kemarin"}, "invalid"),
    ],
)
def test_a_proof_that_proves_nothing_is_refused(desk: Pc, camat: Pc, change: dict[str, object], code: str) -> None:
    send(desk)
    decide(camat, "review.accept")
    desk.pull()
    proof = {**PROOF, "version": version_ref(BABAYAU).id, **change}
    assert desk.do("posting.prove", posting_ref(BABAYAU), proof).code == code


@pytest.mark.parametrize("claimed", [-1, 2**53, 10**30])
def test_a_post_is_never_later_than_its_proof_nor_outside_the_calendar(desk: Pc, camat: Pc, claimed: int) -> None:
    send(desk)
    decide(camat, "review.accept")
    desk.pull()
    proof = {**PROOF, "version": version_ref(BABAYAU).id, "posted_at": claimed}
    assert desk.do("posting.prove", posting_ref(BABAYAU), proof).status is Status.ACCEPTED
    desk.pull()
    posting = desk.record(posting_ref(BABAYAU))
    assert posting is not None
    assert 0 <= posting.number("posted_at") <= posting.number("proved_at")


def test_a_nik_in_a_public_field_holds_the_publication_until_a_person_has_looked(
    world: World, desk: Pc, camat: Pc
) -> None:
    send(desk, **{"ringkasan.isi": f"Penerima bantuan NIK {NIK}."})
    assert decide(camat, "review.accept").status is Status.ACCEPTED
    camat.pull()
    held = camat.record(publication_ref(BABAYAU))
    assert held is not None
    assert (held.text("state"), held.text("reason")) == (PublicationState.HELD, "privacy")
    assert world.server.reads.report("babayau", TEMPLATE, PERIOD) is None
    assert world.server.reads.latest() == []
    release = {"version": version_ref(BABAYAU).id}
    assert desk.do("publication.release", publication_ref(BABAYAU), release).code == "forbidden"
    assert camat.do("publication.release", publication_ref(BABAYAU), release).status is Status.ACCEPTED
    assert world.server.reads.report("babayau", TEMPLATE, PERIOD) is not None
    assert camat.do("publication.release", publication_ref(BABAYAU), release).code == "already_decided"


def test_figures_that_do_not_add_up_hold_the_publication(world: World, desk: Pc, camat: Pc) -> None:
    send(desk, **{"pengesahan.alamat_pengaduan": None})
    decide(camat, "review.accept")
    camat.pull()
    assert camat.record(publication_ref(BABAYAU)).text("reason") == "figures"  # type: ignore[union-attr]
    assert world.server.reads.report("babayau", TEMPLATE, PERIOD) is None


def test_a_stale_submit_is_superseded_and_nothing_of_it_stands(desk: Pc) -> None:
    send(desk)
    receipt = send(desk, 0, **{"ringkasan.isi": "tertinggal"})
    assert receipt.code == "superseded"
    assert desk.record(version_ref(BABAYAU, 2)) is None


def test_a_verdict_on_a_version_that_is_no_longer_the_newest_is_superseded(desk: Pc, camat: Pc) -> None:
    send(desk)
    camat.pull()
    old = naming(camat, BABAYAU)
    send(desk, 1)
    assert camat.do("review.accept", review_ref(BABAYAU), old).code == "superseded"


def test_a_verdict_on_another_text_than_the_one_seen_is_superseded(desk: Pc, camat: Pc) -> None:
    send(desk)
    camat.pull()
    fields = {**naming(camat, BABAYAU), "content_hash": "0" * 64}
    assert camat.do("review.accept", review_ref(BABAYAU), fields).code == "superseded"


def test_the_second_verdict_is_refused_and_the_first_stays(world: World, desk: Pc, camat: Pc) -> None:
    second = world.pc("Ahmad", None)
    send(desk)
    second.pull()
    assert decide(camat, "review.accept").status is Status.ACCEPTED
    receipt = second.do("review.return", review_ref(BABAYAU), naming(second, BABAYAU, notes=note()))
    assert receipt.code == "already_decided"
    assert second.record(review_ref(BABAYAU)).text("verdict") == "accepted"  # type: ignore[union-attr]


def test_an_approved_report_is_locked_until_it_is_opened_again(world: World, desk: Pc, camat: Pc) -> None:
    send(desk)
    decide(camat, "review.accept")
    assert send(desk, 1).code == "locked"
    assert decide(camat, "review.reopen", reason="Angka BLT keliru.").status is Status.ACCEPTED
    page = world.server.reads.report("babayau", TEMPLATE, PERIOD)
    assert page is not None
    assert page.reopened
    assert send(desk, 1).status is Status.ACCEPTED
    assert decide(camat, "review.accept", 2).status is Status.ACCEPTED
    page = world.server.reads.report("babayau", TEMPLATE, PERIOD)
    assert page is not None
    assert (page.line.n, page.reopened) == (2, False)


def test_a_report_type_that_is_not_public_makes_no_publication(world: World, desk: Pc, camat: Pc) -> None:
    monthly = report_ref(BABAYAU, "kegiatan_bulanan", "2025-06")
    fields = {
        **submission(BABAYAU),
        "template": "kegiatan_bulanan",
        "period": "2025-06",
        "content": {"umum.uraian": "Juni."},
    }
    sent = desk.do("report.submit", monthly, fields)
    version = version_ref(BABAYAU, 1, "kegiatan_bulanan", "2025-06").id
    verdict = {"version": version, "content_hash": sent.content_hash}
    accepted = camat.do("review.accept", Ref("review", ids.review_id(version)), verdict)
    assert accepted.status is Status.ACCEPTED
    assert camat.record(Ref("publication", ids.publication_id(monthly.id))) is None
    assert world.server.reads.latest() == []


def word(world: World, *, for_everybody: bool = True) -> FeedbackSent:
    sent = world.server.feedback.submit(
        NewFeedback(BABAYAU, "keluhan", "Lampu jalan", "Lampu RT 02 padam.", "Warga", for_everybody=for_everybody),
        "10.0.0.7",
    )
    assert isinstance(sent, FeedbackSent)
    return sent


def inbox(pc: Pc) -> list[Ref]:
    pc.pull()
    return [record.ref for record in pc.records.values() if record.type == RecordType.FEEDBACK]


def tracked(world: World, sent: FeedbackSent) -> Tracked:
    found = world.server.feedback.track(sent.number, sent.key, "10.0.0.7")
    assert isinstance(found, Tracked)
    return found


def test_a_citizens_word_reaches_its_village_and_the_answer_reaches_the_citizen(
    world: World, desk: Pc, camat: Pc
) -> None:
    other = world.pc("Jumiati", BALIDA)
    sent = word(world)
    [ref] = inbox(desk)
    assert inbox(camat) == [ref]
    assert inbox(other) == []
    known = desk.record(ref)
    assert known is not None
    assert sent.key not in str(known.fields)
    world.clock.forward(hours=1)
    assert desk.do("feedback.reply", ref, {"text": "Sedang kami perbaiki."}).status is Status.ACCEPTED
    answer = tracked(world, sent)
    assert [(one.who, one.text, one.by) for one in answer.messages] == [
        ("citizen", "Lampu RT 02 padam.", ""),
        ("office", "Sedang kami perbaiki.", "Norhayati"),
    ]
    assert answer.state == FeedbackState.DIJAWAB
    assert [state for state, _at in answer.states] == [FeedbackState.BARU, FeedbackState.DIJAWAB]
    assert other.do("feedback.reply", ref, {"text": "Bukan desa saya."}).code == "forbidden"


def test_nothing_a_citizen_wrote_is_public_before_its_release(world: World, desk: Pc, camat: Pc) -> None:
    sent = word(world)
    [ref] = inbox(desk)
    village = world.server.reads.village("babayau")
    assert village is not None
    desk.do("feedback.reply", ref, {"text": "Terima kasih."})
    assert world.server.reads.feedback(village) == []
    assert camat.do("feedback.release", ref, {}).status is Status.ACCEPTED
    [shown] = world.server.reads.feedback(village)
    assert (shown.number, shown.subject, len(shown.messages)) == (sent.number, "Lampu jalan", 2)
    assert "Warga" not in str(shown)
    assert camat.do("feedback.hold", ref, {"reason": "Menyebut nama orang."}).status is Status.ACCEPTED
    assert world.server.reads.feedback(village) == []


def test_a_private_word_can_never_be_released(world: World, camat: Pc) -> None:
    word(world, for_everybody=False)
    [ref] = inbox(camat)
    assert camat.do("feedback.release", ref, {}).code == "forbidden"
    assert camat.record(ref).text("visibility") == Visibility.PRIVATE  # type: ignore[union-attr]


def test_a_message_written_after_the_release_waits_for_the_next_one(world: World, desk: Pc, camat: Pc) -> None:
    sent = word(world)
    [ref] = inbox(camat)
    world.clock.forward(hours=1)
    camat.do("feedback.release", ref, {})
    world.clock.forward(hours=1)
    more = world.server.feedback.add_message(sent.number, sent.key, f"NIK saya {NIK}", "10.0.0.7")
    assert isinstance(more, Tracked)
    village = world.server.reads.village("babayau")
    assert village is not None
    [shown] = world.server.reads.feedback(village)
    assert [one.text for one in shown.messages] == ["Lampu RT 02 padam."]
    desk.pull()
    assert NIK in str(desk.record(ref).fields)  # type: ignore[union-attr]


def test_a_refusal_of_a_citizens_matter_needs_a_reason_and_shows_it(world: World, desk: Pc) -> None:
    sent = word(world)
    [ref] = inbox(desk)
    assert desk.do("feedback.state", ref, {"state": "ditolak"}).field == "reason"
    assert desk.do("feedback.state", ref, {"state": "ditolak", "reason": "Bukan wewenang desa."}).rev == 2
    assert desk.do("feedback.state", ref, {"state": "ditolak", "reason": "Lagi."}).code == "already_decided"
    assert tracked(world, sent).reason == "Bukan wewenang desa."


def test_a_wrong_key_opens_nothing(world: World) -> None:
    sent = word(world)
    found = world.server.feedback.track(sent.number, "AAAA-BBBB-CCCC", "10.0.0.9")
    assert isinstance(found, FormRefused)
    assert found.code == "not_found"
