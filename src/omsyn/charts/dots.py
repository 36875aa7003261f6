"""Places as dots along one scale: us named, county and country marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl
from attrs import frozen

from omsyn.charts.layout import LINE_PX, nice_ticks, swarm, text_width
from omsyn.charts.specification import (
    Rows,
    Spec,
    label_expression,
    padding,
    specification,
    value_text,
)
from omsyn.charts.theme import NARROW, TOKENS, WIDE

DOT_PX = 11
AXIS_PX = 34
SIDE_PX = 16
MOST_PX = 66
"""How far from the line dots may stand before they are pressed together."""


def dots(  # noqa: PLR0913 - each is one choice of the one who writes the figure
    frame: pl.DataFrame,
    *,
    name: str = "name",
    value: str = "value",
    us: str | Sequence[str] = (),
    references: Mapping[str, float] | None = None,
    decimals: int = 0,
    in_percent: bool = False,
    zero: bool = False,
) -> Spec:
    """A dot for each place with a value; `us` named above, `references` marked below.

    `references` are names and values that are no places among the others: {"Agder": 11.2}.
    """
    ours = (us,) if isinstance(us, str) else tuple(us)
    rows = (
        frame.select(
            pl.col(name).cast(pl.String).alias("name"), pl.col(value).cast(pl.Float64).alias("x")
        )
        .filter(pl.col("x").is_not_null() & pl.col("x").is_finite())
        .to_dicts()
    )
    marks = dict(references or {})
    values = [row["x"] for row in rows] + list(marks.values())
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    ticks = nice_ticks(min(low, 0) if zero else low, high, 5)
    written = _Written(decimals, in_percent)
    wide = _Placed.of(rows, ours, marks, ticks, WIDE - 2 * SIDE_PX, written)
    narrow = _Placed.of(rows, ours, marks, ticks, NARROW - 2 * SIDE_PX, written)
    return specification(
        _layers(ticks, in_percent),
        wide.datasets,
        height=wide.height,
        padding=padding(left=SIDE_PX, right=SIDE_PX),
        narrow={"height": narrow.height, "datasets": narrow.datasets},
    )


@frozen
class _Written:
    decimals: int
    in_percent: bool

    def text(self, name: str, value: float) -> str:
        return f"{name}: {value_text(value, decimals=self.decimals, in_percent=self.in_percent)}"


@frozen
class _Placed:
    """Everything at its pixel for one width; y counts downwards."""

    datasets: dict[str, Rows]
    height: int

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - a constructor of all that is drawn
        cls,
        rows: Rows,
        ours: Sequence[str],
        marks: Mapping[str, float],
        ticks: Sequence[float],
        width: float,
        written: _Written,
    ) -> _Placed:
        def pixel(value: float) -> float:
            return (value - ticks[0]) / (ticks[-1] - ticks[0]) * width

        # We are placed first, on the line itself; the others find room around.
        ordered = sorted(rows, key=lambda row: (row["name"] not in ours, row["x"]))
        sides = _sides([pixel(row["x"]) for row in ordered])
        reach = max((abs(side) for side in sides), default=0) + DOT_PX
        named = [(written.text(r["name"], r["x"]), r["x"]) for r in ordered if r["name"] in ours]
        above = _labels(named, pixel, width)
        below = _labels([(written.text(n, v), v) for n, v in marks.items()], pixel, width)
        line = _levels(above) * LINE_PX + reach + 6
        for label in above:
            label["y"] = line - reach - 6 - label["level"] * LINE_PX
            label["from"], label["to"] = label["y"] - 7, line
        for label in below:
            label["y"] = line + reach + 10 + label["level"] * LINE_PX
            label["from"], label["to"] = line - reach, label["y"] + 7
        return cls(
            {"dots": _dots(ordered, ours, sides, line), "above": above, "below": below},
            round(line + reach + 8 + _levels(below) * LINE_PX + AXIS_PX),
        )


def _sides(places: Sequence[float]) -> list[float]:
    """How far from the line each dot stands; pressed together where there are very many."""
    sides = swarm(places, DOT_PX)
    widest = max((abs(side) for side in sides), default=0)
    press = min(1.0, MOST_PX / widest) if widest else 1.0
    return [side * press for side in sides]


def _dots(rows: Rows, ours: Sequence[str], sides: Sequence[float], line: float) -> Rows:
    dots = [
        {
            "x": row["x"], "y": line + side,
            "colour": TOKENS["fjord" if row["name"] in ours else "pebble"],
            "size": 140 if row["name"] in ours else 60,
        }
        for row, side in zip(rows, sides, strict=True)
    ]  # fmt: skip
    return dots[::-1]  # ours last, on top


def _labels(
    texts: Sequence[tuple[str, float]], pixel: Callable[[float], float], width: float
) -> Rows:
    """Each text starting at its own line, on the first level where it touches nothing.

    From the right: a text never covers the line of one that hangs further out.
    """
    labels: Rows = []
    for text, value in sorted(texts, key=lambda each: -each[1]):
        line, length = pixel(value), text_width(text) + 12
        to_left = line + length > width and 2 * line > width
        start = line - length if to_left else line
        within = [o for o in labels if o["start"] < start + length and start < o["end"]]
        crossed = [o["level"] for o in labels if start <= o["line"] <= start + length]
        taken = {o["level"] for o in within}
        lowest = max(crossed, default=0)
        level = next(n for n in range(lowest, lowest + len(labels) + 1) if n not in taken)
        labels.append(
            {
                "text": text, "x": value, "level": level, "line": line, "start": start,
                "end": start + length, "shift": -5 if to_left else 5,
                "align": "right" if to_left else "left",
            }
        )  # fmt: skip
    return labels


def _levels(labels: Rows) -> int:
    return max((label["level"] + 1 for label in labels), default=0)


def _layers(ticks: Sequence[float], in_percent: bool) -> list[Spec]:
    x: Spec = {
        "field": "x", "type": "quantitative",
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False},
        "axis": {
            "values": list(ticks), "labelExpr": label_expression(in_percent=in_percent),
            "labelOverlap": True,
        },
    }  # fmt: skip
    y: Spec = {"field": "y", "type": "quantitative", "scale": None, "axis": None}
    return [
        _leader("below", x, y, TOKENS["stone"]),
        {
            "data": {"name": "dots"},
            "mark": {
                "type": "point", "filled": True, "opacity": 1, "stroke": TOKENS["paper"],
                "strokeWidth": 1, "size": {"expr": "datum.size"},
            },
            "encoding": {"x": x, "y": y, "fill": {"field": "colour", "scale": None}},
        },
        _leader("above", x, y, TOKENS["fjord"]),
        _words("above", x, y, TOKENS["fjord"], 600),
        _words("below", x, y, TOKENS["ink"], 400),
    ]  # fmt: skip


def _leader(data: str, x: Spec, y: Spec, colour: str) -> Spec:
    return {
        "data": {"name": data},
        "mark": {"type": "rule", "color": colour, "strokeWidth": 1.25},
        "encoding": {"x": x, "y": {**y, "field": "from"}, "y2": {"field": "to"}},
    }


def _words(data: str, x: Spec, y: Spec, colour: str, weight: int) -> Spec:
    return {
        "data": {"name": data},
        "mark": {
            "type": "text", "align": {"expr": "datum.align"}, "dx": {"expr": "datum.shift"},
            "baseline": "middle", "color": colour,
            "fontWeight": weight,
        },
        "encoding": {
            "x": x, "y": y, "text": {"field": "text"},
        },
    }  # fmt: skip
