"""The needs of a region, each with its rate told in words, or a sentence on what is lacking."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from omsyn.demography import RegionSeries
from omsyn.errors import MissingDataset, OutsideData
from omsyn.language import _, number
from omsyn.needs import (
    Level,
    NeedSeries,
    Rate,
    dementia,
    home_service_users_80plus,
    person_years,
    places,
)
from omsyn.profile.picture import Need, Needs

if TYPE_CHECKING:
    from omsyn.needs import LocalFigures
    from omsyn.warehouse import Store

OWN = {Level.MUNICIPALITY, Level.REGION, Level.MEMBERS, Level.OWN}


def needs_of(store: Store, series: RegionSeries, local: LocalFigures | None) -> Needs:
    """All four needs; what the store does not hold becomes a sentence."""
    lacking: dict[str, str] = {}

    def attempt(name: str, compute: Callable[[], NeedSeries]) -> Need | None:
        try:
            return _told(compute())
        except (MissingDataset, OutsideData) as fault:
            lacking[name] = fault.message
            return None

    return Needs(
        dementia=attempt("dementia", lambda: dementia(series)),
        home_users=attempt("home_users", lambda: home_service_users_80plus(series, store)),
        places=attempt("places", lambda: places(series, store, local)),
        person_years=attempt("person_years", lambda: person_years(series, store, local)),
        lacking=lacking,
    )


def _told(need: NeedSeries) -> Need:
    rate = need.rate
    return Need(
        years=need.years,
        values=need.value,
        rate_year=rate.year,
        own=rate.level in OWN,
        explanation=_explanation(rate),
        reservation=rate.reservation,
        provenance=(rate.source,),
        low=need.low,
        stock=need.stock.value if need.stock else None,
        stock_year=need.stock.year if need.stock else None,
    )


def _explanation(rate: Rate) -> str:
    """Which rate, whose and from when."""
    decimals = 0 if rate.value >= 100 else 1
    names = {
        "value": number(rate.value, decimals),
        "unit": rate.unit,
        "name": rate.level_name,
        "year": rate.year,
    }
    if rate.level is Level.OWN:
        return _("Regnet med {value} {unit}, etter kommunens egne tall for {year}.").format(**names)
    return _("Regnet med {value} {unit} ({name}, {year}).").format(**names)
