"""What a stored data set is: tidy facts, and what is known about where they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

import polars as pl
from attrs import field, frozen


def texts(items: Iterable[str]) -> tuple[str, ...]:
    """Any run of texts as a tuple: the converter of fields that hold several."""
    return tuple(items)


class Status(StrEnum):
    """Why a value is as it is. The four symbols of published tables are four different things."""

    OBSERVED = ""
    NOT_APPLICABLE = "."
    NOT_AVAILABLE = ".."
    CONFIDENTIAL = ":"
    ZERO = "–"
    """Published as a dash: the value is 0."""
    ESTIMATED = "estimated"
    """Divided by recorded shares, or computed; not published as such."""


FACT_SCHEMA = pl.Schema(
    {
        "region": pl.String,  # Region.id, or the code valid in the period for original-code sets
        "period": pl.String,  # "2024", "2024K1", "2024M01"
        "sex": pl.String,  # "male", "female", "both"
        "age": pl.String,  # "0".."104", "105+", "80+", "0-17", "all"
        "measure": pl.String,
        "value": pl.Float64,  # null exactly when status is ".", ".." or ":"
        "status": pl.String,  # a Status value
    }
)


@frozen(kw_only=True)
class DatasetInfo:
    """Where a data set comes from and what its figures mean."""

    name: str
    title: str
    source: str
    """The publisher, as it must be named: "Statistisk sentralbyrå (SSB)"."""
    table: str
    """The publisher's table number, or the file's name."""
    definition: str
    unit: str
    licence: str
    retrieved: dt.datetime
    updated: dt.datetime | None = None
    """When the source last changed the table, where it says so."""
    border_year: int | None = None
    """The year whose borders the regions follow; None where codes are those of each period."""
    url: str = ""
    notes: tuple[str, ...] = field(default=(), converter=texts)
    """Breaks in the series, imputations, known defects: in the source's own terms."""
    fictional: bool = False


@frozen(kw_only=True)
class Provenance:
    """What stands behind one figure, all the way to the page and the document."""

    source: str
    table: str
    definition: str
    retrieved: dt.date
    updated: dt.date | None = None
    border_year: int | None = None
    periods: str = ""
    """"2006–2026"."""
    missing_share: float = 0.0
    """Share (0..1) of the regions or cells behind the figure without a value."""
    estimated: bool = False
    computed: bool = False
    """Whether Omsyn computed the figures itself; `retrieved` is then the day that it did."""
    fictional: bool = False
    licence: str = ""
    url: str = ""
    notes: tuple[str, ...] = field(default=(), converter=texts)
