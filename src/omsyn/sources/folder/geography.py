"""The geography of a folder of published files: municipalities, their history, what holds them.

Files: `geography/klass131_*` (every municipality since 1838), `municipalities_b2024.csv` (KOSTRA
group, centrality, health authority), `hospital_catchment_2026.csv` and
`municipality_redistricting_to_b2024.csv.gz`; beside them, where present, the population files
and the map, which give ward shares and the tile map.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from omsyn.errors import UnreadableFile
from omsyn.geography import names
from omsyn.geography.exact_shares import on_grid
from omsyn.geography.recorded_shares import correct_shares
from omsyn.geography.region import RegionKind, region_id
from omsyn.geography.standing import (
    hospital_area_names,
    municipality_regions,
    standing_memberships,
    standing_regions,
    whole_memberships,
)
from omsyn.geography.tables import CHANGES, MEMBERSHIPS, REGIONS, SHARES
from omsyn.geography.tiles import municipality_tiles
from omsyn.language import _
from omsyn.sources.folder.tables import matching, read_table

NODES = "klass131_municipality_nodes_1838-2024.csv"
CHANGED = "klass131_municipality_changes_1838-2024.csv"
MUNICIPALITIES = "municipalities_b2024.csv"
CATCHMENT = "hospital_catchment_2026.csv"
REDISTRICTING = "municipality_redistricting_to_b2024.csv.gz"
BOUNDARIES = "municipalities_2024.geojson"
POPULATION = "population_municipality_age_sex_2005-2026_b2024.parquet"
WARDS = "population_ward_age_sex.parquet"

BORDER_YEAR = 2024
BORDERS_FROM = dt.date(2024, 1, 1)
CATCHMENT_FROM = dt.date(2026, 1, 1)
"""The catchment file gives the state of 2026."""
UNSPECIFIED = "9999"
"""KLASS lists "Uoppgitt" among the municipalities; it is no place."""
CODE = r"\d{4}"
DAY = r"\d{4}-\d{2}-\d{2}"
SOMETHING = r".+"
NO_AUTHORITY = ("Utlandet/Svalbard", "Norge", "Ukjent/ugyldig kommunenr")
"""Rows of the catchment file that belong to no health authority."""


def read_geography(folder: Path) -> dict[str, pl.DataFrame]:
    """Reference tables regions, changes, shares, memberships and tiles.

    `folder` is the folder that holds `geography/` and `population/`, or `geography/` itself.
    Raises `UnreadableFile`.
    """
    place = folder / "geography" if (folder / "geography").is_dir() else folder
    people = place.parent / "population"
    municipalities = municipality_regions(_nodes(place))
    today = _whole(
        place / MUNICIPALITIES,
        municipality=CODE,
        municipality_name=SOMETHING,
        kostra_group_2024=r"EKG\d+",
        centrality_class=r"\d",
        rhf=SOMETHING,
    )
    catchment = _catchment(place)
    hospitals = _hospital_memberships(catchment, _ward_population(people))
    regions = [
        _with_added_names(municipalities, today),
        standing_regions(),
        _authority_regions(catchment),
        _hospital_regions(catchment, hospitals),
        _grouping_regions(today),
    ]
    memberships = [
        standing_memberships(municipalities),
        _grouping_memberships(today),
        _authority_memberships(today),
        hospitals,
    ]
    return {
        "regions": pl.concat(regions),
        "changes": _changes(place),
        "shares": correct_shares(read_recorded_shares(place), _first_year_totals(people)),
        "memberships": pl.concat(memberships),
        "tiles": municipality_tiles(_centres(place, today)),
    }


def _whole(path: Path, **patterns: str) -> pl.DataFrame:
    """A file in which every cell of the columns follows a pattern, also on the last line."""
    frame = read_table(path, tuple(patterns))
    for column, pattern in patterns.items():
        matching(frame, column, pattern, path)
    return frame


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn a number or a date that is none into a sentence with the file's name."""
    try:
        yield
    except pl.exceptions.PolarsError as fault:
        raise UnreadableFile(
            _("{file} har tekst der det skal stå tall eller datoer: hent filen på nytt.").format(
                file=name
            )
        ) from fault


def _nodes(place: Path) -> pl.DataFrame:
    nodes = _whole(place / NODES, code=CODE, name=SOMETHING, valid_from=DAY)
    with _reading(NODES):
        return nodes.filter(pl.col("code") != UNSPECIFIED).select(
            "code",
            "name",
            pl.col("valid_from").str.to_date(),
            pl.col("valid_to").replace("", None).str.to_date(),
        )


def _changes(place: Path) -> pl.DataFrame:
    frame = _whole(
        place / CHANGED,
        change_date=DAY,
        old_code=CODE,
        old_name=SOMETHING,
        new_code=CODE,
        new_name=SOMETHING,
    )
    with _reading(CHANGED):
        return frame.with_columns(date=pl.col("change_date").str.to_date()).select(list(CHANGES))


def _with_added_names(municipalities: pl.DataFrame, today: pl.DataFrame) -> pl.DataFrame:
    """Municipalities with the further names that only the list of today gives."""
    listed = dict(today.select("municipality", "municipality_name").iter_rows())
    rows = municipalities.to_dicts()
    for row in rows:
        if row["valid_to"] is None and (joined := listed.get(row["code"])):
            known = {names.compact(each) for each in (row["name"], *row["other_names"])}
            added = (joined, *names.added_names(row["name"], joined))
            row["other_names"] += [each for each in added if names.compact(each) not in known]
    return pl.DataFrame(rows, schema=REGIONS)


def _catchment(place: Path) -> pl.DataFrame:
    """Municipality, ward (or null), rhf and hf_area; each part of a municipality once."""
    frame = read_table(place / CATCHMENT, ("municipality", "ward", "rhf", "hf_area"))
    frame = frame.filter(~pl.col("rhf").is_in(NO_AUTHORITY)).select(
        "municipality",
        pl.col("ward").replace("", None).str.zfill(6),
        "rhf",
        "hf_area",
    )
    in_wards = frame.filter(pl.col("ward").is_not_null())["municipality"].unique().to_list()
    # Beside its wards a municipality has a row for records without one; no one lives there.
    return frame.filter(pl.col("ward").is_not_null() | ~pl.col("municipality").is_in(in_wards))


def _authority_regions(catchment: pl.DataFrame) -> pl.DataFrame:
    rows = [
        _region(RegionKind.HEALTH_AUTHORITY, slug(name), name, [name.removesuffix(" RHF")])
        for name in sorted(catchment["rhf"].unique())
    ]
    return pl.DataFrame(rows, schema=REGIONS)


def _hospital_regions(catchment: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """The hospitals that hold something; an area of wards without population holds nothing."""
    known = hospital_area_names()
    rows = []
    for area in sorted(catchment["hf_area"].unique()):
        code, name, others = known.get(area, (slug(area), area, []))
        rows.append(_region(RegionKind.HOSPITAL_TRUST, code, name, [*others, f"{name} HF"]))
    held = set(memberships["region_id"])
    return pl.DataFrame([row for row in rows if row["id"] in held], schema=REGIONS)


def _grouping_regions(today: pl.DataFrame) -> pl.DataFrame:
    groups = [
        _region(
            RegionKind.KOSTRA_GROUP,
            code,
            f"KOSTRA-gruppe {int(code.removeprefix('EKG'))}",
            [code, f"KOSTRA {int(code.removeprefix('EKG'))}"],
            BORDERS_FROM,
        )
        for code in sorted(today["kostra_group_2024"].unique())
    ]
    classes = [
        _region(
            RegionKind.CENTRALITY,
            code,
            f"Sentralitetsklasse {code}",
            [f"Sentralitet {code}"],
            BORDERS_FROM,
        )
        for code in sorted(today["centrality_class"].unique())
    ]
    return pl.DataFrame([*groups, *classes], schema=REGIONS)


def _region(
    kind: RegionKind, code: str, name: str, others: list[str], start: dt.date = CATCHMENT_FROM
) -> dict[str, object]:
    return {
        "id": region_id(kind, code),
        "kind": kind.value,
        "code": code,
        "name": name,
        "other_names": [each for each in dict.fromkeys(others) if each != name],
        "valid_from": start,
        "valid_to": None,
    }


def slug(name: str) -> str:
    """The name as it can stand in an address: "helse-sor-ost-rhf"."""
    return names.fold(name).replace(" ", "-")


def _grouping_memberships(today: pl.DataFrame) -> pl.DataFrame:
    kostra = region_id(RegionKind.KOSTRA_GROUP, "") + pl.col("kostra_group_2024")
    centrality = region_id(RegionKind.CENTRALITY, "") + pl.col("centrality_class")
    return pl.concat(
        [_since(today.select("municipality", region_id=each)) for each in (kostra, centrality)]
    )


def _authority_memberships(today: pl.DataFrame) -> pl.DataFrame:
    prefix = region_id(RegionKind.HEALTH_AUTHORITY, "")
    ids = {name: prefix + slug(name) for name in today["rhf"].unique()}
    frame = today.select("municipality", region_id=pl.col("rhf").replace_strict(ids))
    return _since(frame, CATCHMENT_FROM)


def _since(frame: pl.DataFrame, start: dt.date = BORDERS_FROM) -> pl.DataFrame:
    return whole_memberships(
        frame.with_columns(valid_from=pl.lit(start), valid_to=pl.lit(None, pl.Date))
    )


def _hospital_memberships(catchment: pl.DataFrame, wards: pl.DataFrame) -> pl.DataFrame:
    """Whole municipalities, and wards with their share where hospitals divide a municipality."""
    known = hospital_area_names()
    prefix = region_id(RegionKind.HOSPITAL_TRUST, "")
    ids = {
        area: prefix + (known[area][0] if area in known else slug(area))
        for area in catchment["hf_area"].unique()
    }
    frame = catchment.with_columns(region_id=pl.col("hf_area").replace_strict(ids))
    divided = pl.col("region_id").n_unique().over("municipality") > 1
    whole = frame.filter(~divided).select("municipality", "region_id").unique(maintain_order=True)
    parts = frame.filter(divided).join(wards, on=["municipality", "ward"], how="left")
    # The unstated district has no population of its own; without any, nothing is known to share by.
    shared = on_grid(
        parts.with_columns(share="persons").filter(pl.col("share") > 0), ["municipality"]
    )
    return pl.concat(
        [
            _since(whole, CATCHMENT_FROM),
            shared.with_columns(
                estimated=pl.lit(value=True),
                valid_from=pl.lit(CATCHMENT_FROM),
                valid_to=pl.lit(None, pl.Date),
            ).select([pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items()]),
        ]
    )


def _ward_population(people: Path) -> pl.DataFrame:
    """Municipality, ward and persons in the last year of the ward file; empty without the file."""
    path = people / WARDS
    schema = {"municipality": pl.String, "ward": pl.String, "persons": pl.Float64}
    if not path.exists():
        return pl.DataFrame(schema=schema)
    frame = read_table(path, ("ward", "year", "persons"))
    return (
        frame.filter(pl.col("year") == pl.col("year").max())
        .group_by(pl.col("ward").cast(pl.String))
        .agg(pl.col("persons").sum().cast(pl.Float64))
        .with_columns(municipality=pl.col("ward").str.slice(0, 4))
        .select(list(schema))
    )


def read_recorded_shares(place: Path) -> pl.DataFrame:
    """The shares as the file records them (columns of `SHARES`)."""
    frame = read_table(place / REDISTRICTING, ("code_b2024", "code_year", "year", "weight"))
    with _reading(REDISTRICTING):
        shares = frame.select(
            old_code="code_year",
            year=pl.col("year").cast(pl.Int32),
            new_code="code_b2024",
            share=pl.col("weight").cast(pl.Float64),
            border_year=pl.lit(BORDER_YEAR, pl.Int32),
        )
    return on_grid(shares, ["old_code", "year"]).cast(SHARES)


def _first_year_totals(people: Path) -> pl.DataFrame:
    """Municipality and persons in the first year of the present borders; empty without a file."""
    path = people / POPULATION
    if not path.exists():
        return pl.DataFrame(schema={"new_code": pl.String, "persons": pl.Float64})
    frame = read_table(path, ("municipality", "year", "persons"))
    return (
        frame.filter(pl.col("year") == BORDER_YEAR)
        .group_by(new_code=pl.col("municipality").cast(pl.String))
        .agg(pl.col("persons").sum().cast(pl.Float64))
    )


def _centres(place: Path, today: pl.DataFrame) -> pl.DataFrame:
    """County, municipality, name, longitude and latitude; the two last null without the map."""
    path = place / BOUNDARIES
    frame = today.select(
        pl.col("municipality").str.slice(0, 2).alias("county"),
        "municipality",
        name="municipality_name",
    )
    centres = _centres_of(path) if path.exists() else []
    found = pl.DataFrame(
        centres,
        schema={"municipality": pl.String, "longitude": pl.Float64, "latitude": pl.Float64},
        orient="row",
    )
    return frame.join(found, on="municipality", how="left")


def _centres_of(path: Path) -> list[tuple[str, float, float]]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return [
            (feature["properties"]["code"], *_middle(feature["geometry"])) for feature in features
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise UnreadableFile(
            _("{file} er ikke et kart som kan leses: hent filen på nytt.").format(file=path.name)
        ) from fault


def _middle(geometry: dict[str, list[object]]) -> tuple[float, float]:
    """The middle of the box around a shape; enough to place a tile."""
    points: list[list[float]] = []
    waiting: list[object] = [geometry["coordinates"]]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list) and here and isinstance(here[0], int | float):
            points.append(here)
        elif isinstance(here, list):
            waiting.extend(here)
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
