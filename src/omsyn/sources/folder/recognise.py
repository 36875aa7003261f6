"""Which data set each file of a folder holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import polars as pl
from attrs import frozen

from omsyn.errors import UnreadableFile
from omsyn.language import _
from omsyn.sources.base import Fetched
from omsyn.sources.folder import exports, population, services, vital
from omsyn.sources.folder.texts import N_

MAX_FILES = 10_000
"""More files than this is somebody's whole disk, not a folder of statistics."""


@frozen
class Recognised:
    """A data set that can be read from one or more files."""

    name: str
    path: Path
    read: Callable[[], Fetched]
    others: Sequence[Path] = ()
    """Further files that the same data set is read from."""


@frozen
class Survey:
    """Every file of a folder, accounted for."""

    datasets: tuple[Recognised, ...]
    skipped: tuple[tuple[Path, str], ...]
    """Files that are left out on purpose, with the reason (bokmål, translated when shown)."""
    unknown: tuple[Path, ...]


@frozen
class FileKind:
    """A kind of file: the data set it holds, what it is called, and how it is read."""

    name: str
    pattern: str
    read: Callable[..., Fetched]
    together: bool = False
    """Whether all files of this kind are read as one data set."""


YEARS = r"\d{4}(?:-\d{4})?"

KINDS: tuple[FileKind, ...] = (
    FileKind(
        "population",
        rf"population_municipality_age_sex_{YEARS}_b2024\.parquet",
        population.read_municipalities,
    ),
    FileKind(
        "population",
        rf"population_municipality_age_sex_{YEARS}_b2024_wide\.csv(?:\.gz)?",
        population.read_municipalities_wide,
    ),
    FileKind(
        "population_original_codes",
        rf"population_municipality_age_{YEARS}_original_codes\.parquet",
        population.read_original_codes,
    ),
    FileKind(
        "population_original_codes",
        rf"ssb_Personer{YEARS}\.csv(?:\.gz)?",
        exports.read_original_codes,
        together=True,
    ),
    FileKind(
        "population_b2020",
        rf"population_municipality_age_sex_{YEARS}_b2020\.parquet",
        population.read_borders_2020,
    ),
    FileKind(
        "population_b2020",
        r"ssb_norway_population_by_age_sex_202[0-3]\.csv(?:\.gz)?",
        exports.read_borders_2020,
        together=True,
    ),
    FileKind(
        "population_country", rf"population_national_age_sex_{YEARS}\.csv", population.read_country
    ),
    FileKind("population_wards", r"population_ward_age_sex\.parquet", population.read_wards),
    FileKind(
        "population_svalbard_jan_mayen",
        r"population_svalbard_janmayen_total\.csv",
        population.read_svalbard,
    ),
    FileKind(
        "deaths_country", rf"hmd_norway_population_deaths_rates_{YEARS}\.csv\.gz", vital.read_deaths
    ),
    FileKind(
        "death_rates_country",
        rf"hmd_norway_population_deaths_rates_{YEARS}\.csv\.gz",
        vital.read_death_rates,
    ),
    FileKind(
        "population_jan1_hmd",
        rf"hmd_norway_population_deaths_rates_{YEARS}\.csv\.gz",
        vital.read_population,
    ),
    FileKind("births_country", rf"hmd_norway_births_{YEARS}\.csv", vital.read_births),
    FileKind("fertility_rates_country", rf"hfd_norway_asfr_{YEARS}\.csv", vital.read_fertility),
    FileKind(
        "un_indicators_country",
        rf"wpp2024_norway_indicators_{YEARS}\.csv",
        vital.read_un_indicators,
    ),
    FileKind(
        "un_fertility_pattern_country",
        rf"wpp2024_norway_asfr_percent_5yr_{YEARS}\.csv",
        vital.read_un_fertility_pattern,
    ),
    FileKind(
        "un_death_rates_country", rf"wpp2024_norway_mx_5yr_{YEARS}\.csv", vital.read_un_death_rates
    ),
    FileKind(
        "home_services_80plus",
        r"ssb12209_home_services_80plus_\d{4}_\d{4}\.csv",
        services.read_home_services,
    ),
    FileKind(
        "institution_places",
        rf"ssb11875_institution_beds_municipality_{YEARS}\.csv",
        services.read_places,
    ),
    FileKind(
        "institution_places_sample",
        rf"ssb11875_11996_sample_29_municipalities_{YEARS}\.csv",
        services.read_places_sample,
    ),
    FileKind(
        "user_payments",
        r"ssb05065_user_payments_(?:nursing_homes|homecare)_municipality\.csv",
        services.read_payments,
        together=True,
    ),
    FileKind(
        "user_fees_practical_help",
        r"ssb04898_user_fees_practical_help_municipality\.csv",
        services.read_fees,
    ),
    FileKind(
        "hospital_capacity",
        rf"ssb13942_13953_hospital_trust_capacity_{YEARS}\.csv",
        services.read_hospitals,
    ),
    FileKind("gp_capacity", rf"gp_list_capacity_municipality_{YEARS}\.csv", services.read_doctors),
    FileKind("dementia_prevalence", r"dementia_anchors_hunt4\.csv", services.read_dementia),
)
"""Every kind of file that is known. Of two kinds for one data set the first is preferred."""

REFERENCE_FILES = (
    r"municipalities_b2024\.csv",
    r"kostra_groups_\d{4}\.csv",
    r"hospital_catchment_\d{4}\.csv",
    rf"klass131_municipality_(?:nodes|changes)_{YEARS}\.csv",
    r"municipality_redistricting_to_b2024\.csv\.gz",
    r"municipalities_2024\.geojson",
)
"""Files of the folder `geography`, which are read together into the reference tables."""

LEFT_OUT = (
    (r"README\.md|.*\.txt|LICENSE.*", N_("tekst, ikke tall")),
    (
        r"population_municipality_total_\d{4}-\d{4}_b2024\.csv",
        N_("summer av tall i andre filer i mappen"),
    ),
    (r".*\.(?:geojson|topojson)", N_("kartgrenser, brukes ikke")),
)


def survey(folder: Path) -> Survey:
    """What is in a folder. Raises `UnreadableFile` where it is no readable folder."""
    found: dict[str, dict[FileKind, list[Path]]] = {}
    skipped: list[tuple[Path, str]] = []
    unknown: list[Path] = []
    for path in _files(folder):
        kinds = [kind for kind in KINDS if _named(path, kind.pattern)]
        for kind in kinds:
            found.setdefault(kind.name, {}).setdefault(kind, []).append(path)
        if kinds or any(_named(path, pattern) for pattern in REFERENCE_FILES):
            continue
        reason = _reason_to_leave_out(path.relative_to(folder))
        if reason:
            skipped.append((path, reason))
        else:
            unknown.append(path)
    datasets = []
    for name in dict.fromkeys(kind.name for kind in KINDS if kind.name in found):
        recognised, left = _choose(name, found[name])
        datasets.append(recognised)
        skipped += [(path, N_("samme tall som i andre filer i mappen")) for path in left]
    return Survey(tuple(datasets), tuple(skipped), tuple(unknown))


def datasets_in(folder: Path) -> list[Recognised]:
    """The data sets that the files of a folder hold; nothing is read yet."""
    return list(survey(folder).datasets)


def references_in(folder: Path) -> dict[str, pl.DataFrame]:
    """The reference tables of the folder's geography; empty where it has none."""
    places = {
        path.parent
        for path in _files(folder)
        if any(_named(path, pattern) for pattern in REFERENCE_FILES)
    }
    if not places:
        return {}
    from omsyn.sources.folder.geography import read_geography

    return read_geography(min(places))


def _choose(name: str, found: dict[FileKind, list[Path]]) -> tuple[Recognised, list[Path]]:
    """The files that a data set is read from, and those that are left."""
    kind = min(found, key=KINDS.index)
    paths = found[kind] if kind.together else found[kind][:1]
    left = [path for each in found.values() for path in each if path not in paths]
    return Recognised(name, paths[0], partial(kind.read, *paths), paths[1:]), left


def _reason_to_leave_out(path: Path) -> str:
    """Why a file, given from the folder, is no data set; empty where nobody knows."""
    if "fixtures" in path.parts[:-1]:
        return N_("innspilte svar til prøving, ikke tall")
    if "raw" in path.parts[:-1]:
        return N_("kildens egen utgave av tall som leses fra andre filer")
    return next((reason for pattern, reason in LEFT_OUT if _named(path, pattern)), "")


def _named(path: Path, pattern: str) -> bool:
    return re.fullmatch(pattern, path.name) is not None


def _files(folder: Path) -> Iterator[Path]:
    """The files in a folder and those below, but hidden ones."""
    if not folder.is_dir():
        raise UnreadableFile(
            _("{path} er ingen mappe: oppgi en mappe med tall, eller en pakke.").format(path=folder)
        )
    count = 0
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file():
            continue
        count += 1
        if count > MAX_FILES:
            raise UnreadableFile(
                _("{path} har for mange filer: oppgi mappen som tallene ligger i.").format(
                    path=folder
                )
            )
        yield path
