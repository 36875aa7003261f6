"""Migration from cohort accounts: what is left of a cohort's change when deaths are taken out.

The open statistics hold no moves by age and municipality, only stocks. The stocks give NET
migration; gross flows are INFERRED from it, in two steps that the documentation argues for
(docs/explanation/projection.md):

* the national level of out-migration by age, from how much a municipality's net migration falls
  in the years when its cohort is larger than it usually is there;
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

LAST_MOVING_AGE = 95
"""From here on the accounts measure errors in mortality rather than moves; nobody is moved."""

AGE_GROUPS = (0, 6, 13, 18, 20, 22, 25, 28, 31, 35, 40, 50, 60, 67, 75, 80, 90, AGES)
"""Edges of the groups in which a municipality may have an age shape of its own."""

TURNOVER_GROUPS = (0, 6, 18, 25, 35, 50, 67, 80, AGES)
"""Edges of the groups in which the level of out-migration is inferred."""

TURNOVER_BOUNDS = (0.003, 0.25)
"""Out-migration a year outside this is an accident of small numbers."""

LARGEST_OUT = 0.8
"""Nobody's probability of moving out is above this."""

ROOM_FOR_ARRIVALS = 1.3
"""Where a peer group loses more than the national level explains, out-migration is this times the
net loss, so that someone arrives as well."""


@frozen(kw_only=True, eq=False)
class Accounts:
    """Net migration of every cohort and the people it came from, shape (flow, region, sex, age).

    Flow k leads from `years[k]` to the next; ages are those at the end of the year. Age 0 and
    ages from `LAST_MOVING_AGE` hold zeros.
    """

    years: tuple[int, ...]
    net: FloatArray
    base: FloatArray
    true: NDArray[np.bool_]
    """Shape (flow, region): False where a change of borders would pass for people moving."""

    def national_net(self) -> FloatArray:
        """Net immigration to the country, shape (flow, sex, age)."""
        result: FloatArray = self.net.sum(axis=1)
        return result

    def internal_net(self) -> FloatArray:
        """Net migration less each place's part of the country's, as its people of that age are."""
        total = self.base.sum(axis=1, keepdims=True)
        share = np.divide(self.base, total, out=np.zeros_like(self.base), where=total > 0)
        result: FloatArray = self.net - self.net.sum(axis=1, keepdims=True) * share
        return result


@frozen(kw_only=True)
class Strengths:
    """How hard small numbers are drawn towards what they belong to."""

    place: float = 300
    """A place's level towards its peers', in expected arrivals."""
    age: float = 30
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
    net[..., LAST_MOVING_AGE:] = 0
    base[..., LAST_MOVING_AGE:] = 0
    return Accounts(years=years[:-1], net=net, base=base, true=true)


def turnover(accounts: Accounts) -> FloatArray:
    """Inferred national out-migration a year by age, shape (age,).

    Within each municipality and age group: the slope of net internal migration on the group's
    part of the country's, both as deviations from the place's own mean. Those who come depend on
    the country, those who leave on how many there are to leave; so the slope is the rate of
    leaving. Held within `TURNOVER_BOUNDS`, and interpolated between the groups' middle ages.
    """
    groups = group_matrix(TURNOVER_GROUPS)
    people = accounts.base.sum(axis=2) @ groups
    moved = accounts.internal_net().sum(axis=2) @ groups
    country = people.sum(axis=1, keepdims=True)
    share = people / np.maximum(country, 1e-9)
    usual = _mean(share, accounts.true)
    larger = (share - usual) * accounts.true[..., None]
    came = moved / np.maximum(country, 1e-9)
    came = came - _mean(came, accounts.true)
    weight = 1 / np.maximum(usual, 1e-9)
    slope = -(weight * larger * came).sum(axis=(0, 1))
    slope = slope / np.maximum((weight * larger**2).sum(axis=(0, 1)), 1e-12)
    middles = [(low + min(high, LAST_MOVING_AGE)) / 2 for low, high in pairwise(TURNOVER_GROUPS)]
    result: FloatArray = np.interp(np.arange(AGES), middles, np.clip(slope, *TURNOVER_BOUNDS))
    return result


def _mean(values: FloatArray, true: NDArray[np.bool_]) -> FloatArray:
    """Mean over the true flows of values (flow, region, group)."""
    counted: FloatArray = (values * true[..., None]).sum(axis=0)
    counted /= np.maximum(true.sum(axis=0), 1)[:, None]
    return counted


def moving_rates(
    accounts: Accounts, peers: FloatArray, weights: FloatArray, strengths: Strengths
) -> MovingRates:
    """Estimate out-probabilities and shares of the pool.

    `peers` (group, region) has a 1 where a region belongs to a group; `weights` (flow,) sum to
    the number of flows.
    """
    counted = weights[:, None] * accounts.true
    net = np.einsum("tr,trsa->rsa", counted, accounts.internal_net())
    base = np.einsum("tr,trsa->rsa", counted, accounts.base)
    national = turnover(accounts)
    peer_net = np.tensordot(peers, net, axes=1)
    peer_net = peer_net / (np.tensordot(peers, base, axes=1) + strengths.peers)
    peer_out = np.maximum(national, -ROOM_FOR_ARRIVALS * peer_net)
    peer_out = np.minimum(peer_out, LARGEST_OUT)
    peer_out[..., 0] = 0
    peer_out[..., LAST_MOVING_AGE:] = 0
    belongs = peers.T
    out = np.tensordot(belongs, peer_out, axes=1)
    arrival_rate = np.maximum(np.tensordot(belongs, peer_net + peer_out, axes=1), 0)
    observed, expected = net + base * out, base * arrival_rate
    level = _levels(observed, expected, strengths)
    arrivals = accounts.base[-1] * arrival_rate * level
    pool = arrivals.sum(axis=0)
    share = np.divide(
        arrivals, pool, out=np.full_like(arrivals, 1 / arrivals.shape[0]), where=pool > 0
    )
    return MovingRates(out=out, share_in=share)


def _levels(observed: FloatArray, expected: FloatArray, strengths: Strengths) -> FloatArray:
    """Arrivals against those expected, shape (region, 1, age): place, then age group in it."""
    groups = group_matrix(AGE_GROUPS)
    seen, due = observed.sum(axis=1), expected.sum(axis=1)
    place = posterior_mean(seen.sum(axis=1), due.sum(axis=1), 1.0, strengths.place)
    by_group = posterior_mean(seen @ groups, due @ groups, place[:, None], strengths.age)
    result: FloatArray = (by_group @ groups.T)[:, None, :]
    return result


def net_immigration(accounts: Accounts, years: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """Yearly immigrants (sex, age) and probability of emigration (sex, age): the mean of `years`.

    Only the net is known: where a sex and age gained, the gain counts as immigrants; where it
    lost, the loss counts as emigrants. These are the smallest gross flows that fit.
    """
    rows = [accounts.years.index(year) for year in years]
    net = accounts.national_net()[rows].mean(axis=0)
    base = accounts.base[rows].sum(axis=1).mean(axis=0)
    leaving = np.divide(np.maximum(-net, 0), base, out=np.zeros_like(net), where=base > 0)
    return np.maximum(net, 0), np.minimum(leaving, 1 - LARGEST_OUT)


def group_matrix(edges: tuple[int, ...]) -> FloatArray:
    """Indicator (age, group) of the age groups between the edges."""
    ages = np.arange(AGES)[:, None]
    low, high = np.array(edges[:-1]), np.array(edges[1:])
    return ((ages >= low) & (ages < high)).astype(np.float64)
