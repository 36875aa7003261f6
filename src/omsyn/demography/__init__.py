"""Population and its future."""

from omsyn.demography.inputs import read_population
from omsyn.demography.kept import project
from omsyn.demography.measures import (
    BANDS,
    Band,
    Dependency,
    band_table,
    crossover_year,
    dependency_ratio,
    percent_change,
    persons_per_80plus,
)
from omsyn.demography.population import AGES, SEXES, PopulationSeries, Projection
from omsyn.demography.projection import HORIZON
from omsyn.demography.regions import RegionSeries, region_series

__all__ = [
    "AGES",
    "BANDS",
    "HORIZON",
    "SEXES",
    "Band",
    "Dependency",
    "PopulationSeries",
    "Projection",
    "RegionSeries",
    "band_table",
    "crossover_year",
    "dependency_ratio",
    "percent_change",
    "persons_per_80plus",
    "project",
    "read_population",
    "region_series",
]
