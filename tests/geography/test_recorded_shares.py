from __future__ import annotations

import polars as pl

from omsyn.geography.recorded_shares import correct_shares
from omsyn.geography.tables import SHARES


def measured(rows, people):
    recorded = pl.DataFrame([(*row, 2024) for row in rows], schema=SHARES, orient="row")
    totals = pl.DataFrame(
        list(people.items()), schema={"new_code": pl.String, "persons": pl.Float64}, orient="row"
    )
    found = correct_shares(recorded, totals).drop_nulls("measured")
    return {(old, year, new): share for old, year, new, _s, _b, share in found.rows()}


def test_the_parts_first_people_measure_every_year_of_the_old_municipality():
    rows = [("9901", year, new, 0.5) for year in (2021, 2023) for new in ("9911", "9912")]
    assert measured(rows, {"9911": 30.0, "9912": 10.0}) == {
        ("9901", 2021, "9911"): 0.75, ("9901", 2021, "9912"): 0.25,
        ("9901", 2023, "9911"): 0.75, ("9901", 2023, "9912"): 0.25,
    }  # fmt: skip


def test_a_part_that_got_something_else_too_leaves_the_whole_division_as_recorded():
    rows = [
        ("9901", 2023, "9911", 0.25), ("9901", 2023, "9912", 0.25), ("9901", 2023, "9913", 0.5),
        ("9902", 2023, "9913", 1.0),
    ]  # fmt: skip
    assert measured(rows, {"9911": 1.0, "9912": 2.0, "9913": 3.0}) == {}


def test_a_part_without_figures_leaves_the_division_as_recorded():
    rows = [("9901", 2023, "9911", 0.5), ("9901", 2023, "9912", 0.5)]
    assert measured(rows, {"9911": 1.0}) == {}


def test_an_earlier_division_is_left_as_recorded():
    rows = [("9901", 2019, "9911", 0.5), ("9901", 2019, "9912", 0.5)]
    assert measured(rows, {"9911": 30.0, "9912": 10.0}) == {}
