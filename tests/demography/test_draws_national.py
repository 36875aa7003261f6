from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from omsyn.demography.draws import national
from omsyn.demography.draws.ground import build_ground
from omsyn.demography.draws.national import national_paths
from omsyn.demography.draws.rng import SEED
from omsyn.demography.draws.settings import CERTAIN, National
from omsyn.demography.rates import Assumptions, estimate

MANY = range(4000)


@pytest.fixture(scope="module")
def ground(county_inputs):
    return build_ground(county_inputs, estimate(county_inputs, 2026, 2046, Assumptions()), 2046)


def test_without_spread_the_rates_are_those_given(ground):
    paths = national_paths(ground, range(3), SEED, CERTAIN.national)
    for draw in range(3):
        np.testing.assert_allclose(paths.death[draw], ground.death, rtol=1e-5)
        np.testing.assert_allclose(paths.fertility[draw], ground.fertility[:, 15:50], rtol=1e-6)
    np.testing.assert_allclose(paths.crossing, 1, rtol=1e-6)


def test_the_error_grows_as_the_scaled_model_says():
    # Var X = S^2 (kappa t^2 + (1 - kappa) t): with S = 0.03 and kappa = 0.05 in the tenth year
    # 0.0009 (5 + 9.5) = 0.01305.
    settings = National(mortality_scale=0.03, mortality_kappa=0.05)
    change = national._mortality(MANY, 10, SEED, settings)
    assert change[:, 9].var(axis=0) == pytest.approx(0.01305, rel=0.12)
    assert change[:, 0].var(axis=0) == pytest.approx(0.0009, rel=0.12)


def test_errors_of_neighbouring_ages_and_of_the_sexes_go_together():
    change = national._mortality(MANY, 5, SEED, National())[:, 4]
    assert np.corrcoef(change[:, 0, 70], change[:, 0, 71])[0, 1] > 0.95
    assert np.corrcoef(change[:, 0, 20], change[:, 0, 90])[0, 1] < 0.5
    assert np.corrcoef(change[:, 0, 70], change[:, 1, 70])[0, 1] == pytest.approx(0.8, abs=0.03)


def test_immigration_is_what_is_expected_in_the_mean_and_never_negative(ground):
    crossing = national_paths(ground, MANY, SEED, National()).crossing
    assert (crossing >= 0).all()
    assert crossing.mean(axis=0) == pytest.approx(1, abs=0.06)


def test_waves_of_refugees_give_a_fat_tail():
    quiet = evolve(National(), refugee_chance=0)
    with_waves, without = (
        national._crossing(MANY, 10, SEED, each)[:, 9, 0] for each in (National(), quiet)
    )
    spread = (
        (with_waves - with_waves.mean()) / with_waves.std(),
        (without - without.mean()) / without.std(),
    )
    assert (spread[0] ** 4).mean() > (spread[1] ** 4).mean()


def test_probabilities_stay_probabilities(ground):
    paths = national_paths(ground, range(200), SEED, National(mortality_scale=0.5))
    assert (paths.death >= 0).all()
    assert (paths.death <= 1).all()
