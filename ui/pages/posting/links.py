"""Several links pasted at once: what each is, which of them the person takes, and all of them proved in one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.dates import iso_date
from sipa_core.domain.post_links import Fate
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.services.posting import Posting
from sipa_desktop.services.posting_views import LinkView
from sipa_desktop.services.queue_views import Done
from ui.runtime.faults import sentence_of
from ui.runtime.tasks import Runner


class LinksModel(QObject):
    """`links` as read from the text, `taken` (channel to address) what will be proved; `fault` says why nothing was.

    `proved` gives the sentence when all of them wait on this PC.
    """

    changed = Signal()
    proved = Signal(str)

    def __init__(self, posting: Posting, runner: Runner, publication: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posting = posting
        self._runner = runner
        self._publication = publication
        self._asked = 0
        self._chosen: dict[str, str] = {}
        self.links: tuple[LinkView, ...] = ()
        self.read_once = False
        self.fault = ""
        self.proving = False
        self.day: date | None = None
        self.day_fault = ""

    @property
    def taken(self) -> Mapping[str, str]:
        """Return the addresses that will be given as proof, by channel."""
        found = {link.channel: link.url for link in self.links if link.fate is Fate.FOUND}
        return {**found, **{channel: url for url, channel in self._chosen.items() if channel}}

    def chosen(self, url: str) -> str:
        """Return the channel that the person chose for a link, empty for none."""
        return self._chosen.get(url, "")

    def read(self, text: str) -> None:
        """Read the links of a text anew; what was chosen for the text before is forgotten."""
        self._asked += 1
        work = partial(self._posting.read_links, self._publication, text)
        self._runner.query(work, partial(self._arrived, self._asked), self._failed, owner=self)

    def choose(self, url: str, channel: str) -> None:
        """Lay an asked link to a channel, or to none; a channel has one link, the last chosen."""
        for other, at in list(self._chosen.items()):
            if at == channel:
                self._chosen[other] = ""
        self._chosen[url] = channel
        self.fault = ""
        self.changed.emit()

    def write_day(self, iso: str) -> None:
        """Take the day of all these posts as ISO text; an empty one is today."""
        self.day, self.day_fault, self.fault = iso_date(iso), "", ""
        self.changed.emit()

    def refuse_day(self, reason: str) -> None:
        """Say why what was typed is no day; nothing is proved until it is one."""
        self.day_fault = self.fault = reason
        self.changed.emit()

    def prove(self) -> None:
        """Give all that is taken as proof."""
        if self.proving or not self.taken or self.day_fault:
            return
        self.proving, self.fault = True, ""
        self.changed.emit()
        taken, day = dict(self.taken), self.day
        work = partial(self._posting.prove_links, self._publication, taken, with_picture=True, posted_on=day)
        self._runner.command(work, self._answered, self._failed, owner=self)

    def _arrived(self, asked: int, links: tuple[LinkView, ...] | Refused) -> None:
        if asked != self._asked:
            return
        self.read_once, self._chosen = True, {}
        if isinstance(links, Refused):
            self.links, self.fault = (), links.words
        else:
            self.links, self.fault = links, ""
        self.changed.emit()

    def _answered(self, answer: Done | Refused) -> None:
        self.proving = False
        if isinstance(answer, Refused):
            self.fault = answer.words
            self.changed.emit()
        else:
            self.proved.emit(answer.words)

    def _failed(self, fault: Exception) -> None:
        self.proving, self.fault = False, sentence_of(fault)
        self.changed.emit()


def count_words(model: LinksModel) -> str:
    """Return what was found, in one sentence; empty before a text was read."""
    if not model.read_once:
        return ""
    if not model.links:
        return _("Belum ada tautan di teks ini.")
    return _("{n} tautan ditemukan, {m} dipakai sebagai bukti.").format(n=len(model.links), m=len(model.taken))
