"""Needs by the planner's own rates, and a small place's rate drawn towards its group's."""

from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography import region_series
from omsyn.errors import ScenarioError
from omsyn.geography.region import RegionKind
from omsyn.needs.group_level import GroupLevel, group_level, towards_group
from omsyn.needs.rate_spread import spread
from omsyn.needs.rate_uncertainty import Basis, rate_errors
from omsyn.needs.scenario import Scenario, draws_for, run_scenario
from omsyn.needs.scenario.choices import HealthyAgeing, ServiceProfile, UnmetNeed
from omsyn.needs.scenario.model import Local, Resources
from omsyn.needs.scenario.own import OwnRate, ServiceResources
from omsyn.needs.services import Origin, Service, service_rates

NURSING, PLACES, HOUSING = Service.HOME_NURSING, Service.PLACES, Service.HOUSING_24H
HOME = Service.HOME_SERVICES


def run(county, rates, *levers, region="9901", resources=(), **local):
    scenario = Scenario(
        region=region,
        local=Local(rates=rates, **local),
        resources=Resources(services=resources),
        levers=levers,
    )
    return run_scenario(county, scenario)


def both(service, *rows):
    """Rows of youngest age, oldest age and users in 100."""
    return tuple(
        OwnRate(service=service, sex="both", low=low, high=high, per_100=per_100)
        for low, high, per_100 in rows
    )


GROUPS = both(NURSING, (0, 66, 0.5), (67, 79, 6), (80, 89, 25), (90, None, 55))


def test_a_service_with_own_rates_has_every_groups_users_exactly(county):
    result = run(county, GROUPS).services[NURSING]
    people = region_series(county, "9901", 2040)
    now = people.persons[people.position(2026)]
    users = now * result.made_with.per_person
    for each in GROUPS:
        ages = slice(each.low, None if each.high is None else each.high + 1)
        expected = each.per_100 / 100 * now[:, ages].sum()
        assert users[:, ages].sum() == pytest.approx(expected, rel=1e-12)
    assert result.value[0] == pytest.approx(users.sum())
    assert result.at(2040) > result.at(2026)
    assert result.name == "Brukere av hjemmesykepleie"
    assert "ikke kontrollert" in result.rate.reservation
    assert "jevn kurve" in result.rate.reservation


def test_a_service_that_nobody_gave_rates_for_is_not_there_and_not_lacking(county):
    result = run_scenario(county, Scenario(region="9901"))
    assert NURSING not in result.services
    assert NURSING not in result.lacking


def test_users_as_a_number_are_as_many_in_the_year_they_are_given_for(county):
    rates = (
        OwnRate(service=NURSING, sex="male", low=80, users=12),
        OwnRate(service=NURSING, sex="female", low=80, users=30),
    )
    result = run(county, rates, year=2026).services[NURSING]
    assert result.at(2026) == pytest.approx(42)
    assert result.rate.year == 2026
    assert (result.made_with.per_person[:, :80] == 0).all()
    assert "Under 80 år er det regnet uten brukere" in result.rate.reservation


def test_more_users_than_inhabitants_are_refused_with_both_numbers(county):
    rates = (
        *both(NURSING, (0, 89, 0)),
        OwnRate(service=NURSING, sex="both", low=90, users=90_000),
    )
    with pytest.raises(ScenarioError, match=r"local.rates\[1\]: 90\u202f000 brukere er flere enn"):
        run(county, rates)


def test_each_cell_says_whether_it_was_given_or_shared_out(county):
    rates = (
        OwnRate(service=NURSING, sex="male", low=60, high=60, per_100=1),
        OwnRate(service=NURSING, sex="female", low=60, high=60, per_100=2),
        OwnRate(service=NURSING, sex="both", low=61, high=61, per_100=3),
        OwnRate(service=NURSING, sex="both", low=62, per_100=4),
    )
    cells = run(county, rates).services[NURSING].made_with.cell_origins()
    for row in cells:
        assert row[59] is Origin.NONE
        assert row[60] is Origin.OBSERVED
        assert row[61] is row[62] is row[105] is Origin.IMPUTED


def test_published_cells_are_shared_out_of_their_group_or_borrowed(county):
    services = run_scenario(county, Scenario(region="9901")).services
    home = services[HOME].made_with.cell_origins()
    assert {home[0][79], home[1][80]} == {Origin.NONE, Origin.IMPUTED}
    dementia = services[Service.DEMENTIA].made_with.cell_origins()
    assert dementia[0][85] is Origin.BORROWED
    small = run_scenario(county, Scenario(region="9912")).services[HOME].made_with
    assert small.rate.borrowed
    assert small.cell_origins()[0][85] is Origin.BORROWED


def test_own_rates_go_before_published_and_keep_the_published_stock(county):
    published = run_scenario(county, Scenario(region="9901")).services[PLACES]
    own = run(county, both(PLACES, (67, None, 5))).services[PLACES]
    people = region_series(county, "9901", 2040)
    assert own.at(2040) == pytest.approx(0.05 * people.band(67)[people.position(2040)])
    assert own.limit == published.limit
    assert "fullt belegg" in own.rate.reservation


def test_places_are_users_divided_by_the_occupancy(county):
    rates = both(HOUSING, (18, None, 1))
    full = run(county, rates).services[HOUSING]
    given = ServiceResources(service=HOUSING, occupancy_percent=80)
    part = run(county, rates, resources=(given,)).services[HOUSING]
    assert part.value == pytest.approx(full.value / 0.8)
    assert part.neutral == pytest.approx(full.neutral / 0.8)
    assert part.unit == "plasser"
    assert "belegg på 80 prosent" in part.rate.reservation
    published = run_scenario(county, Scenario(region="9901")).services[PLACES]
    given = ServiceResources(service=PLACES, occupancy_percent=80)
    fewer = run(county, (), resources=(given,)).services[PLACES]
    assert fewer.value == pytest.approx(published.value / 0.8)
    assert fewer.limit == published.limit
    assert "regnet som fulle" in fewer.rate.reservation
    full = ServiceResources(service=PLACES, occupancy_percent=100)
    assert (run(county, (), resources=(full,)).services[PLACES].value == published.value).all()


def test_levers_work_on_services_with_own_rates(county):
    rates = GROUPS + both(HOUSING, (18, None, 1))
    plain = run(county, rates).services
    more = run(county, rates, UnmetNeed(value=10)).services
    assert more[NURSING].value == pytest.approx(1.1 * plain[NURSING].value)
    healthier = run(county, rates, HealthyAgeing(value=1)).services[NURSING]
    assert healthier.at(2040) < plain[NURSING].at(2040)
    assert healthier.rate == plain[NURSING].rate
    moved = run(
        county, rates, ServiceProfile(value=50, from_service="places", to_service="housing_24h")
    ).services
    assert moved[HOUSING].value == pytest.approx(plain[HOUSING].value + plain[PLACES].value / 2)


def test_healthy_ageing_moves_the_use_of_the_old_and_not_of_children(county):
    children = both(Service.DAY_CARE, (0, 17, 5), (18, 54, 0.1), (55, None, 0))
    plain, healthier = run(county, children), run(county, children, HealthyAgeing(value=1))
    before, after = (each.services[Service.DAY_CARE] for each in (plain, healthier))
    # Only those of 55 become as those just under are: a few in ten thousand of the need.
    assert after.value == pytest.approx(before.value, rel=1e-4)
    assert before.made_with.shift_from == 55


def test_own_users_at_home_are_as_unsure_as_they_are_few_and_places_are_not(county):
    few = OwnRate(service=NURSING, sex="both", low=80, users=10)
    scenario = Scenario(
        region="9901", draws=400, local=Local(rates=(few, *both(PLACES, (80, None, 20))))
    )
    people = draws_for(county, scenario)
    services = run_scenario(county, scenario, people, keep_draws=True).services
    # The people of the first year are known, so there the use alone is unsure: 1 / sqrt(10).
    now = services[NURSING].drawn[:, 0]
    assert now.mean() == pytest.approx(10, rel=0.05)
    assert now.std() / now.mean() == pytest.approx(10**-0.5, rel=0.1)
    assert "om lag 10 brukere" in services[NURSING].interval_holds
    assert np.ptp(services[PLACES].drawn[:, 0]) == pytest.approx(0, abs=1e-3)


def test_both_sexes_together_have_one_curve_and_apart_each_its_own(county):
    together = run(county, GROUPS).services[NURSING].made_with.per_person
    assert (together[0] == together[1]).all()
    rates = GROUPS[:-1] + tuple(
        OwnRate(service=NURSING, sex=sex, low=90, per_100=per_100)
        for sex, per_100 in (("male", 40), ("female", 60))
    )
    apart = run(county, rates).services[NURSING].made_with.per_person
    assert (apart[0, 90:] < apart[1, 90:]).all()


GROUP = GroupLevel(rate=0.30, strength=30, name="KOSTRA-gruppe 5", year=2023)


def test_a_small_places_own_rate_is_drawn_towards_its_groups_by_hand(county):
    series = region_series(county, "9901", 2040)
    rate = service_rates(series, county)[0][HOME]
    people = np.zeros((2, 106))
    people[:, 85] = 100
    own = float(rate.per_person[0, 85])
    drawn = towards_group(rate, people, GROUP)
    # 200 people: 60 users expected, 200 times the own rate observed, and 30 lent by the group.
    expected = 0.30 * (200 * own + 30) / (60 + 30)
    assert drawn.per_person[0, 85] == pytest.approx(expected)
    assert drawn.own_weight == pytest.approx(60 / 90)
    assert (drawn.per_person[:, :80] == rate.per_person[:, :80]).all()
    assert drawn.cell_origins()[0][85] is Origin.SHRUNK
    assert "eget tall veier 67\u00a0%" in drawn.rate.reservation
    assert "KOSTRA-gruppe 5" in drawn.rate.reservation


def test_a_rate_that_is_borrowed_or_of_another_service_is_not_drawn(county):
    series = region_series(county, "9912", 2040)
    rates = service_rates(series, county)[0]
    for service in (HOME, PLACES):
        assert towards_group(rates[service], series.persons[-1], GROUP) is rates[service]


def own_municipality(county):
    """A municipality with a rate of its own in a KOSTRA group of several."""
    for region in county.registry().regions(RegionKind.MUNICIPALITY):
        found = group_level(region, county)
        rate = run_scenario(county, Scenario(region=region.id)).services[HOME].rate
        if found is not None and not rate.borrowed:
            return region.id, found
    raise AssertionError


def test_the_choice_is_off_by_default_and_draws_only_home_services(county):
    region, group = own_municipality(county)
    plain = run_scenario(county, Scenario(region=region))
    drawn = run(county, (), region=region, shrink_to_group=True)
    before, after = plain.services[HOME].rate.value, drawn.services[HOME].rate.value
    low, high = sorted((before, 100 * group.rate))
    assert low <= after <= high
    assert after != before
    assert (drawn.services[PLACES].value == plain.services[PLACES].value).all()
    assert drawn.warnings == plain.warnings


def test_own_rates_by_age_are_drawn_at_80_and_over(county):
    region, _group = own_municipality(county)
    rates = both(HOME, (67, 79, 5), (80, 89, 90), (90, None, 95))
    plain = run(county, rates, region=region).services[HOME].made_with
    drawn = run(county, rates, region=region, shrink_to_group=True).services[HOME].made_with
    assert (drawn.per_person[:, :80] == plain.per_person[:, :80]).all()
    assert (drawn.per_person[:, 80:] < plain.per_person[:, 80:]).all()
    assert drawn.cell_origins()[1][79:81] == (Origin.IMPUTED, Origin.SHRUNK)


def test_own_users_drawn_towards_the_group_are_surer_than_alone_by_what_it_lends(county):
    region, _group = own_municipality(county)
    rates = both(HOME, (67, 79, 5), (80, None, 30))
    alone, lent = (
        run(county, rates, region=region, shrink_to_group=each).services[HOME].made_with
        for each in (False, True)
    )
    place = county.registry().get(region)
    surer = rate_errors(county, place, {HOME: lent})[HOME]
    # The planner's users, and not those that are published.
    assert surer.basis is Basis.COUNTED
    assert surer.users == alone.users == lent.users
    assert surer.strength == pytest.approx([alone.users + spread(county).home_services])
    assert rate_errors(county, place, {HOME: alone})[HOME].strength == [alone.users]


@pytest.mark.parametrize("region", ["9912", "country-NO"])
def test_nothing_to_draw_is_told(county, region):
    result = run(county, (), region=region, shrink_to_group=True)
    assert any("ikke trukket mot KOSTRA-gruppens" in sentence for sentence in result.warnings)
