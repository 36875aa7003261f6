"""What came out of a scenario, and its two forms for others: JSON and a tidy frame."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from attrs import field, frozen

from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData
from omsyn.geography.region import Region
from omsyn.language import _
from omsyn.needs.rate import Rate
from omsyn.needs.scenario import chance, written
from omsyn.needs.scenario.amounts import CostResult, SkillResult, Volume
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.words import Parameter
from omsyn.needs.services import Service, ServiceRate
from omsyn.needs.waterfall import Waterfall


@frozen(kw_only=True)
class Limit:
    """What the need is held against."""

    value: float
    """What there is now."""
    own: bool
    """Whether the planner gave it; else it is the published stock."""
    by_year: FloatArray = field(eq=False)
    """Shape (year,): what there is, with what is planned to open and close."""


@frozen(kw_only=True, eq=False)
class ServiceResult:
    """One service under a scenario; arrays are (year,) on the years of the result."""

    service: Service
    name: str
    unit: str
    years: tuple[int, ...]
    value: FloatArray
    """Need on the main path with the levers."""
    neutral: FloatArray
    """Need on the main path without levers."""
    waterfall: Waterfall
    made_with: ServiceRate
    rate: Rate
    """With the reservation that the levers call for."""
    limit: Limit | None = None
    quantiles: Mapping[float, FloatArray] = field(factory=dict)
    """Quantile (0.1, 0.5 …) -> (year,); empty without draws."""
    exceeding: FloatArray | None = None
    """Probability that the need is above the limit; None without draws or without a limit."""
    interval_holds: str = ""
    """What the quantiles hold and what they do not, translated; empty without drawn people."""
    volumes: Mapping[str, Volume] = field(factory=dict)
    """What it takes of what the planner gave: "hours", "person_years" …"""
    drawn: FloatArray | None = None
    """Need in every draw, (draw, year), where it was asked for; (1, year) where every draw is
    alike; None without draws."""

    def at(self, year: int) -> float:
        """The need on the main path in a year. Raises `OutsideData`."""
        return float(self.value[self.position(year)])

    def interval(self, year: int, share: float = 0.8) -> tuple[float, float] | None:
        """The middle 0.5, 0.8 or 0.95 of the draws in a year; None without draws."""
        return chance.middle(self.quantiles, self.position(year), share)

    def probability(self, year: int) -> float | None:
        """Probability that the need is above the limit in a year; None where not known."""
        return None if self.exceeding is None else float(self.exceeding[self.position(year)])

    def first_year_above(self) -> int | None:
        """The first year in which the main path is above the limit."""
        if self.limit is None:
            return None
        above = np.nonzero(self.value > self.limit.by_year)[0]
        return self.years[int(above[0])] if len(above) else None

    def position(self, year: int) -> int:
        """Where a year stands. Raises `OutsideData` for a year not in the result."""
        if year not in self.years:
            raise OutsideData(
                _("Behovet er beregnet for {first}–{last}, ikke for {year}.").format(
                    first=self.years[0], last=self.years[-1], year=year
                )
            )
        return self.years.index(year)


@frozen(kw_only=True, eq=False)
class StaffResult:
    """Staff there will be against the need for person-years; arrays are (year,)."""

    years: tuple[int, ...]
    supply: FloatArray
    shortfall: FloatArray
    """Need less supply on the main path; negative where there is more than needed."""
    probability: FloatArray | None = None
    """Probability that the need is above the supply; None without draws."""


@frozen(kw_only=True, eq=False)
class ScenarioResult:
    """A scenario with what it gave, reproducible from its `run_id`."""

    run_id: str
    engine: str
    store_version: str
    scenario: Scenario
    region: Region
    years: tuple[int, ...]
    first_projected_year: int
    services: Mapping[Service, ServiceResult]
    lacking: Mapping[Service, str]
    """Why a service is not among them, one translated sentence each."""
    staff: StaffResult | None
    parameters: tuple[Parameter, ...]
    """Everything that was set, translated."""
    warnings: tuple[str, ...]
    """Translated sentences on what the reader must know of this run."""
    draws: int
    """Futures drawn; 0 where there are no intervals."""
    drawn_population: bool
    """Whether the population was drawn too, and not only the levers."""
    fictional: bool = False
    """Whether the figures are those of a place that does not exist."""
    skills: Mapping[str, SkillResult] = field(factory=dict)
    """Person-years of each group of staff that the planner gave."""
    cost: CostResult | None = None
    """What was given a cost; None where nothing was."""

    def to_json(self) -> bytes:
        """The result as JSON without translated text: the same run gives the same bytes."""
        return written.json_of(self)

    def to_frame(self) -> pl.DataFrame:
        """Each service by year: need, quantiles, limit, probability and volumes; then the rest.

        See `omsyn.needs.scenario.written.frame_of`.
        """
        return written.frame_of(self)

    def to_csv(self) -> str:
        """The frame as CSV, after lines with # that say what was set and what to know."""
        return written.csv_of(self)
