"""How large a file's next piece is, and whether a line that broke has earned that it is tried again at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sipa_core.sync.peer import CarriageError, Trouble
from sipa_core.wire.blobs import MAX_PIECE, MIN_PIECE

PIECE_SECONDS: Final = 10.0


class Pieces:
    """What is known of the line from the pieces before; one round of a transfer begins with `begin_round`."""

    def __init__(self) -> None:
        self.size = MIN_PIECE
        """Of the next piece, in bytes."""
        self._whole = 0
        """So large a piece went whole; every cut since halves what is still believed of it."""
        self._gained = self._torn = 0

    def begin_round(self) -> None:
        """Count anew what is gained."""
        self._gained = self._torn = 0

    def went(self, size: int, seconds: float) -> None:
        """Make the next piece one of about ten seconds, and not twice as large as this one, which went whole."""
        fit = int(size / seconds * PIECE_SECONDS) if seconds > 0 else MAX_PIECE
        if size:
            self.size = max(MIN_PIECE, min(MAX_PIECE, fit, 2 * max(size, MIN_PIECE)))
            self._whole = size

    @contextmanager
    def tried(self) -> Iterator[None]:
        """A piece that was cut or too slow is tried half as large: the line may never carry one of that size.

        Where it did carry one just before, a cut was chance, and the next one is of that size; a second cut is not.
        """
        try:
            yield
        except CarriageError as fault:
            if fault.trouble in (Trouble.CUT, Trouble.TIMEOUT):
                kept = min(self._whole, self.size) if fault.trouble is Trouble.CUT else 0
                self._torn, self._whole = self.size, kept // 2
                self.size = max(MIN_PIECE, self.size // 2, kept)
            raise

    def gain(self, size: int) -> None:
        """So many bytes more are known to be where they belong; fewer than none when the server lost some."""
        self._gained += size

    @property
    def worth_a_try(self) -> bool:
        """True when this round gained more than what a cut may waste. A line that does nothing but break, or a server
        that loses what it gets, has not, and is asked ever more seldom.
        """
        return self._gained >= max(MIN_PIECE, self._torn)
