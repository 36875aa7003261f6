"""Arrays with named coordinates and the frames made of them hold the same cells."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from demography_support import series
from omsyn.demography import project, read_population, region_series
from omsyn.demography.frames import tidy
from omsyn.demography.population import AGES, SEXES, PopulationSeries


def test_a_row_for_each_cell_by_hand():
    frame = tidy(
        {"year": (2025, 2026), "sex": SEXES}, persons=np.array([[1.0, 2.0], [3.0, np.nan]])
    )
    assert frame.rows() == [
        (2025, "male", 1.0), (2025, "female", 2.0), (2026, "male", 3.0), (2026, "female", None)
    ]  # fmt: skip


def test_an_array_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"persons has the shape \(2,\), not \(2, 2\)"):
        tidy({"year": (2025, 2026), "sex": SEXES}, persons=np.zeros(2))


def test_a_population_as_a_frame():
    persons = np.arange(2.0 * 3 * 2 * AGES).reshape(2, 3, 2, AGES)
    population = PopulationSeries(regions=("a", "b", "c"), years=(2025, 2026), persons=persons)
    frame = population.to_frame()
    assert frame.columns == ["year", "region", "sex", "age", "persons"]
    assert frame.height == persons.size
    chosen = frame.filter(year=2026, region="b", sex="female", age=7)
    assert chosen["persons"].item() == persons[1, 1, 1, 7]
    assert [len(labels) for labels in population.coordinates.values()] == list(persons.shape)


def test_a_region_as_a_frame_knows_what_is_projected():
    place = series({2026: {80: 3}, 2027: {80: 5}}, first_projected=2027)
    frame = place.to_frame().filter(sex="female", age=80)
    assert frame.rows() == [(2026, "female", 80, 3.0, False), (2027, "female", 80, 5.0, True)]
    assert list(place.coordinates) == ["year", "sex", "age"]


def test_the_account_of_every_cohort_balances_in_the_frame(county):
    projection = project(county)
    frame = projection.to_frame().filter(pl.col("year") <= projection.population.years[1])
    first = frame.filter(pl.col("year") == projection.population.years[0])
    assert first["deaths"].null_count() == first.height
    younger = first.filter(pl.col("age") < AGES - 2).select(
        "region", "sex", pl.col("age") + 1, before="persons"
    )
    later = frame.filter(
        pl.col("year") == projection.population.years[1], pl.col("age") < AGES - 1
    ).join(younger, on=["region", "sex", "age"], how="left")
    account = later.select(
        pl.col("before").fill_null(0) + pl.col("births") + pl.col("in_migration")
        + pl.col("immigration") - pl.col("deaths") - pl.col("out_migration") - pl.col("emigration")
        - pl.col("persons")
    ).to_series()  # fmt: skip
    assert len(account) == len(projection.population.regions) * 2 * (AGES - 1)
    assert account.abs().max() == pytest.approx(0, abs=1e-9)


def test_a_region_of_the_store_adds_up_in_both_forms(county):
    place = region_series(county, read_population(county).regions[0])
    by_year = place.to_frame().group_by("year", maintain_order=True).agg(pl.col("persons").sum())
    assert by_year["persons"].to_list() == pytest.approx(place.total().tolist())
