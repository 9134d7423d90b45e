"""What postings a picture or an address already proves: the same proof given twice is noticed, never silently taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sipa_core.domain.attachments import blobs_named
from sipa_core.domain.post_links import same_address
from sipa_core.messages import _, ngettext
from sipa_core.wire.records import Record, RecordType, Ref
from sipa_desktop.services.office import Office
from sipa_desktop.services.report_edit import short_title
from sipa_desktop.store.unit_of_work import Tx


class Traces:
    """The proofs of a village's postings, or of all in scope, as they stand in one snapshot."""

    def __init__(self, tx: Tx, office: Office, village: str | None = None) -> None:
        self._tx = tx
        self._office = office
        self._pictures: dict[str, list[Record]] = {}
        self._addresses: dict[str, list[Record]] = {}
        for posting in tx.records.all(RecordType.POSTING, village):
            for digest in blobs_named(posting.fields):
                self._pictures.setdefault(digest, []).append(posting)
            if posting.text("url"):
                self._addresses.setdefault(same_address(posting.text("url")), []).append(posting)

    def of_picture(self, sha256: str, but: str = "") -> tuple[str, ...]:
        """The names of the posts, other than the posting `but`, that this picture proves."""
        return self._names(self._pictures.get(sha256, ()), but)

    def of_address(self, url: str, but: str = "") -> tuple[str, ...]:
        """The names of the posts, other than the posting `but`, that this address proves."""
        return self._names(self._addresses.get(same_address(url), ()), but)

    def addresses(self, but_publication: str = "") -> dict[str, str]:
        """Every address that proves a post of another publication, with the name of the first of them."""
        found = {}
        for key, postings in self._addresses.items():
            others = [one for one in postings if one.text("publication") != but_publication]
            if others:
                found[key] = self._names(others, "")[0]
        return found

    def _names(self, postings: Iterable[Record], but: str) -> tuple[str, ...]:
        return tuple(post_name(self._tx, self._office, one) for one in postings if one.id != but)


def post_name(tx: Tx, office: Office, posting: Record) -> str:
    """`Facebook, Realisasi APB Desa Sem. I 2025`; on the kecamatan's desk with the village."""
    channel = office.channel(posting.text("channel"))
    publication = tx.records.get(Ref(RecordType.PUBLICATION, posting.text("publication")))
    template = office.newest_template(publication.text("type")) if publication is not None else None
    parts = [channel.name if channel is not None else posting.text("channel")]
    if publication is not None and template is not None:
        parts.append(short_title(template, publication.text("period"), tight=True))
    if office.identity.village is None:
        parts.append(office.village_label(posting.village))
    return ", ".join(parts)


def same_proof_words(names: tuple[str, ...]) -> str:
    """The sentence that says where the same picture stands already; empty when nowhere."""
    return _("Gambar yang sama sudah menjadi bukti {posts}.").format(posts=listed(names)) if names else ""


def listed(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    if len(names) == 1:
        return names[0]
    more = ngettext("{first}, dan {n} lagi", "{first}, dan {n} lagi", len(names) - 1)
    return more.format(first=names[0], n=len(names) - 1)
