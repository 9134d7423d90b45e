"""The whole loop of SIPA BERMEDSOS told once, in process: real files and services, only the line in our hands."""

from __future__ import annotations

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.feedback_views import FeedbackFilter
from sipa_server.services.feedback import FeedbackSent, FormRefused, NewFeedback
from sipa_server.services.tracking import Tracked
from tests.support.half_year import DRAFT, hand_in_report, report_state
from tests.support.public_figures import report as report_content
from tests.support.world import BABAYAU, World, exchange, ok

NOTED = "apbdes[02/-/-].realisasi"


def cell(desk: Desk, village: str) -> str:
    matrix = desk.overview.matrix("2025-S1")
    row = next(row for row in matrix.rows if row.code == village)
    return row.cells[[column.duty for column in matrix.columns].index("lra_semester1")].state.value


def test_a_report_goes_out_comes_back_is_approved_posted_read_and_answered(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    assert cell(kecamatan, BABAYAU) == "belum_masuk"

    # No network: the village writes and sends; it waits.
    world.lines["babayau"].down = True
    hand_in_report(village)
    assert report_state(village) == "menunggu"
    world.lines["babayau"].down = False
    exchange(village, kecamatan)
    assert report_state(village) == "terkirim"
    assert cell(kecamatan, BABAYAU) == "terkirim"

    # The kecamatan opens it and gives it back with a note on one cell.
    (waiting,) = kecamatan.review.waiting().rows
    ok(kecamatan.review.open(waiting.version_id))
    ok(kecamatan.review.save_note(waiting.version_id, None, NOTED, "Di buku kas Rp38.400.000, di sini belum masuk."))
    exchange(kecamatan, village)
    assert report_state(village) == "diperiksa"
    assert ok(village.reports.open(DRAFT)).notes == (), "notes are the reviewer's own until the return"
    ok(kecamatan.review.give_back(waiting.version_id))
    exchange(kecamatan, village)
    assert report_state(village) == "dikembalikan"
    returned = ok(village.reports.open(DRAFT))
    assert [(note.number, note.path) for note in returned.notes] == [(1, NOTED)]
    assert returned.editable

    # The village mends the very cell and sends again; the kecamatan approves.
    old = int(str(report_content()[NOTED]))
    ok(village.reports.save(DRAFT, {NOTED: old + 38_400_000}))
    ok(village.reports.submit(DRAFT))
    exchange(village, kecamatan)
    (again,) = kecamatan.review.waiting().rows
    detail = ok(kecamatan.review.detail(again.version_id))
    assert again.n == 2
    assert detail.changed_paths == {NOTED}
    ok(kecamatan.review.accept(again.version_id))
    exchange(kecamatan, village)
    assert report_state(village) == "terbit"
    assert cell(kecamatan, BABAYAU) == "terbit"

    # Citizens read the second version's figures, and only public fields.
    public = world.server.reads.report("babayau", "lra_semester1", "2025-S1")
    assert public is not None
    assert public.content[NOTED] == old + 38_400_000
    assert "kendala.isi" not in public.content

    # The village posts: refused while an item of the law is missing, then proved, also without network.
    (publication,) = village.posting.publications()
    ok(village.posting.save_caption(publication.id, "facebook", "Lihat gambar."))
    refused = village.posting.prove(
        publication.id, "facebook", "https://www.facebook.com/desababayau/posts/1", with_picture=False
    )
    assert isinstance(refused, Refused)
    assert refused.code == "item_missing"
    world.lines["babayau"].down = True
    ok(
        village.posting.prove(
            publication.id, "facebook", "https://www.facebook.com/desababayau/posts/1", with_picture=True
        )
    )
    assert not village.sync.run_once().complete
    world.lines["babayau"].down = False
    exchange(village, kecamatan)

    # A citizen writes; it stands in the inbox; nothing is public before a release; the answer is there at once.
    sent = world.citizen_writes("Lampu jalan RT 02 padam", "Sudah seminggu lampu di depan langgar mati.")
    exchange(village, kecamatan)
    (row,) = village.feedback.list(FeedbackFilter.SEMUA).rows
    office = world.server.reads.village("babayau")
    assert office is not None
    assert world.server.reads.feedback(office) == []
    ok(village.feedback.save_answer(row.id, "Lampu diganti hari Sabtu."))
    ok(village.feedback.answer(row.id))
    exchange(village)
    tracked = world.server.feedback.track(sent.number, sent.key, "192.0.2.9")
    assert isinstance(tracked, Tracked)
    assert tracked.state == "dijawab"
    assert [message.text for message in tracked.messages] == [
        "Sudah seminggu lampu di depan langgar mati.",
        "Lampu diganti hari Sabtu.",
    ]
    assert world.server.reads.feedback(office) == []
    exchange(kecamatan)
    ok(kecamatan.feedback.release(row.id))
    exchange(kecamatan)
    assert [one.number for one in world.server.reads.feedback(office)] == [sent.number]


def test_a_private_word_is_never_released(world: World) -> None:
    kecamatan = world.kecamatan()
    sent = world.citizen_writes("Soal bantuan", "Hanya untuk petugas.", for_everybody=False)
    assert isinstance(sent, FeedbackSent)
    exchange(kecamatan)
    (row,) = kecamatan.feedback.list(FeedbackFilter.SEMUA).rows
    refused = kecamatan.feedback.release(row.id)
    assert isinstance(refused, Refused)


def test_the_key_is_asked_for_and_a_wrong_one_shows_nothing(world: World) -> None:
    sent = world.citizen_writes("Lampu", "Padam.")
    wrong = world.server.feedback.track(sent.number, "AAAA-AAAA-AAAA", "192.0.2.9")
    assert isinstance(wrong, FormRefused)


def test_a_report_with_a_nik_in_its_public_fields_is_held_for_a_person(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    ok(village.reports.create("lra_semester1", "2025-S1"))
    ok(village.reports.save(DRAFT, report_content({"ringkasan.isi": "Penerima 6311061203850001 sudah dibayar."})))
    ok(village.reports.submit(DRAFT))
    exchange(village, kecamatan)
    (waiting,) = kecamatan.review.waiting().rows
    ok(kecamatan.review.accept(waiting.version_id))
    exchange(kecamatan, village)
    assert report_state(village) == "disetujui"
    assert world.server.reads.report("babayau", "lra_semester1", "2025-S1") is None
    (held,) = kecamatan.review.waiting().held
    assert "NIK" in " ".join(held.findings)
    ok(kecamatan.review.release_publication(held.publication_id))
    exchange(kecamatan, village)
    assert report_state(village) == "terbit"


def test_the_same_form_sent_twice_is_one_word(world: World) -> None:
    form = NewFeedback(BABAYAU, "usul", "Usul", "Tanam pohon.", form_id="formulir-1")
    first = world.server.feedback.submit(form, "192.0.2.1")
    second = world.server.feedback.submit(form, "192.0.2.1")
    assert first == second
