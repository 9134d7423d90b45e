"""Sticks for tests: a folder a stick, messages and reports that wait on a desk, the way there and back."""

from __future__ import annotations

from pathlib import Path

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.consultation_views import Begun, Outline
from sipa_desktop.services.queue_views import Done
from sipa_desktop.store.outbox import OutboxState
from sipa_desktop.sync.stick_views import TakenIn, Written


def stick(place: Path, name: str = "usb") -> Path:
    """An empty stick."""
    folder = place / name
    folder.mkdir(exist_ok=True)
    return folder


def ask(desk: Desk, text: str = "Kapan musrenbang?") -> str:
    """Let a message to the kecamatan wait on a desk; its op's id."""
    begun = desk.consultation.begin()
    assert isinstance(begun, Begun), begun
    desk.consultation.save_new(begun.thread, text, Outline("", "Musrenbang"))
    done = desk.consultation.send(begun.thread)
    assert isinstance(done, Done), done
    return done.op_id


def written(desk: Desk, folder: Path) -> Path:
    """Write what waits to a stick; the one file."""
    done = desk.stick.write(folder)
    assert isinstance(done, Written), done
    (file,) = done.files
    return file


def carried_there(courier: Desk, usb: Path, count: int = 1) -> None:
    """The kecamatan's desk takes what is on the stick and hands it over."""
    taken = courier.stick.take_in(usb)
    assert (taken.refused, taken.carried) == ([], count)
    handed = courier.courier.hand_over()
    assert (handed.handed, handed.replies, handed.left, handed.words) == (count, count, 0, "")


def carried_back(courier: Desk, village: Desk, usb: Path) -> TakenIn:
    """The sealed replies go to the stick, and the village takes them in."""
    courier.courier.write_replies(usb)
    return village.stick.take_in(usb)


def state_of(desk: Desk, op_id: str) -> OutboxState:
    """Where an op stands on its desk."""
    with desk.store.read() as tx:
        item = tx.outbox.get(op_id)
    assert item is not None
    return item.state


def talks(desk: Desk) -> list[str]:
    """The subjects of the threads that a desk sees."""
    return [row.subject for row in desk.consultation.list().rows]
