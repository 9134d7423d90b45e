"""How the third planted set is counted, whatever finds: written before anything was run on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from sipa_core.domain.findings import Finding, Severity
from sipa_core.domain.paths import Content
from tests.support.third_hand_reports import Report, faults, reports

Finds = Callable[[Report, Content], Sequence[Finding]]
"""What the panel says about a report whose content is the given one, with all other reports of the set beside it."""


class Score(msgspec.Struct, frozen=True):
    """What was found: the planted faults by whether they were, and the alarms (report, code, path, words)."""

    found: Mapping[str, bool]
    alarms: Sequence[tuple[str, str, str, str]]

    @property
    def missed(self) -> list[str]:
        """The names of the faults that nothing pointed to."""
        return [name for name, found in self.found.items() if not found]


def score(finds: Finds) -> Score:
    """Return the score: a finding of praise counts as nothing, one that the careful report has too finds nothing."""
    careful = {name: _noticed(finds(one, one.content)) for name, one in reports().items()}
    found = {}
    for fault in faults():
        report = reports()[fault.report]
        before = {(one.code, one.path) for one in careful[report.name]}
        after = _noticed(finds(report, fault.done_to(report.content)))
        found[fault.id] = any(fault.is_at(one.path) and (one.code, one.path) not in before for one in after)
    judged = (name for name, report in reports().items() if report.judged)
    return Score(found, [(name, one.code, one.path, one.words) for name in judged for one in careful[name]])


def _noticed(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.severity is not Severity.GOOD]
