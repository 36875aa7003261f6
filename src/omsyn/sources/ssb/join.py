"""Parts of an answer put together to one cube."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from attrs import evolve

from omsyn.sources.ssb.cube import Cube, Dimension


def join(parts: Sequence[Cube]) -> Cube:
    """One cube of parts that have the same dimensions and together cover every cell once.

    Raises `ValueError` where they do not.
    """
    first = parts[0]
    ids = [each.id for each in first.dimensions]
    if any([each.id for each in part.dimensions] != ids for part in parts):
        raise ValueError("the parts have different dimensions")
    dimensions = tuple(_merged(part.dimension(name) for part in parts) for name in ids)
    size = tuple(len(each.codes) for each in dimensions)
    if sum(part.values.size for part in parts) != math.prod(size):
        raise ValueError("the parts do not cover every cell once")
    places = [{code: place for place, code in enumerate(each.codes)} for each in dimensions]
    values = np.full(size, np.nan)
    status: dict[int, str] = {}
    for part in parts:
        axes = [
            np.array([places[axis][code] for code in each.codes])
            for axis, each in enumerate(part.dimensions)
        ]
        values[np.ix_(*axes)] = part.values.reshape(part.size)
        if part.status:
            own = np.unravel_index(np.fromiter(part.status, dtype=np.int64), part.size)
            whole = np.ravel_multi_index(
                tuple(axis[place] for axis, place in zip(axes, own, strict=True)), size
            )
            status |= dict(zip(whole.tolist(), part.status.values(), strict=True))
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    updated = max((part.updated for part in parts if part.updated), default=None)
    return evolve(
        first,
        dimensions=dimensions,
        values=values.ravel(),
        status=status,
        notes=tuple(notes),
        updated=updated,
    )


def _merged(parts: Iterable[Dimension]) -> Dimension:
    """One dimension with the codes of all, in the order in which they come."""
    every = list(parts)
    codes = dict.fromkeys(code for each in every for code in each.codes)
    return evolve(
        every[0],
        codes=tuple(codes),
        labels={code: label for each in every for code, label in each.labels.items()},
        units={code: unit for each in every for code, unit in each.units.items()},
        notes=tuple(dict.fromkeys(note for each in every for note in each.notes)),
    )
