"""Folders of what was computed, beside the store: whole or not there, and only the newest few."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MAKING = ".making-"
LEFT_SECONDS = 3_600
"""What a process has not finished within this was left by one that was killed."""


def put_folder(folder: Path, write: Callable[[Path], None], *, kind: str, keep: int) -> None:
    """Let `write` fill a new folder and give it its name at the end; drop the oldest of its kind.

    `kind` begins the names of the folders that `keep` counts. A disk that is full or may not be
    written costs time at the next start, nothing else.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder.parent))
    except OSError:
        return
    try:
        with suppress(OSError):
            write(made)
            shutil.rmtree(folder, ignore_errors=True)
            made.replace(folder)
    finally:
        # Gone where all went well; here where the disk was full or somebody interrupted.
        shutil.rmtree(made, ignore_errors=True)
    _drop_left(folder.parent)
    for path in sorted(folder.parent.glob(f"{kind}-*"), key=_changed)[:-keep]:
        shutil.rmtree(path, ignore_errors=True)


def _changed(path: Path) -> float:
    """When a path was last changed; long ago where another process has just removed it."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _drop_left(within: Path) -> None:
    """Remove what processes that were killed did not finish."""
    for path in within.glob(f"{MAKING}*"):
        if 0 < _changed(path) < time.time() - LEFT_SECONDS:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
