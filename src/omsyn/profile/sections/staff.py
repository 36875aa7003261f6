"""The section on staff: person-years if use stays as it is, or only their growth."""

from __future__ import annotations

from collections.abc import Mapping

from omsyn.documents.blocks import Block, Column, Figure, Paragraph, Section, Table
from omsyn.geography import RegionKind
from omsyn.language import _, number, signed
from omsyn.profile.futures import (
    Line,
    between_sentence,
    fan_chart,
    growth_between,
    interval_columns,
    subtitled,
)
from omsyn.profile.parts import Values, projected_note, year_table
from omsyn.profile.picture import Need, Picture
from omsyn.profile.sections.needs import few_caution, lacking
from omsyn.profile.words import Pair, joined, people


def staff(picture: Picture) -> Section:
    need = picture.needs.person_years
    block: Block = lacking(picture, "person_years") if need is None else person_years(picture, need)
    return Section(id="bemanning", title=_("Bemanning"), blocks=(block, *national(picture)))


FEWEST = 10
"""A part of the country's employees smaller than this says nothing about a place."""


def national(picture: Picture) -> tuple[Paragraph, ...]:
    """What the published increase for the country would be here, for a municipality."""
    part = picture.needs.national
    if part is None or part.employees < FEWEST or picture.place.kind is not RegionKind.MUNICIPALITY:
        return ()
    text = _(
        "Omsorgstjenesten {within} kan trenge om lag {count} flere ansatte i {to} enn i {first}."
    ).format(
        within=picture.place.within,
        count=people(part.employees),
        to=part.to_year,
        first=part.from_year,
    )
    return (Paragraph(text=joined(text, part.reservation)),)


def person_years(picture: Picture, need: Need) -> Figure:
    """Person-years by the planner's own count, or the growth where nobody has counted here."""
    counted = not need.index
    pair = need.pair(need.years[0], picture.horizon)
    named: dict[str, Line] = {_("Følger tallet over 80 år"): (need.values, need.interval)}
    if need.low is not None:
        named[_("Følger folketallet")] = (need.low, None)
    subtitle = _counted_subtitle(picture, need) if counted else _growth_subtitle(picture, need)
    return Figure(
        id="arsverk",
        title=_counted_title(pair, picture.horizon)
        if counted
        else _growth_title(pair, picture.horizon),
        subtitle=subtitled(subtitle, need.interval),
        summary=joined(
            _between(picture, need, counted=counted), _hands(picture), _why(), few_caution(picture)
        ),
        chart=fan_chart(need.years, named, last_observed=picture.now),
        table=_table(picture, need, named, counted=counted),
    )


def _table(picture: Picture, need: Need, named: Mapping[str, Line], *, counted: bool) -> Table:
    unit = _("årsverk") if counted else _("indeks")

    def column(label: str) -> Column:
        return Column(label=label, unit=unit)

    columns: list[tuple[Column, Values]] = [
        (column(label), values) for label, (values, _interval) in named.items()
    ]
    columns[1:1] = interval_columns(need.years, need.interval, column)
    caption = (
        _("Årsverk i omsorgstjenesten {within}")
        if counted
        else _("Vekst i behovet for årsverk {within}")
    )
    return year_table(
        "arsverk-tabell",
        caption.format(within=picture.place.within),
        need.years,
        columns,
        chosen=[year for year in picture.chosen_years() if year in need.years],
        notes=(
            *((need.explanation,) if counted else ()),
            *_whose_interval(need),
            projected_note(picture.series.first_projected_year),
        ),
        provenance=(*need.provenance, *picture.sources) if counted else picture.sources,
    )


def _whose_interval(need: Need) -> tuple[str, ...]:
    if need.interval is None:
        return ()
    return (_("«8 av 10» gjelder om alle årsverkene følger tallet på innbyggere over 80 år."),)


def _growth_subtitle(picture: Picture, need: Need) -> str:
    return _("Behov for årsverk i omsorgstjenesten {within}, indeks der {year} er 100").format(
        within=picture.place.within, year=need.years[0]
    )


def _counted_subtitle(picture: Picture, need: Need) -> str:
    local = picture.local
    text = (
        _("Årsverk i omsorgstjenesten {within}, med samme bruk som i {year}")
        if local is None or local.person_years is None
        else _("Årsverk i omsorgstjenesten {within}, ført fram fra kommunens egne i {year}")
    )
    return text.format(within=picture.place.within, year=need.rate_year)


def _counted_title(pair: Pair, year: int) -> str:
    if not pair.grows:
        return _("Behovet for årsverk øker ikke fram til {year}").format(year=year)
    return _("Det kan bli behov for opptil {change} flere årsverk i {year}").format(
        change=people(pair.change), year=year
    )


def _growth_title(pair: Pair, year: int) -> str:
    if not pair.grows:
        return _("Behovet for årsverk øker ikke fram til {year}").format(year=year)
    return _("Behovet for årsverk kan øke med opptil {percent} prosent til {year}").format(
        percent=number(pair.percent), year=year
    )


def _between(picture: Picture, need: Need, *, counted: bool) -> str:
    first = need.years[0]
    pair = need.pair(first, picture.horizon)
    if need.low is None:
        return ""
    low = float(need.low[need.years.index(picture.horizon)])
    if counted:
        text = _(
            "Følger årsverkene tallet på innbyggere over 80 år, blir {now} i {first} til om lag "
            "{then} i {last}."
        ).format(now=number(pair.now), first=first, then=people(pair.then), last=picture.horizon)
        other = _("Følger de bare folketallet, blir det om lag {low}.").format(low=people(low))
        return joined(text, between_sentence(need.interval, picture.horizon), other)
    text = _(
        "Følger behovet tallet på innbyggere over 80 år, er endringen {high} prosent fra "
        "{first} til {last}."
    ).format(high=signed(pair.percent), first=first, last=picture.horizon)
    other = _("Følger det bare folketallet, er endringen {low} prosent.").format(
        low=signed(low - 100)
    )
    return joined(text, growth_between(need.interval, picture.horizon), other)


def _why() -> str:
    return _("En del av årsverkene går til yngre brukere, så behovet ligger trolig mellom de to.")


def _hands(picture: Picture) -> str:
    pair = picture.pair(picture.band(18, 66))
    percent = number(abs(pair.percent))
    if pair.level:
        return _("Tallet på innbyggere mellom 18 og 66 år er da om lag som i dag.")
    text = (
        _("Tallet på innbyggere mellom 18 og 66 år er da {percent} prosent høyere enn i dag.")
        if pair.grows
        else _("Tallet på innbyggere mellom 18 og 66 år er da {percent} prosent lavere enn i dag.")
    )
    return text.format(percent=percent)
