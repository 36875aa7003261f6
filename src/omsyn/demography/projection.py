"""The projection of every municipality: rates and steps put together."""

from __future__ import annotations

import numpy as np
from attrs import fields

from omsyn.demography.additions import check_places, with_additions
from omsyn.demography.given_rates import check_years
from omsyn.demography.inputs import Inputs
from omsyn.demography.municipal_totals import MunicipalTotals
from omsyn.demography.paths import PathSettings, with_paths
from omsyn.demography.population import FloatArray, PopulationSeries, Projection
from omsyn.demography.raking import Factors, rake, warnings_of
from omsyn.demography.rates import Assumptions, RateSet, estimate
from omsyn.demography.step import Flows, YearRates, advance
from omsyn.demography.two_margins import Met, meet_totals, warnings_of_totals
from omsyn.errors import OutsideData
from omsyn.language import _

HORIZON = 2050
FARTHEST = 2100
FLOWS = tuple(each.name for each in fields(Flows) if each.name != "persons")


def compute(
    inputs: Inputs,
    horizon: int,
    assumed: Assumptions | None = None,
    settings: PathSettings | None = None,
) -> Projection:
    """The projection from the newest year of the population, without any cache.

    Raises `ProjectionError` where the settings cannot be met.
    """
    origin = inputs.population.years[-1]
    check_horizon(origin, horizon)
    rates = estimate(inputs, origin, horizon, assumed or Assumptions())
    return run(inputs.population, rates, horizon, settings)


def check_horizon(origin: int, horizon: int) -> None:
    """Raise `OutsideData` where a horizon cannot be projected to."""
    if not origin < horizon <= FARTHEST:
        raise OutsideData(
            _("Framskrivingen går fra {first} til {last}; {year} ligger utenfor.").format(
                first=origin + 1, last=FARTHEST, year=horizon
            )
        )


def run(
    population: PopulationSeries,
    rates: RateSet,
    horizon: int,
    settings: PathSettings | None = None,
) -> Projection:
    """Step every region from the rates' origin to the horizon, as the settings choose."""
    chosen = settings or PathSettings()
    start, years, followed = _prepared(population, rates, horizon, chosen)
    persons = np.empty((len(years), *start.shape))
    persons[0] = start
    births = np.empty((len(years) - 1, *start.shape[:2]))
    flows = {name: np.empty((len(years) - 1, *start.shape)) for name in FLOWS}
    raked: list[Factors] = []
    met: list[Met] = []
    for k in range(len(years) - 1):
        year = Flows(persons=persons[k + 1], **{name: flows[name][k] for name in FLOWS})
        births[k], factors, reached = _step(
            persons[k], followed.of_flow(k), chosen, population.regions, years[k], year
        )
        raked += factors
        met += reached
    return Projection(
        population=PopulationSeries(
            regions=population.regions,
            years=years,
            persons=persons,
            provenance=population.provenance,
        ),
        births=births,
        method=method(),
        warnings=(*warnings_of(raked), *warnings_of_totals(met, population.regions)),
        **flows,
    )


def run_people(
    population: PopulationSeries,
    rates: RateSet,
    horizon: int,
    settings: PathSettings,
    begun: FloatArray | None = None,
) -> PopulationSeries:
    """The stocks of `run`, to the bit, in half the time: the flows of no year are kept.

    `begun` holds the stocks of the first years where they are known, (year, region, sex, age).
    """
    start, years, followed = _prepared(population, rates, horizon, settings)
    known = start[None] if begun is None else begun
    persons = np.empty((len(years), *start.shape))
    persons[: len(known)] = known
    flows = {name: np.empty(start.shape) for name in FLOWS}
    for k in range(len(known) - 1, len(years) - 1):
        year = Flows(persons=persons[k + 1], **flows)
        _step(persons[k], followed.of_flow(k), settings, population.regions, years[k], year)
    return PopulationSeries(
        regions=population.regions,
        years=years,
        persons=persons,
        provenance=population.provenance,
    )


def _prepared(
    population: PopulationSeries, rates: RateSet, horizon: int, chosen: PathSettings
) -> tuple[FloatArray, tuple[int, ...], RateSet]:
    """The stocks at the origin, the years, and the rates on the chosen paths."""
    check_settings(chosen, population.regions, rates.origin, horizon)
    start = population.persons[population.years.index(rates.origin)]
    return start, tuple(range(rates.origin, horizon + 1)), with_paths(rates, chosen)


def _step(  # noqa: PLR0913, PLR0917 - what a year is made of
    persons: FloatArray,
    regular: YearRates,
    chosen: PathSettings,
    regions: tuple[str, ...],
    year: int,
    into: Flows,
) -> tuple[FloatArray, tuple[Factors, ...], tuple[Met, ...]]:
    """From 1 January of `year` to the next, into `into`: births, and what was reached and how."""
    of_year, factors = _chosen_rates(persons, regular, chosen, regions, year)
    births, _flows = advance(persons, of_year, into=into)
    return births, factors, _meet(into, chosen.totals, regions, year + 1)


def check_settings(
    chosen: PathSettings, regions: tuple[str, ...], origin: int, horizon: int
) -> None:
    """Raise `ProjectionError` where something chosen is for no municipality or no year of it."""
    check_places(chosen.additions, regions, origin, horizon)
    for rates in (chosen.mortality_rates, chosen.fertility_rates):
        if rates is not None:
            rates.check_years(origin, horizon)
    if chosen.national is not None:
        chosen.national.check_years(origin + 1, horizon)
    if chosen.totals is not None:
        check_years(_("kommunenes folketall"), chosen.totals.years, origin + 1, horizon)
        chosen.totals.check_places(regions)


def _chosen_rates(
    persons: FloatArray,
    regular: YearRates,
    chosen: PathSettings,
    regions: tuple[str, ...],
    year: int,
) -> tuple[YearRates, tuple[Factors, ...]]:
    """The year's rates with its additions, raked to the national path where there is one."""
    result = with_additions(
        persons, regular, [each for each in chosen.additions if each.year == year], regions
    )
    target = chosen.national.at(year + 1) if chosen.national is not None else None
    if target is None:
        return result, ()
    raked, factors = rake(persons, result, target, year + 1)
    return raked, (factors,)


def _meet(
    flows: Flows, totals: MunicipalTotals | None, regions: tuple[str, ...], year: int
) -> tuple[Met, ...]:
    """Change the flows so that they lead to the municipal totals of `year`, where there are any."""
    given = None if totals is None else totals.at(year, regions)
    if given is None:
        return ()
    changed, told = meet_totals(flows, given, regions, year)
    for each in fields(Flows):
        getattr(flows, each.name)[...] = getattr(changed, each.name)
    return (told,)


def method() -> str:
    """How it is made, in one sentence for readers."""
    return _(
        "Kohort-komponent-framskriving for hver kommune etter kjønn og ettårig alder: "
        "nasjonal dødelighet og fruktbarhet, og flytting beregnet av folketallets egne "
        "kohortregnskap."
    )
