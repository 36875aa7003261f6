"""Regions: what kinds there are, and one region with its validity."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from attrs import frozen

from omsyn.language import _


class RegionKind(StrEnum):
    """Kinds of area that figures are given for."""

    COUNTRY = "country"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    COUNTY_GOVERNOR = "county_governor"
    HEALTH_AUTHORITY = "health_authority"
    HOSPITAL_TRUST = "hospital_trust"
    KOSTRA_GROUP = "kostra_group"
    CENTRALITY = "centrality"


@frozen
class Region:
    """An area as it was between two dates.

    `id` is unique over all kinds and is what fact tables, addresses and file names use:
    a municipality's four-digit code as it stands ("4204"), else kind and code ("county-42",
    "country-NO", "kostra_group-EKG10", "hospital_trust-sorlandet").
    """

    id: str
    kind: RegionKind
    code: str
    name: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    """The first day on which it is no longer in force; None while it is."""
    other_names: tuple[str, ...] = ()
    """Names in Sami or Kven, older spellings."""

    def in_force(self, day: dt.date) -> bool:
        """Whether the region exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def region_id(kind: RegionKind, code: str) -> str:
    """The id of the region with this kind and code."""
    return code if kind is RegionKind.MUNICIPALITY else f"{kind.value}-{code}"


COUNTRY_ID = "country-NO"


def kind_name(kind: RegionKind) -> str:
    """What a region of a kind is called, for people."""
    return {
        RegionKind.COUNTRY: _("land"),
        RegionKind.COUNTY: _("fylke"),
        RegionKind.MUNICIPALITY: _("kommune"),
        RegionKind.COUNTY_GOVERNOR: _("statsforvalterembete"),
        RegionKind.HEALTH_AUTHORITY: _("helseregion"),
        RegionKind.HOSPITAL_TRUST: _("opptaksområde for sykehus"),
        RegionKind.KOSTRA_GROUP: _("KOSTRA-gruppe"),
        RegionKind.CENTRALITY: _("sentralitetsklasse"),
    }[kind]
