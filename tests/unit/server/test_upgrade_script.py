"""`deploy/upgrade` with the machine around it played: whatever goes wrong, the server runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.upgraded_machine import Machine, schemas


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


def test_a_copy_that_does_not_reach_the_disk_is_none(machine: Machine) -> None:
    machine.stub("bin/sync", "exit 1")
    code, said = machine.upgrade()
    assert (code, machine.version, machine.runs) == (1, "1", True)
    assert "Tidak ada yang diubah, dan versi lama berjalan lagi" in said
    assert machine.words.startswith("lama\nkata warga")


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
    machine.stub("bin/mv", f'/bin/mv "$@"; case $2 in {machine.program}.gagal) kill -9 $PPID;; esac')
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


@pytest.mark.parametrize(("run", "stays"), [("the run itself", "sipa.sebelum"), ("the next run", "sipa-server.old")])
def test_a_fault_while_the_old_version_is_put_back_is_told_and_the_old_version_stays_on_the_disk(
    machine: Machine, run: str, stays: str
) -> None:
    if run == "the run itself":
        machine.answers(1)
    else:
        machine.program.rename(machine.root / "opt/sipa-server.old")
        (machine.root / "var/lib/sipa.sebelum").mkdir()
        (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("lama\n")
    machine.stub("bin/mv", f'case $1 in */{stays}) exit 1;; esac; exec /bin/mv "$@"')
    code, said = machine.upgrade()
    assert (code, machine.runs) == (1, True)
    assert "belum dapat dikembalikan" in said
    (machine.root / "bin/mv").unlink()
    machine.answers(0)
    assert machine.upgrade()[0] == 0
    assert machine.version == "2"
    assert machine.words.startswith("lama\n")


def test_a_cut_while_the_data_are_taken_over_is_put_right_by_the_next_run(machine: Machine) -> None:
    schemas(machine)
    (machine.root / "cut").touch()
    assert machine.upgrade()[0] == -9
    (machine.root / "cut").unlink()
    (machine.root / "runs").touch()  # the machine comes up again, and starts what lies there
    code, said = machine.upgrade()
    assert (code, machine.version, machine.words) == (0, "2", "skema2\n"), said


@pytest.mark.parametrize("cut", ["sipa.gagal", "sipa", "sipa-server.gagal"])
def test_a_cut_at_any_name_while_the_old_ones_are_put_back_is_put_right(machine: Machine, cut: str) -> None:
    schemas(machine)
    machine.stub("deploy/answers", f'[ -e {machine.data}/sipa.db ] && [ "$({machine.program}/sipa-server)" = 1 ]')
    place = machine.root / ("opt" if "server" in cut else "var/lib") / cut
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


@pytest.mark.parametrize("before", ["nothing", "a version that did not answer"])
def test_data_that_the_new_program_never_touched_stay_where_they_are(machine: Machine, before: str) -> None:
    schemas(machine)
    if before != "nothing":
        answers = (machine.root / "deploy/answers").read_text()
        machine.answers(1)
        assert machine.upgrade()[0] == 1
        shutil.rmtree(machine.root / "var/lib/sipa.gagal")
        (machine.root / "deploy/answers").write_text(answers)
    (machine.root / "cut").touch()
    assert machine.upgrade()[0] == -9
    (machine.root / "cut").unlink()
    inode = (machine.data / "sipa.db").stat().st_ino
    (machine.root / "var/lib/sipa.sebelum/sipa.db").write_text("")  # a power cut had taken the copy
    machine.stub("bin/tar", "exit 1")
    code, said = machine.upgrade()
    assert (code, machine.version, machine.words, machine.runs) == (1, "1", "skema1\n", True)
    assert "Pembaruan sebelumnya terhenti" in said
    assert (machine.data / "sipa.db").stat().st_ino == inode
    assert not (machine.root / "var/lib/sipa.gagal").exists()
    (machine.root / "bin/tar").unlink()
    assert machine.upgrade()[0] == 0
    assert (machine.version, machine.words) == ("2", "skema2\n")


def test_a_takeover_that_fails_leaves_the_data_alone_and_no_copy_lies_about(machine: Machine) -> None:
    schemas(machine)
    inode = (machine.data / "sipa.db").stat().st_ino
    sipa = (machine.root / "usr/local/bin/sipa").read_text()
    machine.stub("usr/local/bin/sipa", sipa.replace("init)", "init) exit 1;"))
    code, said = machine.upgrade()
    assert (code, machine.version, machine.words, machine.runs) == (1, "1", "skema1\n", True)
    assert (machine.data / "sipa.db").stat().st_ino == inode
    assert "versi lama dan datanya dikembalikan" in said
    assert "sipa.gagal" not in said, "there are no data of a trial"
    assert [folder.name for folder in (machine.root / "var/lib").iterdir()] == ["sipa"]


def test_the_data_of_a_trial_are_kept_though_systemd_makes_an_empty_folder_in_their_place(machine: Machine) -> None:
    schemas(machine)
    machine.stub("deploy/answers", f'[ "$({machine.program}/sipa-server)" = 1 ]')
    machine.stub("bin/mv", f'/bin/mv "$@"; case $2 in {machine.data}.gagal) kill -9 $PPID;; esac')
    assert machine.upgrade()[0] == -9
    (machine.root / "bin/mv").unlink()
    machine.data.mkdir()
    machine.stub("bin/tar", "exit 1")
    machine.upgrade()
    assert (machine.version, machine.words) == ("1", "skema1\n")
    assert (machine.root / "var/lib/sipa.gagal/sipa.db").read_text() == "skema2\n"


def test_data_that_cannot_be_opened_are_refused_with_every_folder_that_may_hold_whole_ones(machine: Machine) -> None:
    schemas(machine)
    (machine.data / "sipa.db").write_text("")
    kept = [machine.root / f"var/lib/sipa.{name}" for name in ("gagal", "sebelum")]
    for folder in kept:
        folder.mkdir()
        (folder / "sipa.db").write_text("skema1\n")
    code, said = machine.upgrade()
    assert code == 1
    assert "Data server tidak dapat dibuka" in said
    for folder in kept:
        assert f"masih ada di {folder}." in said
        assert (folder / "sipa.db").read_text() == "skema1\n", "it may be the last that is whole"
    assert "dulu" not in said, "what is not there is not named"
