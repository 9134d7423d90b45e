"""Sticks for tests: a folder a stick, reports that wait on a desk, and what an outsider would do to a file."""

from __future__ import annotations

from pathlib import Path

from sipa_desktop.bootstrap import Desk
from sipa_desktop.services.consultation_views import Begun, Outline
from sipa_desktop.services.queue_views import Done
from sipa_desktop.sync.stick_views import Written


def stick(world_folder: Path, name: str = "usb") -> Path:
    """An empty stick."""
    folder = world_folder / name
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
