"""A scenario computed: the main path, the intervals over draws, and the waterfall.

Need is linear in the population, so every draw of every service comes from a product of
the drawn people with the rates; the levers are then factors for each draw and year.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

import omsyn
from omsyn.demography import RegionSeries, region_series
from omsyn.errors import OutsideData, ScenarioError
from omsyn.geography.region import RegionKind
from omsyn.language import _
from omsyn.needs.mortality_path import mortality_path
from omsyn.needs.rate import Rate
from omsyn.needs.rate_uncertainty import RateError, rate_errors
from omsyn.needs.scenario.amounts import SkillResult
from omsyn.needs.scenario.bars import Bars
from omsyn.needs.scenario.chain import Ground, Needs, main_needs
from omsyn.needs.scenario.choices import AnyLever, HealthyAgeing, Recruitment
from omsyn.needs.scenario.futures import Draws, drawn_ground, drawn_needs, interval_holds
from omsyn.needs.scenario.limits import limit_of, plan_warnings
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.named import published_difference
from omsyn.needs.scenario.rates import Found, rates_of
from omsyn.needs.scenario.result import ScenarioResult, ServiceResult, StaffResult
from omsyn.needs.scenario.staffing import skill_results, staff_result
from omsyn.needs.scenario.taken import Taken, taken_warnings
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
    only the levers' own uncertainty is, and a warning says so. With `keep_draws` needs, volumes
    and cost are also kept in every draw. Raises `UnknownRegion`, `OutsideData` for years the data
    do not hold, and `ScenarioError` for a lever before the base year.
    """
    version, people = store.version, draws if scenario.draws else None
    place = _place(store, version, scenario)
    neutral, levers = main_needs(place.main), scenario.ordered()
    bars = Bars.of(place.main, place.ground, neutral, levers)
    errors = {} if people is None else rate_errors(store, place.series.region, place.main.rates)
    worlds = drawn_ground(scenario, place.main, place.ground, people)
    unsure = people is not None or (scenario.draws and _uncertain(levers))
    drawn = drawn_needs(scenario, levers, worlds, errors) if unsure else {}
    taken = Taken(
        scenario=scenario, levers=levers, ground=place.ground, path=bars.path, drawn=drawn,
        worlds=worlds, keep_draws=keep_draws,
    )  # fmt: skip
    results = {
        each: _service(each, taken, neutral, bars, errors.get(each)) for each in place.main.rates
    }
    staff, skills = _staff(taken, neutral)
    return ScenarioResult(
        run_id=run_id(version, scenario, drawn_population=people is not None),
        engine=engine(), store_version=version, scenario=scenario, region=place.series.region,
        years=place.main.years, first_projected_year=place.series.first_projected_year,
        services=results, lacking=place.found.lacking, staff=staff, skills=skills,
        cost=taken.cost(), parameters=tuple(explain(scenario)),
        warnings=(
            *place.found.warnings, *_warnings(taken, people=people is not None),
            *plan_warnings(scenario, results), *taken_warnings(taken),
            *published_difference(scenario, bars.path),
        ),
        draws=scenario.draws if drawn else 0, drawn_population=people is not None,
        fictional=store.fictional,
    )  # fmt: skip


def _uncertain(levers: tuple[tuple[str, AnyLever], ...]) -> bool:
    return any(lever.uncertainty for _key, lever in levers)


@frozen(kw_only=True, eq=False)
class _Place:
    """A scenario's region: its people in the main future and in the chosen one, and its rates."""

    series: RegionSeries
    found: Found
    main: Ground
    ground: Ground


def _place(store: Store, version: str, scenario: Scenario) -> _Place:
    series = region_series(store, scenario.region, scenario.horizon)
    base = series.last_observed_year if scenario.base_year is None else scenario.base_year
    _check_years(scenario, series, base)
    chosen = _chosen_series(store, scenario, series)
    found = rates_of(store, version, scenario, series, base)
    if not found.rates:
        raise OutsideData(
            _(
                "Ingen av behovene kan beregnes fra {year}: satsene er fra senere år. Velg et "
                "senere base_year, eller stryk feltet."
            ).format(year=base)
        )
    years = tuple(range(base, scenario.horizon + 1))
    rows = slice(series.position(base), series.position(scenario.horizon) + 1)
    _fertility, mortality, _immigration = scenario.population.settings(series.region.id).levels()
    main = Ground(
        years=years,
        persons=series.persons[rows],
        rates=found.rates,
        path=cache(lambda: mortality_path(store, years[0], years[-1], mortality)),
    )
    ground = main if chosen is series else evolve(main, persons=chosen.persons[rows])
    return _Place(series=series, found=found, main=main, ground=ground)


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


def _service(
    service: Service, taken: Taken, neutral: Needs, bars: Bars, error: RateError | None
) -> ServiceResult:
    rate, years = taken.ground.rates[service], taken.ground.years
    limit, need = limit_of(taken.scenario, rate, years), taken.need(service)
    quantiles = need.quantiles()
    exceeding = None
    if quantiles and limit is not None and need.drawn is not None:
        exceeding = (need.drawn > limit.by_year).mean(axis=0)
    return ServiceResult(
        service=service,
        name=rate.name,
        unit=rate.unit,
        years=years,
        value=need.main,
        neutral=neutral[service][0],
        waterfall=bars.waterfall(service),
        made_with=rate,
        rate=_reserved(rate, taken.scenario),
        limit=limit,
        quantiles=quantiles,
        exceeding=exceeding,
        volumes=taken.volumes(service),
        interval_holds=interval_holds(error, taken.scenario)
        if quantiles and error is not None
        else "",
        drawn=need.drawn if taken.keep_draws else None,
    )


def _staff(taken: Taken, neutral: Needs) -> tuple[StaffResult | None, dict[str, SkillResult]]:
    """Staff and groups of staff against need, where their number is known."""
    needed = taken.person_years()
    if needed is None:
        return None, {}
    # What is needed today without levers is what there is: nobody has counted anything else.
    before = evolve(taken, path=neutral, drawn={}, levers=()).person_years()
    today = float(before.main[0]) if before is not None else 0.0
    scenario, ground = taken.scenario, taken.ground
    return (
        staff_result(scenario, taken.levers, ground, today, needed),
        skill_results(scenario.resources.skills, ground, today, needed),
    )


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


def _warnings(taken: Taken, *, people: bool) -> list[str]:
    """What a reader must know of the intervals, of recruitment and of levers without effect."""
    scenario, said = taken.scenario, []
    if scenario.draws and not people:
        said.append(
            _(
                "Intervallene viser bare usikkerheten i virkemidlene; usikkerheten i folketallet "
                "og i dagens bruk er ikke med."
            )
            if _uncertain(taken.levers)
            else _(
                "Det er ingen intervaller: folketallet er ikke trukket, og ingen virkemidler har "
                "usikkerhet."
            )
        )
    rates = taken.ground.rates
    if (
        Service.PERSON_YEARS in rates
        and taken.person_years() is None
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
