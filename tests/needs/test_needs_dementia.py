from __future__ import annotations

import pytest

from demography_support import series
from omsyn.demography import region_series
from omsyn.needs import Level, dementia, prevalence_2020
from omsyn.needs.dementia import BASE_YEAR


def cases(low: int, high: int) -> int:
    return sum(each.persons for each in prevalence_2020() if low <= each.low < high)


def test_the_table_adds_up_to_what_was_published():
    assert cases(0, 120) == 101_118
    assert cases(80, 120) == 65_818
    assert cases(65, 70) == 2_008


def test_every_age_from_30_has_one_rate_for_each_sex():
    for sex in ("male", "female"):
        rows = [each for each in prevalence_2020() if each.sex == sex]
        assert [each.low for each in rows] == [30, 65, 70, 75, 80, 85, 90]
        assert [each.high for each in rows] == [64, 69, 74, 79, 84, 89, None]


def test_80_and_over_in_2040_at_the_rates_of_2020_and_the_printed_projection():
    # Table 2 prints 185 346 and 45 260 in 2020, and 380 864 and 103 249 in 2040.
    expected = cases(80, 90) / 185_346 * 380_864 + cases(90, 120) / 45_260 * 103_249
    assert expected == pytest.approx(140_174, abs=1)


def test_two_hundred_women_by_hand():
    # 100 women of 85: 34.569518; 100 of 69: 0.886217; nobody under 30.
    need = dementia(series({2020: {85: 100, 69: 100, 29: 100}}))
    assert need.at(2020) == pytest.approx(34.569518 + 0.886217)


def test_the_series_begins_when_the_rates_hold():
    need = dementia(series({2018: {85: 1}, 2019: {85: 1}, 2020: {85: 1}, 2021: {85: 2}}))
    assert need.years[0] == BASE_YEAR
    assert need.growth_percent(2020, 2021) == pytest.approx(100)


def test_the_rate_says_whose_and_from_when_it_is():
    rate = dementia(series({2020: {85: 1}})).rate
    assert (rate.year, rate.level) == (2020, Level.COUNTRY)
    assert rate.borrowed
    assert "ikke på dem som har fått diagnosen" in rate.reservation
    assert rate.source.source.startswith("Demenskartet")


@pytest.mark.real_data
def test_the_country_of_2020_has_the_published_number(norway):
    need = dementia(region_series(norway, "country-NO"))
    assert need.at(2020) == pytest.approx(101_118, abs=5)
