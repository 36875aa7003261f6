"""Where the compiled kernel's machine code is kept between processes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from platformdirs import user_cache_path

Function = Callable[..., Any]


def _keeps_machine_code() -> bool:
    """Point numba at the user's own cache; False where that cannot be written.

    Never a folder that others may write to: what lies there is run. NUMBA_CACHE_DIR, where it is
    set, is left as it is.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return True
    folder = user_cache_path("omsyn") / "numba"
    if not _writable(folder):
        return False
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined] # numba makes it at import
    return True


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


KEPT = _keeps_machine_code()


def compiled(function: Function) -> Function:
    """The function compiled at its first call, without Python's lock and without fast-math."""
    made: Function = numba.njit(nogil=True, cache=KEPT, error_model="numpy")(function)
    return made
