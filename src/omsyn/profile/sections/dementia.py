"""The section on dementia."""

from __future__ import annotations

from omsyn.documents.blocks import Block, Figure, Paragraph, Section
from omsyn.geography import RegionKind
from omsyn.language import _
from omsyn.profile.futures import between_sentence, subtitled
from omsyn.profile.parts import persons
from omsyn.profile.picture import Need, Picture
from omsyn.profile.sections.needs import horizon_pair, lacking, need_chart, need_table
from omsyn.profile.words import Pair, growth_sentence, joined, people


def dementia(picture: Picture) -> Section:
    need = picture.needs.dementia
    blocks: tuple[Block, ...] = (
        (lacking(picture, "dementia"),)
        if need is None
        else (with_dementia(picture, need), Paragraph(text=_what(picture.place.kind)))
    )
    return Section(id="demens-kapittel", title=_("Demens"), blocks=blocks)


def _what(kind: RegionKind) -> str:
    estimate = _(
        "Tallet er et anslag over hvor mange som lever med demens, enten de har fått en diagnose "
        "eller ikke."
    )
    own = _("Kommunen kan sammenlikne det med hvor mange den kjenner til.")
    return joined(estimate, own if kind is RegionKind.MUNICIPALITY else "")


def with_dementia(picture: Picture, need: Need) -> Figure:
    """How many may live with dementia, by constant rates for sex and age."""
    pair = horizon_pair(picture, need)
    caption = _("Anslått antall innbyggere med demens {within}").format(within=picture.place.within)
    subtitle = _("Anslått antall innbyggere med demens {within}, {first}–{last}").format(
        within=picture.place.within, first=need.years[0], last=picture.horizon
    )
    return Figure(
        id="demens",
        title=_title(pair, picture.horizon),
        subtitle=subtitled(subtitle, need.interval),
        summary=joined(
            _("Anslaget er om lag {now} i {first} og {then} i {last}.").format(
                now=people(pair.now),
                first=picture.now,
                then=people(pair.then),
                last=picture.horizon,
            ),
            growth_sentence(pair),
            between_sentence(need.interval, picture.horizon),
            need.explanation,
        ),
        chart=need_chart(picture, need, _("Med demens")),
        table=need_table(
            picture,
            need,
            id_="demens-tabell",
            caption=caption,
            column=persons(_("Med demens")),
        ),
    )


def _title(pair: Pair, year: int) -> str:
    names = {"now": people(pair.now), "then": people(pair.then), "year": year}
    if pair.level:
        return _("Antallet med demens blir om lag som i dag").format(**names)
    text = (
        _("Antallet med demens kan øke fra om lag {now} til {then} i {year}")
        if pair.grows
        else _("Antallet med demens kan gå ned fra om lag {now} til {then} i {year}")
    )
    return text.format(**names)
