"""The columns of the reference tables that geography is built from."""

from __future__ import annotations

import polars as pl

REGIONS = pl.Schema(
    {
        "id": pl.String(),
        "kind": pl.String(),
        "code": pl.String(),
        "name": pl.String(),
        "other_names": pl.List(pl.String),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),  # the first day on which it is no longer in force; null while it is
    }
)
CHANGES = pl.Schema(
    {
        "date": pl.Date,
        "old_code": pl.String,
        "old_name": pl.String,
        "new_code": pl.String,
        "new_name": pl.String,
    }
)
# Beside these a table of shares may hold `measured` (Float64): see `recorded_shares`.
SHARES = pl.Schema(
    {
        "old_code": pl.String,
        "year": pl.Int32,  # the year in which the old code was in force
        "new_code": pl.String,
        "share": pl.Float64,
        "border_year": pl.Int32,
    }
)
MEMBERSHIPS = pl.Schema(
    {
        "municipality": pl.String,
        "region_id": pl.String,
        "ward": pl.String,
        "share": pl.Float64,
        "estimated": pl.Boolean,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
    }
)
TILES = pl.Schema(
    {"county": pl.String, "municipality": pl.String, "column": pl.Int32, "row": pl.Int32}
)
