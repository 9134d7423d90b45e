"""Reads a style sheet as Qt does: of all rules that meet on a part in a state the one that says it most closely wins.

So a test can tell which edge really lies on which ground, and which parts the focus leaves as they were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import Final

from tests.support.colour_pairs import DECORATION, EDGES, MARKS

RULE: Final = re.compile(r"([^{}]+)\{((?:[^{}]|\{\{[^{}]*\}\})*)\}")
PROPERTY: Final = re.compile(r"([a-z-]+)\s*:\s*([^;]+);")
RINGS: Final = ("focus", "on_tooltip")
"""The colours of the line around what has the focus: everywhere, and on the dark ground of a toast."""

_PART = re.compile(r"(?P<kind>[A-Za-z]+)?(?P<rest>.*)")
_TOKEN = re.compile(r"\{\{(?!px:)([a-z0-9_]+)\}\}")
_SIDES = ("top", "right", "bottom", "left")
_NEVER_WITH_FOCUS = "disabled"
_HELD = ("QAbstractSpinBox QLineEdit", "QLineEdit#cell")
"""What the focus need not change: what lies in a field that shows it, and a cell that is open only while it has it."""


@dataclass(frozen=True)
class Subject:
    """A part that rules speak of: its kind, its name, the piece of it, and what it lies in."""

    kind: str
    name: str = ""
    piece: str = ""
    inside: str = ""

    def __str__(self) -> str:
        """Return the part as a selector."""
        return " ".join(filter(None, (self.inside, f"{self.kind}{self.name}{self.piece}")))


@dataclass(frozen=True)
class Rule:
    """One selector with what it says; `close` is how closely it speaks of a part, by Qt's reckoning."""

    subject: Subject
    wanted: frozenset[tuple[str, str]]
    states: frozenset[str]
    says: tuple[tuple[str, str], ...]
    close: tuple[int, int, int]

    def meets(self, subject: Subject, worn: frozenset[tuple[str, str]], states: frozenset[str]) -> bool:
        """Tell whether the rule speaks of a part with these properties in this state."""
        own = self.subject
        same = own.kind == subject.kind and own.piece == subject.piece
        return (
            same
            and own.name in ("", subject.name)
            and own.inside in ("", subject.inside)
            and self.wanted <= worn
            and self.states <= states
        )


@dataclass
class Drawn:
    """What is drawn of a part: the names of the colours of ground, sides and the line within them ("" is none)."""

    ground: str = ""
    sides: dict[str, str] = field(default_factory=dict)
    within: str = ""

    @property
    def edges(self) -> set[str]:
        """Return the colours of the sides."""
        return set(self.sides.values()) - {""}


def rules(sheet: str) -> list[Rule]:
    """Return every selector of a sheet with its own copy of what its rule says, in their order."""
    found = []
    for selectors, body in RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        says = tuple(PROPERTY.findall(body))
        found += [_rule(selector.strip(), says) for selector in selectors.split(",")]
    return found


def states_of(sheet: str) -> Iterator[tuple[str, frozenset[str], Drawn, Drawn]]:
    """Go through every part in each of its looks: its name, its states, how it is drawn, and how without the focus."""
    known = rules(sheet)
    for subject in dict.fromkeys(rule.subject for rule in known):
        said = [rule for rule in known if rule.meets(subject, rule.wanted, rule.states)]
        if not any(_of_edges(rule) for rule in said):
            continue
        said = [rule for rule in said if _of_edges(rule) or any(key == "background" for key, _value in rule.says)]
        choices: dict[str, list[tuple[tuple[str, str], ...]]] = {}
        for key, value in sorted(set(chain.from_iterable(rule.wanted for rule in said))):
            choices.setdefault(key, [()]).append(((key, value),))
        states = sorted(set(chain.from_iterable(rule.states for rule in said)))
        for worn in product(*choices.values()):
            properties = frozenset(chain.from_iterable(worn))
            for now in chain.from_iterable(combinations(states, count) for count in range(len(states) + 1)):
                if _NEVER_WITH_FOCUS in now and len(now) > 1:
                    continue
                shown = frozenset(now)
                name = str(subject) + "".join(f"[{key}={value}]" for key, value in sorted(properties))
                name += "".join(f":{state}" for state in now)
                without = _drawn(said, subject, properties, shown - {"focus"})
                yield name, shown, _drawn(said, subject, properties, shown), without


def edge_faults(sheet: str) -> list[str]:
    """Return the edges that no pair declares on the very ground they are drawn on, and what the focus does not mark."""
    found: dict[str, None] = {}
    for name, states, drawn, without in states_of(sheet):
        inner, ground = drawn.within, drawn.ground
        if inner and inner not in EDGES.get(ground, ()):
            found[f"{name}: line {inner} on {ground}"] = None
        for edge in sorted(drawn.edges - {ground, *DECORATION} - {*MARKS.get(ground, ())}):
            below = inner or ground
            declared = any(edge in edges for edges in EDGES.values()) if not below else edge in EDGES.get(below, ())
            if not declared:
                found[f"{name}: edge {edge} on {below or 'any ground'}"] = None
        if "focus" in states and not name.startswith(_HELD):
            marked = drawn.edges & {*RINGS} and (drawn.edges, inner) != (without.edges, without.within)
            if not marked:
                found[f"{name}: the focus is not told"] = None
    return list(found)


def _rule(selector: str, says: tuple[tuple[str, str], ...]) -> Rule:
    *above, last = re.split(r"\s*>\s*|\s+", selector)
    part = _PART.match(last)
    assert part is not None, selector
    rest = part["rest"]
    wanted = frozenset(re.findall(r'\[(\w+)="([^"]*)"\]', rest))
    piece = "".join(re.findall(r"::[a-z-]+", rest))
    states = frozenset(re.findall(r"(?<!:):([a-z-]+)", rest))
    name = "".join(re.findall(r"#\w+", rest))
    subject = Subject(part["kind"] or "QWidget", name, piece, " ".join(above))
    names = selector.count("#")
    kinds = len(above) + bool(part["kind"])
    return Rule(subject, wanted, states, says, (names, selector.count("[") + len(states), kinds + bool(piece)))


def _of_edges(rule: Rule) -> bool:
    return any(key.startswith(("border", "outline")) and "radius" not in key for key, _value in rule.says)


def _drawn(said: list[Rule], subject: Subject, worn: frozenset[tuple[str, str]], states: frozenset[str]) -> Drawn:
    found = Drawn()
    met = [rule for rule in said if rule.meets(subject, worn, states)]
    for rule in sorted(met, key=lambda one: one.close):  # what is said later of the same part comes later here too
        for key, value in rule.says:
            _take(found, key, value)
    return found


def _take(found: Drawn, key: str, value: str) -> None:
    named = _TOKEN.search(value)
    colour = named[1] if named else ""
    match key.split("-"):
        case ["background"]:
            found.ground = colour
        case ["border"] | ["border", "color"]:
            found.sides = dict.fromkeys(_SIDES, colour)
        case ["border", side] | ["border", side, "color"] if side in _SIDES:
            found.sides[side] = colour
        case ["outline"] | ["outline", "color"]:
            found.within = colour
