"""A scenario computed: the main path, the intervals over draws, and the waterfall.

Need is linear in the population, so every draw of every service comes from one matrix product of
the drawn people with the rates; the levers are then factors for each draw and year.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

import omsyn
from omsyn.demography import AGES, RegionSeries, region_series
from omsyn.demography.population import FloatArray
from omsyn.errors import OutsideData, ScenarioError
from omsyn.language import _, current
from omsyn.needs.local import LocalFigures
from omsyn.needs.mortality_path import mortality_path
from omsyn.needs.rate import Rate
from omsyn.needs.scenario import chance
from omsyn.needs.scenario.chain import Ground, Needs, apply, supply
from omsyn.needs.scenario.choices import AnyLever, HealthyAgeing, Recruitment
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.result import Limit, ScenarioResult, ServiceResult, StaffResult
from omsyn.needs.scenario.words import explain, lever_name
from omsyn.needs.services import (
    Service,
    ServiceRate,
    service_rates,
    shape_reservation,
)
from omsyn.needs.waterfall import Step, Waterfall

if TYPE_CHECKING:
    from omsyn.warehouse import Store

BANDS = ((0, 79), (80, 89), (90, AGES - 1))
"""The population's bars of the waterfall."""

KEPT = 32


class Draws(Protocol):
    """Drawn futures of one region: what `omsyn.demography.draws.region_draws` gives."""

    @property
    def years(self) -> Sequence[int]:
        """The years of axis 1 of `persons`."""

    @property
    def persons(self) -> NDArray[Any]:
        """Shape (draw, year, sex, age)."""


@frozen(kw_only=True, eq=False)
class _Found:
    """The rates of a region, kept between runs."""

    rates: Mapping[Service, ServiceRate]
    lacking: Mapping[Service, str]


_kept: dict[tuple[Any, ...], _Found] = {}


def run_scenario(store: Store, scenario: Scenario, draws: Draws | None = None) -> ScenarioResult:
    """What a scenario gives in its region.

    With `scenario.draws` the population is drawn too where `draws` is given or can be made; else
    only the levers' own uncertainty is, and a warning says so. Raises `UnknownRegion`,
    `OutsideData` for years the data do not hold, and `ScenarioError` for a lever before the base
    year.
    """
    version = store.version
    series = region_series(store, scenario.region, scenario.horizon)
    base = series.last_observed_year if scenario.base_year is None else scenario.base_year
    _check_years(scenario, series, base)
    found = _rates(store, version, scenario, series, base)
    rates = {key: each for key, each in found.rates.items() if each.first_year <= base}
    lacking = dict(found.lacking) | {
        key: _too_early(each, base) for key, each in found.rates.items() if key not in rates
    }
    years = tuple(range(base, scenario.horizon + 1))
    rows = slice(series.position(base), series.position(scenario.horizon) + 1)
    ground = Ground(
        years=years,
        persons=series.persons[rows],
        rates=rates,
        path=cache(lambda: mortality_path(store, years[0], years[-1])),
    )
    neutral = _main_needs(ground)
    levers = scenario.ordered()
    path, states = _main_path(neutral, levers, ground)
    people = draws if scenario.draws else None
    uncertain = people is not None or any(lever.uncertainty for _key, lever in levers)
    drawn = (
        _drawn(scenario, levers, neutral, ground, people) if scenario.draws and uncertain else {}
    )
    results = {
        service: _service(
            service, ground, scenario, neutral[service][0], path[service][0], states, drawn
        )
        for service in rates
    }
    return ScenarioResult(
        run_id=run_id(version, scenario),
        engine=engine(),
        store_version=version,
        scenario=scenario,
        region=series.region,
        years=years,
        first_projected_year=series.first_projected_year,
        services=results,
        lacking=lacking,
        staff=_staff(scenario, levers, ground, neutral, path, drawn),
        parameters=tuple(explain(scenario)),
        warnings=tuple(_warnings(scenario, rates, uncertain, people is not None)),
        draws=scenario.draws if drawn else 0,
        drawn_population=people is not None,
    )


def run_id(store_version: str, scenario: Scenario) -> str:
    """The same for the same choices on the same data by the same code."""
    text = f"{scenario.canonical()}\n{store_version}\n{engine()}"
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


def _rates(
    store: Store, version: str, scenario: Scenario, series: RegionSeries, base: int
) -> _Found:
    own = scenario.local
    key = (store.folder, version, series.region.id, base, own, current())
    if key not in _kept:
        local = LocalFigures(
            year=base if own.year is None else own.year,
            person_years=own.person_years,
            places=own.places,
        )
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        rates, lacking = service_rates(series, store, local, own.share_following_80plus)
        _kept[key] = _Found(rates=rates, lacking=lacking)
    return _kept[key]


def _too_early(rate: ServiceRate, base: int) -> str:
    return _("{need}: satsen gjelder fra {first} og er ikke brukt for {base}.").format(
        need=rate.name, first=rate.first_year, base=base
    )


def _main_needs(ground: Ground) -> dict[Service, FloatArray]:
    return {
        key: (ground.persons * rate.per_person).sum(axis=(1, 2))[None]
        for key, rate in ground.rates.items()
    }


def _main_path(
    neutral: Needs, levers: Sequence[tuple[str, AnyLever]], ground: Ground
) -> tuple[Needs, list[tuple[str, AnyLever, Needs]]]:
    """The needs after all levers, and after each."""
    needs: Needs = neutral
    states: list[tuple[str, AnyLever, Needs]] = []
    for key, lever in levers:
        needs = apply(lever, needs, ground, np.array([lever.value]))
        states.append((key, lever, needs))
    return needs, states


def _drawn(
    scenario: Scenario,
    levers: Sequence[tuple[str, AnyLever]],
    neutral: Needs,
    ground: Ground,
    people: Draws | None,
) -> Needs:
    """The needs of every draw, shape (draw, year); (1, year) where nothing is uncertain."""
    count = scenario.draws
    needs = neutral if people is None else _of_drawn_people(people, neutral, ground, count)
    for key, lever in levers:
        needs = apply(lever, needs, ground, chance.values(lever, key, scenario.seed, count))
    return needs


def _of_drawn_people(
    people: Draws, neutral: Needs, ground: Ground, count: int
) -> dict[Service, FloatArray]:
    """One matrix product; years before the first drawn one are as they were."""
    shared = [year for year in ground.years if year in set(people.years)]
    if not shared or shared[-1] != ground.years[-1] or len(people.persons) != count:
        raise OutsideData(
            _("De trukne framtidene gjelder andre år eller et annet antall enn scenarioet.")
        )
    first = list(people.years).index(shared[0])
    persons = people.persons[:, first : first + len(shared)]
    rates = np.stack([rate.per_person.ravel() for rate in ground.rates.values()], axis=1)
    flat = persons.reshape(count * len(shared), -1)
    need = (flat @ rates.astype(flat.dtype)).reshape(count, len(shared), -1)
    result = {}
    for place, key in enumerate(ground.rates):
        result[key] = np.repeat(neutral[key], count, axis=0)
        result[key][:, -len(shared) :] = need[:, :, place]
    return result


def _service(  # noqa: PLR0913, PLR0917 - what the parts of a result are made of
    service: Service,
    ground: Ground,
    scenario: Scenario,
    neutral: FloatArray,
    value: FloatArray,
    states: Sequence[tuple[str, AnyLever, Needs]],
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
        waterfall=_waterfall(service, ground, neutral, states),
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
    own = scenario.capacity.model_dump().get(rate.service.value)
    if rate.index:
        return None
    if own is not None:
        return Limit(value=own, own=True)
    return None if rate.stock is None else Limit(value=rate.stock.value, own=False)


def _reserved(rate: ServiceRate, scenario: Scenario) -> Rate:
    """The rate with one sentence more where a lever needed the gradient by age."""
    needed = any(
        (isinstance(lever, HealthyAgeing) or lever.ages is not None)
        and rate.service in lever.on
        and rate.service is not Service.DEMENTIA
        for _key, lever in scenario.ordered()
    )
    if not needed:
        return rate.rate
    return evolve(rate.rate, reservation=f"{rate.rate.reservation} {shape_reservation()}")


def _waterfall(
    service: Service,
    ground: Ground,
    neutral: FloatArray,
    states: Sequence[tuple[str, AnyLever, Needs]],
) -> Waterfall:
    """From the first year's need as it is, by the population's parts and then lever by lever."""
    levels = [
        (key, lever_name(lever), float(needs[service][0, -1])) for key, lever, needs in states
    ]
    people = _people_levels(ground, ground.rates[service].per_person, neutral)
    start = level = float(neutral[0])
    steps = []
    for key, label, after in (*people, *levels):
        by_people = label == ""
        if by_people or after != level:
            steps.append(
                Step(
                    key=key, label=label or _band_label(key, grows=after >= level), before=level,
                    after=after, lever=not by_people,
                )
            )  # fmt: skip
        level = after
    return Waterfall(
        from_year=ground.years[0], to_year=ground.years[-1], start=start, end=level,
        steps=tuple(steps),
    )  # fmt: skip


def _people_levels(
    ground: Ground, per_person: FloatArray, neutral: FloatArray
) -> list[tuple[str, str, float]]:
    """The level after each part of the population has changed, youngest first."""
    change = (ground.persons[-1] - ground.persons[0]) * per_person
    bands = [(low, high) for low, high in BANDS if per_person[:, low : high + 1].any()]
    level = float(neutral[0])
    found = []
    for low, high in bands:
        level += float(change[:, low : high + 1].sum())
        found.append((f"people_{low}_{high}", "", level))
    if found:
        # The last one ends at the need itself, so that no rounding is left over.
        found[-1] = (*found[-1][:2], float(neutral[-1]))
    return found


def _band_label(key: str, *, grows: bool) -> str:
    low, high = (int(each) for each in key.split("_")[1:])
    if low == 0:
        text = _("Flere under {age} år") if grows else _("Færre under {age} år")
        return text.format(age=high + 1)
    if high == AGES - 1:
        text = _("Flere {age} år og eldre") if grows else _("Færre {age} år og eldre")
        return text.format(age=low)
    text = _("Flere {low}–{high} år") if grows else _("Færre {low}–{high} år")
    return text.format(low=low, high=high)


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
                "er ikke med."
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
