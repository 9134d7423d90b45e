"""What *Desa & Perangkat* shows: each place with its person, its PCs, when they last made contact, and its door."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Door(StrEnum):
    """How a place stands: a PC waits to be said right · nobody has it · a code waits to be used · its code is over · at
    least one PC may come in · its person has no PC any more."""

    WAITING = "waiting"
    NOBODY = "nobody"
    CODE = "code"
    CODE_OVER = "code_over"
    ACTIVE = "active"
    NO_PC = "no_pc"


@dataclass(frozen=True)
class DeviceLine:
    """One PC. `kind` is `desktop`, `laptop` or empty; `own` is the PC that the person sits at; `ending` a revocation
    that waits to be sent; `waiting` a PC that came with an enrolment file and that nobody has said to be right."""

    id: str
    name: str
    kind: str
    words: str
    own: bool
    ending: bool
    waiting: bool = False


@dataclass(frozen=True)
class PlaceRow:
    """One village, or one person of the kecamatan (`village` None).

    `contact_at`: when any of its PCs was last heard of, by a line or (`by_stick`) by a bundle that the server opened.
    `silent`: that was more than three days ago; by stick, more than a month.
    """

    key: str
    village: str | None
    name: str
    label: str
    kelurahan: bool
    person_id: str
    person: str
    role_words: str
    phone: str
    devices: tuple[DeviceLine, ...]
    contact_at: int | None
    contact_words: str
    by_stick: bool
    silent: bool
    door: Door
    door_words: str

    @property
    def sentence(self) -> str:
        """The whole row, for a reader."""
        parts = (self.label, self.person, self.contact_words, self.door_words)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class PeopleView:
    """The page: villages in the order of their names, kelurahan, then people of the kecamatan; and the lines above."""

    rows: tuple[PlaceRow, ...]
    words: str
    kelurahan: int
    silent: int
