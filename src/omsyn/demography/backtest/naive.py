"""The naive methods that the projection is held against, by what was known at the origin."""

from __future__ import annotations

import numpy as np

from omsyn.demography.inputs import Inputs
from omsyn.demography.migration import group_matrix
from omsyn.demography.population import AGES, FloatArray
from omsyn.demography.shrinkage import posterior_mean
from omsyn.demography.step import FEMALE, base_cohorts

LOOKED_BACK = 5
"""Both methods that look back do so for this many years."""

RATIO_GROUPS = (0, *range(1, 96, 5), AGES)
"""Edges of the age groups in which a place has cohort ratios of its own."""

STRENGTH = 500
"""Expected persons at which a place's cohort ratio and the nation's weigh the same."""

CHILDBEARING = slice(20, 40)


def constant_population(inputs: Inputs, origin: int, years_ahead: int) -> FloatArray:
    """Everyone stays as they were: persons (year, region, sex, age), the origin first."""
    start = _known(inputs, origin)[-1]
    return np.repeat(start[None], years_ahead + 1, axis=0)


def constant_shares(inputs: Inputs, origin: int, years_ahead: int) -> FloatArray:
    """Each place grows as in the years before, and keeps its age structure; shape as above."""
    known = _known(inputs, origin)
    back = min(LOOKED_BACK, len(known) - 1)
    now, before = known[-1].sum(axis=(1, 2)), known[-1 - back].sum(axis=(1, 2))
    growth = (now / np.maximum(before, 1)) ** (1 / back)
    steps = np.arange(years_ahead + 1)[:, None]
    result: FloatArray = known[-1] * (growth**steps)[:, :, None, None]
    return result


def hamilton_perry(inputs: Inputs, origin: int, years_ahead: int) -> FloatArray:
    """Cohort change ratios of the years before, each place's drawn to the nation's; shape as above.

    Children under one by women of 20-39 (Hamilton and Perry 1962, with single years).
    """
    known = _known(inputs, origin)[-1 - LOOKED_BACK :]
    base, after = base_cohorts(known[:-1]).sum(axis=0), known[1:].sum(axis=0)
    mothers = known[:-1, :, FEMALE, CHILDBEARING].sum(axis=(0, 2))
    base[..., 0] = mothers[:, None]
    national = after.sum(axis=0) / np.maximum(base.sum(axis=0), 1e-9)
    groups = group_matrix(RATIO_GROUPS)
    seen, due = (after.sum(axis=1) @ groups), ((base * national).sum(axis=1) @ groups)
    ratio = national * (posterior_mean(seen, due, 1.0, STRENGTH) @ groups.T)[:, None]
    result = np.empty((years_ahead + 1, *base.shape))
    result[0] = known[-1]
    for k in range(years_ahead):
        base = base_cohorts(result[k])
        base[..., 0] = result[k][:, FEMALE, CHILDBEARING].sum(axis=1)[:, None]
        result[k + 1] = base * ratio
    return result


def _known(inputs: Inputs, origin: int) -> FloatArray:
    """Persons (year, region, sex, age) up to the origin and no later."""
    stocks = inputs.population
    return stocks.persons[: stocks.years.index(origin) + 1]
