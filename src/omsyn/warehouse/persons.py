"""The quick way to persons by year, region, sex and single age: an array beside the facts."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

SEXES = ("male", "female")
AGES = (*(str(age) for age in range(105)), "105+")

Persons = tuple[tuple[str, ...], tuple[int, ...], NDArray[np.float64]]
"""Region ids, years, and persons of shape (year, region, sex, age); sex as in `SEXES`."""


def make_cube(facts: pl.DataFrame) -> tuple[bytes, dict[str, Any]] | None:
    """The array as .npy bytes with its coordinates; None where the facts are no full cube."""
    sexes, ages, periods = (facts[column].unique() for column in ("sex", "age", "period"))
    regions = facts["region"].unique().sort()
    cells = len(periods) * len(regions) * len(SEXES) * len(AGES)
    if (
        facts["measure"].n_unique() != 1
        or set(sexes) != set(SEXES)
        or set(ages) != set(AGES)
        or not periods.str.contains(r"^\d{4}$").all()
        or facts.height != cells
        or facts["value"].null_count()
    ):
        return None
    years = periods.sort()
    position = (
        (_index(facts["period"], years) * len(regions) + _index(facts["region"], regions)) * 2
        + _index(facts["sex"], pl.Series(SEXES))
    ) * len(AGES) + _index(facts["age"], pl.Series(AGES))
    persons = np.zeros(cells)
    persons[position] = facts["value"].to_numpy()
    file = io.BytesIO()
    np.save(file, persons.reshape(len(years), len(regions), len(SEXES), len(AGES)))
    return file.getvalue(), {"regions": regions.to_list(), "years": [int(year) for year in years]}


def read_cube(content: bytes, described: dict[str, Any]) -> Persons:
    persons = np.load(io.BytesIO(content), allow_pickle=False)
    return tuple(described["regions"]), tuple(described["years"]), persons


def _index(values: pl.Series, order: pl.Series) -> NDArray[np.int64]:
    positions = values.replace_strict(order, range(len(order)), return_dtype=pl.Int64)
    return positions.to_numpy()
