"""Lines over years: the past solid, the future dashed, names at the ends of the lines."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

import polars as pl
from attrs import frozen

from omsyn.charts.layout import LINE_PX, nice_ticks, spread, wrap
from omsyn.charts.specification import (
    Rows,
    Spec,
    label_expression,
    padding,
    specification,
    value_text,
)
from omsyn.charts.theme import FUTURE_DASHES, SERIES_TOKENS, TOKENS
from omsyn.language import _

HEIGHT = 300
THIN_LINE = 1.5
"""The width of lines that are there for comparison."""
TOP = 26
"""Room above the drawing for the words "i dag"."""
BELOW = 27
"""What the axis of years takes of the height."""
FEW_POINTS = 9
"""Up to so many points in a series are shown as dots on the line."""


@frozen
class _Style:
    colour: str
    width: float
    dash: list[int]


def lines(  # noqa: PLR0913 - each is one choice of the one who writes the figure
    frame: pl.DataFrame,
    *,
    x: str = "year",
    y: str = "value",
    series: str | None = None,
    emphasis: Sequence[str] | None = None,
    last_observed: int | None = None,
    band: tuple[str, str] | None = None,
    decimals: int = 0,
    in_percent: bool = False,
    zero: bool = True,
    end_values: bool = True,
    unnamed: Collection[str] = (),
    height: int = HEIGHT,
) -> Spec:
    """A line for each value of the column `series`, or one line.

    `frame` has one row per year and series; a null value breaks the line. `emphasis` names the
    series in colour, the first strongest; up to four are all emphasised when it is left out.
    What comes after `last_observed` is dashed. `band` names two columns, low and high, drawn
    around the first emphasised series. Series in `unnamed` are lines only, without name or dots.
    """
    rows = _rows(frame, x, y, series, band)
    names = list(dict.fromkeys(row["series"] for row in rows))
    styles = _styles(names, names[: len(SERIES_TOKENS)] if emphasis is None else emphasis)
    ticks = _ticks(rows, zero=zero, whole=decimals == 0 and not in_percent)
    named = [name for name in names if name not in unnamed]
    ends = (_end_label(rows, n, styles[n], decimals, in_percent, end_values) for n in named)
    labels = [label for label in ends if label]
    years = [row["x"] for row in rows]
    dotted = {name: style for name, style in styles.items() if name in named}
    future = last_observed is not None and last_observed < max(years)
    scale = _Scale(ticks[0], ticks[-1], TOP, height - BELOW)
    wide, narrow = _placed(labels, scale, 26), _placed(labels, scale, 13)
    return specification(
        _layers(styles, ticks, years, last_observed if future else None, in_percent, bool(band)),
        {"points": rows, "labels": wide, "dots": _dots(rows, dotted, last_observed)},
        height=height,
        padding=padding(),
        narrow={"datasets": {"labels": narrow}},
    )


@frozen
class _Scale:
    """From a value to pixels below the top of the picture, and back."""

    low: float
    high: float
    top: float
    bottom: float

    def pixel(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)

    def value(self, pixel: float) -> float:
        share = (self.bottom - pixel) / (self.bottom - self.top)
        return self.low + share * (self.high - self.low)


def _rows(
    frame: pl.DataFrame, x: str, y: str, series: str | None, band: tuple[str, str] | None
) -> Rows:
    columns = [
        pl.col(x).cast(pl.Int64).alias("x"),
        pl.col(y).cast(pl.Float64).alias("y"),
        (pl.col(series).cast(pl.String) if series else pl.lit("")).alias("series"),
    ]
    if band:
        columns += [pl.col(band[0]).alias("low"), pl.col(band[1]).alias("high")]
    return frame.select(columns).sort("x", maintain_order=True).to_dicts()


def _styles(names: Sequence[str], emphasis: Sequence[str]) -> dict[str, _Style]:
    """Others first, so that what matters is drawn on top."""
    strong = [name for name in emphasis if name in names][: len(SERIES_TOKENS)]
    others = {n: _Style(TOKENS["stone"], THIN_LINE, [4, 4]) for n in names if n not in strong}
    chosen = {
        name: _Style(TOKENS[token], 3.0 if i == 0 else 2.25, dash)
        for i, (name, token, dash) in enumerate(
            zip(strong, SERIES_TOKENS, FUTURE_DASHES, strict=False)
        )
    }
    return others | dict(reversed(chosen.items()))


def _ticks(rows: Rows, *, zero: bool, whole: bool = False) -> list[float]:
    values = [row[key] for row in rows for key in ("y", "low", "high") if _known(row.get(key))]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    low, high = (min(low, 0), max(high, 0)) if zero else (low, high)
    return nice_ticks(low, high, whole=whole)


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _last(rows: Rows, name: str) -> dict[str, Any] | None:
    known = [row for row in rows if row["series"] == name and _known(row["y"])]
    return known[-1] if known else None


def _end_label(  # noqa: PLR0913, PLR0917 - private, and each goes straight into the label
    rows: Rows, name: str, style: _Style, decimals: int, in_percent: bool, with_value: bool
) -> dict[str, Any] | None:
    end = _last(rows, name)
    if end is None:
        return None
    value = value_text(end["y"], decimals=decimals, in_percent=in_percent)
    text = (f"{name}: {value}" if name else value) if with_value else name
    weight = 600 if style.width > THIN_LINE else 400
    return {
        "x": end["x"], "y": end["y"], "text": text, "colour": style.colour, "weight": weight
    }  # fmt: skip


def _placed(labels: Sequence[dict[str, Any]], scale: _Scale, letters: int) -> Rows:
    """The labels wrapped, and moved apart where they would collide."""
    texts = [wrap(label["text"], letters) for label in labels]
    heights = [LINE_PX * (text.count("\n") + 1) + 1.0 for text in texts]
    centres = spread([scale.pixel(label["y"]) for label in labels], heights, top=8)
    end = max((label["x"] for label in labels), default=0)
    return [
        {**label, "x": end, "text": text, "at": scale.value(centre - (height - LINE_PX - 1) / 2)}
        for label, text, centre, height in zip(labels, texts, centres, heights, strict=True)
    ]


def _dots(rows: Rows, styles: dict[str, _Style], last_observed: int | None) -> Rows:
    """Where the past ends and where the line ends; every point of a short series."""
    dots = []
    for name, style in styles.items():
        known = [row for row in rows if row["series"] == name and _known(row["y"])]
        if len(known) > FEW_POINTS:
            known = [row for row in known if row["x"] == last_observed or row is known[-1]]
        dots += [{"x": row["x"], "y": row["y"], "colour": style.colour} for row in known]
    return dots


def _layers(  # noqa: PLR0913, PLR0917 - private, and each is a layer's own
    styles: dict[str, _Style],
    ticks: list[float],
    years: list[int],
    last_observed: int | None,
    in_percent: bool,
    has_band: bool,
) -> list[Spec]:
    x = {
        "field": "x", "type": "quantitative",
        "scale": {"domain": [min(years), max(years)], "nice": False, "zero": False},
        "axis": {
            "format": "d", "grid": False, "labelFlush": 12, "labelOverlap": True,
            "values": {"expr": f"width < 260 ? {_years(years, 4)} : {_years(years, 9)}"},
        },
    }  # fmt: skip
    y = {
        "field": "y", "type": "quantitative",
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False},
        "axis": {"values": ticks, "labelExpr": label_expression(in_percent=in_percent)},
    }  # fmt: skip
    layers = [_band_layer(x, y)] if has_band else []
    layers += [_zero_rule(y)] if ticks[0] <= 0 else []
    layers += (
        [_today_rule(x, last_observed), _today_text(x, last_observed)] if last_observed else []
    )
    for name, style in styles.items():
        layers += _line_layers(name, style, x, y, last_observed)
    return [*layers, _dot_layer(x, y), _label_layer(x, y)]


def _years(years: Sequence[int], most: int) -> list[int]:
    """Round years to stand on the axis, at most so many."""
    first, last = min(years), max(years)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (last - first) / s <= most - 0.5)
    return [year for year in range(first, last + 1) if year % step == 0] or [first, last]


def _line_layers(
    name: str, style: _Style, x: Spec, y: Spec, last_observed: int | None
) -> list[Spec]:
    mark = {
        "type": "line", "color": style.colour, "strokeWidth": style.width,
        "invalid": "break-paths-filter-domains",
    }  # fmt: skip
    own = {"field": "series", "equal": name}
    encoding = {"x": x, "y": y}
    if last_observed is None:
        return [{"data": {"name": "points"}, "transform": [{"filter": own}], "mark": mark,
                 "encoding": encoding}]  # fmt: skip
    past = {"and": [own, {"field": "x", "lte": last_observed}]}
    future = {"and": [own, {"field": "x", "gte": last_observed}]}
    return [
        {"data": {"name": "points"}, "transform": [{"filter": past}], "mark": mark,
         "encoding": encoding},
        {"data": {"name": "points"}, "transform": [{"filter": future}],
         "mark": {**mark, "strokeDash": style.dash, "strokeCap": "butt"}, "encoding": encoding},
    ]  # fmt: skip


def _band_layer(x: Spec, y: Spec) -> Spec:
    low = {**y, "field": "low"}
    return {
        "data": {"name": "points"},
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
        "mark": {"type": "area", "color": TOKENS["fjord"], "opacity": 0.16},
        "encoding": {"x": x, "y": low, "y2": {"field": "high"}},
    }


def _zero_rule(y: Spec) -> Spec:
    return {
        "data": {"values": [{"y": 0}]},
        "mark": {"type": "rule", "color": TOKENS["stone"], "strokeWidth": 1},
        "encoding": {"y": y},
    }


def _today_rule(x: Spec, year: int) -> Spec:
    return {
        "data": {"values": [{"x": year}]},
        "mark": {"type": "rule", "color": TOKENS["stone"], "strokeWidth": 1},
        "encoding": {"x": x},
    }


def _today_text(x: Spec, year: int) -> Spec:
    return {
        "data": {"values": [{"x": year, "text": _("i dag")}]},
        "mark": {"type": "text", "color": TOKENS["stone"], "baseline": "bottom"},
        "encoding": {"x": x, "y": {"value": -5}, "text": {"field": "text"}},
    }


def _dot_layer(x: Spec, y: Spec) -> Spec:
    return {
        "data": {"name": "dots"},
        "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1},
        "encoding": {"x": x, "y": y, "color": {"field": "colour", "scale": None}},
    }


def _label_layer(x: Spec, y: Spec) -> Spec:
    return {
        "data": {"name": "labels"},
        "mark": {
            "type": "text", "align": "left", "baseline": "middle", "dx": 10, "lineBreak": "\n",
            "lineHeight": LINE_PX, "fontWeight": {"expr": "datum.weight"},
        },
        "encoding": {
            "x": x, "y": {**y, "field": "at"}, "text": {"field": "text"},
            "color": {"field": "colour", "scale": None},
        },
    }  # fmt: skip


def sparkline(
    frame: pl.DataFrame, *, x: str = "year", y: str = "value", last_observed: int | None = None
) -> Spec:
    """One small line without axes, with a dot at its end, to stand beside a sentence."""
    rows = _rows(frame, x, y, None, None)
    years = [row["x"] for row in rows]
    end = _last(rows, "")
    style = _Style(TOKENS["fjord"], 2.0, [3, 2])
    ticks = _ticks(rows, zero=False)
    axes: tuple[Spec, Spec] = (
        {"field": "x", "type": "quantitative", "axis": None,
         "scale": {"domain": [min(years), max(years)], "nice": False, "zero": False}},
        {"field": "y", "type": "quantitative", "axis": None,
         "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False}},
    )  # fmt: skip
    dots = [{"x": end["x"], "y": end["y"], "colour": style.colour}] if end else []
    return specification(
        [*_line_layers("", style, *axes, last_observed), _dot_layer(*axes)],
        {"points": rows, "dots": dots},
        height=36,
        padding=padding(top=5, right=5, bottom=5, left=5),
        narrow={},
    )
