"""Little data sets whose sums can be checked with a pencil."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from omsyn.facts import FACT_SCHEMA, DatasetInfo

COLUMNS = list(FACT_SCHEMA)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def facts(table: str) -> pl.DataFrame:
    """Facts from lines `region | period | sex | age | measure | value | status`."""
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    value = pl.when(pl.col("value") == "").then(None).otherwise(pl.col("value"))
    return frame.with_columns(value.cast(pl.Float64).alias("value"))


PLACES_2024 = facts("""
    0301 | 2024 | both | all | places | 40 |
    4204 | 2024 | both | all | places | 12 |
    1151 | 2024 | both | all | places |    | :
""")
PLACES_2025 = facts("""
    0301 | 2024 | both | all | places | 40 |
    4204 | 2024 | both | all | places | 13 |
    1151 | 2024 | both | all | places |    | :
    0301 | 2025 | both | all | places | 41 |
""")


def info(name: str = "places", **other: Any) -> DatasetInfo:
    described: dict[str, Any] = {
        "title": "Plasser",
        "source": "Statistisk sentralbyrå (SSB)",
        "table": "11875",
        "definition": "Plasser 31. desember.",
        "unit": "plasser",
        "licence": "CC BY 4.0",
        "retrieved": NOON,
    }
    return DatasetInfo(name=name, **{**described, **other})


AGES = [*(str(age) for age in range(105)), "105+"]


def population_cube() -> pl.DataFrame:
    """Age a has a persons in 1151 and 1000 + a in 0301, each sex, both years."""
    rows = [
        (region, year, sex, age, "persons", float(base + number), "")
        for region, base in (("0301", 1000), ("1151", 0))
        for year in ("2025", "2026")
        for sex in ("female", "male")
        for number, age in enumerate(AGES)
    ]
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")
