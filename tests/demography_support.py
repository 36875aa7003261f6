"""Small populations, and stores filled with the fictional county or the published statistics."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from omsyn.demography.population import AGES
from omsyn.demography.regions import RegionSeries
from omsyn.demography.step import YearRates
from omsyn.geography.region import Region, RegionKind
from omsyn.sources import fictional
from omsyn.sources.folder import datasets_in, references_in
from omsyn.warehouse import Store

NEEDED = {
    "population", "population_country", "deaths_country", "death_rates_country",
    "fertility_rates_country",
    "home_services_80plus", "institution_places", "institution_places_sample",
}  # fmt: skip


def fictional_store(folder: Path) -> Store:
    store = Store(folder)
    datasets, references = fictional.make()
    for name, frame in references.items():
        store.replace_reference(name, frame, fictional=True)
    for each in datasets:
        store.replace(each.info, each.facts)
    return store


def published_store(folder: Path, data: Path) -> Store:
    store = Store(folder)
    for name, frame in references_in(data).items():
        store.replace_reference(name, frame)
    for each in datasets_in(data):
        if each.name in NEEDED:
            fetched = each.read()
            store.replace(fetched.info, fetched.facts)
    return store


def year_rates(regions: int, ages: int = AGES, **given) -> YearRates:
    """Rates under which nobody is born, moves or dies, but for those given."""
    shape = (regions, 2, ages)
    still = {
        "death": np.zeros((2, ages)),
        "out": np.zeros(shape),
        "emigration": np.zeros((2, ages)),
        "share_in": np.full(shape, 1 / regions),
        "immigration": np.zeros((2, ages)),
        "fertility": np.zeros(ages),
        "births_level": np.ones(regions),
        "death_level": np.ones((regions, 1, ages)),
    }
    return YearRates(**{**still, **given})


PLACE = Region("9999", RegionKind.MUNICIPALITY, "9999", "Prøvevik", valid_from=None)


def series(persons: dict[int, dict[int, float]], first_projected: int = 2100) -> RegionSeries:
    """A region's series from year -> age -> women."""
    years = tuple(sorted(persons))
    array = np.zeros((len(years), 2, AGES))
    for row, year in enumerate(years):
        for age, number in persons[year].items():
            array[row, 1, age] = number
    return RegionSeries(
        region=PLACE, years=years, persons=array, first_projected_year=first_projected
    )
