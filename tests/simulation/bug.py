"""A bug that is planted: a text of the real source put in the place of another (`tests/support/planting.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from tests.simulation.faults import favoured


@dataclass(frozen=True)
class Bug:
    """One bug: the fault that brings it out, where it is, what stands there, and what is put in its place."""

    near: str
    name: str
    module: str
    function: str
    real: str
    planted: str

    def seeds(self, count: int) -> range:
        """The first seeds whose favourite is the fault that brings it out."""
        return favoured(self.near, count)
