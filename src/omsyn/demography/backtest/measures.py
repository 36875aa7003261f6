"""How far off projections were: measures over places, by size and age (methods of section 3.6)."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.population import FloatArray

CLOSE = 0.05
"""A projection within this of the true number is counted as close."""

SMALL = 50
"""Where the mean number is smaller, a relative mean is ruled by chance and is not given."""

SIZE_EDGES = (2_000, 5_000, 10_000, 20_000, 50_000)
"""Inhabitants at the origin that divide the size classes."""


@frozen(kw_only=True)
class Measures:
    """Over some places; relative errors as parts of the true number, positive where too high."""

    places: int
    mean_size: float
    mape: float | None
    """Mean absolute relative error; None where the mean number is below `SMALL`."""
    medape: float
    """Median absolute relative error."""
    malpe: float | None
    """Mean relative error, the bias; None as for `mape`."""
    wmape: float
    """Sum of absolute errors against the sum of true numbers."""
    close: float
    """Part of the places within `CLOSE`."""
    sum_error: float
    """Relative error of the places' sum."""


def measure(made: FloatArray, true: FloatArray) -> Measures | None:
    """Measures of projected against true numbers, one for each place; None without places.

    A place where there truly was nobody has no relative error; it counts in `wmape`.
    """
    if not len(true) or true.sum() <= 0:
        return None
    there = true > 0
    error = made[there] / true[there] - 1
    size = float(true.mean())
    large = size >= SMALL
    return Measures(
        places=len(true),
        mean_size=size,
        mape=float(np.abs(error).mean()) if large else None,
        medape=float(np.median(np.abs(error))),
        malpe=float(error.mean()) if large else None,
        wmape=float(np.abs(made - true).sum() / true.sum()),
        close=float((np.abs(error) <= CLOSE).mean()),
        sum_error=float(made.sum() / true.sum() - 1),
    )


def mean_of(several: list[Measures]) -> Measures:
    """The mean of measures of several origins, each weighing the same."""

    def mean(name: str) -> float:
        return float(np.mean([getattr(each, name) for each in several]))

    known = all(each.mape is not None for each in several)
    return Measures(
        places=round(mean("places")),
        mean_size=mean("mean_size"),
        mape=mean("mape") if known else None,
        medape=mean("medape"),
        malpe=mean("malpe") if known else None,
        wmape=mean("wmape"),
        close=mean("close"),
        sum_error=mean("sum_error"),
    )


def size_classes(inhabitants: FloatArray) -> NDArray[np.int64]:
    """The number of each place's size class, 0 for those under `SIZE_EDGES[0]`."""
    return np.searchsorted(SIZE_EDGES, inhabitants, side="right")
