"""The intervals of the knowledge base: made in the background the first time after new data.

So is the record of the method in earlier years. They take up to half a minute; meanwhile pages
answer without, and say that they are on their way. Files wait, so that no file differs by when it
was asked for.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from omsyn.demography.backtest import backtest_is_kept, region_backtest
from omsyn.errors import OmsynError
from omsyn.geography.region import COUNTRY_ID
from omsyn.needs.intervals import people_fans, people_fans_are_kept
from omsyn.needs.scenario.in_force import all_ready, make_ready
from omsyn.profile import Futures
from omsyn.warehouse.papers import papers_version

if TYPE_CHECKING:
    from omsyn.warehouse import Store

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 0.0
"""How long a page waits for what is being made."""
TRY_AGAIN_SECONDS = 600
"""How long intervals that could not be made are left alone."""


class _Making:
    """The one thread that makes the intervals of a version of the store."""

    def __init__(self, store: Store) -> None:
        self.version = _version(store)
        self.done = threading.Event()
        self.failed = False
        self._since = time.monotonic()
        self._store = store
        threading.Thread(target=self._make, name="intervals", daemon=True).start()

    @property
    def stale(self) -> bool:
        return self.failed and time.monotonic() - self._since > TRY_AGAIN_SECONDS

    def _make(self) -> None:
        try:
            people_fans(self._store, COUNTRY_ID)
            region_backtest(self._store, COUNTRY_ID)
            make_ready(self._store)
        except OmsynError as fault:
            self.failed = True
            log.warning("No intervals can be made: %s", fault)
        except Exception:
            self.failed = True
            log.exception("The intervals could not be made")
        finally:
            self.done.set()


_guard = threading.Lock()
_makings: list[_Making] = []
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


def _of(store: Store) -> _Making:
    with _guard:
        if not _makings or _makings[0].version != _version(store) or _makings[0].stale:
            _makings[:] = [_Making(store)]
        return _makings[0]


def forget() -> None:
    """Let the next question look anew: for tests that change the store."""
    with _guard:
        _makings.clear()
