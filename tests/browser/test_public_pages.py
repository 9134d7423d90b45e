"""The citizens' pages in a real browser as on a cheap phone: 390 px wide, no script, and what travels is weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response

from sipa_core import ids
from sipa_core.domain.feedback import steps
from sipa_core.domain.roles import Actor, Role
from sipa_core.ops import feedback as feedback_ops
from sipa_core.ops.base import Applied, Context
from sipa_core.wire.records import RecordType
from sipa_server.store.unit_of_work import Store
from tests.support.phone import Phone, phone, seen
from tests.support.programs import ServerProgram, demo_server

FIRST_VIEW_BYTES = 100_000
REPORT = "/desa/balida/laporan/lra_semester1/2025-S1"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProgram]:
    with demo_server(tmp_path_factory.mktemp("demo") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def citizen() -> Iterator[Phone]:
    with phone() as opened:
        yield opened


@pytest.fixture
def page(citizen: Phone) -> Iterator[Page]:
    opened = citizen.page.context.new_page()
    yield opened
    opened.close()


@pytest.mark.parametrize("address", ["/", "/desa/balida", REPORT, "/desa/balida/masukan", "/lacak"])
def test_a_first_view_weighs_under_100_kb_and_fits_a_narrow_phone(
    server: ServerProgram, page: Page, address: str
) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(server.url + address, wait_until="load")
    weight = sum(len(answer.body()) + sum(len(k) + len(v) for k, v in answer.headers.items()) for answer in answers)
    assert weight < FIRST_VIEW_BYTES
    assert all(answer.url.startswith(server.url) for answer in answers)
    # Nothing may need a sideways swipe; scripts are off, so the layout is asked of the browser's own boxes.
    widest = max(
        (box["x"] + box["width"] for box in (one.bounding_box() for one in page.locator("main *").all()[:200]) if box),
        default=0,
    )
    assert widest <= 391


def test_no_page_runs_or_allows_a_script(server: ServerProgram, page: Page) -> None:
    for address in ("/", "/desa/balida", REPORT, "/desa/balida/masukan", "/lacak", "/tidak/ada"):
        answer = page.goto(server.url + address)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "<script" not in answer.text()


def test_a_citizen_reads_the_figures_of_the_approved_report_and_its_picture(server: ServerProgram, page: Page) -> None:
    page.goto(server.url + "/")
    page.get_by_role("link", name=re.compile("Desa Balida")).click()
    page.get_by_role("link", name="Lihat rincian").click()
    assert seen(page.get_by_text("Disetujui kecamatan, 2 Juli 2025"))
    assert seen(page.get_by_text("belanja sudah terlaksana"))
    picture = page.goto(page.url + "/gambar.png")
    assert picture is not None
    assert picture.body().startswith(b"\x89PNG")


def test_a_village_whose_report_is_not_approved_shows_none(server: ServerProgram, page: Page) -> None:
    page.goto(server.url + "/desa/babayau")
    assert seen(page.get_by_text("Belum ada laporan terbit"))
    answer = page.goto(server.url + "/desa/babayau/laporan/lra_semester1/2025-S1")
    assert answer is not None
    assert answer.status == 404


def test_a_citizen_writes_gets_number_and_key_and_follows_the_matter(server: ServerProgram, page: Page) -> None:
    page.goto(server.url + "/desa/balida")
    page.get_by_role("link", name="Tulis masukan").click()
    page.get_by_text("Semua warga").click()
    page.get_by_role("button", name="Kirim masukan").click()
    assert seen(page.get_by_text("Masukan Anda belum terkirim."))
    page.get_by_text("Keluhan").click()
    page.get_by_label("3. Judul singkat").fill("Lampu jalan <b>RT 02</b> padam")
    page.get_by_label("4. Tulis di sini").fill("Sudah seminggu lampu mati. <script>alert(1)</script>")
    page.get_by_role("button", name="Kirim masukan").click()
    number, key = page.locator(".number").inner_text(), page.locator(".key").inner_text()
    assert re.fullmatch(r"PRG-[A-Z2-9]{5}", number)
    assert re.fullmatch(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){2}", key)
    assert key not in page.url

    page.goto(server.url + "/lacak")
    page.get_by_label("Nomor").fill(number.lower().replace("-", " "))
    page.get_by_label("Kunci").fill(key.lower())
    page.get_by_role("button", name="Lacak").click()
    assert seen(page.get_by_role("heading", name="Lampu jalan <b>RT 02</b> padam"))
    assert seen(page.get_by_text("<script>alert(1)</script>"))
    assert key not in page.url
    page.goto(server.url + "/desa/balida")
    assert not page.get_by_text("Lampu jalan").is_visible()


def test_a_wrong_key_shows_nothing_of_the_matter(server: ServerProgram, page: Page) -> None:
    page.goto(server.url + "/lacak")
    page.get_by_label("Nomor").fill("PRG-4H9T7")
    page.get_by_label("Kunci").fill("AAAA-AAAA-AAAA")
    page.get_by_role("button", name="Lacak").click()
    assert seen(page.get_by_text("tidak cocok"))
    assert not page.get_by_text("Lampu jalan").is_visible()


def test_only_released_words_stand_on_a_village_page_and_without_a_name(server: ServerProgram, page: Page) -> None:
    page.goto(server.url + "/desa/balida")
    assert seen(page.get_by_text("Bangku di depan PAUD Melati"))
    page.goto(server.url + "/desa/babayau")
    assert not page.get_by_text("Lampu jalan RT 02 padam").is_visible()


def answer_as_office(server: ServerProgram, subject: str, text: str) -> None:
    """Stand in for the village's desk: write the answer into the running server's database by the rules."""
    store = Store(server.data)
    try:
        with store.write() as work:
            [record] = [one for one in work.records.of_type(RecordType.FEEDBACK) if one.text("subject") == subject]
            actor = Actor("p", "Nurul Hikmah", Role.ADMIN_DESA, "63.11.06", record.village)
            # A moment later: the citizen's next step is the server's now, and must not lie before the answer.
            now = max(step.at for step in steps(record)) + 1
            context = Context(actor, now, ids.natural_id("op", f"{record.id} {now}"), "")
            outcome = feedback_ops.reply(feedback_ops.Reply(text), record.ref, work.records, context)
            assert isinstance(outcome, Applied)
            for write in outcome.writes:
                work.records.write(write.ref, write.village, write.changes)
    finally:
        store.close()


def write_on_phone(server: ServerProgram, page: Page, subject: str, reader: str = "Desa dan kecamatan") -> None:
    page.goto(server.url + "/desa/balida/masukan")
    page.get_by_text(reader, exact=True).click()
    page.get_by_text("Keluhan").click()
    page.get_by_label("3. Judul singkat").fill(subject)
    page.get_by_label("4. Tulis di sini").fill("Sudah seminggu lampu mati.")
    page.get_by_role("button", name="Kirim masukan").click()


def test_the_first_question_is_who_may_read_and_the_village_may_be_left_out(server: ServerProgram, page: Page) -> None:
    page.goto(server.url + "/desa/balida/masukan")
    assert page.locator("legend").first.inner_text() == "1. Siapa yang boleh membaca?"
    assert page.get_by_role("radio", name="Desa dan kecamatan").is_checked()
    write_on_phone(server, page, "Tentang petugas", "Hanya kecamatan")
    assert seen(page.get_by_text("Dibaca admin kecamatan"))
    assert seen(page.get_by_text("Kantor desa tidak menerimanya"))
    page.get_by_role("button", name="Lihat perkembangan").click()
    assert seen(page.get_by_text("Hanya Anda dan kecamatan yang dapat membacanya"))
    page.goto(server.url + "/desa/balida")
    assert not page.get_by_text("Tentang petugas").is_visible()


def test_a_citizen_says_that_it_is_over_and_opens_it_again(server: ServerProgram, page: Page) -> None:
    write_on_phone(server, page, "Lampu RT 09 padam")
    assert seen(page.get_by_text("Bila lewat, kecamatan ikut menangani"))
    number, key = page.locator(".number").inner_text(), page.locator(".key").inner_text()
    page.get_by_role("button", name="Lihat perkembangan").click()
    assert not page.get_by_text("Apakah sudah selesai bagi Anda?").is_visible()
    page.get_by_label("Tulis tambahan").fill("Malam ini juga gelap.")
    page.get_by_role("button", name="Kirim tambahan").click()
    assert seen(page.get_by_text("Tambahan Anda sudah sampai."))
    page.reload()
    assert page.get_by_text("Malam ini juga gelap.").count() == 1
    answer_as_office(server, "Lampu RT 09 padam", "Lampu sudah diganti.")
    page.goto(server.url + "/lacak")
    page.get_by_label("Nomor").fill(number)
    page.get_by_label("Kunci").fill(key)
    page.get_by_role("button", name="Lacak").click()
    assert seen(page.get_by_text("Jawaban Pemerintah Desa Balida"))
    page.get_by_role("button", name="Ya, selesai").click()
    assert seen(page.get_by_text("Terima kasih. Masukan ini ditutup."))
    assert not page.get_by_label("Tulis tambahan").is_visible()
    page.get_by_text("Belum, buka lagi").click()
    page.get_by_label("Apa yang belum beres?").fill("Padam lagi tadi malam.")
    page.get_by_role("button", name="Buka lagi").click()
    assert seen(page.get_by_text("Masukan dibuka lagi."))
    assert seen(page.get_by_text("Dibuka lagi", exact=True))
    page.reload()
    assert page.get_by_text("Padam lagi tadi malam.").count() == 1
    answer_as_office(server, "Lampu RT 09 padam", "Kabelnya sudah diganti.")
    page.reload()
    assert seen(page.get_by_text("Kabelnya sudah diganti."))
    assert page.locator(".chip").inner_text().startswith("Dijawab")
    assert page.get_by_text("Padam lagi tadi malam.").count() == 1
    assert key not in page.url


def test_every_target_of_the_citizens_forms_is_large_enough_for_a_thumb(server: ServerProgram, page: Page) -> None:
    write_on_phone(server, page, "Lampu RT 10 padam")
    answer_as_office(server, "Lampu RT 10 padam", "Sudah.")
    page.get_by_role("button", name="Lihat perkembangan").click()
    for part in page.locator("main button, main summary, main textarea").all():
        box = part.bounding_box()
        if box is not None:
            assert box["height"] >= 48
    page.goto(server.url + "/desa/balida/masukan")
    for part in page.locator("main button, main label.choice, main input[type=text]:not(#situs), main textarea").all():
        box = part.bounding_box()
        assert box is not None
        assert box["height"] >= 48
