"""The projection of every municipality: rates and steps put together."""

from __future__ import annotations

import numpy as np
from attrs import fields

from omsyn.demography.inputs import Inputs
from omsyn.demography.population import PopulationSeries, Projection
from omsyn.demography.rates import Assumptions, RateSet, estimate
from omsyn.demography.step import Flows, advance
from omsyn.errors import OutsideData
from omsyn.language import _

HORIZON = 2050
FARTHEST = 2100


def compute(inputs: Inputs, horizon: int, assumed: Assumptions | None = None) -> Projection:
    """The projection from the newest year of the population, without any cache."""
    origin = inputs.population.years[-1]
    check_horizon(origin, horizon)
    rates = estimate(inputs, origin, horizon, assumed or Assumptions())
    return run(inputs.population, rates, horizon)


def check_horizon(origin: int, horizon: int) -> None:
    """Raise `OutsideData` where a horizon cannot be projected to."""
    if not origin < horizon <= FARTHEST:
        raise OutsideData(
            _("Framskrivingen går fra {first} til {last}; {year} ligger utenfor.").format(
                first=origin + 1, last=FARTHEST, year=horizon
            )
        )


def run(population: PopulationSeries, rates: RateSet, horizon: int) -> Projection:
    """Step every region from the rates' origin to the horizon."""
    years = tuple(range(rates.origin, horizon + 1))
    start = population.persons[population.years.index(rates.origin)]
    persons = np.empty((len(years), *start.shape))
    persons[0] = start
    births = np.empty((len(years) - 1, *start.shape[:2]))
    flows = {each.name: np.empty((len(years) - 1, *start.shape)) for each in fields(Flows)}
    for k in range(len(years) - 1):
        births[k], year = advance(persons[k], rates.of_flow(k))
        persons[k + 1] = year.persons
        for name, array in flows.items():
            array[k] = getattr(year, name)
    del flows["persons"]
    return Projection(
        population=PopulationSeries(
            regions=population.regions,
            years=years,
            persons=persons,
            provenance=population.provenance,
        ),
        births=births,
        method=method(),
        warnings=(),
        **flows,
    )


def method() -> str:
    """How it is made, in one sentence for readers."""
    return _(
        "Kohort-komponent-framskriving for hver kommune etter kjønn og ettårig alder: "
        "nasjonal dødelighet og fruktbarhet, og flytting beregnet av folketallets egne "
        "kohortregnskap."
    )
