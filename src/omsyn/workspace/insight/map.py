"""The map of equal tiles: counties, and the municipalities of one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import polars as pl
from attrs import frozen

from omsyn.errors import RegionError
from omsyn.geography import Registry, tile_map
from omsyn.geography.region import Region, RegionKind, region_id
from omsyn.workspace.insight.addresses import place_path


@frozen(kw_only=True)
class CountyTile:
    code: str
    name: str
    column: int
    row: int
    """Counted from 1, as grid lines are."""


@frozen(kw_only=True)
class MunicipalityTile:
    code: str
    name: str
    path: str
    column: int = 0
    """Counted from 1; 0 where the municipality has no place on the map."""
    row: int = 0


def tiles(registry: Registry) -> tuple[CountyTile, ...]:
    """The counties in force, in reading order; those the layout does not know come last."""
    placed = {tile.county_code: tile for tile in tile_map()}
    counties = registry.regions(RegionKind.COUNTY)
    rows = max((tile.row for tile in placed.values()), default=0) + 1
    found = []
    for index, county in enumerate(counties):
        tile = placed.get(county.code)
        column, row = (tile.column, tile.row) if tile else (index % 6, rows + index // 6)
        found.append(CountyTile(code=county.code, name=county.name, column=column + 1, row=row + 1))
    return tuple(sorted(found, key=lambda each: (each.row, each.column)))


def municipality_tiles(
    registry: Registry, county: Region, places: Mapping[str, tuple[int, int]]
) -> tuple[MunicipalityTile, ...]:
    """The municipalities of a county from north to south, as their columns and rows have them.

    Those without a place on the map come last, by name.
    """
    codes = {member.municipality for member in registry.members(county.id)}
    regions = []
    for code in codes:
        try:
            regions.append(registry.get(region_id(RegionKind.MUNICIPALITY, code)))
        except RegionError:
            # A membership that outlived its municipality names no page.
            continue
    found = (
        MunicipalityTile(
            code=each.code,
            name=each.name,
            path=place_path(each.id),
            column=places[each.code][0] + 1 if each.code in places else 0,
            row=places[each.code][1] + 1 if each.code in places else 0,
        )
        for each in regions
    )
    return tuple(
        sorted(
            found,
            key=lambda each: (each.row == 0, each.row, each.column, norwegian_order(each.name)),
        )
    )


def places_in(tiles: pl.DataFrame | None, county_code: str) -> dict[str, tuple[int, int]]:
    """Column and row of each municipality of a county, from the reference table of tiles."""
    if tiles is None:
        return {}
    chosen = tiles.filter(pl.col("county") == county_code)
    rows = chosen.select("municipality", "column", "row").iter_rows()
    return {code: (column, row) for code, column, row in rows}


def norwegian_order(name: str) -> tuple[int, ...]:
    """A sorting key: æ, ø and å last, and á or š with the letter they are made of."""
    last = {"æ": 0x7B, "ø": 0x7C, "å": 0x7D}
    key = []
    for letter in unicodedata.normalize("NFC", name.casefold()):
        plain = unicodedata.normalize("NFKD", letter)[0]
        key.append(last.get(letter, ord(plain)))
    return tuple(key)
