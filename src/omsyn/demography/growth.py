"""Growth through time: a yearly rate is raised to the power of the years, never multiplied by them.

Two rates describe the same growth (Preston, Heuveline & Guillot 2001, section 1.4): the yearly
one, (P1 / P0)^(1/t) - 1, which is what people mean by "two percent a year", and the continuous
one, ln(P1 / P0) / t, which demographic formulas use.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from omsyn.demography.population import FloatArray


def yearly_growth(start: ArrayLike, end: ArrayLike, years: float) -> FloatArray:
    """Growth a year, 0.02 for two percent; NaN where there was nobody at the start."""
    return np.asarray(np.expm1(continuous_growth(start, end, years)))


def continuous_growth(start: ArrayLike, end: ArrayLike, years: float) -> FloatArray:
    """ln(P1 / P0) / t; NaN where there was nobody at the start, minus infinity where all left."""
    first, last = np.broadcast_arrays(np.asarray(start, float), np.asarray(end, float))
    ratio = np.divide(last, first, out=np.full(first.shape, np.nan), where=first > 0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(ratio) / years)


def grown(start: ArrayLike, yearly: ArrayLike, years: ArrayLike) -> FloatArray:
    """What `start` becomes at a yearly growth: P0 (1 + g)^t."""
    return np.asarray(np.asarray(start, float) * (1 + np.asarray(yearly, float)) ** years)


def doubling_time(yearly: ArrayLike) -> FloatArray:
    """Years until it has doubled at a yearly growth: ln 2 / ln(1 + g).

    Infinite at no growth; where it shrinks, minus the years until half is left
    (0 where all leave at once).
    """
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(2) / np.log1p(np.asarray(yearly, float)))
