"""What the drawn futures add to figures, tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from omsyn.charts import fan
from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import Cell, ChartSpec, Column
from omsyn.language import _, percent, signed
from omsyn.needs.intervals import Interval
from omsyn.profile.parts import NOT_ASKED
from omsyn.profile.words import ends

SHOWN = 0.8
"""The interval of tables and sentences."""
SHARES = {"95": 0.95, "80": 0.8, "50": 0.5}

Line = tuple[FloatArray, Interval | None]
"""Values over the years, and how sure they are."""


def fan_chart(
    years: Sequence[int],
    lines: Mapping[str, Line],
    *,
    last_observed: int,
    capacity: tuple[str, float | Mapping[int, float]] | None = None,
) -> ChartSpec:
    """The lines with their intervals, the first as a surface; plain lines where there are none."""
    frames = [_frame(years, name, *line) for name, line in lines.items()]
    return fan(
        pl.concat(frames),
        emphasis=list(lines)[:2],
        last_observed=last_observed,
        capacity=capacity,
    )


def _frame(
    years: Sequence[int], name: str, values: FloatArray, interval: Interval | None
) -> pl.DataFrame:
    columns: dict[str, FloatArray] = {}
    for width, share in SHARES.items():
        low, high = _ends(years, interval, share)
        columns |= {f"low{width}": low, f"high{width}": high}
    frame = pl.DataFrame({"year": list(years), "value": values, **columns})
    drawn = pl.col("value", *columns).fill_nan(None)
    return frame.select("year", pl.lit(name).alias("series"), drawn)


def _ends(
    years: Sequence[int], interval: Interval | None, share: float
) -> tuple[FloatArray, FloatArray]:
    """The ends of an interval over the years; not a number where there is none."""
    low, high = np.full(len(years), np.nan), np.full(len(years), np.nan)
    if interval is not None:
        for place, year in enumerate(years):
            if year in interval.years:
                low[place], high[place] = interval.between(year, share)
    return low, high


def interval_columns(
    years: Sequence[int], interval: Interval | None, column: Callable[[str], Column]
) -> list[tuple[Column, Sequence[Cell]]]:
    """Two columns for a table, from and to, empty in counted years; none without draws."""
    if interval is None:
        return []
    low, high = _ends(years, interval, SHOWN)
    # Where all futures are alike there is nothing to be unsure of.
    sure = [not lowest < highest for lowest, highest in zip(low, high, strict=True)]

    def shown(edge: FloatArray) -> list[Cell]:
        return [NOT_ASKED if none else float(end) for none, end in zip(sure, edge, strict=True)]

    return [(column(_("8 av 10: fra")), shown(low)), (column(_("8 av 10: til")), shown(high))]


def shades(interval: Interval | None) -> str:
    """What the three surfaces of a figure are, for its subtitle; empty without draws."""
    if interval is None:
        return ""
    return _("Feltene: halvparten, åtte av ti og 19 av 20 framtider.")


def subtitled(subtitle: str, interval: Interval | None) -> str:
    """The subtitle with what the surfaces are."""
    told = shades(interval)
    return f"{subtitle}. {told}" if told else subtitle


def between_sentence(interval: Interval | None, year: int) -> str:
    """Between what the number is in eight of ten futures; empty where that says nothing."""
    if interval is None:
        return ""
    return range_sentence(interval.between(year, SHOWN), year)


def range_sentence(interval: tuple[float, float], year: int) -> str:
    """As `between_sentence`, of the ends themselves."""
    low, high = ends(*interval)
    if low == high:
        return ""
    if round(interval[0]) <= 0:
        # The upper end of the middle eight tenths is passed by one in ten.
        return _("I ni av ti framtider er tallet høyst {high} i {year}.").format(
            high=high, year=year
        )
    return _("I åtte av ti framtider er tallet mellom {low} og {high} i {year}.").format(
        low=low, high=high, year=year
    )


def growth_between(interval: Interval | None, year: int) -> str:
    """The same of an index that was 100 in the first year."""
    if interval is None:
        return ""
    low, high = (signed(end - 100) for end in interval.between(year, SHOWN))
    if low == high:
        return ""
    return _("I åtte av ti framtider er den mellom {low} og {high} prosent.").format(
        low=low, high=high
    )


def chance_text(chance: float) -> str:
    """A probability as whole percent, never quite nothing and never quite certain."""
    if chance < 0.01:
        return _("under 1\u00a0%")
    if chance > 0.99:
        return _("over 99\u00a0%")
    return percent(100 * chance, 0)
