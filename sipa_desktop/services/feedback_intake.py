"""Words from elsewhere: a block copied from Facebook or WhatsApp, looked at and ticked, becomes matters of the office.

Nothing is kept of what was not ticked. A word that is here already is seen, and never entered twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from sipa_core import ids
from sipa_core.domain.channels import whole_address
from sipa_core.domain.dates import format_date
from sipa_core.domain.feedback import MAX_LINK, MAX_TEXT, FeedbackKind, Source
from sipa_core.imports.comments import short_author, split_block
from sipa_core.messages import _, ngettext
from sipa_core.ops.feedback import Recorded
from sipa_core.ports import Clock
from sipa_core.privacy.patterns import findings, label, masked
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused
from sipa_desktop.services.office import read_office
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.way_words import way_words
from sipa_desktop.services.words import source_word
from sipa_desktop.store.unit_of_work import Store


class NameShown(StrEnum):
    """How much of a name is kept: its beginning, nothing, or all as it was written."""

    SHORT = "short"
    NONE = "none"
    FULL = "full"


class FoundComment(msgspec.Struct, frozen=True):
    """One comment of a block. `id` is the matter it would become; `text` and `author` are as they would be kept, with
    numbers of persons masked; `masked_words` says what was masked. `known` is True when it is here already."""

    id: str
    author: str
    text: str
    said_on: str
    masked_words: str
    known: bool
    kind: FeedbackKind


class Intake(msgspec.Struct, frozen=True):
    """A block as it was understood; `words` says what was found and what was left out.

    `alone` is True for one word without a name in it, such as one that was typed by hand.
    """

    comments: tuple[FoundComment, ...]
    words: str
    alone: bool = False


class _NoneTakenError(Exception):
    """Takes the whole transaction back, so that no half of the ticked comments is entered."""

    def __init__(self, no: Refused) -> None:
        super().__init__(no.code)
        self.refused = no


class FeedbackIntake:
    """Takes in what citizens said elsewhere (village only)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def look(self, block: str, source: Source, names: NameShown = NameShown.SHORT, author: str = "") -> Intake:
        """Split a pasted block; nothing is kept by looking. `author` is who said a word that stands alone, as typed."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            village = office.own_village.code
            found = split_block(block, source, office.today)
            comments: list[FoundComment] = []
            seen: set[str] = set()
            read = found.comments if found.known else tuple(replace(one, author=author) for one in found.comments)
            for one in read:
                matter = _id(village, source, one.author, one.text)
                known = matter in seen or tx.records.get(Ref(RecordType.FEEDBACK, matter)) is not None
                seen.add(matter)
                author = {NameShown.SHORT: short_author(one.author), NameShown.FULL: one.author}.get(names, "")
                comments.append(
                    FoundComment(
                        id=matter,
                        author=masked(author),
                        text=masked(one.text),
                        said_on=format_date(one.said_on) if one.said_on is not None else "",
                        masked_words=_masked_words(one.text),
                        known=known,
                        kind=_guess(one.text),
                    )
                )
        words = _words(found.known, comments, found.left_out, found.more)
        return Intake(tuple(comments), words, alone=bool(comments) and not found.known)

    def record(self, comments: Sequence[FoundComment], source: Source, link: str = "") -> Done | Refused:
        """Queue the comments that a person ticked, all or none; refused in words when one of them cannot be taken."""
        address = whole_address(link)
        if address and (not address.startswith("https://") or len(address) > MAX_LINK):
            words = _("Alamat tautan harus diawali https://. Salin lagi dari bilah alamat, atau kosongkan.")
            return Refused(Problem.INVALID.value, words, "link")
        fresh = [one for one in comments if not one.known]
        if not fresh:
            return Refused("empty", _("Belum ada komentar baru yang dipilih."), "comments")
        if any(not one.text.strip() or len(one.text) > MAX_TEXT for one in fresh):
            return Refused(Problem.INVALID.value, _("Ada komentar yang kosong atau terlalu panjang."), "comments")
        try:
            with self._store.write() as tx:
                read_office(tx, self._clock)
                way = way_words(tx)
                for one in fresh:
                    fields = Recorded(source, one.kind, one.text.strip(), "", one.author, one.said_on, address)
                    title = _("Masukan dari {source}").format(source=source_word(source))
                    done = queued(tx, "feedback.record", Ref(RecordType.FEEDBACK, one.id), fields, title)
                    if isinstance(done, Refused):
                        raise _NoneTakenError(done)
        except _NoneTakenError as no:
            return no.refused
        words = ngettext("{n} komentar dicatat", "{n} komentar dicatat", len(fresh)).format(n=len(fresh))
        return Done(_("{words} di komputer ini, {way}.").format(words=words, way=way), "")


def _id(village: str, source: Source, author: str, text: str) -> str:
    """The same comment is the same matter on every PC; who wrote it cannot be read back from the id."""
    said = " ".join(f"{author} {text}".casefold().split())
    return ids.natural_id("feedback", village, source.value, hashlib.sha256(said.encode()).hexdigest())


def _masked_words(text: str) -> str:
    kinds = dict.fromkeys(label(one.kind) for one in findings(text))
    return _("{what} ditutup").format(what=", ".join(kinds)) if kinds else ""


def _guess(text: str) -> FeedbackKind:
    """A first guess that the person can change: a question mark is a question, thanks are thanks."""
    low = text.casefold()
    if "?" in text or low.startswith(("kapan", "apakah", "berapa", "bagaimana", "kenapa", "mengapa")):
        return FeedbackKind.PERTANYAAN
    if "terima kasih" in low or "makasih" in low:
        return FeedbackKind.TERIMA_KASIH
    return FeedbackKind.KELUHAN


def _words(known: bool, comments: Sequence[FoundComment], left_out: int, more: int) -> str:
    if not comments:
        return _("Belum ada komentar yang terbaca.")
    if not known:
        words = _("Dibaca sebagai satu komentar.")
        return f"{words} {_('Sudah pernah dicatat.')}" if comments[0].known else words
    count = len(comments)
    parts = [ngettext("{n} komentar terbaca", "{n} komentar terbaca", count).format(n=count)]
    twice = sum(one.known for one in comments)
    if twice:
        parts.append(_("{n} sudah pernah dicatat").format(n=twice))
    if left_out:
        parts.append(_("{n} baris bukan komentar").format(n=left_out))
    if more:
        parts.append(_("{n} lagi tidak dimuat, tempel sisanya nanti").format(n=more))
    return f"{', '.join(parts)}."
