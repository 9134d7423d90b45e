"""Every code that a rule says has a sentence, every sentence is said by a rule, and the page of them all is new."""

from __future__ import annotations

import re
from pathlib import Path

from sipa_core.domain import finding_words
from sipa_core.domain.finding_words import RULES
from tools.make_checks_page import PAGE, page

FOLDER = Path(finding_words.__file__).parent


APART = ("budget_habits", "text_sums", "file_limits")


def codes_in_the_rules() -> set[str]:
    found: set[str] = set()
    for file in (*FOLDER.glob("*check*.py"), *(FOLDER / f"{name}.py" for name in APART)):
        text = file.read_text("utf-8")
        found |= set(re.findall(r'(?:said|Finding|_good)\(\s*"([a-z_]+)"', text))
        found |= set(re.findall(r'(?:return|else) (?:None if has_children else \()?\(?"([a-z_]+)", _\(', text))
        found |= set(re.findall(r'return \(?"([a-z_]+)"(?: if [^"]+ else "")?\)?, (?!_)', text))
        found |= set(re.findall(r'^CODE = "([a-z_]+)"', text, re.MULTILINE))
        found |= {code for pair in re.findall(r'said\("([a-z_]+)" if \w+ else "([a-z_]+)"', text) for code in pair}
    return found


def test_every_code_has_a_sentence_and_every_sentence_a_rule() -> None:
    assert codes_in_the_rules() == set(RULES)


def test_every_sentence_says_what_to_do_without_shouting() -> None:
    for code, rule in RULES.items():
        assert rule.words.endswith((".", "}")), code
        assert "!" not in rule.words, code
        assert "error" not in rule.words.lower(), code


def test_the_page_of_all_findings_is_made_from_them() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tools.make_checks_page"
