"""Names of places as people write them, and as they are compared.

Norwegian letters have several spellings (å/aa, ø/oe/o, æ/ae) and come composed or decomposed;
statistics put a period, a code or an aggregation's "K-" beside the name; classifications join
names in several languages by " - ".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from attrs import frozen

_LETTERS = str.maketrans({"ø": "o", "æ": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ð": "d"})
_PAIRS = (("aa", "a"), ("oe", "o"), ("ae", "a"))
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_YEARS = re.compile(r"\s*\(\s*(?P<first>\d{4})?\s*[-–]\s*(?P<last>\d{4})?\s*\)\s*$")
_CODE = re.compile(r"^(?:K-?)?(?P<code>\d{3,4})$", re.IGNORECASE)
_CODE_AND_NAME = re.compile(r"^(?:K-)?(?P<code>\d{3,4})[\s:,–-]+(?P<name>\D.*)$", re.IGNORECASE)
_COUNTY = re.compile(r"^(?:EKA)?(?P<code>\d{1,2})$", re.IGNORECASE)
_KIND_WORD = re.compile(
    r"[\s-]+(kommune|kommuna|kommunen|herad|fylke|fylket|fylkeskommune|suohkan|gielda|tjielte|tjïelte)$",
    re.IGNORECASE,
)
_PLACE_IN = re.compile(r"^(?P<name>.+?)\s*(?:\(|,|\s+i\s+)\s*(?P<where>[^()]+?)\s*\)?$")


def fold(text: str) -> str:
    """The text in lower case, with one spelling of each letter and words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(each for each in plain if not unicodedata.combining(each)).translate(_LETTERS)
    for pair, single in _PAIRS:
        plain = plain.replace(pair, single)
    return _NOT_WORD.sub(" ", plain).strip()


def compact(text: str) -> str:
    """The folded text without spaces: "KOSTRA-gruppe 10" and "kostragruppe 10" are one."""
    return fold(text).replace(" ", "")


def alphabetical(name: str) -> tuple[int, ...]:
    """A key that sorts as in Norwegian: æ, ø and å last, á or š with the letter beneath."""
    last = {"æ": 0x7B, "ø": 0x7C, "å": 0x7D}
    return tuple(
        last.get(letter, ord(unicodedata.normalize("NFKD", letter)[0])) for letter in exact(name)
    )


def exact(text: str) -> str:
    """The text as written, but for case and composition: settles what folding has joined."""
    return unicodedata.normalize("NFC", text).casefold().strip()


@frozen
class Asked:
    """What a user's text says: a code, a name, and the years for which the label holds."""

    text: str
    code: str | None = None
    """Four digits."""
    name: str | None = None
    first_year: int | None = None
    """The label's first year of validity; None where it names none."""
    last_year: int | None = None
    labelled: bool = False
    """Whether the text ended in a period, as in "Halden (-2019)"."""


def parse_asked(text: str) -> Asked:
    """Take "K-3001 Halden", "301", "Halden (2020-2023)" or "Søgne kommune" apart."""
    rest = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    first_year = last_year = None
    years = _YEARS.search(rest)
    if years:
        first_year = int(years["first"]) if years["first"] else None
        last_year = int(years["last"]) if years["last"] else None
        rest = rest[: years.start()].strip()
    code = name = None
    if match := _CODE.match(rest):
        code = match["code"].zfill(4)
    elif match := _CODE_AND_NAME.match(rest):
        code, name = match["code"].zfill(4), match["name"]
    else:
        name = rest
    return Asked(text.strip(), code, name, first_year, last_year, labelled=bool(years))


def county_code(text: str) -> str | None:
    """Two digits of "3", "42" or KOSTRA's "EKA42"; None for other text."""
    match = _COUNTY.match(text.strip())
    return match["code"].zfill(2) if match else None


def without_kind_word(name: str) -> str:
    """The name without "kommune", "fylke" and the like at its end."""
    return _KIND_WORD.sub("", name)


def name_and_place(name: str) -> tuple[str, str] | None:
    """("Bø", "Telemark") of "Bø (Telemark)", "Bø, Telemark" or "Bø i Telemark"."""
    match = _PLACE_IN.match(name)
    return (match["name"], match["where"]) if match else None


def base_name(name: str) -> str:
    """The name without the county that classifications add in brackets: "Bø"."""
    return re.sub(r"\s*\([^()]*\)$", "", name)


def parts(full_name: str) -> tuple[str, ...]:
    """The names that a classification joins: ("Deatnu", "Tana") of "Deatnu - Tana"."""
    return tuple(part.strip() for part in re.split(r"\s+[-–]\s+", full_name) if part.strip())


def short_name(full_name: str, earlier: Collection[str]) -> str:
    """The name for running text in Norwegian.

    A place with names in several languages had, as a rule, only its Norwegian name in the
    registers before; that one is taken where `earlier` holds it, else the first.
    """
    names = parts(full_name)
    known = [name for name in names if name in earlier]
    return known[0] if known else names[0]


def added_names(name: str, joined: str) -> tuple[str, ...]:
    """The further names in "Oslo-Oslove", given that the place is called "Oslo"."""
    if exact(joined).startswith(exact(name) + "-"):
        return (joined[len(name) + 1 :],)
    return ()
