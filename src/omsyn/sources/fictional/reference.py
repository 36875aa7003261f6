"""Regions, borders and belonging of the fictional county, as the geography room keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from omsyn.geography.region import RegionKind, region_id
from omsyn.geography.tables import CHANGES as CHANGE_COLUMNS
from omsyn.geography.tables import MEMBERSHIPS, REGIONS, SHARES, TILES
from omsyn.sources.fictional.history import END, START, History
from omsyn.sources.fictional.places import (
    BORDER_YEAR,
    CHANGES,
    COUNTRY_NAME,
    COUNTY_CODE,
    COUNTY_NAME,
    MUNICIPALITIES,
    OLD,
    TODAY,
    Municipality,
    in_force,
)

SMALL, MIDDLE, LARGE, CITY = "EKGF1", "EKGF2", "EKGF3", "EKGF4"
GROUP_NAMES = {
    SMALL: "Fiktiv KOSTRA-gruppe 1",
    MIDDLE: "Fiktiv KOSTRA-gruppe 2",
    LARGE: "Fiktiv KOSTRA-gruppe 3",
    CITY: "Fiktiv KOSTRA-gruppe 4",
}
"""The smallest first. Named apart from Norway's own groups, which have real figures."""
GROUP_OF_PART = {
    "lindhavn": CITY, "granstad": CITY,
    "bekkestrand": LARGE, "eikholt": LARGE, "solfjord": LARGE, "rognvik": LARGE,
    "kvitmo": MIDDLE, "skarvoy": MIDDLE, "tindedal": MIDDLE, "myrvang": MIDDLE,
    "steinvaer": SMALL, "ulvskar": SMALL, "lomvaer": SMALL,
}  # fmt: skip
CENTRALITY_OF_PART = {
    "lindhavn": "2", "granstad": "2", "bekkestrand": "3", "eikholt": "3",
    "solfjord": "4", "rognvik": "4", "kvitmo": "5", "skarvoy": "5",
    "tindedal": "5", "myrvang": "6", "steinvaer": "6", "ulvskar": "6", "lomvaer": "6",
}  # fmt: skip
TRUSTS = {"lindhavn": "Lindhavn", "ytterkysten": "Ytterkysten"}
"""Slug -> name of the hospital trusts' areas."""
COAST = frozenset({"solfjord", "rognvik", "skarvoy", "steinvaer", "lomvaer"})
"""Parts whose hospital is the one on the outer coast; the others belong to Lindhavn's."""


TILE_ROWS = (
    ("9912", "9910", "", "9911"),
    ("9907", "9905", "9909", "9908"),
    ("", "9904", "9906", ""),
    ("9902", "9901", "9903", ""),
)
"""The county as equal tiles, from north to south and from the coast inland."""


def belongings(part: str) -> tuple[tuple[RegionKind, str], ...]:
    """Every region above the municipality that a part belongs to: kind and code."""
    return (
        (RegionKind.COUNTRY, "NO"),
        (RegionKind.COUNTY, COUNTY_CODE),
        (RegionKind.COUNTY_GOVERNOR, COUNTY_CODE),
        (RegionKind.HEALTH_AUTHORITY, "fiktiv"),
        (RegionKind.HOSPITAL_TRUST, "ytterkysten" if part in COAST else "lindhavn"),
        (RegionKind.KOSTRA_GROUP, GROUP_OF_PART[part]),
        (RegionKind.CENTRALITY, CENTRALITY_OF_PART[part]),
    )


def groups(year: int) -> dict[str, tuple[str, ...]]:
    """Country, county and KOSTRA-like groups with their parts, as the service tables give them."""
    given = (RegionKind.COUNTRY, RegionKind.COUNTY, RegionKind.KOSTRA_GROUP)
    found: dict[str, tuple[str, ...]] = {}
    for place in in_force(year):
        for part in place.parts:
            for kind, code in belongings(part):
                if kind in given:
                    region = region_id(kind, code)
                    found[region] = (*found.get(region, ()), part)
    return found


def references(history: History) -> dict[str, pl.DataFrame]:
    """The reference tables: regions, changes, shares, memberships, and the map of tiles."""
    return {
        "regions": regions(),
        "changes": changes(),
        "shares": shares(history),
        "memberships": memberships(),
        "tiles": tiles(),
    }


def regions() -> pl.DataFrame:
    """Every region that is or was."""
    rows = [*_larger_regions(), *(_municipality_row(place) for place in MUNICIPALITIES)]
    return pl.DataFrame(rows, schema=REGIONS, orient="row")


def _municipality_row(place: Municipality) -> tuple[object, ...]:
    return (
        place.code,
        RegionKind.MUNICIPALITY.value,
        place.code,
        place.name,
        list(place.other_names),
        place.valid_from,
        place.valid_to,
    )


def _larger_regions() -> Iterator[tuple[object, ...]]:
    names = [
        (RegionKind.COUNTRY, "NO", COUNTRY_NAME),
        (RegionKind.COUNTY, COUNTY_CODE, COUNTY_NAME),
        (RegionKind.COUNTY_GOVERNOR, COUNTY_CODE, f"Statsforvalteren i {COUNTY_NAME}"),
        (RegionKind.HEALTH_AUTHORITY, "fiktiv", "Helse Fiktiv RHF"),
        *((RegionKind.HOSPITAL_TRUST, code, name) for code, name in TRUSTS.items()),
        *((RegionKind.KOSTRA_GROUP, code, name) for code, name in GROUP_NAMES.items()),
        *(
            (RegionKind.CENTRALITY, code, f"Sentralitetsklasse {code}")
            for code in sorted(set(CENTRALITY_OF_PART.values()))
        ),
    ]
    for kind, code, name in names:
        yield region_id(kind, code), kind.value, code, name, [], OLD, None


def changes() -> pl.DataFrame:
    """The merger and the division."""
    name = {place.code: place.name for place in MUNICIPALITIES}
    rows = [(day, old, name[old], new, name[new]) for day, old, new in CHANGES]
    return pl.DataFrame(rows, schema=CHANGE_COLUMNS, orient="row")


def shares(history: History) -> pl.DataFrame:
    """For each year, where the inhabitants of each code of that year live by today's borders.

    A divided municipality has one recorded share for all years, that of the day of division.
    """
    rows = []
    for year in range(2006, END + 1):
        for place in in_force(year):
            for new, share in _today(place, history).items():
                rows.append((place.code, year, new, share, BORDER_YEAR))
    return pl.DataFrame(rows, schema=SHARES, orient="row")


def _today(place: Municipality, history: History) -> dict[str, float]:
    heirs = [each for each in TODAY if set(each.parts) & set(place.parts)]
    if len(heirs) == 1:
        return {heirs[0].code: 1.0}
    on_the_day = {
        heir.code: sum(int(history.persons[part][2024 - START].sum()) for part in heir.parts)
        for heir in heirs
    }
    everyone = sum(on_the_day.values())
    *first, last = heirs
    shares = {heir.code: round(on_the_day[heir.code] / everyone, 6) for heir in first}
    return {**shares, last.code: round(1 - sum(shares.values()), 6)}


def memberships() -> pl.DataFrame:
    """What each municipality belongs to, from the day it was formed."""
    rows: list[tuple[str, str, str | None, float, bool, dt.date, dt.date | None]] = []
    for place in MUNICIPALITIES:
        above = {region_id(kind, code) for part in place.parts for kind, code in belongings(part)}
        rows.extend(
            (place.code, region, None, 1.0, False, place.valid_from, place.valid_to)
            for region in sorted(above)
        )
    return pl.DataFrame(rows, schema=MEMBERSHIPS, orient="row")


def tiles() -> pl.DataFrame:
    """Column and row of each of today's municipalities."""
    rows = [
        (COUNTY_CODE, code, column, row)
        for row, codes in enumerate(TILE_ROWS)
        for column, code in enumerate(codes)
        if code
    ]
    return pl.DataFrame(rows, schema=TILES, orient="row")
