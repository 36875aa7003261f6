from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from omsyn.demography.draws import noise
from omsyn.demography.draws.ground import EVENTS, OUT, Ground, build_ground
from omsyn.demography.draws.local import local_spread
from omsyn.demography.draws.noise import chance_of_events, factors
from omsyn.demography.draws.rng import SEED, Source, halves, key_of, words
from omsyn.demography.draws.settings import Settings
from omsyn.demography.rates import Assumptions, estimate

MANY = 50_000
ALL = halves(words(key_of(SEED, Source.EVENTS), np.arange(MANY), 1, 301, 0))[:, :1]
NUMBERS = np.broadcast_to(ALL[:, :, None], (MANY, 1, EVENTS))


@pytest.fixture(scope="module")
def ground(county_inputs) -> Ground:
    return build_ground(county_inputs, estimate(county_inputs, 2026, 2030, Assumptions()), 2030)


def chance_of(ground: Ground, expected: float, settings: Settings | None = None):
    events = np.full((1, 1, EVENTS), expected)
    return chance_of_events(evolve(ground, expected=events), settings or Settings(clumping=1))


@pytest.mark.parametrize("expected", [0.05, 0.4, 0.99, 1.0, 3.0, 20.0, 5000.0])
def test_the_factor_of_n_events_has_mean_1_and_variance_1_over_n(ground, expected):
    found = factors(chance_of(ground, expected), 0, NUMBERS).astype(np.float64)[..., OUT]
    assert (found >= 0).all()
    assert found.mean() == pytest.approx(1, abs=5 * (1 / expected / len(found)) ** 0.5 + 0.002)
    assert found.var() == pytest.approx(1 / expected, rel=0.05)


def test_few_events_are_whole_numbers(ground):
    found = factors(chance_of(ground, 0.5), 0, NUMBERS)[..., OUT] * 0.5
    np.testing.assert_allclose(found, np.round(found), atol=1e-5)
    assert (found == 0).mean() == pytest.approx(np.exp(-0.5), abs=0.01)


def test_families_who_move_together_make_the_chance_larger(ground):
    alone, together = (
        factors(chance_of(ground, 100.0, Settings(clumping=each)), 0, NUMBERS)[..., OUT].var()
        for each in (1.0, 2.5)
    )
    assert together / alone == pytest.approx(2.5, rel=0.05)


def test_what_would_come_once_in_a_century_is_left_out(ground):
    assert (factors(chance_of(ground, noise.FEWEST / 2), 0, NUMBERS) == 1).all()


def test_without_chance_in_events_every_factor_is_one(ground):
    found = factors(chance_of(ground, 3.0, Settings(events=False)), 0, NUMBERS)
    assert (found == 1).all()


def test_small_places_have_the_wider_levels(ground):
    spread = local_spread(ground, Settings())
    smallest, largest = np.argmin(ground.start.sum((1, 2))), np.argmax(ground.start.sum((1, 2)))
    assert (spread.fixed[:, smallest] > spread.fixed[:, largest]).all()
