"""The places of the fictional county: what kind each is, how large, and which codes it has had.

The names are invented and no municipality in Norway has ever borne them; the codes lie in
county 99, which Norway does not use for municipalities. A part is the smallest piece that
never changed its borders: a municipality is the sum of its parts at any time.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from attrs import frozen

COUNTRY_NAME = "Fiktivlandet"
COUNTY_CODE = "99"
COUNTY_NAME = "Fiktivfylket"
BORDER_YEAR = 2024
OLD = dt.date(1964, 1, 1)
"""When the municipalities that never changed were formed."""
MERGER = dt.date(2020, 1, 1)
DIVISION = dt.date(2024, 1, 1)


class PlaceType(StrEnum):
    """What shapes who moves in and out."""

    UNIVERSITY_TOWN = "university town"
    COMMUTER = "commuter"
    COASTAL = "coastal"
    INLAND = "inland"
    MOUNTAIN = "mountain"


@frozen
class Part:
    """A piece of land with its population aims in 1986, 2006 and 2026."""

    id: str
    type: PlaceType
    aims: tuple[int, int, int]


@frozen
class Municipality:
    """A municipality as it was between two dates."""

    code: str
    name: str
    parts: tuple[str, ...]
    valid_from: dt.date = OLD
    valid_to: dt.date | None = None
    other_names: tuple[str, ...] = ()

    def in_force(self, year: int) -> bool:
        """Whether it exists on 1 January of a year."""
        day = dt.date(year, 1, 1)
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


PARTS = (
    Part("lindhavn", PlaceType.UNIVERSITY_TOWN, (84_000, 100_500, 120_000)),
    Part("granstad", PlaceType.COMMUTER, (27_000, 35_500, 46_000)),
    Part("bekkestrand", PlaceType.COMMUTER, (9_400, 12_400, 15_800)),
    Part("eikholt", PlaceType.INLAND, (10_600, 11_000, 11_700)),
    Part("solfjord", PlaceType.COASTAL, (15_200, 15_700, 16_500)),
    Part("rognvik", PlaceType.COASTAL, (11_500, 11_000, 10_800)),
    Part("kvitmo", PlaceType.INLAND, (7_700, 7_500, 7_600)),
    Part("skarvoy", PlaceType.COASTAL, (6_300, 5_500, 5_150)),
    Part("tindedal", PlaceType.MOUNTAIN, (4_300, 3_950, 3_900)),
    Part("myrvang", PlaceType.INLAND, (3_500, 3_000, 2_650)),
    Part("steinvaer", PlaceType.COASTAL, (2_350, 1_800, 1_480)),
    Part("ulvskar", PlaceType.MOUNTAIN, (1_150, 960, 850)),
    Part("lomvaer", PlaceType.COASTAL, (390, 300, 250)),
)

MUNICIPALITIES = (
    Municipality("9901", "Lindhavn", ("lindhavn",), other_names=("Lindehavn",)),
    Municipality("9902", "Granstad", ("granstad",)),
    Municipality("9903", "Eikstrand", ("bekkestrand", "eikholt"), MERGER),
    Municipality("9904", "Solfjord", ("solfjord",), DIVISION),
    Municipality("9905", "Rognvik", ("rognvik",), DIVISION),
    Municipality("9906", "Kvitmo", ("kvitmo",)),
    Municipality("9907", "Skarvøy", ("skarvoy",), other_names=("Skarfø",)),
    Municipality("9908", "Tindedal", ("tindedal",)),
    Municipality("9909", "Myrvang", ("myrvang",)),
    Municipality("9910", "Steinvær", ("steinvaer",)),
    Municipality("9911", "Ulvskar", ("ulvskar",)),
    Municipality("9912", "Lomvær", ("lomvaer",)),
    Municipality("9931", "Bekkestrand", ("bekkestrand",), valid_to=MERGER),
    Municipality("9932", "Eikholt", ("eikholt",), valid_to=MERGER),
    Municipality("9924", "Solrogn", ("solfjord", "rognvik"), valid_to=DIVISION),
)
"""Those in force today, the two that merged in 2020, and the one that was divided in 2024."""

CHANGES = (
    (MERGER, "9931", "9903"),
    (MERGER, "9932", "9903"),
    (DIVISION, "9924", "9904"),
    (DIVISION, "9924", "9905"),
)
"""Date, old code, new code."""


def in_force(year: int) -> tuple[Municipality, ...]:
    """The municipalities on 1 January of a year, by code."""
    there = (each for each in MUNICIPALITIES if each.in_force(year))
    return tuple(sorted(there, key=lambda each: each.code))


TODAY = in_force(BORDER_YEAR)
