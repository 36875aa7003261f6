"""The levers in their order on the needs of one region: (draw, year) in, (draw, year) out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

import numpy as np
from attrs import frozen

from omsyn.demography.population import AGES, FloatArray
from omsyn.needs import levers
from omsyn.needs.mortality_path import MortalityPath
from omsyn.needs.scenario.choices import (
    AnyLever,
    DementiaTrend,
    HealthyAgeing,
    InformalCare,
    Productivity,
    Recruitment,
    ServiceProfile,
    Standard,
    Technology,
    UnmetNeed,
)
from omsyn.needs.scenario.drawn import DrawnPeople
from omsyn.needs.services import OLD, Service, ServiceRate

Needs = Mapping[Service, FloatArray]
"""Need by service, each of shape (draw, year)."""

MOST_SHIFT = 30
"""Ages below the youngest counted one that a shift can reach: more than lives ever lengthen."""

FINE_GRID = 17
"""With more draws than this a shift of ages is computed at so many values and interpolated."""


@frozen(kw_only=True, eq=False)
class Ground:
    """What levers work on: the people of the main path and the rates of the region."""

    years: tuple[int, ...]
    persons: FloatArray
    """Shape (year, sex, age), the main path."""
    rates: Mapping[Service, ServiceRate]
    path: Callable[[], MortalityPath]
    """Mortality for at least the same years; asked for only when a lever follows it."""
    drawn: DrawnPeople | None = None
    """The people of every draw, where levers work on those and not on the main path's."""

    def position(self, year: int | None) -> int:
        return 0 if year is None else self.years.index(year)

    def band(self, low: int, high: int) -> FloatArray:
        """Persons of low..high, shape (year,), or (draw, year) of drawn people."""
        if self.drawn is not None:
            return self.drawn.band(low, high)
        result: FloatArray = self.persons[:, :, low : high + 1].sum(axis=(1, 2))
        return result


def main_needs(ground: Ground) -> dict[Service, FloatArray]:
    """The needs without levers, shape (1, year)."""
    return {
        key: (ground.persons * rate.per_person).sum(axis=(1, 2))[None]
        for key, rate in ground.rates.items()
    }


def apply(
    lever: AnyLever, needs: Needs, ground: Ground, values: FloatArray
) -> dict[Service, FloatArray]:
    """The needs after one lever whose value is `values` (draw,)."""
    changed = dict(needs)
    if isinstance(lever, ServiceProfile):
        one, other = lever.from_service, lever.to_service
        if one in needs and other in needs:
            changed[one], changed[other] = levers.moved(
                needs[one], needs[other], values / 100, lever.exchange, _weight(lever, ground)
            )
        return changed
    for service in lever.on:
        if service not in needs:
            continue
        if isinstance(lever, InformalCare):
            changed[service] = _with_families(lever, needs[service], ground, values)
        elif not isinstance(lever, Recruitment):
            changed[service] = needs[service] * _factor(lever, service, ground, values)
    return changed


def _factor(
    lever: UnmetNeed | Technology | DementiaTrend | Standard | Productivity | HealthyAgeing,
    service: Service,
    ground: Ground,
    values: FloatArray,
) -> FloatArray:
    """What one service's need is multiplied with, shape (draw, year)."""
    match lever:
        case HealthyAgeing():
            return health_factor(lever, ground.rates[service], ground, values)
        case UnmetNeed():
            factor = levers.reduction(-values / 100, _weight(lever, ground))
        case Technology():
            reached = lever.reach * lever.adoption / 10_000
            factor = levers.reduction(values / 100 * reached, _weight(lever, ground))
        case DementiaTrend() | Standard():
            factor = levers.growth(values, _growing(lever, ground))
        case Productivity():
            factor = 1 / levers.growth(values, _growing(lever, ground))
        case _:
            assert_never(lever)
    return levers.within(factor, _part(lever, service, ground))


def _start(lever: AnyLever, ground: Ground) -> int:
    return ground.years[0] if lever.start is None else lever.start


def _weight(lever: AnyLever, ground: Ground) -> FloatArray:
    """How much of the lever is in force each year."""
    return levers.phase_in(ground.years, _start(lever, ground), lever.phase_years, lever.phase_form)


def _growing(lever: AnyLever, ground: Ground) -> FloatArray:
    """For how many years the lever has grown each year."""
    return levers.years_of_growth(
        ground.years, _start(lever, ground), lever.phase_years, lever.phase_form
    )


def _part(lever: AnyLever, service: Service, ground: Ground) -> FloatArray | None:
    """The share of the need, each year, that lies in the lever's ages; None for all."""
    if lever.ages is None:
        return None
    use = ground.rates[service].counted_shape()
    if ground.drawn is not None:
        total, inside = (ground.drawn.weighted(each) for each in (use, use * _reached(lever)))
    else:
        need = ground.persons * use
        total = need.sum(axis=(1, 2))
        inside = (need * _reached(lever)).sum(axis=(1, 2))
    part: FloatArray = np.divide(inside, total, out=np.zeros_like(total), where=total > 0)
    return part


def _reached(lever: AnyLever) -> FloatArray:
    """1 for the ages that a lever works on, shape (age,)."""
    reached = np.ones(AGES)
    if lever.ages is not None:
        reached[: lever.ages.low] = 0
        if lever.ages.high is not None:
            reached[lever.ages.high + 1 :] = 0
    if isinstance(lever, HealthyAgeing) and lever.definition == "mortality_ratio":
        reached[: lever.from_age + 1] = 0
    return reached


def health_factor(
    lever: HealthyAgeing,
    rate: ServiceRate,
    ground: Ground,
    values: FloatArray,
) -> FloatArray:
    """How need changes with health, shape (draw, year): by mortality's fall or by shifted ages."""
    path, weight = ground.path(), _weight(lever, ground)
    rows = [path.position(year) for year in ground.years]
    start = ground.position(lever.start)
    reached = _reached(lever)
    before = rate.counted_shape()
    if ground.drawn is not None:
        from_age = rate.shift_from if lever.definition == "age_shift" else 0
        moves = (np.arange(AGES) >= from_age) & (reached > 0)
        return ground.drawn.health_factor(
            path, definition=lever.definition, before=before, shape=rate.shape,
            reached=np.broadcast_to(moves, before.shape), weight=weight, values=values, start=start,
        )  # fmt: skip
    if lever.definition == "mortality_ratio":
        dying = path.dying[rows]
        decline = levers.mean_decline(dying, dying[start], ground.persons * before, reached)
        return levers.reduction(values, weight * decline)
    # Only ages that the service is counted at, and the few below that they are compared with.
    low = max(int(np.argmax(before.any(axis=0))) - MOST_SHIFT, 0)
    gain = path.remaining[rows][:, :, low:]
    gain = (gain - gain[start]) * weight[:, None, None]
    moves = ((np.arange(AGES) >= rate.shift_from) & (reached > 0))[low:]
    persons, before, shape = ground.persons[:, :, low:], before[:, low:], rate.shape[:, low:]
    total = (persons * before).sum(axis=(1, 2))

    def at(value: float) -> FloatArray:
        after = np.where(moves, levers.shifted(shape, value * gain), before)
        need = (persons * after).sum(axis=(1, 2))
        factor: FloatArray = np.divide(need, total, out=np.ones(len(total)), where=total > 0)
        return factor

    return _at_each(values, at)


def _at_each(values: FloatArray, at: Callable[[float], FloatArray]) -> FloatArray:
    """`at` (year,) of every value, shape (value, year): interpolated where there are many."""
    if len(values) <= FINE_GRID:
        return np.array([at(each) for each in values.tolist()])
    grid = np.linspace(values.min(), values.max(), FINE_GRID)
    known = np.array([at(each) for each in grid.tolist()])
    return np.array([np.interp(values, grid, column) for column in known.T]).T


def _with_families(
    lever: InformalCare, need: FloatArray, ground: Ground, values: FloatArray
) -> FloatArray:
    start = ground.position(lever.start)
    relative = need / np.where(need[:, start] > 0, need[:, start], 1)[:, None]
    match lever.rule:
        case levers.FamilyRule.CONSTANT:
            index = np.ones((1, len(ground.years)))
        case levers.FamilyRule.PROPORTIONAL:
            return need
        case levers.FamilyRule.PERCENT_PER_YEAR:
            since = np.array([year - ground.years[start] for year in ground.years])
            index = levers.growth(np.array([lever.percent_per_year]), since)
        case levers.FamilyRule.CARER_RATIO:
            ratio = ground.band(50, 66) / np.maximum(ground.band(OLD, AGES), 1e-9)
            index = relative * (ratio / ratio[..., start : start + 1])
        case _:
            assert_never(lever.rule)
    return levers.formal_care(need, values / 100, start, index, _weight(lever, ground))
