"""The guide names only what is there: every picture, every page, every button."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import resources
from sipa_core.domain.roles import Role
from sipa_desktop.services.guide import picture, topic_of, topics
from ui.pages import others_of, pages_of

ROOT = Path(resources.__file__).resolve().parents[1]
PACKAGES = ("sipa_core", "sipa_desktop", "sipa_server", "ui")
EMPHASISED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
LEAST_OF_A_SENTENCE = 12


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_has_a_topic_of_its_own_or_the_first(role: Role) -> None:
    found = topics(role)
    named = {page for one in found for page in one.pages}
    keys = {page.key for page in (*pages_of(role), *others_of(role))}
    assert keys <= named, keys - named
    for key in keys:
        assert key in topic_of(key, found).pages


def test_every_topic_has_its_title_and_its_pictures() -> None:
    for one in topics():
        assert one.text.startswith("# "), one.key
        for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", one.text):
            assert picture(name).startswith(b"\x89PNG"), name


def test_every_topic_stands_in_the_table_of_contents() -> None:
    files = {Path(name).stem for name in resources.names("panduan", ".md")}
    assert {one.key for one in topics()} == files


def test_a_button_that_the_guide_names_is_a_word_of_the_program() -> None:
    words = set(_words())
    unknown = []
    for one in topics():
        for said in EMPHASISED.findall(one.text):
            name = said.strip().rstrip(".…")
            whole = any(name == word.rstrip(".…") for word in words)
            within = len(name) > LEAST_OF_A_SENTENCE and any(name in word for word in words)
            if not whole and not within:
                unknown.append(f"{one.key}: {said}")
    assert unknown == []


def _words() -> list[str]:
    found: list[str] = []
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
                    found += [one.value for one in node.args[:1] if isinstance(one, ast.Constant)]
    return found
