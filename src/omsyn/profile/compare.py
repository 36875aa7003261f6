"""Several regions side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from math import inf, isfinite
from typing import TYPE_CHECKING

from attrs import evolve

from omsyn.demography import RegionSeries, persons_per_80plus
from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import Document, Figure, Section
from omsyn.language import WrittenStandard, _, current, number, using
from omsyn.profile.document import HORIZON, data_status
from omsyn.profile.gather import gather
from omsyn.profile.picture import Futures, Needs, Picture, Role
from omsyn.profile.sections.about import about
from omsyn.profile.sections.balance import workers
from omsyn.profile.sections.comparison import growth, side_by_side
from omsyn.profile.sections.oldest import share
from omsyn.profile.sections.population import listed

if TYPE_CHECKING:
    from omsyn.warehouse import Store


def compare(
    store: Store,
    region_ids: Sequence[str],
    *,
    horizon: int = HORIZON,
    standard: WrittenStandard | str = WrittenStandard.BOKMAAL,
    made: dt.date,
) -> Document:
    """The regions in the order given, the first one emphasised, and the country beside them.

    Raises as `build` does; `ValueError` where no region is given.
    """
    if not region_ids:
        raise ValueError("no regions to compare")
    with using(standard):
        first, *others = dict.fromkeys(region_ids)
        gathered = gather(
            store, first, horizon=horizon, peers=others, made=made, local=None,
            futures=Futures.LEFT_OUT,
        )  # fmt: skip
        wanted = {Role.PEER, Role.COUNTRY}
        picture = evolve(
            gathered,
            compared=tuple(each for each in gathered.compared if each.role in wanted),
            needs=Needs(),
        )
        names = [picture.place.short]
        names += [each.label for each in picture.compared if each.role is Role.PEER]
        section = Section(
            id="sammenlikning",
            title=_("Sammenlikning"),
            blocks=(side_by_side(picture), *_figures(picture)),
        )
        return Document(
            id="-".join(["sammenlikning", *(each.lower() for each in (first, *others))])[:100]
            + f"-{horizon}-{current().value}",
            title=_("Sammenlikning"),
            subtitle=_("Befolkning og de eldste fram til {year}").format(year=horizon),
            place=listed(names),
            standard=current(),
            made=made,
            data_status=data_status(picture),
            fictional=picture.fictional,
            sections=(section, about(picture, [section], borders=False)),
        )


def _figures(picture: Picture) -> tuple[Figure, ...]:
    """The figures of the comparison, told of all the places and not of the first alone."""
    series = {picture.place.short: picture.series} | {
        each.label: each.series for each in picture.compared if each.role is Role.PEER
    }
    shares = _last(series, lambda each: 100 * each.band(80) / each.total())
    ratios = _last(series, persons_per_80plus)
    rises = {name: picture.pair(each.band(80)).ratio for name, each in series.items()}
    year = picture.horizon
    return (
        evolve(
            share(picture),
            title=_("{name} får høyest andel over 80 år i {year}").format(
                name=max(shares, key=lambda name: shares[name]), year=year
            ),
            summary=_("Andelen over 80 år i {year}, i prosent: {values}.").format(
                year=year, values=_values(shares, 1)
            ),
        ),
        evolve(
            growth(picture),
            title=_("{name} får størst vekst i antallet over 80 år til {year}").format(
                name=max(rises, key=lambda name: _finite(rises[name], 0)), year=year
            ),
        ),
        evolve(
            workers(picture),
            title=_("{name} får færrest i yrkesaktiv alder for hver over 80 år").format(
                name=min(ratios, key=lambda name: _finite(ratios[name], inf))
            ),
            summary=_(
                "Innbyggere på 18–66 år for hver innbygger over 80 år i {year}: {values}."
            ).format(year=year, values=_values(ratios, 1)),
        ),
    )


def _last(
    series: Mapping[str, RegionSeries], measure: Callable[[RegionSeries], FloatArray]
) -> dict[str, float]:
    """A measure at the horizon, by name."""
    return {name: float(measure(each)[-1]) for name, each in series.items()}


def _finite(value: float, otherwise: float) -> float:
    """The value, or another where it has none: a place where nobody is over 80."""
    return value if isfinite(value) else otherwise


def _values(named: Mapping[str, float], decimals: int) -> str:
    return "; ".join(f"{name} {number(value, decimals)}" for name, value in named.items())
