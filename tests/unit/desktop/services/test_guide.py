"""The guide names only what is there: every picture, every page, every button."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp
import pytest

import resources
from sipa_core.domain.roles import Role
from sipa_desktop.services.guide import Topic, picture, topic_of, topics
from ui.pages import others_of, pages_of

ROOT = Path(resources.__file__).resolve().parents[1]
PACKAGES = ("sipa_core", "sipa_desktop", "ui")
"""What words of the window come from; those of the command lines are none."""
EMPHASISED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
HOLDS_ALL = ("sipa_desktop.bootstrap", "sipa_desktop.desk")
"""Modules that know every service, so that nothing follows from a page's knowing them."""
SENDS_TO = {"beranda": ("reports",), "pengaturan": ("unlock",)}
"""Pages that a topic names a button of beside its own."""
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
    words = _words()
    unknown = [f"{one.key}: {said}" for one in topics() for said in _named(one) if said not in words]
    assert unknown == []


def test_a_button_that_a_page_s_topic_names_is_a_word_of_that_page_or_what_it_shows() -> None:
    words, graph, strange = _words(), grimp.build_graph("ui", "sipa_desktop", "sipa_core", cache_dir=None), []
    for module in HOLDS_ALL:
        graph.remove_module(module)
    for one in topics():
        pages = [f"ui.pages.{name}" for name in (*one.pages, *SENDS_TO.get(one.key, ()))]
        own = {module for page in pages for module in (page, *graph.find_descendants(page))}
        near = own.union(*(graph.find_upstream_modules(module) for module in own))
        strange += [f"{one.key}: {said}" for said in _named(one) if pages and not words.get(said, set()) & near]
    assert strange == []


def _named(topic: Topic) -> list[str]:
    return [said.strip().rstrip(".…") for said in EMPHASISED.findall(topic.text)]


def _words() -> dict[str, set[str]]:
    """Every text of the window and its modules; a number or a name in it as the guide writes it: `n menunggu kirim`."""
    found: dict[str, set[str]] = {}
    for package in PACKAGES:
        for file in (one for one in (ROOT / package).rglob("*.py") if "cli" not in one.parts):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
                    for said in node.args[:1]:
                        if isinstance(said, ast.Constant):
                            found.setdefault(PLACE.sub(r"\1", str(said.value)).rstrip(".…"), set()).add(module)
    return found
