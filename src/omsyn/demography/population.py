"""Stocks of people as arrays with named coordinates."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.facts import Provenance

SEXES = ("male", "female")
MAX_AGE = 105
AGES = MAX_AGE + 1
"""Ages 0..105, where the last is 105 and over."""

FloatArray = NDArray[np.float64]


@frozen(kw_only=True, eq=False)
class PopulationSeries:
    """Persons on 1 January, by region, sex and completed age."""

    regions: tuple[str, ...]
    """Region ids, in the order of axis 1."""
    years: tuple[int, ...]
    """In the order of axis 0, rising by one."""
    persons: FloatArray
    """Shape (year, region, sex, age); sex in the order of `SEXES`."""
    provenance: tuple[Provenance, ...] = ()


@frozen(kw_only=True, eq=False)
class Projection:
    """A projected series with the flows that made it.

    `population.years[0]` is the jump-off year. The flows have one year fewer: flow k leads
    from `years[k]` to `years[k + 1]`, and is indexed by age at the END of the year.
    For every region, year, sex and age >= 1
    P'[a] = P[a-1] - deaths - out - emigration + in + immigration, and age 0 starts from births.
    """

    population: PopulationSeries
    births: FloatArray
    """Shape (flow, region, sex)."""
    deaths: FloatArray
    """Shape (flow, region, sex, age), as the four below."""
    in_migration: FloatArray
    out_migration: FloatArray
    immigration: FloatArray
    emigration: FloatArray
    method: str
    """One sentence for readers."""
    warnings: tuple[str, ...] = ()
