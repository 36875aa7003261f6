"""What the pages get from the library: one store, and finished documents, pages and files."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from functools import cache
from pathlib import Path
from typing import TypedDict

import polars as pl
from attrs import frozen

import omsyn
from omsyn import profile
from omsyn.documents import Format, render
from omsyn.documents.blocks import Document
from omsyn.errors import MissingDataset
from omsyn.geography import Registry
from omsyn.language import WrittenStandard, using
from omsyn.profile import Futures, LocalFigures
from omsyn.warehouse import DatasetStatus, Store, open_store
from omsyn.warehouse.papers import papers_version
from omsyn.workspace.config.environment import workspace_folder
from omsyn.workspace.insight import intervals
from omsyn.workspace.insight.asked import Asked
from omsyn.workspace.insight.keeping import Cupboard, Memory

LOOK_AGAIN_SECONDS = 1.0
"""How old the knowledge of what is in the store may be: new data show within this time."""


@frozen
class Edition:
    """The data as they are now, with the program that reads them."""

    store: Store
    version: str
    """Changes with the data, the scenarios in force, the program, the day, and when intervals
    are there."""
    fictional: bool
    futures: Futures = Futures.DRAWN
    """Whether pages show intervals, or say that they are on their way."""

    @property
    def registry(self) -> Registry:
        return self.store.registry()


class _Now:
    """The edition in force, looked up at most once in a while for all threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._edition: Edition | None = None
        self._seen = 0.0
        self._folder: Path | None = None

    def edition(self) -> Edition:
        with self._guard:
            now = time.monotonic()
            if self._edition is None or now - self._seen > LOOK_AGAIN_SECONDS:
                self._edition, self._seen = self._look(), now
            return self._edition

    def forget(self) -> None:
        with self._guard:
            self._edition = None

    def _look(self) -> Edition:
        fresh = open_store()
        kept = self._edition.store if self._edition else fresh
        store = kept if kept.folder == fresh.folder else fresh
        futures = intervals.state(store)
        digest = hashlib.sha256()
        parts = (store.version, program(), today().isoformat(), futures.value)
        for part in (*parts, papers_version(store)):
            digest.update(part.encode())
        return Edition(store, digest.hexdigest()[:24], store.fictional, futures)


_now = _Now()
_documents: Memory[Document] = Memory(most=48)
_statuses: Memory[tuple[DatasetStatus, ...]] = Memory(most=1)


def edition() -> Edition:
    """The data as they are now."""
    return _now.edition()


def forget() -> None:
    """Let the next question look at everything anew: for tests that change the store."""
    _now.forget()
    _documents.clear()
    _statuses.clear()


def today() -> dt.date:
    """The day that stands on a document."""
    from django.utils import timezone

    return timezone.localdate()


@cache
def program() -> str:
    """A digest over the program's own files: pages made by an earlier one are made again."""
    digest = hashlib.sha256()
    root = Path(omsyn.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.suffix in {".py", ".html", ".po", ".csv", ".typ"}:
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def cupboard() -> Cupboard:
    """Where finished pages and files are kept."""
    return _cupboard(workspace_folder() / "finished")


@cache
def _cupboard(folder: Path) -> Cupboard:
    return Cupboard(folder)


def tiles() -> pl.DataFrame | None:
    """The reference table of municipalities as tiles; None where it is not loaded."""
    try:
        return edition().store.reference("tiles")
    except MissingDataset:
        return None


def status() -> tuple[DatasetStatus, ...]:
    """Every data set in the store, with what is known about it."""
    now = edition()
    return _statuses.get(now.version, lambda: tuple(now.store.status()))


def document(asked: Asked) -> Document:
    """The block document that answers the question, made once for each edition."""
    now = edition()
    key = f"{now.version} {asked.standard} {asked.address}"
    return _documents.get(key, lambda: _build(asked, now.store))


def brief(asked: Asked) -> Document:
    """The one page for the council; comparisons have none."""
    with using(asked.standard):
        return profile.build_brief(edition().store, asked.regions[0], **_choices(asked))


def file(asked: Asked, format_: Format, *, short: bool = False) -> bytes:
    """The document, or the one page for the council, as a file; waits for its intervals."""
    if edition().futures is Futures.ON_THEIR_WAY:
        intervals.wait(edition().store)
        _now.forget()
    return cupboard().get(
        edition().version,
        _file_key(asked, format_, short=short),
        lambda: _render(brief(asked) if short else document(asked), format_),
    )


def file_size(asked: Asked, format_: Format, *, short: bool = False) -> int | None:
    """How large the file is; None while it is not made."""
    return cupboard().size(edition().version, _file_key(asked, format_, short=short))


def _file_key(asked: Asked, format_: Format, *, short: bool) -> str:
    return f"{'brief' if short else 'whole'} {format_.value} {asked.standard} {asked.address}"


def _render(made: Document, format_: Format) -> bytes:
    with using(made.standard):
        return render(made, format_)


def _build(asked: Asked, store: Store) -> Document:
    with using(asked.standard):
        if asked.compared:
            return profile.compare(
                store,
                asked.regions,
                horizon=asked.horizon,
                standard=asked.standard,
                made=today(),
            )
        return profile.build(store, asked.regions[0], **_choices(asked))


class _Choices(TypedDict):
    horizon: int
    standard: WrittenStandard
    peers: tuple[str, ...]
    local: LocalFigures | None
    made: dt.date
    futures: Futures


def _choices(asked: Asked) -> _Choices:
    return _Choices(
        horizon=asked.horizon,
        standard=asked.standard,
        peers=asked.peers,
        local=asked.local,
        made=today(),
        futures=edition().futures,
    )
