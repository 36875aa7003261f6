"""Gamma-Poisson shrinkage: a small place borrows its level from those like it.

Observed events Y ~ Poisson(theta e) with theta ~ Gamma(nu m, nu) around the parent's level m
give the posterior mean (Y + nu m) / (e + nu) (Clayton and Kaldor 1987): with few expected events
the parent's level, with many its own.
"""

from __future__ import annotations

import numpy as np

from omsyn.demography.population import FloatArray


def posterior_mean(
    observed: FloatArray, expected: FloatArray, parent: FloatArray | float, nu: float
) -> FloatArray:
    """Level of observed against expected events, drawn towards `parent`; all shapes alike.

    `nu` is the strength of the parent in expected events: at `expected == nu` the two weigh the
    same. Observed counts below zero, which inferred flows can give, count as zero.
    """
    result: FloatArray = (np.maximum(observed, 0) + nu * np.asarray(parent)) / (expected + nu)
    return result


def variance_strength(observed: FloatArray, expected: FloatArray) -> float:
    """The `nu` by moments: how much levels vary beyond what chance explains (1-D arrays).

    Clayton and Kaldor's estimator; infinite variation gives 0, none beyond chance infinity, so
    the result is held between 1 and 10 000.
    """
    total = expected.sum()
    if total <= 0 or len(observed) < 2:
        return 10_000.0
    level = observed / np.maximum(expected, 1e-9)
    mean = observed.sum() / total
    between = (expected * (level - mean) ** 2).sum() / total - mean * (len(observed) - 1) / total
    return float(np.clip(mean**2 / between if between > 0 else 10_000, 1, 10_000))
