"""Loads SQLAlchemy without what the desk never uses of it: a quarter of its loading is `asyncio` and package metadata.

While it loads, stand-ins lie in their places, which load the real module when something is asked of them after all.
Who imports these modules by name later gets the real ones. Imported first by what opens a profile.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

SPARED = ("asyncio", "importlib.metadata")
_LOADED = ("sqlalchemy", "sqlalchemy.pool", "sqlalchemy.dialects.sqlite")


class _StandIn(ModuleType):
    """Has what the real module has, which is loaded for it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real(self), name)

    def iscoroutine(self, thing: object) -> bool:
        """Tell whether it is a coroutine; SQLAlchemy takes the function at its import and calls it for asyncio only."""
        return bool(_real(self).iscoroutine(thing))


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    stand_ins = [_StandIn(name) for name in names if name not in sys.modules]
    for one in stand_ins:
        sys.modules[one.__name__] = one
        _hang(one.__name__, one)
    try:
        yield
    finally:
        for one in stand_ins:
            _take_away(one)


def _real(stand_in: _StandIn) -> ModuleType:
    _take_away(stand_in)
    return import_module(stand_in.__name__)


def _take_away(stand_in: _StandIn) -> None:
    if sys.modules.get(stand_in.__name__) is stand_in:
        del sys.modules[stand_in.__name__]
        _hang(stand_in.__name__, None)


def _hang(name: str, module: ModuleType | None) -> None:
    """Let the package of a module lead to it, or to nothing."""
    package, _dot, last = name.rpartition(".")
    if package and module is not None:
        setattr(sys.modules[package], last, module)
    elif package:
        vars(sys.modules[package]).pop(last, None)


with _without(SPARED):
    for _name in _LOADED:
        import_module(_name)
