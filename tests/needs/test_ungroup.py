"""Coarse groups on single ages: every group's count exactly, no rate above one, a smooth curve."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omsyn.needs.ungroup import HELD_FROM, Group, single_ages

PEOPLE = np.concatenate([np.full(60, 300.0), np.linspace(300, 100, 20), np.linspace(100, 2, 26)])
KOSTRA = (
    (0, 17, 0.005),
    (18, 49, 0.01),
    (50, 66, 0.02),
    (67, 79, 0.08),
    (80, 89, 0.28),
    (90, 105, 0.6),
)


def groups(*rows):
    return [Group(low=low, high=high, rate=rate) for low, high, rate in rows]


def counted(rates, persons, group):
    ages = slice(group.low, group.high + 1)
    return (rates * persons)[ages].sum()


def test_every_groups_users_come_out_exactly_and_rise_through_the_old_ages():
    rates = single_ages(groups(*KOSTRA), PEOPLE)
    for group in groups(*KOSTRA):
        people = PEOPLE[group.low : group.high + 1].sum()
        assert counted(rates, PEOPLE, group) == pytest.approx(group.rate * people, rel=1e-12)
    assert (np.diff(rates[50:HELD_FROM]) > 0).all()
    # No jump where one group ends and the next begins: a step is like the steps beside it.
    steps = np.diff(np.log(rates[50:HELD_FROM]))
    assert np.abs(np.diff(steps)).max() < 0.06
    assert len(set(rates[HELD_FROM:].tolist())) == 1


AGE = np.arange(106)
CURVES = {
    "levels off": 0.003 + 0.65 / (1 + np.exp(-(AGE - 86) / 5)),
    "keeps rising": np.minimum(0.002 * np.exp(0.055 * AGE), 0.9),
    "children too": 0.004 + 0.02 * np.exp(-AGE / 6) + 0.6 / (1 + np.exp(-(AGE - 87) / 5)),
}


@pytest.mark.parametrize("true", CURVES.values(), ids=CURVES)
def test_a_known_curve_is_found_again_from_its_groups(true):
    found = [
        Group(low=low, high=high, rate=(PEOPLE * true)[low : high + 1].sum()
              / PEOPLE[low : high + 1].sum())
        for low, high, _rate in KOSTRA
    ]  # fmt: skip
    rates = single_ages(found, PEOPLE)
    assert np.abs(rates / true - 1)[60:96].mean() < 0.03
    flat = np.concatenate([np.full(each.high + 1 - each.low, each.rate) for each in found])
    assert np.abs(flat / true - 1)[60:96].mean() > 0.1


def test_a_single_group_is_flat_because_nothing_says_how_it_leans():
    rates = single_ages(groups((80, 105, 0.35)), PEOPLE)
    assert (rates[80:] == 0.35).all()
    assert (rates[:80] == 0).all()


def test_single_ages_are_left_as_they_were_given():
    given_rates = np.linspace(0.1, 0.6, 6)
    rates = single_ages(groups(*((100 + k, 100 + k, r) for k, r in enumerate(given_rates))), PEOPLE)
    np.testing.assert_array_equal(rates[100:], given_rates)


def test_a_group_without_users_stays_without_and_parts_the_others():
    rates = single_ages(groups((0, 66, 0.01), (67, 79, 0), (80, 89, 0.2), (90, 105, 0.4)), PEOPLE)
    assert (rates[67:80] == 0).all()
    assert (rates[:67] == 0.01).all()


def test_everybody_of_a_group_is_everybody_and_never_more():
    rates = single_ages(groups((67, 79, 0.01), (80, 89, 0.5), (90, 105, 1.0)), PEOPLE)
    assert rates[90:] == pytest.approx(1)
    assert rates.max() <= 1
    assert (rates * PEOPLE)[80:90].sum() == pytest.approx(0.5 * PEOPLE[80:90].sum())


def test_an_age_without_people_still_has_a_rate():
    nobody = PEOPLE.copy()
    nobody[90:] = 0
    rates = single_ages(groups((67, 79, 0.05), (80, 89, 0.2), (90, 105, 0.4)), nobody)
    assert rates[90:].mean() == pytest.approx(0.4)


CUTS = st.lists(st.integers(1, 105), min_size=1, max_size=8, unique=True).map(sorted)


@settings(deadline=None, max_examples=25)
@given(cuts=CUTS, data=st.data())
def test_counts_are_kept_whatever_the_groups(cuts, data):
    edges = [0, *cuts, 106]
    share = st.floats(0, 1).map(lambda value: round(value, 4))
    found = [Group(low=low, high=high - 1, rate=data.draw(share)) for low, high in pairwise(edges)]
    persons = np.array(data.draw(st.lists(st.integers(0, 500), min_size=106, max_size=106)), float)
    rates = single_ages(found, persons)
    assert ((rates >= 0) & (rates <= 1 + 1e-12)).all()
    for group in found:
        people = persons[group.low : group.high + 1].sum()
        assert counted(rates, persons, group) == pytest.approx(
            group.rate * people, rel=1e-9, abs=1e-9
        )
