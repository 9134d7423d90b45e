"""Faults of the environment that a person can do something about: title, message, action; anything else is a bug.

An expected "no" of the office's rules is no exception: it is a returned Refused.
"""

from __future__ import annotations

import msgspec

from sipa_core.ops.words import problem_words


class KnownError(Exception):
    """A fault with words: `title` says what happened, `message` what is safe and what to do.

    Where one fault meets people at different moments, `typing` is said of words that stay on the screen and are saved
    again by themselves, `opening` to somebody whose desk does not show; `message` to whoever may ask again.
    """

    def __init__(self, title: str, message: str, code: str = "known", *, typing: str = "", opening: str = "") -> None:
        super().__init__(f"{code}: {title}")
        self.title = title
        self.message = message
        self.code = code
        self.typing = typing or message
        self.opening = opening or message


class Refused(msgspec.Struct, frozen=True):
    """A "no" that was expected: its code, the field it is about, and the sentence for the person."""

    code: str
    words: str
    field: str | None = None


def refused(code: str, field: str | None = None) -> Refused:
    """The Refused of a problem code, with its words."""
    return Refused(str(code), problem_words(str(code)), field)
