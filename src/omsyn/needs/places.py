"""Places in institutions: need at today's coverage of those of 80 and over, beside the stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from omsyn.demography import RegionSeries
from omsyn.demography.kept import futures
from omsyn.errors import MissingDataset
from omsyn.facts import Provenance
from omsyn.geography.region import COUNTRY_ID, Region, RegionKind
from omsyn.geography.registry import Member
from omsyn.language import _, number
from omsyn.needs.home_services import WIDER, people_80plus
from omsyn.needs.local import LocalFigures
from omsyn.needs.published import Published, read_published
from omsyn.needs.rate import Level, NeedSeries, Rate, Stock, own_rate

if TYPE_CHECKING:
    from omsyn.warehouse import Store

MEASURE = "institution_places"
DATASETS = ("institution_places_sample", "institution_places")
"""Where places are looked for; of those that hold a region, the one with the newest year."""

OLD_AFTER_YEARS = 2
"""A figure older than this, against the population's newest year, is said to be old."""

FEW = 50
"""Where there were fewer of 80 and over than this, the coverage says little, and that is said."""

NEARLY_ALL = 0.95
"""A group's coverage is used when members with at least this share of its 80+ have a figure."""


@frozen(kw_only=True)
class Coverage:
    """Places and the people of 80 and over that they were for."""

    places: float
    people: float
    year: int
    """Places on 31 December of this year, people on the day after."""
    dataset: str
    codes: tuple[str, ...]
    level: Level
    region_id: str
    complete: bool
    """Whether every member has a figure, so that `places` is the whole stock."""
    estimated: bool


def places(series: RegionSeries, store: Store, local: LocalFigures | None = None) -> NeedSeries:
    """Places needed at a constant number per inhabitant of 80 and over, from the rate's year on.

    `stock` holds the places there are, where they are known. The planner's own figure goes
    before the published. Raises `MissingDataset` where no figure can be found, `OutsideData`
    where the planner's figure is for a year outside the series.
    """
    if local is not None and local.places is not None:
        return _from_own_figure(series, local.year, local.places)
    found = coverage(series.region, store)
    first = max(0, series.years.index(min(found.year + 1, series.last_observed_year)))
    source = store.provenance(
        found.dataset, regions=found.codes, periods=[str(found.year)], measure=MEASURE
    )
    source = evolve(source, estimated=source.estimated or found.estimated)
    own = found.level in {Level.MUNICIPALITY, Level.MEMBERS}
    return NeedSeries(
        name=_("Plasser i institusjon"),
        unit=_("plasser"),
        years=series.years[first:],
        value=series.band(80)[first:] * (found.places / found.people),
        rate=_rate(found, series.region, source, store),
        first_projected_year=series.first_projected_year,
        stock=Stock(value=found.places, year=found.year, source=source, estimated=found.estimated)
        if own and found.complete
        else None,
    )


def coverage(region: Region, store: Store) -> Coverage:
    """The newest coverage of a region, or of what it belongs to. Raises `MissingDataset`."""
    registry = store.registry()
    wider: list[tuple[Level, str]] = [
        (Level.MUNICIPALITY if region.kind is RegionKind.MUNICIPALITY else Level.MEMBERS, region.id)
    ]
    if region.kind is RegionKind.MUNICIPALITY:
        wider += [
            (level, each.id)
            for level, kind in WIDER
            for each in registry.belongs_to(region.id, kind)
        ]
    wider.append((Level.COUNTRY, COUNTRY_ID))
    published = {name: read_published(store, name, MEASURE) for name in DATASETS}
    for level, region_id in wider:
        found = _of_region(level, region_id, published, store)
        if found:
            return found
    raise MissingDataset(
        _(
            "Lageret har ingen tall for plasser i institusjon: hent dem med «omsyn data pull», "
            "eller les dem fra en mappe med «omsyn data load»."
        )
    )


def _of_region(
    level: Level, region_id: str, published: dict[str, Published], store: Store
) -> Coverage | None:
    """The newest year in which nearly all of the region's municipalities have a figure."""
    members: Sequence[Member] = (
        [Member(each) for each in futures(store).history.regions]
        if region_id == COUNTRY_ID
        else store.registry().members(region_id)
    )
    years = sorted(
        {(year, name) for name, each in published.items() for year in each.years}, reverse=True
    )
    for year, name in years:
        found = _together(members, published[name], year, people_80plus(store, year + 1))
        if found:
            counted, people, codes, whole, estimated = found
            return Coverage(
                places=counted, people=people, year=year, dataset=name, codes=codes, level=level,
                region_id=region_id, complete=whole, estimated=estimated,
            )  # fmt: skip
    return None


def _together(
    members: Sequence[Member], published: Published, year: int, people: dict[str, float]
) -> tuple[float, float, tuple[str, ...], bool, bool] | None:
    counted = covered = everyone = 0.0
    codes: list[str] = []
    whole, estimated = True, False
    for member in members:
        oldest = people.get(member.municipality, 0.0) * member.share
        everyone += oldest
        amount = published.amount(member.municipality, year)
        if amount is None:
            whole = False
            continue
        counted += amount[0] * member.share
        covered += oldest
        estimated |= amount[1] or member.share < 1
        codes += [code for code, _share in published.parts[year][member.municipality]]
    if covered == 0 or covered < NEARLY_ALL * everyone:
        return None
    return counted, covered, tuple(codes), whole, estimated


def _rate(found: Coverage, region: Region, source: Provenance, store: Store) -> Rate:
    rows = store.registry().rows(found.region_id)
    name = rows[-1].name if rows else found.region_id
    said = [
        _(
            "Antallet plasser per innbygger 80 år og eldre er holdt som 31. desember {year}; "
            "det er et regnestykke for dagens dekning og ikke en anbefaling."
        ).format(year=found.year)
    ]
    if found.year < futures(store).history.years[-1] - OLD_AFTER_YEARS:
        said.append(
            _(
                "Det nyeste åpne tallet er fra {year}, så plassene i dag kan være flere eller "
                "færre: legg inn eget tall."
            ).format(year=found.year)
        )
    if found.people < FEW:
        said.append(
            _(
                "Det var {places} plasser og bare {people} innbyggere 80 år og eldre, så noen få "
                "fra eller til endrer dekningen mye."
            ).format(places=number(found.places), people=number(found.people))
        )
    if found.region_id != region.id:
        said.append(
            _("{region} har ikke eget tall; dekningen er den for {group}.").format(
                region=region.name, group=name
            )
        )
    if found.estimated:
        said.append(_("Tallet er fordelt med faste andeler og er derfor anslått."))
    return Rate(
        value=100 * found.places / found.people,
        unit=_("plasser per 100 innbyggere 80 år og eldre"),
        year=found.year,
        level=found.level,
        level_name=name,
        source=source,
        reservation=" ".join(said),
    )


def _from_own_figure(series: RegionSeries, year: int, count: float) -> NeedSeries:
    people = series.band(80)
    start = series.position(year)
    return NeedSeries(
        name=_("Plasser i institusjon"),
        unit=_("plasser"),
        years=series.years[start:],
        value=people[start:] * (count / people[start]),
        rate=own_rate(
            series.region.name,
            year,
            100 * count / float(people[start]),
            _("plasser per 100 innbyggere 80 år og eldre"),
        ),
        first_projected_year=series.first_projected_year,
        stock=Stock(value=count, year=year),
    )
