"""The folders of an installed program: what is tidied away, and what a setup is laying there meanwhile."""

from __future__ import annotations

from pathlib import Path

from sipa_core.release.manifest import Channel
from sipa_core.release.signed import SIGNED_NAME, ReleaseKeys
from sipa_desktop.platform.installation import Installation


def test_a_release_that_a_setup_is_laying_while_the_older_one_starts_is_left_alone(tmp_path: Path) -> None:
    own = Installation(tmp_path, "000012", ReleaseKeys(Channel.TRIAL, []))
    for name in ("000011", "000012", "000013", "000014", "000015.belum"):
        own.folder(name).mkdir(parents=True)
    for name in ("000011", "000012", "000013"):
        (own.folder(name) / SIGNED_NAME).write_text("{}")
    (tmp_path / "aktif").write_text("000012\n")
    own.tidy(set())
    # 13 is whole and was given up by an update; 14 is on its way.
    assert {one.name for one in own.versions.iterdir()} == {"000012", "000014"}
    (own.folder("000014") / SIGNED_NAME).write_text("{}")
    own.activate("000014")
    own.tidy(set())
    assert {one.name for one in own.versions.iterdir()} == {"000012", "000014"}


def test_a_release_on_its_way_is_left_alone_though_its_number_has_a_digit_more(tmp_path: Path) -> None:
    own = Installation(tmp_path, "999999", ReleaseKeys(Channel.TRIAL, []))
    for name in ("999999", "1000000"):
        own.folder(name).mkdir(parents=True)
    own.tidy(set())
    assert {one.name for one in own.versions.iterdir()} == {"999999", "1000000"}
