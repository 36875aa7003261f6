"""Scenarios on the drawn futures that the demography keeps."""

from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography.draws import SEED
from omsyn.needs.scenario import Scenario, draws_for, run_scenario
from omsyn.needs.scenario.choices import Standard
from omsyn.needs.services import Service


def test_the_draws_of_the_demography_go_through_the_levers(county):
    scenario = Scenario(region="9901", draws=200, levers=(Standard(value=1),))
    people = draws_for(county, scenario)
    result = run_scenario(county, scenario, people)
    assert result.drawn_population
    assert result.warnings == ()
    for each in result.services.values():
        low, high = each.interval(2040)
        assert low < each.at(2040) < high
        assert each.interval(2026) == pytest.approx((each.at(2026),) * 2, rel=1e-5)
    # By hand for one draw and service.
    home = result.services[Service.HOME_SERVICES]
    one = (people.persons[:, -1] * home.made_with.per_person).sum(axis=(1, 2))
    assert home.quantiles[0.5][-1] == pytest.approx(np.median(one), rel=1e-4)
    assert run_scenario(county, scenario).run_id != result.run_id


def test_the_need_of_every_draw_is_kept_where_it_is_asked_for(county):
    scenario = Scenario(region="9901", draws=40, levers=(Standard(value=1),))
    people = draws_for(county, scenario)
    kept = run_scenario(county, scenario, people, keep_draws=True).services
    for service, each in kept.items():
        assert each.drawn.shape == (40, len(each.years))
        np.testing.assert_allclose(np.quantile(each.drawn, 0.9, axis=0), each.quantiles[0.9])
        assert run_scenario(county, scenario, people).services[service].drawn is None
    without = run_scenario(county, Scenario(region="9901"), keep_draws=True).services
    assert all(each.drawn is None for each in without.values())


def test_no_draws_are_made_where_none_are_asked_for(county):
    assert draws_for(county, Scenario(region="9901")) is None


def test_the_seed_nobody_chose_is_that_of_the_kept_draws():
    assert Scenario(region="9901").seed == SEED
