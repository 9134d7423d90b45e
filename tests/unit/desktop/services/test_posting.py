"""Posting to channels: what counts, which words and picture are ready, and what is taken as a proof."""

from __future__ import annotations

from datetime import date

import pytest

from sipa_core import ids
from sipa_core.domain.attachments import Attachment, Media
from sipa_core.domain.dates import local_date
from sipa_core.domain.workflow import PostingState, PublicationState, Verdict
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.posting_views import CaptionView, ChannelRow, PublicationDetail
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.unit_of_work import Store
from tests.unit.desktop.services.desks import HandClock, Server
from tests.unit.desktop.services.stories import PUBLICATION, REALISASI, judge, publish, send

FACEBOOK = "https://www.facebook.com/desababayau/posts/123"
PHOTO = Attachment("a" * 64, "papan.jpg", Media.JPEG, 286_000, 1600, 1200)
WEBSITE = "https://babayau.desa.id/berita/realisasi"


@pytest.fixture
def posting(village: Store, district: Store, server: Server, clock: HandClock) -> Posting:
    publish(village, district, server, clock)
    return Posting(village, clock)


def shown(posting: Posting) -> PublicationDetail:
    found = posting.detail(PUBLICATION)
    assert isinstance(found, PublicationDetail)
    return found


def channel(posting: Posting, key: str) -> ChannelRow:
    return next(row for row in shown(posting).channels if row.key == key)


def caption(posting: Posting, key: str, *, with_picture: bool = True) -> CaptionView:
    found = posting.caption(PUBLICATION, key, with_picture=with_picture)
    assert isinstance(found, CaptionView)
    return found


def test_an_approved_report_stands_in_the_list_with_what_is_owed(posting: Posting) -> None:
    (row,) = posting.publications()
    assert row.title == "Realisasi APB Desa Sem. I 2025"
    assert row.words == "Disetujui 10 Jul"
    assert (row.done, row.total, row.complete) == (0, 5, False)


def test_the_checklist_has_every_channel_and_the_public_page_apart(posting: Posting) -> None:
    detail = shown(posting)
    assert detail.title == "Realisasi APB Desa Semester I 2025"
    assert detail.words == "0 dari 5 saluran sudah. Targetkan selesai paling lambat 24 Juli."
    assert [row.key for row in detail.channels] == [
        "website", "facebook", "instagram", "whatsapp", "tiktok_youtube", "papan_informasi",
    ]  # fmt: skip
    assert detail.page.state is PublicationState.PUBLIC
    assert detail.page.chip == "Terbit"
    assert detail.page.url == "https://paringin.example/desa/babayau/laporan/lra_semester1/2025-S1"
    assert all(item.told for item in detail.items)
    assert "Permendagri 20/2018 Pasal 72" in detail.items[0].words
    assert detail.figures is not None
    assert detail.figures.spending_total.realisasi == 646_279_500
    facebook = channel(posting, "facebook")
    assert (facebook.state, facebook.action, facebook.ticked, facebook.chip) == (
        PostingState.OWED,
        "Posting",
        False,
        "",
    )


def test_ready_words_tell_all_items_and_say_their_length(posting: Posting) -> None:
    view = caption(posting, "instagram", with_picture=False)
    assert view.missing == ()
    assert "43,1%" in view.text
    assert view.limit == 2200
    assert view.count_words == f"{view.count} dari 2.200 huruf".replace(
        str(view.count), f"{view.count:,}".replace(",", ".")
    )
    assert not view.too_long
    assert not view.edited


def test_own_words_are_kept_per_channel_and_an_empty_text_brings_the_ready_ones_back(posting: Posting) -> None:
    ready = caption(posting, "facebook").text
    posting.save_caption(PUBLICATION, "facebook", "Lihat gambar.")
    assert caption(posting, "facebook").text == "Lihat gambar."
    assert caption(posting, "facebook").edited
    assert caption(posting, "facebook").missing == ()
    assert len(caption(posting, "facebook", with_picture=False).missing) == 5
    assert caption(posting, "instagram").text != "Lihat gambar."
    posting.save_caption(PUBLICATION, "facebook", " ")
    assert caption(posting, "facebook").text == ready


def test_too_long_words_are_told(posting: Posting) -> None:
    posting.save_caption(PUBLICATION, "instagram", "a" * 2201)
    assert caption(posting, "instagram").too_long


def test_a_proof_ticks_the_channel_and_waits_until_its_receipt(
    posting: Posting, village: Store, server: Server
) -> None:
    done = posting.prove(PUBLICATION, "facebook", f"  {FACEBOOK} ", with_picture=True)
    assert isinstance(done, Done)
    assert done.words.startswith("Bukti Facebook: Realisasi APB Desa Sem. I 2025")
    row = channel(posting, "facebook")
    assert (row.ticked, row.pending, row.chip, row.url) == (True, True, "Menunggu kirim", FACEBOOK)
    assert row.words == "Tautan posting, 10.34"
    assert shown(posting).words.startswith("1 dari 5 saluran sudah.")
    server.exchange(village)
    assert channel(posting, "facebook").chip == "Menunggu dicek"
    assert not channel(posting, "facebook").pending


def test_a_proof_is_refused_while_an_item_of_the_law_is_told_nowhere(posting: Posting, village: Store) -> None:
    text = caption(posting, "facebook").text
    without = "\n".join(line for line in text.splitlines() if not line.startswith("Sisa anggaran"))
    posting.save_caption(PUBLICATION, "facebook", without)
    no = posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=False)
    assert isinstance(no, Refused)
    assert (no.code, no.field) == ("item_missing", "sisa_anggaran")
    assert "Sisa anggaran belum ada di teks" in no.words
    assert "Pasal 72" in no.words
    assert channel(posting, "facebook").state is PostingState.OWED
    with village.read() as tx:
        assert tx.outbox.waiting() == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Tempel alamat"),
        ("facebook.com/desababayau", "bukan alamat satu posting"),
        ("https://www.instagram.com/p/abc", "Alamat ini dari Instagram, bukan Facebook"),
        ("https://www.facebook.com/desababayau", "bukan alamat satu posting"),
    ],
)
def test_an_address_that_proves_nothing_is_refused(posting: Posting, url: str, words: str) -> None:
    no = posting.prove(PUBLICATION, "facebook", url, with_picture=True)
    assert isinstance(no, Refused)
    assert no.field == "url"
    assert words in no.words


def test_an_optional_channel_is_no_debt_and_counts_once_posted(posting: Posting) -> None:
    assert channel(posting, "tiktok_youtube").optional
    for key, url in {
        "website": WEBSITE,
        "facebook": FACEBOOK,
        "instagram": "https://www.instagram.com/p/abc",
        "whatsapp": "https://chat.whatsapp.com/abc",
    }.items():
        assert isinstance(posting.prove(PUBLICATION, key, url, with_picture=True), Done)
    assert isinstance(posting.prove(PUBLICATION, "papan_informasi", with_picture=True, pictures=[PHOTO]), Done)
    (row,) = posting.publications()
    assert (row.done, row.total, row.complete) == (5, 5, True)
    assert isinstance(posting.prove(PUBLICATION, "tiktok_youtube", "https://youtu.be/abc", with_picture=True), Done)
    (row,) = posting.publications()
    assert (row.done, row.total, row.complete) == (6, 6, True)
    assert shown(posting).words == "6 dari 6 saluran sudah. Semua yang wajib sudah diposting."


def test_a_mended_proof_replaces_the_one_that_waits(posting: Posting, village: Store, server: Server) -> None:
    posting.prove(PUBLICATION, "website", "https://babayau.desa.id/salah", with_picture=True)
    posting.prove(PUBLICATION, "website", WEBSITE, with_picture=True)
    assert len(server.exchange(village)) == 1
    assert channel(posting, "website").url == WEBSITE


def test_the_picture_is_drawn_once_per_version(posting: Posting, monkeypatch: pytest.MonkeyPatch) -> None:
    first = posting.picture(PUBLICATION)
    assert isinstance(first, bytes)
    assert first.startswith(b"\x89PNG")
    drawing = "sipa_desktop.services.publication_pictures._draw"
    monkeypatch.setattr(drawing, lambda what, figures: pytest.fail("drawn twice"))
    assert posting.picture(PUBLICATION) is first


def test_a_held_publication_says_why_and_takes_no_proof(
    village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    send(village, clock, server, {"ringkasan.isi": "Hubungi Bu Siti, NIK 6311062401900001."})
    judge(server, district, Verdict.ACCEPTED)
    server.exchange(village)
    posting = Posting(village, clock)
    detail = shown(posting)
    assert detail.state is PublicationState.HELD
    assert "NIK" in detail.held_words
    assert detail.page.chip == "Ditahan"
    assert {row.action for row in detail.channels} == {""}
    no = posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True)
    assert isinstance(no, Refused)
    assert no.code == "not_now"


def test_figures_that_cannot_be_told_are_refused_in_words_and_not_drawn(
    village: Store, district: Store, server: Server, clock: HandClock
) -> None:
    send(village, clock, server, {"apbdes[02/-/-].anggaran": 1})
    judge(server, district, Verdict.ACCEPTED)
    server.exchange(village)
    posting = Posting(village, clock)
    detail = shown(posting)
    assert detail.figures is None
    assert "belum seimbang" in detail.refused
    assert isinstance(posting.picture(PUBLICATION), Refused)
    assert isinstance(posting.caption(PUBLICATION, "facebook"), Refused)


def test_the_kecamatan_sees_whose_publication_it_is(
    posting: Posting, district: Store, server: Server, clock: HandClock
) -> None:
    server.exchange(district)
    (row,) = Posting(district, clock).publications()
    assert row.title == "Realisasi APB Desa Sem. I 2025, Desa Babayau"
    no = Posting(district, clock).prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True)
    assert isinstance(no, Refused)
    assert no.code == "forbidden"


def test_what_is_not_known_is_refused(posting: Posting) -> None:
    assert isinstance(posting.detail("x"), Refused)
    assert isinstance(posting.picture("x"), Refused)
    assert isinstance(posting.caption(PUBLICATION, "radio"), Refused)
    assert isinstance(posting.save_caption("x", "facebook", "a"), Refused)


def test_the_proof_goes_with_the_words_that_were_ready(posting: Posting, village: Store, server: Server) -> None:
    text = caption(posting, "facebook").text
    posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=False)
    server.exchange(village)
    proved = [record for ref, record in server.records.items() if ref.type == RecordType.POSTING and record.text("url")]
    assert [record.text("caption") for record in proved] == [text]
    assert server.get(Ref(RecordType.PUBLICATION, PUBLICATION)) is not None
    assert REALISASI not in text


def posted_on(village: Store, channel: str) -> str:
    with village.read() as tx:
        record = tx.records.get(Ref(RecordType.POSTING, ids.posting_id(PUBLICATION, channel)))
    assert record is not None
    return local_date(record.number("posted_at"), "Asia/Makassar").isoformat()


def test_a_post_of_an_earlier_day_says_its_day(posting: Posting, village: Store, clock: HandClock) -> None:
    clock.set("2025-07-14 09:00")
    done = posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True, posted_on=date(2025, 7, 12))
    assert isinstance(done, Done)
    assert posted_on(village, "facebook") == "2025-07-12"
    urls = {"website": WEBSITE}
    assert isinstance(posting.prove_links(PUBLICATION, urls, with_picture=True, posted_on=date(2025, 7, 10)), Done)
    assert posted_on(village, "website") == "2025-07-10"
    with village.read() as tx:
        publication = tx.records.get(Ref(RecordType.PUBLICATION, PUBLICATION))
        website = tx.records.get(Ref(RecordType.POSTING, ids.posting_id(PUBLICATION, "website")))
    assert publication is not None
    assert website is not None
    assert website.number("posted_at") >= publication.number("published_at")


@pytest.mark.parametrize(("day", "words"), [("2025-07-15", "belum tiba"), ("2025-07-09", "baru terbit 10 Juli 2025")])
def test_no_post_lies_ahead_or_before_the_publication(posting: Posting, clock: HandClock, day: str, words: str) -> None:
    clock.set("2025-07-14 09:00")
    on = date.fromisoformat(day)
    no = posting.prove(PUBLICATION, "facebook", FACEBOOK, with_picture=True, posted_on=on)
    assert isinstance(no, Refused)
    assert words in no.words
    all_of = posting.prove_links(PUBLICATION, {"facebook": FACEBOOK}, with_picture=True, posted_on=on)
    assert isinstance(all_of, Refused)
    assert words in all_of.words
    assert channel(posting, "facebook").state is PostingState.OWED
