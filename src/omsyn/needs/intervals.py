"""How sure a need at constant rates is, from the kept draws of the people that it follows.

The same draws as scenarios are computed on, so a need has the same interval in a document and on
the page where it can be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography import AGES, HORIZON, SEXES, RegionSeries
from omsyn.demography.draws import INTERVALS, SEED, Fan, RegionFans, fan, fans_are_kept, region_fans
from omsyn.demography.population import FloatArray
from omsyn.needs.dementia import prevalence_schedule
from omsyn.needs.local import LocalFigures
from omsyn.needs.rate_uncertainty import RateError, rate_errors
from omsyn.needs.services import OLD as OLD_AGE
from omsyn.needs.services import Service, ServiceRate, service_rates

if TYPE_CHECKING:
    from omsyn.sources.base import Progress
    from omsyn.warehouse import Store

OLD, DEMENTIA = "old", "dementia"
"""The sums of people that needs at constant rates are proportional to."""


@frozen(kw_only=True, eq=False)
class Interval:
    """What people or a need may be in the drawn futures, from the newest observed year on."""

    years: tuple[int, ...]
    median: FloatArray
    low: Mapping[float, FloatArray]
    """By interval, such as 0.8: the lower end along the years."""
    high: Mapping[float, FloatArray]
    drawn: NDArray[np.floating] | None = None
    """In every draw, shape (draw, year); None where only the fan is kept."""
    holds: str = ""
    """What it holds of the rate's own uncertainty, for readers; empty for people."""

    @classmethod
    def of_fan(cls, years: tuple[int, ...], fan: Fan, **known: Any) -> Interval:
        """From a fan of draws; `known` holds the other fields."""
        return cls(years=years, median=fan.median, low=fan.low, high=fan.high, **known)

    @classmethod
    def of_quantiles(
        cls, years: tuple[int, ...], quantiles: Mapping[float, FloatArray]
    ) -> Interval:
        """From the quantiles of a scenario's result."""

        def nearest(level: float) -> FloatArray:
            return quantiles[min(quantiles, key=lambda each: abs(each - level))]

        return cls(
            years=years,
            median=nearest(0.5),
            low={share: nearest((1 - share) / 2) for share in INTERVALS},
            high={share: nearest((1 + share) / 2) for share in INTERVALS},
        )

    def between(self, year: int, share: float = 0.8) -> tuple[float, float]:
        """The ends of the middle 0.5, 0.8 or 0.95 of the futures in a year."""
        place = self.years.index(year)
        return float(self.low[share][place]), float(self.high[share][place])

    def probability_above(self, level: float, year: int) -> float | None:
        """The share of the futures that are above a level in a year; None where not kept."""
        if self.drawn is None:
            return None
        return float((self.drawn[:, self.years.index(year)] > level).mean())


def people_fans(
    store: Store, region_id: str, horizon: int = HORIZON, progress: Progress | None = None
) -> RegionFans:
    """The region's fans, with the draws that `interval_of` needs. Raises as `region_fans`."""
    return region_fans(store, region_id, _sums(), horizon=horizon, progress=progress)


def people_fans_are_kept(store: Store, horizon: int = HORIZON) -> bool:
    """Whether `people_fans` answers at once."""
    return fans_are_kept(store, _sums(), horizon=horizon)


def _sums() -> dict[str, FloatArray]:
    old = np.zeros((len(SEXES), AGES))
    old[:, OLD_AGE:] = 1
    return {OLD: old, DEMENTIA: prevalence_schedule()}


def need_intervals(
    store: Store, series: RegionSeries, fans: RegionFans, local: LocalFigures | None = None
) -> dict[Service, Interval]:
    """The interval of each need that can be computed, on the drawn years that it has.

    Raises as `service_rates` does.
    """
    rates, _lacking = service_rates(series, store, local)
    errors = rate_errors(store, series.region, rates)
    return {service: _interval(rate, fans, errors[service]) for service, rate in rates.items()}


def _interval(rate: ServiceRate, fans: RegionFans, error: RateError) -> Interval:
    years = tuple(year for year in fans.years if year >= rate.first_year)
    first = len(fans.years) - len(years)
    if rate.service is Service.DEMENTIA:
        need = fans.drawn[DEMENTIA][:, first:]
    else:
        # The rate is the same at all ages from 80 on, and nothing below.
        need = fans.drawn[OLD][:, first:] * float(rate.per_person[0, OLD_AGE])
    drawn = need * error.factors(rate.service, SEED, len(need))[:, None]
    return Interval.of_fan(years, fan(drawn), drawn=drawn, holds=error.sentence())
