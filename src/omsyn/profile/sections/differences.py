"""How this projection differs from the one the national report printed, and why."""

from __future__ import annotations

from omsyn.demography.rates import Assumptions
from omsyn.documents.blocks import (
    Block,
    Bullets,
    Column,
    ColumnKind,
    Paragraph,
    Section,
    Table,
)
from omsyn.facts import Provenance
from omsyn.language import _, number
from omsyn.profile.parts import cell, persons
from omsyn.profile.picture import Picture
from omsyn.profile.sections.population import bands, listed
from omsyn.profile.words import Pair

YEAR = 2040
MANY_DEATHS = 2023
"""From this year on the deaths of 2022 are known, which were more than expected."""
PRINTED = (1_178_081, 2_380_352, 1_199_047, 814_651, 380_864, 103_249)
"""Table 2 of the report on Omsorg 2020: the main alternative in 2040, by the six bands."""


def differences(picture: Picture) -> Section | None:
    """A table of this projection against the printed one; None where 2040 is not projected."""
    if not picture.now < YEAR <= picture.horizon or picture.fictional:
        return None
    blocks: tuple[Block, ...] = (
        Paragraph(text=_summary(picture)),
        _table(picture),
        Paragraph(text=_("Dette er grunnene:")),
        Bullets(items=_reasons(picture)),
    )
    return Section(
        id="avvik",
        title=_("Forskjeller fra Statistisk sentralbyrås framskriving"),
        blocks=blocks,
    )


def _reasons(picture: Picture) -> tuple[str, ...]:
    """What is assumed differently, by the assumptions that this projection really uses."""
    assumed = Assumptions()
    left_out = listed([str(year) for year in assumed.immigration_left_out])
    reasons = (
        _(
            "Rapporten bygger på en framskriving fra 2020 eller før. Her er utgangspunktet "
            "folketallet i {year}, så det som har skjedd siden, er med."
        ).format(year=picture.now),
        _(
            "Hovedalternativet regner med at levealderen fortsetter å øke. Her går dødeligheten "
            "ned i samme takt som i de siste {years} årene med tall, men saktere jo eldre de over "
            "75 år er. Går den raskere ned, blir det flere over 80 år enn her."
        ).format(years=assumed.mortality_trend_years),
        _births(assumed.fertility_years),
        _(
            "Innvandringen er her som gjennomsnittet av de siste {years} årene, uten {left_out}, "
            "da mange kom som flyktninger."
        ).format(years=assumed.immigration_years, left_out=left_out),
    )
    if picture.now < MANY_DEATHS:
        return reasons
    deaths = _(
        "Dødeligheten blant eldre var høyere enn ventet i årene etter 2021, så her begynner "
        "nedgangen på et høyere nivå."
    )
    return (reasons[0], deaths, *reasons[1:])


def _births(years: int) -> str:
    if years == 1:
        return _(
            "Her fødes det like mange barn for hver kvinne i hver alder som i det siste året med "
            "tall. Øker fruktbarheten, blir det flere under 18 år enn her."
        )
    return _(
        "Her fødes det like mange barn for hver kvinne i hver alder som i de siste {years} "
        "årene med tall. Øker fruktbarheten, blir det flere under 18 år enn her."
    ).format(years=years)


def _summary(picture: Picture) -> str:
    ours = picture.value(picture.band(80), YEAR)
    printed = sum(PRINTED[4:])
    pair = Pair(printed, ours)
    names = {
        "year": YEAR,
        "ours": number(ours),
        "printed": number(printed),
        "percent": number(abs(pair.percent), 1),
    }
    text = (
        _(
            "Rapporten om Omsorg 2020 trykte Statistisk sentralbyrås hovedalternativ for {year}. "
            "Der er {printed} over 80 år. Her er tallet {ours}, som er {percent} prosent høyere."
        )
        if pair.change > 0
        else _(
            "Rapporten om Omsorg 2020 trykte Statistisk sentralbyrås hovedalternativ for {year}. "
            "Der er {printed} over 80 år. Her er tallet {ours}, som er {percent} prosent lavere."
        )
    )
    return text.format(**names)


def _table(picture: Picture) -> Table:
    groups = {**bands(picture), _("Alle"): picture.series.total()}
    printed = (*PRINTED, sum(PRINTED))
    rows = []
    for (label, values), theirs in zip(groups.items(), printed, strict=True):
        pair = Pair(theirs, picture.value(values, YEAR))
        rows.append((label, cell(theirs), cell(pair.then), cell(pair.change), cell(pair.percent)))
    return Table(
        id="avvik-tabell",
        caption=_("Framskrevet folketall {year}, her og i rapporten om Omsorg 2020").format(
            year=YEAR
        ),
        columns=(
            Column(label=_("Alder"), kind=ColumnKind.TEXT),
            persons(_("Rapporten")),
            persons(_("Her")),
            Column(label=_("Forskjell"), kind=ColumnKind.CHANGE, unit=_("personer")),
            Column(
                label=_("Forskjell"),
                kind=ColumnKind.CHANGE,
                unit=_("prosent"),
                decimals=1,
            ),
        ),
        rows=tuple(rows),
        provenance=(picture.projection, _report(picture)),
    )


def _report(picture: Picture) -> Provenance:
    return Provenance(
        source=_("Helsedirektoratet"),
        table=_("Omsorg 2020, tabell 2"),
        definition=_(
            "Befolkning 2020 og framskriving til 2040 etter hovedalternativet, seks aldersgrupper."
        ),
        retrieved=picture.made,
        periods=str(YEAR),
    )
