"""What is known on this desk about one publication: its version, figures, approval, and the posting of each channel.

The figures are those of the server's public page, from the same function with the same arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from sipa_core import ids
from sipa_core.domain.attachments import EVIDENCE, Attachment, attachments
from sipa_core.domain.channels import Channel
from sipa_core.domain.publication_figures import PublicFigures, figures_of_version
from sipa_core.domain.publication_figures import Refused as NotTold
from sipa_core.domain.templates import Publication, Template
from sipa_core.domain.workflow import PostingState, PublicationState, judges
from sipa_core.messages import _, ngettext
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.office import Office, code_names
from sipa_desktop.services.report_history import approved_on
from sipa_desktop.store.unit_of_work import Tx

DONE = (PostingState.PROVED, PostingState.VERIFIED)


class Posted(msgspec.Struct, frozen=True):
    """One channel of a publication: `record` is None while the posting has not come yet."""

    channel: Channel
    record: Record | None

    @property
    def state(self) -> PostingState:
        """Where the posting stands."""
        return posting_state(self.record)

    @property
    def done(self) -> bool:
        """True with a proof that the kecamatan has not refused."""
        return self.state in DONE

    @property
    def again(self) -> bool:
        """True when an earlier text was posted here and citizens now read another one on the public page."""
        return self.record is not None and self.record.fields.get("again") is True and not self.done

    @property
    def counts(self) -> bool:
        """False for an optional channel that was left out: nobody owes it."""
        return self.done or not self.channel.optional


class Published(msgspec.Struct, frozen=True):
    """A publication with everything around it."""

    record: Record
    version: Record
    review: Record | None
    template: Template
    rule: Publication
    channels: tuple[Posted, ...]

    @property
    def state(self) -> PublicationState:
        """Public, held or withdrawn."""
        return publication_state(self.record)

    @property
    def done(self) -> int:
        """How many channels have a proof."""
        return sum(posted.done for posted in self.channels)

    @property
    def total(self) -> int:
        """How many channels count: those owed, and optional ones that were posted."""
        return sum(posted.counts for posted in self.channels)

    @property
    def complete(self) -> bool:
        """True when every owed channel has a proof."""
        return self.done == self.total

    def posted(self, channel: str) -> Posted | None:
        """The posting of a channel."""
        return next((posted for posted in self.channels if posted.channel.key == channel), None)

    def approved_on(self, zone: str) -> date | None:
        """The day of the approval."""
        return approved_on(self.review, zone)


def read_publications(tx: Tx, office: Office, village: str | None = None) -> list[Published]:
    """Every publication of a village, or of all in scope, whose version and report type are known here."""
    postings = postings_by_publication(tx.records.all(RecordType.POSTING, village))
    found = (
        _published(tx, office, record, postings.get(record.id, {}))
        for record in tx.records.all(RecordType.PUBLICATION, village)
    )
    return [published for published in found if published is not None]


def read_publication(tx: Tx, office: Office, publication_id: str) -> Published | None:
    """One publication, or None when it is not known here."""
    record = tx.records.get(Ref(RecordType.PUBLICATION, publication_id))
    if record is None:
        return None
    postings = {
        channel.key: posting
        for channel in office.channels
        if (posting := tx.records.get(Ref(RecordType.POSTING, ids.posting_id(record.id, channel.key)))) is not None
    }
    return _published(tx, office, record, postings)


def postings_by_publication(records: Iterable[Record]) -> dict[str, dict[str, Record]]:
    """Postings by publication and channel."""
    found: dict[str, dict[str, Record]] = {}
    for record in records:
        found.setdefault(record.text("publication"), {})[record.text("channel")] = record
    return found


def channels_of(office: Office, postings: dict[str, Record]) -> tuple[Posted, ...]:
    """Every channel of the office with its posting, in the order of the checklist."""
    return tuple(Posted(channel, postings.get(channel.key)) for channel in office.channels)


def posting_state(record: Record | None) -> PostingState:
    """The state of a posting; owed while there is none, or one this program cannot read."""
    text = record.text("state") if record is not None else ""
    return PostingState(text) if text in set(PostingState) else PostingState.OWED


def publication_state(record: Record) -> PublicationState:
    """The state of a publication; held when it says something that this program does not know."""
    text = record.text("state")
    return PublicationState(text) if text in set(PublicationState) else PublicationState.HELD


def pictures_of(record: Record | None) -> tuple[Attachment, ...]:
    """The pictures that a posting names as its proof, in their order."""
    if record is None:
        return ()
    return tuple(one for _row, one in attachments(record.fields, EVIDENCE) if one.media.is_picture)


def figures_of(tx: Tx, office: Office, published: Published) -> PublicFigures | NotTold:
    """What the public is told by this publication, or why it cannot be told."""
    return figures_of_version(
        published.version,
        published.template,
        tx.records.all(RecordType.VILLAGE),
        public_url=office.public_url,
        approved_on=published.approved_on(office.zone),
        names=code_names(),
    )


def public_address(office: Office, published: Published) -> str:
    """The address of the report's public page, empty while no public address is known."""
    village = office.village(published.record.village)
    if village is None or not office.public_url:
        return ""
    period = published.version.text("meta.period")
    return f"{office.public_url}/desa/{village.slug}/laporan/{published.template.key}/{period}"


def _published(tx: Tx, office: Office, record: Record, postings: dict[str, Record]) -> Published | None:
    version = tx.records.get(Ref(RecordType.VERSION, record.text("version")))
    if version is None:
        return None
    template = office.template(version.text("meta.type"), version.number("meta.template_version"))
    if template is None or template.publication is None:
        return None
    review = tx.records.get(Ref(RecordType.REVIEW, ids.review_id(version.id)))
    if review is not None and not judges(review, version):
        review = None  # of a text that the server lost
    return Published(record, version, review, template, template.publication, channels_of(office, postings))


def lacking_words(published: Published) -> str:
    """`Kurang WhatsApp grup warga dan Papan informasi`; with many, the first two and how many more."""
    names = [posted.channel.name for posted in published.channels if posted.counts and not posted.done]
    if not names:
        return ""
    if len(names) == 1:
        listed = names[0]
    elif len(names) == 2:
        listed = _("{first} dan {second}").format(first=names[0], second=names[1])
    else:
        rest = ngettext("{first}, {second} dan {n} lagi", "{first}, {second} dan {n} lagi", len(names) - 2)
        listed = rest.format(first=names[0], second=names[1], n=len(names) - 2)
    return _("Kurang {listed}").format(listed=listed)
