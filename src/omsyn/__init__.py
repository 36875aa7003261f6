"""Omsyn: knowledge base, planning and reporting for Norwegian health and care services.

Importing the package costs nothing: each room, and each name below, is loaded when it is used.

    import omsyn

    store = omsyn.open_store()
    place = omsyn.region_series(store, "4204", horizon=2040)
    place.to_frame()
"""

import importlib
from typing import Any

__version__ = "0.1.0"

ROOMS = (
    "charts", "config", "demography", "documents", "errors", "facts", "geography", "language",
    "needs", "profile", "sources", "warehouse",
)  # fmt: skip
"""Loaded as `omsyn.demography` by itself, without an import of its own."""

PUBLIC = {
    "omsyn.warehouse": ("Store", "load_path", "open_store"),
    "omsyn.demography": (
        "Draws", "HealthExpectancy", "LifeTable", "PathSettings", "PopulationSeries", "Projection",
        "RegionDraws", "RegionSeries", "band_table", "dependency_ratio", "draw", "life_table",
        "life_table_from_counts", "project", "read_population", "region_draws", "region_series",
        "standard_projection", "standard_step", "sullivan",
    ),
    "omsyn.demography.draws": ("Fan", "fan", "probability_above", "quantiles"),
    "omsyn.demography.backtest": (
        "RegionBacktest", "Report", "backtest", "make_report", "region_backtest",
    ),
    "omsyn.needs": (
        "LocalFigures", "dementia", "home_service_users_80plus", "person_years", "places",
    ),
    "omsyn.needs.scenario": (
        "Comparison", "Scenario", "ScenarioResult", "draws_for", "explain", "from_query",
        "make_scenario", "named_scenario", "parse_scenario", "read_own_rates", "read_scenario",
        "run_comparison", "run_scenario", "scenario_text", "to_query",
    ),
}  # fmt: skip
"""Room -> its names that are also names of the package, as `omsyn.project`."""

_HOME = {name: room for room, names in PUBLIC.items() for name in names}

__all__ = ["__version__", *ROOMS, *_HOME]  # noqa: PLE0604 - names of the two tables above


def __getattr__(name: str) -> Any:
    """The room or public name that was asked for, loaded now and kept."""
    if name in ROOMS:
        return importlib.import_module(f"omsyn.{name}")
    if name in _HOME:
        found = getattr(importlib.import_module(_HOME[name]), name)
        globals()[name] = found
        return found
    raise AttributeError(f"module 'omsyn' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *ROOMS, *_HOME})
