"""Each operation on sixteen lanes against NumPy's, and each drawn number against its reference."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from omsyn.demography.draws import chances, lanes
from omsyn.demography.draws.layout import LANES
from omsyn.demography.draws.rng import (
    SEED,
    Source,
    halves,
    key_of,
    normal_table,
    normals,
    words,
)

ONE = np.linspace(-3, 4, LANES, dtype=np.float32)
TWO = np.roll(np.linspace(5, -2, LANES, dtype=np.float32), 3)
KEY = key_of(SEED, Source.EVENTS)


@numba.njit
def calculated(one, two, into):
    a, b = lanes.load(one, 0), lanes.load(two, 0)
    found = (
        a + b, a - b, a * b, lanes.fused(a, b, a), lanes.least(a, b), lanes.most(a, b),
        lanes.per(a, b), lanes.one_where_above(a, b), lanes.fill(one[2]), lanes.same(two, 3),
    )  # fmt: skip
    lanes.store(into, 0, found[0])
    lanes.store(into, 16, found[1])
    lanes.store(into, 32, found[2])
    lanes.store(into, 48, found[3])
    lanes.store(into, 64, found[4])
    lanes.store(into, 80, found[5])
    lanes.store(into, 96, found[6])
    lanes.store(into, 112, found[7])
    lanes.store(into, 128, found[8])
    lanes.store(into, 144, found[9])
    return lanes.largest(a), lanes.largest(b)


def test_every_lane_is_calculated_by_itself():
    found = np.zeros(10 * LANES, dtype=np.float32)
    largest = calculated(ONE, TWO, found)
    per = np.where(TWO > 0, ONE / TWO, 0)
    expected = [
        ONE + TWO, ONE - TWO, ONE * TWO, ONE * TWO + ONE, np.minimum(ONE, TWO),
        np.maximum(ONE, TWO), per, ONE > TWO, np.full(LANES, ONE[2]), np.full(LANES, TWO[3]),
    ]  # fmt: skip
    np.testing.assert_allclose(found.reshape(10, LANES), expected, rtol=1e-6, atol=1e-6)
    assert largest == (ONE.max(), TWO.max())


@numba.njit
def turned(source, rows, into, columns):
    lanes.turn(source, 1, 20, rows, into, 2, 18, columns)


def test_a_square_is_turned_and_what_is_outside_is_left_alone():
    source = np.arange(1 + 20 * LANES, dtype=np.float32)
    into = np.full(2 + 18 * LANES, -1, dtype=np.float32)
    turned(source, 10, into, 5)
    square = source[1:].reshape(LANES, 20)[:, :LANES]
    square = square[np.minimum(np.arange(LANES), 9)]
    found = into[2:].reshape(LANES, 18)
    np.testing.assert_array_equal(found[:5, :LANES], square.T[:5])
    assert (found[5:] == -1).all()
    assert (found[:5, LANES:] == -1).all()


@numba.njit
def drawn(key, draw, table, into):
    draws = lanes.count_from(draw) * lanes.fill_words(chances.U_DRAW)
    found = chances.words(key, draws, 5, 4204, 7)
    lanes.store(into, 0, chances.normals(lanes.upper(found), table, 0))
    lanes.store(into, LANES, chances.normals(lanes.lower(found), table, 0))


def test_the_random_numbers_are_those_of_their_addresses():
    found = np.zeros(2 * LANES, dtype=np.float32)
    drawn(KEY, np.uint64(990), normal_table(), found)
    expected = normals(halves(words(KEY, np.arange(990, 990 + LANES), 5, 4204, 7)))
    np.testing.assert_allclose(found.reshape(2, LANES), expected.T, rtol=1e-6, atol=1e-7)


@numba.njit
def raised(values, into):
    for at in range(0, len(values), LANES):
        lanes.store(into, at, chances.exponential(lanes.load(values, at)))


def test_the_exponential_is_right_to_single_precision():
    values = np.linspace(-20, 20, 1000 * LANES, dtype=np.float32)
    found = np.zeros_like(values)
    raised(values, found)
    np.testing.assert_allclose(found, np.exp(values.astype(np.float64)), rtol=3e-7)


@pytest.mark.parametrize("value", [-1e9, 1e9])
def test_the_exponential_of_what_does_not_fit_is_still_a_positive_number(value):
    found = np.zeros(LANES, dtype=np.float32)
    raised(np.full(LANES, value, dtype=np.float32), found)
    assert (found > 0).all()
    assert np.isfinite(found).all()
