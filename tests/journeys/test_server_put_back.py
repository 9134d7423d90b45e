"""A server that is put back from its backup (N13, N14), or replaced by an empty one (N15): every program a process of
its own, over HTTP, with the commands that whoever keeps the server types.
"""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from sipa_server.platform.keys import FILE_NAME as KEY_NAME
from tests.journeys.test_loop_by_verbs import FIGURES, PERIOD, citizen_writes, fields
from tests.support.programs import ROOT, DeskProgram, ServerProgram, run, serving

YEAR = datetime.datetime.now(tz=datetime.UTC).year - 1
ACTIVITIES = f"{YEAR}-01"


@dataclass
class Kecamatan:
    """A server that runs, the two desks that speak to it, and the disk that its backups go to."""

    server: ServerProgram
    village: DeskProgram
    office: DeskProgram
    disk: Path

    def half_year_sent(self) -> str:
        """Write and send the half year's budget report; its draft."""
        made = self.village.done(
            "report", "new", "lra_semester1", "--period", PERIOD, "--figures", str(FIGURES), *fields()
        )
        self.village.done("report", "submit", made["id"])
        assert self.village.done("sync")["accepted"] == 1
        return str(made["id"])

    def month_sent(self) -> str:
        """Write and send a month's activities; their draft."""
        made = self.village.done(
            "report", "new", "kegiatan_bulanan", "--period", ACTIVITIES,
            "--set", "ringkasan.isi=Gotong royong di tiga RT.", "--set", "kendala.isi=Tidak ada.",
        )  # fmt: skip
        self.village.done("report", "submit", made["id"])
        assert self.village.done("sync")["accepted"] == 1
        return str(made["id"])

    def agreed(self) -> None:
        """The office agrees to the one report that waits."""
        self.office.done("sync")
        (waiting,) = self.office.done("review", "list")["waiting"]
        self.office.done("review", "accept", waiting["id"])
        self.office.done("sync")
        self.village.done("sync")

    def recovery_key(self) -> str:
        """Make the recovery key as a person does: read it from the screen and type it back."""
        asking = subprocess.Popen(
            [sys.executable, "-m", "sipa_server", "recovery-key", "--data", str(self.server.data)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert asking.stdin is not None
        assert asking.stdout is not None
        shown = ""
        while (found := re.search(r"(?:[A-Z0-9]{4}-){6}[A-Z0-9]{4}", shown)) is None:
            line = asking.stdout.readline()
            assert line, shown
            shown += line
        asking.communicate(found[0] + "\n", timeout=60)
        assert asking.returncode == 0
        return found[0]

    def state(self, draft: str) -> str:
        """What the village's screen says of a report."""
        return str(self.village.done("report", "show", draft)["state"])

    def page(self) -> requests.Response:
        """The public page of the half year's report."""
        return requests.get(f"{self.server.url}/desa/babayau/laporan/lra_semester1/{PERIOD}", timeout=10)


@pytest.fixture
def kecamatan(tmp_path: Path) -> Iterator[Kecamatan]:
    with serving(tmp_path / "data") as server:
        village, office = DeskProgram(tmp_path / "babayau"), DeskProgram(tmp_path / "kecamatan")
        code = server.verb("enrol", "--village", "63.11.06.2024", "--name", "Norhayati", "--role", "admin_desa")["code"]
        village.done("setup", "--server", server.url, "--code", code)
        office.done("setup", "--server", server.url, "--code", server.codes["admin_kecamatan"])
        village.done("sync")
        yield Kecamatan(server, village, office, tmp_path / "disk")


def test_n13_n14_what_came_after_the_backup_comes_again_by_itself_beside_what_was_new_before_anybody_came_back(
    kecamatan: Kecamatan, tmp_path: Path
) -> None:
    half_year = kecamatan.half_year_sent()
    code = kecamatan.recovery_key()
    assert run("sipa_server", "backup", "--data", str(kecamatan.server.data), str(kecamatan.disk)).code == 0
    kecamatan.agreed()
    month = kecamatan.month_sent()
    assert kecamatan.state(half_year) == "terbit"
    published = kecamatan.page().text
    assert "200.000.000" in published

    kecamatan.server.stop()
    restored = run("sipa_server", "restore", str(kecamatan.disk), "--into", str(tmp_path / "baru"), words=f"{code}\n")
    assert restored.code == 0, restored
    kecamatan.server.data = tmp_path / "baru"
    kecamatan.server.start()
    assert kecamatan.page().status_code == 404, "the office's yes came after the backup"
    number, _key = citizen_writes(kecamatan.server.url)  # takes numbers that the lost acts had

    assert kecamatan.village.done("sync")["waiting"] == 0
    kecamatan.office.done("sync")
    kecamatan.village.done("sync")
    for desk in (kecamatan.village, kecamatan.office):
        told = desk.done("status")
        assert (told["all_sent"], told["waiting"], told["parked"]) == (True, 0, 0)
    assert kecamatan.page().text == published
    assert (kecamatan.state(half_year), kecamatan.state(month)) == ("terbit", "terkirim")
    (waiting,) = kecamatan.office.done("review", "list")["waiting"]
    assert waiting["n"] == 1, "the month's activities, once"
    (word,) = kecamatan.village.done("feedback", "list")["feedback"]
    assert word["number"] == number


def test_n15_an_empty_server_under_the_same_key_deletes_nothing_and_gets_all_back_after_a_new_code(
    kecamatan: Kecamatan, tmp_path: Path
) -> None:
    half_year = kecamatan.half_year_sent()
    kecamatan.server.stop()
    empty = tmp_path / "kosong"
    empty.mkdir()
    shutil.copyfile(kecamatan.server.data / KEY_NAME, empty / KEY_NAME)
    made = run("sipa_server", "init", "--data", str(empty), "--kecamatan", "63.11.06")
    assert made.code == 0, made
    kecamatan.server.data = empty
    kecamatan.server.start()

    for desk in (kecamatan.village, kecamatan.office):
        refused = desk.verb("sync")
        assert (refused.code, refused["code"]) == (1, "unauthenticated")
    assert kecamatan.state(half_year) == "terkirim", "absence deletes nothing"
    code = kecamatan.server.verb("enrol", "--village", "63.11.06.2024", "--name", "Norhayati", "--role", "admin_desa")
    kecamatan.village.done("setup", "--server", kecamatan.server.url, "--code", code["code"])
    kecamatan.village.done("sync")
    kecamatan.office.done("setup", "--server", kecamatan.server.url, "--code", made["code"])
    kecamatan.office.done("sync")
    (waiting,) = kecamatan.office.done("review", "list")["waiting"]
    assert (waiting["village"], waiting["n"]) == ("Desa Babayau", 1)
    assert kecamatan.village.done("status")["all_sent"] is True
