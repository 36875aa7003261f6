"""What a person may choose about the future: alternatives, national paths, local additions.

The neutral `PathSettings()` changes nothing. `with_paths` turns the chosen levels into rates, so
that everything that is made from rates (the projection, its draws) follows the same choice.
"""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path

import numpy as np
import polars as pl
from attrs import evolve, field, frozen

from omsyn.demography.given_rates import GivenFertility, GivenMortality
from omsyn.demography.municipal_totals import MunicipalTotals
from omsyn.demography.national_path import NationalPath
from omsyn.demography.population import FloatArray
from omsyn.demography.rates import RateSet
from omsyn.errors import ProjectionError
from omsyn.language import _


class Alternative(StrEnum):
    """A named combination of national paths."""

    MAIN = "main"
    HIGH = "high"
    """High fertility, low mortality, high immigration."""
    LOW = "low"
    """Low fertility, high mortality, low immigration."""
    ZERO_MIGRATION = "zero_migration"
    """Nobody moves, within the country or over its border."""


class Level(StrEnum):
    """How high a national path runs."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class AdditionKind(StrEnum):
    """Where people who are added come from."""

    HOUSING = "housing"
    """From other municipalities, so that the country's sum is the same."""
    REFUGEES = "refugees"
    """From abroad, on top of the country's immigration."""


FERTILITY = {Level.LOW: 0.85, Level.MEDIUM: 1.0, Level.HIGH: 1.15}
"""Births per woman against the middle path, reached evenly over `FERTILITY_PHASE` years."""

DECLINE = {Level.LOW: 1.5, Level.MEDIUM: 1.0, Level.HIGH: 0.5}
"""How fast mortality falls against the middle path."""

IMMIGRATION = {Level.LOW: 0.5, Level.MEDIUM: 1.0, Level.HIGH: 1.5}
"""Immigrants against the middle path, reached evenly over `IMMIGRATION_PHASE` years."""

FERTILITY_PHASE, IMMIGRATION_PHASE = 10, 5

LEVELS_OF = {
    Alternative.MAIN: (Level.MEDIUM, Level.MEDIUM, Level.MEDIUM),
    Alternative.HIGH: (Level.HIGH, Level.LOW, Level.HIGH),
    Alternative.LOW: (Level.LOW, Level.HIGH, Level.LOW),
    Alternative.ZERO_MIGRATION: (Level.MEDIUM, Level.MEDIUM, Level.MEDIUM),
}
"""Fertility, mortality and immigration of each alternative."""


@frozen(kw_only=True)
class Addition:
    """People who come to a municipality in a year beyond what its history tells."""

    region: str
    year: int
    """They come during it, and are in the stock of 1 January after."""
    persons: float = field()
    kind: AdditionKind = AdditionKind.HOUSING

    @persons.validator
    def _positive(self, _attribute: object, value: float) -> None:
        if not (math.isfinite(value) and value >= 0):
            raise ProjectionError(
                _(
                    "Tillegget for {region} i {year} er ikke et antall personer på null eller "
                    "mer; rett tallet."
                ).format(region=self.region, year=self.year)
            )


def _as_mortality(given: GivenMortality | pl.DataFrame | Path | None) -> GivenMortality | None:
    return GivenMortality.read(given) if isinstance(given, pl.DataFrame | Path) else given


def _as_fertility(given: GivenFertility | pl.DataFrame | Path | None) -> GivenFertility | None:
    return GivenFertility.read(given) if isinstance(given, pl.DataFrame | Path) else given


@frozen(kw_only=True)
class PathSettings:
    """Everything chosen about the population's future; the default changes nothing."""

    alternative: Alternative = field(default=Alternative.MAIN, converter=Alternative)
    fertility: Level | None = None
    """Another level than the alternative's; None follows the alternative, as do the next two."""
    mortality: Level | None = None
    immigration: Level | None = None
    mortality_rates: GivenMortality | None = field(default=None, converter=_as_mortality)
    """The country's death rates in some years, instead of what any level says; a frame or a file
    will do, and likewise for fertility."""
    fertility_rates: GivenFertility | None = field(default=None, converter=_as_fertility)
    national: NationalPath | None = None
    """Stocks of the country that the municipalities are to add up to; None: their own sum."""
    totals: MunicipalTotals | None = None
    """Inhabitants of municipalities to reach; None: as they become."""
    additions: tuple[Addition, ...] = ()

    @property
    def is_neutral(self) -> bool:
        return self == PathSettings()

    def levels(self) -> tuple[Level, Level, Level]:
        """Fertility, mortality and immigration as they will be."""
        fertility, mortality, immigration = LEVELS_OF[self.alternative]
        return (
            self.fertility or fertility,
            self.mortality or mortality,
            self.immigration or immigration,
        )


def with_paths(rates: RateSet, settings: PathSettings) -> RateSet:
    """The rates as the alternative, the levels and given rates have them.

    National path, municipal totals and additions apart.
    """
    fertility, mortality, immigration = settings.levels()
    first = rates.death[:1]
    # Only the way down is steeper or gentler: the first year stays what it is.
    decline = np.divide(rates.death, first, out=np.ones_like(rates.death), where=first > 0)
    death = np.minimum(first * decline ** DECLINE[mortality], 1)
    flows = len(rates.death)
    births = rates.fertility * _phased(FERTILITY[fertility], FERTILITY_PHASE, flows)[:, None]
    if settings.mortality_rates is not None:
        death = settings.mortality_rates.followed(rates.origin, death)
    if settings.fertility_rates is not None:
        births = settings.fertility_rates.followed(rates.origin, births)
    changed = evolve(
        rates,
        death=death,
        fertility=births,
        immigration=rates.immigration
        * _phased(IMMIGRATION[immigration], IMMIGRATION_PHASE, flows)[:, None, None],
    )
    if settings.alternative is Alternative.ZERO_MIGRATION:
        return evolve(
            changed,
            moving=evolve(changed.moving, out=np.zeros_like(changed.moving.out)),
            immigration=np.zeros_like(changed.immigration),
            emigration=np.zeros_like(changed.emigration),
        )
    return changed


def _phased(factor: float, years: int, flows: int) -> FloatArray:
    """Factors (flow,) that go evenly from today's one to `factor` in so many years."""
    reached = np.minimum(np.arange(1, flows + 1) / years, 1)
    return 1 + (factor - 1) * reached
