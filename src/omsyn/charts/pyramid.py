"""The population pyramid: now as a filled shape, then as an outline over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from omsyn.charts.layout import nice_ticks
from omsyn.charts.specification import Rows, Spec, label_expression, padding, specification
from omsyn.charts.theme import TOKENS
from omsyn.language import _

HEIGHT = 400
OLDEST = 100
"""The last age on the axis; those older are in the last step."""


def pyramid(  # noqa: PLR0913 - each is one choice of the one who writes the figure
    frame: pl.DataFrame,
    *,
    now: str = "now",
    then: str | None = "then",
    now_label: str = "",
    then_label: str = "",
    age: str = "age",
    sex: str = "sex",
    height: int = HEIGHT,
) -> Spec:
    """Men to the left and women to the right, one step for each age.

    `frame` has one row per sex ("male", "female") and whole age; `now` and `then` name the
    columns with the numbers, `now_label` and `then_label` what to call them ("2026", "2050").
    """
    rows = _rows(frame, age, sex, now, then)
    largest = max([row[key] for row in rows for key in ("now", "then")] or [1])
    ticks = nice_ticks(0, largest, 3)
    outline = [p for side in ("male", "female") for p in _outline(rows, side)] if then else []
    return specification(
        _layers(ticks, with_then=bool(then)),
        {
            "now": [p for side in ("male", "female") for p in _outline(rows, side, "now")],
            "then": outline,
            "words": _words(ticks[-1]),
            "key": _key(ticks[-1], now_label, then_label if then else ""),
        },
        height=height,
        padding=padding(),
        narrow={},
    )


def _rows(frame: pl.DataFrame, age: str, sex: str, now: str, then: str | None) -> Rows:
    return (
        frame.select(
            pl.col(age).cast(pl.Int64).clip(0, OLDEST).alias("age"),
            pl.col(sex).cast(pl.String).alias("sex"),
            pl.col(now).cast(pl.Float64).fill_null(0).alias("now"),
            (pl.col(then).cast(pl.Float64).fill_null(0) if then else pl.lit(0.0)).alias("then"),
        )
        .group_by("age", "sex")
        .sum()
        .sort("sex", "age")
        .to_dicts()
    )


def _side(row: dict[str, Any]) -> int:
    return -1 if row["sex"] == "male" else 1


def _outline(rows: Rows, side: str, key: str = "then") -> Rows:
    """The corners of the steps on one side, from the axis and up and back to it."""
    steps = [row for row in rows if row["sex"] == side]
    corners: list[tuple[float, int]] = [(0.0, steps[0]["age"])] if steps else []
    for row in steps:
        value = _side(row) * row[key]
        corners += [(value, row["age"]), (value, row["age"] + 1)]
    if steps:
        corners.append((0.0, steps[-1]["age"] + 1))
    return [{"x": x, "y": y, "side": side, "order": i} for i, (x, y) in enumerate(corners)]


def _words(edge: float) -> Rows:
    return [{"x": -edge, "text": _("Menn"), "align": "left"},
            {"x": edge, "text": _("Kvinner"), "align": "right"}]  # fmt: skip


def _key(edge: float, now: str, then: str) -> Rows:
    both = (("■", now, TOKENS["pebble"]), ("□", then, TOKENS["fjord"]))
    entries = [(sign, text, colour) for sign, text, colour in both if text]
    return [
        {"x": edge, "y": 97 - 6 * i, "text": f"{text}  {sign}", "colour": colour}
        for i, (sign, text, colour) in enumerate(entries)
    ]


def _layers(ticks: Sequence[float], *, with_then: bool) -> list[Spec]:
    edge = ticks[-1]
    x: Spec = {
        "field": "x", "type": "quantitative",
        "scale": {"domain": [-edge, edge], "nice": False},
        "axis": {
            "values": [*(-t for t in ticks[:0:-1]), *ticks], "grid": True, "domain": False,
            "labelExpr": label_expression(in_percent=False, absolute=True), "ticks": False,
            "labelOverlap": True,
        },
    }  # fmt: skip
    y: Spec = {
        "field": "y", "type": "quantitative",
        "scale": {"domain": [0, OLDEST + 1], "nice": False},
        "axis": {
            "values": list(range(0, OLDEST + 1, 20)), "grid": False,
            "labelExpr": f"datum.value == {OLDEST} ? '{OLDEST}+' : datum.label",
        },
    }  # fmt: skip
    middle = {
        "data": {"values": [{"x": 0}]},
        "mark": {"type": "rule", "color": TOKENS["stone"], "strokeWidth": 1},
        "encoding": {"x": x},
    }
    shapes = [_shape("now", x, y, {"stroke": TOKENS["pebble"], "fill": TOKENS["mist"]})]
    shapes += [_shape("then", x, y, {"stroke": TOKENS["fjord"], "strokeWidth": 2.25})] * with_then
    return [*shapes, middle, *_word_layers(x, y)]


def _shape(data: str, x: Spec, y: Spec, look: Spec) -> Spec:
    return {
        "data": {"name": data},
        "mark": {"type": "line", "strokeWidth": 1, "strokeJoin": "miter", **look},
        "encoding": {
            "x": x, "y": y, "detail": {"field": "side"},
            "order": {"field": "order", "type": "quantitative"},
        },
    }  # fmt: skip


def _word_layers(x: Spec, y: Spec) -> list[Spec]:
    top = {"value": -6}
    return [
        {
            "data": {"name": "words"},
            "mark": {
                "type": "text", "baseline": "bottom", "fontWeight": 600,
                "align": {"expr": "datum.align"},
            },
            "encoding": {"x": x, "y": top, "text": {"field": "text"}},
        },
        {
            "data": {"name": "key"},
            "mark": {"type": "text", "align": "right", "baseline": "middle", "fontWeight": 600},
            "encoding": {
                "x": x, "y": y, "text": {"field": "text"},
                "color": {"field": "colour", "scale": None},
            },
        },
    ]  # fmt: skip
