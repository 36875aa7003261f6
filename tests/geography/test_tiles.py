import polars as pl

from omsyn.geography import RegionKind, municipality_tiles, tile_map
from omsyn.geography.tables import TILES


def places(rows):
    return pl.DataFrame(
        rows, schema=["county", "municipality", "name", "longitude", "latitude"], orient="row"
    )


def test_every_county_in_force_has_a_tile_of_its_own(registry):
    tiles = tile_map()
    counties = [each.code for each in registry.regions(RegionKind.COUNTY)]
    assert sorted(tile.county_code for tile in tiles) == counties
    assert len({(tile.column, tile.row) for tile in tiles}) == len(tiles)


def test_the_map_lies_as_the_country_does():
    place = {tile.county_code: (tile.column, tile.row) for tile in tile_map()}
    finnmark, troms, oslo, agder, vestland = (place[c] for c in ("56", "55", "03", "42", "46"))
    assert finnmark[0] > troms[0] > oslo[0] > vestland[0]
    assert finnmark[1] == troms[1] == 0
    assert agder[1] == max(row for _column, row in place.values())


def test_municipalities_are_laid_out_as_they_lie():
    tiles = municipality_tiles(
        places(
            [
                ("42", "south-east", "a", 8.9, 58.0),
                ("42", "north-west", "b", 7.0, 59.0),
                ("42", "south-west", "c", 7.0, 58.0),
                ("42", "north-east", "d", 8.9, 59.0),
            ]
        )
    )
    assert {name: (column, row) for _c, name, column, row in tiles.rows()} == {
        "north-west": (0, 0), "north-east": (1, 0), "south-west": (0, 1), "south-east": (1, 1),
    }  # fmt: skip
    assert tiles.schema == TILES


def test_without_a_map_municipalities_stand_in_alphabetical_order():
    tiles = municipality_tiles(
        places([("99", "9901", "Bekk", None, None), ("99", "9902", "Ås", None, None),
                ("99", "9903", "Dal", None, None), ("99", "9904", "Berg", None, None)])
    )  # fmt: skip
    assert [row[1:] for row in tiles.sort("row", "column").rows()] == [
        ("9901", 0, 0), ("9904", 1, 0), ("9903", 0, 1), ("9902", 1, 1),
    ]  # fmt: skip


def test_each_county_has_its_own_grid_and_no_two_share_a_tile():
    rows = [
        (county, f"{county}{n:02}", str(n), 10 + n % 3, 60 - n)
        for county in ("31", "32")
        for n in range(23)
    ]
    tiles = municipality_tiles(places(rows))
    assert tiles.select("county", "column", "row").is_unique().all()
    assert tiles.group_by("county").agg(pl.col("row").min()).sort("county")["row"].to_list() == [
        0, 0,
    ]  # fmt: skip


def test_a_county_of_one_municipality_is_one_tile():
    assert municipality_tiles(places([("03", "0301", "Oslo", 10.7, 59.9)])).rows() == [
        ("03", "0301", 0, 0)
    ]
