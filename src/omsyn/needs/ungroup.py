"""Counts of coarse age groups shared out on single ages, each group's count kept exactly.

The penalised composite link model (Rizzi, Gampe and Eilers 2015, Efficient estimation of smooth
distributions from coarsely grouped data, American Journal of Epidemiology 182(2), 138-147), with
the people of each age as exposure: the logarithm of the rate is as smooth over age as the groups
allow. What the fit leaves over is then put right within each group by one factor, so that the
group's users come out exactly, and no rate is above one. From 95 on the rate of an open group is
held: so few are older that a curve through the groups below would say anything.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.population import FloatArray

CURVATURE = 1.0
"""Penalty on second differences of the logarithm of the rate."""
SLOPE = 0.001
"""Penalty on first differences: a single group is flat, for nothing says how it leans."""
TRUST = 1_000.0
"""Users that each group counts as in the fit, so that it is followed closely however small."""
MOST_ROUNDS = 40
NEAR = 1e-6
"""Rounds end when no rate moves by a greater part than this."""
HELD_FROM = 95
"""The rate of the last group is the same from this age on."""
LOWEST = 1e-7
"""A rate below this is as good as nothing in the fit."""
FEW = 1e-3
"""People put at every age in the fit, so that an age without people still has a rate."""


@frozen(kw_only=True)
class Group:
    """Users of an age group, both ages included."""

    low: int
    high: int
    rate: float
    """Users for each inhabitant of the group, 0..1."""


def single_ages(groups: Sequence[Group], persons: FloatArray) -> FloatArray:
    """Use at each single age, shape (age,), from groups that follow on each other.

    `persons` is (age,): the people whom the groups were counted among. For every group that holds
    people, `sum(persons · result)` over its ages is `rate · sum(persons)`; a group without people
    has its rate as the plain mean of its ages. Ages outside the groups are 0.
    """
    result = np.zeros(len(persons))
    for run in _runs(groups):
        ages = slice(run[0].low, run[-1].high + 1)
        result[ages] = _smooth(run, persons[ages])
    return result


def _runs(groups: Sequence[Group]) -> list[list[Group]]:
    """Groups with users, together as far as no group without users parts them."""
    runs: list[list[Group]] = [[]]
    for each in sorted(groups, key=lambda group: group.low):
        if each.rate > 0:
            runs[-1].append(each)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _smooth(groups: Sequence[Group], persons: FloatArray) -> FloatArray:
    first = groups[0].low
    spans = [slice(each.low - first, each.high + 1 - first) for each in groups]
    start = np.concatenate([np.full(each.high + 1 - each.low, each.rate) for each in groups])
    if len(groups) == 1 or len(groups) == len(start):
        return start
    held = groups[-1].low < HELD_FROM < groups[-1].high
    own = np.minimum(np.arange(len(start)), HELD_FROM - first if held else len(start))
    fitted = np.exp(_fit(spans, start, persons + FEW, own))
    for each, span in zip(groups, spans, strict=True):
        weights = persons[span] if persons[span].any() else np.ones(span.stop - span.start)
        fitted[span] = _exact(fitted[span], weights, each.rate)
    return fitted


def _fit(
    spans: Sequence[slice], start: FloatArray, persons: FloatArray, own: NDArray[np.intp]
) -> FloatArray:
    """The logarithm of the rate at each age, by iterated weighted least squares.

    `own` (age,) numbers the rates: ages with the same number have the same one.
    """
    rates = int(own[-1]) + 1
    counted = np.array([(persons[span] * start[span]).sum() for span in spans])
    members = np.zeros((len(spans), rates))
    for row, span in enumerate(spans):
        np.add.at(members[row], own[span], persons[span] * (TRUST / counted[row]))
    curvature = np.diff(np.eye(rates), 2, axis=0)
    slope = np.diff(np.eye(rates), 1, axis=0)
    penalty = CURVATURE * curvature.T @ curvature + SLOPE * slope.T @ slope
    eta = np.log(np.maximum(start[:rates], LOWEST))
    for _round in range(MOST_ROUNDS):
        design = members * np.exp(eta)
        expected = design.sum(axis=1)
        weighted = design / np.maximum(expected, NEAR)[:, None]
        target = TRUST - expected + design @ eta
        found = np.linalg.solve(weighted.T @ design + penalty, weighted.T @ target)
        # Long steps are cut: far from the answer the straight line that they follow is wrong.
        step = np.clip(found - eta, -1, 1)
        eta = np.clip(eta + step, np.log(LOWEST), 0)
        if float(np.abs(step).max()) < NEAR:
            break
    return eta[own]


def _exact(rates: FloatArray, weights: FloatArray, mean: float) -> FloatArray:
    """The rates times one factor, cut at 1, with exactly this weighted mean."""
    wanted = mean * float(weights.sum())
    for _round in range(len(rates)):
        free = rates < 1
        held = float(weights[~free].sum())
        total = float((weights * rates)[free].sum())
        if total <= 0:
            break
        rates = np.where(free, rates * ((wanted - held) / total), 1.0)
        if float(rates.max()) <= 1:
            return rates
        rates = np.minimum(rates, 1.0)
    # Nearly everybody uses it: one rate for all is the only one left.
    return np.full(len(rates), mean)
