"""Keeps None, True and False alive where PySide6 gives their references away.

PySide6 6.12.0 takes one reference too many of these objects with almost every call; Python 3.12 and later do
not count them, Python 3.11 ends with "deallocating None" after some thousand calls. 6.11.3 does not have the
fault (measured with `sys.getrefcount`). Take this module out when the lock no longer holds that pair.
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

FAULTY = ("6.12.0",)
PLENTY = 1 << 40
"""More references than a day of calls can give away, far below what a count can hold."""


def hold_constants() -> bool:
    """Give the three objects plenty of references on the pair that needs it; return whether it was needed."""
    if sys.version_info >= (3, 12) or PySide6.__version__ not in FAULTY:
        return False
    for constant in (None, True, False):
        if sys.getrefcount(constant) < PLENTY // 2:
            # In CPython the count is the first word of an object, and its id is its address.
            ctypes.c_ssize_t.from_address(id(constant)).value += PLENTY
    return True
