"""The section that sets the place beside others: its group, county, country and chosen peers."""

from __future__ import annotations

import polars as pl

from omsyn.charts import dots, lines
from omsyn.demography import persons_per_80plus
from omsyn.demography.population import FloatArray
from omsyn.documents.blocks import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Figure,
    Paragraph,
    Section,
    Table,
)
from omsyn.language import _, number
from omsyn.profile.parts import cell, persons, projected_note, series_frame, year_table
from omsyn.profile.picture import Compared, Field, Picture, Role
from omsyn.profile.words import Pair, joined


def comparison(picture: Picture) -> Section:
    blocks: list[Block] = [Paragraph(text=_introduction(picture))]
    if picture.field is not None:
        blocks.append(among_others(picture, picture.field))
    if picture.compared:
        blocks += [growth(picture), side_by_side(picture)]
    return Section(id="sammenlikning", title=_("Sammenlikning"), blocks=tuple(blocks))


def _introduction(picture: Picture) -> str:
    names = [each.label for each in picture.compared if each.role is not Role.PEER]
    peers = [each.label for each in picture.compared if each.role is Role.PEER]
    return joined(
        _("Her sammenliknes {place} med {others}.").format(
            place=picture.place.short, others=_listed(names)
        )
        if names
        else "",
        _("I tillegg er disse valgt: {peers}.").format(peers=", ".join(peers)) if peers else "",
        _(
            "Forskjeller i alder sier ikke om tjenestene er gode eller dårlige, men hva de må "
            "være dimensjonert for."
        ),
    )


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("{first} og {last}").format(first=", ".join(words[:-1]), last=words[-1])


def among_others(picture: Picture, field: Field) -> Figure:
    """A dot for each region of the same kind, this one named."""
    mine = picture.pair(100 * picture.band(80) / picture.series.total()).now
    references = {
        each.label: picture.pair(100 * each.series.band(80) / each.series.total()).now
        for each in picture.compared
        if each.role is not Role.PEER
    }
    frame = pl.DataFrame({"name": list(field.shares), "value": list(field.shares.values())})
    ordered = sorted(field.shares.items(), key=lambda each: -each[1])
    return Figure(
        id="sammenlikning-80",
        title=_among_title(mine, field, picture),
        subtitle=_("Innbyggere over 80 år i prosent av alle i {field}, {year}").format(
            field=field.title, year=picture.now
        ),
        summary=_among_summary(mine, field, references),
        chart=dots(
            frame,
            us=_ends(field) if field.us is None else field.us,
            references=references,
            decimals=1,
            in_percent=True,
        ),
        table=Table(
            id="sammenlikning-80-tabell",
            caption=_("Andel over 80 år i {field} {year}").format(
                field=field.title, year=picture.now
            ),
            columns=(
                Column(label=_("Område"), kind=ColumnKind.TEXT),
                Column(label=_("Over 80 år"), kind=ColumnKind.PERCENT, decimals=1),
            ),
            rows=tuple((name, cell(share)) for name, share in ordered),
            provenance=(picture.statistics,),
        ),
    )


def _among_title(mine: float, field: Field, picture: Picture) -> str:
    low, high = min(field.shares.values()), max(field.shares.values())
    if field.us is None:
        return _("Andelen over 80 år går fra {low} til {high} prosent i {field}").format(
            low=number(low, 1), high=number(high, 1), field=field.title
        )
    country = picture.country
    if country is None:
        return _("{share} prosent er over 80 år").format(share=number(mine, 1))
    theirs = picture.pair(100 * country.series.band(80) / country.series.total()).now
    if abs(mine / theirs - 1) < 0.05:
        return _("Andelen over 80 år er om lag som i landet")
    if mine > theirs:
        return _("Andelen over 80 år er høyere enn i landet")
    return _("Andelen over 80 år er lavere enn i landet")


def _ends(field: Field) -> tuple[str, str]:
    """The names of the lowest and the highest."""
    ordered = sorted(field.shares, key=lambda name: field.shares[name])
    return ordered[0], ordered[-1]


def _among_summary(mine: float, field: Field, references: dict[str, float]) -> str:
    shares = list(field.shares.values())
    low, high = _ends(field)
    spread = _(
        "I {field} går andelen fra {low} prosent ({lowest}) til {high} prosent ({highest})."
    ).format(
        field=field.title,
        low=number(min(shares), 1),
        lowest=low,
        high=number(max(shares), 1),
        highest=high,
    )
    named = "; ".join(f"{name} {number(value, 1)}" for name, value in references.items())
    others = _("Til sammenlikning, i prosent: {named}.").format(named=named) if named else ""
    if field.us is None:
        return joined(spread, others)
    own = _("{share} prosent av innbyggerne er over 80 år.").format(share=number(mine, 1))
    higher = sum(share > mine for share in shares)
    rank = (
        _("Ingen av de andre har høyere andel.")
        if higher == 0
        else _("{count} av de {all} andre har høyere andel.").format(
            count=higher, all=len(shares) - 1
        )
    )
    return joined(own, spread, rank, others)


def growth(picture: Picture) -> Figure:
    """Those over 80 as an index: the newest year is 100."""
    series = {picture.place.short: picture.series} | {
        each.label: each.series for each in picture.compared
    }
    named = {}
    for label, each in series.items():
        values = each.band(80)
        base = values[each.position(picture.now)]
        if base > 0:
            named[label] = 100 * values / base
    mine = picture.pair(named[picture.place.short]) if picture.place.short in named else None
    return Figure(
        id="vekst-80",
        title=_growth_title(mine, picture),
        subtitle=_("Innbyggere over 80 år, indeks der {year} er 100").format(year=picture.now),
        summary=_growth_summary(named, picture),
        chart=lines(
            series_frame(picture.years, named),
            series="series",
            emphasis=[picture.place.short],
            last_observed=picture.now,
        ),
        table=year_table(
            "vekst-80-tabell",
            _("Innbyggere over 80 år, indeks der {year} er 100").format(year=picture.now),
            picture.years,
            [(Column(label=label), values) for label, values in named.items()],
            chosen=picture.chosen_years(),
            notes=(projected_note(picture.series.first_projected_year),),
            provenance=picture.sources,
        ),
    )


def _growth_title(mine: Pair | None, picture: Picture) -> str:
    country = picture.country
    if mine is None or country is None:
        return _("Slik endres antallet over 80 år her og hos de andre")
    theirs = picture.pair(country.series.band(80)).ratio
    if abs(mine.ratio / theirs - 1) < 0.05:
        return _("Antallet over 80 år utvikler seg om lag som i landet")
    if mine.ratio > theirs:
        return _("Antallet over 80 år øker mer her enn i landet")
    if mine.ratio > 1:
        return _("Antallet over 80 år øker mindre her enn i landet")
    return _("Antallet over 80 år øker ikke her, slik det gjør i landet")


def _growth_summary(named: dict[str, FloatArray], picture: Picture) -> str:
    ends = "; ".join(
        f"{label} {number(picture.pair(values).then)}" for label, values in named.items()
    )
    return _("Er tallet over 80 år 100 i {now}, blir det i {year}: {ends}.").format(
        now=picture.now, year=picture.horizon, ends=ends
    )


def side_by_side(picture: Picture) -> Table:
    """The main figures of this place and the others in one table."""
    own = Compared(label=picture.place.short, role=Role.PEER, series=picture.series)
    year = picture.horizon
    columns = (
        Column(label=_("Område"), kind=ColumnKind.TEXT),
        persons(_("Innbyggere {year}").format(year=picture.now)),
        _change(_("Endring til {year}").format(year=year)),
        Column(
            label=_("Over 80 år {year}").format(year=picture.now),
            kind=ColumnKind.PERCENT,
            decimals=1,
        ),
        _change(_("Endring over 80 år til {year}").format(year=year)),
        Column(label=_("18–66 år for hver over 80, {year}").format(year=picture.now), decimals=1),
        Column(label=_("18–66 år for hver over 80, {year}").format(year=year), decimals=1),
    )
    return Table(
        id="sammenlikning-tabell",
        caption=_("{place} og de andre").format(place=picture.place.short),
        columns=columns,
        rows=tuple(_row(each, picture) for each in (own, *picture.compared)),
        notes=(projected_note(picture.series.first_projected_year),),
        provenance=picture.sources,
    )


def _change(label: str) -> Column:
    return Column(label=label, kind=ColumnKind.CHANGE, unit=_("prosent"), decimals=1)


def _row(each: Compared, picture: Picture) -> tuple[Cell, ...]:
    everyone, oldest = picture.pair(each.series.total()), picture.pair(each.series.band(80))
    workers = picture.pair(persons_per_80plus(each.series))
    cells = (
        everyone.now,
        everyone.percent,
        100 * oldest.now / everyone.now,
        oldest.percent,
        workers.now,
        workers.then,
    )
    return (each.label, *(cell(value) for value in cells))
