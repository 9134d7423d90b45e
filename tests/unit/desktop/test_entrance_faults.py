"""A profile's folder that takes nothing: a full or failing disk is told in its own words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sipa_desktop import entrance
from sipa_desktop.disk_faults import DiskFaultError, DiskFullError
from sipa_desktop.entrance import UnwritableError, put_aside, take_profile
from sipa_desktop.errors import KnownError
from tests.support.clock import HandClock


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFullError),
        (errno.EIO, DiskFaultError),
        (errno.EACCES, UnwritableError),
        (errno.EROFS, UnwritableError),
    ],
)
def test_a_folder_that_takes_nothing_is_told_for_what_hinders_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[KnownError]
) -> None:
    def refuse(*_about: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(entrance.exchange, "begin", refuse)
    with pytest.raises(kind):
        put_aside(tmp_path, HandClock(1))
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(kind) as told:
        take_profile(tmp_path / "baru")
    assert ("penuh" in told.value.opening) is (kind is DiskFullError)
