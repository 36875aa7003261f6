from __future__ import annotations

import numpy as np
import pytest

from demography_support import PLACE, series
from omsyn.demography import (
    BANDS,
    band_table,
    crossover_year,
    dependency_ratio,
    persons_per_80plus,
)
from omsyn.demography.population import AGES
from omsyn.demography.regions import RegionSeries
from omsyn.errors import OutsideData


def test_the_bands_hold_every_age_once():
    counted = np.zeros(AGES)
    for band in BANDS:
        counted[band.low : AGES if band.high is None else band.high + 1] += 1
    assert (counted == 1).all()


def test_the_table_of_bands_by_hand():
    place = series({2020: {10: 40, 85: 10, 95: 0}, 2040: {10: 30, 85: 20, 95: 5}})
    table = band_table(place, 2020, 2040)
    assert table.filter(band="80–89").row(0) == ("80–89", 10.0, 20.0, pytest.approx(100))
    assert table.filter(band="0–17")["change_percent"].item() == pytest.approx(-25)
    assert table.filter(band="90+")["change_percent"].item() is None
    assert table.row(-1) == ("all", 50.0, 55.0, pytest.approx(10))


def test_a_year_outside_the_series_is_refused_by_name():
    with pytest.raises(OutsideData, match=r"Prøvevik har tall for 2020–2020, ikke for 2051"):
        band_table(series({2020: {10: 1}}), 2020, 2051)


def test_the_dependency_ratio_by_hand():
    # 30 of 0–19, 20 of 65 and over, 100 of 20–64; 19, 20, 64 and 65 are the edges.
    ratio = dependency_ratio(series({2020: {19: 30, 20: 60, 64: 40, 65: 20}}))
    assert (ratio.young[0], ratio.old[0], ratio.total[0]) == pytest.approx((30, 20, 50))


def test_persons_per_80plus_by_hand():
    place = series({2020: {17: 99, 18: 60, 66: 40, 67: 99, 80: 10}, 2021: {20: 5}})
    ratio = persons_per_80plus(place)
    assert ratio[0] == pytest.approx(10)
    assert np.isnan(ratio[1])


def crossing(*rows: tuple[float, float]) -> RegionSeries:
    """A series from (young, old) of each year from 2020."""
    return series({2020 + k: {10: young, 70: old} for k, (young, old) in enumerate(rows)})


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        (((3, 1), (2, 2), (1, 2)), 2022),  # as many is not more
        (((1, 2), (1, 2)), 2020),  # has been so since before the series
        (((3, 1), (3, 2)), None),
        (((1, 2), (2, 1), (1, 2)), 2022),  # the crossing that lasts
    ],
)
def test_the_year_of_crossover(rows, year):
    assert crossover_year(crossing(*rows)) == year


def test_a_band_counts_both_sexes_and_its_edges():
    persons = np.zeros((1, 2, AGES))
    persons[0, 0, 67], persons[0, 1, 79], persons[0, 1, 80] = 1, 2, 4
    place = RegionSeries(region=PLACE, years=(2020,), persons=persons, first_projected_year=2021)
    assert place.band(67, 79).tolist() == [3]
    assert place.band(80).tolist() == [4]
