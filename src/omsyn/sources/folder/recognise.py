"""Which data set each file of a folder holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import polars as pl
from attrs import field, frozen

from omsyn.errors import UnreadableFile
from omsyn.language import _
from omsyn.sources.base import Fetched
from omsyn.sources.folder import population, services, vital
from omsyn.sources.folder.texts import N_

MAX_FILES = 10_000
"""More files than this is somebody's whole disk, not a folder of statistics."""


@frozen
class Recognised:
    """A data set that can be read from one or more files."""

    name: str
    path: Path
    read: Callable[[], Fetched]
    others: tuple[Path, ...] = field(default=(), converter=tuple)
    """Further files that the same data set is read from."""


@frozen
class Survey:
    """Every file of a folder, accounted for."""

    datasets: tuple[Recognised, ...]
    skipped: tuple[tuple[Path, str], ...]
    """Files that are left out on purpose, with the reason (bokmål, translated when shown)."""
    unknown: tuple[Path, ...]


YEARS = r"\d{4}(?:-\d{4})?"
MUNICIPALITIES = rf"population_municipality_age_sex_{YEARS}_b2024\.parquet"

READERS: tuple[tuple[str, str, Callable[..., Fetched]], ...] = (
    ("population", MUNICIPALITIES, population.read_municipalities),
    (
        "population",
        rf"population_municipality_age_sex_{YEARS}_b2024_wide\.csv(?:\.gz)?",
        population.read_municipalities_wide,
    ),
    (
        "population_total",
        rf"population_municipality_total_{YEARS}_b2024\.csv",
        population.read_totals,
    ),
    (
        "population_original_codes",
        rf"population_municipality_age_{YEARS}_original_codes\.parquet",
        population.read_original_codes,
    ),
    (
        "population_b2020",
        rf"population_municipality_age_sex_{YEARS}_b2020\.parquet",
        population.read_borders_2020,
    ),
    ("population_country", rf"population_national_age_sex_{YEARS}\.csv", population.read_country),
    ("population_wards", r"population_ward_age_sex\.parquet", population.read_wards),
    (
        "population_svalbard_jan_mayen",
        r"population_svalbard_janmayen_total\.csv",
        population.read_svalbard,
    ),
    ("deaths_country", rf"hmd_norway_population_deaths_rates_{YEARS}\.csv\.gz", vital.read_deaths),
    (
        "death_rates_country",
        rf"hmd_norway_population_deaths_rates_{YEARS}\.csv\.gz",
        vital.read_death_rates,
    ),
    (
        "population_jan1_hmd",
        rf"hmd_norway_population_deaths_rates_{YEARS}\.csv\.gz",
        vital.read_population,
    ),
    ("births_country", rf"hmd_norway_births_{YEARS}\.csv", vital.read_births),
    ("fertility_rates_country", rf"hfd_norway_asfr_{YEARS}\.csv", vital.read_fertility),
    ("un_indicators_country", rf"wpp2024_norway_indicators_{YEARS}\.csv", vital.read_un_indicators),
    (
        "un_fertility_pattern_country",
        rf"wpp2024_norway_asfr_percent_5yr_{YEARS}\.csv",
        vital.read_un_fertility_pattern,
    ),
    ("un_death_rates_country", rf"wpp2024_norway_mx_5yr_{YEARS}\.csv", vital.read_un_death_rates),
    (
        "home_services_80plus",
        r"ssb12209_home_services_80plus_\d{4}_\d{4}\.csv",
        services.read_home_services,
    ),
    (
        "institution_places",
        rf"ssb11875_institution_beds_municipality_{YEARS}\.csv",
        services.read_places,
    ),
    (
        "institution_places_sample",
        rf"ssb11875_11996_sample_29_municipalities_{YEARS}\.csv",
        services.read_places_sample,
    ),
    (
        "user_payments",
        r"ssb05065_user_payments_(?:nursing_homes|homecare)_municipality\.csv",
        services.read_payments,
    ),
    (
        "user_fees_practical_help",
        r"ssb04898_user_fees_practical_help_municipality\.csv",
        services.read_fees,
    ),
    (
        "hospital_capacity",
        rf"ssb13942_13953_hospital_trust_capacity_{YEARS}\.csv",
        services.read_hospitals,
    ),
    ("gp_capacity", rf"gp_list_capacity_municipality_{YEARS}\.csv", services.read_doctors),
    ("dementia_prevalence", r"dementia_anchors_hunt4\.csv", services.read_dementia),
)
"""Data set, what its file is called, and its reader. The first file of a data set is preferred."""

TOGETHER = {"user_payments"}
"""Data sets that are read from all their files at once."""

REFERENCE_FILES = (
    r"municipalities_b2024\.csv",
    r"kostra_groups_\d{4}\.csv",
    r"hospital_catchment_\d{4}\.csv",
    rf"klass131_municipality_(?:nodes|changes)_{YEARS}\.csv",
    r"municipality_redistricting_to_b2024\.csv\.gz",
)
"""Files of the folder `geography`, which are read together into the reference tables."""

LEFT_OUT = (
    (r"README\.md|.*\.txt|LICENSE.*", N_("tekst, ikke tall")),
    (r".*\.(?:geojson|topojson)", N_("kartgrenser; Omsyn tegner rutekart av kommunelisten")),
    (r"skde_forny_komnr\.csv", N_("kommuneendringene hentes fra KLASS")),
)


def survey(folder: Path) -> Survey:
    """What is in a folder. Raises `UnreadableFile` where it is no readable folder."""
    datasets: dict[str, Recognised] = {}
    skipped: list[tuple[Path, str]] = []
    unknown: list[Path] = []
    for path in _files(folder):
        matches = [(name, read) for name, pattern, read in READERS if _named(path, pattern)]
        for name, read in matches:
            skipped += _take(datasets, name, path, read)
        if matches or any(_named(path, pattern) for pattern in REFERENCE_FILES):
            continue
        reason = _reason_to_leave_out(path.relative_to(folder), datasets)
        if reason:
            skipped.append((path, reason))
        else:
            unknown.append(path)
    ordered = sorted(datasets.values(), key=lambda each: _order(each.name))
    return Survey(tuple(ordered), tuple(skipped), tuple(unknown))


def datasets_in(folder: Path) -> list[Recognised]:
    """The data sets that the files of a folder hold; nothing is read yet."""
    return list(survey(folder).datasets)


def references_in(folder: Path) -> dict[str, pl.DataFrame]:
    """The reference tables of the folder's geography; empty where it has none."""
    found = {path.parent for path in _files(folder) if path.name == "municipalities_b2024.csv"}
    if not found:
        return {}
    from omsyn.sources.folder.geography import read_geography

    return read_geography(min(found))


def _take(
    datasets: dict[str, Recognised], name: str, path: Path, read: Callable[..., Fetched]
) -> list[tuple[Path, str]]:
    """Note that a file holds a data set; the files that are left out for another."""
    earlier = datasets.get(name)
    if earlier is None:
        datasets[name] = Recognised(name, path, partial(read, path))
        return []
    if name in TOGETHER:
        paths = (earlier.path, *earlier.others, path)
        datasets[name] = Recognised(name, earlier.path, partial(read, *paths), paths[1:])
        return []
    same = N_("samme tall som en annen fil i mappen")
    if _rank(name, path) < _rank(name, earlier.path):
        datasets[name] = Recognised(name, path, partial(read, path))
        return [(earlier.path, same)]
    return [(path, same)]


def _rank(name: str, path: Path) -> int:
    patterns = [pattern for each, pattern, _read in READERS if each == name]
    return next(index for index, pattern in enumerate(patterns) if _named(path, pattern))


def _order(name: str) -> int:
    return [each for each, _pattern, _read in READERS].index(name)


def _reason_to_leave_out(path: Path, _datasets: dict[str, Recognised]) -> str:
    if "fixtures" in path.parts[:-1]:
        return N_("innspilte svar til prøving, ikke tall")
    if "raw" in path.parts[:-1]:
        return N_("eksporten slik kilden ga den; tallene leses fra de ferdige filene")
    return next((reason for pattern, reason in LEFT_OUT if _named(path, pattern)), "")


def _named(path: Path, pattern: str) -> bool:
    return re.fullmatch(pattern, path.name) is not None


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise UnreadableFile(
            _("{path} er ingen mappe: oppgi en mappe med tall, eller en pakke.").format(path=folder)
        )
    count = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or any(part.startswith(".") for part in path.parts[1:][-3:]):
            continue
        count += 1
        if count > MAX_FILES:
            raise UnreadableFile(
                _("{path} har for mange filer: oppgi mappen som tallene ligger i.").format(
                    path=folder
                )
            )
        yield path
