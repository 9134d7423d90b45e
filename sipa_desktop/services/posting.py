"""Publications of the village: the checklist of channels, ready words and picture, and the proofs.

A channel is ticked only by a proof, and only when what the law asks for has reached the reader.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from urllib.parse import urlsplit

from sipa_core import ids
from sipa_core.domain import captions
from sipa_core.domain.channels import Channel, address_problem, is_post, recognise
from sipa_core.domain.publication_figures import PublicFigures
from sipa_core.domain.publication_figures import Refused as NotTold
from sipa_core.domain.statute import missing_items
from sipa_core.domain.workflow import PublicationState
from sipa_core.messages import _
from sipa_core.ops.posting import Prove
from sipa_core.ports import Clock
from sipa_core.wire.problems import Problem
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.errors import KnownError, Refused, refused
from sipa_desktop.events import Topic
from sipa_desktop.services import posting_words
from sipa_desktop.services.office import Office, read_office
from sipa_desktop.services.posting_views import CaptionView, PublicationDetail, PublicationRow
from sipa_desktop.services.proposals import queued
from sipa_desktop.services.publications import Published, figures_of, read_publication, read_publications
from sipa_desktop.services.queue_views import Done
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.services.times import stamp_words
from sipa_desktop.store.documents import DocumentKind
from sipa_desktop.store.unit_of_work import Store, Tx

_TEXT = "caption.text"
_MOST_PICTURES = 8


class Posting:
    """The publications in this desk's scope (a village: its own; the kecamatan: all, to read)."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._pictures: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def publications(self) -> tuple[PublicationRow, ...]:
        """Every publication, newest approval first."""
        with self._store.read() as tx:
            office = read_office(tx, self._clock)
            found = read_publications(tx, office, office.identity.village)
        found.sort(key=lambda one: (one.review.number("decided_at") if one.review else 0, one.record.id), reverse=True)
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

    def picture(self, publication_id: str) -> bytes | Refused:
        """The ready picture as PNG, 1080 x 1350; made once per version and kept in memory.

        KnownError when this installation cannot draw.
        """
        with self._store.read() as tx:
            office, published = self._published(tx, publication_id)
            if published is None:
                return refused(Problem.NOT_FOUND)
            figures = figures_of(tx, office, published)
        if isinstance(figures, NotTold):
            return Refused(Problem.INVALID.value, figures.reason, figures.path)
        key = (
            published.version.id,
            published.version.text("meta.content_hash"),
            office.public_url,
            str(figures.approved_on),
        )
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        drawn = _draw(figures)
        with self._lock:
            self._pictures[key] = drawn
            while len(self._pictures) > _MOST_PICTURES:
                self._pictures.popitem(last=False)
        return drawn

    def prove(self, publication_id: str, channel: str, url: str, *, with_picture: bool) -> Done | Refused:
        """Queue the proof of a post; refused while an item of the law is missing, or the address proves nothing."""
        address = url.strip()
        with self._store.write() as tx:
            office, published = self._published(tx, publication_id)
            told = self._told(tx, office, published, channel)
            if isinstance(told, Refused):
                return told
            version, figures, on = told
            if published is None or published.state is not PublicationState.PUBLIC:
                return Refused(
                    Problem.NOT_NOW.value, _("Laporan ini belum terbit, jadi belum ada yang dapat diposting.")
                )
            problem = _address_problem(office, on, address)
            if problem is not None:
                return Refused(Problem.INVALID.value, problem, "url")
            left = tx.documents.content(_document(version, channel)).get(_TEXT)
            text = left if isinstance(left, str) else captions.caption(figures, on)
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
                Ref(RecordType.POSTING, ids.posting_id(publication_id, channel)),
                Prove(version, address, text, with_picture, office.now),
                title,
                replaces=True,
            )

    def _published(self, tx: Tx, publication_id: str) -> tuple[Office, Published | None]:
        office = read_office(tx, self._clock)
        return office, read_publication(tx, office, publication_id)

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


def _document(version: str, channel: str) -> str:
    # By version: words about figures that a later version changed must not come up again.
    return f"caption:{version}:{channel}"


def _address_problem(office: Office, channel: Channel, address: str) -> str | None:
    """Why the address proves no post on the channel, or None when it may."""
    problem = address_problem(address)
    if problem is not None:
        return problem
    other = recognise(address, office.channels)
    if other is not None and other != channel.key:
        found = office.channel(other)
        words = _("Alamat ini dari {other}, bukan {channel}. Tempel alamat posting di {channel}.")
        return words.format(other=found.name if found is not None else other, channel=channel.name)
    if other is not None and not is_post(address, channel) and _is_front_page(address):
        return _("Alamat ini bukan alamat satu posting. Buka postingnya, lalu salin alamatnya dari sana.")
    return None


def _is_front_page(address: str) -> bool:
    # Platforms change the form of their posts; only what is plainly a profile or a front page is sent back.
    parts = urlsplit(address)
    return not parts.query and parts.path.strip("/").count("/") == 0


def _draw(figures: PublicFigures) -> bytes:
    from sipa_render.feed import RenderError, render_feed  # loading the typesetter costs time that no list needs

    try:
        return render_feed(figures)
    except RenderError:
        raise KnownError(
            _("Gambar belum dapat dibuat"),
            _("Pemasangan SIPA di komputer ini tidak lengkap. Data Anda aman. Pasang ulang SIPA, lalu coba lagi."),
            "cannot_draw",
        ) from None
