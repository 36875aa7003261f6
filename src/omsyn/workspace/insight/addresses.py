"""Norwegian addresses of places: /kommune/4204/, /fylke/42/, /helseforetak/sorlandet/."""

from __future__ import annotations

from omsyn.geography.region import Region, RegionKind, region_id

WORDS = {
    RegionKind.MUNICIPALITY: "kommune",
    RegionKind.COUNTY: "fylke",
    RegionKind.COUNTRY: "land",
    RegionKind.HOSPITAL_TRUST: "helseforetak",
    RegionKind.HEALTH_AUTHORITY: "helseregion",
    RegionKind.COUNTY_GOVERNOR: "statsforvalter",
    RegionKind.KOSTRA_GROUP: "kostragruppe",
    RegionKind.CENTRALITY: "sentralitet",
}
KINDS = {word: kind for kind, word in WORDS.items()}


class KindConverter:
    """The word for a kind of place in an address."""

    regex = "|".join(WORDS.values())

    def to_python(self, value: str) -> RegionKind:
        return KINDS[value]

    def to_url(self, value: RegionKind) -> str:
        return WORDS[value]


def kind_and_code(id_: str) -> tuple[RegionKind, str]:
    """The parts of a region's id.

    Raises `ValueError` for an id of no known kind.
    """
    word, dash, code = id_.partition("-")
    return (RegionKind(word), code) if dash else (RegionKind.MUNICIPALITY, id_)


def place_path(id_: str) -> str:
    """The part of the address that names a region: "kommune/4204/"."""
    kind, code = kind_and_code(id_)
    return f"{WORDS[kind]}/{code}/"


def id_from_path(path: str) -> str:
    """The opposite of `place_path`; raises `KeyError` or `ValueError` for other texts."""
    word, code = path.strip("/").split("/")
    return region_id(KINDS[word], code)


def region_path(region: Region) -> str:
    return place_path(region.id)
