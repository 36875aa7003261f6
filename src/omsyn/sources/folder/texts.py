"""What is said of every data set that comes from a folder of files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from attrs import evolve

from omsyn.facts import DatasetInfo
from omsyn.sources.base import N_

__all__ = ["CC_BY", "DESCRIPTIONS", "N_", "SSB", "dated", "describe"]

SSB = "Statistisk sentralbyrå (SSB)"
CC_BY = "CC BY 4.0"

DESCRIPTIONS: dict[str, DatasetInfo] = {}
"""Every description made by `describe`, by the name of its data set."""


def describe(  # noqa: PLR0913 - one argument for each thing that is said
    name: str,
    *,
    title: str,
    table: str,
    definition: str,
    unit: str,
    source: str = SSB,
    licence: str = CC_BY,
    border_year: int | None = None,
    url: str = "",
    notes: tuple[str, ...] = (),
) -> DatasetInfo:
    """A description without the date of retrieval, which is the file's own (`dated`)."""
    info = DatasetInfo(
        name=name, title=title, table=table, definition=definition, unit=unit, source=source,
        licence=licence, border_year=border_year, url=url, notes=notes,
        retrieved=dt.datetime.min.replace(tzinfo=dt.UTC),
    )  # fmt: skip
    DESCRIPTIONS[name] = info
    return info


def dated(info: DatasetInfo, *files: Path, updated: dt.datetime | None = None) -> DatasetInfo:
    """The description with the date when the newest of the files was written."""
    newest = max(file.stat().st_mtime for file in files)
    retrieved = dt.datetime.fromtimestamp(int(newest), tz=dt.UTC)
    return evolve(info, retrieved=retrieved, updated=updated)
