"""Whether what came lay within the draws, on the published statistics."""

from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography.draws import draw

ORIGINS = (2011, 2013, 2016, 2018, 2021)
EDGES = (2_000, 5_000, 10_000, 20_000, 50_000)


@pytest.fixture(scope="module")
def five_years(norway_inputs):
    """Draws from each origin by what was known then."""
    return {
        origin: draw(norway_inputs, origin=origin, horizon=origin + 5, draws=200)
        for origin in ORIGINS
    }


@pytest.mark.real_data
@pytest.mark.parametrize("from_age", [0, 80])
def test_eight_of_ten_municipalities_came_within_their_80_percent_interval(
    norway_inputs, five_years, from_age
):
    stocks = norway_inputs.population
    held, classes = [], []
    for origin, drawn in five_years.items():
        low, high = np.quantile(drawn.band(from_age)[:, 5], (0.1, 0.9), axis=0)
        came = stocks.persons[stocks.years.index(origin + 5), :, :, from_age:].sum(axis=(1, 2))
        held.append((came >= low) & (came <= high))
        classes.append(np.digitize(drawn.total()[0, 0], EDGES))
    inside, size = np.concatenate(held), np.concatenate(classes)
    assert 0.75 <= inside.mean() <= 0.85
    for each in range(len(EDGES) + 1):
        assert 0.7 <= inside[size == each].mean() <= 0.9


@pytest.mark.real_data
def test_the_countrys_interval_in_2060_is_near_statistics_norways(norway_inputs):
    total = draw(norway_inputs, horizon=2060, draws=300).country.sum(axis=(2, 3))[:, -1] / 1e6
    low, high = np.quantile(total, (0.1, 0.9))
    assert low == pytest.approx(5.5, abs=0.2)
    assert high == pytest.approx(6.8, abs=0.2)
