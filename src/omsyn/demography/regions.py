"""A region's people, past and projected: municipalities added up by their membership."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen

from omsyn.demography.divided import Division
from omsyn.demography.frames import Coordinates, tidy
from omsyn.demography.inputs import POPULATION
from omsyn.demography.kept import People, people
from omsyn.demography.paths import PathSettings
from omsyn.demography.population import AGES, SEXES, FloatArray, PopulationSeries
from omsyn.demography.projection import HORIZON
from omsyn.errors import OutsideData
from omsyn.geography.region import COUNTRY_ID, Region
from omsyn.geography.registry import Member
from omsyn.language import _

if TYPE_CHECKING:
    from omsyn.warehouse import Store

_observed: dict[tuple[Path, str], tuple[tuple[str, ...], int]] = {}


@frozen(kw_only=True, eq=False)
class RegionSeries:
    """Persons in one region on 1 January, history and projection in one series."""

    region: Region
    years: tuple[int, ...]
    persons: FloatArray
    """Shape (year, sex, age); sex male, female; the last age is 105 and over."""
    first_projected_year: int
    estimated: bool = False
    """Whether a municipality is divided between regions and its part is a share of all ages."""
    estimated_until: int | None = None
    """The last year whose figures hold a part of a municipality that has since been divided."""

    def band(self, low: int, high: int | None = None) -> FloatArray:
        """Persons of completed age low..high (both included) each year; None: and over."""
        ages = slice(low, AGES if high is None else high + 1)
        result: FloatArray = self.persons[:, :, ages].sum(axis=(1, 2))
        return result

    def total(self) -> FloatArray:
        """Persons of all ages each year."""
        return self.band(0)

    def at(self, year: int) -> FloatArray:
        """Persons (sex, age) in a year. Raises `OutsideData` for a year not in the series."""
        result: FloatArray = self.persons[self.position(year)]
        return result

    def position(self, year: int) -> int:
        """Where a year stands in the series. Raises `OutsideData` for one that does not."""
        if year not in self.years:
            raise OutsideData(
                _("{region} har tall for {first}–{last}, ikke for {year}.").format(
                    region=self.region.name, first=self.years[0], last=self.years[-1], year=year
                )
            )
        return self.years.index(year)

    @property
    def last_observed_year(self) -> int:
        return self.first_projected_year - 1

    @property
    def coordinates(self) -> Coordinates:
        """The axes of `persons` and what their places are called."""
        return {"year": self.years, "sex": SEXES, "age": range(AGES)}

    def to_frame(self) -> pl.DataFrame:
        """The columns year, sex, age (105 is 105 and over), persons and projected (a truth)."""
        frame = tidy(self.coordinates, persons=self.persons)
        return frame.with_columns(projected=pl.col("year") >= self.first_projected_year)


def region_series(
    store: Store, region_id: str, horizon: int = HORIZON, settings: PathSettings | None = None
) -> RegionSeries:
    """The people of a municipality, county, hospital trust, KOSTRA group or the whole country.

    The country is the sum of the store's municipalities. Raises `UnknownRegion`,
    `ExpiredRegion` or `MissingDataset`, and `OutsideData` for a region without inhabitants in
    the store or a horizon that cannot be projected to.
    """
    registry = store.registry()
    region = registry.get(region_id)
    both = people(store, horizon, settings)
    members = (
        [Member(municipality=each) for each in both.history.regions]
        if region_id == COUNTRY_ID
        else registry.members(region_id)
    )
    return join_series(region, members, both)


def member_weights(store: Store, region_id: str) -> dict[int, float]:
    """Position of each of a region's municipalities in the population, and how much belongs.

    Raises `UnknownRegion`, `ExpiredRegion`, `MissingDataset`, or `OutsideData` for a region
    without inhabitants in the store.
    """
    registry = store.registry()
    region = registry.get(region_id)
    regions, _newest = observed(store)
    if region_id == COUNTRY_ID:
        return dict.fromkeys(range(len(regions)), 1.0)
    return _weights(region, registry.members(region_id), regions)


def observed(store: Store) -> tuple[tuple[str, ...], int]:
    """The municipalities of the population, in order, and its newest year. Raises `MissingDataset`.

    Read once for each version of the store.
    """
    key = (store.folder, store.version)
    found = _observed.get(key)
    if found is None:
        regions, years, _persons = store.persons(POPULATION)
        found = tuple(regions), years[-1]
        # One is enough: a server has one store, and another version makes this one useless.
        _observed.clear()
        _observed[key] = found
    return found


def join_series(region: Region, members: Sequence[Member], both: People) -> RegionSeries:
    """History and projection of the members by their shares."""
    weights = _weights(region, members, both.history.regions)
    past = _weighted(both.history, weights)
    future = _weighted(both.projected, weights)
    return RegionSeries(
        region=region,
        years=both.history.years + both.projected.years[1:],
        persons=np.concatenate([past, future[1:]]),
        first_projected_year=both.history.years[-1] + 1,
        estimated=any(each.estimated for each in members),
        estimated_until=_estimated_until(members, both.divisions),
    )


def _estimated_until(members: Sequence[Member], divided: Sequence[Division]) -> int | None:
    """The last year of a division that the members hold some but not all of."""
    codes = {each.municipality for each in members}
    years = [
        each.last_year for each in divided if 0 < len(codes & each.shares.keys()) < len(each.shares)
    ]
    return max(years, default=None)


def _weights(
    region: Region, members: Sequence[Member], regions: tuple[str, ...]
) -> dict[int, float]:
    """Position of each member municipality and how much of it belongs."""
    positions = {code: place for place, code in enumerate(regions)}
    weights: dict[int, float] = {}
    for each in members:
        if each.municipality in positions:
            place = positions[each.municipality]
            weights[place] = min(1.0, weights.get(place, 0.0) + each.share)
    if not weights:
        raise OutsideData(
            _(
                "{region} har ingen folketall i lageret; se «omsyn data status» for hva som er "
                "hentet."
            ).format(region=region.name)
        )
    return weights


def _weighted(population: PopulationSeries, weights: dict[int, float]) -> FloatArray:
    places = sorted(weights)
    if len(places) == 1 and weights[places[0]] == 1:
        return np.array(population.persons[:, places[0]])
    chosen = (
        population.persons[:, places]
        if len(places) < len(population.regions)
        else (population.persons)
    )
    return np.tensordot(np.array([weights[place] for place in places]), chosen, axes=(0, 1))
