"""A little folder of published files, with figures that can be checked with a pencil."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl

MUNICIPALITIES = "population_municipality_age_sex_2005-2026_b2024.parquet"
HOME_SERVICES = "ssb12209_home_services_80plus_2019_2023.csv"
PLACES = "ssb11875_institution_beds_municipality_2015-2018.csv"
COUNTRY = "population_national_age_sex_1986-2026.csv"
MORTALITY = "hmd_norway_population_deaths_rates_1846-2024.csv.gz"


def population(years: tuple[int, ...] = (2005, 2006)) -> pl.DataFrame:
    """Two municipalities, ages 0, 104 and 105, 1 woman and 2 men in each cell."""
    rows = [
        (code, year, sex, age, 1 if sex == "female" else 2)
        for code in ("0301", "1151")
        for year in years
        for sex in ("female", "male")
        for age in (0, 104, 105)
    ]
    return pl.DataFrame(
        rows, schema=["municipality", "year", "sex", "age", "persons"], orient="row"
    )


def make_folder(folder: Path) -> Path:
    """Population, deaths, home services and places as they are published."""
    for name in ("population", "vital", "services"):
        (folder / name).mkdir(parents=True)
    population().write_parquet(folder / "population" / MUNICIPALITIES)
    (folder / "population" / COUNTRY).write_text(
        "year,age,female,male,total\n2026,0,5,6,11\n2026,105,1,0,1\n"
    )
    (folder / "vital" / MORTALITY).write_bytes(
        gzip.compress(
            b"year,age,sex,population_jan1,deaths,death_rate\n"
            b"2023,0,female,100.0,1.0,0.01\n"
            b"2023,110,female,2.0,1.0,\n"
            b"2024,0,female,101.0,,\n"
            b"2024,110,female,1.0,,\n"
        )
    )
    (folder / "services" / HOME_SERVICES).write_text(
        "region,region_type,year,percent_80plus_home_services,status\n"
        "0301,municipality,2023,25.5,\n"
        "1151,municipality,2023,,..\n"
        "EAK,country,2023,26.9,\n"
        "EAKUO,country,2023,27.2,\n"
        "EKA11,county,2023,23.6,\n"
        "EKG10,kostra_group,2023,30.0,\n"
    )
    (folder / "services" / PLACES).write_text(
        "knr,kname,year,nh.beds.located.in.muni\n0301,Oslo,2018,40\n0710,Sandefjord,2016,\n"
    )
    return folder
