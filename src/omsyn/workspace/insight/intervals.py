"""The intervals of the knowledge base: made in the background the first time after new data.

So is the record of the method in earlier years. They take up to half a minute; meanwhile pages
answer without, and say that they are on their way. Files wait, so that no file differs by when it
was asked for.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from omsyn.demography.backtest import backtest_is_kept, region_backtest
from omsyn.geography.region import COUNTRY_ID
from omsyn.needs.intervals import people_fans, people_fans_are_kept
from omsyn.needs.scenario.in_force import all_ready, make_ready
from omsyn.profile import Futures
from omsyn.warehouse.papers import papers_version
from omsyn.workspace.insight.background import Making

if TYPE_CHECKING:
    from omsyn.warehouse import Store

PATIENCE_SECONDS = 0.0
"""How long a page waits for what is being made."""


def _make(store: Store) -> None:
    people_fans(store, COUNTRY_ID)
    region_backtest(store, COUNTRY_ID)
    make_ready(store)


_guard = threading.Lock()
_makings: dict[str, Making] = {}
"""One at most: that of the newest data."""


def state(store: Store) -> Futures:
    """Whether pages show intervals now; begins to make them where they are not there."""
    if _kept(store):
        return Futures.DRAWN
    making = _of(store)
    if not making.done.wait(PATIENCE_SECONDS):
        return Futures.ON_THEIR_WAY
    return Futures.LEFT_OUT if making.failed else Futures.DRAWN


def wait(store: Store) -> None:
    """Return when the intervals are there, or cannot be made."""
    if not _kept(store):
        _of(store).done.wait()


def _kept(store: Store) -> bool:
    """Whether the people's intervals, those of scenarios in force, and the record are there."""
    return people_fans_are_kept(store) and backtest_is_kept(store) and all_ready(store)


def _version(store: Store) -> str:
    return store.version + papers_version(store)


def _of(store: Store) -> Making:
    version = _version(store)
    with _guard:
        known = _makings.get(version)
        if known is None or known.stale:
            _makings.clear()
            known = _makings[version] = Making("intervals", partial(_make, store))
        return known


def forget() -> None:
    """Let the next question look anew: for tests that change the store."""
    with _guard:
        _makings.clear()
