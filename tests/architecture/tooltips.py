"""The rule of tooltips: what they show goes through `tip`, or is a text of the program's own."""

from __future__ import annotations

import ast

ROLE = "ToolTipRole"


def faults(text: str) -> list[str]:
    """Lines at which words that may come from outside become a tooltip as they are."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setToolTip":
            found += [node.lineno] if not all(_is_safe(one) for one in node.args) else []
        arm = isinstance(node, ast.match_case) and _speaks_of_it(node.pattern)
        if arm or (isinstance(node, ast.If) and _speaks_of_it(node.test)):
            found += _bare_returns(node.body)
    return [f"line {line}: a tooltip without `tip`" for line in sorted(found)]


def _speaks_of_it(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr == ROLE for one in ast.walk(node))


def _bare_returns(body: list[ast.stmt]) -> list[int]:
    returns = [one for line in body for one in ast.walk(line) if isinstance(one, ast.Return)]
    return [one.lineno for one in returns if not any(_is_tip(part) for part in ast.walk(one))]


def _is_tip(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tip"


def _is_safe(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_safe(node.body) and _is_safe(node.orelse)
    own = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
    return isinstance(node, ast.Constant) or own or _is_tip(node)
