"""Notes of a reviewer that no verdict took to the village: their sending was taken back, overtaken, decided elsewhere.

They stay with the sending that they were typed on until a person uses or removes them. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sipa_core import ids
from sipa_core.domain.notes import Note, notes_in, place_stands
from sipa_core.domain.paths import Content, Value
from sipa_core.domain.templates import Template
from sipa_core.ops.review import MAX_NOTE
from sipa_core.wire.records import Record
from sipa_desktop.services.office import Office
from sipa_desktop.services.places import where
from sipa_desktop.services.report_edit import tree_of
from sipa_desktop.services.report_facts import Book, Facts, content_of


def left_notes(review: Record | None, leaves: Mapping[str, Value]) -> list[Note]:
    """The notes with words among the leaves of a review's document that the review does not have as they stand."""
    given = {note.key: note.text for note in notes_in(review.fields)} if review is not None else {}
    return [note for note in notes_in(leaves) if note.text.strip() not in ("", given.get(note.key))]


def sendings(facts: Facts, newest: int) -> Iterator[tuple[int, str]]:
    """Number and id of every sending up to a number, newest first, whether its version is on this PC or not."""
    return ((n, ids.version_id(facts.report_id, n)) for n in range(newest, 0, -1))


def place_words(office: Office, book: Book, facts: Facts, version_id: str, shown: Record) -> Callable[[str], str]:
    """What a person called a place when the note was typed: in that sending, or in `shown` while it is not here."""
    version = book.versions.get(version_id) or shown
    content = content_of(version)
    template = office.template(facts.template_key, version.number("meta.template_version"))
    tree = tree_of(template, content) if template is not None else None
    return lambda path: where(template, content, tree, path) if template is not None else path


def moved(note: Note, template: Template, content: Content, words: Callable[[str], str]) -> tuple[str, str]:
    """Path and text of the note in another text of the report; it becomes a general one where its place is gone.

    Then the place is named before its words, as long as both fit into one note.
    """
    if not note.path or (template.section_of(note.path) is not None and place_stands(note.path, content)):
        return note.path, note.text
    named = f"{words(note.path)}: {note.text}"
    return "", named if len(named) <= MAX_NOTE else note.text
