"""Scenarios on the drawn futures that the demography keeps."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from omsyn.demography import region_series
from omsyn.demography.draws import SEED, kept, memory, region
from omsyn.errors import OutsideData
from omsyn.needs.mortality_path import MortalityPath, mortality_path, remaining_years
from omsyn.needs.rate_uncertainty import rate_errors
from omsyn.needs.scenario import Scenario, draws_for, run, run_scenario
from omsyn.needs.scenario import futures as futures_module
from omsyn.needs.scenario.chain import Ground, apply, main_needs
from omsyn.needs.scenario.choices import (
    Ages,
    HealthyAgeing,
    InformalCare,
    Standard,
    Technology,
    Uniform,
)
from omsyn.needs.scenario.drawn import DrawnPeople
from omsyn.needs.scenario.futures import drawn_ground, drawn_needs, draws_ready
from omsyn.needs.scenario.model import Newcomers, Population
from omsyn.needs.services import Service, service_rates

HOME = Service.HOME_SERVICES


def test_the_draws_of_the_demography_go_through_the_levers(county):
    scenario = Scenario(region="9901", draws=200, levers=(Standard(value=1),))
    people = draws_for(county, scenario)
    result = run_scenario(county, scenario, people)
    assert result.drawn_population
    assert result.warnings == ()
    for each in result.services.values():
        low, high = each.interval(2040)
        assert low < each.at(2040) < high
        # The people of 2026 are known; how many of them use home services, or have dementia, not.
        known = result.services[each.service].service in {Service.PLACES, Service.PERSON_YEARS}
        spread = each.interval(2026)[1] - each.interval(2026)[0]
        assert (spread < 1e-5 * each.at(2026)) is known
    # By hand for one draw and service.
    home = result.services[Service.HOME_SERVICES]
    error = rate_errors(county, result.region, {HOME: home.made_with})[HOME]
    one = (people.persons[:, -1] * home.made_with.per_person).sum(axis=(1, 2))
    one = one * error.factors(HOME, scenario.seed, 200)
    assert home.quantiles[0.5][-1] == pytest.approx(np.median(one), rel=1e-4)
    assert run_scenario(county, scenario).run_id != result.run_id


def test_the_need_of_every_draw_is_kept_where_it_is_asked_for(county):
    scenario = Scenario(region="9901", draws=40, levers=(Standard(value=1),))
    people = draws_for(county, scenario)
    kept_results = run_scenario(county, scenario, people, keep_draws=True).services
    for service, each in kept_results.items():
        assert each.drawn.shape == (40, len(each.years))
        np.testing.assert_allclose(np.quantile(each.drawn, 0.9, axis=0), each.quantiles[0.9])
        assert run_scenario(county, scenario, people).services[service].drawn is None
    without = run_scenario(county, Scenario(region="9901"), keep_draws=True).services
    assert all(each.drawn is None for each in without.values())


def test_what_an_interval_holds_is_said_only_where_there_is_one(county):
    scenario = Scenario(region="9901", draws=1)
    home = run_scenario(county, scenario, draws_for(county, scenario)).services[HOME]
    assert not home.quantiles
    assert home.interval_holds == ""


def test_no_draws_are_made_where_none_are_asked_for(county):
    assert draws_for(county, Scenario(region="9901")) is None
    assert draws_ready(county, Scenario(region="9901"))


def test_the_seed_nobody_chose_is_that_of_the_kept_draws():
    assert Scenario(region="9901").seed == SEED


def drawn(county, **fields):
    scenario = Scenario(**{"region": "9901", "draws": 300, **fields})
    found = run_scenario(county, scenario, draws_for(county, scenario), keep_draws=True)
    return found.services[HOME]


@pytest.mark.parametrize(
    "chosen",
    [
        Population(alternative="high"),
        Population(alternative="low"),
        Population(alternative="zero_migration"),
        Population(mortality="low"),
        Population(immigration="high", fertility="low"),
        Population(newcomers=(Newcomers(year=2028, persons=400),)),
    ],
)
def test_the_draws_follow_the_future_that_is_chosen(county, chosen):
    found = drawn(county, population=chosen)
    np.testing.assert_allclose(found.quantiles[0.5], found.value, rtol=0.03)


@pytest.mark.parametrize(
    "chosen",
    [
        Population(alternative="high"),
        Population(mortality="low"),
        Population(newcomers=(Newcomers(year=2028, persons=400, source="refugees"),)),
    ],
)
def test_two_futures_share_their_chances_so_that_the_difference_is_tight(county, chosen):
    one, other = drawn(county), drawn(county, population=chosen)
    difference = (other.drawn - one.drawn)[:, -1]
    apart = drawn(county, population=chosen, seed=SEED + 1).drawn[:, -1] - one.drawn[:, -1]
    assert difference.std() < 0.25 * apart.std()
    assert difference.mean() == pytest.approx(other.at(2040) - one.at(2040), rel=0.15)


def test_draws_of_another_future_than_the_scenario_are_refused(county):
    main = Scenario(region="9901", draws=20)
    high = Scenario(region="9901", draws=20, population=Population(alternative="high"))
    with pytest.raises(OutsideData, match="annet folketall"):
        run_scenario(county, high, draws_for(county, main))
    # The same future by another name is the same future.
    named = Population(fertility="high", mortality="low", immigration="high")
    run_scenario(county, evolve_scenario(high, population=named), draws_for(county, high))


def evolve_scenario(scenario: Scenario, **fields) -> Scenario:
    return scenario.model_copy(update=fields)


WORK_BY_AGE = (
    HealthyAgeing(value=0.7),
    HealthyAgeing(value=1, start=2029, phase_years=6, ages=Ages(low=85)),
    HealthyAgeing(value=0.5, definition="mortality_ratio"),
    HealthyAgeing(value=1, definition="mortality_ratio", start=2030, phase_years=3, from_age=82),
    HealthyAgeing(value=1, services=(Service.DEMENTIA,)),
    HealthyAgeing(value=0.8, uncertainty=Uniform(low=0.2, high=1)),
    Technology(value=30, ages=Ages(low=90)),
    InformalCare(value=40, rule="carer_ratio", start=2028),
)


@pytest.mark.parametrize("base", [2026, 2022])
@pytest.mark.parametrize("lever", WORK_BY_AGE)
def test_levers_by_age_work_on_the_people_and_the_mortality_of_each_draw(county, lever, base):
    """Each draw is as if it were the main path: its people, its mortality, its factor."""
    scenario = Scenario(region="9901", draws=12, levers=(lever,), horizon=2036, base_year=base)
    people = draws_for(county, scenario)
    ground = ground_of(county, base)
    worlds = drawn_ground(scenario, ground, ground, people)
    needs = drawn_needs(scenario, scenario.ordered(), worlds)
    values = futures_module.chance.values(lever, f"{lever.kind}-1", scenario.seed, 12)
    for draw in range(12):
        alone = ground_of_draw(ground, people, draw)
        value = values[draw : draw + 1] if len(values) > 1 else values
        expected = apply(lever, main_needs(alone), alone, value)
        for service in expected:
            np.testing.assert_allclose(needs[service][draw], expected[service][0], rtol=2e-5)


def ground_of(county, base: int, last: int = 2036) -> Ground:
    series = region_series(county, "9901", last)
    rates, _lacking = service_rates(series, county)
    rows = slice(series.position(base), None)
    return Ground(
        years=series.years[rows],
        persons=series.persons[rows],
        rates=rates,
        path=lambda: mortality_path(county, base, last),
    )


def ground_of_draw(ground: Ground, people, draw: int) -> Ground:
    """One draw as if it were the main path, with its own mortality."""
    known = len(ground.years) - len(people.years)
    path = ground.path()
    dying = path.dying.copy()
    ratio = mortality_of(people)[draw]
    older = np.minimum(np.arange(106) + 1, 105)
    for year in range(len(people.years)):
        # Of the last year's deaths nothing is drawn: they differ as those of the year before.
        dying[known + year] *= ratio[min(year, len(ratio) - 1)][:, older]
    own = MortalityPath(years=path.years, dying=dying, remaining=remaining_years(dying))
    persons = np.concatenate([ground.persons[:known], people.persons[draw].astype(float)])
    return evolve(ground, persons=persons, path=lambda: own)


def mortality_of(people) -> np.ndarray:
    """Of each draw against what is expected; where nobody dies, as expected."""
    some = np.broadcast_to(people.expected_death > 0, people.death.shape)
    expected = np.broadcast_to(people.expected_death, people.death.shape)
    return np.divide(people.death, expected, out=np.ones(people.death.shape), where=some)


def test_services_of_the_same_form_by_age_are_shifted_once(county, monkeypatch):
    from omsyn.needs.scenario import health

    count = []
    shift = health.by_shift
    monkeypatch.setattr(health, "by_shift", lambda task: count.append(task) or shift(task))
    scenario = Scenario(region="9901", draws=12, levers=(HealthyAgeing(value=0.5),))
    result = run_scenario(county, scenario, draws_for(county, scenario))
    assert {HOME, Service.PLACES, Service.PERSON_YEARS} <= set(result.services)
    assert len(count) == 1
    dementia = HealthyAgeing(value=0.5, services=(HOME, Service.DEMENTIA))
    scenario = evolve_scenario(scenario, levers=(dementia,))
    run_scenario(county, scenario, draws_for(county, scenario))
    assert len(count) == 2  # Only dementia is of another form.


def test_what_healthier_ageing_does_is_kept_while_other_levers_are_moved(county, monkeypatch):
    from omsyn.needs.scenario import health

    ageing, standard = HealthyAgeing(value=0.37), Standard(value=1, services=(HOME,))
    count = []
    shift = health.by_shift
    monkeypatch.setattr(health, "by_shift", lambda task: count.append(task) or shift(task))
    first = drawn(county, draws=12, levers=(ageing,))
    again = drawn(county, draws=12, levers=(ageing, standard))
    assert len(count) == 1
    np.testing.assert_allclose(again.drawn, first.drawn * 1.01 ** np.arange(15), rtol=1e-12)
    drawn(county, draws=12, levers=(evolve_scenario(ageing, value=0.38),))
    assert len(count) == 2
    drawn(county, draws=12, levers=(ageing,), horizon=2036)
    assert len(count) == 3


def test_a_draw_with_lower_mortality_shifts_ages_further(county):
    scenario = Scenario(region="9901", draws=60, levers=(HealthyAgeing(value=1),), horizon=2036)
    people = draws_for(county, scenario)
    ground = ground_of(county, 2026)
    worlds = drawn_ground(scenario, ground, ground, people)
    before = drawn_needs(scenario, (), worlds)[HOME]
    after = drawn_needs(scenario, scenario.ordered(), worlds)[HOME]
    mortality = mortality_of(people)[:, -1, :, 80:95].mean(axis=(1, 2))
    assert np.corrcoef(mortality, (after / before)[:, -1])[0, 1] > 0.8


def test_the_use_behind_the_published_figure_makes_the_interval_wider(county, monkeypatch):
    levers = (Standard(value=1, uncertainty=Uniform(low=0, high=2)),)
    wide = drawn(county)
    assert "folketallet" in wide.interval_holds
    assert "brukere" in wide.interval_holds
    assert "virkemidlene" not in wide.interval_holds
    assert "virkemidlene" in drawn(county, levers=levers).interval_holds
    monkeypatch.setattr(run, "rate_errors", lambda *_args: {})
    narrow = drawn(county)
    assert np.ptp(narrow.interval(2040)) < np.ptp(wide.interval(2040))
    np.testing.assert_allclose(narrow.quantiles[0.5][-1], wide.quantiles[0.5][-1], rtol=0.02)


def test_the_use_is_the_same_in_both_of_two_scenarios(county):
    one, other = drawn(county), drawn(county, levers=(Standard(value=1, services=(HOME,)),))
    np.testing.assert_allclose(other.drawn[:, -1] / one.drawn[:, -1], 1.01**14, rtol=1e-9)


def test_sums_of_people_are_kept_from_one_scenario_to_the_next(county, monkeypatch):
    first = drawn(county, draws=30)
    monkeypatch.setattr(DrawnPeople, "_sum", lambda *_args: pytest.fail("added up again"))
    again = drawn(county, draws=30, levers=(Standard(value=1, services=(HOME,)),))
    growth = 1.01 ** np.arange(15)
    np.testing.assert_allclose(again.drawn, first.drawn * growth, rtol=1e-12)


def test_kept_sums_are_few_and_those_of_other_choices_are_others(county, monkeypatch):
    monkeypatch.setattr(futures_module, "KEPT", 2)
    seen = [
        drawn(county, **{"draws": 20, **fields}).quantiles[0.5][-1]
        for fields in ({}, {"seed": SEED + 7}, {"region": "9902"}, {"draws": 21}, {})
    ]
    assert len(futures_module._sums) == 2
    assert seen[0] == seen[-1]
    assert len(set(seen)) == 4


def test_whether_draws_are_at_hand_is_told_without_making_them(county):
    scenario = Scenario(region="9901", draws=10, seed=SEED + 99)
    assert not draws_ready(county, scenario)
    draws_for(county, scenario)
    forget()
    assert draws_ready(county, scenario)
    assert draws_ready(county, evolve_scenario(scenario, region="9902"))
    high = evolve_scenario(scenario, population=Population(alternative="high"))
    assert not draws_ready(county, high)


def forget() -> None:
    kept._in_memory.clear()
    region._in_memory.clear()


def test_more_futures_than_the_machine_holds_are_refused_in_one_sentence(county, monkeypatch):
    forget()
    monkeypatch.setattr(memory, "available", lambda: 40_000_000)
    for scenario in (
        Scenario(region="9901", draws=10_000),
        Scenario(region="county-99", draws=10_000, population=Population(alternative="low")),
        Scenario(
            region="9901", draws=10_000,
            population=Population(newcomers=(Newcomers(year=2030, persons=10),)),
        ),
    ):  # fmt: skip
        with pytest.raises(OutsideData, match=r"krever om lag .* be om \d+ trekninger eller færre"):
            draws_for(county, scenario)
