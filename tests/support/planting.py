"""Plants a bug in the real code, to show that a test finds it: a test that cannot fail proves nothing.

A bug is a text of the real source put in the place of another: the changed function's code runs in the place of the
real one's for as long as the bug is planted. A text that is no longer in the source fails loudly.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any


@contextmanager
def bug_in(module: str, function: str, real: str, planted: str) -> Iterator[CodeType]:
    """Run the block with `planted` where `real` stands in a function, whose changed code is given."""
    home = importlib.import_module(module)
    found = _function(home, function)
    kept = found.__code__
    found.__code__ = changed = _changed(home, function, real, planted)
    try:
        yield changed
    finally:
        found.__code__ = kept


def _function(module: object, path: str) -> FunctionType:
    found: Any = module
    for part in path.split("."):
        found = inspect.getattr_static(found, part)
    found = inspect.unwrap(found)
    assert isinstance(found, FunctionType)
    return found


def _changed(module: Any, path: str, real: str, planted: str) -> CodeType:
    """The code of the function with the bug in it, compiled from the module's own source."""
    source = inspect.getsource(module)
    lines = source.splitlines(keepends=True)
    node = _node(ast.parse(source), path.split("."))
    start, end = node.lineno - 1, node.end_lineno or len(lines)
    text = "".join(lines[start:end])
    if real not in text:
        raise LookupError(f"{real!r} stands no longer in {module.__name__}.{path}")
    changed = "".join([*lines[:start], text.replace(real, planted), *lines[end:]])
    whole = compile(changed, f"<{module.__name__} with a planted bug>", "exec", dont_inherit=True)
    return _code(whole, path.split("."))


def _node(tree: Any, path: list[str]) -> ast.FunctionDef:
    for part in path:
        tree = next(one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == part)
    assert isinstance(tree, ast.FunctionDef)
    return tree


def _code(code: CodeType, path: list[str]) -> CodeType:
    for part in path:
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == part)
    return code
