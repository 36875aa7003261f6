"""Knowledge bases as files: one place, or every municipality, nothing ever half-written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import signal
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import suppress
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import asdict, frozen

from omsyn import __version__
from omsyn.documents import Format, render
from omsyn.documents.blocks import Document
from omsyn.errors import OmsynError
from omsyn.geography import Region, RegionKind
from omsyn.language import WrittenStandard, using
from omsyn.needs import LocalFigures
from omsyn.profile.brief import build_brief
from omsyn.profile.document import build
from omsyn.warehouse import Store
from omsyn.warehouse.durable import write_for_user
from omsyn.warehouse.papers import papers_version

if TYPE_CHECKING:
    from omsyn.needs.scenario import Scenario
    from omsyn.sources.base import Progress

MANIFEST = ".omsyn.jsonl"
"""A line for each finished file and what it was made from, so that the next run knows."""
PROCESSES = 2


@frozen(kw_only=True)
class Order:
    """What to make, the same for every place."""

    horizon: int
    standard: WrittenStandard
    brief: bool
    made: dt.date
    peers: tuple[str, ...] = ()
    template: Path | None = None
    local: LocalFigures | None = None
    scenario: Scenario | None = None
    """Shown in place of the one that the place steers by."""


@frozen(kw_only=True)
class Outcome:
    """What became of a run over every municipality."""

    made: int
    finished_before: int
    faults: Mapping[str, str]
    """Name of the place -> the sentence that says what was wrong."""


def make_document(store: Store, region_id: str, order: Order) -> Document:
    """The document that the order asks for."""
    if order.brief:
        return build_brief(
            store, region_id, horizon=order.horizon, standard=order.standard, peers=order.peers,
            made=order.made, local=order.local,
        )  # fmt: skip
    return build(
        store, region_id, horizon=order.horizon, standard=order.standard, peers=order.peers,
        made=order.made, local=order.local, scenario=order.scenario,
    )  # fmt: skip


def write_document(document: Document, targets: Mapping[Path, Format], order: Order) -> None:
    """Render a document to each file; every file is there whole or as it was before.

    Raises `DocumentError` where a folder or file cannot be written to.
    """
    for path, format_ in targets.items():
        write_for_user(path, render(document, format_, template=order.template))


def make_all(
    store: Store,
    folder: Path,
    formats: Sequence[Format],
    order: Order,
    *,
    progress: Progress,
) -> Outcome:
    """A file of each format for every municipality, those finished before left as they are.

    A run that is interrupted has written only whole files, and the next run goes on after them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    key = _key(store, order)
    finished = read_manifest(folder)
    tasks = {}
    for region in store.registry().regions(RegionKind.MUNICIPALITY):
        targets = {folder / f"{file_stem(region)}.{each.value}": each for each in formats}
        left = {path: each for path, each in targets.items() if not _done(path, finished, key)}
        if left:
            tasks[region] = left
    total = len(store.registry().regions(RegionKind.MUNICIPALITY))
    before = total - len(tasks)
    if tasks:
        # The projection is made once, here, and the workers find it beside the store.
        make_document(store, next(iter(tasks)).id, order)
    faults: dict[str, str] = {}
    made = 0
    for region, fault in _run(store, tasks, order, key):
        if fault:
            faults[region.name] = fault
        else:
            made += 1
        progress(before + made + len(faults), total, region.name)
    return Outcome(made=made, finished_before=before, faults=faults)


def _run(
    store: Store, tasks: Mapping[Region, Mapping[Path, Format]], order: Order, key: str
) -> Iterator[tuple[Region, str]]:
    """Each region as it is finished, with a sentence where it failed."""
    if not tasks:
        return
    # A fresh process each: a fork of a process with Polars' threads may stand still for ever.
    pool = ProcessPoolExecutor(
        max_workers=PROCESSES, mp_context=get_context("spawn"), initializer=_leave_interrupts
    )
    futures: dict[Future[str], Region] = {}
    try:
        for region, targets in tasks.items():
            task = pool.submit(_make_one, store.folder, region.id, dict(targets), order, key)
            futures[task] = region
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        # Waits for the documents under way, so that no file is left half-made.
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C goes to the parent alone; it tells the workers when to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=1)
def _store(folder: Path) -> Store:
    return Store(folder)


def _make_one(
    store_folder: Path, region_id: str, targets: Mapping[Path, Format], order: Order, key: str
) -> str:
    """Make one place's files in a worker; the sentence of the fault, or nothing."""
    with using(order.standard):
        try:
            document = make_document(_store(store_folder), region_id, order)
            for path, format_ in targets.items():
                write_document(document, {path: format_}, order)
                _note_finished(path, key)
        except OmsynError as fault:
            return fault.message
    return ""


def _note_finished(path: Path, key: str) -> None:
    """Add a line to the manifest: one short write, so that two workers never mix theirs."""
    line = json.dumps({"file": path.name, "key": key}) + "\n"
    handle = os.open(path.parent / MANIFEST, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def file_stem(region: Region) -> str:
    """As "4204-kristiansand": letters that every file system and web server takes."""
    letters = region.name.lower()
    for letter, plain_letter in (("æ", "ae"), ("ø", "o"), ("đ", "d"), ("ŋ", "n"), ("ŧ", "t")):
        letters = letters.replace(letter, plain_letter)
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "-".join([region.code, *words])


def _key(store: Store, order: Order) -> str:
    """What a finished file was made from; the day it was made does not matter."""
    aside = {"made", "template", "scenario"}
    described = {name: value for name, value in asdict(order).items() if name not in aside}
    template = order.template.read_bytes() if order.template else b""
    version = [store.version, papers_version(store), __version__]
    text = json.dumps([version, described], default=str, sort_keys=True)
    return hashlib.sha256(text.encode() + template).hexdigest()[:32]


def _done(path: Path, finished: Mapping[str, str], key: str) -> bool:
    return finished.get(path.name) == key and path.is_file()


def read_manifest(folder: Path) -> dict[str, str]:
    """File name -> key; a line that was cut short counts for nothing."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    finished = {}
    for line in text.splitlines():
        with suppress(ValueError, KeyError, TypeError):
            found = json.loads(line)
            finished[str(found["file"])] = str(found["key"])
    return finished
