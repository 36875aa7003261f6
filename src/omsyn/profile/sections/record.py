"""How far off the projection would have been in this place, had it been made in earlier years."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from attrs import evolve

from omsyn.charts import lines
from omsyn.demography.backtest.kept import RegionBacktest, RegionError
from omsyn.documents.blocks import (
    Cell,
    ChartSpec,
    Column,
    ColumnKind,
    Figure,
    Paragraph,
    Section,
    Table,
)
from omsyn.facts import Provenance
from omsyn.language import _, number
from omsyn.profile.parts import persons
from omsyn.profile.picture import Picture
from omsyn.profile.words import joined, people

ALL, OLDEST = "all", "80+"
SOON, LATER = 5, 10
FEW = 100
"""A group that has mostly been smaller than this is spoken of in persons, not in percent."""
LEAST = 3
"""With fewer trials than this nothing is typical."""
ONE_SIDED = 0.75
"""When so many of the trials missed to the same side, it is said."""


def record(picture: Picture) -> tuple[Section, ...]:
    """What the method would have said, against what came; none where too little can be tried."""
    tried = picture.record
    if tried is None or len(tried.of(OLDEST, SOON)) < LEAST:
        return ()
    opening = Paragraph(text=_opening(picture, tried))
    return (
        Section(
            id="etterproving",
            title=_("Hvor mye framskrivingen ville ha bommet"),
            blocks=(opening, _figure(picture, tried)),
        ),
    )


def _opening(picture: Picture, tried: RegionBacktest) -> str:
    first, last = _origins(tried)
    return _(
        "Omsyn har prøvd framskrivingen på år som har vært. Den er regnet fra hvert av årene "
        "{first}–{last}, bare med tall fram til det året, og holdt opp mot folketallet {within} "
        "slik det ble."
    ).format(first=first, last=last, within=picture.place.within)


def _origins(tried: RegionBacktest) -> tuple[int, int]:
    found = [each.origin for each in tried.of(OLDEST, SOON)]
    return min(found), max(found)


def _figure(picture: Picture, tried: RegionBacktest) -> Figure:
    first, last = _origins(tried)
    return Figure(
        id="etterproving-eldre",
        title=_("Etter fem år var framskrivingen typisk {miss} unna for dem over 80 år").format(
            miss=typical(tried, OLDEST, SOON)
        ),
        subtitle=_(
            "Innbyggere over 80 år {within}: talt, og framskrevet fra hvert av årene {first}–{last}"
        ).format(within=picture.place.within, first=first, last=last),
        summary=joined(
            _after(tried, SOON),
            _after(tried, LATER),
            _typical_means(),
            _one_sided(tried),
            _worst(tried),
        ),
        chart=_chart(picture, tried),
        table=_table(picture, tried),
    )


def _after(tried: RegionBacktest, ahead: int) -> str:
    if len(tried.of(OLDEST, ahead)) < LEAST:
        return ""
    text = (
        _(
            "Etter fem år var den typisk {everyone} unna for alle innbyggere og {oldest} for dem "
            "over 80 år."
        )
        if ahead == SOON
        else _(
            "Etter ti år var den typisk {everyone} unna for alle innbyggere og {oldest} for dem "
            "over 80 år."
        )
    )
    return text.format(everyone=typical(tried, ALL, ahead), oldest=typical(tried, OLDEST, ahead))


def _typical_means() -> str:
    return _("Typisk betyr at den var nærmere halvparten av gangene og lenger unna resten.")


def typical(tried: RegionBacktest, group: str, ahead: int) -> str:
    """The median miss in words: "1,2 prosent", or "2 personer" where the group is small."""
    known = tried.of(group, ahead)
    if _is_small(tried, group):
        miss = float(np.median([abs(each.made - each.true) for each in known]))
        if round(miss) == 0:
            return _("mindre enn én person")
        if round(miss) == 1:
            return _("én person")
        return _("{count} personer").format(count=people(miss))
    share = 100 * (tried.typical_error(group, ahead) or 0.0)
    if share < 0.1:
        return _("under 0,1 prosent")
    return _("{share} prosent").format(share=number(share, 1))


def _is_small(tried: RegionBacktest, group: str) -> bool:
    return float(np.median([each.true for each in tried.of(group)])) < FEW


def _one_sided(tried: RegionBacktest) -> str:
    """Whether the oldest came out too many, or too few, nearly every time."""
    known = tried.of(OLDEST, SOON)
    high = sum(each.made > each.true for each in known)
    low = sum(each.made < each.true for each in known)
    if max(high, low) < ONE_SIDED * len(known):
        return ""
    text = (
        _("Etter fem år var tallet for dem over 80 år for høyt {count} av {all} ganger.")
        if high > low
        else _("Etter fem år var tallet for dem over 80 år for lavt {count} av {all} ganger.")
    )
    return text.format(count=max(high, low), all=len(known))


def _worst(tried: RegionBacktest) -> str:
    """The trial that missed most among the oldest, with both numbers."""
    every = _shown(tried, OLDEST)
    worst = max(every, key=lambda each: abs(each.made - each.true))
    made, true = number(worst.made), number(worst.true)
    if made == true:
        return ""
    return _(
        "Lengst unna var den fra {origin} til {year}: framskrevet {made} over 80 år, og det ble "
        "{true}."
    ).format(origin=worst.origin, year=worst.origin + worst.years_ahead, made=made, true=true)


def _shown(tried: RegionBacktest, group: str) -> tuple[RegionError, ...]:
    return tuple(each for ahead in (SOON, LATER) for each in tried.of(group, ahead))


def _chart(picture: Picture, tried: RegionBacktest) -> ChartSpec:
    """What came as a line, and a thin line from each origin for what would have been said."""
    counted = picture.band(80)
    years = [year for year in picture.years if year <= picture.now]
    _first, newest = _origins(tried)
    came = _("Talt")
    named = _("Framskrevet fra {year}").format(year=newest)
    rows: list[tuple[int, str, float]] = [
        (year, came, picture.value(counted, year)) for year in years
    ]
    for origin in sorted({each.origin for each in tried.of(OLDEST, SOON)}):
        name = named if origin == newest else str(origin)
        said = [each for each in tried.of(OLDEST) if each.origin == origin]
        rows.append((origin, name, picture.value(counted, origin)))
        rows += [(origin + each.years_ahead, name, each.made) for each in said]
    frame = pl.DataFrame(rows, schema=["year", "series", "value"], orient="row")
    unnamed = set(frame["series"].unique()) - {came, named}
    return lines(frame, series="series", emphasis=[came], unnamed=unnamed)


def _table(picture: Picture, tried: RegionBacktest) -> Table:
    everyone, oldest = _("Alle"), _("Over 80 år")
    by_group = [_shown(tried, group) for group in (ALL, OLDEST)]
    small = [_is_small(tried, group) for group in (ALL, OLDEST)]
    rows = [
        (f"{one.origin}–{one.origin + one.years_ahead}", *_cells(one, small[0]),
         *_cells(other, small[1]))
        for one, other in zip(*by_group, strict=True)
    ]  # fmt: skip
    return Table(
        id="etterproving-tabell",
        caption=_("Framskrevet og talt {within}, etter fem og ti år").format(
            within=picture.place.within
        ),
        columns=(
            Column(label=_("Fra og til"), kind=ColumnKind.TEXT),
            *_columns(everyone, small=small[0]),
            *_columns(oldest, small=small[1]),
        ),
        rows=rows,
        notes=(
            _("Avviket er over null der framskrivingen var for høy."),
            _(
                "Grensene er dagens i alle år. Metoden er valgt etter hvor godt den treffer på "
                "nettopp disse årene, så den kan treffe litt dårligere framover."
            ),
        ),
        provenance=(picture.statistics, _trials(picture, tried)),
    )


def _trials(picture: Picture, tried: RegionBacktest) -> Provenance:
    """What the projections from earlier years are: the same method, from other years."""
    first, last = _origins(tried)
    return evolve(
        picture.projection,
        table=_("Framskrivinger fra {first}–{last}").format(first=first, last=last),
        periods=f"{first}–{picture.now}",
        notes=(),
    )


def _columns(label: str, *, small: bool) -> Iterable[Column]:
    yield persons(_("{group}: framskrevet").format(group=label))
    yield persons(_("{group}: det ble").format(group=label))
    yield Column(
        label=_("{group}: avvik").format(group=label),
        kind=ColumnKind.CHANGE,
        unit=_("personer") if small else _("prosent"),
        decimals=0 if small else 1,
    )


def _cells(each: RegionError, small: bool) -> tuple[Cell, ...]:
    error = each.error
    share = None if error is None else 100 * error
    return each.made, each.true, each.made - each.true if small else share
