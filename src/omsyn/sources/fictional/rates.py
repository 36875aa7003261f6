"""Invented schedules of death, birth and moving, of the size that Norway has had.

Anchors are rounded and joined by straight lines (deaths: on the logarithm), so that the
generator needs no published table. Ages are 0..105, where the last is 105 and over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from omsyn.sources.fictional.places import PlaceType

Floats = NDArray[np.float64]

AGES = np.arange(106)
FIRST, LAST = 1986, 2023
"""The years that the anchors of death and fertility stand for."""

DEATH_AGES = (0, 1, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110)
DEATHS_PER_100_000: Final[Mapping[tuple[str, int], tuple[int, ...]]] = {
    ("male", FIRST):
        (850, 100, 30, 22, 50, 110, 110, 190, 490, 1500, 3950, 9400, 23000, 58000, 90000),
    ("male", LAST):
        (230, 25, 12, 10, 20, 45, 65, 110, 200, 490, 1370, 4700, 17700, 55000, 90000),
    ("female", FIRST):
        (680, 60, 25, 20, 28, 30, 40, 110, 270, 670, 1750, 6000, 20000, 52000, 85000),
    ("female", LAST):
        (180, 25, 10, 7, 12, 20, 30, 55, 130, 370, 980, 3300, 13700, 48000, 85000),
}  # fmt: skip

FERTILITY_YEARS = (1986, 1990, 2002, 2009, 2022, 2025)
CHILDREN_PER_WOMAN = (1.71, 1.93, 1.75, 1.98, 1.41, 1.44)
MEAN_AGE_AT_BIRTH = (27.5, 28.1, 29.4, 30.0, 31.6, 31.8)
SPREAD_OF_AGE_AT_BIRTH = 5.1
BIRTHS_LEVEL: Final[Mapping[PlaceType, float]] = {
    PlaceType.UNIVERSITY_TOWN: 0.92,
    PlaceType.COMMUTER: 1.10,
    PlaceType.COASTAL: 1.06,
    PlaceType.INLAND: 1.03,
    PlaceType.MOUNTAIN: 1.00,
}

MOVING_AGES = (0, 6, 12, 17, 19, 21, 24, 27, 31, 38, 50, 66, 80, 106)
OUT_PER_1000: Final[Mapping[PlaceType, tuple[int, ...]]] = {
    PlaceType.UNIVERSITY_TOWN: (45, 25, 15, 20, 45, 60, 120, 115, 70, 35, 17, 12, 8, 8),
    PlaceType.COMMUTER: (35, 22, 15, 30, 140, 125, 100, 75, 50, 28, 15, 10, 9, 9),
    PlaceType.COASTAL: (25, 14, 9, 35, 145, 125, 85, 58, 38, 20, 11, 8, 8, 8),
    PlaceType.INLAND: (25, 15, 10, 35, 145, 125, 85, 60, 38, 20, 11, 8, 8, 8),
    PlaceType.MOUNTAIN: (30, 18, 12, 40, 165, 145, 110, 80, 50, 28, 15, 10, 9, 9),
}
"""Of a thousand residents, how many move out in a year, at `MOVING_AGES`."""
IN_WEIGHT: Final[Mapping[PlaceType, tuple[int, ...]]] = {
    PlaceType.UNIVERSITY_TOWN: (20, 12, 9, 14, 140, 160, 90, 65, 40, 18, 7, 4, 2, 1),
    PlaceType.COMMUTER: (55, 30, 15, 12, 38, 55, 85, 100, 80, 38, 13, 6, 4, 1),
    PlaceType.COASTAL: (32, 20, 12, 12, 50, 75, 90, 80, 55, 28, 14, 8, 3, 1),
    PlaceType.INLAND: (34, 21, 12, 12, 50, 75, 88, 80, 56, 28, 14, 8, 3, 1),
    PlaceType.MOUNTAIN: (30, 18, 10, 14, 85, 110, 105, 85, 55, 28, 16, 9, 3, 1),
}
"""How newcomers are spread over ages, at `MOVING_AGES`; only the proportions count."""

COHORT_YEARS = (1880, 1900, 1920, 1935, 1946, 1960, 1969, 1977, 1983, 1986)
COHORT_SIZES = (66, 70, 72, 43, 70, 63, 68, 52, 50, 52)
"""Relative numbers of births behind the ages of 1986: few in the thirties, many after the war."""


def death_rates(year: int) -> Floats:
    """Central death rates, shape (sex, age), sex in the order male, female."""
    # Gains slow down but do not stop after the last anchor.
    step = (min(year, LAST) - FIRST + max(0, year - LAST) * 0.5) / (LAST - FIRST)
    rows = []
    for sex in ("male", "female"):
        first, last = (
            np.interp(AGES, DEATH_AGES, np.log(np.array(DEATHS_PER_100_000[sex, at]) / 100_000))
            for at in (FIRST, LAST)
        )
        rows.append(np.exp(first + (last - first) * step))
    return _rounded(np.array(rows))


def death_probabilities(year: int) -> Floats:
    """Probability of dying within a year, shape (sex, age), by age at the end of the year."""
    rates = death_rates(year)
    # Who is 71 at the end of the year was 70 for half of it; the newborn were only 0.
    lived = rates.copy()
    lived[:, 1:] = (rates[:, :-1] + rates[:, 1:]) / 2
    return _rounded(lived / (1 + 0.5 * lived))


def fertility_rates(year: int) -> Floats:
    """Births per woman-year, shape (age,); nothing outside 15..49."""
    total = np.interp(year, FERTILITY_YEARS, CHILDREN_PER_WOMAN)
    mean = np.interp(year, FERTILITY_YEARS, MEAN_AGE_AT_BIRTH)
    shape = np.exp(-0.5 * ((AGES + 0.5 - mean) / SPREAD_OF_AGE_AT_BIRTH) ** 2)
    shape[(AGES < 15) | (AGES > 49)] = 0
    return _rounded(total * shape / shape.sum())


def out_rates(kind: PlaceType) -> Floats:
    """Probability of moving out within a year, shape (age,)."""
    return _rounded(np.interp(AGES, MOVING_AGES, OUT_PER_1000[kind]) / 1000)


def in_profile(kind: PlaceType) -> Floats:
    """Share of a year's newcomers at each age, shape (age,), summing to one."""
    weight = np.interp(AGES, MOVING_AGES, IN_WEIGHT[kind])
    return _rounded(weight / weight.sum())


def first_structure() -> Floats:
    """Relative numbers of people in 1986, shape (sex, age), summing to one."""
    survival = np.cumprod(1 - death_probabilities(FIRST), axis=1)
    cohort = np.interp(FIRST - AGES, COHORT_YEARS, COHORT_SIZES)
    people = survival * cohort * np.array([[0.514], [0.486]])
    return _rounded(people / people.sum())


def _rounded(values: Floats) -> Floats:
    """Eight decimals, so that another machine's logarithm cannot change a figure."""
    return np.asarray(np.round(values, 8), dtype=np.float64)
