"""One thing in the store, in versions: the current one and the one before it.

    <shelf>/current.json     {"current": "<version>", "previous": "<version>" or null}
    <shelf>/<version>/meta.json and the files it lists with their checksums

A version's name is the checksum of its meta.json, and meta.json holds the checksum of every
other file: whatever byte is damaged, it shows. A new version is written whole and is on the
disk before `current.json` is replaced in one step; a crash before that step leaves the old
version, a crash after it the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

from omsyn.errors import DamagedStore, MissingDataset
from omsyn.language import _
from omsyn.warehouse.durable import (
    make_folder,
    replace_file,
    sync_folder,
    write_file,
)

POINTER = "current.json"
META = "meta.json"
TRIES = 5
NAME_LENGTH = 32

T = TypeVar("T")
Stamp = tuple[int, ...]
"""Another one whenever another version is put in force."""
Stamped = tuple[str, str, Stamp]
"""Kind and name of a shelf with its stamp."""


def stamp_of(pointer: str) -> Stamp:
    """The stamp of the pointer at a path; nothing where there is none."""
    try:
        found = os.stat(pointer)  # noqa: PTH116 - asked some hundred times for each page
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size


def stamps_under(folder: Path, kinds: Sequence[str]) -> tuple[Stamped, ...]:
    """Every shelf in a folder's folders with its stamp, without reading anything."""
    found = []
    for kind in kinds:
        with suppress(OSError):
            names = sorted(os.listdir(folder / kind))  # noqa: PTH208 - as above
            found += [
                (kind, name, stamp)
                for name in names
                if (stamp := stamp_of(f"{folder}/{kind}/{name}/{POINTER}"))
            ]
    return tuple(found)


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@frozen
class Version:
    """One version on a shelf, as its meta.json describes it."""

    folder: Path
    meta: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.folder.name

    def path(self, name: str) -> Path:
        return self.folder / name

    def read(self, name: str) -> bytes:
        """The bytes of a file, checked. Raises `DamagedStore`, or OSError where it is gone."""
        content = self.path(name).read_bytes()
        if checksum(content) != self.meta["files"][name]:
            raise damaged(self.path(name), self.folder.parent.name)
        return content


def damaged(path: Path, name: str) -> DamagedStore:
    return DamagedStore(
        _(
            "Filen {path} i lageret er skadet: last inn tallene på nytt med `omsyn data load` "
            "eller `omsyn data pull`, eller ta tilbake forrige utgave med "
            "`omsyn data restore {name}`."
        ).format(path=path, name=name)
    )


@frozen
class Shelf:
    """The versions of one thing. Whoever calls `put` or `restore` holds the store's lock."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def exists(self) -> bool:
        return (self.folder / POINTER).exists()

    def stamp(self) -> Stamp:
        """What tells the pointer from the one before it, without reading it."""
        return stamp_of(str(self.folder / POINTER))

    def current(self) -> Version:
        """The version in force. Raises `MissingDataset` or `DamagedStore`."""
        return self.reading(lambda version: version)

    def reading(self, read: Callable[[Version], T]) -> T:
        """What `read` makes of the version in force, though writers replace it meanwhile."""
        for _try in range(TRIES):
            name = str(self._pointer()["current"])
            try:
                return read(self._version(name))
            except FileNotFoundError:
                # Replaced twice since the pointer was read: read the pointer again.
                continue
        raise damaged(self.folder / name, self.name)

    def previous(self) -> Version | None:
        """The version before the one in force, where there is one that is whole."""
        name = self._pointer()["previous"]
        return self._whole(name) if name else None

    def put(self, files: Mapping[str, bytes], meta: Mapping[str, Any], *, keep: str | None) -> None:
        """Make a new version the current one; `keep` is the version to keep as previous."""
        described = {
            **meta,
            "files": {name: checksum(content) for name, content in sorted(files.items())},
            "written_ns": time.time_ns(),
        }
        described_bytes = json.dumps(described, ensure_ascii=False, indent=1).encode()
        name = checksum(described_bytes)[:NAME_LENGTH]
        temporary = self.folder / f".{name}.tmp"
        make_folder(self.folder)
        self._clean()
        try:
            temporary.mkdir()
            for file, content in files.items():
                write_file(temporary / file, content)
            write_file(temporary / META, described_bytes)
            sync_folder(temporary)
            temporary.rename(self.folder / name)
            sync_folder(self.folder)
            self._point(name, keep)
        finally:
            self._clean()

    def restore(self) -> Version:
        """Make the previous version the current one, and say which it is."""
        try:
            previous = self.previous()
        except DamagedStore:
            previous = self._newest()
        if previous is None:
            raise MissingDataset(
                _(
                    "Det finnes ingen tidligere utgave av «{name}» å ta tilbake: "
                    "last inn tallene med `omsyn data load` eller `omsyn data pull`."
                ).format(name=self.name)
            )
        self._point(previous.id, None)
        self._clean()
        return previous

    def _point(self, current: str, previous: str | None) -> None:
        pointer = json.dumps({"current": current, "previous": previous})
        replace_file(self.folder / POINTER, pointer.encode())

    def _pointer(self) -> dict[str, str | None]:
        path = self.folder / POINTER
        try:
            pointer = json.loads(path.read_bytes())
            return {key: pointer[key] for key in ("current", "previous")}
        except (FileNotFoundError, NotADirectoryError):
            raise MissingDataset(
                _(
                    "«{name}» er ikke lastet inn: hent tallene med `omsyn data pull`, "
                    "eller les dem fra en mappe med `omsyn data load`."
                ).format(name=self.name)
            ) from None
        except (ValueError, KeyError, TypeError):
            raise damaged(path, self.name) from None

    def _version(self, name: str) -> Version:
        path = self.folder / name / META
        content = path.read_bytes()
        if checksum(content)[:NAME_LENGTH] != name:
            raise damaged(path, self.name)
        return Version(path.parent, json.loads(content))

    def _whole(self, name: str) -> Version | None:
        try:
            version = self._version(name)
            for file in version.meta["files"]:
                version.read(file)
        except (DamagedStore, FileNotFoundError, NotADirectoryError):
            return None
        return version

    def _newest(self) -> Version | None:
        """The newest whole version in the folder, for when the pointer itself is damaged."""
        names = (path.name for path in self.folder.iterdir() if not path.name.startswith("."))
        whole = (version for name in names if (version := self._whole(name)))
        return max(whole, key=lambda version: int(version.meta["written_ns"]), default=None)

    def _clean(self) -> None:
        """Remove what the pointer does not point to: older versions, and what a crash left."""
        try:
            kept = {*self._pointer().values(), POINTER}
        except MissingDataset:
            kept = set()
        except DamagedStore:
            return
        for path in self.folder.iterdir():
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
