"""The yearly step of all draws, compiled: float32, one draw after another, ages in lanes.

`reference.py` says the same in NumPy and double precision, and is the one to read; tests hold the
two equal. Both sexes' ages lie one after the other, and what is neither read from nor written to a
municipality lies in one work array: then the compiler sees that nothing overlaps and makes vector
instructions. Nothing is reordered (no fast-math), so that a municipality gets the same bits
whether it is computed alone or with the others.
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
CELLS = 2 * PADDED
"""Both sexes' ages, one after the other."""
ROOM = 512
(
    ROW, MOVING, COMING, DYING, CAP, HALF, LEAVING, DEATH, POOL, PRESENT, DUE, RAKED, OFFERED,
    INTO_EACH, ARRIVE, RAKE,
) = range(0, 16 * ROOM, ROOM)  # fmt: skip
"""Where each vector begins in the work array: one array, so that the compiler sees them apart."""
SUMS = (POOL, PRESENT, DUE, RAKED, OFFERED)
WIDEST = 64
"""No band of ages is wider."""
DEATH_STARTS = np.array(DEATH_BANDS[:-1], dtype=np.uint64)
MOVE_STARTS = np.array(MOVE_BANDS[:-1], dtype=np.uint64)
EVENT_WORDS = (EVENTS + 1) // 2

# Constants of exactly these types: numba would make a float of a signed and an unsigned whole
# number, and a double of a float32 and a Python number.
U_GOLDEN, U_FIRST, U_SECOND = np.uint64(GOLDEN), np.uint64(FIRST_MIX), np.uint64(SECOND_MIX)
U9, U27, U30, U31, U32 = (np.uint64(each) for each in (9, 27, 30, 31, 32))
U_PADDED, U_MOVING, U_COMING = np.uint64(PADDED), np.uint64(MOVING), np.uint64(COMING)
U_DYING = np.uint64(DYING)
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


def _spread_over(values: Any, i: Any, first: Any, bands: Any, level: Any, w: Any, at: Any) -> None:
    """Write `level` times the value of each band into the ages of the band, from `at` on.

    `bands` holds their first ages. In whole vectors from there; the next band overwrites what is
    too much.
    """
    for band in range(len(bands)):
        low = at + bands[band]
        w[low : low + U_WIDEST] = level * values[i, first + band]


spread_over = compiled(_spread_over)


def _spread_moves(events: Any, levels: Any, i: Any, w: Any) -> None:
    """The factors of moving out and in of one place, by age, alike for the sexes."""
    for sex in range(2):
        at = np.uint64(sex) * U_PADDED
        spread_over(events, i, OUT, MOVE_STARTS, levels[i, LEVEL_OUT], w, U_MOVING + at)
        spread_over(events, i, INTO, MOVE_STARTS, levels[i, LEVEL_INTO], w, U_COMING + at)


spread_moves = compiled(_spread_moves)


def _sum_of(values: Any, i: Any, low: Any, high: Any) -> Any:
    """The sum over low..high - 1, as four sums so that the processor need not wait."""
    one, two, three, four = F0, F0, F0, F0
    # Unsigned: numba would look at each index for whether it counts from the end.
    x, last = np.uint64(low), np.uint64(high)
    while x + np.uint64(3) < last:
        one += values[i, x]
        two += values[i, x + np.uint64(1)]
        three += values[i, x + np.uint64(2)]
        four += values[i, x + np.uint64(3)]
        x += np.uint64(4)
    while x < last:
        one += values[i, x]
        x += np.uint64(1)
    return (one + two) + (three + four)


sum_of = compiled(_sum_of)


def _leave(
    w: Any, state: Any, out: Any, death_level: Any, version: Any, m: Any, i: Any, x: Any,
    arriving: Any,
) -> None:  # fmt: skip
    """Those who leave a cell and those who should die in it; adds to the country's sums."""
    row = w[ROW + x]
    moving = min(out[version, m, x] * w[MOVING + x], w[CAP + x])
    lived = row * w[HALF + x]
    gone = moving + w[LEAVING + x]
    dying = row * w[DEATH + x] * (F1 - F_HALF * gone)
    local = dying * w[DYING + x] * death_level[version, m, x]
    w[POOL + x] += lived * moving
    w[PRESENT + x] += row * arriving
    w[DUE + x] += dying
    w[RAKED + x] += local
    state[i, x] = row - lived * gone
    state[i, CELLS + x] = local


leave = compiled(_leave)


def _arrive(
    w: Any, state: Any, share_in: Any, version: Any, m: Any, i: Any, x: Any, arriving: Any
) -> None:
    """Those at the end of the year: who stayed, less the dead, and the newcomers."""
    left = state[i, x]
    dead = min(w[RAKE + x] * state[i, CELLS + x], F_MOST_DEAD * left)
    came = share_in[version, m, x] * w[COMING + x] * w[INTO_EACH + x]
    state[i, x] = left - dead + came + w[ROW + x] * arriving * w[ARRIVE + x]


arrive_at = compiled(_arrive)


def _cohorts(here: Any, i: Any, w: Any) -> None:
    """Those alive on 1 January by their age at the end of the year; nobody at age 0."""
    for age in range(LAST):
        w[ROW + 1 + age] = here[i, age]
        w[ROW + PADDED + 1 + age] = here[i, PADDED + age]
    for sex in range(2):
        w[ROW + sex * PADDED] = F0
        w[ROW + sex * PADDED + LAST] += here[i, sex * PADDED + LAST]


cohorts = compiled(_cohorts)


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
    # Persons and, after `CELLS`, the deaths that are due before they are raked.
    here = np.zeros((count, 2 * CELLS), dtype=np.float32)
    next_ = np.zeros((count, 2 * CELLS), dtype=np.float32)
    w = np.zeros(16 * ROOM, dtype=np.float32)
    events = np.zeros((count, EVENTS), dtype=np.float32)
    levels = np.zeros((count, LEVEL_COUNT), dtype=np.float32)
    drift = np.zeros((count, LEVEL_COUNT), dtype=np.float32)
    lasting = np.zeros((count, LEVEL_COUNT), dtype=np.float32)
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
            for x in range(CELLS):
                here[i, x] = start[m, x]
        for flow in range(flows + 1):
            for i in range(count):
                weight = weights[i]
                if weight != F0:
                    for sex in range(2):
                        for age in range(AGES):
                            single[d, flow, sex, age] += weight * here[i, sex * PADDED + age]
                if len(groups) > 0:
                    for sex in range(2):
                        for g in range(len(edges) - 1):
                            low = sex * PADDED + edges[g]
                            high = sex * PADDED + edges[g + 1]
                            groups[d, flow, i, sex, g] = sum_of(here, i, low, high)
            if flow == flows:
                break
            version = versions[flow]
            for vector in SUMS:
                for x in range(CELLS):
                    w[vector + x] = F0
            for sex in range(2):
                for age in range(AGES):
                    x = sex * PADDED + age
                    w[DEATH + x] = death[d, flow, sex, age]
                    w[HALF + x] = F1 - F_HALF * w[DEATH + x]
                    w[LEAVING + x] = min(
                        emigration[flow, sex, age] * crossing[d, flow, 1], F_MOST_OUT
                    )
                    w[CAP + x] = F_MOST_OUT - w[LEAVING + x]
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
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                spread_moves(events, levels, i, w)
                for sex in range(2):
                    spread_over(
                        events, i, DEATHS + sex * DEATH_COUNT, DEATH_STARTS,
                        levels[i, LEVEL_DEATHS], w, U_DYING + np.uint64(sex) * U_PADDED,
                    )  # fmt: skip
                cohorts(here, i, w)
                for x in range(CELLS):
                    leave(w, next_, out, death_level, version, m, i, x, arriving)
                if coupled:
                    for x in range(CELLS):
                        w[OFFERED + x] += share_in[version, m, x] * w[COMING + x]
            settle(
                coupled, d, flow, 1, AGES, w, immigration, crossing, pool_into, pool_arrive,
                pool_rake,
            )  # fmt: skip
            due_births, births = F0, F0
            for i in range(count):
                m = chosen[i]
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                spread_moves(events, levels, i, w)
                cohorts(here, i, w)
                for x in range(CELLS):
                    arrive_at(w, next_, share_in, version, m, i, x, arriving)
                if len(extra) > 0:
                    for sex in range(2):
                        for age in range(1, AGES):
                            x = sex * PADDED + age
                            next_[i, x] += extra[i, flow, sex, age] * w[HALF + x]
                expected = F0
                for k in range(MOTHERS):
                    x = PADDED + FIRST_MOTHER + k
                    expected += F_HALF * fertility[d, flow, k] * (here[i, x - 1] + next_[i, x])
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
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                for sex in range(2):
                    x = sex * PADDED
                    born[i, sex] *= pool_births[d, flow]
                    w[ROW + x] = born[i, sex]
                    w[MOVING + x] = levels[i, LEVEL_OUT] * events[i, OUT]
                    w[DYING + x] = levels[i, LEVEL_DEATHS] * events[i, DEATHS + sex * DEATH_COUNT]
                    leave(w, next_, out, death_level, version, m, i, x, arriving)
            settle(
                coupled, d, flow, 0, 1, w, immigration, crossing, pool_into, pool_arrive, pool_rake
            )
            for i in range(count):
                m = chosen[i]
                arriving = levels[i, LEVEL_ARRIVING] * events[i, ARRIVING]
                for sex in range(2):
                    x = sex * PADDED
                    w[ROW + x] = born[i, sex]
                    w[COMING + x] = levels[i, LEVEL_INTO] * events[i, INTO]
                    arrive_at(w, next_, share_in, version, m, i, x, arriving)
                    if len(extra) > 0:
                        next_[i, x] += extra[i, flow, sex, 0] * w[HALF + x]
            here, next_ = next_, here


def _settle(
    coupled: Any, d: Any, flow: Any, low: Any, high: Any, w: Any, immigration: Any, crossing: Any,
    pool_into: Any, pool_arrive: Any, pool_rake: Any,
) -> None:  # fmt: skip
    """What all places share: movers for each share, immigrants for each inhabitant, deaths."""
    for sex in range(2):
        for age in range(low, high):
            x = sex * PADDED + age
            if coupled:
                pool_into[d, flow, sex, age] = per(w[POOL + x], w[OFFERED + x])
                pool_arrive[d, flow, sex, age] = per(
                    immigration[flow, sex, age] * crossing[d, flow, 0], w[PRESENT + x]
                )
                pool_rake[d, flow, sex, age] = per(w[DUE + x], w[RAKED + x])
            # Newcomers have half of the year's risk left.
            w[INTO_EACH + x] = pool_into[d, flow, sex, age] * (
                F1 - F_HALF * w[DEATH + x] / w[HALF + x]
            )
            w[ARRIVE + x] = pool_arrive[d, flow, sex, age] * w[HALF + x]
            w[RAKE + x] = pool_rake[d, flow, sex, age]


settle = compiled(_settle)
run = compiled(_run)
