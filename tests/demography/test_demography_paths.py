"""Alternatives, national paths and local additions, on populations small enough for a pencil."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from demography_support import year_rates
from omsyn.demography import (
    AGES,
    Addition,
    AdditionKind,
    Alternative,
    Level,
    NationalPath,
    PathSettings,
    PopulationSeries,
    national_path,
    project,
    region_series,
)
from omsyn.demography.additions import with_additions
from omsyn.demography.paths import with_paths
from omsyn.demography.projection import compute, run
from omsyn.demography.raking import Factors, rake, warnings_of
from omsyn.demography.rates import Assumptions, estimate
from omsyn.demography.step import advance
from omsyn.errors import ProjectionError


@pytest.fixture(scope="module")
def rates(county_inputs):
    return estimate(county_inputs, 2026, 2046, Assumptions())


def totals(inputs, chosen: PathSettings, horizon: int = 2046) -> np.ndarray:
    made = compute(inputs, horizon, settings=chosen)
    return made.population.persons.sum(axis=(1, 2, 3))


def test_neutral_settings_change_nothing(county_inputs):
    plain = compute(county_inputs, 2036)
    chosen = compute(county_inputs, 2036, settings=PathSettings())
    np.testing.assert_array_equal(chosen.population.persons, plain.population.persons)
    assert PathSettings().is_neutral
    assert not PathSettings(fertility=Level.HIGH).is_neutral


def test_high_is_above_main_and_main_above_low(county_inputs):
    low, main, high = (
        totals(county_inputs, PathSettings(alternative=each))
        for each in (Alternative.LOW, Alternative.MAIN, Alternative.HIGH)
    )
    assert (low[1:] < main[1:]).all()
    assert (main[1:] < high[1:]).all()


def test_without_migration_only_births_and_deaths_count(county_inputs):
    made = compute(county_inputs, 2036, settings=PathSettings(alternative="zero_migration"))
    for flow in (made.in_migration, made.out_migration, made.immigration, made.emigration):
        assert not flow.any()
    assert made.births.any()


def test_levels_reach_their_factor_and_mortality_its_pace(rates):
    changed = with_paths(
        rates, PathSettings(fertility=Level.HIGH, mortality=Level.LOW, immigration=Level.LOW)
    )
    # 15 % more births after ten years, a tenth of it after one; half the immigrants after five.
    assert (changed.fertility[:, 30] / rates.fertility[:, 30])[[0, 9, 19]] == pytest.approx(
        [1.015, 1.15, 1.15]
    )
    immigrants = changed.immigration.sum(axis=(1, 2)) / rates.immigration.sum(axis=(1, 2))
    assert immigrants[[0, 4, 19]] == pytest.approx([0.9, 0.5, 0.5])
    fall = np.log(rates.death[10, 0, 70] / rates.death[0, 0, 70])
    assert np.log(changed.death[10, 0, 70] / changed.death[0, 0, 70]) == pytest.approx(1.5 * fall)
    np.testing.assert_allclose(changed.death[0], rates.death[0])


def test_a_level_of_ones_own_goes_before_the_alternatives():
    chosen = PathSettings(alternative=Alternative.HIGH, fertility=Level.LOW)
    assert chosen.levels() == (Level.LOW, Level.LOW, Level.HIGH)


def test_the_region_follows_the_alternative(county):
    main = region_series(county, "9901", 2036)
    low = region_series(county, "9901", 2036, PathSettings(alternative=Alternative.LOW))
    assert low.total()[-1] < main.total()[-1]
    np.testing.assert_array_equal(low.persons[:21], main.persons[:21])
    assert project(county, 2036).population.persons[-1].sum() > low.total()[-1]


# --- additions ---


def two_places(pool: float = 100) -> tuple[np.ndarray, object]:
    """A thousand who turn 30 in each place; `pool` leave the first, half of them to each."""
    persons = np.zeros((2, 2, AGES))
    persons[:, 1, 29] = 1000
    out = np.zeros(persons.shape)
    out[0] = pool / 1000
    out[..., 0] = 0
    return persons, year_rates(2, out=out)


def test_new_housing_brings_so_many_more_and_the_others_so_many_fewer():
    persons, usual = two_places()
    added = Addition(region="B", year=2026, persons=40)
    _births, flows = advance(persons, with_additions(persons, usual, [added], ("A", "B")))
    # Of 100 movers each place gets 50; with 40 for the new houses there are 10 left for A.
    assert flows.in_migration[:, 1, 30].tolist() == pytest.approx([10, 90])
    assert flows.persons.sum() == pytest.approx(2000)


def test_refugees_come_on_top_with_the_ages_of_immigrants():
    persons, usual = two_places()
    abroad = np.zeros((2, AGES))
    abroad[0, 20], abroad[1, 25] = 3, 1
    usual = evolve(usual, immigration=abroad)
    added = Addition(region="A", year=2026, persons=8, kind=AdditionKind.REFUGEES)
    _births, flows = advance(persons, with_additions(persons, usual, [added], ("A", "B")))
    # Six men of 20 and two women of 25 in A, and half of the four usual ones.
    assert flows.immigration[0, 0, 20] == pytest.approx(6 + 1.5)
    assert flows.immigration[0, 1, 25] == pytest.approx(2 + 0.5)


def test_more_new_housing_than_people_who_move_is_refused():
    persons, usual = two_places()
    with pytest.raises(ProjectionError, match="51 innflyttere på ett år, flere enn"):
        with_additions(persons, usual, [Addition(region="A", year=2026, persons=51)], ("A", "B"))


@pytest.mark.parametrize("persons", [-1, float("nan"), float("inf")])
def test_an_addition_that_is_no_number_of_people_is_refused(persons):
    with pytest.raises(ProjectionError, match="4204 i 2030"):
        Addition(region="4204", year=2030, persons=persons)


@pytest.mark.parametrize(
    ("region", "year", "told"),
    [("0000", 2030, "0000"), ("9901", 2025, "2025"), ("9901", 2036, "2036")],
)
def test_an_addition_outside_the_projection_is_refused(county_inputs, region, year, told):
    chosen = PathSettings(additions=(Addition(region=region, year=year, persons=1),))
    with pytest.raises(ProjectionError, match=told):
        compute(county_inputs, 2036, settings=chosen)


# --- raking ---


def path_of(made, factor: float = 1.0) -> NationalPath:
    stocks = made.population
    return NationalPath(years=stocks.years[1:], persons=factor * stocks.persons[1:].sum(axis=1))


@pytest.mark.parametrize("alternative", [Alternative.HIGH, Alternative.LOW])
def test_municipalities_add_up_to_a_given_path_and_every_account_balances(
    county_inputs, alternative
):
    wanted = path_of(compute(county_inputs, 2036, settings=PathSettings(alternative=alternative)))
    made = compute(county_inputs, 2036, settings=PathSettings(national=wanted))
    stocks = made.population.persons
    np.testing.assert_allclose(stocks[1:].sum(axis=1), wanted.persons, atol=1e-6)
    assert stocks.min() >= 0
    change = (
        made.in_migration - made.out_migration + made.immigration - made.emigration - made.deaths
    ).sum(axis=(2, 3)) + made.births.sum(axis=2)
    totals_by_place = stocks.sum(axis=(2, 3))
    np.testing.assert_allclose(np.diff(totals_by_place, axis=0), change, atol=1e-6)
    assert any("innvandrere" in each for each in made.warnings)


def test_a_path_that_is_the_projections_own_changes_and_tells_nothing(county_inputs):
    plain = compute(county_inputs, 2036)
    made = compute(county_inputs, 2036, settings=PathSettings(national=path_of(plain)))
    np.testing.assert_allclose(made.population.persons, plain.population.persons, atol=1e-6)
    assert made.warnings == ()


def test_one_cohort_by_hand():
    # 100 turn 30 and a tenth die: 90. For 99 as many must come as are 9 when half of a tenth die.
    persons = np.zeros((1, 2, AGES))
    persons[0, 1, 29] = persons[0, 1, 84] = 100
    death = np.zeros((2, AGES))
    death[1, 30] = death[1, 85] = 0.1
    target = np.zeros((2, AGES))
    target[1, 30], target[1, 85] = 99, 80
    changed, factors = rake(persons, year_rates(1, death=death), target, 2027)
    assert changed.immigration[1, 30] == pytest.approx(9 / 0.95)
    assert changed.death[1, 30] == 0.1
    assert changed.death[1, 85] == pytest.approx(0.2)
    _births, flows = advance(persons, changed)
    np.testing.assert_allclose(flows.persons[0], target, atol=1e-9)
    assert factors.factor("deaths") == pytest.approx((10 + 20) / (10 + 10))


def test_too_few_are_reached_by_emigration():
    persons = np.zeros((1, 2, AGES))
    persons[0, 1, 29] = 100
    target = np.zeros((2, AGES))
    target[1, 30] = 75
    changed, _factors = rake(persons, year_rates(1), target, 2027)
    assert changed.emigration[1, 30] == pytest.approx(0.25)


def test_a_path_that_no_flow_can_give_names_its_cell():
    # 40 % move, and the path wants four of five gone from the country.
    persons = np.zeros((2, 2, AGES))
    persons[:, 1, 29] = 100
    target = np.zeros((2, AGES))
    target[1, 30] = 40
    with pytest.raises(ProjectionError, match="kvinner på 30 år i 2027"):
        rake(persons, year_rates(2, out=np.full((2, 2, AGES), 0.4)), target, 2027)


def test_children_without_mothers_are_refused():
    target = np.zeros((2, AGES))
    target[:, 0] = 10
    with pytest.raises(ProjectionError, match="0 år i 2027"):
        rake(np.zeros((1, 2, AGES)), year_rates(1), target, 2027)


def test_only_what_changed_by_more_than_5_percent_is_told():
    before = {"births": 100.0, "deaths": 100.0, "immigration": 0.0, "emigration": 10.0}
    after = {"births": 104.0, "deaths": 94.0, "immigration": 0.0, "emigration": 10.0}
    (told,) = warnings_of([Factors(year=2027, before=before, after=after)])
    assert "døde" in told
    assert "0,94" in told


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(0.7, 1.4),
    st.sampled_from([0.0, 0.3, 0.8]),
)
def test_any_path_that_can_be_met_is_met(seed, scale, empty):
    random = np.random.default_rng(seed)
    persons = random.integers(1, 200, (3, 2, AGES)).astype(float)
    persons[random.random(persons.shape) < empty] = 0
    share = random.random((3, 2, AGES)) + 1e-3
    usual = year_rates(
        3,
        death=random.random((2, AGES)) * 0.2,
        out=random.random((3, 2, AGES)) * 0.3,
        emigration=random.random((2, AGES)) * 0.05,
        share_in=share / share.sum(axis=0),
        immigration=random.random((2, AGES)) * 50,
        fertility=np.where((np.arange(AGES) >= 15) & (np.arange(AGES) < 50), 0.05, 0),
    )
    _births, flows = advance(persons, usual)
    target = flows.persons.sum(axis=0) * scale * (0.9 + 0.2 * random.random((2, AGES)))
    changed, _factors = rake(persons, usual, target, 2027)
    _births, reached = advance(persons, changed)
    np.testing.assert_allclose(reached.persons.sum(axis=0), target, atol=1e-6)
    assert reached.persons.min() >= -1e-9


# --- what is given as a table ---


def table(years=(2027,)) -> pl.DataFrame:
    cells = [
        (year, sex, str(age), 10.0)
        for year in years
        for sex in ("male", "female")
        for age in range(AGES)
    ]
    return pl.DataFrame(cells, schema=["year", "sex", "age", "persons"], orient="row")


def with_persons(row: int, value: float | None) -> pl.DataFrame:
    values = [10.0] * 212
    values[row] = value
    return table().with_columns(pl.Series("persons", values))


def test_a_whole_table_is_read():
    path = national_path(table((2028, 2027)).sample(fraction=1, shuffle=True, seed=1))
    assert path.years == (2027, 2028)
    assert path.persons.sum() == 10 * 2 * 2 * AGES
    assert path.at(2029) is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (table().drop("sex"), "«sex»"),
        (table().slice(1), "menn på 0 år i 2027"),
        (table().slice(0, 211), "kvinner på 105 år i 2027"),
        (pl.concat([table(), table().slice(40, 1)]), "to tall for menn på 40 år"),
        (with_persons(106, -1.0), "kvinner på 0 år i 2027"),
        (with_persons(3, float("nan")), "menn på 3 år i 2027"),
        (with_persons(3, None), "menn på 3 år i 2027"),
        (table().with_columns(sex=pl.lit("both")), "«both»"),
        (table().with_columns(age=pl.lit("106")), "alder 106"),
        (table().with_columns(age=pl.lit("gammel")), "noe annet enn tall"),
    ],
)
def test_a_table_with_a_fault_is_refused_naming_it(wrong, told):
    with pytest.raises(ProjectionError, match=told):
        national_path(wrong)


def test_a_path_that_lacks_ages_is_refused():
    with pytest.raises(ProjectionError, match="alle aldre"):
        NationalPath(years=(2027,), persons=np.ones((1, 2, 50)))


def test_a_wrong_rate_is_told_with_its_cell():
    death = np.zeros((2, AGES))
    death[1, 84] = 1.2
    with pytest.raises(ProjectionError, match="dødelighet for kvinner på 84 år er 1,2"):
        year_rates(1, death=death)
    out = np.zeros((3, 2, AGES))
    out[2, 0, 19] = -0.1
    with pytest.raises(ProjectionError, match="menn på 19 år i kommune nummer 3"):
        year_rates(3, out=out)
    with pytest.raises(ProjectionError, match="innvandrere for menn på 0 år"):
        year_rates(1, immigration=np.full((2, AGES), np.nan))


# --- places that are nearly empty ---


def emptying(inputs, place: int):
    """The same population, where one place has ten years without births and half of it leaves."""
    stocks = inputs.population
    persons = stocks.persons.copy()
    persons[-11:, place, :, :11] = 0
    persons[-1, place] *= 0.5
    persons[-1, place, :, 20:25] = 0
    return evolve(inputs, population=evolve(stocks, persons=persons))


def test_a_place_without_births_for_ten_years_that_loses_half_has_a_future(county_inputs):
    made = compute(emptying(county_inputs, 2), 2050)
    persons = made.population.persons
    assert np.isfinite(persons).all()
    assert persons.min() >= 0
    assert 0 < made.births[:, 2].sum() < made.births[:, 2].shape[0] * 50


def test_an_empty_place_stays_a_place(county_inputs):
    stocks = county_inputs.population
    persons = stocks.persons.copy()
    persons[:, 1] = 0
    made = compute(evolve(county_inputs, population=evolve(stocks, persons=persons)), 2036)
    assert np.isfinite(made.population.persons).all()
    assert made.population.persons.min() >= 0


def test_the_path_may_be_given_for_some_years_only(county_inputs, rates):
    plain = run(county_inputs.population, rates, 2030)
    path = path_of(plain, 1.01)
    only = NationalPath(years=(2029,), persons=path.persons[2:3])
    made = run(county_inputs.population, rates, 2030, PathSettings(national=only))
    sums = made.population.persons.sum(axis=(1, 2, 3)) / plain.population.persons.sum(
        axis=(1, 2, 3)
    )
    assert sums[:4] == pytest.approx([1, 1, 1, 1.01])
    assert isinstance(made.population, PopulationSeries)
