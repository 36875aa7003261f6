"""Draws of one region by single age, from what the municipalities of each draw share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import evolve, frozen

from omsyn.demography.additions import check_places
from omsyn.demography.draws import summary
from omsyn.demography.draws.draws import DRAWS, check_draws
from omsyn.demography.draws.ground import Floats, Ground
from omsyn.demography.draws.kept import (
    MOST_KEPT,
    Futures,
    Wanted,
    by_levels,
    first,
    futures,
    identity,
    ready,
    streamed,
)
from omsyn.demography.draws.memory import check_memory
from omsyn.demography.draws.rng import SEED, check_seed
from omsyn.demography.draws.settings import Settings
from omsyn.demography.draws.summary import INTERVALS, Fan
from omsyn.demography.frames import Coordinates, tidy
from omsyn.demography.paths import Addition, AdditionKind, PathSettings
from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.projection import HORIZON, check_horizon
from omsyn.demography.rates import Assumptions
from omsyn.demography.regions import member_weights, observed
from omsyn.demography.step import base_cohorts
from omsyn.errors import ProjectionError
from omsyn.geography.region import COUNTRY_ID, Region
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.warehouse import Store

KEPT_IN_MEMORY = 192_000_000
"""Bytes of regions' persons: nine regions with a thousand draws each."""

_Key = tuple[object, ...]
_in_memory: OrderedDict[_Key, RegionDraws] = OrderedDict()
_guard = Lock()


@frozen(kw_only=True, eq=False)
class RegionDraws:
    """Persons in one region on 1 January in every draw."""

    region: Region
    years: tuple[int, ...]
    """The first is the newest observed year, where all draws are alike."""
    persons: Floats
    """Shape (draw, year, sex, age)."""
    death: Floats
    """The country's probability of dying, by age at the END of the year that follows 1 January of
    each year but the last; shape (draw, year - 1, sex, age)."""
    expected_death: FloatArray
    """The same on the path that the draws spread around, shape (year - 1, sex, age)."""
    paths: PathSettings
    """The future that they follow, by its levels."""

    @property
    def coordinates(self) -> Coordinates:
        """The axes of `persons` and what their places are called."""
        draws = range(len(self.persons))
        return {"draw": draws, "year": self.years, "sex": SEXES, "age": range(AGES)}

    def to_frame(self, low: int = 0, high: int | None = None) -> pl.DataFrame:
        """The columns draw, year and persons: those of completed age low..high, as `band`.

        All ages apart have millions of rows; take them from `persons`, whose axes `coordinates`
        names.
        """
        axes = self.coordinates
        cells = {"draw": axes["draw"], "year": axes["year"]}
        return tidy(cells, persons=self.band(low, high).astype(np.float64))

    @property
    def first_projected_year(self) -> int:
        return self.years[1]

    def band(self, low: int = 0, high: int | None = None) -> Floats:
        """Persons of completed age low..high (both included; None: and over), (draw, year)."""
        ages = slice(low, AGES if high is None else high + 1)
        result: Floats = self.persons[..., ages].sum(axis=(2, 3))
        return result

    def total(self) -> Floats:
        """Persons of all ages, shape (draw, year)."""
        return self.band()

    def fan(
        self, low: int = 0, high: int | None = None, intervals: Sequence[float] = INTERVALS
    ) -> Fan:
        """Mean, median and central intervals of a band along the years."""
        return summary.fan(self.band(low, high), intervals)

    def quantiles(
        self, levels: Sequence[float], low: int = 0, high: int | None = None
    ) -> FloatArray:
        """Quantiles of a band, shape (level, year)."""
        return summary.quantiles(self.band(low, high), levels)

    def probability_above(
        self, capacity: float | FloatArray, low: int = 0, high: int | None = None
    ) -> FloatArray:
        """Share of the draws with more people in the band than the capacity, each year."""
        return summary.probability_above(self.band(low, high), capacity)


def region_draws(  # noqa: PLR0913 - each is one choice of the one who asks
    store: Store,
    region_id: str,
    draws: int = DRAWS,
    *,
    horizon: int = HORIZON,
    seed: int = SEED,
    settings: Settings | None = None,
    assumed: Assumptions | None = None,
    paths: PathSettings | None = None,
) -> RegionDraws:
    """Draws of a municipality, county, hospital trust, KOSTRA group or the whole country.

    Draw d has the same bits as in `draw(store)` with the same seed, and is the same world for
    all regions and scenarios. `paths` chooses the projection that the draws spread around. Its
    additions come on top of the municipality they are for, and those to others are not felt in
    it; a larger region, or the country, is drawn with what they take from other places too. More
    draws than are kept are made in parts. Raises `OutsideData` for what cannot be drawn,
    `ProjectionError` for paths that cannot be followed, and what `region_series` raises for an
    unknown region.
    """
    check_seed(seed)
    check_draws(draws)
    region = store.registry().get(region_id)  # Refused before anything is made.
    weights = member_weights(store, region_id)
    regions, newest = observed(store)
    check_horizon(newest, horizon)
    chosen = paths or PathSettings()
    check_places(chosen.additions, regions, newest, horizon)
    wanted = _wanted(chosen, weights, seed, settings, assumed)
    here = tuple(each for each in chosen.additions if regions.index(each.region) in weights)
    made_to = max(horizon, HORIZON) if draws <= MOST_KEPT else horizon
    key = (store.version, region_id, made_to, identity(wanted), here)
    found = _remembered(key, draws)
    if found is None:
        added = () if wanted.paths.additions else here
        found = _drawn(store, region, horizon, draws, wanted, weights, added)
        _remember(key, found)
    return evolve(_until(found, draws, horizon), paths=by_levels(chosen))


def same_future(found: PathSettings, asked: PathSettings) -> bool:
    """Whether two choices are the same future, whatever its alternative is called."""
    return by_levels(found) == by_levels(asked)


def draws_ready(  # noqa: PLR0913 - as region_draws
    store: Store,
    region_id: str,
    draws: int = DRAWS,
    *,
    horizon: int = HORIZON,
    seed: int = SEED,
    settings: Settings | None = None,
    assumed: Assumptions | None = None,
    paths: PathSettings | None = None,
) -> bool:
    """Whether `region_draws` would answer without drawing the country first."""
    weights = member_weights(store, region_id)
    wanted = _wanted(paths or PathSettings(), weights, seed, settings, assumed)
    return ready(store, horizon, draws, wanted)


def _wanted(
    chosen: PathSettings,
    weights: dict[int, float],
    seed: int,
    settings: Settings | None,
    assumed: Assumptions | None,
) -> Wanted:
    """What the country is drawn with: additions only where they move people inside the region."""
    # A municipality's newcomers are a thousandth of those who move: its own draws feel them, the
    # country's hardly. Then the country need not be drawn anew for each choice.
    alone = len(weights) == 1
    return Wanted(
        seed=seed,
        settings=settings or Settings(),
        assumed=assumed or Assumptions(),
        paths=evolve(chosen, additions=()) if alone else chosen,
    )


def _drawn(  # noqa: PLR0913, PLR0917 - what the draws of a region are made of
    store: Store,
    region: Region,
    horizon: int,
    draws: int,
    wanted: Wanted,
    weights: dict[int, float],
    added: Sequence[Addition],
) -> RegionDraws:
    """The draws to the horizon that is kept, or to the one asked for where they are too many."""
    if draws <= MOST_KEPT:
        found = futures(store, horizon, draws, wanted)
        whole = first(found, draws, found.ground.years[-1])
        return _region(region, whole, range(draws), weights, added)
    check_memory(draws, horizon - observed(store)[1], kept_only=True)
    made: RegionDraws | None = None
    for part, found in streamed(store, horizon, draws, wanted):
        one = _region(region, found, part, weights, added)
        if made is None:
            made = evolve(one, persons=_room(one.persons, draws), death=_room(one.death, draws))
        made.persons[part.start : part.stop] = one.persons
        made.death[part.start : part.stop] = one.death
    assert made is not None
    return made


def _room(like: Floats, draws: int) -> Floats:
    return np.empty((draws, *like.shape[1:]), dtype=like.dtype)


def _region(
    region: Region,
    found: Futures,
    part: range,
    weights: dict[int, float],
    added: Sequence[Addition],
) -> RegionDraws:
    ground = found.ground
    if region.id == COUNTRY_ID and not added:
        persons = found.country
    else:
        extra = _extra(added, ground, list(weights)) if added else None
        persons = found.engine.alone(part, found.paths, found.pool, weights, extra)
    return RegionDraws(
        region=region,
        years=ground.years,
        persons=persons,
        death=found.paths.death,
        expected_death=ground.death,
        paths=PathSettings(),
    )


def _until(found: RegionDraws, draws: int, horizon: int) -> RegionDraws:
    """The first draws only, to a year within what was made."""
    flows = horizon - found.years[0]
    persons = found.persons[:draws, : flows + 1]
    persons.setflags(write=False)  # The next who asks gets the same array.
    return evolve(
        found,
        years=found.years[: flows + 1],
        persons=persons,
        death=found.death[:draws, :flows],
        expected_death=found.expected_death[:flows],
    )


def _remembered(key: _Key, draws: int) -> RegionDraws | None:
    with _guard:
        found = _in_memory.get(key)
        if found is None or len(found.persons) < draws:
            return None
        _in_memory.move_to_end(key)
        return found


def _remember(key: _Key, found: RegionDraws) -> None:
    if found.persons.nbytes > KEPT_IN_MEMORY:
        return
    with _guard:
        _in_memory[key] = found
        _in_memory.move_to_end(key)
        while sum(each.persons.nbytes for each in _in_memory.values()) > KEPT_IN_MEMORY:
            _in_memory.popitem(last=False)


def _extra(additions: Sequence[Addition], ground: Ground, places: Sequence[int]) -> Floats:
    """Persons who come to the places beside what is drawn, (place, flow, sex, age).

    Movers into new housing have the ages of all movers at the origin; refugees those of the
    year's immigrants.
    """
    base = base_cohorts(ground.start[..., :AGES].astype(np.float64))
    result = np.zeros((len(places), len(ground.death), 2, AGES), dtype=np.float32)
    for each in additions:
        flow = each.year - ground.years[0]
        movers = (base * ground.out[ground.version[flow], ..., :AGES]).sum(axis=0)
        coming = ground.immigration[flow, :, :AGES].astype(np.float64)
        ages = movers if each.kind is AdditionKind.HOUSING else coming
        if each.persons > 0 and ages.sum() <= 0:
            raise ProjectionError(
                _("Uten flytting kjenner Omsyn ikke alderen på dem som skal komme i tillegg.")
            )
        place = places.index(ground.regions.index(each.region))
        result[place, flow] += each.persons * ages / max(ages.sum(), 1e-9)
    return result
