"""Life tables against published ones, against a pencil, and against what must hold for any."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from omsyn.demography.lifetables import (
    expectancy_errors,
    life_table,
    life_table_from_counts,
    survival_ratios,
)
from omsyn.demography.lived import (
    Infants,
    LivedRule,
    Within,
    infants_lived,
    toddlers_lived,
    years_lived,
)
from omsyn.errors import ProjectionError
from omsyn.language import WrittenStandard, using

ABRIDGED = [0, 1, *range(5, 90, 5)]
MEN = LivedRule(sex="male")

# Austria, men 1992: Preston, Heuveline & Guillot (2001), box 3.1; deaths, population and a as
# printed, the other columns as computed there (figures of United Nations 1994).
AUSTRIA_DEATHS = [
    419, 70, 36, 46, 249, 420, 403, 441, 508, 769, 1154, 1866, 2043, 3496, 4366, 4337, 5279, 6460,
    6146,
]  # fmt: skip
AUSTRIA_POPULATION = [
    47925, 189127, 234793, 238790, 254996, 326831, 355086, 324222, 269963, 261971, 238011, 261612,
    181385, 187962, 153832, 105169, 73694, 57512, 32248,
]  # fmt: skip
AUSTRIA_LIVED = [
    0.068, 1.626, 2.5, 3.143, 2.724, 2.520, 2.481, 2.601, 2.701, 2.663, 2.698, 2.676, 2.645, 2.624,
    2.619, 2.593, 2.518, 2.423, 5.247,
]  # fmt: skip
AUSTRIA_SURVIVORS = [
    100000, 99133, 98986, 98910, 98815, 98334, 97704, 97151, 96492, 95588, 94195, 91937, 88711,
    83845, 76377, 66225, 53803, 37441, 21134,
]  # fmt: skip
AUSTRIA_YEARS = [
    99192, 396183, 494741, 494375, 492980, 490106, 487127, 484175, 480384, 474686, 465777, 452188,
    432096, 401480, 357713, 301224, 228404, 145182, 110889,
]  # fmt: skip


def austria():
    return life_table_from_counts(ABRIDGED, AUSTRIA_DEATHS, AUSTRIA_POPULATION, AUSTRIA_LIVED)


def test_the_textbooks_life_table_of_austria():
    table = austria()
    assert table.survivors.round().tolist() == AUSTRIA_SURVIVORS
    assert table.person_years.round() == pytest.approx(AUSTRIA_YEARS, abs=1)
    assert table.expectancy[0] == pytest.approx(72.889, abs=5e-4)
    assert table.lived[-1] == pytest.approx(5.247, abs=5e-4)


def test_the_textbooks_own_years_lived_under_five_are_those_of_coale_and_demeny():
    rate = AUSTRIA_DEATHS[0] / AUSTRIA_POPULATION[0]
    assert infants_lived(rate, MEN.sex, Infants.COALE_DEMENY) == pytest.approx(0.068, abs=6e-4)
    assert toddlers_lived(rate, MEN.sex) == pytest.approx(1.626, abs=6e-4)


@pytest.mark.parametrize("within", Within)
def test_other_assumptions_within_the_groups_hardly_move_life_expectancy(within):
    rule = LivedRule(sex="male", infants="coale_demeny", within=within)
    table = life_table_from_counts(ABRIDGED, AUSTRIA_DEATHS, AUSTRIA_POPULATION, rule)
    assert table.expectancy[0] == pytest.approx(72.889, abs=0.05)


def test_the_united_nations_mortpak_example():
    # United Nations (1988), Mortpak, p. 82: women, an open group from 80. The rates are printed
    # with five decimals, hence the tolerance.
    rates = [
        0.12846, 0.02477, 0.00603, 0.0034, 0.00417, 0.00513, 0.00581, 0.00645, 0.00725, 0.00813,
        0.00913, 0.01199, 0.01647, 0.0256, 0.04047, 0.06624, 0.10638, 0.19611,
    ]  # fmt: skip
    printed = [
        49.997, 55.675, 57.245, 53.921, 49.803, 45.799, 41.922, 38.084, 34.249, 30.420, 26.578,
        22.701, 18.945, 15.349, 12.095, 9.240, 6.903, 5.099,
    ]  # fmt: skip
    rule = LivedRule(sex="female", infants="coale_demeny")
    table = life_table(ABRIDGED[:-1], rates, rule)
    assert table.expectancy == pytest.approx(printed, abs=0.002)


def test_the_united_nations_model_of_1982():
    # United Nations (1982), Model Life Tables for Developing Countries, p. 34: men, e0 = 35.
    rates = [
        0.23669, 0.04672, 0.00982, 0.00511, 0.00697, 0.01036, 0.01169, 0.01332, 0.01528, 0.01757,
        0.02092, 0.02517, 0.03225, 0.04241, 0.06056, 0.08574, 0.11840, 0.16226, 0.23745,
    ]  # fmt: skip
    printed = [
        35.000, 42.901, 47.190, 44.438, 40.523, 36.868, 33.691, 30.567, 27.500, 24.485, 21.504,
        18.599, 15.758, 13.080, 10.584, 8.466, 6.729, 5.312, 4.211,
    ]  # fmt: skip
    table = life_table(ABRIDGED, rates, LivedRule(sex="male", infants="coale_demeny"))
    assert table.expectancy == pytest.approx(printed, abs=0.004)


# The test case of PHEindicatormethods (Office for Health Improvement and Disparities, England):
# 0.1 years lived at age 0, otherwise the middle.
ENGLISH_AGES = [0, 1, *range(5, 95, 5)]
ENGLISH_POPULATION = [
    7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209, 56416, 46411, 39820,
    37978, 37039, 33288, 23306, 11936, 11936,
]  # fmt: skip
ENGLISH_DEATHS = [
    17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937,
]  # fmt: skip
ENGLISH_LIVED = [0.1, 2, *[2.5] * 17, 0]


def test_life_expectancy_and_its_interval_as_the_english_public_health_tables():
    table = life_table_from_counts(ENGLISH_AGES, ENGLISH_DEATHS, ENGLISH_POPULATION, ENGLISH_LIVED)
    ages = [0, 1, 5, 65, 90]
    assert [float(table.at(age)) for age in ages] == pytest.approx(
        [80.16960813, 79.36245674, 75.44193645, 18.76856852, 6.16210635], abs=1e-8
    )
    # Their open group's deaths are binomial, ours Poisson: ours is the wider by under 1 % at 65.
    reach = 1.959964 * expectancy_errors(table, ENGLISH_DEATHS)[[0, 14]]
    assert reach == pytest.approx([80.45584984 - 80.16960813, 18.96015373 - 18.76856852], rel=0.01)


def test_a_life_table_by_hand():
    # Half of 100 die in the first ten years, in the middle; the rest live 1 / 0.1 years more.
    table = life_table([0, 10], [50 / 750, 0.1], [5, 0], radix=100)
    assert table.probabilities.tolist() == pytest.approx([0.5, 1])
    assert table.survivors.tolist() == pytest.approx([100, 50])
    assert table.person_years.tolist() == pytest.approx([750, 500])
    assert table.expectancy.tolist() == pytest.approx([12.5, 10])
    assert table.to_frame()["age"].to_list() == [0, 10]
    assert table.to_frame().row(1) == pytest.approx((10, None, 0.1, 10, 1, 50, 50, 500, 500, 10))


def test_ages_within_a_year_stay_as_they_are_in_the_frame():
    frame = life_table([0, 0.5, 1], [0.01, 0.01, 0.1], [0.1, 0.2, 0]).to_frame()
    assert frame["age"].to_list() == [0, 0.5, 1]


def test_the_standard_error_by_hand():
    # One closed year: q = 0.2 of 80 deaths; those who survive have 1 / m = 4 years, of 100 deaths.
    table = life_table([0, 1], [0.2 / 0.9, 0.25], [0.5, 0], radix=1)
    chance = 0.2**2 * 0.8 / 80
    last = 1 / (0.25**2 * 100)
    expected = np.sqrt((0.5 + 4) ** 2 * chance + 0.8**2 * last)
    assert expectancy_errors(table, [80, 100]) == pytest.approx([expected, np.sqrt(last)])


@pytest.mark.parametrize(
    ("sex", "rate", "years"),
    [
        ("male", 0.002, 0.14929 - 1.99545 * 0.002),
        ("male", 0.05, 0.02832 + 3.26021 * 0.05),
        ("male", 0.2, 0.29915),
        ("female", 0.002, 0.14903 - 2.05527 * 0.002),
        ("female", 0.05, 0.04667 + 3.88089 * 0.05),
        ("female", 0.2, 0.31411),
    ],
)
def test_andreev_and_kingkades_lines(sex, rate, years):
    rule = LivedRule(sex=sex)
    assert infants_lived(rate, rule.sex, rule.infants) == pytest.approx(years)


@pytest.mark.parametrize(
    ("sex", "level", "slope"), [("male", 0.1493, -2.0367), ("female", 0.1490, -2.0867)]
)
def test_the_lines_by_rate_agree_with_the_authors_lines_by_probability(sex, level, slope):
    rate = 0.004
    lived = infants_lived(rate, LivedRule(sex=sex).sex)
    probability = rate / (1 + (1 - lived) * rate)
    assert lived == pytest.approx(level + slope * probability, abs=2e-4)


@pytest.mark.parametrize(
    ("sex", "rate", "infants", "toddlers"),
    [
        ("male", 0.2, 0.330, 1.352),
        ("female", 0.2, 0.350, 1.361),
        ("male", 0.01, 0.07184, 1.62284),
        ("female", 0.01, 0.081, 1.50682),
        ("both", 0.01, (0.07184 + 0.081) / 2, (1.62284 + 1.50682) / 2),
    ],
)
def test_coale_and_demenys_years_lived(sex, rate, infants, toddlers):
    kind = LivedRule(sex=sex).sex
    assert infants_lived(rate, kind, Infants.COALE_DEMENY) == pytest.approx(infants)
    assert toddlers_lived(rate, kind) == pytest.approx(toddlers)


def test_single_years_have_their_deaths_in_the_middle():
    assert years_lived([0, 1, 2, 3], [0.002, 0.001, 0.001, 0.5], MEN)[1:].tolist() == [0.5, 0.5, 2]


def test_a_group_without_deaths_keeps_the_middle_and_lets_nobody_die():
    rates = np.array(AUSTRIA_DEATHS) / AUSTRIA_POPULATION
    rates[6] = 0
    table = life_table(ABRIDGED, rates, MEN)
    assert table.lived[5:8].tolist() == [2.5, 2.5, 2.5]
    assert table.deaths[6] == 0


def test_a_rate_that_leaps_does_not_put_the_deaths_outside_the_group():
    rates = [0.001, 0.001, 0.00001, 0.001, 0.2, 0.2, 0.2]
    lived = years_lived([0, 5, 10, 15, 20, 25, 30], rates, MEN)
    assert lived[3] == 4.5


def test_where_nobody_is_left_there_is_nothing_to_expect():
    table = life_table([0, 1, 2], [2, 0.5, 1], [0.5, 0.5, 0])
    assert table.expectancy.tolist() == [0.5, 0, 0]
    assert survival_ratios(table, 1).tolist() == [0.5, 0, 0]
    assert expectancy_errors(table, [10, 10, 10])[1:].tolist() == [0, 0]


def test_several_tables_side_by_side_are_those_made_one_by_one():
    rates = np.array([[0.01, 0.002, 0.2], [0.02, 0.001, 0.3]])
    together = life_table([0, 1, 2], rates, MEN)
    alone = [life_table([0, 1, 2], each, MEN).expectancy for each in rates]
    assert together.expectancy == pytest.approx(np.array(alone))
    assert together.at(1) == pytest.approx([alone[0][1], alone[1][1]])
    with pytest.raises(ValueError, match="several tables"):
        together.to_frame()


def test_survival_ratios_add_the_first_two_groups():
    table = austria()
    ratios = survival_ratios(table, 5)
    years, above = table.person_years, table.years_above
    assert len(ratios) == len(ABRIDGED) - 1
    assert ratios[0] == pytest.approx((years[0] + years[1]) / 500_000)
    assert ratios[1] == pytest.approx(years[2] / (years[0] + years[1]))
    assert ratios[-1] == pytest.approx(above[-1] / above[-2])


def test_survival_ratios_of_single_years():
    table = life_table([0, 1, 2], [0.1, 0.1, 0.5], [0.5, 0.5, 0], radix=1)
    years = table.person_years
    assert survival_ratios(table, 1) == pytest.approx(
        [years[0], years[1] / years[0], years[2] / (years[1] + years[2])]
    )


@pytest.mark.parametrize("ages", [[0, 1, 5, 11], [1, 5, 10], [0, 10, 20]])
def test_survival_ratios_need_a_boundary_at_every_step(ages):
    table = life_table(ages, [0.01] * len(ages), MEN)
    with pytest.raises(ProjectionError, match="steg på 5 år"):
        survival_ratios(table, 5)


@pytest.mark.parametrize(
    ("ages", "rates", "words"),
    [
        ([0, 1, 5], [0.1, -0.1, 0.2], "begynner ved 1 år mangler, er negativ"),
        ([0, 1, 5], [0.1, np.nan, 0.2], "begynner ved 1 år mangler"),
        ([0, 1, 5], [0.1, np.inf, 0.2], "begynner ved 1 år mangler"),
        ([0, 1, 5], [0.1, 0.1, 0], "begynner ved 5 år mangler, er negativ, eller er null"),
        ([0, 1, 5], [0.1, 0.1], "Det er 2 dødsrater til 3 aldersgrupper"),
        ([0, 5, 5], [0.1, 0.1, 0.1], "må stige"),
        ([5], [0.1], "må stige, og være minst to"),
        ([0, 5, 10], [0.1, 2.0, 0.1], "begynner ved 5 år er så høy at flere ville dø"),
    ],
)
def test_what_cannot_be_a_life_table_is_refused_by_age(ages, rates, words):
    lived = [min(2.5, age + 0.5) for age in ages]
    with pytest.raises(ProjectionError, match=words):
        life_table(ages, rates, lived)


def test_a_group_without_people_is_refused_by_age():
    with pytest.raises(ProjectionError, match="ingen personår i aldersgruppen som begynner ved 1"):
        life_table_from_counts([0, 1], [0, 0], [10, 0], MEN)


def test_an_age_between_the_groups_is_refused():
    with pytest.raises(ProjectionError, match="ingen aldersgruppe som begynner ved 3 år"):
        austria().at(3)


def test_the_refusals_are_in_nynorsk_too():
    with (
        using(WrittenStandard.NYNORSK),
        pytest.raises(ProjectionError, match="inga aldersgruppe som byrjar"),
    ):
        austria().at(3)


rates_of_a_place = arrays(float, 19, elements=st.floats(1e-5, 0.2))


@given(rates_of_a_place, st.sampled_from(list(Infants)), st.sampled_from(list(Within)))
def test_what_holds_for_every_life_table(rates, infants, within):
    rule = LivedRule(sex="both", infants=infants, within=within)
    table = life_table(ABRIDGED, rates, rule, radix=1)
    assert (np.diff(table.survivors) <= 0).all()
    assert table.deaths.sum() == pytest.approx(1)
    assert table.person_years.sum() == pytest.approx(table.expectancy[0])
    assert table.deaths == pytest.approx(table.rates * table.person_years)
    ages_at_death = table.ages + table.lived
    assert (table.deaths * ages_at_death).sum() == pytest.approx(table.expectancy[0])
    assert (survival_ratios(table, 5) <= 1).all()


@given(rates_of_a_place, st.integers(0, 18))
def test_more_deaths_at_one_age_never_lengthen_life(rates, group):
    higher = rates.copy()
    higher[group] *= 1.2
    lived = [0.1, 1.5, *[2.5] * 17]
    before = life_table(ABRIDGED, rates, lived).expectancy[0]
    assert life_table(ABRIDGED, higher, lived).expectancy[0] < before


@given(st.floats(0.001, 2))
def test_with_one_rate_at_all_ages_life_expectancy_is_its_inverse(rate):
    # By exact `a` of an exponential curve; then e = 1 / m from every age.
    exact = 1 / rate - 1 / np.expm1(rate)
    table = life_table(range(40), np.full(40, rate), np.full(40, exact))
    assert table.expectancy == pytest.approx(1 / rate)


def norwegian(real_data, year, sex):
    """Deaths and mean population by single age 0..100+ of the Human Mortality Database."""
    path = real_data / "vital" / "hmd_norway_population_deaths_rates_1846-2024.csv.gz"
    deaths, start, end = np.zeros(101), np.zeros(101), np.zeros(101)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["sex"] == sex and row["year"] in {str(year), str(year + 1)}:
                age = min(int(row["age"]), 100)
                if row["year"] == str(year):
                    deaths[age] += float(row["deaths"] or 0)
                    start[age] += float(row["population_jan1"])
                else:
                    end[age] += float(row["population_jan1"])
    return deaths, (start + end) / 2


def united_nations(real_data, column, years):
    path = real_data / "vital" / "wpp2024_norway_indicators_1950-2023.csv"
    with path.open(encoding="utf-8") as lines:
        rows = {int(row["year"]): float(row[column]) for row in csv.DictReader(lines)}
    return np.mean([rows[year] for year in years])


@pytest.mark.real_data
@pytest.mark.parametrize(("sex", "years"), [("female", 84.6), ("male", 81.4)])
def test_norway_2023_single_years(real_data, sex, years):
    # Life expectancy from the Human Mortality Database's own rates of 2023, one decimal.
    deaths, lived = norwegian(real_data, 2023, sex)
    table = life_table_from_counts(range(101), deaths, lived, LivedRule(sex=sex))
    assert table.expectancy[0] == pytest.approx(years, abs=0.05)
    # The United Nations smooth the rates and graft a model on the oldest ages: up to 0.4 years.
    theirs = united_nations(real_data, f"e0_{sex}", [2023])
    assert table.expectancy[0] == pytest.approx(theirs, abs=0.4)


@pytest.mark.real_data
@pytest.mark.parametrize("sex", ["female", "male"])
def test_norway_abridged_is_norway_by_single_years(real_data, sex):
    deaths, lived = norwegian(real_data, 2019, sex)
    single = life_table_from_counts(range(101), deaths, lived, LivedRule(sex=sex))
    begins = [0, 1, *range(5, 105, 5)]
    grouped = life_table_from_counts(
        begins, np.add.reduceat(deaths, begins), np.add.reduceat(lived, begins), LivedRule(sex=sex)
    )
    # Within a group of five the living are younger than a life table's: its rate is a little low.
    assert 0 < grouped.expectancy[0] - single.expectancy[0] < 0.08
    assert 0 < grouped.at(65) - single.at(65) < 0.08


@pytest.mark.real_data
@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("first", range(1950, 2020, 5))
def test_the_united_nations_own_rates_give_their_own_life_expectancy(real_data, sex, first):
    # Their five-year rates are of one set of tables and the yearly life expectancies of another,
    # newer one, so that they agree to a few tenths and not to the last decimal.
    path = real_data / "vital" / "wpp2024_norway_mx_5yr_1950-2020.csv"
    with path.open(encoding="utf-8") as lines:
        rows = [
            (int(row["age"].strip("+")), float(row["mx"]))
            for row in csv.DictReader(lines)
            if row["sex"] == sex and row["period"] == f"{first}-{first + 5}"
        ]
    ages, rates = zip(*rows, strict=True)
    table = life_table(ages, rates, LivedRule(sex=sex))
    theirs = united_nations(real_data, f"e0_{sex}", range(first, first + 5))
    assert table.expectancy[0] == pytest.approx(theirs, abs=0.3)
