"""Chance in the events themselves: most of what is unsure in a small place.

A number of events that is expected to be n becomes n times a factor of mean 1 and variance 1 / n
(more where people act together, as families who move). Few events: a Poisson number divided by
its mean. Many: the cube of a normal value (Wilson and Hilferty 1931), which is never negative and
leans to the right as counts do. Ages of one band share the factor: their sum has the right chance,
while a single age's is smoother than life.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.draws.ground import ARRIVING, OUT, Floats, Ground
from omsyn.demography.draws.ground import BORN as BORN_AT
from omsyn.demography.draws.rng import normals, uniforms
from omsyn.demography.draws.settings import Settings

FEW = 1.0
"""Below so many expected events a Poisson number is drawn."""

FEWEST = 0.01
"""Below this the chance is left out: it would come once in a century and fill the place."""

MOST = 20
"""No Poisson number of mean below `FEW` reaches this."""


@frozen(kw_only=True, eq=False)
class Chance:
    """How each factor is made, both float32 of shape (flow, region, event).

    Where `scale` is positive the factor is max(0, `shift` + `scale` z)^3; where it is negative a
    Poisson number of mean `shift`, whose probability of zero is -`scale`; where it is zero, 1.
    """

    shift: Floats
    scale: Floats


def chance_of_events(ground: Ground, settings: Settings) -> Chance:
    """The chance in the events that the deterministic projection expects."""
    clumping = np.ones(ground.expected.shape[-1])
    clumping[OUT:BORN_AT] = settings.clumping
    clumping[ARRIVING] = settings.arriving_clumping
    mean = ground.expected / clumping
    many = np.maximum(mean, FEW)
    few = mean < FEW
    shift = np.where(few, mean, 1 - 1 / (9 * many))
    scale = np.where(few, -np.exp(-mean), 1 / (3 * np.sqrt(many)))
    scale = np.where((mean < FEWEST) | (not settings.events), 0, scale)
    return Chance(shift=shift.astype(np.float32), scale=scale.astype(np.float32))


def factors(chance: Chance, flow: int, numbers: NDArray[np.uint32]) -> Floats:
    """The factors of one flow from random numbers (..., region, event); same shape."""
    shift, scale = chance.shift[flow], chance.scale[flow]
    cube = np.maximum(shift + scale * normals(numbers), np.float32(0)) ** 3
    few = np.where(scale < 0, _poisson(shift, -scale, uniforms(numbers)), np.float32(1))
    result: Floats = np.where(scale > 0, cube, few)
    return result


def _poisson(mean: Floats, none: Floats, uniform: Floats) -> Floats:
    """Poisson numbers divided by their mean, by inversion; `none` is the probability of zero."""
    part: Floats = np.array(np.broadcast_to(none, uniform.shape))
    below: Floats = part.copy()
    count: Floats = np.zeros(uniform.shape, dtype=np.float32)
    for number in range(1, MOST):
        more = uniform > below
        if not more.any():
            break
        count[more] = number
        part = (part * (mean / np.float32(number))).astype(np.float32)
        below = np.where(more, below + part, below).astype(np.float32)
    return np.asarray(count / np.maximum(mean, np.float32(FEWEST)), dtype=np.float32)
