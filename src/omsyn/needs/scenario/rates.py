"""The rates that a scenario is computed with: published ones, and the planner's own before them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from omsyn.demography import RegionSeries
from omsyn.language import _, current
from omsyn.needs.group_level import group_level, towards_group
from omsyn.needs.local import LocalFigures
from omsyn.needs.own_services import in_places, own_service_rates
from omsyn.needs.scenario.model import Scenario
from omsyn.needs.services import Service, ServiceRate, service_rates

if TYPE_CHECKING:
    from omsyn.warehouse import Store

KEPT = 32


@frozen(kw_only=True, eq=False)
class Found:
    """The rates of a region, kept between runs."""

    rates: Mapping[Service, ServiceRate]
    """In the order of the services."""
    lacking: Mapping[Service, str]
    """Why a service is not among them, one translated sentence each."""
    warnings: tuple[str, ...] = field(default=())


_kept: dict[tuple[Any, ...], Found] = {}


def rates_of(
    store: Store, version: str, scenario: Scenario, series: RegionSeries, base: int
) -> Found:
    """The rates of the scenario's region; those that only hold from after `base` are lacking.

    `version` is the store's. Raises `OutsideData` where the planner's own figure is for a year
    outside the series, and `ScenarioError` for more users than inhabitants.
    """
    own = scenario.local
    occupied = tuple((each.service, each.occupancy_percent) for each in scenario.resources.services)
    key = (store.folder, version, series.region.id, base, own, occupied, current())
    found = _kept.get(key)
    if found is None:
        found = _in_time(_find(store, scenario, series, base), base)
        # All at once: another thread may put its own in while the oldest is looked for.
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = found
    return found


def _find(store: Store, scenario: Scenario, series: RegionSeries, base: int) -> Found:
    own = scenario.local
    year = base if own.year is None else own.year
    local = LocalFigures(year=year, person_years=own.person_years, places=own.places)
    published, lacking = service_rates(series, store, local, own.share_following_80plus)
    given = own_service_rates(series, own.cells(), year)
    if Service.PLACES in given and Service.PLACES in published:
        # What there is, is known whoever says how it is used.
        stock = published[Service.PLACES].stock
        given[Service.PLACES] = evolve(given[Service.PLACES], stock=stock)
    rates = published | given
    said = []
    if own.shrink_to_group:
        drawn = _towards_group(rates.get(Service.HOME_SERVICES), series, store)
        if drawn is None:
            said.append(
                _(
                    "Egen dekning er ikke trukket mot KOSTRA-gruppens: det gjøres bare for en "
                    "kommune med eget tall for hjemmetjenester."
                )
            )
        else:
            rates[Service.HOME_SERVICES] = drawn
    for key, rate in rates.items():
        resources = scenario.resources.of(key)
        occupancy = None if resources is None else resources.occupancy_percent
        rates[key] = in_places(rate, occupancy, own=key in given)
    return Found(
        rates={key: rates[key] for key in Service if key in rates},
        lacking={key: text for key, text in lacking.items() if key not in rates},
        warnings=tuple(said),
    )


def _towards_group(
    rate: ServiceRate | None, series: RegionSeries, store: Store
) -> ServiceRate | None:
    """Home services drawn towards the group; None where there is nothing to draw or to draw to."""
    group = group_level(series.region, store)
    if rate is None or group is None:
        return None
    drawn = towards_group(rate, series.persons[series.position(rate.first_year)], group)
    return None if drawn is rate else drawn


def _in_time(found: Found, base: int) -> Found:
    late = {key: each for key, each in found.rates.items() if each.first_year > base}
    said = {
        key: _("{need}: satsen gjelder fra {first} og er ikke brukt for {base}.").format(
            need=rate.name, first=rate.first_year, base=base
        )
        for key, rate in late.items()
    }
    return evolve(
        found,
        rates={key: each for key, each in found.rates.items() if key not in late},
        lacking={**found.lacking, **said},
    )
