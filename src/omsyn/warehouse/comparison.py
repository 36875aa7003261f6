"""What is new in a data set since last time."""

from __future__ import annotations

import polars as pl
from attrs import frozen

from omsyn.warehouse.rules import KEY


@frozen(kw_only=True)
class Replaced:
    """How many rows came, went and changed, and how many there are now."""

    added: int
    removed: int
    changed: int
    rows: int

    @property
    def unchanged(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare(old: pl.DataFrame | None, new: pl.DataFrame) -> Replaced:
    """Rows by key: in new only, in old only, in both with another value or status."""
    if old is None:
        return Replaced(added=new.height, removed=0, changed=0, rows=new.height)
    before = _keyed(old, "old")
    after = _keyed(new, "new")
    both = after.join(before, on="key", how="inner")
    return Replaced(
        added=after.height - both.height,
        removed=before.height - both.height,
        changed=both.filter(pl.col("new") != pl.col("old")).height,
        rows=new.height,
    )


def _keyed(facts: pl.DataFrame, name: str) -> pl.DataFrame:
    # Hashes of 64 bits: a million rows collide once in forty million loads, and only a count
    # of changes would be off by one.
    return facts.select(
        key=pl.struct(KEY).hash(),
        **{name: pl.struct("value", "status").hash()},
    )


def changed_rows(old: pl.DataFrame | None, new: pl.DataFrame) -> int:
    """Rows of a reference table that did not stand there before, beyond those it grew by."""
    if old is None or old.schema != new.schema:
        return 0
    fresh = new.join(old, on=old.columns, how="anti", nulls_equal=True).height
    return max(0, fresh - max(0, new.height - old.height))
