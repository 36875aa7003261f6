"""Levels of the municipalities: an error that lasts and one that drifts, shared in a county.

log level = fixed + drift(t), each partly the county's own: sqrt(shared) times the county's value
and sqrt(1 - shared) times the municipality's. The drift is AR(1). Levels have mean 1, so that the
mean of the draws is the deterministic projection.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from omsyn.demography.draws.ground import Floats, Ground, Whole
from omsyn.demography.draws.settings import LEVELS, Settings


@frozen(kw_only=True, eq=False)
class LocalSpread:
    """The spread of each level for each municipality, float32."""

    fixed: Floats
    """Shape (level, region)."""
    step: Floats
    """S.d. of a year's new part of the drift, shape (level, region)."""
    phi: Floats
    """Shape (level,)."""
    middle: Floats
    """Half the variance of the logarithm, which the mean of its exponential is too high by; shape
    (level, flow, region)."""
    own: np.float32
    """Weight of the municipality's value against the county's."""
    shared: np.float32
    codes: Whole
    counties: Whole
    county: Whole


def local_spread(ground: Ground, settings: Settings) -> LocalSpread:
    """The settings of the size classes, laid out by municipality."""
    classes = ground.size_class
    levels = settings.local()
    fixed = np.array([np.array(each.fixed)[classes] for each in levels])
    yearly = np.array([np.array(each.yearly)[classes] for each in levels])
    phi = np.array([each.phi for each in levels])
    flows = np.arange(1, len(ground.death) + 1)
    grown = 1 - phi[:, None] ** (2 * flows)
    middle = (fixed[:, None] ** 2 + yearly[:, None] ** 2 * grown[..., None]) / 2
    counties, county = ground.counties
    assert len(levels) == len(LEVELS)
    return LocalSpread(
        fixed=fixed.astype(np.float32),
        step=(yearly * np.sqrt(1 - phi**2)[:, None]).astype(np.float32),
        phi=phi.astype(np.float32),
        middle=middle.astype(np.float32),
        own=np.float32(np.sqrt(1 - settings.shared)),
        shared=np.float32(np.sqrt(settings.shared)),
        codes=ground.codes,
        counties=counties,
        county=county,
    )
