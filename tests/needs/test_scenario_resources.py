"""What a need takes: hours, users, person-years, staff by training, money; and plans each year."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from omsyn.errors import ScenarioError
from omsyn.needs.scenario import Scenario, draws_for, run_scenario
from omsyn.needs.scenario.choices import (
    Ages,
    Productivity,
    Recruitment,
    Standard,
    Technology,
    Uniform,
    UnmetNeed,
)
from omsyn.needs.scenario.model import Capacity, Local, Resources
from omsyn.needs.scenario.own import Change, OwnRate, ServiceResources, SkillGroup
from omsyn.needs.services import Service

HOME, PLACES, STAFF = Service.HOME_SERVICES, Service.PLACES, Service.PERSON_YEARS
NURSING = Service.HOME_NURSING


def run(county, *services, levers=(), draws=0, **fields):
    resources = {
        name: fields.pop(name)
        for name in ("skills", "cost_per_person_year", "price_growth_percent")
        if name in fields
    }
    scenario = Scenario(
        region="9901",
        resources=Resources(services=services, **resources),
        levers=levers,
        draws=draws,
        **fields,
    )
    return run_scenario(county, scenario, draws_for(county, scenario))


def test_nothing_is_shown_that_nobody_gave(county):
    result = run(county)
    assert all(each.volumes == {} for each in result.services.values())
    assert (result.skills, result.cost, result.staff) == ({}, None, None)
    plain = run_scenario(county, Scenario(region="9901"))
    assert result.to_json() == plain.to_json()


def test_hours_person_years_and_cost_of_users_by_hand(county):
    given = ServiceResources(
        service=HOME, hours_per_week=4, person_years_per_user=0.2, cost_per_unit=10_000
    )
    result = run(county, given)
    users, volumes = result.services[HOME].value, result.services[HOME].volumes
    assert list(volumes) == ["hours", "person_years", "cost"]
    assert volumes["hours"].value == pytest.approx(4 * users)
    assert volumes["person_years"].value == pytest.approx(0.2 * users)
    assert volumes["cost"].value == pytest.approx(10_000 * users)
    assert volumes["hours"].unit == "timer i uken"
    assert result.cost.parts.keys() == {"home_services"}
    assert result.cost.fixed == pytest.approx(10_000 * users)


def test_places_have_users_by_occupancy_and_staff_by_place_or_user(county):
    by_place = ServiceResources(service=PLACES, occupancy_percent=90, person_years_per_place=1.2)
    result = run(county, by_place).services[PLACES]
    assert result.volumes["users"].value == pytest.approx(0.9 * result.value)
    assert result.volumes["person_years"].value == pytest.approx(1.2 * result.value)
    by_user = ServiceResources(service=PLACES, occupancy_percent=90, person_years_per_user=1.2)
    other = run(county, by_user).services[PLACES]
    assert other.volumes["person_years"].value == pytest.approx(1.2 * 0.9 * other.value)
    full = ServiceResources(service=PLACES, occupancy_percent=100, hours_per_week=30)
    assert list(run(county, full).services[PLACES].volumes) == ["hours"]


def test_standard_productivity_and_technology_for_staff_work_on_volumes_once(county):
    given = ServiceResources(service=HOME, hours_per_week=4, person_years_per_user=0.2)
    plain = run(county, given).services[HOME].volumes
    levers = (
        Standard(value=1),
        Productivity(value=0.5),
        Technology(value=10, services=(STAFF,), start=2030),
    )
    changed = run(county, given, levers=levers).services[HOME]
    years = np.arange(15)
    assert changed.volumes["hours"].value == pytest.approx(plain["hours"].value * 1.01**years)
    expected = plain["person_years"].value * 1.01**years / 1.005**years
    expected[4:] *= 0.9
    assert changed.volumes["person_years"].value == pytest.approx(expected)
    # A lever that works on the users has worked on what they take.
    both = Standard(value=1, services=(HOME, STAFF))
    home = run(county, given, levers=(UnmetNeed(value=10), both)).services[HOME]
    assert home.volumes["person_years"].value == pytest.approx(0.2 * home.value)
    assert home.value == pytest.approx(1.1 * changed.value * 1.01**years)


def test_a_lever_on_staff_by_age_works_on_the_people_of_each_draw(county):
    better = Standard(value=2, ages=Ages(low=90))
    users = ServiceResources(service=HOME, person_years_per_user=0.5)
    plain, after = (
        run_scenario(county, each, draws_for(county, each), keep_draws=True)
        for each in (
            Scenario(
                region="9901", draws=50, levers=levers, local=Local(person_years=300),
                resources=Resources(services=(users,)),
            )
            for levers in ((), (better,))
        )
    )  # fmt: skip
    # Both follow those of 80 and over, so the same part of both is for those of 90 and over.
    whole = after.services[STAFF].drawn / plain.services[STAFF].drawn
    one, other = (each.services[HOME].volumes["person_years"].drawn for each in (plain, after))
    assert np.ptp(whole[:, -1]) > 1e-3
    assert other / one == pytest.approx(whole)


def test_intervals_of_volumes_are_those_of_the_need(county):
    given = ServiceResources(service=HOME, hours_per_week=4)
    spread = Productivity(value=0.5, uncertainty=Uniform(low=0, high=1))
    staffed = ServiceResources(service=PLACES, person_years_per_place=1)
    result = run(county, given, staffed, levers=(spread,), draws=40, cost_per_person_year=1e6)
    home = result.services[HOME]
    for level, row in home.quantiles.items():
        assert home.volumes["hours"].quantiles[level] == pytest.approx(4 * row)
    # The lever's own uncertainty is in the staff and not in the places.
    places = result.services[PLACES]
    assert places.volumes["person_years"].quantiles[0.9][-1] < places.quantiles[0.9][-1]
    assert set(result.cost.quantiles) == set(home.quantiles)


def test_person_years_are_added_up_where_the_whole_is_not_known(county, tmp_path):
    own = Local(rates=(OwnRate(service=NURSING, sex="both", low=0, per_100=2),))
    given = (
        ServiceResources(service=NURSING, person_years_per_user=0.2),
        ServiceResources(service=PLACES, person_years_per_place=1),
    )
    result = run(
        county, *given, local=own, skills=(SkillGroup(skill="nurse", share_percent=25),),
        base_year=2021,
    )  # fmt: skip
    # In 2021 the store has no staff, so the services given are the whole.
    assert STAFF not in result.services
    both = sum(
        each.volumes["person_years"].value
        for each in result.services.values()
        if "person_years" in each.volumes
    )
    assert result.skills["nurse"].need == pytest.approx(0.25 * both)
    assert any("summen av tjenestene" in sentence for sentence in result.warnings)


def test_skills_follow_a_mix_that_changes_in_a_straight_line(county):
    groups = (
        SkillGroup(skill="nurse", share_percent=30, share_percent_at_horizon=40),
        SkillGroup(skill="untrained", share_percent=20),
    )
    result = run(county, skills=groups, local=Local(person_years=300))
    staff = result.services[STAFF].value
    assert result.skills["nurse"].need == pytest.approx(staff * np.linspace(0.3, 0.4, 15))
    assert result.skills["untrained"].need == pytest.approx(0.2 * staff)
    assert result.skills["nurse"].name == "sykepleiere"
    assert result.skills["nurse"].supply is None


def test_supply_of_a_skill_by_hand(county):
    group = SkillGroup(skill="nurse", share_percent=30, leaving_percent=10, hired_each_year=12)
    result = run(county, skills=(group,), local=Local(person_years=300), horizon=2028)
    nurses = result.skills["nurse"]
    assert nurses.supply == pytest.approx([90, 93, 95.7])
    assert nurses.shortfall == pytest.approx(nurses.need - nurses.supply)
    assert nurses.probability is None
    drawn = run(county, skills=(group,), local=Local(person_years=300), draws=40).skills["nurse"]
    assert ((drawn.probability >= 0) & (drawn.probability <= 1)).all()
    assert drawn.quantiles[0.5][-1] == pytest.approx(drawn.need[-1], rel=0.1)
    staff = run(county, local=Local(person_years=300), draws=40).services[STAFF].quantiles
    assert drawn.quantiles[0.9] == pytest.approx(0.3 * staff[0.9])


@pytest.mark.parametrize(
    ("lever", "expected"),
    [
        (Recruitment(value=1, more_each_year=5), [300, 308, 316.03]),
        (Recruitment(leaving_percent=10, hired_each_year=20), [300, 290, 281]),
        (Recruitment(value=2, leaving_percent=10, hired_each_year=20), [300, 295.4, 291.1772]),
        (Recruitment(leaving_percent=10, more_each_year=20), [300, 290, 283]),
        (Recruitment(leaving_percent=10, start=2027), [300, 300, 270]),
        (Recruitment(absence_percent=10, absence_target_percent=1, start=2027), [300, 330, 330]),
        (
            Recruitment(absence_percent=10, absence_target_percent=19, phase_years=2),
            [300, 285, 270],
        ),
        (Recruitment(leaving_percent=60, phase_years=2), [300, 210, 84]),
    ],
)
def test_staff_there_will_be_by_hand(county, lever, expected):
    result = run(county, levers=(lever,), local=Local(person_years=300), horizon=2028)
    assert result.staff.supply == pytest.approx(expected)
    need = result.services[STAFF].value
    assert result.staff.shortfall == pytest.approx(need - result.staff.supply)


def test_staff_against_need_where_only_the_services_are_known(county):
    own = Local(rates=(OwnRate(service=NURSING, sex="both", low=0, per_100=2),))
    given = ServiceResources(service=NURSING, person_years_per_user=0.2)
    lever = Recruitment(leaving_percent=10)
    result = run(county, given, local=own, levers=(lever,), base_year=2021)
    need = result.services[NURSING].volumes["person_years"].value
    assert result.staff.supply == pytest.approx(need[0] * 0.9 ** np.arange(20))
    assert result.staff.shortfall == pytest.approx(need - result.staff.supply)


def test_cost_is_wages_and_units_in_fixed_prices_and_with_growth(county):
    given = ServiceResources(service=HOME, cost_per_unit=1_000)
    groups = (SkillGroup(skill="nurse", share_percent=25, cost_per_person_year=1_000_000),)
    result = run(
        county, given, skills=groups, cost_per_person_year=800_000, price_growth_percent=2,
        local=Local(person_years=300),
    )  # fmt: skip
    cost, staff, home = result.cost, result.services[STAFF].value, result.services[HOME].value
    wages = staff * (0.25 * 1_000_000 + 0.75 * 800_000)
    assert cost.parts["wages"] == pytest.approx(wages)
    assert cost.fixed == pytest.approx(wages + 1_000 * home)
    assert cost.grown == pytest.approx(cost.fixed * 1.02 ** np.arange(15))
    assert not any("uten oppgitt kostnad" in each for each in result.warnings)
    without = run(county, skills=groups, local=Local(person_years=300))
    assert without.cost.fixed == pytest.approx(staff * 250_000)
    assert any("uten oppgitt kostnad" in each for each in without.warnings)


def test_what_cannot_be_shown_is_told(county):
    given = ServiceResources(service=NURSING, hours_per_week=1)
    result = run(county, given, cost_per_person_year=1e6, base_year=2021)
    said = " ".join(result.warnings)
    assert "tjenester som ikke er beregnet: hjemmesykepleie" in said
    assert "Ansatte og lønn er ikke vist" in said


PLAN = (
    Change(year=2030, service="places", amount=20),
    Change(year=2035, service="places", amount=-5),
    Change(year=2020, service="places", amount=1),
)


def test_need_is_held_against_the_capacity_of_each_year(county):
    result = run(county, capacity=Capacity(places=40, planned=PLAN)).services[PLACES]
    assert (result.limit.value, result.limit.own) == (40, True)
    assert result.limit.by_year.tolist() == [41] * 4 + [61] * 5 + [56] * 6
    plain = run(county, capacity=Capacity(places=40)).services[PLACES]
    assert plain.limit.by_year.tolist() == [40] * 15
    assert plain.first_year_above() == 2026
    enough = float(result.value[3]) + 0.5
    later = Change(year=2030, service="places", amount=1_000)
    held = run(county, capacity=Capacity(places=enough, planned=(later,))).services[PLACES]
    assert held.first_year_above() is None


def test_plans_are_added_to_the_published_stock(county):
    published = run(county).services[PLACES].limit
    planned = run(county, capacity=Capacity(planned=PLAN)).services[PLACES].limit
    assert (planned.value, planned.own) == (published.value, False)
    assert planned.by_year[-1] == published.value + 16


def test_the_probability_follows_the_capacity_of_each_year(county):
    median = run(county, draws=40).services[PLACES].quantiles[0.5]
    opens = Change(year=2035, service="places", amount=10_000)
    capacity = Capacity(places=float(median[5]), planned=(opens,))
    held = run(county, capacity=capacity, draws=40).services[PLACES]
    assert 0.3 < held.probability(2031) < 0.7
    assert held.probability(2034) > held.probability(2031)
    assert held.probability(2035) == 0


def test_more_that_closes_than_there_is_is_refused(county):
    shut = Change(year=2033, service="places", amount=-50)
    with pytest.raises(ScenarioError, match=r"i 2033 er 50 lagt ned, men det er bare 40"):
        run(county, capacity=Capacity(places=40, planned=(shut,)))


def test_a_plan_without_anything_to_add_to_is_told(county):
    opens = Change(year=2030, service="home_services", amount=10)
    result = run(county, capacity=Capacity(planned=(opens,)))
    assert result.services[HOME].limit is None
    assert any("Planen for hjemmetjenester er ikke vist" in each for each in result.warnings)


def test_a_plan_after_the_target_year_is_told(county):
    opens = Change(year=2045, service="places", amount=10)
    result = run(county, capacity=Capacity(places=40, planned=(opens,)))
    assert (result.services[PLACES].limit.by_year == 40).all()
    assert "i 2045 er etter målåret 2040 og er ikke med" in " ".join(result.warnings)


def test_only_one_recruitment_is_used_and_that_is_told(county):
    grows, adds = Recruitment(value=1), Recruitment(more_each_year=2)
    local = Local(person_years=300)
    both = run(county, local=local, levers=(grows, adds))
    assert (both.staff.supply == run(county, local=local, levers=(adds,)).staff.supply).all()
    assert any("Bare det siste av virkemidlene for rekruttering" in each for each in both.warnings)
    assert not run(county, local=local, levers=(adds,)).warnings


def test_a_skill_has_no_probability_where_nothing_about_it_was_drawn(county):
    elsewhere = Technology(value=10, services=(PLACES,), uncertainty=Uniform(low=0, high=20))
    nurses = SkillGroup(skill="nurse", share_percent=30, leaving_percent=8)
    scenario = Scenario(
        region="9901", resources=Resources(skills=(nurses,)), local=Local(person_years=300),
        levers=(elsewhere,), draws=50,
    )  # fmt: skip
    result = run_scenario(county, scenario)
    assert result.services[PLACES].quantiles
    assert result.skills["nurse"].supply is not None
    assert result.skills["nurse"].probability is None


def test_all_of_it_is_in_every_file(county):
    result = run(
        county,
        ServiceResources(service=HOME, hours_per_week=4),
        skills=(SkillGroup(skill="nurse", share_percent=25, hired_each_year=5),),
        cost_per_person_year=800_000,
        price_growth_percent=1,
        local=Local(person_years=300),
        capacity=Capacity(places=40, planned=PLAN[:2]),
        levers=(Recruitment(value=1),),
        draws=40,
    )
    document = json.loads(result.to_json())
    home = document["services"]["home_services"]
    assert home["volumes"]["hours"]["value"][0] == pytest.approx(4 * home["value"][0])
    assert "0.9" in home["volumes"]["hours"]["quantiles"]
    assert document["services"]["places"]["limit"]["by_year"][4] == 60
    assert document["skills"]["nurse"]["supply"][0] == pytest.approx(75)
    assert document["cost"]["fixed"][0] == pytest.approx(300 * 800_000)
    assert document["cost"]["with_price_growth"][1] > document["cost"]["fixed"][1]
    frame = result.to_frame()
    assert frame["service"].unique(maintain_order=True).to_list() == [
        "home_services", "places", "dementia", "person_years", "staff", "skill:nurse", "cost",
    ]  # fmt: skip
    last = {row["service"]: row for row in frame.filter(pl.col("year") == 2040).to_dicts()}
    assert last["home_services"]["hours"] == pytest.approx(4 * last["home_services"]["value"])
    assert last["places"]["limit"] == 55
    assert last["skill:nurse"]["value"] == pytest.approx(0.25 * last["person_years"]["value"])
    assert last["staff"]["limit"] == pytest.approx(300 * 1.01**14)
    assert last["cost"]["with_price_growth"] == pytest.approx(
        last["cost"]["value"] * 1.01**14, rel=1e-6
    )
    text = result.to_csv()
    for part in ("# Planlagt i 2030: plasser: 20 flere", "# Ansatte: sykepleiere: 25", "\ncost,"):
        assert part in text
