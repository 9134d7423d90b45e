"""Makes docs/checks.md, the list of all that the check of a report can say: `python -m tools.make_checks_page`."""

from __future__ import annotations

from pathlib import Path

from sipa_core.domain.finding_words import RULES
from sipa_core.domain.findings import Severity

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checks.md"

HEAD = """# What the check of a report can say

Made by `python -m tools.make_checks_page` from `sipa_core/domain/finding_words.py`; a code without a sentence cannot be
said. Findings advise. Only what a regulation wants told to the public holds a report back when it is sent
(Permendagri 20/2018 Ps 39 and Ps 72, Permendagri 46/2016 Ps 10).

How it is called: `check(template, content, names, beside)` in `sipa_core/domain/checks.py`, pure. `beside` is what the
report is compared with (`sipa_core/domain/beside.py`); what is left out there, the rules that need it pass over. The
desk fills it in `sipa_desktop/services/report_beside.py`: a village sees its own reports only, the kecamatan also the
fingerprints of all others.

Thresholds: a text is copied when 75 % of its runs of three words stand in another one (figures, months and names
count as one sign; 70 % against the village's earlier reports, 80 % and twelve words against other villages, or 40 %
in whole sentences of one of them: two long ones, or three of four words or more taken as they stood, in any order);
two photos are one when their looks, or one of them with all edges or one side cut off, differ in at most 32 of 256
bits; progress and money are far apart from 50 points; a figure leaps when it is eight times that of the month before;
figures are round when all of at least six are whole millions.

Weight: **harus** is put right before sending, **saran** is worth a look, **baik** is in order.
"""

WEIGHT = {Severity.MUST: "harus", Severity.SUGGEST: "saran", Severity.GOOD: "baik"}


def page() -> str:
    """Return the whole page."""
    lines = [HEAD]
    for group in dict.fromkeys(rule.group for rule in RULES.values()):
        lines += [f"## {group}", "", "| code | weight | sentence |", "|---|---|---|"]
        lines += [
            f"| `{code}` | {WEIGHT[rule.severity]} | {rule.words} |"
            for code, rule in RULES.items()
            if rule.group == group
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
