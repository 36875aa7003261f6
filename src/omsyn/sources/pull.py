"""Everything that `omsyn data pull` fetches, in steps that can fail one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path

import polars as pl
from attrs import evolve

from omsyn.errors import SourceChanged
from omsyn.geography import Registry, redivide
from omsyn.geography.tables import SHARES
from omsyn.sources.base import Fetched, Progress, References, silent
from omsyn.sources.klass.client import KlassClient
from omsyn.sources.klass.keeping import shares_to_use, tiles_to_use, with_last_good
from omsyn.sources.ssb.client import PxWebClient
from omsyn.sources.ssb.convert import in_borders
from omsyn.sources.ssb.mortality import death_rates, expected_deaths, summed
from omsyn.sources.ssb.shares import shares_from_population
from omsyn.sources.ssb.tables import LIFE_TABLE, POPULATION, POPULATION_COUNTRY, PRODUCT, Table

Step = tuple[str, Callable[[], Fetched]]
"""Name of a data set, and what fetches it."""


class Pull:
    """The product's data sets and reference tables, from Statistics Norway and KLASS.

    Each step raises `SourceUnavailable` or `SourceChanged` for itself alone: what one source
    cannot give does not stop the others. What several steps need is fetched once.
    """

    def __init__(  # noqa: PLR0913 - two clients, a day, and what lies beside the store
        self,
        ssb: PxWebClient,
        klass: KlassClient,
        *,
        today: dt.date,
        stored: Mapping[str, pl.DataFrame] | None = None,
        cache_dir: Path | None = None,
        progress: Progress = silent,
    ) -> None:
        """`stored` holds the reference tables that are in use until now."""
        self._ssb = ssb
        self._klass = klass
        self._today = today
        self._stored = stored or {}
        self._cache_dir = cache_dir
        self._progress = progress

    def steps(self) -> list[Step]:
        """The data sets in the order in which they should be fetched."""
        own: dict[str, Callable[[], Fetched]] = {
            POPULATION.name: lambda: self._original,
            POPULATION_COUNTRY.name: lambda: self._country,
            LIFE_TABLE.name: lambda: self._life_table,
        }
        tables = [(each.name, own.get(each.name, partial(self._fetch, each))) for each in PRODUCT]
        population, *others = tables
        return [
            population,
            ("population", self._in_todays_borders),
            *others,
            ("death_rates_country", lambda: self._death_rates),
            ("deaths_country", self._deaths),
        ]

    def references(self) -> References:
        """The tables regions, changes, memberships, shares and tiles."""
        found = with_last_good(self._geography, self._stored)
        tiles = tiles_to_use(self._registry, self._stored.get("tiles"))
        return evolve(found, tables={**found.tables, "shares": self._shares, "tiles": tiles})

    def _fetch(self, table: Table) -> Fetched:
        return self._ssb.fetch(table, self._progress, self._cache_dir)

    @cached_property
    def _original(self) -> Fetched:
        return self._fetch(POPULATION)

    @cached_property
    def _country(self) -> Fetched:
        return self._fetch(POPULATION_COUNTRY)

    @cached_property
    def _life_table(self) -> Fetched:
        return self._fetch(LIFE_TABLE)

    @cached_property
    def _death_rates(self) -> Fetched:
        return death_rates(self._life_table)

    @cached_property
    def _geography(self) -> References:
        return self._klass.geography(self._today, self._progress)

    @cached_property
    def _shares(self) -> pl.DataFrame:
        without = self._registry_with(pl.DataFrame(schema=SHARES))
        judged = shares_from_population(self._original.facts, without)
        return shares_to_use(judged, self._stored.get("shares"), without)

    @cached_property
    def _registry(self) -> Registry:
        return self._registry_with(self._shares)

    def _registry_with(self, shares: pl.DataFrame) -> Registry:
        return Registry.of(**self._geography.tables, shares=shares)

    def _in_todays_borders(self) -> Fetched:
        registry = self._registry
        converted = in_borders(self._original, registry, registry.border_year)
        return Fetched(converted.info, redivide(converted.facts, registry))

    def _deaths(self) -> Fetched:
        """Expected deaths; by the sum of municipalities where the country's row is gone."""
        try:
            population = self._country
        except SourceChanged:
            population = summed(self._original)
        return expected_deaths(self._death_rates, population)
