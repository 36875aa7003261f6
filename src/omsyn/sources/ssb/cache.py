"""Answers kept on disk: each part as it arrives, so that an interrupted download goes on.

    <folder>/<table>/<query>-<updated>/<part>.json.gz    the bytes of one answer
    <folder>/<table>/<query>-<updated>/complete.json     written when every part is there

A new `updated` gives a new folder; the old one goes when the new one is complete.
"""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from omsyn.errors import SourceError, StoreFull
from omsyn.language import _
from omsyn.sources.ssb.cube import Cube
from omsyn.sources.ssb.query import Part

COMPLETE = "complete.json"


@frozen
class PartCache:
    """The answers to one query of a table as it was updated at one moment."""

    folder: Path

    @classmethod
    def of(cls, root: Path, table: str, query: str, version: str) -> PartCache:
        return cls(root / table / f"{query}-{version}")

    def read(self, part: Part, parse: Callable[[bytes], Cube]) -> Cube | None:
        """The stored answer to a part; None where it is not there or is damaged.

        A damaged one is asked for again rather than reported: nothing is lost by it.
        """
        try:
            with gzip.open(self._path(part)) as packed:
                content = packed.read()
        except (OSError, EOFError, zlib.error):
            return None
        try:
            return parse(content)
        except SourceError:
            return None

    def write(self, part: Part, content: bytes) -> None:
        """Stores an answer; the file is whole or not there."""
        # mtime=0: the same answer gives the same bytes.
        self._write(self._path(part), gzip.compress(content, mtime=0))

    def complete(self, retrieved: dt.datetime) -> None:
        """Notes that every part is here, and clears away earlier versions of the query."""
        self._write(
            self.folder / COMPLETE, json.dumps({"retrieved": retrieved.isoformat()}).encode()
        )
        query = self.folder.name.partition("-")[0]
        for other in self.folder.parent.glob(f"{query}-*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)

    def retrieved(self) -> dt.datetime | None:
        """When the query was answered in full; None where it has not been."""
        try:
            noted = json.loads((self.folder / COMPLETE).read_bytes())
            return dt.datetime.fromisoformat(noted["retrieved"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def forget(self) -> None:
        """Removes every part: the table changed while they were fetched."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, part: Part) -> Path:
        return self.folder / f"{part.digest()}.json.gz"

    def _write(self, path: Path, content: bytes) -> None:
        temporary: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
            temporary = None
        except OSError as fault:
            if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            raise StoreFull(
                _(
                    "Disken er full, og det hentede kan ikke lagres i {folder}. Frigjør plass og "
                    "kjør kommandoen på nytt; den fortsetter der den slapp."
                ).format(folder=path.parent)
            ) from None
        finally:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
