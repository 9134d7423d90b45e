"""What a page of the window is given, for tests: a real desk, work done at once or when the test says so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject

from sipa_desktop.bootstrap import Desk
from ui.navigation import Navigator
from ui.pages import PageContext
from ui.runtime.bridge import Bridge
from ui.runtime.tasks import InlineRunner, Runner

T = TypeVar("T")


class HeldRunner(InlineRunner):
    """Keeps every piece of work until the test lets it run, in the order given."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[Callable[[], None]] = []

    @property
    def held(self) -> int:
        """How many pieces wait."""
        return len(self._held)

    def run(self, at: int = 0) -> None:
        """Do one waiting piece of work and deliver it."""
        self._held.pop(at)()

    def run_all(self) -> None:
        """Do everything that waits, and what that asks for."""
        while self._held:
            self.run()

    def _submit(
        self,
        pool: ThreadPoolExecutor | None,
        fn: Callable[[], T],
        on_value: Callable[[T], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
        *,
        changes: bool,
        may_be_left: bool = False,
        must_end: str = "",
    ) -> None:
        self._held.append(
            lambda: super(HeldRunner, self)._submit(
                pool, fn, on_value, on_fault, owner, changes=changes, may_be_left=may_be_left, must_end=must_end
            )
        )


def page_context(desk: Desk, runner: Runner | None = None) -> PageContext:
    """The context of a registered desk; results are there at once unless another runner is given."""
    identity = desk.identity()
    assert identity is not None
    return PageContext(desk, identity, runner or InlineRunner(), Navigator(), Bridge(desk.changes))


class BrokenRunner(InlineRunner):
    """Every piece of work fails until `mended` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.mended = False

    def _submit(
        self,
        pool: ThreadPoolExecutor | None,
        fn: Callable[[], T],
        on_value: Callable[[T], None],
        on_fault: Callable[[Exception], None] | None,
        owner: QObject | None,
        *,
        changes: bool,
        may_be_left: bool = False,
        must_end: str = "",
    ) -> None:
        work = fn if self.mended else _fails
        super()._submit(
            pool, work, on_value, on_fault, owner, changes=changes, may_be_left=may_be_left, must_end=must_end
        )


def _fails() -> Any:
    raise RuntimeError("this service is out of order")
