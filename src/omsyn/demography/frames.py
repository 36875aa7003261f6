"""Arrays with named coordinates as tidy Polars frames: a column for each axis and each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Coordinates = Mapping[str, Sequence[int | str]]
"""Name of each axis -> what its places are called, in the order of the array."""


def tidy(coordinates: Coordinates, **values: NDArray[np.float64]) -> pl.DataFrame:
    """One row for each cell, the last axis changing fastest; NaN becomes null.

    Raises `ValueError` where an array has not the shape of the coordinates.
    """
    shape = tuple(len(labels) for labels in coordinates.values())
    wrong = [name for name, array in values.items() if array.shape != shape]
    if wrong:
        raise ValueError(f"{wrong[0]} has the shape {values[wrong[0]].shape}, not {shape}")
    columns = [
        pl.Series(name, list(labels)).gather(
            np.broadcast_to(np.arange(len(labels))[(...,) + (None,) * later], shape).ravel()
        )
        for later, (name, labels) in zip(
            reversed(range(len(shape))), coordinates.items(), strict=True
        )
    ]
    columns += [pl.Series(name, array.ravel()).fill_nan(None) for name, array in values.items()]
    return pl.DataFrame(columns)
