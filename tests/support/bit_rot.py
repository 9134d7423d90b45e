"""S06: bits that change while nothing runs, in the database, its log, attachments, key files and the trace.

Judged is whether a start notices before anything is used, and what is there after the way back that the program offers.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import KnownError
from sipa_desktop.platform.key_file import NAMES as KEY_NAMES
from sipa_desktop.platform.vault import VaultState
from sipa_desktop.services.mending import mend, newest_good
from sipa_desktop.settings import BLOBS, DATABASE
from sipa_desktop.store.blob_files import SpoiltError
from sipa_desktop.store.soundness import Soundness
from sipa_desktop.store.trace import NAME as TRACE
from tests.support.clock import SeededEntropy
from tests.support.disk_day import DRAFT, NAME, Hour, Office
from tests.support.vaults import PASSWORD, vault_of

WAL = f"{DATABASE}-wal"
MORNING, EVENING = "Kalimat pertama.", "Kalimat sore."


@dataclass
class Rot:
    """Counts of all flips; `wrong` in words."""

    flips: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    kept_newest: int = 0
    back_to_copy: int = 0
    wrong: list[str] = field(default_factory=list)

    def silent(self, what: str) -> None:
        """A flip that was used as if nothing were."""
        self.wrong.append(what)


class Rotting:
    """Profiles to be spoilt: one closed with a copy of the morning in it, one as a power cut leaves it."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office, self._folder = office, folder
        self.found = Rot()
        self._closed, self._cut = folder / "closed", folder / "cut"
        office.copy_to(self._closed, reserve=False)
        desk = office.open(self._closed)
        desk.backups.copy_here()
        office.clock.pass_time(minutes=5)
        hour = Hour(desk, office.picture)
        hour.attach()
        (self.photo,) = hour.told_files
        hour.write("kendala.isi", EVENING)
        for number in range(6):
            hour.write("pengantar.isi", f"Kalimat {number}. " * 30)
        shutil.copytree(self._closed, self._cut)
        desk.close()

    def database(self, chance: random.Random) -> None:
        """A bit of the closed database."""
        profile = self._copy(self._closed)
        self._flip(profile / DATABASE, chance)
        self.found.flips["database"] += 1
        if not self._noticed(profile):
            self.found.silent("a flipped bit of the database was not noticed")
            return
        self.found.noticed["database"] += 1
        vault = vault_of(profile)
        assert vault.unlock(PASSWORD)
        mend(profile, newest_good(profile, vault.key()), vault, self._office.clock, SeededEntropy("mend"))
        desk = self._office.open(profile, seed="mended")
        desk.store.check()
        text = _text(desk)
        desk.close()
        self.found.kept_newest += text == EVENING
        self.found.back_to_copy += text == MORNING
        if text not in (MORNING, EVENING):
            self.found.silent(f"after mending the draft says {text!r}")

    def log(self, chance: random.Random) -> None:
        """A bit of the log that a power cut left."""
        profile = self._copy(self._cut)
        self._flip(profile / WAL, chance)
        self.found.flips["log"] += 1
        try:
            desk = self._office.open(profile, seed="cut")
        except KnownError:
            self.found.noticed["log"] += 1
            return
        whole = _text(desk) == EVENING and _text(desk, "pengantar.isi") == "Kalimat 5. " * 30
        told = desk.store.went_back
        desk.close()
        if told:
            self.found.noticed["log"] += 1
        elif whole:
            self.found.harmless["log"] += 1
        else:
            self.found.silent("commits of a spoilt log are gone and nobody was told")

    def attachment(self, chance: random.Random) -> None:
        """A bit of a photo."""
        profile = self._copy(self._closed)
        self._flip(next((profile / BLOBS).rglob(self.photo)), chance)
        self.found.flips["attachment"] += 1
        desk = self._office.open(profile, seed="photo")
        try:
            desk.files.read(self.photo)
        except SpoiltError:
            self.found.noticed["attachment"] += 1
        else:
            self.found.silent("a spoilt photo was given out")
        desk.close()

    def key_file(self, chance: random.Random) -> None:
        """A bit of one of the two key files: the other one opens."""
        profile = self._copy(self._closed)
        self._flip(profile / chance.choice(KEY_NAMES), chance)
        self.found.flips["key file"] += 1
        vault = vault_of(profile)
        if vault.state is VaultState.DAMAGED:
            self.found.silent("one spoilt key file shuts the data")
        elif vault.unlock(PASSWORD):
            self.found.harmless["key file"] += 1
        else:
            self.found.silent("one spoilt key file makes the right password wrong")

    def trace(self, chance: random.Random) -> None:
        """A bit of the trace: no alarm about data that did not go back."""
        profile = self._copy(self._closed)
        self._flip(profile / TRACE, chance)
        self.found.flips["trace"] += 1
        desk = self._office.open(profile, seed="trace")
        if desk.store.went_back:
            self.found.silent("a spoilt trace raises a false alarm")
        else:
            self.found.harmless["trace"] += 1
        desk.close()

    def _copy(self, source: Path) -> Path:
        profile = self._folder / NAME
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(source, profile)
        return profile

    def _noticed(self, profile: Path) -> bool:
        """Open as a start after a power cut does."""
        Soundness(profile)._mark.touch()
        try:
            desk = self._office.open(profile, seed="look")
        except KnownError as fault:
            return fault.code == "damaged"
        try:
            desk.look_through()
        except KnownError as fault:
            return fault.code == "damaged"
        finally:
            desk.close()
        return False

    @staticmethod
    def _flip(path: Path, chance: random.Random) -> None:
        data = bytearray(path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data))


def _text(desk: Desk, path: str = "kendala.isi") -> object:
    with desk.store.read() as tx:
        return tx.documents.content(DRAFT).get(path)
