"""How well the method would have done: projections from earlier years against what came."""

from omsyn.demography.backtest.kept import (
    RegionBacktest,
    RegionError,
    backtest_is_kept,
    region_backtest,
)
from omsyn.demography.backtest.measures import Measures, mean_of, measure
from omsyn.demography.backtest.report import Report, make_report
from omsyn.demography.backtest.single import Backtest, backtest, mean_share_within
from omsyn.demography.backtest.trial import (
    GROUPS,
    HORIZONS,
    ORIGINS,
    Method,
    Trial,
    try_methods,
)

__all__ = [
    "GROUPS",
    "HORIZONS",
    "ORIGINS",
    "Backtest",
    "Measures",
    "Method",
    "RegionBacktest",
    "RegionError",
    "Report",
    "Trial",
    "backtest",
    "backtest_is_kept",
    "make_report",
    "mean_of",
    "mean_share_within",
    "measure",
    "region_backtest",
    "try_methods",
]
