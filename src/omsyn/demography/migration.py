"""Migration from cohort accounts: what is left of a cohort's change when deaths are taken out.

The open statistics hold no moves by age and municipality, only stocks. The stocks give NET
migration; gross flows are INFERRED from it, in two steps that the documentation argues for
(docs/explanation/projection.md):

* the national level of out-migration by age, from how much more a cohort loses when it by accident
  is larger than the cohorts beside it at the same place;
* each municipality's in-migration, as what then must have come, with its level and its age shape
  drawn towards its peers by the gamma-Poisson model.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.shrinkage import posterior_mean
from omsyn.demography.step import base_cohorts

LAST_MOVING_AGE = 80
"""From here on few move, and what is left of the accounts is read as the place's mortality."""

AGE_GROUPS = (0, 6, 13, 18, 20, 22, 25, 28, 31, 35, 40, 50, 60, 67, 75, AGES)
"""Edges of the groups in which a municipality may have an age shape of its own."""

TURNOVER_GROUPS = (1, 6, 13, 18, 20, 22, 25, 28, 31, 35, 40, 50, 60, 67, 75, 80)
"""Edges of the groups in which the level of out-migration is inferred."""

TURNOVER_BOUNDS = (0.003, 0.25)
"""Out-migration a year outside this is an accident of small numbers."""

OLD_AGES = slice(LAST_MOVING_AGE, 95)
"""Ages whose losses are read as the place's mortality; above 95 there are too few."""

LEVEL_BOUNDS = (0.75, 1.3)
"""A place's mortality outside this is an accident, a nursing home or a hospital."""

LARGEST_OUT = 0.8
"""Nobody's probability of moving out is above this."""

ROOM_FOR_ARRIVALS = 1.3
"""Where a peer group loses more than the national level explains, out-migration is this times the
net loss, so that someone arrives as well."""


@frozen(kw_only=True, eq=False)
class Accounts:
    """Net migration of every cohort and the people it came from, shape (flow, region, sex, age).

    Flow k leads from `years[k]` to the next; ages are those at the end of the year. Age 0 holds
    zeros.
    """

    years: tuple[int, ...]
    net: FloatArray
    base: FloatArray
    internal: FloatArray
    """Net migration less each place's part of the country's, as its people of that age are."""
    death: FloatArray
    """Probability of dying, shape (flow, sex, age)."""
    true: NDArray[np.bool_]
    """Shape (flow, region): False where a change of borders would pass for people moving."""

    def national_net(self) -> FloatArray:
        """Net immigration to the country, shape (flow, sex, age)."""
        result: FloatArray = self.net.sum(axis=1)
        return result


@frozen(kw_only=True)
class Strengths:
    """How hard small numbers are drawn towards what they belong to."""

    place: float = 3000
    """A place's level towards its peers', in expected arrivals."""
    age: float = 60
    """An age group's level towards the place's, in expected arrivals."""
    peers: float = 500
    """The peer group's net migration towards the nation's, which is zero, in person-years."""


@frozen(kw_only=True, eq=False)
class MovingRates:
    """Rates of internal migration, shape (region, sex, age)."""

    out: FloatArray
    """Probability of moving to another municipality."""
    share_in: FloatArray
    """Part of the national pool of movers; sums to 1 over the regions where anybody moves."""


def cohort_accounts(
    years: tuple[int, ...], persons: FloatArray, death: FloatArray, true: NDArray[np.bool_]
) -> Accounts:
    """Accounts of `persons` (year, region, sex, age) under `death` (flow, sex, age)."""
    base = base_cohorts(persons[:-1])
    net = persons[1:] - base * (1 - death[:, None])
    net[..., 0] = 0
    country = net.sum(axis=1, keepdims=True) / np.maximum(base.sum(axis=1, keepdims=True), 1e-9)
    return Accounts(
        years=years[:-1],
        net=net,
        base=base,
        internal=net - base * country,
        death=death,
        true=true,
    )


def turnover(accounts: Accounts) -> FloatArray:
    """Inferred national out-migration a year by age, shape (age,).

    A cohort that by accident is larger than its neighbours of one year more and less, at the same
    place, loses more people; those who arrive do not know it. So the slope of net migration on
    the size of the cohort, both as parts of the country's and as deviations from the mean of the
    two neighbours, is the rate of leaving. Held within `TURNOVER_BOUNDS`, and interpolated
    between the middle ages of the groups.
    """
    moving = np.s_[..., : LAST_MOVING_AGE + 1]
    base = accounts.base[moving]
    country = np.maximum(base.sum(axis=1, keepdims=True), 1e-9)
    size = base / country
    moved = accounts.internal[moving] / country
    usual = np.maximum(size.mean(axis=0), 1e-9)
    # A part of the country's cohort varies as its own size does: weigh by the people behind it.
    weight = (country / usual)[..., 1:-1] * accounts.true[:, :, None, None]
    larger, came = _against_neighbours(size), _against_neighbours(moved)
    together = (weight * larger * came).sum(axis=(0, 1, 2))
    alone = (weight * larger**2).sum(axis=(0, 1, 2))
    middles, slopes = [], []
    for low, high in pairwise(TURNOVER_GROUPS):
        ages = slice(low - 1, high - 1)
        middles.append((low + high - 1) / 2)
        slopes.append(-together[ages].sum() / max(alone[ages].sum(), 1e-12))
    result: FloatArray = np.interp(np.arange(AGES), middles, np.clip(slopes, *TURNOVER_BOUNDS))
    return result


def _against_neighbours(values: FloatArray) -> FloatArray:
    """Values (..., age) less the mean of the ages beside; the first and last age have none."""
    result: FloatArray = values[..., 1:-1] - (values[..., :-2] + values[..., 2:]) / 2
    return result


def moving_rates(accounts: Accounts, peers: FloatArray, strengths: Strengths) -> MovingRates:
    """Estimate out-probabilities and shares of the pool.

    `peers` (group, region) has a 1 where a region belongs to a group. All years weigh the same:
    heavier weights on the newest years did worse in the backtest.
    """
    counted = accounts.true.astype(np.float64)
    net = np.einsum("tr,trsa->rsa", counted, accounts.internal)
    base = np.einsum("tr,trsa->rsa", counted, accounts.base)
    national = turnover(accounts)
    net[..., LAST_MOVING_AGE:] = base[..., LAST_MOVING_AGE:] = 0
    peer_net = np.tensordot(peers, net, axes=1)
    peer_base = np.tensordot(peers, base, axes=1) + strengths.peers
    peer_net = peer_net / np.maximum(peer_base, 1e-9)
    peer_out = np.maximum(national, -ROOM_FOR_ARRIVALS * peer_net)
    peer_out = np.minimum(peer_out, LARGEST_OUT)
    peer_out[..., 0] = 0
    peer_out[..., LAST_MOVING_AGE:] = 0
    belongs = peers.T
    out = np.tensordot(belongs, peer_out, axes=1)
    arrival_rate = np.maximum(np.tensordot(belongs, peer_net + peer_out, axes=1), 0)
    observed, expected = net + base * out, base * arrival_rate
    # What is seen as arrivals also holds the chance in departures and deaths.
    chance = base * (arrival_rate + out + accounts.death.mean(axis=0))
    level = _levels(observed, expected, chance, strengths)
    # At today's size of the place: its size over the past years did worse in the backtest.
    arrivals = accounts.base[-1] * arrival_rate * level
    pool = arrivals.sum(axis=0)
    share = np.divide(
        arrivals, pool, out=np.full_like(arrivals, 1 / arrivals.shape[0]), where=pool > 0
    )
    return MovingRates(out=out, share_in=share)


def _levels(
    observed: FloatArray, expected: FloatArray, chance: FloatArray, strengths: Strengths
) -> FloatArray:
    """Arrivals against those expected, shape (region, 1, age): place, then age group in it.

    `chance` is the number of events whose chance is in the observed; counts are divided by how
    much larger than the expected it is, so that they vary as Poisson counts do.
    """
    groups = group_matrix(AGE_GROUPS)
    seen, due = observed.sum(axis=1) @ groups, expected.sum(axis=1) @ groups
    spread = chance.sum(axis=(0, 1)) @ groups / np.maximum(due.sum(axis=0), 1e-9)
    spread = np.maximum(spread, 1)
    seen, due = seen / spread, due / spread
    place = posterior_mean(seen.sum(axis=1), due.sum(axis=1), 1.0, strengths.place)
    by_group = posterior_mean(seen, due, place[:, None], strengths.age)
    result: FloatArray = (by_group @ groups.T)[:, None, :]
    return result


def death_level(accounts: Accounts, peers: FloatArray, strength: float) -> FloatArray:
    """Deaths of the oldest against the nation's, shape (region, 1, age); 1 outside `OLD_AGES`.

    The accounts' losses among those of `OLD_AGES` against the nation's losses, drawn towards the
    peers'. Part of it is moves between municipalities, which cannot be told from deaths here.
    """
    counted = accounts.true
    due = (accounts.base * accounts.death[:, None])[..., OLD_AGES]
    lost = (due - accounts.net[..., OLD_AGES]).sum(axis=(2, 3))
    due = due.sum(axis=(2, 3))
    due = due * (lost.sum(axis=1) / np.maximum(due.sum(axis=1), 1e-9))[:, None]
    seen, expected = (counted * lost).sum(axis=0), (counted * due).sum(axis=0)
    parent = peers.T @ ((peers @ np.maximum(seen, 0)) / np.maximum(peers @ expected, 1e-9))
    level = posterior_mean(seen, expected, parent, strength)
    result = np.ones((len(level), 1, AGES))
    result[..., OLD_AGES] = np.clip(level, *LEVEL_BOUNDS)[:, None, None]
    return result


def net_immigration(accounts: Accounts, years: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """Yearly immigrants (sex, age) and probability of emigration (sex, age): the mean of `years`.

    Only the net is known: where a sex and age gained, the gain counts as immigrants; where it
    lost, the loss counts as emigrants. These are the smallest gross flows that fit.
    """
    rows = [accounts.years.index(year) for year in years]
    net = accounts.national_net()[rows].mean(axis=0)
    net[..., LAST_MOVING_AGE:] = 0
    base = accounts.base[rows].sum(axis=1).mean(axis=0)
    leaving = np.divide(np.maximum(-net, 0), base, out=np.zeros_like(net), where=base > 0)
    return np.maximum(net, 0), np.minimum(leaving, 1 - LARGEST_OUT)


def group_matrix(edges: tuple[int, ...]) -> FloatArray:
    """Indicator (age, group) of the age groups between the edges."""
    ages = np.arange(AGES)[:, None]
    low, high = np.array(edges[:-1]), np.array(edges[1:])
    return ((ages >= low) & (ages < high)).astype(np.float64)
