"""The pages of the window, and what every page is given. A page's module is loaded at its first visit.

A page is a folder `ui/pages/<key>` whose `page.py` has `create(context: PageContext) -> QWidget`; a large one also
`making(context)`, which makes it in steps. Pages never import each other; they reach each other by key through the
navigator.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtWidgets import QWidget

from sipa_core.domain.dates import local_date
from sipa_core.domain.roles import Role
from sipa_core.messages import N_
from sipa_desktop.identity import Identity
from ui.navigation import Making, Navigator
from ui.runtime.bridge import Bridge
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk


class PageContext(msgspec.Struct, frozen=True, weakref=True):
    """What a page works with. `changes.arrived` gives `sipa_desktop.events.Changes` on the windows' thread.

    Services of `desk` are called inside `runner.query` and `runner.command` only; `desk.sync.sync_now()` may be called
    directly, since it returns at once.
    """

    desk: Desk
    identity: Identity
    runner: Runner
    navigator: Navigator
    changes: Bridge

    @property
    def zone(self) -> str:
        """Return the zone of the office."""
        return self.identity.zone

    def now(self) -> int:
        """Return this moment in UTC milliseconds, by the clock of the desk."""
        return self.desk.clock.now()

    def today(self) -> date:
        """Return the day it is in the office."""
        return local_date(self.now(), self.zone)

    def toast(self, sentence: str, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Say one sentence about something that went well; never used for faults."""
        self.navigator.say(sentence, action, on_action)


class SteppedPage(QWidget):
    """A page whose `_make` yields between its parts; made whole at once unless somebody else takes the `steps`.

    Its models hear of changes from the last step on: what they read between two steps would be told to nobody.
    """

    def __init__(self, context: PageContext, *, at_once: bool = True) -> None:
        super().__init__()
        self._context = context
        self.steps = self._make()
        if at_once:
            deque(self.steps, maxlen=0)

    def _make(self) -> Iterator[None]:
        raise NotImplementedError


def in_steps(kind: type[SteppedPage], context: PageContext) -> Making:
    """Make a page of this kind, a step at a time: the window answers in between while pages are made ahead."""
    page = kind(context, at_once=False)
    yield from page.steps
    return page


class PageEntry(msgspec.Struct, frozen=True):
    """A page in the rail: its key (also the name of its folder), its icon and its word.

    One without an icon has no place in the rail; it is reached from others and belongs `under` one of them.
    """

    key: str
    icon: str
    label: str
    under: str = ""

    def modules(self) -> list[str]:
        """Return the names of the page's modules, the one that needs all others last."""
        folder = import_module(f"ui.pages.{self.key}")
        names = sorted(found.name for found in iter_modules(folder.__path__) if found.name != "page")
        return [f"{folder.__name__}.{name}" for name in (*names, "page")]

    def making(self, context: PageContext) -> QWidget | Making:
        """Load the page's module, and return how the page is made in steps; or the page, where it is made at once."""
        module = import_module(f"ui.pages.{self.key}.page")
        if hasattr(module, "making"):
            steps: Making = module.making(context)
            return steps
        return self.create(context)

    def create(self, context: PageContext) -> QWidget:
        """Load the page's module and make the page."""
        made = import_module(f"ui.pages.{self.key}.page").create(context)
        if not isinstance(made, QWidget):
            raise TypeError(f"the page {self.key} made no widget")
        return made


VILLAGE = (
    PageEntry("home", "house", N_("Beranda")),
    PageEntry("reports", "file-text", N_("Laporan")),
    PageEntry("posting", "megaphone-simple", N_("Publikasi")),
    PageEntry("feedback", "chat-circle-dots", N_("Masukan Warga")),
    PageEntry("consultation", "chats-circle", N_("Konsultasi")),
    PageEntry("settings", "gear-six", N_("Pengaturan")),
)
KECAMATAN = (
    PageEntry("overview", "squares-four", N_("Rekap")),
    PageEntry("review", "clipboard-text", N_("Pemeriksaan")),
    PageEntry("feedback", "chat-circle-dots", N_("Masukan Warga")),
    PageEntry("consultation", "chats-circle", N_("Konsultasi")),
    PageEntry("schedule", "calendar-blank", N_("Jadwal")),
    PageEntry("villages", "desktop-tower", N_("Desa & Perangkat")),
    PageEntry("settings", "gear-six", N_("Pengaturan")),
)


SEARCH = PageEntry("search", "", N_("Cari"))
CONFLICT = PageEntry("conflict", "", N_("Isian yang bertabrakan"), under="reports")
"""Where a village chooses between two texts of one report."""

WITHOUT_A_PLACE = (SEARCH, PageEntry("village", "", N_("Halaman desa"), under="overview"))
"""Pages of the kecamatan that others lead to."""


def pages_of(role: Role) -> tuple[PageEntry, ...]:
    """Return the pages of a role in the order of the rail."""
    return KECAMATAN if role is Role.ADMIN_KECAMATAN else VILLAGE


def others_of(role: Role) -> tuple[PageEntry, ...]:
    """Return the pages of a role that have no place in the rail."""
    return WITHOUT_A_PLACE if role is Role.ADMIN_KECAMATAN else (SEARCH, CONFLICT)


def modules_of(role: Role) -> list[str]:
    """Return the modules of every page of a role, in the order in which they are best loaded one by one: the widgets,
    of which a page would load ten at once, then the pages.

    Only on the windows' thread: a class of a widget that is made on another while Qt's loop runs can end the program.
    """
    folder = import_module("ui.widgets")
    widgets = [f"{folder.__name__}.{found.name}" for found in iter_modules(folder.__path__)]
    return [*widgets, *(name for entry in (*pages_of(role), *others_of(role)) for name in entry.modules())]
