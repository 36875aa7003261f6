"""Shares whose products with whole numbers are exact in floating point.

A share is rounded to a whole number of 2⁻²⁰ parts, and the last of a unit's shares takes what is
left. A whole number below 2³² times such a share needs at most 52 bits, so parts of a divided
municipality add up to it to the last bit, in whatever order they are added.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

GRID = 1 << 20


def on_grid(frame: pl.DataFrame, unit: Sequence[str]) -> pl.DataFrame:
    """The frame with `share` rounded so that each unit's shares are exact and sum to exactly 1.

    `unit` names the columns that together say what was divided. The largest share takes the
    rounding.
    """
    grid = (pl.col("share") / pl.col("share").sum().over(unit) * GRID).round().cast(pl.Int64)
    largest = pl.int_range(pl.len()).over(unit) == pl.col("share").arg_max().over(unit)
    return (
        frame.with_columns(grid.alias("_grid"))
        .with_columns(
            pl.when(largest)
            .then(pl.col("_grid") + GRID - pl.col("_grid").sum().over(unit))
            .otherwise(pl.col("_grid"))
            .alias("_grid")
        )
        .with_columns((pl.col("_grid") / GRID).alias("share"))
        .drop("_grid")
    )
