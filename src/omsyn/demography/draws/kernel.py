"""The yearly step of all draws, compiled: float32, sixteen draws side by side.

`reference.py` says the same in NumPy and double precision, and is the one to read; tests hold the
two equal. All places pass one age of one sex before the next: the sums that the country shares lie
in the processor's registers then, and the people of that age are read from memory once. The oldest
come first, for everyone moves one age up in place. A municipality gets the same bits whether it is
computed alone or with the others, for its formulas are the same compiled ones.

Every function gets the arrays `given`, `whole` and `room`; `layout.py` says what lies in them.
"""

# A compiled function gets its arrays and indexes one by one:
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from omsyn.demography.draws.cache import compiled, part
from omsyn.demography.draws.chances import F0, F1, F_HALF, U_DRAW, chances, lasting
from omsyn.demography.draws.ground import ARRIVING, BORN, DEATH_BANDS, DEATHS, INTO, MOVE_BANDS, OUT
from omsyn.demography.draws.lanes import (
    count_from,
    fill,
    fill_words,
    fused,
    least,
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
    DEATH_LEVEL,
    EDGES,
    EMIGRATION,
    EXPECTED,
    EXTRA,
    FACTOR,
    FERTILITY,
    FLOWS,
    GROUPS,
    HAS_EXTRA,
    IMMIGRATION,
    INTO_EACH,
    LANES,
    MOTHERS,
    PLACES,
    POOL_BIRTHS,
    RAKE,
    RATES,
    RATES_EACH,
    SHARE_IN,
    START,
    STATE,
    SUMS,
    TOTAL,
    VERSION,
    WEIGHT,
)
from omsyn.demography.fertility import BOYS_SHARE, FERTILE
from omsyn.demography.migration import LARGEST_OUT
from omsyn.demography.population import AGES

LAST = AGES - 1
MOVE_BAND = np.repeat(np.arange(len(MOVE_BANDS) - 1), np.diff(MOVE_BANDS))
DEATH_BAND = np.repeat(np.arange(len(DEATH_BANDS) - 1), np.diff(DEATH_BANDS))
DEATH_COUNT = len(DEATH_BANDS) - 1
FIRST_MOTHER = FERTILE.start
F_MOST_OUT, F_MOST_DEAD = np.float32(LARGEST_OUT), np.float32(0.97)
F_BOYS, F_GIRLS = np.float32(BOYS_SHARE), np.float32(1 - BOYS_SHARE)


class Cohort(NamedTuple):
    """One age of one sex in a year, as what all places have in common."""

    x: int
    """The cell at the end of the year."""
    before: int
    """Where its people are in `room` at the beginning, and then where the factors are: of moving
    out, of moving in, of settling, and of dying."""
    moving: int
    coming: int
    settling: int
    dying: int
    rates: int
    """Where its rates are in `given`."""
    leaving: Any
    """Vectors: the rate of leaving the country, the most that may move within it, the half that
    is left when all leave, the probability of dying, and of surviving half of it."""
    cap: Any
    kept: Any
    death: Any
    half: Any


def _cohort(age: Any, sex: Any, before: Any, flow: Any, given: Any, whole: Any, room: Any) -> Any:
    x, row = sex * AGES + age, whole[PLACES] * LANES
    factor, version = whole[FACTOR], whole[whole[VERSION] + flow]
    crossing = load(room, whole[CROSSING] + LANES)
    rate = same(given, whole[EMIGRATION] + flow * CELLS + x)
    leaving = least(rate * crossing, fill(F_MOST_OUT))
    death = load(room, whole[DEATH] + x * LANES)
    return Cohort(
        x,
        whole[STATE] + before * row,
        factor + (OUT + MOVE_BAND[age]) * row,
        factor + (INTO + MOVE_BAND[age]) * row,
        factor + ARRIVING * row,
        factor + (DEATHS + sex * DEATH_COUNT + DEATH_BAND[age]) * row,
        whole[RATES] + (version * AGES + age) * whole[PLACES] * RATES_EACH + sex,
        leaving,
        fill(F_MOST_OUT) - leaving,
        fused(leaving, fill(-F_HALF), fill(F1)),
        death,
        fused(death, fill(-F_HALF), fill(F1)),
    )


cohort = part(_cohort)


def _movers(people: Any, rate: Any, factor: Any, cap: Any) -> Any:
    return people * least(rate * factor, cap)


movers = part(_movers)


def _exposed(people: Any, moved: Any, kept: Any) -> Any:
    """Persons under risk of death when half of the leavers have left."""
    return fused(moved, fill(-F_HALF), people * kept)


exposed = part(_exposed)


def _share(sex: Any, flow: Any, one: Any, given: Any, whole: Any, room: Any) -> None:
    """Write what the places share of one cohort: movers, immigrants and deaths."""
    moved_all, offered, present, due, raked = fill(F0), fill(F0), fill(F0), fill(F0), fill(F0)
    for i in range(whole[PLACES]):
        at, rates = i * LANES, one.rates + i * RATES_EACH
        people = load(room, one.before + at)
        moved = movers(people, same(given, rates), load(room, one.moving + at), one.cap)
        alive = exposed(people, moved, one.kept)
        dying = load(room, one.dying + at) * same(given, rates - sex + DEATH_LEVEL)
        moved_all = moved_all + moved
        offered = fused(same(given, rates + SHARE_IN), load(room, one.coming + at), offered)
        present = fused(people, load(room, one.settling + at), present)
        due = due + alive
        raked = fused(alive, dying, raked)
    rate = same(given, whole[IMMIGRATION] + flow * CELLS + one.x)
    arriving, at = rate * load(room, whole[CROSSING]), one.x * LANES
    store(room, whole[INTO_EACH] + at, per(one.half * moved_all, offered))
    store(room, whole[ARRIVE] + at, per(arriving, present))
    store(room, whole[RAKE] + at, per(due, raked))


share = part(_share)


def _live(sex: Any, flow: Any, one: Any, given: Any, whole: Any, room: Any) -> None:
    """Take one cohort of every place through the year: write who is there at its end."""
    count, vector = whole[PLACES], one.x * LANES
    here, weights = whole[STATE] + vector * count, whole[WEIGHT]
    extra, has_extra = whole[EXTRA] + (flow * CELLS + one.x) * count, whole[HAS_EXTRA]
    without = fill(F0) - one.half
    staying = fused(one.leaving, without, fill(F1))
    # Newcomers have half of the year's risk left.
    risk = per(one.death * fill(F_HALF), one.half)
    entering = load(room, whole[INTO_EACH] + vector) * (fill(F1) - risk)
    settling = load(room, whole[ARRIVE] + vector) * one.half
    killing = load(room, whole[RAKE] + vector) * one.death
    total = fill(F0)
    for i in range(count):
        at, rates = i * LANES, one.rates + i * RATES_EACH
        people = load(room, one.before + at)
        moved = movers(people, same(given, rates), load(room, one.moving + at), one.cap)
        alive = exposed(people, moved, one.kept)
        dying = load(room, one.dying + at) * same(given, rates - sex + DEATH_LEVEL)
        left = fused(moved, without, people * staying)
        dead = least(alive * dying * killing, left * fill(F_MOST_DEAD))
        came = same(given, rates + SHARE_IN) * load(room, one.coming + at)
        settled = people * load(room, one.settling + at)
        then = fused(settled, settling, fused(came, entering, left - dead))
        if has_extra:
            then = fused(same(given, extra + i), one.half, then)
        store(room, here + at, then)
        total = fused(same(given, weights + i), then, total)
    store(room, whole[TOTAL] + vector, total)


live = part(_live)


def _through(age: Any, sex: Any, before: Any, flow: Any, given: Any, whole: Any, room: Any) -> None:
    one = cohort(age, sex, before, flow, given, whole, room)
    if whole[COUPLED]:
        share(sex, flow, one, given, whole, room)
    live(sex, flow, one, given, whole, room)


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
        for sex in range(2):
            through(age, sex, sex * AGES + age - 1, flow, given, whole, room)
        if FIRST_MOTHER <= age < FIRST_MOTHER + MOTHERS:
            mothers(age, whole, room)
    newborn(flow, given, whole, room)
    for sex in range(2):
        through(0, sex, CELLS + sex, flow, given, whole, room)


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
