"""What the page of conflicts shows: two texts of one report side by side, already in words."""

from __future__ import annotations

import msgspec

from sipa_core.sync.merge import Take


class Words(msgspec.Struct, frozen=True):
    """A value in words. `pieces` are (text, was added) where it should be seen what was added to the text before;
    together they are `text`. `is_file` when the words are the name and size of a file.
    """

    text: str
    pieces: tuple[tuple[str, bool], ...] = ()
    is_file: bool = False


class ConflictRow(msgspec.Struct, frozen=True):
    """One field to choose. `label` is its place in words, `title` the short name of the field; `kind` says what it
    holds ("angka", "tanggal", "teks", "lampiran", …), `row` to which row of a table it belongs: its name, or the codes
    of a budget row.

    `both` when the two values can be kept together; `choice` is what was chosen earlier for these very values.
    """

    path: str
    label: str
    title: str
    row: str
    kind: str
    base: Words
    mine: Words
    theirs: Words
    both: bool
    choice: Take | None


class Column(msgspec.Struct, frozen=True):
    """The head of a column: its title and whose text it is, from when."""

    title: str
    words: str


class ConflictView(msgspec.Struct, frozen=True):
    """A report with two texts. `seal` names this very pair of texts; a decision about it must bring the seal back.

    `merged` is how many other fields only one side changed, `merged_words` which ones (all of
    them where nothing else is to be seen), and what there is too much of after it. `state_words` say what became
    of the other text at the kecamatan meanwhile. `locked` when it was approved: then the own text can only be kept as
    a copy.
    """

    draft_id: str
    title: str
    seal: str
    base: Column
    mine: Column
    theirs: Column
    rows: tuple[ConflictRow, ...]
    merged: int
    merged_words: str
    state_words: str
    locked: bool


class ConflictSummary(msgspec.Struct, frozen=True):
    """A report that waits for a choice: how many fields, and the words of its line on the first page."""

    draft_id: str
    title: str
    count: int
    words: str
    locked: bool


class Settled(msgspec.Struct, frozen=True):
    """The conflict is settled on this PC; `words` say so and what comes next."""

    draft_id: str
    words: str
