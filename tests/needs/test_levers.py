"""Levers as arrays: neutral changes nothing exactly, and small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsyn.needs import levers
from omsyn.needs.levers import PhaseForm
from omsyn.needs.mortality_path import path_of, remaining_years

YEARS = (2026, 2027, 2028, 2029, 2030)


def one(*values: float):
    return np.array([values])


@pytest.mark.parametrize(
    ("start", "length", "form", "expected"),
    [
        (2026, 0, "linear", [1, 1, 1, 1, 1]),
        (2028, 0, "linear", [0, 0, 1, 1, 1]),
        (2026, 4, "linear", [0, 0.25, 0.5, 0.75, 1]),
        (2027, 2, "linear", [0, 0, 0.5, 1, 1]),
        (2026, 4, "logistic", [0, 0.0701, 0.5, 0.9299, 1]),
    ],
)
def test_phase_in(start, length, form, expected):
    found = levers.phase_in(YEARS, start, length, PhaseForm(form))
    assert found == pytest.approx(expected, abs=1e-4)


def test_a_logistic_phase_begins_at_nothing_and_ends_at_all_exactly():
    found = levers.phase_in(YEARS, 2026, 4, PhaseForm.LOGISTIC)
    assert (found[0], found[-1]) == (0, 1)


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        (2026, 0, [0, 1, 2, 3, 4]),
        (2028, 0, [0, 0, 0, 1, 2]),
        # Half in force at the end of the first year, wholly after.
        (2026, 2, [0, 0.5, 1.5, 2.5, 3.5]),
    ],
)
def test_years_of_growth(start, length, expected):
    assert levers.years_of_growth(YEARS, start, length) == pytest.approx(expected)


def test_growth_is_raised_to_the_number_of_years():
    factor = levers.growth(np.array([10.0]), np.array([0.0, 1.0, 2.0]))
    assert factor == pytest.approx(one(1, 1.1, 1.21))


def test_a_reduction_never_leaves_less_than_nothing():
    assert levers.reduction(np.array([0.5, 2.0]), np.array([0.5, 1])).tolist() == [
        [0.75, 0.5], [0, 0],
    ]  # fmt: skip


def test_a_factor_for_a_part_of_the_need():
    assert levers.within(one(0.5, 0.5), np.array([1, 0.4])) == pytest.approx(one(0.5, 0.8))


def test_mortality_that_falls_by_a_fifth_for_half_the_need_is_a_tenth():
    dying = np.array([[[0.1, 0.1]], [[0.1, 0.08]]])
    need = np.ones((2, 1, 2))
    found = levers.mean_decline(dying, dying[0], need, np.ones(2))
    assert found == pytest.approx([0, 0.1])
    assert levers.mean_decline(dying, dying[0], need, np.array([1, 0])) == pytest.approx([0, 0])


def test_a_shape_read_half_a_year_further_down():
    shape = np.array([[0.0, 2.0, 6.0]])
    assert levers.shifted(shape, np.array([[0.5, 0.5, 0.5]])).tolist() == [[0, 1, 4]]
    assert levers.shifted(shape, np.array([[-1, -0.5, -3]])).tolist() == [[2, 4, 6]]
    assert levers.shifted(shape, np.zeros((1, 3))).tolist() == shape.tolist()


def test_families_that_give_the_same_leave_the_growth_to_the_formal_service():
    # 100 formal and 50 from families; the need doubles: 300 less 50.
    found = levers.formal_care(one(100, 200), np.array([0.5]), 0, one(1, 1), np.ones(2))
    assert found.tolist() == [[100, 250]]


def test_families_who_give_more_than_the_need_leave_nothing_and_not_less():
    found = levers.formal_care(one(100, 10), np.array([5.0]), 0, one(1, 1), np.ones(2))
    assert found.tolist() == [[100, 0]]


def test_a_fifth_of_the_places_become_home_services_for_one_and_a_half_each():
    places, home = levers.moved(one(100, 100), one(10, 10), np.array([0.2]), 1.5, np.array([0, 1]))
    assert places.tolist() == [[100, 80]]
    assert home.tolist() == [[10, 40]]


def test_remaining_years_when_a_half_die_each_year():
    # e = 0.75 + 0.5 e has the solution 1.5 at every age.
    assert remaining_years(np.full(4, 0.5)) == pytest.approx([1.5] * 4)


def test_the_path_turns_age_at_the_end_of_the_year_to_age_at_its_start():
    probabilities = np.zeros((1, 2, 106))
    probabilities[0, 0, 81] = 0.3
    assert path_of((2026,), probabilities).dying[0, 0, 80] == 0.3


amounts = st.floats(0, 1e6)


@given(
    need=st.lists(amounts, min_size=2, max_size=6),
    weight=st.floats(0, 1),
    index=st.floats(0, 10),
    exchange=st.floats(0, 20),
)
def test_neutral_values_change_nothing_at_all(need, weight, index, exchange):
    given_need, none = np.array([need]), np.array([0.0])
    weights = np.full(len(need), weight)
    years = np.arange(len(need), dtype=float)
    assert np.array_equal(given_need * levers.growth(none, years), given_need)
    assert np.array_equal(given_need / levers.growth(none, years), given_need)
    assert np.array_equal(given_need * levers.reduction(none, weights), given_need)
    formal = levers.formal_care(given_need, none, 0, np.full((1, len(need)), index), weights)
    assert np.array_equal(formal, given_need)
    one_service, other = levers.moved(given_need, given_need, none, exchange, weights)
    assert np.array_equal(one_service, given_need)
    assert np.array_equal(other, given_need)


@given(
    share=st.floats(0, 1),
    places=st.lists(amounts, min_size=1, max_size=4),
    weight=st.floats(0, 1),
)
def test_moving_one_for_one_loses_nobody(share, places, weight):
    giving = np.array([places])
    left, got = levers.moved(
        giving, np.zeros_like(giving), np.array([share]), 1, np.full(len(places), weight)
    )
    assert left + got == pytest.approx(giving)
