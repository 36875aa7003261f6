"""A future as a fan: what is likeliest as a line, intervals in steps around it, a capacity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import polars as pl
from attrs import frozen

from omsyn.charts.layout import LINE_PX, nice_ticks, spread, text_width, wrap
from omsyn.charts.plain import Point, Shape, area, dot, plain, stroke, words
from omsyn.charts.specification import Rows, Spec
from omsyn.charts.theme import NARROW
from omsyn.language import _, number

HEIGHT = 320
TOP, BOTTOM = 28, 28
BANDS = (("low95", "high95"), ("low80", "high80"), ("low50", "high50"))
"""Columns of the intervals, the widest first."""
OPACITIES = (0.13, 0.16, 0.22)
EDGE_BAND = 1
"""The interval whose edges are drawn for the second of two scenarios: 80 %."""


@frozen(kw_only=True)
class _Look:
    colour: str
    width: float
    dash: tuple[int, ...] = ()
    weight: int = 600


LOOKS = (
    _Look(colour="fjord", width=3.0, dash=(6, 4)),
    _Look(colour="lupin", width=2.5, dash=(2, 3)),
)
OTHER = _Look(colour="stone", width=1.5, dash=(10, 4), weight=400)
CAPACITY = _Look(colour="ink", width=1.75)


@frozen(kw_only=True)
class _Line:
    name: str
    rows: Rows
    look: _Look


def fan(  # noqa: PLR0913 - each is one choice of the one who writes the figure
    frame: pl.DataFrame,
    *,
    emphasis: Sequence[str],
    last_observed: int,
    capacity: tuple[str, float | Mapping[int, float]] | None = None,
    decimals: int = 0,
    height: int = HEIGHT,
) -> Spec:
    """Columns year, series, value and, where there are intervals, low95, high95, low80 … high50.

    `emphasis` names one or two scenarios: the first gets its intervals as surfaces, the second
    the edges of its 80 % interval. Other series are drawn thin. `capacity` is a name and a level,
    the same all years or the level of each year, drawn in steps. The axis begins at zero.
    """
    lines = _lines(frame, emphasis)
    values = [
        row[key] for line in lines for row in line.rows for key in ("value", *sum(BANDS, ()))
        if row.get(key) is not None and math.isfinite(row[key])
    ]  # fmt: skip
    levels = _levels(capacity[1], frame["year"].to_list()) if capacity else {}
    held_against = (capacity[0], levels) if capacity else None
    ticks = nice_ticks(0, max([*values, *levels.values(), 1.0]))
    return plain(
        lambda width: (
            height,
            _Picture.of(lines, ticks, held_against, decimals, width, height).shapes(last_observed),
        )
    )


def _levels(capacity: float | Mapping[int, float], years: Sequence[int]) -> dict[int, float]:
    """The capacity of each year it is known for, in their order."""
    if isinstance(capacity, Mapping):
        return dict(sorted(capacity.items()))
    return dict.fromkeys((min(years), max(years)), capacity)


def _lines(frame: pl.DataFrame, emphasis: Sequence[str]) -> list[_Line]:
    """What matters most last, on top."""
    names = frame["series"].unique(maintain_order=True).to_list()
    looks = dict(zip(emphasis, LOOKS, strict=False))
    ordered = [name for name in names if name not in looks] + [n for n in emphasis if n in names][
        ::-1
    ]
    return [
        _Line(
            name=name,
            rows=frame.filter(pl.col("series") == name).sort("year").to_dicts(),
            look=looks.get(name, OTHER),
        )
        for name in ordered
    ]


@frozen(kw_only=True)
class _Picture:
    """The chart at one width, with its scales."""

    lines: list[_Line]
    ticks: list[float]
    years: list[int]
    labels: list[tuple[str, float, _Look]]
    capacity: dict[int, float]
    """By year; empty where there is none."""
    left: float
    right: float
    bottom: float

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - private: a constructor of all that is drawn
        cls,
        lines: list[_Line],
        ticks: list[float],
        capacity: tuple[str, dict[int, float]] | None,
        decimals: int,
        width: int,
        height: int,
    ) -> _Picture:
        letters = 13 if width <= NARROW else 20
        labels = [
            (
                wrap(_named(line.name, number(line.rows[-1]["value"], decimals)), letters),
                float(line.rows[-1]["value"]),
                line.look,
            )
            for line in lines
        ]
        if capacity:
            *_before, last = capacity[1].values()
            labels.append((wrap(_named(capacity[0], number(last)), letters), last, CAPACITY))
        return cls(
            lines=lines,
            ticks=ticks,
            years=sorted({row["year"] for line in lines for row in line.rows}),
            labels=labels,
            capacity=capacity[1] if capacity else {},
            left=max(text_width(_tick(tick)) for tick in ticks) + 10,
            right=width - max(text_width(text) for text, _value, _look in labels) - 16,
            bottom=height - BOTTOM,
        )

    def x(self, year: float) -> float:
        span = max(self.years[-1] - self.years[0], 1)
        return self.left + (year - self.years[0]) / span * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - value / self.ticks[-1] * (self.bottom - TOP)

    def shapes(self, last_observed: int) -> list[Shape]:
        shapes = [*self._axes(), *self._today(last_observed)]
        for line in reversed(self.lines):
            shapes += self._surfaces(line)
        if self.capacity:
            shapes.append(stroke(self._steps(), CAPACITY.colour, CAPACITY.width))
        for line in self.lines:
            shapes += self._drawn(line, last_observed)
        return [*shapes, *self._names()]

    def _steps(self) -> list[Point]:
        """The capacity as a line that is level within a year and steps between two."""
        (first, level), *rest = self.capacity.items()
        points = [(self.x(first), self.y(level))]
        for year, following in rest:
            if following != level:
                points += [(self.x(year), self.y(level)), (self.x(year), self.y(following))]
            level = following
        return [*points, (self.x(max(self.capacity)), self.y(level))]

    def _axes(self) -> list[Shape]:
        shapes: list[Shape] = []
        for tick in self.ticks:
            level = self.y(tick)
            colour = "stone" if tick == 0 else "mist"
            shapes.append(stroke([(self.left, level), (self.right, level)], colour, 1))
            shapes += words(self.left - 8, level, _tick(tick), colour="stone", anchor="end")
        for year in self._years_shown():
            shapes += words(
                self.x(year), self.bottom + 16, str(year), colour="stone", anchor="middle"
            )
        return shapes

    def _years_shown(self) -> list[int]:
        most = max(2, int((self.right - self.left) / 52))
        span = self.years[-1] - self.years[0]
        step = next(each for each in (1, 2, 5, 10, 20, 50) if span / each <= most)
        last = self.years[-1]
        return [year for year in self.years if (last - year) % step == 0]

    def _today(self, last_observed: int) -> list[Shape]:
        if not self.years[0] <= last_observed < self.years[-1]:
            return []
        at = self.x(last_observed)
        anchor = "start" if last_observed == self.years[0] else "middle"
        line = stroke([(at, TOP - 8), (at, self.bottom)], "stone", 1)
        return [line, *words(at, TOP - 18, _("i dag"), colour="stone", anchor=anchor)]

    def _surfaces(self, line: _Line) -> list[Shape]:
        if line.look not in LOOKS:
            return []
        if line.look is LOOKS[0]:
            bands = zip(BANDS, OPACITIES, strict=True)
            return [
                area([*low, *reversed(high)], line.look.colour, opacity)
                for (one, other), opacity in bands
                if (low := self._points(line, one)) and (high := self._points(line, other))
            ]
        return [
            stroke(points, line.look.colour, 1.25, (1, 3))
            for column in BANDS[EDGE_BAND]
            if (points := self._points(line, column))
        ]

    def _drawn(self, line: _Line, last_observed: int) -> list[Shape]:
        """The past solid, the future dashed, a dot at the end."""
        points = self._points(line, "value")
        past = [
            each
            for each, row in zip(points, line.rows, strict=True)
            if row["year"] <= last_observed
        ]
        future = points[max(len(past) - 1, 0) :]
        look = line.look
        shapes = [stroke(past, look.colour, look.width)] if len(past) > 1 else []
        if len(future) > 1:
            shapes.append(stroke(future, look.colour, look.width, look.dash))
        return [*shapes, dot(*points[-1], look.colour)]

    def _points(self, line: _Line, column: str) -> list[Point]:
        return [
            (self.x(row["year"]), self.y(row[column]))
            for row in line.rows
            if row.get(column) is not None
        ]

    def _names(self) -> list[Shape]:
        heights = [LINE_PX * (text.count("\n") + 1) + 2.0 for text, _value, _look in self.labels]
        wanted = [self.y(value) for _text, value, _look in self.labels]
        centres = spread(wanted, heights, top=8)
        shapes: list[Shape] = []
        for (text, _value, look), height, centre in zip(self.labels, heights, centres, strict=True):
            first = centre - (height - 2 - LINE_PX) / 2
            shapes += words(self.right + 10, first, text, colour=look.colour, weight=look.weight)
        return shapes


def _named(name: str, value: str) -> str:
    return f"{name}: {value}" if name else value


def _tick(value: float) -> str:
    return number(value, 0 if value == round(value) else 1)
