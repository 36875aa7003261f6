"""The forms beside a knowledge base: peers, horizon, the municipality's own figures."""

from __future__ import annotations

from attrs import frozen

from omsyn.geography import Registry
from omsyn.geography.region import RegionKind
from omsyn.workspace.insight.asked import HORIZONS, Asked
from omsyn.workspace.insight.map import norwegian_order


@frozen(kw_only=True)
class Peer:
    id: str
    name: str


@frozen(kw_only=True)
class PeerGroup:
    name: str
    peers: tuple[Peer, ...]


@frozen(kw_only=True)
class Choices:
    """What the forms show as chosen and as possible."""

    peers: tuple[Peer, ...]
    """Those that are chosen."""
    groups: tuple[PeerGroup, ...]
    """Those to choose among: the same KOSTRA group, the same county."""
    horizons: tuple[tuple[int, bool], ...]
    person_years: str
    places: str
    year: str

    @property
    def any_local(self) -> bool:
        return bool(self.person_years or self.places)


def choices(asked: Asked, registry: Registry) -> Choices:
    """The forms' contents for a question."""
    local = asked.local
    return Choices(
        peers=tuple(Peer(id=id_, name=registry.get(id_).name) for id_ in asked.peers),
        groups=_groups(asked, registry),
        horizons=tuple((year, year == asked.horizon) for year in HORIZONS),
        person_years=_plain(local.person_years if local else None),
        places=_plain(local.places if local else None),
        year=str(local.year) if local else "",
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")


def _groups(asked: Asked, registry: Registry) -> tuple[PeerGroup, ...]:
    """Municipalities like this one, and those around it; each stands once."""
    if asked.compared or registry.get(asked.regions[0]).kind is not RegionKind.MUNICIPALITY:
        return ()
    listed = {asked.regions[0], *asked.peers}
    groups = []
    for kind in (RegionKind.KOSTRA_GROUP, RegionKind.COUNTY):
        for region in registry.belongs_to(asked.regions[0], kind):
            codes = {each.municipality for each in registry.members(region.id)} - listed
            listed |= codes
            peers = [Peer(id=code, name=registry.get(code).name) for code in codes]
            peers.sort(key=lambda each: norwegian_order(each.name))
            groups.append(PeerGroup(name=region.name, peers=tuple(peers)))
    return tuple(group for group in groups if group.peers)
