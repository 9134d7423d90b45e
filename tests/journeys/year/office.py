"""Desa Babayau and its kecamatan in 2027, new to the program: fresh windows, a fresh server, and the hands at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sipa_core.domain.roles import Role
from sipa_server.bootstrap import init_server
from sipa_server.settings import Settings
from tests.journeys.month.office import KecamatanServer, Month, moment
from tests.journeys.year.clerk import Clerk, Tally
from tests.support.moving_clock import MovingClock
from tests.support.phone import phone

FIRST = date(2026, 11, 30)
KECAMATAN, KECAMATAN_ADMIN = "63.11.06", "Syahrani"
VILLAGE, SLUG, VILLAGE_NAME, VILLAGE_ADMIN = "63.11.06.2024", "babayau", "Desa Babayau", "Rusmini"
HEAD, ADDRESS, OFFICE_PHONE = "H. Mastur", "Jl. Babayau Raya RT 02", "0812-0000-0024"


class Year:
    """What the steps of the year work with; `tally` counts what the village's clerk gave in."""

    def __init__(self, month: Month, first_code: str, *, thorough: bool = True) -> None:
        self.month = month
        self.thorough = thorough
        """Whether every document is saved in every form, else only what the last ones of the year say."""
        self.first_code = first_code
        self.tally = Tally()
        self.duties: list[str] = []
        """What the kecamatan's page of the village said in the end of each duty."""
        self.reader = Tally()

    @property
    def folder(self) -> Path:
        """Where pictures, files and saved documents go."""
        return self.month.folder

    @property
    def url(self) -> str:
        """Where the server is."""
        return self.month.server.url

    @property
    def page(self) -> str:
        """The village's public page."""
        return f"{self.url}/desa/{SLUG}"

    @property
    def village(self) -> Clerk:
        """The village's clerk at the desk."""
        return Clerk(self.month.village, self.tally)

    @property
    def kecamatan(self) -> Clerk:
        """The kecamatan's reader at the desk."""
        return Clerk(self.month.kecamatan, self.reader)

    def village_code(self) -> str:
        """The code that the kecamatan gives the village's clerk."""
        return self.month.server.code(VILLAGE_ADMIN, Role.ADMIN_DESA, VILLAGE, hand_over=True)

    def go_to(self, day: date) -> None:
        """Let the calendar go on; the PCs stay on, so that the year is over sooner."""
        self.month.go_to(day)

    def tell(self, words: str, seen: Clerk) -> None:
        """Say a step, with a picture of where it was done."""
        self.month.tell(words, seen)


@contextmanager
def opened(folder: Path, platform: str = "offscreen", *, thorough: bool = True) -> Iterator[Year]:
    """The two offices on a Monday of December 2026; what was begun is ended, also when the story broke."""
    folder.mkdir(parents=True, exist_ok=True)
    codes: list[str] = []

    def make(settings: Settings) -> None:
        made = init_server(settings, KECAMATAN, KECAMATAN_ADMIN, clock=MovingClock(_ms(FIRST)))
        assert made is not None
        codes.append(made.code)

    server = KecamatanServer(folder / "server", make=make, first=FIRST)
    server.start()
    try:
        with phone() as citizen:
            month = Month(folder, server, citizen, platform, first=FIRST)
            try:
                yield Year(month, codes[0], thorough=thorough)
                month.switch_off()
            except BaseException:
                month.broke()
                raise
    finally:
        server.stop()


def _ms(day: date) -> int:
    return int(moment(day).timestamp() * 1000)
