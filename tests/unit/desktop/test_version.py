from __future__ import annotations

import tomllib
from pathlib import Path

from sipa_core.wire.enrol import DEVICE_KINDS, MAX_APP
from sipa_desktop.platform.system import machine_kind
from sipa_desktop.settings import VERSION


def test_the_version_told_to_the_kecamatan_is_the_programs_own() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
    assert len(VERSION) <= MAX_APP


def test_the_kind_of_this_pc_is_one_that_the_server_takes_or_none() -> None:
    assert machine_kind() in (*DEVICE_KINDS, "")
