"""Two scenarios of one place side by side, on the same drawn futures.

The difference is the other less the one. Draw d is the same world in both, so what is uncertain in
the same way in both falls out of the difference, which is far surer than either of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import polars as pl
from attrs import evolve, field, frozen

from omsyn.demography.population import FloatArray
from omsyn.geography.region import Region
from omsyn.language import _
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.choices_apart import Changed, settings
from omsyn.needs.scenario.comparable import check_comparable, check_results
from omsyn.needs.scenario.compare_written import csv_of, frame_of, json_of
from omsyn.needs.scenario.futures import draws_for
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.result import Limit, ScenarioResult, ServiceResult
from omsyn.needs.scenario.run import run_scenario
from omsyn.needs.services import Service

if TYPE_CHECKING:
    from omsyn.warehouse import Store


@frozen(kw_only=True, eq=False)
class Side:
    """One of the two scenarios' need for a service; arrays are (year,)."""

    value: FloatArray
    limit: Limit | None
    exceeding: FloatArray | None
    """Probability that the need is above the limit; None where not known."""


@frozen(kw_only=True, eq=False)
class Apart:
    """How much more the other has than the one; arrays are (year,)."""

    name: str
    unit: str
    years: tuple[int, ...]
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
        return chance.middle(self.quantiles, self.years.index(year), share)

    def probability(self, year: int) -> float | None:
        """Probability that the other needs more in a year; None without draws."""
        return None if self.greater is None else float(self.greater[self.years.index(year)])


@frozen(kw_only=True, eq=False)
class Difference(Apart):
    """How much more the other needs of one service than the one."""

    service: Service
    index: bool
    """The level is unknown: the last observed year is 100 in both."""
    one: Side
    other: Side


@frozen(kw_only=True, eq=False)
class AmountDifference(Apart):
    """How much more the other takes of hours, person-years or money."""

    one: FloatArray
    other: FloatArray


@frozen(kw_only=True, eq=False)
class Comparison:
    """What differs between two scenarios: what was set, and what comes of it."""

    one: ScenarioResult
    other: ScenarioResult
    differences: Mapping[Service, Difference]
    amounts: Mapping[str, AmountDifference]
    """What both take of what was given in both: "places:hours" …, and "cost" of it all."""
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
        return json_of(self)

    def to_frame(self) -> pl.DataFrame:
        """One row for each service and year, then those of what they take: `cost` and the like."""
        return frame_of(self)

    def to_csv(self) -> str:
        """The frame as CSV, after lines with # that say what was set and what to know."""
        return csv_of(self)

    def notes(self) -> list[str]:
        """What the reader must know of the two runs, each sentence once."""
        said = [*self.lacking.values(), *self.one.warnings, *self.other.warnings]
        if self.draws and self._sure_levers():
            said.append(
                _(
                    "Virkemidler der usikkerheten ikke er oppgitt, er regnet som sikre. "
                    "Forskjellen er derfor mer usikker enn intervallet viser."
                )
            )
        for service, each in self.differences.items():
            first, second = (
                result.services[service].rate.reservation for result in (self.one, self.other)
            )
            told = [first, second]
            # What a lever calls for is said after what is said without it.
            if second.startswith(first):
                told = [second]
            elif first.startswith(second):
                told = [first]
            said += [f"{each.name}: {reservation}" for reservation in told]
        return list(dict.fromkeys(said))

    def _sure_levers(self) -> bool:
        """Whether a lever that only one of them has, or has otherwise, is without uncertainty."""
        first, second = (
            [lever for _key, lever in result.scenario.ordered()]
            for result in (self.one, self.other)
        )
        apart = [*(x for x in first if x not in second), *(x for x in second if x not in first)]
        return any(lever.uncertainty is None for lever in apart)


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
        amounts=_amounts(one, other),
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
    return _in_draws(found, one.value, one.drawn, other.value, other.drawn) if uncertain else found


def _amounts(one: ScenarioResult, other: ScenarioResult) -> dict[str, AmountDifference]:
    """What the needs take, where both scenarios tell of it."""
    uncertain = bool(one.draws or other.draws)
    found = {}
    for service, first in one.services.items():
        second = other.services.get(service)
        for kind in first.volumes:
            if second is None or kind not in second.volumes:
                continue
            name = _("{need}: {amount}").format(need=first.name, amount=first.volumes[kind].name)
            pair = (first.volumes[kind], second.volumes[kind])
            found[f"{service.value}:{kind}"] = _taken(
                name, pair[0].unit, pair[0].years, [(each.value, each.drawn) for each in pair],
                uncertain=uncertain,
            )  # fmt: skip
    if one.cost is not None and other.cost is not None:
        found["cost"] = _taken(
            _("Kostnad i alt, dagens priser"), _("kroner i året"), one.cost.years,
            [(each.fixed, each.drawn) for each in (one.cost, other.cost)], uncertain=uncertain,
        )  # fmt: skip
    return found


def _taken(
    name: str,
    unit: str,
    years: tuple[int, ...],
    pair: list[tuple[FloatArray, FloatArray | None]],
    *,
    uncertain: bool,
) -> AmountDifference:
    (one, drawn_one), (other, drawn_other) = pair
    found = AmountDifference(
        name=name, unit=unit, years=years, one=one, other=other, value=other - one
    )
    return _in_draws(found, one, drawn_one, other, drawn_other) if uncertain else found


Found = TypeVar("Found", bound=Apart)


def _in_draws(
    found: Found,
    one: FloatArray,
    drawn_one: FloatArray | None,
    other: FloatArray,
    drawn_other: FloatArray | None,
) -> Found:
    """With the difference within each draw; where none was kept every draw is the main path."""
    within = (other[None] if drawn_other is None else drawn_other) - (
        one[None] if drawn_one is None else drawn_one
    )
    return evolve(
        found,
        quantiles=dict(zip(chance.LEVELS, chance.quantiles(within), strict=True)),
        greater=(within > 0).mean(axis=0),
        less=(within < 0).mean(axis=0),
    )


def _side(each: ServiceResult) -> Side:
    return Side(value=each.value, limit=each.limit, exceeding=each.exceeding)
