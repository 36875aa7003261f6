"""What is drawn for each municipality and year, compiled, sixteen draws at a time.

The same random numbers as `rng.words` and `rng.normals`, the same factors as `noise.factors`; the
levels are those of `local.py`. `chances` writes, for every kind of event, the factor by which its
rate is multiplied this year: the level of the municipality times the chance in the events.
"""

# A compiled function gets its arrays and indexes one by one:
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from typing import Any

import numpy as np

from omsyn.demography.draws.cache import part
from omsyn.demography.draws.ground import ARRIVING, BORN, EVENTS, INTO, OUT
from omsyn.demography.draws.lanes import (
    as_reals,
    bits_as_reals,
    doubled,
    down,
    down_half,
    fill,
    fill_words,
    fused,
    largest,
    least,
    load,
    looked_up,
    lower,
    masked,
    most,
    one_where_above,
    same,
    store,
    upper,
)
from omsyn.demography.draws.layout import (
    CODES,
    COUNTIES,
    COUNTY,
    COUNTY_CODES,
    COUNTY_KEY,
    COUNTY_LASTING,
    COUNTY_NEW,
    DRIFT,
    EVENT_KEY,
    FACTOR,
    FIXED,
    LANES,
    LASTING,
    LEVEL,
    LEVEL_COUNT,
    MIDDLE,
    PARTS,
    PHI,
    PLACE_KEY,
    PLACES,
    SCALE,
    SHIFT,
    STEP,
    TABLE,
)
from omsyn.demography.draws.noise import FEWEST, MOST
from omsyn.demography.draws.rng import (
    FIRST_MIX,
    FIXED_YEAR,
    GOLDEN,
    NUMBER_BITS,
    PLACE_BITS,
    SECOND_MIX,
    TABLE_BITS,
    YEAR_BITS,
)
from omsyn.demography.draws.settings import LEVELS

EVENT_WORDS, LEVEL_WORDS = (EVENTS + 1) // 2, (LEVEL_COUNT + 1) // 2
LEVEL_OF = np.array(
    [
        LEVELS.index(name)
        for name, events in (
            ("deaths", OUT), ("out", INTO - OUT), ("into", BORN - INTO),
            ("births", ARRIVING - BORN), ("arriving", EVENTS - ARRIVING),
        )
        for _ in range(events)
    ],
    dtype=np.int64,
)  # fmt: skip
"""The level that goes with each event."""

# Constants of exactly these types: numba would make a float of a signed and an unsigned whole
# number, and a double of a float32 and a Python number.
U_GOLDEN, U_FIRST, U_SECOND = np.uint64(GOLDEN), np.uint64(FIRST_MIX), np.uint64(SECOND_MIX)
U_PLACE, U_YEAR = np.uint64(NUMBER_BITS), np.uint64(NUMBER_BITS + PLACE_BITS)
U_DRAW = np.uint64(GOLDEN << (NUMBER_BITS + PLACE_BITS + YEAR_BITS) & 2**64 - 1)
"""A draw in its place among the bits of an address, times `GOLDEN`."""
H_PART = np.uint32(2 ** (32 - TABLE_BITS) - 1)
F_PART, F_23 = np.float32(2.0 ** (TABLE_BITS - 32)), np.float32(2.0**-23)
F0, F_HALF, F1 = np.float32(0), np.float32(0.5), np.float32(1)
F_FEWEST = np.float32(FEWEST)

F_LARGEST = np.float32(80)
"""No logarithm of a level is larger: its exponential would not fit."""
F_LOG2E, F_ROUND = np.float32(1.44269504088896341), np.float32(1.5 * 2**23)
F_LN2_HIGH, F_LN2_LOW = np.float32(-0.693359375), np.float32(2.12194440e-4)
F_E7, F_E6, F_E5, F_E4, F_E3 = (
    np.float32(each)
    for each in (
        1.9875691500e-4,
        1.3981999507e-3,
        8.3334519073e-3,
        4.1665795894e-2,
        1.6666665459e-1,
    )
)


def _words(key: Any, draws: Any, year: Any, place: Any, number: Any) -> Any:
    """As `rng.words`, where `draws` are the lanes' draws, in their place and times `GOLDEN`."""
    rest = (
        (np.uint64(year) << U_YEAR) | (np.uint64(place) << U_PLACE) | np.uint64(number)
    ) * U_GOLDEN + key
    mixed = draws + fill_words(rest)
    mixed = (mixed ^ down(mixed, 30)) * fill_words(U_FIRST)
    mixed = (mixed ^ down(mixed, 27)) * fill_words(U_SECOND)
    return mixed ^ down(mixed, 31)


words = part(_words)


def _normals(number: Any, given: Any, table: Any) -> Any:
    """As `rng.normals`; the table begins at `table` in `given`."""
    place = down_half(number, 32 - TABLE_BITS)
    both = looked_up(given, place, table)
    low, high = bits_as_reals(lower(both)), bits_as_reals(upper(both))
    part = as_reals(masked(number, H_PART)) * fill(F_PART)
    return low + part * (high - low)


normals = part(_normals)


def _exponential(value: Any) -> Any:
    """The number e to the power of the value, from -`F_LARGEST` to `F_LARGEST`.

    The polynomial is that of Cephes (Moshier) for single precision: right to the last bit or two.
    """
    value = most(least(value, fill(F_LARGEST)), fill(-F_LARGEST))
    times = fused(value, fill(F_LOG2E), fill(F_ROUND))
    twos = times - fill(F_ROUND)
    rest = fused(twos, fill(F_LN2_LOW), fused(twos, fill(F_LN2_HIGH), value))
    power = fused(fill(F_E7), rest, fill(F_E6))
    power = fused(power, rest, fill(F_E5))
    power = fused(power, rest, fill(F_E4))
    power = fused(power, rest, fill(F_E3))
    power = fused(power, rest, fill(F_HALF))
    return doubled(fused(power, rest * rest, rest + fill(F1)), times)


exponential = part(_exponential)


def _poisson(mean: Any, none: Any, number: Any) -> Any:
    """Poisson numbers divided by their mean, by inversion; `none` is the probability of zero."""
    uniform = (as_reals(down_half(number, 9)) + fill(F_HALF)) * fill(F_23)
    highest = largest(uniform)
    part, below, tried = none, none, F0
    count = fill(F0)
    while highest > below and tried < np.float32(MOST - 1):
        count = count + one_where_above(uniform, fill(below))
        tried += F1
        part = part * (mean / tried)
        below = below + part
    return count * fill(F1 / max(mean, F_FEWEST))


poisson = part(_poisson)


def _factors(shift: Any, scale: Any, number: Any, given: Any, table: Any) -> Any:
    """As `noise.factors`, for one event."""
    if scale > F0:
        root = most(fused(fill(scale), normals(number, given, table), fill(shift)), fill(F0))
        return root * root * root
    if scale < F0:
        return poisson(shift, -scale, number)
    return fill(F1)


factors = part(_factors)


def _county_numbers(draws: Any, year: Any, into: Any, given: Any, whole: Any, room: Any) -> None:
    """The counties' normal values of one year."""
    count, table, key = whole[COUNTIES], whole[TABLE], np.uint64(whole[COUNTY_KEY])
    for c in range(count):
        for number in range(LEVEL_WORDS):
            found = words(key, draws, year, whole[whole[COUNTY_CODES] + c], number)
            at = into + (2 * number * count + c) * LANES
            store(room, at, normals(upper(found), given, table))
            store(room, at + count * LANES, normals(lower(found), given, table))


county_numbers = part(_county_numbers)


def _joined(
    level: Any, i: Any, number: Any, counties: Any, given: Any, whole: Any, room: Any
) -> Any:
    """The place's own normal value and its county's, each with its weight."""
    county = whole[whole[COUNTY] + i]
    shared = load(room, counties + (level * whole[COUNTIES] + county) * LANES)
    own = normals(number, given, whole[TABLE])
    parts = whole[PARTS]
    return fused(same(given, parts), own, same(given, parts + 1) * shared)


joined = part(_joined)


def _lasting(draws: Any, given: Any, whole: Any, room: Any) -> None:
    """The errors of the levels that last all years; the drifts begin at zero."""
    count, key = whole[PLACES], np.uint64(whole[PLACE_KEY])
    counties = whole[COUNTY_LASTING]
    county_numbers(draws, FIXED_YEAR, counties, given, whole, room)
    for i in range(count):
        for number in range(LEVEL_WORDS):
            found = words(key, draws, FIXED_YEAR, whole[whole[CODES] + i], number)
            for level in range(2 * number, min(2 * number + 2, LEVEL_COUNT)):
                half = upper(found) if level & 1 == 0 else lower(found)
                value = joined(level, i, half, counties, given, whole, room)
                at = (i * LEVEL_COUNT + level) * LANES
                spread = same(given, whole[FIXED] + level * count + i)
                store(room, whole[LASTING] + at, spread * value)
                store(room, whole[DRIFT] + at, fill(F0))


lasting = part(_lasting)


def _levels(draws: Any, flow: Any, i: Any, given: Any, whole: Any, room: Any) -> None:
    """Move the drifts of one place a year on, and write its levels."""
    count, key = whole[PLACES], np.uint64(whole[PLACE_KEY])
    for number in range(LEVEL_WORDS):
        found = words(key, draws, flow, whole[whole[CODES] + i], number)
        for level in range(2 * number, min(2 * number + 2, LEVEL_COUNT)):
            half = upper(found) if level & 1 == 0 else lower(found)
            value = joined(level, i, half, whole[COUNTY_NEW], given, whole, room)
            new = same(given, whole[STEP] + level * count + i) * value
            at = (i * LEVEL_COUNT + level) * LANES
            drift = load(room, whole[DRIFT] + at)
            drift = fused(same(given, whole[PHI] + level), drift, new)
            store(room, whole[DRIFT] + at, drift)
            middle = same(given, whole[MIDDLE] + (flow * LEVEL_COUNT + level) * count + i)
            error = load(room, whole[LASTING] + at) + drift - middle
            store(room, whole[LEVEL] + level * LANES, exponential(error))


levels = part(_levels)


def _chances(draws: Any, flow: Any, given: Any, whole: Any, room: Any) -> None:
    """Write the factors of all events of one year."""
    count, table, key = whole[PLACES], whole[TABLE], np.uint64(whole[EVENT_KEY])
    county_numbers(draws, flow, whole[COUNTY_NEW], given, whole, room)
    for i in range(count):
        levels(draws, flow, i, given, whole, room)
        shifts = whole[SHIFT] + (flow * count + i) * EVENTS
        scales = whole[SCALE] + (flow * count + i) * EVENTS
        for number in range(EVENT_WORDS):
            found = words(key, draws, flow, whole[whole[CODES] + i], number)
            for event in range(2 * number, min(2 * number + 2, EVENTS)):
                half = upper(found) if event & 1 == 0 else lower(found)
                shift, scale = given[shifts + event], given[scales + event]
                level = load(room, whole[LEVEL] + LEVEL_OF[event] * LANES)
                factor = level * factors(shift, scale, half, given, table)
                store(room, whole[FACTOR] + (event * count + i) * LANES, factor)


chances = part(_chances)
