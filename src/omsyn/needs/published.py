"""What is published for municipalities in the codes of each year, found for those of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from attrs import frozen

if TYPE_CHECKING:
    from omsyn.warehouse import Store

Part = tuple[str, float]
"""A municipality of that time and the share of it that lies in today's."""


@frozen(kw_only=True)
class Published:
    """Values of one measure by year and region, and which municipalities each was made of."""

    values: dict[int, dict[str, float | None]]
    """Year -> region id or code of that time -> value; None where published as missing."""
    parts: dict[int, dict[str, tuple[Part, ...]]]
    """Year -> municipality of today -> the municipalities of that time that it holds."""

    @property
    def years(self) -> list[int]:
        """Newest first."""
        return sorted(self.values, reverse=True)

    def same(self, municipality: str, year: int) -> Part | None:
        """The one municipality of that time that today's was, or was a part of."""
        parts = self.parts[year].get(municipality, ())
        return parts[0] if len(parts) == 1 else None

    def amount(self, municipality: str, year: int) -> tuple[float, bool] | None:
        """An amount on today's borders, and whether a recorded share divided it.

        None where any of what it was made of has no value.
        """
        parts = self.parts[year].get(municipality, ())
        known = [(self.values[year].get(code), share) for code, share in parts]
        if not parts or any(value is None for value, _share in known):
            return None
        total = sum((value or 0.0) * share for value, share in known)
        return total, any(share < 1 for _value, share in known)


def read_published(store: Store, dataset: str, measure: str) -> Published:
    """A measure of a data set; empty where the store does not hold the data set."""
    if not store.has(dataset):
        return Published(values={}, parts={})
    facts = store.facts(dataset).filter(pl.col("measure") == measure).collect()
    values: dict[int, dict[str, float | None]] = {}
    for region, period, value, status in facts.select(
        "region", "period", "value", "status"
    ).iter_rows():
        if status != ".":
            values.setdefault(int(period[:4]), {})[region] = value
    shares = store.reference("shares").filter(pl.col("year").is_in(list(values)))
    found: dict[int, dict[str, list[Part]]] = {year: {} for year in values}
    for old, year, new, share in shares.select("old_code", "year", "new_code", "share").iter_rows():
        # The table of shares also lists codes that were not in force; the facts know which were.
        if old in values[year]:
            found[year].setdefault(new, []).append((old, share))
    return Published(
        values=values,
        parts={
            year: {code: tuple(parts) for code, parts in _with_unchanged(each, values[year])}
            for year, each in found.items()
        },
    )


def _with_unchanged(
    found: dict[str, list[Part]], values: dict[str, float | None]
) -> list[tuple[str, list[Part]]]:
    """The parts found, and each code that the table of shares does not know as itself."""
    moved = {old for parts in found.values() for old, _share in parts}
    return [
        *found.items(),
        *((code, [(code, 1.0)]) for code in values if code not in moved and code not in found),
    ]
