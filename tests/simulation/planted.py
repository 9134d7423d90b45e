"""Bugs that are planted in the real code, one at a time, to show that the simulation finds such a bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Final

from tests.simulation.bug import Bug
from tests.simulation.bugs_of_the_desk import DESK
from tests.simulation.bugs_of_the_server import SERVER
from tests.simulation.world import prepared
from tests.support.planting import bug_in

BUGS: Final[tuple[Bug, ...]] = (*DESK, *SERVER)


@contextmanager
def planted(bug: Bug) -> Iterator[CodeType]:
    """Run the block with the bug in the program, whose changed code is given; afterwards the program is as it was."""
    prepared()  # the beginning is made by the program as it is
    with bug_in(bug.module, bug.function, bug.real, bug.planted) as changed:
        yield changed


def by_name(name: str) -> Bug:
    """The bug of that name; KeyError when there is none."""
    return {bug.name: bug for bug in BUGS}[name]
