"""What a need is held against each year: what there is, and what is planned to open or close."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from omsyn.demography.population import FloatArray
from omsyn.errors import ScenarioError
from omsyn.language import _, number
from omsyn.needs.names import service_name
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.scenario.result import Limit, ServiceResult
from omsyn.needs.services import Service, ServiceRate


def limit_of(scenario: Scenario, rate: ServiceRate, years: tuple[int, ...]) -> Limit | None:
    """The planner's capacity, or else the published stock, with what is planned.

    None against an index, and where nobody knows what there is. Raises `ScenarioError` where more
    closes than there is.
    """
    own = scenario.capacity.of(rate.service)
    value = own if own is not None else rate.stock.value if rate.stock is not None else None
    if rate.index or value is None:
        return None
    return Limit(
        value=value, own=own is not None, by_year=value + _planned(scenario, rate, value, years)
    )


def _planned(
    scenario: Scenario, rate: ServiceRate, value: float, years: tuple[int, ...]
) -> FloatArray:
    """What has opened less what has closed by each year; what is before them counts from the first.

    A change counts from 1 January of its year.
    """
    changed = np.zeros(len(years))
    for each in scenario.capacity.planned:
        if each.service == rate.service:
            changed += each.amount * (np.asarray(years) >= each.year)
    below = np.nonzero(value + changed < 0)[0]
    if len(below):
        raise ScenarioError(
            _(
                "capacity.planned: i {year} er {closed} lagt ned, men det er bare {there} "
                "({service}); rett planen eller kapasiteten."
            ).format(
                year=years[int(below[0])], closed=number(-float(changed[below[0]])),
                there=number(value), service=service_name(rate.service),
            )
        )  # fmt: skip
    return changed


def plan_warnings(scenario: Scenario, results: Mapping[Service, ServiceResult]) -> list[str]:
    """A sentence for each plan that is not shown: with nothing to add to, or after the horizon."""
    planned = dict.fromkeys(each.service for each in scenario.capacity.planned)
    said = [
        _("Planen for {service} er ikke vist: legg inn hva som er der i dag.").format(
            service=service_name(service)
        )
        for service in planned
        if service not in results or results[service].limit is None
    ]
    late = dict.fromkeys(
        (each.year, each.service)
        for each in scenario.capacity.planned
        if each.year > scenario.horizon
    )
    return said + [
        _("Planen for {service} i {year} er etter målåret {horizon} og er ikke med.").format(
            service=service_name(service), year=year, horizon=scenario.horizon
        )
        for year, service in late
    ]
