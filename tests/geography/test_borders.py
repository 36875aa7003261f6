from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omsyn.errors import OutsideData, UnknownRegion
from omsyn.facts import FACT_SCHEMA
from omsyn.geography import RegionKind, aggregate, convert
from omsyn.geography.exact_shares import on_grid


def test_merged_municipalities_are_added(registry, table, same):
    old = table("""
        1001 | 2019 | 90
        1018 | 2019 | 11
        0301 | 2019 | 7
    """)
    wanted = """
        4204 | 2019 | 101
        0301 | 2019 | 7
    """
    same(convert(old, 2024, registry), wanted)
    same(convert(old, 2020, registry), wanted)


def test_a_divided_municipality_follows_recorded_shares_and_is_estimated(registry, table, same):
    old = table("""
        1850 | 2019 | 2000
        1805 | 2019 | 18000
        1849 | 2019 | 1000
    """)
    wanted = """
        1806 | 2019 | 18500 | estimated
        1875 | 2019 | 2500  | estimated
    """
    same(convert(old, 2024, registry), wanted)
    same(convert(old, 2020, registry), wanted)


def test_each_period_is_converted_from_its_own_codes(registry, table, same):
    series = table("""
        0101 | 2019   | 1
        3001 | 2020   | 2
        3101 | 2024K1 | 3
    """)
    same(
        convert(series, 2024, registry),
        """
        3101 | 2019   | 1
        3101 | 2020   | 2
        3101 | 2024K1 | 3
        """,
    )
    same(
        convert(series, 2019, registry),
        """
        0101 | 2019   | 1
        0101 | 2020   | 2
        0101 | 2024K1 | 3
        """,
    )


def test_a_division_is_undone_by_adding_its_parts(registry, table, same):
    parts = table("""
        1508 | 2024 | 58
        1580 | 2024 | 9
    """)
    same(convert(parts, 2020, registry), "1507 | 2024 | 67")


def test_a_merger_cannot_be_undone(registry, table):
    with pytest.raises(OutsideData, match=r"Kristiansand \(4204\).*Kristiansand og Søgne"):
        convert(table("4204 | 2020 | 101"), 2019, registry)


def test_a_division_without_recorded_shares_is_refused(registry, table):
    with pytest.raises(OutsideData, match="1850 ble delt mellom 2018 og 2024"):
        convert(table("1850 | 2018 | 2000"), 2024, registry)


@pytest.mark.parametrize("row", ["4204 | 2019 | 1", "1018 | 2020 | 1", "2100 | 2020 | 1"])
def test_a_code_that_was_not_in_use_is_named(registry, table, row):
    with pytest.raises(UnknownRegion, match=row[:4]):
        convert(table(row), 2024, registry)


@pytest.mark.parametrize("measure", ["percent_80plus_home_services", "death_rate", "asfr"])
def test_rates_are_refused(registry, table, measure):
    rates = table("0301 | 2020 | 1").with_columns(measure=pl.lit(measure))
    with pytest.raises(OutsideData, match=measure):
        convert(rates, 2024, registry)
    with pytest.raises(OutsideData, match=measure):
        aggregate(rates, registry, RegionKind.COUNTY)


def test_the_country_passes_through(registry, table, same):
    same(convert(table("country-NO | 2019 | 5"), 2024, registry), "country-NO | 2019 | 5")


@pytest.mark.parametrize(
    ("parts", "together"),
    [
        (("5 |", "  | :"), " | :"),
        (("5 |", "  | .."), " | .."),
        ((" | :", " | .."), " | :"),
        (("5 |", "  | ."), "5 | "),
        ((" | .", " | ."), " | ."),
        (("0 | –", "0 | –"), "0 | –"),
        (("0 | –", "5 |"), "5 | "),
        (("5 | estimated", "5 |"), "10 | estimated"),
    ],
)
def test_absence_is_kept_and_never_becomes_zero(registry, table, same, parts, together):
    old = table("1001 | 2019 | {}\n1018 | 2019 | {}".format(*parts))
    same(convert(old, 2024, registry), f"4204 | 2019 | {together}")


def test_sexes_ages_and_measures_stay_apart(registry):
    rows = [
        ("1001", "2019", "female", "80", "persons", 1.0, ""),
        ("1018", "2019", "female", "80", "persons", 2.0, ""),
        ("1018", "2019", "male", "80", "persons", 4.0, ""),
        ("1018", "2019", "female", "81", "persons", 8.0, ""),
        ("1018", "2019", "female", "80", "places", 16.0, ""),
    ]
    found = convert(pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row"), 2024, registry)
    assert sorted(found["value"]) == [3.0, 4.0, 8.0, 16.0]
    assert set(found["region"]) == {"4204"}
    assert found.schema == FACT_SCHEMA


def test_municipalities_are_added_to_counties(registry, table, same):
    now = table("""
        1508 | 2024 | 50
        1580 | 2024 | 9
        4204 | 2024 | 100
    """)
    same(
        aggregate(now, registry, RegionKind.COUNTY),
        """
        county-15 | 2024 | 59
        county-42 | 2024 | 100
        """,
    )


def test_counties_of_another_day_are_used_when_asked_for(registry, table, same):
    then = table("3001 | 2021 | 30\n0301 | 2021 | 7")
    same(
        aggregate(then, registry, RegionKind.COUNTY, dt.date(2021, 6, 1)),
        "county-30 | 2021 | 30\ncounty-03 | 2021 | 7",
    )


def test_a_divided_city_counts_with_its_shares_and_makes_the_sum_estimated(registry, table, same):
    now = table("""
        0301 | 2024 | 100
        4204 | 2024 | 10
        3101 | 2024 | 1
    """)
    same(
        aggregate(now, registry, RegionKind.HOSPITAL_TRUST),
        """
        hospital_trust-south | 2024 | 35 | estimated
        hospital_trust-north | 2024 | 76 | estimated
        """,
    )


def test_a_municipality_outside_every_region_is_not_lost_in_silence(registry, table):
    with pytest.raises(UnknownRegion, match="1018"):
        aggregate(table("1018 | 2019 | 5"), registry, RegionKind.COUNTY)


@given(
    values=st.lists(st.integers(0, 5_000_000), min_size=5, max_size=5),
    to_year=st.sampled_from([2020, 2022, 2024, 2026]),
)
def test_whole_numbers_keep_their_sum_to_the_last_bit(registry, table, values, to_year):
    codes = ("1850", "1805", "1849", "1001", "1018")
    rows = "\n".join(f"{code} | 2019 | {value}" for code, value in zip(codes, values, strict=True))
    assert convert(table(rows), to_year, registry)["value"].sum() == sum(values)


@given(values=st.lists(st.integers(0, 5_000_000), min_size=3, max_size=3))
def test_the_borders_of_the_same_year_change_nothing(registry, table, values):
    old = table(
        "\n".join(
            f"{code} | 2019 | {value}"
            for code, value in zip(("1850", "1805", "0301"), values, strict=True)
        )
    )
    assert convert(old, 2019, registry).rows() == old.rows()


@given(
    weights=st.lists(st.integers(1, 1_000), min_size=1, max_size=6),
    people=st.lists(st.integers(0, 2**31), min_size=1, max_size=20),
)
def test_shares_on_the_grid_sum_to_one_and_part_whole_numbers_exactly(weights, people):
    frame = pl.DataFrame({"unit": ["a"] * len(weights), "share": [float(w) for w in weights]})
    shares = on_grid(frame, ["unit"])["share"].to_list()
    assert sum(shares) == 1
    assert all(abs(s - w / sum(weights)) < 1e-5 for s, w in zip(shares, weights, strict=True))
    for count in people:
        parts = [count * share for share in shares]
        assert sum(parts) == sum(reversed(parts)) == count


def test_codes_of_one_year_for_all_periods(registry, table, same):
    parts = table("1508 | 2010 | 60\n1580 | 2010 | 7")
    same(convert(parts, 2020, registry, border_year=2024), "1507 | 2010 | 67")


def test_one_municipality_alone_where_another_could_not_be_converted(registry, table, same):
    series = table("4204 | 2022 | 101\n0301 | 2022 | 7")
    same(convert(series, 2019, registry, only="0301"), "0301 | 2022 | 7")
    with pytest.raises(OutsideData, match="Kristiansand"):
        convert(series, 2019, registry, only="1018")


def test_an_empty_cell_of_a_municipality_that_was_not_there_adds_nothing(registry, table, same):
    series = table("1001 | 2018 | 5\n4204 | 2018 | | ..")
    same(convert(series, 2024, registry, only="4204"), "4204 | 2018 | 5")
