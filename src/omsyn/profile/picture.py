"""Everything computed for one region that sections and messages draw on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import field, frozen

from omsyn.demography import RegionSeries
from omsyn.demography.backtest.kept import RegionBacktest
from omsyn.demography.draws import RegionFans
from omsyn.demography.population import FloatArray
from omsyn.facts import Provenance
from omsyn.geography.history import Change
from omsyn.needs import LocalFigures, NationalPart
from omsyn.needs.intervals import Interval
from omsyn.profile.place import Place
from omsyn.profile.words import Pair

if TYPE_CHECKING:
    from omsyn.profile.steering import Steering


class Role(StrEnum):
    """Why another region stands beside this one."""

    PEER = "peer"
    GROUP = "group"
    COUNTY = "county"
    COUNTRY = "country"


class Futures(StrEnum):
    """Whether a document shows what the drawn futures hold."""

    DRAWN = "drawn"
    ON_THEIR_WAY = "on_their_way"
    """Not yet, but in a while: a page says so."""
    LEFT_OUT = "left_out"


@frozen(kw_only=True, eq=False)
class Compared:
    """A region to compare with."""

    label: str
    role: Role
    series: RegionSeries


@frozen(kw_only=True)
class Field:
    """The regions of one kind that this one stands among, each with its share over 80 now."""

    title: str
    """"kommunene i Agder"."""
    shares: Mapping[str, float]
    """Name -> percent."""
    us: str | None = None


@frozen(kw_only=True, eq=False)
class Need:
    """A need over the years, with what the reader must know about the rate behind it."""

    years: tuple[int, ...]
    values: FloatArray
    rate_year: int
    own: bool
    """Whether the rate was measured in this place itself, or is the planner's own."""
    explanation: str
    """Which rate, from where: one sentence."""
    lender: str
    """The group or area whose rate it is where the place has none of its own; else empty."""
    reservation: str
    provenance: tuple[Provenance, ...]
    low: FloatArray | None = None
    """The need if it only followed the whole population, where that bounds it from below."""
    stock: float | None = None
    """What there is, where it is known."""
    stock_year: int | None = None
    index: bool = False
    """Whether only the growth is known, and the value of one year is set to 100."""
    interval: Interval | None = None
    """What it is in the drawn futures; None where they are not drawn."""

    def at(self, year: int) -> float:
        return float(self.values[self.years.index(year)])

    def pair(self, now: int, then: int) -> Pair:
        return Pair(self.at(now), self.at(then))


@frozen(kw_only=True, eq=False)
class Needs:
    """The needs that could be computed, and a sentence for each that could not."""

    dementia: Need | None = None
    home_users: Need | None = None
    places: Need | None = None
    person_years: Need | None = None
    national: NationalPart | None = None
    """The place's part of the increase in employees that is published for the country."""
    lacking: Mapping[str, str] = field(factory=dict)
    """Name of the need -> what is lacking and what to do."""

    def known(self) -> tuple[Need, ...]:
        every = (self.dementia, self.home_users, self.places, self.person_years)
        return tuple(need for need in every if need is not None)


@frozen(kw_only=True, eq=False)
class Picture:
    """One region as the knowledge base sees it."""

    place: Place
    series: RegionSeries
    horizon: int
    made: dt.date
    fictional: bool
    compared: tuple[Compared, ...]
    field: Field | None
    needs: Needs
    changes: tuple[Change, ...]
    divided: tuple[str, ...]
    """Names of members of which only a share belongs to the region."""
    statistics: Provenance
    """The counted population."""
    projection: Provenance
    local: LocalFigures | None = None
    fans: RegionFans | None = None
    """The people in the drawn futures; None where they are not drawn."""
    record: RegionBacktest | None = None
    """How far off the method would have been here; None where the futures are not drawn."""
    steering: Steering | None = None
    """The scenario shown beside the needs without changes; None where nobody has chosen one."""
    waiting: bool = False
    """Whether the futures are being drawn, and intervals will be there in a while."""

    @property
    def now(self) -> int:
        """The newest year that is counted."""
        return self.series.last_observed_year

    @property
    def first(self) -> int:
        return self.series.years[0]

    @property
    def years(self) -> tuple[int, ...]:
        return self.series.years

    @property
    def target(self) -> int:
        """The year that messages look towards: a round one, twelve to sixteen years ahead."""
        return min(self.horizon, (self.now + 12 + 4) // 5 * 5)

    @property
    def sources(self) -> tuple[Provenance, ...]:
        return (self.statistics, self.projection)

    @property
    def country(self) -> Compared | None:
        return next((each for each in self.compared if each.role is Role.COUNTRY), None)

    def band(self, low: int, high: int | None = None) -> FloatArray:
        return self.series.band(low, high)

    def interval(self, low: int = 0, high: int | None = None) -> Interval | None:
        """How sure a band is: all, 0–5, 6–15, 16–66, 18–66, 67–79, 80 and over, 90 and over."""
        if self.fans is None:
            return None
        return Interval.of_fan(self.fans.years, self.fans.fan(low, high))

    def value(self, values: FloatArray, year: int) -> float:
        """What an array over the years holds for one of them."""
        return float(values[self.series.position(year)])

    def pair(self, values: FloatArray, year: int | None = None) -> Pair:
        """The value now, and in a later year; the horizon when none is given."""
        then = self.horizon if year is None else year
        return Pair(self.value(values, self.now), self.value(values, then))

    def chosen_years(self) -> tuple[int, ...]:
        """The first year, each fifth, now and the horizon: enough for a table on a page."""
        fifth = {year for year in self.years if year % 5 == 0}
        return tuple(sorted(fifth | {self.first, self.now, self.horizon}))
