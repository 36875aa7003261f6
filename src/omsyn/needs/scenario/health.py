"""Healthier ageing in every draw, on that draw's own people and its own mortality; compiled.

One pass over draws, years, sexes and ages. `chain.health_factor` says the same for one draw, and is
the one to read: a test holds each draw equal to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba
import numpy as np
from attrs import astuple, frozen
from numpy.typing import NDArray

from omsyn.demography.draws.cache import compiled
from omsyn.demography.population import AGES, FloatArray

LAST = AGES - 1
DRAWS_AT_ONCE = 50
SMALLEST = 1e-9
"""No rate and no probability is divided by less."""


@frozen(kw_only=True, eq=False)
class Task:
    """What the kernel is given, in its order."""

    past: FloatArray
    """Persons of the years before the first drawn one, shape (year, sex, age)."""
    persons: NDArray[np.float32]
    """Of the years from there on, shape (draw, year, sex, age)."""
    dying: FloatArray
    """Probability of dying on the main path by completed age, shape (year, sex, age)."""
    death: NDArray[np.float32]
    """Of each draw by age at the END of the year, shape (draw, flow, sex, age)."""
    expected: FloatArray
    """The same on the main path, shape (flow, sex, age)."""
    before: FloatArray
    """Use by sex and age without the lever."""
    shape: FloatArray
    """The use that ages are shifted along."""
    reached: FloatArray
    """1 for the sexes and ages that the lever works on, else 0."""
    weight: FloatArray
    """How much of the lever is in force each year."""
    values: FloatArray
    """The lever's value in each draw, shape (draw,)."""
    start: int
    """The year that later ones are compared with."""


def by_shift(task: Task) -> FloatArray:
    """The factor on the need where ages are shifted, shape (draw, year)."""
    return _spread(_shift, task)


def by_decline(task: Task) -> FloatArray:
    """The factor on the need where the use follows mortality, shape (draw, year)."""
    return _spread(_decline, task)


def _spread(kernel: Callable[..., None], task: Task) -> FloatArray:
    """The draws in parts on as many threads as there are cores."""
    result = np.ones((len(task.persons), len(task.weight)))
    arrays = astuple(task, recurse=False)
    starts = range(0, len(result), DRAWS_AT_ONCE)
    with ThreadPoolExecutor(os.cpu_count() or 1) as executor:
        done = [
            executor.submit(kernel, start, min(start + DRAWS_AT_ONCE, len(result)), *arrays, result)
            for start in starts
        ]
        for each in done:
            each.result()
    return result


def _array(kind: Any, dimensions: int, *, readonly: bool = True) -> Any:
    return numba.types.Array(kind, dimensions, "A", readonly=readonly)


_D, _S, _I = numba.float64, numba.float32, numba.int64
SIGNATURE = numba.void(
    _I, _I, _array(_D, 3), _array(_S, 4), _array(_D, 3), _array(_S, 4), _array(_D, 3),
    _array(_D, 2), _array(_D, 2), _array(_D, 2), _array(_D, 1), _array(_D, 1), _I,
    _array(_D, 2, readonly=False),
)  # fmt: skip
"""Of views and copies, frozen or not: else each kind would be compiled anew."""


def for_signature(function: Callable[..., None]) -> Callable[..., None]:
    """Compiled for the one signature, or read from where machine code is kept."""
    made: Any = compiled(function)
    made.compile(SIGNATURE)
    made.disable_compile()
    kernel: Callable[..., None] = made
    return kernel


inlined = numba.njit(inline="always", error_model="numpy")


@inlined
def _person(  # noqa: PLR0913, PLR0917 - the address of one cell, and where it is looked up
    past: Any, persons: Any, d: Any, year: Any, sex: Any, age: Any
) -> Any:
    if year < len(past):
        return past[year, sex, age]
    return np.float64(persons[d, year - len(past), sex, age])


@inlined
def _probability(  # noqa: PLR0913, PLR0917 - the address of one cell, and where it is looked up
    dying: Any, death: Any, expected: Any, past: Any, d: Any, year: Any, sex: Any, age: Any
) -> Any:
    """Of dying in the draw: the main path's, changed as the draw's is against what is expected."""
    flow = min(year - len(past), death.shape[1] - 1)
    at = min(age + 1, LAST)
    if flow < 0 or expected[flow, sex, at] <= 0:
        return dying[year, sex, age]
    return dying[year, sex, age] * (np.float64(death[d, flow, sex, at]) / expected[flow, sex, at])


def _remaining(  # noqa: PLR0913, PLR0917 - as above
    dying: Any, death: Any, expected: Any, past: Any, d: Any, year: Any, lowest: Any, into: Any
) -> None:
    """Remaining years by sex and age, from the lowest age asked for: as `remaining_years`."""
    for sex in range(2):
        last = max(_probability(dying, death, expected, past, d, year, sex, LAST), SMALLEST)
        into[sex, LAST] = (1 - last / 2) / last
        for back in range(LAST - lowest):
            age = LAST - 1 - back
            q = _probability(dying, death, expected, past, d, year, sex, age)
            into[sex, age] = (1 - q / 2) + (1 - q) * into[sex, age + 1]


remaining = compiled(_remaining)


def _shift_part(  # noqa: PLR0913, PLR0917 - what a compiled function takes
    first: Any, last: Any, past: Any, persons: Any, dying: Any, death: Any, expected: Any,
    before: Any, shape: Any, reached: Any, weight: Any, values: Any, start: Any, into: Any,
) -> None:  # fmt: skip
    lowest = LAST
    for sex in range(2):
        for age in range(AGES):
            if before[sex, age] != 0 or reached[sex, age] != 0:
                lowest = min(lowest, age)
    then, now = np.zeros((2, AGES)), np.zeros((2, AGES))
    for d in range(first, last):
        remaining(dying, death, expected, past, d, start, lowest, then)
        for year in range(len(weight)):
            remaining(dying, death, expected, past, d, year, lowest, now)
            moved = values[d] * weight[year]
            need, total = 0.0, 0.0
            for sex in range(2):
                for age in range(lowest, AGES):
                    use = before[sex, age]
                    people = _person(past, persons, d, year, sex, age)
                    total += people * use
                    if reached[sex, age] != 0:
                        at = age - moved * (now[sex, age] - then[sex, age])
                        at = min(max(at, 0.0), np.float64(LAST))
                        low = int(at)
                        part = at - low
                        use = shape[sex, low] * (1 - part) + shape[sex, min(low + 1, LAST)] * part
                    need += people * use
            if total > 0:
                into[d, year] = need / total


def _decline_part(  # noqa: PLR0913, PLR0917 - what a compiled function takes
    first: Any, last: Any, past: Any, persons: Any, dying: Any, death: Any, expected: Any,
    before: Any, _shape: Any, reached: Any, weight: Any, values: Any, start: Any, into: Any,
) -> None:  # fmt: skip
    lowest = LAST
    for sex in range(2):
        for age in range(AGES):
            if before[sex, age] != 0:
                lowest = min(lowest, age)
    for d in range(first, last):
        for year in range(len(weight)):
            fallen, total = 0.0, 0.0
            for sex in range(2):
                for age in range(lowest, AGES):
                    need = _person(past, persons, d, year, sex, age) * before[sex, age]
                    total += need
                    then = _probability(dying, death, expected, past, d, start, sex, age)
                    if reached[sex, age] != 0 and then > 0:
                        now = _probability(dying, death, expected, past, d, year, sex, age)
                        fallen += need * (1 - now / then)
            if total > 0:
                into[d, year] = max(1 - values[d] * weight[year] * (fallen / total), 0.0)


_shift, _decline = for_signature(_shift_part), for_signature(_decline_part)
