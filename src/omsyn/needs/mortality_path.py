"""How mortality and remaining years change over time in the country: what health levers follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from omsyn.demography.inputs import read_inputs
from omsyn.demography.mortality import death_probabilities
from omsyn.demography.paths import DECLINE, Level
from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.rates import Assumptions
from omsyn.errors import OutsideData
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.warehouse import Store

_kept: dict[tuple[str, int, int, Level], MortalityPath] = {}
KEPT = 8


@frozen(kw_only=True, eq=False)
class MortalityPath:
    """The country's mortality by year, seen from completed age on 1 January."""

    years: tuple[int, ...]
    dying: FloatArray
    """Shape (year, sex, age): probability of dying within the year."""
    remaining: FloatArray
    """Shape (year, sex, age): remaining years at the mortality of that year."""

    def position(self, year: int) -> int:
        """Where a year stands. Raises `OutsideData` for a year not in the path."""
        if year not in self.years:
            raise OutsideData(
                _("Dødeligheten er beregnet for {first}–{last}, ikke for {year}.").format(
                    first=self.years[0], last=self.years[-1], year=year
                )
            )
        return self.years.index(year)


def mortality_path(
    store: Store, first: int, last: int, level: Level = Level.MEDIUM
) -> MortalityPath:
    """Published mortality, and after it the projection's own, for every year first..last."""
    key = (store.version, first, last, level)
    found = _kept.get(key)
    if found is None:
        assumed, inputs = Assumptions(), read_inputs(store)
        probabilities = death_probabilities(
            inputs.deaths,
            first,
            last,
            level_years=assumed.mortality_level_years,
            trend_years=assumed.mortality_trend_years,
        )
        projected = max(inputs.population.years[-1] - first, 0)
        probabilities[projected:] = steeper(probabilities[projected:], DECLINE[level])
        found = path_of(tuple(range(first, last + 1)), probabilities)
        # All at once: another thread may put its own in while the oldest is looked for.
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def steeper(probabilities: FloatArray, power: float) -> FloatArray:
    """The way down from the first year taken `power` times as fast, as the projection does it."""
    first = probabilities[:1]
    decline = np.divide(
        probabilities, first, out=np.ones_like(probabilities), where=np.asarray(first > 0)
    )
    return np.minimum(first * decline**power, 1)


def path_of(years: tuple[int, ...], probabilities: FloatArray) -> MortalityPath:
    """The path of probabilities (year, sex, age) that are indexed by age at the END of the year."""
    dying = probabilities[..., np.minimum(np.arange(AGES) + 1, AGES - 1)]
    return MortalityPath(years=years, dying=dying, remaining=remaining_years(dying))


def remaining_years(dying: FloatArray) -> FloatArray:
    """Remaining years (..., age) of those who die with these probabilities (..., age) each year.

    `e[a] = (1 - q[a]/2) + (1 - q[a]) e[a+1]`, deaths in the middle of the year; in the open last
    age the probability holds for ever.
    """
    result = np.empty_like(dying)
    last = np.maximum(dying[..., -1], 1e-9)
    result[..., -1] = (1 - last / 2) / last
    for age in range(dying.shape[-1] - 2, -1, -1):
        q = dying[..., age]
        result[..., age] = (1 - q / 2) + (1 - q) * result[..., age + 1]
    return result
