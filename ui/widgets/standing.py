"""What counts while the text of a field cannot be read: neither its first digits, nor less than was saved before."""

from __future__ import annotations

from typing import Generic, TypeVar

from sipa_core.domain.field_values import only_begun

T = TypeVar("T")


class Standing(Generic[T]):
    """Remembers what stood in a field when it was shown or left last, and what was saved of it since."""

    def __init__(self, value: T) -> None:
        self._kept: list[tuple[str, T]] = []
        self._newest: tuple[str, T] | None = None
        self.begin(value)

    def begin(self, value: T) -> None:
        """Count this value alone: it is shown anew, or the field was left with it."""
        self._kept, self._newest = [("", value)], None

    def read(self, text: str, value: T) -> None:
        """Note the newest text that can be read, and what it means; it counts once it is saved."""
        self._newest = (text, value)

    def saved(self, value: T) -> bool:
        """Count a value that is on the disk now, if it is what the newest text that can be read means; return whether
        it is.
        """
        newest = self._newest
        if newest is None or newest[1] != value or type(newest[1]) is not type(value):
            return False
        self._kept.append(newest)
        self._newest = None
        return True

    def behind(self, text: str) -> T:
        """Return what counts behind a text that cannot be read: the newest that was saved of more than its first
        digits.
        """
        return next(value for read, value in reversed(self._kept) if not only_begun(read, text))
