"""Writing that is on the disk when it returns, and that has either happened or not."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_native_id
from typing import BinaryIO

from omsyn.errors import DocumentError, StoreError, StoreFull
from omsyn.language import _

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PATIENCE_SECONDS = 60
"""How long a writer waits for another one; the longest load takes a few seconds."""


def write_file(path: Path, content: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's list of names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each known to the disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Put content in the place of a file in one step: readers see the old or the new."""
    # A name may be as long as the disk allows; two threads may write at once.
    temporary = path.with_name(f".{path.name[:80]}.{os.getpid()}-{get_native_id()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        write_file(temporary, content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold a folder alone among writers; readers are never held up.

    The system lets go when the process ends, however it ends.
    """
    make_folder(folder)
    # A file object, not a bare handle: an interrupt at any line still lets go of the lock.
    with (folder / ".lock").open("ab") as file:
        _lock(file, folder)
        yield


def _lock(file: BinaryIO, folder: Path) -> None:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise StoreError(
                    _(
                        "Et annet program skriver til lageret {folder}: vent til det er ferdig, "
                        "og prøv igjen."
                    ).format(folder=folder)
                ) from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def telling_of_the_disk(folder: Path) -> Iterator[None]:
    """Turn what a disk refuses into a sentence: full, read-only or not ours."""
    try:
        yield
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise StoreFull(
                _(
                    "Det er ikke plass på disken til lageret {folder}, og ingenting er endret: "
                    "frigjør plass, eller velg en annen mappe med OMSYN_STORE."
                ).format(folder=folder)
            ) from fault
        if fault.errno in {
            errno.EACCES,
            errno.EPERM,
            errno.EROFS,
            errno.ENOTDIR,
            errno.EEXIST,
            errno.ENOENT,
        }:
            raise StoreError(
                _(
                    "Lageret {folder} kan ikke skrives til ({reason}): gi deg selv "
                    "skriverettighet, eller velg en annen mappe med OMSYN_STORE."
                ).format(folder=folder, reason=fault.strerror)
            ) from fault
        raise


def write_for_user(path: Path, content: bytes) -> None:
    """Put a file where the user asked for it, in one step. Raises `DocumentError`."""
    try:
        replace_file(path, content)
    except OSError as fault:
        reasons = {
            errno.ENOSPC: _("disken er full"),
            errno.EDQUOT: _("disken er full"),
            errno.EACCES: _("du har ikke skriverettighet"),
            errno.EROFS: _("du har ikke skriverettighet"),
            errno.ENOENT: _("mappen finnes ikke"),
        }
        reason = reasons.get(fault.errno or 0, fault.strerror or type(fault).__name__)
        raise DocumentError(
            _(
                "Filen {path} kan ikke skrives ({reason}), og er som før: velg en annen mappe, "
                "eller lukk filen hvis den er åpen."
            ).format(path=path, reason=reason)
        ) from fault
