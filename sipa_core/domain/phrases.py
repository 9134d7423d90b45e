"""Ready answers as dated data: a title for the menu and the words that a person starts from."""

from __future__ import annotations

import tomllib

import msgspec


class PhraseError(ValueError):
    """A list of ready answers that cannot be read; names its source."""


class Phrase(msgspec.Struct, frozen=True):
    """One ready answer; `…` in its text stands for what a person must fill in."""

    title: str
    text: str


def read_phrases(text: str, source: str) -> tuple[Phrase, ...]:
    """Return the ready answers of a TOML text in their order; PhraseError when it cannot be read."""
    try:
        raw = tomllib.loads(text)
        return tuple(Phrase(str(one["judul"]), str(one["isi"])) for one in raw["jawaban"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise PhraseError(f"{source}: {fault}") from fault
