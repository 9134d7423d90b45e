"""What the client refuses to believe, and what the server refuses to do, as exceptions of their own."""

from __future__ import annotations


class NotOurServerError(Exception):
    """An answer that does not prove that it comes from the pinned server: nothing of it is used."""


class RefusalError(Exception):
    """A problem that our own server named: an HTTP status, one of the codes of the protocol, and seconds to wait."""

    def __init__(self, status: int, code: str, wait: float | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.wait = wait
