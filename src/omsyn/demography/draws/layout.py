"""Where everything lies in the memory that the kernel works in.

The kernel gets three arrays instead of fifty: `given` holds all real numbers that it reads,
`whole` all whole ones, and `room` all that it works with. The first entries of `whole` tell where
the rest begins. So little is handed from function to function, and numba need not count at every
call who uses an array, which took longer than computing one municipality.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.demography.draws.ground import EVENTS, Floats, Ground, Whole
from omsyn.demography.draws.local import LocalSpread
from omsyn.demography.draws.noise import Chance
from omsyn.demography.draws.rng import Source, key_of, normal_table
from omsyn.demography.draws.settings import LEVELS
from omsyn.demography.fertility import FERTILE
from omsyn.demography.population import AGES

LANES = 16
"""So many draws are computed side by side."""

CELLS = 2 * AGES
"""Ages of men, then of women."""
MOTHERS = FERTILE.stop - FERTILE.start
LEVEL_COUNT = len(LEVELS)
COUNTY_NUMBERS = LEVEL_COUNT + LEVEL_COUNT % 2
"""Random numbers come in pairs."""
RATES_EACH, SHARE_IN, DEATH_LEVEL = 5, 2, 4
"""Numbers of a cell's rates, and where the second and third kind begin: out by sex, in by sex."""

(
    COUPLED, PLACES, FLOWS, COUNTIES, GROUPS, HAS_EXTRA,
    PLACE_KEY, COUNTY_KEY, EVENT_KEY,
    CODES, COUNTY_CODES, COUNTY, VERSION, EDGES,
    START, RATES, BIRTHS_LEVEL, EXTRA, WEIGHT, IMMIGRATION, EMIGRATION,
    TABLE, FIXED, STEP, PHI, MIDDLE, PARTS, SHIFT, SCALE,
    STATE, FACTOR, LASTING, DRIFT, LEVEL, COUNTY_LASTING, COUNTY_NEW, EXPECTED,
    DEATH, INTO_EACH, ARRIVE, RAKE, TOTAL, FERTILITY, CROSSING, POOL_BIRTHS, SUMS, ROOM,
) = range(47)  # fmt: skip
"""What the first entries of `whole` tell: how many there are, or where they begin.

From `COUPLED`: numbers of their own. From `CODES`: in `whole`. From `START`: in `given`. From
`STATE`: in `room`, whose size is `ROOM`.
"""
HEADER = ROOM + 1


@frozen(kw_only=True, eq=False)
class Memory:
    """What the kernel reads, as its first arguments."""

    given: Floats
    whole: Whole

    def room(self) -> Floats:
        """An array to work in, for one thread; begins at a line of the processor's cache."""
        size = int(self.whole[ROOM])
        values = np.empty(size + LANES, dtype=np.float32)
        skipped = (-(values.ctypes.data // values.itemsize)) % LANES
        return values[skipped : skipped + size]


@frozen(kw_only=True, eq=False)
class Chosen:
    """The municipalities to compute."""

    places: Whole
    weights: NDArray[np.float64]
    extra: Floats
    """Who comes beside what is drawn, (place, flow, sex, age); no places where nobody does."""


def memory(  # noqa: PLR0913, PLR0917 - what an engine consists of
    ground: Ground, chance: Chance, spread: LocalSpread, seed: int, chosen: Chosen,
    edges: Whole, *, coupled: bool,
) -> Memory:  # fmt: skip
    """Gather what the kernel reads. `coupled`: the chosen are all places, and share a pool."""
    places = chosen.places
    counties, county = np.unique(spread.county[places], return_inverse=True)
    whole = {
        CODES: spread.codes[places], COUNTY_CODES: spread.counties[counties], COUNTY: county,
        VERSION: ground.version, EDGES: edges,
    }  # fmt: skip
    given = _people(ground, chosen) | {
        TABLE: normal_table(), FIXED: spread.fixed[:, places], STEP: spread.step[:, places],
        PHI: spread.phi, MIDDLE: spread.middle[..., places].swapaxes(0, 1),
        PARTS: np.array([spread.own, spread.shared]),
        SHIFT: chance.shift[:, places], SCALE: chance.scale[:, places],
    }  # fmt: skip
    groups, count = max(len(edges) - 1, 0), len(places)
    header = np.zeros(HEADER, dtype=np.int64)
    header[:PLACE_KEY] = (
        coupled, count, len(ground.death), len(counties), groups, len(chosen.extra) > 0,
    )  # fmt: skip
    for place, source in zip(
        (PLACE_KEY, COUNTY_KEY, EVENT_KEY),
        (Source.PLACE, Source.COUNTY, Source.EVENTS), strict=True,
    ):  # fmt: skip
        header[place] = key_of(seed, source).view(np.int64)
    _lay_out_room(header, count, len(counties), groups)
    reals = _joined(given, header, np.float32, 0)
    header_and_numbers = _joined(whole, header, np.int64, HEADER)
    return Memory(given=reals, whole=np.concatenate([header, header_and_numbers]))


def _people(ground: Ground, chosen: Chosen) -> dict[int, NDArray[Any]]:
    """People and rates, the place last: (cell, place) and (version, age, place, `RATES_EACH`)."""
    places, flows = chosen.places, len(ground.death)
    rates = [
        values[:, places, sex, :AGES]
        for values in (ground.out, ground.share_in) for sex in range(2)
    ]  # fmt: skip
    rates.append(ground.death_level[:, places, :AGES])
    extra = chosen.extra.reshape(len(chosen.extra), flows, -1) if len(chosen.extra) else None
    return {
        START: ground.start[places, :, :AGES].reshape(len(places), CELLS).T,
        RATES: np.stack(rates, axis=-1).swapaxes(1, 2),
        BIRTHS_LEVEL: ground.births_level[:, places],
        EXTRA: np.zeros(0) if extra is None else extra.transpose(1, 2, 0),
        WEIGHT: chosen.weights,
        IMMIGRATION: ground.immigration[..., :AGES],
        EMIGRATION: ground.emigration[..., :AGES],
    }


def _lay_out_room(header: Whole, places: int, counties: int, groups: int) -> None:
    """Write where each part of the room begins; all are whole vectors."""
    rows = {
        # The newborn of each sex lie after the ages.
        STATE: (CELLS + 2) * places, FACTOR: EVENTS * places, LASTING: LEVEL_COUNT * places,
        DRIFT: LEVEL_COUNT * places, LEVEL: LEVEL_COUNT,
        COUNTY_LASTING: COUNTY_NUMBERS * counties, COUNTY_NEW: COUNTY_NUMBERS * counties,
        EXPECTED: places, DEATH: CELLS, INTO_EACH: CELLS, ARRIVE: CELLS, RAKE: CELLS, TOTAL: CELLS,
        FERTILITY: MOTHERS, CROSSING: 2, POOL_BIRTHS: 1, SUMS: 2 * groups * places,
    }  # fmt: skip
    at = 0
    for part, size in rows.items():
        header[part] = at
        at += size * LANES
    header[ROOM] = at


def _joined(parts: dict[int, NDArray[Any]], header: Whole, kind: Any, begin: int) -> NDArray[Any]:
    """The arrays one after the other; the header is told where each begins."""
    for part, values in parts.items():
        header[part] = begin
        begin += values.size
    return np.concatenate(
        [np.ascontiguousarray(each, dtype=kind).ravel() for each in parts.values()]
    )
