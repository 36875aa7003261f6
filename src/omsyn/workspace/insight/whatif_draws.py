"""Drawn futures for the pages: made in the background the first time after new data.

The first draws of a new edition take up to a minute; meanwhile pages answer without intervals,
and say so.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from omsyn.errors import OmsynError
from omsyn.geography.region import COUNTRY_ID
from omsyn.needs.scenario import Scenario
from omsyn.workspace.insight import library
from omsyn.workspace.insight.keeping import Memory

if TYPE_CHECKING:
    from omsyn.demography.draws import RegionDraws
    from omsyn.warehouse import Store

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 1.5
"""How long a page waits for draws that are being made."""
TRY_AGAIN_SECONDS = 600
"""How long draws that could not be made are left alone."""
DRAWS = 1_000
SEED: int = Scenario.model_fields["seed"].default
"""That of scenarios, so that `omsyn need` on a scenario from the page gives the same numbers."""

_drawn: Memory[RegionDraws] = Memory(most=6)
"""About 20 MB each."""
_errors: Memory[float | None] = Memory(most=400)


class _Making:
    """The one thread that makes the futures of a version of the store."""

    def __init__(self, store: Store) -> None:
        self.done = threading.Event()
        self.failed = False
        self._since = time.monotonic()
        self._store = store
        threading.Thread(target=self._make, name="draws", daemon=True).start()

    @property
    def stale(self) -> bool:
        return self.failed and time.monotonic() - self._since > TRY_AGAIN_SECONDS

    def _make(self) -> None:
        from omsyn.demography.backtest import region_backtest
        from omsyn.demography.draws import region_draws

        try:
            region_draws(self._store, COUNTRY_ID, DRAWS, seed=SEED)
            region_backtest(self._store, COUNTRY_ID)
        except OmsynError as fault:
            self.failed = True
            log.warning("No futures can be drawn: %s", fault)
        except Exception:
            self.failed = True
            log.exception("The futures could not be drawn")
        finally:
            self.done.set()


_guard = threading.Lock()
_makings: dict[str, _Making] = {}


def drawn(region: str) -> tuple[RegionDraws | None, bool]:
    """The futures of a region, or None and whether they are on their way."""
    now = library.edition()
    making = _making(now.store)
    if not making.done.wait(PATIENCE_SECONDS):
        return None, True
    if making.failed:
        return None, False
    from omsyn.demography.draws import region_draws

    key = f"{now.version} {region}"
    return _drawn.get(key, lambda: region_draws(now.store, region, DRAWS)), False


def typical_error(region: str, years_ahead: int) -> float | None:
    """How far the method would have missed those of 80 and over in a region, in percent.

    The median over the years it could have been made in; None where it is not known.
    """
    now = library.edition()
    making = _making(now.store)
    if not making.done.is_set() or making.failed:
        return None
    key = f"{now.version} {region} {years_ahead}"
    return _errors.get(key, lambda: _typical_error(now.store, region, years_ahead))


def _typical_error(store: Store, region: str, years_ahead: int) -> float | None:
    from omsyn.demography.backtest import region_backtest

    found = region_backtest(store, region).typical_error("80+", years_ahead)
    return None if found is None else 100 * found


def _making(store: Store) -> _Making:
    with _guard:
        if store.version not in _makings or _makings[store.version].stale:
            _makings.clear()
            _makings[store.version] = _Making(store)
        return _makings[store.version]


def forget() -> None:
    """Let the next question look anew: for tests that change the store."""
    _drawn.clear()
    _errors.clear()
    with _guard:
        _makings.clear()
