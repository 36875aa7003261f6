"""Random numbers by counter: every number has an address, so nothing depends on the order.

The address is (seed, source) as key and (draw, year, place, number) as counter; the value is the
finaliser of SplitMix64 (Steele, Lea and Flood 2014, with Stafford's mix 13) on the counter's point
of a Weyl sequence. Draw 17 of Utsira in the fifth year is the same whether it is made alone, with
nine others or in another order. `draws/kernel.py` makes the same numbers, bit for bit.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omsyn.errors import OutsideData
from omsyn.language import _

SEED = 0x4F6D73796E
"""The letters of «Omsyn»."""

SMALLEST_SEED, LARGEST_SEED = 2**16, 2**63 - 1
"""A seed of 16 bits gives too few futures to choose from, and people choose the same."""

GOLDEN, FIRST_MIX, SECOND_MIX = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
PLACE_BITS, NUMBER_BITS, YEAR_BITS = 14, 8, 7
FIXED_YEAR = 2**YEAR_BITS - 1
"""The year of numbers that belong to all years."""
COUNTY_PLACES = 10_000
"""Places above the four digits of a municipality are counties; place 0 is the country."""

TABLE_BITS = 12
OUTERMOST = 4.2
"""The normal table ends so many standard deviations out."""

Words = NDArray[np.uint64]
_ALL_BITS = 2**64 - 1


class Source(IntEnum):
    """What a random number is for."""

    MORTALITY = 1
    FERTILITY = 2
    MIGRATION = 3
    PLACE = 4
    COUNTY = 5
    EVENTS = 6
    USE_RATE = 7


def check_seed(seed: int) -> None:
    """Raise `OutsideData` for a seed that is too small or does not fit."""
    if not SMALLEST_SEED <= seed <= LARGEST_SEED:
        raise OutsideData(
            _(
                "Frøet {seed} kan ikke brukes; velg et helt tall mellom {smallest} og {largest}."
            ).format(seed=seed, smallest=SMALLEST_SEED, largest=LARGEST_SEED)
        )


def key_of(seed: int, source: Source) -> np.uint64:
    """The key of one source under a seed."""
    return np.uint64(_mixed((_mixed((seed + GOLDEN) & _ALL_BITS) + source * GOLDEN) & _ALL_BITS))


def _mixed(word: int) -> int:
    word = ((word ^ (word >> 30)) * FIRST_MIX) & _ALL_BITS
    word = ((word ^ (word >> 27)) * SECOND_MIX) & _ALL_BITS
    return word ^ (word >> 31)


def words(key: np.uint64, draw: Any, year: Any, place: Any, number: Any) -> Words:
    """64 random bits for each address; the four parts are integers or arrays that broadcast."""
    parts = [np.asarray(each, dtype=np.uint64) for each in (draw, year, place, number)]
    draw, year, place, number = parts
    years, places = np.uint64(NUMBER_BITS + PLACE_BITS), np.uint64(NUMBER_BITS)
    draws = np.uint64(NUMBER_BITS + PLACE_BITS + YEAR_BITS)
    word = np.atleast_1d((draw << draws) | (year << years) | (place << places) | number)
    word = word * np.uint64(GOLDEN) + key
    word = (word ^ (word >> np.uint64(30))) * np.uint64(FIRST_MIX)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(SECOND_MIX)
    result: Words = word ^ (word >> np.uint64(31))
    return result


def halves(word: Words) -> NDArray[np.uint32]:
    """The two numbers of 32 bits in each word, the upper first, along a new last axis of two."""
    upper = (word >> np.uint64(32)).astype(np.uint32)
    return np.stack([upper, (word & np.uint64(0xFFFFFFFF)).astype(np.uint32)], axis=-1)


@cache
def normal_table() -> NDArray[np.float32]:
    """Quantiles of the normal distribution at equal steps; straight lines between them.

    Scaled so that the variance of what is drawn from it is exactly one.
    """
    steps = 2**TABLE_BITS
    middle = [NormalDist().inv_cdf(step / steps) for step in range(1, steps)]
    nodes = np.array([-OUTERMOST, *middle, OUTERMOST])
    low, high = nodes[:-1], nodes[1:]
    variance = float(((low**2 + low * high + high**2) / 3).mean())
    table: NDArray[np.float32] = (nodes / np.sqrt(variance)).astype(np.float32)
    table.setflags(write=False)
    return table


def normals(number: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Standard normal values of numbers of 32 bits, same shape."""
    table = normal_table()
    place = number >> np.uint32(32 - TABLE_BITS)
    low = table[place]
    part = (number & np.uint32(2 ** (32 - TABLE_BITS) - 1)).astype(np.float32)
    part = part * np.float32(2.0 ** (TABLE_BITS - 32))
    value = low + part * (table[place + np.uint32(1)] - low)
    return np.asarray(value, dtype=np.float32)


def uniforms(number: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Values between 0 and 1, neither included, of numbers of 32 bits; same shape."""
    # With the half that keeps it off both ends, 23 bits are what a 32-bit float holds.
    steps = (number >> np.uint32(9)).astype(np.float32) + np.float32(0.5)
    return np.asarray(steps * np.float32(2.0**-23), dtype=np.float32)


def standard_normals(key: np.uint64, draws: range, years: int, numbers: int) -> NDArray[np.float64]:
    """Values (draw, year, number) of the country; year -1 holds those that belong to all years."""
    draw = np.arange(draws.start, draws.stop)[:, None, None]
    year = np.array([*range(years), FIXED_YEAR])[None, :, None]
    pairs = np.arange((numbers + 1) // 2)[None, None, :]
    found = normals(halves(words(key, draw, year, 0, pairs)))
    shaped = found.reshape(len(draws), years + 1, -1)[..., :numbers]
    return np.asarray(shaped, dtype=np.float64)
