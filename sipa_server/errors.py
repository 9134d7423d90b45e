"""What the server refuses as a whole: a message (RefusedError), or to work at all in this environment (KnownError).

The outcome of a single op is no exception; it is a receipt. Texts here never carry tokens, codes, keys
or what people wrote.
"""

from __future__ import annotations

from sipa_core.wire.problems import Problem


class RefusedError(Exception):
    """A whole message is refused: the problem code, and after how many seconds another try makes sense."""

    def __init__(self, problem: Problem, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail
        self.retry_after = retry_after


class StorageError(Exception):
    """The database could not be read or written now. Nothing of it stands; the same message may come again."""


class StorageFullError(StorageError):
    """The disk took no more."""


class KnownError(Exception):
    """A fault that a person can mend: `title` says what happened, `message` what is safe and what to do."""

    def __init__(self, title: str, message: str, code: str) -> None:
        super().__init__(f"{code}: {title}")
        self.title = title
        self.message = message
        self.code = code
