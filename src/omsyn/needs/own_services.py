"""Services by the planner's own use: a rate for every sex and age, and where each is from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from omsyn.demography import AGES, SEXES, RegionSeries
from omsyn.demography.population import FloatArray
from omsyn.errors import ScenarioError
from omsyn.language import _, number
from omsyn.needs.names import service_title
from omsyn.needs.own_rates import Cell, Sex
from omsyn.needs.rate import Rate, own_rate
from omsyn.needs.services import WITH_PLACES, Origin, Service, ServiceRate
from omsyn.needs.ungroup import Group, single_ages

OLD_ENOUGH = 55
"""Healthy ageing moves the use of those older than this, as where it follows mortality."""
ROUNDING = 1e-6
"""Users may be this much more than the inhabitants, for a rate that was rounded."""


def own_service_rates(
    series: RegionSeries, cells: Sequence[Cell], year: int
) -> dict[Service, ServiceRate]:
    """Each service that has cells, at the planner's use on 1 January of `year`.

    Raises `OutsideData` for a year outside the series and `ScenarioError` for more users than
    inhabitants.
    """
    if not cells:
        return {}
    people = series.persons[series.position(year)]
    services = dict.fromkeys(each.service for each in cells)
    return {
        service: _of_service(
            service, [each for each in cells if each.service is service], people, series, year
        )
        for service in services
    }


def _of_service(
    service: Service, cells: Sequence[Cell], people: FloatArray, series: RegionSeries, year: int
) -> ServiceRate:
    rates = _by_age(cells, people, series.region.name, year)
    lowest = min(each.low for each in cells)
    counted = float(people[:, lowest:].sum())
    users = float((people * rates).sum())
    return ServiceRate(
        service=service,
        name=service_title(service),
        unit=_("plasser") if service in WITH_PLACES else _("personer"),
        per_person=rates,
        shape=rates,
        shift_from=max(lowest, OLD_ENOUGH),
        rate=_said(
            series.region.name, year, lowest, 100 * users / counted if counted else 0.0, cells
        ),
        first_year=year,
        cells=origins(cells),
        users=users,
    )


def _by_age(cells: Sequence[Cell], people: FloatArray, region: str, year: int) -> FloatArray:
    """Use by sex and single age, shape (sex, age)."""
    shares = [_share(each, people, region, year) for each in cells]
    if all(each.sex is Sex.BOTH for each in cells):
        # One curve for both: two would part only by chance.
        one = single_ages(_groups(cells, shares), people.sum(axis=0))
        return np.stack([one] * len(SEXES))
    rows = []
    for sex in range(len(SEXES)):
        mine = [place for place, each in enumerate(cells) if sex in each.sex.places]
        groups = _groups([cells[place] for place in mine], [shares[place] for place in mine])
        rows.append(single_ages(groups, people[sex]))
    return np.stack(rows)


def _groups(cells: Sequence[Cell], shares: Sequence[float]) -> list[Group]:
    return [
        Group(low=each.low, high=each.high, rate=share)
        for each, share in zip(cells, shares, strict=True)
    ]


def _share(cell: Cell, people: FloatArray, region: str, year: int) -> float:
    """Users for each inhabitant of the cell. Raises `ScenarioError` for more than there are."""
    if cell.per_100 is not None:
        return cell.per_100 / 100
    there = float(people[list(cell.sex.places), cell.low : cell.high + 1].sum())
    users = cell.users or 0.0
    if users > there + ROUNDING:
        raise ScenarioError(
            _(
                "{where}: {users} brukere er flere enn de {people} innbyggerne i gruppen i "
                "{region} 1. januar {year}; rett tallet eller året."
            ).format(
                where=cell.where, users=number(users), people=number(there), region=region,
                year=year,
            )
        )  # fmt: skip
    return min(users / there, 1.0) if there else 0.0


def origins(cells: Sequence[Cell]) -> tuple[tuple[Origin, ...], ...]:
    """Where the rate of each sex and age is from: given for it alone, or shared out of a group."""
    found = [[Origin.NONE] * AGES for _sex in SEXES]
    for each in cells:
        alone = each.low == each.high and each.sex is not Sex.BOTH
        for sex in each.sex.places:
            for age in range(each.low, each.high + 1):
                found[sex][age] = Origin.OBSERVED if alone else Origin.IMPUTED
    return tuple(tuple(row) for row in found)


def _said(region: str, year: int, lowest: int, per_100: float, cells: Sequence[Cell]) -> Rate:
    rate = own_rate(region, year, per_100, _unit(lowest))
    said = [
        _(
            "Bruken etter kjønn og alder er lagt inn av brukeren for {year} og er ikke kontrollert "
            "mot offentlig statistikk. Den er holdt lik i hver alder."
        ).format(year=year)
    ]
    if any(each.low != each.high for each in cells):
        said.append(
            _(
                "Innenfor hver aldersgruppe er bruken fordelt på enkelte aldre med en jevn kurve "
                "som gir gruppens antall nøyaktig."
            )
        )
    if lowest:
        said.append(_("Under {age} år er det regnet uten brukere.").format(age=lowest))
    return evolve(rate, reservation=" ".join(said))


def _unit(lowest: int) -> str:
    if lowest == 0:
        return _("brukere per 100 innbyggere")
    return _("brukere per 100 innbyggere {age} år og eldre").format(age=lowest)


def in_places(rate: ServiceRate, occupancy: float | None, *, own: bool) -> ServiceRate:
    """The need as places with so many users (percent) in each hundred; said where it is given.

    Without an occupancy every place has a user. A published number of places is taken to be full.
    """
    if rate.service not in WITH_PLACES:
        return rate
    if occupancy is None:
        if not own:
            return rate
        said = _("Hver plass er regnet med én bruker (fullt belegg).")
        part = 1.0
    else:
        part = occupancy / 100
        said = (
            _("Plassene er brukerne delt på et belegg på {percent} prosent.")
            if own
            else _(
                "Dagens plasser er regnet som fulle, og behovet er plasser med et belegg på "
                "{percent} prosent."
            )
        ).format(percent=number(occupancy, 0 if occupancy == round(occupancy) else 1))
    return evolve(
        rate,
        per_person=rate.per_person / part,
        shape=rate.shape / part,
        occupancy=part,
        rate=evolve(rate.rate, reservation=f"{rate.rate.reservation} {said}"),
    )
