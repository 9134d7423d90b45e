"""A walk: two or three PCs of one village write, send, take back, choose and sync over one draft, by the chance of a
seed, and every word is followed. Denser than the simulation: one report, three places, nothing else.

A word may leave the draft of a PC only for one that a person wrote over it or chose in its stead, with both before
them; at rest all PCs say the same, or somebody is asked, and no session makes another copy of it.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Final

from sipa_core.sync.merge import Take
from sipa_core.wire.records import RecordType, Ref
from sipa_desktop.bootstrap import Desk
from sipa_desktop.errors import Refused
from sipa_desktop.services.conflicts_views import ConflictView
from tests.support.two_pcs import JUNE, pc
from tests.support.world import World

PLACES: Final = ("umum.uraian", "umum.kendala", "kegiatan[a].nama")
ACTS: Final = {"write": 5.0, "submit": 2.5, "recall": 1.5, "sync": 6.0, "give back": 0.7, "choose": 1.5, "open": 1.0}
ON_BAD_DAYS: Final = {"back up": 0.5, "put back": 0.5}
SWITCHES: Final = {"switch": 1.0}
"""Of the copies, off and on: what a PC knows of them may be of before."""
REPLY_LOST: Final = 0.08
LOST_ON_BAD_DAYS: Final = 0.35
ROUNDS: Final = 8


class Walk:
    """One walk; `trace` tells what was done, `wrong` what must not happen ("" while nothing did)."""

    def __init__(
        self, seed: int, folder: Path, names: str = "AB", *, bad_days: bool = False, switches: bool = False
    ) -> None:
        self.chance = random.Random(seed)
        self.world = World(folder)
        self.desks: dict[str, Desk] = {name: pc(self.world, name, name) for name in names}
        self.trace: list[str] = []
        self.wrong = ""
        self._acts = ACTS | (ON_BAD_DAYS if bad_days else {}) | (SWITCHES if switches else {})
        self._bad_days = bad_days
        self._lost = LOST_ON_BAD_DAYS if bad_days else REPLY_LOST
        self._places = PLACES[: self.chance.randint(1, len(PLACES))]
        self._said: dict[str, dict[str, str]] = {name: {} for name in names}
        self._over: dict[tuple[str, str], set[str]] = {}
        self._words = 0
        self._office: Desk | None = None
        self._copy: Path | None = None

    def run(self) -> str:
        """Walk to the end; gives what was wrong, "" where all was kept."""
        try:
            for _step in range(self.chance.randint(6, 16)):
                self._act(self.chance.choice(list(self.desks)))
                if self.wrong:
                    return self.wrong
            self._come_to_rest()
            return self.wrong
        finally:
            self.world.close()

    def _act(self, name: str) -> None:
        act = self.chance.choices(list(self._acts), list(self._acts.values()))[0]
        desk = self.desks[name]
        self.trace.append(f"{act} {name}")
        match act:
            case "write":
                self._write(name)
            case "submit":
                desk.reports.submit(JUNE)
            case "recall":
                desk.reports.recall(JUNE)
            case "sync":
                self.world.lines[name].lose_reply = int(self.chance.random() < self._lost)
                desk.sync.run_once()
                self.world.lines[name].lose_reply = 0
            case "give back":
                self._give_back()
            case "choose":
                self._choose(name)
            case "open":
                desk.reports.open(JUNE)
            case "switch":
                desk.copies.switch(on=not desk.copies.kept())
            case "back up":
                self._copy = self._copy or self.world.back_up()
            case _:
                self._put_back()
        self._look(name, act)

    def _write(self, name: str) -> None:
        self.world.clock.pass_time(minutes=1)
        if isinstance(self.desks[name].reports.create("kegiatan_bulanan", "2025-06"), Refused):
            return
        self._look(name, "open")
        place = self.chance.choice(self._places)
        self._words += 1
        word = f"kata{self._words}"
        if not isinstance(self.desks[name].reports.save(JUNE, {place: word}), Refused):
            self._gave(place, self._said[name].get(place, ""), word)
            self.trace.append(f"  {place} = {word}")

    def _give_back(self) -> None:
        self._office = office = self._office or self.world.kecamatan()
        office.sync.run_once()
        for row in office.review.waiting().rows[:1]:
            office.review.open(row.version_id)
            office.review.save_note(row.version_id, None, "umum.uraian", "Mohon dilengkapi.")
            office.review.give_back(row.version_id)
            office.sync.run_once()

    def _choose(self, name: str) -> bool:
        desk = self.desks[name]
        view = desk.conflicts.view(JUNE)
        if not isinstance(view, ConflictView):
            return False
        if view.locked or self.chance.random() < 0.15:
            before = self._draft(name)
            desk.conflicts.keep_two(JUNE, view.seal)
            after = self._draft(name)
            for place, word in before.items():
                self._gave(place, word, after.get(place, ""))
            return True
        takes = {row.path: self.chance.choice([Take.MINE, Take.THEIRS]) for row in view.rows}
        for row in view.rows:
            mine, theirs = (one.text if one.text.startswith("kata") else "" for one in (row.mine, row.theirs))
            self.trace.append(f"  {takes[row.path].value} of {mine}, {theirs} at {row.path}")
            self._gave(row.path, *((theirs, mine) if takes[row.path] is Take.MINE else (mine, theirs)))
        desk.conflicts.resolve(JUNE, view.seal, takes)
        return True

    def _put_back(self) -> None:
        if self._copy is not None:
            self.world.put_back(self._copy)
            shutil.rmtree(self._copy)
            self._copy = None

    def _come_to_rest(self) -> None:
        self.trace.append("-- everybody syncs and chooses")
        asked: list[bool] = []
        if self._bad_days:
            for name in self.desks:
                self._visit(name)
            self.world.clock.pass_time(days=31)  # until then what is refused may yet be taken
        for _round in range(ROUNDS):
            for name, desk in self.desks.items():
                self._visit(name)
                desk.copies.switch(on=True)
            asked = [self._choose(name) for name in self.desks]
            for name in self.desks:
                self._look(name, "choose")
            if self.wrong:
                return
        for _round in range(3):
            for name in self.desks:
                self._visit(name)
        before = self._revision()
        for desk in self.desks.values():
            desk.sync.run_once()
        texts = [text for name in self.desks if (text := self._draft(name))]
        if any(asked) or any(desk.conflicts.list() for desk in self.desks.values()):
            self.wrong = self.wrong or "somebody is asked for ever"
        elif self._revision() != before:
            self.wrong = self.wrong or "a session made another copy of what nobody changed"
        elif any(text != texts[0] for text in texts):
            self.wrong = self.wrong or f"the PCs say different things, and nobody is asked: {texts}"

    def _visit(self, name: str) -> None:
        self.desks[name].sync.run_once()
        self._look(name, "sync")
        self.desks[name].reports.open(JUNE)
        self._look(name, "open")

    def _draft(self, name: str) -> dict[str, str]:
        with self.desks[name].store.read() as tx:
            return {path: str(value) for path, value in tx.documents.content(JUNE).items() if path in PLACES}

    def _revision(self) -> int:
        with self.world.server.store.read() as work:
            draft = work.records.get(Ref(RecordType.DRAFT, JUNE))
        return draft.rev if draft is not None else 0

    def _gave(self, place: str, word: str, other: str) -> None:
        """A person who had both before them let one go for the other."""
        self._over.setdefault((place, word), set()).add(other)

    def _look(self, name: str, after: str) -> None:
        now = self._draft(name)
        for place, word in self._said[name].items():
            other = now.get(place, "")
            if not self._may_become(place, word, other):
                self.wrong = self.wrong or f"{name} lost {word} at {place} for {other or 'nothing'} ({after})"
        self._said[name] = now

    def _may_become(self, place: str, word: str, other: str) -> bool:
        known, todo = set[str](), [word]
        while todo:
            one = todo.pop()
            if one == other:
                return True
            if one not in known:
                known.add(one)
                todo += self._over.get((place, one), ())
        return False
