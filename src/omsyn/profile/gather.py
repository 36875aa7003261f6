"""From the store to a picture of one region: the only module here that asks the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from omsyn.demography import HORIZON, RegionSeries, project, region_series
from omsyn.demography.backtest.kept import region_backtest
from omsyn.facts import Provenance
from omsyn.geography import COUNTRY_ID, Change, Region, RegionKind
from omsyn.language import _
from omsyn.needs.intervals import people_fans
from omsyn.profile.gather_needs import needs_of
from omsyn.profile.picture import Compared, Field, Futures, Picture, Role
from omsyn.profile.place import labels, place_of

if TYPE_CHECKING:
    from omsyn.geography import Registry
    from omsyn.needs import LocalFigures
    from omsyn.warehouse import Store

POPULATION = "population"
ENOUGH = 4
"""A field with fewer regions than this shows no spread."""


def gather(  # noqa: PLR0913 - each is one choice of the one who asks
    store: Store,
    region_id: str,
    *,
    horizon: int,
    peers: Sequence[str],
    made: dt.date,
    local: LocalFigures | None,
    futures: Futures = Futures.DRAWN,
) -> Picture:
    """Everything that the sections need, in the written standard in force.

    The futures are drawn for the whole country the first time after new data, and the method is
    tried on earlier years, which takes up to half a minute.

    Raises `RegionError`, `MissingDataset` or `OutsideData` as the rooms below do.
    """
    registry = store.registry()
    series = region_series(store, region_id, horizon)
    region = series.region
    members = [each.municipality for each in registry.members(region_id)]
    statistics = store.provenance(POPULATION, regions=members or None)
    drawn = futures is Futures.DRAWN
    fans = people_fans(store, region_id, horizon) if drawn else None
    return Picture(
        place=place_of(region),
        series=series,
        horizon=horizon,
        made=made,
        fictional=store.fictional,
        compared=tuple(_compared(store, registry, region, peers, horizon)),
        field=_field(store, registry, region),
        needs=needs_of(store, series, local, fans),
        changes=_changes(registry, region, series),
        divided=_divided(registry, region),
        statistics=statistics,
        projection=_projection(store, statistics, horizon, made),
        local=local,
        fans=fans,
        record=region_backtest(store, region_id) if drawn else None,
        waiting=futures is Futures.ON_THEIR_WAY,
    )


@lru_cache(maxsize=128)
def kept_series(store: Store, version: str, region_id: str, horizon: int) -> RegionSeries:  # noqa: ARG001 - the version makes the key
    """A series that many documents of one version of the store share: groups, counties, country."""
    return region_series(store, region_id, horizon)


def _compared(
    store: Store, registry: Registry, region: Region, peers: Sequence[str], horizon: int
) -> Iterable[Compared]:
    chosen = [(peer, Role.PEER) for peer in dict.fromkeys(peers) if peer != region.id]
    if region.kind is RegionKind.MUNICIPALITY:
        for kind, role in ((RegionKind.KOSTRA_GROUP, Role.GROUP), (RegionKind.COUNTY, Role.COUNTY)):
            found = registry.belongs_to(region.code, kind)
            # A county or a group of one is the municipality itself.
            chosen += [(each.id, role) for each in found if len(registry.members(each.id)) > 1]
    if region.kind is not RegionKind.COUNTRY:
        chosen.append((COUNTRY_ID, Role.COUNTRY))
    version = store.version
    series = [kept_series(store, version, id_, horizon) for id_, _role in chosen]
    # The place itself is named too: a county may bear the same name.
    named = labels([region, *(each.region for each in series)])[1:]
    for (_id, role), label, each in zip(chosen, named, series, strict=True):
        yield Compared(label=label, role=role, series=each)


def _changes(registry: Registry, region: Region, series: RegionSeries) -> tuple[Change, ...]:
    if region.kind is not RegionKind.MUNICIPALITY:
        return ()
    return tuple(registry.history(region.code, dt.date(series.years[0], 1, 1)))


def _divided(registry: Registry, region: Region) -> tuple[str, ...]:
    if region.kind is RegionKind.COUNTRY:
        return ()
    codes = {each.municipality for each in registry.members(region.id) if each.estimated}
    return tuple(registry.get(code).name for code in sorted(codes))


def _field(store: Store, registry: Registry, region: Region) -> Field | None:
    """The municipalities of the county or the group; for larger regions, those of their kind."""
    if region.kind is not RegionKind.MUNICIPALITY:
        kind = RegionKind.COUNTY if region.kind is RegionKind.COUNTRY else region.kind
        if kind is RegionKind.KOSTRA_GROUP or kind is RegionKind.CENTRALITY:
            return _municipalities(store, registry, region, us=None)
        return _of_kind(store, registry, kind, region)
    for kind in (RegionKind.COUNTY, RegionKind.KOSTRA_GROUP):
        for holder in registry.belongs_to(region.code, kind):
            if len(registry.members(holder.id)) >= ENOUGH:
                return _municipalities(store, registry, holder, us=region.id)
    # A county of one, and a group of one: the county beside the other counties.
    county = next(iter(registry.belongs_to(region.code, RegionKind.COUNTY)), None)
    return _of_kind(store, registry, RegionKind.COUNTY, county) if county else None


def _municipalities(
    store: Store, registry: Registry, holder: Region, *, us: str | None
) -> Field | None:
    regions, years, persons = store.persons(POPULATION)
    newest = persons[len(years) - 1]
    places = {code: place for place, code in enumerate(regions)}
    codes = dict.fromkeys(each.municipality for each in registry.members(holder.id))
    members = [registry.get(code) for code in codes if code in places]
    if len(members) < ENOUGH:
        return None
    names = dict(zip((each.id for each in members), labels(members), strict=True))
    stocks = {names[each.id]: newest[places[each.code]] for each in members}
    return Field(
        title=_("kommunene i {holder}").format(holder=place_of(holder).short),
        shares={name: float(100 * s[:, 80:].sum() / s.sum()) for name, s in stocks.items()},
        us=names.get(us or ""),
    )


def _of_kind(store: Store, registry: Registry, kind: RegionKind, region: Region) -> Field | None:
    titles = {
        RegionKind.COUNTY: _("fylkene"),
        RegionKind.HOSPITAL_TRUST: _("opptaksområdene til sykehusene"),
        RegionKind.HEALTH_AUTHORITY: _("helseregionene"),
        RegionKind.COUNTY_GOVERNOR: _("områdene til statsforvalterne"),
    }
    shares = {}
    version = store.version
    for each in registry.regions(kind):
        series = kept_series(store, version, each.id, HORIZON)
        newest = series.position(series.last_observed_year)
        shares[each.name] = float(100 * series.band(80)[newest] / series.total()[newest])
    if len(shares) < ENOUGH:
        return None
    us = region.name if region.kind is kind else None
    return Field(title=titles[kind], shares=shares, us=us)


def _projection(store: Store, statistics: Provenance, horizon: int, made: dt.date) -> Provenance:
    projected = project(store, horizon)
    return Provenance(
        source="Omsyn",
        table=_("Framskriving {first}–{last}").format(
            first=projected.population.years[0], last=horizon
        ),
        definition=projected.method,
        retrieved=made,
        border_year=statistics.border_year,
        periods=f"{projected.population.years[0]}–{horizon}",
        computed=True,
        fictional=statistics.fictional,
        notes=projected.warnings,
    )
