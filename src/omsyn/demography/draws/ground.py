"""What every draw starts from: stocks and rates of the deterministic projection, for the kernel.

Ages are padded from 106 to `PADDED`, a multiple of the processor's lanes; nobody is that old.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.additions import with_additions
from omsyn.demography.draws.rng import COUNTY_PLACES
from omsyn.demography.draws.settings import SIZE_EDGES
from omsyn.demography.inputs import Inputs
from omsyn.demography.paths import PathSettings, with_paths
from omsyn.demography.population import AGES, FloatArray, Projection
from omsyn.demography.projection import run
from omsyn.demography.raking import rake
from omsyn.demography.rates import RateSet
from omsyn.demography.step import YearRates
from omsyn.demography.two_margins import moving_as_made

PADDED = 112
DEATH_BANDS = (0, 50, 67, 75, 80, 85, 90, 95, AGES)
"""Edges of the ages whose deaths have their chance in common, by sex."""
MOVE_BANDS = (0, 6, 18, 25, 35, 50, 67, AGES)
"""Edges of the ages who move together, both sexes."""

DEATHS, OUT, INTO, BORN, ARRIVING, EVENTS = 0, 16, 23, 30, 32, 33
"""Where each kind of event begins among the `EVENTS` random numbers of a place and year."""

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]


@frozen(kw_only=True, eq=False)
class Ground:
    """The deterministic part of the draws; float32 arrays have `PADDED` ages, others `AGES`."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    start: Floats
    """Persons at the origin, shape (region, sex, age)."""
    death: FloatArray
    """Shape (flow, sex, age)."""
    fertility: FloatArray
    """Shape (flow, age)."""
    immigration: Floats
    """Shape (flow, sex, age)."""
    emigration: Floats
    births_level: Floats
    """Shape (flow, region)."""
    out: Floats
    """Shape (version, region, sex, age); `version` tells which belongs to a flow."""
    share_in: Floats
    death_level: Floats
    """Shape (version, region, age)."""
    version: Whole
    expected: FloatArray
    """Events that the deterministic projection expects, shape (flow, region, `EVENTS`)."""
    settled: Floats
    """Persons settled from abroad in given places, shape (region, flow, sex, age), ages unpadded;
    no regions where nobody is."""

    @property
    def codes(self) -> Whole:
        """The municipalities' numbers: their place among the random numbers."""
        return np.array([int(each) for each in self.regions], dtype=np.int64)

    @property
    def counties(self) -> tuple[Whole, Whole]:
        """The counties' places among the random numbers, and which county each region is in."""
        places, which = np.unique(self.codes // 100 + COUNTY_PLACES, return_inverse=True)
        return places, which.astype(np.int64)

    @property
    def size_class(self) -> Whole:
        """The size class of each region at the origin."""
        persons = self.start.sum(axis=(1, 2), dtype=np.float64)
        result: Whole = np.digitize(persons, SIZE_EDGES).astype(np.int64)
        return result


def build_ground(
    inputs: Inputs, rates: RateSet, horizon: int, paths: PathSettings | None = None
) -> Ground:
    """Gather what the draws from `rates.origin` to `horizon` need, as the settings choose.

    Runs the deterministic projection once, for the number of events to expect everywhere. A
    national path changes the rates that the draws spread around: it is their middle, and each draw
    keeps its own nation.
    """
    stocks, chosen = inputs.population, paths or PathSettings()
    made = run(stocks, rates, horizon, chosen)
    flows = _yearly_rates(made, rates, chosen)
    versions, version = _versions(flows)
    return Ground(
        regions=stocks.regions,
        years=made.population.years,
        start=_padded(made.population.persons[0]),
        death=np.array([each.death for each in flows]),
        fertility=np.array([each.fertility for each in flows]),
        immigration=_padded(np.array([each.immigration for each in flows])),
        emigration=_padded(np.array([each.emigration for each in flows])),
        births_level=np.array([each.births_level for each in flows], dtype=np.float32),
        out=_padded(np.array([each.out for each in versions])),
        share_in=_padded(np.array([each.share_in for each in versions])),
        death_level=_padded(np.array([each.death_level[:, 0] for each in versions])),
        version=version,
        expected=_expected(made),
        settled=_settled(flows, len(stocks.regions)),
    )


def _yearly_rates(made: Projection, rates: RateSet, chosen: PathSettings) -> list[YearRates]:
    """The rates of each flow as the projection used them."""
    followed = with_paths(rates, chosen)
    result = []
    for k in range(len(made.births)):
        stock, year = made.population.persons[k], rates.origin + k
        of_year = followed.of_flow(k)
        here = [each for each in chosen.additions if each.year == year]
        of_year = with_additions(stock, of_year, here, made.population.regions)
        target = chosen.national.at(year + 1) if chosen.national is not None else None
        if target is not None:
            of_year, _factors = rake(stock, of_year, target, year + 1)
        if chosen.totals is not None and year + 1 in chosen.totals.years:
            moves = made.out_migration[k], made.in_migration[k]
            of_year = moving_as_made(stock, made.births[k], *moves, of_year)
        result.append(of_year)
    return result


def _settled(flows: list[YearRates], regions: int) -> Floats:
    if not any(each.settled.any() for each in flows):
        return np.zeros((0, len(flows), 2, AGES), dtype=np.float32)
    shape = (regions, 2, AGES)
    by_flow = [np.broadcast_to(each.settled, shape) for each in flows]
    return np.ascontiguousarray(np.stack(by_flow, axis=1), dtype=np.float32)


def _versions(flows: list[YearRates]) -> tuple[list[YearRates], Whole]:
    """The flows whose municipal rates differ from all before them, and which each flow uses."""
    found: list[YearRates] = []
    which = []
    for each in flows:
        alike = (k for k, other in enumerate(found) if _same_places(each, other))
        place = next(alike, len(found))
        if place == len(found):
            found.append(each)
        which.append(place)
    return found, np.array(which, dtype=np.int64)


def _same_places(one: YearRates, other: YearRates) -> bool:
    pairs = ("out", "share_in", "death_level")
    return all(
        getattr(one, name) is getattr(other, name)
        or np.array_equal(getattr(one, name), getattr(other, name))
        for name in pairs
    )


def _padded(values: FloatArray) -> Floats:
    result = np.zeros((*values.shape[:-1], PADDED), dtype=np.float32)
    result[..., : values.shape[-1]] = values
    return result


def _expected(made: Projection) -> FloatArray:
    deaths = np.add.reduceat(made.deaths, DEATH_BANDS[:-1], axis=-1)
    out = np.add.reduceat(made.out_migration.sum(axis=2), MOVE_BANDS[:-1], axis=-1)
    into = np.add.reduceat(made.in_migration.sum(axis=2), MOVE_BANDS[:-1], axis=-1)
    arriving = made.immigration.sum(axis=(2, 3))[..., None]
    by_sex = deaths.reshape(*deaths.shape[:2], -1)
    return np.concatenate([by_sex, out, into, made.births, arriving], axis=-1)
