"""From Statistics Norway into the store: what cannot be had leaves the last good data in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from omsyn.errors import MissingDataset, OmsynError, SourceError, SourceUnavailable, StoreError
from omsyn.geography.tables import SHARES
from omsyn.language import _, date_text
from omsyn.sources.base import Fetched, Progress, silent
from omsyn.sources.ssb.convert import in_borders
from omsyn.sources.ssb.tables import POPULATION, PRODUCT, Table
from omsyn.warehouse.loading import Fault, LoadReport, keep_dataset, keep_reference
from omsyn.warehouse.store import Store

REGIONS = "regions"
"""The name that stands for all reference tables."""
CONVERTED = "population"
"""The population in the latest borders, made from the one in original codes."""
DOWNLOADS = "downloads"
"""Folder in the store where answers are kept until a table is updated."""
SILENT_CALLS = 2
"""After so many tables without an answer the service is down: asking on would only take time."""


class Statistics(Protocol):
    """What fetches a table: `omsyn.sources.ssb.client.PxWebClient`."""

    def fetch(self, table: Table, progress: Progress, cache_dir: Path | None) -> Fetched: ...


class Classifications(Protocol):
    """What fetches the regions: `omsyn.sources.klass.client.KlassClient`."""

    def geography(self, today: dt.date, progress: Progress) -> dict[str, pl.DataFrame]: ...


def names_to_pull() -> tuple[str, ...]:
    """Every name that `pull` takes."""
    return (REGIONS, CONVERTED, *(table.name for table in PRODUCT))


def pull(  # noqa: PLR0913 - two clients, a clock and a progress bar, all given in tests
    store: Store,
    statistics: Statistics,
    classifications: Classifications,
    *,
    today: dt.date,
    names: Collection[str] = (),
    progress: Progress = silent,
    allow_shorter: bool = False,
) -> LoadReport:
    """Fetch the named data sets, or all; a fault in one does not stop the others.

    Raises `StoreError` where a name is unknown, where the store holds fictional data or where
    it cannot be written to.
    """
    _check_names(names)
    store.check_mixture(_("Tallene fra Statistisk sentralbyrå"), fictional=False)
    chosen = set(names) or set(names_to_pull())
    report = LoadReport()
    work = _Work(store, report, allow_shorter=allow_shorter)
    if REGIONS in chosen:
        work.step(REGIONS, partial(_regions, work, classifications, today, progress))
    for table in PRODUCT:
        wanted = table.name in chosen or (table is POPULATION and CONVERTED in chosen)
        if wanted and not work.given_up:
            work.step(table.name, partial(_table, work, statistics, table, progress))
    if CONVERTED in chosen and work.original is not None:
        work.step(CONVERTED, partial(_converted, work))
    if work.given_up:
        report.faults.append(
            Fault(
                name="",
                message=_(
                    "Kilden svarer ikke, og resten er ikke forsøkt: prøv `omsyn data pull` igjen "
                    "senere. Det som er lastet ned, hentes ikke på nytt."
                ),
            )
        )
    return report


class _Work:
    """What has been done so far, and how often in a row the source has been silent."""

    def __init__(self, store: Store, report: LoadReport, *, allow_shorter: bool) -> None:
        self.store = store
        self.report = report
        self.allow_shorter = allow_shorter
        self.original: Fetched | None = None
        self._silent = 0

    @property
    def given_up(self) -> bool:
        return self._silent >= SILENT_CALLS

    def step(self, name: str, do: Callable[[], None]) -> None:
        try:
            do()
        except StoreError:
            raise
        except OmsynError as fault:
            self._silent += isinstance(fault, SourceUnavailable)
            self.report.faults.append(Fault(name=name, message=self._with_last_good(name, fault)))
        else:
            self._silent = 0

    def keep(self, fetched: Fetched) -> None:
        outcome = keep_dataset(self.store, fetched, allow_shorter=self.allow_shorter)
        self.report.loaded.append(outcome)

    def keep_references(self, frames: Mapping[str, pl.DataFrame]) -> None:
        for name, frame in frames.items():
            outcome = keep_reference(
                self.store, name, frame, allow_shorter=self.allow_shorter, fictional=False
            )
            self.report.loaded.append(outcome)

    def _with_last_good(self, name: str, fault: OmsynError) -> str:
        try:
            day = date_text(self.store.info(name).retrieved.date())
        except StoreError:
            return fault.message
        kept = _("Tallene for «{name}» som ble hentet {day}, er fortsatt i bruk.")
        return f"{fault.message} {kept.format(name=name, day=day)}"


def _check_names(names: Collection[str]) -> None:
    unknown = sorted(set(names) - set(names_to_pull()))
    if unknown:
        raise SourceError(
            _("«{name}» kan ikke hentes: velg blant {names}.").format(
                name=unknown[0], names=", ".join(names_to_pull())
            )
        )


def _regions(
    work: _Work, classifications: Classifications, today: dt.date, progress: Progress
) -> None:
    frames = classifications.geography(today, progress)
    work.keep_references(frames)
    if "shares" not in work.store.reference_names():
        # KLASS knows who was divided, not how the people were; without recorded shares a
        # divided municipality cannot be converted, and everything else can.
        work.store.replace_reference(
            "shares", pl.DataFrame(schema=SHARES), fictional=False, allow_shorter=True
        )


def _table(work: _Work, statistics: Statistics, table: Table, progress: Progress) -> None:
    fetched = statistics.fetch(table, progress, work.store.folder / DOWNLOADS)
    if table is POPULATION:
        work.original = fetched
    work.keep(fetched)


def _converted(work: _Work) -> None:
    assert work.original is not None
    try:
        registry = work.store.registry()
    except MissingDataset as fault:
        raise SourceError(fault.message) from fault
    work.keep(in_borders(work.original, registry, registry.border_year))
