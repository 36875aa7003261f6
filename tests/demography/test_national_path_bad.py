"""National paths that nobody could have meant: empty, of other years, of more than there are."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from omsyn.demography import AGES, SEXES, NationalPath, PathSettings, national_path
from omsyn.demography.projection import compute
from omsyn.errors import ProjectionError


def path_of(year: int, persons: float = 1_000.0) -> NationalPath:
    return NationalPath(years=(year,), persons=np.full((1, len(SEXES), AGES), persons))


def test_a_table_without_rows_is_refused():
    kinds = {"year": pl.Int64, "sex": pl.String, "age": pl.Int64, "persons": pl.Float64}
    with pytest.raises(ProjectionError, match="har ingen rader; fyll den ut"):
        national_path(pl.DataFrame(schema=kinds))


def test_a_cell_of_more_than_the_country_is_refused_by_name():
    with pytest.raises(ProjectionError, match="enn landet kan ha for menn på 0 år i 2030"):
        path_of(2030, 1e300)


@pytest.mark.parametrize("year", [1900, 2026, 2041, 2**62])
def test_a_path_that_no_projected_year_follows_is_refused(county_inputs, year):
    with pytest.raises(ProjectionError, match="ingen av årene som framskrives, 2027–2040"):
        compute(county_inputs, 2040, settings=PathSettings(national=path_of(year)))
