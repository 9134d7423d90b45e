"""A village and its kecamatan talk, agree and search: two real desks, a real server, a line that is cut."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.attachments import BlobState
from sipa_desktop.services.consultation_views import Outline, Sent, TalkMessage, ThreadDetail
from sipa_desktop.services.search_views import SearchKind
from tests.support.world import BABAYAU, BALANG, World, exchange, ok


def begin(desk: Desk, subject: str, text: str, village: str = "") -> str:
    begun = ok(desk.consultation.begin(village))
    ok(desk.consultation.save_new(begun.thread, text, Outline(begun.village, subject)))
    ok(desk.consultation.send(begun.thread))
    return begun.thread


def messages(detail: ThreadDetail) -> list[tuple[str, Sent]]:
    return [(one.text, one.sent) for one in detail.entries if isinstance(one, TalkMessage)]


def test_a_thread_begun_without_a_line_is_answered_read_agreed_and_solved(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    world.lines["babayau"].down = True
    thread = begin(village, "Rabat beton", "Masuk Semester I atau II?")
    ok(village.consultation.save_draft(thread, "Kuitansinya ada."))
    ok(village.consultation.send(thread))
    assert not village.sync.run_once().complete
    assert [sent for _text, sent in messages(ok(village.consultation.detail(thread)))] == [Sent.WAITING] * 2

    world.lines["babayau"].down = False
    exchange(village, kecamatan)
    assert [sent for _text, sent in messages(ok(village.consultation.detail(thread)))] == [Sent.SENT] * 2
    there = ok(kecamatan.consultation.detail(thread))
    assert (there.unread, there.village_label) == (2, "Desa Babayau")

    assert kecamatan.consultation.mark_read(thread, there.last_theirs)
    ok(kecamatan.consultation.save_draft(thread, "Semester I, Bu."))
    ok(kecamatan.consultation.send(thread))
    ok(kecamatan.guidance.put(BABAYAU, "Masukkan rabat beton", date(2025, 7, 14), thread))
    exchange(kecamatan, village)
    here = ok(village.consultation.detail(thread))
    assert messages(here)[:2] == [("Masuk Semester I atau II?", Sent.READ), ("Kuitansinya ada.", Sent.READ)]
    [agreed] = here.guidance.running
    ok(village.guidance.done(agreed.id))
    ok(village.consultation.solve(thread))
    exchange(village, kecamatan)
    ok(kecamatan.guidance.confirm(agreed.id))
    exchange(kecamatan, village)
    assert village.guidance.of_village(BABAYAU).finished[0].words == "Disahkan kecamatan 10 Juli"
    assert ok(village.consultation.detail(thread)).state == "solved"


def test_another_village_receives_nothing_of_it(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    other = world.village("balang", BALANG, "Yuliani")
    thread = begin(kecamatan, "Rahasia kas", "Hanya untuk Babayau.", BABAYAU)
    ok(kecamatan.guidance.put(BABAYAU, "Samakan sisa kas", date(2025, 7, 31)))
    exchange(kecamatan, village, other)
    assert isinstance(other.consultation.detail(thread), Refused)
    assert other.consultation.list().rows == ()
    assert other.guidance.all().running == ()
    assert other.search.find("rahasia").hits == ()
    assert [hit.target.kind for hit in village.search.find("rahasia").hits] == [SearchKind.CONSULTATION]


def test_a_lost_reply_sends_no_message_twice(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    thread = begin(village, "Sisa kas", "Satu kali saja.")
    world.lines["babayau"].lose_reply = 1
    village.sync.run_once()
    exchange(village, kecamatan)
    assert messages(ok(kecamatan.consultation.detail(thread))) == [("Satu kali saja.", Sent.THEIRS)]


def test_a_photo_is_named_by_its_message(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), "teal").save(drawn, "JPEG")
    photo = ok(village.attachments.take_bytes(drawn.getvalue(), "kuitansi.jpg"))
    begun = ok(village.consultation.begin())
    ok(village.consultation.save_new(begun.thread, "Ini kuitansinya.", Outline("", "Kuitansi")))
    ok(village.consultation.add_files(begun.thread, [photo]))
    ok(village.consultation.send(begun.thread))
    exchange(village, kecamatan)
    [message] = [one for one in ok(kecamatan.consultation.detail(begun.thread)).entries if isinstance(one, TalkMessage)]
    [(_row, there)] = message.files
    assert (there.name, there.sha256) == ("kuitansi.jpg", photo.sha256)
    # The bytes travel after the words (their own tests); here the words name them, and the file is asked for.
    assert kecamatan.attachments.bytes_of(there) is None
    assert kecamatan.attachments.state(there.sha256) is BlobState.MISSING
    assert village.attachments.state(photo.sha256) in (BlobState.WAITING, BlobState.SENT)


def test_a_server_put_back_gets_the_thread_again(world: World) -> None:
    village, kecamatan = world.village(), world.kecamatan()
    copy = world.back_up()
    thread = begin(village, "Sisa kas", "Pagi, Pak.")
    exchange(village, kecamatan)
    world.put_back(copy)
    exchange(village)
    exchange(village, kecamatan)
    assert messages(ok(kecamatan.consultation.detail(thread)))[0][0] == "Pagi, Pak."
