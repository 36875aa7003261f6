"""One age of both sexes through a year, in all places: compiled, sixteen draws side by side.

`reference.py` says the same in NumPy and double precision, and is the one to read; tests hold the
two equal. All places pass one age before the next: the sums that the country shares lie in the
processor's registers then, and what is read for the men serves the women. A municipality gets the
same bits whether it is computed alone or with the others, for its formulas are the same compiled
ones, and the sums are handed over as they were written.

Every function gets the arrays `given`, `whole` and `room`; `layout.py` says what lies in them.
"""

# A compiled function gets its arrays and indexes one by one:
# ruff: noqa: PLR0913, PLR0917

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from omsyn.demography.draws.cache import part
from omsyn.demography.draws.chances import F0, F1, F_HALF
from omsyn.demography.draws.ground import ARRIVING, DEATH_BANDS, DEATHS, INTO, MOVE_BANDS, OUT
from omsyn.demography.draws.lanes import fetch, fill, fused, least, load, per, same, store
from omsyn.demography.draws.layout import (
    ARRIVE,
    CELLS,
    CROSSING,
    DEATH,
    DEATH_LEVEL,
    EMIGRATION,
    EXTRA,
    FACTOR,
    HAS_EXTRA,
    IMMIGRATION,
    INTO_EACH,
    LANES,
    PLACES,
    RAKE,
    RATES,
    RATES_EACH,
    SHARE_IN,
    STATE,
    TOTAL,
    VERSION,
    WEIGHT,
)
from omsyn.demography.migration import LARGEST_OUT
from omsyn.demography.population import AGES

MOVE_BAND = np.repeat(np.arange(len(MOVE_BANDS) - 1), np.diff(MOVE_BANDS))
DEATH_BAND = np.repeat(np.arange(len(DEATH_BANDS) - 1), np.diff(DEATH_BANDS))
DEATH_COUNT = len(DEATH_BANDS) - 1
F_MOST_OUT, F_MOST_DEAD = np.float32(LARGEST_OUT), np.float32(0.97)


class Cohort(NamedTuple):
    """One age of one sex in a year, as what all places have in common."""

    x: int
    """The cell at the end of the year."""
    before: int
    """Where its people are in `room` at the beginning of the year."""
    moving: int
    """Where in `room` the factors of the first place are: of moving out and in, of settling from
    abroad, and of dying."""
    coming: int
    settling: int
    dying: int
    rates: int
    """Where its rates are in `given`."""
    leaving: Any
    """The rate of leaving the country; a vector, as the following."""
    cap: Any
    """The largest part that may move within the country."""
    kept: Any
    """Who is there when half of those who leave the country have left."""
    death: Any
    """The probability of dying in the year."""
    half: Any
    """The probability of surviving half of that risk."""


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
        whole[RATES] + (version * AGES + age) * whole[PLACES] * RATES_EACH,
        leaving,
        fill(F_MOST_OUT) - leaving,
        fused(leaving, fill(-F_HALF), fill(F1)),
        death,
        fused(death, fill(-F_HALF), fill(F1)),
    )


cohort = part(_cohort)


class Common(NamedTuple):
    """Vectors of one place and age that both sexes have in common: factors, and the deaths'."""

    moving: Any
    coming: Any
    settling: Any
    deaths: Any


def _common(one: Any, i: Any, given: Any, room: Any) -> Any:
    at = i * LANES
    return Common(
        load(room, one.moving + at),
        load(room, one.coming + at),
        load(room, one.settling + at),
        same(given, one.rates + i * RATES_EACH + DEATH_LEVEL),
    )


common = part(_common)


def _movers(one: Any, sex: Any, i: Any, people: Any, here: Any, given: Any) -> Any:
    """Who moves to another place, and persons at risk of death when half of them have left."""
    rate = same(given, one.rates + i * RATES_EACH + sex)
    moved = people * least(rate * here.moving, one.cap)
    return moved, fused(moved, fill(-F_HALF), people * one.kept)


movers = part(_movers)


def _added(sums: Any, one: Any, sex: Any, i: Any, here: Any, given: Any, room: Any) -> Any:
    """The sums of a cohort with one place more."""
    moved_all, offered, present, due, raked = sums
    people = load(room, one.before + i * LANES)
    moved, alive = movers(one, sex, i, people, here, given)
    rate = same(given, one.rates + i * RATES_EACH + SHARE_IN + sex)
    return (
        moved_all + moved,
        fused(rate, here.coming, offered),
        fused(people, here.settling, present),
        due + alive,
        fused(alive, load(room, one.dying + i * LANES) * here.deaths, raked),
    )


added = part(_added)


def _settle(sums: Any, one: Any, flow: Any, given: Any, whole: Any, room: Any) -> None:
    """Write, from its sums, what the places share of one cohort: movers, immigrants and deaths."""
    moved_all, offered, present, due, raked = sums
    rate = same(given, whole[IMMIGRATION] + flow * CELLS + one.x)
    arriving, at = rate * load(room, whole[CROSSING]), one.x * LANES
    store(room, whole[INTO_EACH] + at, per(one.half * moved_all, offered))
    store(room, whole[ARRIVE] + at, per(arriving, present))
    store(room, whole[RAKE] + at, per(due, raked))


settle = part(_settle)


def _share(men: Any, women: Any, flow: Any, given: Any, whole: Any, room: Any) -> None:
    """Add up what the places share of one age."""
    of_men = (fill(F0), fill(F0), fill(F0), fill(F0), fill(F0))
    of_women = of_men
    for i in range(whole[PLACES]):
        here = common(men, i, given, room)
        of_men = added(of_men, men, 0, i, here, given, room)
        of_women = added(of_women, women, 1, i, here, given, room)
    settle(of_men, men, flow, given, whole, room)
    settle(of_women, women, flow, given, whole, room)


share = part(_share)


class Ahead(NamedTuple):
    """Vectors of what happens to one cohort in a year, per person or per share of the movers."""

    without: Any
    """Survivors of half of the risk, negative: they are missing for each who moves."""
    staying: Any
    """Who is left for each, but for those who move and those who die."""
    entering: Any
    """Survivors of the movers that each share of the pool gets."""
    settling: Any
    """Survivors of the immigrants for each inhabitant."""
    killing: Any
    """Deaths at the nation's level for each who is at risk."""


def _ahead(one: Any, whole: Any, room: Any) -> Any:
    at, without = one.x * LANES, fill(F0) - one.half
    # Newcomers have half of the year's risk left.
    risk = per(one.death * fill(F_HALF), one.half)
    return Ahead(
        without,
        fused(one.leaving, without, fill(F1)),
        load(room, whole[INTO_EACH] + at) * (fill(F1) - risk),
        load(room, whole[ARRIVE] + at) * one.half,
        load(room, whole[RAKE] + at) * one.death,
    )


ahead = part(_ahead)


def _at_end(one: Any, year: Any, sex: Any, i: Any, here: Any, given: Any, room: Any) -> Any:
    """Those of one cohort and place who are there at the end of the year."""
    people = load(room, one.before + i * LANES)
    moved, alive = movers(one, sex, i, people, here, given)
    dying = load(room, one.dying + i * LANES) * here.deaths
    left = fused(moved, year.without, people * year.staying)
    dead = least(alive * dying * year.killing, left * fill(F_MOST_DEAD))
    came = same(given, one.rates + i * RATES_EACH + SHARE_IN + sex) * here.coming
    settled = people * here.settling
    return fused(settled, year.settling, fused(came, year.entering, left - dead))


at_end = part(_at_end)


def _live(men: Any, women: Any, flow: Any, given: Any, whole: Any, room: Any) -> None:
    """Take those of one age in every place through the year: write who is there at its end."""
    count = whole[PLACES]
    row = count * LANES
    extra, has_extra = whole[EXTRA] + (flow * CELLS + men.x) * count, whole[HAS_EXTRA]
    men_ahead, women_ahead = ahead(men, whole, room), ahead(women, whole, room)
    of_men, of_women = fill(F0), fill(F0)
    into = whole[STATE] + men.x * row
    for i in range(count):
        # The next are those one age younger.
        fetch(room, men.before - row + i * LANES)
        fetch(room, women.before - row + i * LANES)
        here = common(men, i, given, room)
        one = at_end(men, men_ahead, 0, i, here, given, room)
        two = at_end(women, women_ahead, 1, i, here, given, room)
        if has_extra:
            one = fused(same(given, extra + i), men.half, one)
            two = fused(same(given, extra + AGES * count + i), women.half, two)
        store(room, into + i * LANES, one)
        store(room, into + AGES * row + i * LANES, two)
        weight = same(given, whole[WEIGHT] + i)
        of_men, of_women = fused(weight, one, of_men), fused(weight, two, of_women)
    store(room, whole[TOTAL] + men.x * LANES, of_men)
    store(room, whole[TOTAL] + women.x * LANES, of_women)


live = part(_live)
