"""The projection's uncertainty: joint draws of every municipality."""

from omsyn.demography.draws.draws import DRAWS, Draws, draw, draw_blocks, draw_from
from omsyn.demography.draws.fans import RegionFans, fans_are_kept, region_fans
from omsyn.demography.draws.region import RegionDraws, draws_ready, region_draws
from omsyn.demography.draws.rng import SEED
from omsyn.demography.draws.settings import Settings
from omsyn.demography.draws.summary import INTERVALS, Fan, fan, probability_above, quantiles

__all__ = [
    "DRAWS",
    "INTERVALS",
    "SEED",
    "Draws",
    "Fan",
    "RegionDraws",
    "RegionFans",
    "Settings",
    "draw",
    "draw_blocks",
    "draw_from",
    "draws_ready",
    "fan",
    "fans_are_kept",
    "probability_above",
    "quantiles",
    "region_draws",
    "region_fans",
]
