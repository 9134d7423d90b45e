"""A machine on which `deploy/upgrade` is run: a folder of its own, with the system around it played."""

from __future__ import annotations

import os
import signal
import subprocess
import tarfile
import time
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SYSTEMCTL = """case $1 in
start) touch {root}/runs; echo "kata warga" >> {root}/var/lib/sipa/sipa.db;;
stop) rm -f {root}/runs;;
esac"""
SIPA = """case $1 in
stand) echo '{{"kecamatan": "63.11.06"}}';;
init) echo "dipindahkan" >> {root}/var/lib/sipa/sipa.db;;
check) [ ! -e {root}/runs ] || [ ! -e {root}/var/lib/sipa.sebelum ] || echo early >> {root}/log
    exit $(cat {root}/check 2>/dev/null || echo 0);;
esac"""


class Machine:
    """A server of version 1 that runs, and an archive of version 2."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data, self.program = root / "var/lib/sipa", root / "opt/sipa-server"
        for folder in (self.data, self.program, root / "usr/local/bin", root / "bin", root / "deploy"):
            folder.mkdir(parents=True)
        (self.data / "sipa.db").write_text("lama\n")
        self.program_of(self.program, "1")
        (root / "runs").touch()
        self.answers(0)
        self.stub("bin/id", "echo 0")
        self.stub("bin/sync", "[ $1 = -f ] && [ -d $2 ] && [ -d $3 ]")
        self.stub("bin/systemctl", SYSTEMCTL.format(root=root))
        self.stub("usr/local/bin/sipa", SIPA.format(root=root))
        (root / "deploy/sipa-server").write_text((DEPLOY / "sipa-server").read_text())
        text = (DEPLOY / "upgrade").read_text()
        for place in ("/opt/", "/var/lib/", "/usr/local/bin/"):
            text = text.replace(place, f"{root}{place}")
        (root / "deploy/upgrade").write_text(text)
        new = root / "new" / "sipa-server-linux"
        new.mkdir(parents=True)
        self.program_of(new, "2")
        with tarfile.open(root / "new.tar", "w") as archive:
            archive.add(new, new.name)

    def stub(self, name: str, script: str) -> None:
        """Play this command."""
        (self.root / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.root / name).chmod(0o755)

    def program_of(self, folder: Path, version: str) -> None:
        """Lay a program there that tells its version."""
        (folder / "sipa-server").write_text(f"#!/bin/sh\necho {version}\n")
        (folder / "sipa-server").chmod(0o755)

    def answers(self, code: int) -> None:
        """Whether the server that was started answers: 0 when it does."""
        self.stub("deploy/answers", f"exit {code}")

    def upgrade(self) -> tuple[int, str]:
        """Run it; gives its exit code and what it said."""
        path = f"{self.root}/bin:/usr/bin:/bin"
        done = subprocess.run(
            ["sh", str(self.root / "deploy/upgrade"), str(self.root / "new.tar")],
            capture_output=True,
            text=True,
            env={"PATH": path},
        )
        return done.returncode, done.stdout

    def upgrade_over_a_line_that_drops(self) -> int:
        """Run it on a terminal that is closed once `reached` lies there, and let it end; gives its exit code."""
        ours, theirs = os.openpty()
        told = ["env", "--default-signal=HUP"]  # also where these tests themselves run under nohup
        with open(theirs, "r+b", buffering=0) as screen:
            run = subprocess.Popen(
                ["setsid", "--ctty", *told, "sh", str(self.root / "deploy/upgrade"), str(self.root / "new.tar")],
                stdin=screen,
                stdout=screen,
                stderr=screen,
                env={"PATH": f"{self.root}/bin:/usr/bin:/bin"},
            )
        end = time.monotonic() + 20
        while not (self.root / "reached").exists():
            assert run.poll() is None, "it ended before the line dropped"
            assert time.monotonic() < end
            time.sleep(0.01)
        os.close(ours)
        os.killpg(run.pid, signal.SIGHUP)  # as a login shell passes it on to what runs in it
        return run.wait(20)

    def slow(self, name: str, verb: str = "") -> None:
        """This command, or this verb of it, takes so long that the line drops meanwhile."""
        command = self.root / name
        script = command.read_text() if command.exists() else f'#!/bin/sh\nexec /bin/{command.name} "$@"\n'
        wait = f"touch {self.root}/reached; sleep 0.3"
        self.stub(name, script.replace(f"{verb})", f"{verb}) {wait};") if verb else f"{wait}\n{script}")

    @property
    def version(self) -> str:
        """That of the program in its place."""
        return subprocess.run([self.program / "sipa-server"], capture_output=True, text=True).stdout.strip()

    @property
    def runs(self) -> bool:
        """Whether the server was started."""
        return (self.root / "runs").exists()

    @property
    def words(self) -> str:
        """What stands in its data."""
        return (self.data / "sipa.db").read_text()


def schemas(machine: Machine) -> None:
    """Play the programs as they are: each opens data of its own schema only, and `init` takes older ones over."""
    root, data, program = machine.root, machine.data, machine.program
    (data / "sipa.db").write_text("skema1\n")
    machine.stub(
        "bin/systemctl", f"case $1 in\nstart) mkdir -p {data}; touch {root}/runs;;\nstop) rm -f {root}/runs;;\nesac"
    )
    refused = '{"ok": false, "code": "older_database"}'
    machine.stub(
        "usr/local/bin/sipa",
        f"""v=$({program}/sipa-server)
case $1 in
stand) if grep -q skema$v {data}/sipa.db; then echo '{{"kecamatan": "63.11.06"}}'; else echo '{refused}'; exit 1; fi;;
init) [ -n "$3" ] || exit 1; [ ! -e {root}/cut ] || {{ kill -9 $PPID; exit 1; }}
    echo "skema$v" > {data}/sipa.db;;
check) grep -q skema$v {data}/sipa.db;;
esac""",
    )
    machine.stub("deploy/answers", f"[ -e {root}/runs ] && grep -q skema$({program}/sipa-server) {data}/sipa.db")
