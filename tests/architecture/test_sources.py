"""The rules of the house, held against every file of the project."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture import rules, tooltips
from tools.stages import STAGES

CODE = ("sipa_core", "sipa_desktop", "sipa_render", "sipa_server", "sipa_sqlite", "ui", "resources", "tools")
WITHOUT_STAGE = {"bench", "support"}


def faults_of(files: list[Path], rule: Callable[[str], list[str]]) -> str:
    """Return one line for each fault, which pytest shows whole; an empty text when there is none."""
    found = []
    for file in files:
        found += [f"{file.relative_to(rules.ROOT)}: {fault}" for fault in rule(file.read_text("utf-8"))]
    return "\n".join(found)


def test_only_the_adapters_read_the_clock_or_draw_chance() -> None:
    files = rules.source_files(*rules.PACKAGES)
    guarded = [file for file in files if not rules.is_clock_adapter(file.relative_to(rules.ROOT).as_posix())]
    assert faults_of(guarded, rules.clock_faults) == ""


def test_every_module_says_in_a_few_lines_what_it_is_for() -> None:
    assert faults_of(rules.source_files(*CODE), rules.docstring_faults) == ""


def test_every_module_can_be_read_at_one_sitting() -> None:
    files = [file for file in rules.kept_files() if file.suffix == ".py"]
    assert len(files) > 1
    assert faults_of(files, rules.length_faults) == ""


def test_no_module_is_named_after_nothing() -> None:
    paths = [file.relative_to(rules.ROOT).as_posix() for file in rules.kept_files() if file.suffix == ".py"]
    assert [path for path in paths if rules.name_faults(path)] == []


def test_no_kept_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    found = []
    for file in rules.kept_files():
        text = file.read_bytes().decode("utf-8", "replace")
        found += [f"{file.relative_to(rules.ROOT)}: {fault}" for fault in rules.workplace_faults(text)]
    assert "\n".join(found) == ""


def test_the_lock_names_no_host_and_pins_everything_by_hash() -> None:
    files = sorted((rules.ROOT / "requirements").glob("*.txt"))
    assert files
    assert faults_of(files, rules.lock_faults) == ""


def test_no_lock_that_names_hosts_is_kept() -> None:
    names = {file.name for file in rules.kept_files()}
    assert not {name for name in names if name == "uv.lock" or name.startswith("pylock")}


def test_the_lock_holds_every_dependency_of_the_project_in_a_version_it_accepts() -> None:
    project = tomllib.loads((rules.ROOT / "pyproject.toml").read_text("utf-8"))
    named = [Requirement(one) for one in project["project"]["dependencies"] + project["dependency-groups"]["dev"]]
    lock = (rules.ROOT / "requirements" / "all.txt").read_text("utf-8")
    pins = [line.split()[0].partition("==") for line in lock.splitlines() if "==" in line]
    locked = {canonicalize_name(name): version for name, _, version in pins}
    missing = [str(one) for one in named if canonicalize_name(one.name) not in locked]
    assert missing == []
    assert [str(one) for one in named if locked[canonicalize_name(one.name)] not in one.specifier] == []


def test_every_test_folder_is_run_by_a_stage() -> None:
    staged = {folder for stage in STAGES for folder in stage.folders}
    holding = {file.relative_to(rules.ROOT / "tests").parts[0] for file in (rules.ROOT / "tests").rglob("test_*.py")}
    assert "architecture" in holding
    assert holding - staged - WITHOUT_STAGE == set()


def test_every_test_can_fail() -> None:
    files = [file for file in rules.source_files("tests") if file.name.startswith("test_")]
    assert files
    assert faults_of(files, rules.tests_without_assertion) == ""


def test_every_text_that_a_person_reads_is_in_plain_words() -> None:
    assert faults_of(rules.source_files(*rules.PACKAGES), rules.unplain_words) == ""


def test_no_timer_calls_a_method_of_an_object_that_nobody_holds() -> None:
    assert faults_of(rules.source_files("ui"), rules.dangling_calls) == ""


def test_every_tooltip_of_words_shows_letters_and_no_markup() -> None:
    assert faults_of(rules.source_files("ui"), tooltips.faults) == ""
