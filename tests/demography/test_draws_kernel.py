"""The compiled kernel against the reference in NumPy, and both against the point projection."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve

from omsyn.demography.draws.engine import Engine
from omsyn.demography.draws.ground import build_ground
from omsyn.demography.draws.national import national_paths
from omsyn.demography.draws.reference import accounts
from omsyn.demography.draws.rng import SEED
from omsyn.demography.draws.settings import CERTAIN, Settings
from omsyn.demography.projection import run
from omsyn.demography.rates import Assumptions, estimate

HORIZON, DRAWS = 2036, range(3, 11)
SINGLE = tuple(range(107))


@pytest.fixture(scope="module")
def rates(county_inputs):
    return estimate(county_inputs, 2026, HORIZON, Assumptions())


@pytest.fixture(scope="module")
def ground(county_inputs, rates):
    return build_ground(county_inputs, rates, HORIZON)


@pytest.fixture(scope="module")
def paths(ground):
    return national_paths(ground, DRAWS, SEED, Settings().national)


@pytest.fixture(scope="module")
def reference(ground, paths):
    return accounts(Engine.of(ground, SEED, Settings()), DRAWS, paths)


@pytest.fixture(scope="module")
def drawn(ground, paths):
    """What is shared, the country, and every municipality by single age."""
    return Engine.of(ground, SEED, Settings()).couple(DRAWS, paths, SINGLE)


def test_without_uncertainty_every_draw_is_the_point_projection(county_inputs, rates, ground):
    certain = national_paths(ground, range(2), SEED, CERTAIN.national)
    _pool, _country, groups = Engine.of(ground, SEED, CERTAIN).couple(range(2), certain, SINGLE)
    expected = run(county_inputs.population, rates, HORIZON).population.persons
    for draw in groups:
        np.testing.assert_allclose(draw, expected, rtol=2e-5, atol=1e-4)


def test_the_kernel_is_equal_to_the_reference(drawn, reference):
    _pool, country, groups = drawn
    for year, account in enumerate(reference, start=1):
        np.testing.assert_allclose(groups[:, year], account.persons, rtol=1e-4, atol=2e-3)
        np.testing.assert_allclose(
            country[:, year], account.persons.sum(axis=1), rtol=2e-5, atol=0.01
        )


def test_the_account_of_every_municipality_balances_in_every_draw(ground, reference):
    before = ground.start.sum(axis=(1, 2), dtype=np.float64)
    for account in reference:
        net = account.in_migration - account.out_migration + account.immigration
        flows = (net - account.emigration - account.deaths).sum(axis=(2, 3))
        after = account.persons.sum(axis=(2, 3))
        np.testing.assert_allclose(after, before + account.births.sum(axis=2) + flows, rtol=1e-9)
        before = after


def test_those_who_move_out_are_those_who_move_in(reference):
    for account in reference:
        np.testing.assert_allclose(
            account.in_migration.sum(axis=1), account.out_migration.sum(axis=1), rtol=1e-9
        )


def test_no_cell_is_negative(drawn):
    _pool, _country, groups = drawn
    assert np.isfinite(groups).all()
    assert (groups >= 0).all()


def test_the_municipalities_add_up_to_the_country_in_every_draw(drawn):
    _pool, country, groups = drawn
    np.testing.assert_allclose(groups.sum(axis=2, dtype=np.float64), country, rtol=1e-5, atol=1e-3)


def test_a_municipality_alone_has_the_same_bits_as_with_all_others(ground, paths, drawn):
    pool, _country, groups = drawn
    engine = Engine.of(ground, SEED, Settings())
    for place in (0, 5, 11):
        alone = engine.alone(DRAWS, paths, pool, {place: 1.0})
        np.testing.assert_array_equal(alone, groups[:, :, place])


def test_the_number_of_threads_and_draws_changes_no_bit(ground, drawn):
    _pool, _country, groups = drawn
    fewer = range(5, 8)
    paths = national_paths(ground, fewer, SEED, Settings().national)
    _shared, _whole, found = Engine.of(ground, SEED, Settings(), threads=1).couple(
        fewer, paths, SINGLE
    )
    np.testing.assert_array_equal(found, groups[2:5])


def test_draws_that_do_not_fill_the_lanes_are_the_first_of_more(ground):
    more, fewer = range(100), range(5)
    many, few = (
        Engine.of(ground, SEED, Settings()).couple(
            each, national_paths(ground, each, SEED, Settings().national), (0, 67, 106)
        )
        for each in (more, fewer)
    )
    for one, other in zip(many[1:], few[1:], strict=True):
        np.testing.assert_array_equal(one[:5], other)
    np.testing.assert_array_equal(many[0].into[:5], few[0].into)


def test_parts_of_several_municipalities_are_added_by_weight(ground, paths, drawn):
    pool, _country, groups = drawn
    found = Engine.of(ground, SEED, Settings()).alone(DRAWS, paths, pool, {2: 0.25, 7: 1.0})
    expected = 0.25 * groups[:, :, 2].astype(np.float64) + groups[:, :, 7]
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


def test_how_paths_lie_in_memory_changes_no_bit(ground, paths, drawn):
    pool, _country, groups = drawn
    turned = evolve(paths, death=np.asfortranarray(paths.death).astype(np.float64))
    found = Engine.of(ground, SEED, Settings()).alone(DRAWS, turned, pool, {5: 1.0})
    np.testing.assert_array_equal(found, groups[:, :, 5])


def test_who_comes_beside_what_is_drawn_is_there_at_the_end_of_the_year(ground, paths, drawn):
    pool, _country, groups = drawn
    extra = np.zeros((1, len(ground.death), 2, 106), dtype=np.float32)
    extra[0, 4, 1, [0, 30]] = 100
    found = Engine.of(ground, SEED, Settings()).alone(DRAWS, paths, pool, {3: 1.0}, extra)
    more = found - groups[:, :, 3]
    assert (more[:, :5] == 0).all()
    half = 1 - paths.death[:, 4, 1, [0, 30]] / 2
    # A woman who comes also gives birth that year; none of them is a child of those who come.
    np.testing.assert_allclose(more[:, 5, 1, 30], 100 * half[:, 1], rtol=1e-4)
    assert (more[:, 5, 1, 0] > 100 * half[:, 0]).all()
    assert (more[:, 6, 1, 31] > 0).all()


def test_another_seed_gives_another_future(ground, paths, drawn):
    _pool, country, _groups = drawn
    _other, found, _none = Engine.of(ground, SEED + 1, Settings()).couple(DRAWS, paths)
    assert not np.allclose(
        found[:, -1].sum(axis=(1, 2)), country[:, -1].sum(axis=(1, 2)), rtol=1e-7
    )


def test_rates_out_of_all_bounds_still_leave_nobody_negative(ground):
    wild = evolve(
        Settings(),
        out=evolve(Settings().out, fixed=(3.0,) * 6),
        deaths=evolve(Settings().deaths, fixed=(3.0,) * 6),
        national=evolve(Settings().national, mortality_scale=1.0, emigration_sd=3.0),
    )
    paths = national_paths(ground, range(20), SEED, wild.national)
    _pool, _country, groups = Engine.of(ground, SEED, wild).couple(range(20), paths, SINGLE)
    assert np.isfinite(groups).all()
    assert (groups >= 0).all()
