"""Stocks of people as arrays with named coordinates."""

from __future__ import annotations

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.frames import Coordinates, tidy
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

    @property
    def coordinates(self) -> Coordinates:
        """The axes of `persons` and what their places are called."""
        return {"year": self.years, "region": self.regions, "sex": SEXES, "age": range(AGES)}

    def to_frame(self) -> pl.DataFrame:
        """The columns year, region, sex, age (105 is 105 and over) and persons."""
        return tidy(self.coordinates, persons=self.persons)


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

    def to_frame(self) -> pl.DataFrame:
        """Persons on 1 January of each year, and the flows of the year that ended there.

        The columns year, region, sex, age, persons, births, deaths, in_migration, out_migration,
        immigration and emigration. Flows are by age at the end of their year and null in the
        jump-off year; births stand at age 0 and are 0 at the others.
        """
        births = np.zeros_like(self.deaths)
        births[..., 0] = self.births
        flows = {
            "births": births,
            "deaths": self.deaths,
            "in_migration": self.in_migration,
            "out_migration": self.out_migration,
            "immigration": self.immigration,
            "emigration": self.emigration,
        }
        persons = self.population.persons
        unknown = np.full((1, *persons.shape[1:]), np.nan)
        later = {name: np.concatenate([unknown, flow]) for name, flow in flows.items()}
        return tidy(self.population.coordinates, persons=persons, **later)
