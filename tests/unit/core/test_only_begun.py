"""Of a text that cannot be read, what could be read before was its beginning, or a figure with a stray key in it."""

from __future__ import annotations

import pytest

from sipa_core.domain.field_values import only_begun


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("850", "850 juta"),
        ("850", "850 j"),
        ("850", "850jt"),
        ("1", "1 250"),
        ("62", "62,5"),
        ("1", "1,250,000"),
        ("Rp300", "Rp300 Ribu per orang"),
        ("12", "12 jutaan"),
        ("9/7/20", "9/7/2025x"),
    ],
)
def test_more_digits_or_a_word_for_zeros_make_a_figure_a_mere_beginning(read: str, text: str) -> None:
    assert only_begun(read, text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("850000000", "850000000s"),
        ("850000000", "850000000j"),
        ("850000000", "8500s00000"),
        ("850000000", "850000000 ;"),
        ("42", "42 orang"),
        ("850000000", "9 juta"),
        ("9/7/2025", "9/7/2025 pagi"),
        ("", "850 juta"),
    ],
)
def test_a_stray_key_leaves_a_figure_whole(read: str, text: str) -> None:
    assert not only_begun(read, text)
