"""What a verb answers: a mapping for machines, lines for people, and an exit code that says whether it was done.

Exit codes: 0 done · 1 refused, or not everything has its receipt · 2 the call is off · 3 a fault of this PC.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sipa_desktop.errors import Refused

DONE, REFUSED, USAGE, FAULT = 0, 1, 2, 3


@dataclass(frozen=True)
class Answer:
    """A verb's outcome."""

    data: Mapping[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)
    code: int = DONE

    def text(self, *, as_json: bool) -> str:
        """What goes to standard output."""
        if as_json:
            return msgspec.json.encode({"ok": self.code == DONE, **self.data}).decode()
        return "\n".join(self.lines)


def no(refused: Refused) -> Answer:
    """The answer to a refusal: its code and its sentence."""
    data: dict[str, Any] = {"code": refused.code, "words": refused.words}
    if refused.field is not None:
        data["field"] = refused.field
    return Answer(data, (refused.words,), REFUSED)


def say(text: str) -> None:
    """Write lines to standard output, to programs always as UTF-8; a program without a console has none."""
    if sys.stdout is None:
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
