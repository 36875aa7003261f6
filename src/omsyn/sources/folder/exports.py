"""Statistics Norway's own exports of the population table, where no finished file is at hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from attrs import evolve

from omsyn.facts import DatasetInfo
from omsyn.sources.base import Fetched
from omsyn.sources.folder.population import BORDERS_2020, ORIGINAL
from omsyn.sources.folder.texts import N_, dated
from omsyn.sources.ssb.exports import read_export

AS_EXPORTED = N_(
    "Lest fra SSBs egne eksportfiler. Eksporter fra 2017 og tidligere mangler kommuner som senere "
    "er slått sammen eller har fått nytt nummer."
)


def read_original_codes(*paths: Path) -> Fetched:
    """Persons by municipality as it was, year and age, from one export for some years each."""
    return _read(evolve(ORIGINAL, notes=(AS_EXPORTED,)), paths)


def read_borders_2020(*paths: Path) -> Fetched:
    """Persons by municipality of 2020–2023, year, sex and age, from one export for each year."""
    return _read(BORDERS_2020, paths)


def _read(info: DatasetInfo, paths: tuple[Path, ...]) -> Fetched:
    facts = pl.concat([read_export(path) for path in sorted(paths)])
    return Fetched(dated(info, *paths), facts)
