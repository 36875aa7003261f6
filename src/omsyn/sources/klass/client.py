"""KLASS over the network: codes, changes and correspondences as frames."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Self

import httpx
import polars as pl

from omsyn.config import setting
from omsyn.errors import SourceChanged
from omsyn.geography import RegionKind
from omsyn.language import _
from omsyn.sources.base import Progress, silent
from omsyn.sources.http import RateLimit, Service
from omsyn.sources.klass import reader, tables

NAME = "KLASS"
FIRST_DAY = dt.date(1838, 1, 1)
"""KLASS knows Norwegian municipalities from the year they were founded."""
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

    def geography(self, today: dt.date, progress: Progress = silent) -> dict[str, pl.DataFrame]:
        """The reference tables regions, changes and memberships, as they are known today.

        Raises `SourceUnavailable` and `SourceChanged`; then nothing should be replaced.
        """
        text = _("Henter inndelinger fra {source}").format(source=NAME)
        steps = 5
        progress(0, steps, text)
        municipalities = self.codes(tables.MUNICIPALITY, FIRST_DAY)
        progress(1, steps, text)
        changes = self.changes(tables.MUNICIPALITY, FIRST_DAY)
        progress(2, steps, text)
        groups = self._with_municipalities(tables.KOSTRA_GROUP, today)
        progress(3, steps, text)
        centrality = self._with_municipalities(tables.CENTRALITY, today)
        progress(4, steps, text)
        areas = self.codes_at(tables.LOCAL_HOSPITAL_AREA, today)
        catchment = self.correspondence_table(tables.LOCAL_HOSPITAL_TO_MUNICIPALITY, today)
        progress(5, steps, text)
        if municipalities.is_empty() or changes.is_empty():
            raise SourceChanged(
                _(
                    "Kommunelisten fra {source} er tom. De siste gode inndelingene er fortsatt i "
                    "bruk; prøv igjen senere."
                ).format(source=NAME)
            )
        kostra = reader.grouping(RegionKind.KOSTRA_GROUP, groups)
        central = reader.grouping(RegionKind.CENTRALITY, centrality)
        trusts = reader.hospital_trusts(areas, catchment)
        regions, memberships = reader.municipalities(municipalities)
        parts = (kostra, central, trusts)
        return {
            "regions": pl.concat([regions, *(part.regions for part in parts)]),
            "changes": changes,
            "memberships": pl.concat([memberships, *(part.memberships for part in parts)]),
        }

    def _with_municipalities(self, grouping: int, today: dt.date) -> pl.DataFrame:
        """Pairs of a grouping and the municipalities, whichever way KLASS has published them."""
        try:
            return self.correspondence(grouping, tables.MUNICIPALITY, today)
        except SourceChanged:
            return self.correspondence(tables.MUNICIPALITY, grouping, today)


def _stretch(start: dt.date, end: dt.date | None) -> dict[str, str]:
    params = {"from": start.isoformat()}
    return params | {"to": end.isoformat()} if end else params
