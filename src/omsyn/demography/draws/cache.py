"""Where the compiled kernel's machine code is kept between processes.

It is kept for speed alone: where it cannot be kept, read or written, functions are compiled anew
in each process and give the same numbers.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba
from numba.core.caching import FunctionCache
from platformdirs import user_cache_path

Function = Callable[..., Any]
PREFIX = "draws-"
KEPT_EDITIONS = 3


def _keeps_machine_code() -> bool:
    """Point numba at a folder for this edition of the code; False where it cannot be written.

    In the user's own cache or in NUMBA_CACHE_DIR, never in a folder that others may write to: what
    lies there is run. Numba itself looks only at the file that a function stands in, and would go
    on with what it made of the functions that are called from there.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    within = Path(given) if given else user_cache_path("omsyn") / "numba"
    folder = within / f"{PREFIX}{_code()}"
    if not _writable(folder):
        return False
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined] # numba makes it at import
    _drop_old(within)
    return True


def _code() -> str:
    """A digest of this folder's code."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _drop_old(within: Path) -> None:
    """Keep the newest editions only; a process that uses an older one compiles anew."""
    with suppress(OSError):
        editions = sorted(within.glob(f"{PREFIX}*"), key=lambda path: path.stat().st_mtime)
        for path in editions[:-KEPT_EDITIONS]:
            shutil.rmtree(path, ignore_errors=True)


KEPT = _keeps_machine_code()


class Forgiving(FunctionCache):
    """Kept machine code, for which no fault is one of the caller's."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What was kept; None where there is none, or what lies there is damaged."""
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 - a damaged file can fail in every way there is
            # A new index, so that what is made now can be found the next time.
            with suppress(OSError):
                self.flush()  # type: ignore[no-untyped-call] # numba has no types
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep it, unless the disk is full or somebody has taken the folder away."""
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call] # numba has no types


def compiled(function: Function) -> Function:
    """The function compiled at its first call, without Python's lock and without fast-math."""
    made: Any = numba.njit(nogil=True, error_model="numpy")(function)
    if KEPT:
        # What `cache=True` does, with a cache of our own.
        forgiving: Any = Forgiving
        made._cache = forgiving(made.py_func)  # noqa: SLF001 - numba has no other way in
    result: Function = made
    return result


def part(function: Function) -> Function:
    """The same for what only compiled functions call, and become the longer by; kept with them."""
    made: Function = numba.njit(nogil=True, error_model="numpy", forceinline=True)(function)
    return made
