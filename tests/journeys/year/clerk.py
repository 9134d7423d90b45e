"""A person at a desk, whose inputs are counted: what a report costs, and which figures were typed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.window_desk import WindowDesk

_RUPIAH = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+")


@dataclass
class Tally:
    """What was given in, by report; `figures` are the rupiah that were typed, with the report they were typed in."""

    inputs: Counter[str] = field(default_factory=Counter)
    figures: list[tuple[str, str]] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)
    """What the panel still advised when a report was sent, with the report."""
    from_zip: int = 0
    """What the half year's report took, from the first input at Beranda to the sending."""
    report: str = ""

    def note_findings(self, texts: list[str]) -> None:
        """Keep what the panel of the open report advises."""
        self.findings += [(self.report, one) for one in texts if one.startswith(("Saran: ", "Perlu diperbaiki: "))]

    def twice(self) -> list[str]:
        """Return the rupiah that were typed more than once in the year."""
        counted = Counter(figure for _report, figure in self.figures)
        return sorted(figure for figure, times in counted.items() if times > 1)


class Clerk:
    """A desk's windows as its person uses them; a click, a key, a choice, a file, a typed text are one input."""

    def __init__(self, desk: WindowDesk, tally: Tally) -> None:
        self.desk = desk
        self.tally = tally

    def click(self, name: str) -> None:
        """Press a button."""
        self._count()
        self.desk.click(name)

    def press(self, keys: str, times: int = 1) -> None:
        """Press a combination of keys, so many times."""
        for _time in range(times):
            self._count()
            self.desk.press(keys)

    def fill(self, name: str, text: str) -> None:
        """Type into a field."""
        self._typed(text)
        self.desk.fill(name, text)

    def type(self, text: str) -> None:
        """Type where the caret stands."""
        self._typed(text)
        self.desk.type(text)

    def choose(self, text: str) -> str:
        """Click a row; all its words."""
        self._count()
        return self.desk.choose(text)

    def file(self, path: Path) -> None:
        """Answer the file dialog."""
        self._count()
        self.desk.file(path)

    def drop(self, path: Path) -> None:
        """Drag a file from its folder onto the window."""
        self._count()
        self.desk.drop(path)

    def answer(self, verb: str) -> None:
        """Press a button of the question in front."""
        self._count()
        self.desk.answer(verb)

    def paste(self, text: str) -> None:
        """Paste what was copied elsewhere at the place in hand."""
        self._count()
        self.desk.paste(text)

    def fetch(self, text: str) -> None:
        """Press F5 until the words have come from the other side."""
        self.desk.fetch(text)

    def wait(self, text: str) -> str:
        """Wait until the words are in sight; the whole text they stand in."""
        return self.desk.wait(text)

    def ready(self, name: str) -> None:
        """Wait until a part can be used."""
        self.desk.ready(name)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.desk.value(name)

    def texts(self) -> list[str]:
        """Every text in sight."""
        return self.desk.texts()

    def shot(self, path: Path) -> None:
        """Write a picture of the window in front."""
        self.desk.shot(path)

    def _count(self) -> None:
        self.tally.inputs[self.tally.report] += 1

    def _typed(self, text: str) -> None:
        self._count()
        if _RUPIAH.fullmatch(text):
            self.tally.figures.append((self.tally.report, text))
