"""What the server refuses as a whole: a message (Refused), or to work at all in this environment (KnownError).

The outcome of a single op is no exception; it is a receipt. Texts here never carry tokens, codes, keys or what people wrote.
"""

from __future__ import annotations

from sipa_core.wire.problems import Problem


class Refused(Exception):
    """A whole message is refused: the problem code, and after how many seconds another try makes sense."""

    def __init__(self, problem: Problem, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail
        self.retry_after = retry_after


class StorageFull(Exception):
    """The disk took no more. Nothing of the transaction stands; the same message may come again."""


class KnownError(Exception):
    """A fault that a person can mend: `title` says what happened, `message` what is safe and what to do."""

    def __init__(self, title: str, message: str, code: str) -> None:
        super().__init__(f"{code}: {title}")
        self.title = title
        self.message = message
        self.code = code
