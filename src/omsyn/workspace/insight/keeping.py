"""Finished pages and files, kept on the disk until the data, the program or the day changes.

Many readers who ask for the same at the same moment wait for one who makes it: within a process
by a lock for each key, between processes by a lock on a file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Generic, TypeVar

from attrs import define, field

Made = TypeVar("Made")

MOST_BYTES = 500_000_000
"""Finished files on the disk, all in all; the oldest go first."""
PUTS_BETWEEN_CLEANING = 20


class OneAtATime:
    """A lock for each key, forgotten when nobody holds it or waits for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        with self._guard:
            lock, holders = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = (lock, holders + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, holders = self._locks[key]
                if holders == 1:
                    del self._locks[key]
                else:
                    self._locks[key] = (lock, holders - 1)


class Memory(Generic[Made]):
    """The things most recently asked for, made once each."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Made] = OrderedDict()
        self._guard = threading.Lock()
        self._one = OneAtATime()

    def get(self, key: str, make: Callable[[], Made]) -> Made:
        """What is kept under the key, or what `make` makes."""
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with self._one.hold(key):
            with self._guard:
                if key in self._kept:
                    return self._kept[key]
            made = make()
            with self._guard:
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return made

    def clear(self) -> None:
        with self._guard:
            self._kept.clear()


@define
class Cupboard:
    """Finished bytes in a folder for each edition of data and program.

    Files of earlier editions are removed when the first file of a new one is put there.
    """

    folder: Path
    most_bytes: int = MOST_BYTES
    _one: OneAtATime = field(factory=OneAtATime, init=False)
    _puts: int = field(default=0, init=False)

    def get(self, edition: str, key: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under the key, or what `make` makes.

        Where the disk is full or closed to us, the bytes are made all the same and not kept.
        """
        path = self._path(edition, key)
        kept = _read(path)
        if kept is not None:
            return kept
        self._make_ready(path.parent)
        with self._one.hold(str(path)), _alone(path):
            kept = _read(path)
            if kept is not None:
                return kept
            made = make()
            self._put(path, made)
            return made

    def size(self, edition: str, key: str) -> int | None:
        """How many bytes are kept under the key; None where nothing is."""
        try:
            return self._path(edition, key).stat().st_size
        except OSError:
            return None

    def _path(self, edition: str, key: str) -> Path:
        return self.folder / edition / hashlib.sha256(key.encode()).hexdigest()

    def _put(self, path: Path, made: bytes) -> None:
        temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.tmp")
        try:
            temporary.write_bytes(made)
            temporary.replace(path)
            self._puts += 1
            if self._puts % PUTS_BETWEEN_CLEANING == 0:
                self._make_room(path.parent)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _make_ready(self, folder: Path) -> None:
        """Make the edition's folder; the first time, clear away the earlier editions."""
        if folder.exists():
            return
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for other in self.folder.iterdir():
                if other != folder:
                    shutil.rmtree(other, ignore_errors=True)

    def _make_room(self, folder: Path) -> None:
        files = [(file.stat(), file) for file in folder.iterdir() if file.suffix != ".lock"]
        total = sum(stat.st_size for stat, _file in files)
        for stat, file in sorted(files, key=lambda each: each[0].st_mtime_ns):
            if total <= self.most_bytes:
                return
            file.unlink(missing_ok=True)
            total -= stat.st_size


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time make what belongs at the path."""
    try:
        file = path.with_suffix(".lock").open("w")
    except OSError:
        # A disk that takes no lock takes no file either: everybody makes their own.
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
