from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsyn.demography.fertility import FertilityRates
from omsyn.demography.mortality import (
    OLDEST,
    DeathRates,
    death_probabilities,
    end_of_year_probabilities,
    pooled_rates,
    yearly_decline,
)
from omsyn.demography.population import AGES
from omsyn.demography.shrinkage import posterior_mean
from omsyn.errors import ProjectionError


def gompertz(years: range, decline: float = 0.0) -> DeathRates:
    """Rates that double every ten years of age, and fall by `decline` a year."""
    ages = np.arange(OLDEST)
    shape = 1e-4 * np.exp(0.0693 * ages)
    rates = np.stack([np.stack([shape, shape]) * np.exp(-decline * k) for k in range(len(years))])
    return DeathRates(years=tuple(years), deaths=rates * 10_000, rates=rates)


def test_a_constant_rate_gives_a_constant_probability():
    # With m = 0.2 a year and deaths spread evenly, q = 0.2 / 1.1 for a whole year of age.
    q = end_of_year_probabilities(np.full(OLDEST, 0.2))
    assert q[1 + 50] == pytest.approx(0.2 / 1.1)
    assert (q >= 0).all()
    assert (q <= 1).all()


def test_without_deaths_nobody_dies():
    assert end_of_year_probabilities(np.zeros(OLDEST)).sum() == pytest.approx(0, abs=1e-6)


@given(st.floats(1e-5, 0.5), st.floats(1.0, 2.0))
def test_a_higher_rate_gives_a_higher_probability(rate, times):
    low = end_of_year_probabilities(np.full(OLDEST, rate))
    high = end_of_year_probabilities(np.full(OLDEST, rate * times))
    assert (high >= low - 1e-12).all()


def test_the_trend_is_found_again():
    decline = yearly_decline(gompertz(range(2000, 2021), decline=0.02), years=20)
    assert decline[:, :76] == pytest.approx(-0.02, abs=1e-6)


def test_the_trend_fades_from_75_to_none_at_105():
    decline = yearly_decline(gompertz(range(2000, 2021), decline=0.02), years=20)
    assert decline[0, [75, 90, 105, 110]] == pytest.approx([-0.02, -0.01, 0, 0], abs=1e-6)


def test_mortality_that_rises_is_not_carried_on():
    assert yearly_decline(gompertz(range(2000, 2021), decline=-0.01), years=20).max() == 0


def test_future_years_go_on_from_the_last_published():
    table = gompertz(range(2000, 2021), decline=0.02)
    q = death_probabilities(table, 2020, 2030, level_years=3, trend_years=20)
    assert q[10, 0, 60] / q[0, 0, 60] == pytest.approx(np.exp(-0.2), rel=0.01)


def test_pooled_rates_of_an_age_are_deaths_over_exposure():
    table = gompertz(range(2019, 2021))
    deaths = table.deaths.copy()
    deaths[0] *= 3  # three times the people, same rates: the rate stays
    pooled = pooled_rates(
        DeathRates(years=table.years, deaths=deaths, rates=table.rates), 2019, 2020
    )
    assert pooled[0, 50] == pytest.approx(table.rates[0, 0, 50])


def test_a_negative_rate_is_refused_with_age_and_year():
    rates = gompertz(range(2019, 2021)).rates.copy()
    rates[1, 0, 37] = -1
    with pytest.raises(ProjectionError, match="37 år i 2020"):
        DeathRates(years=(2019, 2020), deaths=np.abs(rates), rates=rates)


def test_an_origin_before_the_first_death_rate_is_refused():
    with pytest.raises(ProjectionError, match="1990"):
        gompertz(range(2000, 2005)).until(1990)


def test_half_of_the_mothers_had_their_birthday():
    # 0.1 at 30 and 0.3 at 31: those who end the year at 31 bear (0.1 + 0.3) / 2.
    rates = np.zeros((1, AGES))
    rates[0, 30], rates[0, 31] = 0.1, 0.3
    schedule = FertilityRates(years=(2020,), rates=rates).schedule(2020, 1)
    assert schedule[30:33] == pytest.approx([0.05, 0.2, 0.15])


def test_mothers_under_15_and_over_49_count_as_15_and_49():
    rates = np.zeros((1, AGES))
    rates[0, 13], rates[0, 52] = 0.01, 0.02
    schedule = FertilityRates(years=(2020,), rates=rates).schedule(2020, 1)
    assert schedule[[15, 49]] == pytest.approx([0.01, 0.02])
    assert schedule.sum() == pytest.approx(0.03)


def test_only_fertility_known_at_the_time_is_used():
    rates = np.zeros((2, AGES))
    rates[0, 30], rates[1, 30] = 0.1, 0.9
    schedule = FertilityRates(years=(2019, 2020), rates=rates).schedule(2019, 3)
    assert schedule.max() == pytest.approx(0.05)


def test_a_small_place_gets_its_parents_level_and_a_large_keeps_its_own():
    # 2 seen where 1 was expected, and 2000 where 1000 were; the parent at 1, worth 10.
    level = posterior_mean(np.array([2.0, 2000.0]), np.array([1.0, 1000.0]), 1.0, 10)
    assert level.tolist() == pytest.approx([12 / 11, 2010 / 1010])


def test_nothing_expected_gives_the_parents_level():
    assert posterior_mean(np.zeros(1), np.zeros(1), 0.7, 5).tolist() == pytest.approx([0.7])


@given(st.floats(0, 1e5), st.floats(0.01, 1e5), st.floats(0.1, 10), st.floats(1, 1e4))
def test_a_shrunk_level_lies_between_its_own_and_its_parents(seen, due, parent, nu):
    level = float(posterior_mean(np.array([seen]), np.array([due]), parent, nu)[0])
    own = seen / due
    assert min(own, parent) * (1 - 1e-9) <= level <= max(own, parent) * (1 + 1e-9)
