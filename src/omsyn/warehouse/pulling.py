"""From Statistics Norway into the store: what cannot be had leaves the last good data in use."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

import polars as pl

from omsyn.errors import DamagedStore, OmsynError, SourceError, SourceUnavailable, StoreError
from omsyn.language import _, date_text
from omsyn.sources.base import Fetched, References
from omsyn.warehouse.loading import Fault, LoadReport, keep_dataset, keep_reference
from omsyn.warehouse.store import Store

REGIONS = "regions"
"""The name that stands for all reference tables."""
DOWNLOADS = "downloads"
"""Folder in the store where answers are kept until a table is updated."""
SILENT_CALLS = 2
"""After so many tables without an answer the service is down: asking on would only take time."""


class Sources(Protocol):
    """What fetches, one step at a time: `omsyn.sources.pull.Pull`."""

    def steps(self) -> Sequence[tuple[str, Callable[[], Fetched]]]: ...

    def references(self) -> References: ...


def last_good(store: Store) -> dict[str, pl.DataFrame]:
    """The reference tables in use; one that is damaged is as if it were not there."""
    found = {}
    for name in store.reference_names():
        with suppress(DamagedStore):
            found[name] = store.reference(name)
    return found


def pull_into(
    store: Store, sources: Sources, names: Collection[str] = (), *, allow_shorter: bool = False
) -> LoadReport:
    """Fetch the named data sets, or all; a fault in one does not stop the others.

    Raises `SourceError` where a name is unknown, and `StoreError` where the store holds fictional
    data or cannot be written to.
    """
    steps = dict(sources.steps())
    _check_names(names, (REGIONS, *steps))
    store.check_mixture(_("Tallene fra Statistisk sentralbyrå"), fictional=False)
    chosen = set(names) or {REGIONS, *steps}
    work = _Work(store, LoadReport(), allow_shorter=allow_shorter)
    if REGIONS in chosen:
        work.step(REGIONS, partial(work.keep_references, sources.references))
    for name, fetch in steps.items():
        if name in chosen and not work.given_up:
            work.step(name, partial(work.keep, fetch))
    if work.given_up:
        work.report.faults.append(
            Fault(
                name="",
                message=_(
                    "Kilden svarer ikke, og resten er ikke forsøkt: prøv `omsyn data pull` igjen "
                    "senere. Det som er lastet ned, hentes ikke på nytt."
                ),
            )
        )
    return work.report


class _Work:
    """What has been done so far, and how often in a row the source has been silent."""

    def __init__(self, store: Store, report: LoadReport, *, allow_shorter: bool) -> None:
        self.store = store
        self.report = report
        self.allow_shorter = allow_shorter
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

    def keep(self, fetch: Callable[[], Fetched]) -> None:
        outcome = keep_dataset(self.store, fetch(), allow_shorter=self.allow_shorter)
        self.report.loaded.append(outcome)

    def keep_references(self, fetch: Callable[[], References]) -> None:
        found = fetch()
        self.report.notes += found.notes
        self.report.faults += [Fault(name=REGIONS, message=each.message) for each in found.faults]
        for name, frame in found.tables.items():
            try:
                outcome = keep_reference(
                    self.store, name, frame, allow_shorter=self.allow_shorter, fictional=False
                )
            except SourceError as fault:
                self.report.faults.append(Fault(name=name, message=fault.message))
            else:
                self.report.loaded.append(outcome)

    def _with_last_good(self, name: str, fault: OmsynError) -> str:
        try:
            day = date_text(self.store.info(name).retrieved.date())
        except StoreError:
            lacking = "" if name == REGIONS else _("«{name}» har ingen eldre tall å bruke imens.")
            return f"{fault.message} {lacking.format(name=name)}".rstrip()
        kept = _("Tallene for «{name}» som ble hentet {day}, er fortsatt i bruk.")
        return f"{fault.message} {kept.format(name=name, day=day)}"


def _check_names(names: Collection[str], known: Sequence[str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise SourceError(
            _("«{name}» kan ikke hentes: velg blant {names}.").format(
                name=unknown[0], names=", ".join(known)
            )
        )
