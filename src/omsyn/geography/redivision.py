"""Earlier figures of a divided municipality, shared by what its parts turned out to be.

Sources that recode old years to today's borders divide such a municipality by one fixed share for
all ages, sometimes simply in halves. The first year that the parts have figures of their own says
better how people were spread.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from omsyn.facts import Status
from omsyn.geography.exact_shares import on_grid
from omsyn.geography.history import ChangeKind
from omsyn.geography.registry import Registry

WINDOW = 5
"""Ages on either side whose people count when an age's share is measured; evens out small ages."""


def divisions(registry: Registry) -> dict[int, list[tuple[str, ...]]]:
    """Year -> groups of today's municipalities that one municipality was divided into then.

    Only divisions in which nothing else was added to a part: there the parts' sum is the whole.
    """
    groups: dict[tuple[int, str], list[str]] = defaultdict(list)
    sources: dict[tuple[int, str], int] = defaultdict(int)
    for change in registry.changes:
        if change.date.year == registry.border_year:
            sources[change.date.year, change.new_code] += 1
            if change.kind is ChangeKind.DIVIDED:
                groups[change.date.year, change.old_code].append(change.new_code)
    found: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for (year, _old), codes in groups.items():
        if all(sources[year, code] == 1 for code in codes):
            found[year].append(tuple(sorted(codes)))
    return dict(found)


def redivide(facts: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Facts in today's borders, where years before a division follow the parts' first figures.

    The sum of the parts is kept for every period, sex and age; each part gets the share that it
    has in the first year after the division, among people of the same sex and about the same age.
    What is shared so becomes estimated. Periods with something missing, and facts without the
    first year, stay as they are.
    """
    for year, groups in divisions(registry).items():
        for group in groups:
            facts = _redivided(facts, year, group)
    return facts


def _redivided(facts: pl.DataFrame, year: int, group: tuple[str, ...]) -> pl.DataFrame:
    member = pl.col("region").is_in(group)
    when = pl.col("period").str.slice(0, 4).cast(pl.Int32)
    shares = _shares(facts.filter(member & (when == year)))
    early = member & (when < year)
    key = ["period", "sex", "age", "measure"]
    pooled = (
        facts.filter(early)
        .group_by(key)
        .agg(total=pl.col("value").sum(), whole=pl.col("value").count() == len(group))
        .filter(pl.col("whole"))
    )
    parts = pooled.join(shares, on=["sex", "age", "measure"]).select(
        "region", *key, shared=pl.col("total") * pl.col("share")
    )
    # Only a few rows are touched; joining all of them would take most of the time.
    touched = (
        facts.with_row_index("row")
        .filter(early)
        .join(parts, on=["region", *key])
        .filter(pl.col("shared").is_not_null())
    )
    return facts.with_columns(
        facts["value"].clone().scatter(touched["row"], touched["shared"]),
        facts["status"].clone().scatter(touched["row"], Status.ESTIMATED.value),
    )


def _shares(first: pl.DataFrame) -> pl.DataFrame:
    """Region, sex, age, measure and share in the first year, over a window of ages."""
    unit = ["sex", "age", "measure"]
    years = pl.col("age").str.extract(r"^(\d+)\+?$").cast(pl.Int32)
    base = first.select("region", *unit, "value", years=years)
    ages = base.filter(pl.col("years").is_not_null())
    near = (
        ages.select("region", *unit, "years")
        .join(ages.select("region", "sex", "measure", "value", near="years"),
              on=["region", "sex", "measure"])
        .filter((pl.col("years") - pl.col("near")).abs() <= WINDOW)
        .group_by("region", *unit)
        .agg(share=pl.col("value").sum())
    )  # fmt: skip
    whole = base.filter(pl.col("years").is_null()).select("region", *unit, share="value")
    found = pl.concat([near, whole]).sort("region", *unit)
    return on_grid(found.filter(pl.col("share").sum().over(unit) > 0), unit)
