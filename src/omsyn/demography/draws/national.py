"""The country's rates in every draw: Alho's scaled model for error, and immigration.

R(a, t) = F(a, t) exp X(a, t), where X(a, t) is the sum over u <= t of S (eta(a) + delta(a, u)),
Var eta = kappa, Var delta = 1 - kappa (Alho and Spencer 2005, ch. 8). For constant S the variance
is S^2 (kappa t^2 + (1 - kappa) t): an error of the trend and a random walk.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.draws.ground import Ground
from omsyn.demography.draws.rng import Source, key_of, standard_normals
from omsyn.demography.draws.settings import National
from omsyn.demography.fertility import FERTILE
from omsyn.demography.population import AGES, FloatArray

MORTALITY_FACTORS, FERTILITY_FACTORS = 12, 8
"""Principal factors that stand for the correlation over ages."""

LARGEST_CHANGE = 1.5
"""No rate is more than exp of this times what is expected."""

Floats = NDArray[np.float32]


@frozen(kw_only=True, eq=False)
class Paths:
    """What drives the whole country in each draw, float32."""

    death: Floats
    """Probability of dying, shape (draw, flow, sex, age)."""
    fertility: Floats
    """Births per woman, shape (draw, flow, age 15..49)."""
    crossing: Floats
    """Immigration and emigration against what is expected, shape (draw, flow, 2)."""


def national_paths(ground: Ground, draws: range, seed: int, settings: National) -> Paths:
    """Draw the national rates for draws `draws.start`..`draws.stop - 1`."""
    flows = len(ground.death)
    change = _mortality(draws, flows, seed, settings)
    hazard = np.log1p(-np.minimum(ground.death, 1 - 1e-9))
    death = -np.expm1(np.exp(change) * hazard)
    fertility = np.exp(_fertility(draws, flows, seed, settings)) * ground.fertility[:, FERTILE]
    return Paths(
        death=death.astype(np.float32),
        fertility=fertility.astype(np.float32),
        crossing=_crossing(draws, flows, seed, settings).astype(np.float32),
    )


def _mortality(draws: range, flows: int, seed: int, settings: National) -> FloatArray:
    """X of mortality, shape (draw, flow, sex, age)."""
    numbers = standard_normals(
        key_of(seed, Source.MORTALITY), draws, flows, 2 * MORTALITY_FACTORS
    ).reshape(len(draws), flows + 1, 2, MORTALITY_FACTORS)
    share = settings.sexes
    numbers[:, :, 1] = share * numbers[:, :, 0] + np.sqrt(1 - share**2) * numbers[:, :, 1]
    factors = _factors(AGES, settings.mortality_rho, MORTALITY_FACTORS)
    return _scaled(numbers, settings.mortality_scale, settings.mortality_kappa) @ factors.T


def _fertility(draws: range, flows: int, seed: int, settings: National) -> FloatArray:
    """X of fertility, shape (draw, flow, age 15..49)."""
    key = key_of(seed, Source.FERTILITY)
    numbers = standard_normals(key, draws, flows, FERTILITY_FACTORS)
    factors = _factors(FERTILE.stop - FERTILE.start, settings.fertility_rho, FERTILITY_FACTORS)
    return _scaled(numbers, settings.fertility_scale, settings.fertility_kappa) @ factors.T


def _scaled(numbers: FloatArray, scale: float, kappa: float) -> FloatArray:
    """Sums of eta + delta from the first flow on; the last row of axis 1 holds eta."""
    eta, delta = numbers[:, -1:], numbers[:, :-1]
    steps = scale * (np.sqrt(kappa) * eta + np.sqrt(1 - kappa) * delta)
    result: FloatArray = np.clip(np.cumsum(steps, axis=1), -LARGEST_CHANGE, LARGEST_CHANGE)
    return result


@cache
def _factors(ages: int, rho: float, count: int) -> FloatArray:
    """Loadings (age, factor) whose products are near `rho ** |a - b|`, and 1 for a = b."""
    distance = np.abs(np.subtract.outer(np.arange(ages), np.arange(ages)))
    values, vectors = np.linalg.eigh(rho**distance)
    loadings = vectors[:, -count:] * np.sqrt(values[-count:])
    # The sign of an eigenvector is an accident of the library that found it.
    loadings = loadings * np.sign(loadings[0])
    result: FloatArray = loadings / np.linalg.norm(loadings, axis=1, keepdims=True)
    return result


def _crossing(draws: range, flows: int, seed: int, settings: National) -> FloatArray:
    """Immigration and emigration against the expected, mean 1, shape (draw, flow, 2)."""
    numbers = standard_normals(key_of(seed, Source.MIGRATION), draws, flows, 4)
    usual = _autoregression(numbers[:, :-1, 0], settings.immigration_phi) * settings.immigration_sd
    level = settings.immigration_level * numbers[:, -1:, 0]
    # Net immigration may come close to nothing, and low is as likely as high.
    immigration = np.maximum(1 + usual + level, 0)
    waves, mean = _refugees(numbers[:, :-1, 2], numbers[:, :-1, 3], settings)
    immigration = (immigration + waves) / (1 + mean)
    leaving = _autoregression(numbers[:, :-1, 1], settings.emigration_phi) * settings.emigration_sd
    emigration = np.exp(leaving - settings.emigration_sd**2 / 2)
    return np.stack([immigration, emigration], axis=-1)


def _refugees(
    begins: FloatArray, size: FloatArray, settings: National
) -> tuple[FloatArray, FloatArray]:
    """Waves of refugees against usual immigration (draw, flow), and their mean (flow,)."""
    flows = begins.shape[1]
    rest = settings.refugee_rest ** np.arange(flows)
    # The normal values become a chance and an exponential size through their distribution.
    started = _chance(begins) < settings.refugee_chance
    new = np.where(started, -settings.refugee_size * np.log(_chance(-size)), 0)
    waves = np.zeros_like(new)
    left = np.zeros(len(new))
    for flow in range(flows):
        left = left * settings.refugee_rest + new[:, flow]
        waves[:, flow] = left
    return waves, settings.refugee_chance * settings.refugee_size * np.cumsum(rest)


def _chance(values: FloatArray) -> FloatArray:
    """The normal distribution function, by the table that the values were drawn from."""
    from omsyn.demography.draws.rng import normal_table

    table = normal_table().astype(np.float64)
    steps = np.arange(len(table)) / (len(table) - 1)
    result: FloatArray = np.clip(np.interp(values, table, steps), 1e-7, 1)
    return result


def _autoregression(numbers: FloatArray, phi: float) -> FloatArray:
    """AR(1) of variance 1 in the long run along axis 1, starting from what is known: zero."""
    result = np.zeros_like(numbers)
    value = np.zeros(len(numbers))
    for flow in range(numbers.shape[1]):
        value = phi * value + np.sqrt(1 - phi**2) * numbers[:, flow]
        result[:, flow] = value
    return result
