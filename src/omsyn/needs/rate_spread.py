"""How much municipalities of one KOSTRA group differ in what they use, measured in the figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from omsyn.demography.shrinkage import variance_strength
from omsyn.geography.region import RegionKind
from omsyn.needs.home_services import DATASET as HOME_SERVICES
from omsyn.needs.home_services import MEASURE as PERCENT_WITH_HOME_SERVICES
from omsyn.needs.home_services import people_80plus
from omsyn.needs.places import DATASETS as PLACES
from omsyn.needs.places import MEASURE as COUNTED_PLACES
from omsyn.needs.published import Published, read_published

if TYPE_CHECKING:
    from omsyn.warehouse import Store

UNKNOWN_STRENGTH = 25.0
"""Where no group can tell: a standard deviation of 20 %, as coverage of places had in 2018."""


@frozen(kw_only=True)
class Spread:
    """How alike the municipalities of a KOSTRA group are, in users that would tell as much."""

    home_services: float
    places: float


_spreads: dict[tuple[Path, str], Spread] = {}


def spread(store: Store) -> Spread:
    """Measured in the newest year that each is published for."""
    key = (store.folder, store.version)
    found = _spreads.get(key)
    if found is None:
        found = Spread(
            home_services=strength_of(store, _home_service_users(store), chance=True),
            places=strength_of(store, _places(store), chance=False),
        )
        _spreads.clear()
        _spreads[key] = found
    return found


Amounts = dict[str, tuple[float, float]]
"""Municipality -> users or places, and the people of 80 and over that they are for."""


def _home_service_users(store: Store) -> Amounts:
    published = read_published(store, HOME_SERVICES, PERCENT_WITH_HOME_SERVICES)
    if not published.years:
        return {}
    year = published.years[0]
    result = {}
    for code, people in people_80plus(store, year + 1).items():
        part = published.same(code, year)
        percent = published.values[year].get(part[0]) if part else None
        if percent is not None and people:
            result[code] = (people * percent / 100, people)
    return result


def _places(store: Store) -> Amounts:
    """Of the year that most municipalities have a figure for."""
    best: Amounts = {}
    for name in PLACES:
        published = read_published(store, name, COUNTED_PLACES)
        for year in published.years:
            found = _places_in(published, year, people_80plus(store, year + 1))
            if len(found) > len(best):
                best = found
    return best


def _places_in(published: Published, year: int, people: Mapping[str, float]) -> Amounts:
    result = {}
    for code, old in people.items():
        amount = published.amount(code, year)
        if amount is not None and old:
            result[code] = (amount[0], old)
    return result


def strength_of(store: Store, amounts: Amounts, *, chance: bool) -> float:
    """The strength by moments within KOSTRA groups; `chance`: chance in the numbers is not counted.

    A stock is decided, not drawn, so all of the difference between municipalities is real.
    """
    groups: dict[str, list[str]] = {}
    registry = store.registry()
    for code in amounts:
        of = registry.belongs_to(code, RegionKind.KOSTRA_GROUP)
        if of:
            groups.setdefault(of[0].id, []).append(code)
    observed, expected = [], []
    for codes in groups.values():
        found = np.array([amounts[code] for code in codes])
        if len(codes) > 1 and found[:, 0].sum() > 0:
            observed.append(found[:, 0])
            expected.append(found[:, 1] * (found[:, 0].sum() / found[:, 1].sum()))
    if not observed:
        return UNKNOWN_STRENGTH
    one, other = np.concatenate(observed), np.concatenate(expected)
    if chance:
        return variance_strength(one, other)
    spread = float((other * (one / other - 1) ** 2).sum() / other.sum())
    return 1 / spread if spread else variance_strength(one, other)
