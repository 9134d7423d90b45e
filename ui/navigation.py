"""How pages reach each other: by key through the navigator, never by holding one another.

The page protocol. A page is a QWidget made by its factory at the first visit; a large one is made in steps (`Making`),
between which the window answers while pages are made ahead. It may offer, all optional: `page_shown()` when it comes to
the front, `open_argument(argument)` after that, `focus_search()` for Ctrl+F, `primary_action()` for Ctrl+Enter,
`new_item()` for Ctrl+N, `print_page()` for Ctrl+P, `panels()` with what F6 goes through, `make_ahead()` once at rest.
Before the window closes `flush()` gives the runner what is typed; `unsaved()` is True when that could not be saved.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TypeAlias

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

Making: TypeAlias = Generator[None, None, QWidget]
"""Makes a page a part at a time; what it returns is the page."""


class PageSpec(msgspec.Struct, frozen=True):
    """One page: its key, its place in the rail (none when `icon` is empty), and how to make it, at once or in steps.

    `under` is the page of the rail that a page without a place of its own belongs to.
    """

    key: str
    icon: str
    label: str
    factory: Callable[[], QWidget | Making]
    under: str = ""


class BeginReport(msgspec.Struct, frozen=True):
    """Argument for the page `reports`: begin, or open, the report of a type and period; without them ask which."""

    template_key: str = ""
    period: str = ""
    ordinal: int = 0


class OpenPlace(msgspec.Struct, frozen=True):
    """Argument for `reports` (`target` a draft id) and `review` (a version id): open it at the field of `path`."""

    target: str
    path: str = ""


class BeginConsultation(msgspec.Struct, frozen=True):
    """Argument for the page `consultation`: write to the other side about something.

    An open thread on that very field (or the general one, without `report`) is shown, else a new one is begun.
    `village` is the code; empty means the desk's own village, or on the kecamatan's desk that it is asked for.
    `label` says in words what it is about ("LRA Sem. I, Bidang 2, Realisasi").
    """

    village: str = ""
    report: str = ""
    path: str = ""
    label: str = ""


class OpenVillage(msgspec.Struct, frozen=True):
    """Argument for the page `village` of the kecamatan: show this village (a Kemendagri code)."""

    code: str


class OpenConflict(msgspec.Struct, frozen=True):
    """Argument for the page `conflict`: the report of a draft id (empty: the first that waits), and the page with its
    argument to go back to when nothing is chosen now.
    """

    draft_id: str = ""
    back: str = "home"
    argument: object = None


class Navigator(QObject):
    """Pages ask to go somewhere; the window listens and goes there."""

    go_to = Signal(str, object)
    toast = Signal(str, str, object)
    tour_asked = Signal()
    lock_asked = Signal()
    lock_minutes = Signal(int)
    restore_asked = Signal(object)
    """The person wants data back from the copy in a folder, or (None) to look for one; the desk is left for it."""

    update_asked = Signal(str)
    """A release was laid beside this one, in this folder; the desk is left so that it can take over."""

    def open(self, page_key: str, argument: object = None) -> None:
        """Ask for a page, with something to open on it (a record id, a tuple, a small value)."""
        self.go_to.emit(page_key, argument)

    def say(self, sentence: str, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Ask for a toast: one sentence about something that went well, with a way to take it back where there is
        one.
        """
        self.toast.emit(sentence, action, on_action)


def call_optional(page: QWidget, name: str, *arguments: object) -> bool:
    """Call an optional method of the page protocol; return whether the page offers it."""
    method = getattr(page, name, None)
    if method is None:
        return False
    method(*arguments)
    return True


def panels_of(page: QWidget) -> Sequence[QWidget]:
    """Return the panels that F6 goes through; a page that names none is one panel."""
    method = getattr(page, "panels", None)
    return tuple(method()) if method is not None else (page,)
