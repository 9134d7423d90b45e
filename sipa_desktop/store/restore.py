"""Makes a copy ready to take the place of a profile's data; `exchange` then puts it there."""

from __future__ import annotations

import shutil
from pathlib import Path

from sipa_desktop.settings import DATABASE
from sipa_desktop.store.exchange import begin
from sipa_desktop.store.snapshot import Snapshot, check_copy


def make_ready(profile: Path, snapshot: Snapshot, key: bytes, key_names: tuple[str, ...], stamp: str) -> Path:
    """Copy the snapshot into the profile beside what lies there and check it; the copy's database, to be prepared.

    Nothing of the profile changes before `commit`. SpoiltCopyError, OSError; UnfinishedError when an exchange that was
    decided before cannot be finished.
    """
    ready = begin(profile, stamp)
    for name in (DATABASE, *key_names):
        source = snapshot.folder / name
        if source.exists():
            shutil.copyfile(source, ready / name)
    check_copy(Snapshot(ready, snapshot.note), key)
    return ready / DATABASE
