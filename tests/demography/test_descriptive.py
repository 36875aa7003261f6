"""The usual measures, growth and standardisation: by hand, and against published figures."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from demography_support import series
from omsyn.demography import dependency_ratio
from omsyn.demography.descriptive import (
    OMSORG_2020,
    PENSION_67,
    UNITED_NATIONS,
    UNITED_NATIONS_70,
    crude_rate,
    dependency_ratios,
    gross_reproduction,
    mean_age_at_childbearing,
    median_age,
    net_reproduction,
    person_years_between,
    sex_ratio,
    total_fertility,
)
from omsyn.demography.growth import continuous_growth, doubling_time, grown, yearly_growth
from omsyn.demography.lifetables import life_table
from omsyn.demography.standardisation import (
    byar,
    directly_standardised,
    indirectly_standardised,
)
from omsyn.errors import ProjectionError

# Sweden, women 1993: Preston, Heuveline & Guillot (2001), box 6.1.
SWEDEN_AGES = range(15, 50, 5)
SWEDEN_FERTILITY = [0.0120, 0.0908, 0.1499, 0.1125, 0.0441, 0.0074, 0.0003]


def test_total_fertility_of_sweden():
    assert total_fertility(SWEDEN_FERTILITY, 5) == pytest.approx(5 * 0.417)


def test_fertility_and_reproduction_by_hand():
    rates = [0, 0.2, 0.1, 0]
    assert total_fertility(rates, 10) == pytest.approx(3)
    assert gross_reproduction(rates, 10, sex_ratio=1) == pytest.approx(1.5)
    # Mothers of 10-19 and 20-29, twice as many of the first: (15 * 2 + 25) / 3.
    assert mean_age_at_childbearing(rates, [0, 10, 20, 30], 10) == pytest.approx(55 / 3)


def test_net_reproduction_by_hand():
    # All live to 10, half of them die on the way to 20, and the rest live ten years more.
    women = life_table([0, 10, 20], [0, 0.5 / 7.5, 0.1], [5, 5, 0], radix=1)
    assert women.person_years.tolist() == pytest.approx([10, 7.5, 5])
    assert net_reproduction([0, 0.2, 0], women, sex_ratio=1) == pytest.approx(0.2 * 7.5 / 2)
    with pytest.raises(ProjectionError, match="Fruktbarheten har 2 aldersgrupper"):
        net_reproduction([0, 0.2], women)


@given(arrays(float, 3, elements=st.floats(0, 0.5)))
def test_net_reproduction_is_gross_where_nobody_dies_young(rates):
    women = life_table([0, 10, 20, 30], [0, 0, 0, 0.1], [5, 5, 5, 0])
    assert net_reproduction([*rates, 0], women) == pytest.approx(
        float(gross_reproduction(rates, 10))
    )


def test_the_mean_age_is_unknown_without_births():
    assert np.isnan(mean_age_at_childbearing([0, 0], [15, 20], 5))


def test_crude_rates_and_person_years_by_hand():
    lived = person_years_between(9_000, 11_000, years=2)
    assert lived == 20_000
    assert crude_rate(250, lived) == pytest.approx(12.5)
    assert crude_rate([1, 2], [100, 0], per=100).tolist()[0] == pytest.approx(1)
    assert np.isnan(crude_rate([1, 2], [100, 0])[1])


@pytest.mark.parametrize(
    ("persons", "ages", "median"),
    [
        ([10, 10, 0], None, 1),
        ([0, 10, 0], None, 1.5),  # half of those who are one year old
        ([10, 0, 30, 0], [0, 20, 40, 60], 40 + 20 / 3),  # 20 is half; 10 of the 30 are missing
        ([0, 0, 0], None, np.nan),
        ([1, 1, 8], [0, 20, 40], np.nan),  # in the open group
    ],
)
def test_the_median_age(persons, ages, median):
    assert median_age(persons, ages) == pytest.approx(median, nan_ok=True)


@given(arrays(float, (3, 2, 30), elements=st.floats(1, 100)))
def test_the_median_age_parts_the_persons_in_two_halves(persons):
    persons[..., -1] = 0
    found = median_age(persons)
    assert found.shape == (3, 2)
    for place in np.ndindex(3, 2):
        whole, inside = divmod(float(found[place]), 1)
        below = persons[place][: int(whole)].sum() + inside * persons[place][int(whole)]
        assert below == pytest.approx(persons[place].sum() / 2)


COUNTS = np.zeros(106)
COUNTS[[14, 15, 19, 20, 64, 65, 66, 67, 69, 70]] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]


@pytest.mark.parametrize(
    ("working", "young", "between", "old"),
    [
        (OMSORG_2020, 1 + 2 + 4, 8 + 16, 32 + 64 + 128 + 256 + 512),
        (UNITED_NATIONS, 1, 2 + 4 + 8 + 16, 32 + 64 + 128 + 256 + 512),
        (PENSION_67, 1 + 2 + 4, 8 + 16 + 32 + 64, 128 + 256 + 512),
        (UNITED_NATIONS_70, 1 + 2 + 4, 8 + 16 + 32 + 64 + 128 + 256, 512),
    ],
)
def test_dependency_ratios_at_the_edges_of_every_definition(working, young, between, old):
    found = dependency_ratios(COUNTS, working)
    assert found.young == pytest.approx(100 * young / between)
    assert found.old == pytest.approx(100 * old / between)
    assert found.total == pytest.approx(100 * (young + old) / between)


def test_the_first_definition_is_the_knowledge_bases():
    place = series({2026: {10: 3, 30: 10, 70: 4}})
    ours, theirs = dependency_ratios(place.persons.sum(axis=1)), dependency_ratio(place)
    assert ours.young.tolist() == theirs.young.tolist()
    assert ours.old.tolist() == theirs.old.tolist()


def test_there_is_no_ratio_to_nobody():
    assert np.isnan(dependency_ratios(np.zeros(106)).total)
    assert np.isnan(sex_ratio([[1, 2], [0, 0]]))


def test_men_per_hundred_women():
    assert sex_ratio([[[1, 2], [4, 2]], [[1, 1], [1, 1]]]).tolist() == [50, 100]


def test_growth_is_raised_to_the_power_of_the_years():
    # 2 % a year for ten years is 21.9 %, not 20 %.
    assert grown(100, 0.02, 10) == pytest.approx(121.89944)
    assert yearly_growth(100, 121.89944, 10) == pytest.approx(0.02)
    assert continuous_growth(100, 200, 10) == pytest.approx(0.0693147)
    assert grown(100, 0.02, [0, 1, 2]).tolist() == pytest.approx([100, 102, 104.04])
    assert grown(100, -0.5, 2) == pytest.approx(25)


def test_doubling_times():
    assert doubling_time(0.02) == pytest.approx(35.0028, abs=1e-4)
    assert doubling_time([1, -0.5]).tolist() == pytest.approx([1, -1])
    assert np.isinf(doubling_time(0))


def test_growth_from_or_to_nobody():
    assert np.isnan(yearly_growth(0, 10, 1))
    assert yearly_growth(10, 0, 1) == -1
    assert np.isneginf(continuous_growth(10, 0, 1))


@given(st.floats(100, 1e4), st.floats(100, 1e4), st.floats(1, 60))
def test_growth_there_and_back(start, end, years):
    assert grown(start, yearly_growth(start, end, years), years) == pytest.approx(end)
    assert yearly_growth(start, end, years) == pytest.approx(
        float(np.expm1(continuous_growth(start, end, years)))
    )


@given(st.floats(0.001, 0.5))
def test_after_its_doubling_time_it_has_doubled(rate):
    assert grown(1, rate, doubling_time(rate)) == pytest.approx(2)


def test_direct_standardisation_by_hand():
    # 10 per 1000 among the young, 100 among the old; in the standard three of four are young.
    found = directly_standardised([10, 100], [1000, 1000], [75, 25])
    assert found.value == pytest.approx(0.75 * 10 + 0.25 * 100)
    weights = np.array([0.75, 0.25]) / 1000
    error = np.sqrt((weights**2 * [10, 100]).sum() / 110)
    low, high = byar(110)
    assert found.low == pytest.approx(32.5 + 1000 * error * (low - 110))
    assert found.high == pytest.approx(32.5 + 1000 * error * (high - 110))


def test_without_events_the_rate_is_nought_with_an_upper_limit():
    found = directly_standardised([0, 0], [500, 500], [1, 1])
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(byar(0)[1])


def test_a_standard_age_without_people_is_refused():
    with pytest.raises(ProjectionError, match="slå sammen aldersgrupper"):
        directly_standardised([1, 0], [100, 0], [1, 1])
    assert directly_standardised([1, 0], [100, 0], [1, 0]).value == pytest.approx(10)


def test_indirect_standardisation_by_hand():
    # Expected: 1000 at 1 % and 200 at 10 %, 30 in all; seen 45.
    found = indirectly_standardised(45, [1000, 200], [0.01, 0.1])
    low, high = byar(45)
    assert found.value == pytest.approx(1.5)
    assert (found.low, found.high) == pytest.approx((low / 30, high / 30))
    assert np.isnan(indirectly_standardised(1, [10], [0]).value)


@pytest.mark.parametrize(
    ("events", "exact_low", "exact_high"),
    [(10, 4.7954, 18.3904), (20, 12.2165, 30.8884), (100, 81.3640, 121.6272)],
)
def test_byars_limits_are_near_the_exact_poisson_limits(events, exact_low, exact_high):
    # Exact limits of a Poisson count are half the chi-square quantiles (Garwood 1936).
    low, high = byar(events)
    assert (low, high) == pytest.approx((exact_low, exact_high), rel=0.005)


place = arrays(float, 4, elements=st.floats(1, 1000))


@given(place, place, place)
def test_a_place_standardised_to_itself_keeps_its_crude_rate(events, lived, other):
    own = directly_standardised(events, lived, lived, per=1)
    assert own.value == pytest.approx(events.sum() / lived.sum())
    assert own.low <= own.value <= own.high
    ratio = indirectly_standardised(events.sum(), lived, events / lived)
    assert ratio.value == pytest.approx(1)
    twice = directly_standardised(2 * events, lived, other, per=1)
    assert twice.value == pytest.approx(
        2 * directly_standardised(events, lived, other, per=1).value
    )


def table(path):
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.real_data
@pytest.mark.parametrize(("year", "children"), [(1970, 2.51), (2009, 1.98), (2022, 1.41)])
def test_norways_total_fertility(real_data, year, children):
    # Statistics Norway's published figures, two decimals; rates of the Human Fertility Database.
    rows = table(real_data / "vital" / "hfd_norway_asfr_1967-2022.csv")
    rates = [float(row["asfr"]) for row in rows if row["year"] == str(year)]
    assert total_fertility(rates) == pytest.approx(children, abs=0.006)
    ages = [int(row["age"]) for row in rows if row["year"] == str(year)]
    assert 26 < mean_age_at_childbearing(rates, ages) < 32


@pytest.mark.real_data
def test_the_united_nations_crude_rates_and_growth_of_norway(real_data):
    # Births over their crude rate give the mid-year population, which gives the death rate too;
    # from mid-year to mid-year it grows by the mean of two years' printed growth.
    rows = table(real_data / "vital" / "wpp2024_norway_indicators_1950-2023.csv")
    column = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    middle = column["births_thousands"] / column["cbr"]
    assert crude_rate(column["deaths_thousands"], middle, per=1) == pytest.approx(
        column["cdr"], abs=2e-3
    )
    growth = 100 * continuous_growth(middle[:-1], middle[1:], 1)
    printed = (column["growth_rate_pct"][:-1] + column["growth_rate_pct"][1:]) / 2
    assert growth == pytest.approx(printed, abs=0.03)
