"""What the projection needs from the store, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from attrs import frozen

from omsyn.demography.complete import check_cells, check_rates, check_some, check_years
from omsyn.demography.divided import Division, divisions, redivide
from omsyn.demography.fertility import FertilityRates
from omsyn.demography.mortality import OLDEST, DeathRates
from omsyn.demography.population import AGES, SEXES, FloatArray, PopulationSeries
from omsyn.demography.step import FEMALE
from omsyn.demography.usual_fertility import usual_fertility
from omsyn.geography.region import RegionKind

if TYPE_CHECKING:
    from omsyn.warehouse import Store

POPULATION, COUNTRY, DEATHS, DEATH_RATES, FERTILITY = (
    "population", "population_country", "deaths_country", "death_rates_country",
    "fertility_rates_country",
)  # fmt: skip

FIRST_YEAR_OF_VITAL_RATES = 1986


@frozen(kw_only=True, eq=False)
class Inputs:
    """Everything that rates are estimated from."""

    population: PopulationSeries
    deaths: DeathRates
    fertility: FertilityRates
    peers: FloatArray
    """Shape (group, region): 1 where the region belongs to the peer group."""
    divisions: tuple[Division, ...] = ()
    """Divided municipalities; the flow over each division is not learnt from."""
    country: PopulationSeries | None = None
    """The country as one region, which reaches further back; None where it is not loaded."""


def read_population(store: Store) -> PopulationSeries:
    """Persons by municipality on the borders of today, all years in the store.

    The years before a division are divided anew where the recorded shares were far off
    (`omsyn.demography.divided`). Raises `MissingDataset` where the store holds no population.
    """
    regions, years, persons = store.persons(POPULATION)
    for each in divisions_in(store, regions):
        persons = redivide(years, regions, persons, each)
    return PopulationSeries(
        regions=regions,
        years=years,
        persons=persons,
        provenance=(store.provenance(POPULATION),),
    )


def divisions_in(store: Store, regions: tuple[str, ...]) -> tuple[Division, ...]:
    """The municipalities that were divided, as the store's reference tables know them."""
    return divisions(store.reference("shares"), store.registry(), regions)


def read_inputs(store: Store) -> Inputs:
    """The population and the national rates.

    Raises `MissingDataset` naming what is not there, and `ProjectionError` naming a year, sex or
    age that is left out of what is.
    """
    population = read_population(store)
    check_years(population.years)
    return Inputs(
        population=population,
        deaths=_read_deaths(store),
        fertility=_read_fertility(store),
        peers=peer_groups(store.reference("memberships"), population.regions),
        divisions=divisions_in(store, population.regions),
        country=_read_country(store),
    )


def _read_country(store: Store) -> PopulationSeries | None:
    if not store.has(COUNTRY):
        return None
    regions, years, persons = store.persons(COUNTRY)
    return PopulationSeries(regions=regions, years=years, persons=persons)


def peer_groups(memberships: pl.DataFrame, regions: tuple[str, ...]) -> FloatArray:
    """Groups of alike municipalities (group, region): those of one class of centrality.

    Where the store knows no centrality it is the KOSTRA groups. A municipality without a group
    makes one with the others that have none.
    """
    for kind in (RegionKind.CENTRALITY, RegionKind.KOSTRA_GROUP):
        rows = memberships.filter(
            pl.col("region_id").str.starts_with(f"{kind.value}-") & pl.col("valid_to").is_null()
        )
        if rows.height:
            break
    group_of = dict(zip(rows["municipality"], rows["region_id"], strict=True))
    names = [group_of.get(region, "") for region in regions]
    return np.array([[name == each for name in names] for each in sorted(set(names))], dtype=float)


def _read_deaths(store: Store) -> DeathRates:
    deaths = _cube(store, DEATHS, OLDEST)
    rates = _cube(store, DEATH_RATES, OLDEST)
    check_rates(store.info(DEATH_RATES).title, *rates)
    years = tuple(sorted(set(deaths[0]) & set(rates[0])))
    return DeathRates(
        years=years,
        deaths=np.nan_to_num(deaths[1][[deaths[0].index(year) for year in years]]),
        rates=rates[1][[rates[0].index(year) for year in years]],
    )


def has_fertility(store: Store) -> bool:
    """Whether births by mother's age are loaded; else the usual schedule stands in for them."""
    return store.has(FERTILITY)


def _read_fertility(store: Store) -> FertilityRates:
    if not has_fertility(store):
        return usual_fertility()
    facts = _recent(store, FERTILITY).collect()
    years = tuple(sorted({int(period) for period in facts["period"]}))
    rates = np.full((len(years), AGES), np.nan)
    rates[_positions(facts["period"].cast(pl.Int64), years), _ages(facts, AGES)] = (
        facts["value"].fill_null(0).to_numpy()
    )
    title = store.info(FERTILITY).title
    check_cells(title, years, ~np.isnan(rates)[:, None], sexes=(FEMALE,))
    rates = np.nan_to_num(rates)
    check_some(title, rates)
    return FertilityRates(years=years, rates=rates)


def _cube(store: Store, name: str, ages: int) -> tuple[tuple[int, ...], FloatArray]:
    """Years and values (year, sex, age); NaN where nothing is published."""
    facts = _recent(store, name).filter(pl.col("sex").is_in(SEXES)).collect()
    years = tuple(sorted({int(period) for period in facts["period"]}))
    values = np.full((len(years), len(SEXES), ages), np.nan)
    place = (
        _positions(facts["period"].cast(pl.Int64), years),
        _positions(facts["sex"], SEXES),
        _ages(facts, ages),
    )
    there = np.zeros(values.shape, dtype=bool)
    there[place] = True
    title = store.info(name).title
    check_cells(title, years, there)
    values[place] = facts["value"].to_numpy()
    check_some(title, values)
    return years, values


def _recent(store: Store, name: str) -> pl.LazyFrame:
    return store.facts(name).filter(
        (pl.col("period").str.slice(0, 4).cast(pl.Int64) >= FIRST_YEAR_OF_VITAL_RATES)
        & (pl.col("age") != "all")
    )


def _positions(values: pl.Series, order: tuple[object, ...]) -> FloatArray:
    return values.replace_strict(list(order), range(len(order)), return_dtype=pl.Int64).to_numpy()


def _ages(facts: pl.DataFrame, ages: int) -> FloatArray:
    return facts["age"].str.strip_suffix("+").cast(pl.Int64).clip(0, ages - 1).to_numpy()
