"""A finding: one thing that was noticed in a report, in words, with the place to jump to."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """How much a finding weighs: to be put right, worth a look, or in order."""

    MUST = "must"
    SUGGEST = "suggest"
    GOOD = "good"


class Finding(msgspec.Struct, frozen=True):
    """One thing noticed. `code` is stable and names the rule; `path` is the cell, section or table to jump to."""

    code: str
    severity: Severity
    words: str
    path: str
