"""A small place's own use of home services, drawn towards that of its KOSTRA group.

Gamma-Poisson (Clayton and Kaldor 1987): the users observed among those of 80 and over against those
expected at the group's rate. How much the group weighs follows from how much its municipalities
differ beyond what chance would make them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from omsyn.demography.population import FloatArray
from omsyn.demography.shrinkage import posterior_mean, variance_strength
from omsyn.geography.region import Region, RegionKind
from omsyn.language import _, number, percent
from omsyn.needs.home_services import DATASET, MEASURE, of_municipality, people_80plus
from omsyn.needs.published import read_published
from omsyn.needs.rate import Level
from omsyn.needs.services import OLD, Origin, Service, ServiceRate

if TYPE_CHECKING:
    from omsyn.warehouse import Store


@frozen(kw_only=True)
class GroupLevel:
    """What the group of a municipality uses, and how alike its members are."""

    rate: float
    """Users for each inhabitant of 80 and over, 0..1."""
    strength: float
    """Users expected in a place at which its own figure and the group's weigh the same."""
    name: str
    year: int


def group_level(region: Region, store: Store) -> GroupLevel | None:
    """The KOSTRA group of a municipality; None for other regions, and where nothing is known."""
    if region.kind is not RegionKind.MUNICIPALITY:
        return None
    registry, published = store.registry(), read_published(store, DATASET, MEASURE)
    for group in registry.belongs_to(region.id, RegionKind.KOSTRA_GROUP):
        found, people = [], []
        everyone: dict[int, dict[str, float]] = {}
        for member in registry.members(group.id):
            own = of_municipality(member.municipality, published, registry)
            if own is None or own.level is not Level.MUNICIPALITY:
                continue
            there = everyone.setdefault(own.year, people_80plus(store, own.year + 1))
            found.append(own.percent / 100)
            people.append(there.get(member.municipality, 0.0) * member.share)
        if len(found) > 1 and sum(people) > 0:
            rates, weights = np.array(found), np.array(people)
            level = float((rates * weights).sum() / weights.sum())
            return GroupLevel(
                rate=level,
                strength=variance_strength(rates * weights, level * weights),
                name=group.name,
                year=max(everyone),
            )
    return None


def towards_group(rate: ServiceRate, people: FloatArray, group: GroupLevel) -> ServiceRate:
    """Home services with the use of 80 and over drawn towards the group's, and said to be.

    `people` is (sex, age). Only the place's own figure is drawn; one borrowed from a group stays.
    """
    old = people[:, OLD:]
    if rate.service is not Service.HOME_SERVICES or rate.rate.borrowed or not old.any():
        return rate
    observed, expected = float((rate.per_person[:, OLD:] * old).sum()), group.rate * old.sum()
    level = posterior_mean(np.array(observed), np.array(expected), 1.0, group.strength)
    becomes = float(level) * group.rate
    factor = becomes * float(old.sum()) / observed if observed else 1.0
    weight = float(expected / (expected + group.strength))
    oldest = np.arange(rate.per_person.shape[1]) >= OLD
    scaled = np.where(oldest, np.minimum(rate.per_person * factor, 1), rate.per_person)
    said = _said(weight, observed, float(old.sum()), becomes, group)
    return evolve(
        rate,
        per_person=scaled,
        shape=scaled if rate.cells is not None else rate.shape * factor,
        own_weight=weight,
        cells=None
        if rate.cells is None
        else tuple(
            tuple(Origin.SHRUNK if old and each is not Origin.NONE else each
                  for each, old in zip(row, oldest.tolist(), strict=True))
            for row in rate.cells
        ),
        rate=evolve(
            rate.rate,
            value=100 * becomes if rate.cells is None else rate.rate.value,
            reservation=f"{rate.rate.reservation} {said}",
        ),
    )  # fmt: skip


def _said(weight: float, observed: float, people: float, becomes: float, group: GroupLevel) -> str:
    return _(
        "Andelen 80 år og eldre med hjemmetjenester er trukket fra {own} prosent mot "
        "{group_percent} prosent, som i {group}, fordi noe av forskjellen trolig er tilfeldig: "
        "eget tall veier {weight}, og {percent} prosent er brukt."
    ).format(
        own=number(100 * observed / people, 1),
        group_percent=number(100 * group.rate, 1),
        group=group.name,
        weight=percent(100 * weight, 0),
        percent=number(100 * becomes, 1),
    )
