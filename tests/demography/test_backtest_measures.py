"""Measures of error, naive methods and intervals, on numbers for a pencil."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from omsyn.demography import AGES
from omsyn.demography.backtest import mean_of, measure
from omsyn.demography.backtest.intervals import _case, ranked_score
from omsyn.demography.backtest.measures import size_classes
from omsyn.demography.backtest.naive import (
    LOOKED_BACK,
    constant_population,
    constant_shares,
    hamilton_perry,
)


def test_four_places_by_hand():
    # Errors of +10 %, -20 %, 0 and +4 %.
    found = measure(np.array([110.0, 160, 100, 208]), np.array([100.0, 200, 100, 200]))
    assert found is not None
    assert found.mape == pytest.approx(0.085)
    assert found.medape == pytest.approx(0.07)
    assert found.malpe == pytest.approx(-0.015)
    assert found.wmape == pytest.approx(58 / 600)
    assert found.close == pytest.approx(0.5)
    assert found.sum_error == pytest.approx(578 / 600 - 1)


def test_small_groups_have_no_mean_of_relative_errors():
    found = measure(np.array([20.0, 40]), np.array([40.0, 40]))
    assert found is not None
    assert (found.mape, found.malpe) == (None, None)
    assert found.medape == pytest.approx(0.25)
    assert mean_of([found, found]).mape is None


def test_a_place_where_nobody_was_counts_in_the_sum_of_errors_only():
    found = measure(np.array([5.0, 100]), np.array([0.0, 100]))
    assert found is not None
    assert found.wmape == pytest.approx(0.05)
    assert found.medape == 0


def test_no_places_have_no_measures():
    assert measure(np.array([]), np.array([])) is None
    assert measure(np.zeros(2), np.zeros(2)) is None


def test_the_mean_over_origins_weighs_each_origin_the_same():
    one, two = (
        measure(np.full(count, made), np.full(count, 100.0))
        for count, made in ((1, 110.0), (9, 100.0))
    )
    assert one is not None
    assert two is not None
    assert mean_of([one, two]).mape == pytest.approx(0.05)


def test_a_place_of_exactly_2000_is_not_among_the_smallest():
    assert size_classes(np.array([1999.0, 2000, 50_000])).tolist() == [0, 1, 5]


def doubled(inputs, factor: float):
    """A population that multiplies by `factor` every year, all cells alike."""
    stocks = inputs.population
    steps = factor ** np.arange(len(stocks.years))
    persons = np.full(stocks.persons.shape, 100.0) * steps[:, None, None, None]
    return evolve(inputs, population=evolve(stocks, persons=persons))


def test_naive_methods_start_from_the_origin(county_inputs):
    stocks = county_inputs.population
    start = stocks.persons[stocks.years.index(2018)]
    for method in (constant_population, constant_shares, hamilton_perry):
        np.testing.assert_allclose(method(county_inputs, 2018, 3)[0], start)


def test_constant_shares_grow_as_before(county_inputs):
    made = constant_shares(doubled(county_inputs, 1.02), 2018, 3)
    assert (made[3] / made[0]).ravel() == pytest.approx(1.02**3)


def test_cohort_ratios_carry_on_what_they_saw(county_inputs):
    # All cells alike and 2 % growth: each ratio is 1.02, but the oldest two ages become one.
    made = hamilton_perry(doubled(county_inputs, 1.02), 2018, 2)
    assert (made[2] / made[0])[..., : AGES - 2] == pytest.approx(1.02**2)


@pytest.mark.parametrize("method", [constant_population, constant_shares, hamilton_perry])
def test_no_naive_method_knows_the_future(county_inputs, method):
    stocks = county_inputs.population
    later = stocks.persons.copy()
    later[stocks.years.index(2019) :] *= 2
    changed = evolve(county_inputs, population=evolve(stocks, persons=later))
    np.testing.assert_array_equal(method(changed, 2018, 5), method(county_inputs, 2018, 5))
    assert stocks.years.index(2018) > LOOKED_BACK


def test_the_ranked_score_of_two_draws_by_hand():
    # Draws 0 and 10, truth 4: mean distance 5, half of the mean distance between draws 2.5.
    assert ranked_score(np.array([[0.0], [10.0]]), np.array([4.0])) == pytest.approx([2.5])


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), st.floats(-1e3, 1e3))
def test_the_ranked_score_is_that_of_all_pairs(draws, true):
    ordered = np.sort(np.array(draws))[:, None]
    apart = np.abs(ordered - ordered.T).mean()
    expected = np.abs(ordered[:, 0] - true).mean() - apart / 2
    assert ranked_score(ordered, np.array([true]))[0] == pytest.approx(expected, abs=1e-6)


def test_inside_width_score_and_rank_of_one_place():
    # Draws 0, 1, ..., 100: the 80 % interval is 10..90; 95 is 5 above it, twice ten times counted.
    drawn = np.arange(101.0)[:, None]
    case = _case("all", 5, np.zeros(1, dtype=np.int64), drawn, np.array([95.0]))
    assert case.inside[:, 0].tolist() == [False, False, False, True]
    assert case.width[0] == pytest.approx(80 / 95)
    assert case.score[0] == pytest.approx((80 + 10 * 5) / 95)
    assert case.pit[0] == pytest.approx(95.5 / 101)
