"""From a specification to SVG for page and PDF, and PNG for Word; each is drawn once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree as ET

from attrs import frozen
from defusedxml.ElementTree import fromstring

from omsyn.charts.plain import draw, is_plain
from omsyn.charts.specification import for_width
from omsyn.charts.theme import FONT, FONTS, TEXT_PX, TOKENS, WIDE
from omsyn.language import _
from omsyn.language.numbers import MINUS, THIN

SVG = "http://www.w3.org/2000/svg"
VEGA_LITE = "6.4"
LOCALE = {
    "decimal": ",", "thousands": THIN, "grouping": [3], "currency": ["", "\u00a0kr"],
    "minus": MINUS, "percent": "\u00a0%",
}  # fmt: skip
NARROW_UP_TO = 480
BANNER_HEIGHT = 18
_PREFIX = "\ue000"
"""Stands for the figure's own prefix of ids while the drawing is shared."""
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_UNWANTED = ("aria-", "role", "style", "pointer-events", "class")

ET.register_namespace("", SVG)


def render_svg(  # noqa: PLR0913 - what a picture needs to be readable without being seen
    spec: Mapping[str, Any],
    width: int = WIDE,
    *,
    title: str = "",
    description: str = "",
    id: str = "chart",  # noqa: A002 - it becomes the attribute id
    fictional: bool = False,
) -> str:
    """The chart as an SVG element without inline style, script or marks read aloud.

    `id` must be unique on the page: every id in the picture begins with it.
    """
    drawing = _drawing(spec, width, _banner(fictional))
    return _wrapped(drawing, id, title, description, "chart-narrow" if drawing.narrow else "")


def render_png(
    spec: Mapping[str, Any], width: int = WIDE, *, scale: float = 2.0, fictional: bool = False
) -> bytes:
    """The chart on white, `scale` pixels to each of `width`."""
    return _png(_key(spec), width, _banner(fictional), scale)


def size(spec: Mapping[str, Any], width: int = WIDE, *, fictional: bool = False) -> tuple[int, int]:
    """Width and height of the drawing, in its own pixels."""
    drawing = _drawing(spec, width, _banner(fictional))
    return drawing.width, drawing.height


@frozen
class _Drawing:
    content: str
    """What is inside the svg element; ids begin with `_PREFIX`."""
    width: int
    height: int
    narrow: bool


def _drawing(spec: Mapping[str, Any], width: int, banner: str) -> _Drawing:
    """Plain charts are drawn sooner than they would be found again."""
    if not is_plain(spec):
        return _kept_drawing(_key(spec), width, banner)
    narrow = width <= NARROW_UP_TO
    content, width, height = draw(spec, narrow=narrow)
    if banner:
        height += BANNER_HEIGHT
        content += _written(_banner_element(banner, width, height))
    return _Drawing(content, width, height, narrow)


@lru_cache(maxsize=512)
def _kept_drawing(spec: str, width: int, banner: str) -> _Drawing:
    narrow = width <= NARROW_UP_TO
    root = _vega_lite(for_width(json.loads(spec), width, narrow=narrow))
    height = int(float(root.get("height", "0")))
    if banner:
        height += BANNER_HEIGHT
        root.append(_banner_element(banner, width, height))
    return _Drawing("".join(_written(child) for child in root), width, height, narrow)


def _written(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode").replace(f' xmlns="{SVG}"', "")


def _vega_lite(spec: dict[str, Any]) -> ET.Element:
    import vl_convert

    _register_fonts()
    drawn = vl_convert.vegalite_to_svg(
        spec, vl_version=VEGA_LITE, format_locale=LOCALE, allowed_base_urls=[]
    )
    root: ET.Element = fromstring(drawn)
    _clean(root)
    return root


@lru_cache(maxsize=128)
def _png(spec: str, width: int, banner: str, scale: float) -> bytes:
    import vl_convert

    _register_fonts()
    drawing = _drawing(json.loads(spec), width, banner)
    picture: bytes = vl_convert.svg_to_png(
        _wrapped(drawing, "chart", "", "", "", background="#FFFFFF"), scale=scale
    )
    return picture


def _wrapped(  # noqa: PLR0913, PLR0917 - private, and each is a part of the element
    drawing: _Drawing, prefix: str, title: str, description: str, name: str, background: str = ""
) -> str:
    classes = f"chart {name}".strip()
    words = f'<title id="{_text(prefix)}-title">{_text(title)}</title>'
    labelled = f"{_text(prefix)}-title"
    if description:
        words += f'<desc id="{_text(prefix)}-desc">{_text(description)}</desc>'
        labelled += f" {_text(prefix)}-desc"
    paper = f'<rect width="100%" height="100%" fill="{background}"/>' if background else ""
    return (
        f'<svg xmlns="{SVG}" class="{classes}" role="img" aria-labelledby="{labelled}" '
        f'viewBox="0 0 {drawing.width} {drawing.height}" '
        f'width="{drawing.width}" height="{drawing.height}">'
        f'{words}{paper}<g aria-hidden="true">'
        f"{drawing.content.replace(_PREFIX, _text(prefix) + '-')}</g></svg>"
    )


def _clean(root: ET.Element) -> None:
    for element in root.iter():
        for name in [name for name in element.attrib if name.startswith(_UNWANTED)]:
            del element.attrib[name]
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, _PREFIX + value)
            elif "url(#" in value:
                element.set(name, _REFERENCE.sub(rf"url(#{_PREFIX}\1)", value))


def _banner(fictional: bool) -> str:
    return _("Fiktive tall") if fictional else ""


def _banner_element(text: str, width: int, height: int) -> ET.Element:
    element = ET.Element(
        f"{{{SVG}}}text",
        {
            "x": str(width - 4), "y": str(height - 5), "text-anchor": "end",
            "fill": TOKENS["lingon"],
            "font-family": FONT, "font-size": f"{TEXT_PX - 1}px", "font-weight": "600",
        },
    )  # fmt: skip
    element.text = text
    return element


def _text(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;")


def _key(spec: Mapping[str, Any]) -> str:
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"))


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
