"""What the page of search shows: the groups with their hits, the words in context, and how complete the index is."""

from __future__ import annotations

import msgspec

from sipa_desktop.store.searchable import SearchKind

__all__ = ["Hit", "HitGroup", "SearchKind", "SearchResult", "Target"]


class Target(msgspec.Struct, frozen=True):
    """Where a hit leads: its kind, the id to open there, the path of the field (reports only), and the village."""

    kind: SearchKind
    id: str
    path: str = ""
    village: str = ""


class Hit(msgspec.Struct, frozen=True):
    """One thing that was found. `words` is the line with the words in context, `marks` where they stand in it (start,
    length); `place` says where in the thing ("Kendala"), `when` when it was said, `chip` a word such as "Draf".
    """

    target: Target
    title: str
    place: str
    words: str
    marks: tuple[tuple[int, int], ...]
    village: str
    when: str
    chip: str = ""


class HitGroup(msgspec.Struct, frozen=True):
    """The hits of one kind, newest first; `total` counts also those that are not shown."""

    kind: SearchKind
    title: str
    hits: tuple[Hit, ...]
    total: int


class SearchResult(msgspec.Struct, frozen=True):
    """What was found for a text. `behind` counts what is not indexed yet (the result may lack it), `damaged` tells that
    the index must be made anew; `words` is the sentence above the results.
    """

    text: str
    groups: tuple[HitGroup, ...]
    words: str
    behind: int = 0
    damaged: bool = False

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Every hit shown, in the order of the groups."""
        return tuple(hit for group in self.groups for hit in group.hits)
