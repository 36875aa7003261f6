"""Colours, letters and lines of every chart: paper and ink, one accent, grey for the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
"""Inter in four cuts, as .otf for drawing and PDF and as .woff2 for the web."""
FONT = "Inter"

WIDE = 640
"""Width in pixels of the drawing shared by page, Word and PDF: 13 px become 9 pt in a column."""
NARROW = 360
"""Width in pixels of the drawing for a phone, where 13 px stay 13 px."""
TEXT_PX = 13

TOKENS = {
    "paper": "#FBFAF7",
    "ink": "#17262E",
    "fjord": "#0B5563",  # the accent: "us"
    "lupin": "#5B4B8A",  # the second of two
    "moss": "#3F6B3A",
    "cloudberry": "#A34E08",
    "lingon": "#A3263A",
    "stone": "#5F6B73",  # the others, axes
    "pebble": "#7C8890",  # surfaces of the others: too pale for text
    "mist": "#C9D3D6",  # hairlines and quiet fills inside a darker edge
}
DARK_TOKENS = {
    "paper": "#11191D",
    "ink": "#E9EDEC",
    "fjord": "#6CC3D2",
    "lupin": "#BBAAEA",
    "moss": "#8FC587",
    "cloudberry": "#F0A560",
    "lingon": "#F2929D",
    "stone": "#A6B1B7",
    "pebble": "#87939A",
    "mist": "#34434B",
}
TEXT_TOKENS = ("ink", "fjord", "lupin", "moss", "cloudberry", "lingon", "stone")
MARK_TOKENS = (*TEXT_TOKENS, "pebble")
SERIES_TOKENS = ("fjord", "lupin", "cloudberry", "moss")
"""For series that are all meant to be seen; the rest are drawn in stone."""
FUTURE_DASHES = ([6, 4], [2, 3], [10, 3], [8, 3, 2, 3])
"""One for each of `SERIES_TOKENS`, so that they part in grey print too."""


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours written as "#RRGGBB"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def config() -> dict[str, Any]:
    """The Vega-Lite configuration that every chart is drawn with."""
    ink, stone, mist = TOKENS["ink"], TOKENS["stone"], TOKENS["mist"]
    return {
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "text": {"font": FONT, "fontSize": TEXT_PX, "fill": ink},
        "line": {"strokeCap": "round", "strokeJoin": "round"},
        "axis": {
            "labelFont": FONT, "labelFontSize": TEXT_PX, "labelColor": stone,
            "domainColor": stone, "tickColor": stone, "gridColor": mist,
            "labelPadding": 6, "title": None,
        },
        "axisY": {"domain": False, "ticks": False, "gridWidth": 1},
        "axisX": {"grid": False, "tickSize": 5},
    }  # fmt: skip


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
