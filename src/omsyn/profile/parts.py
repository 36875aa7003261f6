"""What figures and tables of the sections have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import polars as pl

from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import Cell, Column, ColumnKind, Table
from omsyn.facts import Provenance
from omsyn.language import _

NOT_ASKED = ""
"""Stands in the cells of an interval where the number is counted, and no interval is asked for."""

Values = FloatArray | Sequence[Cell]


def series_frame(years: Sequence[int], lines: Mapping[str, FloatArray]) -> pl.DataFrame:
    """Columns year, series and value, a line after the other; NaN becomes null."""
    return pl.concat(
        pl.DataFrame({"year": list(years), "value": values}).select(
            "year", pl.lit(name).alias("series"), pl.col("value").fill_nan(None)
        )
        for name, values in lines.items()
    )


def year_table(  # noqa: PLR0913 - a table is what it is
    id_: str,
    caption: str,
    years: Sequence[int],
    columns: Sequence[tuple[Column, Values]],
    *,
    chosen: Sequence[int] | None = None,
    notes: Sequence[str] = (),
    provenance: Sequence[Provenance] = (),
) -> Table:
    """A row for each chosen year, a column for each run of values over `years`."""
    rows = [
        (year, *(cell(values[years.index(year)]) for _column, values in columns))
        for year in (years if chosen is None else chosen)
    ]
    heads = [Column(label=_("År"), kind=ColumnKind.YEAR), *(column for column, _values in columns)]
    return Table(
        id=id_,
        caption=caption,
        columns=tuple(heads),
        rows=tuple(rows),
        notes=tuple(notes),
        provenance=tuple(provenance),
    )


def cell(value: float | Cell) -> Cell:
    """A number, or None where there is none; a text as it stands."""
    if value is None or isinstance(value, str):
        return value
    return float(value) if math.isfinite(value) else None


def persons(label: str) -> Column:
    return Column(label=label, unit=_("personer"))


def first_january(note: str = "") -> str:
    """The note that every table of persons carries."""
    text = _("Innbyggere per 1. januar.")
    return f"{text} {note}".strip()


def projected_note(first: int) -> str:
    return _("Fra {year} er tallene framskrevet.").format(year=first)
