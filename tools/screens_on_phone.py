"""The citizens' pages and the page for posting, in Chromium as on a phone, from a server of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from sipa_core import ids
from sipa_core.domain.roles import Role
from sipa_core.wire.enrol import EnrolRequest
from sipa_core.wire.phone import PhonePageRequest
from sipa_server.bootstrap import Server, make_demo, open_server
from sipa_server.listen import bind
from sipa_server.settings import Settings
from tests.support.demo_office import demo
from tests.support.phone import phone
from tests.support.server import ManualClock, Pc, SeededEntropy, listening

PUBLIC = "https://paringin.example"
LAMIDA_BAWAH = "63.11.06.2015"
DOUBLE = 2.0


@dataclass
class Site:
    """A server of the demo on its morning, with where it listens."""

    server: Server
    url: str
    clock: ManualClock
    entropy: SeededEntropy

    def desk(self, village: str) -> Pc:
        """A registered PC of a village's admin."""
        name = demo().admin(village).name
        code = self.server.accounts.invite(name, Role.ADMIN_DESA, village).code
        peer = self.server.peer("peragaan")
        place = peer.enrol(EnrolRequest(code, "PC Kantor 1", self.entropy.bytes(32).hex(), "", "i" * 8))
        return Pc(peer, place, self.entropy, self.clock, "i" * 8)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Play the demo and serve it on a free port of this machine until the block ends."""
    settings = Settings(folder, public_url=PUBLIC)
    make_demo(settings, entropy=SeededEntropy("demo"))
    clock, entropy = ManualClock(demo().now_instant), SeededEntropy("screens")
    server = open_server(settings, clock=clock, entropy=entropy)
    try:
        bound = bind("127.0.0.1", 0, guarded=False)
        with listening(server.app(), bound) as url:
            yield Site(server, url, clock, entropy)
    finally:
        server.close()


def take(name: str, folder: Path, target: Path) -> None:
    """Make the picture of that name (one of PHONES), from a server of its own in `folder`."""
    with site(folder) as served, phone(script=name == "20-buka-di-hp", scale=DOUBLE) as browser:
        PHONES[name](served, browser.page)
        browser.page.wait_for_load_state("networkidle")
        browser.page.screenshot(path=str(target), full_page=True)


def _public(served: Site, page: Page) -> None:
    page.goto(f"{served.url}/desa/balida")


def _form(served: Site, page: Page) -> None:
    page.goto(f"{served.url}/desa/balida/masukan")


def _sent(served: Site, page: Page) -> None:
    _form(served, page)
    page.get_by_text("Desa dan kecamatan", exact=True).click()
    page.get_by_text("Keluhan").click()
    page.get_by_label("3. Judul singkat").fill("Lampu jalan RT 02 padam")
    page.get_by_label("4. Tulis di sini").fill("Lampu jalan di depan langgar RT 02 mati sejak Senin. Gelap sekali.")
    page.wait_for_load_state("networkidle")
    served.entropy.restart("sent")  # what the browser asked for before must not change the number
    page.get_by_role("button", name="Kirim masukan").click()


def _tracked(served: Site, page: Page) -> None:
    word = next(one for one in demo().feedback if one.number == "PRG-T5R7E")
    page.goto(f"{served.url}/lacak")
    page.get_by_label("Nomor").fill(word.number)
    page.get_by_label("Kunci").fill(word.key)
    page.get_by_role("button", name="Lacak").click()


def _posting(served: Site, page: Page) -> None:
    desk = served.desk(LAMIDA_BAWAH)
    report = ids.report_id(LAMIDA_BAWAH, "lra_semester1", "2025-S1")
    asked = PhonePageRequest("r1", desk.place.device, ids.publication_id(report))
    made = desk.carrier.phone_page(asked, desk.place.token)
    page.goto(f"{served.url}/hp#{made.code}")
    page.get_by_role("heading", name="Simpan gambar").wait_for()


PHONES: dict[str, Callable[[Site, Page], None]] = {
    "09-public-page": _public,
    "18-publik-masukan": _form,
    "18b-publik-terkirim": _sent,
    "19-publik-lacak": _tracked,
    "20-buka-di-hp": _posting,
}
