"""KLASS over the network: codes, changes and correspondences as frames."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import partial
from typing import Self

import httpx
import polars as pl

from omsyn.config import setting
from omsyn.errors import SourceChanged, SourceError
from omsyn.geography import RegionKind
from omsyn.language import _
from omsyn.sources.base import Progress, References, silent
from omsyn.sources.http import RateLimit, Service
from omsyn.sources.klass import reader, tables

NAME = "KLASS"
FIRST_DAY = dt.date(1838, 1, 1)
"""KLASS knows Norwegian municipalities from the year they were founded."""
STEPS = 5
CALLS, WINDOW_SECONDS = 30, 60
"""KLASS publishes no limit; the one of its sister service is kept."""


class KlassClient:
    """KLASS. Clock, pause and HTTP client are given in tests; else they are real."""

    def __init__(
        self,
        base_url: str = "",
        *,
        http: httpx.Client | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        limit = RateLimit(CALLS, WINDOW_SECONDS, clock, sleep)
        self.service = Service(NAME, base_url or setting("OMSYN_KLASS_URL"), limit, http=http)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        self.service.close()

    def codes_at(self, classification: int, date: dt.date) -> pl.DataFrame:
        """The codes in force on a day (columns of `reader.CODES`)."""
        params = {"date": date.isoformat()}
        answer = self.service.ask(f"classifications/{classification}/codesAt", params)
        return reader.read_codes(answer.json, since=date)

    def codes(
        self, classification: int, start: dt.date, end: dt.date | None = None
    ) -> pl.DataFrame:
        """Every code in force in a stretch of time (columns of `reader.CODES`)."""
        path = f"classifications/{classification}/codes"
        return reader.read_codes(self.service.ask(path, _stretch(start, end)).json, since=start)

    def changes(
        self, classification: int, start: dt.date, end: dt.date | None = None
    ) -> pl.DataFrame:
        """What became of codes in a stretch of time (columns of `geography.tables.CHANGES`)."""
        path = f"classifications/{classification}/changes"
        return reader.read_changes(self.service.ask(path, _stretch(start, end)).json)

    def correspondence(
        self, source: int, target: int, start: dt.date, end: dt.date | None = None
    ) -> pl.DataFrame:
        """Which codes of two classifications belong together (`reader.PAIRS`)."""
        params = {"targetClassificationId": str(target), **_stretch(start, end)}
        answer = self.service.ask(f"classifications/{source}/corresponds", params)
        return reader.read_pairs(answer.json, since=start)

    def correspondence_table(self, table: int, since: dt.date) -> pl.DataFrame:
        """One published correspondence table (`reader.PAIRS`), taken to hold since a day."""
        return reader.read_pairs(
            self.service.ask(f"correspondencetables/{table}").json, since=since
        )

    def geography(self, today: dt.date, progress: Progress = silent) -> References:
        """The reference tables regions, changes and memberships, as they are known today.

        A grouping that KLASS does not give is left out, with its fault. Raises `SourceUnavailable`
        and `SourceChanged` where the municipalities themselves cannot be had.
        """
        text = _("Henter inndelinger fra {source}").format(source=NAME)
        progress(0, STEPS, text)
        codes = self.codes(tables.MUNICIPALITY, FIRST_DAY)
        progress(1, STEPS, text)
        changes = self.changes(tables.MUNICIPALITY, FIRST_DAY)
        progress(2, STEPS, text)
        if codes.is_empty() or changes.is_empty():
            raise SourceChanged(
                _(
                    "Kommunelisten fra {source} er tom. De siste gode inndelingene er fortsatt i "
                    "bruk; prøv igjen senere."
                ).format(source=NAME)
            )
        regions, memberships = reader.municipalities(codes)
        # What KLASS gives no date for has held at least since today's borders came into force.
        since = codes.filter(pl.col("valid_to").is_null())["valid_from"].max()
        assert isinstance(since, dt.date)
        found: list[reader.Grouping] = []
        faults: list[SourceError] = []
        for done, (name, get) in enumerate(self._groupings(today, since), start=3):
            try:
                found.append(get())
            except SourceError as fault:
                reason = _("{what} kom ikke med: {reason}")
                faults.append(type(fault)(reason.format(what=name, reason=fault.message)))
            progress(done, STEPS, text)
        return References(
            tables={
                "regions": pl.concat([regions, *(each.regions for each in found)]),
                "changes": changes,
                "memberships": pl.concat([memberships, *(each.memberships for each in found)]),
            },
            faults=tuple(faults),
        )

    def _groupings(
        self, today: dt.date, since: dt.date
    ) -> tuple[tuple[str, Callable[[], reader.Grouping]], ...]:
        grouping = partial(self._grouping, since=since)
        kostra, central = RegionKind.KOSTRA_GROUP, RegionKind.CENTRALITY
        return (
            (_("KOSTRA-gruppene"), partial(grouping, kostra, tables.KOSTRA_GROUP)),
            (_("Sentralitetsklassene"), partial(grouping, central, tables.CENTRALITY)),
            (_("Helseforetakene"), partial(self._hospital_trusts, today, since)),
        )

    def _hospital_trusts(self, today: dt.date, since: dt.date) -> reader.Grouping:
        areas = self.codes_at(tables.LOCAL_HOSPITAL_AREA, today)
        catchment = self.correspondence_table(tables.LOCAL_HOSPITAL_TO_MUNICIPALITY, since)
        return reader.hospital_trusts(areas, catchment)

    def _grouping(self, kind: RegionKind, classification: int, since: dt.date) -> reader.Grouping:
        """A grouping and its municipalities, whichever way KLASS has published them."""
        try:
            pairs = self.correspondence(classification, tables.MUNICIPALITY, since)
        except SourceChanged:
            pairs = self.correspondence(tables.MUNICIPALITY, classification, since)
        return reader.grouping(kind, pairs)


def _stretch(start: dt.date, end: dt.date | None) -> dict[str, str]:
    params = {"from": start.isoformat()}
    return params | {"to": end.isoformat()} if end else params
