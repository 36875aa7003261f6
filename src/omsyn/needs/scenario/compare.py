"""Two scenarios of one place side by side, on the same drawn futures.

The difference is the other less the one. Draw d is the same world in both, so what is uncertain in
the same way in both falls out of the difference, which is far surer than either of the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl
from attrs import evolve, field, frozen

from omsyn.demography.population import FloatArray
from omsyn.geography.region import Region
from omsyn.language import _
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.choices_apart import Changed, settings
from omsyn.needs.scenario.comparable import check_comparable, check_results
from omsyn.needs.scenario.futures import draws_for
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.result import Limit, ScenarioResult, ServiceResult
from omsyn.needs.scenario.run import run_scenario
from omsyn.needs.services import Service

if TYPE_CHECKING:
    from omsyn.warehouse import Store

DIGITS = 9
"""Significant digits in files, as in a scenario's own."""


@frozen(kw_only=True, eq=False)
class Side:
    """One of the two scenarios' need for a service; arrays are (year,)."""

    value: FloatArray
    limit: Limit | None
    exceeding: FloatArray | None
    """Probability that the need is above the limit; None where not known."""


@frozen(kw_only=True, eq=False)
class Difference:
    """How much more the other needs of one service than the one; arrays are (year,)."""

    service: Service
    name: str
    unit: str
    index: bool
    """The level is unknown: the last observed year is 100 in both."""
    years: tuple[int, ...]
    one: Side
    other: Side
    value: FloatArray
    """On the main path."""
    quantiles: Mapping[float, FloatArray] = field(factory=dict)
    """Of the difference within each draw: quantile (0.1, 0.5 …) -> (year,); empty without draws."""
    greater: FloatArray | None = None
    """Probability that the other needs more; None without draws."""
    less: FloatArray | None = None
    """Probability that the other needs less; the two and that of a tie sum to 1."""

    def at(self, year: int) -> float:
        """The difference on the main path in a year."""
        return float(self.value[self.years.index(year)])

    def median(self, year: int) -> float | None:
        """The difference that half of the draws are below; None without draws."""
        return float(self.quantiles[0.5][self.years.index(year)]) if self.quantiles else None

    def interval(self, year: int, share: float = 0.8) -> tuple[float, float] | None:
        """The middle 0.5, 0.8 or 0.95 of the draws in a year; None without draws."""
        if not self.quantiles:
            return None
        place = self.years.index(year)
        low = min(self.quantiles, key=lambda level: abs(level - (1 - share) / 2))
        high = min(self.quantiles, key=lambda level: abs(level - (1 + share) / 2))
        return float(self.quantiles[low][place]), float(self.quantiles[high][place])

    def probability(self, year: int) -> float | None:
        """Probability that the other needs more in a year; None without draws."""
        return None if self.greater is None else float(self.greater[self.years.index(year)])


@frozen(kw_only=True, eq=False)
class Comparison:
    """What differs between two scenarios: what was set, and what comes of it."""

    one: ScenarioResult
    other: ScenarioResult
    differences: Mapping[Service, Difference]
    lacking: Mapping[Service, str]
    """Why a service is not compared, one translated sentence each."""
    settings: tuple[Changed, ...]
    """Everything that was set in either."""
    draws: int
    """Futures that both are seen in; 0 where there are no intervals."""

    @property
    def changed(self) -> tuple[Changed, ...]:
        """What was set in one and not, or otherwise, in the other."""
        return tuple(each for each in self.settings if each.one != each.other)

    @property
    def region(self) -> Region:
        return self.one.region

    @property
    def years(self) -> tuple[int, ...]:
        return self.one.years

    def to_json(self) -> bytes:
        """The comparison as JSON without translated text: the same runs give the same bytes."""
        document = {
            "one": _run(self.one),
            "other": _run(self.other),
            "region": {"id": self.region.id, "name": self.region.name},
            "years": list(self.years),
            "draws": self.draws,
            "services": {key.value: _difference(each) for key, each in self.differences.items()},
            "lacking": sorted(each.value for each in self.lacking),
        }
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        return (text + "\n").encode()

    def to_frame(self) -> pl.DataFrame:
        """One row for each service and year."""
        return pl.concat([_frame(each) for each in self.differences.values()])

    def to_csv(self) -> str:
        """The frame as CSV, after lines with # that say what differs between the two."""
        lines = [
            f"# {self.region.name} ({self.region.id})",
            f"# one: run_id {self.one.run_id}, scenario {self.one.scenario.canonical()}",
            f"# other: run_id {self.other.run_id}, scenario {self.other.scenario.canonical()}",
            *(f"# {each.label}: {each.one} | {each.other}" for each in self.settings),
            *(f"# {sentence}" for sentence in self.notes()),
        ]
        return "\n".join(lines) + "\n" + self.to_frame().write_csv()

    def notes(self) -> list[str]:
        """What the reader must know of the two runs, each sentence once."""
        return list(
            dict.fromkeys((*self.lacking.values(), *self.one.warnings, *self.other.warnings))
        )


def compare(one: ScenarioResult, other: ScenarioResult) -> Comparison:
    """The other less the one, for each service and year.

    Both must be of the same place, years, data and draws; with draws they must be run with
    `keep_draws=True`. Raises `ScenarioError`, with a sentence for each thing that hinders, and
    `ValueError` where the draws were not kept.
    """
    check_results(one, other)
    found: dict[Service, Difference] = {}
    lacking: dict[Service, str] = {}
    for service in Service:
        first, second = one.services.get(service), other.services.get(service)
        if first is None or second is None:
            if first is not None:
                lacking[service] = _only_in_one(first, one)
            if second is not None:
                lacking[service] = _only_in_one(second, other)
        elif first.made_with.index != second.made_with.index:
            lacking[service] = _(
                "{need}: det ene scenarioet har et antall og det andre bare en vekst fra i dag; "
                "gi begge dagens antall."
            ).format(need=first.name)
        else:
            found[service] = _compared(first, second, uncertain=bool(one.draws or other.draws))
    return Comparison(
        one=one,
        other=other,
        differences=found,
        lacking=lacking,
        settings=tuple(settings(one.scenario, other.scenario)),
        draws=max(one.draws, other.draws),
    )


def run_comparison(store: Store, one: Scenario, other: Scenario) -> Comparison:
    """Both scenarios computed on the futures they ask for, and compared. Raises as `compare`."""
    check_comparable(one, other)
    results = [
        run_scenario(store, each, draws_for(store, each), keep_draws=True) for each in (one, other)
    ]
    return compare(*results)


def _only_in_one(each: ServiceResult, result: ScenarioResult) -> str:
    return _("{need}: er bare med i scenarioet «{name}».").format(
        need=each.name, name=result.scenario.name or result.run_id[:6]
    )


def _compared(one: ServiceResult, other: ServiceResult, *, uncertain: bool) -> Difference:
    found = Difference(
        service=one.service,
        name=one.name,
        unit=one.unit,
        index=one.made_with.index,
        years=one.years,
        one=_side(one),
        other=_side(other),
        value=other.value - one.value,
    )
    if not uncertain:
        return found
    within = _futures(other) - _futures(one)
    return evolve(
        found,
        quantiles=dict(zip(chance.LEVELS, chance.quantiles(within), strict=True)),
        greater=(within > 0).mean(axis=0),
        less=(within < 0).mean(axis=0),
    )


def _side(each: ServiceResult) -> Side:
    return Side(value=each.value, limit=each.limit, exceeding=each.exceeding)


def _futures(each: ServiceResult) -> FloatArray:
    """The need in every draw; one row where every draw is the main path."""
    return each.value[None] if each.drawn is None else each.drawn


def _run(result: ScenarioResult) -> dict[str, Any]:
    return {"run_id": result.run_id, "scenario": result.scenario.model_dump(mode="json")}


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "one": _side_document(each.one),
        "other": _side_document(each.other),
        "index": each.index,
        "difference": _floats(each.value),
        "quantiles": {str(level): _floats(row) for level, row in each.quantiles.items()},
        "probability_other_greater": _some(each.greater),
        "probability_other_less": _some(each.less),
    }


def _side_document(side: Side) -> dict[str, Any]:
    limit = side.limit
    return {
        "value": _floats(side.value),
        "limit": None if limit is None else {"value": limit.value, "own": limit.own},
        "probability_above_limit": _some(side.exceeding),
    }


def _frame(each: Difference) -> pl.DataFrame:
    empty: list[float | None] = [None] * len(each.years)
    columns: dict[str, Any] = {
        "service": [each.service.value] * len(each.years),
        "year": list(each.years),
        "one": _floats(each.one.value),
        "other": _floats(each.other.value),
        "difference": _floats(each.value),
    }
    for level in chance.LEVELS:
        row = each.quantiles.get(level)
        columns[f"difference_q{1000 * level:03.0f}"] = empty if row is None else _floats(row)
    columns["probability_other_greater"] = _some(each.greater) or empty
    columns["probability_other_less"] = _some(each.less) or empty
    for name, side in (("one", each.one), ("other", each.other)):
        columns[f"{name}_probability_above_limit"] = _some(side.exceeding) or empty
    kinds = {"service": pl.String, "year": pl.Int64}
    return pl.DataFrame(columns, schema={name: kinds.get(name, pl.Float64) for name in columns})


def _some(values: FloatArray | None) -> list[float] | None:
    return None if values is None else _floats(values)


def _floats(values: FloatArray) -> list[float]:
    return [float(f"{each:.{DIGITS}g}") for each in values.tolist()]
