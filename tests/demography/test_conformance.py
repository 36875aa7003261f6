"""The United Nations' step against the textbook, against exact fractions, and against itself."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omsyn.demography.conformance import (
    StandardRates,
    Steps,
    Timing,
    standard_projection,
    standard_step,
)
from omsyn.demography.lifetables import LivedRule, life_table, survival_ratios
from omsyn.errors import ProjectionError

# Sweden, women 1993: Preston, Heuveline & Guillot (2001), boxes 6.1 and 6.2; also the United
# Nations' own test of its program (`ccmppWPP`, data set sweden_1993).
SWEDEN = [
    293395, 248369, 240012, 261346, 285209, 314388, 281290, 286923, 304108, 324946, 247613, 211351,
    215140, 221764, 223506, 183654, 141990, 112424,
]  # fmt: skip
SWEDEN_YEARS = [
    497487, 497138, 496901, 496531, 495902, 495168, 494213, 492760, 490447, 486613, 480665, 471786,
    457852, 436153, 402775, 350358, 271512, 291707,
]  # fmt: skip
SWEDEN_FERTILITY = [0, 0, 0, 0.0120, 0.0908, 0.1499, 0.1125, 0.0441, 0.0074, 0.0003, *[0] * 8]
SWEDEN_MIGRATION = [
    6840, 4150, 3365, 5270, 9240, 8230, 5470, 3155, 1770, 1115, 1075, 845, 645, 530, 465, 300, 250,
    175,
]  # fmt: skip
SWEDEN_1998 = [
    302392, 298682, 252007, 244150, 268267, 293515, 320624, 284767, 288031, 303166, 322062, 243989,
    205841, 205516, 205270, 194771, 142565, 131966,
]  # fmt: skip
SWEDEN_BIRTHS = [15244, 126688, 229354, 170057, 63203, 10971, 472]
BOYS_1998 = 317340
"""Where as many boys as girls began, and 1.05 boys are born per girl."""


def swedish_survival():
    years = np.array(SWEDEN_YEARS, float)
    ratios = np.append(years[0] / 500_000, years[1:] / years[:-1])
    ratios[-1] = years[-1] / years[-2:].sum()
    return ratios


def sweden(**given):
    rates = StandardRates(
        survival=[swedish_survival()] * 2,
        fertility=SWEDEN_FERTILITY,
        net_migration=[SWEDEN_MIGRATION] * 2,
        sex_ratio=1.05,
    )
    return evolve(rates, **given)


CLOSED = {"net_migration": np.zeros((2, 18))}


def test_the_textbooks_projection_of_sweden():
    step = standard_step([SWEDEN] * 2, sweden())
    assert step.persons[1].round().tolist() == SWEDEN_1998
    assert step.persons[0].round().tolist() == [BOYS_1998, *SWEDEN_1998[1:]]
    assert step.births_by_age.round().tolist() == [0, 0, 0, *SWEDEN_BIRTHS, *[0] * 8]


def test_the_textbooks_closed_projection_is_its_leslie_matrix():
    # Chapter 6.3: survival ratios below the diagonal, and in the first row
    # L0 / (2 l0) (f(x) + f(x + n) L(x + n) / L(x)) of the girls.
    survival, groups = swedish_survival(), 18
    fertility = np.array(SWEDEN_FERTILITY) / 2.05
    leslie = np.zeros((groups, groups))
    for k in range(groups - 1):
        leslie[k + 1, k] = survival[k + 1]
        leslie[0, k] = 5 * survival[0] / 2 * (fertility[k] + fertility[k + 1] * survival[k + 1])
    leslie[-1, -1] = survival[-1]
    rates = sweden(**CLOSED)
    found = standard_projection(
        [SWEDEN] * 2,
        StandardRates(
            survival=[rates.survival] * 10,
            fertility=[rates.fertility] * 10,
            net_migration=[rates.net_migration] * 10,
            sex_ratio=1.05,
        ),
    )
    expected = np.linalg.matrix_power(leslie, 10) @ SWEDEN
    assert found.persons.shape == (11, 2, 18)
    assert found.persons[10, 1] == pytest.approx(expected)


def exact_step(timing):
    """The toy of three single ages in fractions: what a pencil gives."""
    half = Fraction(1, 2)
    stock = {"men": (100, 80, 60), "women": (90, 100, 70)}
    survival = tuple(Fraction(each, 10) for each in (9, 8, 5))
    moving = {"men": (4, -6, 2), "women": (-2, 8, -4)}
    even = timing is Timing.EVEN
    start = {
        sex: [p + half * m if even else Fraction(p) for p, m in zip(stock[sex], moving[sex])]  # noqa: B905 - three each
        for sex in stock
    }
    end = {}
    for sex, (young, middle, old) in start.items():
        end[sex] = [Fraction(0), young * survival[1], (middle + old) * survival[2]]
        if even:
            end[sex] = [p + half * m for p, m in zip(end[sex], moving[sex], strict=True)]
    births = Fraction(1, 5) * (start["women"][1] + end["women"][1]) / 2
    for sex, part in (("men", Fraction(3, 5)), ("women", Fraction(2, 5))):
        end[sex][0] += births * part * survival[0]
        if not even:
            end[sex] = [p + m for p, m in zip(end[sex], moving[sex], strict=True)]
    return births, np.array([[float(each) for each in end[sex]] for sex in ("men", "women")])


TOY = [[100, 80, 60], [90, 100, 70]]


def toy(**given):
    rates = StandardRates(
        survival=[[0.9, 0.8, 0.5]] * 2,
        fertility=[0, 0.2, 0],
        net_migration=[[4, -6, 2], [-2, 8, -4]],
        sex_ratio=1.5,
    )
    return evolve(rates, **given)


@pytest.mark.parametrize("timing", Timing)
def test_single_years_by_exact_fractions(timing):
    births, expected = exact_step(timing)
    step = standard_step(TOY, toy(), Steps(width=1, timing=timing))
    assert step.births.sum() == pytest.approx(float(births))
    assert step.births[0] == pytest.approx(1.5 * step.births[1])
    assert step.persons == pytest.approx(expected)


def test_the_two_timings_by_hand():
    # 100 women of age 0, survival 0.8: 20 who come at age 1 add 10 · 0.5 + 10 or all 20 there.
    still = toy(net_migration=np.zeros((2, 3)))
    alone = standard_step(TOY, still, Steps(width=1)).persons[1]
    moved = toy(net_migration=[[0, 0, 0], [0, 20, 0]])
    even = standard_step(TOY, moved, Steps(width=1, timing="even")).persons[1]
    end = standard_step(TOY, moved, Steps(width=1, timing="end")).persons[1]
    assert even[1:] - alone[1:] == pytest.approx([10, 5])
    assert end[1:] - alone[1:] == pytest.approx([20, 0])
    assert end[0] == alone[0]
    assert even[0] > alone[0]


def test_from_a_life_table_to_the_step():
    ages = [0, 1, 5, 10, 15]
    tables = [
        life_table(ages, [0.004, 0.0004, 0.0002, 0.0002, 0.02], LivedRule(sex=sex))
        for sex in ("male", "female")
    ]
    survival = [survival_ratios(each, 5) for each in tables]
    step = standard_step(
        np.full((2, 4), 1000.0),
        StandardRates(
            survival=survival,
            fertility=[0, 0, 0.01, 0],
            net_migration=np.zeros((2, 4)),
            sex_ratio=1.06,
        ),
    )
    assert step.persons[:, 1] == pytest.approx([1000 * each[1] for each in survival])
    assert step.persons[:, 3] == pytest.approx([2000 * each[3] for each in survival])


def test_several_steps_are_the_steps_one_by_one():
    later = toy(fertility=[0, 0.3, 0], net_migration=np.ones((2, 3)))
    both = StandardRates(
        survival=[toy().survival, later.survival],
        fertility=[toy().fertility, later.fertility],
        net_migration=[toy().net_migration, later.net_migration],
        sex_ratio=[1.5, 1.1],
    )
    found = standard_projection(TOY, both, Steps(width=1))
    first = standard_step(TOY, toy(), Steps(width=1))
    second = standard_step(first.persons, evolve(later, sex_ratio=1.1), Steps(width=1))
    assert found.persons.tolist() == [
        np.array(TOY, float).tolist(), first.persons.tolist(), second.persons.tolist()
    ]  # fmt: skip
    assert found.births.tolist() == [first.births.tolist(), second.births.tolist()]
    assert found.deaths[1].tolist() == second.deaths.tolist()
    assert found.births_by_age[0].tolist() == first.births_by_age.tolist()


GROUPS = 6
stocks = arrays(float, (2, GROUPS), elements=st.floats(100, 10_000))
parts = arrays(float, (2, GROUPS), elements=st.floats(0, 1))
moves = arrays(float, (2, GROUPS), elements=st.floats(-50, 500)).map(
    # Nobody can leave before being born, and there may be no births.
    lambda moving: np.hstack([abs(moving[:, :1]), moving[:, 1:]])
)
births_per_woman = arrays(float, GROUPS - 2, elements=st.floats(0, 0.3))


def rates_of(survival, fertility, moving):
    return StandardRates(
        survival=survival,
        fertility=np.concatenate([[0], fertility, [0]]),
        net_migration=moving,
        sex_ratio=1.06,
    )


@given(stocks, parts, births_per_woman, st.sampled_from(list(Timing)))
def test_in_a_closed_population_the_two_timings_are_one_and_all_are_accounted_for(
    persons, survival, fertility, timing
):
    rates = rates_of(survival, fertility, np.zeros((2, GROUPS)))
    step = standard_step(persons, rates, Steps(timing=timing))
    other = standard_step(persons, rates, Steps(timing="even"))
    assert step.persons.tolist() == other.persons.tolist()
    assert step.persons.sum() == pytest.approx(
        persons.sum() + step.births.sum() - step.deaths.sum(), abs=1e-6
    )


@given(stocks, births_per_woman, moves, st.sampled_from(list(Timing)))
def test_with_migration_the_account_balances_for_each_sex(persons, fertility, moving, timing):
    survival = np.full((2, GROUPS), 0.9)
    step = standard_step(persons, rates_of(survival, fertility, moving), Steps(timing=timing))
    expected = persons.sum(axis=1) + step.births - step.deaths.sum(axis=1) + moving.sum(axis=1)
    assert step.persons.sum(axis=1) == pytest.approx(expected)


@given(stocks, parts, births_per_woman, arrays(float, (2, GROUPS), elements=st.floats(0, 500)))
def test_end_is_the_closed_population_and_the_migrants(persons, survival, fertility, moving):
    closed = standard_step(persons, rates_of(survival, fertility, np.zeros((2, GROUPS))))
    ended = standard_step(persons, rates_of(survival, fertility, moving), Steps(timing="end"))
    assert ended.persons == pytest.approx(closed.persons + moving)
    assert ended.births == pytest.approx(closed.births)


@given(stocks, births_per_woman, moves)
def test_where_nobody_dies_or_is_born_the_timings_differ_only_in_age(persons, fertility, moving):
    rates = rates_of(np.ones((2, GROUPS)), 0 * fertility, moving)
    even, end = (standard_step(persons, rates, Steps(timing=each)).persons for each in Timing)
    assert even.sum() == pytest.approx(end.sum())


def test_where_nobody_dies_moves_or_is_born_everyone_grows_older():
    rates = rates_of(np.ones((2, GROUPS)), np.zeros(GROUPS - 2), np.zeros((2, GROUPS)))
    persons = np.arange(2.0 * GROUPS).reshape(2, GROUPS)
    end = standard_step(persons, rates).persons
    assert end[:, 1:-1].tolist() == persons[:, :-2].tolist()
    assert end[:, -1].tolist() == persons[:, -2:].sum(axis=1).tolist()
    assert end[:, 0].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("sex", "age", "leaving", "steps", "words"),
    [
        (1, 1, -300, Steps(first_year=2025), r"−\d+,\d kvinner i alderen 5–9 i 2025–2030"),
        (0, 2, -300, Steps(first_year=2025, timing="end"), r"menn i alderen 10\+ i 2025–2030"),
        (1, 1, -300, Steps(width=1), "kvinner i alderen 1 i steg 1"),
        # More leave at the start than there are, though newcomers would fill the cell again.
        (0, 2, -121, Steps(), r"−0,5 menn i alderen 10\+"),
    ],
)
def test_a_cell_that_would_become_negative_is_named(sex, age, leaving, steps, words):
    moving = np.zeros((2, 3))
    moving[sex, age] = leaving
    with pytest.raises(ProjectionError, match=words):
        standard_step(TOY, toy(net_migration=moving), steps)


def test_the_step_that_fails_in_a_projection_is_named():
    calm, flight = np.zeros((2, 3)), np.array([[0, 0, 0], [0, -500, 0]])
    rates = StandardRates(
        survival=[toy().survival] * 2,
        fertility=[toy().fertility] * 2,
        net_migration=[calm, flight],
        sex_ratio=1.06,
    )
    with pytest.raises(ProjectionError, match="kvinner i alderen 1 i 2027–2028"):
        standard_projection(TOY, rates, Steps(width=1, first_year=2026))


@pytest.mark.parametrize(
    ("fertility", "sex_ratio", "words"),
    [
        ([[0, 0.2, 0]], 1.06, "gitt for 1, 2"),
        ([[0, 0.2, 0]] * 2, [1.06, 1.05, 1.05], "gitt for 2, 3"),
    ],
)
def test_rates_of_differing_steps_are_refused(fertility, sex_ratio, words):
    rates = StandardRates(
        survival=[toy().survival] * 2,
        fertility=fertility,
        net_migration=[toy().net_migration] * 2,
        sex_ratio=sex_ratio,
    )
    with pytest.raises(ProjectionError, match=words):
        standard_projection(TOY, rates, Steps(width=1))


def test_a_projection_of_no_steps_is_refused():
    none = StandardRates(
        survival=np.zeros((0, 2, 3)),
        fertility=np.zeros((0, 3)),
        net_migration=np.zeros((0, 2, 3)),
        sex_ratio=1.06,
    )
    with pytest.raises(ProjectionError, match="gitt for 0"):
        standard_projection(TOY, none)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"survival": [[0.9, 1.1, 0.5]] * 2}, "overlevelsen ved 1 år i 2026–2027"),
        ({"survival": [[0.9, np.nan, 0.5]] * 2}, "overlevelsen ved 1 år"),
        ({"survival": [[0.9, -0.1, 0.5]] * 2}, "overlevelsen ved 1 år"),
        ({"fertility": [0, -0.1, 0]}, "fruktbarheten ved 1 år"),
        ({"net_migration": [[0, 0, np.inf]] * 2}, r"nettoflyttingen ved 2\+ år"),
        ({"fertility": [0.1, 0.2, 0]}, "kan ikke ha fødsler"),
        ({"fertility": [0, 0.2, 0.1]}, "kan ikke ha fødsler"),
        ({"sex_ratio": 0}, "kjønnsforholdet ved fødselen må være større enn null"),
        ({"survival": [[0.9, 0.8]] * 2}, "ett tall for hvert kjønn og hver alder"),
        ({"survival": [[0.9, 0.8, 0.5]]}, "ett tall for hvert kjønn og hver alder"),
        ({"fertility": [[0, 0.2, 0]]}, "ett tall for hvert kjønn og hver alder"),
    ],
)
def test_rates_that_cannot_be_are_refused(given, words):
    with pytest.raises(ProjectionError, match=words):
        standard_step(TOY, toy(**given), Steps(width=1, first_year=2026))


def test_a_stock_that_cannot_be_is_refused():
    with pytest.raises(ProjectionError, match="folketallet ved 0 år i steg 1"):
        standard_step([[-1, 80, 60], [90, 100, 70]], toy(), Steps(width=1))


def test_an_unknown_timing_is_refused():
    with pytest.raises(ValueError, match="beginning"):
        Steps(timing="beginning")
