"""All methods from all origins: projected and true numbers of every place and age group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from attrs import frozen

from omsyn.demography.backtest.naive import (
    constant_population,
    constant_shares,
    hamilton_perry,
)
from omsyn.demography.inputs import Inputs
from omsyn.demography.paths import Alternative, PathSettings
from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.projection import run
from omsyn.demography.rates import Assumptions, estimate
from omsyn.errors import OutsideData
from omsyn.language import _

ORIGINS = tuple(range(2011, 2022))
HORIZONS = (1, 3, 5, 10, 15)

GROUPS = {
    "all": (0, AGES),
    "0-5": (0, 6),
    "6-15": (6, 16),
    "16-66": (16, 67),
    "67-79": (67, 80),
    "80-89": (80, 90),
    "90+": (90, AGES),
    "80+": (80, AGES),
}
"""Name of an age group -> its first age and the first above it."""

Progress = Callable[[int, int, str], None]


class Method(StrEnum):
    """What is tried."""

    OMSYN = "omsyn"
    HAMILTON_PERRY = "hamilton_perry"
    CONSTANT_SHARES = "constant_shares"
    NO_MIGRATION = "no_migration"
    CONSTANT_POPULATION = "constant_population"


@frozen(kw_only=True, eq=False)
class Trial:
    """One method from one origin, at one horizon."""

    method: Method
    origin: int
    years_ahead: int
    made: FloatArray
    """Shape (region, group), groups as in `GROUPS`."""
    true: FloatArray
    start: FloatArray
    """Inhabitants at the origin, shape (region,)."""


def try_methods(  # noqa: PLR0913 - what to try, and how to tell of it
    inputs: Inputs,
    *,
    origins: Sequence[int] = ORIGINS,
    horizons: Sequence[int] = HORIZONS,
    methods: Sequence[Method] = tuple(Method),
    assumed: Assumptions | None = None,
    progress: Progress = lambda _done, _total, _text: None,
) -> tuple[Trial, ...]:
    """Every method from every origin at the horizons that the population reaches.

    Raises `OutsideData` where an origin has no later year or too few earlier ones.
    """
    years = inputs.population.years
    found: list[Trial] = []
    for done, origin in enumerate(origins):
        progress(done, len(origins), _("Prøver fra {year}").format(year=origin))
        reached = [each for each in horizons if origin + each in years]
        check_origin(inputs, origin, reached)
        for method in methods:
            made = _persons(inputs, method, origin, max(reached), assumed or Assumptions())
            found += [
                Trial(
                    method=method,
                    origin=origin,
                    years_ahead=ahead,
                    made=grouped(made[ahead]),
                    true=grouped(inputs.population.persons[years.index(origin + ahead)]),
                    start=made[0].sum(axis=(1, 2)),
                )
                for ahead in reached
            ]
    progress(len(origins), len(origins), "")
    return tuple(found)


def check_origin(inputs: Inputs, origin: int, reached: Sequence[int]) -> None:
    """Raise `OutsideData` for an origin that cannot be projected from and compared with."""
    years = inputs.population.years
    if origin not in years[2:] or not reached:
        raise OutsideData(
            _(
                "Etterprøvingen kan ikke gå ut fra {origin}; lageret har folketall for "
                "{first}–{last}, og det må være minst to år før og ett etter."
            ).format(origin=origin, first=years[0], last=years[-1])
        )


def grouped(persons: FloatArray) -> FloatArray:
    """Persons (region, sex, age) by age group, shape (region, group)."""
    by_age = persons.sum(axis=1)
    return np.stack([by_age[:, low:high].sum(axis=1) for low, high in GROUPS.values()], axis=1)


def _persons(
    inputs: Inputs, method: Method, origin: int, years_ahead: int, assumed: Assumptions
) -> FloatArray:
    """Persons (year, region, sex, age) by the method, the origin first."""
    match method:
        case Method.HAMILTON_PERRY:
            return hamilton_perry(inputs, origin, years_ahead)
        case Method.CONSTANT_SHARES:
            return constant_shares(inputs, origin, years_ahead)
        case Method.CONSTANT_POPULATION:
            return constant_population(inputs, origin, years_ahead)
        case Method.OMSYN:
            chosen = PathSettings()
        case Method.NO_MIGRATION:
            chosen = PathSettings(alternative=Alternative.ZERO_MIGRATION)
    horizon = origin + years_ahead
    rates = estimate(inputs, origin, horizon, assumed)
    return run(inputs.population, rates, horizon, chosen).population.persons
