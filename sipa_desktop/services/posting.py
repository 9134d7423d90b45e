"""Publications of the village: the checklist of channels, ready words and pictures, and the proofs.

A channel is ticked only by a proof, and only when what the law asks for has reached the reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from sipa_core import ids
from sipa_core.domain import captions
from sipa_core.domain.attachments import EVIDENCE, Attachment, leaves
from sipa_core.domain.channels import Channel, whole_address
from sipa_core.domain.dates import end_of_day, format_date, local_date
from sipa_core.domain.paths import Value
from sipa_core.domain.post_links import lay_out, refusal_on
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.publication_figures import Refused as NotTold
from sipa_core.domain.statute import missing_items
from sipa_core.domain.workflow import PostingState, PublicationState
from sipa_core.messages import _
from sipa_core.ops.posting import MAX_PICTURES, MAX_PLACE, Prove
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.platform.whole_files import write_whole
from sipa_desktop.services import posting_words
from sipa_desktop.services.carry import fat_name, notepad_text, write_folder
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.posting_views import CaptionView, Carried, LinkView, PublicationDetail, PublicationRow
from sipa_desktop.services.proof_traces import Traces, same_proof_words
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.publication_pictures import PictureForm, PublicationPictures
from sipa_desktop.services.publications import Published, figures_of, read_publication, read_publications
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.services.times import stamp_words
from sipa_desktop.services.way_words import way_words
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Store, Tx

_HALF_DAY_MS: Final = 12 * 3_600_000
_TEXT = "caption.text"
_OPEN = (PostingState.OWED, PostingState.REFUSED)


class Posting:
    """The publications in this desk's scope (a village: its own; the kecamatan: all, to read)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._pictures = PublicationPictures()

    def publications(self) -> tuple[PublicationRow, ...]:
        """Every publication: those still to be posted first, then the done ones; of each, newest approval first."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            found = read_publications(tx, office, office.identity.village)
        found.sort(key=lambda one: (one.review.number("decided_at") if one.review else 0, one.record.id), reverse=True)
        found.sort(key=lambda one: one.complete or one.state is PublicationState.WITHDRAWN)
        return tuple(posting_words.publication_row(office, published) for published in found)

    def detail(self, publication_id: str) -> PublicationDetail | Refused:
        """One publication with its checklist."""
        with self._store.read() as tx:
            office, published = self._published(tx, publication_id)
            if published is None:
                return refused(Problem.NOT_FOUND)
            pending = tx.records.pending(RecordType.POSTING)
            return posting_words.publication_detail(office, published, figures_of(tx, office, published), pending)

    def caption(self, publication_id: str, channel: str, *, with_picture: bool = True) -> CaptionView | Refused:
        """The ready words of a channel: as last left by a person, else as made from the report's figures."""
        with self._store.read() as tx:
            office, published = self._published(tx, publication_id)
            told = self._told(tx, office, published, channel)
            if isinstance(told, Refused):
                return told
            version, figures, on = told
            document = tx.documents.get(_document(version, channel))
            left = tx.documents.content(document.id).get(_TEXT) if document is not None else None
        text = left if isinstance(left, str) else captions.caption(figures, on)
        return posting_words.caption_view(
            publication_id,
            on,
            text,
            missing_items(text, figures, with_picture=with_picture),
            saved_at=document.saved_at if document is not None and isinstance(left, str) else None,
        )

    def captions_left(self, publication_id: str) -> dict[str, str]:
        """The words that a person left for each channel of the newest version, by its key; without the ready words."""
        with self._store.read() as tx:
            _office, published = self._published(tx, publication_id)
            left: dict[str, str] = {}
            for posted in published.channels if published is not None else ():
                assert published is not None
                text = tx.documents.content(_document(published.version.id, posted.channel.key)).get(_TEXT)
                if isinstance(text, str) and text.strip():
                    left[posted.channel.key] = text
        return left

    def save_caption(self, publication_id: str, channel: str, text: str) -> Saved | Refused:
        """Journal the words of one channel of one version; an empty text brings the ready words back."""
        with self._store.write() as tx:
            office, published = self._published(tx, publication_id)
            if published is None or office.channel(channel) is None:
                return refused(Problem.NOT_FOUND)
            document = _document(published.version.id, channel)
            about = {"publication": publication_id, "channel": channel}
            tx.documents.start(document, DocumentKind.CAPTION, about, office.now)
            tx.documents.save(document, {_TEXT: text if text.strip() else None}, office.now)
            tx.touch(Topic.DRAFTS)
        time = stamp_words(office.now, office.today, office.zone)
        return Saved(office.now, _("Tersimpan di komputer ini {time}").format(time=time))

    def picture(self, publication_id: str, form: PictureForm = PictureForm.FEED) -> bytes | Refused:
        """A ready picture as PNG, made once for the same figures. KnownError when this installation cannot draw."""
        figures = self._figures(publication_id)
        return figures if isinstance(figures, Refused) else self._pictures.png(figures, form)

    def board_pdf(self, publication_id: str) -> bytes | Refused:
        """The sheet for the board as PDF, A3. KnownError when this installation cannot draw."""
        figures = self._figures(publication_id)
        return figures if isinstance(figures, Refused) else self._pictures.board_pdf(figures)

    def save_picture(self, publication_id: str, form: PictureForm, path: Path) -> Refused | None:
        """Write a ready picture for the person, whole or not at all: the sheet for the board as PDF when the path says
        so, else PNG. NotWritten, with words, when the place is full, locked or gone; what stood there stays.
        """
        pdf = form is PictureForm.BOARD and path.suffix.lower() == ".pdf"
        made = self.board_pdf(publication_id) if pdf else self.picture(publication_id, form)
        if isinstance(made, Refused):
            return made
        write_whole(path, made)
        return None

    def carry(self, publication_id: str, parent: Path) -> Carried | Refused:
        """Write a folder with the pictures and one text per channel into `parent`, to be carried to a phone.

        KnownError in words when the place is full, locked or gone.
        """
        with self._store.read() as tx:
            office, published = self._published(tx, publication_id)
            if published is None:
                return refused(Problem.NOT_FOUND)
            if published.state is not PublicationState.PUBLIC:
                return _not_public()
            figures = figures_of(tx, office, published)
            if isinstance(figures, NotTold):
                return Refused(Problem.INVALID.value, figures.reason, figures.path)
            texts = {
                one.channel: self._text(tx, published, figures, one.channel)
                for one in published.channels
                if not one.channel.takes_photo_only
            }
        files = {f"gambar-{form.value}.png": self._pictures.png(figures, form) for form in PictureForm}
        files["papan-a3.pdf"] = self._pictures.board_pdf(figures)
        for channel, text in texts.items():
            files[fat_name(f"teks-{channel.name}", ".txt")] = notepad_text(text)
        village = office.village_label(published.record.village)
        name = fat_name(f"sipa {village} {short_title(published.template, published.version.text('meta.period'))}")
        folder = write_folder(parent, name, files)
        words = _("{n} berkas tersimpan di folder {name}.").format(n=len(files), name=folder.name)
        return Carried(str(folder), len(files), words)

    def read_links(self, publication_id: str, text: str) -> tuple[LinkView, ...] | Refused:
        """The links of a pasted text, each with the channel it belongs to; nothing is fetched, nothing is written."""
        with self._store.read() as tx:
            office, published = self._published(tx, publication_id)
            if published is None:
                return refused(Problem.NOT_FOUND)
            used = Traces(tx, office, published.record.village).addresses(but_publication=publication_id)
        owed = {one.channel.key for one in published.channels if one.record is not None and one.state in _OPEN}
        names = {channel.key: channel.name for channel in office.channels}
        return tuple(
            LinkView(
                link.url,
                link.fate,
                link.channel,
                names.get(link.channel, ""),
                link.words,
                tuple((key, names[key]) for key in link.choices),
            )
            for link in lay_out(text, office.channels, owed, used)
        )

    def prove(
        self,
        publication_id: str,
        channel: str,
        url: str = "",
        *,
        with_picture: bool,
        pictures: Sequence[Attachment] = (),
        posted_on: date | None = None,
        place: str = "",
    ) -> Done | Refused:
        """Queue the proof of a post: its address, pictures that are kept on this PC already, or both.

        Refused while an item of the law is missing, or what is given proves nothing on this channel. `posted_on` is
        the day of the post, today when nobody says another; refused when it lies ahead or before the publication.
        """
        with self._store.write() as tx:
            office, published = self._published(tx, publication_id)
            return self._prove(
                tx, office, published, channel, whole_address(url), pictures, with_picture, posted_on, place.strip()
            )

    def prove_links(
        self, publication_id: str, urls: Mapping[str, str], *, with_picture: bool, posted_on: date | None = None
    ) -> Done | Refused:
        """Queue the proofs of several channels (key to address) in one act: all of them, or none and the first why.

        `posted_on` is the day of all these posts, as in `prove`.
        """
        if not urls:
            return Refused(Problem.INVALID.value, _("Belum ada tautan yang dipilih. Tempel tautan postingnya dulu."))
        try:
            with self._store.write() as tx:
                office, published = self._published(tx, publication_id)
                way = way_words(tx)
                for channel, url in urls.items():
                    done = self._prove(
                        tx, office, published, channel, whole_address(url), (), with_picture, posted_on, ""
                    )
                    if isinstance(done, Refused):
                        raise _NotAllError(office.channel(channel), done)
        except _NotAllError as no:
            words = f"{no.channel.name}: {no.refused.words}" if no.channel is not None else no.refused.words
            return Refused(no.refused.code, words, no.refused.field)
        return Done(_("{n} bukti tersimpan di komputer ini, {way}.").format(n=len(urls), way=way))

    def used_elsewhere(self, publication_id: str, channel: str, sha256: str) -> str:
        """A sentence when the same picture already proves another post, empty when it does not."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            traces = Traces(tx, office, office.identity.village)
            return same_proof_words(traces.of_picture(sha256, ids.posting_id(publication_id, channel)))

    def _prove(
        self,
        tx: Tx,
        office: Office,
        published: Published | None,
        channel: str,
        url: str,
        pictures: Sequence[Attachment],
        with_picture: bool,
        posted_on: date | None,
        place: str,
    ) -> Done | Refused:
        told = self._told(tx, office, published, channel)
        if isinstance(told, Refused):
            return told
        version, figures, on = told
        if published is None or published.state is not PublicationState.PUBLIC:
            return _not_public()
        problem = _proof_problem(office, on, url, pictures)
        if problem is not None:
            return problem
        at = _posted_at(office, published, posted_on)
        if isinstance(at, Refused):
            return at
        text = self._text(tx, published, figures, on)
        missing = missing_items(text, figures, with_picture=with_picture)
        if missing:
            words = posting_words.missing_words(missing[0], with_picture=with_picture)
            return Refused(Problem.ITEM_MISSING.value, words, missing[0].key)
        title = _("Bukti {channel}: {report}").format(
            channel=on.name,
            report=short_title(published.template, published.version.text("meta.period"), tight=True),
        )
        return queued(
            tx,
            "posting.prove",
            Ref(RecordType.POSTING, ids.posting_id(published.record.id, channel)),
            Prove(version, url, text, with_picture, at, _rows(pictures), place[:MAX_PLACE]),
            title,
            replaces=True,
        )

    def _published(self, tx: Tx, publication_id: str) -> tuple[Office, Published | None]:
        office = read_office(tx, self._clock)
        return office, read_publication(tx, office, publication_id)

    def _figures(self, publication_id: str) -> PublicFigures | Refused:
        with self._store.read() as tx:
            office, published = self._published(tx, publication_id)
            if published is None:
                return refused(Problem.NOT_FOUND)
            figures = figures_of(tx, office, published)
        return Refused(Problem.INVALID.value, figures.reason, figures.path) if isinstance(figures, NotTold) else figures

    @staticmethod
    def _text(tx: Tx, published: Published, figures: PublicFigures, channel: Channel) -> str:
        """The words of a channel as last left, else as made."""
        left = tx.documents.content(_document(published.version.id, channel.key)).get(_TEXT)
        return left if isinstance(left, str) else captions.caption(figures, channel)

    @staticmethod
    def _told(
        tx: Tx, office: Office, published: Published | None, channel: str
    ) -> tuple[str, PublicFigures, Channel] | Refused:
        """The version, what it tells, and the channel; or why there are no words for it."""
        on = office.channel(channel)
        if published is None or on is None:
            return refused(Problem.NOT_FOUND)
        figures = figures_of(tx, office, published)
        if isinstance(figures, NotTold):
            return Refused(Problem.INVALID.value, figures.reason, figures.path)
        return published.version.id, figures, on


class _NotAllError(Exception):
    """One of several proofs was refused: none of them is written."""

    def __init__(self, channel: Channel | None, refused: Refused) -> None:
        super().__init__(refused.code)
        self.channel = channel
        self.refused = refused


def _document(version: str, channel: str) -> str:
    # By version: words about figures that a later version changed must not come up again.
    return f"caption:{version}:{channel}"


def _not_public() -> Refused:
    return Refused(Problem.NOT_NOW.value, _("Laporan ini belum terbit, jadi belum ada yang dapat diposting."))


def _proof_problem(office: Office, channel: Channel, url: str, pictures: Sequence[Attachment]) -> Refused | None:
    """Why what is given proves no post on the channel, or None when it may."""
    if pictures and not channel.takes_picture:
        words = _("{channel} dibuktikan dengan tautan, bukan gambar. Tempel tautan postingnya.")
        return Refused(Problem.INVALID.value, words.format(channel=channel.name), EVIDENCE)
    if len(pictures) > MAX_PICTURES:
        words = _("Paling banyak {n} gambar untuk satu bukti. Kurangi dulu.").format(n=MAX_PICTURES)
        return Refused(Problem.INVALID.value, words, EVIDENCE)
    if not url and not pictures and channel.takes_photo_only:
        return Refused(Problem.INVALID.value, _("Belum ada foto. Foto papannya, lalu pilih fotonya di sini."), EVIDENCE)
    if url or not pictures:
        problem = refusal_on(url, channel, office.channels)
        if problem is not None:
            return Refused(Problem.INVALID.value, problem, "url")
    return None


def _posted_at(office: Office, published: Published, day: date | None) -> int | Refused:
    """When the post was made (UTC ms): now for today, else noon of its day, never before the publication."""
    if day is None or day == office.today:
        return office.now
    if day > office.today:
        words = _("Tanggal posting belum tiba. Isi tanggal saat posting itu dibuat, paling akhir hari ini.")
        return Refused(Problem.INVALID.value, words, "posted_at")
    begun = published.record.number("published_at")
    first = local_date(begun, office.zone)
    if day < first:
        words = _("Laporan ini baru terbit {day}. Posting tidak mungkin lebih dulu. Periksa tanggalnya.")
        return Refused(Problem.INVALID.value, words.format(day=format_date(first)), "posted_at")
    return max(begun, end_of_day(day, office.zone) - _HALF_DAY_MS)


def _rows(pictures: Sequence[Attachment]) -> dict[str, Value]:
    """The leaves of the pictures; the row's key comes from the content, so the same picture stands once."""
    found: dict[str, Value] = {}
    for at, picture in enumerate(pictures):
        row = ids.natural_id(EVIDENCE, picture.sha256)
        found |= {**leaves(EVIDENCE, row, picture), f"{EVIDENCE}[{row}].pos": at}
    return found
