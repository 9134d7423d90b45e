"""The working days by the lists of holidays that ship with the program.

The desk has the same few lines: the core, which both know, is given the lists as texts and reads no files itself.
"""

from __future__ import annotations

from functools import lru_cache

import resources
from sipa_core.domain.working_days import WorkingDays, read_holidays


@lru_cache(maxsize=1)
def working_days() -> WorkingDays:
    """The working days."""
    return read_holidays((name, resources.read_text(name)) for name in resources.names("holidays", ".toml"))
