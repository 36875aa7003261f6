"""The measures of age structure that the plans for care are written with."""

from __future__ import annotations

import numpy as np
import polars as pl
from attrs import frozen

from omsyn.demography.population import FloatArray
from omsyn.demography.regions import RegionSeries


@frozen
class Band:
    """Completed ages low..high, both included; high None means and over."""

    low: int
    high: int | None

    @property
    def label(self) -> str:
        """`67–79`, `90+`."""
        return f"{self.low}+" if self.high is None else f"{self.low}–{self.high}"


BANDS = (Band(0, 17), Band(18, 49), Band(50, 66), Band(67, 79), Band(80, 89), Band(90, None))
"""The six age bands of the national reports on care (Omsorg 2020, tables 1 and 2)."""


def band_table(series: RegionSeries, from_year: int, to_year: int) -> pl.DataFrame:
    """Persons by band in two years: columns band, from, to, change_percent; the last row is all.

    `change_percent` is null where there was nobody to begin with. Raises `OutsideData` for a
    year outside the series.
    """
    start, end = series.position(from_year), series.position(to_year)
    rows = [(each.label, series.band(each.low, each.high)) for each in BANDS]
    rows.append(("all", series.total()))
    return pl.DataFrame(
        [
            {
                "band": label,
                "from": float(persons[start]),
                "to": float(persons[end]),
                "change_percent": percent_change(persons[start], persons[end]),
            }
            for label, persons in rows
        ],
        schema={
            "band": pl.String, "from": pl.Float64, "to": pl.Float64, "change_percent": pl.Float64,
        },
    )  # fmt: skip


def percent_change(before: float, after: float) -> float | None:
    """Change in percent; None from nothing."""
    return 100 * (float(after) / float(before) - 1) if before else None


@frozen(kw_only=True, eq=False)
class Dependency:
    """Persons outside working age per 100 in it, by year."""

    years: tuple[int, ...]
    old: FloatArray
    """65 and over per 100 persons of 20–64."""
    young: FloatArray
    """0–19 per 100 persons of 20–64."""

    @property
    def total(self) -> FloatArray:
        return self.old + self.young


def dependency_ratio(series: RegionSeries) -> Dependency:
    """65 and over, and 0–19, per 100 persons of 20–64 (the definition of Omsorg 2020, note 1).

    NaN in a year without anyone of working age.
    """
    working = _or_nan(series.band(20, 64))
    return Dependency(
        years=series.years,
        old=100 * series.band(65) / working,
        young=100 * series.band(0, 19) / working,
    )


def persons_per_80plus(series: RegionSeries) -> FloatArray:
    """Persons of 18–66 per person of 80 and over, each year; NaN where there is nobody of 80."""
    return series.band(18, 66) / _or_nan(series.band(80))


def crossover_year(series: RegionSeries) -> int | None:
    """The first year from which there are more of 65 and over than of 0–19 to the end.

    None where it does not come within the series. A place may already have passed it when the
    series begins; then this is the first year of the series.
    """
    older = series.band(65) > series.band(0, 19)
    if not older[-1]:
        return None
    younger = np.nonzero(~older)[0]
    return series.years[int(younger[-1]) + 1] if len(younger) else series.years[0]


def _or_nan(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, np.nan)
