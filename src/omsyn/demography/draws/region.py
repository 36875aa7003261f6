"""Draws of one region by single age, from what the municipalities of each draw share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import evolve, frozen

from omsyn.demography.additions import check_places
from omsyn.demography.draws import summary
from omsyn.demography.draws.draws import DRAWS, check_draws
from omsyn.demography.draws.engine import Engine
from omsyn.demography.draws.ground import Floats, Ground
from omsyn.demography.draws.kept import Wanted, first, futures
from omsyn.demography.draws.rng import SEED, check_seed
from omsyn.demography.draws.settings import Settings
from omsyn.demography.draws.summary import INTERVALS, Fan
from omsyn.demography.frames import Coordinates, tidy
from omsyn.demography.paths import Addition, AdditionKind, PathSettings
from omsyn.demography.population import AGES, SEXES, FloatArray
from omsyn.demography.projection import HORIZON
from omsyn.demography.rates import Assumptions
from omsyn.demography.step import base_cohorts
from omsyn.errors import OutsideData, ProjectionError
from omsyn.geography.region import COUNTRY_ID, Region
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.warehouse import Store


@frozen(kw_only=True, eq=False)
class RegionDraws:
    """Persons in one region on 1 January in every draw."""

    region: Region
    years: tuple[int, ...]
    """The first is the newest observed year, where all draws are alike."""
    persons: Floats
    """Shape (draw, year, sex, age)."""

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
    all regions and scenarios. `paths` chooses the projection that the draws spread around; of its
    additions only those to the region's own municipalities are felt, not what they take from
    others. Raises `OutsideData` for what cannot be drawn, `ProjectionError` for paths that cannot
    be followed, and what `region_series` raises for an unknown region.
    """
    check_seed(seed)
    check_draws(draws)
    store.registry().get(region_id)  # An unknown region is refused before anything is made.
    chosen = paths or PathSettings()
    wanted = Wanted(
        seed=seed,
        settings=settings or Settings(),
        assumed=assumed or Assumptions(),
        paths=evolve(chosen, additions=()),
    )
    found = first(futures(store, horizon, draws, wanted), draws, horizon)
    ground = found.ground
    check_places(chosen.additions, ground.regions, ground.years[0], horizon)
    region, weights = _weights(store, region_id, ground.regions)
    here = [each for each in chosen.additions if ground.regions.index(each.region) in weights]
    if region_id == COUNTRY_ID and not here:
        persons = found.country
    else:
        engine = Engine.of(ground, seed, found.settings)
        extra = _extra(here, ground, list(weights)) if here else None
        persons = engine.alone(range(draws), found.paths, found.pool, weights, extra)
    return RegionDraws(region=region, years=ground.years, persons=persons)


def _weights(
    store: Store, region_id: str, regions: Sequence[str]
) -> tuple[Region, dict[int, float]]:
    """The region, and the place of each of its municipalities with how much of it belongs."""
    registry = store.registry()
    region = registry.get(region_id)
    if region_id == COUNTRY_ID:
        return region, dict.fromkeys(range(len(regions)), 1.0)
    places = {code: place for place, code in enumerate(regions)}
    weights: dict[int, float] = {}
    for each in registry.members(region_id):
        if each.municipality in places:
            place = places[each.municipality]
            weights[place] = min(1.0, weights.get(place, 0.0) + each.share)
    if not weights:
        raise OutsideData(
            _(
                "{region} har ingen folketall i lageret; se «omsyn data status» for hva som er "
                "hentet."
            ).format(region=region.name)
        )
    return region, weights


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
