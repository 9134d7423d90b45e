"""Sums are read as people write them, never guessed, and written one way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sipa_core.domain.money import (
    LIMIT,
    Unreadable,
    format_number,
    format_percent,
    format_rupiah,
    format_short,
    parse_rupiah,
    percent_tenths,
    rounded,
)

AMOUNTS = st.integers(-LIMIT + 1, LIMIT - 1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.250.000", 1_250_000),
        ("1250000", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("Rp 1.250.000", 1_250_000),
        ("rp. 1.250.000", 1_250_000),
        ("Rp\u00a01.250.000", 1_250_000),
        ("Rp\u202f1\u202f250\u202f000", 1_250_000),
        ("  1.250.000,00 ", 1_250_000),
        ("Rp 1.413.142.616,-", 1_413_142_616),
        ("Rp 5.000.-", 5_000),
        ("Rp (120.207.768,00)", -120_207_768),
        ("(Rp5.000)", -5_000),
        ("-5.400.000", -5_400_000),
        ("−Rp5.400.000", -5_400_000),
        ("Rp -5.400.000", -5_400_000),
        ("0", 0),
        ("-0", 0),
        ("0,00", 0),
        ("999.999.999.999.999", LIMIT - 1),
    ],
)
def test_the_usual_ways_of_writing_a_sum_are_read(text: str, amount: int) -> None:
    assert parse_rupiah(text) == amount


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("48232,91", (48_233, 48_232)),
        ("48.232,4", (48_232, 48_233)),
        ("(48232,91)", (-48_233, -48_232)),
        ("1,5 juta", (1_500_000,)),
        ("2 jt", (2_000_000,)),
        ("1,52 miliar", (1_520_000_000,)),
        ("1,250,000", (1_250_000,)),
        ("1,250,000.00", (1_250_000,)),
        ("1,250", (1_250,)),
        ("1250000.00", (1_250_000,)),
    ],
)
def test_a_sum_that_can_mean_two_things_is_asked_back_with_the_likely_readings(
    text: str, meant: tuple[int, ...]
) -> None:
    read = parse_rupiah(text)
    assert isinstance(read, Unreadable)
    assert read.meant == meant
    assert read.reason.count("Maksud Anda") == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "Rp",
        "abc",
        "1.2500",
        "12.50",
        "0.500",
        "0500",
        "--5",
        "-(5)",
        "5.000-",
        "1.000.00",
        "١٢٣",
        "1e6",
        "9" * 16,
    ],
)
def test_what_is_no_sum_is_refused_with_a_reason_and_without_a_guess(text: str) -> None:
    read = parse_rupiah(text)
    assert isinstance(read, Unreadable)
    assert read.reason.endswith(".")
    assert read.meant == ()


def test_the_question_about_cents_names_both_sums() -> None:
    read = parse_rupiah("48232,91")
    assert isinstance(read, Unreadable)
    assert "Rp48.233 atau Rp48.232" in read.reason


@given(AMOUNTS)
def test_every_sum_written_by_the_program_is_read_back_to_the_rupiah(amount: int) -> None:
    assert parse_rupiah(format_rupiah(amount)) == amount
    assert parse_rupiah(format_number(amount)) == amount
    assert parse_rupiah(str(amount)) == amount


@given(st.text(max_size=30))
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    read = parse_rupiah(text)
    assert isinstance(read, Unreadable) or abs(read) < LIMIT


def test_sums_are_written_as_the_design_asks() -> None:
    assert format_rupiah(646_279_500) == "Rp646.279.500"
    assert format_rupiah(-5_400_000) == "\u2212Rp5.400.000"
    assert format_number(646_279_500) == "646.279.500"
    assert format_number(-25_400_000) == "\u221225.400.000"
    assert format_number(0) == "0"


@pytest.mark.parametrize(
    ("amount", "short"),
    [
        (646_279_500, "Rp646,3 juta"),
        (1_523_400_000, "Rp1,52 miliar"),
        (1_498_000_000, "Rp1,50 miliar"),
        (187_950_000, "Rp188,0 juta"),
        (-5_400_000, "\u2212Rp5,4 juta"),
        (999_949_999, "Rp999,9 juta"),
        (999_950_000, "Rp1,00 miliar"),
        (999_995_000_000, "Rp1,00 triliun"),
        (1_000_000, "Rp1,0 juta"),
        (999_999, "Rp999.999"),
        (0, "Rp0"),
    ],
)
def test_the_short_form_rounds_half_up_and_carries_into_the_next_unit(amount: int, short: str) -> None:
    assert format_short(amount) == short


def test_a_share_has_one_decimal_and_a_share_of_nothing_says_so() -> None:
    assert format_percent(646_279_500, 1_498_000_000) == "43,1%"
    assert format_percent(0, 5) == "0,0%"
    assert format_percent(109_941_507, 10_994) == "1.000.013,7%"
    assert format_percent(-5_400_000, -25_400_000) == "21,3%"
    assert format_percent(-1, 2_000) == "\u22120,1%"
    assert format_percent(7, 0) == "tanpa anggaran"
    assert percent_tenths(7, 0) is None


@given(st.integers(), st.integers().filter(bool))
def test_rounding_is_to_the_nearest_and_halves_go_away_from_zero(numerator: int, denominator: int) -> None:
    error = rounded(numerator, denominator) * denominator - numerator
    assert 2 * abs(error) <= abs(denominator)
    if 2 * abs(error) == abs(denominator):
        assert abs(rounded(numerator, denominator) * denominator) > abs(numerator)
