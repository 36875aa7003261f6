"""The forms beside a knowledge base: peers, horizon, the municipality's own figures."""

from __future__ import annotations

from attrs import frozen

from omsyn.geography import Registry
from omsyn.geography.region import RegionKind
from omsyn.workspace.insight.asked import HORIZONS, Asked
from omsyn.workspace.insight.map import norwegian_order

MOST_SUGGESTED = 24


@frozen(kw_only=True)
class Peer:
    id: str
    name: str
    chosen: bool


@frozen(kw_only=True)
class Choices:
    """What the forms show as chosen and as possible."""

    peers: tuple[Peer, ...]
    """Those chosen first, then those of the same KOSTRA group, then the rest of the county."""
    horizons: tuple[tuple[int, bool], ...]
    person_years: str
    places: str
    year: str

    @property
    def any_local(self) -> bool:
        return bool(self.person_years or self.places)


def choices(asked: Asked, registry: Registry) -> Choices:
    """The forms' contents for a question."""
    suggested = _suggested(asked, registry)
    local = asked.local
    return Choices(
        peers=tuple(
            Peer(id=id_, name=registry.get(id_).name, chosen=id_ in asked.peers)
            for id_ in dict.fromkeys((*asked.peers, *suggested))
        ),
        horizons=tuple((year, year == asked.horizon) for year in HORIZONS),
        person_years=_plain(local.person_years if local else None),
        places=_plain(local.places if local else None),
        year=str(local.year) if local else "",
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def _suggested(asked: Asked, registry: Registry) -> list[str]:
    """Municipalities like this one: its KOSTRA group, then its county."""
    if asked.compared or registry.get(asked.regions[0]).kind is not RegionKind.MUNICIPALITY:
        return []
    found: dict[str, None] = {}
    for kind in (RegionKind.KOSTRA_GROUP, RegionKind.COUNTY):
        for region in registry.belongs_to(asked.regions[0], kind):
            members = {each.municipality for each in registry.members(region.id)}
            names = sorted(members, key=lambda code: norwegian_order(registry.get(code).name))
            found.update(dict.fromkeys(names))
    return [code for code in found if code != asked.regions[0]][:MOST_SUGGESTED]
