"""What is in the store, told to readers: all of it, and what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import frozen

from omsyn.facts import DatasetInfo
from omsyn.warehouse import DatasetStatus, translated

MOST_NEWS = 4


@frozen(kw_only=True)
class Described:
    """One data set as a page shows it."""

    info: DatasetInfo
    rows: int
    periods: str
    missing_percent: float
    fault: str
    updated: dt.date
    """When the source changed it; when we fetched it where the source does not say."""


def described(status: Sequence[DatasetStatus]) -> tuple[Described, ...]:
    """Every data set in the written standard in force, by title."""
    return tuple(
        sorted((_describe(each) for each in status), key=lambda each: each.info.title.casefold())
    )


def news(status: Sequence[DatasetStatus]) -> tuple[Described, ...]:
    """The data sets that reach closest to today, those that changed last first among equals."""
    whole = (each for each in described(status) if not each.fault and each.periods)
    return tuple(
        sorted(whole, key=lambda each: (each.periods[-4:], each.updated), reverse=True)[:MOST_NEWS]
    )


def _describe(status: DatasetStatus) -> Described:
    info = translated(status.info)
    return Described(
        info=info,
        rows=status.rows,
        periods=status.periods,
        missing_percent=100 * status.missing_share,
        fault=status.fault,
        updated=(info.updated or info.retrieved).date(),
    )
