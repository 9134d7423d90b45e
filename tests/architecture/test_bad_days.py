"""docs/bad-days.md tells which test makes which fault happen, and which planted bug shows that the test can fail: each
of them is there, and no fault is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.simulation.planted import BUGS
from tests.support.programs import ROOT

NAMED = re.compile(r"`(?P<file>…|(?!tools/)[\w/]+\.py)(?:::(?P<test>test_\w+))?`")
BUG = re.compile(r"`planted: (?P<name>[^`]+)`")
NETWORK = frozenset(
    ["N01", "N02", "N03", "N05", "N09", "N10", "N11", "N12", "N13", "N14", "N15", "N20", "N21", "N22", "N23", "N24"]
)
PLACE = frozenset(["S04", "S07", "S08", "S13", "P01", "P02", "K03", "U01", "U02", "U03"])
TOLD = frozenset(["S03", "S05", "S06", "S09", "N06", "N07", "N08", "K01", "K02"])
"""By the ids of the catalogue of faults; the last ones are told with their sentences, and need no control of their own.
"""
FAILS = (
    "pytest.raises(AssertionError, match=",
    'pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"',
    'told["control"]',
)
"""How a control says for which reason its check failed."""


def document() -> str:
    return (ROOT / "docs" / "bad-days.md").read_text("utf-8")


def faults_and_controls() -> tuple[str, str]:
    faults, controls = document().split("\n## Controls\n")
    return faults, controls


def named_tests(text: str) -> Iterator[tuple[Path, str]]:
    """Each test that is named, and its file; "…" is the file named before."""
    file = Path()
    for found in NAMED.finditer(text):
        if found["file"] != "…":
            file = ROOT / "tests" / found["file"]
            assert file.is_file() or (ROOT / found["file"]).is_file(), found["file"]
        if found["test"] is not None:
            yield file, found["test"]


def text_of(file: Path, test: str) -> str:
    """The source of that test, nothing when it is not there."""
    source = file.read_text("utf-8") if file.is_file() else ""
    named = (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef) and one.name == test)
    return next((ast.get_source_segment(source, one) or "" for one in named), "")


def missing_controls(controls: str) -> set[str]:
    """The faults that have no control, and the names of those that are none."""
    file, lacking, near = Path(), set(NETWORK | PLACE), {bug.name: bug.near for bug in BUGS}
    for row in controls.splitlines():
        if re.match(r"\| [A-Z][0-9]{2} \|", row) is None:
            continue
        about, told = row[2:5], False
        for found in BUG.finditer(row):
            if near.get(found["name"]) != about:
                lacking.add(found["name"])
            told = True
        for found in NAMED.finditer(row):
            file = file if found["file"] == "…" else ROOT / "tests" / found["file"]
            if found["test"] is not None:
                if not any(one in text_of(file, found["test"]) for one in FAILS):
                    lacking.add(found["test"])
                told = True
        if told:
            lacking.discard(about)
    return lacking


def test_every_test_that_the_table_of_bad_days_names_is_there() -> None:
    named = 0
    for file, test in named_tests(document()):
        named += 1
        assert f"def {test}(" in file.read_text("utf-8"), f"{test} in {file.name}"
    assert named > 80


def test_the_table_of_bad_days_names_a_test_for_each_fault() -> None:
    rows = [line.split("|") for line in faults_and_controls()[0].splitlines() if line.startswith("| ")]
    told = " ".join(row[1] for row in rows if len(row) > 2 and NAMED.search(row[2]))
    assert (NETWORK | PLACE | TOLD) - set(re.findall(r"\b[A-Z][0-9]{2}\b", told)) == set()


def test_each_fault_of_the_table_has_a_control_that_is_found() -> None:
    assert missing_controls(faults_and_controls()[1]) == set()


def test_a_fault_without_a_control_and_a_control_that_is_none_are_found() -> None:
    controls = faults_and_controls()[1]
    without = re.sub(r"\| S08 \|.*\n", "", controls)
    assert missing_controls(without) == {"S08"}
    unknown = controls.replace("planted: a refusal counts as a receipt", "planted: nothing at all")
    assert missing_controls(unknown) == {"nothing at all"}
    no_control = controls.replace("test_a_commit_between_two_revisions_is_found", P01_ITSELF)
    assert missing_controls(no_control) == {P01_ITSELF}


P01_ITSELF = (
    "test_p01_a_kill_before_any_statement_leaves_the_old_form_or_the_new_one_whole_and_the_next_start_has_every_word"
)
