"""The services a scenario can change, each with a rate for every sex and single age.

Only totals for 80 and over are published, but for dementia. Within 80 and over the rate is held
constant, so that the need without levers is the one that the knowledge base shows. Levers that
work by age need a gradient: there the use within 80 and over is spread in the shape of dementia
by sex and age (75–79, 80–84, 85–89, 90+), scaled to the very same total. That spread is imputed,
never observed, and is only used for how much a lever changes.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from omsyn.demography import AGES, SEXES, RegionSeries
from omsyn.demography.population import FloatArray
from omsyn.errors import MissingDataset, OutsideData
from omsyn.language import _, percent
from omsyn.needs.dementia import dementia, prevalence_schedule
from omsyn.needs.home_services import home_service_users_80plus
from omsyn.needs.local import LocalFigures
from omsyn.needs.person_years import driver, person_years
from omsyn.needs.places import places
from omsyn.needs.rate import Level, NeedSeries, Rate, Stock

if TYPE_CHECKING:
    from omsyn.warehouse import Store

OLD = 80
"""Published rates are for those of this age and over."""

SHAPE_FROM = 75
"""The gradient goes on below 80, for those of 80 who become as those of 79 are today."""


class Service(StrEnum):
    """What is needed."""

    HOME_SERVICES = "home_services"
    PLACES = "places"
    DEMENTIA = "dementia"
    PERSON_YEARS = "person_years"
    PRACTICAL_HELP = "practical_help"
    HOME_NURSING = "home_nursing"
    USER_CONTROLLED_ASSISTANCE = "user_controlled_assistance"
    SHORT_STAY = "short_stay"
    DAY_CARE = "day_care"
    HOUSING_24H = "housing_24h"


PUBLISHED = (Service.HOME_SERVICES, Service.PLACES, Service.DEMENTIA, Service.PERSON_YEARS)
"""Computed from open figures; the others only where the planner gives her own rates."""

AT_HOME = (
    Service.HOME_SERVICES,
    Service.PRACTICAL_HELP,
    Service.HOME_NURSING,
    Service.USER_CONTROLLED_ASSISTANCE,
)
"""Given at home: how many use it is partly chance. Places are as many as somebody decided."""

WITH_PLACES = (Service.PLACES, Service.SHORT_STAY, Service.DAY_CARE, Service.HOUSING_24H)
"""Given in places; the need is the users divided by the occupancy."""


class Origin(StrEnum):
    """Where the rate of a cell comes from."""

    OBSERVED = "observed"
    """Published for the region, or given by the planner."""
    BORROWED = "borrowed"
    """Published for a larger group."""
    IMPUTED = "imputed"
    """Nobody has published it: shared out by a rule."""
    SHRUNK = "shrunk"
    """The place's own, drawn towards that of its group."""
    NONE = "none"
    """The service is not counted at that age."""


@frozen(kw_only=True, eq=False)
class ServiceRate:
    """The need per person of one service in one region, held constant."""

    service: Service
    name: str
    unit: str
    per_person: FloatArray
    """Shape (sex, age)."""
    shape: FloatArray
    """Shape (sex, age): the same need spread with a gradient by age; imputed but for dementia.

    On the people of the first year it has the total of `per_person`. It goes on below
    `shift_from`, where nothing is counted.
    """
    shift_from: int
    """The youngest age that a gradient is used for."""
    rate: Rate
    first_year: int
    """The rate is not used for years before."""
    stock: Stock | None = None
    index: bool = False
    """The level is unknown: the last observed year is 100."""
    cells: tuple[tuple[Origin, ...], ...] | None = None
    """Where each sex and age is from, for the planner's own rates; else `cell_origins` knows."""
    users: float = 0.0
    """For the planner's own rates, the users that they are made of; 0 where nobody has counted."""
    own_weight: float = 1.0
    """How much the place's own figure weighs in cells that are shrunk; the rest is its group's."""
    occupancy: float = 1.0
    """Users for each place, for services with places."""

    def cell_origins(self) -> tuple[tuple[Origin, ...], ...]:
        """For each sex and single age, where its rate is from.

        A published group of ages is shared out on its ages, and so imputed in each.
        """
        if self.cells is not None:
            return self.cells
        if self.own_weight < 1:
            known = Origin.SHRUNK
        else:
            known = Origin.BORROWED if self._borrowed else Origin.IMPUTED
        rates: list[list[float]] = self.per_person.tolist()
        return tuple(tuple(known if rate else Origin.NONE for rate in row) for row in rates)

    @property
    def _borrowed(self) -> bool:
        partly = self.rate.level is Level.MEMBERS and self.rate.source.missing_share > 0
        return self.rate.borrowed or partly

    def counted_shape(self) -> FloatArray:
        """The shape where the service is counted, and the flat rate below."""
        ages = np.arange(AGES)
        return np.where(ages >= self.shift_from, self.shape, self.per_person)


def service_rates(
    series: RegionSeries,
    store: Store,
    local: LocalFigures | None = None,
    share_following_80plus: float = 1.0,
) -> tuple[dict[Service, ServiceRate], dict[Service, str]]:
    """The services that can be computed, and for each other one the sentence that says why not.

    `share_following_80plus` is the part (0..1) of the person-years that follows the people of 80
    and over; the rest follows all inhabitants. Raises `OutsideData` where the planner's figure
    is for a year outside the series.
    """
    makers: dict[Service, Callable[[], ServiceRate]] = {
        Service.HOME_SERVICES: lambda: _of_80plus(
            Service.HOME_SERVICES, home_service_users_80plus(series, store), series
        ),
        Service.PLACES: lambda: _of_80plus(Service.PLACES, places(series, store, local), series),
        Service.DEMENTIA: lambda: _dementia(series),
        Service.PERSON_YEARS: lambda: _person_years(
            person_years(series, store, local), series, share_following_80plus
        ),
    }
    found, lacking = {}, {}
    for service, make in makers.items():
        try:
            found[service] = make()
        except MissingDataset as fault:
            lacking[service] = fault.message
    return found, lacking


def _dementia(series: RegionSeries) -> ServiceRate:
    need = dementia(series)
    schedule = prevalence_schedule()
    return ServiceRate(
        service=Service.DEMENTIA,
        name=need.name,
        unit=need.unit,
        per_person=schedule,
        shape=schedule,
        shift_from=0,
        rate=need.rate,
        first_year=need.years[0],
    )


def _of_80plus(service: Service, need: NeedSeries, series: RegionSeries) -> ServiceRate:
    start = series.position(need.years[0])
    people = float(series.band(OLD)[start])
    if not people:
        raise OutsideData(
            _("{region} har ingen innbyggere 80 år og eldre i {year}.").format(
                region=series.region.name, year=need.years[0]
            )
        )
    rate = float(need.value[0]) / people
    flat = np.zeros((len(SEXES), AGES))
    flat[:, OLD:] = rate
    return ServiceRate(
        service=service,
        name=need.name,
        unit=need.unit,
        per_person=flat,
        shape=rate * gradient(series.persons[start]),
        shift_from=OLD,
        rate=need.rate,
        first_year=need.years[0],
        stock=need.stock,
        index=need.index,
    )


def _person_years(need: NeedSeries, series: RegionSeries, share: float) -> ServiceRate:
    """Person-years of which a share follows 80 and over and the rest all inhabitants."""
    old = _of_80plus(Service.PERSON_YEARS, need, series)
    if share == 1:
        return old
    everyone = float(need.value[0]) / float(series.total()[series.position(need.years[0])])
    rest = np.full(old.per_person.shape, (1 - share) * everyone)
    followed = _(
        "{share} av årsverkene er framskrevet med antallet innbyggere 80 år og eldre, resten med "
        "hele folketallet. Delingen er valgt av den som laget scenarioet."
    ).format(share=percent(100 * share, 0))
    return evolve(
        old,
        per_person=share * old.per_person + rest,
        shape=share * old.shape + rest,
        rate=evolve(old.rate, reservation=old.rate.reservation.replace(driver(), followed)),
    )


def gradient(persons: FloatArray) -> FloatArray:
    """Relative use by sex and age from 75 on; the mean over those of 80 and over is 1.

    `persons` is (sex, age). The shape is that of dementia, for want of published use by age.
    """
    shape = prevalence_schedule().copy()
    shape[:, :SHAPE_FROM] = 0
    old = persons[:, OLD:]
    scaled: FloatArray = shape * (old.sum() / (old * shape[:, OLD:]).sum())
    return scaled


def shape_reservation() -> str:
    """What a reader must know where a lever has used the gradient."""
    return _(
        "Bruken etter alder innenfor 80 år og eldre er ikke publisert. Virkningen av friskere "
        "aldring er anslått med samme fordeling på alder og kjønn som demens har."
    )
