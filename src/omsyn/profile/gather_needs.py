"""The needs of a region, each with its rate told in words, or a sentence on what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from attrs import evolve

from omsyn.demography import RegionSeries
from omsyn.demography.draws import RegionFans
from omsyn.errors import MissingDataset, OutsideData
from omsyn.geography import Region, RegionKind
from omsyn.language import _, number
from omsyn.needs import (
    Level,
    NationalPart,
    NeedSeries,
    Rate,
    dementia,
    home_service_users_80plus,
    national_part,
    person_years,
    places,
)
from omsyn.needs.intervals import Interval, need_intervals
from omsyn.needs.services import Service
from omsyn.profile.picture import Need, Needs
from omsyn.profile.place import known_as

if TYPE_CHECKING:
    from omsyn.needs import LocalFigures
    from omsyn.warehouse import Store

OWN = {Level.MUNICIPALITY, Level.REGION, Level.MEMBERS, Level.OWN}


def needs_of(
    store: Store, series: RegionSeries, local: LocalFigures | None, fans: RegionFans | None = None
) -> Needs:
    """All four needs, with intervals where there are fans; what is lacking becomes a sentence."""
    lacking: dict[str, str] = {}

    intervals: Mapping[Service, Interval] = {}
    if fans is not None:
        # What cannot be computed is told of below, need by need.
        with suppress(MissingDataset, OutsideData):
            intervals = need_intervals(store, series, fans, local)

    def attempt(name: str, service: Service, compute: Callable[[], NeedSeries]) -> Need | None:
        try:
            found = compute()
        except (MissingDataset, OutsideData) as fault:
            lacking[name] = fault.message
            return None
        return evolve(_told(found, series.region), interval=intervals.get(service))

    return Needs(
        dementia=_by_age(attempt("dementia", Service.DEMENTIA, lambda: dementia(series))),
        home_users=attempt(
            "home_users", Service.HOME_SERVICES, lambda: home_service_users_80plus(series, store)
        ),
        places=attempt("places", Service.PLACES, lambda: places(series, store, local)),
        person_years=attempt(
            "person_years", Service.PERSON_YEARS, lambda: person_years(series, store, local)
        ),
        national=_national(store, series),
        lacking=lacking,
    )


def _national(store: Store, series: RegionSeries) -> NationalPart | None:
    try:
        return national_part(series, store)
    except (MissingDataset, OutsideData):
        return None


def _by_age(need: Need | None) -> Need | None:
    """Dementia, whose one figure per inhabitant over 80 is not what it is computed with."""
    if need is None:
        return None
    explanation = _(
        "Regnet med andelen som hadde demens i landet i {year}, i hver aldersgruppe for kvinner og "
        "menn."
    ).format(year=need.rate_year)
    return evolve(need, explanation=explanation, lender="")


def _told(need: NeedSeries, region: Region) -> Need:
    rate = need.rate
    # The country's own figure is published for the country.
    borrowed = rate.borrowed and region.kind is not RegionKind.COUNTRY
    lender = known_as(rate.level_name) if borrowed and rate.level_name != region.name else ""
    return Need(
        years=need.years,
        values=need.value,
        rate_year=rate.year,
        own=rate.level in OWN,
        explanation=_explanation(rate, region.name if lender else ""),
        lender=lender,
        reservation=rate.reservation,
        provenance=(rate.source,),
        low=need.low,
        index=need.index,
        stock=need.stock.value if need.stock else None,
        stock_year=need.stock.year if need.stock else None,
    )


def _explanation(rate: Rate, borrower: str) -> str:
    """Which rate, whose and from when; `borrower` is the place that has none of its own."""
    decimals = 0 if rate.value >= 100 else 1
    names = {
        "value": number(rate.value, decimals),
        "unit": rate.unit,
        "name": known_as(rate.level_name),
        "place": borrower,
        "year": rate.year,
    }
    if rate.level is Level.OWN:
        return _("Regnet med {value} {unit}, etter kommunens egne tall for {year}.").format(**names)
    if borrower:
        return _(
            "{place} har ikke eget tall, så det er regnet med tallet for {name}: {value} {unit} i "
            "{year}."
        ).format(**names)
    return _("Regnet med {value} {unit} ({name}, {year}).").format(**names)
