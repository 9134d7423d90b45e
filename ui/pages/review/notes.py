"""The notes being written on one version: what stands on the screen, and what of it is not on the disk yet.

"Tersimpan" is said only after the saving came back; words that could not be saved stay and are tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from sipa_core.messages import _
from sipa_core.ops.review import MAX_NOTE
from sipa_desktop.errors import Refused
from sipa_desktop.services.review import Review
from sipa_desktop.services.review_views import ReviewDetail, ReviewNote
from ui.runtime.autosave import Autosave
from ui.runtime.faults import sentence_of, sentence_while_typing
from ui.runtime.tasks import Runner


@dataclass(frozen=True)
class _Kept:
    """What a saving brought to the disk, or the sentence why it did not."""

    version: str
    texts: Mapping[str, str]
    fault: str = ""


class NotesModel(QObject):
    """`listed` when notes came or went, `begun(key)` for a new one that wants the focus, `counted` when the number of
    written notes or the state of their saving changed.
    """

    listed = Signal()
    begun = Signal(str)
    counted = Signal()

    def __init__(self, review: Review, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._runner = runner
        self._unsaved: dict[str, str] = {}
        self._open: frozenset[str] = frozenset()
        self._autosave = Autosave(runner, parent=self)
        self._autosave.saved.connect(self._kept)
        self._autosave.failed.connect(self._not_kept)
        self.version = ""
        self.notes: tuple[ReviewNote, ...] = ()
        self.saved_words = ""
        self.fault = ""

    @property
    def written(self) -> int:
        """Return how many notes have words."""
        return sum(bool(note.text.strip()) for note in self.notes)

    @property
    def clean(self) -> bool:
        """Tell whether every word is on the disk."""
        return not self._unsaved and self._autosave.clean

    @property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of the note on each path."""
        return {note.path: note.number for note in reversed(self.notes)}

    def show(self, detail: ReviewDetail) -> None:
        """Take the notes of a version; what is being typed on the same version stays as it is.

        Words that are not saved keep their card even when the version was closed meanwhile.
        """
        if detail.version_id != self.version:
            self.flush()
            self._unsaved.clear()
            self.version, self.saved_words, self.fault = detail.version_id, "", ""
        typed = {note.key: note for note in self.notes if note.key in self._unsaved}
        listed = [replace(note, text=typed.pop(note.key, note).text) for note in detail.notes]
        self._open = frozenset(note.key for note in detail.notes)
        self._list([*listed, *typed.values()])
        self.counted.emit()

    def begin(self, path: str) -> None:
        """Begin a note on a path, or go to the one that stands there."""
        known = next((note for note in self.notes if note.path == path), None)
        if known is not None and path:
            self.begun.emit(known.key)
            return
        version = self.version
        self._runner.command(
            lambda: self._review.save_note(version, None, path, ""),
            partial(self._made, version),
            self._failed,
            owner=self,
        )

    def write(self, key: str, text: str) -> None:
        """Take what was typed into a note; it is saved a moment later."""
        self.notes = tuple(replace(note, text=text) if note.key == key else note for note in self.notes)
        self._unsaved[key] = text
        self.saved_words = ""
        self.fault = _("Catatan paling panjang {n} huruf.").format(n=MAX_NOTE) if len(text) > MAX_NOTE else ""
        self._autosave.put(self.version, self.saving())
        self.counted.emit()

    def remove(self, key: str) -> None:
        """Take a note away."""
        self._unsaved.pop(key, None)
        version = self.version
        self._list([note for note in self.notes if note.key != key])
        self._autosave.put(self.version, self.saving())
        self._runner.command(lambda: self._review.remove_note(version, key), self._answered, self._failed, owner=self)
        self.counted.emit()

    def take(self, origin: str) -> None:
        """Make the notes left on another sending notes on this version."""
        version = self.version
        self._runner.command(lambda: self._review.take_notes(version, origin), self._answered, self._failed, owner=self)

    def drop(self, version: str, key: str) -> None:
        """Take away a note left on a sending."""
        self._runner.command(lambda: self._review.remove_note(version, key), self._answered, self._failed, owner=self)

    def flush(self) -> None:
        """Give what is being typed to the runner now."""
        self._autosave.flush()

    def saving(self) -> partial[_Kept]:
        """Return the work that brings every unsaved word to the disk; it may run on another thread."""
        paths = {note.key: note.path for note in self.notes}
        texts = {key: text for key, text in self._unsaved.items() if key in paths and len(text) <= MAX_NOTE}
        return partial(_save, self._review, self.version, paths, texts)

    def _list(self, notes: Sequence[ReviewNote]) -> None:
        before = [(note.key, note.where) for note in self.notes]
        self.notes = tuple(replace(note, number=number) for number, note in enumerate(notes, 1))
        if [(note.key, note.where) for note in self.notes] != before:
            self.listed.emit()

    def _made(self, version: str, key: str | Refused) -> None:
        if isinstance(key, Refused):
            self._answered(key)
        elif version == self.version:
            self.begun.emit(key)

    def _answered(self, answer: object) -> None:
        if isinstance(answer, Refused):
            self.fault = answer.words
        self.counted.emit()

    def _kept(self, _version: str, kept: _Kept) -> None:
        if kept.version != self.version:
            return
        for key, text in kept.texts.items():
            if self._unsaved.get(key) == text:
                del self._unsaved[key]
        self._list([note for note in self.notes if note.key in self._open or note.key in self._unsaved])
        self.fault = kept.fault or self.fault
        self.saved_words = _("Tersimpan di komputer ini") if not self._unsaved and not kept.fault else ""
        self.counted.emit()

    def _not_kept(self, _version: str, fault: Exception) -> None:
        self.saved_words, self.fault = "", sentence_while_typing(fault)
        self.counted.emit()

    def _failed(self, fault: Exception) -> None:
        self.saved_words, self.fault = "", sentence_of(fault)
        self.counted.emit()


def _save(review: Review, version: str, paths: Mapping[str, str], texts: Mapping[str, str]) -> _Kept:
    for key, text in texts.items():
        answer = review.save_note(version, key, paths[key], text)
        if isinstance(answer, Refused):
            return _Kept(version, {}, answer.words)
    return _Kept(version, texts)
