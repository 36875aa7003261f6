"""Frames as stored bytes, and what is noted beside them."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import polars as pl

ROW_GROUP = 100_000
MANY = 4
"""More periods than this are told by the first and the last."""


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    # Small groups of rows let a reader of one municipality pass over the others.
    frame.write_parquet(file, compression="zstd", row_group_size=ROW_GROUP)
    return file.getvalue()


def with_digest(described: dict[str, Any], content: bytes) -> dict[str, Any]:
    text = json.dumps(described, sort_keys=True, ensure_ascii=False).encode()
    return {**described, "digest": hashlib.sha256(text + content).hexdigest()}


def period_text(periods: pl.Series) -> str:
    """`2006–2026`, `2019, 2023` or nothing."""
    ordered = sorted(str(period) for period in periods)
    if len(ordered) > 2 and all(period.isdigit() for period in ordered):
        years = [int(period) for period in ordered]
        if years[-1] - years[0] == len(years) - 1:
            return f"{ordered[0]}–{ordered[-1]}"
    if len(ordered) > MANY:
        return f"{ordered[0]}–{ordered[-1]}"
    return ", ".join(ordered)
