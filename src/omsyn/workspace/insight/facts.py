"""The few facts that stand under a place's name."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from omsyn.geography import Registry
from omsyn.geography.region import RegionKind
from omsyn.workspace.insight.addresses import place_path
from omsyn.workspace.insight.library import Edition


@frozen(kw_only=True)
class Within:
    """A larger region that the place belongs to."""

    kind: str
    name: str
    path: str


@frozen(kw_only=True)
class PlaceFacts:
    """What kind of place it is, what it belongs to, and how many live there."""

    kind: str
    code: str
    name: str
    inhabitants: int | None
    year: int | None
    within: tuple[Within, ...]
    municipalities: int

    @classmethod
    def of(cls, kept: dict[str, Any]) -> PlaceFacts:
        return cls(**{**kept, "within": tuple(Within(**each) for each in kept["within"])})


def place_facts(edition: Edition, id_: str) -> PlaceFacts:
    """The facts of a region now."""
    registry = edition.registry
    region = registry.get(id_)
    members = registry.members(id_)
    inhabitants, year = _inhabitants(edition, id_)
    return PlaceFacts(
        kind=region.kind.value,
        code=region.code,
        name=region.name,
        inhabitants=inhabitants,
        year=year,
        within=tuple(_within(registry, id_)),
        municipalities=len({member.municipality for member in members}),
    )


def _within(registry: Registry, id_: str) -> list[Within]:
    if registry.get(id_).kind is not RegionKind.MUNICIPALITY:
        return []
    kinds = (RegionKind.COUNTY, RegionKind.KOSTRA_GROUP, RegionKind.HOSPITAL_TRUST)
    return [
        Within(kind=kind.value, name=region.name, path=place_path(region.id))
        for kind in kinds
        for region in registry.belongs_to(id_, kind)
    ]


def _inhabitants(edition: Edition, id_: str) -> tuple[int | None, int | None]:
    """Persons in the last counted year."""
    from omsyn.demography import region_series

    series = region_series(edition.store, id_)
    counted = [year for year in series.years if year < series.first_projected_year]
    if not counted:
        return None, None
    last = int(max(counted))
    index = list(series.years).index(last)
    return round(float(series.persons[index].sum())), last
