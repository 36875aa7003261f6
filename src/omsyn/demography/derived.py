"""Folders of what was computed, beside the store: whole or not there, and only the newest few."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def put_folder(folder: Path, write: Callable[[Path], None], *, kind: str, keep: int) -> None:
    """Let `write` fill a new folder and give it its name at the end; drop the oldest of its kind.

    `kind` begins the names of the folders that `keep` counts. A disk that is full or may not be
    written costs time at the next start, nothing else.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    except OSError:
        return
    try:
        write(made)
        shutil.rmtree(folder, ignore_errors=True)
        made.replace(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
    earlier = sorted(folder.parent.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
    for path in earlier[:-keep]:
        shutil.rmtree(path, ignore_errors=True)
