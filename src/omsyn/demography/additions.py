"""Local additions to one year: people who move into new housing, and refugees who are settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from omsyn.demography.paths import Addition, AdditionKind
from omsyn.demography.population import FloatArray
from omsyn.demography.step import YearRates, base_cohorts
from omsyn.errors import ProjectionError
from omsyn.language import _, number


def check_places(
    additions: Sequence[Addition], regions: tuple[str, ...], first: int, last: int
) -> None:
    """Raise `ProjectionError` for an addition to no municipality, or outside the projection."""
    for each in additions:
        if each.region not in regions:
            raise ProjectionError(
                _("Tillegget i {year} gjelder {region}, som ikke er en kommune i lageret.").format(
                    region=each.region, year=each.year
                )
            )
        if not first <= each.year < last:
            raise ProjectionError(
                _(
                    "Tillegget for {region} gjelder {year}, men framskrivingen går fra {first} "
                    "til {last}."
                ).format(region=each.region, year=each.year, first=first, last=last)
            )


def with_additions(
    persons: FloatArray,
    rates: YearRates,
    additions: Sequence[Addition],
    regions: tuple[str, ...],
) -> YearRates:
    """The year's rates with what comes to some municipalities in addition.

    Who moves into new housing has the ages of all movers, and comes from the pool, so that all
    others receive so many fewer. Refugees have the ages of the year's immigrants and come on top.
    """
    housing, refugees = np.zeros(len(regions)), np.zeros(len(regions))
    for each in additions:
        where = housing if each.kind is AdditionKind.HOUSING else refugees
        where[regions.index(each.region)] += each.persons
    changed = rates
    if housing.any():
        base = base_cohorts(persons)
        pool = float((base * rates.out * (1 - rates.death / 2)).sum())
        if housing.sum() > pool:
            raise ProjectionError(
                _(
                    "Tilleggene gir {wanted} innflyttere på ett år, men i hele landet flytter bare "
                    "{pool}; senk tilleggene."
                ).format(wanted=number(housing.sum()), pool=number(pool))
            )
        part = (housing / pool)[:, None, None]
        changed = evolve(changed, share_in=changed.share_in * (1 - part.sum()) + part)
    if refugees.any():
        ages = rates.immigration
        if ages.sum() <= 0:
            raise ProjectionError(
                _("Uten innvandring kjenner ikke Omsyn alderen på dem som skal bosettes.")
            )
        changed = evolve(changed, settled=refugees[:, None, None] * (ages / ages.sum()))
    return changed
