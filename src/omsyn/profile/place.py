"""How a place is named in running text, in the written standard in force."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from attrs import frozen

from omsyn.geography.region import Region, RegionKind
from omsyn.language import _, pgettext


@frozen
class Place:
    """A region's name in the forms that sentences need, so that no preposition is guessed."""

    title: str
    """"Kristiansand kommune"."""
    within: str
    """"i Kristiansand kommune"."""
    short: str
    """The name alone, for labels in figures and tables."""
    noun: str
    """"Kommunen", at the head of a sentence."""
    kind: RegionKind


def place_of(region: Region) -> Place:
    """The forms of a region's name."""
    name = _name(region)
    noun = _noun(region.kind)
    title, within = _title(region.kind, name), _within(region.kind, name)
    return Place(title=title, within=within, short=name, noun=noun, kind=region.kind)


def labels(regions: Sequence[Region]) -> tuple[str, ...]:
    """A name for each region, no two alike: "Oslo" and "Oslo fylke", "Herøy (1515)"."""
    short = Counter(_name(region) for region in regions)
    long = Counter(_title(region.kind, _name(region)) for region in regions)
    found = []
    for region in regions:
        name = _name(region)
        title = _title(region.kind, name)
        if short[name] == 1 or region.kind is RegionKind.COUNTRY:
            found.append(name)
        elif long[title] == 1:
            found.append(title)
        else:
            found.append(f"{name} ({region.code})")
    return tuple(found)


def _name(region: Region) -> str:
    return known_as(region.name)


def known_as(name: str) -> str:
    """A region's name in the written standard in force."""
    # The country's own name differs between the two; a fictional country's does not.
    return pgettext("the country", "Norge") if name == "Norge" else name


def _title(kind: RegionKind, name: str) -> str:
    match kind:
        case RegionKind.MUNICIPALITY:
            return _municipality(name, _("{name} kommune"), _("{name} kommune ({county})"))
        case RegionKind.COUNTY:
            return _("{name} fylke").format(name=name)
        case RegionKind.HOSPITAL_TRUST | RegionKind.HEALTH_AUTHORITY:
            return _("Opptaksområdet til {name}").format(name=name)
        case RegionKind.COUNTY_GOVERNOR:
            return _("Området til {name}").format(name=name)
        case RegionKind.COUNTRY | RegionKind.KOSTRA_GROUP | RegionKind.CENTRALITY:
            return name
    assert_never(kind)


def _municipality(name: str, plain: str, with_county: str) -> str:
    """The form of a name with its county in brackets: Herøy kommune (Nordland)."""
    found = re.fullmatch(r"(?P<name>.+) \((?P<county>.+)\)", name)
    if found is None:
        return plain.format(name=name)
    return with_county.format(**found.groupdict())


def _within(kind: RegionKind, name: str) -> str:
    match kind:
        case RegionKind.MUNICIPALITY:
            return _municipality(name, _("i {name} kommune"), _("i {name} kommune ({county})"))
        case RegionKind.COUNTY:
            return _("i {name} fylke").format(name=name)
        case RegionKind.HOSPITAL_TRUST | RegionKind.HEALTH_AUTHORITY:
            return _("i opptaksområdet til {name}").format(name=name)
        case RegionKind.COUNTY_GOVERNOR:
            return _("i området til {name}").format(name=name)
        case RegionKind.COUNTRY | RegionKind.KOSTRA_GROUP | RegionKind.CENTRALITY:
            return _("i {name}").format(name=name)
    assert_never(kind)


def _noun(kind: RegionKind) -> str:
    match kind:
        case RegionKind.MUNICIPALITY:
            return pgettext("head of a sentence", "Kommunen")
        case RegionKind.COUNTY:
            return pgettext("head of a sentence", "Fylket")
        case RegionKind.COUNTRY:
            return pgettext("head of a sentence", "Landet")
        case RegionKind.HOSPITAL_TRUST | RegionKind.HEALTH_AUTHORITY | RegionKind.COUNTY_GOVERNOR:
            return pgettext("head of a sentence", "Området")
        case RegionKind.KOSTRA_GROUP:
            return pgettext("head of a sentence", "Kommunegruppen")
        case RegionKind.CENTRALITY:
            return pgettext("head of a sentence", "Kommuneklassen")
    assert_never(kind)
