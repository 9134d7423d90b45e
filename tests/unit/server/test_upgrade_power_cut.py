"""`deploy/upgrade` when the power goes: what was not synced is gone, and the next run still finds everything."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.upgraded_machine import Machine, schemas


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


class Disk:
    """What would be there after a power cut: everything up to the last sync, and of what came later what `lost` says.

    The server's database syncs itself, with the names in its own file system; the programs lie in another.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine, self.root = machine, machine.root
        schemas(machine)
        held = f"{self.root}/disk"
        self.sync = f"/bin/rm -rf {held}; mkdir {held}; /bin/cp -al {self.root}/opt {self.root}/var {held}/"
        own = f"/bin/rm -rf {held}/var; /bin/cp -al {self.root}/var {held}/"
        subprocess.run(["sh", "-c", self.sync], check=True)
        for name, at in (("bin/systemctl", "touch"), ("usr/local/bin/sipa", 'echo "skema$v" >')):
            script = (self.root / name).read_text().replace("rm -f", "/bin/rm -f")
            line = next(line for line in script.splitlines() if at in line)
            machine.stub(name, script.replace(line, line.replace(";;", f"; {own};;")))

    def cut_at(self, step: int) -> None:
        """The power goes before the so-manieth command that changes names or copies."""
        (self.root / "step").write_text("0")
        count = f"n=$(($(cat {self.root}/step) + 1)); echo $n > {self.root}/step; [ $n -ne {step} ] || kill -9 $PPID"
        for name in ("cp", "mv", "rm", "sync"):
            was = self.sync if name == "sync" else f'exec /bin/{name} "$@"'
            self.machine.stub(f"bin/{name}", f"{count}\n[ $n -ne {step} ] || exit 1\n{was}")

    def comes_up(self, lost: str) -> None:
        """The machine is on again: nothing counts any more, and the service is started."""
        for name in ("cp", "mv", "rm"):
            (self.root / "bin" / name).unlink(missing_ok=True)
        self.machine.stub("bin/sync", self.sync)
        if lost == "contents":
            for file in [*self.root.glob("opt/**/*"), *self.root.glob("var/**/*")]:
                if file.is_file() and file.stat().st_nlink == 1:
                    file.write_text("")
        elif lost != "nothing":
            tree = {"programs": "opt", "data": "var"}[lost]
            shutil.rmtree(self.root / tree)
            shutil.copytree(self.root / "disk" / tree, self.root / tree)
        subprocess.run([self.root / "bin/systemctl", "start"], check=True, env={"PATH": "/usr/bin:/bin"})


def _all_is_there(machine: Machine, good: bool, at: tuple[int, str]) -> None:
    """Run it again; what then runs has all its data."""
    code, said = machine.upgrade()
    assert (code, machine.runs) == (int(not good), True), (at, said)
    if not good and machine.version == "2":  # it was cut off while it ran: who can say what it has taken in since
        assert (machine.root / "var/lib/sipa.dulu/sipa.db").read_text() == "skema1\n", (at, said)
    else:
        assert machine.version == ("2" if good else "1"), (at, said)
    assert machine.words == f"skema{machine.version}\n", (at, said)


@pytest.mark.parametrize(
    ("good", "first"), [(True, 1), (False, 8)], ids=["a good version", "a version that does not answer"]
)
def test_a_power_cut_at_any_step_loses_nothing(tmp_path: Path, good: bool, first: int) -> None:
    """Up to the eighth step both are the same run."""
    for step in range(first, 40):
        machine = Machine(tmp_path / "machine")
        disk = Disk(machine)
        if not good:
            answers = (machine.root / "deploy/answers").read_text().removeprefix("#!/bin/sh\n").strip()
            machine.stub("deploy/answers", f'{answers} && [ "$({machine.program}/sipa-server)" = 1 ]')
        disk.cut_at(step)
        if machine.upgrade()[0] != -9:
            disk.comes_up("programs")
            assert machine.version == ("2" if good else "1"), "what was told is on the disk"
            break
        machine.root.rename(tmp_path / "cut")
        for lost in ("nothing", "contents", "programs", "data"):
            subprocess.run(["cp", "-a", tmp_path / "cut", machine.root], check=True)
            disk.comes_up(lost)
            _all_is_there(machine, good, (step, lost))
            shutil.rmtree(machine.root)
        shutil.rmtree(tmp_path / "cut")
    assert step > 12, "it was cut at every step"


def test_half_of_a_copy_is_never_taken_for_one(machine: Machine) -> None:
    disk = Disk(machine)
    kept = f"{machine.data}.sebelum"
    machine.stub("bin/sync", disk.sync)
    machine.stub(
        "bin/rm", f'case "$*" in *usang*sebelum*) /bin/rm {kept}/sipa.db; kill -9 $PPID; exit;; esac; /bin/rm "$@"'
    )
    assert machine.upgrade()[0] == -9
    disk.comes_up("programs")
    machine.answers(1)  # so that the copy would be kept as the last that was good
    machine.upgrade()
    assert not (machine.root / "var/lib/sipa.dulu").exists()


def test_the_last_good_copy_outlives_a_power_cut_while_it_is_put_by(machine: Machine) -> None:
    disk = Disk(machine)
    (machine.root / "opt/sipa-server.old").mkdir()
    machine.program_of(machine.root / "opt/sipa-server.old", "0")
    (machine.root / "var/lib/sipa.sebelum").mkdir()
    (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("utuh\n")
    subprocess.run(["sh", "-c", disk.sync], check=True)
    disk.cut_at(0)
    machine.stub("bin/mv", f'/bin/mv "$@"; case $2 in {machine.program}.dulu) kill -9 $PPID;; esac')
    machine.answers(1)
    assert machine.upgrade()[0] == -9
    disk.comes_up("data")
    machine.upgrade()
    assert (machine.root / "var/lib/sipa.dulu/sipa.db").read_text() == "utuh\n"
