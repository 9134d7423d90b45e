"""The tracking page and the pages around it: what is sent twice, what is late, and what a village that left says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sipa_core import ids
from sipa_core.domain.workflow import FeedbackState
from sipa_core.wire.receipts import Status
from sipa_core.wire.records import RecordType, Ref
from sipa_server.errors import StorageFullError
from sipa_server.services.feedback import FeedbackSent, NewFeedback
from sipa_server.services.limits import FEEDBACK, TRACK
from sipa_server.services.tracking import Tracked
from tests.support.server import BABAYAU, PERIOD, TEMPLATE, Pc, World, report_ref
from tests.unit.server.test_publication import publish

HERE = "10.0.0.7"
LEFT = "Desa ini tidak lagi di kecamatan ini."

Client = TestClient[Litestar]


@pytest.fixture
def desk(world: World) -> Pc:
    return world.pc("Norhayati", BABAYAU)


@pytest.fixture
def camat(world: World) -> Pc:
    return world.enrol(world.first_code)


@pytest.fixture
def client(world: World) -> Iterator[Client]:
    with TestClient(world.server.app(), raise_server_exceptions=False) as made:
        yield made


def write(world: World, text: str = "Lampu RT 02 padam.", **more: bool) -> FeedbackSent:
    sent = world.server.feedback.submit(NewFeedback(BABAYAU, "keluhan", "Lampu", text, **more), HERE)  # type: ignore[arg-type]
    assert isinstance(sent, FeedbackSent)
    return sent


def seen(world: World, sent: FeedbackSent) -> Tracked:
    found = world.server.feedback.track(sent.number, sent.key, HERE)
    assert isinstance(found, Tracked)
    return found


def only(pc: Pc, kind: str = RecordType.FEEDBACK) -> Ref:
    pc.pull()
    [ref] = [record.ref for record in pc.records.values() if record.type == kind]
    return ref


def posted(client: Client, sent: FeedbackSent, **more: str) -> str:
    """The tracking page that answers a post; `more` is what a form of it sends beside number and key."""
    return client.post("/lacak", data={"nomor": sent.number, "kunci": sent.key, **more}).text


def form_of(page: str, act: str) -> dict[str, str]:
    """What the page's form for an act sends by itself."""
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
        if fields.get("aksi") == act:
            return fields
    raise AssertionError(f"the page has no form for {act}")


@pytest.mark.parametrize(("act", "said"), [("buka", "Masih padam."), ("pesan", "Malam ini juga gelap.")])
def test_a_page_that_is_loaded_again_after_an_answer_says_nothing_again(
    world: World,
    desk: Pc,
    client: Client,
    act: str,
    said: str,
) -> None:
    sent = write(world)
    ref = only(desk)
    world.clock.forward(hours=1)
    desk.do("feedback.reply", ref, {"text": "Sudah diganti."})
    world.clock.forward(hours=1)
    form = {**form_of(posted(client, sent), act), "pesan": said}
    assert said in posted(client, sent, **form)
    world.clock.forward(hours=1)
    desk.do("feedback.reply", ref, {"text": "Trafo diganti hari ini."})
    world.clock.forward(hours=1)
    before = seen(world, sent)
    page = posted(client, sent, **form)
    assert seen(world, sent) == before
    assert before.state == FeedbackState.DIJAWAB
    assert page.count(said) == 1
    assert "Kantor membacanya dari awal" not in page, "it is not so any more"
    # The same words from a page that shows the answer are another word.
    posted(client, sent, **form_of(page, act), pesan=said)
    assert [one.text for one in seen(world, sent).messages].count(said) == 2


def test_a_page_of_before_never_closes_what_was_answered_anew(
    world: World,
    desk: Pc,
    client: Client,
) -> None:
    sent = write(world)
    ref = only(desk)
    world.clock.forward(hours=1)
    desk.do("feedback.reply", ref, {"text": "Sudah diganti."})
    page = posted(client, sent)
    over, again = form_of(page, "selesai"), form_of(page, "buka")
    world.clock.forward(hours=1)
    assert "Masukan ini ditutup" in posted(client, sent, **over)
    assert "Masukan ini ditutup" in posted(client, sent, **over), "sent twice it is as true"
    world.clock.forward(hours=1)
    posted(client, sent, **again, pesan="Padam lagi.")
    opened = posted(client, sent, **over)
    assert "Masukan ini ditutup" not in opened
    world.clock.forward(hours=1)
    desk.do("feedback.reply", ref, {"text": "Besok petugas datang, mohon kabari."})
    told = posted(client, sent, **over)
    assert seen(world, sent).state == FeedbackState.DIJAWAB
    assert "Pilihan Anda belum dicatat" in told
    assert "Besok petugas datang" in told
    posted(client, sent, **form_of(told, "selesai"))
    assert seen(world, sent).state == FeedbackState.SELESAI


def test_a_village_that_left_is_told_nothing_more_and_its_citizens_hear_so(
    world: World,
    camat: Pc,
    client: Client,
) -> None:
    village, alone = write(world, for_everybody=True), write(world, kecamatan_only=True)
    answered = write(world, "Jalan RT 03 rusak.")
    camat.pull()
    [ref] = [one.ref for one in camat.records.values() if "Jalan RT 03 rusak." in one.fields.values()]
    world.clock.forward(hours=1)
    camat.do("feedback.reply", ref, {"text": "Sedang diperbaiki."})
    world.clock.forward(hours=1)
    arrived = {**form_of(posted(client, answered), "pesan"), "pesan": "Terima kasih."}
    posted(client, answered, **arrived)
    acts = {act: form_of(posted(client, answered), act) for act in ("pesan", "selesai", "buka")}
    world.clock.forward(hours=1)
    assert world.server.scopes.leave(BABAYAU)
    before = [seen(world, sent) for sent in (village, alone, answered)]
    for act, form in acts.items():
        words = {} if act == "selesai" else {"pesan": "Kapan selesai?"}
        page = posted(client, answered, **form, **words)
        assert page.count(LEFT) == 1
        assert "sudah sampai" not in page
        assert all(said in page for said in words.values()), "what was written is not lost"
    for sent in (village, alone):
        page = posted(client, sent, aksi="pesan", pesan="Kapan selesai?")
        assert LEFT in page
        assert not re.search("Kirim tambahan|hari kerja|Kecamatan membacanya dahulu", page)
    again = posted(client, answered, **arrived)
    assert "belum terkirim" not in again, "it had arrived before the village left"
    assert [seen(world, sent) for sent in (village, alone, answered)] == before
    assert all(one.left and not one.may_write and not one.may_confirm and not one.reopen_until for one in before)
    world.server.scopes.come_back(BABAYAU)
    assert "Tambahan Anda sudah sampai." in posted(client, answered, **acts["pesan"], pesan="Kapan selesai?")


def test_the_pages_of_a_village_that_left_invite_nobody_to_write(
    world: World,
    client: Client,
) -> None:
    form = {"pembaca": "kantor", "jenis": "usul", "judul": "Lampu", "isi": "Mohon lampu di RT 05."}
    here = "/desa/babayau", "/desa/babayau/masukan"
    assert all(LEFT not in client.get(path).text for path in here)
    world.server.scopes.leave(BABAYAU)
    for path in here:
        page = client.get(path).text
        assert LEFT in page
        assert not re.search("btn[^>]*>Tulis masukan|Kirim masukan|hari kerja|bisa bertanya sekarang", page)
    refused = client.post("/desa/babayau/masukan", data=form)
    assert refused.status_code == 422
    assert LEFT in refused.text
    assert "Mohon lampu di RT 05." in refused.text
    assert "lalu kirim lagi" not in refused.text
    assert "Tulis masukan</a></section>" in client.get("/desa/balida").text


def test_the_reason_of_a_hold_is_told_to_the_citizen_while_it_holds(
    world: World,
    camat: Pc,
    client: Client,
) -> None:
    sent = write(world, for_everybody=True)
    ref = only(camat)
    reason = "Menyebut nama tetangga, <b>tulis</b> ulang tanpa nama."
    assert camat.do("feedback.hold", ref, {"reason": reason}).status is Status.ACCEPTED
    shown = (
        "Tidak ditampilkan untuk warga lain. Alasan kecamatan: Menyebut nama tetangga, &lt;b&gt;tulis&lt;/b&gt; ulang"
    )
    assert shown in posted(client, sent)
    assert all(
        "Menyebut nama tetangga" not in text for text in (client.get("/").text, client.get("/desa/babayau").text)
    )
    assert camat.do("feedback.release", ref, {}).status is Status.ACCEPTED
    assert "Alasan" not in posted(client, sent)


def test_released_words_are_not_called_answered_before_they_are(
    world: World,
    camat: Pc,
    client: Client,
) -> None:
    write(world, for_everybody=True)
    camat.do("feedback.release", only(camat), {})
    page = client.get("/desa/babayau").text
    assert "<h2>Masukan warga</h2>" in page
    assert "sudah dijawab" not in page


@pytest.mark.parametrize(
    ("kecamatan_only", "forwarded", "days", "day", "said"),
    [
        (
            False,
            False,
            5,
            "Selasa, 15 Juli 2025",
            "Masukan ini sekarang juga ada di daftar yang harus dijawab kecamatan",
        ),
        (True, False, 5, "Selasa, 15 Juli 2025", "Kecamatan seharusnya menjawab"),
        (False, True, 7, "Kamis, 17 Juli 2025", "Kecamatan seharusnya menjawab"),
    ],
)
def test_after_its_last_day_the_answer_is_said_to_be_late_and_with_whom_it_lies(
    world: World,
    desk: Pc,
    camat: Pc,
    client: Client,
    kecamatan_only: bool,
    forwarded: bool,
    days: int,
    day: str,
    said: str,
) -> None:
    sent = write(world, kecamatan_only=kecamatan_only)
    ref = only(camat, RecordType.FEEDBACK_KECAMATAN if kecamatan_only else RecordType.FEEDBACK)
    if forwarded:
        desk.do("feedback.state", ref, {"state": "diteruskan", "note": "Mohon bantuan."})
    world.clock.forward(days=days, seconds=-1)
    assert "paling lama" in posted(client, sent)
    assert "seharusnya" not in posted(client, sent).lower()
    world.clock.forward(seconds=1)
    page = posted(client, sent)
    assert f"paling lambat {day}." in page
    assert said in page
    assert "paling lama" not in page
    camat.do("feedback.reply", ref, {"text": "Mohon maaf terlambat."})
    assert "seharusnya" not in posted(client, sent).lower()


def test_a_server_that_cannot_write_says_so_on_a_page_and_a_desk_gets_its_problem(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_asked: object) -> None:
        raise StorageFullError("disk")

    monkeypatch.setattr(world.server.feedback, "submit", full)
    form = {"formulir": "x", "pembaca": "kantor", "jenis": "keluhan", "judul": "Lampu", "isi": "Padam.", "situs": ""}
    answer = client.post("/desa/babayau/masukan", data=form)
    assert (answer.status_code, answer.headers["retry-after"]) == (507, "30")
    assert "tulisan Anda masih di formulirnya" in unescape(answer.text)
    assert "storage_full" not in answer.text
    monkeypatch.setattr(world.server.exchanges, "unchanged", full)
    desks = client.get("/v1/exchange", headers={"Authorization": "Bearer x", "If-None-Match": '"c"', "Sipa-Nonce": "n"})
    assert desks.headers["content-type"].startswith("application/problem+json")


def test_a_bug_and_an_odd_way_of_asking_are_told_in_words(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = client.put("/lacak")
    assert (odd.status_code, "Buka halaman depan" in odd.text) == (405, True)

    def broken(*_asked: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(world.server.feedback, "track", broken)
    answer = client.post("/lacak", data={"nomor": "PRG-1", "kunci": "x"})
    assert (answer.status_code, "Server belum dapat menjawab" in answer.text) == (500, True)


@pytest.mark.parametrize("act", ["bukti", "tutup"])
def test_a_phone_that_opens_its_tab_again_finds_its_page(client: Client, act: str) -> None:
    answer = client.get(f"/hp/abc/{act}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/hp/abc")


def test_a_neighbour_behind_the_same_address_did_nothing_wrong_and_is_told_how_long(
    world: World, client: Client
) -> None:
    for number in range(FEEDBACK.per_address):
        assert isinstance(
            world.server.feedback.submit(
                NewFeedback(BABAYAU, "keluhan", "Lampu", f"Padam {number}.", form_id=f"f{number}"), "testclient"
            ),
            FeedbackSent,
        )
    form = {"formulir": "x", "pembaca": "kantor", "jenis": "keluhan", "judul": "Lampu", "isi": "Padam.", "situs": ""}
    answer = client.post("/desa/babayau/masukan", data=form)
    said = unescape(answer.text)
    assert answer.status_code == 429
    assert "Dari jaringan ini sudah banyak yang menulis dalam satu jam. Kirim lagi 60 menit lagi." in said
    assert "Perbaiki yang ditandai" not in said
    assert "Padam." in said


def test_what_was_written_stays_on_the_page_when_others_guessed_at_numbers_from_the_same_address(
    world: World, client: Client
) -> None:
    sent = write(world)
    for guess in range(TRACK.per_address):
        world.server.feedback.track(f"PRG-{guess}", "x", "testclient")
    asked = {"nomor": sent.number, "kunci": sent.key, "aksi": "pesan", "pesan": "Masih padam <sejak> Senin."}
    answer = client.post("/lacak", data=asked)
    assert answer.status_code == 429
    assert "Tulisan Anda yang belum terkirim" in answer.text
    assert "Masih padam &lt;sejak&gt; Senin." in answer.text
    assert "Tulisan Anda" not in client.get("/lacak").text


def test_who_wrote_the_same_words_as_a_message_first_still_opens_the_matter(
    world: World, desk: Pc, client: Client
) -> None:
    sent = write(world)
    ref = only(desk)
    world.clock.forward(hours=1)
    desk.do("feedback.reply", ref, {"text": "Sudah diganti."})
    world.clock.forward(hours=1)
    page, said = posted(client, sent), "Malam ini masih padam."
    posted(client, sent, **form_of(page, "pesan"), pesan=said)
    world.clock.forward(seconds=60)
    opened = posted(client, sent, **form_of(page, "buka"), pesan=said)
    assert seen(world, sent).state == FeedbackState.BARU
    assert "Kantor membacanya dari awal" in opened
    again = posted(client, sent, **form_of(page, "buka"), pesan=said)
    assert [one.reopened for one in seen(world, sent).steps].count(True) == 1
    assert again.count(said) == 2


def test_a_form_that_was_taken_keeps_its_number_when_its_report_or_village_goes_meanwhile(
    world: World, camat: Pc, client: Client
) -> None:
    publish(world, camat, "Norhayati", BABAYAU)
    about = {"tentang": f"{TEMPLATE}/{PERIOD}", "formulir": "6f1c8e0e", "pembaca": "kantor", "jenis": "keluhan"}
    form = {**about, "judul": "Lampu", "isi": "Padam sejak Senin."}

    def numbers() -> set[str]:
        return set(
            re.findall(
                r"PRG-\w+|[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", client.post("/desa/babayau/masukan", data=form).text
            )
        )

    first = numbers()
    assert len(first) == 2
    camat.pull()
    public = Ref("publication", ids.publication_id(report_ref(BABAYAU).id))
    version = camat.record(public).text("version")
    gone = camat.do("publication.withdraw", public, {"version": version, "reason": "Salah angka."})
    assert gone.status is Status.ACCEPTED
    assert numbers() == first
    with world.server.store.write() as work:
        work.accounts.put_villages_left([BABAYAU])
    assert numbers() == first
    with world.server.store.read() as work:
        assert len(work.records.of_type(RecordType.FEEDBACK)) == 1
