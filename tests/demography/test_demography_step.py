from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from demography_support import year_rates
from omsyn.demography.fertility import BOYS_SHARE, expected_births
from omsyn.demography.population import AGES
from omsyn.demography.step import advance
from omsyn.errors import ProjectionError


def test_a_closed_place_of_three_ages_by_hand():
    # Ages 0, 1 and 2+; women only. Half of those who turn 1 die, a tenth of the oldest.
    persons = np.array([[[0.0, 0, 0], [100, 60, 40]]])
    death = np.array([[0.0, 0, 0], [0, 0.5, 0.1]])
    births, flows = advance(persons, year_rates(1, 3, death=death))
    assert births.sum() == 0
    assert flows.persons[0, 1].tolist() == pytest.approx([0, 50, 90])
    assert flows.deaths[0, 1].tolist() == pytest.approx([0, 50, 10])


def test_movers_leave_one_place_and_arrive_in_the_other():
    # 100 turn 1; 20 % leave the first place, all for the second, and nobody dies.
    persons = np.array([[[0.0, 0, 0], [100, 0, 0]], [[0, 0, 0], [10, 0, 0]]])
    out = np.zeros((2, 2, 3))
    out[0] = 0.2
    to_second = np.zeros((2, 2, 3))
    to_second[1] = 1
    _births, flows = advance(persons, year_rates(2, 3, out=out, share_in=to_second))
    assert flows.persons[:, 1, 1].tolist() == pytest.approx([80, 30])


def test_newcomers_die_for_half_a_year():
    # 100 immigrants of whom 10 % would die in a whole year: 5 do.
    immigration = np.array([[0.0, 0, 0], [0, 100, 0]])
    death = np.full((2, 3), 0.1)
    _births, flows = advance(
        np.zeros((1, 2, 3)), year_rates(1, 3, immigration=immigration, death=death)
    )
    assert flows.deaths.sum() == pytest.approx(5)
    assert flows.persons.sum() == pytest.approx(95)


def test_births_come_from_the_women_of_both_ends_of_the_year():
    # 100 women turn 30 and half of them die: (100 + 50) / 2 women, 0.2 births each.
    persons = np.zeros((1, 2, AGES))
    persons[0, 1, 29] = 100
    death = np.zeros((2, AGES))
    death[1, 30] = 0.5
    fertility = np.zeros(AGES)
    fertility[30] = 0.2
    births, flows = advance(persons, year_rates(1, death=death, fertility=fertility))
    assert births.sum() == pytest.approx(15)
    assert births[0, 0] / births.sum() == pytest.approx(BOYS_SHARE)
    assert flows.persons[0, :, 0].sum() == pytest.approx(15)


def test_local_levels_share_the_nations_deaths_anew():
    # 1000 in each place and 10 % die: 200 in all, divided 1 : 3.
    persons = np.array([[[0.0, 0, 0], [1000, 0, 0]]] * 2)
    level = np.ones((2, 1, 3))
    level[1] = 3
    death = np.full((2, 3), 0.1)
    _births, flows = advance(persons, year_rates(2, 3, death=death, death_level=level))
    assert flows.deaths[:, 1, 1].tolist() == pytest.approx([50, 150])


@pytest.mark.parametrize("wrong", [-0.1, 1.1, np.nan])
def test_a_probability_outside_0_and_1_is_refused(wrong):
    with pytest.raises(ProjectionError, match="dødelighet"):
        year_rates(1, 3, death=np.full((2, 3), wrong))


def test_leaving_and_emigrating_together_may_not_pass_1():
    with pytest.raises(ProjectionError, match="flytting i alt"):
        year_rates(1, 3, out=np.full((1, 2, 3), 0.6), emigration=np.full((2, 3), 0.6))


def test_levels_that_could_empty_a_cell_below_zero_are_refused():
    level = np.ones((2, 1, 3))
    level[1] = 3
    with pytest.raises(ProjectionError, match="negativt"):
        year_rates(2, 3, death=np.full((2, 3), 0.5), death_level=level)


REGIONS = 4


@st.composite
def places_and_rates(draw):
    """Any population, also with empty cells, under any rates that make sense."""
    seed = draw(st.integers(0, 2**32 - 1))
    most = draw(st.sampled_from([1, 50, 10_000]))
    dying = draw(st.floats(0, 0.5))
    moving = draw(st.floats(0, 0.7))
    random = np.random.default_rng(seed)
    persons = random.integers(0, most + 1, (REGIONS, 2, AGES)).astype(float)
    persons[random.random(persons.shape) < draw(st.floats(0, 0.9))] = 0
    share = random.random((REGIONS, 2, AGES)) + 1e-3
    return persons, year_rates(
        REGIONS,
        death=random.random((2, AGES)) * dying,
        out=random.random((REGIONS, 2, AGES)) * moving,
        emigration=random.random((2, AGES)) * 0.1,
        share_in=share / share.sum(axis=0),
        immigration=random.random((2, AGES)) * most,
        fertility=random.random(AGES) * 0.2,
        births_level=random.random(REGIONS) + 0.5,
        death_level=1 + 0.1 * random.random((REGIONS, 1, AGES)),
    )


@settings(max_examples=50, deadline=None)
@given(places_and_rates())
def test_every_account_balances_and_no_cell_is_negative(case):
    persons, rates = case
    births, flows = advance(persons, rates)
    assert (flows.persons >= 0).all()
    before, after = persons.sum(axis=(1, 2)), flows.persons.sum(axis=(1, 2))
    change = births.sum(axis=1) + (
        flows.in_migration
        - flows.out_migration
        + flows.immigration
        - flows.emigration
        - flows.deaths
    ).sum(axis=(1, 2))
    np.testing.assert_allclose(after, before + change, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        flows.in_migration.sum(axis=0), flows.out_migration.sum(axis=0), rtol=1e-9, atol=1e-9
    )


@settings(max_examples=25, deadline=None)
@given(places_and_rates())
def test_the_places_add_up_to_the_country_projected_as_one(case):
    persons, rates = case
    births, flows = advance(persons, rates)
    out = np.zeros((1, 2, AGES))
    alone = year_rates(
        1, death=rates.death, out=out, emigration=rates.emigration,
        immigration=rates.immigration, fertility=rates.fertility,
    )  # fmt: skip
    births_alone, country = advance(persons.sum(axis=0, keepdims=True), alone)
    np.testing.assert_allclose(flows.persons.sum(axis=0), country.persons[0], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(flows.deaths.sum(axis=0), country.deaths[0], rtol=1e-9, atol=1e-9)
    assert births.sum() == pytest.approx(births_alone.sum(), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(places_and_rates(), st.floats(1.0, 1.5))
def test_higher_mortality_leaves_nobody_more(case, times):
    persons, rates = case
    worse = year_rates(
        REGIONS, death=np.minimum(rates.death * times, 0.6), out=rates.out,
        emigration=rates.emigration, share_in=rates.share_in, immigration=rates.immigration,
    )  # fmt: skip
    same = year_rates(
        REGIONS, death=rates.death, out=rates.out, emigration=rates.emigration,
        share_in=rates.share_in, immigration=rates.immigration,
    )  # fmt: skip
    assert (advance(persons, worse)[1].persons <= advance(persons, same)[1].persons + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(places_and_rates(), st.permutations(range(REGIONS)))
def test_the_order_of_the_places_does_not_matter(case, order):
    persons, rates = case
    names = ("out", "share_in", "births_level", "death_level")
    turned = evolve(rates, **{name: getattr(rates, name)[order] for name in names})
    births, flows = advance(persons, rates)
    births_turned, flows_turned = advance(persons[order], turned)
    np.testing.assert_allclose(births_turned, births[order], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(flows_turned.persons, flows.persons[order], rtol=1e-9, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(places_and_rates(), st.floats(0.001, 1000))
def test_twice_the_people_and_immigrants_make_twice_the_people(case, times):
    persons, rates = case
    births, flows = advance(persons, rates)
    larger = evolve(rates, immigration=rates.immigration * times)
    births_larger, flows_larger = advance(persons * times, larger)
    np.testing.assert_allclose(births_larger, births * times, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        flows_larger.persons, flows.persons * times, rtol=1e-9, atol=1e-9 * max(times, 1)
    )


def test_a_year_by_exact_fractions():
    """Two places of three ages; every step of the method with whole numerators and denominators."""
    q, share = Fraction(1, 10), (Fraction(1, 4), Fraction(3, 4))
    out, emigration, coming = (Fraction(1, 5), Fraction(1, 20)), Fraction(1, 25), Fraction(8)
    # Nobody is born. Those of 0 and 1 become 1 and 2, those of 2 and over stay 2.
    start = (
        (Fraction(100), Fraction(40), Fraction(10)),
        (Fraction(60), Fraction(80), Fraction(30)),
    )
    base = [(place[0], place[1] + place[2]) for place in start]
    pool = [sum(base[r][a] * out[r] * (1 - q / 2) for r in (0, 1)) for a in (0, 1)]
    wanted = []
    for r in (0, 1):
        ages = []
        for a in (0, 1):
            lives_here = base[r][a] / (base[0][a] + base[1][a])
            arrived = coming * lives_here
            moved_in = pool[a] * share[r]
            stayed = base[r][a] * (1 - q) * (1 - out[r] - emigration)
            rest_of_risk = (q / 2) / (1 - q / 2)
            ages.append(stayed + moved_in * (1 - rest_of_risk) + arrived * (1 - q / 2))
        wanted.append(ages)
    persons = np.zeros((2, 2, 3))
    persons[:, 1] = [[float(each) for each in place] for place in start]
    by_sex = np.array([[0.0], [1.0]])
    rates = year_rates(
        2,
        3,
        death=np.full((2, 3), 0.1),
        out=np.broadcast_to(np.array([0.2, 0.05])[:, None, None], (2, 2, 3)),
        emigration=np.full((2, 3), 0.04),
        share_in=np.broadcast_to(np.array([0.25, 0.75])[:, None, None], (2, 2, 3)),
        immigration=by_sex * np.array([0, 8, 8]),
    )
    _births, flows = advance(persons, rates)
    for r in (0, 1):
        for a in (0, 1):
            assert flows.persons[r, 1, a + 1] == pytest.approx(float(wanted[r][a]), abs=1e-12)


def test_expected_births_of_one_age_by_hand():
    schedule = np.zeros(AGES)
    schedule[20] = 0.1
    start, end = np.zeros(AGES), np.zeros(AGES)
    start[19], end[20] = 80, 120
    assert expected_births(start, end, schedule) == pytest.approx(10)
