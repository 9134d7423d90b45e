"""How a text of the real source is put in the place of another: the function is compiled anew from its module's source.

A text that is no longer in the source fails loudly.
"""

from __future__ import annotations

import ast
import inspect
from types import CodeType, FunctionType
from typing import Any


def function_of(module: object, path: str) -> FunctionType:
    """The function of that name in the module, `Class.method` too."""
    found: Any = module
    for part in path.split("."):
        found = inspect.getattr_static(found, part)
    found = inspect.unwrap(found)
    assert isinstance(found, FunctionType)
    return found


def code_with(module: object, function: str, real: str, planted: str) -> CodeType:
    """The code of the function with `planted` wherever `real` stands. LookupError where it stands no longer."""
    source = inspect.getsource(module)  # type: ignore[arg-type]
    lines = source.splitlines(keepends=True)
    node = _node(ast.parse(source), function.split("."))
    start, end = node.lineno - 1, node.end_lineno or len(lines)
    text = "".join(lines[start:end])
    if text.count(real) < 1:
        raise LookupError(f"{real!r} stands no longer in {function}")
    changed = "".join([*lines[:start], text.replace(real, planted), *lines[end:]])
    whole = compile(changed, f"<{function} with a planted bug>", "exec", dont_inherit=True)
    return _code(whole, function.split("."))


def _node(tree: Any, path: list[str]) -> ast.FunctionDef:
    for part in path:
        tree = next(one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == part)
    assert isinstance(tree, ast.FunctionDef)
    return tree


def _code(code: CodeType, path: list[str]) -> CodeType:
    for part in path:
        code = next(one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == part)
    return code
