"""json-stat out: a `Cube` as json-stat 2, the form that Statistics Norway answers in."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from omsyn.sources.ssb.cube import Cube, Dimension


def write_jsonstat(cube: Cube) -> bytes:
    """The cube as json-stat 2 in UTF-8; the same cube gives the same bytes."""
    return json.dumps(as_jsonstat(cube), ensure_ascii=False, allow_nan=False).encode()


def as_jsonstat(cube: Cube) -> dict[str, Any]:
    """The cube as the plain values that json-stat 2 is made of."""
    document: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": cube.label,
        "source": cube.source,
    }
    if cube.updated:
        document["updated"] = cube.updated.isoformat().replace("+00:00", "Z")
    if cube.notes:
        document["note"] = list(cube.notes)
    roles: dict[str, list[str]] = {}
    for each in cube.dimensions:
        if each.role:
            roles.setdefault(each.role.value, []).append(each.id)
    document["role"] = roles
    document["id"] = [each.id for each in cube.dimensions]
    document["size"] = list(cube.size)
    document["dimension"] = {each.id: _dimension(each) for each in cube.dimensions}
    if cube.table:
        document["extension"] = {"px": {"tableid": cube.table}}
    document["value"] = [_plain(value) for value in cube.values]
    if cube.status:
        document["status"] = {str(place): cube.status[place] for place in sorted(cube.status)}
    return document


def _dimension(dimension: Dimension) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": {code: place for place, code in enumerate(dimension.codes)},
        "label": dict(dimension.labels),
    }
    if dimension.units:
        category["unit"] = {code: {"base": base} for code, base in dimension.units.items()}
    described: dict[str, Any] = {"label": dimension.label, "category": category}
    if dimension.notes:
        described["note"] = list(dimension.notes)
    return described


def _plain(value: np.float64) -> float | int | None:
    if np.isnan(value):
        return None
    # A whole number is written without a decimal point, as the source does.
    return int(value) if value.is_integer() else float(value)
