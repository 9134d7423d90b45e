"""docs/bad-days.md tells which test makes which fault happen: each test is there, and no fault is left out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.programs import ROOT

NAMED = re.compile(r"`(?P<file>…|(?!tools/)[\w/]+\.py)(?:::(?P<test>test_\w+))?`")
NETWORK = frozenset(
    ["N01", "N02", "N03", "N05", "N09", "N10", "N11", "N12", "N13", "N14", "N15", "N20", "N21", "N22", "N23", "N24"]
)
PLACE = frozenset(["S04", "S07", "S08", "S13", "P01", "P02", "K03", "U01", "U02", "U03"])
"""By the ids of the catalogue of faults."""


def table() -> str:
    return (ROOT / "docs" / "bad-days.md").read_text("utf-8")


def test_every_test_that_the_table_of_bad_days_names_is_there() -> None:
    file, named = Path(), 0
    for found in NAMED.finditer(table()):
        if found["file"] != "…":
            file = ROOT / "tests" / found["file"]
            assert file.is_file() or (ROOT / found["file"]).is_file(), found["file"]
        if found["test"] is not None:
            named += 1
            assert f"def {found['test']}(" in file.read_text("utf-8"), f"{found['test']} in {file.name}"
    assert named > 80


def test_the_table_of_bad_days_names_a_test_for_each_fault() -> None:
    rows = [line.split("|") for line in table().splitlines() if line.startswith("| ")]
    told = " ".join(row[1] for row in rows if len(row) > 2 and NAMED.search(row[2]))
    assert (NETWORK | PLACE) - set(re.findall(r"\b[A-Z][0-9]{2}\b", told)) == set()
