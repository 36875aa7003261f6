"""Municipalities that were divided: what their earlier figures are worth, and a better division.

The published series on today's borders divides such a municipality by one recorded share in all
years. A half for each of Ålesund and Haram is far from what they were, and the step to the first
true year would pass for people moving.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.population import FloatArray

if TYPE_CHECKING:
    from omsyn.geography import Registry

ROUNDING = 1.0
"""Cells that are the recorded share of their sum to within this were divided by it."""


@frozen(kw_only=True)
class Division:
    """An old municipality whose people are shared between several of today's."""

    old_code: str
    last_year: int
    """The last year on 1 January of which the old municipality still stood."""
    shares: dict[str, float]
    """Today's municipality -> recorded share."""
    whole: bool
    """Whether the new ones hold nothing else, so that all of their figures are a share."""


def divisions(
    shares: pl.DataFrame, registry: Registry, regions: tuple[str, ...]
) -> tuple[Division, ...]:
    """The divisions recorded in the table of shares for municipalities that were in force."""
    found: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    partial = shares.filter((pl.col("share") < 1) & pl.col("new_code").is_in(regions))
    for old, year, new, share in partial.select(
        "old_code", "year", "new_code", "share"
    ).iter_rows():
        if registry.lineage.in_force(old, dt.date(year, 1, 1)):
            found[old, year][new] = share
    newest = {old: max(year for code, year in found if code == old) for old, _year in found}
    return tuple(
        Division(
            old_code=old,
            last_year=year,
            shares=found[old, year],
            whole=not any(
                registry.lineage.in_force(new, dt.date(year, 1, 1)) for new in found[old, year]
            ),
        )
        for old, year in sorted(newest.items())
    )


def redivide(
    years: tuple[int, ...], regions: tuple[str, ...], persons: FloatArray, found: Division
) -> FloatArray:
    """Persons (year, region, sex, age) with the years before a whole division divided anew.

    By the new municipalities' part of their sum in the first true year; sums stay exactly as they
    were. Years that were not made with the recorded shares are left alone.
    """
    after = found.last_year + 1
    places = [regions.index(code) for code in found.shares]
    if not found.whole or after not in years or len(places) < 2:
        return persons
    recorded = np.array(list(found.shares.values()))
    recorded = recorded / recorded.sum()
    totals = persons[:, places].sum(axis=(2, 3))
    true = totals[years.index(after)] / totals[years.index(after)].sum()
    result = persons.copy()
    for row, year in enumerate(years):
        together = persons[row, places].sum(axis=0)
        divided = recorded[:, None, None] * together
        if year < after and np.abs(persons[row, places] - divided).max() <= ROUNDING:
            result[row, places] = true[:, None, None] * together
    return result


def true_flows(
    years: tuple[int, ...], regions: tuple[str, ...], found: tuple[Division, ...]
) -> NDArray[np.bool_]:
    """Whether a flow (flow, region) stays on one side of every division; True for most."""
    result = np.ones((len(years) - 1, len(regions)), dtype=bool)
    for each in found:
        if each.last_year in years[:-1]:
            places = [regions.index(code) for code in each.shares]
            result[years.index(each.last_year), places] = False
    return result
