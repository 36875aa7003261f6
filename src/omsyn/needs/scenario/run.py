"""A scenario computed: the main path, the intervals over draws, and the waterfall.

Need is linear in the population, so every draw of every service comes from one matrix product of
the drawn people with the rates; the levers are then factors for each draw and year.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

import omsyn
from omsyn.demography import RegionSeries, region_series
from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData, ScenarioError
from omsyn.geography.region import RegionKind
from omsyn.language import _
from omsyn.needs.mortality_path import mortality_path
from omsyn.needs.rate import Rate
from omsyn.needs.rate_uncertainty import rate_errors
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.bars import Bars
from omsyn.needs.scenario.chain import Ground, Needs, main_needs, supply
from omsyn.needs.scenario.choices import AnyLever, HealthyAgeing, Recruitment
from omsyn.needs.scenario.futures import Draws, drawn_needs, interval_holds
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.rates import rates_of
from omsyn.needs.scenario.result import Limit, ScenarioResult, ServiceResult, StaffResult
from omsyn.needs.scenario.words import explain, lever_name
from omsyn.needs.services import (
    Service,
    ServiceRate,
    shape_reservation,
)

if TYPE_CHECKING:
    from omsyn.warehouse import Store


def run_scenario(
    store: Store, scenario: Scenario, draws: Draws | None = None, *, keep_draws: bool = False
) -> ScenarioResult:
    """What a scenario gives in its region.

    With `scenario.draws` the population is drawn where `draws` is given, those of `draws_for`; else
    only the levers' own uncertainty is, and a warning says so. With `keep_draws` each service also
    keeps its need in every draw. Raises `UnknownRegion`, `OutsideData` for years the data do not
    hold, and `ScenarioError` for a lever before the base year.
    """
    version = store.version
    series = region_series(store, scenario.region, scenario.horizon)
    base = series.last_observed_year if scenario.base_year is None else scenario.base_year
    _check_years(scenario, series, base)
    chosen = _chosen_series(store, scenario, series)
    found = rates_of(store, version, scenario, series, base)
    rates = found.rates
    years = tuple(range(base, scenario.horizon + 1))
    rows = slice(series.position(base), series.position(scenario.horizon) + 1)
    _fertility, mortality, _immigration = scenario.population.settings(series.region.id).levels()
    main = Ground(
        years=years,
        persons=series.persons[rows],
        rates=rates,
        path=cache(lambda: mortality_path(store, years[0], years[-1], mortality)),
    )
    ground = main if chosen is series else evolve(main, persons=chosen.persons[rows])
    neutral, levers = main_needs(main), scenario.ordered()
    bars = Bars.of(main, ground, neutral, levers)
    path = bars.path
    people = draws if scenario.draws else None
    errors = {} if people is None else rate_errors(store, series.region, rates)
    uncertain = people is not None or any(lever.uncertainty for _key, lever in levers)
    drawn: Needs = {}
    if scenario.draws and uncertain:
        drawn = drawn_needs(scenario, levers, main, ground, people, errors)
    results = {
        service: _service(
            service, main, scenario, neutral[service][0], path[service][0], bars, drawn
        )
        for service in rates
    }
    if errors:
        held = {key: interval_holds(errors[key], scenario) for key in results}
        results = {key: evolve(each, interval_holds=held[key]) for key, each in results.items()}
    if keep_draws:
        results = {key: evolve(each, drawn=drawn.get(key)) for key, each in results.items()}
    return ScenarioResult(
        run_id=run_id(version, scenario, drawn_population=people is not None),
        engine=engine(),
        store_version=version,
        scenario=scenario,
        region=series.region,
        years=years,
        first_projected_year=series.first_projected_year,
        services=results,
        lacking=found.lacking,
        staff=_staff(scenario, levers, ground, neutral, path, drawn),
        parameters=tuple(explain(scenario)),
        warnings=(
            *found.warnings,
            *_warnings(scenario, rates, uncertain, people is not None),
        ),
        draws=scenario.draws if drawn else 0,
        drawn_population=people is not None,
    )


def run_id(store_version: str, scenario: Scenario, *, drawn_population: bool = False) -> str:
    """The same for the same choices on the same data by the same code."""
    drawn = "people" if drawn_population else "levers"
    text = f"{scenario.canonical()}\n{store_version}\n{engine()}\n{drawn}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@cache
def engine() -> str:
    """The version of Omsyn with a digest of the code that computes."""
    digest = hashlib.sha256()
    needs = Path(__file__).parent.parent
    for folder in (needs.parent / "demography", needs):
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.csv"))):
            digest.update(path.read_bytes())
    return f"{omsyn.__version__}+{digest.hexdigest()[:12]}"


def _check_years(scenario: Scenario, series: RegionSeries, base: int) -> None:
    if not series.years[0] <= base <= series.last_observed_year:
        raise OutsideData(
            _("base_year er {year}, men må være et år med folketall, fra {low} til {high}.").format(
                year=base, low=series.years[0], high=series.last_observed_year
            )
        )
    if base >= scenario.horizon:
        raise OutsideData(
            _("Målåret {horizon} må være etter {base}, som er det nyeste året.").format(
                horizon=scenario.horizon, base=base
            )
        )
    for place, lever in enumerate(scenario.levers):
        if lever.start is not None and lever.start < base:
            raise ScenarioError(
                _("{field} er {year}, men må være fra {low} til {high}.").format(
                    field=f"levers[{place}].start", year=lever.start,
                    low=base, high=scenario.horizon - 1,
                )
            )  # fmt: skip


def _chosen_series(store: Store, scenario: Scenario, series: RegionSeries) -> RegionSeries:
    """The people of the chosen future; the very same series where the main one is chosen."""
    settings = scenario.population.settings(series.region.id)
    if settings.is_neutral:
        return series
    if settings.additions and series.region.kind is not RegionKind.MUNICIPALITY:
        raise ScenarioError(
            _("population.newcomers kan bare brukes for en kommune, ikke for {region}.").format(
                region=series.region.name
            )
        )
    return region_series(store, scenario.region, scenario.horizon, settings)


def _service(  # noqa: PLR0913, PLR0917 - what the parts of a result are made of
    service: Service,
    ground: Ground,
    scenario: Scenario,
    neutral: FloatArray,
    value: FloatArray,
    bars: Bars,
    drawn: Needs,
) -> ServiceResult:
    rate = ground.rates[service]
    limit = _limit(scenario, rate)
    draws = drawn.get(service)
    if draws is not None and len(draws) == 1:
        draws = None
    return ServiceResult(
        service=service,
        name=rate.name,
        unit=rate.unit,
        years=ground.years,
        value=value,
        neutral=neutral,
        waterfall=bars.waterfall(service),
        made_with=rate,
        rate=_reserved(rate, scenario),
        limit=limit,
        quantiles={}
        if draws is None
        else dict(zip(chance.LEVELS, chance.quantiles(draws), strict=True)),
        exceeding=None if draws is None or limit is None else (draws > limit.value).mean(axis=0),
    )


def _limit(scenario: Scenario, rate: ServiceRate) -> Limit | None:
    """The planner's capacity, or else the published stock; none against an index."""
    own = scenario.capacity.of(rate.service)
    if rate.index:
        return None
    if own is not None:
        return Limit(value=own, own=True)
    return None if rate.stock is None else Limit(value=rate.stock.value, own=False)


def _reserved(rate: ServiceRate, scenario: Scenario) -> Rate:
    """The rate with one sentence more where a lever needed the gradient by age."""
    needed = rate.cells is None and any(
        (isinstance(lever, HealthyAgeing) or lever.ages is not None)
        and rate.service in lever.on
        and rate.service is not Service.DEMENTIA
        for _key, lever in scenario.ordered()
    )
    if not needed:
        return rate.rate
    return evolve(rate.rate, reservation=f"{rate.rate.reservation} {shape_reservation()}")


def _staff(  # noqa: PLR0913, PLR0917 - what the parts of a result are made of
    scenario: Scenario,
    levers: Sequence[tuple[str, AnyLever]],
    ground: Ground,
    neutral: Needs,
    path: Needs,
    drawn: Needs,
) -> StaffResult | None:
    """Staff against need, where somebody has said how recruitment goes and staff are known."""
    chosen = [(key, each) for key, each in levers if isinstance(each, Recruitment)]
    rate = ground.rates.get(Service.PERSON_YEARS)
    if not chosen or rate is None or rate.index:
        return None
    key, lever = chosen[-1]
    today = float(neutral[Service.PERSON_YEARS][0, 0])
    there = supply(lever, today, ground, np.array([lever.value]))[0]
    chances = None
    if drawn:
        values = chance.values(lever, key, scenario.seed, scenario.draws)
        needed = drawn[Service.PERSON_YEARS]
        chances = (needed > supply(lever, today, ground, values)).mean(axis=0)
    return StaffResult(
        years=ground.years,
        supply=there,
        shortfall=path[Service.PERSON_YEARS][0] - there,
        probability=chances,
    )


def _warnings(
    scenario: Scenario, rates: Mapping[Service, ServiceRate], uncertain: bool, people: bool
) -> list[str]:
    said = []
    if scenario.draws and not people:
        said.append(
            _(
                "Intervallene viser bare usikkerheten i virkemidlene; usikkerheten i folketallet "
                "og i dagens bruk er ikke med."
            )
            if uncertain
            else _(
                "Det er ingen intervaller: folketallet er ikke trukket, og ingen virkemidler har "
                "usikkerhet."
            )
        )
    staff = rates.get(Service.PERSON_YEARS)
    if (
        staff is not None
        and staff.index
        and any(isinstance(lever, Recruitment) for lever in scenario.levers)
    ):
        said.append(
            _("Rekrutteringen er ikke vist: legg inn egne årsverk, så kan den holdes mot behovet.")
        )
    for place, lever in enumerate(scenario.levers):
        missing = [service for service in lever.on if service not in rates]
        if missing and not lever.changes_nothing and len(missing) == len(lever.on):
            said.append(
                _(
                    "Virkemiddel nummer {place}, {lever}, virker ikke på noe som er beregnet."
                ).format(place=place + 1, lever=lever_name(lever).lower())
            )
    return said
