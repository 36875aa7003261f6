"""Drawn futures for the pages: made in the background the first time after new data.

The first draws of a new edition, or of an alternative that nobody has asked for, take up to a
minute; meanwhile pages answer without intervals, and say so.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from omsyn.demography.paths import PathSettings
from omsyn.geography.region import COUNTRY_ID
from omsyn.needs.scenario import Scenario, draws_for
from omsyn.workspace.insight import library
from omsyn.workspace.insight.background import Making
from omsyn.workspace.insight.keeping import Memory

if TYPE_CHECKING:
    from omsyn.needs.scenario.futures import Draws
    from omsyn.warehouse import Store

PATIENCE_SECONDS = 1.5
"""How long a page waits for draws that are being made."""
DRAWS = 1_000
MOST_AT_A_TIME = 3
"""Alternatives that may wait for their futures; who asks for one more is asked to wait."""
MOST_REMEMBERED = 200
SEED: int = Scenario.model_fields["seed"].default
"""That of scenarios, so that `omsyn need` on a scenario from the page gives the same numbers."""

_errors: Memory[float | None] = Memory(most=400)
_one = threading.Lock()
"""Held by the thread that draws: several at once would take as long, and all the memory."""


def _make(store: Store, paths: PathSettings) -> None:
    from omsyn.demography.backtest import region_backtest
    from omsyn.demography.draws import region_draws

    with _one:
        region_draws(store, COUNTRY_ID, DRAWS, seed=SEED, paths=paths)
        if paths.is_neutral:
            region_backtest(store, COUNTRY_ID)


_guard = threading.Lock()
_makings: dict[tuple[str, PathSettings], Making] = {}


def drawn(scenario: Scenario) -> tuple[Draws | None, bool]:
    """The futures of a scenario's region, or None and whether they are on their way."""
    now = library.edition()
    paths = scenario.population.settings(scenario.region)
    making = _making(now.store, evolve(paths, additions=()))
    if making is None or not making.done.wait(PATIENCE_SECONDS):
        return None, True
    if making.failed:
        return None, False
    return draws_for(now.store, scenario), False


def typical_error(region: str, years_ahead: int) -> float | None:
    """How far the method would have missed those of 80 and over in a region, in percent.

    The median over the years it could have been made in; None where it is not known.
    """
    now = library.edition()
    making = _making(now.store, PathSettings())
    if making is None or not making.done.is_set() or making.failed:
        return None
    key = f"{now.version} {region} {years_ahead}"
    return _errors.get(key, lambda: _typical_error(now.store, region, years_ahead))


def _typical_error(store: Store, region: str, years_ahead: int) -> float | None:
    from omsyn.demography.backtest import region_backtest

    found = region_backtest(store, region).typical_error("80+", years_ahead)
    return None if found is None else 100 * found


def _making(store: Store, paths: PathSettings) -> Making | None:
    """The thread that makes or has made the futures; None where too many wait for theirs."""
    key = (store.version, paths)
    with _guard:
        known = _makings.get(key)
        if known is not None and not known.stale:
            return known
        for other in [each for each in _makings if each[0] != store.version]:
            del _makings[other]
        if sum(not each.done.is_set() for each in _makings.values()) >= MOST_AT_A_TIME:
            return None
        while len(_makings) >= MOST_REMEMBERED:
            del _makings[next(iter(_makings))]
        _makings[key] = Making("futures", partial(_make, store, paths))
        return _makings[key]


def forget() -> None:
    """Let the next question look anew: for tests that change the store."""
    _errors.clear()
    with _guard:
        _makings.clear()
