"""Forty years of births, deaths and moving in the fictional county, person by person in number.

Each part runs on its own counter-based stream, named by seed, year and part, so that a part's
history does not depend on how many others there are. What is drawn is whole persons; the
accounts of every year balance.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from omsyn.sources.fictional import rates
from omsyn.sources.fictional.places import PARTS, Part

START, END = 1986, 2026
YEARS = tuple(range(START, END + 1))
BOYS = 0.5146
FEWEST_NEWCOMERS = 0.5
"""Newcomers are never fewer than this share of those who leave."""
AIM_YEARS = (1986, 2006, 2026)

Persons = NDArray[np.int64]


@frozen(eq=False)
class History:
    """What happened; stocks on 1 January, flows within the year."""

    persons: dict[str, Persons]
    """Part -> shape (year, sex, age), years `YEARS`."""
    deaths: Persons
    """Shape (flow year, sex, age), all parts together, years `YEARS[:-1]`."""
    births: Persons
    """Shape (flow year, sex), all parts together."""


def simulate(seed: int) -> History:
    """The history of every part from 1986 to 2026."""
    flows = len(YEARS) - 1
    deaths = np.zeros((flows, 2, 106), dtype=np.int64)
    births = np.zeros((flows, 2), dtype=np.int64)
    persons = {}
    for index, part in enumerate(PARTS):
        stock = _first_stock(part, stream(seed, START - 1, index))
        stocks = [stock]
        for flow, year in enumerate(YEARS[:-1]):
            stock, died, born = _one_year(part, stock, year, stream(seed, year, index))
            stocks.append(stock)
            deaths[flow] += died
            births[flow] += born
        persons[part.id] = np.array(stocks)
    return History(persons, deaths, births)


def stream(seed: int, year: int, number: int) -> np.random.Generator:
    """Random numbers that depend on nothing but the seed and these two names."""
    return np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, year, number]))


def _first_stock(part: Part, random: np.random.Generator) -> Persons:
    # What the part will be shaped by, it was shaped by before 1986 as well.
    structure = rates.first_structure()
    drift = 1 + 12 * (rates.in_profile(part.type) - rates.out_rates(part.type) / 4)
    expected = structure * np.clip(drift, 0.75, 1.25)
    expected *= part.aims[0] / expected.sum()
    return random.poisson(expected)


def _one_year(
    part: Part, stock: Persons, year: int, random: np.random.Generator
) -> tuple[Persons, Persons, Persons]:
    """The stock a year later, deaths (sex, age) and births (sex), by age at the year's end."""
    dying = rates.death_probabilities(year)
    leaving = rates.out_rates(part.type)
    fertility = rates.fertility_rates(year) * rates.BIRTHS_LEVEL[part.type]
    born_in_all = random.poisson(float((stock[1] * fertility).sum()))
    boys = random.binomial(born_in_all, BOYS)
    born = np.array([boys, born_in_all - boys])
    base = np.concatenate([born[:, None], stock[:, :-1]], axis=1)
    base[:, -1] += stock[:, -1]
    died = random.binomial(base, dying)
    out = random.binomial(base - died, np.broadcast_to(leaving, base.shape))
    aim = np.interp(year + 1, AIM_YEARS, part.aims)
    wanted = aim - (base - died - out).sum()
    newcomers = max(wanted, FEWEST_NEWCOMERS * out.sum())
    joined = random.poisson(newcomers * rates.in_profile(part.type) / 2, size=base.shape)
    return base - died - out + joined, died, born
