"""How well the method would have done: projections from earlier years against what came.

Rates are estimated from years up to the origin only. Two things are known from later: the borders
and the shares by which divided municipalities are put on them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from omsyn.demography.inputs import Inputs
from omsyn.demography.population import FloatArray
from omsyn.demography.projection import run
from omsyn.demography.rates import Assumptions, estimate
from omsyn.errors import OutsideData
from omsyn.language import _

OLDEST = 80


@frozen(kw_only=True, eq=False)
class Backtest:
    """Relative errors of one projection at its horizon; positive where it was too high."""

    origin: int
    years_ahead: int
    total: FloatArray
    """By region, of all inhabitants."""
    oldest: FloatArray
    """By region, of those of 80 and over."""
    country_total: float
    country_oldest: float

    def share_within(self, limit: float = 0.05) -> float:
        """Share of the regions whose total was within the limit of the true one."""
        return float((np.abs(self.total) <= limit).mean())


def backtest(
    inputs: Inputs, origin: int, years_ahead: int = 5, assumed: Assumptions | None = None
) -> Backtest:
    """Project from `origin` and compare with the stocks `years_ahead` later.

    Raises `OutsideData` where the population does not reach from one to the other.
    """
    stocks = inputs.population
    target = origin + years_ahead
    if origin not in stocks.years[1:] or target not in stocks.years:
        raise OutsideData(
            _(
                "Etterprøvingen trenger folketall for {origin} og {target}; lageret har "
                "{first}–{last}."
            ).format(origin=origin, target=target, first=stocks.years[0], last=stocks.years[-1])
        )
    rates = estimate(inputs, origin, target, assumed or Assumptions())
    made = run(stocks, rates, target).population.persons[-1]
    true = stocks.persons[stocks.years.index(target)]
    return Backtest(
        origin=origin,
        years_ahead=years_ahead,
        total=_error(made.sum(axis=(1, 2)), true.sum(axis=(1, 2))),
        oldest=_error(made[..., OLDEST:].sum(axis=(1, 2)), true[..., OLDEST:].sum(axis=(1, 2))),
        country_total=float(made.sum() / true.sum() - 1),
        country_oldest=float(made[..., OLDEST:].sum() / true[..., OLDEST:].sum() - 1),
    )


def mean_share_within(
    inputs: Inputs, origins: Sequence[int], assumed: Assumptions | None = None
) -> float:
    """Mean over the origins of the share of regions within 5 % after five years."""
    return float(np.mean([backtest(inputs, each, 5, assumed).share_within() for each in origins]))


def _error(made: FloatArray, true: FloatArray) -> FloatArray:
    return made / np.maximum(true, 1) - 1
