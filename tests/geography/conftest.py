"""A little world with one of each thing that has happened to municipalities."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from omsyn.facts import FACT_SCHEMA
from omsyn.geography import Registry
from omsyn.geography.standing import (
    municipality_regions,
    standing_memberships,
    standing_regions,
)
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES

NODES = """
    0101 | Fredrikshald            | 1838 | 1928
    0101 | Halden                  | 1928 | 2020
    3001 | Halden                  | 2020 | 2024
    3101 | Halden                  | 2024 |
    0301 | Oslo                    | 1925 |
    1001 | Kristiansand            | 1965 | 2020
    1018 | Søgne                   | 1964 | 2020
    4204 | Kristiansand            | 2020 |
    1503 | Kristiansund            | 1964 | 2008
    1505 | Kristiansund            | 2008 |
    2025 | Tana                    | 1964 | 1993
    2025 | Deatnu - Tana           | 1993 | 2020
    5441 | Deatnu - Tana           | 2020 | 2024
    5628 | Deatnu - Tana           | 2024 |
    1867 | Bø                      | 1838 |
    0821 | Bø (Telemark)           | 1867 | 2020
    0822 | Sauherad                | 1867 | 2020
    3817 | Midt-Telemark           | 2020 | 2024
    4020 | Midt-Telemark           | 2024 |
    1805 | Narvik                  | 1974 | 2020
    1849 | Hamarøy                 | 1964 | 2020
    1850 | Tysfjord                | 1869 | 2020
    1806 | Narvik                  | 2020 |
    1875 | Hábmer - Hamarøy        | 2020 |
    1515 | Herøy (Møre og Romsdal) | 1964 |
    1818 | Herøy (Nordland)        | 1962 |
    1504 | Ålesund                 | 1977 | 2020
    1534 | Haram                   | 1965 | 2020
    1507 | Ålesund                 | 2020 | 2024
    1508 | Ålesund                 | 2024 |
    1580 | Haram                   | 2024 |
"""
CHANGED = """
    1928 | 0101 | Fredrikshald  | 0101 | Halden
    1993 | 2025 | Tana          | 2025 | Deatnu - Tana
    2008 | 1503 | Kristiansund  | 1505 | Kristiansund
    2020 | 0101 | Halden        | 3001 | Halden
    2020 | 1001 | Kristiansand  | 4204 | Kristiansand
    2020 | 1018 | Søgne         | 4204 | Kristiansand
    2020 | 2025 | Deatnu - Tana | 5441 | Deatnu - Tana
    2020 | 0821 | Bø (Telemark) | 3817 | Midt-Telemark
    2020 | 0822 | Sauherad      | 3817 | Midt-Telemark
    2020 | 1805 | Narvik        | 1806 | Narvik
    2020 | 1850 | Tysfjord      | 1806 | Narvik
    2020 | 1850 | Tysfjord      | 1875 | Hábmer - Hamarøy
    2020 | 1849 | Hamarøy       | 1875 | Hábmer - Hamarøy
    2020 | 1504 | Ålesund       | 1507 | Ålesund
    2020 | 1534 | Haram         | 1507 | Ålesund
    2024 | 3001 | Halden        | 3101 | Halden
    2024 | 5441 | Deatnu - Tana | 5628 | Deatnu - Tana
    2024 | 3817 | Midt-Telemark | 4020 | Midt-Telemark
    2024 | 1507 | Ålesund       | 1508 | Ålesund
    2024 | 1507 | Ålesund       | 1580 | Haram
"""
SHARED = """
    1850 | 2019 | 1806 | 0.25
    1850 | 2019 | 1875 | 0.75
    1507 | 2023 | 1508 | 0.5
    1507 | 2023 | 1580 | 0.5
"""
TRUSTS = """
    4204 | hospital_trust-south |        | 1.0
    0301 | hospital_trust-south | 030101 | 0.25
    0301 | hospital_trust-north | 030102 | 0.25
    0301 | hospital_trust-north | 030103 | 0.5
    3101 | hospital_trust-north |        | 1.0
"""


def cells(text: str) -> list[list[str]]:
    """The rows of a table drawn with bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def new_year(text: str) -> dt.date | None:
    return dt.date(int(text), 1, 1) if text else None


def persons(text: str) -> pl.DataFrame:
    """Facts from `4204 | 2020 | 30 | status`: persons of both sexes and all ages."""
    rows = [
        (region, year, "both", "all", "persons", float(value) if value else None, *(rest or [""]))
        for region, year, value, *rest in cells(text)
    ]
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")


@pytest.fixture(scope="session")
def table():
    """Make facts of a little table."""
    return persons


@pytest.fixture(scope="session")
def same():
    """Compare facts with a little table, whatever the order of the rows."""

    def check(found: pl.DataFrame, wanted: str) -> None:
        keys = ["region", "period"]
        assert found.sort(keys).rows() == persons(wanted).sort(keys).rows()

    return check


@pytest.fixture(scope="session")
def frames() -> dict[str, pl.DataFrame]:
    nodes = pl.DataFrame(
        [(code, name, new_year(start), new_year(end)) for code, name, start, end in cells(NODES)],
        schema=["code", "name", "valid_from", "valid_to"],
        orient="row",
    )
    municipalities = municipality_regions(nodes)
    since = dt.date(2024, 1, 1)
    trusts = pl.DataFrame(
        [
            (f"hospital_trust-{slug}", "hospital_trust", slug, name, [], since, None)
            for slug, name in (("north", "Sykehuset nord"), ("south", "Sykehuset sør"))
        ],
        schema=REGIONS,
        orient="row",
    )
    wards = pl.DataFrame(
        [
            (place, trust, ward or None, float(share), bool(ward), since, None)
            for place, trust, ward, share in cells(TRUSTS)
        ],
        schema=MEMBERSHIPS,
        orient="row",
    )
    return {
        "regions": pl.concat([municipalities, standing_regions(), trusts]),
        "changes": pl.DataFrame(
            [(new_year(day), *rest) for day, *rest in cells(CHANGED)], schema=CHANGES, orient="row"
        ),
        "memberships": pl.concat([standing_memberships(municipalities), wards]),
        "shares": pl.DataFrame(
            [(old, int(year), new, float(share), 2024) for old, year, new, share in cells(SHARED)],
            schema=SHARES,
            orient="row",
        ),
    }


@pytest.fixture(scope="session")
def registry(frames) -> Registry:
    return Registry.of(**frames)
