"""Faults put into the program on purpose, so that the drill of bad disks can be seen to find them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sipa_desktop.errors import KnownError
from sipa_desktop.services.reports import Reports
from sipa_desktop.services.reports_views import Saved
from sipa_desktop.store.blob_files import SPOILT, BlobFiles, SpoiltError
from sipa_desktop.store.reserve import Reserve
from sipa_desktop.store.trace import Trace
from sipa_desktop.store.unit_of_work import Store
from sipa_sqlite.engines import Engines
from ui.pages.reports.editor_model import EditorModel
from ui.runtime.tasks import Runner

_save, _read = Reports.save, BlobFiles.read


def _early(reports: Reports, draft_id: str, changes: Any) -> Any:
    try:
        return _save(reports, draft_id, changes)
    except KnownError:
        return Saved(0, "Tersimpan di komputer ini.")


def _here(_runner: Runner, fn: Any, on_result: Any, on_error: Any = None, *, owner: object = None) -> None:
    try:
        value = fn()
    except Exception as fault:  # noqa: BLE001 - as the runner does
        on_error(fault)
    else:
        on_result(value)


def _unchecked(files: BlobFiles, sha256: str) -> bytes:
    try:
        return _read(files, sha256)
    except SpoiltError:
        # What is wrong was put aside already; a reading that trusts the disk would have given it out.
        return files.place(sha256).with_suffix(SPOILT).read_bytes()


PLANTS: dict[str, list[tuple[Any, str, Any]]] = {
    "says saved before the commit": [(Reports, "save", _early)],
    "keeps the reserve": [(Reserve, "give_back", lambda _reserve: False)],
    "goes on with the old connections": [(Engines, "dispose", lambda _engines: None)],
    "does not read the pages": [(Store, "check", lambda _store: None)],
    "notes no commits": [(Trace, "note", lambda _trace, _generation: None)],
    "gives out what it did not check": [(BlobFiles, "read", _unchecked)],
    "says saved in the window": [(EditorModel, "save_words", property(lambda _model: "Tersimpan di komputer ini."))],
    "saves on the window's thread": [(Runner, "command", _here)],
}


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Put a fault in for the length of a block; an empty name puts in none."""
    patches = [patch.object(*where) for where in PLANTS.get(name, [])]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()
