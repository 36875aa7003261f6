"""What each lever does to a need, as arrays: shapes (draw, year), where one draw is the main path.

Every function returns a factor that is exactly 1 at the lever's neutral value. Effects that differ
by age are averaged with the need of each age, on the main path or on each draw's own people
(`scenario/drawn.py`), so that both are exact cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from omsyn.demography.population import FloatArray

LOGISTIC_STEEPNESS = 10.0


class PhaseForm(StrEnum):
    """How a lever comes into force over its years of phasing in."""

    LINEAR = "linear"
    LOGISTIC = "logistic"


class FamilyRule(StrEnum):
    """What becomes of the care that families give."""

    CONSTANT = "constant"
    """The same amount every year (the reference path of Statistics Norway)."""
    PROPORTIONAL = "proportional"
    """The same share of the need: nothing changes."""
    PERCENT_PER_YEAR = "percent_per_year"
    """An amount that changes by so many percent a year."""
    CARER_RATIO = "carer_ratio"
    """The share of the need follows the number of 50–66 for each of 80 and over."""


def phase_in(
    years: Sequence[int], start: int, length: int = 0, form: PhaseForm = PhaseForm.LINEAR
) -> FloatArray:
    """How much of a lever is in force each year, 0..1: 0 before `start`, 1 from `start + length`.

    With length 0 it is in force from 1 January of `start`.
    """
    since = np.asarray(years, dtype=float) - start
    if length == 0:
        return (since >= 0).astype(float)
    part = np.clip(since / length, 0, 1)
    if form is PhaseForm.LINEAR:
        return part
    low, high = _sigmoid(np.array(-0.5)), _sigmoid(np.array(0.5))
    result: FloatArray = (_sigmoid(part - 0.5) - low) / (high - low)
    return result


def _sigmoid(x: FloatArray) -> FloatArray:
    result: FloatArray = 1 / (1 + np.exp(-LOGISTIC_STEEPNESS * x))
    return result


def years_of_growth(
    years: Sequence[int], start: int, length: int = 0, form: PhaseForm = PhaseForm.LINEAR
) -> FloatArray:
    """How many whole years of growth lie between `start` and each year.

    A year counts by how much of the lever is in force at its end; with length 0 it is the number
    of years since `start`.
    """
    every = range(min(years[0], start), years[-1] + 1)
    weight = phase_in(every, start, length, form)
    weight[np.asarray(every) <= start] = 0
    total = np.cumsum(weight)
    return total[[every.index(year) for year in years]]


def growth(percent: FloatArray, exponent: FloatArray) -> FloatArray:
    """`(1 + percent/100) ** exponent`, shape (draw, year) from (draw,) and (year,)."""
    result: FloatArray = (1 + percent[:, None] / 100) ** exponent
    return result


def reduction(share: FloatArray, weight: FloatArray) -> FloatArray:
    """`1 - share · weight`, never below 0, shape (draw, year)."""
    return np.maximum(1 - share[:, None] * weight, 0)


def within(factor: FloatArray, part: FloatArray | None) -> FloatArray:
    """A factor that holds for a part (year,) of the need; None: for all of it."""
    return factor if part is None else 1 + part * (factor - 1)


def mean_decline(
    dying: FloatArray, reference: FloatArray, need: FloatArray, reached: FloatArray
) -> FloatArray:
    """How far mortality has fallen, averaged with the need: `mean of (1 - q[t] / q[0])`, (year,).

    `dying` and `need` are (year, sex, age), `reference` (sex, age); `reached` (age,) is 1 where the
    lever works. The factor on the need is then `1 - phi · mean_decline` (Statistics Norway).
    """
    works = (reached > 0) & (reference > 0)
    ratio = np.divide(dying, reference, out=np.ones_like(dying), where=works)
    total = need.sum(axis=(1, 2))
    result: FloatArray = np.divide(
        (need * (1 - ratio)).sum(axis=(1, 2)), total, out=np.zeros(len(need)), where=total > 0
    )
    return result


def shifted(shape: FloatArray, by: FloatArray) -> FloatArray:
    """The shape (sex, age) read `by` (..., sex, age) years further down, linear between ages."""
    ages = shape.shape[-1]
    at = np.clip(np.arange(ages) - by, 0, ages - 1)
    low = np.floor(at).astype(np.intp)
    high = np.minimum(low + 1, ages - 1)
    part = at - low
    sexes = np.arange(len(shape))[:, None]
    result: FloatArray = shape[sexes, low] * (1 - part) + shape[sexes, high] * part
    return result


def formal_care(
    need: FloatArray, family: FloatArray, start: int, index: FloatArray, weight: FloatArray
) -> FloatArray:
    """What the need becomes when families' care does not follow it, shape (draw, year).

    `need` is (draw, year) and formal; families give `family` (draw,) times the formal need of the
    year at position `start`, and from then on that amount times `index` (draw or 1, year). Formal
    care is the rest of `need · (1 + family)`, never below 0; `weight` (year,) phases it in.
    """
    whole = need * (1 + family[:, None])
    given = family[:, None] * need[:, start : start + 1] * index
    rest = np.maximum(whole - given, 0)
    result: FloatArray = need + weight * (rest - need)
    return result


def moved(
    giving: FloatArray,
    receiving: FloatArray,
    share: FloatArray,
    exchange: float,
    weight: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Two services after a share (draw,) of the first is met by the second instead.

    One unit of the first takes `exchange` units of the second.
    """
    part = share[:, None] * weight * giving
    return giving - part, receiving + exchange * part
