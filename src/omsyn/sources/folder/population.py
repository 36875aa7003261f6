"""Population files: persons by place, year, sex and single age."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from attrs import evolve

from omsyn.errors import UnreadableFile
from omsyn.geography import COUNTRY_ID, Registry, redivide
from omsyn.language import _
from omsyn.sources.base import Fetched
from omsyn.sources.folder.tables import matching, numbers, read_table, single_ages, tidy
from omsyn.sources.folder.texts import N_, dated, describe

SSB_07459 = "https://www.ssb.no/statbank/table/07459"
FIRST_COMPLETE_YEAR = 2006
"""Vindafjord and Aure were formed in 2006 and have no figures for 2005 in the recoded table."""

HALVED = N_(
    "Ålesund og Haram var én kommune 2020–2023 og er for årene før 2024 omregnet med én fast "
    "andel for alle aldre, så tallene for hver av dem er ikke til å stole på der."
)
REDIVIDED = N_(
    "Ålesund og Haram var én kommune 2020–2023. Tallene for årene før 2024 er fordelt mellom dem "
    "slik innbyggerne av samme kjønn og alder var fordelt i 2024, og er anslått."
)
DIVIDED = N_(
    "Tysfjord og Snillfjord ble delt i 2020. Tallene for årene før er omregnet med én fast andel "
    "for alle aldre, så alderstallene for kommunene som fikk delene, er tilnærmet."
)
INCOMPLETE_2005 = N_(
    "2005 er utelatt: Vindafjord og Aure ble dannet i 2006 og mangler tall for 2005."
)
ROUNDED = N_(
    "Omregningen avrunder kvinner og menn hver for seg: summen kan avvike fra publisert tall "
    "med 1, og summen av kommunene fra landet med inntil 53 personer (2012). 2024–2026 stemmer."
)
PERSONS = N_("personer")

MUNICIPALITIES = describe(
    "population",
    title=N_("Folkemengde etter kommune, kjønn og alder"),
    table="07459",
    definition=N_(
        "Bosatte personer 1. januar etter kommune, kjønn og alder i hele år. 105 år og eldre "
        "er én gruppe. Kommunegrenser per 1. januar 2024 for alle år."
    ),
    unit=PERSONS,
    border_year=2024,
    url=SSB_07459,
    notes=(INCOMPLETE_2005, HALVED, DIVIDED, ROUNDED),
)
ORIGINAL = describe(
    "population_original_codes",
    title=N_("Folkemengde etter kommune og alder, kommunene slik de var hvert år"),
    table="07459",
    definition=N_(
        "Bosatte personer 1. januar etter alder, begge kjønn, med de kommunenumrene som gjaldt "
        "det enkelte året."
    ),
    unit=PERSONS,
    url=SSB_07459,
    notes=(
        N_(
            "Tallene for 2005–2016 mangler kommuner som var slått sammen eller hadde fått nytt "
            "nummer før 2017, til sammen 60 000–120 000 personer. 2017–2022 er fullstendige."
        ),
    ),
)
BORDERS_2020 = describe(
    "population_b2020",
    title=N_("Folkemengde etter kommune, kjønn og alder, kommunene 2020–2023"),
    table="07459",
    definition=N_(
        "Bosatte personer 1. januar etter kommune, kjønn og alder, med kommunenumrene som gjaldt "
        "2020–2023. Ikke omregnet."
    ),
    unit=PERSONS,
    border_year=2020,
    url=SSB_07459,
)
COUNTRY = describe(
    "population_country",
    title=N_("Folkemengde i landet etter kjønn og alder"),
    table="07459",
    definition=N_("Bosatte personer i Norge 1. januar etter kjønn og alder i hele år."),
    unit=PERSONS,
    url=SSB_07459,
)
WARDS = describe(
    "population_wards",
    title=N_("Folkemengde etter bydel, kjønn og alder"),
    table="10826",
    definition=N_(
        "Bosatte personer 1. januar etter bydel, kjønn og alder i Oslo, Bergen, Stavanger og "
        "Trondheim."
    ),
    unit=PERSONS,
    url="https://www.ssb.no/statbank/table/10826",
    notes=(
        N_(
            "Summen av bydelene er lavere enn kommunen: personer uten kjent bydel er ikke med, og "
            "tallene for Stavanger og Trondheim 2005–2019 er uten kommunene som kom til i 2020."
        ),
    ),
)
SVALBARD = describe(
    "population_svalbard_jan_mayen",
    title=N_("Folkemengde på Svalbard og Jan Mayen"),
    table="07430",
    definition=N_(
        "Bosatte personer på Svalbard (2100) og Jan Mayen (2200). Er ikke med i tallene for "
        "kommunene eller landet."
    ),
    unit=PERSONS,
    url="https://www.ssb.no/statbank/table/07430",
)

CODE = r"\d{4}"
YEAR = r"(?:19|20)\d\d"
SEX = "female|male"


def read_municipalities(path: Path) -> Fetched:
    """Recoded persons by municipality, sex and age, from the first complete year."""
    frame = read_table(path, ["municipality", "year", "sex", "age", "persons"])
    frame = frame.filter(pl.col("year") >= FIRST_COMPLETE_YEAR)
    facts = _persons(frame, "municipality", path, sex=pl.col("sex"))
    return Fetched(dated(MUNICIPALITIES, path), facts)


def redivided(fetched: Fetched, registry: Registry) -> Fetched:
    """The recoded persons, with what the source halves shared as the parts turned out to be."""
    notes = (REDIVIDED if note == HALVED else note for note in fetched.info.notes)
    return Fetched(evolve(fetched.info, notes=notes), redivide(fetched.facts, registry))


def read_municipalities_wide(path: Path) -> Fetched:
    """As `read_municipalities`, from the file with one column for each age."""
    ages = [f"a{age:03}" for age in range(106)]
    wide = read_table(path, ["municipality", "year", "sex", *ages])
    for age in ages:
        wide = numbers(wide, age, path)
    long = wide.drop("line").unpivot(
        ages, index=["municipality", "year", "sex"], variable_name="age", value_name="persons"
    )
    frame = long.with_columns(
        pl.col("age").str.slice(1).cast(pl.Int16),
        pl.col("year").cast(pl.Int32),
    ).filter(pl.col("year") >= FIRST_COMPLETE_YEAR)
    facts = _persons(frame, "municipality", path, sex=pl.col("sex"))
    return Fetched(dated(MUNICIPALITIES, path), facts)


def read_original_codes(path: Path) -> Fetched:
    frame = read_table(path, ["code", "year", "age", "persons"])
    return Fetched(dated(ORIGINAL, path), _persons(frame, "code", path, sex=pl.lit("both")))


def read_borders_2020(path: Path) -> Fetched:
    frame = read_table(path, ["code", "year", "sex", "age", "persons"])
    return Fetched(dated(BORDERS_2020, path), _persons(frame, "code", path, sex=pl.col("sex")))


def read_wards(path: Path) -> Fetched:
    frame = read_table(path, ["ward", "year", "sex", "age", "persons"])
    facts = _persons(frame, "ward", path, sex=pl.col("sex"), code=r"\d{6}")
    return Fetched(dated(WARDS, path), facts)


def read_country(path: Path) -> Fetched:
    frame = read_table(path, ["year", "age", "female", "male", "total"])
    for column in ("age", "female", "male", "total"):
        frame = numbers(frame, column, path)
    wrong = frame.filter(pl.col("female") + pl.col("male") != pl.col("total"))
    if wrong.height:
        raise UnreadableFile(
            _(
                "{file} har en linje der kvinner og menn ikke blir summen (linje {line}): "
                "rett opp filen og last inn på nytt."
            ).format(file=path.name, line=wrong["line"][0])
        )
    long = frame.unpivot(
        ["female", "male"], index=["year", "age"], variable_name="sex", value_name="persons"
    ).with_columns(pl.lit(COUNTRY_ID).alias("region"))
    facts = _persons(long, "region", path, sex=pl.col("sex"), code=COUNTRY_ID)
    return Fetched(dated(COUNTRY, path), facts)


def read_svalbard(path: Path) -> Fetched:
    frame = numbers(read_table(path, ["location_code", "year", "persons"]), "persons", path)
    code = pl.col("location_code").str.extract(r"(\d{4})$")
    # 9999 stands for persons without a known municipality and holds no figures.
    frame = frame.filter(pl.col("persons").is_not_null())
    facts = tidy(
        frame, region=code, period=pl.col("year"), measure=pl.lit("persons"),
        value=pl.col("persons"),
    )  # fmt: skip
    return Fetched(dated(SVALBARD, path), facts)


def _persons(
    frame: pl.DataFrame, region: str, path: Path, *, sex: pl.Expr, code: str = CODE
) -> pl.DataFrame:
    _check_distinct(frame, region, code, path)
    return tidy(
        frame, region=pl.col(region).cast(pl.String), period=pl.col("year").cast(pl.String),
        sex=sex.cast(pl.String), age=single_ages("age"), measure=pl.lit("persons"),
        value=pl.col("persons").cast(pl.Float64),
    )  # fmt: skip


def _check_distinct(frame: pl.DataFrame, region: str, code: str, path: Path) -> None:
    """Check the few different codes of a long frame instead of a million cells."""
    matching(frame.select(pl.col(region).unique()), region, code, path)
    matching(frame.select(pl.col("year").unique()), "year", YEAR, path)
    if "sex" in frame.columns:
        matching(frame.select(pl.col("sex").unique()), "sex", SEX, path)
    ages = frame.select(pl.col("age").cast(pl.Int32).unique().cast(pl.String))
    matching(ages, "age", r"\d|\d\d|10[0-5]", path)
