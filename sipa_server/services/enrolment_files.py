"""Enrolment files for villages: their place, and what an office needs to work before it ever had a line.

Only what is public or the same for all goes along: report types, duties, channels, the villages, and of the village's
own work what was published last. Drafts, talks and citizens' words wait for the line, since a stick can be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sipa_core.domain.workflow import PublicationState
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_core.sync.enrolment_file import EnrolmentFile, enrolment_name, seal_enrolment
from sipa_core.wire.records import Record, RecordType
from sipa_server.errors import KnownError
from sipa_server.platform.keys import ServerKeys
from sipa_server.services.accounts import AccountService
from sipa_server.store.account_rows import Person
from sipa_server.store.unit_of_work import Store, Work

_FOR_ALL: Final = frozenset({RecordType.VILLAGE, RecordType.TEMPLATE, RecordType.DUTY, RecordType.CHANNEL})
_OF_A_REPORT: Final = frozenset({RecordType.REPORT, RecordType.VERSION, RecordType.REVIEW, RecordType.PUBLICATION})
_PAGE: Final = 500
_BUDGET: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class MadeFile:
    """A file for one village: how it is called, its bytes, and for whom it is."""

    name: str
    content: bytes
    village: str | None
    place: str
    person: str


class EnrolmentFiles:
    """Makes the files; each carries a secret of its own, good once."""

    def __init__(self, store: Store, clock: Clock, keys: ServerKeys, accounts: AccountService, public_url: str) -> None:
        self._store = store
        self._clock = clock
        self._keys = keys
        self._accounts = accounts
        self._public_url = public_url

    def make(self, village: str | None, name: str, server_url: str, certificate: str = "") -> MadeFile:
        """The file for a village's admin, or for one of the kecamatan (`village` None).

        `certificate` is the SHA-256 (hex) of the server's own one. KnownError when there is no such village, another
        admin, no name, or no address.
        """
        if not server_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise KnownError(
                _("Alamat server belum diketahui"),
                _("Tidak ada yang dibuat. Tetapkan dahulu di mana server berdiri dengan `sipa-server stand`."),
                "no_address",
            )
        ticket = self._accounts.for_file(name, village)
        with self._store.read() as work:
            records = list(_first_records(work, ticket.person))
        content = EnrolmentFile(
            secret=ticket.secret,
            device=ticket.device,
            person=ticket.person.id,
            person_name=ticket.person.name,
            role=ticket.person.role,
            kecamatan=ticket.person.kecamatan,
            village=village,
            place_name=ticket.place_name,
            server_url=server_url.rstrip("/"),
            server_id=self._keys.server_id,
            server_sign_pub=self._keys.sign_pub,
            server_age_pub=self._keys.age_pub,
            epoch=ticket.epoch,
            public_url=self._public_url,
            made_at=self._clock.now(),
            records=records,
            certificate=certificate,
        )
        sealed = seal_enrolment(content, self._keys.sign)
        return MadeFile(enrolment_name(ticket.place_name), sealed, village, ticket.place_name, ticket.person.name)


def _first_records(work: Work, person: Person) -> Iterator[Record]:
    """What all have, then of each report type the report that was published last, as the village knows it."""
    own: list[Record] = []
    since, more = 0, True
    while more:
        page = work.records.page(person.actor, since, _PAGE, _BUDGET)
        since, more = page.upto, page.more
        yield from (one.opened() for one in page.records if one.type in _FOR_ALL)
        own += [one.opened() for one in page.records if one.type in _OF_A_REPORT]
    published = {
        one.text("report")
        for one in own
        if one.type == RecordType.PUBLICATION and one.text("state") == PublicationState.PUBLIC
    }
    newest: dict[str, Record] = {}
    for one in own:
        if one.type == RecordType.REPORT and one.id in published:
            known = newest.get(one.text("type"))
            if known is None or known.text("period") < one.text("period"):
                newest[one.text("type")] = one
    reports = {one.id for one in newest.values()}
    yield from (one for one in own if _report_of(one) in reports)


def _report_of(record: Record) -> str:
    if record.type == RecordType.REPORT:
        return record.id
    return record.text("meta.report") or record.text("report")
