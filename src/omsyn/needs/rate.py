"""A need over time, and the rate that it was computed with."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import numpy as np
from attrs import field, frozen

from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData
from omsyn.facts import Provenance
from omsyn.language import _


class Level(StrEnum):
    """Whose rate it is."""

    MUNICIPALITY = "municipality"
    MEMBERS = "members"
    """The region's municipalities together, each with its own or a borrowed rate."""
    REGION = "region"
    """Published for the region itself, which is no municipality."""
    KOSTRA_GROUP = "kostra_group"
    COUNTY = "county"
    COUNTRY = "country"
    OWN = "own"
    """The planner's own figure."""


BORROWED = frozenset({Level.KOSTRA_GROUP, Level.COUNTY, Level.COUNTRY})
"""Levels that a region takes a rate from when it has none of its own."""


@frozen(kw_only=True)
class Rate:
    """A figure per inhabitant, where it comes from and what it does not say."""

    value: float
    unit: str
    """"prosent av innbyggerne 80 år og eldre", translated."""
    year: int
    level: Level
    level_name: str
    """Name of the region whose rate it is."""
    source: Provenance
    reservation: str
    """One or more whole sentences for readers, translated."""

    @property
    def borrowed(self) -> bool:
        """Whether the rate is that of a larger group and not the region's own."""
        return self.level in BORROWED


@frozen(kw_only=True)
class Stock:
    """What there is, beside a need."""

    value: float
    year: int
    """The status date is 31 December of this year; for the planner's own figure, 1 January."""
    source: Provenance | None = None
    """None where the figure is the planner's own."""
    estimated: bool = False


@frozen(kw_only=True, eq=False)
class NeedSeries:
    """A need on 1 January of each year, at a constant rate."""

    name: str
    unit: str
    years: tuple[int, ...]
    value: FloatArray = field()
    rate: Rate
    first_projected_year: int
    low: FloatArray | None = None
    high: FloatArray | None = None
    stock: Stock | None = None
    index: bool = False
    """Whether only the growth is known, and the value of one year is set to 100."""

    @value.validator
    def _one_a_year(self, _attribute: object, value: FloatArray) -> None:
        if value.shape != (len(self.years),):
            raise ValueError(f"{value.shape} values for {len(self.years)} years")

    def at(self, year: int) -> float:
        """The need in a year. Raises `OutsideData` for a year not in the series."""
        if year not in self.years:
            raise OutsideData(
                _("Behovet er beregnet for {first}–{last}, ikke for {year}.").format(
                    first=self.years[0], last=self.years[-1], year=year
                )
            )
        return float(self.value[self.years.index(year)])

    def growth_percent(self, from_year: int, to_year: int) -> float:
        """Change in percent between two years; NaN from nothing."""
        start = self.at(from_year)
        return 100 * (self.at(to_year) / start - 1) if start else float(np.nan)


def own_rate(region_name: str, year: int, value: float, unit: str) -> Rate:
    """The rate that follows from the planner's own figure for 1 January of a year."""
    return Rate(
        value=value,
        unit=unit,
        year=year,
        level=Level.OWN,
        level_name=region_name,
        source=Provenance(
            source=_("Egne tall"),
            table="",
            definition=_("Tall som den som laget kunnskapsgrunnlaget, har lagt inn selv."),
            retrieved=dt.date(year, 1, 1),
            periods=str(year),
        ),
        reservation=_(
            "Tallet for {year} er lagt inn av brukeren og er ikke kontrollert mot offentlig "
            "statistikk. Behovet er framskrevet med samme dekning som da."
        ).format(year=year),
    )
