from __future__ import annotations

import polars as pl
import pytest

from omsyn.facts import FACT_SCHEMA
from omsyn.geography import Registry, redivide
from omsyn.geography.redivision import divisions


def test_only_a_division_that_nothing_was_added_to_is_found(registry):
    assert divisions(registry) == {2024: [("1508", "1580")]}


def test_years_before_the_division_follow_the_first_year_after_it(registry, table, same):
    halved = table("""
        1508 | 2022 | 40
        1580 | 2022 | 40
        1508 | 2024 | 75
        1580 | 2024 | 25
        1508 | 2025 | 76
        1580 | 2025 | 25
        0301 | 2022 | 7
    """)
    same(
        redivide(halved, registry),
        """
        1508 | 2022 | 60 | estimated
        1580 | 2022 | 20 | estimated
        1508 | 2024 | 75
        1580 | 2024 | 25
        1508 | 2025 | 76
        1580 | 2025 | 25
        0301 | 2022 | 7
        """,
    )


def test_each_sex_and_age_has_its_own_share_from_people_of_about_that_age(registry):
    def row(region, year, sex, age, value):
        return (region, str(year), sex, age, "persons", float(value), "")

    rows = [
        row("1508", 2020, "male", "10", 10), row("1580", 2020, "male", "10", 10),
        row("1508", 2020, "male", "105+", 1), row("1580", 2020, "male", "105+", 1),
        row("1508", 2020, "female", "10", 5), row("1580", 2020, "female", "10", 5),
        # Boys of 8 to 12: 3 of 4 live in 1508. At 10 alone it would be all.
        row("1508", 2024, "male", "8", 2), row("1580", 2024, "male", "8", 1),
        row("1508", 2024, "male", "10", 1), row("1580", 2024, "male", "10", 0),
        row("1508", 2024, "male", "105+", 1), row("1580", 2024, "male", "105+", 3),
        row("1508", 2024, "female", "10", 2), row("1580", 2024, "female", "10", 2),
    ]  # fmt: skip
    found = redivide(pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row"), registry)
    early = found.filter(pl.col("period") == "2020").select("region", "sex", "age", "value").rows()
    assert early == [
        ("1508", "male", "10", 15.0), ("1580", "male", "10", 5.0),
        ("1508", "male", "105+", 0.5), ("1580", "male", "105+", 1.5),
        ("1508", "female", "10", 5.0), ("1580", "female", "10", 5.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        "1508 | 2022 | 40\n1580 | 2022 |  | :\n1508 | 2024 | 75\n1580 | 2024 | 25",
        "1508 | 2022 | 40\n1580 | 2022 | 40",
        "1508 | 2022 | 40\n1508 | 2024 | 75\n1580 | 2024 | 25",
        "1508 | 2022 | 0\n1580 | 2022 | 0\n1508 | 2024 | 0\n1580 | 2024 | 0",
    ],
    ids=["a part is confidential", "no first year", "a part is absent", "nobody to measure by"],
)
def test_without_all_it_needs_nothing_is_changed(registry, table, rows):
    assert redivide(table(rows), registry).rows() == table(rows).rows()


def test_rows_keep_their_order(registry, table):
    rows = table(
        "1580 | 2022 | 4\n0301 | 2022 | 7\n1508 | 2022 | 4\n1508 | 2024 | 3\n1580 | 2024 | 1"
    )
    assert redivide(rows, registry)["value"].to_list() == [2, 7, 6, 3, 1]


def test_a_world_without_divisions_is_left_alone(frames, table):
    world = Registry.of(**{**frames, "changes": frames["changes"].clear()})
    rows = table("1508 | 2022 | 4\n1580 | 2022 | 4")
    assert redivide(rows, world).rows() == rows.rows()
