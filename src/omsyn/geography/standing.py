"""Reference tables made from lists of municipalities and the few facts kept in `data/`.

Every source of municipalities (a folder of files, KLASS) delivers codes, names and dates; what
those mean for counties, county governors' areas and names for running text is worked out here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from omsyn.geography import names
from omsyn.geography.region import COUNTRY_ID, RegionKind, region_id
from omsyn.geography.tables import MEMBERSHIPS, REGIONS

DATA = Path(__file__).parent / "data"


@cache
def _read(name: str) -> pl.DataFrame:
    """A small table of `data/`, all text but for dates; lists are parted by "|"."""
    frame = pl.read_csv(DATA / f"{name}.csv", infer_schema=False)
    dates = [each for each in ("valid_from", "valid_to") if each in frame.columns]
    lists = [each for each in ("other_names", "counties") if each in frame.columns]
    return frame.with_columns(
        pl.col(dates).str.to_date(), pl.col(lists).fill_null("").str.split("|")
    )


def municipality_regions(nodes: pl.DataFrame) -> pl.DataFrame:
    """Regions (columns of `REGIONS`) from every form that municipalities have had.

    `nodes` has the columns code, name, valid_from and valid_to. Forms of one code that follow
    each other without a gap are one region with the latest name; earlier names are kept.
    """
    earlier = {name for name in nodes["name"] if len(names.parts(name)) == 1}
    rows: list[dict[str, object]] = []
    for node in nodes.sort("code", "valid_from").iter_rows(named=True):
        last = rows[-1] if rows else None
        if last and last["code"] == node["code"] and last["valid_to"] == node["valid_from"]:
            last["valid_to"] = node["valid_to"]
            last["full"].append(node["name"])  # type: ignore[attr-defined]  # a list, as below
        else:
            rows.append({**node, "full": [node["name"]]})
    return pl.DataFrame([_municipality(row, earlier) for row in rows], schema=REGIONS)


def _municipality(row: dict[str, object], earlier: set[str]) -> dict[str, object]:
    full = row["full"]
    assert isinstance(full, list)
    code, latest = str(row["code"]), full[-1]
    name = names.short_name(latest, earlier)
    others = dict.fromkeys(
        each for text in reversed(full) for each in (text, *names.parts(text)) if each != name
    )
    return {
        "id": region_id(RegionKind.MUNICIPALITY, code),
        "kind": RegionKind.MUNICIPALITY.value,
        "code": code,
        "name": name,
        "other_names": list(others),
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
    }


def standing_regions() -> pl.DataFrame:
    """The country, the counties and the county governors' areas (columns of `REGIONS`)."""
    return pl.concat(
        [
            _as_regions(_read("country"), RegionKind.COUNTRY),
            _as_regions(_read("counties"), RegionKind.COUNTY),
            _as_regions(
                _read("county_governors").with_columns(
                    pl.concat_list("other_names", "name_nn").alias("other_names")
                ),
                RegionKind.COUNTY_GOVERNOR,
            ),
        ]
    )


def _as_regions(frame: pl.DataFrame, kind: RegionKind) -> pl.DataFrame:
    prefix = region_id(kind, "")
    return frame.select(
        (prefix + pl.col("code")).alias("id"),
        pl.lit(kind.value).alias("kind"),
        "code",
        "name",
        pl.col("other_names")
        .list.drop_nulls()
        .list.filter(pl.element() != "")
        .list.unique(maintain_order=True),
        "valid_from",
        "valid_to",
    ).cast(REGIONS)


def standing_memberships(municipalities: pl.DataFrame) -> pl.DataFrame:
    """Municipalities in country, counties and county governors' areas (`MEMBERSHIPS`).

    A municipality lies in the county whose code its own begins with; the membership holds
    while both exist.
    """
    own = municipalities.select(
        municipality="code",
        county=pl.col("code").str.slice(0, 2),
        own_from="valid_from",
        own_to="valid_to",
    )
    counties = _read("counties").select(
        "valid_from", "valid_to", county="code", region_id="county-" + pl.col("code")
    )
    governors = (
        _read("county_governors")
        .explode("counties")
        .select(
            "valid_from",
            "valid_to",
            county="counties",
            region_id="county_governor-" + pl.col("code"),
        )
    )
    within = own.join(pl.concat([counties, governors.select(counties.columns)]), on="county")
    return pl.concat(
        [
            whole_memberships(
                own.select("municipality", valid_from="own_from", valid_to="own_to").with_columns(
                    region_id=pl.lit(COUNTRY_ID)
                )
            ),
            whole_memberships(_while_both_exist(within)),
        ]
    )


def _while_both_exist(frame: pl.DataFrame) -> pl.DataFrame:
    return (
        frame.with_columns(
            pl.max_horizontal("own_from", "valid_from").alias("valid_from"),
            pl.min_horizontal("own_to", "valid_to").alias("valid_to"),
        )
        .filter(pl.col("valid_to").is_null() | (pl.col("valid_from") < pl.col("valid_to")))
        .select("municipality", "region_id", "valid_from", "valid_to")
    )


def whole_memberships(frame: pl.DataFrame) -> pl.DataFrame:
    """Memberships of undivided municipalities (`MEMBERSHIPS`).

    `frame` has the columns municipality, region_id, valid_from and valid_to.
    """
    return frame.with_columns(
        ward=pl.lit(None, pl.String), share=pl.lit(1.0), estimated=pl.lit(value=False)
    ).select([pl.col(name).cast(kind) for name, kind in MEMBERSHIPS.items()])


def hospital_area_names() -> dict[str, tuple[str, str, list[str]]]:
    """Short name of a hospital's catchment area -> slug, name, other names."""
    return {
        row["area"]: (row["slug"], row["name"], [each for each in row["other_names"] if each])
        for row in _read("hospital_areas").iter_rows(named=True)
    }


def reestablished() -> pl.DataFrame:
    """Old codes whose whole area belongs to one municipality again: old_code, new_code, share."""
    return _read("reestablished").with_columns(pl.col("share").cast(pl.Float64))
