"""What the page of publications shows and does: list, checklist, ready words and picture, proof. No widgets here.

A box is ticked by the service's proof alone, and words are called saved only after their command came back.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sipa_core.domain.channels import address_problem, whole_address
from sipa_core.domain.dates import iso_date
from sipa_core.domain.post_links import links_in
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.messages import _
from sipa_desktop.errors import Refused
from sipa_desktop.events import Changes, Topic
from sipa_desktop.services.posting_views import CaptionView, Carried, ChannelRow, PublicationDetail, PublicationRow
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.reports_views import Saved
from ui.pages.posting.links import LinksModel
from ui.pages.posting.picture import PictureModel
from ui.pages.posting.proof_pictures import ProofPictures
from ui.runtime.autosave import Autosave
from ui.runtime.faults import sentence_of, sentence_while_typing
from ui.runtime.tasks import Runner

if TYPE_CHECKING:
    from sipa_desktop.bootstrap import Desk

_CAPTION_PAUSE_MS = 400


class PostingModel(QObject):
    """`list_changed`, `detail_changed`, `caption_changed` (count, what lacks, saved or not), `text_changed` (the editor
    must show `text`), `proof_changed`; `picture` and `pictures` tell their own changes; `said` is for a toast,
    `carried` for one with the folder that was written, `links_given` gives a pasted text with several links,
    `proved` the channel that has its proof now.
    """

    list_changed = Signal()
    detail_changed = Signal()
    caption_changed = Signal()
    text_changed = Signal()
    proof_changed = Signal()
    said = Signal(str)
    proved = Signal(str)
    carried = Signal(str, str)
    links_given = Signal(str)

    def __init__(self, desk: Desk, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posting = desk.posting
        self._runner = runner
        self.rows: tuple[PublicationRow, ...] = ()
        self.loaded = False
        self.list_problem = ""
        self.search = ""
        self.current = ""
        self.detail: PublicationDetail | None = None
        self.detail_problem = ""
        self.channel = ""
        self.caption: CaptionView | None = None
        self.caption_problem = ""
        self.text = ""
        self.text_words = ""
        self.with_picture = True
        self.picture = PictureModel(desk.posting, runner, self)
        self.pictures = ProofPictures(desk, runner, self)
        self.address = ""
        self.place = ""
        self.day: date | None = None
        self.day_fault = ""
        self.proof_fault = ""
        self.replacing = False
        self.proving = False
        self.carry_fault = ""
        self._edits = 0
        self._cleared = False
        self._tickets = {"detail": 0, "caption": 0}
        self._saver = Autosave(runner, _CAPTION_PAUSE_MS, parent=self)
        self._saver.saved.connect(self._text_saved)
        self._saver.failed.connect(self._text_not_saved)

    @property
    def listed(self) -> tuple[PublicationRow, ...]:
        """Return the publications whose title has the words searched for."""
        wanted = self.search.casefold()
        return tuple(row for row in self.rows if wanted in row.title.casefold())

    @property
    def row(self) -> ChannelRow | None:
        """Return the chosen channel of the checklist."""
        channels = self.detail.channels if self.detail is not None else ()
        return next((row for row in channels if row.key == self.channel), None)

    @property
    def public(self) -> bool:
        """Tell whether citizens may read the publication; one that is held must not be spread by hand either."""
        return self.detail is not None and self.detail.state is PublicationState.PUBLIC

    @property
    def takes_proof(self) -> bool:
        """Tell whether the chosen channel takes a proof: it is owed, or its unchecked proof is being replaced."""
        row = self.row
        if row is None or not self.public:
            return False
        return row.open or (self.replacing and row.state is PostingState.PROVED)

    @property
    def reading_text(self) -> bool:
        """Tell whether the words of the chosen channel are still on their way; no proof is taken of words unseen."""
        return self.caption is None and not self.caption_problem

    @property
    def unsaved(self) -> bool:
        """Tell whether words of the person are not on the disk yet."""
        return not self._saver.clean

    def refresh(self) -> None:
        """Read list, checklist and words anew."""
        self._runner.query(self._posting.publications, self._rows_arrived, self._rows_failed)
        if self.current:
            self._load_detail()

    def changed(self, changes: Changes) -> None:
        """Read anew what a change may have touched."""
        if changes.touches(Topic.PUBLICATIONS, Topic.REPORTS, Topic.REVIEWS, Topic.OFFICE, Topic.OUTBOX):
            self.refresh()
        elif changes.touches(Topic.DRAFTS):
            self._load_caption()
        if changes.touches(Topic.ATTACHMENTS):
            self.pictures.arrived()

    def find(self, words: str) -> None:
        """List only the publications whose title has these words."""
        self.search = words
        self.list_changed.emit()

    def choose(self, publication_id: str) -> None:
        """Show another publication."""
        if publication_id == self.current:
            return
        self.flush()
        self.current = publication_id
        self.detail, self.detail_problem = None, ""
        self.channel = ""
        self.day, self.day_fault = None, ""
        self._forget_caption()
        self.picture.forget()
        self.list_changed.emit()
        self.detail_changed.emit()
        self._load_detail()

    def choose_channel(self, key: str) -> None:
        """Show words and proof of another channel."""
        if key == self.channel:
            return
        self.flush()
        self.channel = key
        self._forget_caption()
        self._show_pictures()
        self.detail_changed.emit()
        self._load_caption()

    def replace_proof(self) -> None:
        """Ask for another address for a proof that the kecamatan has not checked yet."""
        self.replacing = True
        self.proof_changed.emit()

    def write(self, text: str) -> None:
        """Take the words as the person left them; they are saved a moment later. Empty words are not kept."""
        if text == self.text or self.caption is None:
            return
        self.text = text
        self.text_words = ""
        self._edits += 1
        self._cleared = not text.strip()
        if not self._cleared:
            self._keep(text)
        self.caption_changed.emit()

    def restore_text(self) -> None:
        """Bring the ready words back."""
        self._edits += 1
        self._cleared = False
        self._keep("")
        self._saver.flush()

    def include_picture(self, included: bool) -> None:
        """Say whether the post has the picture, on which it depends what the words must tell."""
        if included != self.with_picture:
            self.with_picture = included
            self.proof_fault = ""
            self.proof_changed.emit()
            self._load_caption()

    def write_address(self, address: str) -> None:
        """Take the address as typed; a fault said about the one before goes. A whole message is no address."""
        if len(links_in(address)) > 1:
            self.address = ""
            self.proof_changed.emit()
            self.links_given.emit(address)
            return
        self.address = address
        self._forget_fault()

    def finish_address(self) -> None:
        """Complete what was typed with the https:// that people leave out, so that they see what was understood."""
        whole = whole_address(self.address)
        if whole != self.address:
            self.address = whole
            self.proof_changed.emit()

    def prove(self) -> None:
        """Give the address as the proof for the chosen channel, after the words that are still being saved."""
        if not self.takes_proof or self.proving or self.reading_text or self.pictures.taking:
            return
        self.finish_address()
        address, row = self.address, self.row
        by_picture = bool(self.pictures.chosen) or (row is not None and not row.takes_url)
        problem = self.day_fault or (address_problem(address) if address or not by_picture else None)
        if problem is None and not self.text.strip():
            problem = _("Teks postingnya masih kosong. Tulis teks yang diposting, atau kembalikan teks awal.")
        if problem is not None:
            self.proof_fault = problem
            self.proof_changed.emit()
            return
        self.flush()
        self.proving = True
        self.proof_changed.emit()
        work = partial(
            self._posting.prove,
            self.current,
            self.channel,
            address,
            with_picture=self.with_picture,
            pictures=self.pictures.chosen,
            posted_on=self.day,
            place=self.place,
        )
        key = (self.current, self.channel)
        self._runner.command(work, partial(self._proved, key), partial(self._not_proved, key), owner=self)

    def links(self) -> LinksModel:
        """Return a model for several links of the publication in hand, after the words that are still being saved."""
        self.flush()
        return LinksModel(self._posting, self._runner, self.current)

    def write_place(self, place: str) -> None:
        """Take where the board hangs."""
        self.place = place

    def write_day(self, iso: str) -> None:
        """Take the day of the post as ISO text; an empty one is today. It stays for the next channel."""
        self.day, self.day_fault = iso_date(iso), ""
        self._forget_fault()

    def refuse_day(self, reason: str) -> None:
        """Say why what was typed is no day; no proof is taken until it is one."""
        self.day_fault = self.proof_fault = reason
        self.proof_changed.emit()

    def carry(self, parent: Path) -> None:
        """Write the folder for a phone into a place the person chose."""
        self.flush()
        self.carry_fault = ""
        work = partial(self._posting.carry, self.current, parent)
        self._runner.command(work, self._carried, self._not_carried, owner=self)

    def flush(self) -> None:
        """Save what is being typed now."""
        self._saver.flush()

    def _forget_fault(self) -> None:
        if self.proof_fault:
            self.proof_fault = ""
            self.proof_changed.emit()

    def _keep(self, text: str) -> None:
        work = partial(self._posting.save_caption, self.current, self.channel, text)
        self._saver.put(f"{self.current} {self.channel}", work)

    def _next(self, what: str) -> int:
        """Number a reading, so that a late answer to an earlier question is not shown."""
        self._tickets[what] += 1
        return self._tickets[what]

    def _rows_arrived(self, rows: tuple[PublicationRow, ...]) -> None:
        self.rows, self.loaded, self.list_problem = tuple(rows), True, ""
        if self.rows and self.current not in {row.id for row in self.rows}:
            self.choose(next((row.id for row in self.rows if not row.complete), self.rows[0].id))
        self.list_changed.emit()

    def _rows_failed(self, fault: Exception) -> None:
        self.loaded, self.list_problem = True, sentence_of(fault)
        self.list_changed.emit()

    def _load_detail(self) -> None:
        ticket = self._next("detail")
        work = partial(self._posting.detail, self.current)
        self._runner.query(
            work, partial(self._detail_arrived, ticket), partial(self._detail_failed, ticket), owner=self
        )

    def _detail_arrived(self, ticket: int, found: PublicationDetail | Refused) -> None:
        if ticket != self._tickets["detail"]:
            return
        if isinstance(found, Refused):
            self.detail, self.detail_problem = None, found.words
            self.detail_changed.emit()
            return
        self.detail, self.detail_problem = found, ""
        if self.channel not in {row.key for row in found.channels}:
            self.channel = _first_channel(found)
        row = self.row
        if row is not None and row.state is PostingState.VERIFIED:
            self.replacing = False
        self._show_pictures()
        self.detail_changed.emit()
        self._load_caption()
        self.picture.load(found.id, found.version)

    def _show_pictures(self) -> None:
        row = self.row
        self.pictures.show(self.current, self.channel, row.pictures if row is not None else ())

    def _detail_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["detail"]:
            self.detail, self.detail_problem = None, sentence_of(fault)
            self.detail_changed.emit()

    def _forget_caption(self) -> None:
        self.caption, self.caption_problem, self.text, self.text_words = None, "", "", ""
        self.with_picture, self.address, self.proof_fault, self.replacing = True, "", "", False
        self.place = ""
        self._cleared = False
        self.text_changed.emit()
        self.caption_changed.emit()
        self.proof_changed.emit()

    def _load_caption(self) -> None:
        if not self.channel or self.detail is None:
            return
        ticket = self._next("caption")
        # Words typed after this moment, or still on their way to the disk, must not be replaced by what is read now.
        stamp = self._edits if self._saver.clean else -1
        work = partial(self._posting.caption, self.current, self.channel, with_picture=self.with_picture)
        arrived, failed = partial(self._caption_arrived, ticket, stamp), partial(self._caption_failed, ticket)
        self._runner.query(work, arrived, failed, owner=self)

    def _caption_arrived(self, ticket: int, stamp: int, found: CaptionView | Refused) -> None:
        if ticket != self._tickets["caption"]:
            return
        if isinstance(found, Refused):
            self.caption, self.caption_problem = None, found.words
        else:
            self.caption, self.caption_problem = found, ""
            if stamp == self._edits and found.text != self.text and not self._cleared:
                self.text = found.text
                self.text_changed.emit()
        self.caption_changed.emit()
        self.proof_changed.emit()

    def _caption_failed(self, ticket: int, fault: Exception) -> None:
        if ticket == self._tickets["caption"]:
            self.caption, self.caption_problem = None, sentence_of(fault)
            self.caption_changed.emit()
            self.proof_changed.emit()

    def _text_saved(self, key: str, result: Saved | Refused) -> None:
        if key == f"{self.current} {self.channel}":
            self.text_words = result.words
            self._load_caption()
            self.caption_changed.emit()

    def _text_not_saved(self, _key: str, fault: Exception) -> None:
        self.text_words = sentence_while_typing(fault)
        self.caption_changed.emit()

    def _proved(self, key: tuple[str, str], result: Done | Refused) -> None:
        self.proving = False
        here = key == (self.current, self.channel)
        if isinstance(result, Refused):
            self.proof_fault = result.words if here else self.proof_fault
        else:
            if here:
                self.address, self.proof_fault, self.replacing = "", "", False
                self.pictures.forget()
            self.said.emit(result.words)
            self.proved.emit(key[1])
            self.refresh()
        self.proof_changed.emit()

    def _carried(self, result: Carried | Refused) -> None:
        if isinstance(result, Refused):
            self.carry_fault = result.words
            self.proof_changed.emit()
        else:
            self.carried.emit(result.words, result.folder)

    def _not_carried(self, fault: Exception) -> None:
        self.carry_fault = sentence_of(fault)
        self.proof_changed.emit()

    def _not_proved(self, key: tuple[str, str], fault: Exception) -> None:
        self.proving = False
        words = sentence_of(fault)
        if key == (self.current, self.channel):
            self.proof_fault = words
        self.proof_changed.emit()


def _first_channel(detail: PublicationDetail) -> str:
    """The channel to begin with: a refused one, the first that is owed and must be posted, else the first of all."""
    owed = [row for row in detail.channels if row.open]
    refused = [row for row in owed if row.state is PostingState.REFUSED]
    chosen = refused or [row for row in owed if not row.optional] or owed or list(detail.channels)
    return chosen[0].key if chosen else ""
