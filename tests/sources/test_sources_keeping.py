"""Reference tables from KLASS beside those in use: nothing better is lost without a word."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from omsyn.geography import RegionKind, Registry
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES, TILES
from omsyn.sources.base import References
from omsyn.sources.klass.keeping import shares_to_use, tiles_to_use, with_last_good

START = dt.date(2020, 1, 1)
OUS, AHUS, UNN = (f"hospital_trust-{each}" for each in ("ous", "akershus", "unn"))


def regions(*ids: str) -> pl.DataFrame:
    rows = []
    for each in ids:
        kind, _dash, code = each.partition("-") if "-" in each else ("municipality", "", each)
        rows.append((each, kind, code, f"Navn {code}", [], START, None))
    return pl.DataFrame(rows, schema=REGIONS, orient="row")


def memberships(*rows: tuple[str, str, str | None, float]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*row, row[3] < 1, START, None) for row in rows], schema=MEMBERSHIPS, orient="row"
    )


def tables(places: pl.DataFrame, belongs: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {"regions": places, "changes": pl.DataFrame(schema=CHANGES), "memberships": belongs}


def held(found: References) -> set[tuple[str, str, str | None, float]]:
    frame = found.tables["memberships"]
    return set(frame.select("municipality", "region_id", "ward", "share").iter_rows())


STORED = tables(
    regions("0301", OUS, AHUS, "kostra_group-EKG16", "health_authority-sor-ost"),
    memberships(
        ("0301", OUS, "030101", 0.7),
        ("0301", AHUS, "030110", 0.3),
        ("0301", "kostra_group-EKG16", None, 1.0),
        ("0301", "health_authority-sor-ost", None, 1.0),
    ),
)


def test_a_kind_that_did_not_come_is_kept_as_it_was():
    new = References(tables=tables(regions("0301", "4204"), memberships()))
    found = with_last_good(new, STORED)
    assert set(found.tables["regions"]["id"]) == {
        "0301", "4204", OUS, AHUS, "kostra_group-EKG16", "health_authority-sor-ost",
    }  # fmt: skip
    assert ("0301", "kostra_group-EKG16", None, 1.0) in held(found)
    assert ("0301", "health_authority-sor-ost", None, 1.0) in held(found)


def test_a_kind_that_came_takes_the_place_of_the_old():
    new = tables(
        regions("0301", "kostra_group-EKG17"), memberships(("0301", "kostra_group-EKG17", None, 1))
    )
    found = with_last_good(References(tables=new), STORED)
    assert ("0301", "kostra_group-EKG16", None, 1.0) not in held(found)
    assert ("0301", "kostra_group-EKG17", None, 1.0) in held(found)
    assert "kostra_group-EKG16" not in set(found.tables["regions"]["id"])


def test_shares_by_ward_are_better_than_equal_parts():
    new = tables(
        regions("0301", OUS, AHUS), memberships(("0301", OUS, None, 0.5), ("0301", AHUS, None, 0.5))
    )
    found = with_last_good(References(tables=new), STORED)
    trusts = {row for row in held(found) if row[1].startswith("hospital_trust")}
    assert trusts == {("0301", OUS, "030101", 0.7), ("0301", AHUS, "030110", 0.3)}
    assert found.notes == ()


def test_other_trusts_than_those_of_the_wards_are_told():
    new = tables(
        regions("0301", OUS, UNN), memberships(("0301", OUS, None, 0.5), ("0301", UNN, None, 0.5))
    )
    found = with_last_good(References(tables=new), STORED)
    assert ("0301", AHUS, "030110", 0.3) in held(found)
    # What the kept shares point to is kept with them.
    assert AHUS in set(found.tables["regions"]["id"])
    (note,) = found.notes
    assert "andre helseforetak dele 0301" in note


def test_without_anything_stored_the_new_tables_are_as_they_came():
    new = References(tables=tables(regions("0301"), memberships()))
    assert with_last_good(new, {}) is new


def registry(*places: str) -> Registry:
    return Registry.of(
        **tables(regions(*places), memberships()), shares=pl.DataFrame(schema=SHARES)
    )


def shares(*rows: tuple[str, int, str, float]) -> pl.DataFrame:
    return pl.DataFrame([(*row, 2024) for row in rows], schema=SHARES, orient="row")


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        (shares(("1507", 2023, "1508", 0.9), ("1507", 2023, "1580", 0.1)), True),
        # It does not know the division.
        (shares(("0301", 2023, "0301", 1.0)), False),
        # It leads to a municipality that is no more.
        (shares(("1507", 2023, "9999", 1.0)), False),
    ],
)
def test_recorded_shares_are_kept_while_they_know_every_division(stored: pl.DataFrame, kept: bool):
    judged = shares(("1507", 2023, "1508", 0.8), ("1507", 2023, "1580", 0.2))
    found = shares_to_use(judged, stored, registry("0301", "1508", "1580"))
    assert found.equals(stored if kept else judged)


def test_where_nothing_was_divided_every_municipality_is_whole():
    here = registry("0301", "4204")
    found = shares_to_use(pl.DataFrame(schema=SHARES), None, here)
    assert found.rows() == [("0301", 2020, "0301", 1.0, 2020), ("4204", 2020, "4204", 1.0, 2020)]
    with_them = Registry.of(**tables(regions("0301", "4204"), memberships()), shares=found)
    assert with_them.border_year == here.border_year


def test_tiles_are_alphabetical_until_a_map_is_loaded():
    here = registry("4204", "4203", "0301")
    made = tiles_to_use(here, None)
    assert made.schema == TILES
    assert made.rows() == [("03", "0301", 0, 0), ("42", "4203", 0, 0), ("42", "4204", 0, 1)]
    stored = made.with_columns(column=pl.lit(7, pl.Int32))
    assert tiles_to_use(here, stored).equals(stored)
    assert tiles_to_use(registry("4204"), stored).height == 1


def test_kinds_of_the_product_are_told_apart_by_their_ids():
    # The kind is read from the id: none of them may hold a hyphen.
    assert not [each for each in RegionKind if "-" in each.value]
