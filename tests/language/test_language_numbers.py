"""Numbers and dates as people read them."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsyn.language import about, date_text, number, percent, signed, using

THIN, HARD, MINUS, DASH = "\u202f", "\u00a0", "\u2212", "\u2013"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234, 0, f"1{THIN}234"),
        (5_627_400, 0, f"5{THIN}627{THIN}400"),
        (1234.56, 1, f"1{THIN}234,6"),
        (0.05, 1, "0,1"),
        (-12, 0, f"{MINUS}12"),
        (-0.04, 1, "0,0"),  # no minus before nothing
        (None, 0, DASH),
        (math.nan, 2, DASH),
    ],
)
def test_number(value, decimals, text):
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(640, "+640"), (-640, f"{MINUS}640"), (0, "0"), (0.3, "0"), (None, DASH)],
)
def test_what_grows_has_a_plus(value, text):
    assert signed(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(26.94, f"26,9{HARD}%"), (100, f"100,0{HARD}%"), (None, DASH)]
)
def test_percent(value, text):
    assert percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.4, "3"),
        (19.4, "19"),
        (-7.6, f"{MINUS}8"),
        (23.4, "23"),
        (487, "490"),
        (1_849, f"1{THIN}800"),
        (9_949, f"9{THIN}900"),
        (41_791, f"41{THIN}800"),
        (213_155, f"213{THIN}000"),
    ],
)
def test_about_keeps_what_a_reader_can_use(value, text):
    assert about(value) == text


@given(st.integers(-(10**12), 10**12))
def test_a_number_can_be_read_back(value):
    text = number(value)
    assert int(text.replace(THIN, "").replace(MINUS, "-")) == value


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_number_never_holds_a_point_or_a_breaking_space(value, decimals):
    text = signed(value, decimals)
    assert not set(text) & {".", " ", "-"}


def test_months_follow_the_written_standard():
    day = dt.date(2026, 3, 1)
    assert date_text(day) == "1. mars 2026"
    assert date_text(dt.date(2026, 5, 17)) == "17. mai 2026"
    with using("nn"):
        assert date_text(dt.date(2026, 11, 22)) == "22. november 2026"
