"""Several links and pictures as proof on the village's desk; what the kecamatan sees of them and decides."""

from __future__ import annotations

import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media
from sipa_core.domain.post_links import Fate
from sipa_core.domain.workflow import PostingState
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.home import Home
from sipa_desktop.services.home_views import TaskKind
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.posting_views import ChannelRow, PublicationDetail
from sipa_desktop.services.proofs import READY_REASONS, Proofs
from sipa_desktop.services.proofs_views import ProofDetail
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.review import Review
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import CountingEntropy, HandClock, Server
from tests.unit.desktop.services.stories import PUBLICATION, publish

FACEBOOK = "https://www.facebook.com/desababayau/posts/123"
WEBSITE = "https://babayau.desa.id/berita/realisasi"
MESSAGE = f"FB {FACEBOOK}?fbclid=1\nWeb: {WEBSITE}.\nprofil https://www.instagram.com/desababayau"
PHOTO = Attachment("a" * 64, "papan.jpg", Media.JPEG, 286_000, 1600, 1200)
SHOT = Attachment("b" * 64, "tangkapan.png", Media.PNG, 90_000, 720, 1280)


@pytest.fixture
def posting(village: Store, district: Store, server: Server, clock: HandClock) -> Posting:
    publish(village, district, server, clock)
    return Posting(village, clock)


@pytest.fixture
def proofs(district: Store, clock: HandClock) -> Proofs:
    return Proofs(district, clock)


def row(posting: Posting, key: str) -> ChannelRow:
    found = posting.detail(PUBLICATION)
    assert isinstance(found, PublicationDetail)
    return next(row for row in found.channels if row.key == key)


def seen(proofs: Proofs, key: str) -> ProofDetail:
    found = proofs.detail(ids.posting_id(PUBLICATION, key))
    assert isinstance(found, ProofDetail)
    return found


def waiting(village: Store) -> int:
    with village.read() as tx:
        return tx.outbox.waiting()


def test_links_of_a_message_are_laid_to_their_channels_and_nothing_is_written(posting: Posting, village: Store) -> None:
    links = posting.read_links(PUBLICATION, MESSAGE)
    assert not isinstance(links, Refused)
    assert [(link.fate, link.name) for link in links] == [
        (Fate.FOUND, "Facebook"), (Fate.FOUND, "Website desa"), (Fate.REFUSED, ""),
    ]  # fmt: skip
    assert waiting(village) == 0


def test_all_links_are_proved_in_one_act(posting: Posting, village: Store, server: Server) -> None:
    done = posting.prove_links(PUBLICATION, {"facebook": FACEBOOK, "website": WEBSITE}, with_picture=True)
    assert isinstance(done, Done)
    assert done.words.startswith("2 bukti tersimpan di komputer ini")
    assert row(posting, "facebook").pending
    assert [receipt.status for receipt in server.exchange(village)] == ["accepted", "accepted"]
    after = posting.read_links(PUBLICATION, MESSAGE)
    assert not isinstance(after, Refused)
    assert [link.fate for link in after] == [Fate.REFUSED] * 3
    assert "sudah ada buktinya" in after[0].words


def test_when_one_link_is_refused_none_is_written_and_it_is_named(posting: Posting, village: Store) -> None:
    no = posting.prove_links(
        PUBLICATION, {"website": WEBSITE, "facebook": "https://www.instagram.com/p/x"}, with_picture=True
    )
    assert isinstance(no, Refused)
    assert no.words.startswith("Facebook: Alamat ini dari Instagram")
    assert waiting(village) == 0
    assert not row(posting, "website").ticked
    assert isinstance(posting.prove_links(PUBLICATION, {}, with_picture=True), Refused)


def test_a_screenshot_or_a_photo_proves_where_the_channel_takes_one(posting: Posting) -> None:
    done = posting.prove(PUBLICATION, "whatsapp", with_picture=True, pictures=[SHOT])
    assert isinstance(done, Done)
    assert row(posting, "whatsapp").words == "Tangkapan layar, 10.34"
    assert row(posting, "whatsapp").pictures == (SHOT,)
    posting.prove(PUBLICATION, "papan_informasi", with_picture=True, pictures=[PHOTO], place="Depan kantor")
    board = row(posting, "papan_informasi")
    assert (board.words, board.place) == ("Foto papan, 10.34", "Depan kantor")
    for nothing in (posting.prove(PUBLICATION, "facebook", with_picture=True),):
        assert isinstance(nothing, Refused)
    no_photo = posting.prove(
        PUBLICATION, "instagram", "https://www.instagram.com/p/x", with_picture=True, pictures=[SHOT] * 5
    )
    assert isinstance(no_photo, Refused)
    assert no_photo.field == "bukti"


def test_a_board_is_proved_by_a_photo_and_by_nothing_else(posting: Posting) -> None:
    for url, words in (("", "Belum ada foto"), (WEBSITE, "tidak punya tautan")):
        no = posting.prove(PUBLICATION, "papan_informasi", url, with_picture=True)
        assert isinstance(no, Refused)
        assert words in no.words


def test_the_same_picture_given_for_two_channels_is_noticed_on_both_desks(
    posting: Posting, proofs: Proofs, village: Store, district: Store, server: Server
) -> None:
    assert posting.used_elsewhere(PUBLICATION, "instagram", SHOT.sha256) == ""
    posting.prove(PUBLICATION, "whatsapp", with_picture=True, pictures=[SHOT])
    assert posting.used_elsewhere(PUBLICATION, "whatsapp", SHOT.sha256) == ""
    noticed = posting.used_elsewhere(PUBLICATION, "instagram", SHOT.sha256)
    assert noticed == ("Gambar yang sama sudah menjadi bukti WhatsApp grup warga, Realisasi APB Desa Sem. I 2025.")
    posting.prove(PUBLICATION, "instagram", with_picture=True, pictures=[SHOT])
    server.exchange(village)
    server.exchange(district)
    assert "WhatsApp grup warga" in seen(proofs, "instagram").warnings[0]
    assert seen(proofs, "facebook").warnings == ()


def test_what_waits_is_listed_the_longest_waiting_first_and_can_be_filtered(
    posting: Posting, proofs: Proofs, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    assert proofs.waiting().words == "Tidak ada bukti posting yang menunggu."
    for minute, key, url in ((40, "facebook", FACEBOOK), (50, "website", WEBSITE)):
        clock.set(f"2025-07-10 10:{minute}")
        posting.prove(PUBLICATION, key, url, with_picture=True)
        server.exchange(village)
    server.exchange(district)
    found = proofs.waiting()
    assert [one.channel for one in found.rows] == ["facebook", "website"]
    assert found.words == "2 bukti posting menunggu dari 1 desa."
    assert found.channels == (("website", "Website desa", 1), ("facebook", "Facebook", 1))
    only = proofs.waiting("website")
    assert ([one.channel for one in only.rows], only.total) == (["website"], 2)
    assert proofs.count() == 2


def test_a_proof_says_what_to_look_at_and_where_each_item_stands(
    posting: Posting, proofs: Proofs, village: Store, district: Store, server: Server
) -> None:
    posting.prove(PUBLICATION, "papan_informasi", with_picture=True, pictures=[PHOTO], place="Depan kantor desa")
    server.exchange(village)
    server.exchange(district)
    detail = seen(proofs, "papan_informasi")
    assert detail.title == "Babayau, papan informasi"
    assert dict(detail.facts) == {
        "Difoto": "10.34",
        "Dikirim": "Norhayati, 10.34",
        "Tempat": "Depan kantor desa",
        "Ukuran": "1600 x 1200, 279 KB",
    }
    assert ("Tulisan dan angka terbaca", "Belanja Rp646,3 juta, sama dengan laporan") in detail.questions
    assert ("Dapat dilihat warga", "Papan di luar ruangan") in detail.questions
    assert {item.place for item in detail.items} == {"di teks dan gambar"}
    assert detail.can_decide
    assert READY_REASONS[4] in detail.reasons
    assert READY_REASONS[3] not in detail.reasons


def test_many_proofs_are_confirmed_at_once_and_what_is_decided_already_is_passed_over(
    posting: Posting, proofs: Proofs, village: Store, district: Store, server: Server
) -> None:
    posting.prove_links(PUBLICATION, {"facebook": FACEBOOK, "website": WEBSITE}, with_picture=True)
    server.exchange(village)
    server.exchange(district)
    both = [one.posting_id for one in proofs.waiting().rows]
    done = proofs.confirm([*both, both[0], "tidak-ada"])
    assert isinstance(done, Done)
    assert done.words == "2 bukti ditandai benar, dikirim saat tersambung."
    again = proofs.confirm(both)
    assert isinstance(again, Refused)
    assert again.code == "already_decided"
    server.exchange(district)
    server.exchange(village)
    assert row(posting, "facebook").state is PostingState.VERIFIED
    assert row(posting, "facebook").chip == "Dicek kecamatan"


def test_a_refused_proof_comes_back_first_on_beranda_and_a_new_one_clears_the_reason(
    posting: Posting, proofs: Proofs, village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True)
    server.exchange(village)
    server.exchange(district)
    posting_id = ids.posting_id(PUBLICATION, "facebook")
    assert isinstance(proofs.refuse(posting_id, " "), Refused)
    assert isinstance(proofs.refuse(posting_id, "x" * 501), Refused)
    assert isinstance(proofs.refuse(posting_id, "Buram."), Done)
    server.exchange(district)
    server.exchange(village)
    back = row(posting, "facebook")
    assert (back.words, back.reason, back.open, back.ticked) == ("Ditolak kecamatan: Buram.", "Buram.", True, False)
    assert posting.publications()[0].refused == 1
    task = Home(village, clock).today().tasks[0]
    assert (task.kind, task.chip_word, task.channel) == (TaskKind.PROOF, "Bukti ditolak", "facebook")
    posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True)
    assert row(posting, "facebook").reason == ""
    assert TaskKind.PROOF not in {task.kind for task in Home(village, clock).today().tasks}


def test_a_village_cannot_judge_its_own_proof(
    posting: Posting, village: Store, server: Server, clock: HandClock
) -> None:
    posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True)
    server.exchange(village)
    own = Proofs(village, clock)
    no = own.confirm([ids.posting_id(PUBLICATION, "facebook")])
    assert isinstance(no, Refused)
    assert no.code == "forbidden"


def test_a_proof_of_a_newer_program_is_shown_as_far_as_it_is_known(
    posting: Posting, proofs: Proofs, district: Store, server: Server
) -> None:
    ref = Ref(RecordType.POSTING, ids.posting_id(PUBLICATION, "facebook"))
    server.put(RecordType.POSTING, ref.id, "63.11.06.2024", {
        "state": "proved", "channel": "saluran_baru", "video": "x", f"bukti[{ref.id}].sha256": "c" * 64,
        f"bukti[{ref.id}].media": "video/mp4", f"bukti[{ref.id}].size": 5,
    })  # fmt: skip
    server.exchange(district)
    (one,) = proofs.waiting().rows
    assert (one.channel_name, one.picture) == ("saluran_baru", None)
    detail = proofs.detail(ref.id)
    assert isinstance(detail, ProofDetail)
    assert detail.pictures == ()
    strange = Ref(RecordType.POSTING, ids.posting_id(PUBLICATION, "website"))
    server.put(RecordType.POSTING, strange.id, "63.11.06.2024", {"state": "terbang"})
    server.exchange(district)
    assert len(proofs.waiting().rows) == 1


def test_a_withdrawn_report_is_no_longer_posted_and_says_why(
    posting: Posting, village: Store, district: Store, server: Server, clock: HandClock, entropy: CountingEntropy
) -> None:
    review = Review(district, clock, entropy)
    assert isinstance(review.withdraw_publication(PUBLICATION, " "), Refused)
    assert isinstance(review.withdraw_publication(PUBLICATION, "Angka keliru."), Done)
    server.exchange(district)
    server.exchange(village)
    found = posting.detail(PUBLICATION)
    assert isinstance(found, PublicationDetail)
    assert found.held_words == "Ditarik kecamatan dari halaman publik: Angka keliru."
    assert {one.action for one in found.channels} == {""}
    assert posting.publications()[0].words == "Ditarik dari halaman publik"
