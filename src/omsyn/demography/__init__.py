"""Population and its future."""

from omsyn.demography.conformance import (
    StandardRates,
    StandardStep,
    Steps,
    Timing,
    standard_projection,
    standard_step,
)
from omsyn.demography.descriptive import (
    OMSORG_2020,
    PENSION_67,
    UNITED_NATIONS,
    UNITED_NATIONS_70,
    DependencyRatios,
    WorkingAges,
    crude_rate,
    dependency_ratios,
    gross_reproduction,
    mean_age_at_childbearing,
    median_age,
    net_reproduction,
    person_years_between,
    sex_ratio,
    total_fertility,
)
from omsyn.demography.draws import Draws, RegionDraws, draw, draw_from, region_draws
from omsyn.demography.given_rates import After, GivenFertility, GivenMortality
from omsyn.demography.growth import continuous_growth, doubling_time, grown, yearly_growth
from omsyn.demography.health_expectancy import HealthExpectancy, sullivan
from omsyn.demography.inputs import read_population
from omsyn.demography.kept import project
from omsyn.demography.lifetables import (
    LifeTable,
    expectancy_errors,
    life_table,
    life_table_from_counts,
    survival_ratios,
)
from omsyn.demography.lived import Infants, LivedRule, TableSex, Within
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
from omsyn.demography.municipal_totals import MunicipalTotals, municipal_totals
from omsyn.demography.national_path import NationalPath, national_path
from omsyn.demography.paths import Addition, AdditionKind, Alternative, Level, PathSettings
from omsyn.demography.population import AGES, SEXES, PopulationSeries, Projection
from omsyn.demography.projection import HORIZON
from omsyn.demography.regions import RegionSeries, region_series
from omsyn.demography.standardisation import (
    Standardised,
    directly_standardised,
    indirectly_standardised,
)
from omsyn.demography.two_margins import fit_two_margins

__all__ = [
    "AGES",
    "BANDS",
    "HORIZON",
    "OMSORG_2020",
    "PENSION_67",
    "SEXES",
    "UNITED_NATIONS",
    "UNITED_NATIONS_70",
    "Addition",
    "AdditionKind",
    "After",
    "Alternative",
    "Band",
    "Dependency",
    "DependencyRatios",
    "Draws",
    "GivenFertility",
    "GivenMortality",
    "HealthExpectancy",
    "Infants",
    "Level",
    "LifeTable",
    "LivedRule",
    "MunicipalTotals",
    "NationalPath",
    "PathSettings",
    "PopulationSeries",
    "Projection",
    "RegionDraws",
    "RegionSeries",
    "StandardRates",
    "StandardStep",
    "Standardised",
    "Steps",
    "TableSex",
    "Timing",
    "Within",
    "WorkingAges",
    "band_table",
    "continuous_growth",
    "crossover_year",
    "crude_rate",
    "dependency_ratio",
    "dependency_ratios",
    "directly_standardised",
    "doubling_time",
    "draw",
    "draw_from",
    "expectancy_errors",
    "fit_two_margins",
    "gross_reproduction",
    "grown",
    "indirectly_standardised",
    "life_table",
    "life_table_from_counts",
    "mean_age_at_childbearing",
    "median_age",
    "municipal_totals",
    "national_path",
    "net_reproduction",
    "percent_change",
    "person_years_between",
    "persons_per_80plus",
    "project",
    "read_population",
    "region_draws",
    "region_series",
    "sex_ratio",
    "standard_projection",
    "standard_step",
    "sullivan",
    "survival_ratios",
    "total_fertility",
    "yearly_growth",
]
