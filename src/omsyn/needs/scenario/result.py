"""What came out of a scenario, and its two forms for others: JSON and a tidy frame."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from attrs import field, frozen

from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData
from omsyn.geography.region import Region
from omsyn.language import _
from omsyn.needs.rate import Rate
from omsyn.needs.scenario.chance import LEVELS
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.words import Parameter
from omsyn.needs.services import Service, ServiceRate
from omsyn.needs.waterfall import Waterfall, WaterfallMethod

DIGITS = 9
"""Significant digits in files: more than anybody knows, fewer than a processor's last bit."""


@frozen(kw_only=True)
class Limit:
    """What the need is held against."""

    value: float
    own: bool
    """Whether the planner gave it; else it is the published stock."""


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
    drawn: FloatArray | None = None
    """Need in every draw, (draw, year), where it was asked for; (1, year) where every draw is
    alike; None without draws."""

    def at(self, year: int) -> float:
        """The need on the main path in a year. Raises `OutsideData`."""
        return float(self.value[self.position(year)])

    def interval(self, year: int, share: float = 0.8) -> tuple[float, float] | None:
        """The middle 0.5, 0.8 or 0.95 of the draws in a year; None without draws."""
        if not self.quantiles:
            return None
        low = min(self.quantiles, key=lambda level: abs(level - (1 - share) / 2))
        high = min(self.quantiles, key=lambda level: abs(level - (1 + share) / 2))
        place = self.position(year)
        return float(self.quantiles[low][place]), float(self.quantiles[high][place])

    def probability(self, year: int) -> float | None:
        """Probability that the need is above the limit in a year; None where not known."""
        return None if self.exceeding is None else float(self.exceeding[self.position(year)])

    def first_year_above(self) -> int | None:
        """The first year in which the main path is above the limit."""
        if self.limit is None:
            return None
        above = np.nonzero(self.value > self.limit.value)[0]
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

    def to_json(self) -> bytes:
        """The result as JSON without translated text: the same run gives the same bytes."""
        document = {
            "run_id": self.run_id,
            "engine": self.engine,
            "store_version": self.store_version,
            "scenario": self.scenario.model_dump(mode="json"),
            "region": {"id": self.region.id, "name": self.region.name},
            "years": list(self.years),
            "first_projected_year": self.first_projected_year,
            "draws": self.draws,
            "drawn_population": self.drawn_population,
            "services": {key.value: _service(each) for key, each in self.services.items()},
            "lacking": sorted(each.value for each in self.lacking),
            "staff": _staff(self.staff) if self.staff else None,
        }
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        return (text + "\n").encode()

    def to_frame(self) -> pl.DataFrame:
        """One row for each service and year: its need, quantiles, limit and probability."""
        return pl.concat([_frame(each) for each in self.services.values()])

    def to_csv(self) -> str:
        """The frame as CSV, after lines with # that say what was set and what to know."""
        lines = [
            f"# {self.region.name} ({self.region.id})",
            f"# run_id: {self.run_id}",
            f"# scenario: {self.scenario.canonical()}",
            *(f"# {each.label}: {each.value}" for each in self.parameters),
            *(f"# {each.name}: {each.rate.reservation}" for each in self.services.values()),
            *(
                f"# {each.name}: {each.interval_holds}"
                for each in self.services.values()
                if each.interval_holds
            ),
            *(f"# {sentence}" for sentence in (*self.lacking.values(), *self.warnings)),
        ]
        return "\n".join(lines) + "\n" + self.to_frame().write_csv()


def _service(each: ServiceResult) -> dict[str, Any]:
    return {
        "value": _floats(each.value),
        "neutral": _floats(each.neutral),
        "quantiles": {str(level): _floats(row) for level, row in each.quantiles.items()},
        "limit": None if each.limit is None else {"value": each.limit.value, "own": each.limit.own},
        "probability_above_limit": None if each.exceeding is None else _floats(each.exceeding),
        "index": each.made_with.index,
        "rate": {
            "value": _float(each.rate.value),
            "year": each.rate.year,
            "level": each.rate.level.value,
            "borrowed": each.rate.borrowed,
            "missing_share": _float(each.rate.source.missing_share),
            "spread_on_ages": each.made_with.spread().value,
        },
        "waterfall": _waterfall(each.waterfall),
        "waterfall_shapley": _waterfall(each.waterfall.by(WaterfallMethod.SHAPLEY)),
        "waterfall_isolated": _waterfall(each.waterfall.by(WaterfallMethod.ISOLATED)),
    }


def _waterfall(fall: Waterfall) -> dict[str, Any]:
    return {
        "from_year": fall.from_year,
        "to_year": fall.to_year,
        "start": _float(fall.start),
        "end": _float(fall.end),
        "steps": [
            {"key": step.key, "before": _float(step.before), "after": _float(step.after)}
            for step in fall.steps
        ],
    }


def _staff(staff: StaffResult) -> dict[str, Any]:
    return {
        "supply": _floats(staff.supply),
        "shortfall": _floats(staff.shortfall),
        "probability": None if staff.probability is None else _floats(staff.probability),
    }


def _frame(each: ServiceResult) -> pl.DataFrame:
    empty: list[float | None] = [None] * len(each.years)
    columns: dict[str, Any] = {
        "service": [each.service.value] * len(each.years),
        "year": list(each.years),
        "value": _floats(each.value),
        "neutral": _floats(each.neutral),
    }
    for level in LEVELS:
        row = each.quantiles.get(level)
        columns[f"q{1000 * level:03.0f}"] = empty if row is None else _floats(row)
    columns["limit"] = empty if each.limit is None else [each.limit.value] * len(each.years)
    columns["probability_above_limit"] = (
        empty if each.exceeding is None else _floats(each.exceeding)
    )
    kinds = {"service": pl.String, "year": pl.Int64}
    return pl.DataFrame(columns, schema={name: kinds.get(name, pl.Float64) for name in columns})


def _float(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _floats(values: FloatArray) -> list[float]:
    return [_float(each) for each in values.tolist()]
