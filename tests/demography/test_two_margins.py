"""Municipal totals and the country by sex and age at once."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from demography_support import year_rates
from omsyn.demography import (
    AGES,
    Alternative,
    MunicipalTotals,
    NationalPath,
    PathSettings,
    fit_two_margins,
    municipal_totals,
    region_draws,
)
from omsyn.demography.projection import compute
from omsyn.demography.step import advance
from omsyn.demography.two_margins import (
    Met,
    _all_totals,
    meet_totals,
    moving_as_made,
    warnings_of_totals,
)
from omsyn.errors import ProjectionError


def test_a_table_of_two_by_two_by_hand():
    # The odds ratio 4 * 4 / (2 * 2) = 4 stays: with x, 10 - x in each row, x / (10 - x) = 2.
    fitted = fit_two_margins(
        np.array([[4.0, 2.0], [2.0, 4.0]]), np.array([10.0, 10.0]), np.array([10.0, 10.0])
    )
    assert fitted.ravel().tolist() == pytest.approx([20 / 3, 10 / 3, 10 / 3, 20 / 3])


def test_sums_that_differ_are_refused_with_the_difference():
    with pytest.raises(ProjectionError, match=r"12,0 personer og det andre 10,0, .* på 2,0"):
        fit_two_margins(np.ones((2, 2)), np.array([6.0, 6.0]), np.array([5.0, 5.0]))


def test_zeros_that_make_the_sums_impossible_are_refused_with_what_is_off():
    # All of the second row must stand in the second column, which has only 3.
    seed = np.array([[1.0, 1.0], [0.0, 1.0]])
    with pytest.raises(ProjectionError, match=r"etter 200 runder er rad \d fortsatt"):
        fit_two_margins(seed, np.array([4.0, 6.0]), np.array([7.0, 3.0]))


@pytest.mark.parametrize("wrong", [-1.0, float("nan")])
def test_a_sum_that_is_no_count_is_refused(wrong):
    with pytest.raises(ProjectionError, match="negativ eller ikke et tall"):
        fit_two_margins(np.ones((2, 2)), np.array([wrong, 2.0]), np.array([1.0, 1.0]))


@given(
    arrays.arrays(float, (4, 6), elements=st.floats(1, 10)),
    arrays.arrays(float, (4, 6), elements=st.floats(0.01, 1000)),
)
@settings(max_examples=50, deadline=None)
def test_any_table_is_brought_to_the_margins_of_another(seed, other):
    rows, columns = other.sum(axis=1), other.sum(axis=0)
    fitted = fit_two_margins(seed, rows, columns)
    np.testing.assert_allclose(fitted.sum(axis=1), rows, atol=1e-6)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, atol=1e-6)
    assert (fitted >= 0).all()


# --- in the projection ---


def a_year(regions: int = 3):
    rng = np.random.default_rng(5)
    persons = rng.uniform(1, 50, (regions, 2, AGES))
    out = np.full(persons.shape, 0.04)
    rates = year_rates(
        regions,
        out=out,
        death=np.full((2, AGES), 0.02),
        fertility=np.where((np.arange(AGES) >= 20) & (np.arange(AGES) < 40), 0.08, 0.0),
        immigration=np.full((2, AGES), 2.0),
    )
    return persons, rates


@given(st.lists(st.floats(0.7, 1.4), min_size=3, max_size=3), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_totals_are_met_and_every_account_balances(factors, left_alone):
    persons, rates = a_year()
    births, flows = advance(persons, rates)
    wanted = flows.persons.sum(axis=(1, 2)) * np.array(factors)
    wanted *= flows.persons.sum() / wanted.sum()
    wanted[:left_alone] = np.nan
    met, told = meet_totals(flows, wanted, ("A", "B", "C"), 2030)
    given_ones = ~np.isnan(wanted)
    np.testing.assert_allclose(
        met.persons.sum(axis=(1, 2))[given_ones], wanted[given_ones], atol=1e-6
    )
    np.testing.assert_allclose(met.persons.sum(axis=0), flows.persons.sum(axis=0), atol=1e-6)
    assert (met.persons >= 0).all()
    assert (met.in_migration >= 0).all()
    assert (met.out_migration >= 0).all()
    np.testing.assert_allclose(
        met.in_migration.sum(axis=0), met.out_migration.sum(axis=0), atol=1e-6
    )
    change = births.sum(axis=1) + (
        met.in_migration - met.out_migration + met.immigration - met.emigration - met.deaths
    ).sum(axis=(1, 2))
    np.testing.assert_allclose(
        met.persons.sum(axis=(1, 2)) - persons.sum(axis=(1, 2)), change, atol=1e-9
    )
    assert told.sweeps <= 200


def test_places_without_a_total_share_what_is_left_as_they_were():
    # 10, 20 and 30 people; the first is to have 30, so 30 are left for 20 and 30: 12 and 18.
    given_ones = np.array([30.0, np.nan, np.nan])
    found = _all_totals(np.array([10.0, 20.0, 30.0]), given_ones, 2030)
    assert found.tolist() == pytest.approx([30, 12, 18])


@pytest.mark.parametrize(
    ("given_ones", "told"),
    [
        ([40.0, 30.0, np.nan], "summerer til 70, men landet har 60: 10,0 for mange"),
        ([10.0, 20.0, 25.0], "summerer til 55, men landet har 60: 5,0 for få"),
    ],
)
def test_totals_that_do_not_meet_the_country_are_refused(given_ones, told):
    with pytest.raises(ProjectionError, match=told):
        _all_totals(np.array([10.0, 20.0, 30.0]), np.array(given_ones), 2030)


def test_a_place_that_lost_everyone_cannot_be_filled():
    persons, rates = a_year()
    _births, flows = advance(persons, rates)
    emptied = evolve(flows, persons=flows.persons * np.array([0.0, 1.0, 1.0])[:, None, None])
    with pytest.raises(ProjectionError, match="er A fortsatt"):
        meet_totals(emptied, np.array([100.0, np.nan, np.nan]), ("A", "B", "C"), 2030)


def test_totals_and_a_national_path_are_met_together(county_inputs):
    low = compute(county_inputs, 2031, settings=PathSettings(alternative=Alternative.LOW))
    stocks = low.population
    path = NationalPath(years=stocks.years[1:], persons=stocks.persons[1:].sum(axis=1))
    totals = MunicipalTotals(
        regions=stocks.regions, years=stocks.years[1:], persons=stocks.persons[1:].sum(axis=(2, 3))
    )
    made = compute(county_inputs, 2031, settings=PathSettings(national=path, totals=totals))
    reached = made.population.persons[1:]
    np.testing.assert_allclose(reached.sum(axis=1), path.persons, atol=1e-6)
    np.testing.assert_allclose(reached.sum(axis=(2, 3)), totals.persons, atol=1e-6)
    change = (
        made.in_migration - made.out_migration + made.immigration - made.emigration - made.deaths
    )
    change[..., 0] += made.births
    before = np.zeros_like(reached)
    before[..., 1:] = made.population.persons[:-1, ..., :-1]
    before[..., -1] += made.population.persons[:-1, ..., -1]
    np.testing.assert_allclose(reached - before, change, atol=1e-6)


def test_large_changes_are_told_of_once_with_the_largest():
    met = [
        Met(year=2030, factors=np.array([1.0, 1.06]), sweeps=3),
        Met(year=2031, factors=np.array([0.8, 1.1]), sweeps=3),
    ]
    (told,) = warnings_of_totals(met, ("A", "B"))
    assert "i 2 av 2 kommuner; mest i A i 2031" in told
    assert "0,80" in told
    assert warnings_of_totals(met[:0], ("A", "B")) == ()


def test_the_rates_behind_the_draws_give_the_same_moves():
    persons, rates = a_year()
    births, flows = advance(persons, rates)
    wanted = flows.persons.sum(axis=(1, 2)) * np.array([1.02, 1.0, np.nan])
    met, _told = meet_totals(flows, wanted, ("A", "B", "C"), 2030)
    again = moving_as_made(persons, births, met.out_migration, met.in_migration, rates)
    _births, followed = advance(persons, again)
    # Mothers who move take the newborn with them, so age 0 differs a little.
    np.testing.assert_allclose(
        followed.out_migration[..., 1:], met.out_migration[..., 1:], rtol=1e-6
    )
    totals = followed.persons.sum(axis=(1, 2))
    # Who dies where they move from changes by a little.
    np.testing.assert_allclose(totals, met.persons.sum(axis=(1, 2)), rtol=2e-3)


def test_draws_spread_around_the_totals(county):
    wanted = 118_000.0
    totals = MunicipalTotals(
        regions=("9901",), years=tuple(range(2027, 2033)), persons=np.full((6, 1), wanted)
    )
    drawn = region_draws(county, "9901", horizon=2032, draws=40, paths=PathSettings(totals=totals))
    assert drawn.persons.sum(axis=(2, 3))[:, -1].mean() == pytest.approx(wanted, rel=0.02)


# --- as a table ---


def table(*rows: tuple[object, object, object]) -> pl.DataFrame:
    columns = ("municipality", "year", "persons")
    return pl.DataFrame(
        {name: [str(row[place]) for row in rows] for place, name in enumerate(columns)}
    )


def test_a_table_of_totals_is_read():
    found = municipal_totals(table(("301", 2030, 700000), ("4204 Kristiansand", 2031, 120000)))
    assert found.regions == ("0301", "4204")
    assert found.at(2030, ("4204", "0301")).tolist() == pytest.approx([np.nan, 7e5], nan_ok=True)
    assert found.at(2029, ("4204",)) is None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("0301", 2030, 1), ("301", 2030, 2)], "Rad 2 og 1 gir begge folketallet for 0301 i 2030"),
        ([("0301", 2030, -1)], "Rad 1: folketallet må være et tall på null eller mer"),
        ([("0301", 2030, "nan")], "Rad 1: folketallet må være et tall"),
        ([("0301", 2030, "mange")], "Rad 1: folketallet må være et tall"),
        ([("Oslo", 2030, 1)], "Rad 1: «Oslo» er ikke et kommunenummer"),
        ([("0301", 30, 1)], "Rad 1: «30» er ikke et år"),
        ([], "har ingen rader"),
    ],
)
def test_totals_that_make_no_sense_are_refused_with_the_row(rows, told):
    with pytest.raises(ProjectionError, match=told):
        municipal_totals(table(*rows))


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ProjectionError, match="«persons»"):
        municipal_totals(table(("0301", 2030, 1)).drop("persons"))


@pytest.mark.parametrize(
    ("region", "year", "told"),
    [("0000", 2030, "0000, som ikke er en kommune"), ("9901", 2060, "gjelder 2060–2060")],
)
def test_totals_for_no_place_or_no_year_are_refused(county_inputs, region, year, told):
    totals = MunicipalTotals(regions=(region,), years=(year,), persons=np.array([[100.0]]))
    with pytest.raises(ProjectionError, match=told):
        compute(county_inputs, 2036, settings=PathSettings(totals=totals))


def test_totals_are_alike_by_what_they_hold():
    one, other = (
        MunicipalTotals(regions=("0301",), years=(2030,), persons=np.array([[5.0]]))
        for _k in range(2)
    )
    assert one == other
    assert hash(one) == hash(other)
    assert one != evolve(one, persons=np.array([[6.0]]))
    assert repr(one) == repr(other)
