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

    Who moves into new housing has the ages of all movers, and comes from the pool, so that the
    other municipalities receive so many fewer. Refugees have the ages of the year's immigrants and
    come on top.
    """
    housing, refugees = np.zeros(len(regions)), np.zeros(len(regions))
    for each in additions:
        where = housing if each.kind is AdditionKind.HOUSING else refugees
        where[regions.index(each.region)] += each.persons
    changed = rates
    if housing.any():
        base = base_cohorts(persons)
        pool = float((base * rates.out * (1 - rates.death / 2)).sum())
        added = housing > 0
        part = (housing / max(pool, 1e-9))[:, None, None]
        usual = changed.share_in[added].sum(axis=0)
        left = 1 - usual - part.sum()
        if (left < 0).any():
            raise ProjectionError(
                _(
                    "Tilleggene gir {wanted} innflyttere på ett år, flere enn de andre kommunene "
                    "kan avgi av de {pool} som flytter; senk tilleggene."
                ).format(wanted=number(housing.sum()), pool=number(pool))
            )
        others = np.divide(left, 1 - usual, out=np.zeros_like(left), where=usual < 1)
        kept = np.where(added[:, None, None], 1.0, others)
        changed = evolve(changed, share_in=changed.share_in * kept + part)
    if refugees.any():
        ages = rates.immigration
        if ages.sum() <= 0:
            raise ProjectionError(
                _("Uten innvandring kjenner ikke Omsyn alderen på dem som skal bosettes.")
            )
        changed = evolve(changed, settled=refugees[:, None, None] * (ages / ages.sum()))
    return changed
