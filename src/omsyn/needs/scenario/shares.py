"""What each cause of a change is due, when it depends on which of the others are there.

The causes are the population's growth, another population where one is chosen, and the levers. A
coalition is some of them, and its worth is the need in the target year when only they are there:
without growth the people of the first year stay as they are. Within the population the ages come in
their order, youngest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from omsyn.demography.population import AGES, FloatArray
from omsyn.needs.scenario.chain import Ground, apply, main_needs
from omsyn.needs.scenario.choices import AnyLever
from omsyn.needs.services import Service

BANDS = ((0, 79), (80, 89), (90, AGES - 1))
"""The population's parts, each a bar of the waterfall."""
MOST_EXACT = 10
"""With more levers than this some orders are drawn instead of all."""
ORDERS = 200
"""Orders drawn, each also taken backwards."""
KEY = 0x736861726573

Worth = dict[Service, FloatArray]
Masks = NDArray[np.bool_]


@frozen(kw_only=True)
class Shares:
    """What the causes are due of one service's change; they sum to all of it."""

    bands: FloatArray
    """One for each of `BANDS`."""
    population: float
    """Another population than the main one; 0 where none is chosen."""
    levers: FloatArray
    """In the order of the levers."""
    sampled: int | None = None
    """Orders drawn; None: every order is counted."""


@frozen(kw_only=True, eq=False)
class Causes:
    """The causes, and the worth of every coalition of them."""

    main: Ground
    ground: Ground
    """On the people that are chosen; the main path's where nobody chose."""
    levers: Sequence[AnyLever]

    @property
    def chosen(self) -> bool:
        """Whether another population than the main one is chosen."""
        return self.ground.persons is not self.main.persons

    def people(self, bands: int, *, chosen: bool) -> Ground:
        """The ground when so many bands have grown, on the chosen population or on the main."""
        if bands == len(BANDS):
            return self.ground if chosen else self.main
        persons = np.repeat(self.main.persons[:1], len(self.main.years), axis=0)
        if bands:
            grown = BANDS[bands - 1][1] + 1
            persons[:, :, :grown] = self.main.persons[:, :, :grown]
        if chosen:
            # As many more or fewer as where everybody grows; nobody can be fewer than none.
            persons = np.maximum(persons + self.ground.persons - self.main.persons, 0)
        return evolve(self.main, persons=persons)

    def worth(self, masks: Masks, ground: Ground) -> Worth:
        """The need in the target year for each row of `masks` (row, lever), shape (row,)."""
        needs = {
            service: np.repeat(need, len(masks), axis=0)
            for service, need in main_needs(ground).items()
        }
        for lever, on in zip(self.levers, masks.T, strict=True):
            if not on.any():
                continue
            there = {service: need[on] for service, need in needs.items()}
            changed = apply(lever, there, ground, np.array([lever.value]))
            for service, need in changed.items():
                if need is not there[service]:
                    needs[service][on] = need
        return {service: need[:, -1] for service, need in needs.items()}

    def worths(self, masks: Masks, bands: NDArray[np.intp], chosen: Masks) -> Worth:
        """As `worth`, where each row has its own number of bands and its own population."""
        found = {service: np.zeros(len(masks)) for service in self.main.rates}
        for grown, other in sorted(set(zip(bands.tolist(), chosen.tolist(), strict=True))):
            rows = (bands == grown) & (chosen == other)
            there = self.worth(masks[rows], self.people(grown, chosen=other))
            for service, values in there.items():
                found[service][rows] = values
        return found


def isolated(causes: Causes) -> dict[Service, Shares]:
    """What each does when no other choice is made, in the target year; they sum to what they may.

    The population's bands come as they always do; then another population, and every lever, alone
    on the people that the main path has in the target year.
    """
    count = len(causes.levers)
    grown = _grown(causes, np.zeros((1, count), dtype=bool), chosen=False)
    alone = causes.worth(np.eye(count, dtype=bool), causes.main) if count else {}
    other = causes.worth(np.zeros((1, count), dtype=bool), causes.ground)
    found = {}
    for service in causes.main.rates:
        levels = np.array([float(each[service][0]) for each in grown])
        found[service] = Shares(
            bands=np.diff(levels),
            population=float(other[service][0]) - levels[-1] if causes.chosen else 0.0,
            levers=alone[service] - levels[-1] if count else np.zeros(0),
        )
    return found


def shapley(causes: Causes) -> dict[Service, Shares]:
    """The mean over every order of the causes, by coalitions; over drawn orders where too many."""
    if len(causes.levers) > MOST_EXACT:
        return _over_orders(causes, _drawn_orders(len(causes.levers) + 1 + causes.chosen))
    return _over_coalitions(causes)


def _grown(causes: Causes, masks: Masks, *, chosen: bool) -> list[Worth]:
    """The worth before any band has grown, and after each."""
    return [
        causes.worth(masks, causes.people(bands, chosen=chosen)) for bands in range(len(BANDS) + 1)
    ]


def _over_coalitions(causes: Causes) -> dict[Service, Shares]:
    count = len(causes.levers)
    numbers = np.arange(2**count)
    masks = (numbers[:, None] >> np.arange(count)) % 2 == 1
    players = count + 1 + causes.chosen
    grown = {
        chosen: _grown(causes, masks, chosen=chosen)
        for chosen in ((False, True) if causes.chosen else (False,))
    }
    sizes = masks.sum(axis=1)
    found = {}
    for service in causes.main.rates:
        # (whether another population, bands that have grown, coalition of levers)
        worth = np.array([[each[service] for each in levels] for levels in grown.values()])
        ends = worth[:, [0, -1]]
        size = sizes + np.arange(2)[None, :, None] + np.arange(len(worth))[:, None, None]
        found[service] = Shares(
            bands=(_weight(size[:, 0], players)[:, None] * np.diff(worth, axis=1)).sum(axis=(0, 2)),
            population=float((_weight(size[0], players) * np.diff(ends, axis=0)).sum()),
            levers=np.array(
                [_of_lever(ends, size, players, place, numbers) for place in range(count)]
            ),
        )
    return found


def _of_lever(
    worth: FloatArray, size: NDArray[np.intp], players: int, place: int, numbers: NDArray[np.intp]
) -> float:
    without = numbers[(numbers >> place) % 2 == 0]
    added = worth[..., without + (1 << place)] - worth[..., without]
    return float((_weight(size[..., without], players) * added).sum())


def _weight(size: NDArray[np.intp], players: int) -> FloatArray:
    """The share of all orders in which just this coalition comes before a given player."""
    each = [1 / (players * comb(players - 1, before)) for before in range(players)]
    return np.array([*each, 0.0])[np.minimum(size, players)]


def _drawn_orders(players: int) -> NDArray[np.intp]:
    """Orders of the players, each followed by itself backwards; always the same."""
    generator = np.random.Generator(np.random.Philox(key=KEY))
    orders = np.array([generator.permutation(players) for _each in range(ORDERS)])
    return np.concatenate([orders, orders[:, ::-1]])


def _over_orders(causes: Causes, orders: NDArray[np.intp]) -> dict[Service, Shares]:
    """Along each order what every player adds: levers are 0.., then people, then another choice."""
    count, players = len(causes.levers), orders.shape[1]
    place = np.argsort(orders, axis=1)
    # (order, so many have come, player)
    there = (place[:, None, :] < np.arange(players + 1)[:, None]).reshape(-1, players)
    # Those who have come before the people, who then grow band by band.
    before = np.repeat(place < place[:, [count]], len(BANDS) + 1, axis=0)
    grown = np.tile(np.arange(len(BANDS) + 1), len(orders))
    worth = causes.worths(
        np.concatenate([there, before])[:, :count],
        np.concatenate([len(BANDS) * there[:, count], grown]),
        np.asarray(np.concatenate([there, before])[:, count + 1 :].any(axis=1)),
    )
    found = {}
    for service, values in worth.items():
        along = values[: len(there)].reshape(len(orders), -1)
        added = np.take_along_axis(np.diff(along, axis=1), place, axis=1).mean(axis=0)
        bands = values[len(there) :].reshape(len(orders), -1)
        found[service] = Shares(
            bands=np.diff(bands, axis=1).mean(axis=0),
            population=float(added[count + 1 :].sum()),
            levers=added[:count],
            sampled=len(orders),
        )
    return found
