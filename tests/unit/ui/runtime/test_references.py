from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QWidget

from ui.runtime.references import PLENTY, hold_constants


@pytest.mark.skipif(not hold_constants(), reason="this pair of PySide6 and Python counts references rightly")
def test_no_number_of_calls_uses_up_the_references_of_none() -> None:
    widget = QWidget()
    before = sys.getrefcount(None)
    for _call in range(10_000):
        widget.parentWidget()
    assert before > PLENTY // 2
    assert sys.getrefcount(None) > PLENTY // 2


def test_asking_twice_changes_nothing() -> None:
    hold_constants()
    before = sys.getrefcount(True)
    hold_constants()
    assert abs(sys.getrefcount(True) - before) < PLENTY // 2
