"""What an import asks before it goes on: one sentence, a few answers, the rows that wait for it.

The import never guesses where two readings would give two different reports; it asks, with the likeliest answer first.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

SKIP = "lewati"
"""The answer that leaves a row or a column out."""

YES, NO = "ya", "tidak"

Answers = Mapping[str, str]
"""Key of a question to the value of the chosen answer."""


class Choice(msgspec.Struct, frozen=True):
    """One answer: what is stored and what is shown."""

    value: str
    label: str


class Question(msgspec.Struct, frozen=True):
    """`rows` are the numbers of the rows that wait for the answer; empty when it concerns the whole file.

    With a `default` nothing waits: it holds until the person chooses otherwise.
    """

    key: str
    words: str
    choices: tuple[Choice, ...]
    rows: tuple[int, ...] = ()
    default: str | None = None

    def answer(self, answers: Answers) -> str | None:
        """Return the chosen value, else the default; None when nothing valid was chosen yet."""
        chosen = answers.get(self.key)
        return chosen if any(choice.value == chosen for choice in self.choices) else self.default
