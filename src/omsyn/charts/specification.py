"""The frame that every chart's Vega-Lite specification has in common."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from omsyn.charts.theme import config
from omsyn.language import number, percent

Spec: TypeAlias = dict[str, Any]
Rows: TypeAlias = list[dict[str, Any]]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


def specification(
    layers: Sequence[Mapping[str, Any]],
    datasets: Mapping[str, Rows],
    *,
    height: int,
    padding: Mapping[str, float],
    narrow: Mapping[str, Any],
) -> Spec:
    """A layered specification of one view; `narrow` is merged over it for small screens."""
    return {
        "$schema": SCHEMA,
        "autosize": {"type": "fit", "contains": "padding"},
        "height": height,
        "padding": dict(padding),
        "datasets": dict(datasets),
        "layer": list(layers),
        "config": config(),
        "usermeta": {"narrow": dict(narrow)},
    }


def for_width(spec: Mapping[str, Any], width: int, *, narrow: bool) -> Spec:
    """The specification as it is drawn at a width."""
    drawn = copy.deepcopy(dict(spec))
    patch = drawn.pop("usermeta", {}).get("narrow", {})
    return {**(_merged(drawn, patch) if narrow else drawn), "width": width}


def padding(*, top: float = 8, right: float = 8, bottom: float = 4, left: float = 4) -> Spec:
    return {"top": top, "right": right, "bottom": bottom, "left": left}


def value_text(value: float, *, decimals: int, in_percent: bool) -> str:
    """The figure as people read it, with the percent sign where it is one."""
    return percent(value, decimals) if in_percent else number(value, decimals)


def label_expression(*, in_percent: bool, absolute: bool = False) -> str:
    """How an axis writes its values; the thin space and the comma come from the locale."""
    value = "abs(datum.value)" if absolute else "datum.value"
    written = f"format({value}, ',~f')"
    return f"{written} + '\u00a0%'" if in_percent else written


def _merged(base: Spec, patch: Mapping[str, Any]) -> Spec:
    for key, value in patch.items():
        inner = base.get(key)
        base[key] = (
            _merged(inner, value)
            if isinstance(inner, dict) and isinstance(value, Mapping)
            else value
        )
    return base
