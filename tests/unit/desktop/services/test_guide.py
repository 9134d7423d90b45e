"""The guide names only what is there: every picture, every page, every button."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from sipa_core.domain.roles import Role
from sipa_desktop.services.guide import picture, topic_of, topics
from ui.pages import others_of, pages_of

ROOT = Path(resources.__file__).resolve().parents[1]
PACKAGES = ("sipa_core", "sipa_desktop", "ui")
"""What words of the window come from; those of the command lines are none."""
EMPHASISED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
PLACE = re.compile(r"\{([a-z_]+)\}")


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
            if said.strip().rstrip(".…") not in words:
                unknown.append(f"{one.key}: {said}")
    assert unknown == []


def _words() -> Iterator[str]:
    """Every text of the window, whole; a number or a name in it as the guide writes it: `n menunggu kirim`."""
    for package in PACKAGES:
        for file in (one for one in (ROOT / package).rglob("*.py") if "cli" not in one.parts):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
                    said = (one.value for one in node.args[:1] if isinstance(one, ast.Constant))
                    yield from (PLACE.sub(r"\1", str(one)).rstrip(".…") for one in said)
