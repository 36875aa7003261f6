"""The map of equal tiles: every place is as large as every other and can be reached by keyboard.

Counties have places chosen by hand in `data/county_tiles.csv`; municipalities within a county are
laid out from where they lie.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import polars as pl
from attrs import frozen

from omsyn.geography.names import alphabetical
from omsyn.geography.tables import TILES

DATA = Path(__file__).parent / "data"


@frozen
class Tile:
    """A county's place: columns from the west, rows from the north, both from 0."""

    county_code: str
    column: int
    row: int


@cache
def tile_map() -> tuple[Tile, ...]:
    """The counties of Norway as equal tiles in the shape of the country."""
    frame = pl.read_csv(DATA / "county_tiles.csv", schema_overrides={"county": pl.String})
    return tuple(Tile(*row) for row in frame.iter_rows())


def municipality_tiles(places: pl.DataFrame) -> pl.DataFrame:
    """Tiles (columns of `TILES`) for the municipalities of each county.

    `places` has the columns county, municipality, name, longitude and latitude. Rows are filled
    from north to south and each row from west to east; where a county lacks coordinates its
    municipalities stand in alphabetical order.
    """
    rows = [
        row
        for _county, frame in places.sort("county").group_by("county", maintain_order=True)
        for row in _laid_out(frame)
    ]
    return pl.DataFrame(rows, schema=TILES, orient="row")


def _laid_out(places: pl.DataFrame) -> list[tuple[str, str, int, int]]:
    rows = places.to_dicts()
    known = all(row["longitude"] is not None and row["latitude"] is not None for row in rows)
    rows.sort(key=lambda row: (-row["latitude"],) if known else alphabetical(row["name"]))
    count = _row_count(rows, known=known)
    found = []
    for place in range(count):
        start, end = place * len(rows) // count, (place + 1) * len(rows) // count
        line = rows[start:end]
        if known:
            line.sort(key=lambda row: row["longitude"])
        found += [
            (row["county"], row["municipality"], column, place) for column, row in enumerate(line)
        ]
    return found


def _row_count(rows: list[dict[str, float]], *, known: bool) -> int:
    """How many rows give tiles about as high as wide in the county's own shape."""
    if not known:
        return math.ceil(math.sqrt(len(rows)))
    north = [row["latitude"] for row in rows]
    east = [row["longitude"] for row in rows]
    height = max(north) - min(north)
    # A degree of longitude is shorter than one of latitude by the cosine of the latitude.
    width = (max(east) - min(east)) * math.cos(math.radians(sum(north) / len(north)))
    slender = height / width if width else 1.0
    # No county becomes a ribbon on the screen.
    slender = min(max(slender, 0.5), 2.0)
    return max(1, min(len(rows), round(math.sqrt(len(rows) * slender))))
