"""Statistics Norway's codes and headings, translated into ours."""

from __future__ import annotations

import re

from attrs import frozen

from omsyn.geography.region import COUNTRY_ID, RegionKind, region_id

AGGREGATED = "K-"
"""Municipalities come as "K-3101" when a table is asked for by a grouping of municipalities."""

OUTSIDE = frozenset(
    {"21-22", "2111", "2131", "2211", "22", "21", "23", "2311", "2321", "Rest", "9999"}
)
"""Svalbard, Jan Mayen, the continental shelf, what cannot be placed: in no municipality."""

_FIRST_WORD = re.compile(
    r"^(K-(?:\d\d-\d\d|\d+|Rest)|EAKUO|EAK|EKA\d\d|EKG\d\d|\d{4,}[a-z]{0,2}|\d{1,2})(?:\s+(.*))?$"
)
_VALIDITY = re.compile(r"^(.*?)\s*\((\d{4})?-(\d{4})?\)$")
_SINGLE_AGE = re.compile(r"^0{0,2}(\d{1,3})(?: ?(?:år|years?))?$")
_OPEN_AGE = re.compile(
    r"^(\d{1,3}) ?(?:\+|(?:år|years?) (?:eller eldre|og over|or older|or over|and over))$"
)
_AGE_BAND = re.compile(r"^(\d{1,3}) ?[-–] ?(\d{1,3})(?: ?(?:år|years?))?$")

SEXES = {
    "1": "male", "menn": "male", "mann": "male", "males": "male", "men": "male", "male": "male",
    "2": "female", "kvinner": "female", "kvinne": "female", "females": "female",
    "women": "female", "female": "female",
    "0": "both", "begge kjønn": "both", "both sexes": "both", "i alt": "both", "total": "both",
}  # fmt: skip
ALL_AGES = frozenset(
    {"alle aldre", "alder i alt", "all ages", "i alt", "total", "999", "999a", "999b"}
)


@frozen
class RegionText:
    """A region as a table prints it: "K-3001 Halden", "0301 Oslo - Oslove"."""

    code: str
    """As in the table, without "K-"."""
    name: str

    @property
    def region(self) -> str:
        """The region's id in our facts."""
        return region_of(self.code)

    @property
    def outside(self) -> bool:
        """Whether it belongs to no municipality."""
        return self.code in OUTSIDE


@frozen
class ValidLabel:
    """A code's name with the years that it was in force: "Halden (2020-2023)"."""

    name: str
    first_year: int | None
    last_year: int | None


def parse_region(text: str) -> RegionText | None:
    """Code and name of a region as printed; None where the text starts with no code."""
    found = _FIRST_WORD.match(text.strip())
    if not found:
        return None
    return RegionText(found[1].removeprefix(AGGREGATED), (found[2] or "").strip())


def region_of(code: str) -> str:
    """Our id of the region with a code of Statistics Norway.

    A municipality, a ward, and what belongs to no kind of ours keep their codes.
    """
    plain = code.removeprefix(AGGREGATED)
    if plain in {"EAK", "0"}:
        return COUNTRY_ID
    if plain.startswith("EKA") and len(plain) == 5:
        return region_id(RegionKind.COUNTY, plain[3:])
    if plain.startswith("EKG"):
        return region_id(RegionKind.KOSTRA_GROUP, plain)
    if len(plain) == 2 and plain.isdigit():
        return region_id(RegionKind.COUNTY, plain)
    return plain


def parse_label(label: str) -> ValidLabel:
    """A name and its years: "(2020-2023)" both, "(-2019)" the last only, none while in force."""
    found = _VALIDITY.match(label)
    if not found or not (found[2] or found[3]):
        return ValidLabel(label, None, None)
    first, last = (int(year) if year else None for year in found.group(2, 3))
    return ValidLabel(found[1], first, last)


def sex_of(text: str) -> str | None:
    """`male`, `female` or `both`; None where the text is none of them."""
    return SEXES.get(text.strip().lower())


def age_of(text: str) -> str | None:
    """An age as our facts write it: "0".."105", "105+", "80-89", "all"; None where it is none."""
    plain = text.strip().lower()
    if plain in ALL_AGES:
        return "all"
    if found := _SINGLE_AGE.match(plain):
        return str(int(found[1]))
    if found := _OPEN_AGE.match(plain):
        return f"{int(found[1])}+"
    if found := _AGE_BAND.match(plain):
        return f"{int(found[1])}-{int(found[2])}"
    return None
