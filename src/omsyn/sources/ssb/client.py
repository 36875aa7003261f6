"""Statistics Norway over the network: PxWebApi 2, and the older interface of the same shape.

A query is parted under the service's limit of cells, each answer is checked against what was
asked for and stored as it arrives, and the parts become one data set.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import httpx
import numpy as np
import polars as pl
from attrs import field, frozen

from omsyn.config import setting
from omsyn.errors import SourceChanged
from omsyn.language import _
from omsyn.sources.base import Fetched, Progress, silent
from omsyn.sources.http import RateLimit, Service
from omsyn.sources.ssb.cache import PartCache
from omsyn.sources.ssb.convert import facts_of, info_of
from omsyn.sources.ssb.cube import Cube
from omsyn.sources.ssb.join import join
from omsyn.sources.ssb.query import Codes, Part, Query, resolve, split
from omsyn.sources.ssb.reader import (
    MAX_CELLS,
    Metadata,
    read_jsonstat,
    read_metadata,
    read_metadata_v0,
)
from omsyn.sources.ssb.tables import Table

NAME = "Statistisk sentralbyrå"
LONGEST_ADDRESS = 2_000
"""The service answers a longer GET with a web page and status 404; POST has no such limit."""
ROUNDS = 2
"""A table that changes while it is fetched is fetched once more, from the start."""


@frozen(kw_only=True)
class Limits:
    """What the service allows, from its own configuration answer."""

    cells: int = 800_000
    calls: int = 30
    window_seconds: int = 60

    @classmethod
    def read(cls, config: dict[str, Any]) -> Limits:
        """The limits in an answer; what it does not say is as Statistics Norway publishes it."""
        usual = cls()
        return cls(
            cells=min(_positive(config.get("maxDataCells"), usual.cells), MAX_CELLS),
            calls=_positive(config.get("maxCallsPerTimeWindow"), usual.calls),
            window_seconds=_positive(config.get("timeWindow"), usual.window_seconds),
        )


@frozen(eq=False)
class _Plan:
    """What it takes to answer a query."""

    metadata: Metadata
    parts: tuple[Part, ...]
    cache: PartCache | None = field(default=None)


@frozen(eq=False)
class _Answers:
    cubes: tuple[Cube, ...]
    retrieved: dt.datetime


class _TableChanged(Exception):
    """The table was updated between two of our calls."""


class PxWebClient:
    """PxWebApi 2. Clock, pause and HTTP client are given in tests; else they are real."""

    def __init__(
        self,
        base_url: str = "",
        *,
        http: httpx.Client | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        usual = Limits()
        limit = RateLimit(usual.calls, usual.window_seconds, clock, sleep)
        self.service = Service(NAME, base_url or self.default_url(), limit, http=http)
        self._now = now
        self._limits: Limits | None = None

    @staticmethod
    def default_url() -> str:
        return setting("OMSYN_SSB_URL")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        self.service.close()

    def config(self) -> Limits:
        """The service's limits, asked for once; kept from then on."""
        if self._limits is None:
            self._limits = Limits.read(self.service.ask("config").json)
            self.service.limit.adopt(self._limits.calls, self._limits.window_seconds)
        return self._limits

    def metadata(self, table: str, language: str = "no") -> Metadata:
        """What a table holds and when it was last updated."""
        params = {"lang": language, "outputFormat": "json-stat2"}
        answer = self.service.ask(f"tables/{_plain_id(table)}/metadata", params)
        return read_metadata(answer.json, self._where(table))

    def code_list(self, id_: str, language: str = "no") -> tuple[str, ...]:
        """The codes of a grouping, in its own order."""
        answer = self.service.ask(f"codelists/{_plain_id(id_)}", {"lang": language})
        values = answer.json.get("values")
        codes = [each.get("code") for each in values or () if isinstance(each, dict)]
        found = tuple(code for code in codes if isinstance(code, str))
        if not found:
            raise SourceChanged(
                _(
                    "Kodelisten {id} hos {source} er tom. De siste gode tallene er fortsatt i "
                    "bruk; prøv igjen senere."
                ).format(id=id_, source=NAME)
            )
        return found

    def fetch(
        self, table: Table, progress: Progress = silent, cache_dir: Path | None = None
    ) -> Fetched:
        """A data set of the product, fetched in as few calls as the service allows.

        With a folder, answers are kept there: an interrupted download goes on, and a table that
        has not been updated is not asked for figures again. Raises `SourceUnavailable`,
        `SourceChanged`, and `StoreFull` where the folder's disk is full.
        """
        answers = self._answers(table.query, progress, cache_dir)
        facts = pl.concat([facts_of(table, cube) for cube in answers.cubes])
        return Fetched(info_of(table, answers.cubes, answers.retrieved), facts)

    def fetch_cube(
        self, query: Query, progress: Progress = silent, cache_dir: Path | None = None
    ) -> Cube:
        """The answer to a query as one cube, however many calls it takes."""
        return join(self._answers(query, progress, cache_dir).cubes)

    def _answers(self, query: Query, progress: Progress, cache_dir: Path | None) -> _Answers:
        for _round in range(ROUNDS):
            plan = self._plan(query, cache_dir)
            try:
                cubes = tuple(self._parts(query, plan, progress))
            except _TableChanged:
                if plan.cache:
                    plan.cache.forget()
                continue
            if all(np.isnan(cube.values).all() for cube in cubes):
                # What is empty must not be kept as if it were an answer.
                if plan.cache:
                    plan.cache.forget()
                raise _empty(query.table)
            retrieved = (plan.cache.retrieved() if plan.cache else None) or self._now()
            if plan.cache:
                plan.cache.complete(retrieved)
            return _Answers(cubes, retrieved)
        raise SourceChanged(
            _(
                "Tabell {table} ble oppdatert mens den ble hentet. De siste gode tallene er "
                "fortsatt i bruk; prøv igjen om noen minutter."
            ).format(table=query.table)
        )

    def _plan(self, query: Query, cache_dir: Path | None) -> _Plan:
        limits = self.config()
        metadata = self.metadata(query.table, query.language)
        listed = {
            name: self.code_list(id_, query.language) for name, id_ in query.code_lists.items()
        }
        codes = resolve(query, metadata, listed)
        cache = None
        if cache_dir:
            # Without a time of update the answers of one day belong together.
            moment = metadata.updated or self._now().replace(hour=0, minute=0, second=0)
            version = moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
            cache = PartCache.of(cache_dir, query.table, query.digest(), version)
        return _Plan(metadata, split(codes, metadata, limits.cells, query), cache)

    def _parts(self, query: Query, plan: _Plan, progress: Progress) -> Iterator[Cube]:
        total = len(plan.parts)
        text = _("Henter tabell {table} fra {source}").format(table=query.table, source=NAME)
        progress(0, total, text)
        for done, part in enumerate(plan.parts, start=1):
            yield self._part(query, plan, part)
            progress(done, total, text)

    def _part(self, query: Query, plan: _Plan, part: Part) -> Cube:
        def parse(content: bytes) -> Cube:
            cube = read_jsonstat(content, self._where(query.table))
            _check_as_asked(cube, part.codes, query.table)
            return cube

        if plan.cache and (stored := plan.cache.read(part, parse)):
            return stored
        content = self._data(query, part)
        cube = parse(content)
        if plan.metadata.updated and cube.updated != plan.metadata.updated:
            raise _TableChanged
        if plan.cache:
            plan.cache.write(part, content)
        return cube

    def _data(self, query: Query, part: Part) -> bytes:
        """The figures of one part: by GET where the address is short enough, else by POST."""
        path = f"tables/{_plain_id(query.table)}/data"
        params = {"lang": query.language, "outputFormat": "json-stat2"}
        short = dict(params)
        for name, codes in part.codes.items():
            short[f"valueCodes[{name}]"] = "*" if name in part.whole else ",".join(codes)
        for name, id_ in query.code_lists.items():
            short[f"codelist[{name}]"] = id_
        if len(self.service.url(path, short)) <= LONGEST_ADDRESS:
            return self.service.ask(path, short).content
        lists = query.code_lists
        selection = [
            {"variableCode": name, "valueCodes": list(codes)}
            | ({"codelist": lists[name]} if name in lists else {})
            for name, codes in part.codes.items()
        ]
        return self.service.ask(path, params, {"selection": selection}).content

    def _where(self, table: str) -> str:
        return _("{source}, tabell {table}").format(source=NAME, table=table)


class PxWebV0Client(PxWebClient):
    """The older interface: no configuration, no time of update, figures by POST alone."""

    @staticmethod
    def default_url() -> str:
        return setting("OMSYN_SSB_V0_URL")

    def config(self) -> Limits:
        return Limits()

    def metadata(self, table: str, language: str = "no") -> Metadata:  # noqa: ARG002 - in the address
        answer = self.service.ask(_plain_id(table))
        return read_metadata_v0(answer.json, table, self._where(table))

    def _data(self, query: Query, part: Part) -> bytes:
        lists = query.code_lists
        asked = [
            {
                "code": name,
                "selection": {
                    "filter": f"agg:{lists[name].removeprefix('agg_')}"
                    if name in lists
                    else "item",
                    "values": list(codes),
                },
            }
            for name, codes in part.codes.items()
        ]
        body = {"query": asked, "response": {"format": "json-stat2"}}
        return self.service.ask(_plain_id(query.table), body=body).content


def _check_as_asked(cube: Cube, codes: Codes, table: str) -> None:
    """Raises `SourceChanged` where a category is gone, or has come without being asked for."""
    for each in cube.dimensions:
        if each.id not in codes:
            # A dimension that was left out may come back with its total alone.
            if len(each.codes) == 1:
                continue
            raise _different(table, _("dimensjonen «{name}» er ny").format(name=each.label))
        gone = [code for code in codes[each.id] if code not in set(each.codes)]
        new = [code for code in each.codes if code not in set(codes[each.id])]
        if gone:
            raise _different(
                table, _("«{code}» i «{name}» er borte").format(code=gone[0], name=each.label)
            )
        if new:
            raise _different(
                table,
                _("«{label}» i «{name}» er ny").format(
                    label=each.label_of(new[0]), name=each.label
                ),
            )
    missing = codes.keys() - {each.id for each in cube.dimensions}
    if missing:
        raise _different(table, _("dimensjonen «{name}» er borte").format(name=min(missing)))


def _different(table: str, what: str) -> SourceChanged:
    return SourceChanged(
        _(
            "Svaret fra Statistisk sentralbyrå, tabell {table}, er ikke det Omsyn ba om: {what}. "
            "De siste gode tallene er fortsatt i bruk; se etter en nyere versjon av Omsyn."
        ).format(table=table, what=what)
    )


def _empty(table: str) -> SourceChanged:
    return SourceChanged(
        _(
            "Svaret fra Statistisk sentralbyrå, tabell {table}, er tomt. De siste gode tallene er "
            "fortsatt i bruk; prøv igjen senere."
        ).format(table=table)
    )


def _plain_id(text: str) -> str:
    """An id as a step of an address; raises `ValueError` where it could lead elsewhere."""
    if not text.replace("_", "").replace("-", "").isalnum():
        raise ValueError(f"not an id of a table or a code list: {text!r}")
    return text


def _positive(value: object, usual: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else usual
