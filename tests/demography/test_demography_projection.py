from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from omsyn.demography import (
    kept,
    persons_per_80plus,
    project,
    read_population,
    region_series,
)
from omsyn.demography.backtest import backtest
from omsyn.demography.projection import compute
from omsyn.errors import OutsideData, UnknownRegion


def test_the_account_of_every_municipality_balances_every_year(county):
    made = project(county, 2050)
    stocks = made.population.persons.sum(axis=(2, 3))
    flows = (
        made.in_migration - made.out_migration + made.immigration - made.emigration - made.deaths
    ).sum(axis=(2, 3))
    expected = stocks[:-1] + made.births.sum(axis=2) + flows
    np.testing.assert_allclose(stocks[1:], expected, rtol=1e-9)
    assert (made.population.persons >= 0).all()


def test_the_municipalities_add_up_to_the_country(county):
    country = region_series(county, "country-NO").persons
    parts = sum(region_series(county, code).persons for code in read_population(county).regions)
    np.testing.assert_allclose(country, parts, rtol=1e-9)


def test_the_projection_starts_from_the_newest_stock(county):
    history, made = read_population(county), project(county)
    assert made.population.years[0] == history.years[-1]
    np.testing.assert_array_equal(made.population.persons[0], history.persons[-1])


def test_a_shorter_projection_is_the_beginning_of_a_longer(county):
    long, short = project(county, 2050), project(county, 2031)
    assert short.population.years[-1] == 2031
    assert len(short.births) == 5
    np.testing.assert_array_equal(short.population.persons, long.population.persons[:6])


@pytest.mark.parametrize("horizon", [2026, 1999, 2101])
def test_a_horizon_that_cannot_be_reached_is_refused(county, horizon):
    with pytest.raises(OutsideData, match=str(horizon)):
        project(county, horizon)


def test_the_series_of_a_region_joins_history_and_projection_once(county):
    series = region_series(county, "9901", 2040)
    assert series.years == tuple(range(2006, 2041))
    assert series.first_projected_year == 2027
    assert len(series.persons) == len(series.years)


def test_a_trusts_area_is_the_sum_of_its_municipalities(county):
    trust = next(each for each in county.registry().all_regions if each.kind == "hospital_trust")
    members = county.registry().members(trust.id)
    parts = sum(each.share * region_series(county, each.municipality).persons for each in members)
    np.testing.assert_allclose(region_series(county, trust.id).persons, parts)


def test_an_unknown_region_is_refused(county):
    with pytest.raises(UnknownRegion):
        region_series(county, "0000")


@pytest.fixture
def nothing_in_memory():
    """Another store with the same figures may have been asked before: then nothing is written."""
    kept._in_memory.clear()


def test_what_is_kept_on_disk_is_what_was_computed(county, monkeypatch, nothing_in_memory):
    made = project(county).population.persons.copy()
    kept._in_memory.clear()
    monkeypatch.setattr(kept, "_compute", lambda *_args: pytest.fail("computed again"))
    np.testing.assert_array_equal(project(county).population.persons, made)


def test_a_damaged_copy_on_disk_is_made_anew(county, nothing_in_memory):
    made = project(county).population.persons.copy()
    file = next((county.folder / kept.FOLDER).glob("projection-*/persons.npy"))
    content = bytearray(file.read_bytes())
    content[-8:] = b"\0" * 8
    file.unlink()
    file.write_bytes(bytes(content[:-8] + b"\1" * 8))
    kept._in_memory.clear()
    np.testing.assert_array_equal(project(county).population.persons, made)


def test_a_store_that_cannot_be_written_still_projects(county, monkeypatch, nothing_in_memory):
    made = project(county).population.persons.copy()
    kept._in_memory.clear()
    monkeypatch.setattr(kept, "_load", lambda _folder: None)
    monkeypatch.setattr(kept.np, "save", _full_disk)
    np.testing.assert_array_equal(project(county).population.persons, made)
    assert not list((county.folder / kept.FOLDER).glob(".making-*"))


TABLE_BANDS = ((0, 17), (18, 49), (50, 66), (67, 79), (80, 89), (90, None))


def _full_disk(*_args: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_future_does_not_change_what_is_estimated_at_an_origin(county_inputs):
    stocks = county_inputs.population
    later = stocks.persons.copy()
    later[stocks.years.index(2019) :] *= 2
    changed = evolve(county_inputs, population=evolve(stocks, persons=later))
    kept_total = 1 + backtest(county_inputs, 2018, 5).total
    np.testing.assert_allclose(2 * (1 + backtest(changed, 2018, 5).total), kept_total)


def test_a_backtest_without_the_years_it_needs_says_which(county_inputs):
    with pytest.raises(OutsideData, match="2024 og 2029"):
        backtest(county_inputs, 2024, 5)


def test_a_divided_municipality_is_marked_as_estimated_before_the_division(county):
    assert region_series(county, "9904").estimated_until == 2023
    assert region_series(county, "9901").estimated_until is None
    assert region_series(county, "country-NO").estimated_until is None


@pytest.mark.real_data
def test_four_of_five_municipalities_were_within_5_percent_after_five_years(norway_inputs):
    recent = [backtest(norway_inputs, origin) for origin in (2016, 2018, 2021)]
    earlier = [backtest(norway_inputs, origin) for origin in (2011, 2013)]
    assert np.mean([each.share_within() for each in recent]) >= 0.84
    assert np.mean([each.share_within() for each in recent + earlier]) >= 0.86
    assert np.mean([np.median(np.abs(each.oldest)) for each in recent + earlier]) <= 0.033


@pytest.mark.real_data
def test_utsira_gets_a_sane_future(norway):
    utsira = region_series(norway, "1151")
    total = utsira.total()
    assert utsira.persons.min() >= 0
    assert 130 < total[-1] < 330
    assert 3 < utsira.band(80)[-1] < 60


@pytest.mark.real_data
def test_the_country_is_the_same_projected_as_one_or_as_the_sum(norway_inputs):
    whole = compute(norway_inputs, 2050).population.persons.sum(axis=1)
    stocks = norway_inputs.population
    assert whole[0].sum() == stocks.persons[-1].sum()
    assert 5_700_000 < whole[14].sum() < 6_300_000


@pytest.mark.real_data
def test_table_1_of_the_seed_documents(norway):
    printed = {
        2009: (1103481, 2095214, 983943, 396983, 184972, 34659),
        2019: (1122508, 2291376, 1108634, 579695, 181031, 44968),
    }
    country = region_series(norway, "country-NO")
    for year, numbers in printed.items():
        row = country.position(year)
        for (low, high), number in zip(TABLE_BANDS, numbers, strict=True):
            # The series on today's borders is rounded municipality by municipality.
            assert country.band(low, high)[row] == pytest.approx(number, abs=60)


@pytest.mark.real_data
def test_table_2_of_2020_and_the_support_ratio(norway):
    country = region_series(norway, "country-NO")
    row = country.position(2020)
    # The printed column is the start of a projection, not the stock as it was registered.
    printed = (1122986, 2293585, 1123907, 596567, 185346, 45260)
    for (low, high), number in zip(TABLE_BANDS, printed, strict=True):
        assert country.band(low, high)[row] == pytest.approx(number, rel=0.004)
    assert country.band(80)[row] == pytest.approx(230606, rel=0.001)
    assert persons_per_80plus(country)[row] == pytest.approx(14.82, abs=0.02)
