"""A need has the same interval in the knowledge base as under a scenario that changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography import region_series
from omsyn.needs import LocalFigures
from omsyn.needs.intervals import need_intervals, people_fans, people_fans_are_kept
from omsyn.needs.scenario import draws_for, make_scenario, run_scenario
from omsyn.needs.services import Service

HORIZON = 2050
SHOWN = {Service.DEMENTIA, Service.HOME_SERVICES, Service.PLACES, Service.PERSON_YEARS}
LEVELS = {0.5: (0.25, 0.75), 0.8: (0.1, 0.9), 0.95: (0.025, 0.975)}


def check_against_scenario(store, region, local: dict | None = None):
    scenario = make_scenario(region=region, horizon=HORIZON, draws=1_000, local=local or {})
    expected = run_scenario(store, scenario, draws_for(store, scenario)).services
    own = LocalFigures(year=2026, **local) if local else None
    series = region_series(store, region)
    found = need_intervals(store, series, people_fans(store, region), own)
    assert set(found) == set(expected) >= SHOWN
    for service, interval in found.items():
        quantiles = expected[service].quantiles
        assert interval.years == expected[service].years
        np.testing.assert_allclose(interval.median, quantiles[0.5], rtol=1e-5)
        for share, (low, high) in LEVELS.items():
            np.testing.assert_allclose(interval.low[share], quantiles[low], rtol=1e-5)
            np.testing.assert_allclose(interval.high[share], quantiles[high], rtol=1e-5)
        limit = expected[service].limit
        if limit is not None:
            chance = interval.probability_above(limit.value, 2040)
            assert chance == pytest.approx(expected[service].probability(2040), abs=0.0021)


@pytest.mark.parametrize("region", ["9901", "county-99"])
def test_the_interval_is_that_of_the_neutral_scenario(county, region):
    check_against_scenario(county, region)


def test_own_figures_have_the_same_interval_too(county):
    check_against_scenario(county, "9901", {"person_years": 100.0, "places": 33.0})


@pytest.mark.real_data
@pytest.mark.parametrize("region", ["4204", "1151"])
def test_the_published_municipalities_have_the_interval_of_the_neutral_scenario(norway, region):
    check_against_scenario(norway, region)


def test_what_is_kept_is_told(county):
    people_fans(county, "9901")
    assert people_fans_are_kept(county)
    assert not people_fans_are_kept(county, 2055)
