"""How much one future lies above or below another: a fan around a line of no difference."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl
from attrs import frozen

from omsyn.charts.fan import BANDS, OPACITIES
from omsyn.charts.layout import LINE_PX, nice_ticks, text_width, wrap
from omsyn.charts.plain import Point, Shape, area, dot, plain, stroke, words
from omsyn.charts.specification import Rows, Spec
from omsyn.charts.theme import NARROW
from omsyn.language import signed

PLOT = 212
TOP, BOTTOM = 40, 28
ROOM = 0.06
"""Of the axis, kept free at both ends of it."""


def difference(frame: pl.DataFrame, *, above: str, below: str, decimals: int = 0) -> Spec:
    """Columns year and value, and where there are intervals low95, high95, low80 … high50.

    `above` and `below` say what it means to be on either side of the line, each in a few words.
    """
    rows = frame.sort("year").to_dicts()
    values = [
        float(row[key]) for row in rows for key in ("value", *sum(BANDS, ()))
        if row.get(key) is not None and math.isfinite(row[key])
    ]  # fmt: skip
    most = max(abs(value) for value in [*values, 0.0])
    reach = ROOM * most if most else 1.0
    ticks = nice_ticks(min([*values, 0.0]) - reach, max([*values, 0.0]) + reach, 6)
    return plain(lambda width: _Picture.of(rows, ticks, decimals, width, (above, below)).drawn())


@frozen(kw_only=True)
class _Picture:
    """The chart at one width, with its scales."""

    rows: Rows
    ticks: Sequence[float]
    label: str
    above: str
    below: str
    """In lines as wide as the picture."""
    left: float
    right: float

    @classmethod
    def of(
        cls,
        rows: Rows,
        ticks: Sequence[float],
        decimals: int,
        width: int,
        sides: tuple[str, str],
    ) -> _Picture:
        label = signed(float(rows[-1]["value"]), decimals)
        letters = 40 if width <= NARROW else 80
        return cls(
            rows=rows,
            ticks=ticks,
            label=label,
            above=wrap(f"↑ {sides[0]}", letters),
            below=wrap(f"↓ {sides[1]}", letters),
            left=max(map(text_width, _texts(ticks))) + 10,
            right=width - text_width(label) - 20,
        )

    @property
    def top(self) -> float:
        """Below what it means to be above."""
        return TOP + LINE_PX * self.above.count("\n")

    def x(self, year: float) -> float:
        first, last = self.rows[0]["year"], self.rows[-1]["year"]
        share: float = (year - first) / max(last - first, 1)
        return self.left + share * (self.right - self.left)

    @property
    def bottom(self) -> float:
        return self.top + PLOT

    def y(self, value: float) -> float:
        share: float = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self.bottom - share * PLOT

    def drawn(self) -> tuple[int, list[Shape]]:
        """The height and the shapes; what the sides mean stands outside the plot."""
        under = self.bottom + BOTTOM + 10
        shapes = [*words(self.left, TOP - 18, self.above, colour="stone"), *self._shapes()]
        shapes += words(self.left, under, self.below, colour="stone")
        return round(under + LINE_PX * (self.below.count("\n") + 1)), shapes

    def _shapes(self) -> list[Shape]:
        shapes = self._axes()
        for (low, high), opacity in zip(BANDS, OPACITIES, strict=True):
            under, over = self._points(low), self._points(high)
            if under and over:
                shapes.append(area([*under, *reversed(over)], "fjord", opacity))
        zero = self.y(0)
        shapes.append(stroke([(self.left, zero), (self.right, zero)], "ink", 1.75))
        points = self._points("value")
        shapes.append(stroke(points, "fjord", 3, (6, 4)))
        shapes.append(dot(*points[-1], "fjord"))
        x, y = points[-1]
        return [*shapes, *words(x + 10, y, self.label, colour="fjord", weight=600)]

    def _axes(self) -> list[Shape]:
        shapes: list[Shape] = []
        for tick, text in zip(self.ticks, _texts(self.ticks), strict=True):
            level = self.y(tick)
            shapes.append(stroke([(self.left, level), (self.right, level)], "mist", 1))
            shapes += words(self.left - 8, level, text, colour="stone", anchor="end")
        years = [row["year"] for row in self.rows]
        most = max(2, int((self.right - self.left) / 52))
        step = next(
            each for each in (1, 2, 5, 10, 20, 50, 100) if (years[-1] - years[0]) / each <= most
        )
        for year in (each for each in years if (years[-1] - each) % step == 0):
            shapes += words(
                self.x(year), self.bottom + 16, str(year), colour="stone", anchor="middle"
            )
        return shapes

    def _points(self, column: str) -> list[Point]:
        return [
            (self.x(row["year"]), self.y(row[column]))
            for row in self.rows
            if row.get(column) is not None
        ]


def _texts(ticks: Sequence[float]) -> list[str]:
    """Each tick with its sign, as exact as the step between them."""
    step = ticks[1] - ticks[0]
    decimals = next((each for each in range(3) if round(step, each) == round(step, 9)), 3)
    return [signed(tick, decimals) for tick in ticks]
