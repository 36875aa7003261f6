"""From files, bundles and sources into the store: each data set whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from attrs import Factory, define, frozen

from omsyn.errors import MissingDataset, OmsynError, StoreError
from omsyn.language import _
from omsyn.sources.base import Fetched, Progress, silent
from omsyn.sources.folder import Recognised, references_in, survey
from omsyn.sources.folder.population import MUNICIPALITIES, redivided
from omsyn.warehouse.comparison import Replaced
from omsyn.warehouse.description import reference_title, shown
from omsyn.warehouse.places import check_places
from omsyn.warehouse.store import Store

if TYPE_CHECKING:
    from omsyn.warehouse.bundle import Bundle


@frozen(kw_only=True)
class Outcome:
    """What became of one data set or reference table."""

    name: str
    title: str
    replaced: Replaced


@frozen(kw_only=True)
class Fault:
    """What could not be loaded, and why, as a sentence."""

    name: str
    message: str


@define(kw_only=True)
class LoadReport:
    """Everything a load did, for people to read."""

    loaded: list[Outcome] = Factory(list)
    faults: list[Fault] = Factory(list)
    notes: list[str] = Factory(list)
    """What somebody may wonder at, in whole sentences."""
    skipped: list[tuple[Path, str]] = Factory(list)
    unknown: list[Path] = Factory(list)


PAPERS = "papers"
REFERENCES = "references"
"""The name that faults in the reference tables are reported under."""


def load_fetched(
    store: Store,
    fetched: Iterable[Fetched],
    references: Mapping[str, pl.DataFrame],
    progress: Progress = silent,
    *,
    allow_shorter: bool = False,
) -> list[Outcome]:
    """Put data sets and reference tables in the store; the first fault stops it."""
    datasets = list(fetched)
    outcomes = []
    total = len(datasets) + len(references)
    for done, each in enumerate(datasets):
        progress(done, total, _(each.info.title))
        outcomes.append(keep_dataset(store, each, allow_shorter=allow_shorter))
    fictional = any(each.info.fictional for each in datasets) if datasets else None
    for done, (name, frame) in enumerate(references.items(), start=len(datasets)):
        progress(done, total, reference_title(name))
        outcomes.append(
            keep_reference(store, name, frame, allow_shorter=allow_shorter, fictional=fictional)
        )
    progress(total, total, "")
    return outcomes


def load_path(
    store: Store, path: Path, progress: Progress = silent, *, allow_shorter: bool = False
) -> LoadReport:
    """Load a folder of tables or a bundle; a fault in one does not stop the others.

    Raises `UnreadableFile` where the path is neither, and `StoreFull` where the disk is full.
    """
    bundle: Bundle | None = None
    if path.is_file():
        from omsyn.warehouse.bundle import open_bundle

        bundle = open_bundle(path)
        steps: list[tuple[str, Callable[[], Fetched]]] = list(bundle.datasets)
        read_references: Callable[[], Mapping[str, pl.DataFrame]] = bundle.references
        fictional = bundle.fictional
        report = LoadReport()
    else:
        found = survey(path)
        steps = [(each.name, partial(_read, store, each)) for each in found.datasets]
        report = LoadReport(skipped=list(found.skipped), unknown=list(found.unknown))
        read_references = partial(references_in, path)
        fictional = False
    total = len(steps) + 1
    progress(0, total, reference_title("regions"))
    _load_references(
        store, read_references, report, allow_shorter=allow_shorter, fictional=fictional
    )
    if bundle is not None:
        _restore_papers(store, bundle, report)
    _load_steps(store, steps, report, progress, allow_shorter=allow_shorter)
    progress(total, total, "")
    return report


def _read(store: Store, each: Recognised) -> Fetched:
    """A data set of a folder, mended where the regions show that the source halves."""
    fetched = each.read()
    if each.name != MUNICIPALITIES.name:
        return fetched
    try:
        registry = store.registry()
    except StoreError:
        # No regions are loaded: the figures stay as the file has them, and their notes say so.
        return fetched
    return redivided(fetched, registry)


def _load_steps(
    store: Store,
    steps: list[tuple[str, Callable[[], Fetched]]],
    report: LoadReport,
    progress: Progress,
    *,
    allow_shorter: bool,
) -> None:
    for done, (name, read) in enumerate(steps, start=1):
        progress(done, len(steps) + 1, name)
        try:
            # One at a time, so that the largest alone decides how much memory is needed.
            report.loaded.append(keep_dataset(store, read(), allow_shorter=allow_shorter))
        except StoreError:
            # A full disk or a store of the other kind will stop the next one too.
            raise
        except OmsynError as fault:
            report.faults.append(Fault(name=name, message=fault.message))


def _restore_papers(store: Store, bundle: Bundle, report: LoadReport) -> None:
    """The scenarios that places steer by; a place with one of its own keeps it."""
    from omsyn.warehouse.papers import restore_papers

    try:
        others = restore_papers(store, bundle.papers())
    except StoreError:
        raise
    except OmsynError as fault:
        report.faults.append(Fault(name=PAPERS, message=fault.message))
        return
    report.notes += [
        _(
            "Pakken har et annet scenario for {place} enn det som gjelder i lageret; det i lageret "
            "er beholdt."
        ).format(place=each)
        for each in others
    ]


def _load_references(
    store: Store,
    read: Callable[[], Mapping[str, pl.DataFrame]],
    report: LoadReport,
    *,
    allow_shorter: bool,
    fictional: bool,
) -> None:
    try:
        found = read()
        if not allow_shorter:
            # They speak of each other: all are changed, or none.
            for name, frame in found.items():
                store.check_reference(name, frame)
        for name, frame in found.items():
            outcome = keep_reference(
                store, name, frame, allow_shorter=allow_shorter, fictional=fictional
            )
            report.loaded.append(outcome)
    except StoreError:
        raise
    except OmsynError as fault:
        report.faults.append(Fault(name=REFERENCES, message=fault.message))


def keep_dataset(store: Store, each: Fetched, *, allow_shorter: bool) -> Outcome:
    """Replace a data set by what was fetched, once its municipalities are those there are."""
    if not each.info.fictional:
        with suppress(MissingDataset):
            check_places(each.info, each.facts, store.registry())
    replaced = store.replace(each.info, each.facts, allow_shorter=allow_shorter)
    return Outcome(name=each.info.name, title=shown(each.info.title), replaced=replaced)


def keep_reference(
    store: Store,
    name: str,
    frame: pl.DataFrame,
    *,
    allow_shorter: bool,
    fictional: bool | None,
) -> Outcome:
    """Replace a reference table."""
    replaced = store.replace_reference(
        name, frame, allow_shorter=allow_shorter, fictional=fictional
    )
    return Outcome(name=name, title=reference_title(name), replaced=replaced)
