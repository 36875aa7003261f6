"""Bars from zero with their values written at the ends; now and then side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import polars as pl

from omsyn.charts.layout import wrap
from omsyn.charts.specification import Rows, Spec, padding, specification, value_text
from omsyn.charts.theme import TOKENS
from omsyn.language import _, signed

BAR = 22
GAP = 12
MARGIN = 12
NAME_LINE = 15


def bars(  # noqa: PLR0913 - each is one choice of the one who writes the figure
    frame: pl.DataFrame,
    *,
    category: str = "category",
    value: str = "value",
    series: str | None = None,
    us: str | None = None,
    status: str | None = None,
    decimals: int = 0,
    in_percent: bool = False,
    change: bool = False,
) -> Spec:
    """A horizontal bar for each row, in the order of the frame.

    With `series` (two values, such as "2026" and "2040") bars stand in pairs, the first grey and
    the second in the accent. Without it, the bar of `us` is in the accent. Where the value is
    null, the reason in the column `status` is written in place of the bar. `change` writes signs.
    """
    rows = _rows(frame, category, value, series, status)
    groups = list(dict.fromkeys(row["series"] for row in rows))
    for row in rows:
        row["colour"] = _colour(row, groups, us)
        row["text"] = _text(row, decimals, in_percent, change)
        row["weight"] = 600 if row["colour"] == TOKENS["fjord"] else 400
    for row in rows[: len(groups)] if series else ():
        row["text"] += f"  ({row['series']})"
    categories = list(dict.fromkeys(row["category"] for row in rows))
    wide, narrow = _wrapped(rows, categories, 30), _wrapped(rows, categories, 15)
    return specification(
        _layers(rows, groups),
        {"bars": wide},
        height=_height(categories, len(groups), 30),
        padding=padding(),
        narrow={"height": _height(categories, len(groups), 15), "datasets": {"bars": narrow}},
    )


def _rows(
    frame: pl.DataFrame, category: str, value: str, series: str | None, status: str | None
) -> Rows:
    return frame.select(
        pl.col(category).cast(pl.String).alias("category"),
        pl.col(value).cast(pl.Float64).alias("value"),
        (pl.col(series).cast(pl.String) if series else pl.lit("")).alias("series"),
        (pl.col(status).cast(pl.String) if status else pl.lit("")).alias("status"),
    ).to_dicts()


def _known(row: dict[str, Any]) -> bool:
    return row["value"] is not None and math.isfinite(row["value"])


def _colour(row: dict[str, Any], groups: Sequence[str], us: str | None) -> str:
    ours = row["series"] == groups[-1] if len(groups) > 1 else us in (None, row["category"])
    return TOKENS["fjord"] if ours else TOKENS["pebble"]


def _text(row: dict[str, Any], decimals: int, in_percent: bool, change: bool) -> str:
    if not _known(row):
        return {":": _(": skjult"), ".": _(". finnes ikke")}.get(row["status"], _(".. mangler"))
    text = value_text(row["value"], decimals=decimals, in_percent=in_percent)
    grows = change and signed(row["value"], decimals).startswith("+")
    return f"+{text}" if grows else text


def _wrapped(rows: Rows, categories: Sequence[str], letters: int) -> Rows:
    return [
        {**row, "row": categories.index(row["category"]), "name": wrap(row["category"], letters)}
        for row in rows
    ]


def _height(categories: Sequence[str], groups: int, letters: int) -> int:
    """Room for the bars, or for the names where these take more lines."""
    lines = max((wrap(each, letters).count("\n") + 1 for each in categories), default=1)
    return len(categories) * max(groups * BAR + GAP, lines * NAME_LINE + 10) + MARGIN


def _layers(rows: Rows, groups: Sequence[str]) -> list[Spec]:
    y: Spec = {"field": "row", "type": "ordinal", "axis": None, "scale": {"padding": 0.1}}
    x: Spec = {
        "field": "value", "type": "quantitative", "axis": None,
        "scale": {"domain": _domain(rows), "nice": False},
    }  # fmt: skip
    row = {"y": y}
    bar = dict(row)
    if len(groups) > 1:
        bar["yOffset"] = {"field": "series", "sort": list(groups), "scale": {"padding": 0}}
    return [
        {
            "data": {"name": "bars"},
            "mark": {"type": "bar", "size": BAR - 2},
            "encoding": {**bar, "x": x, "color": {"field": "colour", "scale": None}},
        },
        _value_layer(bar, x, "datum.value < 0", "right", -6),
        _value_layer(bar, x, "!(datum.value < 0)", "left", 6),
        _name_layer(row, groups[0] if groups else ""),
        {
            "data": {"values": [{"value": 0}]},
            "mark": {"type": "rule", "color": TOKENS["stone"], "strokeWidth": 1},
            "encoding": {"x": x},
        },
    ]


def _domain(rows: Rows) -> list[float]:
    """From zero; with room to the left for the values of bars that go there."""
    values = [row["value"] for row in rows if _known(row)]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    high = high if high > low else low + 1
    return [low - 0.3 * (high - low) if low < 0 else low, high]


def _value_layer(row: Spec, x: Spec, which: str, align: str, shift: int) -> Spec:
    return {
        "data": {"name": "bars"},
        "transform": [
            {"filter": which},
            {"calculate": "isValid(datum.value) ? datum.value : 0", "as": "at"},
        ],
        "mark": {
            "type": "text", "align": align, "dx": shift, "baseline": "middle",
            "color": TOKENS["ink"], "fontWeight": {"expr": "datum.weight"},
        },
        "encoding": {**row, "x": {**x, "field": "at"}, "text": {"field": "text"}},
    }  # fmt: skip


def _name_layer(row: Spec, first_group: str) -> Spec:
    """The names to the left; a text mark, because an axis cannot break its lines."""
    return {
        "data": {"name": "bars"},
        "transform": [
            {"filter": {"field": "series", "equal": first_group}},
            {"calculate": f"-{NAME_LINE / 2} * (length(split(datum.name, '\\n')) - 1)", "as": "up"},
        ],
        "mark": {
            "type": "text", "align": "right", "baseline": "middle", "dx": -10,
            "dy": {"expr": "datum.up"}, "color": TOKENS["ink"], "lineBreak": "\n",
            "lineHeight": NAME_LINE,
        },
        "encoding": {**row, "x": {"value": 0}, "text": {"field": "name"}},
    }  # fmt: skip
