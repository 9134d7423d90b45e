"""The users' guide as F1 shows it: topics in Markdown with pictures, each for some pages and one or both roles.

The text stands in docs/panduan and is read as it is; nothing of it comes from outside.
"""

from __future__ import annotations

import tomllib
from typing import Final

import msgspec

import resources
from sipa_core.domain.roles import Role

_INDEX: Final = "panduan/isi.toml"


class Topic(msgspec.Struct, frozen=True):
    """One topic: the name of its file without the ending, its title, the pages it belongs to, whom it is for (all when
    empty)."""

    key: str
    title: str
    pages: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()

    @property
    def text(self) -> str:
        """The topic in Markdown; pictures are named relative to the guide's folder."""
        return resources.read_text(f"panduan/{self.key}.md")


def topics(role: Role | None = None) -> tuple[Topic, ...]:
    """Return the topics for a role (all of them for None) in the order of the guide."""
    found = msgspec.convert(tomllib.loads(resources.read_text(_INDEX))["topik"], tuple[Topic, ...])
    return tuple(one for one in found if role is None or not one.roles or role in one.roles)


def topic_of(page: str, among: tuple[Topic, ...]) -> Topic:
    """Return the topic of a page, the first of all where no topic names it."""
    return next((one for one in among if page in one.pages), among[0])


def picture(name: str) -> bytes:
    """Return a picture of the guide (PNG); FileNotFoundError when there is none of that name."""
    return resources.read_bytes(f"panduan/{name}")
