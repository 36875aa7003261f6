"""Areas and their history: regions with validity, border changes, conversion between borders."""

from omsyn.geography.borders import aggregate, convert
from omsyn.geography.history import Change, ChangeKind, history_sentences
from omsyn.geography.index import Match
from omsyn.geography.redivision import redivide
from omsyn.geography.region import COUNTRY_ID, Region, RegionKind, kind_name, region_id
from omsyn.geography.registry import Member, Membership, Registry
from omsyn.geography.tiles import Tile, municipality_tiles, tile_map

__all__ = [
    "COUNTRY_ID",
    "Change",
    "ChangeKind",
    "Match",
    "Member",
    "Membership",
    "Region",
    "RegionKind",
    "Registry",
    "Tile",
    "aggregate",
    "convert",
    "history_sentences",
    "kind_name",
    "municipality_tiles",
    "redivide",
    "region_id",
    "tile_map",
]
