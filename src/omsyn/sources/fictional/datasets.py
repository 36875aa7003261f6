"""The fictional county as data sets of the same names and shapes as the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from omsyn.facts import FACT_SCHEMA
from omsyn.geography.region import COUNTRY_ID
from omsyn.sources.base import Fetched
from omsyn.sources.fictional import capacity, rates, services
from omsyn.sources.fictional.history import END, START, YEARS, History, simulate
from omsyn.sources.fictional.places import PARTS, TODAY, Municipality, in_force
from omsyn.sources.fictional.reference import COAST, TRUSTS, groups, references
from omsyn.sources.fictional.texts import describe

SEED = 2026
FIRST_YEAR = 2006
"""The first year of the municipalities' own figures, as in the published table."""
AGES = (*(str(age) for age in range(105)), "105+")
SEXES = ("male", "female")


def make(seed: int = SEED) -> tuple[list[Fetched], dict[str, pl.DataFrame]]:
    """Every data set and the reference tables; the same seed gives the same bytes."""
    history = simulate(seed)
    fetched = [*_population(history), *_vital(history), *_services(history, seed)]
    return fetched, references(history)


def _population(history: History) -> Iterator[Fetched]:
    recent = range(FIRST_YEAR, END + 1)
    yield Fetched(describe("population"), _persons(history, recent, TODAY))
    yield Fetched(
        describe("population_original_codes"),
        pl.concat(_both_sexes(_persons(history, (year,), in_force(year))) for year in recent),
    )
    yield Fetched(
        describe("population_b2020"), _persons(history, range(2020, 2024), in_force(2020))
    )
    everyone = np.stack([history.persons[part.id] for part in PARTS]).sum(axis=0)
    yield Fetched(
        describe("population_country"), _by_sex_and_age(COUNTRY_ID, YEARS, "persons", everyone)
    )
    yield Fetched(
        describe("population_jan1_hmd"),
        _by_sex_and_age(COUNTRY_ID, YEARS, "persons", everyone),
    )


def _vital(history: History) -> Iterator[Fetched]:
    flows = YEARS[:-1]
    yield Fetched(
        describe("deaths_country"),
        _by_sex_and_age(COUNTRY_ID, flows, "deaths", _by_age_at_death(history.deaths)),
    )
    death_rates = np.stack([rates.death_rates(year) for year in flows])
    yield Fetched(
        describe("death_rates_country"),
        _by_sex_and_age(COUNTRY_ID, flows, "death_rate", death_rates),
    )
    births: list[services.Row] = [
        (COUNTRY_ID, str(year), sex, "all", "births", float(number), "")
        for year, row in zip(flows, history.births, strict=True)
        for sex, number in zip(SEXES, row, strict=True)
    ]
    yield Fetched(describe("births_country"), _rows(births))
    fertility: list[services.Row] = [
        (COUNTRY_ID, str(year), "female", str(age), "asfr", float(rate), "")
        for year in flows
        for age, rate in enumerate(rates.fertility_rates(year))
        if 15 <= age <= 49
    ]
    yield Fetched(describe("fertility_rates_country"), _rows(fertility))


def _by_age_at_death(deaths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Half of those who would have been 71 at the year's end had not had that birthday."""
    half = deaths / 2
    half[:, :, 0] = deaths[:, :, 0]
    half[:, :, :-1] += deaths[:, :, 1:] / 2
    return half


def _services(history: History, seed: int) -> Iterator[Fetched]:
    users = services.home_service_users(history, seed)
    places = services.institution_places(history, seed)
    yield Fetched(
        describe("home_services_80plus"), _rows(services.home_service_rows(history, users, groups))
    )
    yield Fetched(describe("institution_places"), _rows(services.place_rows(places, COUNTRY_ID)))
    yield Fetched(
        describe("institution_places_sample"), _rows(services.kinds_of_place_rows(places))
    )
    care = capacity.care_rows(users, places, COUNTRY_ID)
    yield Fetched(describe("care_users"), _rows(care))
    yield Fetched(describe("gp_capacity"), _rows(capacity.doctor_rows(history, seed)))
    yield Fetched(describe("hospital_capacity"), _rows(capacity.hospital_rows(_catchment(history))))
    yield Fetched(describe("user_payments"), _rows(capacity.payment_rows(places)))


def _catchment(history: History) -> dict[str, tuple[int, int]]:
    """Inhabitants of each hospital trust's area in 2024 and 2025, by the trust's name."""
    found = {}
    for slug, name in TRUSTS.items():
        parts = [part.id for part in PARTS if (part.id in COAST) == (slug == "ytterkysten")]
        first, second = (
            sum(int(history.persons[part][year - START].sum()) for part in parts)
            for year in (2024, 2025)
        )
        found[name] = (first, second)
    return found


def _persons(
    history: History, years: Iterable[int], places: Sequence[Municipality]
) -> pl.DataFrame:
    years = tuple(years)
    first, last = years[0] - START, years[-1] - START
    return pl.concat(
        _by_sex_and_age(
            place.code,
            years,
            "persons",
            np.stack([history.persons[part] for part in place.parts]).sum(axis=0)[first : last + 1],
        )
        for place in places
    )


def _both_sexes(facts: pl.DataFrame) -> pl.DataFrame:
    keys = ["region", "period", "age", "measure", "status"]
    return (
        facts.group_by(keys, maintain_order=True)
        .agg(pl.col("value").sum(), sex=pl.lit("both").first())
        .select(FACT_SCHEMA.names())
    )


def _by_sex_and_age(
    region: str, years: Sequence[int], measure: str, values: NDArray[np.generic]
) -> pl.DataFrame:
    """Facts from an array of shape (year, sex, age)."""
    each = len(SEXES) * len(AGES)
    columns = {
        "region": pl.Series([region]).new_from_index(0, len(years) * each),
        "period": pl.Series([str(year) for year in years for _ in range(each)]),
        "sex": pl.Series([sex for sex in SEXES for _ in AGES] * len(years)),
        "age": pl.Series(list(AGES) * len(SEXES) * len(years)),
        "measure": pl.Series([measure]).new_from_index(0, len(years) * each),
        "value": pl.Series(values.reshape(-1).astype(np.float64)),
        "status": pl.Series([""]).new_from_index(0, len(years) * each),
    }
    return pl.DataFrame(columns, schema=FACT_SCHEMA)


def _rows(rows: list[services.Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")
