"""Persons, their PCs, the PCs' tokens and the enrolment codes: rows in, frozen values out.

Tokens and codes come here as hashes only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from sipa_core.domain.roles import Actor, Role
from sipa_server.store.tables import codes, devices, meta, persons, tokens
from sipa_sqlite.quick import Quick

LEFT = "villages_left"
"""Where the codes of the villages stand that left the kecamatan, with blanks between."""
MAX_TOKENS = 5
"""Tokens of one device that may wait for their first use; more are only made by repeated enrolment."""


@dataclass(frozen=True)
class Person:
    """A person with a role in a place; `ended_at` is set when a hand-over took the place away."""

    id: str
    name: str
    role: Role
    kecamatan: str
    village: str | None
    created_at: int
    ended_at: int | None
    left: tuple[str, ...] = ()
    """The villages that the kecamatan answers for no longer."""

    @property
    def actor(self) -> Actor:
        """The person as the rules know them."""
        return Actor(self.id, self.name, self.role, self.kecamatan, self.village, self.left)


@dataclass(frozen=True)
class Device:
    """A PC of a person; `waiting_since` while it came with an enrolment file and nobody has said that it is right."""

    id: str
    person: str
    name: str
    sign_pub: str
    created_at: int
    revoked_at: int | None
    waiting_since: int | None = None


@dataclass(frozen=True)
class Code:
    """A one-use code, and the device that used it."""

    person: str
    expires_at: int
    used_at: int | None
    device: str | None


class AccountRows:
    """The accounts as one transaction sees them."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def person(self, person: str) -> Person | None:
        """The person with this id."""
        row = _PERSON.first(self._connection, of=person)
        return _person(row) if row is not None else None

    def active(self, kecamatan: str, village: str | None) -> list[Person]:
        """Persons who have this place now: a village's, or the kecamatan's own when `village` is None."""
        place = persons.c.village.is_(None) if village is None else persons.c.village == village
        return self._persons(persons.c.kecamatan == kecamatan, place, persons.c.ended_at.is_(None))

    def everybody(self) -> list[Person]:
        """All persons, oldest first."""
        return self._persons(sa.true())

    def add_person(self, person: Person) -> None:
        """Keep a new person."""
        self._connection.execute(
            persons.insert().values(
                id=person.id,
                name=person.name,
                role=person.role.value,
                kecamatan=person.kecamatan,
                village=person.village,
                created_at=person.created_at,
                ended_at=person.ended_at,
            )
        )

    def end_person(self, person: str, now: int) -> None:
        """Take the place away: the person ends, all their PCs are revoked, codes not yet used are void."""
        self._connection.execute(persons.update().where(persons.c.id == person).values(ended_at=now))
        for device in self.devices(person):
            self.revoke(device.id, now)
        self._connection.execute(codes.delete().where(codes.c.person == person, codes.c.used_at.is_(None)))

    def villages_left(self) -> tuple[str, ...]:
        """The codes of the villages that left the kecamatan."""
        said = self._connection.execute(sa.select(meta.c.value).where(meta.c.name == LEFT)).scalar() or ""
        return tuple(said.split())

    def put_villages_left(self, codes: Iterable[str]) -> None:
        """From now on these villages, and no others, have left."""
        self._connection.execute(meta.delete().where(meta.c.name == LEFT))
        self._connection.execute(meta.insert().values(name=LEFT, value=" ".join(sorted(codes))))

    def move_person(self, person: str, village: str) -> None:
        """Give the person another village, with all their PCs; codes not yet used are void."""
        self._connection.execute(persons.update().where(persons.c.id == person).values(village=village))
        self._connection.execute(codes.delete().where(codes.c.person == person, codes.c.used_at.is_(None)))

    def device(self, device: str) -> Device | None:
        """The PC with this id."""
        row = _DEVICE.first(self._connection, of=device)
        return _device(row) if row is not None else None

    def devices(self, person: str | None = None) -> list[Device]:
        """The PCs of a person, or all, oldest first."""
        return self._devices(sa.true() if person is None else devices.c.person == person)

    def add_device(self, device: Device, age_pub: str) -> None:
        """Keep a new PC."""
        self._connection.execute(
            devices.insert().values(
                id=device.id,
                person=device.person,
                name=device.name,
                sign_pub=device.sign_pub,
                age_pub=age_pub,
                created_at=device.created_at,
                revoked_at=device.revoked_at,
                waiting_since=device.waiting_since,
            )
        )

    def age_pub(self, device: str) -> str:
        """What is sealed for a PC is sealed with this; empty when it never said."""
        return self._connection.execute(sa.select(devices.c.age_pub).where(devices.c.id == device)).scalar() or ""

    def revoke(self, device: str, now: int) -> bool:
        """End a PC for good; False when there is none or it was ended before. Its tokens stay, to answer `revoked`."""
        query = devices.update().where(devices.c.id == device, devices.c.revoked_at.is_(None)).values(revoked_at=now)
        return self._connection.execute(query).rowcount > 0

    def confirm(self, device: str) -> None:
        """Let in a PC that waited for it."""
        self._connection.execute(devices.update().where(devices.c.id == device).values(waiting_since=None))

    def token_made_at(self, device: str) -> int:
        """When the newest token of a device was made (UTC ms); 0 for one of before that was noted."""
        return _TOKEN_MADE_AT.scalar(self._connection, of=device) or 0

    def add_token(self, device: str, token_hash: str, now: int) -> None:
        """Keep one more token of a device beside those it has, so that a lost reply takes none away."""
        newest = self._connection.execute(
            sa.select(sa.func.max(tokens.c.number)).where(tokens.c.device == device)
        ).scalar()
        number = (newest or 0) + 1
        self._connection.execute(tokens.insert().values(hash=token_hash, device=device, number=number, made_at=now))
        self._connection.execute(
            tokens.delete().where(tokens.c.device == device, tokens.c.number <= number - MAX_TOKENS)
        )

    def by_token(self, token_hash: str) -> tuple[Person, Device] | None:
        """Whose token this is, ended or not; None for an unknown token."""
        row = _HOLDER.first(self._connection, of=token_hash)
        return (_person(row[:_PERSON_COLUMNS]), _device(row[_PERSON_COLUMNS:])) if row is not None else None

    def has_older_tokens(self, token_hash: str) -> bool:
        """True while the device of this token has tokens made before it."""
        return _OLDER.first(self._connection, of=token_hash) is not None

    def end_older_tokens(self, token_hash: str) -> None:
        """The token is in use: those made before it end."""
        _END_OLDER.run(self._connection, of=token_hash)

    def add_code(self, code_hash: str, person: str, now: int, expires_at: int) -> None:
        """Keep a code that was just made."""
        self._connection.execute(
            codes.insert().values(hash=code_hash, person=person, created_at=now, expires_at=expires_at)
        )

    def code(self, code_hash: str) -> Code | None:
        """The code with this hash."""
        row = self._connection.execute(sa.select(codes).where(codes.c.hash == code_hash)).first()
        return Code(row.person, row.expires_at, row.used_at, row.device) if row is not None else None

    def use_code(self, code_hash: str, device: str, now: int) -> None:
        """Mark the code as used by that PC."""
        self._connection.execute(codes.update().where(codes.c.hash == code_hash).values(used_at=now, device=device))

    def code_until(self, person: str) -> int | None:
        """When the newest code of a person that nobody used ends (UTC ms), None without one."""
        query = sa.select(sa.func.max(codes.c.expires_at)).where(codes.c.person == person, codes.c.used_at.is_(None))
        return self._connection.execute(query).scalar()

    def end_open_codes(self) -> list[str]:
        """Make every code void that nobody used, and give the persons they were for."""
        unused = codes.c.used_at.is_(None)
        holders = list(self._connection.execute(sa.select(codes.c.person).where(unused).distinct()).scalars())
        self._connection.execute(codes.delete().where(unused))
        return sorted(holders)

    def _persons(self, *conditions: sa.ColumnElement[bool]) -> list[Person]:
        query = _PERSONS.where(*conditions).order_by(persons.c.created_at, persons.c.id)
        return [_person(row) for row in self._connection.execute(query)]

    def _devices(self, *conditions: sa.ColumnElement[bool]) -> list[Device]:
        query = _DEVICES.where(*conditions).order_by(devices.c.created_at, devices.c.id)
        return [_device(row) for row in self._connection.execute(query)]


def _person(row: Sequence[Any]) -> Person:
    who, name, role, kecamatan, village, created_at, ended_at, left = row
    return Person(who, name, Role(role), kecamatan, village, created_at, ended_at, tuple(left.split()) if left else ())


def _device(row: Sequence[Any]) -> Device:
    return Device(*row)


_left: Final = sa.select(meta.c.value).where(meta.c.name == LEFT).scalar_subquery()
_PERSONS: Final = sa.select(
    *(persons.c[name] for name in ("id", "name", "role", "kecamatan", "village", "created_at", "ended_at")), _left
)
_DEVICES: Final = sa.select(
    *(devices.c[name] for name in ("id", "person", "name", "sign_pub", "created_at", "revoked_at", "waiting_since"))
)
_PERSON: Final = Quick(_PERSONS.where(persons.c.id == sa.bindparam("of")))
_DEVICE: Final = Quick(_DEVICES.where(devices.c.id == sa.bindparam("of")))
_TOKEN_MADE_AT: Final = Quick(
    sa.select(tokens.c.made_at).where(tokens.c.device == sa.bindparam("of")).order_by(tokens.c.number.desc()).limit(1)
)
_PERSON_COLUMNS: Final = len(_PERSONS.selected_columns)
_HOLDER: Final = Quick(
    sa.select(*_PERSONS.selected_columns, *_DEVICES.selected_columns)
    .select_from(tokens)
    .join(devices, devices.c.id == tokens.c.device)
    .join(persons, persons.c.id == devices.c.person)
    .where(tokens.c.hash == sa.bindparam("of"))
)
_token = sa.select(tokens.c.device, tokens.c.number).where(tokens.c.hash == sa.bindparam("of")).subquery()
_before = sa.and_(
    tokens.c.device == sa.select(_token.c.device).scalar_subquery(),
    tokens.c.number < sa.select(_token.c.number).scalar_subquery(),
)
_OLDER: Final = Quick(sa.select(tokens.c.hash).where(_before))
_END_OLDER: Final = Quick(tokens.delete().where(_before))
"""Made once: every message asks for them, and making a statement costs more than running it."""
