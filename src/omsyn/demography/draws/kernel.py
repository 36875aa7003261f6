"""The yearly step of all draws, compiled: float32, one draw after another, ages in lanes.

`reference.py` says the same in NumPy and double precision, and is the one to read; tests hold the
two equal. Written in plain loops that each write one array, because that is what the compiler
turns into vector instructions. Nothing is reordered (no fast-math), so that a municipality gets
the same bits whether it is computed alone or with the others.
"""

# A compiled function takes its arrays one by one, and one loop over a draw's years keeps them all
# in the processor's cache:
# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917

from __future__ import annotations

from typing import Any

import numpy as np

from omsyn.demography.draws.cache import compiled
from omsyn.demography.draws.ground import (
    ARRIVING,
    BORN,
    DEATH_BANDS,
    DEATHS,
    EVENTS,
    INTO,
    MOVE_BANDS,
    OUT,
    PADDED,
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
from omsyn.demography.fertility import BOYS_SHARE, FERTILE
from omsyn.demography.migration import LARGEST_OUT
from omsyn.demography.population import AGES

LAST = AGES - 1
LEVEL_COUNT = len(LEVELS)
LEVEL_OUT, LEVEL_INTO, LEVEL_ARRIVING, LEVEL_BIRTHS, LEVEL_DEATHS = range(LEVEL_COUNT)
FIRST_MOTHER, MOTHERS = FERTILE.start, FERTILE.stop - FERTILE.start
DEATH_COUNT = len(DEATH_BANDS) - 1
WIDEST = 64
"""No band of ages is wider."""
DEATH_STARTS = np.array(DEATH_BANDS[:-1], dtype=np.uint64)
MOVE_STARTS = np.array(MOVE_BANDS[:-1], dtype=np.uint64)
EVENT_WORDS = (EVENTS + 1) // 2

# Constants of exactly these types: numba would make a float of a signed and an unsigned whole
# number, and a double of a float32 and a Python number.
U_GOLDEN, U_FIRST, U_SECOND = np.uint64(GOLDEN), np.uint64(FIRST_MIX), np.uint64(SECOND_MIX)
U9, U27, U30, U31, U32 = (np.uint64(each) for each in (9, 27, 30, 31, 32))
U_LOW, U_WIDEST = np.uint64(0xFFFFFFFF), np.uint64(WIDEST)
U_PLACE, U_YEAR = np.uint64(NUMBER_BITS), np.uint64(NUMBER_BITS + PLACE_BITS)
U_DRAW = np.uint64(NUMBER_BITS + PLACE_BITS + YEAR_BITS)
U_TABLE, U_PART = np.uint64(32 - TABLE_BITS), np.uint64(2 ** (32 - TABLE_BITS) - 1)
F_PART, F_23 = np.float32(2.0 ** (TABLE_BITS - 32)), np.float32(2.0**-23)
F0, F_HALF, F1 = np.float32(0), np.float32(0.5), np.float32(1)
F_FEWEST = np.float32(FEWEST)
F_MOST_OUT, F_MOST_DEAD = np.float32(LARGEST_OUT), np.float32(0.97)
F_BOYS, F_GIRLS = np.float32(BOYS_SHARE), np.float32(1 - BOYS_SHARE)


def _word(key: Any, draw: Any, year: Any, place: Any, number: Any) -> Any:
    """As `rng.words`."""
    mixed = (
        (np.uint64(draw) << U_DRAW)
        | (np.uint64(year) << U_YEAR)
        | (np.uint64(place) << U_PLACE)
        | np.uint64(number)
    )
    mixed = mixed * U_GOLDEN + key
    mixed = (mixed ^ (mixed >> U30)) * U_FIRST
    mixed = (mixed ^ (mixed >> U27)) * U_SECOND
    return mixed ^ (mixed >> U31)


word = compiled(_word)


def _normal(number: Any, table: Any) -> Any:
    """As `rng.normals`."""
    low = table[number >> U_TABLE]
    part = np.float32(number & U_PART) * F_PART
    return low + part * (table[(number >> U_TABLE) + np.uint64(1)] - low)


normal = compiled(_normal)


def _factor(shift: Any, scale: Any, number: Any, table: Any) -> Any:
    """As `noise.factors`, for one event."""
    if scale > F0:
        root = max(shift + scale * normal(number, table), F0)
        return root * root * root
    if scale == F0:
        return F1
    uniform = (np.float32(number >> U9) + F_HALF) * F_23
    part = -scale
    below = part
    count = F0
    while uniform > below and count < np.float32(MOST - 1):
        count += F1
        part = part * (shift / count)
        below = below + part
    return count / max(shift, F_FEWEST)


factor = compiled(_factor)


def _pair(key: Any, draw: Any, year: Any, place: Any, number: Any, table: Any) -> Any:
    """The two normal values of one word."""
    found = word(key, draw, year, place, number)
    return normal(found >> U32, table), normal(found & U_LOW, table)


pair = compiled(_pair)


def _draw_events(
    key: Any, draw: Any, year: Any, place: Any, shift: Any, scale: Any, m: Any, table: Any,
    into: Any, i: Any,
) -> None:  # fmt: skip
    """Write the factors of one place and year into row `i`."""
    for number in range(EVENT_WORDS):
        found = word(key, draw, year, place, number)
        at = 2 * number
        into[i, at] = factor(shift[year, m, at], scale[year, m, at], found >> U32, table)
        if at + 1 < EVENTS:
            into[i, at + 1] = factor(
                shift[year, m, at + 1], scale[year, m, at + 1], found & U_LOW, table
            )


draw_events = compiled(_draw_events)


def _spread_over(values: Any, i: Any, first: Any, bands: Any, level: Any, into: Any) -> None:
    """Write `level` times the value of each band into the ages of the band.

    `bands` holds their first ages. In whole vectors from there; the next band overwrites what is
    too much.
    """
    for band in range(len(bands)):
        into[bands[band] : bands[band] + U_WIDEST] = level * values[i, first + band]


spread_over = compiled(_spread_over)


def _sum_of(values: Any, i: Any, sex: Any, low: Any, high: Any) -> Any:
    """The sum over low..high - 1, as four sums so that the processor need not wait."""
    one, two, three, four = F0, F0, F0, F0
    # Unsigned: numba would look at each index for whether it counts from the end.
    age, last = np.uint64(low), np.uint64(high)
    while age + np.uint64(3) < last:
        one += values[i, sex, age]
        two += values[i, sex, age + np.uint64(1)]
        three += values[i, sex, age + np.uint64(2)]
        four += values[i, sex, age + np.uint64(3)]
        age += np.uint64(4)
    while age < last:
        one += values[i, sex, age]
        age += np.uint64(1)
    return (one + two) + (three + four)


sum_of = compiled(_sum_of)


def _begin(
    row: Any, out: Any, cap: Any, half: Any, death: Any, emigration: Any, version: Any, m: Any,
    i: Any, sex: Any, ages: Any, arriving: Any, level: Any, moving: Any, dying: Any,
    pool: Any, present: Any, due: Any, raked: Any, local: Any, left: Any, kept: Any, scratch: Any,
) -> None:  # fmt: skip
    """Those who leave and those who should die among `row`; adds to the country's sums."""
    for age in range(ages):
        kept[age] = min(out[version, m, sex, age] * moving[age], cap[sex, age])
    for age in range(ages):
        pool[sex, age] += row[age] * kept[age] * half[sex, age]
    for age in range(ages):
        present[sex, age] += row[age] * arriving
    for age in range(ages):
        kept[age] += emigration[sex, age]
    for age in range(ages):
        scratch[age] = row[age] * death[sex, age] * (F1 - F_HALF * kept[age])
    for age in range(ages):
        due[sex, age] += scratch[age]
    for age in range(ages):
        local[i, sex, age] = scratch[age] * dying[age] * level[version, m, age]
    for age in range(ages):
        raked[sex, age] += local[i, sex, age]
    for age in range(ages):
        left[i, sex, age] = row[age] - row[age] * kept[age] * half[sex, age]


begin = compiled(_begin)


def _end(
    row: Any, share_in: Any, into: Any, arrive: Any, rake: Any, extra: Any, version: Any, m: Any,
    i: Any, flow: Any, sex: Any, ages: Any, arriving: Any, coming: Any, half: Any,
    local: Any, left: Any,
) -> None:  # fmt: skip
    """Those at the end of the year, in `left`: who stayed, less the dead, and the newcomers."""
    for age in range(ages):
        left[i, sex, age] -= min(
            rake[sex, age] * local[i, sex, age], F_MOST_DEAD * left[i, sex, age]
        )
    for age in range(ages):
        left[i, sex, age] += (
            share_in[version, m, sex, age] * coming[age] * into[sex, age]
            + row[age] * arriving * arrive[sex, age]
        )
    if len(extra) > 0:
        for age in range(min(ages, AGES)):
            left[i, sex, age] += extra[i, flow, sex, age] * half[sex, age]


end = compiled(_end)


def _per(value: Any, of: Any) -> Any:
    return value / of if of > F0 else F0


per = compiled(_per)


def _run(
    first: Any, last: Any, offset: Any, coupled: Any, chosen: Any, keys: Any, table: Any,
    start: Any, immigration: Any, emigration: Any, births_level: Any, out: Any, share_in: Any,
    death_level: Any, versions: Any, shift: Any, scale: Any,
    fixed: Any, step: Any, phi: Any, middle: Any, own: Any, shared: Any, codes: Any,
    counties: Any, county: Any,
    death: Any, fertility: Any, crossing: Any,
    pool_into: Any, pool_arrive: Any, pool_rake: Any, pool_births: Any,
    weights: Any, extra: Any, edges: Any, single: Any, groups: Any,
) -> None:  # fmt: skip
    """Draws first..last - 1, whose arrays begin at draw `offset`, for the `chosen` places.

    `coupled`: the chosen are all places, and what they share is written to the `pool_` arrays.
    Otherwise it is read from them. Persons times `weights` are added to `single` (draw, year, sex,
    age), and sums of age groups written to `groups` (draw, year, place, sex, group) unless that
    is empty.
    """
    count = len(chosen)
    flows = len(immigration)
    here = np.zeros((count, 2, PADDED), dtype=np.float32)
    next_ = np.zeros((count, 2, PADDED), dtype=np.float32)
    local = np.zeros((count, 2, PADDED), dtype=np.float32)
    pool = np.zeros((2, PADDED), dtype=np.float32)
    present = np.zeros((2, PADDED), dtype=np.float32)
    due = np.zeros((2, PADDED), dtype=np.float32)
    raked = np.zeros((2, PADDED), dtype=np.float32)
    offered = np.zeros((2, PADDED), dtype=np.float32)
    q = np.zeros((2, PADDED), dtype=np.float32)
    half = np.zeros((2, PADDED), dtype=np.float32)
    cap = np.zeros((2, PADDED), dtype=np.float32)
    leaving = np.zeros((2, PADDED), dtype=np.float32)
    into = np.zeros((2, PADDED), dtype=np.float32)
    arrive = np.zeros((2, PADDED), dtype=np.float32)
    rake = np.zeros((2, PADDED), dtype=np.float32)
    row = np.zeros(PADDED + WIDEST, dtype=np.float32)
    kept = np.zeros(PADDED + WIDEST, dtype=np.float32)
    scratch = np.zeros(PADDED + WIDEST, dtype=np.float32)
    moving = np.zeros(PADDED + WIDEST, dtype=np.float32)
    coming = np.zeros(PADDED + WIDEST, dtype=np.float32)
    dying = np.zeros(PADDED + WIDEST, dtype=np.float32)
    events = np.zeros((count, EVENTS), dtype=np.float32)
    levels = np.zeros((count, LEVEL_COUNT), dtype=np.float32)
    drift = np.zeros((count, LEVEL_COUNT), dtype=np.float32)
    lasting = np.zeros((count, LEVEL_COUNT), dtype=np.float32)
    county_drift = np.zeros((len(counties), LEVEL_COUNT + 1), dtype=np.float32)
    county_new = np.zeros((len(counties), LEVEL_COUNT + 1), dtype=np.float32)
    county_lasting = np.zeros((len(counties), LEVEL_COUNT + 1), dtype=np.float32)
    normals_ = np.zeros(LEVEL_COUNT + 1, dtype=np.float32)
    born = np.zeros((count, 2), dtype=np.float32)
    for draw in range(first, last):
        d = draw - offset
        for c in range(len(counties)):
            for k in range(0, LEVEL_COUNT, 2):
                one, two = pair(keys[1], draw, FIXED_YEAR, counties[c], k >> 1, table)
                county_lasting[c, k], county_lasting[c, k + 1] = one, two
            county_drift[c] = F0
        for i in range(count):
            m = chosen[i]
            for k in range(0, LEVEL_COUNT, 2):
                one, two = pair(keys[0], draw, FIXED_YEAR, codes[m], k >> 1, table)
                normals_[k], normals_[k + 1] = one, two
            for k in range(LEVEL_COUNT):
                lasting[i, k] = fixed[k, m] * (
                    own * normals_[k] + shared * county_lasting[county[m], k]
                )
                drift[i, k] = F0
            for sex in range(2):
                for age in range(PADDED):
                    here[i, sex, age] = start[m, sex, age]
        for flow in range(flows + 1):
            for i in range(count):
                weight = weights[i]
                if weight != F0:
                    for sex in range(2):
                        for age in range(AGES):
                            single[d, flow, sex, age] += weight * here[i, sex, age]
                if len(groups) > 0:
                    for sex in range(2):
                        for g in range(len(edges) - 1):
                            groups[d, flow, i, sex, g] = sum_of(
                                here, i, sex, edges[g], edges[g + 1]
                            )
            if flow == flows:
                break
            version = versions[flow]
            for sex in range(2):
                for age in range(PADDED):
                    pool[sex, age] = F0
                    present[sex, age] = F0
                    due[sex, age] = F0
                    raked[sex, age] = F0
                    offered[sex, age] = F0
                for age in range(AGES):
                    q[sex, age] = death[d, flow, sex, age]
                    half[sex, age] = F1 - F_HALF * q[sex, age]
                    leaving[sex, age] = min(
                        emigration[flow, sex, age] * crossing[d, flow, 1], F_MOST_OUT
                    )
                    cap[sex, age] = F_MOST_OUT - leaving[sex, age]
            for c in range(len(counties)):
                for k in range(0, LEVEL_COUNT, 2):
                    one, two = pair(keys[1], draw, flow, counties[c], k >> 1, table)
                    county_new[c, k], county_new[c, k + 1] = one, two
            # Who leaves, and who should die, before anyone arrives.
            for i in range(count):
                m = chosen[i]
                draw_events(keys[2], draw, flow, codes[m], shift, scale, m, table, events, i)
                for k in range(0, LEVEL_COUNT, 2):
                    one, two = pair(keys[0], draw, flow, codes[m], k >> 1, table)
                    normals_[k], normals_[k + 1] = one, two
                for k in range(LEVEL_COUNT):
                    drift[i, k] = phi[k] * drift[i, k] + step[k, m] * (
                        own * normals_[k] + shared * county_new[county[m], k]
                    )
                    levels[i, k] = np.exp(lasting[i, k] + drift[i, k] - middle[k, flow, m])
                spread_over(events, i, OUT, MOVE_STARTS, levels[i, LEVEL_OUT], moving)
                spread_over(events, i, INTO, MOVE_STARTS, levels[i, LEVEL_INTO], coming)
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                for sex in range(2):
                    spread_over(
                        events, i, DEATHS + sex * DEATH_COUNT, DEATH_STARTS,
                        levels[i, LEVEL_DEATHS], dying,
                    )  # fmt: skip
                    for age in range(LAST):
                        row[age + 1] = here[i, sex, age]
                    row[LAST] += here[i, sex, LAST]
                    row[0] = F0
                    begin(
                        row, out, cap, half, q, leaving, version, m, i, sex, PADDED, arriving,
                        death_level, moving, dying, pool, present, due, raked, local, next_, kept,
                        scratch,
                    )  # fmt: skip
                    if coupled:
                        for age in range(PADDED):
                            offered[sex, age] += share_in[version, m, sex, age] * coming[age]
            settle(
                coupled, d, flow, 1, AGES, pool, present, due, raked, offered, immigration,
                crossing, q, half, pool_into, pool_arrive, pool_rake, into, arrive, rake,
            )  # fmt: skip
            due_births, births = F0, F0
            for i in range(count):
                m = chosen[i]
                spread_over(events, i, INTO, MOVE_STARTS, levels[i, LEVEL_INTO], coming)
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                for sex in range(2):
                    for age in range(LAST):
                        row[age + 1] = here[i, sex, age]
                    row[LAST] += here[i, sex, LAST]
                    row[0] = F0
                    end(
                        row, share_in, into, arrive, rake, extra, version, m, i, flow, sex,
                        PADDED, arriving, coming, half, local, next_,
                    )  # fmt: skip
                expected = F0
                for k in range(MOTHERS):
                    age = FIRST_MOTHER + k
                    women = here[i, 1, age - 1] + next_[i, 1, age]
                    expected += F_HALF * fertility[d, flow, k] * women
                due_births += expected
                level = expected * births_level[flow, m] * levels[i, LEVEL_BIRTHS]
                born[i, 0] = level * F_BOYS * events[i, BORN]
                born[i, 1] = level * F_GIRLS * events[i, BORN + 1]
                births += born[i, 0] + born[i, 1]
            if coupled:
                pool_births[d, flow] = per(due_births, births)
            # The newborn go through the same year.
            for i in range(count):
                m = chosen[i]
                moving[0] = levels[i, LEVEL_OUT] * events[i, OUT]
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                for sex in range(2):
                    dying[0] = levels[i, LEVEL_DEATHS] * events[i, DEATHS + sex * DEATH_COUNT]
                    born[i, sex] *= pool_births[d, flow]
                    row[0] = born[i, sex]
                    begin(
                        row, out, cap, half, q, leaving, version, m, i, sex, 1, arriving,
                        death_level, moving, dying, pool, present, due, raked, local, next_, kept,
                        scratch,
                    )  # fmt: skip
            settle(
                coupled, d, flow, 0, 1, pool, present, due, raked, offered, immigration, crossing,
                q, half, pool_into, pool_arrive, pool_rake, into, arrive, rake,
            )  # fmt: skip
            for i in range(count):
                m = chosen[i]
                coming[0] = levels[i, LEVEL_INTO] * events[i, INTO]
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                for sex in range(2):
                    row[0] = born[i, sex]
                    end(
                        row, share_in, into, arrive, rake, extra, version, m, i, flow, sex, 1,
                        arriving, coming, half, local, next_,
                    )  # fmt: skip
            here, next_ = next_, here


def _settle(
    coupled: Any, d: Any, flow: Any, low: Any, high: Any, pool: Any, present: Any, due: Any,
    raked: Any, offered: Any, immigration: Any, crossing: Any, q: Any, half: Any, pool_into: Any,
    pool_arrive: Any, pool_rake: Any, into: Any, arrive: Any, rake: Any,
) -> None:  # fmt: skip
    """What all places share: movers for each share, immigrants for each inhabitant, deaths."""
    for sex in range(2):
        for age in range(low, high):
            if coupled:
                pool_into[d, flow, sex, age] = per(pool[sex, age], offered[sex, age])
                pool_arrive[d, flow, sex, age] = per(
                    immigration[flow, sex, age] * crossing[d, flow, 0], present[sex, age]
                )
                pool_rake[d, flow, sex, age] = per(due[sex, age], raked[sex, age])
            # Newcomers have half of the year's risk left.
            into[sex, age] = pool_into[d, flow, sex, age] * (
                F1 - F_HALF * q[sex, age] / half[sex, age]
            )
            arrive[sex, age] = pool_arrive[d, flow, sex, age] * half[sex, age]
            rake[sex, age] = pool_rake[d, flow, sex, age]


settle = compiled(_settle)
run = compiled(_run)
