"""Scenarios computed: neutral is what the knowledge base shows, draws agree with the main path."""

from __future__ import annotations

import json

import numpy as np
import pytest
from attrs import evolve, frozen

from omsyn.demography import region_series
from omsyn.errors import OutsideData, ScenarioError, UnknownRegion
from omsyn.language import using
from omsyn.needs import dementia, home_service_users_80plus, person_years, places
from omsyn.needs.mortality_path import steeper
from omsyn.needs.scenario import (
    Scenario,
    chance,
    parse_scenario,
    run_scenario,
    scenario_text,
    ssb_2019_reference,
)
from omsyn.needs.scenario import run as scenario_run
from omsyn.needs.scenario.choices import (
    Ages,
    DementiaTrend,
    HealthyAgeing,
    InformalCare,
    Normal,
    Productivity,
    Recruitment,
    ServiceProfile,
    Standard,
    Technology,
    Triangular,
    Uniform,
    UnmetNeed,
)
from omsyn.needs.scenario.model import Capacity, Local, Newcomers, Population
from omsyn.needs.services import PUBLISHED, Origin, gradient, service_rates
from omsyn.warehouse import Store

HOME, PLACES, DEMENTIA, STAFF = PUBLISHED


def run(store: Store, *levers, **fields):
    return run_scenario(store, Scenario(**{"region": "9901", "levers": levers, **fields}))


@frozen
class Futures:
    """Drawn people as the demography gives them."""

    years: tuple[int, ...]
    persons: np.ndarray


def futures(store, factors, region="9901", horizon=2040):
    """The main path times a factor for each draw, from the newest observed year on."""
    series = region_series(store, region, horizon)
    first = series.position(series.last_observed_year)
    main = series.persons[first:]
    scaled = [np.concatenate([main[:1], main[1:] * each]) for each in factors]
    return Futures(series.years[first:], np.array(scaled, dtype=np.float32))


@pytest.mark.parametrize("region", ["9901", "9912", "country-NO"])
def test_without_levers_the_need_is_the_one_that_the_knowledge_base_shows(county, region):
    result = run_scenario(county, Scenario.neutral(region))
    series = region_series(county, region)
    shown = {
        HOME: home_service_users_80plus(series, county),
        PLACES: places(series, county),
        DEMENTIA: dementia(series),
        STAFF: person_years(series, county),
    }
    assert set(result.services) == set(shown)
    for service, need in shown.items():
        found = result.services[service]
        assert found.at(2040) == pytest.approx(need.at(2040), rel=1e-12)
        assert np.array_equal(found.value, found.neutral)
        assert found.rate == need.rate
        assert not [step for step in found.waterfall.steps if step.lever]


NEUTRAL = (
    UnmetNeed(), DementiaTrend(), HealthyAgeing(), HealthyAgeing(definition="mortality_ratio"),
    InformalCare(), Technology(), ServiceProfile(), Standard(), Productivity(), Recruitment(),
)  # fmt: skip


def test_neutral_levers_give_the_very_same_bits(county):
    before, after = run(county), run(county, *NEUTRAL)
    for service in PUBLISHED:
        assert np.array_equal(before.services[service].value, after.services[service].value)


@pytest.mark.parametrize("definition", ["age_shift", "mortality_ratio"])
def test_a_lever_that_may_be_nothing_is_nothing_in_that_draw(county, definition):
    lever = HealthyAgeing(definition=definition, uncertainty=Uniform(low=0, high=0))
    result = run(county, lever, Standard(uncertainty=Uniform(low=0, high=0)))
    for each in result.services.values():
        assert np.array_equal(each.value, each.neutral)


@pytest.mark.parametrize(
    ("lever", "service", "factor"),
    [
        (UnmetNeed(value=20), HOME, 1.2),
        (UnmetNeed(value=20, phase_years=28), HOME, 1.1),
        (Technology(value=20, reach=50, adoption=50), PLACES, 0.95),
        (Technology(value=20, services=(HOME,)), PLACES, 1),
        (Standard(value=1), STAFF, 1.01**14),
        (Standard(value=1, start=2030), STAFF, 1.01**10),
        (Standard(value=1), HOME, 1),
        (Standard(value=1, services=(HOME,)), HOME, 1.01**14),
        (Productivity(value=1), STAFF, 1.01**-14),
        (DementiaTrend(value=-1), DEMENTIA, 0.99**14),
        (ServiceProfile(value=25), PLACES, 0.75),
        (InformalCare(value=30, rule="proportional"), HOME, 1),
        (Technology(value=50, ages=Ages(low=0, high=79)), HOME, 1),
        (Technology(value=50, ages=Ages(low=80)), HOME, 0.5),
    ],
)
def test_a_lever_by_hand(county, lever, service, factor):
    found = run(county, lever).services[service]
    assert found.at(2040) == pytest.approx(factor * found.neutral[-1])


def test_users_moved_from_places_come_to_home_services(county):
    result = run(county, ServiceProfile(value=25, exchange=1.5))
    home, place = result.services[HOME], result.services[PLACES]
    gained = home.value[-1] - home.neutral[-1]
    assert gained == pytest.approx(1.5 * (place.neutral[-1] - place.value[-1]))


def test_family_care_that_stands_still_leaves_the_growth_to_the_municipality(county):
    found = run(county, InformalCare(value=50)).services[HOME]
    today, later = found.neutral[0], found.neutral[-1]
    assert found.at(2040) == pytest.approx(later * 1.5 - today * 0.5)
    assert found.value[0] == pytest.approx(today)


def test_family_care_follows_those_of_50_to_66_for_each_of_80_and_over(county):
    found = run(county, InformalCare(value=50, rule="carer_ratio")).services[HOME]
    series = region_series(county, "9901")
    ratio = series.band(50, 66) / series.band(80)
    now, then = series.position(2026), series.position(2040)
    expected = found.neutral[-1] * (1 + 0.5 - 0.5 * ratio[then] / ratio[now])
    assert found.at(2040) == pytest.approx(expected)


def test_health_that_keeps_up_with_longer_lives_lowers_the_need_and_more_so_later(county):
    half, whole = (run(county, HealthyAgeing(value=value)).services for value in (0.5, 1))
    for service in (HOME, PLACES, STAFF):
        neutral = half[service].neutral
        assert (whole[service].value[1:] < half[service].value[1:]).all()
        assert (half[service].value[1:] < neutral[1:]).all()
        assert half[service].value[0] == neutral[0]
    assert np.array_equal(whole[DEMENTIA].value, whole[DEMENTIA].neutral)


def test_the_gradient_has_the_published_total_exactly(county):
    series = region_series(county, "9901")
    rates, _lacking = service_rates(series, county)
    people = series.at(rates[HOME].first_year)
    assert (people * rates[HOME].counted_shape()).sum() == pytest.approx(
        (people * rates[HOME].per_person).sum(), rel=1e-12
    )
    shape = gradient(people)
    assert shape[:, 74].max() == 0 < shape[:, 75].min()
    assert (shape[:, 90] > shape[:, 85]).all()
    assert (shape[:, 85] > shape[:, 80]).all()


def test_each_cell_says_where_its_rate_comes_from(county):
    own, _lacking = service_rates(region_series(county, "9901"), county)
    borrowed, _lacking = service_rates(region_series(county, "9912"), county)
    # Published for 80 and over together, and shared out on the ages.
    assert own[HOME].cell_origins()[1][79:81] == (Origin.NONE, Origin.IMPUTED)
    assert borrowed[HOME].cell_origins()[1][85] is Origin.BORROWED
    assert own[DEMENTIA].cell_origins()[1][85] is Origin.BORROWED
    written = json.loads(run_scenario(county, Scenario(region="9901")).to_json())["services"]
    assert written["home_services"]["rate"]["origins"] == ["imputed"]
    assert written["dementia"]["rate"]["origins"] == ["borrowed"]


def test_a_lever_that_needs_a_gradient_says_that_it_is_imputed(county):
    result = run(county, HealthyAgeing(value=1))
    assert "ikke publisert" in result.services[HOME].rate.reservation
    assert "ikke publisert" not in result.services[DEMENTIA].rate.reservation
    assert "ikke publisert" not in run(county).services[HOME].rate.reservation


def test_person_years_that_partly_follow_everyone(county):
    local = Local(person_years=300, share_following_80plus=0.25)
    found = run(county, local=local).services[STAFF]
    series = region_series(county, "9901")
    now, then = series.position(2026), series.position(2040)
    old, everyone = series.band(80), series.total()
    expected = 300 * (0.25 * old[then] / old[now] + 0.75 * everyone[then] / everyone[now])
    assert found.at(2040) == pytest.approx(expected)
    assert "25\u00a0% av årsverkene" in found.rate.reservation
    assert "som om alle følger" not in found.rate.reservation


def test_recruitment_is_held_against_the_need_and_changes_none(county):
    lever = Recruitment(value=1, more_each_year=2)
    result = run(county, lever, local=Local(person_years=300))
    need = result.services[STAFF]
    assert np.array_equal(need.value, need.neutral)
    supply = 300 * 1.01**14 + 28
    assert result.staff is not None
    assert result.staff.supply[-1] == pytest.approx(supply)
    assert result.staff.shortfall[-1] == pytest.approx(need.at(2040) - supply)


def test_draws_go_through_the_same_levers_as_the_main_path(county, monkeypatch):
    monkeypatch.setattr(scenario_run, "rate_errors", lambda *_args: {})
    levers = (
        UnmetNeed(value=5), HealthyAgeing(value=1), InformalCare(value=20), Technology(value=10),
        ServiceProfile(value=10), Standard(value=1), Productivity(value=0.5),
    )  # fmt: skip
    drawn = futures(county, [1, 1, 1])
    scenario = Scenario(region="9901", levers=levers, draws=3)
    result = run_scenario(county, scenario, drawn)
    assert result.drawn_population
    assert result.warnings == ()
    for each in result.services.values():
        for row in each.quantiles.values():
            assert row == pytest.approx(each.value, rel=1e-5)


def test_quantiles_and_the_chance_that_a_capacity_does_not_suffice(county):
    factors = [0.8, 0.9, 1.0, 1.1, 1.2]
    need = run(county).services[PLACES].neutral[-1]
    scenario = Scenario(region="9901", draws=5, capacity=Capacity(places=1.05 * float(need)))
    found = run_scenario(county, scenario, futures(county, factors)).services[PLACES]
    assert found.quantiles[0.5][-1] == pytest.approx(need, rel=1e-5)
    assert found.interval(2040, 0.5) == pytest.approx((0.9 * need, 1.1 * need), rel=1e-5)
    assert found.probability(2040) == pytest.approx(0.4)
    # Today is certain.
    assert found.quantiles[0.025][0] == pytest.approx(found.quantiles[0.975][0])


def test_draws_of_other_years_or_another_number_are_refused(county):
    with pytest.raises(OutsideData, match="trukne framtidene"):
        run_scenario(county, Scenario(region="9901", draws=2), futures(county, [1]))
    with pytest.raises(OutsideData, match="trukne framtidene"):
        run_scenario(county, Scenario(region="9901", draws=1), futures(county, [1], horizon=2035))


def test_uncertain_levers_alone_give_intervals_and_say_what_is_not_in_them(county):
    lever = Technology(value=10, uncertainty=Uniform(low=0, high=20))
    scenario = Scenario(region="9901", levers=(lever,), draws=2000)
    result = run_scenario(county, scenario, None)
    low, high = result.services[HOME].interval(2040)
    neutral = result.services[HOME].neutral[-1]
    # One in ten has less than 2 %, one in ten more than 18 %.
    assert (low / neutral, high / neutral) == pytest.approx((0.82, 0.98), abs=0.01)
    assert result.services[DEMENTIA].interval(2040) is None


@pytest.mark.parametrize(
    ("spread", "low", "high"),
    [
        (Uniform(low=0, high=4), 0.4, 3.6),
        (Normal(low=1, high=3), 1, 3),
        # sqrt(0.1 * 4 * 2) from each end.
        (Triangular(low=0, high=4), 0.894, 3.106),
    ],
)
def test_the_middle_eighty_percent_of_a_distribution(spread, low, high):
    found = chance.values(Standard(value=2, uncertainty=spread), "standard-1", 7, 20_000)
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx([low, 2, high], abs=0.05)


def test_draw_number_d_is_the_same_however_many_are_asked_for():
    lever = Standard(value=1, uncertainty=Normal(low=0, high=2))
    few, many = (chance.values(lever, "standard-1", 7, count) for count in (10, 1000))
    assert np.array_equal(few, many[:10])
    assert not np.array_equal(few, chance.values(lever, "standard-2", 7, 10))
    assert not np.array_equal(few, chance.values(lever, "standard-1", 8, 10))


def test_no_draw_is_outside_what_the_lever_allows():
    lever = Standard(value=4, uncertainty=Normal(low=3, high=8))
    assert chance.values(lever, "standard-1", 7, 1000).max() == 5


def test_a_range_of_no_width_is_a_point():
    lever = Standard(value=2, uncertainty=Triangular(low=2, high=2))
    assert chance.values(lever, "standard-1", 7, 3).tolist() == [2, 2, 2]


def test_quantiles_are_numpys_own():
    need = np.random.default_rng(1).random((37, 4))
    assert chance.quantiles(need) == pytest.approx(np.quantile(need, chance.LEVELS, axis=0))


def test_many_draws_of_shifted_ages_agree_with_few(county, monkeypatch):
    lever = HealthyAgeing(value=1, uncertainty=Uniform(low=0, high=2))
    scenario = Scenario(region="9901", levers=(lever,), draws=200)
    fast = run_scenario(county, scenario).services[HOME].quantiles[0.9]
    monkeypatch.setattr("omsyn.needs.scenario.chain.FINE_GRID", 1000)
    assert fast == pytest.approx(run_scenario(county, scenario).services[HOME].quantiles[0.9], 1e-3)


def test_the_same_run_gives_the_same_bytes_in_both_written_standards(county):
    scenario = Scenario(
        region="9901", draws=50, levers=(Standard(value=1, uncertainty=Uniform(low=0, high=2)),)
    )
    first = run_scenario(county, scenario)
    with using("nn"):
        second = run_scenario(county, parse_scenario(scenario.canonical()))
    assert first.run_id == second.run_id
    assert first.to_json() == second.to_json()
    assert first.services[HOME].name != second.services[HOME].name
    other = run_scenario(county, scenario.model_copy(update={"seed": 5}))
    assert other.run_id != first.run_id


def test_everything_that_was_set_is_in_every_file(county):
    result = run(county, Standard(value=1.25), capacity=Capacity(places=77))
    document = json.loads(result.to_json())
    assert document["scenario"]["levers"][0]["value"] == 1.25
    assert document["scenario"]["capacity"]["places"] == 77
    lines = result.to_csv().splitlines()
    assert "# Standard: 1,25\u00a0% i året" in lines
    assert "# Kapasitet: plasser: 77" in lines
    assert len([line for line in lines if not line.startswith("#")]) == 1 + 4 * 15
    frame = result.to_frame()
    assert frame.filter(service="places", year=2040)["limit"].item() == 77


def test_a_service_whose_rate_is_newer_than_the_base_year_is_left_out_and_said(county):
    result = run(county, base_year=2021)
    assert set(result.services) == {DEMENTIA}
    assert set(result.lacking) == {HOME, PLACES, STAFF}
    assert all("2021" in sentence for sentence in result.lacking.values())


@pytest.mark.parametrize(
    ("fields", "fault", "sentence"),
    [
        ({"region": "0000"}, UnknownRegion, "0000"),
        ({"horizon": 2020}, OutsideData, "2020"),
        ({"base_year": 2030}, OutsideData, "base_year er 2030, .* fra 2006 til 2026"),
        ({"levers": (Standard(value=1, start=2015),)}, ScenarioError, "fra 2026 til 2039"),
        ({"local": Local(year=2023, places=5), "base_year": 2021}, None, None),
        ({"base_year": 2018}, OutsideData, "Ingen av behovene kan beregnes fra 2018"),
    ],
)
def test_years_and_places_that_the_data_do_not_hold(county, fields, fault, sentence):
    if fault is None:
        assert PLACES in run(county, **fields).lacking
        return
    with pytest.raises(fault, match=sentence):
        run(county, **fields)


def test_a_lever_that_finds_nothing_to_work_on_is_told(county):
    result = run(county, Standard(value=1), base_year=2021)
    assert STAFF in result.lacking
    assert any(
        "Virkemiddel nummer 1, standard, virker ikke" in sentence for sentence in result.warnings
    )


@pytest.mark.real_data
def test_the_reference_path_of_statistics_norway_as_far_as_data_are_open(norway):
    def end(share: float) -> float:
        scenario = ssb_2019_reference()
        local = scenario.local.model_copy(update={"share_following_80plus": share})
        changed = scenario.model_copy(update={"local": local})
        return run_scenario(norway, changed).services[STAFF].at(2035)

    # The published path lies between all staff following everyone and all following 80 and over.
    assert end(0) < 415_000 < end(1)
    reference = run_scenario(norway, ssb_2019_reference()).services[STAFF]
    assert reference.at(2017) == pytest.approx(310_000)
    # One number is fitted to this; see the manual's page on levers.
    assert reference.at(2035) == pytest.approx(415_000, rel=0.02)
    assert reference.rate.level == "own"


@pytest.mark.real_data
def test_the_reference_path_says_how_far_it_ends_from_the_published_one(norway):
    result = run_scenario(norway, ssb_2019_reference())
    here = result.services[STAFF].at(2035)
    [said] = [each for each in result.warnings if "415\u202f000" in each]
    assert f"{100 * (here / 415_000 - 1):.1f}".replace("-", "−").replace(".", ",") in said
    assert "ikke er noen prøve" in said
    again = parse_scenario(scenario_text(ssb_2019_reference()).replace(": 2,", ": 1,", 1))
    assert again == ssb_2019_reference()
    other = ssb_2019_reference().model_copy(update={"horizon": 2034})
    assert not any("415\u202f000" in each for each in run_scenario(norway, other).warnings)


@pytest.mark.real_data
@pytest.mark.parametrize("region", ["0301", "4204", "1151"])
def test_real_places_with_every_lever(norway, region):
    levers = (
        UnmetNeed(value=5), DementiaTrend(value=-0.5), HealthyAgeing(value=1),
        InformalCare(value=20), Technology(value=10, reach=60), ServiceProfile(value=10),
    )  # fmt: skip
    result = run_scenario(norway, Scenario(region=region, levers=levers))
    assert set(result.services) == set(PUBLISHED)
    for each in result.services.values():
        assert (each.value > 0).all()
    staff = result.services[STAFF]
    assert staff.made_with.index
    assert staff.limit is None


@pytest.mark.parametrize("alternative", ["high", "low", "zero_migration"])
def test_another_future_is_a_step_of_its_own_after_the_main_path(county, alternative):
    people = Population(alternative=alternative)
    result = run(county, Standard(value=1), population=people)
    series = region_series(county, "9901", 2040, people.settings("9901"))
    home = result.services[HOME]
    rate = home.made_with.per_person
    assert home.at(2040) == pytest.approx((series.at(2040) * rate).sum())
    assert home.neutral[-1] == run(county).services[HOME].value[-1]
    staff = result.services[STAFF].waterfall.steps
    assert [step.key for step in staff if step.lever] == ["population-1", "standard-1"]


def test_people_in_new_housing_are_counted(county):
    moved = Population(newcomers=(Newcomers(year=2027, persons=500),))
    before, after = run(county).services[DEMENTIA], run(county, population=moved)
    assert after.services[DEMENTIA].at(2040) > before.at(2040)
    assert any("500 personer i nye boliger" in each.value for each in after.parameters)
    with pytest.raises(ScenarioError, match="bare brukes for en kommune"):
        run(county, region="country-NO", population=moved)


def test_health_follows_the_mortality_that_is_chosen(county):
    def removed(level):
        people = Population(mortality=level)
        found = run(county, HealthyAgeing(value=1), population=people).services[HOME]
        step = next(each for each in found.waterfall.steps if each.key == "healthy_ageing-1")
        return step.change / step.before

    # Mortality that falls faster leaves more for health to follow.
    assert removed("low") < removed("medium") < removed("high") < 0


def test_a_steeper_way_down_leaves_the_first_year_as_it_was():
    found = steeper(np.array([[0.2], [0.1]]), 2)
    assert found == pytest.approx(np.array([[0.2], [0.05]]))


def test_a_store_without_services_still_gives_dementia_and_says_what_is_lacking(county, tmp_path):
    bare = Store(tmp_path)
    for name in county.reference_names():
        bare.replace_reference(name, county.reference(name), fictional=True)
    for name in (
        "population", "deaths_country", "death_rates_country", "fertility_rates_country",
    ):  # fmt: skip
        bare.replace(county.info(name), county.facts(name).collect())
    result = run_scenario(bare, Scenario(region="9901", levers=(ServiceProfile(value=10),)))
    assert set(result.services) == {DEMENTIA}
    assert "omsyn data pull" in result.lacking[HOME]
    assert any("tjenesteprofil" in sentence for sentence in result.warnings)


def test_nobody_of_80_and_over_is_a_sentence_and_no_division(county):
    empty = region_series(county, "9901")
    empty = evolve(empty, persons=np.zeros_like(empty.persons))
    with pytest.raises(OutsideData, match="ingen innbyggere 80 år og eldre"):
        service_rates(empty, county)


def test_family_care_that_shrinks_by_so_many_percent_a_year(county):
    lever = InformalCare(value=50, rule="percent_per_year", percent_per_year=-2)
    found = run(county, lever).services[HOME]
    given = 0.5 * found.neutral[0] * 0.98**14
    assert found.at(2040) == pytest.approx(1.5 * found.neutral[-1] - given)


def test_the_chance_that_staff_do_not_suffice(county):
    scenario = Scenario(
        region="9901", draws=5, local=Local(person_years=300), levers=(Recruitment(value=1),)
    )
    result = run_scenario(county, scenario, futures(county, [0.2, 0.3, 0.4, 3, 4]))
    assert result.staff is not None
    assert result.staff.probability is not None
    assert result.staff.probability[-1] == pytest.approx(0.4)


def test_recruitment_without_a_number_of_staff_is_told(county):
    result = run(county, Recruitment(value=1), base_year=2021)
    assert result.staff is None


def test_the_first_year_above_the_limit_and_a_year_that_is_not_there(county):
    need = run(county).services[PLACES]
    limit = float(need.value[3] + need.value[4]) / 2
    found = run(county, capacity=Capacity(places=limit)).services[PLACES]
    assert found.first_year_above() == 2030
    assert found.probability(2030) is None
    assert run(county, capacity=Capacity(places=1e6)).services[PLACES].first_year_above() is None
    assert run(county).services[DEMENTIA].first_year_above() is None
    with pytest.raises(OutsideData, match="2026–2040, ikke for 2041"):
        found.at(2041)
