"""Births, deaths and fertility of the country."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from omsyn.geography.region import COUNTRY_ID
from omsyn.sources.base import Fetched
from omsyn.sources.folder.tables import matching, numbers, read_table, single_ages, tidy
from omsyn.sources.folder.texts import CC_BY, N_, dated, describe

HMD = "Human Mortality Database (HMD)"
HFD = "Human Fertility Database (HFD)"
UN = "United Nations, World Population Prospects 2024"
UN_LICENCE = "CC BY 3.0 IGO"
HMD_URL = "https://www.mortality.org"
HFD_URL = "https://www.humanfertility.org"
UN_URL = "https://population.un.org/wpp"

HMD_PROTOCOL = N_(
    "HMD fordeler summer på alder etter sin egen framgangsmåte, så tallene er ikke alltid hele."
)
HMD_LICENCE = N_(
    "Utgiveren oppgir CC BY 4.0 med henvisning. Avklar med utgiveren før tallene gis videre."
)
COUNTRY = pl.lit(COUNTRY_ID)
YEAR = r"(?:18|19|20)\d\d"

DEATHS = describe(
    "deaths_country",
    title=N_("Døde i landet etter kjønn og alder"),
    source=HMD,
    table="Deaths 1x1, Norway",
    definition=N_("Døde i løpet av året etter kjønn og alder i hele år ved dødsfallet."),
    unit=N_("personer"),
    licence=CC_BY,
    url=HMD_URL,
    notes=(HMD_PROTOCOL, HMD_LICENCE),
)
DEATH_RATES = describe(
    "death_rates_country",
    title=N_("Dødsrater i landet etter kjønn og alder"),
    source=HMD,
    table="Mx 1x1, Norway",
    definition=N_("Døde i løpet av året per leveår i samme alder og kjønn (sentral dødsrate)."),
    unit=N_("døde per leveår"),
    licence=CC_BY,
    url=HMD_URL,
    notes=(
        N_("Rater over 105 år mangler eller er ustabile, fordi få lever så lenge."),
        HMD_LICENCE,
    ),
)
POPULATION = describe(
    "population_jan1_hmd",
    title=N_("Folkemengde i landet fra 1846, etter kjønn og alder"),
    source=HMD,
    table="Population, Norway",
    definition=N_("Bosatte personer 1. januar etter kjønn og alder i hele år, til 110 år og mer."),
    unit=N_("personer"),
    licence=CC_BY,
    url=HMD_URL,
    notes=(
        HMD_PROTOCOL,
        N_("Avviker med inntil 268 personer fra SSBs folkemengde 1986–2024."),
        HMD_LICENCE,
    ),
)
BIRTHS = describe(
    "births_country",
    title=N_("Fødte i landet etter kjønn"),
    source=HMD,
    table="Births, Norway",
    definition=N_("Levendefødte i løpet av året etter kjønn."),
    unit=N_("personer"),
    licence=CC_BY,
    url=HMD_URL,
    notes=(HMD_LICENCE,),
)
FERTILITY = describe(
    "fertility_rates_country",
    title=N_("Fødselsrater i landet etter mors alder"),
    source=HFD,
    table="asfrRR, Norway",
    definition=N_("Levendefødte per kvinneår etter mors alder i hele år."),
    unit=N_("fødte per kvinneår"),
    licence=CC_BY,
    url=HFD_URL,
    notes=(N_("12 år betyr 12 år og yngre, 55 år betyr 55 år og eldre."), HMD_LICENCE),
)
MID_YEAR = N_("FN regner med midten av året, så tallene kan avvike fra SSBs.")
INDICATORS = describe(
    "un_indicators_country",
    title=N_("FNs hovedtall for befolkningen i Norge"),
    source=UN,
    table="Demographic indicators",
    definition=N_(
        "Fødte, døde og nettoinnvandring i tusen, samlet fruktbarhet, forventet levealder ved "
        "fødselen, kjønnsfordeling ved fødselen, vekst og rater per tusen innbyggere."
    ),
    unit=N_("se målet"),
    licence=UN_LICENCE,
    url=UN_URL,
    notes=(MID_YEAR,),
)
FERTILITY_PATTERN = describe(
    "un_fertility_pattern_country",
    title=N_("FNs fordeling av fruktbarheten på mors alder i Norge"),
    source=UN,
    table="Percentage age-specific fertility rate, 5-year",
    definition=N_("Femårsgruppens andel av samlet fruktbarhet."),
    unit=N_("prosent"),
    licence=UN_LICENCE,
    url=UN_URL,
    notes=(MID_YEAR,),
)
UN_DEATH_RATES = describe(
    "un_death_rates_country",
    title=N_("FNs dødsrater for Norge i femårsgrupper"),
    source=UN,
    table="Central death rate, 5-year",
    definition=N_("Døde per leveår etter kjønn og aldersgruppe, som snitt for fem år."),
    unit=N_("døde per leveår"),
    licence=UN_LICENCE,
    url=UN_URL,
    notes=(MID_YEAR,),
)


def _mortality(path: Path, column: str) -> pl.DataFrame:
    frame = read_table(path, ["year", "age", "sex", column])
    frame = matching(matching(frame, "year", YEAR, path), "sex", "female|male", path)
    frame = numbers(matching(frame, "age", r"\d{1,2}|10\d|110", path), column, path)
    # The last year has the population of 1 January only.
    has_any = pl.col(column).is_not_null().any().over("year")
    return frame.filter(has_any)


def _mortality_facts(path: Path, column: str, measure: str) -> pl.DataFrame:
    return tidy(
        _mortality(path, column), region=COUNTRY, period=pl.col("year"), sex=pl.col("sex"),
        age=single_ages("age", last=110), measure=pl.lit(measure), value=pl.col(column),
    )  # fmt: skip


def read_deaths(path: Path) -> Fetched:
    return Fetched(dated(DEATHS, path), _mortality_facts(path, "deaths", "deaths"))


def read_death_rates(path: Path) -> Fetched:
    return Fetched(dated(DEATH_RATES, path), _mortality_facts(path, "death_rate", "death_rate"))


def read_population(path: Path) -> Fetched:
    return Fetched(dated(POPULATION, path), _mortality_facts(path, "population_jan1", "persons"))


def read_births(path: Path) -> Fetched:
    frame = matching(read_table(path, ["year", "female", "male"]), "year", YEAR, path)
    frame = numbers(numbers(frame, "female", path), "male", path)
    long = frame.unpivot(["female", "male"], index="year", variable_name="sex", value_name="births")
    facts = tidy(
        long, region=COUNTRY, period=pl.col("year"), sex=pl.col("sex"),
        measure=pl.lit("births"), value=pl.col("births"),
    )  # fmt: skip
    return Fetched(dated(BIRTHS, path), facts)


def read_fertility(path: Path) -> Fetched:
    frame = matching(read_table(path, ["year", "age", "asfr"]), "year", YEAR, path)
    frame = numbers(matching(frame, "age", r"1[2-9]|[2-4]\d|5[0-5]", path), "asfr", path)
    facts = tidy(
        frame, region=COUNTRY, period=pl.col("year"), sex=pl.lit("female"), age=pl.col("age"),
        measure=pl.lit("asfr"), value=pl.col("asfr"),
    )  # fmt: skip
    return Fetched(dated(FERTILITY, path), facts)


UN_MEASURES = {
    "births_thousands": "births_thousands",
    "deaths_thousands": "deaths_thousands",
    "net_migration_thousands": "net_migration_thousands",
    "tfr": "total_fertility_rate",
    "sex_ratio_at_birth": "sex_ratio_at_birth",
    "growth_rate_pct": "growth_percent",
    "cbr": "births_per_1000",
    "cdr": "deaths_per_1000",
}
LIFE_EXPECTANCY = {"e0_both": "both", "e0_female": "female", "e0_male": "male"}


def read_un_indicators(path: Path) -> Fetched:
    columns = [*UN_MEASURES, *LIFE_EXPECTANCY]
    frame = matching(read_table(path, ["year", *columns]), "year", YEAR, path)
    for column in columns:
        frame = numbers(frame, column, path)
    long = frame.unpivot(columns, index="year", variable_name="column", value_name="value")
    measures = {**UN_MEASURES, **dict.fromkeys(LIFE_EXPECTANCY, "life_expectancy")}
    sexes = {**dict.fromkeys(UN_MEASURES, "both"), **LIFE_EXPECTANCY}
    facts = tidy(
        long, region=COUNTRY, period=pl.col("year"),
        sex=pl.col("column").replace_strict(sexes),
        measure=pl.col("column").replace_strict(measures), value=pl.col("value"),
    )  # fmt: skip
    return Fetched(dated(INDICATORS, path), facts)


def read_un_fertility_pattern(path: Path) -> Fetched:
    frame = matching(read_table(path, ["age", "year", "percent_of_tfr"]), "year", YEAR, path)
    frame = numbers(matching(frame, "age", r"\d\d-\d\d", path), "percent_of_tfr", path)
    facts = tidy(
        frame, region=COUNTRY, period=pl.col("year"), sex=pl.lit("female"), age=pl.col("age"),
        measure=pl.lit("percent_of_total_fertility"), value=pl.col("percent_of_tfr"),
    )  # fmt: skip
    return Fetched(dated(FERTILITY_PATTERN, path), facts)


def read_un_death_rates(path: Path) -> Fetched:
    frame = matching(read_table(path, ["age", "period", "mx", "sex"]), "sex", "female|male", path)
    frame = numbers(matching(frame, "age", r"\d{1,2}|100\+", path), "mx", path)
    starts = ["0", "1", *(str(age) for age in range(5, 100, 5)), "100+"]
    groups = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 100, 5)), "100+"]
    facts = tidy(
        frame, region=COUNTRY, period=pl.col("period"), sex=pl.col("sex"),
        age=pl.col("age").replace(starts, groups), measure=pl.lit("death_rate"),
        value=pl.col("mx"),
    )  # fmt: skip
    return Fetched(dated(UN_DEATH_RATES, path), facts)
