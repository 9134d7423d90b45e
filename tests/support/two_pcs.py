"""Two PCs of one village's admin, for tests of what both wrote."""

from __future__ import annotations

from sipa_core import ids
from sipa_desktop.bootstrap import Desk
from sipa_desktop.sync.enrolment import Enrolled
from tests.support.world import BABAYAU, URL, World

JUNE = ids.draft_id(BABAYAU, "kegiatan_bulanan", "2025-06")
REPORT = ids.report_id(BABAYAU, "kegiatan_bulanan", "2025-06")
"""What both write: the draft on each PC, and the report that comes of it."""


def pc(world: World, name: str, called: str) -> Desk:
    """A registered PC of Babayau's one admin, that has seen the server once."""
    desk = world.desk(name)
    assert isinstance(desk.enrolment.setup(URL, world.village_code(), called), Enrolled)
    exchange(desk)
    return desk


def exchange(*desks: Desk) -> None:
    """Let each desk send and receive, in this order."""
    for desk in desks:
        assert desk.sync.run_once().trouble is None
