"""The working days by the lists of holidays that ship with the program.

The server has the same few lines: the core, which both know, is given the lists as texts and reads no files itself.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import resources
from sipa_core.domain.working_days import WorkingDays, read_holidays


@lru_cache(maxsize=1)
def working_days() -> WorkingDays:
    """The working days."""
    return read_holidays((name, resources.read_text(name)) for name in resources.names("holidays", ".toml"))


@lru_cache(maxsize=1)
def edition() -> str:
    """A text that is another one as soon as the lists say something else."""
    texts = "\0".join(resources.read_text(name) for name in resources.names("holidays", ".toml"))
    return hashlib.sha256(texts.encode()).hexdigest()[:16]
