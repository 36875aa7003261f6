"""Frames in, pictures out: Vega-Lite specifications, drawn as SVG and PNG.

`fan`, `difference` and `waterfall`, which a reader waits for at each touch of a lever, are plain
shapes instead.

    spec = lines(frame, series="place", emphasis=["Kristiansand"], last_observed=2026)
    svg = render_svg(spec, WIDE, title=..., description=..., id="figure-1")

The builders write labels in the written standard in force. A specification holds its data, and
how it differs on a narrow screen; `render_svg(spec, NARROW)` draws it for a phone.
"""

from omsyn.charts.bars import bars
from omsyn.charts.difference import difference
from omsyn.charts.dots import dots
from omsyn.charts.fan import fan
from omsyn.charts.lines import lines, sparkline
from omsyn.charts.pyramid import pyramid
from omsyn.charts.render import render_png, render_svg, size
from omsyn.charts.theme import DARK_TOKENS, FONTS, NARROW, TOKENS, WIDE
from omsyn.charts.waterfall import Bar, BarKind, waterfall

__all__ = [
    "DARK_TOKENS",
    "FONTS",
    "NARROW",
    "TOKENS",
    "WIDE",
    "Bar",
    "BarKind",
    "bars",
    "difference",
    "dots",
    "fan",
    "lines",
    "pyramid",
    "render_png",
    "render_svg",
    "size",
    "sparkline",
    "waterfall",
]
