from __future__ import annotations

import numpy as np
import pytest

from omsyn.demography.divided import Division, redivide, true_flows
from omsyn.demography.migration import (
    OLD_AGES,
    Strengths,
    _levels,
    cohort_accounts,
    death_level,
    moving_rates,
    net_immigration,
    turnover,
)
from omsyn.demography.population import AGES
from omsyn.demography.rates import _births_level
from omsyn.demography.step import advance

from demography_support import year_rates  # isort: skip

PLACES, YEARS = 12, 15


def history(out: float, seed: int = 1, share=None, level=None) -> np.ndarray:
    """Persons (year, place, sex, age) of places whose cohorts vary and of which some leave."""
    random = np.random.default_rng(seed)
    persons = [random.uniform(50, 150, (PLACES, 2, AGES))]
    fertility = np.zeros(AGES)
    fertility[20:40] = 0.08
    leaving = np.full((PLACES, 2, AGES), out)
    leaving[..., 80:] = 0
    given = {"out": leaving, "fertility": fertility, "death": np.full((2, AGES), 0.05)}
    if share is not None:
        given["share_in"] = share
    if level is not None:
        given["death_level"] = level
    rates = year_rates(PLACES, **given)
    for _year in range(YEARS):
        persons.append(advance(persons[-1], rates)[1].persons)
    return np.array(persons)


def accounts_of(persons: np.ndarray):
    flows = len(persons) - 1
    death = np.full((flows, 2, AGES), 0.05)
    return cohort_accounts(
        tuple(range(2000, 2001 + flows)), persons, death, np.ones((flows, PLACES), dtype=bool)
    )


def everyone_alike() -> np.ndarray:
    return np.ones((1, PLACES))


def test_nobody_moves_in_a_closed_country():
    accounts = accounts_of(history(out=0.0))
    assert np.abs(accounts.net).max() < 1e-9


def test_net_immigration_is_what_the_country_gained():
    persons = history(out=0.0)
    persons[-1, 0, 1, 30] += 40  # forty women of 30 came to the first place in the last year
    came, leaving = net_immigration(accounts_of(persons), (2000 + YEARS - 1,))
    assert came[1, 30] == pytest.approx(40)
    assert came.sum() == pytest.approx(40, abs=1e-6)
    assert leaving.sum() == pytest.approx(0, abs=1e-9)


def test_a_net_loss_counts_as_emigrants():
    persons = history(out=0.0)
    before = persons[-2, :, 0, 39].sum()
    persons[-1, :, 0, 40] *= 0.9
    came, leaving = net_immigration(accounts_of(persons), (2000 + YEARS - 1,))
    assert came.sum() == pytest.approx(0, abs=1e-6)
    assert leaving[0, 40] * before == pytest.approx(before * 0.95 * 0.1)


@pytest.mark.parametrize("out", [0.02, 0.1])
def test_the_rate_of_leaving_is_found_from_accidents_of_cohort_size(out):
    found = turnover(accounts_of(history(out)))
    # Those who leave live half the year's mortality before they do.
    assert found[10:70] == pytest.approx(out, rel=0.2)


def test_a_place_that_draws_people_gets_its_part_of_the_pool():
    share = np.full((PLACES, 2, AGES), 0.5 / (PLACES - 1))
    share[0] = 0.5
    # Two years, so that the place has not grown much by it.
    accounts = accounts_of(history(out=0.01, share=share)[:3])
    rates = moving_rates(accounts, everyone_alike(), Strengths(place=1, age=1, peers=0))
    assert rates.share_in[0, 1, 30] == pytest.approx(0.5, abs=0.07)
    assert rates.share_in.sum(axis=0) == pytest.approx(1)


def test_strong_shrinkage_gives_every_place_the_peers_rate_of_arrival():
    share = np.full((PLACES, 2, AGES), 0.5 / (PLACES - 1))
    share[0] = 0.5
    accounts = accounts_of(history(out=0.1, share=share))
    rates = moving_rates(accounts, everyone_alike(), Strengths(place=1e12, age=1e12, peers=0))
    base = accounts.base[-1, :, 1, 30]
    assert rates.share_in[:, 1, 30] == pytest.approx(base / base.sum(), rel=1e-6)


def test_a_place_where_the_oldest_die_more_is_found():
    level = np.ones((PLACES, 1, AGES))
    level[0, 0, OLD_AGES] = 1.2
    accounts = accounts_of(history(out=0.0, level=level))
    found = death_level(accounts, everyone_alike(), strength=1e-6)[:, 0, 85]
    assert found[0] / found[1] == pytest.approx(1.2, rel=0.01)


HALVES = Division(old_code="1", last_year=2001, shares={"a": 0.5, "b": 0.5}, whole=True)


def people(*totals: tuple[float, float]) -> np.ndarray:
    array = np.zeros((len(totals), 2, 2, AGES))
    array[:, :, 0, 40] = totals
    return array


def test_a_divided_place_is_divided_as_it_was_after_the_division():
    # A half each before; 90 and 10 after. The sum of 80 becomes 72 and 8.
    made = redivide((2000, 2001, 2002), ("a", "b"), people((40, 40), (50, 50), (90, 10)), HALVES)
    assert made[:, :, 0, 40].tolist() == [[72, 8], [90, 10], [90, 10]]


def test_years_not_made_with_the_recorded_shares_are_left_alone():
    made = redivide((2000, 2001, 2002), ("a", "b"), people((70, 10), (50, 50), (90, 10)), HALVES)
    assert made[0, :, 0, 40].tolist() == [70, 10]


def test_nothing_is_learnt_from_the_step_over_a_division():
    assert true_flows((2000, 2001, 2002, 2003), ("a", "b", "c"), (HALVES,)).tolist() == [
        [True, True, True], [False, False, True], [True, True, True],
    ]  # fmt: skip


def test_a_year_with_true_ages_is_left_alone_though_its_total_has_the_recorded_ratio():
    persons = people((40, 40), (50, 50), (90, 10))
    persons[0, 0, 0, 40], persons[0, 0, 0, 50] = 10, 30  # as many, but others
    made = redivide((2000, 2001, 2002), ("a", "b"), persons, HALVES)
    assert made[0, 0, 0, [40, 50]].tolist() == [10, 30]


def test_arrivals_that_hold_more_chance_are_drawn_harder_by_hand():
    # 20 seen of 10 expected; the events behind vary as 40: counts a fourth as heavy.
    seen, due, chance = (np.zeros((1, 2, AGES)) for _ in range(3))
    seen[0, 0, 30], due[0, 0, 30], chance[0, 0, 30] = 20, 10, 40
    level = _levels(seen, due, chance, Strengths(place=0.001, age=1e9))[0, 0, 30]
    assert level == pytest.approx(2, rel=0.001)
    weak = _levels(seen, due, chance, Strengths(place=2.5, age=1e9))[0, 0, 30]
    assert weak == pytest.approx((5 + 2.5) / (2.5 + 2.5))


def test_births_over_a_change_of_borders_are_not_learnt_from():
    # The first place seems to bear 90 of the second year's 100 births: its border moved.
    born = np.array([[50.0, 50], [90, 10]])
    expected = np.full((2, 2), 50.0)
    true = np.array([[True, True], [False, False]])
    level = _births_level(born, expected, true, np.ones((1, 2)), strength=1)
    assert level.tolist() == pytest.approx([1, 1])
