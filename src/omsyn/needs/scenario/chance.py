"""The values of a lever in each draw: the same in draw d however many draws are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from statistics import NormalDist

import numpy as np

from omsyn.demography.population import FloatArray
from omsyn.needs.scenario.choices import AnyLever, Normal, Triangular, Uniform

STANDARD_NORMAL = NormalDist()
NINE_IN_TEN = STANDARD_NORMAL.inv_cdf(0.9)

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""Quantiles that are kept: the median and the 50, 80 and 95 % intervals."""


def values(lever: AnyLever, key: str, seed: int, draws: int) -> FloatArray:
    """The lever's value in each draw, shape (draw,) and (1,) for a point; never out of its range.

    The numbers follow from the seed and the lever's key only, so that two scenarios with the same
    lever are compared on the same chances.
    """
    spread = lever.uncertainty
    if spread is None:
        return np.array([lever.value])
    chance = uniform(seed, key, draws)
    match spread:
        case Uniform():
            result = spread.low + chance * (spread.high - spread.low)
        case Normal():
            middle = (spread.low + spread.high) / 2
            deviation = (spread.high - spread.low) / (2 * NINE_IN_TEN)
            scores = [STANDARD_NORMAL.inv_cdf(each) for each in chance.tolist()]
            result = middle + deviation * np.array(scores)
        case Triangular():
            result = triangular(chance, spread.low, lever.value, spread.high)
    low, high = bounds(type(lever), "value")
    return np.clip(result, low, high)


def uniform(seed: int, key: str, draws: int) -> FloatArray:
    """Numbers between 0 and 1, both excluded, from a counter-based generator."""
    digest = hashlib.sha256(f"{seed}:lever:{key}".encode()).digest()
    generator = np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))
    return np.clip(generator.random(draws), 2**-53, 1 - 2**-53)


def triangular(chance: FloatArray, low: float, mode: float, high: float) -> FloatArray:
    """The inverse of the triangular distribution function."""
    if high == low:
        return np.full(len(chance), low)
    peak = (mode - low) / (high - low)
    rising = low + np.sqrt(chance * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - chance) * (high - low) * (high - mode))
    return np.where(chance < peak, rising, falling)


def bounds(model: type[AnyLever], field: str) -> tuple[float, float]:
    """The lowest and highest value that a field allows."""
    low, high = -np.inf, np.inf
    for each in model.model_fields[field].metadata:
        low = max(low, getattr(each, "ge", low))
        high = min(high, getattr(each, "le", high))
    return low, high


def quantiles(need: FloatArray) -> FloatArray:
    """Quantiles at `LEVELS` of (draw, year): shape (level, year)."""
    ordered = np.sort(need.T, axis=1)
    place = np.array(LEVELS) * (ordered.shape[1] - 1)
    low = np.floor(place).astype(np.intp)
    high = np.ceil(place).astype(np.intp)
    result: FloatArray = (ordered[:, low] + (ordered[:, high] - ordered[:, low]) * (place - low)).T
    return result


def middle(
    found: Mapping[float, FloatArray], place: int, share: float
) -> tuple[float, float] | None:
    """The ends of the middle 0.5, 0.8 or 0.95 of the draws at a place along the years.

    `found` is quantile -> (year,), as `quantiles` gives them; None where it is empty.
    """
    if not found:
        return None
    low, high = (
        min(found, key=lambda level: abs(level - wanted))
        for wanted in ((1 - share) / 2, (1 + share) / 2)
    )
    return float(found[low][place]), float(found[high][place])
