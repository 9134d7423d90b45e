"""The two offices, their server and the street for a month: PCs that are switched on in the morning, and the line.

The server is the real one on a free port, in this process so that its clock can be moved; each desk is a program of
its own. Nothing is done except through windows, public pages, and the switches of the line and of the PCs.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sipa_core.domain.roles import Role
from sipa_server.bootstrap import Server, make_demo, open_server
from sipa_server.listen import Listener, bind, url_of
from sipa_server.settings import Settings
from tests.support.moving_clock import MovingClock
from tests.support.phone import Phone
from tests.support.window_desk import WAIT_SECONDS, WindowDesk

ZONE = ZoneInfo("Asia/Makassar")
FIRST = date(2025, 7, 10)
WORKING_DAYS = 22

VILLAGE, SLUG, VILLAGE_NAME, VILLAGE_ADMIN = "63.11.06.2022", "hujan-mas", "Desa Hujan Mas", "Rusmini"


def working_days() -> tuple[date, ...]:
    """The 22 working days of the story, from Thursday 10 July to Friday 8 August 2025; none of them is a holiday."""
    days = (FIRST + timedelta(days=n) for n in range(40))
    return tuple(day for day in days if day.weekday() < 5)[:WORKING_DAYS]


def moment(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """A moment of a day at the office, with its zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


class Shown(Protocol):
    """What a picture can be taken of."""

    def shot(self, path: Path) -> None:
        """Write a picture."""
        ...


class KecamatanServer:
    """The kecamatan's server with the demo's half year, on a free port that stays the same."""

    def __init__(
        self, folder: Path, port: int = 0, *, make: Callable[[Settings], object] = make_demo, first: date = FIRST
    ) -> None:
        self._settings = Settings(folder)
        if not port:
            make(self._settings)
        self.clock = MovingClock(_ms(moment(first)))
        self.url = ""
        self._port = port
        self._stop: Callable[[], None] | None = None
        self._server: Server | None = None

    @property
    def port(self) -> int:
        """The port it serves on."""
        return self._port

    def start(self) -> None:
        """Serve; the first time on a free port, later on the same one; nothing when it does."""
        if self._stop is not None:
            return
        bound = bind("127.0.0.1", self._port, guarded=False)
        self.url, self._port = url_of(bound), bound.getsockname()[1]
        self._server = server = open_server(self._settings, clock=self.clock, default_url=self.url)
        ready = threading.Event()
        listener = Listener(server.app(), ready=ready.set)
        thread = threading.Thread(target=listener.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        assert ready.wait(20), "the server did not start"

        def stop() -> None:
            listener.should_exit = True
            thread.join(20)
            bound.close()
            server.close()
            assert not thread.is_alive()

        self._stop = stop

    def stop(self) -> None:
        """The line is gone for everybody."""
        if self._stop is not None:
            self._stop()
            self._stop = self._server = None

    def code(self, name: str, role: Role, village: str | None = None, *, hand_over: bool = False) -> str:
        """What the keeper of the server types to give somebody a code."""
        assert self._server is not None
        return self._server.accounts.invite(name, role, village, hand_over=hand_over).code


class Month:
    """What the days of the story work with: `village` and `kecamatan` are the windows that are open now."""

    NOTES = "catatan.json"

    def __init__(
        self,
        folder: Path,
        server: KecamatanServer,
        citizen: Phone,
        platform: str,
        kept: dict[str, Any] | None = None,
        *,
        first: date = FIRST,
    ) -> None:
        self.folder = folder
        self.server = server
        self.citizen = citizen
        self._platform = platform
        self._desks: dict[str, WindowDesk] = {}
        self._day = first
        self._step: int = (kept or {}).get("step", 0)
        self._began = time.monotonic()
        self.kept: dict[str, str] = (kept or {}).get("kept", {})
        """What somebody noted on paper: numbers, keys and addresses that a later day needs."""
        self.first: str = (kept or {}).get("first", "desa")
        """The name of the PC that the village works on."""

    @property
    def day(self) -> date:
        """The day it is."""
        return self._day

    @property
    def village(self) -> WindowDesk:
        """The windows of the village's PC, switched on when they are not."""
        return self.desk(self.first)

    @property
    def kecamatan(self) -> WindowDesk:
        """The windows of the kecamatan's PC, switched on when they are not."""
        return self.desk("kecamatan")

    def desk(self, name: str) -> WindowDesk:
        """The windows of a PC by its name."""
        if name not in self._desks:
            self._desks[name] = WindowDesk(self.folder / name, moment(self._day).isoformat(), self._platform)
        return self._desks[name]

    def begin(self, day: date) -> None:
        """A new morning: after a weekend the PCs are switched on anew, on other days they were left on overnight."""
        if day.isocalendar().week != self._day.isocalendar().week:
            self.switch_off()
        self._day = day
        self.hour(8)

    def go_to(self, day: date) -> None:
        """Let the calendar go on to a day; the PCs were left on."""
        self._day = day
        self.hour(8)

    def hour(self, hour: int, minute: int = 0) -> None:
        """Let the day go on to an hour."""
        at = moment(self._day, hour, minute)
        self.server.clock.move_to(_ms(at))
        for desk in self._desks.values():
            desk.moment(at.isoformat())

    def switch_off(self) -> None:
        """Close the windows of every PC as people do in the evening."""
        for name in list(self._desks):
            assert self._desks.pop(name).close() == 0, f"the windows of {name} did not end well"

    def power_cut(self, name: str) -> None:
        """The power is gone: the program ends without a word."""
        self._desks.pop(name).kill()

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something outside the windows is so."""
        end = time.monotonic() + WAIT_SECONDS
        while not true():
            assert time.monotonic() < end, "it did not come"
            time.sleep(0.1)

    def tell(self, words: str, seen: Shown) -> None:
        """Say a step of the story, with a picture of where it was done."""
        self._step += 1
        picture = f"{self._day:%m-%d}-{self._step:03d}.png"
        seen.shot(self.folder / picture)
        sys.stdout.write(f"{self._day:%d %b} {time.monotonic() - self._began:5.1f} s  {words}  [{picture}]\n")
        sys.stdout.flush()

    def remember(self) -> None:
        """Write down what the next day needs to go on from the folder."""
        noted = {"port": self.server.port, "step": self._step, "kept": self.kept, "first": self.first}
        (self.folder / self.NOTES).write_text(json.dumps(noted), "utf-8")

    def broke(self) -> None:
        """Leave pictures of where the story broke, and end every program."""
        for name, desk in self._desks.items():
            with suppress(AssertionError, OSError, ValueError):
                desk.shot(self.folder / f"terhenti-{name}.png")
            desk.kill()
        self._desks.clear()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
