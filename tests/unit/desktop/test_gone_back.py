"""A database that went back to an earlier hour finds the attachments as they are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from sipa_core.domain.attachments import Media
from sipa_desktop.bootstrap import open_desk
from sipa_desktop.desk import Desk
from sipa_desktop.settings import DATABASE
from tests.support import outside_files
from tests.support.clock import HandClock, SeededEntropy
from tests.support.vaults import open_vault

NOW = 1_752_100_000_000


def opened(profile: Path) -> Desk:
    """The desk of a profile, at a set hour."""
    return open_desk(profile, vault=open_vault(profile), clock=HandClock(NOW), entropy=SeededEntropy("gone back"))


@pytest.mark.parametrize("sent", [False, True])
def test_a_photo_that_was_put_aside_since_is_not_said_to_lie_here_and_one_that_waits_is_asked_for(
    tmp_path: Path, sent: bool
) -> None:
    profile = tmp_path / "desk"
    desk = opened(profile)
    photos = [desk.files.put(outside_files.photo(300, 200 + at)) for at in range(2)]
    with desk.store.write() as tx:
        for photo in photos:
            tx.blobs.keep(photo, Media.JPEG, 9, NOW)
        tx.blobs.send(photos)
        if sent:
            tx.blobs.sent(photos[0], NOW)
    desk.store.copy_to(tmp_path / "older.db")
    with desk.store.write() as tx:
        tx.meta.put("later", "1")
    desk.files.set_aside(photos[0])
    desk.close()
    (tmp_path / "older.db").replace(profile / DATABASE)
    again = opened(profile)
    assert again.store.went_back
    with again.store.read() as tx:
        gone, whole = (tx.blobs.get(photo) for photo in photos)
    again.close()
    assert gone is not None
    assert whole is not None
    assert (gone.here, gone.wanted_at is None) == (False, sent)
    assert (whole.here, whole.wanted_at) == (True, None)
