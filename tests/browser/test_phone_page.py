"""The page for posting from a phone, in a real browser over real HTTP: with a script, and without one."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL import Image
from playwright.sync_api import Page, Response

from sipa_core.domain.attachments import MAX_PHOTO_BYTES, attachments
from sipa_core.domain.roles import Role
from sipa_core.wire.enrol import EnrolRequest
from sipa_core.wire.phone import PhonePageReply, PhonePageRequest, code_in_groups, phone_address, phone_link
from sipa_desktop.transport.http import HttpPeer
from sipa_server.bootstrap import Server
from tests.support.phone import Phone, phone, seen
from tests.support.server import (
    BABAYAU,
    ManualClock,
    Pc,
    SeededEntropy,
    naming,
    posting_ref,
    publication_ref,
    report_ref,
    review_ref,
    submission,
    whole_site,
)

FIRST_VIEW_BYTES = 100_000
FACEBOOK = "https://www.facebook.com/desacontoh/posts/1234"


@dataclass
class Site:
    """A village with a published report on a running server."""

    server: Server
    url: str
    desk: Pc

    def page(self) -> PhonePageReply:
        request = PhonePageRequest("r1", self.desk.place.device, publication_ref(BABAYAU).id)
        return self.desk.carrier.phone_page(request, self.desk.place.token)

    def posting(self) -> str:
        self.desk.pull()
        record = self.desk.record(posting_ref(BABAYAU))
        assert record is not None
        return record.text("state")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock, entropy = ManualClock(), SeededEntropy("pcs")
    with whole_site(tmp_path / "data", clock) as (server, url):
        peer = HttpPeer(url)

        def pc(name: str, role: Role, village: str | None) -> Pc:
            code = server.accounts.invite(name, role, village).code
            place = peer.enrol(EnrolRequest(code, "PC", entropy.bytes(32).hex(), "", "i" * 8))
            return Pc(peer, place, entropy, clock, "i" * 8)

        desk = pc("Norhayati", Role.ADMIN_DESA, BABAYAU)
        camat = pc("Syahrani", Role.ADMIN_KECAMATAN, None)
        desk.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
        camat.pull()
        camat.do("review.accept", review_ref(BABAYAU), naming(camat, BABAYAU))
        yield Site(server, url, desk)
        peer.close()


@pytest.fixture
def plain() -> Iterator[Phone]:
    with phone() as opened:
        yield opened


@pytest.fixture
def modern() -> Iterator[Phone]:
    with phone(script=True) as opened:
        yield opened


def enter(page: Page, site: Site, code: str) -> None:
    page.goto(phone_address(site.url))
    page.get_by_label("Kode halaman").fill(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Buka").click()


def test_the_address_of_the_qr_opens_the_page_and_leaves_the_code_nowhere(
    site: Site, modern: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    page, made = modern.page, site.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    with caplog.at_level(logging.DEBUG):
        page.goto(phone_link(site.url, made.code))
        page.get_by_role("heading", name="Simpan gambar").wait_for()
    assert page.url == f"{site.url}/hp/{made.page}"
    assert seen(page.get_by_text("Norhayati"))
    # What the browser itself is told to open has the code behind its sign; nothing that it asks for has.
    assert not [line for line in asked if made.code in line.partition("#")[0]]
    assert made.code not in caplog.text
    assert made.code not in page.content()
    page.get_by_role("button", name="Salin", exact=True).click()
    assert seen(page.get_by_text("Teks disalin."))


def test_without_a_script_the_code_is_typed_and_the_words_can_be_selected(site: Site, plain: Phone) -> None:
    page, made = plain.page, site.page()
    enter(page, site, code_in_groups(made.code).lower())
    assert seen(page.get_by_role("heading", name="Salin teks"))
    assert not page.get_by_role("button", name="Salin", exact=True).is_visible()
    page.get_by_role("link", name="Facebook").click()
    assert "Realisasi APB Desa" in page.get_by_label("Teks untuk Facebook").input_value()
    page.get_by_label("Alamat posting").fill(FACEBOOK)
    page.get_by_role("button", name="Kirim bukti").click()
    assert seen(page.get_by_text("Bukti Facebook sudah sampai di kecamatan, pukul 10.34."))
    assert site.posting() == "proved"


def test_the_picture_can_be_taken_for_a_feed_or_for_a_story(site: Site, plain: Phone) -> None:
    enter(plain.page, site, site.page().code)
    for name, height in (("Story", 1920), ("Feed", 1350)):
        plain.page.get_by_role("link", name=name, exact=True).click()
        address = plain.page.get_by_role("link", name="Simpan").get_attribute("href")
        assert address is not None
        answer = plain.page.request.get(site.url + address)
        assert Image.open(io.BytesIO(answer.body())).size == (1080, height)


def test_a_wrong_address_is_given_back_with_its_reason_and_nothing_is_proved(site: Site, plain: Phone) -> None:
    enter(plain.page, site, site.page().code)
    plain.page.get_by_role("link", name="Facebook").click()
    plain.page.get_by_label("Alamat posting").fill("https://www.instagram.com/p/contoh/")
    plain.page.get_by_role("button", name="Kirim bukti").click()
    assert seen(plain.page.get_by_text("Bukti belum terkirim."))
    assert plain.page.get_by_label("Alamat posting").input_value() == "https://www.instagram.com/p/contoh/"
    assert site.posting() == "owed"


def test_a_preview_or_another_phone_sees_nothing_and_uses_nothing_up(site: Site, plain: Phone) -> None:
    made = site.page()
    for address in (phone_address(site.url), f"{site.url}/hp"):
        with urlopen(address) as answer:
            told = answer.read().decode()
        assert "Norhayati" not in told
        assert "Babayau" not in told
    answered = plain.page.goto(f"{site.url}/hp/{made.page}")
    assert answered is not None
    assert answered.status == 403
    assert not plain.page.get_by_text("Norhayati").is_visible()
    enter(plain.page, site, made.code)
    assert seen(plain.page.get_by_text("Norhayati"))
    plain.page.context.clear_cookies()
    enter(plain.page, site, made.code)
    assert seen(plain.page.get_by_text("Norhayati"))


def test_the_answers_may_not_be_kept_found_or_referred_to(site: Site, plain: Phone) -> None:
    enter(plain.page, site, site.page().code)
    answer = plain.page.reload()
    assert answer is not None
    told = answer.headers
    assert told["cache-control"] == "no-store"
    assert told["referrer-policy"] == "no-referrer"
    assert "noindex" in told["x-robots-tag"]
    assert "unsafe" not in told["content-security-policy"]
    assert "default-src 'none'; script-src 'self'" in told["content-security-policy"]
    [cookie] = plain.page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", plain.page.url[len(site.url) :])


def test_a_form_of_another_site_is_not_taken(site: Site, plain: Phone) -> None:
    enter(plain.page, site, site.page().code)
    answer = plain.page.request.post(
        f"{plain.page.url}/bukti", form={"saluran": "facebook", "alamat": FACEBOOK, "segel": "0" * 32}
    )
    assert answer.status == 403
    assert site.posting() == "owed"


def test_the_person_closes_the_page_from_the_phone(site: Site, plain: Phone) -> None:
    made = site.page()
    enter(plain.page, site, made.code)
    plain.page.get_by_role("button", name="Tutup halaman ini sekarang").click()
    assert seen(plain.page.get_by_text("Halaman ini sudah ditutup"))
    enter(plain.page, site, made.code)
    assert seen(plain.page.get_by_text("halamannya sudah tertutup"))


def test_the_first_view_is_light_and_fits_a_narrow_phone_with_targets_for_a_thumb(site: Site, plain: Phone) -> None:
    enter(plain.page, site, site.page().code)
    page = plain.page.context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(plain.page.url, wait_until="load")
    counted = [answer for answer in answers if not answer.url.endswith(".png")]
    weight = sum(len(answer.body()) + sum(len(k) + len(v) for k, v in answer.headers.items()) for answer in counted)
    assert 0 < weight < FIRST_VIEW_BYTES
    boxes = [box for one in page.locator("main *").all() if (box := one.bounding_box()) and box["x"] > -100]
    assert max(box["x"] + box["width"] for box in boxes) <= 391
    for one in page.locator("main a, main button, main input:not([type=hidden]):not([type=checkbox])").all():
        box = one.bounding_box()
        if box is not None and box["x"] > -100:
            assert box["height"] >= 48, one.inner_text()


def test_a_screenshot_from_the_phone_is_shrunk_stripped_and_reaches_both_desks(
    site: Site, plain: Phone, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_2025.jpg"
    photo.write_bytes(photo_bytes(gps=True))
    enter(plain.page, site, site.page().code)
    plain.page.get_by_role("link", name="WhatsApp").click()
    plain.page.get_by_label("Tangkapan layar posting").set_input_files(photo)
    plain.page.get_by_role("button", name="Kirim bukti").click()
    assert seen(plain.page.get_by_text("Bukti WhatsApp grup warga sudah sampai di kecamatan"))
    site.desk.pull()
    record = site.desk.record(posting_ref(BABAYAU, "whatsapp"))
    assert record is not None
    assert (record.text("state"), record.text("via"), record.text("url")) == ("proved", "phone", "")
    [(_row, picture)] = attachments(record.fields, "bukti")
    assert picture.size <= MAX_PHOTO_BYTES
    whole = site.desk.carrier.blob(picture.sha256, 0, picture.size, site.desk.place.token).data
    assert hashlib.sha256(whole).hexdigest() == picture.sha256
    assert b"Exif" not in whole
    assert photo.read_bytes() != whole


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("foto.jpg", b"bukan gambar", "Bukti belum terkirim."),
        ("foto.jpg", b"", "Tempel alamat posting, atau pilih tangkapan layarnya."),
        ("surat.pdf", b"%PDF-1.4 bukan pdf", "Bukti belum terkirim."),
        ("besar.jpg", b"\xff\xd8" + b"x" * (17 << 20), "lebih dari 16 MB"),
    ],
)
def test_what_is_no_picture_is_refused_in_words_and_proves_nothing(
    site: Site, plain: Phone, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    enter(plain.page, site, site.page().code)
    plain.page.get_by_role("link", name="Facebook").click()
    plain.page.get_by_label("Tangkapan layar posting").set_input_files(file)
    plain.page.get_by_role("button", name="Kirim bukti").click()
    plain.page.get_by_text(words).first.wait_for(timeout=10_000)
    assert site.posting() == "owed"


def photo_bytes(*, gps: bool) -> bytes:
    """A large invented photo with what a phone writes beside its pixels."""
    image = Image.effect_noise((3000, 2000), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    if gps:
        exif[0x8825] = {1: "S", 2: (2.0, 20.0, 0.0)}
    made = io.BytesIO()
    image.save(made, "JPEG", quality=92, exif=exif)
    return made.getvalue()
