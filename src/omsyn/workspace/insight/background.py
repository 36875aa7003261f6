"""Work that takes too long for a page: one thread of its own, tried again later where it failed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from omsyn.errors import OmsynError

log = logging.getLogger(__name__)
TRY_AGAIN_SECONDS = 600
"""How long what could not be made is left alone."""


class Making:
    """A thread that makes one thing; begins when it is created."""

    def __init__(self, what: str, work: Callable[[], None]) -> None:
        self.done = threading.Event()
        """Set when it is made, or could not be."""
        self.failed = False
        self._since = time.monotonic()
        self._what, self._work = what, work
        threading.Thread(target=self._make, name=what, daemon=True).start()

    @property
    def stale(self) -> bool:
        """Whether it failed so long ago that it may be tried again."""
        return self.failed and time.monotonic() - self._since > TRY_AGAIN_SECONDS

    def _make(self) -> None:
        try:
            self._work()
        except OmsynError as fault:
            self.failed = True
            log.warning("Cannot make %s: %s", self._what, fault)
        except Exception:
            self.failed = True
            log.exception("Could not make %s", self._what)
        finally:
            self.done.set()
