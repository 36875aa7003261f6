"""All draws through all years, compiled: float32, sixteen draws side by side.

A year begins with what is drawn for each place (`chances.py`). Everyone moves one age up in place,
so the oldest come first, and the newborn, whose mothers are counted meanwhile, last (`cohorts.py`).
`reference.py` says the same in NumPy and double precision, and is the one to read.

Every function gets the arrays `given`, `whole` and `room`; `layout.py` says what lies in them.
"""

# A compiled function gets its arrays and indexes one by one:
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from typing import Any

import numpy as np

from omsyn.demography.draws.cache import compiled, part
from omsyn.demography.draws.chances import F0, F_HALF, U_DRAW, chances, lasting
from omsyn.demography.draws.cohorts import cohort, live, share
from omsyn.demography.draws.ground import BORN
from omsyn.demography.draws.lanes import (
    count_from,
    fill,
    fill_words,
    fused,
    load,
    per,
    same,
    store,
    turn,
)
from omsyn.demography.draws.layout import (
    ARRIVE,
    BIRTHS_LEVEL,
    CELLS,
    COUPLED,
    CROSSING,
    DEATH,
    EDGES,
    EXPECTED,
    FACTOR,
    FERTILITY,
    FLOWS,
    GROUPS,
    INTO_EACH,
    LANES,
    MOTHERS,
    PLACES,
    POOL_BIRTHS,
    RAKE,
    START,
    STATE,
    SUMS,
    TOTAL,
    WEIGHT,
)
from omsyn.demography.fertility import BOYS_SHARE, FERTILE
from omsyn.demography.population import AGES

LAST = AGES - 1
FIRST_MOTHER = FERTILE.start
F_BOYS, F_GIRLS = np.float32(BOYS_SHARE), np.float32(1 - BOYS_SHARE)


def _through(
    age: Any, men_at: Any, women_at: Any, flow: Any, given: Any, whole: Any, room: Any
) -> None:
    """An age of both sexes through the year; in which rows of the state they lie before it."""
    men = cohort(age, 0, men_at, flow, given, whole, room)
    women = cohort(age, 1, women_at, flow, given, whole, room)
    if whole[COUPLED]:
        share(men, women, flow, given, whole, room)
    live(men, women, flow, given, whole, room)


through = part(_through)


def _merge_oldest(whole: Any, room: Any) -> None:
    """Those of the last two ages are of one age at the end of the year."""
    row = whole[PLACES] * LANES
    for sex in range(2):
        oldest = whole[STATE] + (sex * AGES + LAST) * row
        for at in range(oldest, oldest + row, LANES):
            store(room, at - row, load(room, at - row) + load(room, at))


merge_oldest = part(_merge_oldest)


def _mothers(age: Any, whole: Any, room: Any) -> None:
    """Add the births of women of an age: of their mean number from the beginning to the end."""
    rate = fill(F_HALF) * load(room, whole[FERTILITY] + (age - FIRST_MOTHER) * LANES)
    row, expected = whole[PLACES] * LANES, whole[EXPECTED]
    now = whole[STATE] + (AGES + age) * row
    for at in range(0, row, LANES):
        women = load(room, now - row + at) + load(room, now + at)
        store(room, expected + at, fused(rate, women, load(room, expected + at)))


mothers = part(_mothers)


def _newborn(flow: Any, given: Any, whole: Any, room: Any) -> None:
    """Write the newborn of each sex, which add up to the country's."""
    count, expected = whole[PLACES], whole[EXPECTED]
    row, levels = count * LANES, whole[BIRTHS_LEVEL] + flow * count
    boys, factor = whole[STATE] + CELLS * row, whole[FACTOR] + BORN * row
    due, born = fill(F0), fill(F0)
    for i in range(count):
        at = i * LANES
        level = load(room, expected + at) * same(given, levels + i)
        one = level * fill(F_BOYS) * load(room, factor + at)
        two = level * fill(F_GIRLS) * load(room, factor + row + at)
        store(room, boys + at, one)
        store(room, boys + row + at, two)
        due, born = due + load(room, expected + at), born + (one + two)
        store(room, expected + at, fill(F0))
    if whole[COUPLED]:
        store(room, whole[POOL_BIRTHS], per(due, born))
    each = load(room, whole[POOL_BIRTHS])
    for at in range(boys, boys + 2 * row, LANES):
        store(room, at, load(room, at) * each)


newborn = part(_newborn)


def _year(flow: Any, given: Any, whole: Any, room: Any) -> None:
    """All places through one year, the oldest first, and last those who are born in it."""
    merge_oldest(whole, room)
    for age in range(LAST, 0, -1):
        through(age, age - 1, AGES + age - 1, flow, given, whole, room)
        if FIRST_MOTHER <= age < FIRST_MOTHER + MOTHERS:
            mothers(age, whole, room)
    newborn(flow, given, whole, room)
    through(0, CELLS, CELLS + 1, flow, given, whole, room)


year = part(_year)


def _begin(given: Any, whole: Any, room: Any) -> None:
    """The people at the origin, and their sum."""
    count = whole[PLACES]
    for i in range(count):
        store(room, whole[EXPECTED] + i * LANES, fill(F0))
    for x in range(CELLS):
        total = fill(F0)
        for i in range(count):
            people = same(given, whole[START] + x * count + i)
            store(room, whole[STATE] + (x * count + i) * LANES, people)
            total = fused(same(given, whole[WEIGHT] + i), people, total)
        store(room, whole[TOTAL] + x * LANES, total)


begin = part(_begin)


def _read(source: Any, at: Any, step: Any, many: Any, rows: Any, room: Any, into: Any) -> None:
    """Numbers of each draw, side by side; draws beyond the last are like it."""
    if rows >= LANES:
        for row in range(0, rows, LANES):
            # The last square begins where it ends with the rows.
            first = min(row, rows - LANES)
            turn(source, at + first, step, many, room, into + first * LANES, LANES, LANES)
    else:
        for row in range(rows):
            for lane in range(LANES):
                room[into + row * LANES + lane] = source[at + row + min(lane, many - 1) * step]


read = part(_read)


def _write(room: Any, values: Any, many: Any, rows: Any, into: Any, at: Any, step: Any) -> None:
    """The reverse of `read`."""
    if rows >= LANES:
        for row in range(0, rows, LANES):
            first = min(row, rows - LANES)
            turn(room, values + first * LANES, LANES, LANES, into, at + first, step, many)
    else:
        for row in range(rows):
            for lane in range(many):
                into[at + row + lane * step] = room[values + row * LANES + lane]


write = part(_write)


def _sum_groups(whole: Any, room: Any) -> None:
    """Sums of age groups, (place, sex, group, lane)."""
    groups, count = whole[GROUPS], whole[PLACES]
    for sex in range(2):
        for group in range(groups):
            low, high = whole[whole[EDGES] + group], whole[whole[EDGES] + group + 1]
            for i in range(count):
                people = fill(F0)
                for age in range(low, high):
                    people = people + load(
                        room, whole[STATE] + ((sex * AGES + age) * count + i) * LANES
                    )
                store(room, whole[SUMS] + ((i * 2 + sex) * groups + group) * LANES, people)


sum_groups = part(_sum_groups)


def _run(
    first: Any, last: Any, offset: Any, given: Any, whole: Any, room: Any,
    death: Any, fertility: Any, crossing: Any, into: Any, arrive: Any, rake: Any, births: Any,
    single: Any, groups: Any,
) -> None:  # fmt: skip
    """Draws first..last - 1, whose arrays begin at draw `offset`.

    All arrays are flat. Of each draw and flow: the country's `death` by cell, `fertility` by age
    and `crossing`; what the places share, written where they are coupled, else read: `into`,
    `arrive` and `rake` by cell, `births`. Of each draw and year, written: the weighted sum of the
    places `single` by cell, and `groups` by place, sex and age group.
    """
    flows, coupled = whole[FLOWS], whole[COUPLED]
    size = 2 * whole[GROUPS] * whole[PLACES]
    for draw in range(first, last, LANES):
        many = min(LANES, last - draw)
        draws = count_from(np.uint64(draw)) * fill_words(U_DRAW)
        lasting(draws, given, whole, room)
        begin(given, whole, room)
        for flow in range(flows + 1):
            at = (draw - offset) * (flows + 1) + flow
            write(room, whole[TOTAL], many, CELLS, single, at * CELLS, (flows + 1) * CELLS)
            if size > 0:
                sum_groups(whole, room)
                write(room, whole[SUMS], many, size, groups, at * size, (flows + 1) * size)
            if flow == flows:
                break
            at = (draw - offset) * flows + flow
            read(death, at * CELLS, flows * CELLS, many, CELLS, room, whole[DEATH])
            read(fertility, at * MOTHERS, flows * MOTHERS, many, MOTHERS, room, whole[FERTILITY])
            read(crossing, at * 2, flows * 2, many, 2, room, whole[CROSSING])
            if not coupled:
                read(into, at * CELLS, flows * CELLS, many, CELLS, room, whole[INTO_EACH])
                read(arrive, at * CELLS, flows * CELLS, many, CELLS, room, whole[ARRIVE])
                read(rake, at * CELLS, flows * CELLS, many, CELLS, room, whole[RAKE])
                read(births, at, flows, many, 1, room, whole[POOL_BIRTHS])
            chances(draws, flow, given, whole, room)
            year(flow, given, whole, room)
            if coupled:
                write(room, whole[INTO_EACH], many, CELLS, into, at * CELLS, flows * CELLS)
                write(room, whole[ARRIVE], many, CELLS, arrive, at * CELLS, flows * CELLS)
                write(room, whole[RAKE], many, CELLS, rake, at * CELLS, flows * CELLS)
                write(room, whole[POOL_BIRTHS], many, 1, births, at, flows)


run = compiled(_run)
