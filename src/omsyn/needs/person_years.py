"""Staff: person-years that follow the expected users, as far as anything open says.

No open file holds a municipality's person-years in care. They are taken, in this order, from the
planner's own figure, from what the municipalities reported, or from the person-years per user (the
last two where the store has them); else only the growth is given. In every case those of 80 and
over drive the need: the reservation says so, and `low` is what would be needed if staff only
followed the number of inhabitants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from omsyn.demography import RegionSeries
from omsyn.demography.kept import Futures, futures
from omsyn.demography.population import FloatArray
from omsyn.geography.region import COUNTRY_ID
from omsyn.geography.registry import Member
from omsyn.language import _, number
from omsyn.needs.home_services import (
    DATASET as HOME_SERVICES,
)  # fmt: skip
from omsyn.needs.home_services import (
    MEASURE as PERCENT_WITH_HOME_SERVICES,
)
from omsyn.needs.home_services import (
    home_service_users_80plus,
    of_municipality,
)
from omsyn.needs.local import LocalFigures
from omsyn.needs.published import read_published
from omsyn.needs.rate import Level, NeedSeries, Rate, own_rate

if TYPE_CHECKING:
    from omsyn.warehouse import Store

REPORTED, PERSON_YEARS = "care_users", "person_years_user_oriented"
PER_USER = "person_years_per_user"
"""Data set and measure alike."""

NATIONAL_INCREASE = 65_000
"""More employees in municipal care in 2035 than in 2017: Statistics Norway (2019), Regionale
framskrivinger av etterspørsel etter helse- og omsorgstjenester, as cited in the report on Omsorg
2020, section 1.2. Employees, not person-years."""
NATIONAL_FROM, NATIONAL_TO = 2017, 2035


@frozen(kw_only=True)
class NationalPart:
    """A region's part of the published national increase in employees, an estimate."""

    employees: float
    share: float
    """The region's part (0..1) of the country's increase in expected users of 80 and over."""
    from_year: int
    to_year: int
    reservation: str


def person_years(
    series: RegionSeries, store: Store, local: LocalFigures | None = None
) -> NeedSeries:
    """Person-years needed, or an index (last observed year 100) where no person-years are known.

    Raises `MissingDataset` where the store has no use of home services, and `OutsideData` where
    the planner's figure is for a year outside the series.
    """
    if local is not None and local.person_years is not None:
        rate = own_rate(
            series.region.name,
            local.year,
            100 * local.person_years / float(series.band(80)[series.position(local.year)]),
            _("årsverk per 100 innbyggere 80 år og eldre"),
        )
        return _scaled(series, local.year, local.person_years, rate)
    registered = _registered(series, store)
    if registered is not None:
        return registered
    users = home_service_users_80plus(series, store)
    return _per_user(series, users, store) or _growth(series, users)


def _scaled(series: RegionSeries, year: int, count: float, rate: Rate) -> NeedSeries:
    """Person-years from a known number on 1 January of a year."""
    start = series.position(year)
    return NeedSeries(
        name=_("Årsverk i helse- og omsorgstjenesten"),
        unit=_("årsverk"),
        years=series.years[start:],
        value=count * _growth_of(series.band(80)[start:]),
        low=count * _lowest(series, start),
        rate=evolve(rate, reservation=f"{rate.reservation} {driver()}"),
        first_projected_year=series.first_projected_year,
    )


def _registered(series: RegionSeries, store: Store) -> NeedSeries | None:
    """From the person-years that all the region's municipalities reported in one year."""
    published = read_published(store, REPORTED, PERSON_YEARS)
    members = _members(series.region.id, store)
    for year in published.years:
        amounts = [published.amount(each.municipality, year) for each in members]
        if amounts and all(amounts) and year + 1 in series.years:
            count = sum(
                each.share * amount[0]
                for each, amount in zip(members, amounts, strict=True)
                if amount
            )
            codes = [
                code for each in members for code, _s in published.parts[year][each.municipality]
            ]
            return _scaled(
                series, year + 1, count, _reported_rate(series, store, year, count, codes)
            )
    return None


def _reported_rate(
    series: RegionSeries, store: Store, year: int, count: float, codes: list[str]
) -> Rate:
    return Rate(
        value=100 * count / float(series.band(80)[series.position(year + 1)]),
        unit=_("årsverk per 100 innbyggere 80 år og eldre"),
        year=year,
        level=Level.MUNICIPALITY if len(codes) == 1 else Level.MEMBERS,
        level_name=series.region.name,
        source=store.provenance(REPORTED, regions=codes, periods=[str(year)], measure=PERSON_YEARS),
        reservation=_(
            "Årsverkene er de som er meldt inn for {year}, holdt likt per innbygger 80 år og eldre."
        ).format(year=year),
    )


def _per_user(series: RegionSeries, users: NeedSeries, store: Store) -> NeedSeries | None:
    """Users of 80 and over times the published person-years per user."""
    published = read_published(store, PER_USER, PER_USER)
    for year in published.years:
        part = published.same(series.region.id, year)
        value = published.values[year].get(part[0] if part else series.region.id)
        if value is not None:
            code = part[0] if part else series.region.id
            return NeedSeries(
                name=_("Årsverk til brukere 80 år og eldre"),
                unit=_("årsverk"),
                years=users.years,
                value=value * users.value,
                rate=Rate(
                    value=value,
                    unit=per_user_unit(),
                    year=year,
                    level=Level.MUNICIPALITY if part else Level.REGION,
                    level_name=series.region.name,
                    source=store.provenance(PER_USER, regions=[code], periods=[str(year)]),
                    reservation=_(
                        "Årsverk per bruker er et gjennomsnitt for brukere i alle aldre; her er "
                        "det brukt på brukerne av hjemmetjenester 80 år og eldre."
                    ),
                ),
                first_projected_year=series.first_projected_year,
            )
    return None


def per_user_unit() -> str:
    """The unit of a rate that is multiplied with the users of home services."""
    return _("årsverk per bruker")


def _growth(series: RegionSeries, users: NeedSeries) -> NeedSeries:
    """Growth only: the users as an index with the last observed year as 100."""
    start = series.position(series.last_observed_year)
    missing = _(
        "De åpne tallene har ikke årsverk for området, derfor vises bare veksten: legg inn egne "
        "årsverk for å få antall."
    )
    return NeedSeries(
        name=_("Vekst i behovet for årsverk"),
        unit=_("indeks, {year} = 100").format(year=series.last_observed_year),
        years=series.years[start:],
        value=100 * _growth_of(series.band(80)[start:]),
        low=100 * _lowest(series, start),
        rate=evolve(users.rate, reservation=f"{missing} {driver()}"),
        first_projected_year=series.first_projected_year,
        index=True,
    )


def _growth_of(people: FloatArray) -> FloatArray:
    growth: FloatArray = people / people[0]
    return growth


def _lowest(series: RegionSeries, start: int) -> FloatArray:
    """The slower of the growth of all inhabitants and of those of 80 and over."""
    return np.minimum(_growth_of(series.total()[start:]), _growth_of(series.band(80)[start:]))


def _members(region_id: str, store: Store) -> Sequence[Member]:
    if region_id == COUNTRY_ID:
        return [Member(each) for each in futures(store).history.regions]
    return store.registry().members(region_id)


def driver() -> str:
    """What a reader must know where all the person-years follow those of 80 and over."""
    return _(
        "Årsverkene er framskrevet som om alle følger antallet innbyggere 80 år og eldre. En del "
        "av årsverkene går til yngre brukere, så den virkelige veksten er trolig lavere; den "
        "nedre grensen er veksten om årsverkene bare fulgte folketallet."
    )


def national_part(series: RegionSeries, store: Store) -> NationalPart | None:
    """The region's part of the published national increase in employees 2017–2035.

    By its part of the country's increase in expected users of home services of 80 and over. None
    in a fictional store, where the users do not increase, and where the years are not covered.
    """
    if store.fictional:
        return None
    both = futures(store)
    years = both.history.years + both.projection.population.years[1:]
    if not years[0] <= NATIONAL_FROM <= both.history.years[-1] < NATIONAL_TO <= years[-1]:
        return None
    increase = _increase(store, both)
    region = sum(
        increase[each.municipality] * each.share for each in _members(series.region.id, store)
    )
    country = sum(increase.values())
    if region <= 0 or country <= 0:
        return None
    return NationalPart(
        employees=NATIONAL_INCREASE * region / country,
        share=region / country,
        from_year=NATIONAL_FROM,
        to_year=NATIONAL_TO,
        reservation=_(
            "Anslag: Statistisk sentralbyrå har beregnet at den kommunale omsorgstjenesten kan "
            "trenge omtrent {national} flere ansatte i {to} enn i {first}. Her er tallet fordelt "
            "etter hvor stor del av landets økning i brukere 80 år og eldre som kommer i "
            "{region}. Tallet gjelder ansatte, ikke årsverk."
        ).format(
            national=number(NATIONAL_INCREASE),
            first=NATIONAL_FROM,
            to=NATIONAL_TO,
            region=series.region.name,
        ),
    )


def _increase(store: Store, both: Futures) -> dict[str, float]:
    """Increase in expected users of 80 and over by municipality, 2017 to 2035."""
    published = read_published(store, HOME_SERVICES, PERCENT_WITH_HOME_SERVICES)
    registry = store.registry()
    history, future = both.history, both.projection.population
    before = history.persons[history.years.index(NATIONAL_FROM), :, :, 80:].sum(axis=(1, 2))
    after = future.persons[future.years.index(NATIONAL_TO), :, :, 80:].sum(axis=(1, 2))
    result = {}
    for code, change in zip(history.regions, after - before, strict=True):
        found = of_municipality(code, published, registry)
        result[code] = float(change) * found.percent / 100 if found else 0.0
    return result
