"""A statistical cube: dimensions with their categories, one value and one status for each cell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from enum import StrEnum

import numpy as np
import polars as pl
from attrs import field, frozen
from numpy.typing import NDArray

from omsyn.facts import Status, texts


class Role(StrEnum):
    TIME = "time"
    GEO = "geo"
    METRIC = "metric"


@frozen(kw_only=True)
class Dimension:
    """One axis of a cube."""

    id: str
    label: str
    codes: tuple[str, ...]
    """In the order of the axis."""
    labels: Mapping[str, str] = field(factory=dict, repr=False)
    """Code -> name for people; a code without a name stands for itself."""
    units: Mapping[str, str] = field(factory=dict, repr=False)
    role: Role | None = None
    notes: tuple[str, ...] = field(default=(), converter=texts)

    def label_of(self, code: str) -> str:
        return self.labels.get(code, code)


@frozen(kw_only=True, eq=False)
class Cube:
    """An answer of a statistics office.

    `values` runs over the cells in row-major order of `dimensions`, NaN where there is none.
    `status` holds the symbol of each cell that has one, by position.
    """

    label: str
    source: str
    updated: dt.datetime | None
    dimensions: tuple[Dimension, ...]
    values: NDArray[np.float64] = field(repr=False)
    status: Mapping[int, str] = field(factory=dict, repr=False)
    notes: tuple[str, ...] = field(default=(), converter=texts, repr=False)
    table: str = ""

    @property
    def size(self) -> tuple[int, ...]:
        return tuple(len(each.codes) for each in self.dimensions)

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension with this id; raises `KeyError` where there is none."""
        for each in self.dimensions:
            if each.id == dimension_id:
                return each
        raise KeyError(dimension_id)

    def with_role(self, role: Role) -> Dimension | None:
        """The first dimension in a role."""
        return next((each for each in self.dimensions if each.role is role), None)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """Notes of the table and of its dimensions, each once."""
        notes = [*self.notes, *(note for each in self.dimensions for note in each.notes)]
        return tuple(dict.fromkeys(notes))

    def symbols(self) -> pl.Series:
        """The status of each cell as a `Status` value.

        A missing value that the source does not explain is not available. A symbol that is none
        of the four stands beside a value (preliminary, estimated): the value is as published.
        """
        missing = np.isnan(self.values)
        symbols = np.where(missing, Status.NOT_AVAILABLE.value, Status.OBSERVED.value).tolist()
        for position, symbol in self.status.items():
            status = SYMBOLS.get(symbol.strip())
            if status is None or (not missing[position] and status is not Status.ZERO):
                continue
            symbols[position] = status.value
        return pl.Series("status", symbols, dtype=pl.String)

    def to_frame(self) -> pl.DataFrame:
        """One row for each cell: the dimensions' codes, `value` and `status`."""
        columns: dict[str, pl.Series] = {}
        inner = math.prod(self.size)
        outer = 1
        for each in self.dimensions:
            inner //= max(len(each.codes), 1)
            codes = pl.Series(each.id, each.codes, dtype=pl.String)
            places = np.tile(np.repeat(np.arange(len(each.codes)), inner), outer)
            columns[each.id] = codes.gather(pl.Series(places, dtype=pl.UInt32))
            outer *= len(each.codes)
        frame = pl.DataFrame(columns).with_columns(
            pl.Series("value", self.values, dtype=pl.Float64).fill_nan(None), self.symbols()
        )
        zero = (pl.col("status") == Status.ZERO.value) & pl.col("value").is_null()
        return frame.with_columns(value=pl.when(zero).then(0.0).otherwise(pl.col("value")))


SYMBOLS = {
    ".": Status.NOT_APPLICABLE,
    "..": Status.NOT_AVAILABLE,
    # The PC-Axis file format writes a third kind of missing as three dots.
    "...": Status.CONFIDENTIAL,
    ":": Status.CONFIDENTIAL,
    "-": Status.ZERO,
    "–": Status.ZERO,
}
"""Symbols of published tables -> our status."""
