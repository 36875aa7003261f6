"""The waterfall: each step begins where the one before ended, whatever the levers."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsyn.demography import region_series
from omsyn.needs.levers import FamilyRule
from omsyn.needs.mortality_path import mortality_path
from omsyn.needs.scenario import Scenario, bars, run_scenario, shares
from omsyn.needs.scenario.chain import Ground
from omsyn.needs.scenario.choices import (
    DementiaTrend,
    HealthyAgeing,
    InformalCare,
    Productivity,
    ServiceProfile,
    Standard,
    Technology,
    UnmetNeed,
)
from omsyn.needs.scenario.model import Newcomers, Population
from omsyn.needs.scenario.shares import Causes
from omsyn.needs.services import Service, service_rates
from omsyn.needs.waterfall import Cause, Step, Waterfall, WaterfallMethod, steps_between


def step(before: float, after: float, *, lever: bool = True) -> Step:
    return Step(key="k", label="l", before=before, after=after, lever=lever)


def test_people_and_levers_are_added_apart():
    fall = Waterfall(
        from_year=2026, to_year=2040, start=10, end=12,
        steps=(step(10, 15, lever=False), step(15, 11), step(11, 12)),
    )  # fmt: skip
    assert (fall.from_people, fall.from_levers) == (5, -3)


def test_a_step_that_does_not_begin_where_the_last_ended_is_refused():
    with pytest.raises(ValueError, match="begins at 4"):
        Waterfall(from_year=1, to_year=2, start=1, end=5, steps=(step(1, 3), step(4, 5)))


def test_steps_that_do_not_lead_to_the_end_are_refused():
    with pytest.raises(ValueError, match="do not lead"):
        Waterfall(from_year=1, to_year=2, start=1, end=5, steps=(step(1, 3),))


def starts():
    return st.none() | st.integers(2026, 2034)


def timed(model, values, **fields):
    return st.builds(model, value=values, start=starts(), phase_years=st.integers(0, 12), **fields)


LEVERS = st.one_of(
    timed(UnmetNeed, st.floats(-50, 200)),
    timed(DementiaTrend, st.floats(-5, 5)),
    timed(
        HealthyAgeing,
        st.floats(-1, 2),
        definition=st.sampled_from(["mortality_ratio", "age_shift"]),
    ),
    timed(InformalCare, st.floats(0, 500)),
    timed(Technology, st.floats(-100, 100), reach=st.floats(0, 100)),
    timed(ServiceProfile, st.floats(0, 100), exchange=st.floats(0, 20)),
    timed(Standard, st.floats(-5, 5)),
    timed(Productivity, st.floats(-5, 5)),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(levers=st.lists(LEVERS, max_size=5), region=st.sampled_from(["9901", "9912", "country-NO"]))
def test_the_steps_lead_exactly_from_today_to_the_target_year(county, levers, region):
    scenario = Scenario(region=region, horizon=2035, levers=tuple(levers))
    result = run_scenario(county, scenario)
    for each in result.services.values():
        fall = each.waterfall
        level = float(each.neutral[0])
        assert fall.start == level
        for one in fall.steps:
            assert one.before == level
            level = one.after
        assert level == fall.end == each.value[-1]
        total = fall.start + sum(one.change for one in fall.steps)
        assert total == pytest.approx(fall.end, rel=1e-9, abs=1e-6)
        assert (each.value >= 0).all()


def test_the_peoples_part_is_what_the_need_grows_without_levers(county):
    scenario = Scenario(region="9901", levers=(Standard(value=1), Technology(value=20)))
    result = run_scenario(county, scenario)
    for each in result.services.values():
        grown = float(each.neutral[-1] - each.neutral[0])
        assert each.waterfall.from_people == pytest.approx(grown)
        assert [one.lever for one in each.waterfall.steps] == sorted(
            one.lever for one in each.waterfall.steps
        )


def test_levers_come_in_the_order_of_the_method_whatever_the_order_given(county):
    levers = (Productivity(value=1), Standard(value=1), UnmetNeed(value=5), HealthyAgeing(value=1))
    result = run_scenario(county, Scenario(region="9901", levers=levers))
    steps = result.services[Service.PERSON_YEARS].waterfall.steps
    keys = [one.key for one in steps if one.lever]
    assert keys == ["unmet_need-1", "healthy_ageing-1", "standard-1", "productivity-1"]


SHAPLEY, ISOLATED = WaterfallMethod.SHAPLEY, WaterfallMethod.ISOLATED


def due(fall: Waterfall) -> dict[str, float]:
    return {each.key: each.change for each in fall.steps}


def test_the_last_step_takes_the_rounding_and_levers_that_do_nothing_are_left_out():
    made = steps_between(
        0.0,
        0.6,
        [
            Cause(key="people", label="", change=0.0, lever=False),
            Cause(key="one", label="", change=0.1, lever=True),
            Cause(key="none", label="", change=0.0, lever=True),
            Cause(key="two", label="", change=0.2, lever=True),
            Cause(key="three", label="", change=0.3, lever=True),
        ],
    )
    assert [each.key for each in made] == ["people", "one", "two", "three"]
    assert made[-1].after == 0.6


def test_a_waterfall_that_was_only_written_down_cannot_be_divided_anew():
    fall = Waterfall(from_year=1, to_year=2, start=1, end=3, steps=(step(1, 3),))
    assert fall.by(WaterfallMethod.SEQUENTIAL) is fall
    with pytest.raises(ValueError, match="does not know"):
        fall.by(SHAPLEY)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    levers=st.lists(LEVERS, max_size=6),
    people=st.sampled_from(
        [
            Population(),
            Population(alternative="low"),
            Population(newcomers=(Newcomers(year=2030, persons=400),)),
        ]
    ),
)
def test_every_method_leads_exactly_from_today_to_the_target_year(county, levers, people):
    scenario = Scenario(region="9901", horizon=2035, levers=tuple(levers), population=people)
    result = run_scenario(county, scenario)
    for each in result.services.values():
        for method in WaterfallMethod:
            fall = each.waterfall.by(method)
            assert fall.method is method
            assert (fall.start, fall.end) == (each.neutral[0], each.value[-1])
            assert sum(one.change for one in fall.steps) == pytest.approx(
                fall.end - fall.start, rel=1e-9, abs=1e-9 * fall.start
            )


def test_two_factors_share_what_they_do_together_equally(county):
    """Growth takes 100 to 100·g; a fifth less: alone 20 of 100, after growth 20·g."""
    result = run_scenario(county, Scenario(region="9901", levers=(Technology(value=20),)))
    each = result.services[Service.PLACES]
    now, grown = each.neutral[0], each.neutral[-1]
    assert due(each.waterfall)["technology-1"] == pytest.approx(-0.2 * grown)
    fair = due(each.waterfall.by(SHAPLEY))
    assert fair["technology-1"] == pytest.approx(-0.2 * (now + grown) / 2)
    people = sum(change for key, change in fair.items() if key.startswith("people"))
    assert people == pytest.approx(0.9 * (grown - now))


def test_alone_each_is_what_it_would_be_without_the_others(county):
    result = run_scenario(
        county, Scenario(region="9901", levers=(Technology(value=20), UnmetNeed(value=50)))
    )
    each = result.services[Service.PLACES]
    grown = each.neutral[-1]
    alone = due(each.waterfall.by(ISOLATED))
    assert alone["unmet_need-1"] == pytest.approx(0.5 * grown)
    assert alone["technology-1"] == pytest.approx(-0.2 * grown)
    assert alone["interaction"] == pytest.approx(-0.1 * grown)
    assert each.waterfall.by(ISOLATED).steps[-1].key == "interaction"


def test_one_lever_alone_has_no_interaction(county):
    result = run_scenario(county, Scenario(region="9901", levers=(Technology(value=20),)))
    fall = result.services[Service.PLACES].waterfall.by(ISOLATED)
    assert due(fall) == pytest.approx(due(fall.by(WaterfallMethod.SEQUENTIAL)))


ORDERED = (
    UnmetNeed(value=30),
    InformalCare(value=60, rule=FamilyRule.CARER_RATIO, start=2029),
    ServiceProfile(value=40, exchange=3),
)


def causes(county, levers) -> Causes:
    """The causes of a run on many more people than the main path has."""
    series = region_series(county, "9901", 2035)
    rows = slice(series.position(2026), series.position(2035) + 1)
    rates, _lacking = service_rates(series, county)
    main = Ground(
        years=tuple(range(2026, 2036)),
        persons=series.persons[rows],
        rates=rates,
        path=lambda: mortality_path(county, 2026, 2035),
    )
    more = main.persons * np.linspace(1, 1.3, 10)[:, None, None]
    return Causes(main=main, ground=evolve(main, persons=more), levers=levers)


@pytest.mark.parametrize("mask", list(product([False, True], repeat=3)))
def test_levers_whose_order_matters_are_right_in_every_subset(county, mask):
    """The worth of a coalition is what a run with just these levers gives."""
    chosen = tuple(lever for lever, on in zip(ORDERED, mask, strict=True) if on)
    alone = run_scenario(county, Scenario(region="9901", horizon=2035, levers=chosen))
    game = causes(county, ORDERED)
    # Beside another coalition, so that a row which takes from its neighbour is seen.
    found = game.worth(np.array([mask, [True] * 3, mask]), game.main)
    for service, each in alone.services.items():
        assert found[service][[0, 2]] == pytest.approx(each.value[-1], rel=1e-12)


def test_people_who_have_not_grown_stay_as_they_are(county):
    game = causes(county, ())
    assert (game.people(0, chosen=False).persons == game.main.persons[0]).all()
    some = game.people(2, chosen=False).persons
    assert (some[:, :, :90] == game.main.persons[:, :, :90]).all()
    assert (some[:, :, 90:] == game.main.persons[0, :, 90:]).all()
    added = game.people(0, chosen=True).persons - game.main.persons[0]
    assert added == pytest.approx(game.ground.persons - game.main.persons)


def by_every_order(game: Causes, service: Service) -> tuple[float, float, list[float]]:
    """The mean of what the people, the other population and each lever add, order by order."""
    count = len(game.levers)
    orders = list(permutations(range(count + 2)))
    added = np.zeros(count + 2)
    for order in orders:
        there: set[int] = set()
        worth = float(game.main.persons[0].ravel() @ game.main.rates[service].per_person.ravel())
        for player in order:
            there.add(player)
            ground = game.people(3 if count in there else 0, chosen=count + 1 in there)
            mask = np.array([[each in there for each in range(count)]])
            after = float(game.worth(mask, ground)[service][0])
            added[player] += (after - worth) / len(orders)
            worth = after
    return added[count], added[count + 1], added[:count].tolist()


@pytest.mark.parametrize("service", [Service.PLACES, Service.HOME_SERVICES])
def test_shapley_is_the_mean_over_every_order(county, service):
    game = causes(county, ORDERED)
    people, population, levers = by_every_order(game, service)
    found = shares.shapley(game)[service]
    assert found.bands.sum() == pytest.approx(people)
    assert found.population == pytest.approx(population)
    assert found.levers == pytest.approx(levers)
    assert found.sampled is None


def test_drawn_orders_come_near_and_still_lead_to_the_end(county, monkeypatch):
    game = causes(county, ORDERED)
    exact = shares.shapley(game)[Service.PLACES]
    monkeypatch.setattr(shares, "MOST_EXACT", 2)
    drawn = shares.shapley(game)[Service.PLACES]
    size = abs(exact.bands).sum() + abs(exact.levers).sum()
    assert drawn.sampled == 2 * shares.ORDERS
    assert drawn.bands == pytest.approx(exact.bands, abs=size / 50)
    assert drawn.levers == pytest.approx(exact.levers, abs=size / 50)
    assert drawn.bands.sum() + drawn.population + drawn.levers.sum() == pytest.approx(
        exact.bands.sum() + exact.population + exact.levers.sum()
    )


def test_with_more_levers_than_can_be_counted_out_it_says_so(county):
    levers = tuple(Technology(value=value, start=2027) for value in range(1, 13))
    result = run_scenario(county, Scenario(region="9901", horizon=2035, levers=levers))
    fall = result.services[Service.PLACES].waterfall.by(SHAPLEY)
    assert fall.sampled == 2 * shares.ORDERS
    assert fall.end == result.services[Service.PLACES].value[-1]


def test_another_population_is_a_cause_only_where_one_is_chosen(county, monkeypatch):
    asked = []
    monkeypatch.setattr(bars, "shapley", lambda game: asked.append(game) or shares.shapley(game))
    for people in (Population(), Population(alternative="high")):
        result = run_scenario(county, Scenario(region="9901", population=people))
        keys = due(result.services[Service.PLACES].waterfall.by(SHAPLEY)).keys()
        assert ("population-1" in keys) is (people != Population())
    assert [game.chosen for game in asked] == [False, True]
