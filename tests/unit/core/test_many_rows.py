"""Rows that go by the thousand: what is found is what a plain search finds, and each leaf is looked at a few times."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.paths import Content, Path, Value, applied, changes_between
from sipa_core.ops.drafts import _leaf_by_leaf
from sipa_core.sync.merge import merge

ROWS = 300
CELLS = st.builds(
    lambda head, row, leaf: str(Path(head, row, leaf)),
    st.sampled_from(["apbdes", "kegiatan"]),
    st.sampled_from(["a", "a.b", "ab", "02/-/-"]),
    st.sampled_from(["x", "y"]),
)
PLAIN = st.sampled_from(["umum.isi", "apbdes", "kegiatan.x"])
WHOLE = st.builds(lambda head, row: f"{head}[{row}]", st.sampled_from(["apbdes", "kegiatan"]), st.sampled_from("ab"))
CONTENTS = st.dictionaries(st.one_of(CELLS, PLAIN), st.integers(0, 2), max_size=9)
CHANGES = st.dictionaries(st.one_of(CELLS, PLAIN, WHOLE), st.one_of(st.none(), st.integers(0, 2)), max_size=9)


class Leaf(str):
    """An address that counts how often it is compared."""

    __slots__ = ()
    seen = 0

    def startswith(self, prefix: str | tuple[str, ...], *where: int) -> bool:  # type: ignore[override]
        Leaf.seen += len(prefix) if isinstance(prefix, tuple) else 1
        return super().startswith(prefix, *where)


def many(value: int = 1) -> dict[str, Value]:
    return {Leaf(f"kegiatan[{row}].biaya"): value for row in range(ROWS)}


def plainly_applied(content: Content, changes: Content) -> dict[str, Value]:
    gone = tuple(f"{path}." for path, value in changes.items() if value is None and path.endswith("]"))
    result = {path: value for path, value in content.items() if not path.startswith(gone)} if gone else dict(content)
    for path, value in changes.items():
        if value is None:
            result.pop(path, None)
        else:
            result[path] = value
    return result


def plainly_leaf_by_leaf(before: Content, after: Content) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for path, value in changes_between(before, after).items():
        if value is None and path.endswith("]"):
            found |= {leaf: None for leaf in before if leaf.startswith(f"{path}.")}
        else:
            found[path] = value
    return found


@given(CONTENTS, CHANGES)
def test_rows_are_removed_as_a_plain_search_removes_them(content: dict[str, Value], changes: dict[str, Value]) -> None:
    assert list(applied(content, changes).items()) == list(plainly_applied(content, changes).items())


@given(CONTENTS, CONTENTS)
def test_leaves_are_written_as_a_plain_search_finds_them(before: dict[str, Value], after: dict[str, Value]) -> None:
    assert list(_leaf_by_leaf(before, after).items()) == list(plainly_leaf_by_leaf(before, after).items())


@given(CONTENTS, CONTENTS, CONTENTS)
def test_a_row_that_collides_is_told_whole_on_every_side(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value]
) -> None:
    for one in merge(base, mine, theirs).conflicts:
        if one.path.endswith("]"):
            for told, side in ((one.base, base), (one.mine, mine), (one.theirs, theirs)):
                assert told == {path: value for path, value in side.items() if path.startswith(f"{one.path}.")}


@pytest.mark.parametrize(
    "act",
    [
        lambda: applied(many(), {f"kegiatan[{row}]": None for row in range(ROWS)}),
        lambda: _leaf_by_leaf(many(), {}),
        lambda: merge(many(), many(2), {}),
    ],
    ids=["rows removed", "leaves written", "rows that collide"],
)
def test_the_work_grows_with_the_leaves_and_not_with_their_square(act: Callable[[], object]) -> None:
    Leaf.seen = 0
    act()
    assert Leaf.seen <= 10 * ROWS
