"""An update from the moment the data are closed: the new program is tried, and either proves itself or is put back.

The one moment that decides is the rename of `aktif`, done by the new program once its window stands on the opened data.
Until then a start meets the old program, which puts back the data as they were. Decision 026.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sipa_core.domain import dates
from sipa_core.messages import _
from sipa_core.ports import Clock
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.installation import Installation
from sipa_desktop.platform.key_file import NAMES
from sipa_desktop.services.update_words import UPDATE_TOLD
from sipa_desktop.settings import DATABASE
from sipa_desktop.store.migrate import HEAD
from sipa_desktop.store.unit_of_work import Store
from sipa_desktop.store.update_note import (
    UpdateNote,
    drop_note,
    generation_of,
    is_seen,
    mark_seen,
    put_back,
    read_note,
    schema_of,
)

if TYPE_CHECKING:
    import subprocess

log = logging.getLogger(__name__)

SHOW_SECONDS: Final = 900
"""So long a new program may take to show its first window; old disks and virus scanners are slow the first time."""
_STARTER_WORDS: Final = (
    "LD_LIBRARY_PATH",
    "_PYI_ARCHIVE_FILE",
    "_PYI_APPLICATION_HOME_DIR",
    "_PYI_PARENT_PROCESS_LEVEL",
)


class TrialState(Enum):
    """How the new program stands."""

    STARTING = "it has shown nothing yet"
    SHOWN = "a window of it stands; a password may be asked there"
    PROVEN = "it is the program that is started from now on"
    FAILED = "it ended, or showed nothing for too long"


class Trial:
    """A new program that is being tried by the old one, which has given the profile back."""

    def __init__(self, installation: Installation, profile: Path, name: str, clock: Clock) -> None:
        self._installation, self._profile, self._name, self._clock = installation, profile, name, clock
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0

    def begin(self, arguments: Sequence[str], word: str | None = None) -> None:
        """Start it; `word` is given to it on its standard input. One that cannot be started counts as FAILED."""
        import subprocess

        self._began = self._clock.monotonic()
        program = [str(self._installation.program(self._name)), *arguments]
        given = subprocess.DEVNULL if word is None else subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                program, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_plain_surroundings()
            )
            if word is not None and self._process.stdin is not None:
                with self._process.stdin as line:
                    line.write(f"{word}\n".encode())
        except OSError as fault:
            log.warning("the new program could not be started: %s", type(fault).__name__)

    def look(self) -> TrialState:
        """How it stands now."""
        if self._installation.active() == self._name:
            return TrialState.PROVEN
        if self._process is None or self._process.poll() is not None:
            # Asked once more: it may have proved itself and ended between the two looks.
            return TrialState.PROVEN if self._installation.active() == self._name else TrialState.FAILED
        if is_seen(self._profile):
            return TrialState.SHOWN
        return TrialState.FAILED if self._clock.monotonic() - self._began > SHOW_SECONDS else TrialState.STARTING

    def wait(self) -> None:
        """Wait until it has ended by itself: a verb does, windows stay."""
        if self._process is not None:
            self._process.wait()

    def end(self) -> None:
        """End what is still there of a program that failed, so that the profile can be taken back."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def settle(profile: Path, key: bytes, clock: Clock) -> UpdateNote | None:
    """Before the data are opened: end a trial that did not come to its end; its note when this is the old program.

    Data that the new program had brought to its own form already are put back as they were; data that it left alone
    stay as they are. OSError.
    """
    note = read_note(profile)
    own = Installation.of_this_program()
    if note is None or (own is not None and own.name == note.new):
        return None
    schema = schema_of(profile, key)
    if schema is None or (schema != note.schema and schema > HEAD):
        stamp = dates.local(clock.now(), dates.DEFAULT_ZONE).strftime("%Y-%m-%d-%H%M%S")
        log.warning("the update to %s did not end well; the data are put back", note.version)
        if not put_back(profile, note, key, NAMES, stamp):
            raise KnownError(
                _("Data belum dapat dikembalikan"),
                _(
                    "Pembaruan tidak selesai, dan cadangan sebelumnya tidak terbaca. Data Anda tetap ada di komputer "
                    "ini. Pasang lagi versi yang baru."
                ),
                "newer_database" if schema is not None else "damaged",
            )
    drop_note(profile)
    return note


def copy_is_newest(profile: Path, key: bytes) -> bool:
    """True when the copy that an update would go back to holds every commit of the data, which nobody has open now."""
    note = read_note(profile)
    if note is None:
        return False
    return generation_of(profile / DATABASE, key) == generation_of(Path(note.copy) / DATABASE, key)


def tell_failed(store: Store, note: UpdateNote) -> None:
    """Keep in sight that an update was put back."""
    with store.write() as tx:
        tx.meta.put(UPDATE_TOLD, f"-{note.version}")


def is_on_trial(profile: Path) -> bool:
    """True when this program is being tried by an older one."""
    note, own = read_note(profile), Installation.of_this_program()
    return note is not None and own is not None and own.name == note.new


def shown(profile: Path) -> None:
    """A window of this program stands; whoever started it as a trial need not be afraid for it any more."""
    if read_note(profile) is not None:
        mark_seen(profile)


def prove(profile: Path, store: Store) -> bool:
    """The data are open and their window stands: a program that was tried is the one that is started from now on.

    True when it was tried. A later start removes the one before. NotWritten, OSError: then the trial has failed.
    """
    own = Installation.of_this_program()
    if own is None:
        return False
    note = read_note(profile)
    if note is not None and note.new == own.name:
        own.activate(own.name)
        with store.write() as tx:
            tx.meta.put(UPDATE_TOLD, f"+{note.version}")
        drop_note(profile)
        return True
    if own.active() == own.name:
        own.tidy(set())
    return False


def _plain_surroundings() -> dict[str, str]:
    """The environment without what the starter of this frozen program put there for itself."""
    plain = {name: value for name, value in os.environ.items() if name not in _STARTER_WORDS}
    before = (
        os.environ.get("LD_LIBRARY_PATH_ORIG") if getattr(sys, "frozen", False) else os.environ.get("LD_LIBRARY_PATH")
    )
    if before:
        plain["LD_LIBRARY_PATH"] = before
    return {**plain, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
