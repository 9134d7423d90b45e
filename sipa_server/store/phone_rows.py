"""The pages that phones may open: rows in, frozen values out. The code comes here as a hash only."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from sipa_server.store.tables import phone_pages


@dataclass(frozen=True)
class PhonePage:
    """A page for one publication, asked for by a person from a PC; `captions` are the words left for each channel."""

    id: str
    person: str
    device: str
    publication: str
    captions: dict[str, str]
    created_at: int
    expires_at: int


class PhonePageRows:
    """The pages as one transaction sees them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, page: PhonePage, code_hash: str) -> None:
        """Keep a page that was just made."""
        self._connection.execute(
            phone_pages.insert().values(
                id=page.id,
                hash=code_hash,
                person=page.person,
                device=page.device,
                publication=page.publication,
                captions=msgspec.json.encode(page.captions).decode(),
                created_at=page.created_at,
                expires_at=page.expires_at,
            )
        )

    def by_code(self, code_hash: str) -> PhonePage | None:
        """The page of a code, over or not."""
        return next(iter(self._found(phone_pages.c.hash == code_hash)), None)

    def get(self, page: str) -> PhonePage | None:
        """The page with this id."""
        return next(iter(self._found(phone_pages.c.id == page)), None)

    def of(self, person: str, publication: str) -> list[PhonePage]:
        """A person's pages of a publication, oldest first."""
        return self._found(phone_pages.c.person == person, phone_pages.c.publication == publication)

    def end(self, page: str) -> bool:
        """End a page; False when there is none."""
        return self._connection.execute(phone_pages.delete().where(phone_pages.c.id == page)).rowcount > 0

    def forget(self, before: int) -> None:
        """Remove the pages that were over by then, with the words in them."""
        self._connection.execute(phone_pages.delete().where(phone_pages.c.expires_at <= before))

    def _found(self, *conditions: sa.ColumnElement[bool]) -> list[PhonePage]:
        query = sa.select(phone_pages).where(*conditions).order_by(phone_pages.c.created_at, phone_pages.c.id)
        return [
            PhonePage(
                row.id,
                row.person,
                row.device,
                row.publication,
                msgspec.json.decode(row.captions, type=dict[str, str]),
                row.created_at,
                row.expires_at,
            )
            for row in self._connection.execute(query)
        ]
