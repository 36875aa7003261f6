"""Sullivan's method against published tables, a pencil, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omsyn.demography.health_expectancy import sullivan
from omsyn.demography.lifetables import expectancy_errors, life_table
from omsyn.errors import ProjectionError

# Example 1 of the Sullivan manual (EHEMU, June 2007), from age 65: death rates and the share with
# disability, as republished with results by P. Aubert's `healthexpectancies` for R.
MANUAL_AGES = range(65, 86)
MANUAL_RATES = [
    6.877320e-03, 9.063532e-03, 9.571043e-03, 1.116834e-02, 1.311612e-02, 1.397621e-02,
    1.498467e-02, 1.570196e-02, 1.792241e-02, 2.138077e-02, 2.343253e-02, 3.081565e-02,
    3.779442e-02, 4.207316e-02, 4.687396e-02, 4.950053e-02, 4.816614e-02, 4.386501e-02,
    3.655573e-02, 5.922821e-02, 1.861576e-01,
]  # fmt: skip
MANUAL_DISABLED = [*[0.257] * 5, *[0.345] * 5, *[0.431] * 10, 0.513]
MIDDLE = [0.5] * len(MANUAL_AGES)


def manual():
    return life_table(MANUAL_AGES, MANUAL_RATES, MIDDLE)


def test_the_sullivan_manuals_example():
    found = sullivan(manual(), 1 - np.array(MANUAL_DISABLED))
    row = dict(zip(found.ages, found.to_frame().iter_rows(named=True), strict=True))
    for age, life, healthy, unhealthy in (
        (65, 19.865979, 12.295134, 7.570845),
        (70, 15.738684, 9.102682, 6.636002),
        (80, 8.694586, 4.599805, 4.094781),
        (85, 5.371792, 2.616062, 2.755729),
    ):
        assert row[age]["expectancy"] == pytest.approx(life, abs=2e-5)
        assert row[age]["healthy"] == pytest.approx(healthy, abs=2e-5)
        assert row[age]["unhealthy"] == pytest.approx(unhealthy, abs=2e-5)
    assert row[65]["share"] == pytest.approx(0.6189040, abs=1e-6)


def test_the_french_example_of_the_european_network():
    # REVES-Euro, France, men 1991: l, L and the share without disability at 80 and at 85 and over
    # (their table 1); 3.4 years free of disability at 80, and 1.7 (of 6.0) years of it at 85 where
    # the table prints the share with disability in place of the share without.
    deaths = 66_625 - 48_532
    rate, lived = deaths / 290_533, (290_533 - 5 * 48_532) / deaths
    table = life_table([80, 85], [rate, 48_532 / 289_068], [lived, 0], radix=66_625)
    found = sullivan(table, [141_559 / 290_533, 83_967 / 289_068])
    assert table.person_years == pytest.approx([290_533, 289_068])
    assert found.healthy == pytest.approx([3.4, 1.7], abs=0.05)


def test_years_in_good_health_by_hand():
    # 100 live ten years each, and the 50 who then remain live ten more, half of them healthy.
    table = life_table([0, 10], [50 / 750, 0.1], [5, 0], radix=100)
    found = sullivan(table, [0.8, 0.5])
    assert found.healthy.tolist() == pytest.approx([(600 + 250) / 100, 250 / 50])
    assert found.unhealthy.tolist() == pytest.approx([12.5 - 8.5, 5])
    assert found.share[1] == pytest.approx(0.5)
    assert found.standard_error is None


def test_the_error_of_the_shares_by_hand():
    table = life_table([0, 10], [50 / 750, 0.1], [5, 0], radix=100)
    found = sullivan(table, [0.8, 0.5], asked=[400, 100])
    older = 500**2 * 0.5 * 0.5 / 100
    younger = 750**2 * 0.8 * 0.2 / 400
    assert found.standard_error == pytest.approx(
        [np.sqrt(younger + older) / 100, np.sqrt(older) / 50]
    )
    low, high = found.interval()
    assert low[1] == pytest.approx(5 - 1.959964 * np.sqrt(older) / 50)
    assert high[1] == pytest.approx(5 + 1.959964 * np.sqrt(older) / 50)
    assert found.interval(0.8)[0][1] == pytest.approx(5 - 1.281552 * np.sqrt(older) / 50)


def test_the_two_errors_add_as_variances():
    deaths = np.full(len(MANUAL_AGES), 40)
    shares, asked = 1 - np.array(MANUAL_DISABLED), np.full(len(MANUAL_AGES), 150)
    both = sullivan(manual(), shares, asked=asked, deaths=deaths).standard_error
    alone = [
        sullivan(manual(), shares, asked=asked).standard_error,
        sullivan(manual(), shares, deaths=deaths).standard_error,
    ]
    assert both**2 == pytest.approx(alone[0] ** 2 + alone[1] ** 2)


def test_the_error_is_the_spread_of_repeated_surveys_and_years():
    draw = np.random.default_rng(2026)
    table = life_table([60, 70, 80], [0.02, 0.05, 0.15], [5, 5, 0], radix=1)
    people, shares, asked = np.array([4000, 3000, 2000]), np.array([0.8, 0.6, 0.3]), [300, 200, 100]
    healthy = [
        sullivan(
            life_table([60, 70, 80], draw.poisson(people * table.rates) / people, [5, 5, 0]),
            draw.binomial(asked, shares) / asked,
        ).healthy[0]
        for _try in range(4000)
    ]
    said = sullivan(table, shares, asked=asked, deaths=people * table.rates).standard_error[0]
    # The spread of 4 000 is known to about one percent; Chiang's binomial deaths add a little.
    assert np.std(healthy) == pytest.approx(said, rel=0.05)
    assert np.mean(healthy) == pytest.approx(sullivan(table, shares).healthy[0], rel=0.01)


shares_of_ages = arrays(float, len(MANUAL_AGES), elements=st.floats(0, 1))


@given(shares_of_ages)
def test_healthy_and_unhealthy_years_are_all_years(shares):
    found, rest = sullivan(manual(), shares), sullivan(manual(), 1 - shares)
    assert found.healthy + rest.healthy == pytest.approx(manual().expectancy)
    assert found.unhealthy == pytest.approx(rest.healthy, abs=1e-9)
    assert ((found.healthy >= 0) & (found.healthy <= manual().expectancy + 1e-9)).all()


@given(st.floats(0, 1))
def test_one_share_at_all_ages_is_that_share_of_life(share):
    found = sullivan(manual(), np.full(len(MANUAL_AGES), share))
    assert found.healthy == pytest.approx(share * manual().expectancy)


def test_where_all_are_healthy_it_is_the_life_table():
    deaths = np.linspace(5, 60, len(MANUAL_AGES))
    found = sullivan(manual(), np.ones(len(MANUAL_AGES)), deaths=deaths)
    assert found.healthy.tolist() == manual().expectancy.tolist()
    assert found.standard_error == pytest.approx(expectancy_errors(manual(), deaths))


@pytest.mark.parametrize(
    ("healthy", "asked", "words"),
    [
        ([0.8, 60], None, "ikke mellom 0 og 1 i aldersgruppen som begynner ved 10 år"),
        ([np.nan, 0.5], None, "ikke mellom 0 og 1 i aldersgruppen som begynner ved 0 år"),
        ([0.8], None, "én andel friske for hver av de 2 aldersgruppene"),
        ([0.8, 0.5], [10, 0], "Ingen er spurt i aldersgruppen som begynner ved 10 år"),
    ],
)
def test_impossible_shares_are_refused_by_age(healthy, asked, words):
    table = life_table([0, 10], [50 / 750, 0.1], [5, 0])
    with pytest.raises(ProjectionError, match=words):
        sullivan(table, healthy, asked=asked)


def test_no_interval_without_knowing_the_error():
    with pytest.raises(ProjectionError, match="oppgi minst ett av dem"):
        sullivan(manual(), np.ones(len(MANUAL_AGES))).interval()


def test_where_nobody_is_left_there_are_no_healthy_years():
    table = life_table([0, 1, 2], [2, 0.5, 1], [0.5, 0.5, 0])
    found = sullivan(table, [0.5, 0.5, 0.5], asked=[10, 10, 10], deaths=[10, 10, 10])
    assert found.healthy.tolist() == [0.25, 0, 0]
    assert found.share.tolist() == [0.5, 0, 0]
    assert found.standard_error[1:].tolist() == [0, 0]


def test_several_tables_side_by_side():
    rates = np.array([[0.01, 0.1], [0.02, 0.2]])
    together = sullivan(life_table([0, 10], rates, [5, 0]), [0.9, 0.5], asked=[100, 100])
    for row, each in enumerate(rates):
        alone = sullivan(life_table([0, 10], each, [5, 0]), [0.9, 0.5], asked=[100, 100])
        assert together.healthy[row] == pytest.approx(alone.healthy)
        assert together.standard_error[row] == pytest.approx(alone.standard_error)
    with pytest.raises(ValueError, match="several tables"):
        together.to_frame()
