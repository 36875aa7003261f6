"""Users of home services of 80 and over: the newest published percentage on the region's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from omsyn.demography import RegionSeries
from omsyn.demography.kept import futures
from omsyn.errors import MissingDataset
from omsyn.geography.region import COUNTRY_ID, Region, RegionKind
from omsyn.language import _, percent
from omsyn.needs.published import Published, read_published
from omsyn.needs.rate import BORROWED, Level, NeedSeries, Rate

if TYPE_CHECKING:
    from omsyn.geography import Registry
    from omsyn.warehouse import Store

DATASET, MEASURE = "home_services_80plus", "percent_80plus_home_services"

WIDER = (
    (Level.KOSTRA_GROUP, RegionKind.KOSTRA_GROUP),
    (Level.COUNTY, RegionKind.COUNTY),
)
"""Where a municipality without a figure looks for one, before the country."""


@frozen(kw_only=True)
class Found:
    """A percentage and whose it is."""

    percent: float
    year: int
    level: Level
    region_id: str
    """The region, or the municipality of that time, that it was published for."""
    divided: bool = False
    """Published for a municipality that has been divided since."""
    borrowed_share: float = 0.0
    """Of the people of 80 and over, in members without a figure of their own."""


def home_service_users_80plus(series: RegionSeries, store: Store) -> NeedSeries:
    """Expected users of 80 and over, from the year after the rate's, at a constant percentage.

    The rate is the region's own where it is published, else its municipalities' together, else
    its KOSTRA group's, its county's or the country's; `rate.level` says which. Raises
    `MissingDataset` where the store has no figure at all.
    """
    found = home_service_rate(series.region, store)
    first = max(0, series.years.index(min(found.year + 1, series.last_observed_year)))
    return NeedSeries(
        name=_("Brukere av hjemmetjenester 80 år og eldre"),
        unit=_("personer"),
        years=series.years[first:],
        value=series.band(80)[first:] * found.percent / 100,
        rate=_rate(found, series.region, store),
        first_projected_year=series.first_projected_year,
    )


def home_service_rate(region: Region, store: Store) -> Found:
    """The percentage that holds for a region. Raises `MissingDataset` where there is none."""
    published = read_published(store, DATASET, MEASURE)
    registry = store.registry()
    if region.kind is RegionKind.MUNICIPALITY:
        found = of_municipality(region.id, published, registry)
    else:
        found = _of_larger(region, published, store)
    if found is None:
        raise MissingDataset(
            _(
                "Lageret har ingen tall for bruk av hjemmetjenester: hent dem med «omsyn data "
                "pull», eller les dem fra en mappe med «omsyn data load»."
            )
        )
    return found


def of_municipality(municipality: str, published: Published, registry: Registry) -> Found | None:
    """Its own percentage in the newest year that has it, else that of what it belongs to."""
    for year in published.years:
        part = published.same(municipality, year)
        value = published.values[year].get(part[0]) if part else None
        if part and value is not None:
            return Found(
                percent=value, year=year, level=Level.MUNICIPALITY, region_id=part[0],
                divided=part[1] < 1,
            )  # fmt: skip
    for level, kind in WIDER:
        for region in registry.belongs_to(municipality, kind):
            found = _of_group(region.id, published, level)
            if found:
                return found
    return _of_group(COUNTRY_ID, published, Level.COUNTRY)


def _of_group(region_id: str, published: Published, level: Level) -> Found | None:
    """The newest percentage published for a group. Groups keep their ids over the years."""
    for year in published.years:
        value = published.values[year].get(region_id)
        if value is not None:
            return Found(percent=value, year=year, level=level, region_id=region_id)
    return None


def _of_larger(region: Region, published: Published, store: Store) -> Found | None:
    """A larger region's own percentage of the newest year, else its municipalities' together."""
    newest = published.years[0] if published.years else None
    if newest is None:
        return None
    own = published.values[newest].get(region.id)
    if own is not None:
        return Found(percent=own, year=newest, level=Level.REGION, region_id=region.id)
    registry = store.registry()
    people = people_80plus(store, newest + 1)
    users = total = borrowed = 0.0
    for member in registry.members(region.id):
        found = of_municipality(member.municipality, published, registry)
        weight = people.get(member.municipality, 0.0) * member.share
        if found is None:
            return None
        users += weight * found.percent / 100
        total += weight
        borrowed += weight * (found.level is not Level.MUNICIPALITY)
    if not total:
        return _of_group(COUNTRY_ID, published, Level.COUNTRY)
    return Found(
        percent=100 * users / total, year=newest, level=Level.MEMBERS, region_id=region.id,
        borrowed_share=borrowed / total,
    )  # fmt: skip


def people_80plus(store: Store, year: int) -> dict[str, float]:
    """Inhabitants of 80 and over by municipality on 1 January; of the last year if later."""
    history = futures(store).history
    row = min(max(year - history.years[0], 0), len(history.years) - 1)
    people = history.persons[row, :, :, 80:].sum(axis=(1, 2))
    return dict(zip(history.regions, people.tolist(), strict=True))


def _rate(found: Found, region: Region, store: Store) -> Rate:
    source = store.provenance(DATASET, regions=[found.region_id], periods=[str(found.year)])
    name = _name(found, region, store)
    return Rate(
        value=found.percent,
        unit=_("prosent av innbyggerne 80 år og eldre"),
        year=found.year,
        level=found.level,
        level_name=name,
        source=evolve(
            source,
            missing_share=found.borrowed_share,
            estimated=source.estimated or found.level is Level.MEMBERS,
        ),
        reservation=" ".join(_reservations(found, region, name)),
    )


def _name(found: Found, region: Region, store: Store) -> str:
    if found.level in {Level.MEMBERS, Level.REGION}:
        return region.name
    rows = store.registry().rows(found.region_id)
    return rows[-1].name if rows else found.region_id


def _reservations(found: Found, region: Region, name: str) -> list[str]:
    """What a reader must know of the figure, sentence by sentence."""
    said = [
        _(
            "Andelen med hjemmetjenester er holdt som 31. desember {year}: endret helse, tilbud "
            "eller organisering er ikke med."
        ).format(year=found.year)
    ]
    if found.region_id != region.id and found.level in BORROWED:
        said.append(
            _("{region} har ikke eget tall; andelen er den for {group}.").format(
                region=region.name, group=name
            )
        )
    if found.level is Level.MEMBERS:
        said.append(_("Andelen er regnet sammen av kommunenes egne andeler."))
    if found.borrowed_share > 0:
        said.append(
            _(
                "Kommuner med {share} av innbyggerne 80 år og eldre har ikke eget tall og er "
                "regnet med andelen for en større gruppe."
            ).format(share=percent(100 * found.borrowed_share))
        )
    if found.divided:
        said.append(_("Andelen er den for {old} før kommunen ble delt.").format(old=name))
    return said
