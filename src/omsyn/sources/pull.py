"""Everything that `omsyn data pull` fetches, in steps that can fail one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from omsyn.geography import Registry, redivide
from omsyn.geography.tables import SHARES
from omsyn.sources.base import Fetched, Progress, silent
from omsyn.sources.klass.client import KlassClient
from omsyn.sources.ssb.client import PxWebClient
from omsyn.sources.ssb.convert import in_borders
from omsyn.sources.ssb.shares import shares_from_population
from omsyn.sources.ssb.tables import POPULATION, PRODUCT

Step = tuple[str, Callable[[], Fetched]]
"""Name of a data set, and what fetches it."""


class Pull:
    """The product's data sets and reference tables, from Statistics Norway and KLASS.

    Each step raises `SourceUnavailable` or `SourceChanged` for itself alone: what one source
    cannot give does not stop the others. What several steps need is fetched once.
    """

    def __init__(
        self,
        ssb: PxWebClient,
        klass: KlassClient,
        *,
        today: dt.date,
        cache_dir: Path | None = None,
        progress: Progress = silent,
    ) -> None:
        self._ssb = ssb
        self._klass = klass
        self._today = today
        self._cache_dir = cache_dir
        self._progress = progress

    def steps(self) -> list[Step]:
        """The data sets in the order in which they should be fetched."""
        fetch = partial(self._ssb.fetch, progress=self._progress, cache_dir=self._cache_dir)
        others = [(table.name, partial(fetch, table)) for table in PRODUCT if table != POPULATION]
        return [
            (POPULATION.name, lambda: self._original),
            ("population", self._in_todays_borders),
            *others,
        ]

    def references(self) -> dict[str, pl.DataFrame]:
        """The tables regions, changes, memberships and shares."""
        return {**self._geography, "shares": self._shares}

    @cached_property
    def _original(self) -> Fetched:
        return self._ssb.fetch(POPULATION, self._progress, self._cache_dir)

    @cached_property
    def _geography(self) -> dict[str, pl.DataFrame]:
        return self._klass.geography(self._today, self._progress)

    @cached_property
    def _shares(self) -> pl.DataFrame:
        without = Registry.of(**self._geography, shares=pl.DataFrame(schema=SHARES))
        return shares_from_population(self._original.facts, without)

    def _in_todays_borders(self) -> Fetched:
        registry = Registry.of(**self.references())
        converted = in_borders(self._original, registry, registry.border_year)
        return Fetched(converted.info, redivide(converted.facts, registry))
