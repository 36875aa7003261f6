from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography.draws import rng
from omsyn.demography.draws.rng import Source, halves, key_of, normals, uniforms, words
from omsyn.errors import OutsideData

KEY = key_of(rng.SEED, Source.EVENTS)
MANY = np.arange(200_000)


def test_a_number_depends_on_its_address_only():
    together = words(KEY, np.arange(5)[:, None], 3, np.array([301, 1151, 4204]), 7)
    assert words(KEY, 2, 3, 4204, 7)[0] == together[2, 2]


@pytest.mark.parametrize("part", range(4))
def test_each_part_of_the_address_gives_other_numbers(part):
    address = [17, 5, 301, 2]
    other = [each + (place == part) for place, each in enumerate(address)]
    assert words(KEY, *address)[0] != words(KEY, *other)[0]


def test_seeds_and_sources_give_other_numbers():
    keys = {int(key_of(seed, source)) for seed in (70_000, 70_001) for source in Source}
    assert len(keys) == 2 * len(Source)


def test_the_mixing_is_that_of_splitmix64():
    # Vigna's splitmix64.c from state 0: the first number is this.
    assert rng._mixed(rng.GOLDEN) == 0xE220A8397B1DCDAF
    assert int(words(np.uint64(rng.GOLDEN), 0, 0, 0, 0)[0]) == 0xE220A8397B1DCDAF


def test_normal_values_have_the_normal_moments_and_tails():
    values = normals(halves(words(KEY, MANY, 1, 301, 0))).astype(np.float64).ravel()
    assert values.mean() == pytest.approx(0, abs=0.01)
    assert values.var() == pytest.approx(1, abs=0.01)
    assert (values**4).mean() == pytest.approx(3, abs=0.06)
    assert (values > 1.2816).mean() == pytest.approx(0.1, abs=0.003)
    assert (values < -1.96).mean() == pytest.approx(0.025, abs=0.002)


@pytest.mark.parametrize("step", [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)])
def test_neighbouring_addresses_are_not_correlated(step):
    here = normals(halves(words(KEY, MANY, 1, 301, 0))).ravel()
    there = normals(halves(words(KEY, MANY + step[0], 1 + step[1], 301 + step[2], step[3]))).ravel()
    assert abs(np.corrcoef(here, there)[0, 1]) < 0.01


def test_uniform_values_leave_out_both_ends():
    ends = uniforms(np.array([0, 2**32 - 1], dtype=np.uint32))
    assert 0 < ends[0] < ends[1] < 1


@pytest.mark.parametrize("seed", [-1, 0, 42, 2**16 - 1, 2**63])
def test_seeds_of_sixteen_bits_or_too_large_are_refused(seed):
    with pytest.raises(OutsideData, match=str(seed)):
        rng.check_seed(seed)
