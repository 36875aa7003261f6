"""Rates for a projection from a jump-off year, by what was known then."""

from __future__ import annotations

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from omsyn.demography import migration
from omsyn.demography.divided import true_flows
from omsyn.demography.fertility import expected_births
from omsyn.demography.inputs import Inputs
from omsyn.demography.mortality import death_probabilities
from omsyn.demography.population import FloatArray
from omsyn.demography.shrinkage import posterior_mean
from omsyn.demography.step import FEMALE, YearRates

PEERS_BIRTHS_STRENGTH = 100
"""Expected births at which the level of a group of peers and the nation's weigh the same."""


@frozen(kw_only=True)
class Assumptions:
    """What a projection assumes, in one place; the defaults are those the backtest chose."""

    mortality_level_years: int = 5
    mortality_trend_years: int = 15
    fertility_years: int = 1
    """Births by age of mother, and the national level, are the mean of the last so many years."""
    local_fertility_years: int = 10
    immigration_years: int = 10
    """National net immigration is the mean of the last so many years, less those left out."""
    immigration_left_out: tuple[int, ...] = (2022, 2023)
    """The peak of refugees from Ukraine."""
    immigration_long_years: int = 40
    """Immigration goes back to the mean of so many years, or of those there are."""
    immigration_kept: float = 0.8
    """Part of its distance to that mean that is left a year later."""
    migration_years: int = 20
    """Moves and local mortality are learnt from the last so many years."""
    migration_strengths: migration.Strengths = field(factory=migration.Strengths)
    death_strength: float = 200
    """Expected deaths at which a municipality's own level and its peers' weigh the same."""
    births_strength: float = 1000
    """Expected births at which a municipality's own level and its peers' weigh the same."""


@frozen(kw_only=True, eq=False)
class RateSet:
    """Rates of every year of a projection from `origin`; arrays as in `YearRates`."""

    origin: int
    death: FloatArray
    """Shape (flow, sex, age)."""
    moving: migration.MovingRates
    immigration: FloatArray
    """Shape (flow, sex, age)."""
    emigration: FloatArray
    """Shape (flow, sex, age)."""
    fertility: FloatArray
    """Shape (flow, age)."""
    births_level: FloatArray
    death_level: FloatArray

    def of_flow(self, k: int) -> YearRates:
        """The rates that lead from year `origin + k` to the next."""
        return YearRates(
            death=self.death[k],
            out=self.moving.out,
            share_in=self.moving.share_in,
            immigration=self.immigration[k],
            emigration=self.emigration[k],
            fertility=self.fertility[k],
            births_level=self.births_level,
            death_level=self.death_level,
        )


def estimate(inputs: Inputs, origin: int, horizon: int, assumed: Assumptions) -> RateSet:
    """Rates for `origin`..`horizon` from years up to `origin` only.

    Raises `ProjectionError` where the series before the origin is too short to learn from.
    """
    stocks = inputs.population
    last = stocks.years.index(origin)
    first = max(0, last - assumed.migration_years)
    years = stocks.years[first : last + 1]
    persons = stocks.persons[first : last + 1]
    death = death_probabilities(
        inputs.deaths.until(origin - 1),
        years[0],
        horizon - 1,
        level_years=assumed.mortality_level_years,
        trend_years=assumed.mortality_trend_years,
    )
    past, future = death[: len(years) - 1], death[len(years) - 1 :]
    true = true_flows(years, stocks.regions, inputs.divisions)
    accounts = migration.cohort_accounts(years, persons, past, true)
    immigration, emigration = migration.net_immigration(
        accounts, _immigration_years(accounts.years, assumed)
    )
    flows = horizon - origin
    path = _immigration_path(inputs, origin, flows, assumed) / max(immigration.sum(), 1e-9)
    schedule = inputs.fertility.schedule(origin - 1, assumed.fertility_years)
    born, expected = _births(persons, past, schedule)
    recent = slice(-assumed.fertility_years, None)
    local = slice(-assumed.local_fertility_years, None)
    fertility = schedule * (born[recent].sum() / expected[recent].sum())
    return RateSet(
        origin=origin,
        death=future,
        moving=migration.moving_rates(accounts, inputs.peers, assumed.migration_strengths),
        death_level=migration.death_level(accounts, inputs.peers, assumed.death_strength),
        immigration=immigration * np.maximum(1 + path, 0)[:, None, None],
        emigration=np.repeat(emigration[None], flows, axis=0),
        fertility=np.repeat(fertility[None], flows, axis=0),
        births_level=_births_level(
            born[local], expected[local], true[local], inputs.peers, assumed.births_strength
        ),
    )


def _immigration_path(inputs: Inputs, origin: int, flows: int, assumed: Assumptions) -> FloatArray:
    """How far from its recent mean net immigration is in each flow, persons, shape (flow,).

    It goes back to the mean of as many years as the country's own series has before the origin.
    A series that does not reach the origin is of no use; then that of the municipalities is.
    """
    known = inputs.country
    if known is None or origin not in known.years:
        known = evolve(
            inputs.population, persons=inputs.population.persons.sum(axis=1, keepdims=True)
        )
    last = known.years.index(origin)
    first = max(0, last - assumed.immigration_long_years)
    years, persons = known.years[first : last + 1], known.persons[first : last + 1]
    death = death_probabilities(
        inputs.deaths.until(origin - 1),
        years[0],
        origin - 1,
        level_years=assumed.mortality_level_years,
        trend_years=assumed.mortality_trend_years,
    )
    accounts = migration.cohort_accounts(
        years, persons, death, np.ones((len(years) - 1, 1), dtype=bool)
    )
    net = accounts.national_net()[..., : migration.LAST_MOVING_AGE].sum(axis=(1, 2))
    usual = np.array([year not in assumed.immigration_left_out for year in accounts.years])
    recent = [accounts.years.index(year) for year in _immigration_years(accounts.years, assumed)]
    distance = net[usual if usual.any() else slice(None)].mean() - net[recent].mean()
    # The country may be counted otherwise than the municipalities, as that of a sample is.
    here = inputs.population.persons[inputs.population.years.index(origin)].sum()
    gone = 1 - assumed.immigration_kept ** np.arange(1, flows + 1)
    result: FloatArray = distance * gone * (here / max(persons[-1].sum(), 1e-9))
    return result


def _immigration_years(years: tuple[int, ...], assumed: Assumptions) -> tuple[int, ...]:
    window = years[-assumed.immigration_years :]
    kept = tuple(year for year in window if year not in assumed.immigration_left_out)
    return kept or window


def _births(
    persons: FloatArray, death: FloatArray, schedule: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Births of the past and those that the schedule gives, both (flow, region).

    Births are those aged 0 at the end of the year with the few who died before it: this counts
    infants who moved as born where they live, and reaches later years than published births.
    """
    women = persons[:, :, FEMALE]
    born = (persons[1:, :, :, 0] / (1 - death[:, None, :, 0])).sum(axis=2)
    return born, expected_births(women[:-1], women[1:], schedule)


def _births_level(
    born: FloatArray,
    expected: FloatArray,
    true: NDArray[np.bool_],
    peers: FloatArray,
    strength: float,
) -> FloatArray:
    """Each region's births against the nation's, drawn towards its peers', shape (region,)."""
    due = expected * (born.sum(axis=1, keepdims=True) / expected.sum(axis=1, keepdims=True))
    seen, due = (born * true).sum(axis=0), (due * true).sum(axis=0)
    # Peers without births in all those years still get some of the nation's.
    parent = peers.T @ posterior_mean(peers @ seen, peers @ due, 1.0, PEERS_BIRTHS_STRENGTH)
    return posterior_mean(seen, due, parent, strength)
