"""Age standardisation: rates of places with different ages made comparable.

Intervals take the events as Poisson counts by Byar's approximation (Breslow & Day 1987), which
holds from about ten events; below that it is a little too narrow and a rate says little.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from omsyn.demography.population import FloatArray
from omsyn.errors import ProjectionError
from omsyn.language import _


@frozen(kw_only=True, eq=False)
class Standardised:
    """A standardised rate or ratio with its interval; arrays of shape (...)."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def directly_standardised(
    events: ArrayLike,
    person_years: ArrayLike,
    standard: ArrayLike,
    *,
    per: float = 1000,
    level: float = 0.95,
) -> Standardised:
    """The rate there would be with the standard's ages: Σ w (D / N) / Σ w, per `per`.

    Events D and person-years N (..., age), standard population w (age,). Interval by Dobson et
    al. (1991). Raises `ProjectionError` where the standard has people and the place has none:
    no rate is known there, so the ages must be merged first.
    """
    d, n, w = (np.asarray(each, float) for each in (events, person_years, standard))
    if ((n <= 0) & (w > 0)).any():
        raise ProjectionError(
            _(
                "En aldersgruppe i standardbefolkningen har ingen personår i stedet som skal "
                "sammenlignes; slå sammen aldersgrupper."
            )
        )
    weight = np.divide(w, n, out=np.zeros(np.broadcast(w, n).shape), where=n > 0) / w.sum()
    rate, variance = (weight * d).sum(axis=-1), (weight**2 * d).sum(axis=-1)
    total = d.sum(axis=-1)
    low, high = byar(total, level)
    # With no events at all the weight is unknown; that of the mean person-year is used.
    spread = np.where(total > 0, np.sqrt(variance / np.maximum(total, 1)), 1 / n.sum(axis=-1))
    return Standardised(
        value=np.asarray(per * rate),
        low=np.asarray(per * (rate + spread * (low - total))),
        high=np.asarray(per * (rate + spread * (high - total))),
    )


def indirectly_standardised(
    events: ArrayLike, person_years: ArrayLike, rates: ArrayLike, *, level: float = 0.95
) -> Standardised:
    """Events against those expected at the standard's rates: Σ D / Σ N r, 1 where as expected.

    `events` are totals (...); person-years (..., age) and the standard's rates (age,). Known as
    SMR for deaths; times the standard's crude rate it is the indirectly standardised rate. Two
    places' ratios have different weights and are not to be compared with each other. NaN where
    nothing is expected.
    """
    total = np.asarray(events, float)
    expected = (np.asarray(person_years, float) * np.asarray(rates, float)).sum(axis=-1)
    divisor = np.where(expected > 0, expected, np.nan)
    low, high = byar(total, level)
    return Standardised(
        value=np.asarray(total / divisor),
        low=np.asarray(low / divisor),
        high=np.asarray(high / divisor),
    )


def byar(events: ArrayLike, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Limits of a Poisson count's mean by Byar's approximation; from 0 where there are none."""
    count = np.asarray(events, float)
    z = NormalDist().inv_cdf((1 + level) / 2)
    below, above = np.maximum(count, 1), count + 1
    low = below * (1 - 1 / (9 * below) - z / (3 * np.sqrt(below))) ** 3
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return np.asarray(np.where(count > 0, low, 0.0)), np.asarray(high)
