"""Anki's client, run by the Python of Anki's own environment: what it is told on its input, it does and answers "ok".

A report is a note of the plain kind: its number on the front, its JSON on the back.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]


class Client:
    """One collection and its account."""

    def __init__(self, path: str, endpoint: str) -> None:
        self._col: Any = Collection(path)
        self._auth = self._col.sync_login("bench", "bench", endpoint)

    def whole(self, direction: str) -> None:
        """The first sync, which sends or fetches the whole collection."""
        self._sync()
        self._col.close_for_full_sync()
        self._col.full_upload_or_download(auth=self._auth, server_usn=None, upload=direction == "up")
        self._col.reopen(after_full_sync=True)

    def add(self, path: str, count: str) -> None:
        """Add the first reports of a file."""
        kind = self._col.models.by_name("Basic")
        requests = []
        for number, text in enumerate(Path(path).read_text().splitlines()[: int(count)]):
            note = self._col.new_note(kind)
            note["Front"], note["Back"] = str(number), text
            requests.append(AddNoteRequest(note, 1))
        self._col.add_notes(requests)

    def change(self, path: str, count: str) -> None:
        """Lay the first texts of a file over the notes of those numbers."""
        for number, text in enumerate(Path(path).read_text().splitlines()[: int(count)]):
            note = self._col.get_note(self._col.find_notes(f"Front:{number}")[0])
            note["Back"] = text
            self._col.update_note(note)

    def sync(self) -> None:
        """An ordinary sync."""
        said = self._sync()
        if said not in (0, 1):
            raise RuntimeError(f"a whole sync was asked for: {said}")

    def _sync(self) -> int:
        said = self._col.sync_collection(self._auth, False)
        if said.new_endpoint:
            self._auth.endpoint = said.new_endpoint
        return int(said.required)


def main() -> None:
    """Obey until the input ends."""
    client: Client | None = None
    for line in sys.stdin:
        verb, *words = line.rstrip("\n").split("\t")
        try:
            if client is None:
                client = Client(*words)
            else:
                getattr(client, verb)(*words)
            print("ok", flush=True)
        except Exception as fault:  # noqa: BLE001 - told to whoever drives this
            print(f"{type(fault).__name__} {fault}".replace("\n", " "), flush=True)


if __name__ == "__main__":
    main()
