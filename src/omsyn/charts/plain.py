"""Charts as plain shapes at their pixels, for pages where the reader waits for each drawing.

A Vega-Lite chart takes some tenths of a second to draw, a plain one about a thousandth. It is
made of lines, areas, bars, dots and words that the builder has placed, once for each width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from omsyn.charts.layout import LINE_PX
from omsyn.charts.specification import Spec
from omsyn.charts.theme import FONT, NARROW, TEXT_PX, TOKENS, WIDE

KEY = "plain"
BASELINE = 0.36 * TEXT_PX
"""From the middle of a line of text down to its baseline."""

Point = tuple[float, float]
Shape = list[Any]
"""[tag, attributes, text]: what JSON can hold."""


def plain(build: Callable[[int], tuple[int, list[Shape]]]) -> Spec:
    """A specification from a function of the width that gives height and shapes."""
    drawings = {}
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        height, shapes = build(width)
        drawings[name] = {"width": width, "height": height, "shapes": shapes}
    return {KEY: drawings}


def is_plain(spec: Mapping[str, Any]) -> bool:
    """Whether a specification is of this kind; else it is Vega-Lite."""
    return KEY in spec


def draw(spec: Mapping[str, Any], *, narrow: bool) -> tuple[str, int, int]:
    """The shapes as SVG, and the width and height that they are placed in."""
    drawing = spec[KEY]["narrow" if narrow else "wide"]
    return "".join(map(_element, drawing["shapes"])), drawing["width"], drawing["height"]


def _element(shape: Shape) -> str:
    tag, attributes, text = shape
    look = "".join(
        f' {name}="{value if isinstance(value, int | float) else _escaped(str(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{look}>{_escaped(text)}</{tag}>" if text else f"<{tag}{look} />"


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def stroke(points: Iterable[Point], colour: str, width: float, dash: Sequence[int] = ()) -> Shape:
    """A line through the points; the colour is the name of a token."""
    look = {"stroke-dasharray": " ".join(map(str, dash))} if dash else {"stroke-linecap": "round"}
    return ["path", {"d": _path(points), "fill": "none", "stroke": TOKENS[colour],
                     "stroke-width": width, "stroke-linejoin": "round", **look}, None]  # fmt: skip


def area(points: Iterable[Point], colour: str, opacity: float) -> Shape:
    """A surface inside the points."""
    return ["path", {"d": f"{_path(points)}Z", "fill": TOKENS[colour],
                     "fill-opacity": opacity}, None]  # fmt: skip


def box(x: float, y: float, width: float, height: float, colour: str) -> Shape:
    """A bar; never thinner than a pixel."""
    return ["rect", {"x": _px(x), "y": _px(y), "width": _px(max(width, 1)), "height": _px(height),
                     "fill": TOKENS[colour]}, None]  # fmt: skip


def dot(x: float, y: float, colour: str) -> Shape:
    return ["circle", {"cx": _px(x), "cy": _px(y), "r": 3.75, "fill": TOKENS[colour]}, None]


def words(  # noqa: PLR0913 - each is one property of the text
    x: float, y: float, text: str, *, colour: str = "ink", anchor: str = "start", weight: int = 400
) -> list[Shape]:
    """Text whose first line has its middle at `y`; one shape for each line."""
    look = {"fill": TOKENS[colour], "font-family": FONT, "font-size": f"{TEXT_PX}px",
            "font-weight": weight, "text-anchor": anchor}  # fmt: skip
    return [
        ["text", {"x": _px(x), "y": _px(y + BASELINE + number * LINE_PX), **look}, line]
        for number, line in enumerate(text.split("\n"))
    ]


def _path(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{_px(x)},{_px(y)}" for x, y in points)


def _px(value: float) -> float:
    return round(value, 1)
