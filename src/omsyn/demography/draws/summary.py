"""What people ask of draws: the middle, intervals, and the chance of more than a capacity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData
from omsyn.language import _

INTERVALS = (0.5, 0.8, 0.95)
"""Central intervals that are shown; 80 % is Statistics Norway's."""

Values = NDArray[np.floating]


@frozen(kw_only=True, eq=False)
class Fan:
    """Mean, median and central intervals along the years."""

    mean: FloatArray
    median: FloatArray
    low: dict[float, FloatArray]
    """By interval, such as 0.8: the lower end."""
    high: dict[float, FloatArray]

    def to_frame(self, years: Sequence[int]) -> pl.DataFrame:
        """The columns year, mean, median, and low80 and high80 for an interval of 0.8."""
        columns: dict[str, FloatArray] = {"mean": self.mean, "median": self.median}
        for share in self.low:
            columns[f"low{round(100 * share)}"] = self.low[share]
            columns[f"high{round(100 * share)}"] = self.high[share]
        return pl.DataFrame({"year": list(years), **columns})


def quantiles(values: Values, levels: Sequence[float]) -> FloatArray:
    """Quantiles over the draws (axis 0), shape (level, ...)."""
    if not all(0 <= level <= 1 for level in levels):
        raise OutsideData(_("Kvantiler ligger mellom 0 og 1."))
    # Whole columns at a time: the draws of a year lie beside each other then.
    columns = np.ascontiguousarray(np.moveaxis(values, 0, -1))
    return np.asarray(np.quantile(columns, levels, axis=-1), dtype=np.float64)


def fan(values: Values, intervals: Sequence[float] = INTERVALS) -> Fan:
    """The fan of draws (draw, year)."""
    ends = [0.5, *((1 - each) / 2 for each in intervals), *((1 + each) / 2 for each in intervals)]
    found = quantiles(values, ends)
    count = len(intervals)
    return Fan(
        mean=values.mean(axis=0, dtype=np.float64),
        median=found[0],
        low=dict(zip(intervals, found[1 : 1 + count], strict=True)),
        high=dict(zip(intervals, found[1 + count :], strict=True)),
    )


def probability_above(values: Values, capacity: float | FloatArray) -> FloatArray:
    """Share of the draws (axis 0) that are above the capacity."""
    return np.asarray((values > capacity).mean(axis=0), dtype=np.float64)
