"""S02, N17: `sipa-server backup` and `restore`, killed at the Nth write, sync or rename.

A kecamatan with a report, an attachment, a bundle that was set apart and yesterday's backup lies prepared. Each life is
split off, makes today's backup and puts it in the place of an older folder. Whatever call it is killed at: yesterday's
backup or today's opens whole, no name stands on what is not whole, the place holds the old data or all of the new, and
the same commands once more come to their end.
"""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

from sipa_core.domain.attachments import Media
from sipa_core.domain.recovery_code import draw_code
from sipa_server.bootstrap import Server, open_server
from sipa_server.errors import KnownError
from sipa_server.platform.recovery_key import recipient_of
from sipa_server.services import backup_restore
from sipa_server.services.backup import BackupService, backups_in, keep_recipient
from sipa_server.settings import Settings
from sipa_server.store.sealed_files import PART, is_whole
from tests.support.killed_backup_plants import plants
from tests.support.killed_calls import START, Kill, Life, Verdict, calls_of, lived, places_of, server_state, telling
from tests.support.remote_pc import RemotePc
from tests.support.server import BABAYAU, ManualClock, SeededEntropy, direct_world, prepare, report_ref, submission

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 900
DAY = 24 * 60 * 60 * 1000


class Kept:
    """A server's folder, its disk for backups and the folder that a restore replaces; copied for each life."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template"
        with direct_world(prepare(folder / "prepared"), self.template / "data") as world:
            self.code = draw_code(world.entropy)
            keep_recipient(world.server.store, recipient_of(self.code), world.clock.now())
            far = RemotePc.enrolled(world)
            far.pc.do("report.submit", report_ref(BABAYAU), submission(BABAYAU))
            self._photo(world.server, PHOTO)
            make(world.server, self.template / "disk")
            sealed = far.bundle(far.guidance())
            world.server.accounts.revoke_device(far.pc.place.device)
            with open(folder / "held", "w+b") as file:
                file.write(sealed)
                world.server.bundles.take(file)
            self._photo(world.server, PHOTO[::-1])
            self.began = world.clock.now() + DAY
            self.state = state_of(world.server)
            with world.server.store.read() as work:
                self.epoch = work.meta.get("epoch")
        (self.template / "lama").mkdir()
        (self.template / "lama" / "catatan.txt").write_text("penting")

    def _photo(self, server: Server, data: bytes) -> None:
        sha256 = server.blobs.files.put(data)
        with server.store.write() as work:
            work.blobs.keep(sha256, Media.JPEG, len(data), server.clock.now())

    def copy_to(self, folder: Path) -> None:
        """A fresh copy of all three folders."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder)

    def open(self, data: Path) -> Server:
        """The server of that folder, a day later."""
        clock = ManualClock()
        clock.instant = self.began
        return open_server(Settings(data), clock=clock, entropy=SeededEntropy("a day later"))

    def restore(self, folder: Path) -> None:
        """Put the newest backup in the place of the old folder."""
        clock = ManualClock()
        clock.instant = self.began
        path = backups_in(folder / "disk")[0].path
        backup_restore.restore(path, self.code, folder / "lama", clock, SeededEntropy("new"), replace=True)


class KilledBackup:
    """The two commands, lived and cut short as often as wanted. `plant` is put in for the lives alone."""

    def __init__(self, kept: Kept, folder: Path, plant: str = "") -> None:
        self._kept, self._folder, self._plant = kept, folder / "life", plant
        self._log = folder / "strace"
        _said, log, ended = self._live(Kill("", 0))
        assert ended, "the commands did not come to their end"
        self.calls = list(calls_of(log))

    def kills(self, *steps: str) -> list[Kill]:
        """Every place of both commands, or of one."""
        return places_of(self.calls, steps)

    def kill(self, at: Kill) -> Verdict:
        """One life, killed there, and what is left of it."""
        said, _log, ended = self._live(at)
        verdict = Verdict(at, not ended, next((one["step"] for one in reversed(said) if "step" in one), ""))
        if not ended:
            made = any(one.get("made") for one in said)
            verdict.wrong += self._judge_backups(made=made)
            verdict.wrong += self._judge_place(done=any(one.get("restored") for one in said))
            verdict.wrong += self._again()
        return verdict

    def _judge_backups(self, *, made: bool) -> list[str]:
        disk, wrong = self._folder / "disk", []
        named = [path for path in disk.rglob("*") if path.is_file() and path.suffix != PART]
        wrong += ["a name stands on what is not whole" for path in named if not is_whole(path)]
        there = backups_in(disk)
        if made and there[0].at.timestamp() * 1000 < self._kept.began - 1000:
            wrong.append("a backup that was told is gone")
        wrong += self._opens(there[0].path) if there else ["no backup is left"]
        server = self._kept.open(self._folder / "data")
        try:
            if server.store.integrity() != "ok" or state_of(server) != self._kept.state:
                wrong.append("the server is not as it was")
        finally:
            server.close()
        return wrong

    def _opens(self, path: Path) -> list[str]:
        try:
            backup_restore.check(path, self._kept.code)
        except KnownError as fault:
            return [f"the newest backup does not open: {fault.code}"]
        return []

    def _judge_place(self, *, done: bool) -> list[str]:
        """The old folder, or all of the new one; while neither has the name, the old one lies whole beside it."""
        place = self._folder / "lama"
        if (place / "catatan.txt").is_file():
            return ["what was told as restored is not there"] if done else []
        if not place.exists():
            aside = list(self._folder.glob("lama.sebelum-pulih-*/catatan.txt"))
            return ["what was told as restored is not there"] if done else [] if aside else ["the old folder is gone"]
        return self._whole(place)

    def _whole(self, place: Path) -> list[str]:
        """What a server's folder lacks; it is in a history of its own, and has what was in the backup."""
        try:
            server = self._kept.open(place)
        except (KnownError, OSError):
            return ["what was put back does not open"]
        try:
            with server.store.read() as work:
                rows, begun = work.blobs.every(), work.meta.get("epoch") != self._kept.epoch
            held = server.bundles.quarantined()
            wrong = [] if server.store.integrity() == "ok" and begun else ["it did not begin a new history"]
            wrong += ["an attachment is gone" for one in rows if not server.blobs.files.whole(one.sha256)]
            wrong += ["a held bundle is gone" for one in held if not server.bundles.files.held(one.sha256).is_file()]
            return wrong if rows and held else [*wrong, "files of the backup are missing"]
        finally:
            server.close()

    def _again(self) -> list[str]:
        """Both commands once more, as the keeper does on the next morning."""
        server = self._kept.open(self._folder / "data")
        try:
            make(server, self._folder / "disk")
            self._kept.restore(self._folder)
        except KnownError as fault:
            return [f"the second time: {fault.code}"]
        finally:
            server.close()
        left = ["a folder by half is left behind"] if any(self._folder.glob(".lama-pulih-*")) else []
        return [f"the second time: {one}" for one in [*self._whole(self._folder / "lama"), *left]]

    def _live(self, kill: Kill) -> Life:
        self._kept.copy_to(self._folder)

        def life(line: socket.socket) -> None:
            with plants(self._plant):
                self._commands(line)

        return lived(life, kill, self._log)

    def _commands(self, line: socket.socket) -> None:
        say = telling(line)
        server = self._kept.open(self._folder / "data")
        line.sendall(START)
        line.recv(1)
        say({"step": "backup"})
        say({"made": str(make(server, self._folder / "disk"))})
        say({"step": "restore"})
        self._kept.restore(self._folder)
        say({"restored": True})
        say({"end": True})
        line.shutdown(socket.SHUT_WR)
        line.recv(1)


def make(server: Server, disk: Path) -> Path:
    """A backup, as `sipa-server backup` makes it."""
    return BackupService(server.settings.data, server.store, server.clock, server.keys).make(disk).path


def state_of(server: Server) -> str:
    """Everything the server's database holds."""
    with server.store.read() as work:
        return server_state(work)
