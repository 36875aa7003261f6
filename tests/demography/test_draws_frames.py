"""Draws and backtests as frames: a row where a reader looks for it, axes under their names."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from omsyn.demography.backtest import Method, RegionBacktest, RegionError, Report, measure
from omsyn.demography.backtest.report import Row
from omsyn.demography.draws import Draws, RegionDraws
from omsyn.demography.paths import PathSettings
from omsyn.geography.region import Region, RegionKind


def some_draws() -> RegionDraws:
    """Two draws of two years: 80 men of age 0 and, by draw and year, 1 to 4 women of 105."""
    persons = np.zeros((2, 2, 2, 106), dtype=np.float32)
    persons[:, :, 0, 0] = 80
    persons[:, :, 1, 105] = [[1, 2], [3, 4]]
    region = Region(
        id="9901", kind=RegionKind.MUNICIPALITY, code="9901", name="Lindhavn",
        valid_from=dt.date(2020, 1, 1),
    )  # fmt: skip
    still = np.zeros((1, 2, 106))
    return RegionDraws(
        region=region, years=(2026, 2027), persons=persons, death=np.float32(still)[None],
        expected_death=still, paths=PathSettings(),
    )  # fmt: skip


def test_a_regions_draws_have_a_row_for_each_draw_and_year():
    frame = some_draws().to_frame(80)
    assert frame.columns == ["draw", "year", "persons"]
    assert frame.rows() == [(0, 2026, 1.0), (0, 2027, 2.0), (1, 2026, 3.0), (1, 2027, 4.0)]
    assert some_draws().to_frame()["persons"].to_list() == [81.0, 82.0, 83.0, 84.0]


def test_the_axes_of_draws_have_names_and_the_shape_of_the_array():
    made = some_draws()
    assert list(made.coordinates) == ["draw", "year", "sex", "age"]
    assert tuple(len(axis) for axis in made.coordinates.values()) == made.persons.shape


def test_a_fan_has_its_ends_as_columns():
    made = some_draws()
    frame = made.fan(80, intervals=(0.5, 0.8)).to_frame(made.years)
    assert frame.columns == ["year", "mean", "median", "low50", "high50", "low80", "high80"]
    assert frame.row(1) == (2027, 3.0, 3.0, 2.5, 3.5, 2.2, 3.8)


def test_joint_draws_are_numbered_on_and_grouped_by_age():
    persons = np.arange(2 * 1 * 2 * 2 * 2, dtype=np.float32).reshape(2, 1, 2, 2, 2)
    made = Draws(
        regions=("9901", "9902"), years=(2026,), edges=(0, 80, 106), persons=persons,
        country=np.zeros((2, 1, 2, 106), dtype=np.float32), first_draw=200,
    )  # fmt: skip
    assert list(made.coordinates["draw"]) == [200, 201]
    frame = made.to_frame(["9902"])
    assert frame.columns == ["draw", "year", "region", "sex", "group", "persons"]
    last = frame.filter(pl.col("draw") == 201, pl.col("sex") == "female", pl.col("group") == "80+")
    assert last.rows() == [(201, 2026, "9902", "female", "80+", 15.0)]
    assert frame["region"].unique().to_list() == ["9902"]


def test_a_regions_record_has_its_error_or_none():
    errors = (
        RegionError(origin=2016, years_ahead=5, group="80+", made=110, true=100),
        RegionError(origin=2016, years_ahead=5, group="90+", made=1, true=0),
    )
    frame = RegionBacktest(region_id="9901", errors=errors).to_frame()
    assert frame["error"].round(6).to_list() == [0.1, None]
    assert frame["made"].to_list() == [110, 1]


def test_the_report_has_its_measures_as_columns():
    measures = measure(np.array([102.0, 98.0]), np.array([100.0, 100.0]))
    rows = tuple(
        Row(
            method=Method.OMSYN, years_ahead=5, group="80+", origin=origin, size_class=None,
            measures=measures,
        )
        for origin in (2016, None)
    )  # fmt: skip
    frame = Report(origins=(2016,), horizons=(5,), rows=rows, bars=()).to_frame()
    assert frame["origin"].to_list() == [2016, None]
    assert frame["method"].to_list() == [Method.OMSYN.value] * 2
    assert frame["medape"].round(6).to_list() == [0.02, 0.02]
    assert frame["places"].to_list() == [2, 2]
