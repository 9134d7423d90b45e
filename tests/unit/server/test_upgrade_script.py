"""`deploy/upgrade` in a folder of its own, with the machine around it played: whatever goes wrong, the server runs."""

from __future__ import annotations

import os
import signal
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
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
        (self.root / name).write_text(f"#!/bin/sh\n{script}\n")
        (self.root / name).chmod(0o755)

    def program_of(self, folder: Path, version: str) -> None:
        (folder / "sipa-server").write_text(f"#!/bin/sh\necho {version}\n")
        (folder / "sipa-server").chmod(0o755)

    def answers(self, code: int) -> None:
        self.stub("deploy/answers", f"exit {code}")

    def upgrade(self) -> tuple[int, str]:
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
        with open(theirs, "r+b", buffering=0) as screen:
            run = subprocess.Popen(
                ["setsid", "--ctty", "sh", str(self.root / "deploy/upgrade"), str(self.root / "new.tar")],
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
        return subprocess.run([self.program / "sipa-server"], capture_output=True, text=True).stdout.strip()

    @property
    def runs(self) -> bool:
        return (self.root / "runs").exists()

    @property
    def words(self) -> str:
        return (self.data / "sipa.db").read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_new_version_runs_on_the_same_data_and_nothing_lies_about(machine: Machine) -> None:
    code, said = machine.upgrade()
    assert (code, machine.version, machine.runs) == (0, "2", True)
    assert machine.words.startswith("lama\ndipindahkan\n")
    assert "Tidak ada yang hilang" in said
    assert not list(machine.root.glob("*/**/*.old")) + list(machine.root.glob("*/**/*.sebelum"))
    assert (machine.root / "usr/local/bin/sipa-server").exists()


def test_the_new_version_is_looked_at_before_anybody_can_write_to_it(machine: Machine) -> None:
    assert machine.upgrade()[0] == 0
    assert not (machine.root / "log").exists()


def test_a_new_version_that_does_not_answer_goes_and_the_data_come_back(machine: Machine) -> None:
    machine.answers(1)
    code, said = machine.upgrade()
    assert (code, machine.version, machine.runs) == (1, "1", True)
    assert machine.words.startswith("lama\nkata warga")
    assert "versi lama dan datanya dikembalikan" in said


def test_a_copy_that_fails_leaves_the_old_version_running(machine: Machine) -> None:
    machine.stub("bin/cp", "exit 1")
    code, said = machine.upgrade()
    assert (code, machine.version, machine.runs) == (1, "1", True)
    assert "Tidak ada yang diubah, dan versi lama berjalan lagi" in said
    assert not (machine.root / "var/lib/sipa.sebelum").exists()


def test_a_disk_without_room_for_the_copy_is_told_before_the_server_stops(machine: Machine) -> None:
    machine.stub("bin/df", "echo head; echo '/dev/vda 1 1 900000 1% /'")
    code, said = machine.upgrade()
    assert (code, machine.version, machine.runs) == (1, "1", True)
    assert "Tempat kosong 878 MB" in said
    assert machine.words == "lama\n"


def test_what_was_amiss_before_is_no_fault_of_the_new_version(machine: Machine) -> None:
    (machine.root / "check").write_text("1")
    code, said = machine.upgrade()
    assert (code, machine.version) == (0, "2")
    assert "juga sebelum versi ini" in said


def test_a_run_that_was_cut_between_two_names_is_put_right_by_the_next(machine: Machine) -> None:
    machine.program.rename(machine.root / "opt/sipa-server.old")
    (machine.root / "var/lib/sipa.sebelum").mkdir()
    (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("lama\n")
    code, said = machine.upgrade()
    assert (code, machine.version, machine.runs) == (0, "2", True)
    assert "Pembaruan sebelumnya terhenti" in said
    assert machine.words.startswith("lama\n")


def test_a_run_that_was_cut_after_the_new_version_answered_keeps_what_citizens_wrote(machine: Machine) -> None:
    (machine.root / "opt/sipa-server.old").mkdir()
    (machine.root / "var/lib/sipa.sebelum").mkdir()
    (machine.data / "sipa.db").write_text("lama\nkata warga sesudahnya\n")
    assert machine.upgrade()[0] == 0
    assert "kata warga sesudahnya" in machine.words


def test_a_cut_while_the_old_version_is_put_back_loses_nothing_however_often_it_is_run_again(machine: Machine) -> None:
    machine.answers(1)
    machine.stub("bin/mv", f'/bin/mv "$@"; case $2 in {machine.program}.new) kill -9 $PPID;; esac')
    machine.stub("bin/rm", f'/bin/rm "$@"; case $2 in {machine.program}) kill -9 $PPID;; esac')
    assert machine.upgrade()[0] == -9
    (machine.root / "bin/mv").unlink()
    (machine.root / "bin/rm").unlink()
    for _turn in range(2):
        machine.upgrade()
        assert machine.words.startswith("lama\n")
    machine.answers(0)
    assert machine.upgrade()[0] == 0
    assert (machine.version, machine.runs) == ("2", True)
    assert machine.words.startswith("lama\n")


@pytest.mark.parametrize("then", [0, 1])
def test_months_of_work_after_a_run_that_was_cut_are_never_put_back(machine: Machine, then: int) -> None:
    (machine.root / "opt/sipa-server.old").mkdir()
    machine.program_of(machine.root / "opt/sipa-server.old", "0")
    (machine.root / "var/lib/sipa.sebelum").mkdir()
    (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("dulu\n")
    (machine.data / "sipa.db").write_text("dulu\ntiga bulan laporan\n")
    machine.answers(1)
    if not then:  # the next version answers, the one before does not
        machine.stub("deploy/answers", f'[ "$({machine.program}/sipa-server)" = 2 ]')
    code, said = machine.upgrade()
    assert code == then
    assert "tiga bulan laporan" in machine.words
    assert "Data yang sekarang dipakai terus" in said
    old = machine.root / "var/lib/sipa.dulu/sipa.db"
    assert old.exists() is bool(then), "what was before is kept until a version answers"


def test_a_server_that_was_only_stopped_is_started_before_it_is_judged(machine: Machine) -> None:
    (machine.root / "opt/sipa-server.old").mkdir()
    (machine.root / "var/lib/sipa.sebelum").mkdir()
    (machine.data / "sipa.db").write_text("lama\ntiga bulan laporan\n")
    (machine.root / "runs").unlink()
    machine.stub("deploy/answers", f"[ -e {machine.root}/runs ]")
    code, said = machine.upgrade()
    assert (code, "terhenti" in said) == (0, False)
    assert "tiga bulan laporan" in machine.words


@pytest.mark.parametrize(
    ("command", "verb"),
    [("bin/cp", ""), ("usr/local/bin/sipa", "init")],
    ids=["while the data are copied", "once the programs have changed places"],
)
def test_a_line_that_drops_leaves_the_old_version_running_on_its_data(
    machine: Machine, command: str, verb: str
) -> None:
    machine.slow(command, verb)
    assert machine.upgrade_over_a_line_that_drops() == 1
    assert (machine.version, machine.runs) == ("1", True)
    assert machine.words.startswith("lama\nkata warga")
    (machine.root / "reached").unlink()
    assert machine.upgrade()[0] == 0
    assert machine.version == "2"


def test_a_line_that_drops_once_the_new_version_answers_takes_nothing_back(machine: Machine) -> None:
    machine.slow("deploy/answers")
    machine.upgrade_over_a_line_that_drops()
    assert (machine.version, machine.runs) == ("2", True)
    assert machine.words == "lama\ndipindahkan\nkata warga\n"
    assert not (machine.root / "opt/sipa-server.old").exists()
    assert (machine.root / "usr/local/bin/sipa-server").exists()


def test_a_line_that_drops_while_an_older_run_is_put_right_leaves_the_server_running(machine: Machine) -> None:
    machine.program.rename(machine.root / "opt/sipa-server.old")
    (machine.root / "var/lib/sipa.sebelum").mkdir()
    (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("lama\n")
    machine.slow("bin/systemctl")
    machine.upgrade_over_a_line_that_drops()
    assert (machine.version, machine.runs) == ("1", True)
    assert machine.words.startswith("lama\n")


@pytest.mark.parametrize("run", ["the run itself", "the next run"])
def test_a_fault_while_the_old_version_is_put_back_is_told_and_the_old_version_stays_on_the_disk(
    machine: Machine, run: str
) -> None:
    if run == "the run itself":
        machine.answers(1)
    else:
        machine.program.rename(machine.root / "opt/sipa-server.old")
        (machine.root / "var/lib/sipa.sebelum").mkdir()
        (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("lama\n")
    machine.stub("bin/mv", f'case $2 in {machine.data}) exit 1;; esac; exec /bin/mv "$@"')
    code, said = machine.upgrade()
    assert (code, machine.runs) == (1, True)
    assert "belum dapat dikembalikan" in said
    (machine.root / "bin/mv").unlink()
    machine.answers(0)
    assert machine.upgrade()[0] == 0
    assert machine.version == "2"
    assert machine.words.startswith("lama\n")


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


def test_a_cut_while_the_data_are_taken_over_is_put_right_by_the_next_run(machine: Machine) -> None:
    schemas(machine)
    (machine.root / "cut").touch()
    assert machine.upgrade()[0] == -9
    (machine.root / "cut").unlink()
    (machine.root / "runs").touch()  # the machine comes up again, and starts what lies there
    code, said = machine.upgrade()
    assert (code, machine.version, machine.words) == (0, "2", "skema2\n"), said


@pytest.mark.parametrize("cut", ["gagal", "sipa", "sipa-server.new"])
def test_a_cut_at_any_name_while_the_old_ones_are_put_back_is_put_right(machine: Machine, cut: str) -> None:
    schemas(machine)
    machine.stub("deploy/answers", f'[ -e {machine.data}/sipa.db ] && [ "$({machine.program}/sipa-server)" = 1 ]')
    place = {"gagal": f"{machine.data}.gagal", "sipa": machine.data, "sipa-server.new": f"{machine.program}.new"}[cut]
    machine.stub("bin/mv", f'/bin/mv "$@"; case $2 in {place}) kill -9 $PPID;; esac')
    assert machine.upgrade()[0] == -9
    (machine.root / "bin/mv").unlink()
    for _turn in range(2):
        machine.upgrade()
        assert (machine.version, machine.words) == ("1", "skema1\n")


@pytest.mark.parametrize("cut", [False, True])
def test_the_last_good_copy_is_kept_until_a_version_was_looked_at_and_found_well(machine: Machine, cut: bool) -> None:
    root = machine.root
    (root / "opt/sipa-server.old").mkdir()
    machine.program_of(root / "opt/sipa-server.old", "0")
    (root / "var/lib/sipa.sebelum").mkdir()
    (root / "var/lib/sipa.sebelum/sipa.db").write_text("utuh\n")
    (machine.data / "sipa.db").write_text("RUSAK\n")
    (root / "check").write_text("1")
    machine.stub("deploy/answers", f'[ "$({machine.program}/sipa-server)" = 2 ]')
    if cut:
        machine.stub("bin/mv", f'/bin/mv "$@"; case $2 in {machine.data}.dulu) kill -9 $PPID;; esac')
        assert machine.upgrade()[0] == -9
        (root / "bin/mv").unlink()
    assert machine.upgrade()[0] == 0
    assert (root / "var/lib/sipa.dulu/sipa.db").read_text() == "utuh\n"
