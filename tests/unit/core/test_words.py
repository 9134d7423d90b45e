"""Every refusal that travels has words: what happened, what is safe or what to do, without blame or codes."""

from __future__ import annotations

import pytest

from sipa_core.ops.words import problem_words
from sipa_core.wire.problems import Problem

GENERAL = problem_words("a code of a newer server")


@pytest.mark.parametrize("problem", list(Problem))
def test_a_code_has_words_of_its_own(problem: Problem) -> None:
    words = problem_words(problem.value)
    assert words != GENERAL
    assert problem.value not in words
    assert words.endswith(".")
    assert "!" not in words
    assert not {"error", "gagal", "submit", "sukses"} & set(words.lower().replace(".", " ").replace(",", " ").split())


def test_an_unknown_code_is_answered_honestly() -> None:
    assert "aman" in GENERAL
